//! Envelopes: who gives a command, under which idempotency key, and the fingerprint of what is asked.

use cred_core::actor::Actor;
use cred_store::Digest;
use serde::Serialize;

use crate::error::AppError;

/// What every command comes in.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Who gives it.
    pub actor: Actor,
    /// The idempotency key: the same key with the same request is carried out once.
    pub key: String,
    /// The fingerprint of the request and the actor.
    pub request_hash: Digest,
}

impl Envelope {
    /// Seals a request. Without a key of the caller's a random one is made, and then a repetition is a new command.
    ///
    /// # Errors
    /// When the request cannot be written as JSON.
    pub fn seal(actor: Actor, key: Option<String>, request: &impl Serialize) -> Result<Self, AppError> {
        let body = serde_json::to_vec(&(&actor, request)).map_err(|error| AppError::Codec(error.to_string()))?;
        let key = key.unwrap_or_else(|| format!("auto-{}", uuid::Uuid::new_v4().simple()));
        Ok(Self { actor, key, request_hash: Digest::of(&body) })
    }
}
