//! What a facility records: activations of its emergency plan, and agreements with distant sites.

use cred_core::{
    actor::Capacity,
    facility::{
        Command, MACHINE,
        agreement::{Agreement, AgreementKind, DistantSite},
    },
    id::{AgreementId, FacilityId},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{proxy::known, text};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Emergency plan and agreements",
    steps: Some(Words::<dyn Step>::of::<EmergencyStep>(&[
        Word::does("activate-emergency-plan", Capacity::Facility, &[(&MACHINE, &["activate-emergency-plan"])]),
        Word::does("record-under-control", Capacity::Facility, &[(&MACHINE, &["record-under-control"])]),
        Word::does("end-emergency-plan", Capacity::Facility, &[(&MACHINE, &["end-emergency-plan"])]),
        Word::does("record-agreement", Capacity::Facility, &[(&MACHINE, &["record-agreement"])]),
        Word::does("end-agreement", Capacity::Facility, &[(&MACHINE, &["end-agreement"])]),
    ])),
    questions: None,
};

/// What is done about a facility's emergency plan and its agreements.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum EmergencyStep {
    /// Activates the emergency operations plan; again in the same activation once the needs cannot be met. Disaster privileges exist inside
    /// an activation alone.
    ActivateEmergencyPlan {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why; `a disaster` where left out.
        #[serde(default)]
        reason: Option<Text>,
        /// Whether the facility cannot meet the needs of its patients with its own staff; true where left out.
        #[serde(default)]
        needs_cannot_be_met: Option<bool>,
    },
    /// The disaster is under control: what was to be verified within 72 hours is due now. The activation goes on.
    RecordUnderControl {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The activation is over, and every disaster privilege of it.
    EndEmergencyPlan {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Records a written agreement with a distant site. Give either `distant_facility` or `outside`.
    RecordAgreement {
        /// Of which facility, the one where the patients are; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Its id.
        agreement: String,
        /// The distant facility, where its records are here.
        #[serde(default)]
        distant_facility: Option<String>,
        /// The distant site's name, where its records are elsewhere.
        #[serde(default)]
        outside: Option<Text>,
        /// What the distant site is; a hospital where left out.
        #[serde(default)]
        kind: Option<AgreementKind>,
        /// Whether a distant hospital takes part in Medicare; true where left out.
        #[serde(default)]
        medicare_participating: Option<bool>,
        /// Whether a distant entity's process meets the hospital standards; true where left out.
        #[serde(default)]
        meets_standards: Option<bool>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive); open where left out.
        #[serde(default)]
        until: Option<Moment>,
    },
    /// An agreement ends, or ends earlier than written, and every privilege by proxy under it.
    EndAgreement {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which.
        agreement: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
}

impl Step for EmergencyStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let when = |stage: &Stage, from: &Option<Moment>| {
            Ok::<_, Trouble>(stage.maybe("from", from.as_ref())?.unwrap_or_else(|| stage.now()))
        };
        let (facility, command) = match self {
            Self::ActivateEmergencyPlan { facility, from, reason, needs_cannot_be_met } => {
                let needs_cannot_be_met = said(stage, "needs_cannot_be_met", *needs_cannot_be_met)?;
                let reason = text(stage, "reason", reason.as_ref(), "a disaster")?;
                let from = when(stage, from)?;
                (facility, Command::ActivateEmergencyPlan { from, reason, needs_cannot_be_met })
            }
            Self::RecordUnderControl { facility, from } => {
                (facility, Command::RecordUnderControl { from: when(stage, from)? })
            }
            Self::EndEmergencyPlan { facility, from } => {
                (facility, Command::EndEmergencyPlan { from: when(stage, from)? })
            }
            Self::RecordAgreement {
                facility,
                agreement,
                distant_facility,
                outside,
                kind,
                medicare_participating,
                meets_standards,
                from,
                until,
            } => {
                let with = match (distant_facility, outside) {
                    (Some(own), None) => FacilityId::parse(own)
                        .map(DistantSite::Facility)
                        .map_err(|error| Trouble::value("distant_facility", error))?,
                    (None, Some(name)) => DistantSite::Outside(name.clone()),
                    (Some(_), Some(_)) | (None, None) => {
                        return Err(Trouble::file("distant_facility", "give either `distant_facility` or `outside`"));
                    }
                };
                let kind = match kind {
                    Some(kind) => *kind,
                    None => stage.made_up("kind", AgreementKind::TelemedicineHospital)?,
                };
                let hospital = kind == AgreementKind::TelemedicineHospital;
                let agreement = Agreement {
                    id: AgreementId::parse(agreement).map_err(|error| Trouble::value("agreement", error))?,
                    with,
                    kind,
                    from: when(stage, from)?,
                    to: stage.maybe("until", until.as_ref())?,
                    medicare_participating: match medicare_participating {
                        None if !hospital => false,
                        own => said(stage, "medicare_participating", *own)?,
                    },
                    meets_standards: match meets_standards {
                        None if hospital => false,
                        own => said(stage, "meets_standards", *own)?,
                    },
                };
                (facility, Command::RecordAgreement(Box::new(agreement)))
            }
            Self::EndAgreement { facility, agreement, from } => {
                let at = stage.facility(facility.as_deref())?;
                let id = known(stage, &at, "agreement", agreement)?;
                (facility, Command::EndAgreement { id, from: when(stage, from)? })
            }
        };
        let at = stage.facility(facility.as_deref())?;
        let by = stage.by(Capacity::Facility, None)?;
        stage.act().facility_command(&by, &at, &command)?;
        Ok(Outcome::nothing())
    }
}

/// What a step says, or yes in a scenario.
fn said(stage: &Stage, key: &'static str, given: Option<bool>) -> Result<bool, Trouble> {
    given.map_or_else(|| stage.made_up(key, true), Ok)
}
