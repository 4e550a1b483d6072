//! The whole table of routes.

pub mod health;
pub mod privilege_checks;
pub mod roster;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{openapi, state::AppState};

/// Every route with its description.
pub(crate) fn table() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(health::health))
        .routes(routes!(privilege_checks::check_privilege))
        .routes(routes!(privilege_checks::check_privileges))
        .routes(routes!(roster::privilege_roster_of_site))
        .routes(routes!(roster::privilege_roster_of_facility_site))
        .routes(routes!(openapi::openapi))
}
