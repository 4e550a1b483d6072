//! What a body's recommendation and decision about a privilege take.

use crate::{
    actor::{Actor, Capacity},
    credentialing::meeting::{
        authority::Authority,
        matter::{Matter, Motion},
    },
    refusal::Reason,
    time::Instant,
};

use super::{Command, PrivilegeRequest};

impl PrivilegeRequest {
    /// Whether the body that recommends, grants or denies does so validly; a committee of the board, only what may be expedited. A single
    /// person, the chair, needs no vote; every other command is no decision.
    pub(super) fn is_voted(
        &self,
        command: &Command<'_>,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        let motion = if let Command::Recommend(recommendation) = command {
            if recommendation.favourable { Motion::Recommend } else { Motion::RecommendAgainst }
        } else if matches!(command, Command::Grant { .. }) {
            Motion::Approve
        } else if matches!(command, Command::Deny { .. }) {
            Motion::Deny
        } else {
            return Ok(());
        };
        authority.is_at(&self.facility)?;
        authority.decides(&Matter::Privilege(self.id), self.provider, motion, actor, at)?;
        if let Command::Grant { credentialed, .. } = command
            && actor.capacity() == Capacity::BoardCommittee
        {
            authority.expedites(credentialed, &self.spoken, at)?;
        }
        Ok(())
    }

    /// Each recommendation so far, in order: by which body, and whether for it.
    #[must_use]
    pub fn recommendations(&self) -> &[(Capacity, bool)] {
        &self.spoken
    }
}
