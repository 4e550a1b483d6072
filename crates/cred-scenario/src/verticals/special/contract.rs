//! Exclusive contracts of a facility with a group.

use cred_core::{
    actor::Capacity,
    facility::{Command, MACHINE, exclusive_contract::ExclusiveContract},
    id::AgreementId,
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
    verticals::privileging::items::Items,
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Exclusive contracts",
    steps: Some(Words::<dyn Step>::of::<ContractStep>(&[
        Word::does("record-exclusive-contract", Capacity::Facility, &[(&MACHINE, &["record-exclusive-contract"])]),
        Word::does("end-exclusive-contract", Capacity::Facility, &[(&MACHINE, &["end-exclusive-contract"])]),
    ])),
    questions: None,
};

/// What is done about exclusive contracts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum ContractStep {
    /// Records that a group alone offers these privileges: a request by anybody else is refused as not offered, which is no denial.
    RecordExclusiveContract {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Its id.
        contract: String,
        /// With which group.
        group: Text,
        /// For which privileges.
        privileges: Items,
        /// The group's members.
        members: Vec<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive); open where left out.
        #[serde(default)]
        until: Option<Moment>,
    },
    /// A contract ends, or ends earlier than written.
    EndExclusiveContract {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which.
        contract: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
}

impl Step for ContractStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let id = |text: &str| AgreementId::parse(text).map_err(|error| Trouble::value("contract", error));
        let (facility, command) = match self {
            Self::RecordExclusiveContract { facility, contract, group, privileges, members, from, until } => {
                let members = members.iter().map(|member| stage.provider(member)).collect::<Result<_, _>>()?;
                let contract = ExclusiveContract {
                    id: id(contract)?,
                    group: group.clone(),
                    items: privileges.ids().to_vec(),
                    members,
                    from: stage.maybe("from", from.as_ref())?.unwrap_or_else(|| stage.now()),
                    to: stage.maybe("until", until.as_ref())?,
                };
                (facility, Command::RecordExclusiveContract(Box::new(contract)))
            }
            Self::EndExclusiveContract { facility, contract, from } => {
                let from = stage.maybe("from", from.as_ref())?.unwrap_or_else(|| stage.now());
                (facility, Command::EndExclusiveContract { id: id(contract)?, from })
            }
        };
        let at = stage.facility(facility.as_deref())?;
        let by = stage.by(Capacity::Facility, None)?;
        stage.act().facility_command(&by, &at, &command)?;
        Ok(Outcome::nothing())
    }
}
