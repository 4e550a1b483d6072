//! What can happen to a facility.

use crate::{id::OrganizationId, standard::adoption::Adoption, text::Text, time::zone::Zone};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Command;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Established.
    #[non_exhaustive]
    Established {
        /// Whose facility it is.
        organization: OrganizationId,
        /// Its name.
        name: Text,
        /// The zone of its governing body.
        zone: Zone,
    },
    /// A command of the same shape was carried out.
    #[non_exhaustive]
    Recorded(Command),
    /// A pack was adopted.
    #[non_exhaustive]
    PackAdopted {
        /// The adoption.
        adoption: Box<Adoption>,
        /// The local day of the decision.
        decided_on: NaiveDate,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Established { .. } => "established",
            Self::Recorded(command) => match command {
                Command::OpenSite(_) => "site-opened",
                Command::PlanResource { .. } => "resource-planned",
                Command::PutInService { .. } => "put-in-service",
                Command::RecordOutage { .. } => "outage-recorded",
                Command::ReturnToService { .. } => "returned-to-service",
                Command::EndResource { .. } => "resource-ended",
                Command::AdoptPack(_) => "pack-adopted",
                Command::EndPack { .. } => "pack-ended",
                Command::ActivateEmergencyPlan { .. } => "emergency-plan-activated",
                Command::EndEmergencyPlan { .. } => "emergency-plan-ended",
                Command::RecordUnderControl { .. } => "under-control-recorded",
                Command::RecordAgreement(_) => "agreement-recorded",
                Command::EndAgreement { .. } => "agreement-ended",
                Command::RecordExclusiveContract(_) => "exclusive-contract-recorded",
                Command::EndExclusiveContract { .. } => "exclusive-contract-ended",
            },
            Self::PackAdopted { .. } => "pack-adopted",
        }
    }
}
