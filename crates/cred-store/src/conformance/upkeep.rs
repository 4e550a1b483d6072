//! Notes, verification, recovery.

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, event, holds, note, provider, put, refused},
};
use crate::{Anchor, Bound, Digest, Finding, StoreError};

pub(super) fn a_note_is_set_once(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    equal(store.meta("clock")?, None)?;
    store.set_meta_once("clock", "simulated")?;
    store.set_meta_once("clock", "simulated")?;
    let changed = refused(store.set_meta_once("clock", "system"))?;
    equal(changed, StoreError::MetaFixed { key: "clock".into(), found: "simulated".into(), given: "system".into() })?;
    equal(store.meta("clock")?, Some("simulated".into()))?;
    holds(matches!(refused(store.set_meta_once("", "x"))?, StoreError::Invalid(_)), "a note has a name")
}

pub(super) fn a_sound_history_verifies(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let mut anchors = vec![store.head(Bound::Now)?.anchor()];
    for version in 0..5 {
        let mut two = note(&format!("k{version}"), DAY, "a", version * 2)?;
        two.events.push(event("a")?);
        appended(&mut *store, &two)?;
        anchors.push(store.head(Bound::Now)?.anchor());
    }
    appended(&mut *store, &note("last", DAY, "b", 0)?)?;
    let report = store.verify(&anchors)?;
    equal(report.findings.clone(), vec![])?;
    equal(report.anchored, anchors)?;
    equal((report.events, report.streams, report.unanchored), (11, 2, 1))?;
    equal(report.head, store.head(Bound::Now)?)?;
    equal(store.verify(&[])?.unanchored, 11)
}

pub(super) fn an_anchor_that_differs_is_reported(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    for seq in [0, 1] {
        let anchor = Anchor { seq, hash: Digest::of(b"another history") };
        equal(store.verify(&[anchor])?.findings, vec![Finding::AnchorDiffers { anchor }])?;
    }
    Ok(())
}

pub(super) fn an_anchor_beyond_the_end_is_reported(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    appended(&mut *store, &note("k1", DAY, "a", 0)?)?;
    let anchor = Anchor { seq: 2, hash: Digest::of(b"lost") };
    let report = store.verify(&[anchor])?;
    equal(report.findings, vec![Finding::AnchorMissing { anchor }])?;
    equal((report.anchored, report.unanchored), (vec![], 1))
}

pub(super) fn recovery_keeps_everything(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    store.set_meta_once("clock", "simulated")?;
    let mut append = note("k1", DAY, "a", 0)?;
    append.index = vec![put("npi", "1", "a", true)];
    let events = appended(&mut *store, &append)?;
    store.recover()?;
    equal(store.stream(&provider("a")?, Bound::Now)?, events)?;
    equal(store.find("npi", "1", Bound::Now)?, vec!["a".to_owned()])?;
    equal(store.meta("clock")?, Some("simulated".into()))?;
    appended(&mut *store, &note("k2", DAY, "a", 1)?)?;
    Ok(())
}
