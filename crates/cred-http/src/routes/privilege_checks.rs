//! `POST /v1/privilege-checks` and `…/batch`: may she do this here, at this time, and why?

use std::time::Instant;

use axum::extract::State;
use cred_app::{App, moment, questions::Asked};
use cred_core::text::Text;
use cred_wire::{answer::Answer, problem::Problem};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::{
    error::{ApiError, Fault},
    extract::{Json, object},
    openapi::{self, OfBodies, OfEvery, OfNames},
    state::AppState,
};

/// The most checks in one batch.
pub const MAX_CHECKS: usize = 1000;

/// One question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "a privilege check")]
pub struct PrivilegeCheck {
    /// Who: an NPI, a provider's id or at least eight characters of it, or a part of a name.
    #[schema(value_type = openapi::Words)]
    pub provider: Text,
    /// What: a privilege's id, whatever its case, or a procedure code.
    #[schema(value_type = openapi::Words)]
    pub what: Text,
    /// Where: a site's id, or `facility/site` where several facilities have a site of that id.
    #[schema(pattern = r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", example = "main")]
    pub site: String,
    /// When; now where left out.
    #[schema(value_type = Option<openapi::Time>)]
    pub at: Option<String>,
    /// Answer from what was recorded up to this time; from all that is recorded where left out.
    #[schema(value_type = Option<openapi::Time>)]
    pub known_at: Option<String>,
    /// The patient's age in completed years.
    #[schema(format = "uint32", minimum = 0, maximum = 4_294_967_295_u32, example = 44)]
    pub patient_age: Option<u32>,
}

/// Several questions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "a batch of privilege checks")]
pub struct Batch {
    /// 1 to 1000 checks. Each is read by itself: one that cannot be read does not spoil the others.
    #[schema(value_type = Vec<PrivilegeCheck>, min_items = 1, max_items = 1000)]
    pub checks: Vec<Box<RawValue>>,
}

/// What one check of a batch came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The answer: yes, no or unknown.
    Answer(Box<Answer>),
    /// Why there is none, with the status that the check alone would have had.
    Problem(Problem),
}

/// What the checks of a batch came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcomes {
    /// One for each check, in their order.
    pub results: Vec<Outcome>,
}

/// May this provider do this here, at this time, and why?
///
/// A *no* is an answer and no failure, and so is *unknown*, which never grants: all three come with status 200.
#[utoipa::path(
    post,
    path = "/v1/privilege-checks",
    tag = "decision",
    request_body(content = PrivilegeCheck, description = "The question.",
        example = json!({ "provider": "1234567893", "what": "GS-CORE", "site": "main", "at": "2026-02-02T07:55" })),
    responses(
        (status = 200, description = "The answer: yes, no or unknown, with what decides it.", body = Answer),
        OfNames, OfBodies, OfEvery
    )
)]
pub(crate) async fn check_privilege(
    State(state): State<AppState>,
    Json(check): Json<PrivilegeCheck>,
) -> Result<axum::Json<Answer>, ApiError> {
    state.ask(move |app| answer(app, &check)).await.map(axum::Json)
}

/// Up to 1000 such questions at once.
///
/// They are answered one after the other, each from what is recorded when its turn comes; each answer tells its
/// position.
#[utoipa::path(
    post,
    path = "/v1/privilege-checks/batch",
    tag = "decision",
    request_body(content = Batch, description = "The questions.",
        example = json!({ "checks": [{ "provider": "1234567893", "what": "GS-CORE", "site": "main" }] })),
    responses(
        (status = 200, description = "An answer or a problem for each question, in their order.", body = Outcomes),
        OfBodies, OfEvery
    )
)]
pub(crate) async fn check_privileges(
    State(state): State<AppState>,
    Json(batch): Json<Batch>,
) -> Result<axum::Json<Outcomes>, ApiError> {
    if !(1..=MAX_CHECKS).contains(&batch.checks.len()) {
        let detail = format!("`checks` has {} items; 1 to {MAX_CHECKS} may be asked at once", batch.checks.len());
        return Err(ApiError::request(Fault::OtherShape, detail));
    }
    let whole = state.limits().request;
    let asked = state.ask(move |app| {
        let started = Instant::now();
        let mut results = Vec::with_capacity(batch.checks.len());
        for check in &batch.checks {
            // Nobody waits for the rest any more.
            if started.elapsed() > whole {
                return Err(ApiError::request(Fault::TooSlow, "the answers took too long"));
            }
            let answered = object(check.get().as_bytes()).and_then(|check| answer(app, &check));
            results.push(answered.map_or_else(
                |error| {
                    error.log();
                    Outcome::Problem(error.problem())
                },
                |answer| Outcome::Answer(Box::new(answer)),
            ));
        }
        Ok(Outcomes { results })
    });
    asked.await.map(axum::Json)
}

fn answer(app: &App, check: &PrivilegeCheck) -> Result<Answer, ApiError> {
    let (facility, site) = app.find_site(&check.site)?;
    let zone = app.site_zone(&facility, &site)?;
    let time = |field, text: &Option<String>| text.as_deref().map(|text| moment::parse(field, text, zone)).transpose();
    let asked = Asked {
        provider: app.find_provider(check.provider.as_str())?,
        what: check.what.as_str().to_owned(),
        facility,
        site,
        at: time("at", &check.at)?,
        patient_age: check.patient_age,
        patient_state: None,
        federal_patient: None,
        setting: None,
        emergency: false,
        known_at: time("known_at", &check.known_at)?,
    };
    let (records, answer) = app.may(&asked)?;
    Ok(Answer::of(&records, &answer))
}
