//! Grants: what the board gave, under which version of the form, for which sites, for how long, on what it rested.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    delineation::privilege_item::Fppe,
    digest::Digest,
    id::{AppointmentId, CredentialingFileId, SiteId, VerificationId, VersionLabel},
    text::Text,
    time::{Instant, period::Period},
};

pub use crate::privileging::restriction::Restriction;

/// A grant as it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// When it was decided.
    pub decided_at: Instant,
    /// The term, within the appointment.
    pub term: Period,
    /// The version of the form; it never changes.
    pub version: VersionLabel,
    /// The fingerprint of that version.
    pub version_digest: Digest,
    /// The sites.
    pub sites: Vec<SiteId>,
    /// Conditions, agreed or set at the grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Text>,
    /// The focused evaluation it begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fppe: Option<Fppe>,
    /// Before when it is to be concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fppe_until: Option<Instant>,
    /// When its focused evaluation began, where that was with a temporary privilege before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fppe_from: Option<Instant>,
    /// Who decided.
    pub decided_by: Actor,
    /// The appointment it rests on.
    pub appointment: AppointmentId,
    /// The credentialing file it rests on.
    pub file: CredentialingFileId,
    /// The evidence it rests on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}

/// The standing of a grant from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantStanding {
    /// In good standing.
    Good,
    /// Suspended.
    Suspended,
    /// Given up.
    Relinquished,
    /// Revoked.
    Revoked,
}
