//! Asking as of an earlier moment.

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, linked, note, provider, put, remove, seqs},
};
use crate::{Append, Bound, Head, Store};

fn story() -> Result<Vec<Append>, Failure> {
    let mut story = vec![
        note("k1", DAY, "a", 0)?,
        linked("m1", DAY, Some("b"), Some("f"))?,
        linked("m2", DAY + 5, None, Some("f"))?,
        note("k2", DAY + 5, "a", 1)?,
        linked("m3", DAY + 9, Some("a"), Some("f"))?,
    ];
    let changes = [
        vec![put("npi", "1", "a", true)],
        vec![put("name", "x", "b", false)],
        vec![put("name", "x", "a", false)],
        vec![remove("npi", "1", "a")],
        vec![put("npi", "1", "b", true), remove("name", "x", "b")],
    ];
    for (append, changes) in story.iter_mut().zip(changes) {
        append.index = changes;
    }
    Ok(story)
}

/// Everything that can be asked, in one text.
fn answers(store: &dyn Store, up_to: Bound) -> Result<String, Failure> {
    Ok(format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        store.head(up_to)?,
        store.stream(&provider("a")?, up_to)?,
        store.events_of_provider("a", up_to)?,
        store.events_of_facility("f", up_to)?,
        store.providers(up_to)?,
        store.providers_at("f", up_to)?,
        store.after(0, 100, up_to)?,
        store.find("npi", "1", up_to)?,
        store.find("name", "x", up_to)?,
        store.search("name", "", 10, up_to)?,
    ))
}

pub(super) fn a_bound_answers_as_the_shorter_history_did(make: &mut Make<'_>) -> Result<(), Failure> {
    let story = story()?;
    let mut whole = make();
    for append in &story {
        appended(&mut *whole, append)?;
    }
    let mut shorter = make();
    for (seq, append) in (1..).zip(&story) {
        appended(&mut *shorter, append)?;
        equal(answers(&*whole, Bound::Seq(seq))?, answers(&*shorter, Bound::Now)?)?;
    }
    Ok(())
}

pub(super) fn a_moment_includes_all_events_recorded_at_it(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    for append in &story()? {
        appended(&mut *store, append)?;
    }
    let same = [(-1, 0), (0, 2), (4, 2), (5, 4), (8, 4), (9, 5), (100, 5)];
    for (later, seq) in same {
        let at = Bound::RecordedAt(DAY + later);
        equal(answers(&*store, at)?, answers(&*store, Bound::Seq(seq))?)?;
    }
    Ok(())
}

pub(super) fn a_bound_outside_the_history_is_no_error(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    for bound in [Bound::Seq(0), Bound::Seq(u64::MAX), Bound::RecordedAt(i64::MAX)] {
        equal(store.head(bound)?, Head::EMPTY)?;
    }
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    for bound in [Bound::Seq(0), Bound::RecordedAt(i64::MIN)] {
        equal(store.head(bound)?, Head::EMPTY)?;
        equal(store.providers(bound)?, vec![])?;
    }
    for bound in [Bound::Seq(u64::MAX), Bound::RecordedAt(i64::MAX)] {
        equal(seqs(&store.after(0, 10, bound)?), vec![1])?;
    }
    Ok(())
}
