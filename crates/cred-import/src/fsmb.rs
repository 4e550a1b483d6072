//! The report of the Federation of State Medical Boards' data centre on one physician: licences, board orders, certificates, DEA
//! registrations and the school.
//!
//! Each thing that the report tells becomes an [`Answer`]: the element it is about and the reply for it. What cannot be read, contradicts
//! itself or has a word that is not known here becomes no answer but a [`Doubt`], so that the element stays unverified. Dates may be known
//! to the year or the month and stay so. A report that could not be made is an error and never a clear answer.
//!
//! ```
//! let failed = br#"{ "title": "Not Found", "status": 404 }"#;
//! let error = cred_import::fsmb::read(failed).unwrap_err();
//! assert!(error.to_string().contains("404"));
//! ```

mod certificates;
mod orders;
mod report;
mod states;

use chrono::NaiveDate;
use cred_core::evidence::reply::{Encumbrance, EncumbranceKind, Limits};
use cred_core::identifier::{DeaNumber, LicenseNumber, Npi};
use cred_core::provider::{credential::Credential, drug_schedule};
use cred_core::text::Text;
use cred_core::time::{Instant, partial_date::PartialDate};

use crate::answers::{Answer, Doubt, Told};
use report::{Dea, License, Report};

/// What the boards have against the physician, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardActionStatus {
    /// There are board actions.
    Alerted,
    /// There are none.
    Cleared,
    /// It is not known; a word that is not known here counts as this.
    Unknown,
}

/// A report, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdcReport {
    /// The federation's number for the physician.
    pub fid: String,
    /// The report's number.
    pub number: u64,
    /// When it was made.
    pub made_at: Instant,
    /// The name that it was made under, `Family, Given Middle`.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<PartialDate>,
    /// NPIs that it names.
    pub npis: Vec<Npi>,
    /// What the boards have against the physician.
    pub status: BoardActionStatus,
    /// What it tells, element by element.
    pub answers: Vec<Answer>,
    /// What of it could not be used.
    pub doubts: Vec<Doubt>,
}

/// Why there is no report. None of these clears anybody.
#[derive(Debug, thiserror::Error)]
pub enum PdcError {
    /// The source answered that it has none.
    #[error("the source answered {status} {title}, not a report: ask again; nothing is verified by it")]
    Problem {
        /// The status.
        status: u16,
        /// What the source called it.
        title: String,
    },
    /// The answer is not such a report.
    #[error("the answer is no report of the data centre ({0}): nothing is verified by it")]
    Shape(#[from] serde_json::Error),
    /// The time of the report cannot be read.
    #[error("`asOfDateTimeUtc` is no time: without it nobody knows what the report is worth")]
    Undated,
}

/// Reads a report.
///
/// # Errors
/// When it is none.
pub fn read(json: &[u8]) -> Result<PdcReport, PdcError> {
    if let Ok(problem) = serde_json::from_slice::<report::Problem>(json) {
        return Err(PdcError::Problem { status: problem.status, title: problem.title });
    }
    let report: Report = serde_json::from_slice(json)?;
    let made_at = instant(&report.as_of_date_time_utc).ok_or(PdcError::Undated)?;
    let mut told = Told::default();
    told.education(&report);
    let degree = report.degree();
    for (at, license) in report.licenses.iter().enumerate() {
        told.license(&format!("licenses[{at}]"), license, degree, made_at.date_naive());
    }
    for (at, dea) in report.dea.iter().flat_map(|dea| &dea.certifications).enumerate() {
        told.dea(&format!("dea.certifications[{at}]"), dea);
    }
    certificates::read(&mut told, &report);
    let status = orders::read(&mut told, &report);
    let npis = report.npi.iter().enumerate().filter_map(|(at, npi)| told.npi(at, &npi.npi_number)).collect();
    let born = report.birth_date.as_ref().and_then(|date| told.partial("birthDate", date));
    let name = report.names.legal.written();
    let Told { answers, doubts } = told;
    Ok(PdcReport { fid: report.fid, number: report.report_id, made_at, name, born, npis, status, answers, doubts })
}

impl Told {
    fn partial(&mut self, place: &str, date: &report::PartialDate) -> Option<PartialDate> {
        let text = [&date.year, &date.month, &date.day].into_iter().map_while(Option::as_deref);
        let read = PartialDate::parse(&text.collect::<Vec<_>>().join("-")).ok();
        if read.is_none() {
            self.doubt(place, "no date as far as it is told: it is not used");
        }
        read
    }

    fn npi(&mut self, at: usize, text: &str) -> Option<Npi> {
        Npi::parse(text).map_err(|fault| self.doubt(format!("npi[{at}]"), fault.to_string())).ok()
    }

    fn education(&mut self, report: &Report) {
        let Some(education) = &report.medical_education else { return };
        let (Some(school), Some(degree)) = (&education.school, &education.degree) else { return };
        if !(school.is_verified && degree.is_verified) {
            self.doubt("medicalEducation", "the federation has not verified it: it is no answer");
            return;
        }
        let institution = self.text("medicalEducation.school.name", &school.name);
        let degree = self.text("medicalEducation.degree.code", &degree.code);
        let graduated = education.graduation_date.as_ref().filter(|date| date.is_verified);
        let graduated = graduated.and_then(|date| PartialDate::parse(&date.year).ok());
        if let (Some(institution), Some(degree)) = (institution, degree) {
            self.found(Credential::Education { institution, degree }, (graduated, None), Vec::new());
        }
    }

    fn license(&mut self, place: &str, license: &License, degree: Option<&str>, as_of: NaiveDate) {
        let at = |field: &str| format!("{place}.{field}");
        let Some(jurisdiction) = states::jurisdiction(&license.issuer_name) else {
            return self.doubt(at("issuerName"), "no state or territory by that name: the licence is no answer");
        };
        let number = license.license_number.as_deref().map(LicenseNumber::parse);
        let Some(Ok(number)) = number else {
            return self.doubt(at("licenseNumber"), "no licence number: the licence is no answer");
        };
        let Some(license_type) = degree.and_then(|degree| Text::parse(degree).ok()) else {
            return self.doubt(place, "the report tells no degree (MD or DO): whose licence it is stays open");
        };
        let from = self.day(&at("issueDate"), license.issue_date.as_deref());
        let Some(to) = self.day(&at("expirationDate"), license.expiration_date.as_deref()) else {
            return self.doubt(at("expirationDate"), "a licence without an end cannot be told from one of long ago");
        };
        let status = license.status.as_deref().unwrap_or_default();
        let Some(standing) = standing(status) else {
            return self.doubt(at("status"), "no word that is known here: the licence is no answer");
        };
        if matches!(standing, Standing::Over) && to.last_day() >= as_of {
            return self.doubt(at("status"), "it is told to be over before its end: ask the board");
        }
        let encumbrances = match (standing, Text::parse(&format!("status at the board: {status}"))) {
            (Standing::Limited(kind), Ok(terms)) => {
                vec![Encumbrance { kind, from: None, to: None, terms, limits: Limits::default() }]
            }
            (Standing::Good | Standing::Over | Standing::Limited(_), _) => Vec::new(),
        };
        let kind = license.license_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let training = ["training", "resident", "intern", "postgraduate"].iter().any(|word| kind.contains(word));
        let credential = Credential::License { jurisdiction, license_type, number, compact: None, training };
        self.found(credential, (from, Some(to)), encumbrances);
    }

    fn dea(&mut self, place: &str, dea: &Dea) {
        let jurisdiction = dea.state.as_deref().and_then(states::jurisdiction);
        let Some(jurisdiction) = jurisdiction else {
            return self.doubt(format!("{place}.state"), "no state: the registration is no answer");
        };
        let number = match DeaNumber::parse(&dea.dea_number) {
            Ok(number) => number,
            Err(fault) => return self.doubt(format!("{place}.deaNumber"), fault.to_string()),
        };
        let place_of_end = format!("{place}.expirationDate");
        let Some(to) = self.day(&place_of_end, dea.expiration_date.as_deref()) else {
            return self.doubt(place_of_end, "a registration has an end: without it it is no answer");
        };
        let schedules = schedules(dea.drug_schedules.as_deref().unwrap_or_default());
        let credential = Credential::Dea { jurisdiction, number, schedules, fee_exempt: false };
        self.found(credential, (None, Some(to)), Vec::new());
    }
}

/// What a board's word says of a licence.
#[derive(Debug, Clone, Copy)]
enum Standing {
    Good,
    Over,
    Limited(EncumbranceKind),
}

fn standing(word: &str) -> Option<Standing> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "active" => Standing::Good,
        "expired" | "lapsed" => Standing::Over,
        "inactive" | "retired" | "suspended" | "delinquent" => Standing::Limited(EncumbranceKind::Suspended),
        "revoked" => Standing::Limited(EncumbranceKind::Revoked),
        "surrendered" | "relinquished" => Standing::Limited(EncumbranceKind::Surrendered),
        "probation" | "restricted" | "limited" | "active with restrictions" => {
            Standing::Limited(EncumbranceKind::Limited)
        }
        _ => return None,
    })
}

/// Schedules as registrations write them: `22N 33N 4 5` are 2, 2N, 3, 3N, 4 and 5.
pub(crate) fn schedules(text: &str) -> Vec<Text> {
    let letters: Vec<char> = text.chars().collect();
    let digits = letters.iter().enumerate().filter(|(_, letter)| letter.is_ascii_digit());
    let word = |(at, digit): (usize, &char)| {
        let narcotic = if letters.get(at + 1) == Some(&'N') { "N" } else { "" };
        drug_schedule::canonical(&format!("{digit}{narcotic}")).and_then(|word| Text::parse(word).ok())
    };
    digits.filter_map(word).collect()
}

fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    let zoned = chrono::DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    zoned.or_else(|_| text.parse::<chrono::NaiveDateTime>().map(|time| time.and_utc())).ok()
}

#[cfg(test)]
mod tests;
