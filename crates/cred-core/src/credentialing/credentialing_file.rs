//! The credentialing file (application): from the provider's answers to the organisation's decision.
//!
//! Whether an approval is still good at an instant is no state of the file: it is read from the term, see
//! [`CredentialingFile::in_force`].

mod approval;
mod command;
mod event;
mod table;
mod vote;

use crate::{
    actor::{Actor, Capacity},
    credentialing::{meeting::authority::Authority, on_file::OnFile},
    facility::organization::Organization,
    id::{CredentialingFileId, OrganizationId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, period::Period},
};
pub use approval::Approval;
pub use command::Command;
pub use event::{Event, FileKind};
pub use table::MACHINE;

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// One of the states before the decision, or an ending without one; by its name in the table.
    Named(&'static str),
    /// Approved.
    Approved(Box<Approval>),
    /// Approved once, ended since.
    Terminated(Box<Approval>, Instant),
}

/// One credentialing file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialingFile {
    id: CredentialingFileId,
    provider: ProviderId,
    organization: OrganizationId,
    kind: FileKind,
    supersedes: Option<CredentialingFileId>,
    adverse: Vec<Text>,
    raised: Vec<String>,
    on_file: OnFile,
    found_clean: Option<Actor>,
    state: State,
}

impl CredentialingFile {
    /// Opens a file. With an approval in force it is a recredentialing that follows it, else an initial one.
    ///
    /// # Errors
    /// When the actor may not, or another file of the provider is pending at the organisation.
    pub fn open<'f>(
        subject: &Provider,
        organization: &Organization,
        files: impl IntoIterator<Item = &'f Self>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "open", actor)?;
        let refuse = |reason| MACHINE.refuse(Machine::START, "open", reason);
        if subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        let mut supersedes = None;
        for file in files.into_iter().filter(|f| subject.has_id(f.provider) && f.organization == *organization.id()) {
            if file.is_pending() {
                return Err(refuse(Reason::Duplicate { what: "a credentialing file", id: file.id.to_string() }));
            }
            if file.in_force().is_some_and(|period| period.contains(at)) {
                supersedes = Some(file.id);
            }
        }
        let kind = if supersedes.is_some() { FileKind::Recredential } else { FileKind::Initial };
        Ok(vec![Event::Opened { provider: subject.id(), organization: organization.id().clone(), kind, supersedes }])
    }

    /// Decides what a command does; changes nothing. A committee or board decides by the authority given: its place and its vote.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        subject: &Provider,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state_name(), name, actor)?;
        let refuse = |reason| MACHINE.refuse(self.state_name(), name, reason);
        if !subject.has_id(self.provider) {
            let (given, wanted) = (subject.id().to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        self.own_hands(&command, subject, actor).map_err(refuse)?;
        self.is_voted(&command, authority, actor, at).map_err(refuse)?;
        Ok(vec![match command {
            Command::Submit => Event::Submitted,
            Command::Attest { adverse } => Event::Attested { adverse },
            Command::FindIncomplete { items } if items.is_empty() => {
                return Err(refuse(Reason::TextMissing { field: "the list of missing items", max: Text::MAX }));
            }
            Command::FindIncomplete { items } => Event::FoundIncomplete { items },
            Command::DeemWithdrawn => Event::DeemedWithdrawn,
            Command::StartVerification => Event::VerificationStarted,
            Command::CompleteVerification(assessment) => {
                self.all_met(&assessment, subject, at).map_err(refuse)?;
                Event::VerificationCompleted
            }
            Command::Classify(assessment) => {
                self.is_about(&assessment, subject, at).map_err(refuse)?;
                let flags = self.flags(&assessment);
                if flags.is_empty() { Event::FoundClean { by: actor.clone() } } else { Event::Flagged { flags } }
            }
            Command::Flag { reason } => Event::Flagged { flags: vec![reason.to_string()] },
            Command::PlaceOnAgenda => Event::PlacedOnAgenda,
            Command::Defer { question } => Event::Deferred { question },
            Command::ReVerify => Event::SentToReVerification,
            Command::Approve(assessment, organization) => {
                Event::Approved(Box::new(self.approve(&assessment, &organization, subject, actor, at).map_err(refuse)?))
            }
            Command::Deny { reason } => Event::Denied { reason },
            Command::Withdraw => Event::Withdrawn,
            Command::Terminate { from, .. } if from < at => {
                return Err(refuse(Reason::BackDated { what: "the termination", start: from, decided: at }));
            }
            Command::Terminate { from, reason } => Event::Terminated { from, reason },
        }])
    }

    /// The provider's own acts are the provider's, all others are someone else's.
    fn own_hands(&self, command: &Command, subject: &Provider, actor: &Actor) -> Result<(), Reason> {
        let own = subject.is(actor);
        match command {
            Command::Attest { .. } if actor.capacity() != Capacity::Provider || !own => Err(Reason::NotTheSigner),
            Command::Attest { .. } => Ok(()),
            Command::Submit | Command::Withdraw if subject.is_represented_by(actor) => Ok(()),
            Command::Submit | Command::Withdraw => Err(Reason::Mismatch {
                what: "the actor",
                given: actor.to_string(),
                wanted: format!("the provider {} or a delegate", self.provider),
            }),
            Command::FindIncomplete { .. }
            | Command::DeemWithdrawn
            | Command::StartVerification
            | Command::CompleteVerification(_)
            | Command::Classify(_)
            | Command::Flag { .. }
            | Command::PlaceOnAgenda
            | Command::Defer { .. }
            | Command::ReVerify
            | Command::Approve(..)
            | Command::Deny { .. }
            | Command::Terminate { .. } => {
                if own {
                    Err(Reason::OwnFile { actor: actor.name().to_owned() })
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Begins a file from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: CredentialingFileId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Opened { provider, organization, kind, supersedes } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            organization: organization.clone(),
            kind: *kind,
            supersedes: *supersedes,
            adverse: Vec::new(),
            raised: Vec::new(),
            on_file: OnFile::default(),
            found_clean: None,
            state: State::Named("draft"),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let broken =
            || ReplayError { stream: self.id.to_string(), event: event.name(), after: self.state_name().to_owned() };
        let next = match event {
            Event::Opened { .. } => return Err(broken()),
            Event::Submitted => State::Named("submitted"),
            Event::Attested { .. } => State::Named("attested"),
            Event::FoundIncomplete { .. } => State::Named("incomplete"),
            Event::DeemedWithdrawn => State::Named("deemed-withdrawn"),
            Event::VerificationStarted | Event::SentToReVerification => State::Named("in-verification"),
            Event::VerificationCompleted => State::Named("verification-complete"),
            Event::FoundClean { .. } => State::Named("clean-review"),
            Event::Flagged { .. } => State::Named("flagged-review"),
            Event::PlacedOnAgenda => State::Named("committee-pending"),
            Event::Deferred { .. } => State::Named("deferred"),
            Event::Approved(approval) => State::Approved(approval.clone()),
            Event::Denied { .. } => State::Named("denied"),
            Event::Withdrawn => State::Named("withdrawn"),
            Event::Terminated { from, .. } => match &self.state {
                State::Approved(approval) => State::Terminated(approval.clone(), *from),
                State::Named(_) | State::Terminated(..) => return Err(broken()),
            },
        };
        if !MACHINE.leads(self.state_name(), event.commands(), next.name()) {
            return Err(broken());
        }
        if let (Event::Flagged { flags }, "clean-review") = (event, self.state_name()) {
            self.raised.extend(flags.iter().cloned());
        }
        if let Event::Attested { adverse } = event {
            let new = adverse.iter().filter(|own| !self.adverse.contains(own)).cloned().collect::<Vec<_>>();
            self.adverse.extend(new);
        }
        // What a committee of the board may expedite was found clean by the last classification.
        if let Event::FoundClean { by } = event {
            self.found_clean = Some(by.clone());
        } else if matches!(event, Event::Flagged { .. }) {
            self.found_clean = None;
        }
        self.state = next;
        Ok(())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> CredentialingFileId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// For which organisation.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// What it is for.
    #[must_use]
    pub const fn kind(&self) -> FileKind {
        self.kind
    }

    /// The file it follows.
    #[must_use]
    pub const fn supersedes(&self) -> Option<CredentialingFileId> {
        self.supersedes
    }

    /// What stands on it that rules ask about.
    #[must_use]
    pub const fn on_file(&self) -> &OnFile {
        &self.on_file
    }

    /// The state's name.
    #[must_use]
    pub const fn state_name(&self) -> &'static str {
        self.state.name()
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        !MACHINE.terminal.contains(&self.state_name()) && self.state_name() != "approved"
    }

    /// The approval, ended or not.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        match &self.state {
            State::Approved(approval) | State::Terminated(approval, _) => Some(approval),
            State::Named(_) => None,
        }
    }

    /// From when until when its approval is good; `None` where there is none.
    #[must_use]
    pub fn in_force(&self) -> Option<Period> {
        match &self.state {
            State::Approved(approval) => Some(approval.term),
            State::Terminated(approval, from) => approval.term.cut_at(*from),
            State::Named(_) => None,
        }
    }
}

impl State {
    const fn name(&self) -> &'static str {
        match self {
            Self::Named(name) => name,
            Self::Approved(_) => "approved",
            Self::Terminated(..) => "terminated",
        }
    }
}
