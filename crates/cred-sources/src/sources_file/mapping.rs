//! `[source.json]`: a mapping of any JSON.

use std::collections::BTreeMap;

use chrono::format::{Item, StrftimeItems};
use cred_core::{
    evidence::{primary_source::Input, reply::EncumbranceKind},
    provider::element::ElementKind,
};
use cred_import::toml_fault::{not_one_of, table::Table, value::Value};
use serde::Deserialize;

use crate::adapter::{
    Control,
    json::{Absent, Condition, Conditions, Mapping, Part, Piece, Place},
};

const CONDITIONS: [(&str, Condition); 7] = [
    ("active", Condition::Active),
    ("expired", Condition::Expired),
    ("inactive", Condition::Inactive),
    ("limited", Condition::Encumbered(EncumbranceKind::Limited)),
    ("suspended", Condition::Encumbered(EncumbranceKind::Suspended)),
    ("revoked", Condition::Encumbered(EncumbranceKind::Revoked)),
    ("surrendered", Condition::Encumbered(EncumbranceKind::Surrendered)),
];

pub(super) fn of(source: &mut Table<'_, '_>, kinds: &[ElementKind], control: Option<Control>) -> Option<Mapping> {
    let mut table = source.table("json")?;
    let path = path(&mut table);
    table.required_value("records");
    let records = pointer(&mut table, "records").map(Option::unwrap_or_default);
    let (total, error) = (pointer(&mut table, "total"), pointer(&mut table, "error"));
    let (version, as_of) = (pointer(&mut table, "version"), pointer(&mut table, "as_of"));
    let absent = if table.has("absent") { table.table("absent").and_then(absent) } else { Some(Absent::default()) };
    let echo = if table.has("echo") { table.table("echo").and_then(echo) } else { Some(Vec::new()) };
    let parts = table.table("parts").and_then(parts);
    let conditions =
        if table.has("condition") { table.table("condition").and_then(conditions).map(Some) } else { Some(None) };
    let mapping = Mapping {
        path: path?,
        records: records?,
        total: total?,
        error: error?,
        absent: absent?,
        echo: echo?,
        parts: parts?,
        conditions: conditions?,
        version: version?,
        as_of: as_of?,
        control,
    };
    for kind in kinds {
        for lack in lacking(&mapping, *kind) {
            table.faults().add(table.at(), format!("`[source.json]` for {kind}: {lack}"));
        }
    }
    table.finish();
    Some(mapping)
}

/// What a mapping lacks to tell of a kind of element without ever saying too much.
fn lacking(mapping: &Mapping, kind: ElementKind) -> Vec<&'static str> {
    let has = |part| mapping.parts.contains_key(&part);
    let mut lacks = Vec::new();
    let named = has(Part::Name) || has(Part::FamilyName);
    if kind.is_search() {
        if mapping.control.is_none() {
            lacks.push("`[source.control]` is missing: name somebody whom every search must find");
        }
        if !mapping.absent.statuses.is_empty() {
            lacks.push(
                "a search is not told to be empty by a status, which a wrong address has too: leave `statuses` out",
            );
        }
        if mapping.version.is_none() {
            lacks.push("`version` is missing: without it no search is ever clear");
        }
        if !named {
            lacks.push("map `name` or `family-name` in `parts`");
        }
        return lacks;
    }
    let needed: &[(Part, &'static str)] = match kind {
        ElementKind::License => &[
            (Part::State, "map `state` in `parts`"),
            (Part::LicenseType, "map `license-type` in `parts`"),
            (Part::Number, "map `number` in `parts`"),
        ],
        ElementKind::Dea | ElementKind::ControlledSubstance => {
            &[(Part::State, "map `state` in `parts`"), (Part::Number, "map `number` in `parts`")]
        }
        ElementKind::BoardCertification | ElementKind::Education | ElementKind::Training => {
            &[(Part::Issuer, "map `issuer` in `parts`"), (Part::Certificate, "map `certificate` in `parts`")]
        }
        ElementKind::Certification => &[(Part::Certificate, "map `certificate` in `parts`")],
        ElementKind::Identity
        | ElementKind::Insurance
        | ElementKind::WorkHistory
        | ElementKind::MalpracticeHistory
        | ElementKind::Sanctions
        | ElementKind::Exclusion
        | ElementKind::NpdbQuery
        | ElementKind::ContinuousQuery
        | ElementKind::PeerReference
        | ElementKind::HealthStatement
        | ElementKind::CaseLog => return vec!["a mapping cannot tell of it"],
    };
    lacks.extend(needed.iter().filter(|(part, _)| !has(*part)).map(|(_, lack)| *lack));
    if kind.always_ends() && !has(Part::ValidTo) {
        lacks.push("map `valid-to` in `parts`: without its last day it would be good for ever");
    }
    if kind.always_ends() && mapping.conditions.is_none() {
        lacks.push("`[source.json.condition]` is missing: without it a revoked one would read as good");
    }
    if !named {
        lacks.push("map `name` or `family-name` in `parts`: it must say whose it is");
    }
    lacks
}

fn path(table: &mut Table<'_, '_>) -> Option<Vec<Piece>> {
    let written: String = table.required("path")?;
    let plain = written.starts_with('/')
        && !written.starts_with("//")
        && written.bytes().all(|b| b.is_ascii_graphic() && !b"#\\\"<>".contains(&b));
    if !plain {
        table.fault("path", "write it like `/licenses/{state}/{number}`: from `/` on, without blanks and `#`");
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = written.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, behind)) = after.split_once('}') else {
            table.fault("path", "a `{` without its `}`");
            return None;
        };
        let Some(input) = Input::parse(word) else {
            table.fault("path", not_one_of(word, &Input::ALL.map(Input::word)));
            return None;
        };
        pieces.extend([Piece::Literal(before.to_owned()), Piece::Input(input)]);
        rest = behind;
    }
    pieces.push(Piece::Literal(rest.to_owned()));
    pieces.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
    if !pieces.iter().any(|piece| matches!(piece, Piece::Input(_))) {
        table.fault("path", "it asks for nobody: name what is asked for, like `{number}`");
    }
    Some(pieces)
}

/// A JSON pointer that may be left out.
#[expect(clippy::option_option, reason = "a pointer with a fault is another thing than one left out")]
fn pointer(table: &mut Table<'_, '_>, key: &'static str) -> Option<Option<String>> {
    if !table.has(key) {
        return Some(None);
    }
    let written: String = table.optional(key)?;
    if !is_pointer(&written) {
        table.fault(key, POINTER);
        return None;
    }
    Some(Some(written))
}

const POINTER: &str = "write a JSON pointer like `/data/0/name`; the whole is the empty text";

fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

fn absent(mut table: Table<'_, '_>) -> Option<Absent> {
    let statuses: Option<Vec<u16>> = table.list("statuses");
    if statuses.iter().flatten().any(|status| !matches!(status, 404 | 410)) {
        table.fault("statuses", "only 404 and 410 can tell that there is nothing");
    }
    let (at, words): (_, Option<Vec<String>>) = (pointer(&mut table, "at")?, table.list("words"));
    let says = match (at, words?) {
        (Some(at), words) if !words.is_empty() => Some((at, words)),
        (None, words) if words.is_empty() => None,
        _ => {
            table.fault("at", "`at` and `words` stand together: where the answer says so, and by which words");
            None
        }
    };
    let empty = table.optional("empty").unwrap_or(false);
    table.finish();
    Some(Absent { statuses: statuses?, says, empty })
}

fn echo(table: Table<'_, '_>) -> Option<Vec<(String, Input)>> {
    let faults = table.faults();
    let mut echo = Vec::new();
    for (word, value) in table.others() {
        let at = value.at();
        let pointer = faults.keep(String::deserialize(value), at, word)?;
        match Input::parse(word) {
            Some(input) if is_pointer(&pointer) => echo.push((pointer, input)),
            Some(_) => faults.add(at, format!("`{word}`: {POINTER}")),
            None => faults.add(at, not_one_of(word, &Input::ALL.map(Input::word))),
        }
    }
    Some(echo)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: Option<String>,
    is: Option<String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
    date: Option<String>,
}

/// A pointer alone, or a table.
fn parts(table: Table<'_, '_>) -> Option<BTreeMap<Part, Place>> {
    let mut parts = BTreeMap::new();
    let known: Vec<&str> = Part::ALL.iter().map(|(word, _)| *word).collect();
    for (word, value) in table.others() {
        let at = value.at();
        let Some((_, part)) = Part::ALL.into_iter().find(|(own, _)| *own == word) else {
            table.faults().add(at, not_one_of(word, &known));
            continue;
        };
        let place = place(&table, word, value);
        parts.extend(place.map(|place| (part, place)));
    }
    if parts.is_empty() {
        table.faults().add(table.at(), "`[source.json.parts]` maps nothing: say where the parts of a record stand");
    }
    Some(parts)
}

fn place(table: &Table<'_, '_>, word: &str, value: Value<'_, '_>) -> Option<Place> {
    let faults = table.faults();
    let at = value.at();
    let place = match String::deserialize(value) {
        Ok(pointer) => Place { at: Some(pointer), ..Place::default() },
        Err(_) => {
            let Written { at: pointer, is, words, date } = faults.keep(Written::deserialize(value), at, word)?;
            Place { at: pointer, is, words, date }
        }
    };
    let bad_date = place.date.as_ref().is_some_and(|form| StrftimeItems::new(form).any(|item| item == Item::Error));
    let fault = if place.at.is_some() == place.is.is_some() {
        "give `at`, where it stands, or `is`, what it always is"
    } else if place.at.as_ref().is_some_and(|at| !is_pointer(at)) {
        POINTER
    } else if bad_date {
        "`date` is a form like `%m/%d/%Y`"
    } else {
        return Some(place);
    };
    faults.add(at, format!("`{word}`: {fault}"));
    None
}

fn conditions(mut table: Table<'_, '_>) -> Option<Conditions> {
    table.required_value("at");
    let at = pointer(&mut table, "at")?;
    let mut words = BTreeMap::new();
    for (key, condition) in CONDITIONS {
        let own: Vec<String> = table.list(key)?;
        for word in own {
            if words.insert(word.to_lowercase(), condition).is_some() {
                table.fault(key, format!("`{word}` stands in two lists: leave one out"));
            }
        }
    }
    if !words.values().any(|condition| *condition == Condition::Active) {
        table.fault("active", "no word means that it is in force: list at least one under `active`");
    }
    table.finish();
    Some(Conditions { at: at?, words })
}
