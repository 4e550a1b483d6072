//! One row of a roster.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cred_core::identifier::{CaqhId, DeaNumber, DeaRegistrant, LicenseNumber, Npi, Secret, TaxonomyCode};
use cred_core::jurisdiction::Jurisdiction;
use cred_core::time::partial_date::PartialDate;

use super::field::Field;
use super::mapping::Layout;
use crate::fault::{RowResult, Rule};
use crate::row::RowReader;
use crate::{date, identifier};

/// What a roster says of one provider. Nothing but the NPI and the name is certain to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// The NPI.
    pub npi: Npi,
    /// Last name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Middle name or initial.
    pub middle_name: Option<String>,
    /// Name suffix, e.g. `Jr.`
    pub suffix: Option<String>,
    /// Degree or credential letters as written.
    pub degree: Option<String>,
    /// A former or other last name.
    pub former_last_name: Option<String>,
    /// Kind of provider as written.
    pub provider_type: Option<String>,
    /// The licence.
    pub license: Option<License>,
    /// The DEA registration.
    pub dea: Option<Dea>,
    /// The board certification.
    pub board: Option<BoardCertification>,
    /// CAQH provider id.
    pub caqh_id: Option<CaqhId>,
    /// Specialty.
    pub specialty: Option<Specialty>,
    /// E-mail address.
    pub email: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Secret<PartialDate>>,
}

/// A licence as claimed by the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// The number.
    pub number: LicenseNumber,
    /// The state.
    pub state: Jurisdiction,
    /// The last day, inclusive.
    pub expires: Option<PartialDate>,
}

/// A DEA registration as claimed by the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dea {
    /// The number.
    pub number: Secret<DeaNumber>,
    /// The state.
    pub state: Option<Jurisdiction>,
    /// The last day, inclusive.
    pub expires: Option<PartialDate>,
}

/// A board certification as claimed by the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCertification {
    /// The certifying board as written.
    pub board: String,
    /// The name of the certificate as written.
    pub certificate: Option<String>,
    /// The last day, inclusive.
    pub expires: Option<PartialDate>,
}

/// A specialty, by code or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Specialty {
    /// A NUCC taxonomy code.
    Taxonomy(TaxonomyCode),
    /// A name as written.
    Named(String),
}

pub(super) fn read(mut row: RowReader<'_>, layout: &Layout, seen: &mut HashMap<Npi, u64>) -> RowResult<RosterRow> {
    let own = |text: &str| Ok(text.to_owned());
    let npi = row.require(layout.column(Field::Npi), identifier::npi);
    if let Some(npi) = &npi {
        match seen.entry(npi.clone()) {
            Entry::Occupied(earlier) => {
                row.refuse(layout.column(Field::Npi), Rule::DuplicateNpi { line: *earlier.get() });
            }
            Entry::Vacant(free) => {
                free.insert(row.line());
            }
        }
    }
    let last_name = row.require(layout.column(Field::LastName), own);
    let first_name = row.require(layout.column(Field::FirstName), own);
    let middle_name = row.text(layout.column(Field::MiddleName));
    let suffix = row.text(layout.column(Field::Suffix));
    let degree = row.text(layout.column(Field::Degree));
    let former_last_name = row.text(layout.column(Field::FormerLastName));
    let provider_type = row.text(layout.column(Field::ProviderType));
    let license = license(&mut row, layout);
    let dea = dea(&mut row, layout, [last_name.as_deref(), former_last_name.as_deref()]);
    let board = board(&mut row, layout);
    let caqh_id = row.parse(layout.column(Field::CaqhId), identifier::caqh);
    for doubt in caqh_id.iter().flat_map(CaqhId::warnings) {
        row.warn(layout.column(Field::CaqhId), identifier::implausible(doubt));
    }
    let specialty = row
        .text(layout.column(Field::Specialty))
        .map(|text| identifier::taxonomy(&text).map_or(Specialty::Named(text), Specialty::Taxonomy));
    let email = row.parse(layout.column(Field::Email), email);
    let date_of_birth = row.parse(layout.column(Field::DateOfBirth), date::partial).map(Secret::new);
    let value = npi.zip(last_name).zip(first_name).map(|((npi, last_name), first_name)| RosterRow {
        npi,
        last_name,
        first_name,
        middle_name,
        suffix,
        degree,
        former_last_name,
        provider_type,
        license,
        dea,
        board,
        caqh_id,
        specialty,
        email,
        date_of_birth,
    });
    row.finish(value)
}

fn license(row: &mut RowReader<'_>, layout: &Layout) -> Option<License> {
    let [key, state, expires] =
        [Field::LicenseNumber, Field::LicenseState, Field::LicenseExpiration].map(|field| layout.column(field));
    if !row.is_filled(key) {
        warn_of_orphans(row, layout, Field::LicenseNumber, &[Field::LicenseState, Field::LicenseExpiration]);
        return None;
    }
    let number = row.parse(key, identifier::licence);
    if !row.is_filled(state) {
        let because = row.column_name(key);
        row.refuse(state, Rule::RequiredWith { because });
    }
    let state = row.parse(state, identifier::state);
    let expires = row.parse(expires, date::partial);
    number.zip(state).map(|(number, state)| License { number, state, expires })
}

fn dea(row: &mut RowReader<'_>, layout: &Layout, names: [Option<&str>; 2]) -> Option<Dea> {
    let [key, state, expires] =
        [Field::DeaNumber, Field::DeaState, Field::DeaExpiration].map(|field| layout.column(field));
    if !row.is_filled(key) {
        warn_of_orphans(row, layout, Field::DeaNumber, &[Field::DeaState, Field::DeaExpiration]);
        return None;
    }
    let number = row.parse(key, identifier::dea);
    if let Some(number) = &number {
        let surnames: Vec<&str> = names.into_iter().flatten().collect();
        for doubt in number.warnings_for(DeaRegistrant::Person { surnames: &surnames }) {
            row.warn(key, identifier::implausible(doubt));
        }
    }
    let state = row.parse(state, identifier::state);
    let expires = row.parse(expires, date::partial);
    number.map(|number| Dea { number: Secret::new(number), state, expires })
}

fn board(row: &mut RowReader<'_>, layout: &Layout) -> Option<BoardCertification> {
    let [key, certificate, expires] =
        [Field::Board, Field::BoardCertificate, Field::BoardExpiration].map(|field| layout.column(field));
    if !row.is_filled(key) {
        warn_of_orphans(row, layout, Field::Board, &[Field::BoardCertificate, Field::BoardExpiration]);
        return None;
    }
    let board = row.text(key);
    let certificate = row.text(certificate);
    let expires = row.parse(expires, date::partial);
    board.map(|board| BoardCertification { board, certificate, expires })
}

/// Values that belong to nothing are dropped, but not silently.
fn warn_of_orphans(row: &mut RowReader<'_>, layout: &Layout, key: Field, others: &[Field]) {
    for &field in others {
        let column = layout.column(field);
        if row.is_filled(column) {
            let name = row.column_name(layout.column(key));
            let key = if name.is_empty() { key.name().to_owned() } else { name };
            row.warn(column, Rule::Orphan { key });
        }
    }
}

/// Enough to catch a name or a telephone number in the wrong column; only sending proves an address.
fn email(text: &str) -> Result<String, Rule> {
    let well_formed = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !text.contains([' ', ',', ';'])
            && !domain.contains('@')
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
    });
    if well_formed { Ok(text.to_owned()) } else { Err(Rule::Email) }
}
