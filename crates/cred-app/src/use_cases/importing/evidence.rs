//! Evidence done elsewhere (by a CVO, say): each row is a source's answer about one element.

use std::io::Read;

use cred_core::{
    digest::Digest, evidence::verification::Evidence, id::ProviderId, provider::element::ElementKey, time::zone::Zone,
};
use cred_import::{
    Row, RowError, Rule,
    evidence_file::{self, EvidenceRow},
};

use super::{Imported, Options, fault, may_write, read_rows, refused, seal};
use crate::{
    App,
    error::AppError,
    use_cases::{By, verifying},
    wording::{self, AnswerWords, Words},
};

struct Answered {
    line: u64,
    provider: ProviderId,
    element: ElementKey,
    evidence: Evidence,
}

impl App {
    /// Imports evidence: each row becomes a verification, asked, answered and concluded by the actor.
    ///
    /// # Errors
    /// When the core refuses (with the line), or the store fails; faults of rows are in the report.
    pub fn import_evidence(
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
            evidence_file::read,
            evidence_file::EvidenceRows::bytes_read,
            evidence_file::EvidenceRows::ignored_columns,
        );
        let mut imported = Imported::of(report);
        let mut answers = Vec::new();
        for row in rows {
            let line = row.line;
            match self.known(Some(&row.value.npi))? {
                None if options.known_only => imported.left_out += 1,
                None => {
                    let reason = "no provider on file has this NPI: import or register the provider first".to_owned();
                    let rule = Rule::Domain { code: "row/not-on-file".to_owned(), reason };
                    let value = Some(row.value.npi.to_string());
                    imported.report.take_back(&[RowError { line, column: Some("npi".to_owned()), value, rule }]);
                }
                Some(provider) => match answered(row, provider) {
                    Ok(answer) => answers.push(answer),
                    Err(error) => imported.report.take_back(&[error]),
                },
            }
        }
        if !may_write(&imported.report, options) {
            return Ok(imported);
        }
        let content: Vec<_> =
            answers.iter().map(|answer| (answer.provider, &answer.element, &answer.evidence)).collect();
        let content = serde_json::to_string(&content).map_err(|error| AppError::Codec(error.to_string()))?;
        let envelope = seal(by, "evidence", &content)?;
        let done = self.run(&envelope, |desk| {
            let mut added = 0_u64;
            let mut errors = Vec::new();
            for answer in answers {
                desk.load_provider(answer.provider)?;
                match verifying::verify(desk, answer.provider, answer.element, answer.evidence) {
                    Ok(_) => added += 1,
                    Err(error @ AppError::Refused(_)) if options.partial => errors.push(refused(answer.line, &error)),
                    Err(AppError::Refused(refusal)) => {
                        return Err(AppError::ImportRefused { line: answer.line, refusal });
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok((added, errors))
        })?;
        let (added, errors) = done.result.unwrap_or_default();
        for error in errors {
            imported.report.take_back(&[error]);
        }
        Ok(Imported { written: added > 0, repeated: done.repeated, added, ..imported })
    }
}

fn answered(row: Row<EvidenceRow>, provider: ProviderId) -> Result<Answered, RowError> {
    let (line, row) = (row.line, row.value);
    let number = row.number.as_ref().map(|number| number.expose().clone());
    let words = Words {
        element: &row.element,
        issuer: row.issuer.as_deref(),
        number: number.as_deref(),
        details: row.detail.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
    };
    let credential = wording::credential(&words).map_err(|error| fault(line, &error))?;
    let element = credential.key();
    let zone = row.detail.get("zone").map(|name| {
        let rule = |reason: String| RowError {
            line,
            column: Some("detail".to_owned()),
            value: None,
            rule: Rule::Domain { code: "row/zone".to_owned(), reason },
        };
        Zone::parse(name).map_err(|error| rule(error.to_string()))
    });
    let artefact =
        row.artefact.as_ref().and_then(|hash| hash.to_string().trim_start_matches("sha256:").parse::<Digest>().ok());
    let answer = AnswerWords {
        source: &row.source,
        method: &row.method,
        result: &row.result,
        verified_on: Some(row.verified_on),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        standing: row.standing.as_deref(),
        standing_from: row.standing_from,
        standing_to: None,
        terms: row.terms.as_deref(),
        artefact,
        zone: zone.transpose()?,
        list_version: row.detail.get("list_version"),
        name: None,
        no_schedules: row.detail.get("no_schedules"),
        supervised: row.detail.get("supervised"),
        continues: row.detail.get("continues"),
    };
    let evidence = wording::evidence(credential, &answer).map_err(|error| fault(line, &error))?;
    Ok(Answered { line, provider, element, evidence })
}
