//! The building blocks of the cases.

use std::fmt::Debug;

use super::Failure;
use crate::{Append, CommandStamp, Digest, IndexChange, NewEvent, Outcome, Store, StoreError, StoredEvent, StreamId};

/// 2026-01-01 00:00 UTC.
pub(super) const DAY: i64 = 1_767_225_600_000_000;

pub(super) fn provider(id: &str) -> Result<StreamId, Failure> {
    Ok(StreamId::new("provider", id)?)
}

/// A command without events; its request hash follows from its key.
pub(super) fn command(key: &str, recorded_at: i64) -> Append {
    let command = CommandStamp {
        key: key.to_owned(),
        request_hash: Digest::of(key.as_bytes()),
        actor: "user_1".to_owned(),
        recorded_at,
    };
    Append { command, expect: Vec::new(), events: Vec::new(), index: Vec::new() }
}

/// An event in a provider's own stream.
pub(super) fn event(id: &str) -> Result<NewEvent, Failure> {
    Ok(NewEvent {
        stream: provider(id)?,
        event_type: "provider.noted".to_owned(),
        event_version: 1,
        provider: Some(id.to_owned()),
        facility: None,
        body: format!("{{\"about\":\"{id}\"}}"),
    })
}

/// An append of one event to a provider's stream.
pub(super) fn note(key: &str, at: i64, id: &str, version: u64) -> Result<Append, Failure> {
    let mut append = command(key, at);
    append.expect.push((provider(id)?, version));
    append.events.push(event(id)?);
    Ok(append)
}

/// An append of one event in a stream of its own, with the links given.
pub(super) fn linked(key: &str, at: i64, provider: Option<&str>, facility: Option<&str>) -> Result<Append, Failure> {
    let stream = StreamId::new("matter", key)?;
    let mut append = command(key, at);
    append.expect.push((stream.clone(), 0));
    append.events.push(NewEvent {
        stream,
        event_type: "matter.opened".to_owned(),
        event_version: 1,
        provider: provider.map(str::to_owned),
        facility: facility.map(str::to_owned),
        body: "{}".to_owned(),
    });
    Ok(append)
}

/// Appends one event to a provider's stream, with index changes; the key follows from the place.
pub(super) fn filed(
    store: &mut dyn Store,
    id: &str,
    version: u64,
    index: Vec<IndexChange>,
) -> Result<Vec<StoredEvent>, Failure> {
    let mut append = note(&format!("{id}-{version}"), DAY, id, version)?;
    append.index = index;
    appended(store, &append)
}

pub(super) fn put(space: &str, key: &str, target: &str, unique: bool) -> IndexChange {
    let (space, key, target) = (space.to_owned(), key.to_owned(), target.to_owned());
    IndexChange::Put { space, key, target, unique }
}

pub(super) fn remove(space: &str, key: &str, target: &str) -> IndexChange {
    let (space, key, target) = (space.to_owned(), key.to_owned(), target.to_owned());
    IndexChange::Remove { space, key, target }
}

/// Appends what must be accepted as new.
#[track_caller]
pub(super) fn appended(store: &mut dyn Store, append: &Append) -> Result<Vec<StoredEvent>, Failure> {
    match store.append(append) {
        Ok(Outcome::Appended { events }) => Ok(events),
        Ok(Outcome::Replayed { .. }) => Err(Failure::new("replayed instead of appended".into())),
        Err(error) => Err(Failure::new(format!("refused: {error}"))),
    }
}

/// Takes the refusal of what must be refused.
#[track_caller]
pub(super) fn refused<T: Debug>(result: Result<T, StoreError>) -> Result<StoreError, Failure> {
    match result {
        Ok(accepted) => Err(Failure::new(format!("accepted: {accepted:?}"))),
        Err(error) => Ok(error),
    }
}

#[track_caller]
pub(super) fn equal<T: PartialEq + Debug>(found: T, wanted: T) -> Result<(), Failure> {
    if found == wanted {
        return Ok(());
    }
    Err(Failure::new(format!("found {found:?}, wanted {wanted:?}")))
}

#[track_caller]
pub(super) fn holds(condition: bool, what: &str) -> Result<(), Failure> {
    if condition {
        return Ok(());
    }
    Err(Failure::new(format!("does not hold: {what}")))
}

pub(super) fn seqs(events: &[StoredEvent]) -> Vec<u64> {
    events.iter().map(|event| event.seq).collect()
}
