//! The same list as JSON. Each case is read by itself, so that every fault of every case is told.

use serde_json::{Map, Value, value::RawValue};

use super::{COLUMNS, CaseRow, domain, years, yes_or_no};
use crate::fault::{RowError, RowErrors, RowFault, RowResult, Rule, Shown, looks_secret};
use crate::identifier;
use crate::row::{Row, VALUE_LIMIT};

/// Reads a JSON array of cases. The line of a row is that on which its object begins.
///
/// # Errors
/// When the text is no JSON array; the line and column are told. Faults of single cases are in their places.
pub fn read_json(text: &str) -> Result<Vec<RowResult<CaseRow>>, RowError> {
    let whole = |line: usize, reason: String| RowError {
        line: u64::try_from(line).unwrap_or(u64::MAX),
        column: None,
        value: None,
        rule: domain("case/json", &reason),
    };
    let cases: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        whole(error.line(), format!("column {}: expected a JSON array of cases: {error}", error.column()))
    })?;
    if cases.is_empty() {
        return Err(whole(1, "the list has no cases: check that the export finished".to_owned()));
    }
    Ok(cases.into_iter().map(|case| read_case(case.get(), line_of(text, case.get()))).collect())
}

/// The line on which a part of the text begins, from 1. The part is a slice of the text.
fn line_of(text: &str, part: &str) -> u64 {
    let before = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let lines = text.as_bytes().iter().take(before).filter(|byte| **byte == b'\n').count();
    u64::try_from(lines).unwrap_or(u64::MAX).saturating_add(1)
}

fn read_case(text: &str, line: u64) -> RowResult<CaseRow> {
    let object: Map<String, Value> = match serde_json::from_str(text) {
        Ok(object) => object,
        Err(_) => {
            let rule = domain("case/json", "expected an object with the keys provider, what, site and time");
            let errors = vec![RowError { line, column: None, value: None, rule }];
            return Err(RowFault::Row(RowErrors { line, errors, warnings: vec![] }));
        }
    };
    let mut case = Case { object, line, errors: vec![] };
    for key in case.object.keys().filter(|key| !COLUMNS.contains(&key.as_str())).cloned().collect::<Vec<_>>() {
        let rule = domain("case/key", &format!("there is no such key; there is {}", COLUMNS.join(", ")));
        case.errors.push(RowError { line, column: Some(Shown(&key).to_string()), value: None, rule });
    }
    let own = |text: &str| Ok(text.to_owned());
    let (provider, what) = (case.require("provider", own), case.require("what", own));
    let (site, time) = (case.require("site", own), case.require("time", own));
    let (reference, setting) = (case.parse("case", own), case.parse("setting", own));
    let patient_age = case.parse("patient_age", years);
    let patient_state = case.parse("patient_state", identifier::state);
    let federal_patient = case.parse("federal_patient", yes_or_no);
    let known = (|| {
        Some(CaseRow {
            provider: provider?,
            what: what?,
            site: site?,
            time: time?,
            case: reference,
            patient_age,
            patient_state,
            federal_patient,
            setting,
        })
    })();
    match known {
        Some(value) if case.errors.is_empty() => Ok(Row { line, value, warnings: vec![] }),
        Some(_) | None => Err(RowFault::Row(RowErrors { line, errors: case.errors, warnings: vec![] })),
    }
}

struct Case {
    object: Map<String, Value>,
    line: u64,
    errors: Vec<RowError>,
}

impl Case {
    /// The value of a key; `None` where there is none, it is `null` or blank, or it was refused.
    fn parse<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = match self.object.get(key) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(value)) => value.to_string(),
            Some(Value::Array(_) | Value::Object(_)) => {
                return self.refuse(key, None, domain("case/value", "expected a text, a number, true or false"));
            }
        };
        if text.is_empty() {
            return None;
        }
        if text.chars().any(char::is_control) {
            return self.refuse(key, Some(&text), Rule::ControlCharacter);
        }
        if text.chars().nth(VALUE_LIMIT).is_some() {
            return self.refuse(key, Some(&text), Rule::TooLong { limit: VALUE_LIMIT });
        }
        parse(&text).map_or_else(|rule| self.refuse(key, Some(&text), rule), Some)
    }

    fn require<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let faults = self.errors.len();
        let value = self.parse(key, parse);
        if value.is_none() && self.errors.len() == faults {
            return self.refuse(key, None, Rule::Required);
        }
        value
    }

    fn refuse<T>(&mut self, key: &str, value: Option<&str>, rule: Rule) -> Option<T> {
        let shown = |text: &str| if looks_secret(text) { "***".to_owned() } else { Shown(text).to_string() };
        self.errors.push(RowError { line: self.line, column: Some(key.to_owned()), value: value.map(shown), rule });
        None
    }
}
