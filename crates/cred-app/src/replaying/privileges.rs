//! Decisions about privileges: requests, criteria checks, recommendations, grants and what becomes of them.

use cred_core::{
    appointment::{AdverseDecision, Cause, Ground},
    id::{CorrectiveActionId, PrivilegeRequestId},
    journal::Stream,
    privileging::{
        grant::GrantStanding,
        privilege_request::{Command, Event},
        restriction::{Restriction, RestrictionBasis},
    },
};

use super::{Around, Way, months};
use crate::{
    desk::Desk,
    error::AppError,
    use_cases::{
        corrective::of_privilege,
        evaluating::{self, EvaluationStep},
        have,
        privileging::{PrivilegeStep, request_on, step_of},
    },
};

pub(super) fn ways(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Stream::Privilege(id) = around.stream else { return None };
    if let Event::Requested { provider, facility, item, .. } = event {
        let (provider, facility, item) = (*provider, facility.clone(), item.clone());
        return Some(vec![around.way(move |desk| request_on(desk, provider, &facility, &item).map(|_| ()))]);
    }
    if let Some(carried_out) = carried_out(around, id, event) {
        return Some(carried_out);
    }
    if let Some(step) = evaluation(event) {
        let proctor = if let EvaluationStep::RecordProctoredCase(proctor, ..) = &step { Some(*proctor) } else { None };
        return Some(vec![around.way(move |desk| {
            proctor.map_or(Ok(()), |proctor| desk.load_provider(proctor))?;
            evaluating::step_on(desk, id, &step).map(|_| ())
        })]);
    }
    let by_vote =
        |step: PrivilegeStep| around.ways_by_vote(move |desk, meeting| step_of(desk, id, &step, meeting).map(|_| ()));
    Some(steps(event)?.into_iter().flat_map(by_vote).collect())
}

fn steps(event: &Event) -> Option<Vec<PrivilegeStep>> {
    Some(match event.clone() {
        Event::SentToReview { .. } | Event::CriteriaNotMet { .. } => vec![PrivilegeStep::CheckCriteria],
        Event::Recommended { recommendation, .. } | Event::RecommendedAgainst { recommendation, .. } => {
            vec![PrivilegeStep::Recommend(recommendation)]
        }
        Event::HearingConcluded { outcome, .. } => vec![PrivilegeStep::ConcludeHearing(outcome)],
        Event::Granted { grant, .. } => {
            let given = |months| {
                let (sites, conditions) = (grant.sites.clone(), grant.conditions.clone());
                PrivilegeStep::Grant(Some(grant.term.start()), months, sites, conditions)
            };
            let asked = months(grant.term.start(), grant.term.end()).into_iter().map(Some);
            std::iter::once(None).chain(asked).map(given).collect()
        }
        Event::Denied { reason, .. } => vec![PrivilegeStep::Deny(reason)],
        Event::Withdrawn { .. } => vec![PrivilegeStep::Withdraw],
        Event::Restricted { 0: Restriction { from, terms, limits, .. }, .. } => {
            vec![PrivilegeStep::RestrictWithin(Some(from), terms, limits)]
        }
        Event::RestrictionLifted { number, from, .. } => vec![PrivilegeStep::LiftRestriction(number, Some(from))],
        Event::StandingChanged { standing, from, reason, cause, together_with, .. } => match (standing, reason) {
            (GrantStanding::Good, _) => vec![PrivilegeStep::Lift(Some(from))],
            (GrantStanding::Suspended, Some(reason)) => {
                vec![PrivilegeStep::SuspendTogether(Some(from), reason, together_with, cause)]
            }
            (GrantStanding::Relinquished, _) if cause == Some(Cause::Administrative) => {
                vec![PrivilegeStep::RelinquishAdministratively(Some(from))]
            }
            (GrantStanding::Relinquished, _) => vec![PrivilegeStep::Relinquish(Some(from))],
            (GrantStanding::Revoked, Some(reason)) if cause == Some(Cause::Administrative) => {
                vec![PrivilegeStep::RevokeAdministratively(Some(from), reason)]
            }
            (GrantStanding::Revoked, Some(reason)) => vec![PrivilegeStep::Revoke(Some(from), reason)],
            // Nobody may suspend or revoke without a reason: there is no way to such an event.
            (GrantStanding::Suspended | GrantStanding::Revoked, None) => vec![],
        },
        _ => return None,
    })
}

fn evaluation(event: &Event) -> Option<EvaluationStep> {
    Some(match event.clone() {
        Event::FppePlanned { plan, .. } => EvaluationStep::PlanFppe(plan),
        Event::CaseRecorded { case, .. } => {
            EvaluationStep::RecordProctoredCase(case.proctor, case.site, case.when, case.outcome, case.note)
        }
        Event::FppeExtended { until, reason, .. } => EvaluationStep::ExtendFppe(until, reason),
        Event::FppeStarted { plan, from, reason, .. } => EvaluationStep::StartFppe(plan, Some(from), reason),
        Event::FppeConcluded { report, fewer, .. } => EvaluationStep::ConcludeFppe(report, fewer),
        Event::Reviewed { review, .. } => {
            EvaluationStep::RecordReview(Some(review.on), review.outcome, review.data, review.note)
        }
        Event::NoticeGiven { on, .. } => EvaluationStep::RecordNotice(Some(on)),
        _ => return None,
    })
}

type Act = Box<dyn Fn(&mut Desk<'_>) -> Result<(), AppError>>;

/// What carries out the decision of a corrective action.
fn carried_out(around: &Around, id: PrivilegeRequestId, event: &Event) -> Option<Vec<Way>> {
    let way = |does: Act| Some(vec![around.way(does)]);
    match event.clone() {
        Event::RestrictionImposed { 0: restriction, .. } => match restriction.basis {
            RestrictionBasis::FinalAction(matter) | RestrictionBasis::Precaution(matter) => {
                way(Box::new(move |desk| {
                    let decision = decided(desk, matter, restriction.basis)?;
                    let restriction = restriction.clone();
                    of_privilege(desk, id, Command::ImposeRestriction { restriction, decision })
                }))
            }
            // What was agreed is imposed by nobody: there is no way to such an event.
            RestrictionBasis::Agreed => Some(vec![]),
        },
        Event::StandingChanged { standing, from, reason: Some(reason), decision: Some(matter), .. } => {
            way(Box::new(move |desk| {
                let ground = Ground::decided(decided(desk, matter, RestrictionBasis::FinalAction(matter))?);
                let reason = reason.clone();
                of_privilege(
                    desk,
                    id,
                    match standing {
                        GrantStanding::Revoked => Command::Revoke { from, reason, ground },
                        GrantStanding::Good | GrantStanding::Suspended | GrantStanding::Relinquished => {
                            Command::Suspend { from, reason, ground }
                        }
                    },
                )
            }))
        }
        _ => None,
    }
}

/// The decision of a corrective action, by its records.
pub(super) fn decided(
    desk: &mut Desk<'_>,
    id: CorrectiveActionId,
    basis: RestrictionBasis,
) -> Result<AdverseDecision, AppError> {
    desk.load_stream(&Stream::CorrectiveAction(id))?;
    let matter = have(desk.records().corrective_action(id), "corrective action", &id)?;
    match basis {
        RestrictionBasis::Precaution(_) => have(matter.precaution(), "precaution of", &id),
        RestrictionBasis::FinalAction(_) | RestrictionBasis::Agreed => {
            have(matter.decision(), "adverse decision of", &id)
        }
    }
}
