//! Reading values that sources write in many ways.

use chrono::NaiveDate;
use cred_core::{
    provider::name::PersonName,
    text::{Text, plain},
    time::{Instant, partial_date::PartialDate},
};
use serde_json::Value;

/// The text of a value: a string or a number. What sources write for nothing is none.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let nothing = matches!(text.to_ascii_lowercase().as_str(), "" | "--" | "-" | "null" | "n/a" | "none");
    (!nothing).then_some(text)
}

/// An array; an absent or null one is empty, anything else is none.
pub(super) fn array(value: Option<&Value>) -> Option<&[Value]> {
    match value {
        None | Some(Value::Null) => Some(&[]),
        Some(Value::Array(items)) => Some(items),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => None,
    }
}

/// A count: a number, or a text of digits.
pub(super) fn count(value: Option<&Value>) -> Option<usize> {
    text(value)?.parse().ok()
}

/// The days that sources write: `2026-01-31`, `01/31/2026`, `01-31-2026`, each perhaps with a time behind it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let day = text.split(['T', ' ']).next()?;
    ["%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y"].into_iter().find_map(|form| in_form(day, form))
}

/// A day in one form. Years that are slips are none.
pub(super) fn in_form(text: &str, form: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, form).ok()?;
    // The core's own bounds; they also catch years of two digits.
    PartialDate::parse(&day.to_string()).ok().map(|_| day)
}

/// An instant of an epoch in milliseconds or, as it was once written, in seconds.
pub(super) fn epoch(text: &str) -> Option<Instant> {
    let number: i64 = text.parse().ok()?;
    // 10^11 seconds are in the year 5138, 10^11 milliseconds in 1973, before there was a registry.
    if number.abs() < 100_000_000_000 {
        chrono::DateTime::from_timestamp(number, 0)
    } else {
        chrono::DateTime::from_timestamp_millis(number)
    }
}

/// The ways in which a name may be compared: whole, and without the middle name where that is no other one than is asked for.
pub(super) fn writings(first: &str, middle: &str, last: &str, suffix: &str, asked: &[PersonName]) -> Vec<Text> {
    let written = |parts: &[&str]| {
        let words: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        words.join(" ")
    };
    let mut names = vec![written(&[first, middle, last, suffix])];
    let initial = |name: &str| plain(name).chars().next();
    let compatible = |name: &PersonName| {
        let own = name.middle.as_ref().map_or("", Text::as_str);
        own.is_empty() || middle.is_empty() || initial(own) == initial(middle) && (short(own) || short(middle))
    };
    if !middle.is_empty() && asked.iter().any(compatible) {
        names.push(written(&[first, last, suffix]));
    }
    names.retain(|name| !name.is_empty());
    names.iter().map(|name| Text::of_words(name)).collect()
}

/// An initial, with or without its dot.
fn short(name: &str) -> bool {
    name.trim_end_matches('.').chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_are_read_in_both_units() {
        let at: Instant = "2024-02-09T00:00:00Z".parse().unwrap();
        assert_eq!(epoch(&at.timestamp().to_string()), Some(at));
        assert_eq!(epoch(&at.timestamp_millis().to_string()), Some(at));
        assert_eq!(epoch("soon"), None);
    }

    #[test]
    fn a_day_of_a_year_that_is_none_is_not_read() {
        assert_eq!(day("2024-02-09T00:00:00"), NaiveDate::from_ymd_opt(2024, 2, 9));
        assert_eq!(day("02-09-2024"), NaiveDate::from_ymd_opt(2024, 2, 9));
        for none in ["02/09/24", "0024-02-09", "2024-13-01", "Indefinite", "", "13/13/2024"] {
            assert_eq!(day(none), None, "{none}");
        }
    }

    #[test]
    fn another_middle_name_is_not_set_aside() {
        let asked = |middle: Option<&str>| PersonName {
            family: Text::parse("Feld").unwrap(),
            given: Some(Text::parse("Anna").unwrap()),
            middle: middle.map(|name| Text::parse(name).unwrap()),
            suffix: None,
        };
        let same = |own: Option<&str>, theirs: &str| {
            let asked = asked(own);
            writings("ANNA", theirs, "FELD", "", std::slice::from_ref(&asked))
                .iter()
                .any(|written| asked.is_written(written.as_str()))
        };
        assert!(
            same(None, "MARIE") && same(Some("Marie"), "") && same(Some("Marie"), "M") && same(Some("M."), "MARIE")
        );
        assert!(same(Some("Marie"), "MARIE"));
        assert!(!same(Some("Marie"), "ROSE") && !same(Some("Marie"), "R") && !same(Some("Marie"), "MATHILDE"));
    }
}
