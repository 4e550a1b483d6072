//! Rules about credentials: each looks at the dossier alone and evaluates to a timeline.

use chrono::{Days, NaiveDate};

use crate::{
    delineation::criterion::CasesCriterion,
    evidence::{
        dossier::{Dossier, Item, told, told_of},
        reply::Reply,
    },
    jurisdiction::Jurisdiction,
    provider::{
        credential::{CaseRole, Credential},
        element::{ElementKey, ElementKind},
    },
    text::Text,
    time::{calendar, zone::Zone},
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
    mut accepts: impl FnMut(&Credential) -> bool,
) -> Evaluation {
    held(dossier, kind, requirement, &mut accepts, |cause| cause.clone())
}

fn held(
    dossier: &Dossier<'_>,
    kind: ElementKind,
    requirement: Requirement,
    accepts: &mut dyn FnMut(&Credential) -> bool,
    read: impl Fn(&Cause) -> Cause,
) -> Evaluation {
    let mut other_kind = false;
    let mut leaves = Vec::new();
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == kind) {
        if items.iter().any(|item| credential(item).is_none_or(&mut *accepts)) {
            leaves.push(Evaluation::leaf(requirement.clone(), told_of(items, accepts).map(&read)));
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
    Evaluation::leaf(requirement, Timeline::constant(Cause::bare(Truth::Unknown, reason)))
}

fn credential<'a>(item: &Item<'a>) -> Option<&'a Credential> {
    match &item.held.evidence.reply {
        Reply::Found { credential, .. } => Some(credential),
        Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
    }
}

fn one_of(wanted: &[Text], text: &Text) -> bool {
    wanted.iter().any(|wanted| wanted.means(text.as_str()))
}

/// A licence of one of the types in the state; any type where none is named.
#[must_use]
pub fn license(
    dossier: &Dossier<'_>,
    state: Jurisdiction,
    types: &[&str],
    unrestricted: bool,
    requirement: Requirement,
) -> Evaluation {
    let mut accepts = |credential: &Credential| {
        matches!(credential, Credential::License { jurisdiction, license_type, .. }
            if *jurisdiction == state && (types.is_empty() || types.iter().any(|wanted| license_type.means(wanted))))
    };
    held(dossier, ElementKind::License, requirement, &mut accepts, |cause| {
        if unrestricted && cause.truth == Truth::Met && cause.reason == FindingReason::Encumbered {
            Cause { truth: Truth::Unmet, ..cause.clone() }
        } else {
            cause.clone()
        }
    })
}

/// A DEA registration in the state, for all the schedules.
#[must_use]
pub fn dea(dossier: &Dossier<'_>, state: Jurisdiction, wanted: &[Text], requirement: Requirement) -> Evaluation {
    holds(dossier, ElementKind::Dea, requirement, |credential| {
        matches!(credential, Credential::Dea { jurisdiction, schedules, .. }
            if *jurisdiction == state && wanted.iter().all(|wanted| one_of(schedules, wanted)))
    })
}

/// Liability cover of at least these limits, in cents.
#[must_use]
pub fn insurance(dossier: &Dossier<'_>, per_claim: u64, aggregate: u64, requirement: Requirement) -> Evaluation {
    holds(dossier, ElementKind::Insurance, requirement, |credential| {
        matches!(credential, Credential::Insurance { per_claim_cents, aggregate_cents, .. }
            if *per_claim_cents >= per_claim && *aggregate_cents >= aggregate)
    })
}

/// Not on an exclusion list. Before the first screen it is unknown.
#[must_use]
pub fn not_excluded(dossier: &Dossier<'_>, wanted: &str, requirement: Requirement) -> Evaluation {
    let wanted = ElementKey::new(ElementKind::Exclusion, &[wanted]);
    let found = dossier.elements().find(|(key, _)| **key == wanted);
    let causes = found.map_or_else(
        || Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)),
        |(_, items)| told(items),
    );
    Evaluation::leaf(requirement, causes)
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
    let Some(months) = within_months else {
        return holds(dossier, ElementKind::Training, requirement, accepts);
    };
    // One programme must be both verified and recent: what is verified of one says nothing of another.
    let mut programmes = Vec::new();
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::Training) {
        if !items.iter().any(|item| credential(item).is_none_or(accepts)) {
            continue;
        }
        let trained = Evaluation::leaf(requirement.clone(), told_of(items, &mut |credential| accepts(credential)));
        let last = items.iter().rev().find(|item| item.verification.state().usable().is_some());
        let recent = last.map_or_else(
            || Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotVerified)),
            |item| completed_within(item, months, zone),
        );
        programmes.push(Evaluation::all(vec![trained, Evaluation::leaf(requirement.clone(), recent)]));
    }
    if programmes.is_empty() {
        return holds(dossier, ElementKind::Training, requirement, accepts);
    }
    Evaluation::any(programmes)
}

/// Whether what an answer shows was completed (its first day) no longer than so many months ago.
fn completed_within(item: &Item<'_>, months: u32, zone: Zone) -> Timeline<Cause> {
    let fact = item.fact();
    let completed = match &item.held.evidence.reply {
        Reply::Found { valid_from, .. } => *valid_from,
        Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
    };
    let Some(completed) = completed else {
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

/// One verified case log: how many cases between which days, both inclusive, as far as known.
struct Log {
    fact: std::sync::Arc<crate::timeline::finding::Fact>,
    count: u64,
    from: NaiveDate,
    to: NaiveDate,
}

/// At least so many cases in the window before each day: [day − months, day). A log that reaches over the window's border counts as
/// perhaps.
#[must_use]
pub fn cases(dossier: &Dossier<'_>, criterion: &CasesCriterion, zone: Zone, requirement: Requirement) -> Evaluation {
    let role_counts = |role: &CaseRole| {
        if criterion.roles.is_empty() { *role == CaseRole::Primary } else { criterion.roles.contains(role) }
    };
    let mut logs: Vec<Log> = Vec::new();
    let mut undated = false;
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::CaseLog) {
        let mut of_place: Vec<Log> = Vec::new();
        for item in items.iter().filter(|item| item.verification.state().usable().is_some()) {
            let Reply::Found {
                credential: Credential::CaseLog { activity, role, count, .. },
                valid_from,
                valid_to,
                ..
            } = &item.held.evidence.reply
            else {
                continue;
            };
            if !activity.means(criterion.activity.as_str()) || !role_counts(role) {
                continue;
            }
            let Some((from, to)) = valid_from.zip(*valid_to) else {
                undated = true;
                continue;
            };
            let log = Log { fact: item.fact(), count: u64::from(*count), from: from.first_day(), to: to.last_day() };
            // A later answer of the same place about days that were answered before replaces the earlier one: no case counts twice.
            of_place.retain(|earlier| earlier.to < log.from || log.to < earlier.from);
            of_place.push(log);
        }
        logs.extend(of_place);
    }
    if logs.is_empty() {
        let reason = if undated { FindingReason::DateUncertain } else { FindingReason::NotOnFile };
        return Evaluation::leaf(requirement, Timeline::constant(Cause::bare(Truth::Unknown, reason)));
    }
    // The count changes only on the day after a log ends, and around the days on which its borders leave the window: month
    // arithmetic may shift those by up to three days, so each is looked at.
    let mut days: Vec<NaiveDate> = Vec::new();
    for log in &logs {
        days.extend(log.from.succ_opt());
        days.extend(log.to.succ_opt());
        for border in [log.from, log.to] {
            let leaves = calendar::add_months(border, criterion.months).unwrap_or(border);
            days.extend((0..=4).filter_map(|back| leaves.checked_sub_days(Days::new(back))));
            days.extend((1..=4).filter_map(|on| leaves.checked_add_days(Days::new(on))));
        }
    }
    let enough = u64::from(criterion.at_least);
    let on = |day: NaiveDate| {
        let opens = calendar::subtract_months(day, criterion.months).unwrap_or(NaiveDate::MIN);
        let inside = |log: &&Log| log.from >= opens && log.to < day;
        let touches = |log: &&Log| log.from < day && log.to >= opens;
        let least: u64 = logs.iter().filter(inside).map(|log| log.count).sum();
        let most: u64 = logs.iter().filter(touches).map(|log| log.count).sum();
        let (truth, reason) = if least >= enough {
            (Truth::Met, FindingReason::Enough)
        } else if most >= enough || undated {
            (Truth::Unknown, FindingReason::PerhapsEnough)
        } else {
            (Truth::Unmet, FindingReason::TooLittle)
        };
        Cause {
            truth,
            reason,
            facts: logs.iter().filter(touches).map(|log| std::sync::Arc::clone(&log.fact)).collect(),
            conditions: vec![],
        }
    };
    let first = days
        .iter()
        .min()
        .and_then(|day| day.pred_opt())
        .map_or_else(|| Cause::bare(Truth::Unmet, FindingReason::TooLittle), on);
    let causes = Timeline::from_changes(first, days.iter().map(|day| (zone.start_of_day(*day), on(*day))).collect());
    Evaluation::leaf(requirement, causes)
}
