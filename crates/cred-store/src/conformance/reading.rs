//! Which events a question selects.

use super::{
    Failure, Make,
    sample::{DAY, appended, command, equal, event, linked, note, provider, seqs},
};
use crate::{Bound, StreamId};

pub(super) fn streams_do_not_mix(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let names = [("provider", "a"), ("facility", "a"), ("provider", "A"), ("provider", "a/b"), ("provider/a", "b")];
    let mut append = command("k1", DAY);
    for (kind, id) in names {
        let stream = StreamId::new(kind, id)?;
        append.expect.push((stream.clone(), 0));
        append.events.push(crate::NewEvent { stream, ..event("a")? });
    }
    appended(&mut *store, &append)?;
    for (seq, (kind, id)) in (1..).zip(names) {
        equal(seqs(&store.stream(&StreamId::new(kind, id)?, Bound::Now)?), vec![seq])?;
    }
    Ok(())
}

pub(super) fn a_provider_gives_its_events_in_order(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &linked("z", DAY, Some("p"), Some("f"))?)?;
    appended(&mut *store, &linked("y", DAY, Some("q"), None)?)?;
    appended(&mut *store, &linked("x", DAY, None, Some("p"))?)?;
    appended(&mut *store, &linked("a", DAY, Some("p"), None)?)?;
    equal(seqs(&store.events_of_provider("p", Bound::Now)?), vec![1, 4])
}

pub(super) fn a_facility_gives_its_own_events_only(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &linked("z", DAY, Some("p"), Some("f"))?)?;
    appended(&mut *store, &linked("y", DAY, None, Some("f"))?)?;
    appended(&mut *store, &linked("x", DAY, None, Some("g"))?)?;
    appended(&mut *store, &linked("a", DAY, None, Some("f"))?)?;
    equal(seqs(&store.events_of_facility("f", Bound::Now)?), vec![2, 4])
}

pub(super) fn providers_are_listed_once_and_in_order(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    for (n, id) in ["b", "\u{e9}", "B", "a", "b", "a"].iter().enumerate() {
        appended(&mut *store, &linked(&format!("k{n}"), DAY, Some(id), None)?)?;
    }
    appended(&mut *store, &linked("none", DAY, None, Some("f"))?)?;
    equal(store.providers(Bound::Now)?, ["B", "a", "b", "\u{e9}"].map(String::from).to_vec())?;
    equal(store.providers(Bound::Seq(2))?, ["b", "\u{e9}"].map(String::from).to_vec())
}

pub(super) fn providers_at_a_facility_are_those_linked_to_it(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let links = [("b", "f"), ("a", "g"), ("a", "f"), ("b", "f"), ("c", "g")];
    for (n, (provider, facility)) in links.iter().enumerate() {
        appended(&mut *store, &linked(&format!("k{n}"), DAY, Some(provider), Some(facility))?)?;
    }
    appended(&mut *store, &linked("own", DAY, None, Some("f"))?)?;
    equal(store.providers_at("f", Bound::Now)?, ["a", "b"].map(String::from).to_vec())?;
    equal(store.providers_at("f", Bound::Seq(2))?, ["b"].map(String::from).to_vec())
}

pub(super) fn paging_gives_the_whole_history_in_order(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    for version in 0..7 {
        appended(&mut *store, &note(&format!("k{version}"), DAY, "a", version)?)?;
    }
    let mut read = Vec::new();
    loop {
        let page = store.after(read.last().copied().unwrap_or(0), 3, Bound::Now)?;
        if page.is_empty() {
            break;
        }
        read.extend(seqs(&page));
    }
    equal(read, vec![1, 2, 3, 4, 5, 6, 7])?;
    equal(store.after(2, 0, Bound::Now)?, vec![])?;
    equal(seqs(&store.after(2, usize::MAX, Bound::Seq(4))?), vec![3, 4])?;
    equal(store.after(7, 10, Bound::Now)?, vec![])?;
    equal(store.after(u64::MAX, 10, Bound::Now)?, vec![])
}

pub(super) fn unknown_names_give_nothing(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &linked("k1", DAY, Some("p"), Some("f"))?)?;
    equal(store.stream(&provider("nobody")?, Bound::Now)?, vec![])?;
    for name in ["", "nobody", "%", "P"] {
        equal(store.events_of_provider(name, Bound::Now)?, vec![])?;
        equal(store.events_of_facility(name, Bound::Now)?, vec![])?;
        equal(store.providers_at(name, Bound::Now)?, vec![])?;
        equal(store.find(name, name, Bound::Now)?, vec![])?;
        equal(store.search(name, name, 10, Bound::Now)?, vec![])?;
        equal(store.command_by_key(name)?, vec![])?;
        equal(store.meta(name)?, None)?;
    }
    Ok(())
}
