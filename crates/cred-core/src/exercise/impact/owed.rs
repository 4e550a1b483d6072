//! What is to be done by a day and would be another: the ends of what is on file, and the duties that rules make of them.

use super::{pieces, same_by};
use chrono::{NaiveDate, TimeDelta};

use crate::{
    appointment::Appointment,
    evidence::dossier::told,
    exercise::{
        answer::NotAskable,
        due::{Due, upcoming},
        duties::{Duty, duties},
    },
    facility::Facility,
    id::{FacilityId, ProviderId},
    records::Records,
    standard::topic::Topic,
    time::{Instant, period::Period},
    timeline::Timeline,
};

/// A deadline that would be another: the end of a credential, an approval, an appointment or a privilege of a special kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineChange {
    /// Whose.
    pub provider: ProviderId,
    /// A stable word: `license`, `appointment`, `credentialing`, …, as `cred due` tells them.
    pub kind: &'static str,
    /// What changes then.
    pub what: String,
    /// When, as it is; `None` where there is none.
    pub before: Option<Due>,
    /// When, as it would be; `None` where there would be none.
    pub after: Option<Due>,
}

/// A duty that would be owed, would be owed no more, or by another day, rule or consequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyChange {
    /// About whom.
    pub provider: ProviderId,
    /// As of which time that is so: within it, the list of duties says the one and would say the other.
    pub during: Period,
    /// As it is; `None` where it is not owed. Whether it is overdue is told as of the beginning of the time.
    pub before: Option<Duty>,
    /// As it would be; `None` where it would not be owed.
    pub after: Option<Duty>,
}

/// As it is, and as it would be.
type Pair<T> = (Option<T>, Option<T>);

/// The deadlines after an instant that differ, the held privileges' own left out: these are answers.
pub(super) fn deadlines(
    before: &Records,
    after: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    window: Period,
) -> Result<Vec<DeadlineChange>, NotAskable> {
    let of = |records: &Records| -> Result<Vec<Due>, NotAskable> {
        let held = records.facility(facility).ok_or_else(|| NotAskable::Facility(facility.clone()))?;
        let all = upcoming(records, provider, held, window.start())?;
        Ok(all.into_iter().filter(|own| own.kind != "privilege").collect())
    };
    let (was, would) = (of(before)?, of(after)?);
    let in_window = |own: &Due| window.contains(own.at);
    let pairs = paired(was, would, PartialEq::eq, |own| (own.kind, own.what.clone()));
    let changed = pairs.into_iter().filter(|(a, b)| a.iter().chain(b).any(in_window));
    Ok(changed
        .filter_map(|(before, after)| {
            let own = before.as_ref().or(after.as_ref())?;
            Some(DeadlineChange { provider, kind: own.kind, what: own.what.clone(), before, after })
        })
        .collect())
}

/// The duties that differ, from when until when the lists do.
pub(super) fn duty_changes(
    before: &Records,
    after: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    window: Period,
) -> Result<Vec<DutyChange>, NotAskable> {
    let unknown = || NotAskable::Facility(facility.clone());
    let (was_at, would_be_at) =
        (before.facility(facility).ok_or_else(unknown)?, after.facility(facility).ok_or_else(unknown)?);
    let changed_at = |as_of: Instant| -> Result<Vec<Pair<Duty>>, NotAskable> {
        let was = duties(before, provider, was_at, as_of)?;
        let would = duties(after, provider, would_be_at, as_of)?;
        Ok(paired(was, would, is_same, |own| (own.code, own.what.clone())))
    };
    let mut borders: Vec<Instant> = [(before, was_at), (after, would_be_at)]
        .into_iter()
        .flat_map(|(records, held)| borders(records, provider, held))
        .collect();
    // What is owed begins and is over on days of its own as well. It is seen at a border, or at the last moment before it goes.
    let all = borders.iter().copied().chain(window.end());
    let seen = all.flat_map(|at| [at, at - TimeDelta::microseconds(1)]).chain([window.start()]);
    let mut seen: Vec<Instant> = seen.filter(|at| window.contains(*at)).collect();
    seen.sort_unstable();
    seen.dedup();
    for as_of in seen {
        for own in changed_at(as_of)?.into_iter().flat_map(|(a, b)| a.into_iter().chain(b)) {
            let late = [(before, was_at), (after, would_be_at)];
            let late = late.into_iter().flat_map(|(records, held)| late_days(records, held, own.due_by));
            let days = [Some(own.since), own.due_by.succ_opt()].into_iter().chain(late).flatten();
            borders.extend(days.map(|day| was_at.zone().start_of_day(day)));
        }
    }
    borders.retain(|at| window.contains(*at));
    borders.sort_unstable();
    borders.dedup();
    let first = changed_at(window.start())?;
    let later: Vec<_> = borders.into_iter().map(|at| Ok((at, changed_at(at)?))).collect::<Result<_, NotAskable>>()?;
    let over_time = Timeline::from_changes(first, later);
    let mut changes: Vec<DutyChange> = Vec::new();
    for (changed, during) in pieces(&over_time, window) {
        for (before, after) in changed {
            // The same difference goes on, whatever has become overdue meanwhile.
            let goes_on = changes.iter_mut().find(|own| {
                own.during.end() == Some(during.start())
                    && same_by(&own.before, &before, is_same)
                    && same_by(&own.after, &after, is_same)
            });
            let whole = goes_on.as_ref().and_then(|own| Period::new(own.during.start(), during.end()).ok());
            match (goes_on, whole) {
                (Some(own), Some(whole)) => own.during = whole,
                _ => changes.push(DutyChange { provider, during, before, after }),
            }
        }
    }
    Ok(changes)
}

/// Whether two duties are owed alike; that one is overdue is read from its day.
fn is_same(one: &Duty, other: &Duty) -> bool {
    let of = |own: &Duty| Duty { overdue: false, since: own.due_by, ..own.clone() };
    of(one) == of(other)
}

/// What two lists do not have in common, paired by what it is about.
fn paired<T, K: PartialEq>(
    mut was: Vec<T>,
    mut would: Vec<T>,
    alike: impl Fn(&T, &T) -> bool,
    about: impl Fn(&T) -> K,
) -> Vec<Pair<T>> {
    was.retain(|own| match would.iter().position(|other| alike(other, own)) {
        Some(place) => {
            would.remove(place);
            false
        }
        None => true,
    });
    let mut pairs = Vec::new();
    for own in was {
        let place = would.iter().position(|other| about(other) == about(&own));
        let other = place.map(|place| would.remove(place));
        pairs.push((Some(own), other));
    }
    pairs.extend(would.into_iter().map(|own| (None, Some(own))));
    pairs
}

/// The days on which a late renewal after a day is possible no more, by each rule.
fn late_days(records: &Records, facility: &Facility, due_by: NaiveDate) -> Vec<Option<NaiveDate>> {
    let rules = records.standards_at(facility);
    let rules = rules.every(|topic| if let Topic::DeaRenewal(rule) = topic { Some(rule.late_within) } else { None });
    rules.iter().map(|rule| rule.value.last_day_after(due_by)?.succ_opt()).collect()
}

/// The instants at which the duties about a provider may be others: where anything that they are read from begins or ends.
fn borders(records: &Records, provider: ProviderId, facility: &Facility) -> Vec<Instant> {
    let zone = facility.zone();
    let mut borders = Vec::new();
    let ends = |period: Period| std::iter::once(period.start()).chain(period.end());
    for rule in records.standards_at(facility).every(|_| Some(())) {
        let after = rule.to.and_then(|to| to.succ_opt());
        borders.extend([Some(rule.from), after].into_iter().flatten().map(|day| zone.start_of_day(day)));
    }
    for own in records.appointments_of(provider) {
        borders.extend(own.whole().into_iter().flat_map(ends));
        borders.extend(own.end().into_iter().chain(own.decided_at()));
        borders.extend(own.ordered().into_iter().map(|(at, _)| at));
        borders.extend(own.leaves().iter().flat_map(|leave| [Some(leave.from), leave.asked_at]).flatten());
        let relinquished = own.relinquishments().iter();
        borders.extend(relinquished.flat_map(|own| [Some(own.from), own.cured, own.cure_by]).flatten());
    }
    for own in records.privileges_of(provider) {
        borders.extend(own.decided_at());
        let Some(held) = own.held() else { continue };
        borders.extend(ends(held.grant.term));
        let carried = records.appointment(held.grant.appointment).and_then(Appointment::whole);
        borders.extend(carried.into_iter().flat_map(ends));
        borders.extend(held.ordered().into_iter().map(|(at, _)| at));
        for evaluation in &held.evaluations {
            borders.extend([Some(evaluation.began), evaluation.until, evaluation.concluded].into_iter().flatten());
            borders.extend(evaluation.cases.iter().map(|case| case.when));
        }
    }
    borders.extend(records.files_of(provider).flat_map(|file| file.periods()).flat_map(ends));
    for (_, items) in records.dossier(provider).iter().flat_map(|dossier| dossier.elements()) {
        borders.extend(told(items).changes().iter().map(|(at, _)| *at));
    }
    let died = records.provider(provider).and_then(|own| own.died());
    borders.extend(died.map(|day| zone.start_of_day(day)));
    borders
}
