//! Verifying elements at their sources.

use cred_core::{
    credentialing::credentialing_file::{Command as FileCommand, CredentialingFile},
    evidence::verification::{Command, Evidence, State, Verification},
    id::{OrganizationId, ProviderId, VerificationId},
    journal::{DomainEvent, Stream},
    provider::element::ElementKey,
    standard::{binding::Standards, topic::Topic},
    text::Text,
};

use super::{By, credentialing, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// How a verification ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// Its id; also the evidence id.
    pub id: VerificationId,
    /// Its state.
    pub state: &'static str,
    /// In what the source and the provider differ.
    pub differences: Vec<String>,
}

impl App {
    /// Asks a source.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn request_verification(
        &mut self,
        by: &By,
        provider: ProviderId,
        element: &ElementKey,
        source: &Text,
    ) -> Result<Done<VerificationId>, AppError> {
        let request = ("request-verification", provider, element, source);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            self::request(desk, provider, element.clone(), source.clone())
        })
    }

    /// Asks, records the answer and concludes, in one go: for an answer that is at hand.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn verify(
        &mut self,
        by: &By,
        provider: ProviderId,
        element: &ElementKey,
        evidence: &Evidence,
    ) -> Result<Done<Concluded>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("verify", provider, element, evidence))?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            verify(desk, provider, element.clone(), evidence.clone())
        })
    }

    /// Gives a command to a verification. After an answer or a resolution it is concluded at once, by comparison with the claim. To give it
    /// up takes as many attempts as the follow-up rules ask of every organisation that the provider has a file at. Where what is entered in
    /// error was the ground of an approval that stands, a finding is raised on that.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn verification_command(
        &mut self,
        by: &By,
        id: VerificationId,
        command: &Command,
    ) -> Result<Done<Concluded>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("verification-command", id, command))?;
        self.run(&envelope, |desk| {
            desk.load_stream(&Stream::Verification(id))?;
            let provider = have(desk.records().verification(id), "verification", &id)?.provider();
            desk.load_provider(provider)?;
            let mut command = command.clone();
            if let Command::GiveUp { attempts, .. } = &mut command {
                *attempts = (*attempts).max(asked_attempts(desk, provider)?);
            }
            let in_error = matches!(command, Command::EnterInError { .. });
            step(desk, id, command)?;
            if in_error {
                raise_findings(desk, provider, id)?;
            }
            conclude(desk, id)
        })
    }
}

/// The most attempts that a follow-up rule asks, of all organisations that the provider has a file at.
fn asked_attempts(desk: &mut Desk<'_>, provider: ProviderId) -> Result<u32, AppError> {
    let organizations: Vec<OrganizationId> =
        desk.records().files_of(provider).map(|file| file.organization().clone()).collect();
    let mut most = 1;
    for id in organizations {
        desk.load_organization(&id)?;
        let home = have(desk.records().organization(&id), "organization", &id)?;
        let (standards, today) = (Standards::of(&[home.adoptions()]), home.zone().date_at(desk.now()));
        let rules =
            standards.on(today, |topic| if let Topic::FollowUp(rule) = topic { Some(rule.attempts) } else { None });
        most = rules.iter().map(|rule| rule.value).fold(most, u32::max);
    }
    Ok(most)
}

/// An approval stands as history when evidence behind it turns out to be an error; somebody must look.
fn raise_findings(desk: &mut Desk<'_>, provider: ProviderId, id: VerificationId) -> Result<(), AppError> {
    let now = desk.now();
    let rests = |file: &&CredentialingFile| {
        let basis = file.approval().map(|approval| &approval.basis);
        file.state_name() == "approved"
            && file.period_at(now).is_some()
            && basis.is_some_and(|basis| basis.iter().any(|(own, _)| *own == id))
    };
    let files: Vec<_> =
        desk.records().files_of(provider).filter(rests).map(|file| (file.id(), file.organization().clone())).collect();
    let element = have(desk.records().verification(id), "verification", &id)?.element().to_string();
    for (file, organization) in files {
        desk.load_organization(&organization)?;
        let told: String = format!("entered in error: the verification of {element}").chars().take(Text::MAX).collect();
        let Ok(what) = Text::parse(&told) else { continue };
        credentialing::give(desk, file, FileCommand::RaiseFinding { what }, None)?;
    }
    Ok(())
}

fn request(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    element: ElementKey,
    source: Text,
) -> Result<VerificationId, AppError> {
    let subject = have(desk.records().provider(provider), "provider", &provider)?;
    let events = Verification::request(subject, element, source, desk.actor())?;
    let id = desk.mint_verification();
    desk.emit(&Stream::Verification(id), wrap(events, DomainEvent::Verification))?;
    Ok(id)
}

pub(super) fn verify(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    element: ElementKey,
    evidence: Evidence,
) -> Result<Concluded, AppError> {
    let id = request(desk, provider, element, evidence.source.clone())?;
    step(desk, id, Command::Receive(Box::new(evidence)))?;
    conclude(desk, id)
}

fn step(desk: &mut Desk<'_>, id: VerificationId, command: Command) -> Result<(), AppError> {
    let verification = have(desk.records().verification(id), "verification", &id)?;
    let provider = verification.provider();
    let subject = have(desk.records().provider(provider), "provider", &provider)?;
    let events = verification.decide(command, subject, desk.actor(), desk.now())?;
    desk.emit(&Stream::Verification(id), wrap(events, DomainEvent::Verification))
}

/// Compares what was received with the claim.
pub(crate) fn conclude(desk: &mut Desk<'_>, id: VerificationId) -> Result<Concluded, AppError> {
    let verification = have(desk.records().verification(id), "verification", &id)?;
    if let State::Received(_) = verification.state() {
        let provider = verification.provider();
        let subject = have(desk.records().provider(provider), "provider", &provider)?;
        let claim = subject.claims().get(verification.element()).cloned().map(Box::new);
        step(desk, id, Command::Conclude { claim })?;
    }
    let verification = have(desk.records().verification(id), "verification", &id)?;
    let differences = match verification.state() {
        State::Discrepant(_, differences) => differences.iter().map(ToString::to_string).collect(),
        State::Requested
        | State::FollowUp(_)
        | State::Received(_)
        | State::Verified(_)
        | State::VerifiedWithAdverse(_)
        | State::UnableToVerify
        | State::AlternateAccepted(_)
        | State::EnteredInError => vec![],
    };
    Ok(Concluded { id, state: verification.state().name(), differences })
}
