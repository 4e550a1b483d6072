//! Appointing providers to a facility's medical staff, and what becomes of an appointment.

use cred_core::{
    appointment::{Appointment, AppointmentTerms, Command, MACHINE},
    credentialing::{credentialing_file::CredentialingFile, proof::Credentialed},
    exercise::standing_checks::ready_to_return,
    facility::Facility,
    id::{AppointmentId, FacilityId, ProviderId},
    journal::{DomainEvent, Stream},
    refusal::Reason,
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// What is asked of an appointment; an instant left out is now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentStep {
    /// A new term of so many months from the end of the old one.
    Reappoint(u32),
    /// Leave.
    TakeLeave(Option<Instant>, Text),
    /// Back from leave.
    Return(Option<Instant>),
    /// Suspended from the staff.
    Suspend(Option<Instant>, Text),
    /// Lifted.
    Lift(Option<Instant>),
    /// Resigned.
    Resign(Option<Instant>),
    /// Revoked.
    Revoke(Option<Instant>, Text),
    /// Died.
    RecordDeath(Instant),
}

impl App {
    /// Appoints a provider. The start left out is now.
    ///
    /// # Errors
    /// When the provider is not credentialed, the core refuses, or the store fails.
    pub fn appoint(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        category: &Text,
        start: Option<Instant>,
        months: u32,
    ) -> Result<Done<AppointmentId>, AppError> {
        let request = ("appoint", provider, facility, category, start, months);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            let (records, now) = (desk.records(), desk.now());
            let subject = have(records.provider(provider), "provider", &provider)?;
            let own = have(records.facility(facility), "facility", facility)?;
            let proof = credentialed(desk, provider, own, "appoint")?;
            let existing = records.appointments_of(provider);
            let start = start.unwrap_or(now);
            let category = category.clone();
            let terms = AppointmentTerms { category, start, months, membership: true, provisional_until: None };
            let standards = records.standards_at(own);
            let events = Appointment::appoint(&proof, subject, own, &standards, existing, terms, desk.actor(), now)?;
            let id = desk.mint_appointment();
            desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))?;
            Ok(id)
        })
    }

    /// Gives a step to the provider's appointment at a facility.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn appointment_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        step: &AppointmentStep,
    ) -> Result<Done<AppointmentId>, AppError> {
        let request = ("appointment-step", provider, facility, step);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            let (records, now) = (desk.records(), desk.now());
            let subject = have(records.provider(provider), "provider", &provider)?;
            let own = have(records.facility(facility), "facility", facility)?;
            let held = records.appointments_of(provider).filter(|held| held.facility() == facility);
            // The one in force; else the latest there is.
            let in_force = |held: &Appointment| held.whole().is_some_and(|whole| whole.contains(now));
            let last = held.max_by_key(|held| (in_force(held), held.end(), held.id()));
            let appointment = have(last, "appointment of the provider", facility)?;
            let id = appointment.id();
            let command = match step.clone() {
                AppointmentStep::Reappoint(months) => {
                    Command::Reappoint { proof: credentialed(desk, provider, own, "reappoint")?, months }
                }
                AppointmentStep::TakeLeave(from, reason) => {
                    Command::TakeLeave { from: from.unwrap_or(now), until: None, reason }
                }
                AppointmentStep::Return(from) => {
                    MACHINE.admit(appointment.state_at(from.unwrap_or(now)), "return", desk.actor())?;
                    let dossier = have(records.dossier(provider), "provider", &provider)?;
                    let ready = ready_to_return(records, &dossier, own, appointment, now);
                    let ready = Box::new(have(ready, "leave of the provider", facility)?);
                    Command::Return { from: from.unwrap_or(now), ready }
                }
                AppointmentStep::Suspend(from, reason) => Command::Suspend { from: from.unwrap_or(now), reason },
                AppointmentStep::Lift(from) => Command::Lift { from: from.unwrap_or(now) },
                AppointmentStep::Resign(from) => Command::Resign { from: from.unwrap_or(now) },
                AppointmentStep::Revoke(from, reason) => Command::Revoke { from: from.unwrap_or(now), reason },
                AppointmentStep::RecordDeath(from) => Command::RecordDeath { from },
            };
            let events = appointment.decide(command, subject, own, &records.standards_at(own), desk.actor(), now)?;
            desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))?;
            Ok(id)
        })
    }
}

/// The proof of credentialing at the organisation of a facility, or the refusal for want of it.
pub(super) fn credentialed<'d>(
    desk: &'d Desk<'_>,
    provider: ProviderId,
    facility: &Facility,
    command: &'static str,
) -> Result<Credentialed<'d>, AppError> {
    let files = desk.records().files_of(provider).filter(|file| file.organization() == facility.organization());
    let mut open = vec![format!("credentialing by {}: no approved file in force", facility.organization())];
    let files: Vec<&CredentialingFile> = files.collect();
    // One that was followed carries nothing any more, whatever became of its follower.
    let followed = |file: &CredentialingFile| {
        files.iter().any(|own| own.supersedes() == Some(file.id()) && own.approval().is_some())
    };
    for file in files.iter().copied().filter(|file| !followed(file)) {
        if let Some(proof) = file.credentialed(desk.now()) {
            return Ok(proof);
        }
        open.push(format!("file {} is {}", file.id(), file.state_name()));
    }
    let machine = if command == "grant" {
        &cred_core::privileging::privilege_request::MACHINE
    } else {
        &cred_core::appointment::MACHINE
    };
    Err(machine.refuse("not credentialed", command, Reason::RequirementsOpen { open }).into())
}
