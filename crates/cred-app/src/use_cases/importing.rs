//! Importing files: all or nothing for each file, unless partial; the same file again changes nothing.

pub mod evidence;
pub mod nppes;
pub mod roster;

use std::io::Read;

use cred_core::{
    id::ProviderId,
    identifier::Npi,
    provider::{Command, Registration, claim::Claim, name::DatedName},
};
use cred_import::{FileError, Row, RowError, Rule, report::ImportReport, source_hash::Hashing};
use cred_store::{Bound, Digest};
use serde::Serialize;

use super::{By, providers};
use crate::{App, desk::Desk, envelope::Envelope, error::AppError, index, wording::WordingError};

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    /// Every row's fault, by line and column.
    pub report: ImportReport,
    /// Whether anything was written.
    pub written: bool,
    /// Whether the same file had been imported before.
    pub repeated: bool,
    /// Providers registered.
    pub registered: u64,
    /// Names, claims or evidence added.
    pub added: u64,
    /// Rows left out on purpose: organisations, deactivated numbers, providers that are not on file.
    pub left_out: u64,
}

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Take the good rows of a file that has bad ones.
    pub partial: bool,
    /// Take only rows of providers that are on file.
    pub known_only: bool,
}

/// What one row comes to.
struct Intake {
    line: u64,
    registration: Registration,
    names: Vec<DatedName>,
    claims: Vec<Claim>,
}

impl Imported {
    fn of(report: ImportReport) -> Self {
        Self { report, written: false, repeated: false, registered: 0, added: 0, left_out: 0 }
    }
}

/// Reads all rows of a file, counting bytes for a progress bar.
fn read_rows<'f, T, R>(
    label: &str,
    file: &'f mut dyn Read,
    progress: &mut dyn FnMut(u64),
    open: impl FnOnce(Hashing<&'f mut dyn Read>) -> Result<R, FileError>,
    bytes_read: impl Fn(&R) -> u64,
    ignored: impl Fn(&R) -> Vec<String>,
) -> (ImportReport, Vec<Row<T>>)
where
    R: Iterator<Item = cred_import::RowResult<T>>,
{
    let mut report = ImportReport::new(label);
    let mut rows = Vec::new();
    match open(Hashing::new(file)) {
        Ok(mut reader) => {
            report.ignored_columns = ignored(&reader);
            let mut count = 0_u64;
            while let Some(outcome) = reader.next() {
                rows.extend(report.tally(outcome));
                count += 1;
                if count.is_multiple_of(256) {
                    progress(bytes_read(&reader));
                }
            }
        }
        Err(fault) => report.stop(&fault),
    }
    (report, rows)
}

fn fault(line: u64, error: &WordingError) -> RowError {
    let rule = Rule::Domain { code: error.code.to_owned(), reason: error.reason.clone() };
    RowError { line, column: Some(error.field.to_owned()), value: None, rule }
}

fn refused(line: u64, error: &AppError) -> RowError {
    let rule = Rule::Domain { code: "row/refused".to_owned(), reason: error.to_string() };
    RowError { line, column: None, value: None, rule }
}

/// Whether a report lets anything be written.
fn may_write(report: &ImportReport, options: Options) -> bool {
    report.stopped.is_none() && (report.is_clean() || options.partial)
}

/// The envelope of an import: its key is the content, so that the same rows again are the same command.
fn seal(by: &By, what: &'static str, rows: &str) -> Result<Envelope, AppError> {
    let content = Digest::of(rows.as_bytes());
    let key = by.key.clone().unwrap_or_else(|| format!("import-{what}/{content}/{}", by.actor));
    Envelope::seal(by.actor.clone(), Some(key), &(what, content.to_string()))
}

impl App {
    /// Registers who is new and adds what is new of who is known, in one transaction.
    fn take_in(
        &mut self,
        by: &By,
        what: &'static str,
        mut imported: Imported,
        intakes: Vec<Intake>,
        options: Options,
    ) -> Result<Imported, AppError> {
        if !may_write(&imported.report, options) {
            return Ok(imported);
        }
        let mut rows = Vec::new();
        for intake in intakes {
            let known = self.known(intake.registration.npi.as_ref())?;
            if options.known_only && known.is_none() {
                imported.left_out += 1;
            } else {
                rows.push((known, intake));
            }
        }
        let content: Vec<_> =
            rows.iter().map(|(_, intake)| (&intake.registration, &intake.names, &intake.claims)).collect();
        let content = serde_json::to_string(&content).map_err(|error| AppError::Codec(error.to_string()))?;
        let envelope = seal(by, what, &content)?;
        let done = self.run(&envelope, |desk| {
            let mut counts = (0, 0);
            for (known, intake) in rows {
                let id = match known {
                    Some(id) => {
                        desk.load_provider(id)?;
                        id
                    }
                    None => {
                        counts.0 += 1;
                        providers::register(desk, intake.registration.clone())?
                    }
                };
                counts.1 += add(desk, id, intake)?;
            }
            Ok(counts)
        })?;
        let (registered, added) = done.result.unwrap_or_default();
        Ok(Imported {
            written: !done.events.is_empty() && !done.repeated,
            repeated: done.repeated,
            registered,
            added,
            ..imported
        })
    }

    fn known(&self, npi: Option<&Npi>) -> Result<Option<ProviderId>, AppError> {
        let Some(npi) = npi else { return Ok(None) };
        let ids = self.store().find(index::NPI, npi.as_str(), Bound::Now)?;
        let parse = |id: &String| id.parse().map_err(|_| AppError::Codec(format!("the look-up names `{id}`")));
        ids.first().map(parse).transpose()
    }
}

/// Adds the names and claims that the record does not have; nothing is overwritten.
fn add(desk: &mut Desk<'_>, id: ProviderId, intake: Intake) -> Result<u64, AppError> {
    let mut added = 0;
    let mut names = intake.names;
    let own = DatedName {
        name: intake.registration.name,
        kind: cred_core::provider::name::NameKind::Other,
        from: None,
        to: None,
    };
    names.push(own);
    for name in names {
        let Some(provider) = desk.records().provider(id) else { continue };
        if provider.name() == &name.name || provider.aliases().iter().any(|alias| alias.name == name.name) {
            continue;
        }
        providers::command_provider(desk, id, Command::AddName(name))?;
        added += 1;
    }
    for claim in intake.claims {
        let Some(provider) = desk.records().provider(id) else { continue };
        // Nothing claimed is overwritten; a claim without dates (the federal file has none) is completed.
        let completes =
            |held: &Claim| held.valid_to.is_none() && claim.valid_to.is_some() && held.credential == claim.credential;
        if provider.claims().get(&claim.key()).is_some_and(|held| !completes(held)) {
            continue;
        }
        let done = providers::command_provider(desk, id, Command::Claim(Box::new(claim)));
        if let Err(AppError::Refused(refusal)) = done {
            return Err(AppError::ImportRefused { line: intake.line, refusal });
        }
        done?;
        added += 1;
    }
    Ok(added)
}
