//! What would change, for people.

use cred_wire::{
    answer::When,
    impact::{Duty, Impact},
};

use crate::output::table;

pub(super) fn of(impact: &Impact) -> String {
    let none = [
        impact.answers.is_empty(),
        impact.rosters.is_empty(),
        impact.deadlines.is_empty(),
        impact.duties.is_empty(),
        impact.cases.is_empty(),
    ];
    if none == [true; 5] {
        return format!("{}: nothing that is known now would change", impact.facility);
    }
    let sections = [
        ("Answers", answers(impact)),
        ("Rosters", rosters(impact)),
        ("Deadlines", deadlines(impact)),
        ("Duties", duties(impact)),
        ("Booked cases", cases(impact)),
    ];
    let told = sections.into_iter().filter_map(|(name, table)| Some(format!("{name}\n{}", table?)));
    told.collect::<Vec<_>>().join("\n\n")
}

fn local(at: &Option<When>) -> String {
    at.as_ref().map_or_else(String::new, |at| at.local.clone())
}

/// A table, or nothing where it has no rows.
fn rows<T>(head: &[&str], of: &[T], row: impl Fn(&T) -> Vec<String>) -> Option<String> {
    (!of.is_empty()).then(|| table(head, of.iter().map(row).collect()))
}

fn answers(impact: &Impact) -> Option<String> {
    let head = ["provider", "privilege", "site", "from", "until", "answer", "because"];
    rows(&head, &impact.answers, |own| {
        let why: Vec<String> =
            own.because.iter().map(|finding| format!("{}: {}", finding.asks, finding.text)).collect();
        vec![
            own.provider.name.clone(),
            own.privilege.clone(),
            own.site.clone(),
            own.from.local.clone(),
            local(&own.until),
            format!("{} → {}", own.before, own.after),
            why.join("; "),
        ]
    })
}

fn rosters(impact: &Impact) -> Option<String> {
    rows(&["site", "privilege", "from", "until", "who may"], &impact.rosters, |own| {
        let count = format!("{} → {}", own.before, own.after);
        vec![own.site.clone(), own.privilege.clone(), own.from.local.clone(), local(&own.until), count]
    })
}

fn deadlines(impact: &Impact) -> Option<String> {
    rows(&["provider", "kind", "what", "as it is", "would be", "becomes"], &impact.deadlines, |own| {
        let (before, after) = (local(&own.before), local(&own.after));
        vec![own.provider.name.clone(), own.kind.clone(), own.what.clone(), before, after, own.becomes.clone()]
    })
}

fn duties(impact: &Impact) -> Option<String> {
    let due = |duty: &Option<Duty>| duty.as_ref().map_or_else(String::new, |own| format!("by {}", own.due_by));
    let head = ["provider", "duty", "from", "until", "as it is", "would be", "rule"];
    rows(&head, &impact.duties, |own| {
        let rule = own.after.as_ref().or(own.before.as_ref()).map_or_else(String::new, |duty| duty.rule.clone());
        vec![
            own.provider.name.clone(),
            own.what.clone(),
            own.from.local.clone(),
            local(&own.until),
            due(&own.before),
            due(&own.after),
            rule,
        ]
    })
}

fn cases(impact: &Impact) -> Option<String> {
    let head = ["case", "provider", "what", "when", "answer", "conditions, or why not"];
    rows(&head, &impact.cases, |own| {
        let notes = if own.after == "yes" { &own.conditions } else { &own.why_not };
        vec![
            own.case.clone().unwrap_or_else(|| format!("line {}", own.line)),
            own.provider.name.clone(),
            own.what.clone(),
            own.at.local.clone(),
            format!("{} → {}", own.before, own.after),
            notes.join("; "),
        ]
    })
}
