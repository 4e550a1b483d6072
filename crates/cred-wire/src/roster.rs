//! Rosters.

use cred_core::{exercise::roster, records::Records, time::zone::Zone, timeline::truth::Truth};
use serde::Serialize;

use crate::answer::{When, Who, word};

/// One held privilege.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Who.
    pub provider: Who,
    /// What.
    pub privilege: String,
    /// Its name on the form.
    pub name: String,
    /// Whether it belongs in the surgical roster.
    pub surgical: bool,
    /// `yes`, `no` (held, not exercisable now) or `unknown`.
    pub exercisable: String,
    /// When that next changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// What limits a *yes*.
    pub conditions: Vec<String>,
    /// Why not, one line a blocker; empty for a *yes*.
    pub why_not: Vec<String>,
}

/// Who may do what at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Roster {
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// The instant.
    pub at: When,
    /// Every privilege held there then, by provider and privilege.
    pub entries: Vec<Entry>,
}

impl Entry {
    /// An entry of the core.
    #[must_use]
    pub fn of(records: &Records, entry: &roster::Entry, zone: Zone) -> Self {
        let facility = &entry.answer.question().facility;
        let item = records
            .set_of_item(facility, &entry.item)
            .and_then(|set| set.versions().iter().rev().find_map(|version| version.item(&entry.item)));
        let why_not = if entry.answer.truth() == Truth::Met {
            vec![]
        } else {
            let line = |finding: &cred_core::timeline::finding::Finding| {
                format!("{}: {}", finding.requirement.asks, finding.cause.reason.sentence())
            };
            entry.answer.because().iter().map(line).collect()
        };
        Self {
            provider: Who::of(records, entry.provider),
            privilege: entry.item.to_string(),
            name: item.map_or_else(String::new, |item| item.name.to_string()),
            surgical: item.is_some_and(|item| item.surgical),
            exercisable: word(entry.answer.truth()).to_owned(),
            until: entry.answer.until().map(|(at, _)| When::at(at, zone)),
            conditions: entry.answer.conditions().to_vec(),
            why_not,
        }
    }
}
