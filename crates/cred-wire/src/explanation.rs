//! Why an answer is what it is, as JSON with a published schema (`docs/explanation.schema.json`).
//!
//! The codes in it are stable: `node`, `requirement` and `reason` are for programs, everything under `asks`, `citation`, `text` and `label` is
//! for people.

use cred_core::{exercise::explanation, records::Records, time::Instant, timeline::proof_tree::ProofTree};
use serde::Serialize;

use crate::{
    answer::{When, Who, word},
    finding::Finding,
};

/// Why an answer is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
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
    /// The site's zone, by its IANA name.
    pub zone: String,
    /// The instant asked about.
    pub at: When,
    /// The first instant after it at which the answer is another one, as known then; left out where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The answer from then on: `yes`, `no` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// What limits a *yes*.
    pub conditions: Vec<String>,
    /// When the conditions of a *yes* next change before it ends; left out where that is not known to happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions_until: Option<When>,
    /// What decides, and nothing besides: of a *no* each part by itself stands in the way, of an *unknown* each must become known, of a *yes*
    /// all parts together carry it. Empty where nothing that is told decides it.
    pub because: Vec<Node>,
    /// What is not known besides, and would have to be before a *no* could become a *yes*.
    pub also_unknown: Vec<Finding>,
    /// The position in the history up to which it was answered: asked again with this position, it is the same answer, byte for byte.
    pub position: u64,
}

/// A part of what decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "node", rename_all = "kebab-case")]
pub enum Node {
    /// One requirement with what was found.
    Finding(Finding),
    /// Parts that belong together: of a way that is open all hold, of one that is closed each closes it.
    All {
        /// The parts.
        parts: Vec<Self>,
    },
    /// A choice: so many of so many are needed.
    AtLeast {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        of: usize,
        /// Those that decide: of a *yes* the ways that hold, else those that do not.
        parts: Vec<Self>,
    },
}

impl From<&ProofTree> for Node {
    fn from(tree: &ProofTree) -> Self {
        let below = |parts: &[ProofTree]| parts.iter().map(Self::from).collect();
        match tree {
            ProofTree::Finding(finding) => Self::Finding(Finding::from(finding)),
            ProofTree::All(parts) => Self::All { parts: below(parts) },
            ProofTree::AtLeast { needed, of, parts } => Self::AtLeast { needed: *needed, of: *of, parts: below(parts) },
        }
    }
}

impl Explanation {
    /// An explanation of the core, with the names of the records it was read from.
    #[must_use]
    pub fn of(records: &Records, explanation: &explanation::Explanation<'_>) -> Self {
        let answer = explanation.answer();
        let (question, zone) = (answer.question(), explanation.zone());
        let when = |at: Instant| When::at(at, zone);
        Self {
            answer: word(answer.truth()).to_owned(),
            provider: Who::of(records, question.provider),
            what: question.what.to_string(),
            privileges: answer.items().iter().map(ToString::to_string).collect(),
            facility: question.facility.to_string(),
            site: question.site.to_string(),
            zone: zone.name().to_owned(),
            at: when(question.at),
            until: answer.until().map(|(at, _)| when(at)),
            then: answer.until().map(|(_, truth)| word(truth).to_owned()),
            conditions: answer.conditions().to_vec(),
            conditions_until: answer.conditions_until().map(when),
            because: explanation
                .proof()
                .map_or_else(Vec::new, |proof| proof.blockers().iter().map(Node::from).collect()),
            also_unknown: explanation.also_unknown().iter().map(Finding::from).collect(),
            position: answer.position(),
        }
    }
}

/// The JSON Schema of an explanation, with every stable code of a reason. Line by line the same on every machine.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> String {
    use cred_core::timeline::finding::FindingReason;
    use serde_json::{Value, json};

    let mut schema = schemars::generate::SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Explanation>()
        .to_value();
    let codes: Vec<Value> = FindingReason::ALL
        .iter()
        .map(|reason| json!({ "const": reason.code(), "description": reason.sentence() }))
        .collect();
    let mut narrow = |pointer: &str, key: &str, to: Value| {
        if let Some(own) = schema.pointer_mut(pointer).and_then(Value::as_object_mut) {
            own.insert(key.to_owned(), to);
        }
    };
    narrow("/$defs/Finding/properties/reason", "oneOf", json!(codes));
    narrow("/$defs/Finding/properties/value", "enum", json!(["met", "unmet", "unknown"]));
    narrow("/$defs/Finding/properties/owed_by", "enum", json!(["provider", "msp", "reviewers", "facility", "nobody"]));
    narrow("/properties/answer", "enum", json!(["yes", "no", "unknown"]));
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
