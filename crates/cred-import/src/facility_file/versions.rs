//! Versions of policy and bylaws: none stands twice, and no two take effect on one day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cred_core::id::VersionLabel;

use crate::toml_fault::{document::Faults, table::Table};

/// One version with the places of its label and its date.
#[derive(Debug)]
pub(super) struct Version<T> {
    pub(super) label: VersionLabel,
    pub(super) label_at: usize,
    pub(super) effective_from: NaiveDate,
    pub(super) date_at: usize,
    pub(super) content: T,
}

impl<T> Version<T> {
    pub(super) fn new(label: VersionLabel, effective_from: NaiveDate, table: &Table<'_, '_>, content: T) -> Self {
        let (label_at, date_at) = (table.place_of("version"), table.place_of("effective_from"));
        Self { label, label_at, effective_from, date_at, content }
    }
}

/// The contents in the order in which they take effect.
pub(super) fn oldest_first<T>(mut versions: Vec<Version<T>>, what: &str, faults: &Faults<'_>) -> Vec<T> {
    let mut labels = BTreeMap::new();
    let mut dates = BTreeMap::new();
    for version in &versions {
        if let Some(first) = labels.insert(version.label.clone(), version.label_at) {
            let (label, line) = (&version.label, faults.line(first));
            faults.add(
                version.label_at,
                format!("`version`: {what} `{label}` stands twice, first in line {line}: give each its own label"),
            );
        }
        if let Some(first) = dates.insert(version.effective_from, version.date_at) {
            let (date, line) = (version.effective_from, faults.line(first));
            faults.add(
                version.date_at,
                format!("`effective_from`: the {what} of line {line} take effect on {date} too: give a later date"),
            );
        }
    }
    versions.sort_by_key(|version| version.effective_from);
    versions.into_iter().map(|version| version.content).collect()
}
