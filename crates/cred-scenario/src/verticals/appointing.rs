//! Appointments to the medical staff.

use cred_app::use_cases::appointing::AppointmentStep;
use cred_core::{
    actor::Capacity,
    appointment::{Appointment, MACHINE},
    id::{FacilityId, ProviderId},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::meeting;
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Appointments",
    steps: Some(Words::<dyn Step>::of::<AppointingStep>(&[
        Word::does("appoint", Capacity::Board, &[(&MACHINE, &["appoint"])]),
        Word::does("reappoint", Capacity::Board, &[(&MACHINE, &["reappoint"])]),
        Word::does("take-leave", Capacity::Mec, &[(&MACHINE, &["take-leave"])]),
        Word::does("return-from-leave", Capacity::Mec, &[(&MACHINE, &["return"])]),
        Word::does("suspend-appointment", Capacity::Ceo, &[(&MACHINE, &["suspend"])]),
        Word::does("lift-suspension", Capacity::Mec, &[(&MACHINE, &["lift"])]),
        Word::does("resign", Capacity::Provider, &[(&MACHINE, &["resign"])]),
        Word::does("revoke-appointment", Capacity::Board, &[(&MACHINE, &["revoke"])]),
        Word::does("record-death-of-member", Capacity::Msp, &[(&MACHINE, &["record-death"])]),
    ])),
    questions: None,
};

/// What is done about an appointment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum AppointingStep {
    /// Appoints a credentialed provider. Facts: `state`, `until`.
    Appoint {
        /// Who.
        provider: String,
        /// To which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// To which category; `active` where left out.
        #[serde(default)]
        category: Option<Text>,
        /// From when; now where left out.
        #[serde(default)]
        start: Option<Moment>,
        /// For how many months; 24 where left out.
        #[serde(default)]
        months: Option<u32>,
    },
    /// A new term from the end of the old one. Facts: `state`, `until`.
    Reappoint {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// For how many months; 24 where left out.
        #[serde(default)]
        months: Option<u32>,
    },
    /// Leave of absence. Facts: `state`, `until`.
    TakeLeave {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
    /// Back from leave. Facts: `state`, `until`.
    ReturnFromLeave {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Suspends the whole appointment. Facts: `state`, `until`.
    SuspendAppointment {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
    /// Lifts the suspension of the appointment. Facts: `state`, `until`.
    LiftSuspension {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The member leaves the staff. Facts: `state`, `until`.
    Resign {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The board takes the appointment away. Facts: `state`, `until`.
    RevokeAppointment {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
    /// The appointment ends because the member died. Facts: `state`, `until`.
    RecordDeathOfMember {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// When the member died; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
}

/// The length of a term where a step does not say, in months.
const TERM: u32 = 24;

impl Step for AppointingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let mut at_meeting = None;
        let (provider, facility, default, step) = match self {
            Self::Appoint { provider, facility, meeting, category, start, months } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let start = stage.maybe("start", start.as_ref())?;
                let active = || {
                    Text::parse(stage.made_up("category", "active")?).map_err(|error| Trouble::value("category", error))
                };
                let category = category.clone().map_or_else(active, Ok)?;
                let months = months.map_or_else(|| stage.made_up("months", TERM), Ok)?;
                let by = stage.by(Capacity::Board, Some(id))?;
                let meeting = meeting::named(stage, meeting.as_ref())?;
                stage.act().appoint_at(&by, id, &at, &category, start, months, meeting)?;
                return outcome(stage, id, &at);
            }
            Self::Reappoint { provider, facility, meeting, months } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                (
                    provider,
                    facility,
                    Capacity::Board,
                    AppointmentStep::Reappoint(months.map_or_else(|| stage.made_up("months", TERM), Ok)?),
                )
            }
            Self::TakeLeave { provider, facility, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Mec, AppointmentStep::TakeLeave(from, reason.clone()))
            }
            Self::ReturnFromLeave { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Mec, AppointmentStep::Return(from))
            }
            Self::SuspendAppointment { provider, facility, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Ceo, AppointmentStep::Suspend(from, reason.clone()))
            }
            Self::LiftSuspension { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Mec, AppointmentStep::Lift(from))
            }
            Self::Resign { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Provider, AppointmentStep::Resign(from))
            }
            Self::RevokeAppointment { provider, facility, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Board, AppointmentStep::Revoke(from, reason.clone()))
            }
            Self::RecordDeathOfMember { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?.unwrap_or_else(|| stage.now());
                (provider, facility, Capacity::Msp, AppointmentStep::RecordDeath(from))
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let by = stage.by(default, Some(id))?;
        stage.act().appointment_step_at(&by, id, &at, &step, at_meeting)?;
        outcome(stage, id, &at)
    }
}

/// How the latest appointment stands now.
fn outcome(stage: &Stage, provider: ProviderId, facility: &FacilityId) -> Result<Outcome, Trouble> {
    let records = stage.records(provider)?;
    let held = records.appointments_of(provider).filter(|held| held.facility() == facility);
    let last = held.max_by_key(|held| (held.end(), held.id()));
    Ok(last.map_or_else(Outcome::nothing, |held| {
        Outcome::state(held.state_at(stage.now())).moment("until", held.whole().and_then(|whole| whole.end()))
    }))
}

/// The appointment that a question is about: the one in force at an instant, or else the latest.
pub(super) fn latest<'a>(
    held: impl Iterator<Item = &'a Appointment>,
    at: cred_core::time::Instant,
) -> Option<&'a Appointment> {
    held.max_by_key(|held| (held.whole().is_some_and(|whole| whole.contains(at)), held.end(), held.id()))
}
