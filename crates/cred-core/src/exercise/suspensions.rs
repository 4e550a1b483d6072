//! Suspensions over time, and the reviews that are owed for them.

use chrono::NaiveDate;

use crate::{
    appointment::{Appointment, Cause, Standing, Taken},
    facility::Facility,
    id::ProviderId,
    privileging::{
        corrective_action::Suspended,
        grant::GrantStanding,
        privilege_request::{Held, PrivilegeRequest},
        restriction::RestrictionBasis,
    },
    records::Records,
    standard::{binding::Standards, topic::Topic},
    time::{Instant, period::Period},
};

/// One suspension for competence or conduct, from its first instant until it ended. A leave does not end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) period: Period,
    /// Whether it carries out a final action, and was no precaution.
    pub(super) decided: bool,
}

/// What a change of standing means for a suspension.
enum Turn {
    Begins,
    Goes,
    Ends,
}

fn runs<S: Copy + PartialEq>(
    changes: &[(Instant, S)],
    taken: &[Taken<S>],
    end: Option<Instant>,
    turn: impl Fn(S) -> Turn,
) -> Vec<Run> {
    let mut found = Vec::new();
    let mut running: Option<(Instant, bool)> = None;
    let mut close = |running: &mut Option<(Instant, bool)>, at: Option<Instant>| {
        if let Some((from, decided)) = running.take() {
            found.extend(Period::new(from, at).ok().map(|period| Run { period, decided }));
        }
    };
    for (from, standing) in changes {
        match turn(*standing) {
            Turn::Begins if running.is_none() => {
                let own = taken.iter().rev().find(|own| own.from == *from && own.standing == *standing);
                if own.and_then(|own| own.cause) != Some(Cause::Administrative) {
                    running = Some((*from, own.is_some_and(|own| own.decision.is_some())));
                }
            }
            Turn::Begins | Turn::Goes => {}
            Turn::Ends => close(&mut running, Some(*from)),
        }
    }
    close(&mut running, end);
    found
        .into_iter()
        .filter_map(|run| {
            end.map_or(Some(run.period), |end| run.period.cut_at(end)).map(|period| Run { period, ..run })
        })
        .collect()
}

/// The suspensions of a whole appointment.
pub(super) fn of_appointment(appointment: &Appointment) -> Vec<Run> {
    let end = appointment.whole().and_then(Period::end);
    runs(&appointment.ordered(), appointment.taken(), end, |standing| match standing {
        Standing::Suspended => Turn::Begins,
        Standing::OnLeave => Turn::Goes,
        Standing::Good | Standing::Resigned | Standing::Revoked | Standing::Deceased => Turn::Ends,
    })
}

/// The suspensions of one grant.
pub(super) fn of_grant(held: &Held) -> Vec<Run> {
    runs(&held.ordered(), &held.taken, held.grant.term.end(), |standing| match standing {
        GrantStanding::Suspended => Turn::Begins,
        GrantStanding::Good | GrantStanding::Relinquished | GrantStanding::Revoked => Turn::Ends,
    })
}

/// The precautionary restrictions of one grant: what a suspension became goes on counting.
pub(super) fn precautions(held: &Held) -> Vec<Run> {
    let precautions = held.restrictions.iter().filter(|own| matches!(own.basis, RestrictionBasis::Precaution(_)));
    let periods = precautions.filter_map(|own| Period::new(own.from, own.until()).ok());
    let end = held.grant.term.end();
    periods
        .filter_map(|period| end.map_or(Some(period), |end| period.cut_at(end)))
        .map(|period| Run { period, decided: false })
        .collect()
}

/// A precautionary suspension and its review by the executive committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedReview {
    /// What is suspended.
    pub suspended: Suspended,
    /// From when until when; open while it goes on.
    pub period: Period,
    /// The last good local day for the review: day 0 is the day on which the suspension began.
    pub due: NaiveDate,
    /// When it was first reviewed.
    pub reviewed_at: Option<Instant>,
    /// Whether it was missed: not reviewed, and not over, when the day had passed. It stays in force all the same.
    pub missed: bool,
    /// Where the rule stands.
    pub rule: String,
}

/// The reviews owed for a provider's precautionary suspensions at a facility that began by an instant. Where no rule on summary
/// suspensions is adopted, none is owed.
#[must_use]
pub fn owed_reviews(
    records: &Records,
    standards: &Standards<'_>,
    provider: ProviderId,
    facility: &Facility,
    as_of: Instant,
) -> Vec<OwedReview> {
    let here = |matter: &PrivilegeRequest| matter.facility() == facility.id();
    let mut all: Vec<(Suspended, Run)> = Vec::new();
    for appointment in records.appointments_of(provider).filter(|held| held.facility() == facility.id()) {
        let suspended = Suspended::Appointment(appointment.id());
        all.extend(of_appointment(appointment).into_iter().map(|run| (suspended, run)));
    }
    for privilege in records.privileges_of(provider).filter(|own| here(own)) {
        let suspended = Suspended::Privilege(privilege.id());
        all.extend(privilege.held().map(of_grant).unwrap_or_default().into_iter().map(|run| (suspended, run)));
    }
    let mut owed = Vec::new();
    for (suspended, run) in all.into_iter().filter(|(_, run)| !run.decided && run.period.start() <= as_of) {
        let from = run.period.start();
        let day = facility.zone().date_at(from);
        let rule = standards.shortest(day, day, |topic| {
            if let Topic::SummarySuspension(rule) = topic { Some(rule.review_within) } else { None }
        });
        let Some((rule, late_from)) = rule.and_then(|rule| {
            let late = rule.value.late_from(from, facility.zone())?;
            Some((rule, late))
        }) else {
            continue;
        };
        let Some(due) = rule.value.last_day_after(day) else { continue };
        let reviewed_at = records
            .corrective_actions_of(provider)
            .filter(|matter| matter.suspensions().iter().any(|linked| linked.suspended == suspended))
            .flat_map(|matter| matter.reviews())
            .map(|(at, _)| *at)
            .filter(|at| run.period.start() <= *at && *at <= as_of && run.period.end().is_none_or(|end| *at <= end))
            .min();
        let late = late_from <= as_of && reviewed_at.is_none_or(|at| late_from <= at);
        let missed = late && run.period.end().is_none_or(|end| late_from < end);
        owed.push(OwedReview { suspended, period: run.period, due, reviewed_at, missed, rule: rule.citation() });
    }
    owed.sort_by_key(|own| (own.due, own.suspended));
    owed
}
