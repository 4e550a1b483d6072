//! What a committee's or the board's decision about a file takes.

use crate::{
    actor::Actor,
    credentialing::meeting::{
        authority::Authority,
        matter::{Matter, Motion},
    },
    refusal::Reason,
    text::folded,
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
        let motion = if matches!(command, Command::Approve { .. } | Command::ApproveProvisionally(_)) {
            Motion::Approve
        } else if matches!(command, Command::Deny { .. }) {
            Motion::Deny
        } else if matches!(command, Command::Defer { .. }) {
            Motion::Defer
        } else {
            return Ok(());
        };
        self.is_another_hand(motion, actor)?;
        authority.decides(&Matter::CredentialingFile(self.id), self.provider, motion, actor, at)
    }

    /// Who alone approves a clean file is not who classified it: the medical director relies on somebody else's reading of the rule.
    fn is_another_hand(&self, motion: Motion, actor: &Actor) -> Result<(), Reason> {
        let alone = motion == Motion::Approve && self.state_name() == "clean-review";
        let same = |by: &&Actor| match (by.provider(), actor.provider()) {
            (Some(own), Some(their)) => own == their,
            (None, _) | (_, None) => folded(by.name()) == folded(actor.name()),
        };
        match self.found_clean.as_ref().filter(same).filter(|_| alone) {
            Some(by) => Err(Reason::Mismatch {
                what: "the actor",
                given: format!("{actor}, who classified the file as {by}"),
                wanted: "somebody else than who classified it".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Whether it was last classified as clean, and nobody raised a flag since.
    #[must_use]
    pub const fn was_found_clean(&self) -> bool {
        self.found_clean.is_some()
    }
}
