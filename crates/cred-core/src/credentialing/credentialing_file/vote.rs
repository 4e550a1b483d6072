//! What a committee's or the board's decision about a file takes.

use crate::{
    actor::Actor,
    credentialing::meeting::{
        authority::Authority,
        matter::{Matter, Motion},
    },
    refusal::Reason,
    time::Instant,
};

use super::{Command, CredentialingFile};

impl CredentialingFile {
    /// Whether the body that decides or defers does so validly. A single person, the medical director, needs no vote; every other command
    /// is no decision.
    pub(super) fn is_voted(
        &self,
        command: &Command,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        let motion = if matches!(command, Command::Approve { .. }) {
            Motion::Approve
        } else if matches!(command, Command::Deny { .. }) {
            Motion::Deny
        } else if matches!(command, Command::Defer { .. }) {
            Motion::Defer
        } else {
            return Ok(());
        };
        authority.is_of(&self.organization)?;
        authority.decides(&Matter::CredentialingFile(self.id), self.provider, motion, actor, at)
    }

    /// Whether it was last classified as clean, and nobody raised a flag since.
    #[must_use]
    pub const fn was_found_clean(&self) -> bool {
        self.found_clean
    }
}
