//! What a telemedicine privilege by proxy rests on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    digest::Digest,
    id::{AgreementId, FacilityId, ItemId, SiteId, VerificationId, VersionLabel},
    text::Text,
    time::{Instant, period::Period},
};

/// The list of privileges that an outside distant site supplied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Who at the distant site attested it.
    pub attested_by: Text,
    /// The day of the attestation.
    pub attested_on: NaiveDate,
    /// From when the practitioner is privileged there.
    pub from: Instant,
    /// The first instant after it; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

/// The distant site's decision that is relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distant {
    /// A privilege at a facility whose records are here: what becomes of it there is known here at once.
    Facility {
        /// Where.
        facility: FacilityId,
        /// Which of its privileges.
        item: ItemId,
    },
    /// A privilege elsewhere, by the list that the distant site supplied.
    Outside {
        /// The list.
        listed: Listed,
    },
}

/// A privilege by proxy as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyGrant {
    /// When it was decided.
    pub decided_at: Instant,
    /// Who decided.
    pub decided_by: Actor,
    /// The agreement it rests on.
    pub agreement: AgreementId,
    /// The decision it rests on.
    pub distant: Distant,
    /// Its own term.
    pub term: Period,
    /// The version of the form.
    pub version: VersionLabel,
    /// The fingerprint of that version.
    pub version_digest: Digest,
    /// The sites where the patients are.
    pub sites: Vec<SiteId>,
    /// Conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Text>,
    /// The evidence it rests on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}
