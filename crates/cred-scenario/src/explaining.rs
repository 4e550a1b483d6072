//! Explaining what was found: the whole answer with its findings, in lines.

use cred_core::time::zone::Zone;
use cred_wire::{
    answer::{Answer, When},
    finding::Finding,
};

/// An answer in lines: what, until when, under which conditions, and why.
pub(crate) fn answer(answer: &Answer) -> Vec<String> {
    let zone = Zone::parse(&answer.zone).unwrap_or(Zone::UTC);
    let verb = if answer.answer == "yes" { "may" } else { "may not" };
    let mut lines = vec![format!(
        "{}: {} {verb} exercise {} at {}/{} on {}",
        answer.answer, answer.provider.name, answer.what, answer.facility, answer.site, answer.at.local
    )];
    lines.push(match (&answer.until, &answer.then) {
        (Some(until), Some(then)) => format!("until {}, then {then}", until.local),
        _ => "no change is known".to_owned(),
    });
    lines.extend(answer.conditions.iter().map(|condition| format!("on condition: {condition}")));
    lines.push("because".to_owned());
    lines.extend(answer.because.iter().flat_map(|own| finding(own, zone)));
    if !answer.also_missing.is_empty() {
        lines.push("also missing".to_owned());
        lines.extend(answer.also_missing.iter().flat_map(|own| finding(own, zone)));
    }
    lines
}

/// A finding in lines: requirement and reason, the rule, the records behind it.
pub(crate) fn finding(finding: &Finding, zone: Zone) -> Vec<String> {
    let mark = match finding.value.as_str() {
        "met" => "+",
        "unmet" => "-",
        _ => "?",
    };
    let local = |text: &str| {
        let parsed = chrono::DateTime::parse_from_rfc3339(text);
        parsed.map_or_else(|_| text.to_owned(), |at| When::at(at.to_utc(), zone).local)
    };
    let until = finding.until.as_deref().map_or_else(String::new, |at| format!(", until {}", local(at)));
    let mut lines = vec![
        format!("  {mark} {}/{}  {}: {}{until}", finding.requirement, finding.reason, finding.asks, finding.text),
        format!("      rule: {}", finding.citation),
    ];
    for fact in &finding.facts {
        let mut told = format!("      {} {}", fact.kind, fact.label);
        if let Some(source) = &fact.source {
            told.push_str(&format!(", by {source}"));
        }
        if let Some(on) = &fact.verified_on {
            told.push_str(&format!(", verified {on}"));
        }
        let span =
            match (fact.first_day.as_deref(), fact.last_day.as_deref(), fact.from.as_deref(), fact.until.as_deref()) {
                (None, None, None, _) => String::new(),
                (None, None, Some(from), Some(until)) => format!(", {} until {}", local(from), local(until)),
                (None, None, Some(from), None) => format!(", from {}", local(from)),
                (from, to, ..) => format!(", {} to {}", from.unwrap_or("(open)"), to.unwrap_or("(open)")),
            };
        told.push_str(&span);
        lines.push(told);
    }
    lines
}

/// The pairs of requirement and reason.
pub(crate) fn pairs(findings: &[Finding]) -> Vec<String> {
    let mut pairs: Vec<String> =
        findings.iter().map(|finding| format!("{}/{}", finding.requirement, finding.reason)).collect();
    pairs.sort();
    pairs.dedup();
    pairs
}
