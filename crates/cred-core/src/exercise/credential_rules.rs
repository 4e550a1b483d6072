//! Rules about credentials: each looks at the dossier alone and evaluates to a timeline.

use chrono::NaiveDate;

use crate::{
    delineation::criterion::BoardEligibleCriterion,
    evidence::dossier::{Dossier, Item, told, told_as, told_of},
    jurisdiction::Jurisdiction,
    provider::{
        credential::Credential,
        element::{ElementKey, ElementKind},
    },
    text::Text,
    time::{boundary::Boundary, calendar, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Requirement},
        truth::Truth,
    },
};

/// Met where one verified credential that the test accepts is in force. What is claimed only, or not on file at all, is unknown.
#[must_use]
pub fn holds(
    dossier: &Dossier<'_>,
    kind: ElementKind,
    requirement: Requirement,
    accepts: impl Fn(&Credential) -> bool,
) -> Evaluation {
    held_among(dossier, kind, &requirement, &accepts, |items| {
        Evaluation::leaf(requirement.clone(), told_of(items, &mut |credential| accepts(credential)))
    })
}

/// Met where one element of the kind is, of those that some answer shows as one that the test accepts. Where there is none, unknown: what is
/// claimed only, or not on file at all.
pub(super) fn held_among(
    dossier: &Dossier<'_>,
    kind: ElementKind,
    requirement: &Requirement,
    accepts: impl Fn(&Credential) -> bool,
    mut evaluate: impl FnMut(&[Item<'_>]) -> Evaluation,
) -> Evaluation {
    let mut other_kind = false;
    let mut leaves = Vec::new();
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == kind) {
        if items.iter().any(|item| item.credential().is_none_or(&accepts)) {
            leaves.push(evaluate(items));
        } else {
            other_kind = true;
        }
    }
    if !leaves.is_empty() {
        return Evaluation::any(leaves);
    }
    let reason = if dossier.claims(|claimed| claimed.kind() == kind && accepts(claimed)) {
        FindingReason::NotVerified
    } else if other_kind {
        FindingReason::OtherKind
    } else {
        FindingReason::NotOnFile
    };
    Evaluation::leaf(requirement.clone(), Timeline::constant(Cause::bare(Truth::Unknown, reason)))
}

fn one_of(wanted: &[Text], text: &Text) -> bool {
    wanted.iter().any(|wanted| wanted.means(text.as_str()))
}

/// A registration of the state for controlled substances.
#[must_use]
pub fn controlled_substance(dossier: &Dossier<'_>, state: Jurisdiction, requirement: Requirement) -> Evaluation {
    holds(
        dossier,
        ElementKind::ControlledSubstance,
        requirement,
        |credential| matches!(credential, Credential::ControlledSubstance { jurisdiction, .. } if *jurisdiction == state),
    )
}

/// Liability cover of at least these limits, in cents, under a policy that leaves none of these activities out (a privilege's id, its
/// name). Claims-made cover begins with its retroactive day, and says so.
#[must_use]
pub fn insurance(
    dossier: &Dossier<'_>,
    per_claim: u64,
    aggregate: u64,
    activities: &[&str],
    requirement: Requirement,
) -> Evaluation {
    let enough = |credential: &Credential| {
        matches!(credential, Credential::Insurance { per_claim_cents, aggregate_cents, .. }
            if *per_claim_cents >= per_claim && *aggregate_cents >= aggregate)
    };
    held_among(dossier, ElementKind::Insurance, &requirement, enough, |items| {
        let causes = told_as(items, |item, says| match item.credential() {
            Some(credential) if !enough(credential) => unmet(&says, FindingReason::OtherKind),
            Some(Credential::Insurance { excluded_activities, .. })
                if excluded_activities.iter().any(|left_out| activities.iter().any(|own| left_out.means(own))) =>
            {
                unmet(&says, FindingReason::ActivityNotCovered)
            }
            Some(Credential::Insurance { retroactive_from: Some(day), .. }) => {
                let begins = Boundary::start_of(*day, item.held.evidence.date_zone());
                says.zip_with(&Timeline::between(Some(begins), None), |own, covered| match (own.truth, covered) {
                    (Truth::Met, Truth::Met) => {
                        let mut cause = own.clone();
                        cause.conditions.push(format!("claims-made cover: nothing done before {day}"));
                        cause
                    }
                    (Truth::Met, Truth::Unknown | Truth::Unmet) => {
                        Cause { truth: *covered, reason: FindingReason::NotYetInForce, ..own.clone() }
                    }
                    (Truth::Unknown | Truth::Unmet, _) => own.clone(),
                })
            }
            Some(_) | None => says,
        });
        Evaluation::leaf(requirement.clone(), causes)
    })
}

fn unmet(says: &Timeline<Cause>, reason: FindingReason) -> Timeline<Cause> {
    says.map(|cause| match cause.truth {
        Truth::Met => Cause { truth: Truth::Unmet, reason, ..cause.clone() },
        Truth::Unknown | Truth::Unmet => cause.clone(),
    })
}

/// Whether some liability policy on file leaves an activity out.
pub(super) fn leaves_something_out(dossier: &Dossier<'_>) -> bool {
    let policies = dossier.elements().filter(|(key, _)| key.kind() == ElementKind::Insurance);
    policies.flat_map(|(_, items)| items).filter_map(Item::credential).any(|credential| {
        matches!(credential, Credential::Insurance { excluded_activities, .. } if !excluded_activities.is_empty())
    })
}

/// What is told of an exclusion list. Before the first screen it is unknown.
#[must_use]
pub fn screened(dossier: &Dossier<'_>, list: &str) -> Timeline<Cause> {
    let wanted = ElementKey::new(ElementKind::Exclusion, &[list]);
    let found = dossier.elements().find(|(key, _)| **key == wanted);
    found.map_or_else(
        || Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)),
        |(_, items)| told(items),
    )
}

/// Not on an exclusion list.
#[must_use]
pub fn not_excluded(dossier: &Dossier<'_>, wanted: &str, requirement: Requirement) -> Evaluation {
    Evaluation::leaf(requirement, screened(dossier, wanted))
}

/// One of these degrees.
#[must_use]
pub fn education(dossier: &Dossier<'_>, degrees: &[Text], requirement: Requirement) -> Evaluation {
    holds(
        dossier,
        ElementKind::Education,
        requirement,
        |credential| matches!(credential, Credential::Education { degree, .. } if one_of(degrees, degree)),
    )
}

/// Training in one of these specialties; completed within so many months, where asked.
#[must_use]
pub fn training(
    dossier: &Dossier<'_>,
    specialties: &[Text],
    within_months: Option<u32>,
    zone: Zone,
    requirement: Requirement,
) -> Evaluation {
    let accepts = |credential: &Credential| matches!(credential, Credential::Training { specialty, .. } if one_of(specialties, specialty));
    completed(dossier, ElementKind::Training, within_months, zone, requirement, accepts)
}

/// A course of this name; completed within so many months, where asked.
#[must_use]
pub fn course(
    dossier: &Dossier<'_>,
    name: &Text,
    within_months: Option<u32>,
    zone: Zone,
    requirement: Requirement,
) -> Evaluation {
    let wanted = name;
    let accepts = |credential: &Credential| matches!(credential, Credential::Certification { name } if wanted.means(name.as_str()));
    completed(dossier, ElementKind::Certification, within_months, zone, requirement, accepts)
}

/// What one of the answers shows, completed within so many months, where asked.
fn completed(
    dossier: &Dossier<'_>,
    kind: ElementKind,
    within_months: Option<u32>,
    zone: Zone,
    requirement: Requirement,
    accepts: impl Fn(&Credential) -> bool,
) -> Evaluation {
    let Some(months) = within_months else {
        return holds(dossier, kind, requirement, accepts);
    };
    // One programme must be both verified and recent: what is verified of one says nothing of another.
    held_among(dossier, kind, &requirement, &accepts, |items| {
        let done = Evaluation::leaf(requirement.clone(), told_of(items, &mut |credential| accepts(credential)));
        let last = items.iter().rev().find(|item| item.verification.state().usable().is_some());
        let recent = last.map_or_else(
            || Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotVerified)),
            |item| completed_within(item, months, zone),
        );
        Evaluation::all(vec![done, Evaluation::leaf(requirement.clone(), recent)])
    })
}

/// Whether what an answer shows was completed no longer than so many months ago.
fn completed_within(item: &Item<'_>, months: u32, zone: Zone) -> Timeline<Cause> {
    let fact = item.fact();
    let Some(completed) = item.completed() else {
        return Timeline::constant(Cause::on(Truth::Unknown, FindingReason::DateUncertain, &fact));
    };
    let limit = |day: NaiveDate| calendar::add_months(day, months).unwrap_or(NaiveDate::MAX);
    let (earliest, latest) = (limit(completed.first_day()), limit(completed.last_day()));
    Timeline::from_changes(
        Cause::on(Truth::Met, FindingReason::Enough, &fact),
        vec![
            (zone.start_of_day(earliest), Cause::on(Truth::Unknown, FindingReason::DateUncertain, &fact)),
            (zone.start_of_day(latest), Cause::on(Truth::Unmet, FindingReason::Expired, &fact)),
        ],
    )
}

/// A board's certification in one of these certificates.
#[must_use]
pub fn board_certification(
    dossier: &Dossier<'_>,
    boards: &[Text],
    certificates: &[Text],
    requirement: Requirement,
) -> Evaluation {
    holds(dossier, ElementKind::BoardCertification, requirement, |credential| {
        matches!(credential, Credential::BoardCertification { board, certificate }
            if (boards.is_empty() || one_of(boards, board)) && one_of(certificates, certificate))
    })
}

/// Not certified yet, by training that was completed no more than so many years ago. Who was certified and is no longer is not eligible: that
/// way is open once.
#[must_use]
pub fn board_eligible(
    dossier: &Dossier<'_>,
    criterion: &BoardEligibleCriterion,
    zone: Zone,
    requirement: &Requirement,
) -> Evaluation {
    let specialties = if criterion.specialties.is_empty() { &criterion.certificates } else { &criterion.specialties };
    let months = criterion.within_years_of_training.saturating_mul(12);
    let mut parts = vec![training(dossier, specialties, Some(months), zone, requirement.clone())];
    let ours = |credential: &Credential| {
        matches!(credential, Credential::BoardCertification { board, certificate }
            if (criterion.boards.is_empty() || one_of(&criterion.boards, board)) && one_of(&criterion.certificates, certificate))
    };
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::BoardCertification) {
        if !items.iter().any(|item| item.credential().is_some_and(ours)) {
            continue;
        }
        let lapsed = told(items).map(|cause| {
            let over = matches!(
                cause.reason,
                FindingReason::Expired
                    | FindingReason::RevokedByIssuer
                    | FindingReason::SuspendedByIssuer
                    | FindingReason::Surrendered
            );
            match cause.truth {
                Truth::Unmet if over => Cause { reason: FindingReason::NoLongerCertified, ..cause.clone() },
                // Before the first day of the certificate nothing was certified.
                Truth::Unmet => Cause { truth: Truth::Met, ..cause.clone() },
                Truth::Unknown | Truth::Met => cause.clone(),
            }
        });
        parts.push(Evaluation::leaf(requirement.clone(), lapsed));
    }
    Evaluation::all(parts)
}

/// A certificate of this name.
#[must_use]
pub fn certification(dossier: &Dossier<'_>, name: &Text, requirement: Requirement) -> Evaluation {
    let wanted = name;
    holds(
        dossier,
        ElementKind::Certification,
        requirement,
        |credential| matches!(credential, Credential::Certification { name } if wanted.means(name.as_str())),
    )
}
