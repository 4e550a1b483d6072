//! The short form: what somebody at a desk needs before the patient is wheeled in.

use super::{Explanation, who_owes};
use crate::timeline::{
    finding::{FactSpan, Finding, FindingReason},
    proof_tree::ProofTree,
    truth::Truth,
};

/// So many ways of a choice are told in its line; how many more there are is said.
const WAYS: usize = 2;

pub(super) fn text(explanation: &Explanation<'_>) -> String {
    let mut lines = vec![explanation.headline()];
    match explanation.answer.truth() {
        Truth::Met => {
            lines.extend(explanation.until().map(|until| format!("  {until}")));
            lines.extend(explanation.answer.conditions().iter().map(|condition| format!("  only: {condition}")));
        }
        Truth::Unmet | Truth::Unknown => {
            lines.extend(explanation.blockers().iter().map(|blocker| format!("  - {}", line(explanation, blocker))));
            let more = explanation.also_unknown.len();
            if more > 0 {
                lines.push(format!("  ? not known either: {more} more; see the full form"));
            }
            lines.extend(explanation.until().map(|until| format!("  {until}")));
        }
    }
    lines.join("\n")
}

/// A blocker in one line: what is asked, what was found, and who can do something about it.
fn line(explanation: &Explanation<'_>, blocker: &ProofTree) -> String {
    match blocker {
        ProofTree::Finding(finding) => {
            let owed = who_owes(finding.requirement.owed_by).map_or_else(String::new, |who| format!(" [ask {who}]"));
            format!("{}{owed}", found(explanation, finding))
        }
        ProofTree::All(parts) => said(explanation, parts, " and "),
        ProofTree::AtLeast { needed: 1, parts, .. } => {
            format!("no way is open: {}", said(explanation, parts, "; or "))
        }
        ProofTree::AtLeast { needed, of, parts } => {
            format!("{needed} of {of} needed: {}", said(explanation, parts, "; "))
        }
    }
}

/// The first of some parts. What closes a way is told by its first finding; the rest is in the full form.
fn said(explanation: &Explanation<'_>, parts: &[ProofTree], between: &str) -> String {
    let first =
        |part: &ProofTree| part.findings().first().map_or_else(String::new, |finding| found(explanation, finding));
    let told: Vec<String> = parts.iter().take(WAYS).map(first).collect();
    let more = parts.len().saturating_sub(WAYS);
    let rest = if more == 0 { String::new() } else { format!("{between}{more} more") };
    format!("{}{rest}", told.join(between))
}

/// What is asked and what was found, with the day that matters.
fn found(explanation: &Explanation<'_>, finding: &Finding) -> String {
    let (asks, reason) = (&finding.requirement.asks, finding.cause.reason);
    format!("{asks}: {}{}", reason.sentence(), day(explanation, finding))
}

/// The day on which it ended or begins, by its record; else when it changes as known now.
fn day(explanation: &Explanation<'_>, finding: &Finding) -> String {
    let span = finding.cause.facts.iter().find_map(|fact| fact.span);
    let ended = match (finding.cause.reason, span) {
        (FindingReason::Expired, Some(FactSpan::Dates { to: Some(day), .. })) => Some(format!(" after {day}")),
        (FindingReason::Expired, Some(FactSpan::Instants { to: Some(at), .. }))
            if at <= explanation.answer.question().at =>
        {
            Some(format!(" at {}", explanation.local(at)))
        }
        (FindingReason::NotYetInForce, Some(FactSpan::Dates { from: Some(day), .. })) => Some(format!(" before {day}")),
        _ => None,
    };
    ended.or_else(|| finding.until.map(|at| format!(" until {}", explanation.local(at)))).unwrap_or_default()
}
