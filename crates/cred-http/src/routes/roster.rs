//! `GET /v1/sites/{site}/privilege-roster`: who may do what at a site (42 CFR 482.51(a)(4)).

use axum::extract::State;
use cred_app::App;
use cred_app::moment;
use cred_wire::{
    answer::When,
    roster::{Entry, Roster},
};
use serde::Deserialize;

use crate::{
    error::ApiError,
    extract::{Path, Query},
    openapi::{self, OfEvery, OfNames, OfQueries},
    state::AppState,
};

/// When the roster is asked for.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Times {
    /// When; now where left out.
    #[param(value_type = Option<openapi::Time>, example = "2026-02-02T07:55")]
    pub at: Option<String>,
    /// Answer from what was recorded up to this time; from all that is recorded where left out.
    #[param(value_type = Option<openapi::Time>, example = "2026-02-01T00:00:00Z")]
    pub known_at: Option<String>,
}

/// Who may do what at a site?
///
/// Every privilege held there at the time, exercisable or not, by provider and privilege.
#[utoipa::path(
    get,
    path = "/v1/sites/{site}/privilege-roster",
    tag = "decision",
    params(
        ("site" = openapi::Slug, Path, description = "The site's id."),
        Times
    ),
    responses((status = 200, description = "The roster.", body = Roster), OfNames, OfQueries, OfEvery)
)]
pub(crate) async fn privilege_roster_of_site(
    State(state): State<AppState>,
    Path(site): Path<String>,
    Query(times): Query<Times>,
) -> Result<axum::Json<Roster>, ApiError> {
    state.ask(move |app| roster(app, &site, &times)).await.map(axum::Json)
}

/// Who may do what at a site of a facility?
///
/// The same, where several facilities have a site of that id.
#[utoipa::path(
    get,
    path = "/v1/facilities/{facility}/sites/{site}/privilege-roster",
    tag = "decision",
    params(
        ("facility" = openapi::Slug, Path, description = "The facility's id."),
        ("site" = openapi::Slug, Path, description = "The site's id."),
        Times
    ),
    responses((status = 200, description = "The roster.", body = Roster), OfNames, OfQueries, OfEvery)
)]
pub(crate) async fn privilege_roster_of_facility_site(
    State(state): State<AppState>,
    Path((facility, site)): Path<(String, String)>,
    Query(times): Query<Times>,
) -> Result<axum::Json<Roster>, ApiError> {
    state.ask(move |app| roster(app, &format!("{facility}/{site}"), &times)).await.map(axum::Json)
}

fn roster(app: &App, site: &str, times: &Times) -> Result<Roster, ApiError> {
    let (facility, site) = app.find_site(site)?;
    let zone = app.site_zone(&facility, &site)?;
    let time = |field, text: &Option<String>| text.as_deref().map(|text| moment::parse(field, text, zone)).transpose();
    let at = time("at", &times.at)?.unwrap_or_else(|| app.now());
    let held = app.roster(&facility, &site, at, time("known_at", &times.known_at)?)?;
    let entries = held.iter().flat_map(|own| own.entries.iter().map(|entry| Entry::of(&own.records, entry, zone)));
    let entries = entries.collect();
    Ok(Roster { facility: facility.to_string(), site: site.to_string(), at: When::at(at, zone), entries })
}
