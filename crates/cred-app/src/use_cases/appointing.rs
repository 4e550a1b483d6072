//! Appointing providers to a facility's medical staff, and what becomes of an appointment.

use cred_core::{
    actor::Actor,
    appointment::{Appointment, Cause, Command, Ground, MACHINE},
    credentialing::{credentialing_file::CredentialingFile, proof::Credentialed},
    exercise::{investigations::open_investigation, standing_checks::ready_to_return},
    facility::Facility,
    id::{AppointmentId, FacilityId, MeetingId, ProviderId},
    journal::{DomainEvent, Stream},
    refusal::Reason,
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{
    By, have, meeting,
    standing::{Terms, appoint_with},
    wrap,
};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// What is asked of an appointment; an instant left out is now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentStep {
    /// A new term of so many months from the end of the old one.
    Reappoint(u32),
    /// A conditional short term, with its reason: what there is while an investigation is open.
    ReappointConditionally(u32, Text),
    /// Leave.
    TakeLeave(Option<Instant>, Text),
    /// Back from leave.
    Return(Option<Instant>),
    /// Suspended from the staff.
    Suspend(Option<Instant>, Text),
    /// Suspended together with others, or for a class of cause that is not competence or conduct.
    SuspendTogether(Option<Instant>, Text, Vec<Actor>, Option<Cause>),
    /// Lifted.
    Lift(Option<Instant>),
    /// Resigned.
    Resign(Option<Instant>),
    /// Deemed resigned for an administrative cause, recorded by the staff.
    DeemResigned(Option<Instant>),
    /// Revoked.
    Revoke(Option<Instant>, Text),
    /// Revoked for an administrative cause.
    RevokeAdministratively(Option<Instant>, Text),
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
        self.appoint_at(by, provider, facility, category, start, months, None)
    }

    /// The same, by the vote of a meeting.
    ///
    /// # Errors
    /// When there is no such meeting, the provider is not credentialed, the core refuses, or the store fails.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own that the decision needs")]
    pub fn appoint_at(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        category: &Text,
        start: Option<Instant>,
        months: u32,
        meeting: Option<MeetingId>,
    ) -> Result<Done<AppointmentId>, AppError> {
        let request = ("appoint", provider, facility, category, start, months, meeting);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        let terms = Terms { category: category.clone(), start, months, membership: true, provisional_until: None };
        self.run(&envelope, |desk| appoint_with(desk, provider, facility, &terms, meeting))
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
        self.appointment_step_at(by, provider, facility, step, None)
    }

    /// The same, by the vote of a meeting: for [`AppointmentStep::Reappoint`].
    ///
    /// # Errors
    /// When there is no such meeting or appointment, the core refuses, or the store fails.
    pub fn appointment_step_at(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        step: &AppointmentStep,
        meeting: Option<MeetingId>,
    ) -> Result<Done<AppointmentId>, AppError> {
        let request = ("appointment-step", provider, facility, step, meeting);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            meeting::load(desk, meeting)?;
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            let (records, now) = (desk.records(), desk.now());
            let held = records.appointments_of(provider).filter(|held| held.facility() == facility);
            // The one in force; else the latest there is.
            let in_force = |held: &Appointment| held.whole().is_some_and(|whole| whole.contains(now));
            let last = held.max_by_key(|held| (in_force(held), held.end(), held.id()));
            let id = have(last, "appointment of the provider", facility)?.id();
            step_on(desk, id, step, meeting)
        })
    }
}

/// Gives the step to one appointment; its provider and facility are loaded, and the meeting where one is named.
pub(crate) fn step_on(
    desk: &mut Desk<'_>,
    id: AppointmentId,
    step: &AppointmentStep,
    meeting: Option<MeetingId>,
) -> Result<AppointmentId, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let appointment = have(records.appointment(id), "appointment", &id)?;
    let (provider, facility) = (appointment.provider(), appointment.facility());
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = &have(records.governed(facility), "facility", facility)?;
    let assessment = meeting::expedited(desk, provider, own);
    let command = match step.clone() {
        AppointmentStep::Reappoint(months) => Command::Reappoint {
            proof: credentialed(desk, provider, own, "reappoint")?,
            months,
            conditional: None,
            investigation: open_investigation(records, provider, facility, now),
            authority: meeting::authority(desk, own, meeting, assessment.as_ref())?,
        },
        AppointmentStep::ReappointConditionally(months, reason) => Command::Reappoint {
            proof: credentialed(desk, provider, own, "reappoint")?,
            months,
            conditional: Some(reason),
            investigation: open_investigation(records, provider, facility, now),
            authority: meeting::authority(desk, own, meeting, assessment.as_ref())?,
        },
        AppointmentStep::Suspend(from, reason) => {
            Command::Suspend { from: from.unwrap_or(now), reason, ground: Ground::default() }
        }
        AppointmentStep::SuspendTogether(from, reason, together_with, cause) => {
            let ground = Ground { cause, together_with, decision: None };
            Command::Suspend { from: from.unwrap_or(now), reason, ground }
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
        AppointmentStep::Lift(from) => Command::Lift { from: from.unwrap_or(now) },
        AppointmentStep::Resign(from) => Command::Resign { from: from.unwrap_or(now), cause: None },
        AppointmentStep::DeemResigned(from) => {
            Command::Resign { from: from.unwrap_or(now), cause: Some(Cause::Administrative) }
        }
        AppointmentStep::Revoke(from, reason) => {
            Command::Revoke { from: from.unwrap_or(now), reason, ground: Ground::default() }
        }
        AppointmentStep::RevokeAdministratively(from, reason) => {
            let ground = Ground::of(Cause::Administrative);
            Command::Revoke { from: from.unwrap_or(now), reason, ground }
        }
        AppointmentStep::RecordDeath(from) => Command::RecordDeath { from },
    };
    let events = appointment.decide(command, subject, own, desk.actor(), now)?;
    desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))?;
    Ok(id)
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
    let machine = if command == "grant" { &cred_core::privileging::privilege_request::MACHINE } else { &MACHINE };
    Err(machine.refuse("not credentialed", command, Reason::RequirementsOpen { open }).into())
}
