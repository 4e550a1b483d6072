//! What may be asked of a facility's record.

use crate::{
    id::{AgreementId, PackId, ResourceId, SiteId},
    standard::adoption::Adoption,
    text::Text,
    time::Instant,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    agreement::Agreement,
    exclusive_contract::ExclusiveContract,
    resource::{Ending, Outage},
    site::Site,
};

/// What may be asked of a facility's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Open a site.
    OpenSite(Site),
    /// Plan a resource at a site.
    PlanResource {
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// What it is, in words.
        name: Text,
    },
    /// Put a planned resource in service.
    PutInService {
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// From when.
        from: Instant,
    },
    /// Record that a resource is out of service, or in service with limits, for a time.
    RecordOutage {
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// The outage.
        outage: Outage,
    },
    /// Record that a resource is back earlier than recorded, or that an open outage is over.
    ReturnToService {
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// From when.
        from: Instant,
    },
    /// Retire a resource, or record that the facility lost it.
    EndResource {
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// From when.
        from: Instant,
        /// In which way.
        ending: Ending,
    },
    /// Adopt a rule pack.
    AdoptPack(Box<Adoption>),
    /// End the adoption of a rule pack.
    EndPack {
        /// The pack.
        pack: PackId,
        /// The last local day on which it binds.
        last_day: NaiveDate,
    },
    /// Activate the emergency operations plan; again in the same activation once the needs cannot be met.
    ActivateEmergencyPlan {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// Whether the facility cannot meet the needs of its patients with its own staff.
        needs_cannot_be_met: bool,
    },
    /// The activation is over.
    EndEmergencyPlan {
        /// From when.
        from: Instant,
    },
    /// The disaster is under control; the activation goes on.
    RecordUnderControl {
        /// From when.
        from: Instant,
    },
    /// Record a written agreement with a distant site.
    RecordAgreement(Box<Agreement>),
    /// Record an exclusive contract.
    RecordExclusiveContract(Box<ExclusiveContract>),
    /// An exclusive contract ends, or ends earlier than written.
    EndExclusiveContract {
        /// Which.
        id: AgreementId,
        /// The first instant after it.
        from: Instant,
    },
    /// An agreement ends, or ends earlier than written.
    EndAgreement {
        /// Which.
        id: AgreementId,
        /// The first instant after it.
        from: Instant,
    },
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OpenSite(_) => "open-site",
            Self::PlanResource { .. } => "plan-resource",
            Self::PutInService { .. } => "put-in-service",
            Self::RecordOutage { .. } => "record-outage",
            Self::ReturnToService { .. } => "return-to-service",
            Self::EndResource { .. } => "end-resource",
            Self::AdoptPack(_) => "adopt-pack",
            Self::EndPack { .. } => "end-pack",
            Self::ActivateEmergencyPlan { .. } => "activate-emergency-plan",
            Self::EndEmergencyPlan { .. } => "end-emergency-plan",
            Self::RecordUnderControl { .. } => "record-under-control",
            Self::RecordAgreement(_) => "record-agreement",
            Self::EndAgreement { .. } => "end-agreement",
            Self::RecordExclusiveContract(_) => "record-exclusive-contract",
            Self::EndExclusiveContract { .. } => "end-exclusive-contract",
        }
    }
}
