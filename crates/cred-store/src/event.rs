//! What is stored: streams, events before and after they are stored, positions in the history.

use std::fmt;

use cred_tlog::TreeHash;

use crate::{Digest, InvalidInput, hash, tree};

/// The longest name, link, key or actor, in bytes.
const MAX_NAME_BYTES: usize = 1024;
/// The longest event body, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Names one stream of events: a kind (`provider`) and an id within that kind.
///
/// Neither part is empty, holds a control character or is longer than 1,024 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId {
    kind: String,
    id: String,
}

impl StreamId {
    /// Names a stream.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`] if either part breaks the rules above.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Result<Self, InvalidInput> {
        let (kind, id) = (kind.into(), id.into());
        check_name("stream kind", &kind)?;
        check_name("stream id", &id)?;
        Ok(Self { kind, id })
    }

    /// The kind of stream.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The id within the kind.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// An event that is to be stored.
///
/// `Debug` shows the size of the body, never its text.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The stream the event is added to.
    pub stream: StreamId,
    /// What happened, such as `provider.registered`.
    pub event_type: String,
    /// The version of the body's shape.
    pub event_version: u32,
    /// The provider the event concerns, if any.
    pub provider: Option<String>,
    /// The facility the event concerns, if any.
    pub facility: Option<String>,
    /// JSON text of at most 16 MiB; kept byte for byte and not looked into.
    pub body: String,
}

impl NewEvent {
    pub(crate) fn check(&self) -> Result<(), InvalidInput> {
        check_name("event type", &self.event_type)?;
        if let Some(provider) = &self.provider {
            check_name("provider link", provider)?;
        }
        if let Some(facility) = &self.facility {
            check_name("facility link", facility)?;
        }
        let found = self.body.len();
        if found > MAX_BODY_BYTES {
            let field = "event body";
            return Err(InvalidInput::TooLong { field, limit: MAX_BODY_BYTES, found });
        }
        Ok(())
    }
}

impl fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEvent")
            .field("stream", &self.stream)
            .field("event_type", &self.event_type)
            .field("event_version", &self.event_version)
            .field("provider", &self.provider)
            .field("facility", &self.facility)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// An event as it is stored, with its place in the history.
///
/// `Debug` shows the size of the body, never its text.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Position in the whole history, from 1, without gaps.
    pub seq: u64,
    /// The stream the event belongs to.
    pub stream: StreamId,
    /// Position in its stream, from 1, without gaps.
    pub version: u64,
    /// What happened.
    pub event_type: String,
    /// The version of the body's shape.
    pub event_version: u32,
    /// The provider the event concerns, if any.
    pub provider: Option<String>,
    /// The facility the event concerns, if any.
    pub facility: Option<String>,
    /// When it was recorded, in microseconds since 1970-01-01 00:00 UTC; never decreases with `seq`.
    pub recorded_at: i64,
    /// Who issued the command.
    pub actor: String,
    /// The idempotency key of the command; all events of one command share it.
    pub key: String,
    /// The hash of the request that was the command.
    pub request_hash: Digest,
    /// JSON text, byte for byte as it was given.
    pub body: String,
    /// The hash of the event before, [`Digest::ZERO`] for the first.
    pub prev: Digest,
    /// The hash over all other columns.
    pub hash: Digest,
}

impl StoredEvent {
    /// Computes the hash over all columns but `hash` itself.
    #[must_use]
    pub fn computed_hash(&self) -> Digest {
        hash::of_event(self)
    }

    /// The event's leaf in the Merkle tree, by the hash it is stored with.
    #[must_use]
    pub fn leaf(&self) -> TreeHash {
        tree::leaf(self.hash)
    }

    /// The position right after this event.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash, recorded_at: Some(self.recorded_at) }
    }
}

impl fmt::Debug for StoredEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredEvent")
            .field("seq", &self.seq)
            .field("stream", &self.stream)
            .field("version", &self.version)
            .field("event_type", &self.event_type)
            .field("event_version", &self.event_version)
            .field("provider", &self.provider)
            .field("facility", &self.facility)
            .field("recorded_at", &self.recorded_at)
            .field("actor", &self.actor)
            .field("key", &self.key)
            .field("request_hash", &self.request_hash)
            .field("body_bytes", &self.body.len())
            .field("prev", &self.prev)
            .field("hash", &self.hash)
            .finish()
    }
}

/// How far a read looks; the end is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Everything there is.
    Now,
    /// Events up to this position.
    Seq(u64),
    /// Events recorded at or before this moment, in microseconds since 1970-01-01 00:00 UTC.
    RecordedAt(i64),
}

/// The end of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The position of the last event; 0 if there is none.
    pub seq: u64,
    /// The hash of the last event; [`Digest::ZERO`] if there is none.
    pub hash: Digest,
    /// When the last event was recorded, in microseconds since 1970-01-01 00:00 UTC.
    pub recorded_at: Option<i64>,
}

impl Head {
    /// The head of a history without events.
    pub const EMPTY: Self = Self { seq: 0, hash: Digest::ZERO, recorded_at: None };

    /// What to note down, out of reach of those who can write to the storage.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        Anchor { seq: self.seq, hash: self.hash }
    }
}

/// A position noted earlier, against which a history can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The position of the event.
    pub seq: u64,
    /// The hash the event had.
    pub hash: Digest,
}

/// Checks a short text: not empty, no control character, at most [`MAX_NAME_BYTES`].
pub(crate) fn check_name(field: &'static str, text: &str) -> Result<(), InvalidInput> {
    if text.is_empty() {
        return Err(InvalidInput::Empty { field });
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidInput::ControlCharacter { field });
    }
    if text.len() > MAX_NAME_BYTES {
        return Err(InvalidInput::TooLong { field, limit: MAX_NAME_BYTES, found: text.len() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_name_is_neither_empty_nor_unprintable_nor_endless() {
        assert!(StreamId::new("provider", "prov_1").is_ok());
        let empty = StreamId::new("", "prov_1");
        assert_eq!(empty, Err(InvalidInput::Empty { field: "stream kind" }));
        let control = StreamId::new("provider", "a\u{0}b");
        assert_eq!(control, Err(InvalidInput::ControlCharacter { field: "stream id" }));
        assert!(StreamId::new("provider", "x".repeat(1024)).is_ok());
        assert!(StreamId::new("provider", "x".repeat(1025)).is_err());
    }

    #[test]
    fn debug_never_shows_a_body() {
        let event = NewEvent {
            stream: StreamId::new("provider", "prov_1").unwrap(),
            event_type: "provider.registered".into(),
            event_version: 1,
            provider: None,
            facility: None,
            body: "{\"born\":\"canary\"}".into(),
        };
        assert!(!format!("{event:?}").contains("canary"));
    }
}
