//! Moving a credentialing file from its opening to a decision.

use chrono::NaiveDate;
use cred_core::{
    credentialing::{
        assessment::{Assessment, assess},
        credentialing_file::{Command, CredentialingFile, LeaveCause},
        meeting::{authority::Authority, host::Host},
        on_file::GapExplanation,
    },
    id::{CredentialingFileId, MeetingId, OrganizationId, ProviderId},
    journal::{DomainEvent, Stream},
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, meeting, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// What is asked of a file. The assessments that some steps need are made here, at the instant of the command.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileStep {
    /// The provider hands it in.
    Submit,
    /// The provider signs today; the adverse answers.
    Attest(Vec<Text>),
    /// The provider signed on a day of the organisation; the adverse answers.
    AttestOn(NaiveDate, Vec<Text>),
    /// Items are missing.
    FindIncomplete(Vec<Text>),
    /// The missing items came; the material answers that changed with them.
    SupplyItems(Vec<Text>),
    /// The provider changes a material answer: what it says now, and why.
    ChangeAnswer(Text, Text),
    /// The provider adds an explanation: of what, in which words.
    Explain(Text, Text),
    /// A gap in the work history is explained.
    ExplainGap(GapExplanation),
    /// The time to complete it is over.
    DeemWithdrawn,
    /// Begin to verify.
    StartVerification,
    /// Everything required is verified.
    CompleteVerification,
    /// Clean or flagged, by rule.
    Classify,
    /// A closer look is needed.
    Flag(Text),
    /// A verification organisation reports it to its client.
    ReportToClient,
    /// For the committee.
    PlaceOnAgenda,
    /// The committee asks for more.
    Defer(Text),
    /// Verify again.
    ReVerify,
    /// Approve for a short time on less, once.
    ApproveProvisionally,
    /// Approve.
    Approve,
    /// Deny.
    Deny(Text),
    /// The provider takes it back.
    Withdraw,
    /// The provider was told of the decision, on a day of the organisation.
    RecordNotice(NaiveDate),
    /// Something adverse came up about an approved provider.
    RaiseFinding(Text),
    /// A finding, by its number from 1, was looked at: with what result.
    ResolveFinding(usize, Text),
    /// A leave begins that extends the time to the next decision: why, its first day, and more of it.
    Extend(LeaveCause, NaiveDate, Text),
    /// The provider is back from that leave, since a day.
    RecordReturn(NaiveDate),
    /// End the approval for cause, from when (now where none) and why.
    Terminate(Option<Instant>, Text),
    /// End the approval for an administrative reason, from when (now where none) and why.
    TerminateAdministratively(Option<Instant>, Text),
    /// The provider gives the approval up, from when (now where none).
    Resign(Option<Instant>),
}

impl App {
    /// Opens a file of a provider at an organisation.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn open_file(
        &mut self,
        by: &By,
        provider: ProviderId,
        organization: &OrganizationId,
    ) -> Result<Done<CredentialingFileId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("open-file", provider, organization))?;
        self.run(&envelope, |desk| open_on(desk, provider, organization))
    }

    /// Gives a step to a file; the state it is in afterwards.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn file_step(
        &mut self,
        by: &By,
        id: CredentialingFileId,
        step: &FileStep,
    ) -> Result<Done<&'static str>, AppError> {
        self.file_step_at(by, id, step, None)
    }

    /// The same, decided or put off at a meeting: for [`FileStep::Approve`], [`FileStep::Deny`] and [`FileStep::Defer`] by a body.
    ///
    /// # Errors
    /// When there is no such meeting, the core refuses, or the store fails.
    pub fn file_step_at(
        &mut self,
        by: &By,
        id: CredentialingFileId,
        step: &FileStep,
        meeting: Option<MeetingId>,
    ) -> Result<Done<&'static str>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("file-step", id, step, meeting))?;
        self.run(&envelope, |desk| step_on(desk, id, step, meeting))
    }
}

pub(crate) fn open_on(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    organization: &OrganizationId,
) -> Result<CredentialingFileId, AppError> {
    desk.load_provider(provider)?;
    desk.load_organization(organization)?;
    let records = desk.records();
    let subject = have(records.provider(provider), "provider", &provider)?;
    let home = have(records.organization(organization), "organization", organization)?;
    let files = records.files_of(provider);
    let events = CredentialingFile::open(subject, home, files, desk.actor(), desk.now())?;
    let id = desk.mint_file();
    desk.emit(&Stream::CredentialingFile(id), wrap(events, DomainEvent::CredentialingFile))?;
    Ok(id)
}

pub(crate) fn step_on(
    desk: &mut Desk<'_>,
    id: CredentialingFileId,
    step: &FileStep,
    meeting: Option<MeetingId>,
) -> Result<&'static str, AppError> {
    meeting::load(desk, meeting)?;
    meeting::load_facilities(desk)?;
    desk.load_stream(&Stream::CredentialingFile(id))?;
    let file = have(desk.records().file(id), "credentialing file", &id)?;
    let (provider, organization) = (file.provider(), file.organization().clone());
    desk.load_provider(provider)?;
    desk.load_organization(&organization)?;
    let file = have(desk.records().file(id), "credentialing file", &id)?;
    let command = command(desk, file, step.clone())?;
    give(desk, id, command, meeting)
}

/// Gives a command to a file whose provider and organisation are loaded; the state it is in afterwards.
pub(super) fn give(
    desk: &mut Desk<'_>,
    id: CredentialingFileId,
    command: Command,
    meeting: Option<MeetingId>,
) -> Result<&'static str, AppError> {
    let records = desk.records();
    let file = have(records.file(id), "credentialing file", &id)?;
    let (provider, organization) = (file.provider(), file.organization());
    let subject = have(records.provider(provider), "provider", &provider)?;
    let home = have(records.organization(organization), "organization", organization)?;
    let authority = Authority::of(Host::of_organization(home)).with_facilities(records.facilities());
    let authority = authority.at_meeting(meeting::of(desk, meeting));
    let files: Vec<&CredentialingFile> = records.files_of(provider).collect();
    let events = file.decide(command, subject, &authority, &files, desk.actor(), desk.now())?;
    desk.emit(&Stream::CredentialingFile(id), wrap(events, DomainEvent::CredentialingFile))?;
    Ok(have(desk.records().file(id), "credentialing file", &id)?.state_name())
}

fn command(desk: &Desk<'_>, file: &CredentialingFile, step: FileStep) -> Result<Command, AppError> {
    let (provider, organization, now) = (file.provider(), file.organization(), desk.now());
    let assessed = || -> Result<Box<Assessment>, AppError> {
        let dossier = have(desk.records().dossier(provider), "provider", &provider)?;
        let home = have(desk.records().organization(organization), "organization", organization)?;
        Ok(Box::new(assess(home, &dossier, file.on_file(), desk.now())))
    };
    Ok(match step {
        FileStep::Submit => Command::Submit,
        FileStep::Attest(adverse) => Command::Attest { signed_on: None, adverse },
        FileStep::AttestOn(day, adverse) => Command::Attest { signed_on: Some(day), adverse },
        FileStep::FindIncomplete(items) => Command::FindIncomplete { items },
        FileStep::SupplyItems(changed) => Command::SupplyItems { changed },
        FileStep::ChangeAnswer(what, reason) => Command::ChangeAnswer { what, reason },
        FileStep::Explain(about, words) => Command::Explain { about, words },
        FileStep::ExplainGap(explanation) => Command::ExplainGap(explanation),
        FileStep::DeemWithdrawn => Command::DeemWithdrawn,
        FileStep::StartVerification => Command::StartVerification,
        FileStep::CompleteVerification => Command::CompleteVerification(assessed()?),
        FileStep::Classify => Command::Classify(assessed()?),
        FileStep::Flag(reason) => Command::Flag { reason },
        FileStep::ReportToClient => Command::ReportToClient,
        FileStep::PlaceOnAgenda => Command::PlaceOnAgenda,
        FileStep::Defer(question) => Command::Defer { question },
        FileStep::ReVerify => Command::ReVerify,
        FileStep::ApproveProvisionally => Command::ApproveProvisionally(assessed()?),
        FileStep::Approve => Command::Approve(assessed()?),
        FileStep::Deny(reason) => Command::Deny { reason },
        FileStep::Withdraw => Command::Withdraw,
        FileStep::RecordNotice(sent_on) => Command::RecordNotice { sent_on },
        FileStep::RaiseFinding(what) => Command::RaiseFinding { what },
        FileStep::ResolveFinding(number, resolution) => Command::ResolveFinding { number, resolution },
        FileStep::Extend(cause, from, reason) => Command::Extend { cause, from, reason },
        FileStep::RecordReturn(on) => Command::RecordReturn { on },
        FileStep::Terminate(from, reason) => Command::Terminate { from: from.unwrap_or(now), reason },
        FileStep::TerminateAdministratively(from, reason) => {
            Command::TerminateAdministratively { from: from.unwrap_or(now), reason }
        }
        FileStep::Resign(from) => Command::Resign { from: from.unwrap_or(now) },
    })
}
