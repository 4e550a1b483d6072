//! Registering providers and recording what they say of themselves.

use cred_core::{
    id::ProviderId,
    journal::{DomainEvent, Stream},
    provider::{Command, Provider, Registration},
};

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

impl App {
    /// Registers a provider. A second one with the same NPI is a conflict.
    ///
    /// # Errors
    /// When the core refuses, the NPI is taken, or the store fails.
    pub fn register_provider(&mut self, by: &By, registration: &Registration) -> Result<Done<ProviderId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("register-provider", registration))?;
        self.run(&envelope, |desk| register(desk, registration.clone()))
    }

    /// Gives a command to a provider's record.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn provider_command(&mut self, by: &By, id: ProviderId, command: &Command) -> Result<Done<()>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("provider-command", id, command))?;
        self.run(&envelope, |desk| {
            desk.load_provider(id)?;
            command_provider(desk, id, command.clone())
        })
    }
}

pub(super) fn register(desk: &mut Desk<'_>, registration: Registration) -> Result<ProviderId, AppError> {
    let events = Provider::register(registration, desk.actor())?;
    let id = desk.mint_provider();
    desk.emit(&Stream::Provider(id), wrap(events, DomainEvent::Provider))?;
    Ok(id)
}

pub(super) fn command_provider(desk: &mut Desk<'_>, id: ProviderId, command: Command) -> Result<(), AppError> {
    // What is said of a merged record is said of the person, and recorded with the survivor.
    let id = desk.records().survivor(id);
    let provider = have(desk.records().provider(id), "provider", &id)?;
    let events = provider.decide(command, desk.actor(), desk.now())?;
    desk.emit(&Stream::Provider(id), wrap(events, DomainEvent::Provider))
}
