//! Ids. Minted ids carry their kind in the text (`prov_…`), so that an id of the wrong kind does not parse; chosen ids
//! (slugs) are the words that people put into their own files.
//!
//! The core wraps ids and never mints them: the caller brings the 128 bits.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct IdError {
    text: String,
    wanted: &'static str,
}

impl IdError {
    fn new(text: &str, wanted: &'static str) -> Self {
        Self { text: text.chars().take(80).collect(), wanted }
    }
}

macro_rules! minted {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal, $wanted:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// The text in front of the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps 128 bits that the caller minted.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bits.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or_else(|| IdError::new(text, $wanted))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )+};
}

minted! {
    /// One appointment to one facility's medical staff.
    AppointmentId = "appt", "an appointment id (`appt_` and 32 hexadecimal digits)";
    /// One credentialing file (application).
    CredentialingFileId = "file", "a credentialing file id (`file_` and 32 hexadecimal digits)";
    /// One privilege request and the grant that may come of it.
    PrivilegeRequestId = "priv", "a privilege request id (`priv_` and 32 hexadecimal digits)";
    /// One corrective action: a concern, its investigation and what came of it.
    CorrectiveActionId = "corr", "a corrective action id (`corr_` and 32 hexadecimal digits)";
    /// One enrollment with a payer.
    EnrollmentId = "enrl", "an enrollment id (`enrl_` and 32 hexadecimal digits)";
    /// One meeting of a committee or board.
    MeetingId = "meet", "a meeting id (`meet_` and 32 hexadecimal digits)";
    /// One provider.
    ProviderId = "prov", "a provider id (`prov_` and 32 hexadecimal digits)";
    /// One telemedicine privilege that rests on a distant site's decision.
    ProxyPrivilegeId = "prox", "a proxy privilege id (`prox_` and 32 hexadecimal digits)";
    /// One supervision or collaboration arrangement.
    SupervisionId = "supv", "a supervision id (`supv_` and 32 hexadecimal digits)";
    /// One temporary or disaster privilege.
    TemporaryPrivilegeId = "temp", "a temporary privilege id (`temp_` and 32 hexadecimal digits)";
    /// One verification of one credential element; also the id of the evidence it yields.
    VerificationId = "ver", "a verification id (`ver_` and 32 hexadecimal digits)";
}

/// Why a text is not a slug.
const SLUG: &str = "an id: 1 to 64 of the characters A-Z a-z 0-9 . _ - and beginning with a letter or digit";

macro_rules! chosen {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// 1 to 64 ASCII letters, digits, `.`, `_`, `-`, beginning with a letter or digit. Case is kept and counts.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses the id.
            ///
            /// # Errors
            /// When the text has another shape.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let shape = text.len() <= 64
                    && text.chars().next().is_some_and(|c| c.is_ascii_alphanumeric())
                    && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
                if shape { Ok(Self(text.to_owned())) } else { Err(IdError::new(text, SLUG)) }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

chosen! {
    /// One agreement of a facility with a distant site.
    AgreementId;
    /// One facility: what has a governing body, bylaws and a medical staff.
    FacilityId;
    /// One item of a privilege set, unique within its facility.
    ItemId;
    /// One list of excluded parties, by the word that rules name it with: `LEIE`.
    ListId;
    /// One organisation: what credentials providers.
    OrganizationId;
    /// One rule pack.
    PackId;
    /// One privilege set (delineation form) of a facility.
    PrivilegeSetId;
    /// One resource at a site: equipment, unit, team, agreement.
    ResourceId;
    /// One source that a program can ask.
    SourceId;
    /// One site of a facility.
    SiteId;
    /// The label of one version of a privilege set, of bylaws, or of a credentialing policy.
    VersionLabel;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_does_not_parse() {
        let id = ProviderId::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<ProviderId>(), Ok(id));
        assert!(id.to_string().parse::<VerificationId>().is_err());
        assert!("prov_7".parse::<ProviderId>().is_err());
    }

    #[test]
    fn a_slug_is_a_word() {
        assert!(SiteId::parse("main").is_ok());
        for bad in ["", "-x", "two words", "ä", &"x".repeat(65)] {
            assert!(SiteId::parse(bad).is_err(), "{bad}");
        }
    }
}
