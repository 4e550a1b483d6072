//! Reading requests: JSON bodies, queries and paths. What cannot be read is a problem that names the place and quotes
//! no value.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::{
    MAX_BODY,
    error::{ApiError, Fault},
    state::AppState,
};

/// A JSON body. Fields that are not known are refused, by the types read.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// The query of a URL.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The variable parts of a path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::request(Fault::MediaType, "the body is not said to be JSON"));
        }
        let body = tokio::time::timeout(state.limits().body, Bytes::from_request(request, state))
            .await
            .map_err(|_| ApiError::request(Fault::SlowBody, "the body did not arrive in time"))?
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    ApiError::request(Fault::TooLarge, format!("the body has more than {MAX_BODY} bytes"))
                } else {
                    ApiError::request(Fault::Malformed, "the body broke off")
                }
            })?;
        object(&body).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|axum::extract::Query(value)| Self(value)).map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text.split_once("query string: ").map_or(text.as_str(), |(_, reason)| reason);
            ApiError::request(Fault::OtherShape, format!("the query: {}", unquoted(reason)))
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ApiError::request(Fault::Malformed, "the path is not UTF-8 text"))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a JSON object.
///
/// # Errors
/// [`Fault::Malformed`] for what is no JSON, [`Fault::OtherShape`] for JSON of another shape; both with line and column.
pub(crate) fn object<T: DeserializeOwned>(json: &[u8]) -> Result<T, ApiError> {
    // All of it is held to be JSON first, so that the two faults are never mixed up.
    serde_json::from_slice::<IgnoredAny>(json).map_err(fault)?;
    // A struct would be read from an array too, by position.
    if json.trim_ascii_start().first() != Some(&b'{') {
        return Err(ApiError::request(Fault::OtherShape, "a JSON object is expected"));
    }
    serde_json::from_slice(json).map_err(fault)
}

fn fault(error: serde_json::Error) -> ApiError {
    let fault = match error.classify() {
        Category::Data => Fault::OtherShape,
        Category::Syntax | Category::Eof | Category::Io => Fault::Malformed,
    };
    ApiError::request(fault, unquoted(&error.to_string()))
}

/// The reader's message without the value that it quotes: it may be a secret.
fn unquoted(message: &str) -> String {
    match message.rsplit_once(", expected ") {
        Some((quoting, expected)) if quoting.starts_with("invalid ") => format!("expected {expected}"),
        Some(_) | None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[expect(dead_code, reason = "only read")]
        age: u8,
    }

    fn told(json: &str) -> (Fault, String) {
        match object::<Shape>(json.as_bytes()) {
            Err(ApiError::Request(fault, text)) => (fault, text),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_line_and_column() {
        for (json, place) in
            [("{\n  \"age\": }", "line 2 column 10"), ("", "line 1 column 0"), ("{\"age\":1} x", "line 1 column 11")]
        {
            let (fault, text) = told(json);
            assert_eq!(fault, Fault::Malformed, "{json}");
            assert!(text.contains(place), "{text}");
        }
    }

    #[test]
    fn what_has_another_shape_is_told_without_its_value() {
        for json in [
            "{\"age\":\"078-05-1120\"}",
            "{\"age\":\"078-05-1120, expected u8\"}",
            "[\"078-05-1120\"]",
            "\"078\"",
            "{\"age\":-78}",
            "{}",
        ] {
            let (fault, text) = told(json);
            assert_eq!(fault, Fault::OtherShape, "{json}");
            assert!(!text.contains("78"), "{text}");
        }
        assert!(told("{\"age\":1,\"x\":2}").1.contains("unknown field `x`"));
        assert!(told("{\"age\":1,\"age\":2}").1.contains("duplicate field `age`"));
    }

    #[test]
    fn nesting_without_end_is_refused() {
        assert_eq!(told(&"[".repeat(100_000)).0, Fault::Malformed);
    }
}
