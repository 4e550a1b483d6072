//! One table under reading. Every key asked for is known; [`Table::finish`] reports the rest.

use std::{collections::BTreeSet, fmt::Display, ops::RangeInclusive};

use chrono::NaiveDate;
use cred_core::time::{Instant, zone::Zone};
use serde::{Deserialize, de::DeserializeOwned};
use toml::{
    de::{DeTable, DeValue},
    value::Datetime,
};

use crate::toml_date;

use super::{
    document::Faults,
    named::{Content, Named},
    value::Value,
    wrong::not_one_of,
};

/// The longest term or period, in months: a hundred years.
const MONTHS: RangeInclusive<u32> = 1..=1200;

/// A table. What cannot be read is noted as a fault and `None`.
#[derive(Debug)]
pub struct Table<'d, 't> {
    /// As it stands in the file: `[[facility.site]]`, `{ }`.
    header: String,
    at: usize,
    entries: &'d DeTable<'t>,
    faults: &'d Faults<'t>,
    asked: Vec<&'static str>,
}

impl<'d, 't> Table<'d, 't> {
    pub(super) const fn root(entries: &'d DeTable<'t>, faults: &'d Faults<'t>) -> Self {
        Self { header: String::new(), at: 0, entries, faults, asked: Vec::new() }
    }

    /// The table that a value is.
    pub fn of(value: Value<'d, 't>, header: &str, faults: &'d Faults<'t>) -> Option<Self> {
        let DeValue::Table(entries) = value.0.get_ref() else {
            faults.add(value.at(), format!("expected a table {header}, found a {}", value.0.get_ref().type_str()));
            return None;
        };
        Some(Self { header: header.to_owned(), at: value.at(), entries, faults, asked: Vec::new() })
    }

    /// Where it begins.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The faults found so far.
    pub const fn faults(&self) -> &'d Faults<'t> {
        self.faults
    }

    /// Where the value of a key stands; the table's own place where the key is missing.
    pub fn place_of(&self, key: &str) -> usize {
        self.entries.get_key_value(key).map_or(self.at, |(key, value)| {
            // A table made by a dotted key has no place of its own.
            if value.span().is_empty() { key.span().start } else { value.span().start }
        })
    }

    /// Notes a fault at the value of a key.
    pub fn fault(&self, key: &str, message: impl Display) {
        self.faults.add(self.place_of(key), format!("`{key}`: {message}"));
    }

    /// Whether the key is there. Makes it known.
    pub fn has(&mut self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// The value of a key as it stands.
    pub fn value(&mut self, key: &'static str) -> Option<Value<'d, 't>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.get(key).map(Value)
    }

    /// The value of a key that must be there, as it stands.
    pub fn required_value(&mut self, key: &'static str) -> Option<Value<'d, 't>> {
        let value = self.value(key);
        if value.is_none() {
            self.missing(key);
        }
        value
    }

    fn missing(&self, key: &str) {
        let inside = if self.header.is_empty() { "the file".to_owned() } else { format!("`{}`", self.header) };
        self.faults.add(self.at, format!("`{key}` is missing in {inside}: add it"));
    }

    /// The value of a key that may be left out.
    pub fn optional<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        let value = self.value(key)?;
        let place = self.place_of(key);
        self.faults.keep(T::deserialize(value), place, key)
    }

    /// The value of a key that must be there.
    pub fn required<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        self.required_value(key)?;
        self.optional(key)
    }

    /// A list that may be left out or empty. Each of its values is judged on its own; none stands twice.
    pub fn list<T: for<'a> Deserialize<'a> + PartialEq>(&mut self, key: &'static str) -> Option<Vec<T>> {
        let Some(value) = self.value(key) else {
            return Some(Vec::new());
        };
        let DeValue::Array(items) = value.0.get_ref() else {
            self.fault(key, "expected a list in `[ ]`");
            return None;
        };
        let mut list: Vec<T> = Vec::new();
        for item in items.iter().map(Value) {
            match self.faults.keep(T::deserialize(item), item.at(), key) {
                Some(read) if list.contains(&read) => {
                    self.faults.add(item.at(), format!("`{key}`: it stands twice in the list: leave one out"));
                }
                read => list.extend(read),
            }
        }
        (list.len() == items.len()).then_some(list)
    }

    /// A list that must be there with at least one value.
    pub fn filled<T: for<'a> Deserialize<'a> + PartialEq>(&mut self, key: &'static str) -> Option<Vec<T>> {
        self.required_value(key)?;
        let list = self.list(key)?;
        if list.is_empty() {
            self.fault(key, "the list is empty: name at least one");
            return None;
        }
        Some(list)
    }

    /// A number of months that must be there.
    pub fn months(&mut self, key: &'static str) -> Option<u32> {
        let months = self.required(key)?;
        if !MONTHS.contains(&months) {
            self.fault(
                key,
                format!("`{months}` is not a number of months from {} to {}", MONTHS.start(), MONTHS.end()),
            );
            return None;
        }
        Some(months)
    }

    fn datetime(&mut self, key: &'static str) -> Option<Datetime> {
        let value = self.value(key)?;
        let found = match value.0.get_ref() {
            DeValue::Datetime(datetime) => Some(*datetime),
            // In quotes it says the same.
            DeValue::String(text) => toml_date::quoted(text),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        if found.is_none() {
            self.fault(key, "expected a date, like `2026-01-31`");
        }
        found
    }

    /// A date that must be there, without a time.
    pub fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        self.required_value(key)?;
        let datetime = self.datetime(key)?;
        toml_date::day(&datetime).map_err(|rule| self.fault(key, rule)).ok()
    }

    /// An instant that may be left out: a date (its first instant in the zone), a local date and time, or one with its offset.
    /// Without a zone, because that one is at fault itself, nothing is known.
    pub fn instant(&mut self, key: &'static str, zone: Option<Zone>) -> Option<Instant> {
        let datetime = self.datetime(key)?;
        toml_date::instant(&datetime, zone?).map_err(|rule| self.fault(key, rule)).ok()
    }

    /// A table that must be there.
    pub fn table(&mut self, key: &'static str) -> Option<Self> {
        let header = format!("[{}]", self.path(key));
        let Some(value) = self.value(key) else {
            self.faults.add(self.at, format!("`{header}` is missing: add it"));
            return None;
        };
        let mut table = Self::of(value, &header, self.faults)?;
        table.at = self.place_of(key);
        Some(table)
    }

    /// Every table under a repeated header; none where it is left out.
    pub fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let header = format!("[[{}]]", self.path(key));
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.0.get_ref() else {
            self.fault(key, format!("there may be several: write the header as `{header}`"));
            return Vec::new();
        };
        items.iter().filter_map(|item| Self::of(Value(item), &header, self.faults)).collect()
    }

    /// Every table under a repeated header, of which one must be there.
    pub fn some_tables(&mut self, key: &'static str) -> Vec<Self> {
        let empty = |value: Value<'_, '_>| matches!(value.0.get_ref(), DeValue::Array(items) if items.is_empty());
        if self.value(key).is_none_or(empty) {
            let header = format!("[[{}]]", self.path(key));
            self.faults.add(self.place_of(key), format!("`{header}` is missing: add at least one"));
        }
        self.tables(key)
    }

    /// Every table under a header that stands once (`[ ]`) or is repeated (`[[ ]]`); none where it is left out.
    pub fn one_or_more(&mut self, key: &'static str) -> Vec<Self> {
        if self.value(key).is_some_and(|value| matches!(value.0.get_ref(), DeValue::Table(_))) {
            self.table(key).into_iter().collect()
        } else {
            self.tables(key)
        }
    }

    fn path(&self, key: &str) -> String {
        match self.header.trim_matches(['[', ']']) {
            "" => key.to_owned(),
            own => format!("{own}.{key}"),
        }
    }

    /// A date that may be left out, without a time.
    pub fn optional_date(&mut self, key: &'static str) -> Option<Option<NaiveDate>> {
        if self.has(key) { self.date(key).map(Some) } else { Some(None) }
    }

    /// The values under the keys that nobody asked for so far, each with its key.
    pub fn others(&self) -> Vec<(&'d str, Value<'d, 't>)> {
        let others = self.entries.iter().filter(|(key, _)| !self.asked.contains(&key.get_ref().as_ref()));
        others.map(|(key, value)| (key.get_ref().as_ref(), Value(value))).collect()
    }

    /// The rest of the table as the fields of a struct; `what` is how faults name it.
    #[must_use]
    pub fn fields(self, what: &'d str) -> Content<'d, 't> {
        Content::of(self.named(what))
    }

    /// The rest of the table, whose keys nobody asked for so far, as the fields of the variant that a word names. The table needs no
    /// [`Self::finish`] then: whoever reads the variant reports strange keys.
    #[must_use]
    pub fn named(self, word: &'d str) -> Named<'d, 't> {
        let asked = &self.asked;
        let rest = self.entries.iter().filter(|(key, _)| !asked.contains(&key.get_ref().as_ref())).collect();
        Named::new(word, self.at, self.asked.clone(), rest, self.faults)
    }

    /// Each key with the line on which its value stands.
    #[must_use]
    pub fn lines(&self) -> Vec<(String, usize)> {
        self.entries
            .iter()
            .map(|(key, _)| (key.get_ref().to_string(), self.faults.line(self.place_of(key.get_ref()))))
            .collect()
    }

    /// The text under a key, whether it stands in quotes or is a date or time.
    pub fn text_or_time(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        match value.0.get_ref() {
            DeValue::Datetime(time) => Some(time.to_string()),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => self.word(key).map(str::to_owned),
        }
    }

    /// The text under a key; a fault where it is no text.
    pub fn word(&mut self, key: &'static str) -> Option<&'d str> {
        let value = self.value(key)?;
        match value.0.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                self.fault(key, "expected a word in quotes");
                None
            }
        }
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self) {
        let asked: BTreeSet<&str> = self.asked.iter().copied().collect();
        for (key, _) in self.entries.iter().filter(|(key, _)| !asked.contains(key.get_ref().as_ref())) {
            self.faults.add(key.span().start, not_one_of(key.get_ref(), &self.asked));
        }
    }
}
