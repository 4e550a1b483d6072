//! The report's JSON, as far as it is read. Fields that are not read may come and go.

use serde::Deserialize;

/// An answer that is no report (RFC 9457).
#[derive(Deserialize)]
pub(super) struct Problem {
    pub(super) title: String,
    pub(super) status: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    pub(super) fid: String,
    pub(super) report_id: u64,
    pub(super) as_of_date_time_utc: String,
    pub(super) board_action_status: String,
    #[serde(default)]
    pub(super) board_orders: Vec<BoardOrder>,
    pub(super) names: Names,
    pub(super) birth_date: Option<PartialDate>,
    pub(super) medical_education: Option<Education>,
    #[serde(default)]
    pub(super) licenses: Vec<License>,
    #[serde(default)]
    pub(super) npi: Vec<NpiOf>,
    pub(super) abms: Option<Abms>,
    pub(super) aoa: Option<Aoa>,
    pub(super) dea: Option<DeaPart>,
}

impl Report {
    /// The degree that its licences rest on.
    pub(super) fn degree(&self) -> Option<&str> {
        let degree = self.medical_education.as_ref()?.degree.as_ref()?;
        Some(degree.code.as_str()).filter(|code| ["MD", "DO"].contains(code))
    }
}

#[derive(Deserialize)]
pub(super) struct Names {
    pub(super) legal: Name,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Name {
    first_name: Option<String>,
    middle_name: Option<String>,
    last_name: String,
}

impl Name {
    pub(super) fn written(&self) -> String {
        let given = [&self.first_name, &self.middle_name].into_iter().flatten().filter(|part| !part.is_empty());
        let given: Vec<&str> = given.map(String::as_str).collect();
        if given.is_empty() { self.last_name.clone() } else { format!("{}, {}", self.last_name, given.join(" ")) }
    }
}

/// A date of which the day or the month may be missing.
#[derive(Deserialize)]
pub(super) struct PartialDate {
    pub(super) year: Option<String>,
    pub(super) month: Option<String>,
    pub(super) day: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Education {
    pub(super) school: Option<School>,
    pub(super) graduation_date: Option<Graduation>,
    pub(super) degree: Option<Degree>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct School {
    pub(super) name: String,
    pub(super) is_verified: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Graduation {
    pub(super) year: String,
    pub(super) is_verified: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Degree {
    pub(super) code: String,
    pub(super) is_verified: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct License {
    pub(super) license_type: Option<String>,
    pub(super) issuer_name: String,
    pub(super) status: Option<String>,
    pub(super) license_number: Option<String>,
    pub(super) issue_date: Option<String>,
    pub(super) expiration_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NpiOf {
    pub(super) npi_number: String,
}

#[derive(Deserialize)]
pub(super) struct Abms {
    #[serde(default)]
    pub(super) certifications: Vec<AbmsCertificate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AbmsCertificate {
    pub(super) board_name: String,
    pub(super) certificate_name: String,
    pub(super) is_certified: bool,
    pub(super) certificate_status: Option<String>,
    pub(super) certificate_duration: Option<String>,
    pub(super) effective_date: Option<PartialDate>,
    pub(super) expiration_date: Option<PartialDate>,
    pub(super) reverification_date: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Aoa {
    #[serde(default)]
    pub(super) certifications: Vec<AoaCertificate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AoaCertificate {
    pub(super) board_name: String,
    pub(super) certification_name: String,
    pub(super) certification_status: Option<String>,
    pub(super) certification_issue_date: Option<String>,
    pub(super) certification_end_date: Option<String>,
    pub(super) recertification_issue_date: Option<String>,
    pub(super) recertification_expire_date: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct DeaPart {
    #[serde(default)]
    pub(super) certifications: Vec<Dea>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dea {
    pub(super) dea_number: String,
    pub(super) expiration_date: Option<String>,
    pub(super) drug_schedules: Option<String>,
    pub(super) state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BoardOrder {
    pub(super) order_id: i64,
    pub(super) issue_date: Option<String>,
    pub(super) effective_date: Option<String>,
    pub(super) disciplinary_entity: Entity,
    #[serde(default)]
    pub(super) actions: Vec<Action>,
}

#[derive(Deserialize)]
pub(super) struct Entity {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    pub(super) action_code: String,
    pub(super) action_description: Option<String>,
    #[serde(default)]
    pub(super) is_indefinite: bool,
    pub(super) effective_date: Option<String>,
    pub(super) expiration_date: Option<String>,
    pub(super) action_stayed: Option<serde_json::Value>,
}
