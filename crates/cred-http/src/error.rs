//! Every way in which a request can fail, as RFC 9457 `application/problem+json`.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cred_app::error::{AppError, Kind};
use cred_store::{StorageProblem, StoreError};
use cred_wire::problem::{Candidate, Problem};

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not answered.
#[derive(Debug)]
pub enum ApiError {
    /// A use case did not do what was asked.
    App(AppError),
    /// The request, before any use case saw it; or this program. The text says what, and quotes no value.
    Request(Fault, String),
}

/// What is wrong with a request, or with this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The body is no JSON, or a value in the path or query cannot be read.
    Malformed,
    /// There is no such path.
    NoSuchPath,
    /// The path does not take this method.
    NoSuchMethod,
    /// The body did not arrive in time.
    SlowBody,
    /// The body is larger than [`crate::MAX_BODY`].
    TooLarge,
    /// The body is said to be something other than JSON.
    MediaType,
    /// JSON, or a query, of another shape than it must have.
    OtherShape,
    /// The answer took too long.
    TooSlow,
    /// This program is wrong.
    Defect,
}

impl Fault {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Malformed,
        Self::NoSuchPath,
        Self::NoSuchMethod,
        Self::SlowBody,
        Self::TooLarge,
        Self::MediaType,
        Self::OtherShape,
        Self::TooSlow,
        Self::Defect,
    ];

    /// The stable code, the status, and what to do next.
    #[must_use]
    pub const fn told(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::Malformed => ("request/malformed", StatusCode::BAD_REQUEST, "mend what the message names"),
            Self::NoSuchPath => ("http/no-such-path", StatusCode::NOT_FOUND, "see /openapi.json for the paths"),
            Self::NoSuchMethod => {
                ("http/no-such-method", StatusCode::METHOD_NOT_ALLOWED, "use a method that the Allow header names")
            }
            Self::SlowBody => ("http/slow-body", StatusCode::REQUEST_TIMEOUT, "send the request again"),
            Self::TooLarge => ("http/too-large", StatusCode::PAYLOAD_TOO_LARGE, "send at most 262144 bytes"),
            Self::MediaType => (
                "http/media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send JSON with `content-type: application/json`",
            ),
            Self::OtherShape => {
                ("request/other-shape", StatusCode::UNPROCESSABLE_ENTITY, "see /openapi.json for the shape")
            }
            Self::TooSlow => {
                ("http/too-slow", StatusCode::SERVICE_UNAVAILABLE, "ask again later, or for less in one request")
            }
            Self::Defect => {
                ("http/defect", StatusCode::INTERNAL_SERVER_ERROR, "report it; the server's log has the place")
            }
        }
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl ApiError {
    /// A fault of the request.
    pub fn request(fault: Fault, detail: impl Into<String>) -> Self {
        Self::Request(fault, detail.into())
    }

    /// This program is wrong.
    #[must_use]
    pub fn defect() -> Self {
        Self::request(Fault::Defect, "the server met a defect in itself")
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::App(error) => status(error),
            Self::Request(fault, _) => fault.told().1,
        }
    }

    /// The same as a problem. What failed inside of the server is told by its code alone.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let status = self.status();
        let title = status.canonical_reason().unwrap_or("Problem");
        let mut problem = match self {
            Self::Request(fault, detail) => {
                let (code, _, advice) = fault.told();
                Problem::new(code, title, detail.clone(), advice.to_owned())
            }
            Self::App(error) if status.is_server_error() => {
                let advice = if status == StatusCode::SERVICE_UNAVAILABLE { "ask again later; " } else { "" };
                let detail = "the server cannot answer from its history".to_owned();
                Problem::new(&error.code(), title, detail, format!("{advice}the server's log says more"))
            }
            Self::App(error) => Problem::new(&error.code(), title, error.to_string(), error.advice()),
        };
        problem.status = Some(status.as_u16());
        if let Self::App(AppError::Ambiguous { candidates, .. }) = self {
            problem.candidates =
                candidates.iter().map(|own| Candidate { id: own.id.clone(), label: own.label.clone() }).collect();
        }
        problem
    }

    /// Tells the operator what failed inside of the server; nothing about requests that are wrong.
    pub fn log(&self) {
        match self {
            // These messages name places and positions, never a person's values.
            Self::App(error) if error.kind() == Kind::Failure => crate::tell(&format!("{}: {error}", error.code())),
            Self::App(_) | Self::Request(..) => {}
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let mut response = (self.status(), axum::Json(self.problem())).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response
    }
}

/// What each error is in HTTP.
fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Usage(_) | AppError::Snapshot(_) | AppError::ListRefused { .. } => StatusCode::BAD_REQUEST,
        AppError::NotAskable(_) | AppError::NotFound { .. } => StatusCode::NOT_FOUND,
        AppError::Ambiguous { .. } | AppError::KeyReused { .. } => StatusCode::CONFLICT,
        AppError::Refused(_) | AppError::ImportRefused { .. } | AppError::NotSupposable(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        AppError::Artefact(_)
        | AppError::OtherClock { .. }
        | AppError::ClockBehind { .. }
        | AppError::Replay(_)
        | AppError::Codec(_) => StatusCode::INTERNAL_SERVER_ERROR,
        AppError::Store(error) => match error {
            StoreError::Invalid(_) | StoreError::Outside(_) => StatusCode::BAD_REQUEST,
            StoreError::Conflict { .. } | StoreError::KeyReused { .. } | StoreError::Taken(_) => StatusCode::CONFLICT,
            StoreError::ClockBehind { .. }
            | StoreError::MetaFixed { .. }
            | StoreError::Tampered { .. }
            | StoreError::HeadDiffers { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            StoreError::Storage { problem, .. } => storage(problem),
        },
    }
}

/// 503 for what may pass while the server runs, 500 for what needs a backup, another file or another program.
fn storage(problem: &StorageProblem) -> StatusCode {
    match problem {
        StorageProblem::Missing
        | StorageProblem::FolderMissing { .. }
        | StorageProblem::DiskFull
        | StorageProblem::ReadOnly
        | StorageProblem::CannotOpen { .. }
        | StorageProblem::Io { .. }
        | StorageProblem::Busy { .. }
        | StorageProblem::Poisoned
        | StorageProblem::Closed => StatusCode::SERVICE_UNAVAILABLE,
        StorageProblem::AlreadyThere
        | StorageProblem::NotAFile
        | StorageProblem::EmptyFile
        | StorageProblem::NotADatabase
        | StorageProblem::OtherApplication { .. }
        | StorageProblem::NewerSchema { .. }
        | StorageProblem::OlderSchema { .. }
        | StorageProblem::SchemaAltered { .. }
        | StorageProblem::Truncated { .. }
        | StorageProblem::Damaged { .. }
        | StorageProblem::Setting { .. }
        | StorageProblem::OldEngine { .. }
        | StorageProblem::Engine { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_fault_has_a_code_of_its_own() {
        let mut codes: Vec<&str> = Fault::ALL.iter().map(|fault| fault.told().0).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len());
        assert!(codes.iter().all(|code| !cred_app::error::CODES.iter().any(|(known, ..)| known == code)));
    }

    #[test]
    fn a_failing_store_is_told_by_its_code_and_never_by_its_path() {
        for (problem, expected) in [
            (StorageProblem::Missing, 503),
            (StorageProblem::Busy { waited: Duration::ZERO }, 503),
            (StorageProblem::NotADatabase, 500),
        ] {
            let error = StoreError::Storage { place: "/secret/place.db".to_owned(), problem };
            let problem = ApiError::App(error.into()).problem();
            assert_eq!(problem.status, Some(expected));
            assert_eq!(problem.code, "store/storage");
            assert!(!format!("{problem:?}").contains("secret"));
        }
    }
}
