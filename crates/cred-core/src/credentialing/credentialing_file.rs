//! The credentialing file (application): from the provider's answers to the organisation's decision.
//!
//! Whether an approval is still good at an instant is no state of the file: it is read from the term, see
//! [`CredentialingFile::periods`]. Nothing has to happen for a file to lapse.

mod approval;
mod command;
mod deciding;
mod event;
mod following;
mod leave;
mod standing;
mod table;
mod vote;

use chrono::NaiveDate;

pub use crate::standard::topic::credentialing::LeaveCause;
use crate::{
    actor::Actor,
    credentialing::on_file::OnFile,
    id::{CredentialingFileId, OrganizationId, ProviderId},
    machine::Machine,
    refusal::ReplayError,
    text::Text,
    time::Instant,
};
pub use approval::{Approval, ProvisionalApproval};
pub use command::Command;
pub use event::{Event, FileKind};
pub use leave::Leave;
pub use table::MACHINE;

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// One of the states before the decision, a denial, or an ending without a decision; by its name in the table.
    Named(&'static str),
    /// Approved.
    Approved(Box<Approval>),
    /// Approved once, ended since.
    Terminated(Box<Approval>, Ending),
}

/// How an approval ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// From when.
    pub from: Instant,
    /// Whether for an administrative reason alone.
    pub administrative: bool,
}

/// Something adverse that came up about an approved provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// What.
    pub what: Text,
    /// When it was raised.
    pub at: Instant,
    /// With what result it was looked at, and by whom; none while it is open.
    pub resolved: Option<(Text, Actor)>,
}

/// One credentialing file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialingFile {
    id: CredentialingFileId,
    provider: ProviderId,
    organization: OrganizationId,
    kind: FileKind,
    supersedes: Option<CredentialingFileId>,
    opened_at: Instant,
    adverse: Vec<Text>,
    raised: Vec<String>,
    explained: Vec<(Text, Text)>,
    on_file: OnFile,
    found_clean: Option<Actor>,
    /// Since when the answers are as they are: a signature is of that day or later.
    unsigned_since: Option<Instant>,
    complete_since: Option<Instant>,
    incomplete_since: Option<Instant>,
    provisional: Option<Box<ProvisionalApproval>>,
    /// When it was decided, or ended without a decision.
    ended_at: Option<Instant>,
    notice_sent: Option<NaiveDate>,
    findings: Vec<FileFinding>,
    leaves: Vec<Leave>,
    state: State,
}

impl CredentialingFile {
    /// Begins a file from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: CredentialingFileId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Opened { provider, organization, kind, supersedes, at } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            organization: organization.clone(),
            kind: *kind,
            supersedes: *supersedes,
            opened_at: *at,
            adverse: Vec::new(),
            raised: Vec::new(),
            explained: Vec::new(),
            on_file: OnFile::default(),
            found_clean: None,
            unsigned_since: None,
            complete_since: None,
            incomplete_since: None,
            provisional: None,
            ended_at: None,
            notice_sent: None,
            findings: Vec::new(),
            leaves: Vec::new(),
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
        let ended = |from: &Instant, administrative: bool| match &self.state {
            State::Approved(approval) => {
                Ok(State::Terminated(approval.clone(), Ending { from: *from, administrative }))
            }
            State::Named(_) | State::Terminated(..) => Err(broken()),
        };
        let next = match event {
            Event::Opened { .. } => return Err(broken()),
            Event::Submitted { .. } | Event::AnswerChanged { .. } => State::Named("submitted"),
            // A signature renewed while the sources are asked changes nothing of that.
            Event::Attested { .. } if self.state_name() == "in-verification" => self.state.clone(),
            Event::Attested { .. } => State::Named("attested"),
            Event::FoundIncomplete { .. } => State::Named("incomplete"),
            Event::ItemsSupplied { signed, .. } => State::Named(if *signed { "attested" } else { "submitted" }),
            Event::DeemedWithdrawn { .. } => State::Named("deemed-withdrawn"),
            Event::VerificationStarted | Event::SentToReVerification => State::Named("in-verification"),
            Event::VerificationCompleted => State::Named("verification-complete"),
            Event::FoundClean { .. } => State::Named("clean-review"),
            Event::Flagged { .. } => State::Named("flagged-review"),
            Event::PlacedOnAgenda => State::Named("committee-pending"),
            Event::Deferred { .. } => State::Named("deferred"),
            Event::Approved(approval) => State::Approved(approval.clone()),
            Event::Denied { .. } => State::Named("denied"),
            Event::NoticeRecorded { .. } if self.state_name() == "denied" => State::Named("denial-told"),
            Event::Withdrawn { .. } => State::Named("withdrawn"),
            Event::Terminated { from, administrative, .. } => ended(from, *administrative)?,
            Event::Resigned { from } => ended(from, false)?,
            Event::Explained { .. }
            | Event::GapExplained(_)
            | Event::ReportedToClient { .. }
            | Event::ProvisionallyApproved(_)
            | Event::NoticeRecorded { .. }
            | Event::FindingRaised { .. }
            | Event::FindingResolved { .. }
            | Event::Extended { .. }
            | Event::Returned { .. } => self.state.clone(),
        };
        if !MACHINE.leads(self.state_name(), event.commands(), next.name()) {
            return Err(broken());
        }
        if let Event::FindingResolved { number, .. } = event
            && self.finding(*number).is_none_or(|finding| finding.resolved.is_some())
        {
            return Err(broken());
        }
        if matches!(event, Event::Returned { .. }) && self.open_leave().is_none() {
            return Err(broken());
        }
        self.note(event);
        self.state = next;
        Ok(())
    }

    /// What an event leaves on the file beside its state.
    fn note(&mut self, event: &Event) {
        match event {
            Event::Submitted { at } => {
                self.on_file.submitted = Some(*at);
                self.unsigned_since = Some(*at);
            }
            Event::Attested { signed_on, adverse, at } => {
                let new: Vec<Text> = adverse.iter().filter(|own| !self.adverse.contains(own)).cloned().collect();
                self.adverse.extend(new);
                self.on_file.signed_on = Some(*signed_on);
                self.complete_since = self.complete_since.or(Some(*at));
                self.incomplete_since = None;
            }
            Event::FoundIncomplete { at, .. } => {
                self.complete_since = None;
                self.incomplete_since = Some(*at);
            }
            Event::ItemsSupplied { signed, at, .. } => {
                self.incomplete_since = None;
                if *signed {
                    self.complete_since = Some(*at);
                } else {
                    self.unsign(*at);
                }
            }
            Event::AnswerChanged { at, .. } => self.unsign(*at),
            Event::Explained { about, words, .. } => self.explained.push((about.clone(), words.clone())),
            Event::GapExplained(explanation) => self.on_file.explanations.push((**explanation).clone()),
            // What a committee of the board may expedite was found clean by the last classification.
            Event::FoundClean { by } => self.found_clean = Some(by.clone()),
            Event::Flagged { flags } => {
                self.found_clean = None;
                if self.state_name() == "clean-review" {
                    self.raised.extend(flags.iter().cloned());
                }
            }
            Event::ReportedToClient { at } => self.on_file.reported = Some(*at),
            Event::ProvisionallyApproved(approval) => self.provisional = Some(approval.clone()),
            Event::Approved(approval) => self.ended_at = Some(approval.term.start()),
            Event::DeemedWithdrawn { at } | Event::Denied { at, .. } | Event::Withdrawn { at } => {
                self.ended_at = Some(*at);
            }
            // A notice sent again does not move the first.
            Event::NoticeRecorded { sent_on } => {
                self.notice_sent = Some(self.notice_sent.map_or(*sent_on, |first| first.min(*sent_on)));
            }
            Event::FindingRaised { what, at } => {
                self.findings.push(FileFinding { what: what.clone(), at: *at, resolved: None });
            }
            Event::FindingResolved { number, resolution, by } => {
                let place = number.checked_sub(1);
                if let Some(finding) = place.and_then(|place| self.findings.get_mut(place)) {
                    finding.resolved = Some((resolution.clone(), by.clone()));
                }
            }
            Event::Extended { cause, from, reason } => {
                self.leaves.push(Leave { cause: *cause, from: *from, reason: reason.clone(), returned: None });
            }
            Event::Returned { from, until } => {
                if let Some(leave) = self.leaves.last_mut() {
                    leave.returned = Some((*from, *until));
                }
            }
            Event::Opened { .. }
            | Event::VerificationStarted
            | Event::VerificationCompleted
            | Event::PlacedOnAgenda
            | Event::Deferred { .. }
            | Event::SentToReVerification
            | Event::Terminated { .. }
            | Event::Resigned { .. } => {}
        }
    }

    /// The answers changed: nobody has signed them as they are now.
    fn unsign(&mut self, at: Instant) {
        self.on_file.signed_on = None;
        self.unsigned_since = Some(at);
        self.complete_since = None;
        self.found_clean = None;
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

    /// The adverse answers signed so far.
    #[must_use]
    pub fn adverse(&self) -> &[Text] {
        &self.adverse
    }

    /// What stands on it that rules ask about.
    #[must_use]
    pub const fn on_file(&self) -> &OnFile {
        &self.on_file
    }

    /// What the provider explained, each with what it is about.
    #[must_use]
    pub fn explained(&self) -> &[(Text, Text)] {
        &self.explained
    }

    /// What came up about the provider since the approval.
    #[must_use]
    pub fn findings(&self) -> &[FileFinding] {
        &self.findings
    }

    /// A finding by its number, counted from 1.
    fn finding(&self, number: usize) -> Option<&FileFinding> {
        number.checked_sub(1).and_then(|place| self.findings.get(place))
    }

    /// The state's name.
    #[must_use]
    pub const fn state_name(&self) -> &'static str {
        self.state.name()
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
