//! What a matter is about on record: the appointment, the grants, and what of them is suspended.

use cred_core::{
    appointment,
    id::{AppointmentId, ItemId, PrivilegeRequestId},
    privileging::{
        corrective_action::{CorrectiveAction, Suspended},
        grant::GrantStanding,
        privilege_request,
    },
    records::Records,
    time::Instant,
};

use super::Target;

/// The appointment of the matter's provider at its facility that is not over.
pub(super) fn appointment_of(records: &Records, matter: &CorrectiveAction, now: Instant) -> Option<AppointmentId> {
    let held = records.appointments_of(matter.provider()).filter(|held| held.facility() == matter.facility());
    held.filter(|held| held.whole().is_some_and(|whole| whole.end().is_none_or(|end| now < end)))
        .max_by_key(|held| (held.whole().is_some_and(|whole| whole.contains(now)), held.end(), held.id()))
        .map(appointment::Appointment::id)
}

/// The grants of the items at the matter's facility that are not over; of every item where none is named.
pub(super) fn grants_of(
    records: &Records,
    matter: &CorrectiveAction,
    items: &[ItemId],
    now: Instant,
) -> Vec<PrivilegeRequestId> {
    let own = records.privileges_of(matter.provider()).filter(|own| own.facility() == matter.facility());
    own.filter(|own| items.is_empty() || items.contains(own.item()))
        .filter(|own| {
            let over = |end| end <= now;
            own.held().is_some_and(|held| !held.grant.term.end().is_some_and(over))
                && matches!(own.state_at(now), "granted" | "suspended")
        })
        .map(privilege_request::PrivilegeRequest::id)
        .collect()
}

/// What of the target is suspended now, and since when.
pub(super) fn suspended_now(
    records: &Records,
    matter: &CorrectiveAction,
    target: &Target,
    now: Instant,
) -> Vec<(Suspended, Instant)> {
    match target {
        Target::Nothing => vec![],
        Target::Appointment => appointment_of(records, matter, now)
            .and_then(|id| records.appointment(id))
            .filter(|held| held.state_at(now) == "suspended")
            .and_then(|held| {
                let begun = held.taken().iter().filter(|own| own.standing == appointment::Standing::Suspended);
                let from = begun.map(|own| own.from).filter(|from| *from <= now).max()?;
                Some((Suspended::Appointment(held.id()), from))
            })
            .into_iter()
            .collect(),
        Target::Privileges(items) => grants_of(records, matter, items, now)
            .into_iter()
            .filter_map(|id| records.privilege(id))
            .filter(|own| own.state_at(now) == "suspended")
            .filter_map(|own| {
                let taken = &own.held()?.taken;
                let begun = taken.iter().filter(|own| own.standing == GrantStanding::Suspended);
                let from = begun.map(|own| own.from).filter(|from| *from <= now).max()?;
                Some((Suspended::Privilege(own.id()), from))
            })
            .collect(),
    }
}
