//! Instants as scenarios write them. They are read in the scenario's zone when they are needed.

use chrono::NaiveDate;
use cred_app::moment;
use cred_core::time::zone::Zone;
use schemars::JsonSchema;
use serde::Deserialize;

/// An instant: `2026-01-05`, `2026-01-05 09:00` (local to the scenario's zone), or `2026-01-05T09:00:00-07:00`. A date alone is its first
/// instant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Moment(String);

impl Moment {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, if it is an instant in some zone: whether its local time exists is known only in its own zone.
    ///
    /// # Errors
    /// The rule in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        moment::parse("", text, Zone::UTC).map(|_| Self(text.trim().to_owned())).map_err(|error| {
            let told = error.to_string();
            told.trim().split(" (in a URL").next().unwrap_or_default().to_owned()
        })
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

/// When something ends or changes: an instant, or `none` where it is expected not to be known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub enum Until {
    /// No change is known.
    None,
    /// At this instant (exclusive).
    At(Moment),
}

impl TryFrom<String> for Until {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self::None);
        }
        Moment::parse(&text).map(Self::At).map_err(|rule| format!("{rule}, or `none`"))
    }
}

/// A local day: `2026-05-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Day(pub NaiveDate);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d");
        day.map(Self).map_err(|_| format!("`{text}` is no day: write it as 2026-05-31"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_date_a_local_time_or_one_with_its_offset() {
        for text in [
            "2026-01-05",
            "2026-01-05 09:00",
            "2026-01-05T09:00:00",
            "2026-01-05T09:00:00-07:00",
            "2026-01-05T09:00:00Z",
        ] {
            assert!(Moment::parse(text).is_ok(), "{text}");
        }
        for text in ["", "today", "2026-13-01", "2026-01-05 25:00", "9999-01-01"] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
        assert!(Day::try_from("2026-05-31".to_owned()).is_ok());
        assert!(Day::try_from("2026-05-32".to_owned()).is_err());
        assert_eq!(Until::try_from("none".to_owned()), Ok(Until::None));
        assert!(Until::try_from("never".to_owned()).is_err());
    }
}
