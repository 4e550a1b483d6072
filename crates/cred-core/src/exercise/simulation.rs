//! Simulation: what an adoption would change, before anyone adopts it. Evaluated on an overlay of the records; nothing is written.

use chrono::NaiveDate;

use super::{answer::NotAskable, roster};
use crate::{
    credentialing::assessment::{assess, line},
    facility::governed::Governed,
    id::{FacilityId, OrganizationId, ProviderId},
    records::Records,
    standard::{adoption::Adoption, binding::Bound, limit::Limit, topic::Topic},
    time::{Instant, period::Period, zone::Zone},
    timeline::truth::Truth,
};

/// Who would adopt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopting {
    /// An organisation, and so each of its facilities.
    Organization(OrganizationId),
    /// One facility.
    Facility(FacilityId),
}

/// What kind of thing would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affected {
    /// A credentialing file.
    File,
    /// A term of appointment.
    Appointment,
    /// A term of a grant.
    Grant,
    /// Whether a held privilege may be exercised.
    Exercise,
}

impl Affected {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Appointment => "appointment",
            Self::Grant => "grant",
            Self::Exercise => "exercise",
        }
    }
}

/// One change that the adoption would make.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effect {
    /// What kind of thing.
    pub affected: Affected,
    /// Whose.
    pub provider: ProviderId,
    /// What, in words.
    pub what: String,
    /// From when.
    pub from: Instant,
    /// As it is.
    pub before: String,
    /// As it would be, and why.
    pub after: String,
}

/// What adopting a pack would change for the providers of the records, from the adoption's first day on, as known now.
///
/// Standing terms are not cut by a new limit: that their length would not be given again is told.
///
/// # Errors
/// When the records lack the adopter.
pub fn simulate(
    records: &Records,
    adopting: &Adopting,
    adoption: &Adoption,
    now: Instant,
) -> Result<Vec<Effect>, NotAskable> {
    let supposed = match adopting {
        Adopting::Facility(id) => records.supposing_at_facility(id, adoption, now),
        Adopting::Organization(id) => records.supposing_at_organization(id, adoption, now),
    };
    let facilities: Vec<Governed<'_>> = match adopting {
        Adopting::Facility(id) => {
            vec![records.governed(id).ok_or_else(|| NotAskable::Facility(id.clone()))?]
        }
        Adopting::Organization(id) => {
            let own = records.facilities().filter(|facility| facility.organization() == id);
            own.filter_map(|facility| records.governed(facility.id())).collect()
        }
    };
    let mut effects = Vec::new();
    for facility in facilities {
        let Some(then) = supposed.governed(facility.id()) else { continue };
        let from = facility.zone().start_of_day(adoption.from).max(now);
        for provider in records.providers() {
            let id = provider.id();
            let scene = Scene { records, supposed: &supposed, facility, then, from, id };
            effects.extend(scene.terms());
            effects.extend(scene.exercise()?);
        }
    }
    effects.extend(files(records, &supposed, adopting, adoption, now));
    effects.sort();
    effects.dedup();
    Ok(effects)
}

#[derive(Clone, Copy)]
struct Scene<'a> {
    records: &'a Records,
    supposed: &'a Records,
    facility: Governed<'a>,
    then: Governed<'a>,
    from: Instant,
    id: ProviderId,
}

impl Scene<'_> {
    /// Terms that run then and are longer than could be given.
    fn terms(self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let appointment =
            |topic: &Topic| if let Topic::AppointmentTerm(rule) = topic { Some(rule.limit) } else { None };
        let grant = |topic: &Topic| if let Topic::PrivilegeTerm(rule) = topic { Some(rule.limit) } else { None };
        for held in self.records.appointments_of(self.id).filter(|held| held.facility() == self.facility.id()) {
            for term in held.terms() {
                let what = format!("{} appointment at {}", held.category(), self.facility.id());
                effects.extend(self.too_long(Affected::Appointment, what, *term, appointment));
            }
        }
        for request in self.records.privileges_of(self.id).filter(|held| held.facility() == self.facility.id()) {
            let Some(held) = request.held() else { continue };
            let what = format!("{} at {}", request.item(), self.facility.id());
            effects.extend(self.too_long(Affected::Grant, what, held.grant.term, grant));
        }
        effects
    }

    fn too_long(
        self,
        affected: Affected,
        what: String,
        term: Period,
        pick: impl Fn(&Topic) -> Option<Limit> + Copy,
    ) -> Option<Effect> {
        let end = term.end().filter(|end| *end > self.from)?;
        let longest = |governed: Governed<'_>| {
            governed.longest("", term.start(), self.from, pick).ok().map(|(longest, bound)| (longest, told(&bound)))
        };
        let (limit, rule) = longest(self.then)?;
        if longest(self.facility).is_some_and(|(before, _)| before.end() <= limit.end()) {
            return None;
        }
        (limit.end()? < end).then(|| Effect {
            affected,
            provider: self.id,
            what,
            from: self.from,
            before: format!("until {}", end.to_rfc3339()),
            after: format!("stands, and would not be given so long again: {rule}"),
        })
    }

    /// Held privileges whose answer differs at some time from then on.
    fn exercise(self) -> Result<Vec<Effect>, NotAskable> {
        let mut effects = Vec::new();
        for site in self.facility.sites() {
            let held = roster::held(self.records, self.id, self.facility.id(), &site.id, self.from)?;
            let then = roster::held(self.supposed, self.id, self.facility.id(), &site.id, self.from)?;
            for (before, after) in held.iter().zip(&then) {
                let (one, other) = (before.answer.evaluation(), after.answer.evaluation());
                let mut points = vec![self.from];
                points.extend(one.truth().changes().iter().chain(other.truth().changes()).map(|(at, _)| *at));
                points.sort_unstable();
                let Some(at) = points.into_iter().find(|at| *at >= self.from && one.at(*at) != other.at(*at)) else {
                    continue;
                };
                let why: Vec<String> = other.deciding(at).iter().map(line).collect();
                effects.push(Effect {
                    affected: Affected::Exercise,
                    provider: self.id,
                    what: format!("{} at {}/{}", before.item, self.facility.id(), site.id),
                    from: at,
                    before: yes_or_no(one.at(at)).to_owned(),
                    after: format!("{}: {}", yes_or_no(other.at(at)), why.join("; ")),
                });
            }
        }
        Ok(effects)
    }
}

/// Files that wait for a decision and would be judged otherwise, and approvals whose next decision would be due earlier.
fn files(records: &Records, supposed: &Records, adopting: &Adopting, adoption: &Adoption, now: Instant) -> Vec<Effect> {
    let Adopting::Organization(organization) = adopting else { return vec![] };
    let Some((before, after)) = records.organization(organization).zip(supposed.organization(organization)) else {
        return vec![];
    };
    let at = before.zone().start_of_day(adoption.from).max(now);
    let mut effects = Vec::new();
    for provider in records.providers() {
        let own = records.files_of(provider.id()).filter(|file| file.organization() == organization);
        for file in own {
            let mut effect = |from, before: String, after| {
                effects.push(Effect {
                    affected: Affected::File,
                    provider: provider.id(),
                    what: format!("{} at {organization}", file.id()),
                    from,
                    before,
                    after,
                });
            };
            if file.is_pending() {
                let judged = |records: &Records, home| {
                    let dossier = records.dossier(provider.id())?;
                    let assessment = assess(home, &dossier, file.on_file(), at);
                    Some((assessment.evaluation().at(at), assessment.open().iter().map(line).collect::<Vec<_>>()))
                };
                let (one, other) = (judged(records, before), judged(supposed, after));
                if one.as_ref().map(|own| own.0) != other.as_ref().map(|own| own.0) {
                    let told = |own: Option<(Truth, Vec<String>)>| {
                        own.map_or_else(
                            || "no rules to judge by".to_owned(),
                            |(truth, open)| match truth {
                                Truth::Met => "complete".to_owned(),
                                Truth::Unknown | Truth::Unmet => format!("open: {}", open.join("; ")),
                            },
                        )
                    };
                    effect(at, told(one), told(other));
                }
            }
            let Some((term, end)) = file.in_force().and_then(|term| Some((term, term.end()?))) else { continue };
            let pick = |topic: &Topic| if let Topic::Recredentialing(rule) = topic { Some(rule.limit) } else { None };
            let zone: Zone = after.zone();
            let decided: NaiveDate = zone.date_at(term.start());
            let standards = crate::standard::binding::Standards::of(&[after.adoptions()]);
            if let Some(bound) = standards.shortest(zone.date_at(at), decided, pick)
                && let Some(due) = bound.value.held_until(term.start(), zone)
                && at < end
                && due < end
            {
                effect(
                    at,
                    format!("due before {}", end.to_rfc3339()),
                    format!("would be due before {}: {}", due.to_rfc3339(), told(&bound)),
                );
            }
        }
    }
    effects
}

fn told(bound: &Bound<'_, Limit>) -> String {
    format!("{} ({})", bound.citation(), bound.value)
}

const fn yes_or_no(truth: Truth) -> &'static str {
    match truth {
        Truth::Met => "yes",
        Truth::Unknown => "unknown",
        Truth::Unmet => "no",
    }
}
