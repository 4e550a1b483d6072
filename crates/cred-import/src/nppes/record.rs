//! One row of the dissemination file.

use chrono::NaiveDate;
use cred_core::identifier::{LicenseNumber, Npi, TaxonomyCode};

use super::layout::{IdentifierColumns, Layout, NameColumns, TaxonomyColumns};
use crate::fault::{RowResult, Rule};
use crate::row::{Column, RowReader};
use crate::{date, identifier};

/// What the registry says of one NPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NppesRecord {
    /// The NPI.
    pub npi: Npi,
    /// The NPI that replaces this one.
    pub replacement: Option<Npi>,
    /// Whose NPI it is.
    pub entity: Entity,
    /// Where the provider practises, as far as given.
    pub practice: PracticeLocation,
    /// Taxonomies in file order, at most 15.
    pub taxonomies: Vec<Taxonomy>,
    /// Other identifiers in file order, at most 50.
    pub identifiers: Vec<OtherIdentifier>,
    /// The day the NPI was assigned; `None` only for a withheld entity.
    pub enumerated: Option<NaiveDate>,
    /// The day the record was last changed; `None` only for a withheld entity.
    pub updated: Option<NaiveDate>,
    /// The last deactivation, if there was one.
    pub deactivation: Option<Deactivation>,
}

/// Whose NPI it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one value a row: a box would cost more than it saves")]
pub enum Entity {
    /// A person (entity type 1).
    Individual {
        /// The legal name.
        name: PersonName,
        /// Another name the person has gone by.
        alias: Option<Alias<PersonName>>,
    },
    /// An organisation (entity type 2).
    Organization {
        /// The legal business name.
        name: String,
        /// Another name it does business under.
        alias: Option<Alias<String>>,
    },
    /// The NPI is deactivated and the registry publishes no more than that.
    Withheld,
}

/// A person's name, in the registry's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// Last name.
    pub last: String,
    /// First name.
    pub first: Option<String>,
    /// Middle name or initial.
    pub middle: Option<String>,
    /// Prefix, e.g. `Dr.`
    pub prefix: Option<String>,
    /// Suffix, e.g. `Jr.`
    pub suffix: Option<String>,
    /// Credential letters as the provider typed them.
    pub credential: Option<String>,
}

/// Another name, with the registry's code for why there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias<N> {
    /// The name.
    pub name: N,
    /// The registry's type code: for persons 1 former, 2 professional, 5 other; for organisations 3 doing
    /// business as, 4 former, 5 other.
    pub kind: Option<String>,
}

/// Where the provider practises, without the street.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PracticeLocation {
    /// City.
    pub city: Option<String>,
    /// Two-letter state, or the province as written outside the United States.
    pub state: Option<String>,
    /// Postal code as written, ZIP+4 without a hyphen.
    pub postal_code: Option<String>,
}

/// A taxonomy, with the licence given for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The NUCC code.
    pub code: TaxonomyCode,
    /// Licence number as the provider typed it.
    pub licence: Option<LicenseNumber>,
    /// Two-letter state of the licence.
    pub state: Option<String>,
    /// Whether the provider calls it the primary one.
    pub primary: bool,
}

/// An identifier some other body gave the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherIdentifier {
    /// The identifier as typed.
    pub id: String,
    /// The registry's type code: 01 other, 05 Medicaid.
    pub kind: Option<String>,
    /// Two-letter state it belongs to.
    pub state: Option<String>,
    /// Who issued it, as typed.
    pub issuer: Option<String>,
}

/// A deactivation of the NPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deactivation {
    /// The first day it was not active.
    pub on: NaiveDate,
    /// The registry's reason code, mostly not published.
    pub reason: Option<String>,
    /// The first day it was active again.
    pub reactivated: Option<NaiveDate>,
}

pub(super) fn read(mut row: RowReader<'_>, layout: &Layout) -> RowResult<NppesRecord> {
    let npi = row.require(layout.npi, identifier::npi);
    let replacement = row.parse(layout.replacement, identifier::npi);
    let deactivation = deactivation(&mut row, layout);
    let inactive = deactivation.as_ref().is_some_and(|last| last.reactivated.is_none());
    // The reduced row is accepted as such only when a deactivation explains it.
    let withheld = inactive && !row.is_filled(layout.entity);
    let entity = if withheld { Some(Entity::Withheld) } else { entity(&mut row, layout) };
    let mut day = |column| if withheld { row.parse(column, date::day) } else { row.require(column, date::day) };
    let enumerated = day(layout.enumerated);
    let updated = day(layout.updated);
    let practice = PracticeLocation {
        city: row.text(layout.city),
        state: row.text(layout.state),
        postal_code: row.text(layout.postal_code),
    };
    let taxonomies = taxonomies(&mut row, &layout.taxonomies);
    let identifiers = layout.identifiers.iter().filter_map(|group| other_identifier(&mut row, group)).collect();
    let record = npi.zip(entity).map(|(npi, entity)| NppesRecord {
        npi,
        replacement,
        entity,
        practice,
        taxonomies,
        identifiers,
        enumerated,
        updated,
        deactivation,
    });
    row.finish(record)
}

fn entity(row: &mut RowReader<'_>, layout: &Layout) -> Option<Entity> {
    let individual = row.require(layout.entity, |text| match text {
        "1" => Ok(true),
        "2" => Ok(false),
        _ => Err(Rule::Word { allowed: &["1", "2"] }),
    })?;
    if individual {
        let name = person(row, &layout.legal);
        if name.is_none() && !row.is_filled(layout.legal.last) {
            row.refuse(layout.legal.last, Rule::Required);
        }
        let alias = person(row, &layout.other);
        let kind = row.text(layout.other_type);
        let alias = alias.map(|name| Alias { name, kind });
        name.map(|name| Entity::Individual { name, alias })
    } else {
        let name = row.require(layout.organization, |name| Ok(name.to_owned()));
        let alias = row.text(layout.other_organization);
        let kind = row.text(layout.other_organization_type);
        let alias = alias.map(|name| Alias { name, kind });
        name.map(|name| Entity::Organization { name, alias })
    }
}

/// A person's name, where there is a last name.
fn person(row: &mut RowReader<'_>, columns: &NameColumns) -> Option<PersonName> {
    let last = row.text(columns.last);
    let first = row.text(columns.first);
    let middle = row.text(columns.middle);
    let prefix = row.text(columns.prefix);
    let suffix = row.text(columns.suffix);
    let credential = row.text(columns.credential);
    last.map(|last| PersonName { last, first, middle, prefix, suffix, credential })
}

fn deactivation(row: &mut RowReader<'_>, layout: &Layout) -> Option<Deactivation> {
    let on = row.parse(layout.deactivated, date::day);
    let reactivated = row.parse(layout.reactivated, date::day);
    let reason = row.text(layout.deactivation_reason);
    if let (Some(on), Some(again)) = (on, reactivated)
        && again < on
    {
        let last = row.column_name(layout.reactivated);
        row.refuse(layout.deactivated, Rule::PeriodOrder { last });
    }
    on.map(|on| Deactivation { on, reason, reactivated })
}

fn taxonomies(row: &mut RowReader<'_>, groups: &[TaxonomyColumns]) -> Vec<Taxonomy> {
    let mut taxonomies: Vec<Taxonomy> = Vec::new();
    for group in groups {
        if !row.is_filled(group.code) {
            warn_of_orphans(row, group.code, &[group.licence, group.state]);
            continue;
        }
        let code = row.parse(group.code, identifier::taxonomy);
        // Typed by the provider and checked by nobody: a dash here says nothing against the record.
        let licence = row.parse_or_drop(group.licence, identifier::licence);
        let state = row.text(group.state);
        let primary = row.parse(group.primary, |text| match text {
            "Y" => Ok(true),
            // X: the provider has not said.
            "N" | "X" => Ok(false),
            _ => Err(Rule::Word { allowed: &["Y", "N", "X"] }),
        });
        let primary = primary == Some(true);
        if primary && taxonomies.iter().any(|taxonomy| taxonomy.primary) {
            row.warn(group.primary, Rule::SecondPrimary);
        }
        taxonomies.extend(code.map(|code| Taxonomy { code, licence, state, primary }));
    }
    taxonomies
}

fn other_identifier(row: &mut RowReader<'_>, group: &IdentifierColumns) -> Option<OtherIdentifier> {
    if !row.is_filled(group.id) {
        warn_of_orphans(row, group.id, &[group.kind, group.state, group.issuer]);
        return None;
    }
    let id = row.text(group.id);
    let kind = row.text(group.kind);
    let state = row.text(group.state);
    let issuer = row.text(group.issuer);
    id.map(|id| OtherIdentifier { id, kind, state, issuer })
}

/// Values that belong to nothing are dropped, but not silently.
fn warn_of_orphans(row: &mut RowReader<'_>, key: Column, others: &[Column]) {
    for &column in others {
        if row.is_filled(column) {
            let key = row.column_name(key);
            row.warn(column, Rule::Orphan { key });
        }
    }
}
