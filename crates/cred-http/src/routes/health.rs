//! `GET /health`.

use axum::{Json, extract::State};
use cred_app::error::AppError;
use cred_store::Bound;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{error::ApiError, openapi::OfEvery, state::AppState};

/// The server can read its history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    /// `ok`; a server that cannot read its history answers with a problem.
    #[schema(pattern = "^ok$")]
    pub status: &'static str,
    /// The version of the server.
    pub version: &'static str,
    /// The position of the last event in the history; 0 in an empty one.
    pub position: u64,
}

/// Can the server read its history?
///
/// Opens the history and reads its end.
#[utoipa::path(
    get,
    path = "/health",
    tag = "server",
    responses((status = 200, description = "The server can read its history.", body = Health), OfEvery)
)]
pub(crate) async fn health(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    let head = state.ask(|app| Ok(app.store().head(Bound::Now).map_err(AppError::from)?)).await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), position: head.seq }))
}
