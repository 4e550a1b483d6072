//! The answer to *may she do this here, at this time?*

use cred_core::{exercise::answer, records::Records, time::Instant, timeline::truth::Truth};
use serde::Serialize;

use crate::finding::{Finding, instant};

/// A provider, as answers name one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Who {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The NPI, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npi: Option<String>,
}

impl Who {
    /// A provider of the records; the bare id where the records lack it.
    #[must_use]
    pub fn of(records: &Records, id: cred_core::id::ProviderId) -> Self {
        let provider = records.provider(id);
        Self {
            id: id.to_string(),
            name: provider.map_or_else(String::new, |provider| provider.name().to_string()),
            npi: provider.and_then(|provider| provider.registration().npi.as_ref()).map(ToString::to_string),
        }
    }
}

/// An instant with the local time at the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct When {
    /// RFC 3339, UTC.
    pub utc: String,
    /// At the site: `2027-01-01 00:00 MST`.
    pub local: String,
}

impl When {
    /// An instant in a site's zone.
    #[must_use]
    pub fn at(at: Instant, zone: cred_core::time::zone::Zone) -> Self {
        let local = zone.local_at(at);
        let seconds = if local.format("%S").to_string() == "00" { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        Self { utc: instant(at), local: format!("{} {}", local.format(seconds), zone.abbreviation_at(at)) }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// `yes`, `no` or `unknown`. Unknown never grants.
    pub answer: String,
    /// Who.
    pub provider: Who,
    /// What was asked: a privilege's id, or `procedure …`.
    pub what: String,
    /// The privileges it comes down to.
    pub privileges: Vec<String>,
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// The site's zone.
    pub zone: String,
    /// The instant asked about.
    pub at: When,
    /// The first instant after it at which the answer is another one, as known now; left out where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The answer from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// What limits a *yes*.
    pub conditions: Vec<String>,
    /// When the conditions of a *yes* next change before it ends; left out where that is not known to happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions_until: Option<When>,
    /// What decides: what carries a *yes*, every blocker of a *no*, what is unknown.
    pub because: Vec<Finding>,
    /// What else stands in the way of a *yes*.
    pub also_missing: Vec<Finding>,
    /// The position in the history it was answered from.
    pub position: u64,
}

/// The word for an answer.
#[must_use]
pub const fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Met => "yes",
        Truth::Unmet => "no",
        Truth::Unknown => "unknown",
    }
}

impl Answer {
    /// An answer of the core, with the names of the records it was read from.
    #[must_use]
    pub fn of(records: &Records, answer: &answer::Answer) -> Self {
        let question = answer.question();
        let site = records.facility(&question.facility).and_then(|facility| facility.site(&question.site));
        let zone = site.map_or(cred_core::time::zone::Zone::UTC, |site| site.zone);
        let because = answer.because();
        let also: Vec<Finding> =
            answer.missing().iter().filter(|finding| !because.contains(finding)).map(Finding::from).collect();
        Self {
            answer: word(answer.truth()).to_owned(),
            provider: Who::of(records, question.provider),
            what: question.what.to_string(),
            privileges: answer.items().iter().map(ToString::to_string).collect(),
            facility: question.facility.to_string(),
            site: question.site.to_string(),
            zone: zone.name().to_owned(),
            at: When::at(question.at, zone),
            until: answer.until().map(|(at, _)| When::at(at, zone)),
            then: answer.until().map(|(_, truth)| word(truth).to_owned()),
            conditions: answer.conditions().to_vec(),
            conditions_until: answer.conditions_until().map(|at| When::at(at, zone)),
            because: because.iter().map(Finding::from).collect(),
            also_missing: also,
            position: answer.position(),
        }
    }
}
