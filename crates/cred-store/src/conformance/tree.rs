//! The Merkle tree over the history, held against the recursive definition of RFC 6962.

use cred_tlog::{OutsideTree, TreeHash, TreeHead, verify_consistency, verify_inclusion};

use super::{
    Failure, Make,
    sample::{DAY, appended, equal, event, holds, note, refused},
};
use crate::{Bound, Finding, Store, StoreError, StoredEvent, leaf};

/// How many events the cases go through: past two powers of two.
const EVENTS: u64 = 19;

/// A history appended one and two events at a time, with its events.
fn history(store: &mut dyn Store) -> Result<Vec<StoredEvent>, Failure> {
    let mut events = Vec::new();
    let mut version = 0;
    while version < EVENTS {
        let mut append = note(&format!("k{version}"), DAY, "a", version)?;
        if version % 3 == 1 && version + 1 < EVENTS {
            append.events.push(event("a")?);
        }
        events.extend(appended(store, &append)?);
        version = store.head(Bound::Now)?.seq;
    }
    Ok(events)
}

/// `MTH` of RFC 6962, from all the leaves.
fn naive_root(leaves: &[TreeHash]) -> TreeHash {
    match leaves {
        [] => TreeHash::empty(),
        [leaf] => *leaf,
        leaves => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            TreeHash::node(naive_root(left), naive_root(right))
        }
    }
}

fn naive_trees(events: &[StoredEvent]) -> Vec<TreeHead> {
    let leaves: Vec<TreeHash> = events.iter().map(|event| leaf(event.computed_hash())).collect();
    let trees = (0..=leaves.len())
        .zip(0..)
        .map(|(n, size)| TreeHead { size, root: naive_root(leaves.get(..n).unwrap_or_default()) });
    trees.collect()
}

pub(super) fn an_empty_store_has_the_empty_tree(make: &mut Make<'_>) -> Result<(), Failure> {
    let store = make();
    let empty = TreeHead { size: 0, root: TreeHash::empty() };
    equal(store.tree(Bound::Now)?, empty)?;
    let report = store.verify_against(&[], &[empty])?;
    equal((report.tree, report.consistent, report.findings), (Some(empty), vec![empty], vec![]))
}

pub(super) fn the_tree_at_every_size_is_the_defined_one(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let trees = naive_trees(&history(&mut *store)?);
    for tree in &trees {
        equal(store.tree(Bound::Seq(tree.size))?, *tree)?;
    }
    equal(Some(&store.tree(Bound::Now)?), trees.last())?;
    equal(store.tree(Bound::RecordedAt(DAY - 1))?.size, 0)?;
    let report = store.verify_against(&[], &trees)?;
    equal((report.findings, report.unanchored), (vec![], 0))?;
    equal((report.tree.as_ref(), &report.consistent), (trees.last(), &trees))
}

pub(super) fn every_event_is_proven_in_every_tree_that_has_it(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let events = history(&mut *store)?;
    for tree in naive_trees(&events) {
        for (event, index) in events.iter().zip(0..tree.size) {
            let proof = store.prove_inclusion(event.seq, tree.size)?;
            let proven = verify_inclusion(leaf(event.computed_hash()), index, &tree, &proof);
            equal(proven, Ok(()))?;
        }
    }
    Ok(())
}

pub(super) fn every_tree_is_proven_the_beginning_of_every_later_one(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    let trees = naive_trees(&history(&mut *store)?);
    for newer in &trees {
        for older in trees.iter().filter(|older| 0 < older.size && older.size <= newer.size) {
            let proof = store.prove_consistency(older.size, newer.size)?;
            equal(verify_consistency(older, newer, &proof), Ok(()))?;
        }
    }
    Ok(())
}

pub(super) fn nothing_is_proven_outside_of_the_history(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    history(&mut *store)?;
    let outside = |wanted, size| StoreError::Outside(OutsideTree { wanted, size });
    equal(refused(store.prove_inclusion(1, EVENTS + 1))?, outside(EVENTS + 1, EVENTS))?;
    equal(refused(store.prove_inclusion(8, 7))?, outside(8, 7))?;
    equal(refused(store.prove_inclusion(0, 7))?, outside(0, 7))?;
    equal(refused(store.prove_inclusion(u64::MAX, 7))?, outside(u64::MAX, 7))?;
    equal(refused(store.prove_consistency(7, EVENTS + 1))?, outside(EVENTS + 1, EVENTS))?;
    equal(refused(store.prove_consistency(8, 7))?, outside(8, 7))?;
    equal(refused(store.prove_consistency(0, 7))?, outside(0, 7))
}

pub(super) fn a_refused_append_leaves_the_tree(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    history(&mut *store)?;
    let before = store.tree(Bound::Now)?;
    refused(store.append(&note("late", DAY, "a", 3)?))?;
    equal(store.tree(Bound::Now)?, before)?;
    appended(&mut *store, &note("k", DAY, "a", EVENTS)?)?;
    equal(store.tree(Bound::Seq(EVENTS))?, before)?;
    holds(store.verify_against(&[], &[before])?.is_sound(), "the history is sound")
}

pub(super) fn a_tree_that_differs_is_reported(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    history(&mut *store)?;
    for size in [0, 1, 7, EVENTS] {
        let tree = TreeHead { size, root: TreeHash::leaf(b"another history") };
        let report = store.verify_against(&[], &[tree])?;
        equal((report.findings, report.consistent), (vec![Finding::RootDiffers { tree }], vec![]))?;
    }
    let tree = TreeHead { size: EVENTS + 1, root: TreeHash::leaf(b"lost") };
    let report = store.verify_against(&[], &[tree])?;
    equal((report.findings, report.unanchored), (vec![Finding::RootMissing { tree }], EVENTS))
}

pub(super) fn a_rebuilt_tree_answers_alike(make: &mut Make<'_>) -> Result<(), Failure> {
    let mut store = make();
    equal(store.rebuild_tree()?, 0)?;
    history(&mut *store)?;
    let (tree, proof) = (store.tree(Bound::Now)?, store.prove_inclusion(5, EVENTS)?);
    // Of n leaves, all but one for every bit set in n are paired with another subtree.
    equal(store.rebuild_tree()?, EVENTS - u64::from(EVENTS.count_ones()))?;
    equal((store.tree(Bound::Now)?, store.prove_inclusion(5, EVENTS)?), (tree, proof))?;
    appended(&mut *store, &note("k", DAY, "a", EVENTS)?)?;
    holds(store.verify_against(&[], &[tree])?.is_sound(), "the history is sound")
}
