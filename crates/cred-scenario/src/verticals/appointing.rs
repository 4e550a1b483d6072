//! Appointments to the medical staff.

use cred_app::use_cases::{
    appointing::AppointmentStep,
    standing::{StandingStep, Terms},
};
use cred_core::{
    actor::Capacity,
    appointment::{Appointment, Cause, MACHINE},
    credentialing::meeting::matter::{Matter, Motion},
    id::{FacilityId, ProviderId},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    meeting,
    voting::{self, Decision, Place},
};
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
        /// Whether it makes a member of the staff; privileges alone where `false`.
        #[serde(default = "yes")]
        membership: bool,
        /// Until when (exclusive) it is provisional; as the rules ask where left out.
        #[serde(default)]
        provisional_until: Option<Moment>,
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
        /// For how many months; 24 where left out, 12 for a conditional one.
        #[serde(default)]
        months: Option<u32>,
        /// For a conditional short term: why. It is what there is while an investigation is open.
        #[serde(default)]
        conditional: Option<Text>,
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
        /// Its printed end (exclusive); as long as the rules allow where left out.
        #[serde(default)]
        until: Option<Moment>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
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
    /// Suspends the whole appointment. `summary-suspension` also records the matter that it belongs to. Facts: `state`, `until`.
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
        #[serde(default)]
        reason: Option<Text>,
        /// Who acts together with `by`, each written as `by` is.
        #[serde(default)]
        together_with: Vec<String>,
        /// Whether the cause is administrative, nothing about competence or conduct.
        #[serde(default)]
        administrative: bool,
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
    /// The member leaves the staff, or is deemed to have left it. Facts: `state`, `until`.
    Resign {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Whether it is deemed one for an administrative cause; recorded by `msp` by default.
        #[serde(default)]
        administrative: bool,
    },
    /// The board takes the appointment away. With a rule on hearings a matter of competence or conduct is a `final-action`. Facts: `state`, `until`.
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
        #[serde(default)]
        reason: Option<Text>,
        /// Whether the cause is administrative, nothing about competence or conduct.
        #[serde(default)]
        administrative: bool,
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

/// The length of a conditional term where a step does not say, in months: the longest there is.
const CONDITIONAL_TERM: u32 = 12;

const fn yes() -> bool {
    true
}

impl Step for AppointingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let mut at_meeting = None;
        let (provider, facility, default, step) = match self {
            Self::Appoint { provider, facility, meeting, category, start, months, membership, provisional_until } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let terms = Terms {
                    category: stage.said("category", category.as_ref(), "active")?,
                    start: stage.maybe("start", start.as_ref())?,
                    months: months.map_or_else(|| stage.made_up("months", TERM), Ok)?,
                    membership: *membership,
                    provisional_until: stage.maybe("provisional_until", provisional_until.as_ref())?,
                };
                let meeting = meeting::named(stage, meeting.as_ref())?;
                let decision = Decision {
                    body: stage.spoken_for().unwrap_or(Capacity::Board),
                    place: Place::Facility(at.clone()),
                    matters: vec![Matter::Appointment { provider: id, facility: at.clone() }],
                    motion: Motion::Approve,
                };
                voting::decide(stage, meeting, &decision, |stage, meeting| {
                    let by = stage.by(Capacity::Board, Some(id))?;
                    Ok(stage.act().appoint_on(&by, id, &at, &terms, meeting)?)
                })?;
                return outcome(stage, id, &at);
            }
            Self::Reappoint { provider, facility, meeting, months, conditional } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                let longest = if conditional.is_some() { CONDITIONAL_TERM } else { TERM };
                let months = months.map_or_else(|| stage.made_up("months", longest), Ok)?;
                let step = match conditional {
                    None => AppointmentStep::Reappoint(months),
                    Some(reason) => AppointmentStep::ReappointConditionally(months, reason.clone()),
                };
                (provider, facility, Capacity::Board, step)
            }
            Self::TakeLeave { provider, facility, from, until, reason } => {
                let (from, until) = (stage.maybe("from", from.as_ref())?, stage.maybe("until", until.as_ref())?);
                let reason = stage.said("reason", reason.as_ref(), "leave of absence")?;
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let by = stage.by(Capacity::Mec, Some(id))?;
                stage.act().standing_step(&by, id, &at, &StandingStep::TakeLeave(from, until, reason))?;
                return outcome(stage, id, &at);
            }
            Self::ReturnFromLeave { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Mec, AppointmentStep::Return(from))
            }
            Self::SuspendAppointment { provider, facility, from, reason, together_with, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                let reason = stage.said("reason", reason.as_ref(), "a concern about patients")?;
                let together = stage.actors("together_with", together_with)?;
                let cause = administrative.then_some(Cause::Administrative);
                let step = AppointmentStep::SuspendTogether(from, reason, together, cause);
                (provider, facility, Capacity::Ceo, step)
            }
            Self::LiftSuspension { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, facility, Capacity::Mec, AppointmentStep::Lift(from))
            }
            Self::Resign { provider, facility, from, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                if *administrative {
                    (provider, facility, Capacity::Msp, AppointmentStep::DeemResigned(from))
                } else {
                    (provider, facility, Capacity::Provider, AppointmentStep::Resign(from))
                }
            }
            Self::RevokeAppointment { provider, facility, from, reason, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                let reason = stage.said("reason", reason.as_ref(), "decided by the board")?;
                let step = if *administrative {
                    AppointmentStep::RevokeAdministratively(from, reason)
                } else {
                    AppointmentStep::Revoke(from, reason)
                };
                (provider, facility, Capacity::Board, step)
            }
            Self::RecordDeathOfMember { provider, facility, from } => {
                let from = stage.maybe("from", from.as_ref())?.unwrap_or_else(|| stage.now());
                (provider, facility, Capacity::Msp, AppointmentStep::RecordDeath(from))
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let held = stage.records(id)?;
        let held = latest(held.appointments_of(id).filter(|held| *held.facility() == at), stage.now());
        let decision = Decision {
            body: stage.spoken_for().unwrap_or(default),
            place: Place::Facility(at.clone()),
            matters: held.map(|held| Matter::Reappointment(held.id())).into_iter().collect(),
            motion: Motion::Approve,
        };
        voting::decide(stage, at_meeting, &decision, |stage, meeting| {
            let by = stage.by(default, Some(id))?;
            Ok(stage.act().appointment_step_at(&by, id, &at, &step, meeting)?)
        })?;
        outcome(stage, id, &at)
    }
}

/// How the latest appointment stands now.
pub(super) fn outcome(stage: &Stage, provider: ProviderId, facility: &FacilityId) -> Result<Outcome, Trouble> {
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
