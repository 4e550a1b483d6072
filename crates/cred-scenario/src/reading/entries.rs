//! `[[step]]`: what is done and what is asked, in one list.

use std::{collections::BTreeMap, fmt, sync::Arc};

use cred_app::error;
use cred_core::{
    credentialing::credentialing_file,
    privileging::privilege_request,
    refusal,
    time::{Instant, zone::Zone},
};
use cred_import::toml_fault::{not_one_of, table::Table};
use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess, Visitor},
};

use super::{place, time};
use crate::{
    scenario::{Body, Entry, Expect, Expected},
    verticals,
};

/// Reads one entry. `last` is the time of the last step: steps stand in the order of time.
pub(super) fn entry(
    mut table: Table<'_, '_>,
    label: &Arc<str>,
    zone: Option<Zone>,
    last: &mut Option<Instant>,
) -> Option<Entry> {
    let place = place(&table, label);
    let note = table.optional("note");
    let at = match table.text_or_time("at") {
        Some(text) => time(&table, "at", &text, zone),
        None if table.has("at") => None,
        None => {
            if last.is_none() {
                table.faults().add(table.at(), "`at` is missing in the first `[[step]]`: say when it is");
            }
            *last
        }
    };
    match (table.has("do"), table.has("ask")) {
        (true, false) => {
            let word = table.word("do")?;
            let by = table.optional("by");
            let expect = expect(&mut table);
            let line = last.zip(at).filter(|(last, at)| at < last);
            if let Some((last, _)) = line {
                let last = zone.map_or_else(|| last.to_string(), |zone| cred_wire::answer::When::at(last, zone).local);
                table.fault(
                    "at",
                    format!("the step before is at {last}, and time does not run backwards: put the steps in order"),
                );
            }
            *last = at.or(*last);
            let steps = verticals::steps();
            let Some((_, words)) = steps.iter().find(|(known, _)| known.word == word) else {
                let known: Vec<&str> = steps.iter().map(|(known, _)| known.word).collect();
                table.fault("do", not_one_of(word, &known));
                return None;
            };
            let faults = table.faults();
            let start = table.at();
            let step = faults.note((words.read)(table.named(word)), start);
            let body = Body::Step { by, step: step?, expect: expect? };
            Some(Entry { place, word: word.to_owned(), at: at?, note, body })
        }
        (false, true) => {
            let word = table.word("ask")?;
            let questions = verticals::questions();
            let Some((_, words)) = questions.iter().find(|(known, _)| known.word == word) else {
                let known: Vec<&str> = questions.iter().map(|(known, _)| known.word).collect();
                table.fault("ask", not_one_of(word, &known));
                return None;
            };
            let faults = table.faults();
            let start = table.at();
            let question = faults.note((words.read)(table.named(word)), start);
            Some(Entry { place, word: word.to_owned(), at: at?, note, body: Body::Question(question?) })
        }
        (true, true) => {
            table.fault("ask", "a step does something or asks something: write another `[[step]]` for this");
            None
        }
        (false, false) => {
            table.faults().add(table.at(), "a step has `do = \"…\"` or `ask = \"…\"`: add one");
            None
        }
    }
}

fn expect(table: &mut Table<'_, '_>) -> Option<Expect> {
    let refused: Option<String> = if table.has("refused") { Some(table.required("refused")?) } else { None };
    if let Some(code) = &refused {
        let code = code.as_str();
        let reason = code.rsplit('/').next().unwrap_or_default();
        let reasons: Vec<&str> = refusal::CODES.iter().map(|(code, _)| *code).collect();
        let others: Vec<&str> = error::CODES.iter().map(|(code, ..)| *code).collect();
        let other_reasons = others.iter().map(|code| code.rsplit('/').next().unwrap_or_default());
        // Where a shorthand stands when it cannot go on.
        let stuck = [privilege_request::MACHINE.states, credentialing_file::MACHINE.states].concat();
        let known: Vec<&str> = reasons.into_iter().chain(other_reasons).chain(["any"]).chain(stuck).collect();
        if !known.contains(&reason) {
            table.fault("refused", not_one_of(reason, &known));
            return None;
        }
    }
    let saying = if table.has("saying") { Some(table.required("saying")?) } else { None };
    if saying.is_some() && refused.is_none() {
        table.fault("saying", "only a refusal says something: add `refused`");
        return None;
    }
    let then: Option<BTreeMap<String, Expected>> =
        if table.has("then") { table.required("then") } else { Some(BTreeMap::new()) };
    let then = then?;
    if refused.is_some() && !then.is_empty() {
        table.fault("then", "what is refused changes nothing: ask in another step how things stand");
        return None;
    }
    Some(Expect { refused, saying, then })
}

impl<'de> Deserialize<'de> for Expected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Expected;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word in quotes, or a list of them")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Expected, E> {
                Ok(Expected::Word(word.to_owned()))
            }

            fn visit_bool<E: de::Error>(self, word: bool) -> Result<Expected, E> {
                Ok(Expected::Word(word.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Expected, E> {
                Ok(Expected::Word(number.to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Expected, A::Error> {
                let mut list = Vec::new();
                while let Some(text) = items.next_element()? {
                    list.push(text);
                }
                Ok(Expected::List(list))
            }
        }
        deserializer.deserialize_any(Words)
    }
}
