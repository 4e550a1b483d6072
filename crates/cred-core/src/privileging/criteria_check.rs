//! Criteria checks: a provider's dossier held against what an item asks at the decision, at one instant.

use crate::{
    digest::Digest,
    id::{ItemId, PrivilegeSetId, ProviderId, SiteId, VerificationId, VersionLabel},
    time::Instant,
    timeline::{evaluation::Evaluation, finding::Finding, truth::Truth},
};

/// What the criteria of an item find. Made by [`crate::exercise::rules::criteria_check`] alone; it names its subject and its instant, and
/// a decision checks both.
#[derive(Debug, Clone)]
pub struct CriteriaCheck {
    pub(crate) provider: ProviderId,
    pub(crate) set: PrivilegeSetId,
    pub(crate) version: VersionLabel,
    pub(crate) version_digest: Digest,
    pub(crate) item: ItemId,
    pub(crate) sites: Vec<(SiteId, Evaluation)>,
    pub(crate) basis: Vec<(VerificationId, Digest)>,
    pub(crate) at: Instant,
    pub(crate) renews: bool,
    /// From when the item has been held by temporary privileges that count for its focused evaluation.
    pub(crate) exercised_since: Option<Instant>,
}

impl CriteriaCheck {
    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// By which form.
    #[must_use]
    pub const fn set(&self) -> &PrivilegeSetId {
        &self.set
    }

    /// By which version of it.
    #[must_use]
    pub const fn version(&self) -> &VersionLabel {
        &self.version
    }

    /// About which item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// Whether the privilege is held here already, with no evaluation of it open: then a grant renews it, and it is no new one.
    #[must_use]
    pub const fn renews(&self) -> bool {
        self.renews
    }

    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The evidence a decision now would rest on.
    #[must_use]
    pub fn basis(&self) -> &[(VerificationId, Digest)] {
        &self.basis
    }

    /// The sites at which the criteria are met.
    #[must_use]
    pub fn met_at(&self) -> Vec<&SiteId> {
        self.sites.iter().filter(|(_, evaluation)| evaluation.at(self.at) == Truth::Met).map(|(site, _)| site).collect()
    }

    /// What is open at a site.
    #[must_use]
    pub fn open_at(&self, site: &SiteId) -> Vec<Finding> {
        let found = self.sites.iter().find(|(own, _)| own == site);
        found.map_or_else(Vec::new, |(_, evaluation)| evaluation.missing(self.at))
    }

    /// What is open at every site it was made for, each finding once.
    #[must_use]
    pub fn open(&self) -> Vec<Finding> {
        let mut open = Vec::new();
        for (_, evaluation) in &self.sites {
            for finding in evaluation.missing(self.at) {
                if !open.contains(&finding) {
                    open.push(finding);
                }
            }
        }
        open
    }
}
