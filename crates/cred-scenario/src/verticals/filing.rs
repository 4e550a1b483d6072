//! Credentialing files beside the way to a decision: what the provider supplies and explains, reports to a client, provisional approval,
//! and what happens to an approval.

use cred_app::use_cases::credentialing::FileStep;
use cred_core::{
    actor::Capacity,
    credentialing::{
        credentialing_file::{LeaveCause, MACHINE},
        on_file::{ExplanationForm, GapExplanation},
    },
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{credentialing::file, enrolling::application::today};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "What happens to a file",
    steps: Some(Words::<dyn Step>::of::<FilingStep>(&[
        Word::does("supply-items", Capacity::Provider, &[(&MACHINE, &["supply-items"])]),
        Word::does("change-answer", Capacity::Provider, &[(&MACHINE, &["change-answer"])]),
        Word::does("explain", Capacity::Provider, &[(&MACHINE, &["explain"])]),
        Word::does("explain-gap", Capacity::Provider, &[(&MACHINE, &["explain-gap"])]),
        Word::does("report-to-client", Capacity::Cvo, &[(&MACHINE, &["report-to-client"])]),
        Word::does("approve-provisionally", Capacity::MedicalDirector, &[(&MACHINE, &["approve-provisionally"])]),
        Word::does("record-decision-notice", Capacity::Msp, &[(&MACHINE, &["record-notice"])]),
        Word::does("raise-file-finding", Capacity::Msp, &[(&MACHINE, &["raise-finding"])]),
        Word::does("resolve-file-finding", Capacity::CredentialsCommittee, &[(&MACHINE, &["resolve-finding"])]),
        Word::does("extend-for-leave", Capacity::Msp, &[(&MACHINE, &["extend"])]),
        Word::does("record-return", Capacity::Msp, &[(&MACHINE, &["record-return"])]),
        Word::does("terminate-administratively", Capacity::Msp, &[(&MACHINE, &["terminate-administratively"])]),
        Word::does("resign-file", Capacity::Provider, &[(&MACHINE, &["resign"])]),
    ])),
    questions: None,
};

/// The steps: each names the provider and the organisation.
macro_rules! steps {
    ($($(#[$doc:meta])* $word:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {
        /// What is done about a credentialing file.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[schemars(tag = "do")]
        enum FilingStep {
            $($(#[$doc])* $word {
                /// Who.
                provider: String,
                /// At which organisation; the only one where left out.
                #[serde(default)]
                organization: Option<String>,
                $($(#[$field_doc])* $field: $type,)*
            },)+
        }

        impl FilingStep {
            fn about(&self) -> (&str, Option<&str>) {
                match self {
                    $(Self::$word { provider, organization, .. } => (provider, organization.as_deref()),)+
                }
            }
        }
    };
}

steps! {
    /// The missing items came. Facts: `state`.
    SupplyItems {
        /// Material answers that changed with them: then the provider signs again.
        #[serde(default)]
        changed: Vec<Text>,
    }
    /// The provider changes a material answer: then they sign again. Facts: `state`.
    ChangeAnswer {
        /// What it says now.
        answer: Text,
        /// Why.
        reason: Text,
    }
    /// The provider adds an explanation. Facts: `state`.
    Explain {
        /// Of what.
        about: Text,
        /// In which words.
        words: Text,
    }
    /// A gap in the work history is explained. Facts: `state`.
    ExplainGap {
        /// The first day of the time explained.
        from: Moment,
        /// The last day of it.
        to: Moment,
        /// `spoken` (noted in the file) or `written`; `written` where left out.
        #[serde(default)]
        form: Option<Form>,
        /// What was said.
        words: Text,
    }
    /// A verification organisation reports the file to its client: what counts to the report is judged by this day. Facts: `state`.
    ReportToClient {}
    /// Approves for a short time on less, once. Facts: `state`.
    ApproveProvisionally {}
    /// Records that the provider was told of the decision. Facts: `state`.
    RecordDecisionNotice {
        /// The day; today where left out.
        #[serde(default)]
        on: Option<Moment>,
    }
    /// Something adverse came up about an approved provider. Facts: `state`.
    RaiseFileFinding {
        /// What.
        what: Text,
    }
    /// A finding was looked at. Facts: `state`.
    ResolveFileFinding {
        /// Its number, from 1; 1 where left out.
        #[serde(default)]
        number: Option<usize>,
        /// With what result.
        resolution: Text,
    }
    /// A leave begins that extends the time to the next decision. Facts: `state`.
    ExtendForLeave {
        /// `military`, `medical`, `maternity` or `sabbatical`.
        #[schemars(with = "String")]
        cause: LeaveCause,
        /// Its first day; today where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// More of it; the cause where left out.
        #[serde(default)]
        reason: Option<Text>,
    }
    /// The provider is back from that leave. Facts: `state`.
    RecordReturn {
        /// Since which day; today where left out.
        #[serde(default)]
        on: Option<Moment>,
    }
    /// Ends an approval for an administrative reason: within a short time the next file still recredentials. Facts: `state`.
    TerminateAdministratively {
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    }
    /// The provider gives the approval up. Facts: `state`.
    ResignFile {
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    }
}

/// How a gap is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// In conversation, noted in the file.
    Spoken,
    /// In writing.
    Written,
}

impl FilingStep {
    /// What is asked of the file, and who asks by default.
    fn step(&self, stage: &Stage) -> Result<(Capacity, FileStep), Trouble> {
        Ok(match self {
            Self::SupplyItems { changed, .. } => (Capacity::Provider, FileStep::SupplyItems(changed.clone())),
            Self::ChangeAnswer { answer, reason, .. } => {
                (Capacity::Provider, FileStep::ChangeAnswer(answer.clone(), reason.clone()))
            }
            Self::Explain { about, words, .. } => (Capacity::Provider, FileStep::Explain(about.clone(), words.clone())),
            Self::ExplainGap { from, to, form, words, .. } => {
                let zone = stage.zone();
                let explanation = GapExplanation {
                    from: zone.date_at(stage.instant("from", from)?),
                    to: zone.date_at(stage.instant("to", to)?),
                    form: match form {
                        Some(Form::Spoken) => ExplanationForm::Spoken,
                        Some(Form::Written) => ExplanationForm::Written,
                        None => stage.made_up("form", ExplanationForm::Written)?,
                    },
                    words: words.clone(),
                };
                (Capacity::Provider, FileStep::ExplainGap(explanation))
            }
            Self::ReportToClient { .. } => (Capacity::Cvo, FileStep::ReportToClient),
            Self::ApproveProvisionally { .. } => (Capacity::MedicalDirector, FileStep::ApproveProvisionally),
            Self::RecordDecisionNotice { on, .. } => (Capacity::Msp, FileStep::RecordNotice(today(stage, "on", on)?)),
            Self::RaiseFileFinding { what, .. } => (Capacity::Msp, FileStep::RaiseFinding(what.clone())),
            Self::ResolveFileFinding { number, resolution, .. } => {
                let step = FileStep::ResolveFinding(number.unwrap_or(1), resolution.clone());
                (Capacity::CredentialsCommittee, step)
            }
            Self::ExtendForLeave { cause, from, reason, .. } => {
                let from = today(stage, "from", from)?;
                let reason = match reason {
                    Some(reason) => reason.clone(),
                    None => Text::parse(stage.made_up("reason", cause.word())?)
                        .map_err(|error| Trouble::value("reason", error))?,
                };
                (Capacity::Msp, FileStep::Extend(*cause, from, reason))
            }
            Self::RecordReturn { on, .. } => (Capacity::Msp, FileStep::RecordReturn(today(stage, "on", on)?)),
            Self::TerminateAdministratively { from, reason, .. } => {
                let from = stage.maybe("from", from.as_ref())?;
                (Capacity::Msp, FileStep::TerminateAdministratively(from, reason.clone()))
            }
            Self::ResignFile { from, .. } => {
                (Capacity::Provider, FileStep::Resign(stage.maybe("from", from.as_ref())?))
            }
        })
    }
}

impl Step for FilingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, organization) = self.about();
        let (subject, id) = file(stage, provider, organization)?;
        let (default, step) = self.step(stage)?;
        let by = stage.by(default, Some(subject))?;
        let state = stage.act().file_step(&by, id, &step)?.result;
        Ok(state.map_or_else(Outcome::nothing, Outcome::state))
    }
}
