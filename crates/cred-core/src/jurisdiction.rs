//! Jurisdictions: the states and territories that license, register and regulate.

use serde::{Deserialize, Serialize};

use crate::time::zone::Zone;

/// A US state, the District of Columbia or a territory, by its two-letter postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct Jurisdiction(&'static (&'static str, &'static str));

/// A text that is no jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the two-letter postal code of a US state or territory (write `AZ`)")]
pub struct JurisdictionError(String);

/// Postal code and the zone of the capital, where the licensing boards sit. A board elsewhere is given its own zone with the
/// evidence.
static JURISDICTIONS: [(&str, &str); 56] = [
    ("AK", "America/Juneau"),
    ("AL", "America/Chicago"),
    ("AR", "America/Chicago"),
    ("AS", "Pacific/Pago_Pago"),
    ("AZ", "America/Phoenix"),
    ("CA", "America/Los_Angeles"),
    ("CO", "America/Denver"),
    ("CT", "America/New_York"),
    ("DC", "America/New_York"),
    ("DE", "America/New_York"),
    ("FL", "America/New_York"),
    ("GA", "America/New_York"),
    ("GU", "Pacific/Guam"),
    ("HI", "Pacific/Honolulu"),
    ("IA", "America/Chicago"),
    ("ID", "America/Boise"),
    ("IL", "America/Chicago"),
    ("IN", "America/Indiana/Indianapolis"),
    ("KS", "America/Chicago"),
    ("KY", "America/New_York"),
    ("LA", "America/Chicago"),
    ("MA", "America/New_York"),
    ("MD", "America/New_York"),
    ("ME", "America/New_York"),
    ("MI", "America/Detroit"),
    ("MN", "America/Chicago"),
    ("MO", "America/Chicago"),
    ("MP", "Pacific/Saipan"),
    ("MS", "America/Chicago"),
    ("MT", "America/Denver"),
    ("NC", "America/New_York"),
    ("ND", "America/Chicago"),
    ("NE", "America/Chicago"),
    ("NH", "America/New_York"),
    ("NJ", "America/New_York"),
    ("NM", "America/Denver"),
    ("NV", "America/Los_Angeles"),
    ("NY", "America/New_York"),
    ("OH", "America/New_York"),
    ("OK", "America/Chicago"),
    ("OR", "America/Los_Angeles"),
    ("PA", "America/New_York"),
    ("PR", "America/Puerto_Rico"),
    ("RI", "America/New_York"),
    ("SC", "America/New_York"),
    ("SD", "America/Chicago"),
    ("TN", "America/Chicago"),
    ("TX", "America/Chicago"),
    ("UT", "America/Denver"),
    ("VA", "America/New_York"),
    ("VI", "America/St_Thomas"),
    ("VT", "America/New_York"),
    ("WA", "America/Los_Angeles"),
    ("WI", "America/Chicago"),
    ("WV", "America/New_York"),
    ("WY", "America/Denver"),
];

impl Jurisdiction {
    /// Parses a postal code; case does not count.
    ///
    /// # Errors
    /// When no state or territory has that code.
    pub fn parse(text: &str) -> Result<Self, JurisdictionError> {
        JURISDICTIONS
            .iter()
            .find(|(code, _)| code.eq_ignore_ascii_case(text))
            .map(Self)
            .ok_or_else(|| JurisdictionError(text.chars().take(40).collect()))
    }

    /// The postal code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0.0
    }

    /// The zone in which its boards' dates are read, unless the evidence says otherwise.
    #[must_use]
    pub fn board_zone(self) -> Option<Zone> {
        Zone::parse(self.0.1).ok()
    }
}

impl std::fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Jurisdiction {
    type Err = JurisdictionError;

    fn from_str(text: &str) -> Result<Self, JurisdictionError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = JurisdictionError;

    fn try_from(text: String) -> Result<Self, JurisdictionError> {
        Self::parse(&text)
    }
}

impl From<Jurisdiction> for String {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_board_zone_exists() {
        for (code, zone) in &JURISDICTIONS {
            assert!(Jurisdiction::parse(code).unwrap().board_zone().is_some(), "{code} {zone}");
        }
    }
}
