//! What the board's decision about an appointment takes.

use crate::{
    actor::{Actor, Capacity},
    credentialing::{
        meeting::{
            authority::Authority,
            matter::{Matter, Motion},
        },
        proof::Credentialed,
    },
    facility::Facility,
    id::FacilityId,
    refusal::Reason,
    time::Instant,
};

use super::Appointment;

/// Whether a first appointment is validly decided.
pub(super) fn on_appointment(
    proof: &Credentialed<'_>,
    facility: &Facility,
    authority: &Authority<'_>,
    actor: &Actor,
    at: Instant,
) -> Result<(), Reason> {
    let matter = Matter::Appointment { provider: proof.provider(), facility: facility.id().clone() };
    voted(&matter, facility.id(), proof, authority, actor, at)
}

impl Appointment {
    /// Whether a new term is validly decided; one under investigation, or a conditional one, by the whole board.
    pub(super) fn is_voted(
        &self,
        proof: &Credentialed<'_>,
        authority: &Authority<'_>,
        doubtful: bool,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        if doubtful && actor.capacity() == Capacity::BoardCommittee {
            let flags = vec!["an investigation is open, or the term is a conditional one".to_owned()];
            return Err(Reason::NotClean { flags });
        }
        voted(&Matter::Reappointment(self.id), &self.facility, proof, authority, actor, at)
    }
}

/// The board by its vote; a committee of the board by its vote, and only what may be expedited.
fn voted(
    matter: &Matter,
    facility: &FacilityId,
    proof: &Credentialed<'_>,
    authority: &Authority<'_>,
    actor: &Actor,
    at: Instant,
) -> Result<(), Reason> {
    authority.is_at(facility)?;
    authority.decides(matter, proof.provider(), Motion::Approve, actor, at)?;
    if actor.capacity() == Capacity::BoardCommittee {
        authority.expedites(proof, &authority.recommendations(matter, at), at)?;
    }
    Ok(())
}
