//! The look-up index.

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, event, filed, holds, note, provider, put, refused, remove},
};
use crate::{Bound, IndexChange, IndexDifference, IndexEntry, Store, StoreError, StoredEvent, Taken};

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn taken(space: &str, key: &str, by: &str) -> StoreError {
    StoreError::Taken(Taken { space: space.into(), key: key.into(), by: by.into() })
}

pub(super) fn a_key_gives_its_targets_in_order(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    for id in ["b", "a", "c"] {
        filed(&mut *store, id, 0, vec![put("name", "smith", id, false)])?;
    }
    // Filing again changes nothing.
    filed(&mut *store, "b", 1, vec![put("name", "smith", "b", false)])?;
    equal(store.find("name", "smith", Bound::Now)?, texts(&["a", "b", "c"]))?;
    equal(store.find("name", "Smith", Bound::Now)?, vec![])?;
    equal(store.find("alias", "smith", Bound::Now)?, vec![])
}

pub(super) fn a_unique_key_has_one_target(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("npi", "1", "a", true)])?;
    for unique in [true, false] {
        let second = filed_refused(&mut *store, "b", vec![put("npi", "1", "b", unique)])?;
        equal(second, taken("npi", "1", "a"))?;
    }
    filed(&mut *store, "a", 1, vec![put("npi", "1", "a", true)])?;
    filed(&mut *store, "b", 0, vec![put("npi", "2", "b", true), put("dea", "1", "b", true)])?;
    equal(store.find("npi", "1", Bound::Now)?, texts(&["a"]))
}

pub(super) fn a_shared_key_cannot_become_unique(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("npi", "1", "a", false)])?;
    filed(&mut *store, "b", 0, vec![put("npi", "1", "b", false)])?;
    let claim = filed_refused(&mut *store, "c", vec![put("npi", "1", "c", true)])?;
    equal(claim, taken("npi", "1", "a"))?;
    let mut claim = note("claim", DAY, "b", 1)?;
    claim.index = vec![put("npi", "1", "b", true)];
    equal(refused(store.append(&claim))?, taken("npi", "1", "a"))?;
    // Once it is alone it can; and then nobody else comes in.
    filed(&mut *store, "a", 1, vec![remove("npi", "1", "a"), put("npi", "1", "b", true)])?;
    let late = filed_refused(&mut *store, "c", vec![put("npi", "1", "c", false)])?;
    equal(late, taken("npi", "1", "b"))
}

pub(super) fn a_removed_key_is_free_again(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("npi", "1", "a", true)])?;
    // Only the one named is taken away.
    filed(&mut *store, "b", 0, vec![remove("npi", "1", "b"), remove("npi", "9", "a")])?;
    equal(store.find("npi", "1", Bound::Now)?, texts(&["a"]))?;
    filed(&mut *store, "a", 1, vec![remove("npi", "1", "a")])?;
    equal(store.find("npi", "1", Bound::Now)?, vec![])?;
    filed(&mut *store, "b", 1, vec![put("npi", "1", "b", true)])?;
    equal(store.find("npi", "1", Bound::Now)?, texts(&["b"]))
}

pub(super) fn changes_of_one_append_apply_in_order(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let (there, gone) = (put("n", "1", "a", true), remove("n", "1", "a"));
    filed(&mut *store, "a", 0, vec![there.clone(), gone.clone()])?;
    equal(store.find("n", "1", Bound::Now)?, vec![])?;
    filed(&mut *store, "a", 1, vec![there.clone(), gone.clone(), there.clone()])?;
    equal(store.find("n", "1", Bound::Now)?, texts(&["a"]))?;
    filed(&mut *store, "a", 2, vec![gone.clone(), there, gone])?;
    equal(store.find("n", "1", Bound::Now)?, vec![])?;
    equal(store.find("n", "1", Bound::Seq(2))?, texts(&["a"]))?;
    let pass = vec![put("n", "2", "a", true), remove("n", "2", "a"), put("n", "2", "b", true)];
    filed(&mut *store, "a", 3, pass)?;
    equal(store.find("n", "2", Bound::Now)?, texts(&["b"]))
}

pub(super) fn a_taken_key_keeps_everything_out(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("npi", "1", "a", true), put("name", "x", "a", false)])?;
    let before = store.head(Bound::Now)?;
    let changes = vec![
        put("name", "y", "b", false),
        remove("name", "x", "a"),
        put("name", "x", "b", false),
        put("npi", "1", "b", true),
    ];
    equal(filed_refused(&mut *store, "b", changes)?, taken("npi", "1", "a"))?;
    equal(store.head(Bound::Now)?, before)?;
    equal(store.stream(&provider("b")?, Bound::Now)?, vec![])?;
    equal(store.find("name", "y", Bound::Now)?, vec![])?;
    equal(store.find("name", "x", Bound::Now)?, texts(&["a"]))
}

pub(super) fn the_index_answers_as_it_did_then(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("npi", "1", "a", true)])?;
    filed(&mut *store, "b", 0, vec![])?;
    filed(&mut *store, "a", 1, vec![remove("npi", "1", "a")])?;
    filed(&mut *store, "b", 1, vec![put("npi", "1", "b", true)])?;
    // A command of two events takes effect at the second.
    let mut back = note("back", DAY, "b", 2)?;
    back.events.push(event("b")?);
    back.index = vec![remove("npi", "1", "b"), put("npi", "1", "a", true)];
    appended(&mut *store, &back)?;
    let then: [&[&str]; 7] = [&[], &["a"], &["a"], &[], &["b"], &["b"], &["a"]];
    for (seq, targets) in (0..).zip(then) {
        equal(store.find("npi", "1", Bound::Seq(seq))?, texts(targets))?;
        let hits = store.search("npi", "1", 9, Bound::Seq(seq))?;
        equal(hits.into_iter().map(|hit| hit.target).collect(), texts(targets))?;
    }
    Ok(())
}

pub(super) fn search_finds_parts_of_keys_as_they_are(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let keys = ["o'neil", "O'NEIL", "100%", "100_", "zo\u{eb}"];
    filed(&mut *store, "a", 0, keys.map(|key| put("name", key, "a", false)).to_vec())?;
    let found = |part: &str| -> Result<Vec<String>, Failure> {
        let hits = store.search("name", part, 10, Bound::Now)?;
        Ok(hits.into_iter().map(|hit| hit.key).collect())
    };
    equal(found("'n")?, texts(&["o'neil"]))?;
    equal(found("%")?, texts(&["100%"]))?;
    equal(found("_")?, texts(&["100_"]))?;
    equal(found("\u{eb}")?, texts(&["zo\u{eb}"]))?;
    equal(found("00")?, texts(&["100%", "100_"]))?;
    equal(found("zoe")?, vec![])?;
    equal(found("")?.len(), keys.len())
}

pub(super) fn search_is_ordered_and_limited(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let entries = [("b", "2"), ("a", "2"), ("b", "1"), ("a", "1"), ("c", "1")];
    let changes = entries.map(|(key, target)| put("name", key, target, false)).to_vec();
    filed(&mut *store, "a", 0, changes)?;
    let entry = |key: &str, target: &str| IndexEntry { key: key.into(), target: target.into() };
    let wanted = vec![entry("a", "1"), entry("a", "2"), entry("b", "1")];
    equal(store.search("name", "", 3, Bound::Now)?, wanted)?;
    equal(store.search("name", "", 0, Bound::Now)?, vec![])?;
    equal(store.search("name", "", usize::MAX, Bound::Now)?.len(), 5)
}

/// Files each provider under its id; the third event of a stream takes it away again.
fn derive(event: &StoredEvent) -> Vec<IndexChange> {
    let id = event.stream.id();
    match event.version {
        1 => vec![put("id", id, id, true)],
        3 => vec![remove("id", id, id)],
        _ => vec![],
    }
}

fn derivable(make: &mut Make<'_>) -> Result<Box<dyn Store>, Failure> {
    let mut store = make();
    filed(&mut *store, "a", 0, vec![put("id", "a", "a", true)])?;
    filed(&mut *store, "b", 0, vec![put("id", "b", "b", true)])?;
    // A whole life in one command leaves no trace.
    let mut short = note("short", DAY, "c", 0)?;
    short.events.extend([event("c")?, event("c")?]);
    appended(&mut *store, &short)?;
    let mut rest = note("rest", DAY, "b", 1)?;
    rest.events.push(event("b")?);
    rest.index = vec![remove("id", "b", "b")];
    appended(&mut *store, &rest)?;
    Ok(store)
}

pub(super) fn a_derived_index_agrees_with_the_appended_one(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = derivable(make)?;
    equal(store.check_index(&mut derive)?, vec![])?;
    filed(&mut *store, "a", 1, vec![put("stray", "x", "a", false)])?;
    let differences = store.check_index(&mut derive)?;
    holds(
        matches!(differences.as_slice(), [IndexDifference::Extra(row)] if row.space == "stray"),
        "an entry no event gives is named",
    )?;
    let differences = store.check_index(&mut |_| vec![put("all", "k", "a", false)])?;
    holds(
        differences.iter().any(|difference| matches!(difference, IndexDifference::Missing(_))),
        "an entry the index lacks is named",
    )
}

pub(super) fn a_rebuilt_index_answers_alike(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = derivable(make)?;
    filed(&mut *store, "a", 1, vec![put("stray", "x", "a", false)])?;
    equal(store.rebuild_index(&mut derive)?, 2)?;
    equal(store.check_index(&mut derive)?, vec![])?;
    equal(store.find("stray", "x", Bound::Now)?, vec![])?;
    equal(store.find("id", "a", Bound::Now)?, texts(&["a"]))?;
    equal(store.find("id", "b", Bound::Now)?, vec![])?;
    equal(store.find("id", "b", Bound::Seq(6))?, texts(&["b"]))?;
    // It is a working index, not a copy.
    equal(filed_refused(&mut *store, "d", vec![put("id", "a", "d", true)])?, taken("id", "a", "a"))
}

pub(super) fn a_contradictory_rebuild_leaves_the_index(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = derivable(make)?;
    let mut clash = |event: &StoredEvent| vec![put("id", "same", event.stream.id(), true)];
    equal(refused(store.rebuild_index(&mut clash))?, taken("id", "same", "a"))?;
    equal(store.check_index(&mut derive)?, vec![])
}

fn filed_refused(store: &mut dyn Store, id: &str, index: Vec<IndexChange>) -> Result<StoreError, Failure> {
    let mut append = note("refused", DAY, id, 0)?;
    append.index = index;
    refused(store.append(&append))
}
