//! How a stored decision and the one made again differ.

use cred_core::{actor::Actor, id::ProviderId, time::Instant};
use cred_store::{NewEvent, StoredEvent, StreamId};
use serde_json::Value;

use crate::redact;

/// A stored event that is not what this program makes of the records before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its place in the history.
    pub seq: u64,
    /// Whose event it is.
    pub stream: StreamId,
    /// What it says happened.
    pub event_type: String,
    /// Who gave the command.
    pub actor: String,
    /// When it was recorded, in microseconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// How it differs.
    pub differs: Differs,
}

/// How a stored event differs from the one made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// The decision is refused on those records.
    Refused {
        /// The refusal's stable code.
        code: String,
        /// The refusal in words.
        why: String,
    },
    /// It comes to another content.
    Content(Vec<Field>),
    /// It comes to nothing: what it decides was so already.
    Nothing,
    /// The event cannot be read.
    Unreadable(String),
    /// The event cannot follow those before it.
    CannotFollow(String),
}

/// A part of an event that differs. Secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where: `type`, `stream`, or a JSON pointer into the body (`/granted/grant/term/end`).
    pub at: String,
    /// What is stored; `null` where there is nothing.
    pub stored: String,
    /// What is derived; `null` where there is nothing.
    pub derived: String,
}

impl Difference {
    pub(super) fn of(stored: &StoredEvent, differs: Differs) -> Self {
        Self {
            seq: stored.seq,
            stream: stored.stream.clone(),
            event_type: stored.event_type.clone(),
            actor: stored.actor.clone(),
            recorded_at: stored.recorded_at,
            differs,
        }
    }
}

/// Whether an event made again is the one that is stored, byte for byte.
pub(super) fn is_same(stored: &StoredEvent, made: &NewEvent) -> bool {
    stored.body == made.body
        && stored.event_type == made.event_type
        && stored.event_version == made.event_version
        && stored.stream == made.stream
        && stored.provider == made.provider
        && stored.facility == made.facility
}

impl Differs {
    pub(super) fn between(stored: &StoredEvent, made: &NewEvent) -> Self {
        let mut fields = Vec::new();
        let mut add = |at: &str, stored: String, derived: String| {
            if stored != derived {
                fields.push(Field { at: at.to_owned(), stored, derived });
            }
        };
        let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
        add("type", stored.event_type.clone(), made.event_type.clone());
        add("version", stored.event_version.to_string(), made.event_version.to_string());
        add("stream", stored.stream.to_string(), made.stream.to_string());
        add("provider", or_null(&stored.provider), or_null(&made.provider));
        add("facility", or_null(&stored.facility), or_null(&made.facility));
        compare("", &redact::body(&stored.body), &redact::body(&made.body), &mut fields);
        if fields.is_empty() {
            // The same values in other bytes: another order, other blanks, or a masked secret.
            let at = "bytes of the body".to_owned();
            fields.push(Field { at, stored: stored.body.len().to_string(), derived: made.body.len().to_string() });
        }
        Self::Content(fields)
    }

    /// A stable word: `refused`, `content`, `nothing`, `unreadable`, `cannot-follow`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Content(_) => "content",
            Self::Nothing => "nothing",
            Self::Unreadable(_) => "unreadable",
            Self::CannotFollow(_) => "cannot-follow",
        }
    }
}

fn compare(at: &str, stored: &Value, made: &Value, fields: &mut Vec<Field>) {
    match (stored, made) {
        (Value::Object(one), Value::Object(other)) => {
            let mut keys: Vec<&String> = one.keys().chain(other.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let of = |own: &serde_json::Map<String, Value>| own.get(key).cloned().unwrap_or(Value::Null);
                compare(&format!("{at}/{key}"), &of(one), &of(other), fields);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (place, (own, new)) in one.iter().zip(other).enumerate() {
                compare(&format!("{at}/{place}"), own, new, fields);
            }
        }
        (stored, made) if stored != made => {
            fields.push(Field { at: at.to_owned(), stored: stored.to_string(), derived: made.to_string() });
        }
        _ => {}
    }
}

/// The records that an event says the actor is: wherever its body names one of that name and capacity.
pub(super) fn named(body: &str, actor: &Actor) -> Vec<ProviderId> {
    let mut found = Vec::new();
    walk(&serde_json::from_str(body).unwrap_or(Value::Null), &mut |value| {
        let word = |key: &str| value.get(key).and_then(Value::as_str);
        let same = word("name") == Some(actor.name()) && word("capacity") == Some(actor.capacity().word());
        found.extend(word("provider").filter(|_| same).and_then(|id| id.parse::<ProviderId>().ok()));
    });
    found
}

/// Every instant that an event names.
pub(super) fn instants(body: &str) -> Vec<Instant> {
    let mut found = Vec::new();
    walk(&serde_json::from_str(body).unwrap_or(Value::Null), &mut |value| {
        let parsed = value.as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
        found.extend(parsed.map(|at| at.to_utc()));
    });
    found
}

fn walk(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Object(fields) => fields.values().for_each(|own| walk(own, see)),
        Value::Array(items) => items.iter().for_each(|own| walk(own, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
