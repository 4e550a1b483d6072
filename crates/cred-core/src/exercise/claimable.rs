//! May a service of a day be billed to a payer?
//!
//! A day is claimable where the enrollment is active on it, or lies before the effective date by no more than the payer pays back for;
//! and, in both cases, with the licence of the location's state in force, no exclusion, no opt-out, no deactivation gap and no bar on it.
//! Whether the privilege was exercisable is another question, asked of [`super::answer`].

use chrono::{Days, NaiveDate};

use super::{
    credential_rules,
    licensing::{self, LicenseNeed, Place},
};
use crate::{
    enrollment::{
        Enrollment,
        application::Program,
        coverage::{Covered, Gap, GapKind},
    },
    evidence::dossier::{Dossier, told},
    id::ProviderId,
    jurisdiction::Jurisdiction,
    provider::element::ElementKind,
    records::Records,
    standard::{
        adoption::Adoptions,
        binding::Standards,
        limit::{InDays, InHours, InMonths, Limit},
        topic::Topic,
    },
    text::Text,
    time::{Instant, calendar, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, Finding, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};
use std::sync::Arc;

/// A service that somebody wants to bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Who rendered it.
    pub provider: ProviderId,
    /// The payer.
    pub payer: Text,
    /// The product; where none, every product that the provider is enrolled in must pay.
    pub product: Option<Text>,
    /// The practice location; where none, every one must pay.
    pub location: Option<Text>,
    /// The location's state; where none, every one must pay.
    pub state: Option<Jurisdiction>,
    /// The service date, local to the location.
    pub on: NaiveDate,
    /// Whether a disaster was declared there.
    pub in_disaster: bool,
}

/// Whether a service may be billed, and why.
#[derive(Debug, Clone)]
#[must_use = "an answer that nobody reads protects nobody"]
pub struct Claimable {
    service: Service,
    evaluation: Evaluation,
    at: Instant,
}

impl Claimable {
    /// What was asked.
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// Met where it may be billed: at every instant of the day.
    #[must_use]
    pub fn truth(&self) -> Truth {
        self.evaluation.at(self.at)
    }

    /// What limits a *yes*: the terms of a limited licence.
    #[must_use]
    pub fn conditions(&self) -> Vec<String> {
        if self.truth() != Truth::Met {
            return vec![];
        }
        let mut conditions: Vec<String> =
            self.because().into_iter().flat_map(|finding| finding.cause.conditions).collect();
        conditions.sort();
        conditions.dedup();
        conditions
    }

    /// The findings that decide.
    #[must_use]
    pub fn because(&self) -> Vec<Finding> {
        self.evaluation.deciding(self.at)
    }

    /// Everything that stands in the way.
    #[must_use]
    pub fn missing(&self) -> Vec<Finding> {
        self.evaluation.missing(self.at)
    }

    /// The whole rule over time.
    #[must_use]
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }
}

/// Whether a service may be billed. `None` where the records do not have the whole provider.
pub fn claimable(records: &Records, service: Service) -> Option<Claimable> {
    let dossier = records.dossier(service.provider)?;
    let asked = |given: &Option<Text>, own: &Text| given.as_ref().is_none_or(|given| given.means(own.as_str()));
    let held: Vec<&Enrollment> = records
        .enrollments_of(service.provider)
        .filter(|held| {
            let application = held.application();
            application.payer.means(service.payer.as_str())
                && asked(&service.product, &application.product)
                && asked(&service.location, &application.location)
                && service.state.is_none_or(|state| state == application.state)
        })
        .collect();
    // Of one key any record will do; of several keys that the question does not tell apart, each must.
    let mut keys: Vec<Vec<&Enrollment>> = Vec::new();
    for own in &held {
        match keys.iter_mut().find(|key| key.iter().any(|other| other.application().same_key(own.application()))) {
            Some(key) => key.push(own),
            None => keys.push(vec![own]),
        }
    }
    let evaluation = if keys.is_empty() {
        let none = Cause::bare(Truth::Unmet, FindingReason::NotEnrolled);
        Evaluation::leaf(enrolled(&service.payer), Timeline::constant(none))
    } else {
        let of_key = |key: Vec<&Enrollment>| {
            Evaluation::any(
                key.into_iter()
                    .map(|own| in_force(records, &dossier, own, Some(Retro { in_disaster: service.in_disaster })))
                    .collect(),
            )
        };
        Evaluation::all(keys.into_iter().map(of_key).collect())
    };
    let zones = held.iter().map(|own| own.application().zone);
    let zone = |pick: fn(Vec<Instant>) -> Option<Instant>, border: fn(Zone, NaiveDate) -> Instant| {
        pick(zones.clone().map(|zone| border(zone, service.on)).collect())
    };
    let start =
        zone(|of| of.into_iter().min(), Zone::start_of_day).unwrap_or_else(|| Zone::UTC.start_of_day(service.on));
    let end = zone(|of| of.into_iter().max(), Zone::end_of_day).unwrap_or(start);
    // The worst instant of the day decides.
    let within = evaluation.truth().changes().iter().map(|(at, _)| *at).filter(|at| start < *at && *at < end);
    let at = std::iter::once(start).chain(within).min_by_key(|at| (evaluation.at(*at), *at)).unwrap_or(start);
    Some(Claimable { service, evaluation, at })
}

/// Whether days before the effective date count.
#[derive(Debug, Clone, Copy)]
struct Retro {
    in_disaster: bool,
}

/// Whether an enrollment is in force over time: active by the payer, with the licence and all else that it needs. An exclusion always ends
/// it for its time.
#[must_use]
pub fn enrollment_in_force(records: &Records, enrollment: &Enrollment) -> Option<Evaluation> {
    let dossier = records.dossier(enrollment.provider())?;
    Some(in_force(records, &dossier, enrollment, None))
}

fn in_force(records: &Records, dossier: &Dossier<'_>, own: &Enrollment, retro: Option<Retro>) -> Evaluation {
    let application = own.application();
    let organization = records.organization(&application.organization).map(|own| own.adoptions());
    let facility = application.facility.as_ref().and_then(|id| records.facility(id)).map(|own| own.adoptions());
    let adopters: Vec<&Adoptions> = organization.into_iter().chain(facility).collect();
    let standards = Standards::of(&adopters);
    let others: Vec<&Enrollment> =
        records.enrollments_of(own.provider()).filter(|other| other.id() != own.id()).collect();
    let mut parts = vec![covered(own, &others, &standards, retro)];
    let profession = dossier.provider().provider_type();
    let license = Requirement {
        code: "license",
        asks: format!("{} license in {}", profession.word(), application.state),
        citation: "law of the location's state".to_owned(),
        owed_by: Owes::Provider,
    };
    parts.push(licensing::license(
        dossier,
        LicenseNeed {
            place: Place::State(application.state),
            types: profession.license_types(),
            unrestricted: false,
            schedules: &[],
        },
        &license,
    ));
    parts.extend(not_excluded(dossier, &standards));
    parts.extend(not_opted_out(records, own));
    parts.extend(dossier.provider().died().map(|day| {
        let zone = application.zone;
        let causes = Timeline::from_changes(
            Cause::bare(Truth::Met, FindingReason::InForce),
            vec![(zone.start_of_day(day), Cause::bare(Truth::Unmet, FindingReason::Deceased))],
        );
        let record = "the provider's record".to_owned();
        let need = Requirement { code: "alive", asks: record.clone(), citation: record, owed_by: Owes::Nobody };
        Evaluation::leaf(need, causes)
    }));
    Evaluation::all(parts)
}

fn enrolled(payer: &Text) -> Requirement {
    Requirement {
        code: "enrollment",
        asks: format!("enrolled with {payer}"),
        citation: "the payer's approval".to_owned(),
        owed_by: Owes::Msp,
    }
}

/// The days that the payer's notices cover, and those before that it pays back for. A new enrollment pays back for no day on which an
/// earlier one of its key was deactivated, or the person was barred by the payer.
fn covered(own: &Enrollment, others: &[&Enrollment], standards: &Standards<'_>, retro: Option<Retro>) -> Evaluation {
    let application = own.application();
    let zone = application.zone;
    let label = format!("{} {}, {}", application.payer, application.product, own.state());
    let record = |label: String| {
        Arc::new(Fact {
            kind: FactKind::Enrollment,
            id: own.id().to_string(),
            label,
            source: Some(application.payer.to_string()),
            method: None,
            verified_on: None,
            span: None,
        })
    };
    let plain = record(label.clone());
    let coverage = own.coverage();
    let pays_back = |from: NaiveDate| retro.and_then(|retro| pays_back_from(own, standards, from, retro));
    let elsewhere: Vec<Gap> = others
        .iter()
        .flat_map(|other| other.coverage().gaps().iter().map(move |gap| (*other, *gap)))
        .filter(|(other, gap)| {
            other.application().same_key(application)
                || (gap.kind == GapKind::Revoked && other.application().payer.means(application.payer.as_str()))
        })
        .map(|(_, gap)| gap)
        .collect();
    let gap_elsewhere = |day: NaiveDate| elsewhere.iter().find(|gap| gap.covers(day)).map(|gap| gap.kind);
    let on = |day: NaiveDate| match coverage.on(day) {
        Covered::Before(_) if gap_elsewhere(day) == Some(GapKind::Deactivated) => {
            Cause::on(Truth::Unmet, FindingReason::Deactivated, &plain)
        }
        Covered::Before(_) if gap_elsewhere(day).is_some() => Cause::on(Truth::Unmet, FindingReason::Barred, &plain),
        Covered::Active => Cause::on(Truth::Met, FindingReason::InForce, &plain),
        Covered::Held => Cause::on(Truth::Unknown, FindingReason::PaymentHeld, &plain),
        Covered::InGap(GapKind::Deactivated) => Cause::on(Truth::Unmet, FindingReason::Deactivated, &plain),
        Covered::InGap(GapKind::Revoked) => Cause::on(Truth::Unmet, FindingReason::Barred, &plain),
        Covered::Before(from) => match pays_back(from) {
            Some((first, rule)) if first <= day => {
                Cause::on(Truth::Met, FindingReason::Retroactive, &record(format!("{label}, by {rule}")))
            }
            Some(_) | None => Cause::on(Truth::Unmet, FindingReason::NotYetInForce, &plain),
        },
        Covered::After => Cause::on(Truth::Unmet, FindingReason::Expired, &plain),
        Covered::Never if own.state() == "denied" => Cause::on(Truth::Unmet, FindingReason::Denied, &plain),
        Covered::Never if own.is_open() => Cause::on(Truth::Unmet, FindingReason::UnderReview, &plain),
        Covered::Never => Cause::on(Truth::Unmet, FindingReason::NotEnrolled, &plain),
    };
    let mut borders: Vec<NaiveDate> = Vec::new();
    for span in coverage.spans() {
        borders.push(span.from);
        borders.extend(span.to);
        borders.extend(pays_back(span.from).map(|(first, _)| first));
    }
    for gap in coverage.gaps().iter().chain(&elsewhere) {
        borders.push(gap.from);
        borders.extend(gap.to);
    }
    if let Some(held) = coverage.held() {
        borders.push(held.from);
        borders.extend(held.to);
    }
    let first = borders.iter().min().and_then(|day| day.pred_opt()).map_or_else(|| on(NaiveDate::MIN), on);
    let changes = borders.into_iter().map(|day| (zone.start_of_day(day), on(day))).collect();
    Evaluation::leaf(enrolled(&application.payer), Timeline::from_changes(first, changes))
}

/// The first day before an effective date that is paid for, and by which rule. Nothing is where no rule for the payer is adopted: the
/// shortest of several binds, that of the effective date.
fn pays_back_from(
    own: &Enrollment,
    standards: &Standards<'_>,
    effective: NaiveDate,
    retro: Retro,
) -> Option<(NaiveDate, String)> {
    let payer = &own.application().payer;
    let rules = standards.on(effective, |topic| {
        if let Topic::RetroactiveBilling(rule) = topic
            && rule.payer.as_ref().is_none_or(|own| own.means(payer.as_str()))
        {
            Some(rule.in_disaster.filter(|_| retro.in_disaster).unwrap_or(rule.limit))
        } else {
            None
        }
    });
    let first = |limit: Limit| match limit {
        Limit::Days(InDays { days }) => effective.checked_sub_days(Days::new(u64::from(days))),
        Limit::Months(InMonths { months, .. }) => calendar::subtract_months(effective, months),
        Limit::Hours(InHours { hours }) => effective.checked_sub_days(Days::new(u64::from(hours / 24))),
    };
    let dated = rules.into_iter().map(|rule| (first(rule.value).unwrap_or(effective), rule.citation()));
    dated.max_by_key(|(first, _)| *first)
}

/// Clear on every list that an adopted rule names (the LEIE where none does), and excluded by no other list that was searched.
fn not_excluded(dossier: &Dossier<'_>, standards: &Standards<'_>) -> Vec<Evaluation> {
    let need = |list: &str| Requirement {
        code: "exclusion",
        asks: format!("not excluded by {list}"),
        citation: "no payment for services of the excluded".to_owned(),
        owed_by: Owes::Msp,
    };
    let named = standards.every(|topic| if let Topic::ExclusionScreen(rule) = topic { Some(&rule.list) } else { None });
    let mut lists: Vec<String> = named.into_iter().map(|rule| rule.value.to_string()).collect();
    if lists.is_empty() {
        lists.push("LEIE".to_owned());
    }
    lists.sort();
    lists.dedup();
    let mut parts: Vec<Evaluation> =
        lists.iter().map(|list| credential_rules::not_excluded(dossier, list, need(list))).collect();
    for (key, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::Exclusion) {
        // Of a list that nobody must ask, the time before the search says nothing; a match nobody resolved does.
        let causes = told(items).map(|cause| match (cause.truth, cause.reason) {
            (Truth::Unknown, FindingReason::DateUncertain | FindingReason::NotOnFile) => {
                Cause { truth: Truth::Met, reason: FindingReason::NotApplicable, ..cause.clone() }
            }
            _ => cause.clone(),
        });
        parts.push(Evaluation::leaf(need(&key.to_string()), causes));
    }
    parts
}

/// No opt-out of Medicare in force, whichever enrollment it was recorded with.
fn not_opted_out(records: &Records, own: &Enrollment) -> Vec<Evaluation> {
    if own.application().program != Program::Medicare {
        return vec![];
    }
    let outs = records.enrollments_of(own.provider()).filter_map(|held| Some((held, held.opt_out()?)));
    outs.map(|(held, out)| {
        let zone = own.application().zone;
        let fact = Arc::new(Fact {
            kind: FactKind::Enrollment,
            id: held.id().to_string(),
            label: "opt-out of Medicare".to_owned(),
            source: None,
            method: None,
            verified_on: None,
            span: None,
        });
        let none = Cause::on(Truth::Met, FindingReason::NotApplicable, &fact);
        let mut changes = vec![(zone.start_of_day(out.from), Cause::on(Truth::Unmet, FindingReason::OptedOut, &fact))];
        changes.extend(out.last_day.map(|last| (zone.end_of_day(last), none.clone())));
        let need = Requirement {
            code: "opt-out",
            asks: "no opt-out of Medicare".to_owned(),
            citation: "who opted out bills nobody's programme".to_owned(),
            owed_by: Owes::Provider,
        };
        Evaluation::leaf(need, Timeline::from_changes(none, changes))
    })
    .collect()
}
