//! Idempotency: a command is carried out once, however often it is sent.

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, event, note, refused},
};
use crate::{Bound, Digest, Outcome, StoreError};

pub(super) fn a_repeated_command_gets_the_earlier_events(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut append = note("k1", DAY, "a", 0)?;
    append.events.push(event("a")?);
    let events = appended(&mut *store, &append)?;
    for _ in 0..3 {
        equal(store.append(&append)?, Outcome::Replayed { events: events.clone() })?;
    }
    equal(store.head(Bound::Now)?.seq, 2)
}

pub(super) fn a_replay_comes_before_every_other_check(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let first = note("k1", DAY, "a", 0)?;
    let events = appended(&mut *store, &first)?;
    // The stream moves on and time passes: the first command would now be refused twice over.
    appended(&mut *store, &note("k2", DAY + 1, "a", 1)?)?;
    equal(store.append(&first)?, Outcome::Replayed { events })
}

pub(super) fn a_key_with_another_request_is_refused(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let mut other = note("k1", DAY, "b", 0)?;
    other.command.request_hash = Digest::of(b"another request");
    equal(refused(store.append(&other))?, StoreError::KeyReused { key: "k1".into() })?;
    equal(store.head(Bound::Now)?.seq, 1)
}

pub(super) fn a_refused_command_leaves_its_key_free(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    refused(store.append(&note("k1", DAY, "a", 7)?))?;
    equal(store.command_by_key("k1")?, vec![])?;
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    Ok(())
}

pub(super) fn a_key_gives_exactly_its_events(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let first = appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let mut two = note("k", DAY, "a", 1)?;
    two.events.push(event("a")?);
    let second = appended(&mut *store, &two)?;
    equal(store.command_by_key("k1")?, first)?;
    equal(store.command_by_key("k")?, second)?;
    equal(store.command_by_key("K1")?, vec![])
}
