//! The check before a temporary privilege: what the records tell at one instant about a provider, an item and its sites.

use chrono::NaiveDate;

use super::grant::{Application, Kind};
use crate::{
    digest::Digest,
    id::{
        FacilityId, ItemId, PrivilegeRequestId, PrivilegeSetId, ProviderId, SiteId, TemporaryPrivilegeId,
        VerificationId, VersionLabel,
    },
    text::Text,
    time::Instant,
    timeline::evaluation::Evaluation,
};

/// What a site's records tell.
#[derive(Debug, Clone)]
pub(crate) struct SiteCheck {
    pub(crate) license: Evaluation,
    /// Registrations, resources and prerequisites.
    pub(crate) lawful: Evaluation,
    pub(crate) competent: Evaluation,
    /// Whether the licences that the form asks for are of the profession, so that a volunteer's may be verified within its time.
    pub(crate) license_may_wait: bool,
}

/// An earlier temporary privilege of the provider at the facility, and the days it was held: the first, and the first after.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    pub(crate) id: TemporaryPrivilegeId,
    pub(crate) kind: Kind,
    pub(crate) item: ItemId,
    pub(crate) application: Option<Application>,
    pub(crate) need: Option<Text>,
    pub(crate) summed_with: Vec<TemporaryPrivilegeId>,
    /// Whether its application was decided for good.
    pub(crate) closed: bool,
    pub(crate) days: Option<(NaiveDate, NaiveDate)>,
}

/// What the records tell. Made by [`crate::exercise::rules::temporary_check`] alone; it names its subject and its instant, and a decision
/// checks both.
#[derive(Debug, Clone)]
pub struct TemporaryCheck {
    pub(crate) provider: ProviderId,
    pub(crate) facility: FacilityId,
    pub(crate) set: PrivilegeSetId,
    pub(crate) version: VersionLabel,
    pub(crate) version_digest: Digest,
    pub(crate) item: ItemId,
    pub(crate) sites: Vec<(SiteId, SiteCheck)>,
    pub(crate) npdb: Evaluation,
    pub(crate) not_excluded: Evaluation,
    /// What bars any authority here: a suspension, a leave, a revocation.
    pub(crate) bars: Vec<String>,
    /// Adverse answers and open differences on file.
    pub(crate) flags: Vec<String>,
    /// Each application, with what keeps it from being complete and without concerns.
    pub(crate) applications: Vec<(Application, Vec<String>)>,
    pub(crate) earlier: Vec<Earlier>,
    /// A grant of the board that is in force.
    pub(crate) granted: Option<PrivilegeRequestId>,
    pub(crate) basis: Vec<(VerificationId, Digest)>,
    pub(crate) at: Instant,
}

impl TemporaryCheck {
    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// About which item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The applications that are complete and without concerns.
    #[must_use]
    pub fn complete(&self) -> Vec<Application> {
        self.applications.iter().filter(|(_, open)| open.is_empty()).map(|(application, _)| *application).collect()
    }
}
