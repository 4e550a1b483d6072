//! The standing of members: reinstatement after leave, automatic relinquishment and its cure, categories, the provisional time, notices.

use cred_app::use_cases::{evaluating::EvaluationStep, standing::StandingStep};
use cred_core::{
    actor::Capacity,
    appointment::MACHINE,
    privileging::privilege_request,
    standard::topic::privileging::{RelinquishedScope, Trigger},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    appointing,
    privileging::{self, items::Items},
};
use crate::{
    moment::{Day, Moment},
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Members of the staff",
    steps: Some(Words::<dyn Step>::of::<MembershipStep>(&[
        Word::does("request-reinstatement", Capacity::Provider, &[(&MACHINE, &["request-reinstatement"])]),
        Word::does("relinquish-automatically", Capacity::Msp, &[(&MACHINE, &["relinquish-automatically"])]),
        Word::does("record-cure", Capacity::Msp, &[(&MACHINE, &["record-cure"])]),
        Word::does("reinstate", Capacity::Mec, &[(&MACHINE, &["reinstate"])]),
        Word::does("change-category", Capacity::Board, &[(&MACHINE, &["change-category"])]),
        Word::does("end-provisional", Capacity::Board, &[(&MACHINE, &["end-provisional"])]),
        Word::does(
            "give-notice",
            Capacity::Msp,
            &[(&MACHINE, &["record-notice"]), (&privilege_request::MACHINE, &["record-notice"])],
        ),
    ])),
    questions: None,
};

/// What is done about a member's standing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum MembershipStep {
    /// A member on leave asks to be reinstated; `return-from-leave` decides. Facts: `state`, `until`.
    RequestReinstatement {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
    /// Privileges fall by a rule of the bylaws, without a vote; never about competence or conduct. Facts: `state`, `until`.
    RelinquishAutomatically {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What sets it off. A rule on it must be adopted.
        trigger: Trigger,
        /// What falls; as the rule says where left out.
        #[serde(default)]
        scope: Option<RelinquishedScope>,
        /// From when: the day of the fact, which may lie before; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// What happened.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// The cause of an automatic relinquishment is gone. Facts: `state`, `until`.
    RecordCure {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Of which trigger.
        trigger: Trigger,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// What shows it.
        #[serde(default)]
        evidence: Option<Text>,
    },
    /// The named body reinstates after an automatic relinquishment, or after a lapse of what is on file. Facts: `state`, `until`.
    Reinstate {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// After which trigger.
        trigger: Trigger,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// What was looked at.
        #[serde(default)]
        looked_at: Option<Text>,
    },
    /// The board moves a member to another category. Facts: `state`, `until`.
    ChangeCategory {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// To which category.
        category: Text,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The board ends the provisional time with a category. Facts: `state`, `until`.
    EndProvisional {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// With which category; `active` where left out.
        #[serde(default)]
        category: Option<Text>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The provider was told of the last decision: about the appointment, or about the privileges named. Facts: `state`, `until`.
    GiveNotice {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Of the decision about which items; about the appointment where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// On which day; today where left out.
        #[serde(default)]
        on: Option<Day>,
    },
}

impl Step for MembershipStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, facility, default, step) = match self {
            Self::RequestReinstatement { provider, facility } => {
                (provider, facility, Capacity::Provider, StandingStep::RequestReinstatement)
            }
            Self::RelinquishAutomatically { provider, facility, trigger, scope, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                let reason = stage.said("reason", reason.as_ref(), trigger.word())?;
                let step = StandingStep::RelinquishAutomatically(*trigger, *scope, from, reason);
                (provider, facility, Capacity::Msp, step)
            }
            Self::RecordCure { provider, facility, trigger, from, evidence } => {
                let from = stage.maybe("from", from.as_ref())?;
                let evidence = stage.said("evidence", evidence.as_ref(), "on file")?;
                (provider, facility, Capacity::Msp, StandingStep::RecordCure(*trigger, from, evidence))
            }
            Self::Reinstate { provider, facility, trigger, from, looked_at } => {
                let from = stage.maybe("from", from.as_ref())?;
                let note = stage.said("looked_at", looked_at.as_ref(), "verified, and no new concern")?;
                (provider, facility, Capacity::Mec, StandingStep::Reinstate(*trigger, from, note))
            }
            Self::ChangeCategory { provider, facility, category, from } => {
                let step = StandingStep::ChangeCategory(category.clone(), stage.maybe("from", from.as_ref())?);
                (provider, facility, Capacity::Board, step)
            }
            Self::EndProvisional { provider, facility, category, from } => {
                let category = stage.said("category", category.as_ref(), "active")?;
                let step = StandingStep::EndProvisional(category, stage.maybe("from", from.as_ref())?);
                (provider, facility, Capacity::Board, step)
            }
            Self::GiveNotice { provider, facility, privileges: Some(items), on } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let step = EvaluationStep::RecordNotice(on.map(|day| day.0));
                for item in items.ids() {
                    let by = stage.by(Capacity::Msp, Some(id))?;
                    stage.act().evaluation_step(&by, id, &at, item, &step)?;
                }
                return privileging::outcome(stage, id, &at, items.ids(), vec![]);
            }
            Self::GiveNotice { provider, facility, privileges: None, on } => {
                (provider, facility, Capacity::Msp, StandingStep::RecordNotice(on.map(|day| day.0)))
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let by = stage.by(default, Some(id))?;
        stage.act().standing_step(&by, id, &at, &step)?;
        appointing::outcome(stage, id, &at)
    }
}
