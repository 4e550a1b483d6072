//! The full form: the proof as an outline. Every line under a finding says one thing of it.

use super::{Explanation, span, who_owes};
use crate::timeline::{
    finding::{Fact, Finding},
    proof_tree::ProofTree,
    truth::Truth,
};

pub(super) fn text(explanation: &Explanation<'_>) -> String {
    let answer = explanation.answer;
    let question = answer.question();
    let mut lines = vec![explanation.headline()];
    let mut add = |name: &str, text: String| lines.push(format!("  {name:<12}{text}"));
    if answer.items().first().is_some_and(|item| item.to_string() != question.what.to_string()) {
        let items: Vec<String> = answer.items().iter().map(ToString::to_string).collect();
        add("covered by", items.join(", "));
    }
    add("provider", question.provider.to_string());
    add("stands", explanation.until().unwrap_or_else(|| "no change is known".to_owned()));
    for condition in answer.conditions() {
        add("only", condition.clone());
    }
    if let Some(at) = answer.conditions_until() {
        add("only", format!("other conditions from {}", explanation.local(at)));
    }
    add("known", format!("from the history up to position {}", answer.position()));
    if let Some(proof) = explanation.proof() {
        let truth = answer.truth();
        let parts = proof.blockers();
        lines.push(String::new());
        lines.push(heading(truth, parts.len()).to_owned());
        for (place, part) in parts.iter().enumerate() {
            outline(explanation, part, truth, &format!("{}.", place.saturating_add(1)), 2, &mut lines);
        }
    }
    if !explanation.also_unknown.is_empty() {
        lines.push(String::new());
        lines.push("Not known either, and needed for a yes:".to_owned());
        for (place, own) in explanation.also_unknown.iter().enumerate() {
            finding(explanation, own, &format!("{}.", place.saturating_add(1)), 2, &mut lines);
        }
    }
    lines.join("\n")
}

const fn heading(truth: Truth, parts: usize) -> &'static str {
    match (truth, parts) {
        (Truth::Met, 0 | 1) => "This carries it:",
        (Truth::Met, _) => "All of these carry it:",
        (Truth::Unmet, 0 | 1) => "This stands in the way:",
        (Truth::Unmet, _) => "Each of these alone stands in the way:",
        (Truth::Unknown, 0 | 1) => "This must become known:",
        (Truth::Unknown, _) => "Each of these must become known:",
    }
}

/// A node under its number; its parts are numbered below it.
fn outline(
    explanation: &Explanation<'_>,
    tree: &ProofTree,
    truth: Truth,
    number: &str,
    indent: usize,
    lines: &mut Vec<String>,
) {
    let (what, parts) = match tree {
        ProofTree::Finding(own) => return finding(explanation, own, number, indent, lines),
        ProofTree::All(parts) => (
            match truth {
                Truth::Met => "together:".to_owned(),
                Truth::Unmet | Truth::Unknown => "each of these:".to_owned(),
            },
            parts,
        ),
        ProofTree::AtLeast { needed, of, parts } => (
            match truth {
                Truth::Met => format!("{needed} of {of} needed; these hold:"),
                Truth::Unmet => format!("{needed} of {of} needed; these do not hold:"),
                Truth::Unknown => format!("{needed} of {of} needed; these are not known:"),
            },
            parts,
        ),
    };
    lines.push(format!("{:indent$}{number} {what}", ""));
    for (place, part) in parts.iter().enumerate() {
        let number = format!("{number}{}.", place.saturating_add(1));
        outline(explanation, part, truth, &number, indent.saturating_add(3), lines);
    }
}

fn finding(explanation: &Explanation<'_>, own: &Finding, number: &str, indent: usize, lines: &mut Vec<String>) {
    let (requirement, cause) = (&own.requirement, &own.cause);
    lines.push(format!("{:indent$}{number} {}: {}", "", requirement.asks, cause.reason.sentence()));
    let mut add = |name: &str, text: &str| {
        lines.push(format!("{:indent$}   {name:<8}{text}", ""));
    };
    add("rule", &requirement.citation);
    add("codes", &format!("{} {}", requirement.code, cause.reason.code()));
    if let Some(who) = who_owes(requirement.owed_by).filter(|_| cause.truth != Truth::Met) {
        add("owed by", who);
    }
    if let Some(until) = own.until {
        add("until", &explanation.local(until));
    }
    for fact in &cause.facts {
        add("record", &record(explanation, fact));
    }
}

/// A record: its kind and id, what it is, who said so and how, and from when until when.
fn record(explanation: &Explanation<'_>, fact: &Fact) -> String {
    let mut parts = vec![format!("{} {}", fact.kind.word(), fact.id), fact.label.clone()];
    parts.extend(fact.source.as_ref().zip(fact.method).map(|(source, method)| format!("{source} ({method})")));
    parts.extend(fact.verified_on.map(|day| format!("verified {day}")));
    parts.extend(fact.span.as_ref().and_then(|own| span(explanation, own)));
    parts.join(" · ")
}
