//! One function per thing that somebody does. Each seals its request, loads what it needs, lets the core decide, and emits.

pub mod adopting;
pub mod appointing;
pub mod corrective;
pub mod credentialing;
pub mod enrolling;
pub mod evaluating;
pub mod facilities;
pub mod identifying;
pub mod importing;
pub mod lists;
pub mod meeting;
pub mod privileging;
pub mod providers;
pub mod reading;
pub mod screening;
pub mod standing;
pub mod supervising;
pub mod temporary;
pub mod verifying;

use cred_core::{actor::Actor, journal::DomainEvent};

use crate::error::AppError;

/// Who acts, and the idempotency key if the caller has one.
#[derive(Debug, Clone)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The key.
    pub key: Option<String>,
}

fn wrap<E>(events: Vec<E>, into: fn(E) -> DomainEvent) -> impl Iterator<Item = DomainEvent> {
    events.into_iter().map(into)
}

pub(crate) fn have<T>(found: Option<T>, what: &'static str, text: &impl ToString) -> Result<T, AppError> {
    found.ok_or_else(|| AppError::NotFound { what, text: text.to_string(), advice: "look with `cred show`".to_owned() })
}
