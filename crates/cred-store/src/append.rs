//! What an append is made of, and the rules for it that hold in every engine.

use std::{collections::BTreeMap, fmt};

use crate::{Digest, Head, InvalidInput, NewEvent, StoreError, StoredEvent, StreamId, event::check_name};

/// The command an append carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandStamp {
    /// The idempotency key, chosen by whoever issues the command.
    pub key: String,
    /// The hash of the request. Let it cover the actor too, so that one actor's key never gives
    /// another the earlier answer.
    pub request_hash: Digest,
    /// Who issued the command.
    pub actor: String,
    /// When, in microseconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
}

/// The events of one command, with the state they were decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The command.
    pub command: CommandStamp,
    /// The version of every stream that was read or is written; 0 means it must not exist.
    pub expect: Vec<(StreamId, u64)>,
    /// The events, in order.
    pub events: Vec<NewEvent>,
    /// Changes to the look-up index, in order; they take effect at the last of the events.
    pub index: Vec<IndexChange>,
}

/// A change to the look-up index.
///
/// `Debug` shows the space and the target, never the key: it may be a licence number.
#[derive(Clone, PartialEq, Eq)]
pub enum IndexChange {
    /// Files a target under a key. Filing it again changes nothing.
    Put {
        /// The kind of key, such as `npi`.
        space: String,
        /// The key, normalised by the caller.
        key: String,
        /// What is filed, such as a provider's id.
        target: String,
        /// Whether the key belongs to this target alone.
        unique: bool,
    },
    /// Takes a target from a key. Taking away what is not there changes nothing.
    Remove {
        /// The kind of key.
        space: String,
        /// The key.
        key: String,
        /// What was filed.
        target: String,
    },
}

impl IndexChange {
    fn check(&self) -> Result<(), InvalidInput> {
        let (Self::Put { space, key, target, unique: _ } | Self::Remove { space, key, target }) = self;
        check_name("index space", space)?;
        check_name("index key", key)?;
        check_name("index target", target)
    }
}

impl fmt::Debug for IndexChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put { space, key: _, target, unique } => f
                .debug_struct("Put")
                .field("space", space)
                .field("target", target)
                .field("unique", unique)
                .finish_non_exhaustive(),
            Self::Remove { space, key: _, target } => {
                f.debug_struct("Remove").field("space", space).field("target", target).finish_non_exhaustive()
            }
        }
    }
}

/// What an append has done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a replay may differ from what was asked to be appended"]
pub enum Outcome {
    /// The events were written; empty if the append had none.
    Appended {
        /// The events as they are stored.
        events: Vec<StoredEvent>,
    },
    /// The command had been carried out before; nothing was written.
    Replayed {
        /// The events written then.
        events: Vec<StoredEvent>,
    },
}

impl Outcome {
    /// The events of the command, whether written now or earlier.
    #[must_use]
    pub fn events(&self) -> &[StoredEvent] {
        match self {
            Self::Appended { events } | Self::Replayed { events } => events,
        }
    }
}

impl Append {
    /// Checks what can be checked without looking at the history.
    pub(crate) fn check(&self) -> Result<(), InvalidInput> {
        check_name("idempotency key", &self.command.key)?;
        check_name("actor", &self.command.actor)?;
        let mut expected = BTreeMap::new();
        for (stream, version) in &self.expect {
            if expected.insert(stream, version).is_some() {
                return Err(InvalidInput::ExpectedTwice { stream: stream.clone() });
            }
        }
        for event in &self.events {
            event.check()?;
            if !expected.contains_key(&event.stream) {
                return Err(InvalidInput::NotExpected { stream: event.stream.clone() });
            }
        }
        for change in &self.index {
            change.check()?;
        }
        if self.events.is_empty() && !self.index.is_empty() {
            return Err(InvalidInput::IndexWithoutEvents);
        }
        Ok(())
    }

    /// Answers a command whose key has been used; `None` if it has not.
    pub(crate) fn replay(&self, earlier: Vec<StoredEvent>) -> Result<Option<Outcome>, StoreError> {
        let Some(first) = earlier.first() else {
            return Ok(None);
        };
        if first.request_hash != self.command.request_hash {
            return Err(StoreError::KeyReused { key: self.command.key.clone() });
        }
        Ok(Some(Outcome::Replayed { events: earlier }))
    }

    /// Refuses a moment before the last event.
    pub(crate) fn check_clock(&self, head: &Head) -> Result<(), StoreError> {
        let given = self.command.recorded_at;
        match head.recorded_at {
            Some(last) if given < last => Err(StoreError::ClockBehind { last, given }),
            Some(_) | None => Ok(()),
        }
    }

    /// Gives the events their places and links, assuming that every expectation holds.
    pub(crate) fn seal(&self, head: &Head) -> Vec<StoredEvent> {
        let mut versions: BTreeMap<&StreamId, u64> =
            self.expect.iter().map(|(stream, version)| (stream, *version)).collect();
        let (mut seq, mut prev) = (head.seq, head.hash);
        let mut sealed = Vec::with_capacity(self.events.len());
        for new in &self.events {
            seq = seq.saturating_add(1);
            let version = versions.entry(&new.stream).or_default();
            *version = version.saturating_add(1);
            let mut event = StoredEvent {
                seq,
                stream: new.stream.clone(),
                version: *version,
                event_type: new.event_type.clone(),
                event_version: new.event_version,
                provider: new.provider.clone(),
                facility: new.facility.clone(),
                recorded_at: self.command.recorded_at,
                actor: self.command.actor.clone(),
                key: self.command.key.clone(),
                request_hash: self.command.request_hash,
                body: new.body.clone(),
                prev,
                hash: Digest::ZERO,
            };
            event.hash = event.computed_hash();
            prev = event.hash;
            sealed.push(event);
        }
        sealed
    }
}

/// Refuses an append that was decided on another version of a stream.
pub(crate) fn check_version(stream: &StreamId, expected: u64, actual: u64) -> Result<(), StoreError> {
    if expected == actual {
        return Ok(());
    }
    Err(StoreError::Conflict { stream: stream.clone(), expected, actual })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_an_index_key() {
        let (space, key, target) = ("dea".to_owned(), "canary".to_owned(), "prov_1".to_owned());
        let put = IndexChange::Put { space, key, target, unique: true };
        assert_eq!(format!("{put:?}"), "Put { space: \"dea\", target: \"prov_1\", unique: true, .. }");
    }
}
