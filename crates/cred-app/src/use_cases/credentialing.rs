//! Moving a credentialing file from its opening to a decision.

use cred_core::{
    credentialing::{
        assessment::{Assessment, assess},
        credentialing_file::{Command, CredentialingFile},
        meeting::{authority::Authority, host::Host},
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
    /// The provider signs; the adverse answers.
    Attest(Vec<Text>),
    /// Items are missing.
    FindIncomplete(Vec<Text>),
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
    /// For the committee.
    PlaceOnAgenda,
    /// The committee asks for more.
    Defer(Text),
    /// Verify again.
    ReVerify,
    /// Approve.
    Approve,
    /// Deny.
    Deny(Text),
    /// The provider takes it back.
    Withdraw,
    /// End the approval, from when (now where none) and why.
    Terminate(Option<Instant>, Text),
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
        self.run(&envelope, |desk| {
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
        })
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
        self.run(&envelope, |desk| {
            meeting::load(desk, meeting)?;
            meeting::load_facilities(desk)?;
            desk.load_stream(&Stream::CredentialingFile(id))?;
            let file = have(desk.records().file(id), "credentialing file", &id)?;
            let (provider, organization) = (file.provider(), file.organization().clone());
            desk.load_provider(provider)?;
            desk.load_organization(&organization)?;
            let records = desk.records();
            let file = have(records.file(id), "credentialing file", &id)?;
            let command = command(desk, file, step.clone())?;
            let subject = have(records.provider(provider), "provider", &provider)?;
            let home = have(records.organization(&organization), "organization", &organization)?;
            let authority = Authority::of(Host::of_organization(home)).with_facilities(records.facilities());
            let authority = authority.at_meeting(meeting::of(desk, meeting));
            let events = file.decide(command, subject, &authority, desk.actor(), desk.now())?;
            desk.emit(&Stream::CredentialingFile(id), wrap(events, DomainEvent::CredentialingFile))?;
            Ok(have(desk.records().file(id), "credentialing file", &id)?.state_name())
        })
    }
}

fn command(desk: &Desk<'_>, file: &CredentialingFile, step: FileStep) -> Result<Command, AppError> {
    let (provider, organization) = (file.provider(), file.organization());
    let assessed = || -> Result<Box<Assessment>, AppError> {
        let dossier = have(desk.records().dossier(provider), "provider", &provider)?;
        let home = have(desk.records().organization(organization), "organization", organization)?;
        Ok(Box::new(assess(home, &dossier, file.on_file(), desk.now())))
    };
    Ok(match step {
        FileStep::Submit => Command::Submit,
        FileStep::Attest(adverse) => Command::Attest { adverse },
        FileStep::FindIncomplete(items) => Command::FindIncomplete { items },
        FileStep::DeemWithdrawn => Command::DeemWithdrawn,
        FileStep::StartVerification => Command::StartVerification,
        FileStep::CompleteVerification => Command::CompleteVerification(assessed()?),
        FileStep::Classify => Command::Classify(assessed()?),
        FileStep::Flag(reason) => Command::Flag { reason },
        FileStep::PlaceOnAgenda => Command::PlaceOnAgenda,
        FileStep::Defer(question) => Command::Defer { question },
        FileStep::ReVerify => Command::ReVerify,
        FileStep::Approve => {
            let home = have(desk.records().organization(organization), "organization", organization)?;
            Command::Approve(assessed()?, Box::new(home.clone()))
        }
        FileStep::Deny(reason) => Command::Deny { reason },
        FileStep::Withdraw => Command::Withdraw,
        FileStep::Terminate(from, reason) => Command::Terminate { from: from.unwrap_or_else(|| desk.now()), reason },
    })
}
