//! A roster: people with the credentials that their office claims for them.

use std::io::Read;

use cred_core::{
    identifier::DateOfBirth,
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
    roster::{self, Mapping, RosterRow, Specialty},
};

use super::{Imported, Intake, Options, read_rows};
use crate::{App, error::AppError, use_cases::By};

impl App {
    /// Imports a roster. Every credential in it is a claim, never evidence.
    ///
    /// # Errors
    /// When the store fails or refuses; faults of rows are in the report.
    pub fn import_roster(
        &mut self,
        by: &By,
        label: &str,
        file: &mut dyn Read,
        mapping: &Mapping,
        options: Options,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Imported, AppError> {
        let (report, rows) = read_rows(
            label,
            file,
            progress,
            |reader| roster::read(reader, mapping),
            roster::RosterRows::bytes_read,
            roster::RosterRows::ignored_columns,
        );
        let mut imported = Imported::of(report);
        let mut intakes = Vec::new();
        for row in rows {
            match intake(row) {
                Ok(intake) => intakes.push(intake),
                Err(error) => imported.report.take_back(&[error]),
            }
        }
        self.take_in(by, "roster", imported, intakes, options)
    }
}

fn intake(row: Row<RosterRow>) -> Result<Intake, RowError> {
    let (line, roster) = (row.line, row.value);
    let fault = |column: &str, code: &str, reason: &str| RowError {
        line,
        column: Some(column.to_owned()),
        value: None,
        rule: Rule::Domain { code: code.to_owned(), reason: reason.to_owned() },
    };
    let text = |column: &'static str, value: &str| {
        Text::parse(value).map_err(|error| fault(column, "row/text", &error.to_string()))
    };
    let optional =
        |column: &'static str, value: &Option<String>| value.as_deref().map(|value| text(column, value)).transpose();
    let taxonomy = match &roster.specialty {
        Some(Specialty::Taxonomy(code)) => Some(code.clone()),
        Some(Specialty::Named(_)) | None => None,
    };
    let provider_type = match roster.provider_type.as_deref() {
        Some(word) => ProviderType::ALL
            .into_iter()
            .find(|known| known.word().eq_ignore_ascii_case(&word.trim().replace([' ', '_'], "-")))
            .or_else(|| ProviderType::suggested_by(None, Some(word)))
            .ok_or_else(|| {
                let words: Vec<&str> = ProviderType::ALL.iter().map(|known| known.word()).collect();
                fault("provider type", "row/provider-type", &format!("is one of {}", words.join(", ")))
            })?,
        None => ProviderType::suggested_by(taxonomy.as_ref().map(|code| code.as_str()), roster.degree.as_deref())
            .unwrap_or(ProviderType::Other),
    };
    let date_of_birth = match &roster.date_of_birth {
        Some(date) => {
            let day =
                date.expose().day().ok_or_else(|| fault("date of birth", "row/date-of-birth", "the day is needed"))?;
            let date = DateOfBirth::new(day)
                .map_err(|error| fault("date of birth", "row/date-of-birth", &error.to_string()))?;
            Some(date)
        }
        None => None,
    };
    let name = PersonName {
        family: text("last name", &roster.last_name)?,
        given: Some(text("first name", &roster.first_name)?),
        middle: optional("middle name", &roster.middle_name)?,
        suffix: optional("suffix", &roster.suffix)?,
    };
    let names = match optional("former last name", &roster.former_last_name)? {
        Some(family) => {
            let name = PersonName { family, ..name.clone() };
            vec![DatedName { name, kind: NameKind::Former, from: None, to: None }]
        }
        None => vec![],
    };
    let mut claims = Vec::new();
    if let Some(license) = &roster.license {
        let letters = roster.degree.as_deref().unwrap_or_default().replace('.', "").to_ascii_uppercase();
        let types = provider_type.license_types();
        let named = types.iter().find(|own| **own == letters).or(types.first()).copied();
        let license_type =
            text("degree", named.unwrap_or(if letters.is_empty() { "license" } else { letters.as_str() }))?;
        let (jurisdiction, number) = (license.state, license.number.clone());
        let credential = Credential::License { jurisdiction, license_type, number, compact: None, training: false };
        claims.push(Claim { credential, valid_from: None, valid_to: license.expires });
    }
    if let Some(dea) = &roster.dea {
        let jurisdiction = dea.state.or(roster.license.as_ref().map(|license| license.state));
        let jurisdiction =
            jurisdiction.ok_or_else(|| fault("DEA state", "row/required", "a DEA number needs its state"))?;
        let credential =
            Credential::Dea { jurisdiction, number: dea.number.expose().clone(), schedules: vec![], fee_exempt: false };
        claims.push(Claim { credential, valid_from: None, valid_to: dea.expires });
    }
    if let Some(board) = &roster.board {
        let named = match &roster.specialty {
            Some(Specialty::Named(name)) => Some(name.clone()),
            Some(Specialty::Taxonomy(_)) | None => None,
        };
        let certificate = board.certificate.clone().or(named);
        let certificate = certificate.ok_or_else(|| {
            fault("board certificate", "row/required", "name the certificate, or give the specialty in words")
        })?;
        let credential = Credential::BoardCertification {
            board: text("board", &board.board)?,
            certificate: text("board certificate", &certificate)?,
        };
        claims.push(Claim { credential, valid_from: None, valid_to: board.expires });
    }
    let registration = Registration {
        name,
        provider_type,
        npi: Some(roster.npi),
        date_of_birth,
        ssn: None,
        caqh_id: roster.caqh_id,
        taxonomies: taxonomy.into_iter().collect(),
    };
    Ok(Intake { line, registration, names, claims })
}
