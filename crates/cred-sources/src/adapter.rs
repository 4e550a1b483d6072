//! The shapes of questions and answers. An adapter is pure: it is given the answers so far, and says what to ask next or what became of it.

pub mod json;
pub mod nppes;
mod reading;
pub mod sam;

use cred_core::{evidence::outcome::Outcome, time::Instant};
use serde_json::Value;

use crate::request::Request;

/// One answer: JSON, with its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask for this path and query below the source's address.
    Ask(String),
    /// Nothing more is to be asked.
    Done(Outcome),
}

impl Step {
    fn malformed(because: &str) -> Self {
        Self::Done(Outcome::malformed(because))
    }
}

/// Which shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adapter {
    /// The NPI registry's API, version 2.1.
    Nppes,
    /// The API of federal exclusions, version 4.
    Sam(sam::Sam),
    /// Any JSON, by a mapping.
    Json(Box<json::Mapping>),
}

impl Adapter {
    /// What to ask next, or what became of it. `begun` is when the first question is sent.
    #[must_use]
    pub fn next(&self, request: &Request, answers: &[Answer], begun: Instant) -> Step {
        match self {
            Self::Nppes => nppes::next(request, answers),
            Self::Sam(sam) => sam.next(request, answers, begun),
            Self::Json(mapping) => mapping.next(request, answers, begun),
        }
    }

    /// Whether an answer with a status that is no success is one nevertheless, such as 404 for *not found*.
    #[must_use]
    pub fn takes(&self, status: u16) -> bool {
        match self {
            Self::Nppes | Self::Sam(_) => false,
            Self::Json(mapping) => mapping.absent.statuses.contains(&status),
        }
    }

    /// The question that must find somebody before an absence is believed; none where there is no need of one.
    #[must_use]
    pub fn control(&self, request: &Request) -> Option<Request> {
        let control = match self {
            Self::Nppes => None,
            Self::Sam(sam) => Some(&sam.control),
            Self::Json(mapping) => mapping.control.as_ref(),
        };
        control.map(|control| Request {
            claim: request.claim.clone(),
            npi: control.npi.clone(),
            names: control.name.clone().into_iter().collect(),
            born: None,
            ..request.clone()
        })
    }
}

/// Somebody whom a search is known to find. Of a list somebody listed; a common family name will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The name to search.
    pub name: Option<cred_core::provider::name::PersonName>,
    /// The NPI to search.
    pub npi: Option<cred_core::identifier::Npi>,
}
