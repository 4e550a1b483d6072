//! Decisions about appointments: every one of their events.

use cred_core::{
    appointment::{Cause, Command, Event, Ground, Standing},
    id::AppointmentId,
    journal::Stream,
    privileging::restriction::RestrictionBasis,
};

use super::{Around, Way, months, privileges::decided};
use crate::use_cases::{
    appointing::{self, AppointmentStep},
    corrective::of_staff,
    standing::{self, StandingStep, Terms},
};

/// A step, of either use case.
enum Step {
    Board(AppointmentStep),
    Standing(StandingStep),
}

pub(super) fn ways(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Stream::Appointment(id) = around.stream else { return None };
    if let Event::Appointed { .. } = event {
        return first(around, event);
    }
    if let Some(way) = carried_out(around, id, event) {
        return Some(vec![way]);
    }
    let ways = |step: Step| match step {
        Step::Board(step) => {
            around.ways_by_vote(move |desk, meeting| appointing::step_on(desk, id, &step, meeting).map(|_| ()))
        }
        Step::Standing(step) => vec![around.way(move |desk| standing::step_on(desk, id, &step).map(|_| ()))],
    };
    Some(steps(event)?.into_iter().flat_map(ways).collect())
}

fn first(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Event::Appointed { provider, facility, category, term, membership, provisional_until, .. } = event.clone()
    else {
        return None;
    };
    let terms = months(term.start(), term.end()).into_iter().map(|months| Terms {
        category: category.clone(),
        start: Some(term.start()),
        months,
        membership,
        provisional_until,
    });
    let by_vote = |terms: Terms| {
        let facility = facility.clone();
        around.ways_by_vote(move |desk, meeting| {
            standing::appoint_with(desk, provider, &facility, &terms, meeting).map(|_| ())
        })
    };
    Some(terms.flat_map(by_vote).collect())
}

fn steps(event: &Event) -> Option<Vec<Step>> {
    let board = |step| vec![Step::Board(step)];
    let standing = |step| vec![Step::Standing(step)];
    Some(match event.clone() {
        Event::Reappointed { term, conditional, .. } => months(term.start(), term.end())
            .into_iter()
            .map(|months| match conditional.clone() {
                Some(reason) => Step::Board(AppointmentStep::ReappointConditionally(months, reason)),
                None => Step::Board(AppointmentStep::Reappoint(months)),
            })
            .collect(),
        Event::StandingChanged { standing: now, from, reason, cause, together_with, until, .. } => {
            let administrative = cause == Some(Cause::Administrative);
            match (now, reason) {
                // The state says which of the two it was.
                (Standing::Good, _) => vec![
                    Step::Board(AppointmentStep::Lift(Some(from))),
                    Step::Board(AppointmentStep::Return(Some(from))),
                ],
                (Standing::OnLeave, Some(reason)) => [until, None]
                    .into_iter()
                    .map(|until| Step::Standing(StandingStep::TakeLeave(Some(from), until, reason.clone())))
                    .collect(),
                (Standing::Suspended, Some(reason)) => {
                    board(AppointmentStep::SuspendTogether(Some(from), reason, together_with, cause))
                }
                (Standing::Resigned, _) if administrative => board(AppointmentStep::DeemResigned(Some(from))),
                (Standing::Resigned, _) => board(AppointmentStep::Resign(Some(from))),
                (Standing::Revoked, Some(reason)) if administrative => {
                    board(AppointmentStep::RevokeAdministratively(Some(from), reason))
                }
                (Standing::Revoked, Some(reason)) => board(AppointmentStep::Revoke(Some(from), reason)),
                (Standing::Deceased, _) => board(AppointmentStep::RecordDeath(from)),
                // Each of these has a reason: there is no way to such an event.
                (Standing::OnLeave | Standing::Suspended | Standing::Revoked, None) => vec![],
            }
        }
        Event::ReinstatementRequested { .. } => standing(StandingStep::RequestReinstatement),
        Event::RelinquishedAutomatically { relinquishment: fallen, reason, .. } => [Some(fallen.scope), None]
            .into_iter()
            .map(|scope| {
                let (trigger, from) = (fallen.trigger, Some(fallen.from));
                Step::Standing(StandingStep::RelinquishAutomatically(trigger, scope, from, reason.clone()))
            })
            .collect(),
        Event::CureRecorded { trigger, from, evidence, .. } => {
            standing(StandingStep::RecordCure(trigger, Some(from), evidence))
        }
        Event::Reinstated { trigger, from, note, .. } => standing(StandingStep::Reinstate(trigger, Some(from), note)),
        Event::CategoryChanged { category, from, .. } => standing(StandingStep::ChangeCategory(category, Some(from))),
        Event::ProvisionalEnded { category, from, .. } => standing(StandingStep::EndProvisional(category, Some(from))),
        Event::NoticeGiven { on, .. } => standing(StandingStep::RecordNotice(Some(on))),
        _ => return None,
    })
}

/// What carries out the decision of a corrective action.
fn carried_out(around: &Around, id: AppointmentId, event: &Event) -> Option<Way> {
    let Event::StandingChanged { standing, from, reason: Some(reason), decision: Some(matter), .. } = event.clone()
    else {
        return None;
    };
    Some(around.way(move |desk| {
        let ground = Ground::decided(decided(desk, matter, RestrictionBasis::FinalAction(matter))?);
        let reason = reason.clone();
        let command = match standing {
            Standing::Revoked => Command::Revoke { from, reason, ground },
            Standing::Good | Standing::OnLeave | Standing::Suspended | Standing::Resigned | Standing::Deceased => {
                Command::Suspend { from, reason, ground }
            }
        };
        of_staff(desk, id, command)
    }))
}
