//! The public exclusions extract of SAM.gov, layout V2 (31 columns, since the Unique Entity ID).
//!
//! What the publisher withholds of a person's name is kept as written: the entry counts, though nobody can be compared with it. Other names
//! stand in `Cross-Reference` as `(also A, LLC, B)`, which no rule divides for certain: each reading of it is taken as a name.

use cred_core::evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party};
use cred_core::time::partial_date::PartialDate;

use super::dates::{self, DateForm};
use super::names::cross_reference;
use super::{nameless, rule, term};
use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::row::{Column, RowReader};

/// Ways the extract writes "nothing".
pub(super) const NOTHING: &[&str] = &["null"];

/// The columns that are read.
const COLUMNS: [&str; 20] = [
    "Classification",
    "Name",
    "First",
    "Middle",
    "Last",
    "Suffix",
    "Address 1",
    "Address 2",
    "City",
    "State / Province",
    "Country",
    "Zip Code",
    "Excluding Agency",
    "Exclusion Type",
    "Active Date",
    "Termination Date",
    "Record Status",
    "Cross-Reference",
    "SAM Number",
    "NPI",
];

/// The longest cross-reference.
const CROSS_REFERENCE_LIMIT: usize = 16_000;

#[derive(Debug)]
pub(super) struct Layout {
    at: [usize; COLUMNS.len()],
    forms: Vec<DateForm>,
}

impl Layout {
    pub(super) fn find(header: &Header) -> Result<Self, FileError> {
        if !header.find(&["DUNS"]).is_empty() && header.find(&["Unique Entity ID"]).is_empty() {
            let found = "the SAM exclusions extract V1 (with DUNS numbers)";
            return Err(FileError::OtherLayout { found, advice: "it is withdrawn: fetch the public V2 extract" });
        }
        let layout = "the SAM public exclusions extract V2 (31 columns, `Classification` first)";
        Ok(Self { at: header.all(COLUMNS, layout)?, forms: dates::forms(&["%m/%d/%Y", "%Y-%m-%d"]) })
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.at.to_vec()
    }

    pub(super) fn read(&self, mut row: RowReader<'_>) -> RowResult<ListEntry> {
        let [class, name, first, middle, last, suffix, rest @ ..] = self.at.map(|at| Column::open(Some(at)));
        let [street, street_2, city, state, country, zip, agency, kind, active, ends, status, other, number, npi] =
            rest;
        let mut names = self.names(&mut row, [name, first, middle, last, suffix]);
        let number = row.text(number).unwrap_or_default();
        if names.is_empty() && !number.is_empty() {
            names.push(ListedName::Whole(format!("(name withheld, SAM number {number})")));
            row.warn(last, rule("name-withheld", "the publisher withholds the name: nobody can be compared with it"));
        }
        if names.is_empty() {
            row.refuse(name, nameless());
        }
        let others = row.text(Column { limit: CROSS_REFERENCE_LIMIT, ..other });
        names.extend(others.iter().flat_map(|text| cross_reference(text)).map(ListedName::Whole));
        let party = party(&mut row, class, names.first());
        let listed = row.text(status);
        if listed.is_some_and(|status| !status.eq_ignore_ascii_case("active")) {
            row.warn(status, rule("not-active", "the record is not marked active: it is kept, confirm it"));
        }
        let npi = row.parse_or_drop(npi, |text| identifier::npi(text.strip_suffix(".0").unwrap_or(text)));
        let streets = [street, street_2].map(|column| row.text(column));
        let street = streets.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let home = row.text(country).is_none_or(|country| ["USA", "US"].contains(&country.as_str()));
        // A province abroad is no state.
        let state = if home { row.parse_or_drop(state, identifier::state) } else { None };
        let address = ListedAddress {
            street,
            city: row.text(city).unwrap_or_default(),
            state,
            zip: row.text(zip).unwrap_or_default(),
        };
        let basis = [kind, agency].into_iter().filter_map(|column| row.text(column)).collect::<Vec<_>>().join(", ");
        let (from, to) = term(&mut row, active, ends, |text| self.date(text));
        let entry = ListEntry {
            party,
            names,
            npi,
            born: None,
            licenses: Vec::new(),
            occupations: Vec::new(),
            address,
            basis,
            from,
            to,
            waiver: None,
        };
        row.finish(Some(entry))
    }

    /// A date; none for one without an end.
    fn date(&self, text: &str) -> Result<Option<PartialDate>, Rule> {
        if text.eq_ignore_ascii_case("indefinite") {
            return Ok(None);
        }
        dates::date(text, &self.forms).map(Some)
    }

    fn names(&self, row: &mut RowReader<'_>, columns: [Column; 5]) -> Vec<ListedName> {
        let [name, given, middle, family, suffix] = columns.map(|column| row.text(column));
        let person = match (family, given) {
            (Some(family), given) => Some(ListedName::Parts {
                family,
                given: given.unwrap_or_default(),
                middle: middle.unwrap_or_default(),
                suffix: suffix.unwrap_or_default(),
            }),
            (None, given) => given.map(ListedName::Whole),
        };
        person.into_iter().chain(name.map(ListedName::Whole)).collect()
    }
}

fn party(row: &mut RowReader<'_>, column: Column, name: Option<&ListedName>) -> Party {
    let class = row.text(column).unwrap_or_default().to_ascii_lowercase();
    match (class.as_str(), name) {
        ("individual", _) | ("", Some(ListedName::Parts { .. })) => Party::Person,
        ("firm", _) => Party::Organization,
        ("vessel" | "special entity designation" | "", _) => Party::Other,
        _ => {
            row.warn(column, rule("classification", "expected Firm, Individual, Special Entity Designation or Vessel"));
            Party::Other
        }
    }
}
