//! Verifying elements at their sources.

use cred_core::{
    evidence::verification::{Command, Evidence, State, Verification},
    id::{ProviderId, VerificationId},
    journal::{DomainEvent, Stream},
    provider::element::ElementKey,
    text::Text,
};

use super::{By, have, wrap};
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

    /// Gives a command to a verification. After an answer or a resolution it is concluded at once, by comparison with the claim.
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
            step(desk, id, command.clone())?;
            conclude(desk, id)
        })
    }
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

fn conclude(desk: &mut Desk<'_>, id: VerificationId) -> Result<Concluded, AppError> {
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
