//! The description of this interface, OpenAPI 3.1, made from the routes themselves.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{http::header, response::IntoResponse};
use cred_wire::problem::Problem;
use utoipa::{
    IntoResponses, OpenApi, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use crate::{error::PROBLEM_JSON, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "cred",
        description = "May this provider exercise this privilege at this site at this time, and why or why not?\n\n\
            Times in answers are RFC 3339 in UTC, with the local time at the site beside them; ends are exclusive. \
            A field that is not known is refused. Whatever fails is an RFC 9457 problem with a stable `code`."
    ),
    servers((url = "http://127.0.0.1:8088", description = "The address it listens on unless told otherwise.")),
    tags(
        (name = "decision", description = "Questions to the history."),
        (name = "server", description = "The server itself.")
    ),
    components(schemas(Problem, Time, Words, Slug))
)]
struct Frame;

/// What is not said at a route.
pub(crate) fn frame() -> utoipa::openapi::OpenApi {
    Frame::openapi()
}

/// The description.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    routes::table().into_openapi()
}

/// The description as the server gives it and the repository keeps it: indented JSON with a line end.
///
/// # Errors
/// When it cannot be written as JSON, which a test excludes.
pub fn text() -> Result<String, serde_json::Error> {
    document().to_pretty_json().map(|text| text + "\n")
}

/// A time: RFC 3339 with an offset, or `YYYY-MM-DDTHH:MM` in the site's zone.
#[derive(ToSchema)]
#[schema(
    pattern = "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?(Z|[+-][0-2][0-9]:[0-5][0-9]))?$"
)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Time(String);

/// 1 to 200 printable characters, not all of them blank.
#[derive(ToSchema)]
#[schema(
    min_length = 1,
    max_length = 200,
    pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$"
)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Words(String);

/// An id: 1 to 64 letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
#[derive(ToSchema)]
#[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Slug(String);

/// Any JSON object.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Description {
    /// The version of OpenAPI.
    openapi: String,
}

/// The description of this interface.
///
/// OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "server",
    responses((status = 200, description = "The description.", body = Description, content_type = "application/json"), OfEvery)
)]
pub(crate) async fn openapi() -> impl IntoResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| text().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

const MALFORMED: &str = "A value cannot be what it should be: a time, an NPI, an id; \
    or the body is no JSON, told by line and column.";

/// Problems of every route.
pub(crate) struct OfEvery;
/// Problems of routes that are given names.
pub(crate) struct OfNames;
/// Problems of routes with a query.
pub(crate) struct OfQueries;
/// Problems of routes with a body.
pub(crate) struct OfBodies;

impl IntoResponses for OfEvery {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("500", "The history is broken, or the server has a defect."),
            ("503", "The history cannot be read now, or the answer took too long."),
        ])
    }
}

impl IntoResponses for OfNames {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("400", MALFORMED),
            ("404", "Nothing has the name given."),
            ("409", "Several have the name given; `candidates` tells them."),
        ])
    }
}

impl IntoResponses for OfQueries {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[("422", "The query has a parameter that is not known, or one twice.")])
    }
}

impl IntoResponses for OfBodies {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("400", MALFORMED),
            ("408", "The body did not arrive in time."),
            ("413", "The body has more than 262144 bytes."),
            ("415", "The body is not said to be JSON."),
            ("422", "JSON of another shape: a field that is not known, missing, or of another type; too many items."),
        ])
    }
}

fn problems(told: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let problem = |(status, description): &(&str, &str)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new().description(*description).content(PROBLEM_JSON, content).build();
        ((*status).to_owned(), RefOr::T(response))
    };
    told.iter().map(problem).collect()
}
