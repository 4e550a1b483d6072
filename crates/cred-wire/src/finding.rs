//! Findings and facts.

use cred_core::timeline::finding::{self, FactSpan};
use serde::Serialize;

/// One record that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fact {
    /// `provider`, `evidence`, `credentialing-file`, `appointment`, `privilege`, `resource`, `privilege-set`, `bylaws`.
    pub kind: String,
    /// The record's id.
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Who said so (evidence).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How they were asked (evidence).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The day they answered (evidence).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<String>,
    /// The first day, inclusive, as the record has it: `2026`, `2026-01` or `2026-01-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The last day, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// The first instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first instant after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What one requirement came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The requirement's stable code.
    pub requirement: String,
    /// What it asks, in words.
    pub asks: String,
    /// Where it stands.
    pub citation: String,
    /// `met`, `unmet` or `unknown`.
    pub value: String,
    /// The reason's stable code.
    pub reason: String,
    /// The reason in words.
    pub text: String,
    /// Who owes what is missing: `provider`, `msp`, `reviewers`, `facility`, `nobody`.
    pub owed_by: String,
    /// The instant at which this finding next changes, if known to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The records behind it.
    pub facts: Vec<Fact>,
}

/// An instant on the wire.
#[must_use]
pub fn instant(instant: cred_core::time::Instant) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

impl From<&finding::Fact> for Fact {
    fn from(fact: &finding::Fact) -> Self {
        let (mut first_day, mut last_day, mut from, mut until) = (None, None, None, None);
        match fact.span {
            Some(FactSpan::Dates { from, to }) => {
                first_day = from.map(|date| date.to_string());
                last_day = to.map(|date| date.to_string());
            }
            Some(FactSpan::Instants { from: start, to }) => {
                from = Some(instant(start));
                until = to.map(instant);
            }
            None => {}
        }
        Self {
            kind: fact.kind.word().to_owned(),
            id: fact.id.clone(),
            label: fact.label.clone(),
            source: fact.source.clone(),
            method: fact.method.map(str::to_owned),
            verified_on: fact.verified_on.map(|date| date.to_string()),
            first_day,
            last_day,
            from,
            until,
        }
    }
}

impl From<&finding::Finding> for Finding {
    fn from(finding: &finding::Finding) -> Self {
        Self {
            requirement: finding.requirement.code.to_owned(),
            asks: finding.requirement.asks.clone(),
            citation: finding.requirement.citation.clone(),
            value: finding.cause.truth.word().to_owned(),
            reason: finding.cause.reason.code().to_owned(),
            text: finding.cause.reason.sentence().to_owned(),
            owed_by: finding.requirement.owed_by.word().to_owned(),
            until: finding.until.map(instant),
            facts: finding.cause.facts.iter().map(|fact| Fact::from(fact.as_ref())).collect(),
        }
    }
}
