//! The answer's JSON, as far as it is read.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Response {
    processing_complete_flag: Option<Flag>,
    transaction: Option<Transaction>,
    #[serde(rename = "NurseLookupResponses")]
    pub(super) lookups: Vec<Lookup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    processing_complete_flag: Option<Flag>,
}

impl Response {
    /// Whether the source says, here or with the transaction, that it is done. What says nothing of it is not.
    pub(super) fn is_complete(&self) -> bool {
        let inner = self.transaction.as_ref().and_then(|own| own.processing_complete_flag);
        let told: Vec<bool> = [self.processing_complete_flag, inner].into_iter().flatten().map(|flag| flag.0).collect();
        !told.is_empty() && told.iter().all(|done| *done)
    }
}

/// Yes or no, as a truth value or as a word. What is not told or not known is no.
#[derive(Clone, Copy, Default)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Bool(flag) => flag,
            serde_json::Value::String(word) => ["true", "yes", "y"].contains(&word.to_ascii_lowercase().as_str()),
            serde_json::Value::Null
            | serde_json::Value::Number(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => false,
        }))
    }
}

/// A list that some answers leave out or write as null.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Lookup {
    #[serde(default)]
    pub(super) success_flag: Flag,
    #[serde(default, deserialize_with = "list")]
    pub(super) errors: Vec<serde_json::Value>,
    #[serde(rename = "NurseLookupRequest")]
    pub(super) request: Option<Request>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) ncsbn_id: Option<String>,
    #[serde(rename = "NurseLookupLicenses", default, deserialize_with = "list")]
    pub(super) licenses: Vec<License>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Request {
    pub(super) record_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct License {
    pub(super) license_type: String,
    pub(super) jurisdiction_abbreviation: String,
    pub(super) license_number: Option<String>,
    #[serde(default)]
    pub(super) active: String,
    pub(super) license_status: Option<String>,
    pub(super) license_original_date: Option<String>,
    pub(super) license_expiration_date: Option<String>,
    pub(super) compact_status: Option<String>,
    #[serde(rename = "NurseLookupDisciplines", default, deserialize_with = "list")]
    pub(super) disciplines: Vec<Discipline>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Discipline {
    pub(super) jurisdiction_abbreviation: Option<String>,
    pub(super) date_action_was_taken: Option<String>,
    #[serde(default)]
    pub(super) against_privilege_to_practice_flag: Flag,
    #[serde(rename = "NurseLookupInitialActions", default, deserialize_with = "list")]
    pub(super) actions: Vec<Action>,
    #[serde(rename = "NurseLookupRevisionReports", default, deserialize_with = "list")]
    pub(super) revisions: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Action {
    pub(super) action_date: Option<String>,
    pub(super) action_description: Option<String>,
    #[serde(default)]
    pub(super) action_stayed_flag: Flag,
    pub(super) start_date: Option<String>,
    pub(super) end_date: Option<String>,
    duration: Option<String>,
    automatic_reinstatement: Option<String>,
}

impl Action {
    /// Whether the board names the end and reinstates by itself then, without conditions.
    pub(super) fn ends_by_itself(&self) -> bool {
        let is =
            |field: &Option<String>, word: &str| field.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(word));
        is(&self.duration, "specified") && is(&self.automatic_reinstatement, "yes")
    }
}
