//! Writing: one transaction that no other writer can interleave with, or nothing.

use rusqlite::{Connection, TransactionBehavior};

use super::{
    failure::{Place, leaves_doubt},
    lookup,
    read::{Reader, number},
    tree,
};
use crate::{Append, Outcome, StoreError, StoredEvent, append::check_version};

/// What a piece of work leaves behind.
pub(super) enum Written<T> {
    /// Something to commit.
    Changed(T),
    /// Nothing; the transaction is rolled back.
    Nothing(T),
}

/// Runs a piece of work and commits it, noting whether the handle may still be used for writing.
pub(super) fn in_transaction<T>(
    connection: &mut Connection,
    place: &Place,
    poisoned: &mut bool,
    work: impl FnOnce(&Reader<'_>) -> Result<Written<T>, StoreError>,
) -> Result<T, StoreError> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| place.engine(error))?;
    let done = work(&Reader { connection: &transaction, place });
    let ended = match &done {
        Ok(Written::Changed(_)) => transaction.commit(),
        Ok(Written::Nothing(_)) => transaction.rollback(),
        // SQLite may have rolled back by itself; doing it again is then an error of no interest.
        Err(_) if transaction.is_autocommit() => Ok(()),
        Err(_) => transaction.rollback(),
    };
    *poisoned = ended.is_err() || done.as_ref().is_err_and(leaves_doubt);
    let done = done?;
    ended.map_err(|error| place.engine(error))?;
    match done {
        Written::Changed(result) | Written::Nothing(result) => Ok(result),
    }
}

pub(super) fn append(writer: &Reader<'_>, append: &Append) -> Result<Written<Outcome>, StoreError> {
    let earlier = writer.command_by_key(&append.command.key)?;
    if let Some(outcome) = append.replay(earlier)? {
        return Ok(Written::Nothing(outcome));
    }
    let head = writer.checked_head()?;
    append.check_clock(&head)?;
    for (stream, expected) in &append.expect {
        check_version(stream, *expected, writer.version_of(stream)?)?;
    }
    let events = append.seal(&head);
    let Some(last) = events.last() else {
        return Ok(Written::Nothing(Outcome::Appended { events }));
    };
    lookup::apply(writer, &append.index, last.seq)?;
    for event in &events {
        insert(writer, event)?;
        tree::grow(writer, event)?;
    }
    writer.run("UPDATE head SET seq = ?1, hash = ?2", (number(last.seq), last.hash.0))?;
    Ok(Written::Changed(Outcome::Appended { events }))
}

fn insert(writer: &Reader<'_>, event: &StoredEvent) -> Result<(), StoreError> {
    writer.run(
        "INSERT INTO events (seq, stream_kind, stream_id, version, event_type, event_version, \
         provider, facility, recorded_at, actor, key, request_hash, body, prev, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        (
            number(event.seq),
            event.stream.kind(),
            event.stream.id(),
            number(event.version),
            &event.event_type,
            event.event_version,
            &event.provider,
            &event.facility,
            event.recorded_at,
            &event.actor,
            &event.key,
            event.request_hash.0,
            &event.body,
            event.prev.0,
            event.hash.0,
        ),
    )
}

impl Reader<'_> {
    /// Runs a statement that changes something; only ever called within `in_transaction`.
    pub(super) fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
        run().map(|_| ()).map_err(|error| self.place.engine(error))
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use super::*;
    use crate::StorageProblem;

    #[test]
    fn only_a_failure_of_the_storage_stops_further_writes() {
        let mut connection = Connection::open_in_memory().unwrap();
        let place = Place::new(Path::new("test"), Duration::ZERO);
        let mut poisoned_by = |error: StoreError| {
            let mut poisoned = false;
            let done = in_transaction(&mut connection, &place, &mut poisoned, |_| Err::<Written<()>, _>(error.clone()));
            assert_eq!(done, Err(error));
            poisoned
        };
        let detail = String::new();
        assert!(poisoned_by(place.error(StorageProblem::Io { detail: detail.clone() })));
        assert!(poisoned_by(place.error(StorageProblem::Damaged { detail })));
        assert!(!poisoned_by(place.error(StorageProblem::DiskFull)));
        assert!(!poisoned_by(StoreError::KeyReused { key: "k".into() }));
    }
}
