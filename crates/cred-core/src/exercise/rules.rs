//! The rule of exercise: everything that must hold, as one evaluated tree.

use std::sync::Arc;

use chrono::NaiveDate;

use super::credential_rules;
use crate::{
    appointment::{Appointment, Standing},
    credentialing::credentialing_file::CredentialingFile,
    delineation::{
        criterion::{AtLeast, Criterion, When},
        privilege_item::{AgeBand, PrivilegeItem},
        privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    },
    evidence::dossier::Dossier,
    facility::{Facility, bylaws::Bylaws, site::Site},
    id::{ItemId, ResourceId},
    privileging::{
        criteria_check::CriteriaCheck,
        grant::GrantStanding,
        privilege_request::{Held, PrivilegeRequest},
    },
    records::Records,
    text::Text,
    time::{Instant, period::Period},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FactSpan, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// All that a rule may look at: one provider's records, one facility's, one site.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The records.
    pub records: &'a Records,
    /// The provider's dossier.
    pub dossier: &'a Dossier<'a>,
    /// The facility.
    pub facility: &'a Facility,
    /// The site.
    pub site: &'a Site,
    /// The patient's age in completed years, where it is to be looked at.
    pub patient_age: Option<u32>,
    /// The procedure, where one is asked about: the version of the form that was granted must list it.
    pub procedure: Option<&'a str>,
}

fn need(code: &'static str, asks: impl Into<String>, citation: impl Into<String>, owed_by: Owes) -> Requirement {
    Requirement { code, asks: asks.into(), citation: citation.into(), owed_by }
}

/// Everything that must hold for an item to be exercised at the site: credentialed, appointed, granted, licensed, insured, not
/// excluded, standing criteria, prerequisites, resources.
#[must_use]
pub fn exercise(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId) -> Evaluation {
    exercise_below(scene, set, item, &mut vec![])
}

fn exercise_below(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let mut parts = vec![credentialed(scene), appointed(scene), licensed(scene)];
    parts.extend(by_bylaws(scene));
    parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
    parts.push(granted(scene, set, item, above));
    Evaluation::all(parts)
}

fn fact(kind: FactKind, id: String, label: String, period: Option<Period>) -> Arc<Fact> {
    let span = period.map(|period| FactSpan::Instants { from: period.start(), to: period.end() });
    Arc::new(Fact { kind, id, label, source: None, method: None, verified_on: None, span })
}

/// Layers several records of one matter: where any is met it is met; else the last one that speaks holds.
fn best(layers: Vec<Timeline<Cause>>, none: Cause) -> Timeline<Cause> {
    let mut best = Timeline::constant(none);
    for layer in layers {
        best = best.zip_with(&layer, |own, other| {
            let silent = |cause: &Cause| cause.facts.is_empty();
            if own.truth > other.truth || (own.truth == other.truth && silent(other)) {
                own.clone()
            } else {
                other.clone()
            }
        });
    }
    best
}

fn credentialed(scene: Scene<'_>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let files: Vec<&CredentialingFile> =
        scene.records.files_of(provider).filter(|file| file.organization() == scene.facility.organization()).collect();
    let layers = files.iter().filter_map(|file| {
        let period = file.in_force()?;
        let fact =
            fact(FactKind::CredentialingFile, file.id().to_string(), "credentialing approval".to_owned(), Some(period));
        let over = Cause::on(Truth::Unmet, FindingReason::Expired, &fact);
        let mut changes = vec![(period.start(), Cause::on(Truth::Met, FindingReason::InForce, &fact))];
        changes.extend(period.end().map(|end| (end, over)));
        Some(Timeline::from_changes(Cause::on(Truth::Unmet, FindingReason::NotYetInForce, &fact), changes))
    });
    let pending = files.iter().find(|file| file.is_pending());
    let none = pending.map_or_else(
        || Cause::bare(Truth::Unmet, FindingReason::NotCredentialed),
        |file| {
            let label = format!("credentialing file, {}", file.state_name());
            let fact = fact(FactKind::CredentialingFile, file.id().to_string(), label, None);
            Cause::on(Truth::Unmet, FindingReason::UnderReview, &fact)
        },
    );
    let causes = best(layers.collect(), none);
    let asks = format!("credentialing approved by {}", scene.facility.organization());
    Evaluation::leaf(need("credentialed", asks, "credentialing precedes privileging", Owes::Reviewers), causes)
}

fn appointed(scene: Scene<'_>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let layers = scene
        .records
        .appointments_of(provider)
        .filter(|appointment| appointment.facility() == scene.facility.id())
        .map(appointment_causes);
    let causes = best(layers.collect(), Cause::bare(Truth::Unmet, FindingReason::NotAppointed));
    let asks = format!("appointed to the medical staff of {}", scene.facility.name());
    Evaluation::leaf(need("appointment", asks, "bylaws: privileges rest on an appointment", Owes::Reviewers), causes)
}

fn appointment_causes(appointment: &Appointment) -> Timeline<Cause> {
    let record = |period| {
        fact(
            FactKind::Appointment,
            appointment.id().to_string(),
            format!("{} appointment", appointment.category()),
            period,
        )
    };
    let mut terms = Timeline::constant(Cause::on(
        Truth::Unmet,
        FindingReason::NotYetInForce,
        &record(appointment.terms().first().copied()),
    ));
    for term in appointment.terms() {
        let mut changes = vec![(term.start(), Cause::on(Truth::Met, FindingReason::InForce, &record(Some(*term))))];
        changes
            .extend(term.end().map(|end| (end, Cause::on(Truth::Unmet, FindingReason::Expired, &record(Some(*term))))));
        terms = terms.then_from(term.start(), &Timeline::from_changes(terms.first().clone(), changes));
    }
    let standings = Timeline::from_changes(Standing::Good, appointment.ordered());
    terms.zip_with(&standings, |term, standing| {
        let reason = match standing {
            Standing::Good => return term.clone(),
            Standing::OnLeave => FindingReason::OnLeave,
            Standing::Suspended => FindingReason::Suspended,
            Standing::Resigned => FindingReason::Relinquished,
            Standing::Revoked => FindingReason::Revoked,
            Standing::Deceased => FindingReason::Deceased,
        };
        Cause::on(Truth::Unmet, reason, &record(appointment.whole()))
    })
}

/// Nothing is exercised from the day of death on, whatever the appointments say.
fn alive(scene: Scene<'_>, died: NaiveDate) -> Evaluation {
    let id = scene.dossier.provider().id().to_string();
    let record = fact(FactKind::Provider, id, format!("death on {died}"), None);
    let over = (scene.facility.zone().start_of_day(died), Cause::on(Truth::Unmet, FindingReason::Deceased, &record));
    let causes = Timeline::from_changes(Cause::on(Truth::Met, FindingReason::InForce, &record), vec![over]);
    Evaluation::leaf(need("alive", "the provider's record", "the provider's record", Owes::Nobody), causes)
}

fn licensed(scene: Scene<'_>) -> Evaluation {
    let profession = scene.dossier.provider().provider_type();
    let asks = format!("{} license in {}", profession.word(), scene.site.jurisdiction);
    let need = need("license", asks, "law of the site's state", Owes::Provider);
    credential_rules::license(scene.dossier, scene.site.jurisdiction, profession.license_types(), false, need)
}

/// What each version of the bylaws asks from its first day on.
fn by_bylaws(scene: Scene<'_>) -> Vec<Evaluation> {
    let mut versions: Vec<Evaluation> = Vec::new();
    let all = scene.facility.bylaws();
    let day = |bylaws: &Bylaws| scene.facility.zone().start_of_day(bylaws.effective_from);
    let none = Cause::bare(Truth::Unknown, FindingReason::NoBylaws);
    let adopted = all.first().map_or_else(
        || Timeline::constant(none.clone()),
        |first| {
            let record = fact(FactKind::Bylaws, first.version.to_string(), "bylaws".to_owned(), None);
            Timeline::from_changes(
                none.clone(),
                vec![(day(first), Cause::on(Truth::Met, FindingReason::InForce, &record))],
            )
        },
    );
    versions.push(Evaluation::leaf(
        need("bylaws", "bylaws in force", "the facility's governing body", Owes::Facility),
        adopted,
    ));
    for (index, bylaws) in all.iter().enumerate() {
        let binds = Period::new(day(bylaws), all.get(index + 1).map(day)).ok();
        let citation = format!("bylaws {}", bylaws.version);
        let mut asked: Vec<Evaluation> = Vec::new();
        if let Some(cover) = bylaws.insurance {
            let asks =
                format!("liability cover of ${} / ${}", cover.per_claim_cents / 100, cover.aggregate_cents / 100);
            let need = need("insurance", asks, citation.clone(), Owes::Provider);
            asked.push(credential_rules::insurance(scene.dossier, cover.per_claim_cents, cover.aggregate_cents, need));
        }
        for list in &bylaws.exclusion_lists {
            let need = need("exclusion", format!("not excluded ({list})"), citation.clone(), Owes::Msp);
            asked.push(credential_rules::not_excluded(scene.dossier, list, need));
        }
        versions.extend(binds.map(|binds| only_within(binds, Evaluation::all(asked), &citation)));
    }
    versions
}

/// Binds a rule to a period; outside of it nothing is asked.
fn only_within(binds: Period, rule: Evaluation, citation: &str) -> Evaluation {
    let (met, silent) = (Truth::Met, Truth::Unmet);
    let outside = Timeline::within(binds, silent, met).map(|truth| Cause::bare(*truth, FindingReason::NotApplicable));
    let need = need("not-applicable", "outside of the rule's time", citation, Owes::Nobody);
    Evaluation::any(vec![Evaluation::leaf(need, outside).quiet(), rule])
}

fn granted(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let requests: Vec<&PrivilegeRequest> = scene
        .records
        .privileges_of(provider)
        .filter(|request| request.facility() == scene.facility.id() && request.item() == item)
        .collect();
    let asked = || {
        let citation = format!("the governing body of {}", scene.facility.name());
        need("grant", format!("{item} granted at {}", scene.site.name), citation, Owes::Reviewers)
    };
    let grants: Vec<Evaluation> = requests
        .iter()
        .filter_map(|request| {
            let held = request.held()?;
            let own_set = scene.records.privilege_set(request.set()).unwrap_or(set);
            let listed = scene.procedure.is_none_or(|code| covers(own_set, held, item, code));
            let causes = grant_causes(scene, request, held).map(|cause| match cause.truth {
                Truth::Met if !listed => {
                    Cause { truth: Truth::Unmet, reason: FindingReason::CodeNotListed, ..cause.clone() }
                }
                Truth::Met | Truth::Unknown | Truth::Unmet => cause.clone(),
            });
            let mut parts = vec![Evaluation::leaf(asked(), causes)];
            parts.extend(criteria_of(scene, own_set, held, item, above));
            Some(Evaluation::all(parts))
        })
        .collect();
    if !grants.is_empty() {
        return Evaluation::any(grants);
    }
    let cause = requests.last().map_or_else(
        || Cause::bare(Truth::Unmet, FindingReason::NotGranted),
        |request| {
            let label = format!("request for {item}, {}", request.state_name());
            let record = fact(FactKind::Privilege, request.id().to_string(), label, None);
            let reason = if request.is_pending() { FindingReason::UnderReview } else { FindingReason::Denied };
            Cause::on(Truth::Unmet, reason, &record)
        },
    );
    let mut parts = vec![Evaluation::leaf(asked(), Timeline::constant(cause))];
    // What the form in force requires of the site stands in the way as well, and is told.
    let current = set.versions().last().and_then(|version| version.item(item));
    parts.extend(
        current
            .and_then(|item| item.requires.as_ref())
            .map(|requires| criterion(scene, requires, &cite(set, None, item))),
    );
    Evaluation::all(parts)
}

/// Whether the version of the form that was granted lists a procedure under the item.
fn covers(set: &PrivilegeSet, held: &Held, item: &ItemId, code: &str) -> bool {
    let granted = set.version(&held.grant.version).and_then(|version| version.item(item));
    granted.is_some_and(|item| item.procedures.iter().any(|pattern| pattern.covers(code)))
}

fn cite(set: &PrivilegeSet, version: Option<&PrivilegeSetVersion>, item: &ItemId) -> String {
    version.map_or_else(|| format!("{} {item}", set.id()), |version| format!("{} {} {item}", set.id(), version.version))
}

/// A grant at the scene's site.
fn grant_causes(scene: Scene<'_>, request: &PrivilegeRequest, held: &Held) -> Timeline<Cause> {
    let causes = term_causes(request, held);
    if held.grant.sites.contains(&scene.site.id) {
        return causes;
    }
    causes.map(|cause| match cause.truth {
        Truth::Met => Cause { truth: Truth::Unmet, reason: FindingReason::OtherSite, ..cause.clone() },
        Truth::Unknown | Truth::Unmet => cause.clone(),
    })
}

/// A grant by its term, restrictions and standing, wherever.
fn term_causes(request: &PrivilegeRequest, held: &Held) -> Timeline<Cause> {
    let grant = &held.grant;
    let label = format!("{} under {} {}", request.item(), request.set(), grant.version);
    let record = fact(FactKind::Privilege, request.id().to_string(), label, Some(grant.term));
    let on = |truth, reason| Cause::on(truth, reason, &record);
    let mut in_force = on(Truth::Met, FindingReason::InForce);
    in_force.conditions.extend(grant.conditions.iter().map(|own| format!("{}: {own}", request.item())));
    if let Some(fppe) = grant.fppe.as_ref().filter(|_| held.fppe_open) {
        in_force.conditions.push(format!("{} {fppe}", request.item()));
    }
    let mut changes = vec![(grant.term.start(), in_force)];
    changes.extend(grant.term.end().map(|end| (end, on(Truth::Unmet, FindingReason::Expired))));
    let mut causes = Timeline::from_changes(on(Truth::Unmet, FindingReason::NotYetInForce), changes);
    for restriction in &held.restrictions {
        let from = Timeline::from_changes(false, vec![(restriction.from, true)]);
        causes = causes.zip_with(&from, |own, binds| {
            let mut cause = own.clone();
            if *binds && own.truth == Truth::Met {
                cause.conditions.push(format!("{} restricted: {}", request.item(), restriction.terms));
            }
            cause
        });
    }
    causes.zip_with(&Timeline::from_changes(GrantStanding::Good, held.ordered()), |own, standing| match standing {
        GrantStanding::Good => own.clone(),
        GrantStanding::Suspended => on(Truth::Unmet, FindingReason::Suspended),
        GrantStanding::Relinquished => on(Truth::Unmet, FindingReason::Relinquished),
        GrantStanding::Revoked => on(Truth::Unmet, FindingReason::Revoked),
    })
}

/// What the grant's own version asks at every instant, and what a newer one without grandfathering asks from its first day on.
fn criteria_of(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    held: &Held,
    item: &ItemId,
    above: &mut Vec<ItemId>,
) -> Vec<Evaluation> {
    let Some(position) = set.versions().iter().position(|version| version.version == held.grant.version) else {
        let need =
            need("privilege-set", format!("the form {} {}", set.id(), held.grant.version), "the grant", Owes::Facility);
        let lost = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
        return vec![Evaluation::leaf(need, Timeline::constant(lost))];
    };
    let mut parts = Vec::new();
    for (index, version) in set.versions().iter().enumerate().skip(position) {
        let own = index == position;
        let Some(content) = version.item(item).filter(|_| own || !version.grandfather) else {
            continue;
        };
        let asked = standing(scene, set, version, content, held.grant.decided_at, above);
        if own {
            parts.extend(asked);
        } else if let Ok(binds) = Period::new(scene.facility.zone().start_of_day(version.effective_from), None) {
            parts.push(only_within(binds, Evaluation::all(asked), &cite(set, Some(version), item)));
        }
    }
    parts
}

fn standing(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    version: &PrivilegeSetVersion,
    item: &PrivilegeItem,
    decided_at: Instant,
    above: &mut Vec<ItemId>,
) -> Vec<Evaluation> {
    let citation = cite(set, Some(version), &item.id);
    let asked = version.threshold.iter().chain(&item.criteria).filter(|asked| asked.when() == When::Standing);
    let mut parts: Vec<Evaluation> = asked.map(|asked| at_exercise(scene, asked, decided_at, &citation)).collect();
    parts.extend(item.ages.map(|ages| age(scene, ages, &citation)));
    parts.extend(item.requires.iter().map(|requires| criterion(scene, requires, &citation)));
    above.push(item.id.clone());
    for prerequisite in &item.prerequisites {
        // A ring of forms cannot be published within one; between two it ends here, as never granted.
        if above.contains(&prerequisite.item) {
            let need = need(
                "prerequisite",
                format!("{} exercisable too", prerequisite.item),
                citation.clone(),
                Owes::Facility,
            );
            parts.push(Evaluation::leaf(
                need,
                Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOffered)),
            ));
            continue;
        }
        let home = scene.records.set_of_item(scene.facility.id(), &prerequisite.item).unwrap_or(set);
        parts.push(if prerequisite.granted_only {
            granted_only(scene, &prerequisite.item, When::Standing)
        } else {
            granted(Scene { procedure: None, ..scene }, home, &prerequisite.item, above)
        });
    }
    above.pop();
    parts
}

/// At a decision, a grant that is decided and begins later will do.
fn granted_only(scene: Scene<'_>, item: &ItemId, when: When) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let layers = scene
        .records
        .privileges_of(provider)
        .filter(|request| request.facility() == scene.facility.id() && request.item() == item);
    let layers: Vec<Timeline<Cause>> = layers
        .filter_map(|request| {
            let held = request.held()?;
            Some(term_causes(request, held).map(|cause| {
                let decided = when == When::AtDecision && cause.reason == FindingReason::NotYetInForce;
                if decided { Cause { truth: Truth::Met, ..cause.clone() } } else { cause.clone() }
            }))
        })
        .collect();
    let need = need("prerequisite", format!("{item} granted"), "prerequisite of the form", Owes::Reviewers);
    Evaluation::leaf(need, best(layers, Cause::bare(Truth::Unmet, FindingReason::NotGranted)))
}

/// A criterion at exercise: what is asked at the decision alone stays as it was then.
fn at_exercise(scene: Scene<'_>, asked: &Criterion, decided_at: Instant, citation: &str) -> Evaluation {
    let below = |parts: &[Criterion]| parts.iter().map(|part| at_exercise(scene, part, decided_at, citation)).collect();
    match asked {
        Criterion::All(parts) => Evaluation::all(below(parts)),
        Criterion::Any(parts) => Evaluation::any(below(parts)),
        Criterion::AtLeast(AtLeast { count, of }) => Evaluation::at_least(*count, below(of)),
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::Certification(_)
        | Criterion::Cases(_)
        | Criterion::Resource(_) => match asked.when() {
            When::AtDecision => criterion(scene, asked, citation).constant(decided_at),
            When::Standing => criterion(scene, asked, citation),
        },
    }
}

/// Whether the site has, or plans, what is required, whether or not it serves today.
fn supportable(scene: Scene<'_>, requires: &Criterion, citation: &str) -> Evaluation {
    let below = |parts: &[Criterion]| parts.iter().map(|part| supportable(scene, part, citation)).collect();
    match requires {
        Criterion::All(parts) => Evaluation::all(below(parts)),
        Criterion::Any(parts) => Evaluation::any(below(parts)),
        Criterion::AtLeast(AtLeast { count, of }) => Evaluation::at_least(*count, below(of)),
        Criterion::Resource(resource) => {
            let held = scene.facility.resource(&scene.site.id, resource).filter(|held| held.is_planned_or_in_service());
            let (truth, reason) = match held {
                Some(_) => (Truth::Met, FindingReason::Held),
                None => (Truth::Unmet, FindingReason::NoSuchResource),
            };
            let need = need("resource", format!("{resource} at {}", scene.site.name), citation, Owes::Facility);
            Evaluation::leaf(need, Timeline::constant(Cause::bare(truth, reason)))
        }
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::Certification(_)
        | Criterion::Cases(_) => criterion(scene, requires, citation),
    }
}

/// The patients an item is for: looked at where the age is given, told as a condition where it is not.
fn age(scene: Scene<'_>, ages: AgeBand, citation: &str) -> Evaluation {
    let form = fact(FactKind::PrivilegeSet, citation.to_owned(), ages.to_string(), None);
    let (truth, reason) = match scene.patient_age {
        Some(years) if ages.contains(years) => (Truth::Met, FindingReason::AgeInBand),
        Some(_) => (Truth::Unmet, FindingReason::AgeOutsideBand),
        None => (Truth::Met, FindingReason::AgeNotGiven),
    };
    let mut cause = Cause::on(truth, reason, &form);
    if scene.patient_age.is_none() {
        cause.conditions.push(ages.to_string());
    }
    Evaluation::leaf(need("age", ages.to_string(), citation, Owes::Nobody), Timeline::constant(cause))
}

/// A criterion evaluated at the scene's site, over time.
#[must_use]
pub fn criterion(scene: Scene<'_>, asked: &Criterion, citation: &str) -> Evaluation {
    let need = |code, asks: String, owed_by| Requirement { code, asks, citation: citation.to_owned(), owed_by };
    let state = scene.site.jurisdiction;
    let words = |texts: &[Text]| texts.iter().map(Text::as_str).collect::<Vec<_>>().join(" or ");
    let dossier = scene.dossier;
    match asked {
        Criterion::All(parts) => Evaluation::all(parts.iter().map(|part| criterion(scene, part, citation)).collect()),
        Criterion::Any(parts) => Evaluation::any(parts.iter().map(|part| criterion(scene, part, citation)).collect()),
        Criterion::AtLeast(AtLeast { count, of }) => {
            Evaluation::at_least(*count, of.iter().map(|part| criterion(scene, part, citation)).collect())
        }
        Criterion::License(asked) => {
            let types: Vec<&str> = asked.types.iter().map(Text::as_str).collect();
            let own = scene.dossier.provider().provider_type().license_types();
            let types = if types.is_empty() { own.to_vec() } else { types };
            let kind = if asked.unrestricted { "unrestricted license" } else { "license" };
            let need = need("license", format!("{} {kind} in {state}", types.join(" or ")), Owes::Provider);
            credential_rules::license(dossier, state, &types, asked.unrestricted, need)
        }
        Criterion::Dea(asked) => credential_rules::dea(
            dossier,
            state,
            &asked.schedules,
            need("dea", format!("DEA registration in {state}"), Owes::Provider),
        ),
        Criterion::Education(asked) => {
            let need = need("education", format!("degree {}", words(&asked.degrees)), Owes::Msp);
            credential_rules::education(dossier, &asked.degrees, need)
        }
        Criterion::Training(asked) => {
            let recent = asked.within_months.map_or_else(String::new, |months| format!(" within {months} months"));
            let need = need("training", format!("training in {}{recent}", words(&asked.specialties)), Owes::Msp);
            credential_rules::training(dossier, &asked.specialties, asked.within_months, scene.facility.zone(), need)
        }
        Criterion::BoardCertification(asked) => {
            let need = need(
                "board-certification",
                format!("board certification in {}", words(&asked.certificates)),
                Owes::Provider,
            );
            credential_rules::board_certification(dossier, &asked.boards, &asked.certificates, need)
        }
        Criterion::Certification(asked) => credential_rules::certification(
            dossier,
            &asked.name,
            need("certification", format!("{} certificate", asked.name), Owes::Provider),
        ),
        Criterion::Cases(asked) => {
            let asks = format!("{} × {} in {} months", asked.at_least, asked.activity, asked.months);
            credential_rules::cases(dossier, asked, scene.facility.zone(), need("cases", asks, Owes::Provider))
        }
        Criterion::Resource(resource) => resource_serves(scene, resource, citation),
    }
}

fn resource_serves(scene: Scene<'_>, resource: &ResourceId, citation: &str) -> Evaluation {
    let held = scene.facility.resource(&scene.site.id, resource);
    let causes = held.map_or_else(
        || Timeline::constant(Cause::bare(Truth::Unmet, FindingReason::NoSuchResource)),
        crate::facility::resource::Resource::serves,
    );
    let name = held.map_or_else(|| resource.to_string(), |held| held.name().to_string());
    let asks = format!("{name} in service at {}", scene.site.name);
    Evaluation::leaf(need("resource", asks, citation, Owes::Facility), causes)
}

/// Holds the criteria that an item asks at the decision against the dossier, at every site of the form in force. `None` when no version is
/// in force or the item is not on it.
#[must_use]
pub fn criteria_check(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: &Facility,
    set: &PrivilegeSet,
    item: &ItemId,
    at: Instant,
) -> Option<CriteriaCheck> {
    let version = set.version_on(facility.zone().date_at(at))?;
    let content = version.item(item)?;
    let citation = cite(set, Some(version), item);
    let mut sites = Vec::new();
    for site in version.sites.iter().filter_map(|site| facility.site(site)) {
        let scene = Scene { records, dossier, facility, site, patient_age: None, procedure: None };
        let asked = version.threshold.iter().chain(&content.criteria);
        let mut parts: Vec<Evaluation> = asked.map(|asked| criterion(scene, asked, &citation)).collect();
        parts.push(licensed(scene));
        parts.extend(
            content.prerequisites.iter().map(|prerequisite| granted_only(scene, &prerequisite.item, When::AtDecision)),
        );
        // A resource may be planned or out today; a site that has none cannot be granted for.
        parts.extend(content.requires.iter().map(|requires| supportable(scene, requires, &citation)));
        sites.push((site.id.clone(), Evaluation::all(parts)));
    }
    Some(CriteriaCheck {
        provider: dossier.provider().id(),
        set: set.id().clone(),
        version: version.version.clone(),
        version_digest: version.digest(),
        item: item.clone(),
        sites,
        basis: dossier.basis(),
        at,
    })
}
