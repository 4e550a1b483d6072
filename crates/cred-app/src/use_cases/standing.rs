//! The standing of members: leave and the return from it, automatic relinquishment and its cure, categories, the provisional time, notices.

use chrono::NaiveDate;
use cred_core::{
    appointment::{Appointment, AppointmentTerms, Command, MACHINE},
    exercise::standing_checks::{evaluations_concluded, ready_to_return},
    id::{AppointmentId, FacilityId, MeetingId, ProviderId},
    journal::{DomainEvent, Stream},
    standard::topic::privileging::{RelinquishedScope, Trigger},
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, appointing::credentialed, have, meeting, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// The terms of a first appointment; a start left out is now.
#[derive(Debug, Clone, Serialize)]
pub struct Terms {
    /// The staff category.
    pub category: Text,
    /// From when.
    pub start: Option<Instant>,
    /// For how many months.
    pub months: u32,
    /// Whether it makes a member; privileges alone where not.
    pub membership: bool,
    /// Until when (exclusive) it is provisional; as the rules ask where left out.
    pub provisional_until: Option<Instant>,
}

/// What is asked about a member's standing; an instant or day left out is now or today.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandingStep {
    /// Leave: from when, until when (exclusive; as long as the rules allow where left out), why.
    TakeLeave(Option<Instant>, Option<Instant>, Text),
    /// The provider asks to be reinstated after the leave.
    RequestReinstatement,
    /// Back from leave.
    Return(Option<Instant>),
    /// Relinquished automatically: by which trigger, what falls (as the rules say where left out), from when, what happened.
    RelinquishAutomatically(Trigger, Option<RelinquishedScope>, Option<Instant>, Text),
    /// Cured: of which trigger, from when, what shows it.
    RecordCure(Trigger, Option<Instant>, Text),
    /// Reinstated: after which trigger, from when, what was looked at.
    Reinstate(Trigger, Option<Instant>, Text),
    /// Another category, from when.
    ChangeCategory(Text, Option<Instant>),
    /// The provisional time ends with a category, from when.
    EndProvisional(Text, Option<Instant>),
    /// The provider was told of the last decision, on which day.
    RecordNotice(Option<NaiveDate>),
}

impl App {
    /// Appoints a provider on these terms.
    ///
    /// # Errors
    /// When the provider is not credentialed, the core refuses, or the store fails.
    pub fn appoint_on(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        terms: &Terms,
        meeting_id: Option<MeetingId>,
    ) -> Result<Done<AppointmentId>, AppError> {
        let request = ("appoint-on", provider, facility, terms, meeting_id);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| appoint_with(desk, provider, facility, terms, meeting_id))
    }

    /// Gives a step about the standing to the provider's appointment at a facility: the one in force, else the latest.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn standing_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        step: &StandingStep,
    ) -> Result<Done<AppointmentId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("standing-step", provider, facility, step))?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            let (records, now) = (desk.records(), desk.now());
            let held = records.appointments_of(provider).filter(|held| held.facility() == facility);
            let in_force = |held: &Appointment| held.whole().is_some_and(|whole| whole.contains(now));
            let last = held.max_by_key(|held| (in_force(held), held.end(), held.id()));
            let id = have(last, "appointment of the provider", facility)?.id();
            step_on(desk, id, step)
        })
    }
}

/// Appoints on these terms.
pub(crate) fn appoint_with(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    terms: &Terms,
    meeting_id: Option<MeetingId>,
) -> Result<AppointmentId, AppError> {
    meeting::load(desk, meeting_id)?;
    desk.load_provider(provider)?;
    desk.load_facility(facility)?;
    let (records, now) = (desk.records(), desk.now());
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = &have(records.governed(facility), "facility", facility)?;
    let proof = credentialed(desk, provider, own, "appoint")?;
    let Terms { category, start, months, membership, provisional_until } = terms.clone();
    let start = start.unwrap_or(now);
    let terms = AppointmentTerms { category, start, months, membership, provisional_until };
    let existing = records.appointments_of(provider);
    let assessment = meeting::expedited(desk, provider, own);
    let authority = meeting::authority(desk, own.facility(), meeting_id, assessment.as_ref())?;
    let events = Appointment::appoint(&proof, subject, own, existing, terms, &authority, desk.actor(), now)?;
    let id = desk.mint_appointment();
    desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))?;
    Ok(id)
}

/// Gives the step to one appointment; its provider and facility are loaded.
pub(crate) fn step_on(desk: &mut Desk<'_>, id: AppointmentId, step: &StandingStep) -> Result<AppointmentId, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let appointment = have(records.appointment(id), "appointment", &id)?;
    let (provider, facility) = (appointment.provider(), appointment.facility());
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = &have(records.governed(facility), "facility", facility)?;
    let at = |from: Option<Instant>| from.unwrap_or(now);
    let command = match step.clone() {
        StandingStep::TakeLeave(from, until, reason) => Command::TakeLeave { from: at(from), until, reason },
        StandingStep::RequestReinstatement => Command::RequestReinstatement,
        StandingStep::Return(from) => {
            MACHINE.admit(appointment.state_at(from.unwrap_or(now)), "return", desk.actor())?;
            let dossier = have(records.dossier(provider), "provider", &provider)?;
            let ready = ready_to_return(records, &dossier, own, appointment, now);
            let ready = Box::new(have(ready, "leave of the provider", facility)?);
            Command::Return { from: at(from), ready }
        }
        StandingStep::RelinquishAutomatically(trigger, scope, from, reason) => {
            Command::RelinquishAutomatically { trigger, scope, from: at(from), reason }
        }
        StandingStep::RecordCure(trigger, from, evidence) => Command::RecordCure { trigger, from: at(from), evidence },
        StandingStep::Reinstate(trigger, from, note) => Command::Reinstate { trigger, from: at(from), note },
        StandingStep::ChangeCategory(category, from) => Command::ChangeCategory { category, from: at(from) },
        StandingStep::EndProvisional(category, from) => {
            let evaluations = Box::new(evaluations_concluded(records, appointment.provider(), own, now));
            Command::EndProvisional { category, from: at(from), evaluations }
        }
        StandingStep::RecordNotice(on) => Command::RecordNotice { on: on.unwrap_or_else(|| own.zone().date_at(now)) },
    };
    let events = appointment.decide(command, subject, own, desk.actor(), now)?;
    desk.emit(&Stream::Appointment(id), wrap(events, DomainEvent::Appointment))?;
    Ok(id)
}
