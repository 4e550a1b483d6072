//! The federal NPI file: people become providers, with their names, taxonomies and claimed licences.

use std::io::Read;

use cred_core::{
    jurisdiction::Jurisdiction,
    provider::{
        Registration,
        claim::Claim,
        credential::Credential,
        name::{DatedName, NameKind, PersonName},
        provider_type::ProviderType,
    },
    text::Text,
};
use cred_import::{
    Row, RowError, Rule,
    nppes::{self, Entity, NppesRecord},
};

use super::{Imported, Intake, Options, read_rows};
use crate::{App, error::AppError, use_cases::By};

impl App {
    /// Imports an NPPES file. Organisations and deactivated numbers are left out and counted. What the registry says of licences is taken
    /// as a claim, never as evidence.
    ///
    /// # Errors
    /// When the store fails or refuses; faults of rows are in the report.
    pub fn import_nppes(
        &mut self,
        by: &By,
        label: &str,
        file: &mut dyn Read,
        options: Options,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Imported, AppError> {
        let (report, rows) = read_rows(
            label,
            file,
            progress,
            nppes::read,
            nppes::NppesRows::bytes_read,
            nppes::NppesRows::ignored_columns,
        );
        let mut imported = Imported::of(report);
        let mut intakes = Vec::new();
        for row in rows {
            match intake(row) {
                Ok(Some(intake)) => intakes.push(intake),
                Ok(None) => imported.left_out += 1,
                Err(error) => imported.report.take_back(&[error]),
            }
        }
        self.take_in(by, "nppes", imported, intakes, options)
    }
}

fn intake(row: Row<NppesRecord>) -> Result<Option<Intake>, RowError> {
    let record = row.value;
    let Entity::Individual { name, alias } = record.entity else { return Ok(None) };
    if record.deactivation.is_some_and(|deactivation| deactivation.reactivated.is_none()) {
        return Ok(None);
    }
    let primary = record.taxonomies.iter().find(|taxonomy| taxonomy.primary).or(record.taxonomies.first());
    let code = primary.map(|taxonomy| taxonomy.code.as_str());
    let provider_type = ProviderType::suggested_by(code, name.credential.as_deref()).unwrap_or(ProviderType::Other);
    let mut claims = Vec::new();
    for taxonomy in &record.taxonomies {
        // A registry entry without a state or a number names no licence.
        let (Some(number), Some(state)) = (&taxonomy.licence, &taxonomy.state) else { continue };
        let Ok(jurisdiction) = Jurisdiction::parse(state) else { continue };
        let Some(license_type) = license_type(provider_type, name.credential.as_deref()) else { continue };
        let credential =
            Credential::License { jurisdiction, license_type, number: number.clone(), compact: None, training: false };
        claims.push(Claim { credential, valid_from: None, valid_to: None });
    }
    let mut taxonomies: Vec<_> = primary.map(|taxonomy| taxonomy.code.clone()).into_iter().collect();
    for taxonomy in &record.taxonomies {
        if !taxonomies.contains(&taxonomy.code) {
            taxonomies.push(taxonomy.code.clone());
        }
    }
    let names = alias
        .map(|alias| {
            person(row.line, &alias.name).map(|name| DatedName { name, kind: NameKind::Other, from: None, to: None })
        })
        .transpose()?;
    Ok(Some(Intake {
        line: row.line,
        registration: Registration {
            name: person(row.line, &name)?,
            provider_type,
            npi: Some(record.npi),
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies,
        },
        names: names.into_iter().collect(),
        claims,
    }))
}

/// The licence type that the credential letters name, if the profession has such a type; else its first one.
fn license_type(provider_type: ProviderType, credential: Option<&str>) -> Option<Text> {
    let letters = credential.unwrap_or_default().replace('.', "").to_ascii_uppercase();
    let types = provider_type.license_types();
    let named = types.iter().find(|own| letters.split([',', ' ', '/']).any(|word| word == **own));
    named.or(types.first()).and_then(|word| Text::parse(word).ok())
}

fn person(line: u64, name: &nppes::PersonName) -> Result<PersonName, RowError> {
    let fault = |column: &str| RowError {
        line,
        column: Some(column.to_owned()),
        value: None,
        rule: Rule::Domain {
            code: "row/name".to_owned(),
            reason: "a name has 1 to 200 printable characters".to_owned(),
        },
    };
    let text = |column: &'static str, value: &Option<String>| {
        value.as_deref().map(|value| Text::parse(value).map_err(|_| fault(column))).transpose()
    };
    Ok(PersonName {
        family: Text::parse(&name.last).map_err(|_| fault("Provider Last Name (Legal Name)"))?,
        given: text("Provider First Name", &name.first)?,
        middle: text("Provider Middle Name", &name.middle)?,
        suffix: text("Provider Name Suffix Text", &name.suffix)?,
    })
}
