//! What commands to a file take.

use chrono::NaiveDate;

use super::{Command, CredentialingFile, Event, MACHINE, following::follows};
use crate::{
    actor::{Actor, Capacity},
    credentialing::{meeting::authority::Authority, on_file::GapExplanation},
    facility::organization::Organization,
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal},
    standard::{binding::Standards, topic::Topic},
    text::Text,
    time::{Instant, zone::Zone},
};

impl CredentialingFile {
    /// Opens a file. With an approval in force, or lapsed not too long ago, it is a recredentialing that follows it, else an initial one; see
    /// the rules on late recredentialing. What was denied or withdrawn is final: a new file follows it.
    ///
    /// # Errors
    /// When the actor may not, or another file of the provider is pending at the organisation. A recredentialing that came too late for a
    /// decision is none that waits for one.
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
        subject.lives().map_err(refuse)?;
        let own = |file: &&Self| subject.has_id(file.provider) && file.organization == *organization.id();
        let files: Vec<&Self> = files.into_iter().filter(own).collect();
        let waits = |file: &&&Self| file.is_pending() && !file.is_overtaken(subject, organization, &files, at);
        if let Some(file) = files.iter().find(waits) {
            return Err(refuse(Reason::Duplicate { what: "a credentialing file", id: file.id.to_string() }));
        }
        let now = follows(subject, organization, &files, at);
        Ok(vec![Event::Opened {
            provider: subject.id(),
            organization: organization.id().clone(),
            kind: now.kind,
            supersedes: now.supersedes,
            at,
        }])
    }

    /// Decides what a command does; changes nothing. A committee or board decides by the authority given: its place and its vote. `files` are
    /// all of the provider, this one among them or not: what it is for, and what came up before, is read from them.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        subject: &Provider,
        authority: &Authority<'_>,
        files: &[&Self],
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
        authority.is_of(&self.organization).map_err(refuse)?;
        self.own_hands(&command, subject, actor).map_err(refuse)?;
        self.is_voted(&command, authority, actor, at).map_err(refuse)?;
        self.decided(command, subject, authority.organization(), files, actor, at)
            .map(|event| vec![event])
            .map_err(refuse)
    }

    fn decided(
        &self,
        command: Command,
        subject: &Provider,
        organization: &Organization,
        files: &[&Self],
        actor: &Actor,
        at: Instant,
    ) -> Result<Event, Reason> {
        let zone = organization.zone();
        Ok(match command {
            Command::Submit => Event::Submitted { at },
            Command::Attest { signed_on, adverse } => {
                Event::Attested { signed_on: self.signed(signed_on, zone, at)?, adverse, at }
            }
            Command::FindIncomplete { items } if items.is_empty() => {
                return Err(Reason::TextMissing { field: "the list of missing items", max: Text::MAX });
            }
            Command::FindIncomplete { items } => Event::FoundIncomplete { items, at },
            Command::SupplyItems { changed } => {
                let signed = changed.is_empty() && self.on_file.signed_on.is_some();
                Event::ItemsSupplied { changed, signed, at }
            }
            Command::ChangeAnswer { what, reason } => Event::AnswerChanged { what, reason, by: actor.clone(), at },
            Command::Explain { about, words } => Event::Explained { about, words, by: actor.clone() },
            Command::ExplainGap(GapExplanation { from, to, .. }) if to < from => {
                return Err(Reason::InvertedDates { from: from.to_string(), to: to.to_string() });
            }
            Command::ExplainGap(explanation) => Event::GapExplained(Box::new(explanation)),
            Command::DeemWithdrawn => {
                self.waited_long_enough(organization, at)?;
                Event::DeemedWithdrawn { at }
            }
            Command::StartVerification => Event::VerificationStarted,
            Command::CompleteVerification(assessment) => {
                self.all_met(&assessment, subject, at)?;
                Event::VerificationCompleted
            }
            Command::Classify(assessment) => {
                self.is_about(&assessment, subject, at)?;
                let flags = self.flags(&assessment, subject, files);
                if flags.is_empty() { Event::FoundClean { by: actor.clone() } } else { Event::Flagged { flags } }
            }
            Command::Flag { reason } => Event::Flagged { flags: vec![reason.to_string()] },
            Command::ReportToClient => Event::ReportedToClient { at },
            Command::PlaceOnAgenda => Event::PlacedOnAgenda,
            Command::Defer { question } => Event::Deferred { question },
            Command::ReVerify => Event::SentToReVerification,
            Command::ApproveProvisionally(assessment) => {
                let approval = self.approve_provisionally(&assessment, subject, files, actor, at)?;
                Event::ProvisionallyApproved(Box::new(approval))
            }
            Command::Approve(assessment) => {
                Event::Approved(Box::new(self.approve(&assessment, subject, organization, files, actor, at)?))
            }
            Command::Deny { reason } => Event::Denied { reason, at },
            Command::Withdraw => Event::Withdrawn { at },
            Command::RecordNotice { sent_on } => Event::NoticeRecorded { sent_on: self.told_on(sent_on, zone, at)? },
            Command::RaiseFinding { what } => Event::FindingRaised { what, at },
            Command::ResolveFinding { number, resolution } => {
                if self.finding(number).is_none_or(|finding| finding.resolved.is_some()) {
                    let open = self.findings.iter().enumerate().filter(|(_, finding)| finding.resolved.is_none());
                    let known = open.map(|(place, finding)| format!("{} ({})", place + 1, finding.what)).collect();
                    return Err(Reason::Unknown { what: "open finding", name: number.to_string(), known });
                }
                Event::FindingResolved { number, resolution, by: actor.clone() }
            }
            Command::Extend { cause, from, reason } => self.extends((cause, from, reason), organization, at)?,
            Command::RecordReturn { on } => self.comes_back(on, organization, at)?,
            Command::Terminate { from, .. }
            | Command::TerminateAdministratively { from, .. }
            | Command::Resign { from }
                if from < at =>
            {
                return Err(Reason::BackDated { what: "the termination", start: from, decided: at });
            }
            Command::Terminate { from, reason } => Event::Terminated { from, reason, administrative: false },
            Command::TerminateAdministratively { from, reason } => {
                Event::Terminated { from, reason, administrative: true }
            }
            Command::Resign { from } => Event::Resigned { from },
        })
    }

    /// The day of a signature: not in the future, and not before the answers were handed in as they are.
    fn signed(&self, signed_on: Option<NaiveDate>, zone: Zone, at: Instant) -> Result<NaiveDate, Reason> {
        let today = zone.date_at(at);
        let day = signed_on.unwrap_or(today);
        if day > today {
            return Err(Reason::FromTheFuture { given: day, today });
        }
        match self.unsigned_since.filter(|since| day < zone.date_at(*since)) {
            Some(since) => {
                Err(Reason::BackDated { what: "the signature", start: zone.start_of_day(day), decided: since })
            }
            None => Ok(day),
        }
    }

    /// The day on which the provider was told: not in the future, and not before the decision.
    fn told_on(&self, sent_on: NaiveDate, zone: Zone, at: Instant) -> Result<NaiveDate, Reason> {
        let today = zone.date_at(at);
        if sent_on > today {
            return Err(Reason::FromTheFuture { given: sent_on, today });
        }
        match self.decided_at().filter(|decided| sent_on < zone.date_at(*decided)) {
            Some(decided) => Err(Reason::BackDated { what: "the notice", start: zone.start_of_day(sent_on), decided }),
            None => Ok(sent_on),
        }
    }

    /// An incomplete application waits as long as a rule says; no time at all where none is adopted.
    fn waited_long_enough(&self, organization: &Organization, at: Instant) -> Result<(), Reason> {
        let (standards, zone) = (Standards::of(&[organization.adoptions()]), organization.zone());
        let Some(due) = self.completion_due(&standards, zone).filter(|due| at < *due) else { return Ok(()) };
        let since = self.incomplete_since.map_or_else(|| zone.date_at(at), |since| zone.date_at(since));
        let rule = standards
            .shortest(since, since, |topic| if let Topic::Completion(rule) = topic { Some(rule.limit) } else { None });
        Err(Reason::AgainstRule {
            what: "to deem it withdrawn",
            rule: rule.map_or_else(String::new, |rule| rule.citation()),
            because: format!("it is incomplete since {since}, and the time to complete it ends at {due}"),
        })
    }

    /// The provider's own acts are the provider's, all others are someone else's.
    fn own_hands(&self, command: &Command, subject: &Provider, actor: &Actor) -> Result<(), Reason> {
        let own = subject.is(actor);
        let represents = || {
            if subject.is_represented_by(actor) {
                return Ok(());
            }
            let wanted = format!("the provider {} or a delegate", self.provider);
            Err(Reason::Mismatch { what: "the actor", given: actor.to_string(), wanted })
        };
        let another = || {
            if own { Err(Reason::OwnFile { actor: actor.name().to_owned() }) } else { Ok(()) }
        };
        match command {
            Command::Attest { .. } if actor.capacity() != Capacity::Provider || !own => Err(Reason::NotTheSigner),
            Command::Attest { .. } => Ok(()),
            Command::Submit
            | Command::Withdraw
            | Command::ChangeAnswer { .. }
            | Command::Explain { .. }
            | Command::Resign { .. } => represents(),
            // Staff note what the provider sends or says.
            Command::SupplyItems { .. } | Command::ExplainGap(_) => match actor.capacity() {
                Capacity::Provider | Capacity::Delegate => represents(),
                Capacity::Msp
                | Capacity::Cvo
                | Capacity::Chair
                | Capacity::CredentialsCommittee
                | Capacity::MedicalDirector
                | Capacity::Mec
                | Capacity::Board
                | Capacity::BoardCommittee
                | Capacity::Ceo
                | Capacity::HearingPanel
                | Capacity::Facility
                | Capacity::Payer
                | Capacity::System => another(),
            },
            Command::FindIncomplete { .. }
            | Command::DeemWithdrawn
            | Command::StartVerification
            | Command::CompleteVerification(_)
            | Command::Classify(_)
            | Command::Flag { .. }
            | Command::ReportToClient
            | Command::PlaceOnAgenda
            | Command::Defer { .. }
            | Command::ReVerify
            | Command::ApproveProvisionally(_)
            | Command::Approve(_)
            | Command::Deny { .. }
            | Command::RecordNotice { .. }
            | Command::RaiseFinding { .. }
            | Command::ResolveFinding { .. }
            | Command::Extend { .. }
            | Command::RecordReturn { .. }
            | Command::Terminate { .. }
            | Command::TerminateAdministratively { .. } => another(),
        }
    }
}
