//! What is due.

use cred_core::{exercise::due, time::zone::Zone};
use serde::Serialize;

use crate::answer::{When, word};

/// One change to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Due {
    /// When it changes.
    pub at: When,
    /// Whom it is about.
    pub provider_id: String,
    /// Their name.
    pub provider: String,
    /// `license`, `appointment`, `credentialing`, `privilege`, ….
    pub kind: String,
    /// What changes.
    pub what: String,
    /// What it is from then on: `yes`, `no` or `unknown`.
    pub becomes: String,
}

impl Due {
    /// A change of the core, in the facility's zone.
    #[must_use]
    pub fn of(provider: cred_core::id::ProviderId, name: &str, due: &due::Due, zone: Zone) -> Self {
        Self {
            at: When::at(due.at, zone),
            provider_id: provider.to_string(),
            provider: name.to_owned(),
            kind: due.kind.to_owned(),
            what: due.what.clone(),
            becomes: word(due.becomes).to_owned(),
        }
    }
}
