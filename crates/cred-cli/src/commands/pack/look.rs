//! Looking at packs: list, check, show, diff, explain, schema.

use chrono::NaiveDate;
use cred_core::standard::{
    adoption::{Adoption, Adoptions},
    binding::Standards,
    rule::Rule,
    rule_pack::RulePack,
    topic::Topic,
};
use cred_wire::exit::Exit;
use serde_json::{Value, json};

use super::read;
use crate::{
    error::CliError,
    output::{Output, table},
};

pub(super) fn list(output: &Output) -> Result<Exit, CliError> {
    let packs = cred_packs::SHIPPED.iter().map(|(id, _)| read(id)).collect::<Result<Vec<_>, _>>()?;
    let value: Vec<Value> = packs.iter().map(head).collect();
    output.value(&value, |_| {
        let row = |pack: &RulePack| {
            let to = pack.applies_to.map_or_else(|| "open".to_owned(), |to| to.to_string());
            vec![
                pack.id.to_string(),
                pack.title.to_string(),
                pack.applies_from.to_string(),
                to,
                pack.rules.len().to_string(),
            ]
        };
        table(&["pack", "title", "from", "to", "rules"], packs.iter().map(row).collect())
    });
    Ok(Exit::Yes)
}

fn head(pack: &RulePack) -> Value {
    json!({
        "id": pack.id.to_string(), "title": pack.title.to_string(), "body": pack.body.to_string(),
        "program": pack.program.to_string(), "edition": pack.edition.to_string(),
        "applies_from": pack.applies_from.to_string(), "applies_to": pack.applies_to.map(|to| to.to_string()),
        "key_date": pack.key_date.word(), "source": pack.source.to_string(), "confidence": pack.confidence.word(),
        "rules": pack.rules.len(),
    })
}

pub(super) fn check(files: &[String], output: &Output) -> Result<Exit, CliError> {
    let mut faults = Vec::new();
    let mut packs: Vec<(String, RulePack)> = Vec::new();
    for file in files {
        match read(file) {
            Ok(pack) => packs.push((file.clone(), pack)),
            Err(CliError::Faults { faults: own, .. }) => faults.push(own),
            Err(error) => return Err(error),
        }
    }
    for (index, (file, pack)) in packs.iter().enumerate() {
        for (other, earlier) in packs.iter().take(index).filter(|(_, earlier)| earlier.overlaps(pack)) {
            let line = line_of(file, "applies_from");
            faults.push(format!(
                "{file}:{line}:1: `applies_from`: edition {} of {} {} would bind on days on which edition {} does ({other}): end the one before the other begins",
                pack.edition, pack.body, pack.program, earlier.edition
            ));
        }
    }
    if !faults.is_empty() {
        return Err(CliError::Faults { file: files.join(", "), faults: faults.join("\n") });
    }
    let value: Vec<Value> = packs.iter().map(|(_, pack)| head(pack)).collect();
    output.value(&value, |_| {
        let told = |(file, pack): &(String, RulePack)| {
            format!("{file}: no fault found: {}, {} rules", pack.title, pack.rules.len())
        };
        packs.iter().map(told).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Yes)
}

/// The line of a key at the head of a file, for a fault between two files.
fn line_of(file: &str, key: &str) -> usize {
    let text =
        cred_packs::text(file).map(str::to_owned).or_else(|| std::fs::read_to_string(file).ok()).unwrap_or_default();
    text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |index| index + 1)
}

pub(super) fn show(pack: &RulePack, output: &Output) -> Result<Exit, CliError> {
    let mut value = head(pack);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("rules".to_owned(), pack.rules.iter().map(|rule| told(pack, rule)).collect());
    }
    output.value(&value, |_| {
        let to = pack.applies_to.map_or_else(|| "open".to_owned(), |to| to.to_string());
        let row = |rule: &Rule| {
            let reading = rule.reading.as_ref().map_or_else(String::new, |own| {
                format!(" [{}: {}{}]", own.of, own.is, if own.default { ", the default" } else { "" })
            });
            vec![
                rule.code.as_ref().map_or_else(String::new, ToString::to_string),
                rule.topic.word().to_owned(),
                rule.topic.about(),
                rule.on_breach.word().to_owned(),
                format!("{}{reading}", rule.topic.says()),
            ]
        };
        let rows = pack.rules.iter().map(row).collect();
        format!(
            "{}\n{} {}, edition {}; key date: {}; from {} to {to}\n\n{}",
            pack.title,
            pack.body,
            pack.program,
            pack.edition,
            pack.key_date.word(),
            pack.applies_from,
            table(&["code", "topic", "about", "breach", "says"], rows)
        )
    });
    Ok(Exit::Yes)
}

fn told(pack: &RulePack, rule: &Rule) -> Value {
    let (from, to) = pack.applies(rule);
    json!({
        "code": rule.code.as_ref().map(ToString::to_string), "topic": rule.topic.word(), "about": rule.topic.about(),
        "says": rule.topic.says(), "on_breach": rule.on_breach.word(),
        "key_date": rule.key_date.unwrap_or(pack.key_date).word(), "applies_from": from.to_string(),
        "applies_to": to.map(|to| to.to_string()),
        "reading": rule.reading.as_ref().map(|own| json!({ "of": own.of.to_string(), "is": own.is.to_string(), "default": own.default })),
        "source": rule.source.as_ref().unwrap_or(&pack.source).to_string(),
        "confidence": rule.confidence.unwrap_or(pack.confidence).word(),
        "note": rule.note.as_ref().map(ToString::to_string),
    })
}

pub(super) fn diff(first: &RulePack, second: &RulePack, output: &Output) -> Result<Exit, CliError> {
    let found = first.differences(second);
    let value: Vec<Value> = found
        .iter()
        .map(|own| {
            json!({ "topic": own.topic, "about": own.about, "direction": own.direction.word(), "before": own.before, "after": own.after })
        })
        .collect();
    output.value(&value, |_| {
        if found.is_empty() {
            return "they say the same".to_owned();
        }
        let row = |own: &cred_core::standard::rule_pack::difference::Difference| {
            vec![
                own.direction.word().to_owned(),
                own.topic.to_owned(),
                own.about.clone(),
                own.before.clone(),
                own.after.clone(),
            ]
        };
        table(&["", "topic", "about", first.id.as_str(), second.id.as_str()], found.iter().map(row).collect())
    });
    Ok(Exit::Yes)
}

pub(super) fn explain(
    pack: &RulePack,
    topic: Option<&str>,
    on: Option<NaiveDate>,
    output: &Output,
) -> Result<Exit, CliError> {
    known(topic)?;
    let asked = |rule: &&Rule| {
        let (from, to) = pack.applies(rule);
        topic.is_none_or(|topic| rule.topic.word() == topic)
            && on.is_none_or(|on| from <= on && to.is_none_or(|to| on <= to))
    };
    let rules: Vec<&Rule> = pack.rules.iter().filter(asked).collect();
    let value: Vec<Value> = rules.iter().map(|rule| told(pack, rule)).collect();
    output.value(&value, |_| {
        let line = |rule: &&Rule| {
            let about = rule.topic.about();
            let about = if about.is_empty() { String::new() } else { format!(" of {about}") };
            let code = rule.code.as_ref().map_or_else(String::new, |code| format!(" [{code}]"));
            let note = rule.note.as_ref().map_or_else(String::new, |note| format!("\n    {note}"));
            let what = Topic::ALL.iter().find(|(word, ..)| *word == rule.topic.word());
            let (meaning, strictest) = what.map_or(("", ""), |(_, meaning, strictest)| (meaning.trim(), *strictest));
            format!(
                "{}{about}{code}: {}\n    {meaning} Several bind: {strictest}. A breach: {}.\n    Source: {} ({}){note}",
                rule.topic.word(),
                rule.topic.says(),
                rule.on_breach.word(),
                rule.source.as_ref().unwrap_or(&pack.source),
                rule.confidence.unwrap_or(pack.confidence).word(),
            )
        };
        rules.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Yes)
}

fn known(topic: Option<&str>) -> Result<(), CliError> {
    match topic {
        Some(topic) if !Topic::ALL.iter().any(|(word, ..)| *word == topic) => {
            let words: Vec<&str> = Topic::ALL.iter().map(|(word, ..)| *word).collect();
            Err(CliError::usage(format!("`{topic}` is no topic; there is {}", words.join(", "))))
        }
        Some(_) | None => Ok(()),
    }
}

/// What binds an adopter on a key date: of each matter every rule, the strictest first where a length makes it so.
pub(super) fn binding(
    adopted: &[Adoption],
    topic: Option<&str>,
    on: NaiveDate,
    output: &Output,
) -> Result<Exit, CliError> {
    known(topic)?;
    let adoptions = Adoptions::from_iter(adopted.iter().cloned());
    let standards = Standards::of(&[&adoptions]);
    let mut rules = standards.on(on, |own| topic.is_none_or(|topic| own.word() == topic).then_some(own));
    let over = |topic: &Topic| topic.limit().and_then(|limit| limit.over_on(on)).unwrap_or(NaiveDate::MAX);
    rules.sort_by_key(|bound| (bound.value.word(), bound.value.about(), over(bound.value)));
    let value: Vec<Value> = rules
        .iter()
        .map(|bound| {
            json!({
                "topic": bound.value.word(), "about": bound.value.about(), "says": bound.value.says(),
                "rule": bound.citation(), "on_breach": bound.on_breach().word(), "confidence": bound.confidence().word(),
                "from": bound.from.to_string(), "to": bound.to.map(|to| to.to_string()),
            })
        })
        .collect();
    output.value(&value, |_| {
        if rules.is_empty() {
            return format!("no rule binds on {on}");
        }
        let mut last = (String::new(), String::new());
        let mut rows = Vec::new();
        for bound in &rules {
            let key = (bound.value.word().to_owned(), bound.value.about());
            let first = key != last;
            let (topic, about) = if first { key.clone() } else { (String::new(), String::new()) };
            rows.push(vec![topic, about, bound.value.says(), bound.citation(), bound.on_breach().word().to_owned()]);
            last = key;
        }
        table(&["topic", "about", "says", "rule", "breach"], rows)
    });
    Ok(Exit::Yes)
}

pub(super) fn schema(output: &Output) -> Result<Exit, CliError> {
    output.text(&cred_packs::schema());
    Ok(Exit::Yes)
}
