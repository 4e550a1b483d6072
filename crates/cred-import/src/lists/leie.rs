//! The LEIE: the exclusion list of the Office of Inspector General, and its monthly supplements, which have the same 18 columns.
//!
//! Nearly every entry has no NPI (`0000000000`), and a business has neither last nor first name. A value that cannot be read is left out
//! of the entry and told: the entry must still be found by its name.

use chrono::NaiveDate;
use cred_core::evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party, Waiver};
use cred_core::identifier::{DateOfBirth, Npi};
use cred_core::time::partial_date::PartialDate;

use super::dates::{self, DateForm};
use super::{LeieFile, nameless, rule};
use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::row::{Column, RowReader};

/// Ways the LEIE writes "no date" and "no NPI".
pub(super) const NOTHING: &[&str] = &["00000000", "0000000000"];

const COLUMNS: [&str; 18] = [
    "LASTNAME",
    "FIRSTNAME",
    "MIDNAME",
    "BUSNAME",
    "GENERAL",
    "SPECIALTY",
    "UPIN",
    "NPI",
    "DOB",
    "ADDRESS",
    "CITY",
    "STATE",
    "ZIP",
    "EXCLTYPE",
    "EXCLDATE",
    "REINDATE",
    "WAIVERDATE",
    "WVRSTATE",
];

#[derive(Debug)]
pub(super) struct Layout {
    file: LeieFile,
    at: [usize; COLUMNS.len()],
    forms: Vec<DateForm>,
}

impl Layout {
    pub(super) fn find(header: &Header, file: LeieFile) -> Result<Self, FileError> {
        let layout = "the LEIE layout: LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,\
                      EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE";
        Ok(Self { file, at: header.all(COLUMNS, layout)?, forms: dates::forms(&["%Y%m%d"]) })
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.at.to_vec()
    }

    pub(super) fn read(&self, mut row: RowReader<'_>) -> RowResult<ListEntry> {
        let [
            last,
            first,
            middle,
            business,
            general,
            specialty,
            _,
            npi,
            born,
            street,
            city,
            state,
            zip,
            basis,
            rest @ ..,
        ] = self.at.map(|at| Column::open(Some(at)));
        let [from, reinstated, waived, waiver_state] = rest;
        let born = Column::secret(born.at);
        let (party, names) = names(&mut row, [last, first, middle, business]);
        if names.is_empty() {
            row.refuse(last, nameless());
        }
        let npi = npi_of(&mut row, npi);
        let born = row.parse_or_drop(born, |text| birth(text, &self.forms));
        let occupations = [general, specialty].into_iter().filter_map(|column| row.text(column)).collect();
        let address = ListedAddress {
            street: row.text(street).unwrap_or_default(),
            city: row.text(city).unwrap_or_default(),
            state: row.parse_or_drop(state, identifier::state),
            zip: row.text(zip).unwrap_or_default(),
        };
        let basis = row.text(basis).unwrap_or_default();
        let day = |row: &mut RowReader<'_>, column| row.parse_or_drop(column, |text| dates::day(text, &self.forms));
        let began = day(&mut row, from);
        if began.is_none() && !row.is_filled(from) {
            row.warn(from, rule("no-date", "the entry has no date: it is taken to hold since ever"));
        }
        let ended = self.reinstatement(&mut row, reinstated);
        let waiver_from = day(&mut row, waived);
        let waiver_of = row.parse_or_drop(waiver_state, identifier::state);
        // A waiver whose state or day cannot be read is none: it would lift an exclusion.
        let readable = |row: &RowReader<'_>, column, read: bool| read || !row.is_filled(column);
        let sound = readable(&row, waived, waiver_from.is_some()) && readable(&row, waiver_state, waiver_of.is_some());
        let told = waiver_from.is_some() || waiver_of.is_some();
        let waiver = (told && sound).then_some(Waiver { state: waiver_of, from: waiver_from });
        let entry = ListEntry {
            party,
            names,
            npi,
            born,
            licenses: Vec::new(),
            occupations,
            address,
            basis,
            from: began.map(PartialDate::Day),
            to: ended,
            waiver,
        };
        row.finish(Some(entry))
    }

    /// The last day of the exclusion: the one before the reinstatement.
    fn reinstatement(&self, row: &mut RowReader<'_>, column: Column) -> Option<PartialDate> {
        let parse = |text: &str| dates::day(text, &self.forms);
        let day: Option<NaiveDate> = match self.file {
            // A reinstatement that cannot be dated reinstates nobody.
            LeieFile::Reinstatements => row.require(column, parse),
            LeieFile::Full | LeieFile::Exclusions => {
                let day = row.parse_or_drop(column, parse);
                if day.is_some() {
                    row.warn(
                        column,
                        rule("reinstated", "a reinstated party stands in a list of the excluded: confirm it"),
                    );
                }
                day
            }
        };
        day.and_then(|day| day.pred_opt()).map(PartialDate::Day)
    }
}

/// Whose entry it is. A person may have a business name beside.
fn names(row: &mut RowReader<'_>, [last, first, middle, business]: [Column; 4]) -> (Party, Vec<ListedName>) {
    let family = row.text(last);
    let given = row.text(first);
    let middle = row.text(middle).unwrap_or_default();
    let business = row.text(business).map(ListedName::Whole);
    let person = match (family, given) {
        (Some(family), given) => {
            Some(ListedName::Parts { family, given: given.unwrap_or_default(), middle, suffix: String::new() })
        }
        (None, given) => given.map(ListedName::Whole),
    };
    let party = if person.is_some() || business.is_none() { Party::Person } else { Party::Organization };
    (party, person.into_iter().chain(business).collect())
}

/// An NPI, or none and what is wrong with it: the entry is still found by its name.
pub(super) fn npi_of(row: &mut RowReader<'_>, column: Column) -> Option<Npi> {
    row.parse_or_drop(column, identifier::npi)
}

/// A date of birth.
pub(super) fn birth(text: &str, forms: &[DateForm]) -> Result<DateOfBirth, Rule> {
    let day = dates::day(text, forms)?;
    DateOfBirth::new(day).map_err(|error| Rule::Domain { code: error.code(), reason: error.to_string() })
}
