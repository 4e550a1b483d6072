//! The look-up index: which target was filed under which key, and from when to when.
//!
//! [`LookupIndex`] is the whole of it in memory. It is what [`MemoryStore`](crate::MemoryStore)
//! answers from, and what a stored index is compared with.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{IndexChange, StoreError, StoredEvent, Taken, store::Derive};

/// A hit of a search in the index.
///
/// `Debug` does not show the key: it may be a licence number.
#[derive(Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// The key.
    pub key: String,
    /// What is filed under it.
    pub target: String,
}

impl fmt::Debug for IndexEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexEntry").field("target", &self.target).finish_non_exhaustive()
    }
}

/// One row of the index: a target filed under a key for a stretch of the history.
///
/// `Debug` does not show the key: it may be a licence number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexRow {
    /// The kind of key.
    pub space: String,
    /// The key.
    pub key: String,
    /// What is filed.
    pub target: String,
    /// Whether the key belongs to this target alone.
    pub unique: bool,
    /// The event from which on the entry holds (inclusive).
    pub from: u64,
    /// The event from which on it no longer holds (exclusive end); `None` while it holds.
    pub to: Option<u64>,
}

impl fmt::Debug for IndexRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexRow")
            .field("space", &self.space)
            .field("target", &self.target)
            .field("unique", &self.unique)
            .field("from", &self.from)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// A row in which the stored index and the events disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexDifference {
    /// The events give this row; the index lacks it.
    Missing(IndexRow),
    /// The index has this row; the events do not give it.
    Extra(IndexRow),
}

#[derive(Debug, Clone)]
struct Filed {
    target: String,
    unique: bool,
    from: u64,
    to: Option<u64>,
}

impl Filed {
    fn holds_at(&self, seq: u64) -> bool {
        self.from <= seq && self.to.is_none_or(|to| seq < to)
    }
}

/// Space, then key, then everything ever filed there.
#[derive(Debug, Default)]
pub(crate) struct LookupIndex {
    spaces: BTreeMap<String, BTreeMap<String, Vec<Filed>>>,
}

impl LookupIndex {
    /// Makes all changes at one position, or none.
    pub(crate) fn apply(&mut self, changes: &[IndexChange], at: u64) -> Result<(), Taken> {
        let mut before = Vec::new();
        for change in changes {
            let (IndexChange::Put { space, key, .. } | IndexChange::Remove { space, key, .. }) = change;
            let filed = self.spaces.entry(space.clone()).or_default().entry(key.clone()).or_default();
            before.push((space, key, filed.clone()));
            if let Err(taken) = change_filed(filed, change, at) {
                for (space, key, filed) in before.into_iter().rev() {
                    if let Some(keys) = self.spaces.get_mut(space) {
                        keys.insert(key.clone(), filed);
                    }
                }
                return Err(taken);
            }
        }
        Ok(())
    }

    pub(crate) fn find(&self, space: &str, key: &str, seq: u64) -> Vec<String> {
        let filed = self.spaces.get(space).and_then(|keys| keys.get(key));
        filed.map(|filed| targets_at(filed, seq)).unwrap_or_default()
    }

    pub(crate) fn search(&self, space: &str, contains: &str, limit: usize, seq: u64) -> Vec<IndexEntry> {
        let keys = self.spaces.get(space).into_iter().flatten();
        keys.filter(|(key, _)| key.contains(contains))
            .flat_map(|(key, filed)| {
                let targets = targets_at(filed, seq).into_iter();
                targets.map(|target| IndexEntry { key: key.clone(), target })
            })
            .take(limit)
            .collect()
    }

    pub(crate) fn rows(&self) -> Vec<IndexRow> {
        let mut rows = Vec::new();
        for (space, keys) in &self.spaces {
            for (key, filed) in keys {
                rows.extend(filed.iter().map(|filed| IndexRow {
                    space: space.clone(),
                    key: key.clone(),
                    target: filed.target.clone(),
                    unique: filed.unique,
                    from: filed.from,
                    to: filed.to,
                }));
            }
        }
        rows
    }

    /// Builds the index the events give, reading them page by page.
    pub(crate) fn derived(
        after: impl Fn(u64, usize) -> Result<Vec<StoredEvent>, StoreError>,
        derive: &mut Derive<'_>,
    ) -> Result<Self, StoreError> {
        const PAGE: usize = 1000;
        let mut index = Self::default();
        let mut command: Option<(StoredEvent, Vec<IndexChange>)> = None;
        let mut seq = 0;
        loop {
            let page = after(seq, PAGE)?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for event in page {
                let changes = derive(&event);
                command = match command.take() {
                    Some((earlier, mut collected)) if earlier.key == event.key => {
                        collected.extend(changes);
                        Some((event, collected))
                    }
                    Some((last, collected)) => {
                        index.apply(&collected, last.seq)?;
                        Some((event, changes))
                    }
                    None => Some((event, changes)),
                };
            }
        }
        if let Some((last, collected)) = command {
            index.apply(&collected, last.seq)?;
        }
        Ok(index)
    }
}

/// Lists in which rows two indexes disagree.
pub(crate) fn differences(stored: Vec<IndexRow>, derived: Vec<IndexRow>) -> Vec<IndexDifference> {
    let stored: BTreeSet<_> = stored.into_iter().collect();
    let derived: BTreeSet<_> = derived.into_iter().collect();
    let missing = derived.difference(&stored).cloned().map(IndexDifference::Missing);
    let extra = stored.difference(&derived).cloned().map(IndexDifference::Extra);
    missing.chain(extra).collect()
}

fn targets_at(filed: &[Filed], seq: u64) -> Vec<String> {
    let holding = filed.iter().filter(|filed| filed.holds_at(seq));
    let mut targets: Vec<_> = holding.map(|filed| filed.target.clone()).collect();
    targets.sort_unstable();
    targets
}

fn change_filed(filed: &mut Vec<Filed>, change: &IndexChange, at: u64) -> Result<(), Taken> {
    match change {
        IndexChange::Remove { target, .. } => close(filed, target, at),
        IndexChange::Put { space, key, target, unique } => {
            let open = filed.iter().filter(|filed| filed.to.is_none());
            let others = open.filter(|filed| filed.target != *target);
            let claims = others.filter(|other| *unique || other.unique);
            if let Some(by) = claims.map(|other| &other.target).min() {
                let (space, key, by) = (space.clone(), key.clone(), by.clone());
                return Err(Taken { space, key, by });
            }
            let same = filed.iter().find(|filed| filed.to.is_none() && filed.target == *target);
            if same.is_some_and(|same| same.unique == *unique) {
                return Ok(());
            }
            close(filed, target, at);
            filed.push(Filed { target: target.clone(), unique: *unique, from: at, to: None });
        }
    }
    Ok(())
}

/// Ends the open entry of a target; one that began at the same position never was.
fn close(filed: &mut Vec<Filed>, target: &str, at: u64) {
    filed.retain(|filed| !(filed.to.is_none() && filed.target == target && filed.from == at));
    for open in filed.iter_mut().filter(|filed| filed.to.is_none() && filed.target == target) {
        open.to = Some(at);
    }
}
