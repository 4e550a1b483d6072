//! The Merkle tree as a table of complete subtrees, appended to with the events that complete them.

use cred_tlog::{Frontier, NodeId, TreeHash, TreeHead, consistency, inclusion, root};
use rusqlite::{Row, Rows};

use super::{
    append::Written,
    failure::Place,
    read::{Reader, number, tampered},
};
use crate::{Bound, Digest, StoreError, StoredEvent, Tampering, leaf, tree};

/// How many events are read at once when the tree is made again.
const PAGE: usize = 1_000;

/// Adds the subtrees that an event completes.
pub(super) fn grow(writer: &Reader<'_>, event: &StoredEvent) -> Result<(), StoreError> {
    for (id, hash) in tree::completed_by(event, |id| writer.subtree(id))? {
        insert(writer, event.seq, id.level, hash)?;
    }
    Ok(())
}

fn insert(writer: &Reader<'_>, seq: u64, level: u32, hash: TreeHash) -> Result<(), StoreError> {
    writer.run("INSERT INTO tree (seq, level, hash) VALUES (?1, ?2, ?3)", (number(seq), level, hash.0))
}

/// Makes the tree of a store that was begun without one, up to the first gap if there is one: what lies
/// behind a gap has no tree, and no further event can be appended until the history is whole.
pub(super) fn begin(writer: &Reader<'_>) -> Result<(), StoreError> {
    let mut frontier = Frontier::default();
    loop {
        let page: Vec<(i64, Vec<u8>)> = writer.all(
            "SELECT seq, hash FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            (number(frontier.size()), number(PAGE as u64)),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if page.is_empty() {
            return Ok(());
        }
        for (seq, hash) in page {
            let next = frontier.size().saturating_add(1);
            let (true, Ok(hash)) = (seq == number(next), hash.try_into()) else {
                return Ok(());
            };
            for (level, hash) in (1..).zip(frontier.push(leaf(Digest(hash)))) {
                insert(writer, next, level, hash)?;
            }
        }
    }
}

/// Replaces the whole tree by the one the events give.
pub(super) fn replace(writer: &Reader<'_>) -> Result<Written<u64>, StoreError> {
    writer.checked_head()?;
    writer.run("DELETE FROM tree", ())?;
    let (mut last, mut hash) = (0, Digest::ZERO);
    loop {
        let page = writer.after(last, PAGE, Bound::Now)?;
        if page.is_empty() {
            let rows = writer.one("SELECT count(*) FROM tree", (), |row| row.get::<_, i64>(0))?;
            return Ok(Written::Changed(rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0)));
        }
        for event in page {
            if event.prev != hash {
                return Err(tampered(event.seq, Tampering::LinkBroken));
            }
            grow(writer, &event)?;
            (last, hash) = (event.seq, event.hash);
        }
    }
}

impl Reader<'_> {
    pub(super) fn tree(&self, up_to: Bound) -> Result<TreeHead, StoreError> {
        // Subtrees never change: what is appended after the head was read does not matter.
        let size = self.head(up_to)?.seq;
        Ok(TreeHead { size, root: root(size, |id| self.subtree(id))? })
    }

    pub(super) fn prove_inclusion(&self, seq: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        tree::check_size(size, self.head(Bound::Now)?.seq)?;
        inclusion(tree::index(seq, size)?, size, |id| self.subtree(id))
    }

    pub(super) fn prove_consistency(&self, from: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        tree::check_size(size, self.head(Bound::Now)?.seq)?;
        consistency(from, size, |id| self.subtree(id))
    }

    fn subtree(&self, id: NodeId) -> Result<TreeHash, StoreError> {
        let seq = id.completed_at();
        if id.level == 0 {
            let hash = self.one("SELECT hash FROM events WHERE seq = ?1", (number(seq),), |row| row.get(0))?;
            return hash.map(|hash| leaf(Digest(hash))).ok_or_else(|| tampered(seq, Tampering::Missing));
        }
        let select = "SELECT hash FROM tree WHERE seq = ?1 AND level = ?2";
        let hash = self.one(select, (number(seq), id.level), |row| row.get(0))?;
        hash.map(TreeHash).ok_or_else(|| tampered(seq, Tampering::SubtreeMissing))
    }
}

/// The stored tree, walked beside the events.
pub(super) struct StoredTree<'a> {
    rows: Rows<'a>,
    place: &'a Place,
    next: Option<(u64, u32, TreeHash)>,
}

impl<'a> StoredTree<'a> {
    pub(super) const SELECT: &'static str = "SELECT seq, level, hash FROM tree ORDER BY seq, level";

    pub(super) fn new(rows: Rows<'a>, place: &'a Place) -> Result<Self, StoreError> {
        let mut tree = Self { rows, place, next: None };
        tree.advance()?;
        Ok(tree)
    }

    fn advance(&mut self) -> Result<(), StoreError> {
        let row = self.rows.next().map_err(|error| self.place.engine(error))?;
        let read = |row: &Row<'_>| -> rusqlite::Result<_> {
            let seq = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
            Ok((seq, row.get(1)?, TreeHash(row.get(2)?)))
        };
        self.next = row.map(read).transpose().map_err(|error| self.place.engine(error))?;
        Ok(())
    }

    /// Compares the subtrees that end with an event; gives the events at which the stored ones differ.
    pub(super) fn differs_at(&mut self, seq: u64, due: &[TreeHash]) -> Result<Vec<u64>, StoreError> {
        let mut differs = Vec::new();
        let mut due = (1..).zip(due.iter().copied());
        while let Some((found_at, level, hash)) = self.next.filter(|(found_at, ..)| *found_at <= seq) {
            if found_at < seq || due.next() != Some((level, hash)) {
                differs.push(found_at);
            }
            self.advance()?;
        }
        if due.next().is_some() {
            differs.push(seq);
        }
        differs.dedup();
        Ok(differs)
    }
}
