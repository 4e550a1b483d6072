//! Temporary and disaster privileges.

use cred_app::use_cases::temporary::TemporaryStep as Asked;
use cred_core::{
    actor::Capacity,
    exercise::rules::temporary_status,
    id::{ProviderId, TemporaryPrivilegeId},
    privileging::temporary_privilege::{MACHINE, grant::Ground},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ends,
    granting::{GrantDisaster, GrantTemporary},
    items, text,
};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
    verticals::{privileging::items::Items, verifying},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Temporary and disaster privileges",
    steps: Some(Words::<dyn Step>::of::<TemporaryStep>(&[
        Word::does(
            "grant-temporary",
            Capacity::Ceo,
            &[(&MACHINE, &["grant-new-applicant", "grant-care-need", "grant-locum-tenens"])],
        ),
        Word::does("grant-disaster", Capacity::Ceo, &[(&MACHINE, &["grant-disaster"])]),
        Word::does("record-license-psv", Capacity::Cvo, &[(&MACHINE, &["record-license-psv"])]),
        Word::does("record-psv-impossible", Capacity::Msp, &[(&MACHINE, &["record-psv-impossible"])]),
        Word::does("continue-disaster", Capacity::Ceo, &[(&MACHINE, &["continue"])]),
        Word::does("terminate-temporary", Capacity::Ceo, &[(&MACHINE, &["terminate"])]),
        Word::does("relinquish-temporary", Capacity::Provider, &[(&MACHINE, &["relinquish"])]),
    ])),
    questions: None,
};

/// What is done about temporary and disaster privileges. The steps after a grant are about those that are not over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum TemporaryStep {
    /// Grants temporary privileges. Facts: `state`, `sites`, `until` (when it ends by what is recorded now).
    GrantTemporary(Box<GrantTemporary>),
    /// Grants disaster privileges to a volunteer, while the emergency plan is activated and needs cannot be met. Facts: `state`, `sites`,
    /// `verify_by`, `decide_by` (from when each clock is late), `until` (when it ends by what is recorded now).
    GrantDisaster(Box<GrantDisaster>),
    /// Records that the licence of a disaster volunteer was verified at its source. Facts: as of `grant-disaster`.
    RecordLicensePsv {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// The source that answered; the state's board where left out.
        #[serde(default)]
        source: Option<Text>,
        /// When it answered; now where left out.
        #[serde(default)]
        answered: Option<Moment>,
        /// The verification on file that shows it, in the place of a source: `license`, or `license:AZ` where there are several.
        #[serde(default)]
        evidence: Option<String>,
    },
    /// Records, before it is late, that the licence cannot be verified in time. Facts: as of `grant-disaster`.
    RecordPsvImpossible {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why it cannot.
        reason: Text,
    },
    /// Decides that disaster privileges go on. Facts: as of `grant-disaster`.
    ContinueDisaster {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why; `still needed` where left out.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// Ends temporary or disaster privileges at once, without a hearing. Facts: `state`, `until`.
    TerminateTemporary {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why.
        reason: Text,
    },
    /// The holder gives temporary or disaster privileges up at once. Facts: `state`, `until`.
    RelinquishTemporary {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
}

impl Step for TemporaryStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, privileges, facility, default, step) = match self {
            Self::GrantTemporary(own) => return own.act(stage),
            Self::GrantDisaster(own) => return own.act(stage),
            Self::RecordLicensePsv { provider, privileges, facility, source, answered, evidence } => {
                let answered = stage.maybe("answered", answered.as_ref())?;
                let step = match evidence {
                    Some(_) if source.is_some() || answered.is_some() => {
                        return Err(Trouble::file("evidence", "give either `evidence`, or `source` and `answered`"));
                    }
                    Some(element) => Asked::VerifiedBy(verifying::latest(stage, provider, element)?.1),
                    None => Asked::Verified(text(stage, "source", source.as_ref(), "the state's board")?, answered),
                };
                (provider, privileges, facility, Capacity::Cvo, step)
            }
            Self::RecordPsvImpossible { provider, privileges, facility, reason } => {
                (provider, privileges, facility, Capacity::Msp, Asked::Impossible(reason.clone()))
            }
            Self::ContinueDisaster { provider, privileges, facility, reason } => {
                let reason = text(stage, "reason", reason.as_ref(), "still needed")?;
                (provider, privileges, facility, Capacity::Ceo, Asked::Continue(reason))
            }
            Self::TerminateTemporary { provider, privileges, facility, reason } => {
                (provider, privileges, facility, Capacity::Ceo, Asked::Terminate(reason.clone()))
            }
            Self::RelinquishTemporary { provider, privileges, facility } => {
                (provider, privileges, facility, Capacity::Provider, Asked::Relinquish)
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let by = stage.by(default, Some(id))?;
        let done = stage.act().temporary_step(&by, id, &at, &items(privileges.as_ref()), &step)?;
        outcome(stage, id, done.result)
    }
}

/// How the last of them stands.
pub(super) fn outcome(
    stage: &Stage,
    id: ProviderId,
    done: Option<Vec<TemporaryPrivilegeId>>,
) -> Result<Outcome, Trouble> {
    let records = stage.records(id)?;
    let last = done.unwrap_or_default().last().and_then(|own| records.temporary_privilege(*own));
    let Some(own) = last else { return Ok(Outcome::nothing()) };
    let given = own.grant_given();
    let until = temporary_status(&records, own).as_ref().and_then(ends);
    let told = Outcome::state(own.state())
        .moment("until", until)
        .list("sites", given.sites.iter().map(ToString::to_string).collect());
    Ok(match &given.ground {
        Ground::Disaster(ground) => {
            told.moment("verify_by", Some(ground.verify_by)).moment("decide_by", Some(ground.decide_by))
        }
        Ground::NewApplicant { .. } | Ground::CareNeed { .. } | Ground::LocumTenens { .. } => told,
    })
}
