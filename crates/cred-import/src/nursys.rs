//! Results of a nurse look-up (Nursys e-Notify): licences with the boards' discipline.
//!
//! A look-up that failed, is still being made or found nobody answers nothing. A discipline limits the licence from its first day on; it ends
//! only where the board names an end *and* reinstates by itself then. Revisions of a discipline are not read: they are told as a doubt, and
//! the first action stands until a person has looked.

mod response;

use cred_core::evidence::reply::{Encumbrance, EncumbranceKind, Limits, Reply};
use cred_core::identifier::LicenseNumber;
use cred_core::jurisdiction::Jurisdiction;
use cred_core::provider::credential::{Credential, LicenseCompact};
use cred_core::text::Text;

use crate::answers::{Answer, Doubt, Told, cut};
use response::{Action, Discipline, License, Lookup, Response};

/// One nurse of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NurseLookup {
    /// The caller's own mark of the request.
    pub record_id: Option<String>,
    /// The nurse's number at the council of boards.
    pub ncsbn_id: Option<String>,
    /// The name that the source has, `Family, Given`.
    pub name: String,
    /// What it tells, element by element.
    pub answers: Vec<Answer>,
    /// What of it could not be used.
    pub doubts: Vec<Doubt>,
    /// Why the look-up failed; empty where it did not. A failed one answers nothing.
    pub failed: Vec<String>,
}

/// Why there is no result. Nothing is verified by it.
#[derive(Debug, thiserror::Error)]
pub enum NursysError {
    /// The answer is not of this shape.
    #[error("the answer is no result of a nurse look-up ({0}): nothing is verified by it")]
    Shape(#[from] serde_json::Error),
    /// The look-up is still being made.
    #[error("the look-up is not complete: ask for it again; nothing is verified by it")]
    Incomplete,
}

/// Reads the result of a look-up.
///
/// # Errors
/// When it is none, or not complete.
pub fn read(json: &[u8]) -> Result<Vec<NurseLookup>, NursysError> {
    let response: Response = serde_json::from_slice(json)?;
    if !response.is_complete() {
        return Err(NursysError::Incomplete);
    }
    Ok(response.lookups.iter().map(nurse).collect())
}

fn nurse(lookup: &Lookup) -> NurseLookup {
    let mut told = Told::default();
    let mut failed: Vec<String> = lookup.errors.iter().map(ToString::to_string).collect();
    if !lookup.success_flag.0 && failed.is_empty() {
        failed.push("the source gives no reason".to_owned());
    }
    if failed.is_empty() {
        for (at, license) in lookup.licenses.iter().enumerate() {
            told.nursing_license(&format!("NurseLookupLicenses[{at}]"), license);
        }
    }
    let names = [&lookup.last_name, &lookup.first_name].into_iter().flatten();
    NurseLookup {
        record_id: lookup.request.as_ref().and_then(|request| request.record_id.clone()),
        ncsbn_id: lookup.ncsbn_id.clone(),
        name: names.map(String::as_str).collect::<Vec<_>>().join(", "),
        answers: told.answers,
        doubts: told.doubts,
        failed,
    }
}

impl Told {
    fn nursing_license(&mut self, place: &str, license: &License) {
        let at = |field: &str| format!("{place}.{field}");
        // A board that licenses one profession of a state has it behind the state: `CA-RN`.
        let state = license.jurisdiction_abbreviation.get(..2).and_then(|code| Jurisdiction::parse(code).ok());
        let Some(jurisdiction) = state else {
            return self.doubt(at("JurisdictionAbbreviation"), "no state by that code: the licence is no answer");
        };
        let Some(license_type) = license_type(&license.license_type) else {
            return self.doubt(at("LicenseType"), "no licence type that is known here: the licence is no answer");
        };
        let Some(Ok(number)) = license.license_number.as_deref().map(LicenseNumber::parse) else {
            return self.doubt(at("LicenseNumber"), "no licence number: the licence is no answer");
        };
        let from = self.day(&at("LicenseOriginalDate"), license.license_original_date.as_deref());
        let Some(to) = self.day(&at("LicenseExpirationDate"), license.license_expiration_date.as_deref()) else {
            return self
                .doubt(at("LicenseExpirationDate"), "a licence without an end cannot be told from one of long ago");
        };
        let mut encumbrances = Vec::new();
        if !license.active.eq_ignore_ascii_case("yes") {
            let status = license.license_status.as_deref().unwrap_or("not active");
            encumbrances.extend(encumbrance(EncumbranceKind::Suspended, &format!("status at the board: {status}")));
        }
        for (number, discipline) in license.disciplines.iter().enumerate() {
            let place = at(&format!("NurseLookupDisciplines[{number}]"));
            self.discipline(&place, discipline, jurisdiction, &mut encumbrances);
        }
        let status = license.compact_status.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_multistate = status.starts_with("multi") && ["RN", "LPN"].contains(&license_type.as_str());
        let compact = is_multistate.then_some(LicenseCompact::NlcMultistate { moved: None });
        let credential = Credential::License { jurisdiction, license_type, number, compact, training: false };
        self.found(credential, (from, Some(to)), encumbrances);
    }

    fn discipline(
        &mut self,
        place: &str,
        discipline: &Discipline,
        licensing: Jurisdiction,
        encumbrances: &mut Vec<Encumbrance>,
    ) {
        let state = discipline.jurisdiction_abbreviation.as_deref().and_then(|code| code.get(..2));
        let jurisdiction = state.and_then(|code| Jurisdiction::parse(code).ok()).unwrap_or(licensing);
        if !discipline.revisions.is_empty() {
            self.doubt(
                format!("{place}.NurseLookupRevisionReports"),
                "revisions are not read: look at the board's documents",
            );
        }
        let taken = discipline.date_action_was_taken.as_deref();
        if discipline.actions.is_empty() {
            self.doubt(
                format!("{place}.NurseLookupInitialActions"),
                "a discipline without its actions: it limits the licence",
            );
            let from = self.day(&format!("{place}.DateActionWasTaken"), taken);
            let terms = "discipline at the board, without its actions";
            encumbrances.extend(encumbrance(EncumbranceKind::Limited, terms).map(|own| Encumbrance { from, ..own }));
        }
        for (at, action) in discipline.actions.iter().enumerate() {
            let place = format!("{place}.NurseLookupInitialActions[{at}]");
            let first = [action.start_date.as_deref(), action.action_date.as_deref(), taken];
            let from = self.day(&format!("{place}.StartDate"), first.into_iter().flatten().next());
            let end = action.end_date.as_deref().filter(|_| action.ends_by_itself());
            let to = self.day(&format!("{place}.EndDate"), end);
            let to = to.filter(|to| from.is_none_or(|from| from.first_day() <= to.last_day()));
            let terms = action.action_description.as_deref().unwrap_or("board action");
            let element = Credential::Sanctions { jurisdiction }.key();
            if let Some(summary) = cut(terms) {
                self.answer(element, Reply::Reported { summary, from, to });
            }
            // An action against the privilege in another state is that state's; it may come home to this licence, so it limits it too.
            let kind = if discipline.against_privilege_to_practice_flag.0 && jurisdiction != licensing {
                EncumbranceKind::Limited
            } else {
                kind(action)
            };
            encumbrances.extend(encumbrance(kind, terms).map(|own| Encumbrance { from, to, ..own }));
        }
    }
}

fn license_type(code: &str) -> Option<Text> {
    let word = match code.trim().to_ascii_uppercase().as_str() {
        "RN" => "RN",
        "PN" | "LPN" | "VN" | "LVN" => "LPN",
        "APRN" | "CNP" | "NP" | "CNS" | "CNM" | "CRNA" => "APRN",
        _ => return None,
    };
    Text::parse(word).ok()
}

fn kind(action: &Action) -> EncumbranceKind {
    let words = action.action_description.as_deref().unwrap_or_default().to_ascii_lowercase();
    match () {
        // What is stayed is not carried out, as long as its terms are kept.
        () if action.action_stayed_flag.0 => EncumbranceKind::Limited,
        () if words.contains("revo") => EncumbranceKind::Revoked,
        () if words.contains("surrender") => EncumbranceKind::Surrendered,
        () if words.contains("suspen") => EncumbranceKind::Suspended,
        () => EncumbranceKind::Limited,
    }
}

fn encumbrance(kind: EncumbranceKind, terms: &str) -> Option<Encumbrance> {
    Some(Encumbrance { kind, from: None, to: None, terms: cut(terms)?, limits: Limits::default() })
}

#[cfg(test)]
mod tests;
