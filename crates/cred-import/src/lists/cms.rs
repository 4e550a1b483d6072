//! Two lists of the Centers for Medicare & Medicaid Services: revoked providers, and those who opted out of Medicare.
//!
//! The end of a re-enrolment bar ends no revocation, and an opt-out is renewed unless it is cancelled: both ends are told in the basis, and
//! neither ends the entry.

use cred_core::evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party};

use super::dates::{self, DateForm};
use super::nameless;
use crate::columns::Header;
use crate::fault::{FileError, RowResult};
use crate::identifier;
use crate::row::{Column, RowReader};

const REVOKED: [&str; 11] = [
    "ENRLMT_ID",
    "NPI",
    "FIRST_NAME",
    "MDL_NAME",
    "LAST_NAME",
    "ORG_NAME",
    "STATE_CD",
    "PROVIDER_TYPE_DESC",
    "REVOCATION_RSN",
    "REVOCATION_EFCTV_DT",
    "REENROLLMENT_BAR_EXPRTN_DT",
];

const OPT_OUT: [&str; 12] = [
    "First Name",
    "Last Name",
    "NPI",
    "Specialty",
    "Optout Effective Date",
    "Optout End Date",
    "First Line Street Address",
    "Second Line Street Address",
    "City Name",
    "State Code",
    "Zip code",
    "Eligible to Order and Refer",
];

const DATES: [&str; 2] = ["%m/%d/%Y", "%Y-%m-%d"];

/// Where the columns of the revoked are.
#[derive(Debug)]
pub(super) struct Revoked {
    at: [usize; REVOKED.len()],
    forms: Vec<DateForm>,
}

impl Revoked {
    pub(super) fn find(header: &Header) -> Result<Self, FileError> {
        let layout = "the CMS file of revoked providers (ENRLMT_ID, NPI, FIRST_NAME, MDL_NAME, LAST_NAME, ORG_NAME, …)";
        Ok(Self { at: header.all(REVOKED, layout)?, forms: dates::forms(&DATES) })
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.at.to_vec()
    }

    pub(super) fn read(&self, mut row: RowReader<'_>) -> RowResult<ListEntry> {
        let [enrolment, npi, given, middle, family, organization, state, kind, reason, from, bar] =
            self.at.map(|at| Column::open(Some(at)));
        let person = person(&mut row, [family, given, middle]);
        let organization = row.text(organization).map(ListedName::Whole);
        let party = if person.is_some() { Party::Person } else { Party::Organization };
        let names: Vec<ListedName> = person.into_iter().chain(organization).collect();
        if names.is_empty() {
            row.refuse(family, nameless());
        }
        let npi = row.parse_or_drop(npi, identifier::npi);
        let from = row.parse_or_drop(from, |text| dates::date(text, &self.forms));
        let bar = row.parse_or_drop(bar, |text| dates::date(text, &self.forms));
        let reason = row.text(Column { limit: 4_000, ..reason }).unwrap_or_default();
        let bar = bar.map(|bar| format!("re-enrolment barred to {bar}"));
        let enrolment = row.text(enrolment).map(|id| format!("enrolment {id}"));
        let basis = [Some(reason), bar, enrolment].into_iter().flatten().filter(|part| !part.is_empty());
        let address = ListedAddress { state: row.parse_or_drop(state, identifier::state), ..ListedAddress::default() };
        let entry = ListEntry {
            party,
            names,
            npi,
            born: None,
            licenses: Vec::new(),
            occupations: row.text(kind).into_iter().collect(),
            address,
            basis: basis.collect::<Vec<_>>().join("; "),
            from,
            to: None,
            waiver: None,
        };
        row.finish(Some(entry))
    }
}

/// Where the columns of the opted-out are.
#[derive(Debug)]
pub(super) struct OptOut {
    at: [usize; OPT_OUT.len()],
    forms: Vec<DateForm>,
}

impl OptOut {
    pub(super) fn find(header: &Header) -> Result<Self, FileError> {
        let layout =
            "the CMS file of opt-out affidavits (First Name, Last Name, NPI, Specialty, Optout Effective Date, …)";
        Ok(Self { at: header.all(OPT_OUT, layout)?, forms: dates::forms(&DATES) })
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.at.to_vec()
    }

    pub(super) fn read(&self, mut row: RowReader<'_>) -> RowResult<ListEntry> {
        let [given, family, npi, specialty, from, ends, street, street_2, city, state, zip, refers] =
            self.at.map(|at| Column::open(Some(at)));
        let names: Vec<ListedName> = person(&mut row, [family, given, Column::open(None)]).into_iter().collect();
        if names.is_empty() {
            row.refuse(family, nameless());
        }
        let npi = row.parse_or_drop(npi, identifier::npi);
        let from = row.parse_or_drop(from, |text| dates::date(text, &self.forms));
        let ends = row.parse_or_drop(ends, |text| dates::date(text, &self.forms));
        let ends = ends.map(|day| format!("this term to {day}, renewed unless cancelled"));
        let refers = row.text(refers).map(|word| format!("may order and refer: {word}"));
        let basis: Vec<String> =
            [Some("opted out of Medicare".to_owned()), ends, refers].into_iter().flatten().collect();
        let streets = [street, street_2].map(|column| row.text(column));
        let address = ListedAddress {
            street: streets.into_iter().flatten().collect::<Vec<_>>().join(", "),
            city: row.text(city).unwrap_or_default(),
            state: row.parse_or_drop(state, identifier::state),
            zip: row.text(zip).unwrap_or_default(),
        };
        let entry = ListEntry {
            party: Party::Person,
            names,
            npi,
            born: None,
            licenses: Vec::new(),
            occupations: row.text(specialty).into_iter().collect(),
            address,
            basis: basis.join("; "),
            from,
            to: None,
            waiver: None,
        };
        row.finish(Some(entry))
    }
}

fn person(row: &mut RowReader<'_>, columns: [Column; 3]) -> Option<ListedName> {
    let [family, given, middle] = columns.map(|column| row.text(column));
    match (family, given) {
        (Some(family), given) => Some(ListedName::Parts {
            family,
            given: given.unwrap_or_default(),
            middle: middle.unwrap_or_default(),
            suffix: String::new(),
        }),
        (None, given) => given.map(ListedName::Whole),
    }
}
