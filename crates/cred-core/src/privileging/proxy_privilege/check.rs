//! The check before a privilege by proxy: what the records tell at one instant.

use super::grant::Distant;
use crate::{
    digest::Digest,
    id::{FacilityId, ItemId, PrivilegeSetId, ProviderId, SiteId, VerificationId, VersionLabel},
    time::Instant,
    timeline::evaluation::Evaluation,
};

/// What the records tell. Made by [`crate::exercise::rules::proxy_check`] alone; it names its subject and its instant, and a decision checks
/// both.
#[derive(Debug, Clone)]
pub struct ProxyCheck {
    pub(crate) provider: ProviderId,
    pub(crate) facility: FacilityId,
    pub(crate) set: PrivilegeSetId,
    pub(crate) version: VersionLabel,
    pub(crate) version_digest: Digest,
    pub(crate) item: ItemId,
    pub(crate) distant: Distant,
    /// For each site of the form: licence, registrations, resources, prerequisites.
    pub(crate) sites: Vec<(SiteId, Evaluation)>,
    /// The privilege at the distant site.
    pub(crate) privileged_there: Evaluation,
    pub(crate) npdb: Evaluation,
    /// What bars any authority here: a suspension, a leave, a revocation.
    pub(crate) bars: Vec<String>,
    pub(crate) basis: Vec<(VerificationId, Digest)>,
    pub(crate) at: Instant,
}
