//! What is appended, and that it comes back.

use super::{
    Failure, Make,
    sample::{DAY, appended, command, equal, event, holds, linked, note, provider, put, refused},
};
use crate::{Bound, Digest, Head, InvalidInput, Outcome, StoreError};

pub(super) fn an_empty_store_has_an_empty_head(make: &mut Make<'_>) -> Result<(), Failure> {
    let store = make();
    equal(store.head(Bound::Now)?, Head::EMPTY)?;
    equal(store.after(0, 10, Bound::Now)?, vec![])?;
    holds(store.verify(&[])?.is_sound(), "an empty history is sound")
}

pub(super) fn events_come_back_as_they_were_given(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut append = note("k1", DAY, "prov_1", 0)?;
    for event in &mut append.events {
        event.event_type = "provider.registered".into();
        event.event_version = u32::MAX;
        event.facility = Some("fac_1".into());
        event.body = "{\"name\": \"A\"}".into();
    }
    let events = appended(&mut *store, &append)?;
    equal(store.stream(&provider("prov_1")?, Bound::Now)?, events.clone())?;
    for (stored, given) in events.iter().zip(&append.events) {
        equal(&stored.stream, &given.stream)?;
        equal(&stored.event_type, &given.event_type)?;
        equal(stored.event_version, given.event_version)?;
        equal(&stored.provider, &given.provider)?;
        equal(&stored.facility, &given.facility)?;
        equal(&stored.body, &given.body)?;
        equal(stored.recorded_at, DAY)?;
        equal(&stored.actor, &append.command.actor)?;
        equal(&stored.key, &append.command.key)?;
        equal(stored.request_hash, append.command.request_hash)?;
    }
    equal(events.len(), 1)
}

pub(super) fn positions_and_versions_have_no_gaps(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    appended(&mut *store, &note("k2", DAY, "b", 0)?)?;
    refused(store.append(&note("k3", DAY, "b", 0)?))?;
    appended(&mut *store, &note("k4", DAY, "a", 1)?)?;
    let places: Vec<_> = store.after(0, 10, Bound::Now)?;
    let places: Vec<_> = places.iter().map(|event| (event.seq, event.stream.id(), event.version)).collect();
    equal(places, vec![(1, "a", 1), (2, "b", 1), (3, "a", 2)])
}

pub(super) fn each_event_is_linked_to_the_one_before(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let mut two = note("k2", DAY + 1, "b", 0)?;
    two.events.push(event("b")?);
    appended(&mut *store, &two)?;
    let mut prev = Digest::ZERO;
    for event in store.after(0, 10, Bound::Now)? {
        equal(event.prev, prev)?;
        equal(event.hash, event.computed_hash())?;
        prev = event.hash;
    }
    equal(store.head(Bound::Now)?, Head { seq: 3, hash: prev, recorded_at: Some(DAY + 1) })
}

pub(super) fn absent_and_present_links_are_kept_apart(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let pairs = [(None, None), (Some("p"), None), (None, Some("f")), (Some("p"), Some("f"))];
    for (n, (provider, facility)) in pairs.iter().enumerate() {
        appended(&mut *store, &linked(&format!("k{n}"), DAY, *provider, *facility)?)?;
    }
    let events = store.after(0, 10, Bound::Now)?;
    let found: Vec<_> = events.iter().map(|event| (event.provider.as_deref(), event.facility.as_deref())).collect();
    equal(found, pairs.to_vec())
}

pub(super) fn odd_texts_come_back_byte_for_byte(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let long = "x".repeat(300_000);
    let bodies = ["", " {} ", "'; DROP TABLE events; --", "\u{1F9D1}\u{200D}\u{2695}", "a\u{0}b", &long];
    let mut append = command("k'1\"", DAY);
    append.command.actor = "Zo\u{eb} %_\\".into();
    for (n, body) in bodies.iter().enumerate() {
        let id = format!("\u{e9}'%_{n}");
        append.expect.push((provider(&id)?, 0));
        let mut event = event(&id)?;
        event.body = (*body).into();
        append.events.push(event);
    }
    let events = appended(&mut *store, &append)?;
    equal(store.after(0, 10, Bound::Now)?, events.clone())?;
    equal(store.command_by_key("k'1\"")?, events.clone())?;
    let found: Vec<_> = events.iter().map(|event| event.body.as_str()).collect();
    equal(found, bodies.to_vec())
}

pub(super) fn extreme_moments_are_kept(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let moments = [i64::MIN, -1, 0, 253_402_300_799_999_999, i64::MAX];
    for (version, at) in (0..).zip(moments) {
        appended(&mut *store, &note(&format!("k{version}"), at, "a", version)?)?;
    }
    let events = store.stream(&provider("a")?, Bound::Now)?;
    let found: Vec<_> = events.iter().map(|event| event.recorded_at).collect();
    equal(found, moments.to_vec())?;
    equal(store.head(Bound::RecordedAt(-1))?.seq, 2)?;
    equal(store.head(Bound::RecordedAt(i64::MIN))?.seq, 1)
}

pub(super) fn an_append_without_events_writes_nothing(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut nothing = command("k1", DAY);
    equal(store.append(&nothing)?, Outcome::Appended { events: vec![] })?;
    equal(store.head(Bound::Now)?, Head::EMPTY)?;
    // The decision to do nothing was made on a state, too.
    nothing.expect.push((provider("a")?, 1));
    holds(
        matches!(refused(store.append(&nothing))?, StoreError::Conflict { .. }),
        "a stale decision to do nothing is a conflict",
    )?;
    // Its key is still free.
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    nothing.expect.clear();
    let events = store.command_by_key("k1")?;
    equal(store.append(&nothing)?, Outcome::Replayed { events })
}

pub(super) fn malformed_input_is_refused(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let good = note("k1", DAY, "a", 0)?;
    let with = |change: &dyn Fn(&mut crate::Append)| {
        let mut append = good.clone();
        change(&mut append);
        append
    };
    let empty = |field| StoreError::Invalid(InvalidInput::Empty { field });
    let each = |append: &mut crate::Append, change: &dyn Fn(&mut crate::NewEvent)| {
        append.events.iter_mut().for_each(change);
    };
    let huge = "x".repeat(16 * 1024 * 1024 + 1);
    let bad = [
        (with(&|append| append.command.key.clear()), empty("idempotency key")),
        (with(&|append| append.command.actor.clear()), empty("actor")),
        (with(&|append| each(append, &|event| event.event_type.clear())), empty("event type")),
        (with(&|append| each(append, &|event| event.provider = Some(String::new()))), empty("provider link")),
        (with(&|append| each(append, &|event| event.facility = Some(String::new()))), empty("facility link")),
        (
            with(&|append| {
                each(append, &|event| event.body.clone_from(&huge));
            }),
            StoreError::Invalid(InvalidInput::TooLong {
                field: "event body",
                limit: 16 * 1024 * 1024,
                found: 16 * 1024 * 1024 + 1,
            }),
        ),
        (with(&|append| append.index.push(put("", "1", "a", true))), empty("index space")),
        (with(&|append| append.index.push(put("npi", "", "a", true))), empty("index key")),
        (with(&|append| append.index.push(put("npi", "1", "", true))), empty("index target")),
        (
            with(&|append| append.command.key = "a\nb".into()),
            StoreError::Invalid(InvalidInput::ControlCharacter { field: "idempotency key" }),
        ),
        (
            with(&|append| {
                append.events.clear();
                append.index.push(put("npi", "1", "a", true));
            }),
            StoreError::Invalid(InvalidInput::IndexWithoutEvents),
        ),
    ];
    for (append, wanted) in bad {
        equal(refused(store.append(&append))?, wanted)?;
    }
    equal(store.head(Bound::Now)?, Head::EMPTY)
}

pub(super) fn recorded_time_never_goes_back(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    appended(&mut *store, &note("k2", DAY, "a", 1)?)?;
    let early = refused(store.append(&note("k3", DAY - 1, "b", 0)?))?;
    equal(early, StoreError::ClockBehind { last: DAY, given: DAY - 1 })?;
    equal(store.head(Bound::Now)?.seq, 2)
}
