//! Questions about a list of booked cases: the list read and looked up, and each case checked with who else may do it.

use std::collections::BTreeMap;

use cred_core::{
    exercise::{
        booking::{self, Checked},
        question::Question,
    },
    id::{FacilityId, ProviderId},
    records::Records,
    text::Text,
};
use cred_import::{
    Row, RowError, Rule,
    case_list::{self, CaseRow},
    report::ImportReport,
};
use cred_store::Bound;

use super::what;
use crate::{
    App,
    error::{AppError, Kind},
    moment,
};

/// In which form a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// CSV with a header.
    Csv,
    /// A JSON array of objects.
    Json,
}

/// One booked case, looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedCase {
    /// The line of the list, from 1.
    pub line: u64,
    /// How the list calls it.
    pub case: Option<String>,
    /// What it asks.
    pub question: Question,
}

/// A list as it was read. A list with any fault has no cases: half of a day's list is no list.
#[derive(Debug)]
pub struct CaseList {
    /// What became of each row.
    pub report: ImportReport,
    /// The cases, in the order of the list; empty where any row has a fault.
    pub cases: Vec<BookedCase>,
}

/// The cases of one facility, checked.
#[derive(Debug)]
pub struct CheckedList {
    /// The records they were read from.
    pub records: Records,
    /// Each with its place in the list.
    pub checked: Vec<(usize, Checked)>,
}

impl App {
    /// Reads a list of booked cases and looks up who and where each is. Every fault of every row is told.
    ///
    /// # Errors
    /// When the store fails; faults of the list are in its report.
    pub fn case_list(&self, label: &str, content: &[u8], form: ListForm) -> Result<CaseList, AppError> {
        let mut report = ImportReport::new(label);
        let mut rows: Vec<Row<CaseRow>> = Vec::new();
        match form {
            ListForm::Csv => match case_list::read(content) {
                Ok(reader) => {
                    report.ignored_columns = reader.ignored_columns();
                    rows.extend(reader.filter_map(|outcome| report.tally(outcome)));
                }
                Err(fault) => report.stop(&fault),
            },
            ListForm::Json => match case_list::read_json(&String::from_utf8_lossy(content)) {
                Ok(outcomes) => rows.extend(outcomes.into_iter().filter_map(|outcome| report.tally(outcome))),
                Err(fault) => {
                    report.rows_read += 1;
                    report.accepted += 1;
                    report.take_back(&[fault]);
                }
            },
        }
        let mut cases = Vec::new();
        let mut facilities = BTreeMap::new();
        for row in rows {
            match self.booked(&row, &mut facilities)? {
                Ok(case) => cases.push(case),
                Err(faults) => report.take_back(&faults),
            }
        }
        if !report.is_clean() {
            cases.clear();
        }
        Ok(CaseList { report, cases })
    }

    /// Looks up one row; what is wrong with it, or a failure of the store.
    fn booked(
        &self,
        row: &Row<CaseRow>,
        facilities: &mut BTreeMap<FacilityId, Records>,
    ) -> Result<Result<BookedCase, Vec<RowError>>, AppError> {
        let (line, value) = (row.line, &row.value);
        let mut faults = Vec::new();
        let provider = taken(self.find_provider(&value.provider), line, "provider", &value.provider, &mut faults)?;
        let place = taken(self.find_site(&value.site), line, "site", &value.site, &mut faults)?;
        let setting =
            value.setting.as_deref().map(|text| Text::parse(text).map_err(|e| AppError::Usage(e.to_string())));
        let setting = match setting {
            Some(parsed) => taken(parsed, line, "setting", "", &mut faults)?,
            None => None,
        };
        let mut asked = None;
        if let Some((facility, site)) = place {
            if !facilities.contains_key(&facility) {
                let records = self.records(&[], std::slice::from_ref(&facility), Bound::Now)?;
                facilities.insert(facility.clone(), records);
            }
            if let Some(records) = facilities.get(&facility) {
                let zone = records.facility(&facility).and_then(|own| own.site(&site)).map(|own| own.zone);
                let at = moment::parse("the time", &value.time, zone.unwrap_or(cred_core::time::zone::Zone::UTC));
                let at = taken(at, line, "time", &value.time, &mut faults)?;
                let what = taken(what(records, &facility, &value.what), line, "what", &value.what, &mut faults)?;
                asked = at.zip(what).map(|(at, what)| (what, facility, site, at));
            }
        }
        let (Some(provider), Some((what, facility, site, at)), true) = (provider, asked, faults.is_empty()) else {
            return Ok(Err(faults));
        };
        let question = Question {
            patient_age: value.patient_age,
            patient_state: value.patient_state,
            federal_patient: value.federal_patient,
            setting,
            ..Question::new(provider, what, facility, site, at)
        };
        Ok(Ok(BookedCase { line, case: value.case.clone(), question }))
    }

    /// Checks booked cases, each with at most so many others who may do it, found among everybody with a link to its facility.
    ///
    /// # Errors
    /// When a case names something there is not, or the store fails.
    pub fn check_cases(&self, cases: &[BookedCase], most: usize) -> Result<Vec<CheckedList>, AppError> {
        let mut by_facility: BTreeMap<&FacilityId, Vec<usize>> = BTreeMap::new();
        for (place, case) in cases.iter().enumerate() {
            by_facility.entry(&case.question.facility).or_default().push(place);
        }
        let bound = self.pinned(Bound::Now)?;
        let mut lists = Vec::new();
        for (facility, places) in by_facility {
            let own: Vec<&BookedCase> = places.iter().filter_map(|place| cases.get(*place)).collect();
            let booked: Vec<ProviderId> = own.iter().map(|case| case.question.provider).collect();
            let records = self.records_at(facility, &booked, bound)?;
            let questions: Vec<Question> = own.iter().map(|case| case.question.clone()).collect();
            let checked = booking::check(&records, &questions, most)?;
            lists.push(CheckedList { checked: places.into_iter().zip(checked).collect(), records });
        }
        Ok(lists)
    }

    /// The records of everybody with a link to a facility, and of some others.
    pub(super) fn records_at(
        &self,
        facility: &FacilityId,
        more: &[ProviderId],
        bound: Bound,
    ) -> Result<Records, AppError> {
        let mut providers = more.to_vec();
        for id in self.store().providers_at(facility.as_str(), bound)? {
            providers.push(id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")))?);
        }
        providers.sort_unstable();
        providers.dedup();
        self.records(&providers, std::slice::from_ref(facility), bound)
    }
}

/// A value that was looked up; where it cannot be, the fault is noted. A failure of the store is no fault of the row.
fn taken<T>(
    looked_up: Result<T, AppError>,
    line: u64,
    column: &str,
    text: &str,
    faults: &mut Vec<RowError>,
) -> Result<Option<T>, AppError> {
    match looked_up {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == Kind::Usage => {
            let mut reason = error.to_string();
            if let AppError::Ambiguous { candidates, .. } = &error {
                let ids: Vec<&str> = candidates.iter().map(|own| own.id.as_str()).collect();
                reason = format!("{reason}: {}", ids.join(", "));
            }
            let advice = error.advice();
            if !advice.is_empty() {
                reason = format!("{reason}; {advice}");
            }
            let value = (!text.is_empty()).then(|| text.chars().take(40).collect());
            let rule = Rule::Domain { code: error.code(), reason };
            faults.push(RowError { line, column: Some(column.to_owned()), value, rule });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
