//! What the decision of a matter does to appointments and privileges.

use cred_core::{
    appointment::{self, AdverseDecision, Ground, ReviewAction},
    id::{AppointmentId, CorrectiveActionId, PrivilegeRequestId},
    journal::{DomainEvent, Stream},
    privileging::{
        corrective_action::{CorrectiveAction, Suspended, SuspensionOutcome},
        privilege_request,
        restriction::{Limits, Restriction, RestrictionBasis},
    },
    text::Text,
    time::Instant,
};

use super::{
    CorrectiveStep, Target,
    target::{appointment_of, grants_of},
};
use crate::{
    desk::Desk,
    error::AppError,
    use_cases::{have, meeting, wrap},
};

/// What the decision of a step does to appointments and privileges.
pub(super) fn carry_out(desk: &mut Desk<'_>, id: CorrectiveActionId, step: &CorrectiveStep) -> Result<(), AppError> {
    match step {
        CorrectiveStep::ReviewSuspension(outcome, note, limits) => review(desk, id, *outcome, note, limits),
        CorrectiveStep::TakeFinalAction { action, from, until, reason, limits, on } if action.is_adverse() => {
            let matter = have(desk.records().corrective_action(id), "corrective action", &id)?;
            let decision = have(matter.decision(), "adverse decision of", &id)?;
            let from = from.unwrap_or(desk.now());
            let mut limits = limits.clone();
            limits.until = limits.until.or(*until);
            take(desk, id, &decision, *action, from, reason, &limits, on)
        }
        CorrectiveStep::TakeFinalAction { .. }
        | CorrectiveStep::Intervene(_)
        | CorrectiveStep::OpenInvestigation(..)
        | CorrectiveStep::Recommend(..)
        | CorrectiveStep::Notify(..)
        | CorrectiveStep::RecordReceipt(_)
        | CorrectiveStep::RequestHearing
        | CorrectiveStep::ScheduleHearing(..)
        | CorrectiveStep::AppointPanel(_)
        | CorrectiveStep::ConcludeHearing(..)
        | CorrectiveStep::RecordWaiver(_)
        | CorrectiveStep::Appeal(_)
        | CorrectiveStep::LinkSuspension(_)
        | CorrectiveStep::RecordNpdbReport(_)
        | CorrectiveStep::Withdraw(_)
        | CorrectiveStep::Abandon(_)
        | CorrectiveStep::Close(_) => Ok(()),
    }
}

/// Ends or replaces the suspensions linked to the matter that are in force now.
fn review(
    desk: &mut Desk<'_>,
    id: CorrectiveActionId,
    outcome: SuspensionOutcome,
    note: &Text,
    limits: &Limits,
) -> Result<(), AppError> {
    if outcome == SuspensionOutcome::Continue {
        return Ok(());
    }
    let matter = have(desk.records().corrective_action(id), "corrective action", &id)?.clone();
    let now = desk.now();
    let (lifted, whole_staff) = lift_linked(desk, &matter, now)?;
    if outcome == SuspensionOutcome::Modify {
        let decision = have(matter.precaution(), "precaution of", &id)?;
        // What was kept from the whole appointment is limited in every privilege held.
        let restricted = if whole_staff { grants_of(desk.records(), &matter, &[], now) } else { lifted };
        for privilege in restricted {
            let basis = RestrictionBasis::Precaution(id);
            let restriction = Restriction { from: now, terms: note.clone(), limits: limits.clone(), basis };
            impose(desk, privilege, restriction, decision.clone())?;
        }
    }
    Ok(())
}

/// Lifts what is linked and suspended at an instant: the privileges lifted, and whether the appointment was.
fn lift_linked(
    desk: &mut Desk<'_>,
    matter: &CorrectiveAction,
    from: Instant,
) -> Result<(Vec<PrivilegeRequestId>, bool), AppError> {
    let (mut lifted, mut whole_staff) = (Vec::new(), false);
    for linked in matter.suspensions() {
        match linked.suspended {
            Suspended::Appointment(id) => {
                let held = have(desk.records().appointment(id), "appointment", &id)?;
                if held.state_at(from) == "suspended" {
                    of_staff(desk, id, appointment::Command::Lift { from })?;
                    whole_staff = true;
                }
            }
            Suspended::Privilege(id) => {
                let own = have(desk.records().privilege(id), "privilege", &id)?;
                if own.state_at(from) == "suspended" {
                    of_privilege(desk, id, privilege_request::Command::Lift { from })?;
                    lifted.push(id);
                }
            }
        }
    }
    Ok((lifted, whole_staff))
}

/// Takes from the target what the board decided. A suspension that the matter carries already goes on as it is.
#[expect(clippy::too_many_arguments, reason = "each is a fact of its own that the decision needs")]
fn take(
    desk: &mut Desk<'_>,
    id: CorrectiveActionId,
    decision: &AdverseDecision,
    action: ReviewAction,
    from: Instant,
    reason: &Text,
    limits: &Limits,
    on: &Target,
) -> Result<(), AppError> {
    let matter = have(desk.records().corrective_action(id), "corrective action", &id)?.clone();
    let missing = |text: &str| {
        let advice = "name the appointment, or the items whose grants are not over".to_owned();
        AppError::NotFound { what: "target of the final action", text: text.to_owned(), advice }
    };
    let ground = || Ground::decided(decision.clone());
    match (action, on) {
        (ReviewAction::Denial, Target::Nothing) => Ok(()),
        (ReviewAction::Denial, Target::Appointment | Target::Privileges(_)) => {
            Err(missing("a denial has none: deny the request itself"))
        }
        (ReviewAction::Restriction, Target::Appointment) => {
            Err(missing("a restriction limits privileges: name the items"))
        }
        (_, Target::Nothing) => Err(missing("none was named")),
        (ReviewAction::Restriction, Target::Privileges(items)) => {
            lift_linked(desk, &matter, from)?;
            let grants = grants_of(desk.records(), &matter, items, desk.now());
            if grants.is_empty() {
                return Err(missing("no grant of those items is in force"));
            }
            for privilege in grants {
                let basis = RestrictionBasis::FinalAction(id);
                let restriction = Restriction { from, terms: reason.clone(), limits: limits.clone(), basis };
                impose(desk, privilege, restriction, decision.clone())?;
            }
            Ok(())
        }
        (ReviewAction::Suspension | ReviewAction::Revocation, Target::Appointment) => {
            let held = appointment_of(desk.records(), &matter, desk.now());
            let held = held.ok_or_else(|| missing("no appointment is in force"))?;
            let suspended = desk.records().appointment(held).is_some_and(|own| own.state_at(from) == "suspended");
            if action == ReviewAction::Revocation {
                let (reason, ground) = (reason.clone(), ground());
                of_staff(desk, held, appointment::Command::Revoke { from, reason, ground })?;
            } else if !suspended {
                let (reason, ground) = (reason.clone(), ground());
                of_staff(desk, held, appointment::Command::Suspend { from, reason, ground })?;
            }
            match limits.until.filter(|_| action == ReviewAction::Suspension) {
                Some(until) => of_staff(desk, held, appointment::Command::Lift { from: until }),
                None => Ok(()),
            }
        }
        (ReviewAction::Suspension | ReviewAction::Revocation, Target::Privileges(items)) => {
            let grants = grants_of(desk.records(), &matter, items, desk.now());
            if grants.is_empty() {
                return Err(missing("no grant of those items is in force"));
            }
            for privilege in grants {
                let suspended =
                    desk.records().privilege(privilege).is_some_and(|own| own.state_at(from) == "suspended");
                let (reason, ground) = (reason.clone(), ground());
                if action == ReviewAction::Revocation {
                    of_privilege(desk, privilege, privilege_request::Command::Revoke { from, reason, ground })?;
                } else if !suspended {
                    of_privilege(desk, privilege, privilege_request::Command::Suspend { from, reason, ground })?;
                }
                if let Some(until) = limits.until.filter(|_| action == ReviewAction::Suspension) {
                    of_privilege(desk, privilege, privilege_request::Command::Lift { from: until })?;
                }
            }
            Ok(())
        }
        (ReviewAction::None | ReviewAction::Letter | ReviewAction::Fppe, _) => Ok(()),
    }
}

fn impose(
    desk: &mut Desk<'_>,
    privilege: PrivilegeRequestId,
    restriction: Restriction,
    decision: AdverseDecision,
) -> Result<(), AppError> {
    of_privilege(desk, privilege, privilege_request::Command::ImposeRestriction { restriction, decision })
}

/// Gives one command to an appointment.
pub(crate) fn of_staff(
    desk: &mut Desk<'_>,
    id: AppointmentId,
    command: appointment::Command<'_>,
) -> Result<(), AppError> {
    let records = desk.records();
    let held = have(records.appointment(id), "appointment", &id)?;
    let subject = have(records.provider(held.provider()), "provider", &held.provider())?;
    let own = &have(records.governed(held.facility()), "facility", held.facility())?;
    let events = held.decide(command, subject, own, desk.actor(), desk.now())?;
    desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))
}

/// Gives one command to a privilege.
pub(crate) fn of_privilege(
    desk: &mut Desk<'_>,
    id: PrivilegeRequestId,
    command: privilege_request::Command<'_>,
) -> Result<(), AppError> {
    let records = desk.records();
    let held = have(records.privilege(id), "privilege", &id)?;
    let subject = have(records.provider(held.provider()), "provider", &held.provider())?;
    let own = &have(records.governed(held.facility()), "facility", held.facility())?;
    let set = have(records.privilege_set(held.set()), "privilege set", held.set())?;
    let authority = meeting::authority(desk, own.facility(), None, None)?;
    let events = held.decide(command, subject, own, set, &authority, desk.actor(), desk.now())?;
    desk.emit(&Stream::Privilege(id), wrap(events, DomainEvent::Privilege))
}
