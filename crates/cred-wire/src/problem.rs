//! Problems: what went wrong, in one shape for `--json` and for HTTP (RFC 9457).

use serde::Serialize;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable reference: `urn:cred:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code: `verification/own-file`, `find/ambiguous`, ….
    pub code: String,
    /// What happened, in one line.
    pub title: String,
    /// The HTTP status; left out on the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The whole of it.
    pub detail: String,
    /// What to do next.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub advice: String,
    /// For an ambiguous name: whom it may mean.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

/// Whom an ambiguous name may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// The id.
    pub id: String,
    /// What it is.
    pub label: String,
}

impl Problem {
    /// A problem of a code.
    #[must_use]
    pub fn new(code: &str, title: &str, detail: String, advice: String) -> Self {
        Self {
            kind: format!("urn:cred:problem:{code}"),
            code: code.to_owned(),
            title: title.to_owned(),
            status: None,
            detail,
            advice,
            candidates: vec![],
        }
    }
}
