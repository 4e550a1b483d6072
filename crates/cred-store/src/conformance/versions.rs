//! Optimistic concurrency: an append holds for the state it was decided on, or not at all.

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, event, note, provider, refused},
};
use crate::{Bound, InvalidInput, StoreError};

pub(super) fn a_stream_must_be_where_it_was_read(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    appended(&mut *store, &note("k2", DAY, "a", 1)?)?;
    let stream = provider("a")?;
    for expected in [0, 1, 3, u64::MAX] {
        let conflict = StoreError::Conflict { stream: stream.clone(), expected, actual: 2 };
        equal(refused(store.append(&note("k3", DAY, "a", expected)?))?, conflict)?;
    }
    appended(&mut *store, &note("k3", DAY, "a", 2)?)?;
    Ok(())
}

pub(super) fn a_new_stream_must_not_exist(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let conflict = StoreError::Conflict { stream: provider("a")?, expected: 1, actual: 0 };
    equal(refused(store.append(&note("k1", DAY, "a", 1)?))?, conflict)?;
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let conflict = StoreError::Conflict { stream: provider("a")?, expected: 0, actual: 1 };
    equal(refused(store.append(&note("k2", DAY, "a", 0)?))?, conflict)
}

pub(super) fn a_stream_only_read_is_checked_too(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "read", 0)?)?;
    let mut append = note("k2", DAY, "written", 0)?;
    append.expect.push((provider("read")?, 0));
    let conflict = StoreError::Conflict { stream: provider("read")?, expected: 0, actual: 1 };
    equal(refused(store.append(&append))?, conflict)?;
    append.expect = vec![(provider("written")?, 0), (provider("read")?, 1)];
    appended(&mut *store, &append)?;
    equal(store.stream(&provider("read")?, Bound::Now)?.len(), 1)
}

pub(super) fn one_conflict_keeps_everything_out(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "b", 0)?)?;
    let before = store.head(Bound::Now)?;
    let mut append = note("k2", DAY, "a", 0)?;
    append.expect.push((provider("b")?, 0));
    append.events.push(event("b")?);
    refused(store.append(&append))?;
    equal(store.stream(&provider("a")?, Bound::Now)?, vec![])?;
    equal(store.head(Bound::Now)?, before)
}

pub(super) fn a_written_stream_needs_an_expected_version(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut append = note("k1", DAY, "a", 0)?;
    append.events.push(event("b")?);
    let wanted = InvalidInput::NotExpected { stream: provider("b")? };
    equal(refused(store.append(&append))?, wanted.into())
}

pub(super) fn a_stream_is_expected_once(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut append = note("k1", DAY, "a", 0)?;
    append.expect.push((provider("a")?, 0));
    let wanted = InvalidInput::ExpectedTwice { stream: provider("a")? };
    equal(refused(store.append(&append))?, wanted.into())
}

pub(super) fn one_append_may_write_a_stream_many_times(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let mut append = note("k2", DAY, "a", 1)?;
    append.expect.push((provider("b")?, 0));
    append.events.extend([event("b")?, event("a")?]);
    let events = appended(&mut *store, &append)?;
    let places: Vec<_> = events.iter().map(|event| (event.stream.id(), event.version)).collect();
    equal(places, vec![("a", 2), ("b", 1), ("a", 3)])
}
