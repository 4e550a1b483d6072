//! The tree: roots and proofs from complete subtrees, by the recursive definitions of RFC 6962.
//!
//! A *complete subtree* covers `2^level` leaves and begins at a multiple of that number. It never
//! changes once its last leaf is there, which is why an append-only store can keep them: with them, the
//! root of any size and any proof need about `log2(size)` of them.

use crate::TreeHash;

/// A tree at a size: what a checkpoint states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TreeHead {
    /// The number of leaves.
    pub size: u64,
    /// The root over them; [`TreeHash::empty`] if there are none.
    pub root: TreeHash,
}

/// Names a complete subtree; level 0 is the leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// The subtree has `2^level` leaves; at most 63.
    pub level: u32,
    /// Its place among the subtrees of its level, from 0.
    pub index: u64,
}

impl NodeId {
    /// The size of the smallest tree that has this subtree complete: the end of its leaves (exclusive).
    #[must_use]
    pub fn completed_at(self) -> u64 {
        self.index.saturating_add(1).checked_shl(self.level).unwrap_or(u64::MAX)
    }
}

/// Something was asked of a tree that it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} lies outside of what a log of {size} entries can prove; ask for 1 to {size}")]
pub struct OutsideTree {
    /// The number of the entry, from 1, or the size asked for.
    pub wanted: u64,
    /// The size of the tree.
    pub size: u64,
}

/// The right edge of a growing tree: the roots of the complete subtrees it falls into, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; gives the subtrees it completes, of level 1 and up.
    pub fn push(&mut self, leaf: TreeHash) -> Vec<TreeHash> {
        let (mut hash, mut rest, mut done) = (leaf, self.size, Vec::new());
        while rest & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = TreeHash::node(left, hash);
            done.push(hash);
            rest >>= 1;
        }
        self.peaks.push(hash);
        self.size = self.size.saturating_add(1);
        done
    }

    /// The tree so far.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        let root = self.peaks.iter().rev().copied().reduce(|right, left| TreeHash::node(left, right));
        TreeHead { size: self.size, root: root.unwrap_or_else(TreeHash::empty) }
    }
}

/// Gives the subtrees that a new leaf completes, of level 1 and up, reading the left neighbours of
/// those on the way: on average one per leaf.
///
/// # Errors
///
/// What `node` fails with.
pub fn completed<E>(
    index: u64,
    leaf: TreeHash,
    mut node: impl FnMut(NodeId) -> Result<TreeHash, E>,
) -> Result<Vec<TreeHash>, E> {
    let (mut hash, mut index, mut level, mut done) = (leaf, index, 0, Vec::new());
    while index & 1 == 1 {
        hash = TreeHash::node(node(NodeId { level, index: index - 1 })?, hash);
        done.push(hash);
        (index, level) = (index >> 1, level + 1);
    }
    Ok(done)
}

/// The root of the tree of a size: `MTH` of RFC 6962.
///
/// `node` gives complete subtrees; it is asked only for those within the size.
///
/// # Errors
///
/// What `node` fails with.
pub fn root<E>(size: u64, mut node: impl FnMut(NodeId) -> Result<TreeHash, E>) -> Result<TreeHash, E> {
    if size == 0 {
        return Ok(TreeHash::empty());
    }
    subtree(0, size, &mut node)
}

/// Proves that a leaf is in the tree of a size: `PATH` of RFC 6962, the leaf's neighbour first.
///
/// # Errors
///
/// [`OutsideTree`] if the tree has no such leaf; what `node` fails with.
pub fn inclusion<E: From<OutsideTree>>(
    index: u64,
    size: u64,
    mut node: impl FnMut(NodeId) -> Result<TreeHash, E>,
) -> Result<Vec<TreeHash>, E> {
    if index >= size {
        return Err(OutsideTree { wanted: index.saturating_add(1), size }.into());
    }
    let (mut start, mut end, mut away) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            away.push((middle, end));
            end = middle;
        } else {
            away.push((start, middle));
            start = middle;
        }
    }
    away.into_iter().rev().map(|(start, end)| subtree(start, end, &mut node)).collect()
}

/// Proves that the tree of one size is the beginning of that of another: `PROOF` of RFC 6962. Empty if
/// the sizes are the same.
///
/// # Errors
///
/// [`OutsideTree`] if `from` is 0, of which there is nothing to prove, or more than `size`; what `node`
/// fails with.
pub fn consistency<E: From<OutsideTree>>(
    from: u64,
    size: u64,
    mut node: impl FnMut(NodeId) -> Result<TreeHash, E>,
) -> Result<Vec<TreeHash>, E> {
    if from == 0 || from > size {
        return Err(OutsideTree { wanted: from, size }.into());
    }
    // Down to the subtree at which the older tree ends; `whole` while that is the older tree itself,
    // whose root the checker already has.
    let (mut start, mut end, mut whole, mut away) = (0, size, true, Vec::new());
    while from < end {
        let middle = start + split(end - start);
        if from <= middle {
            away.push((middle, end));
            end = middle;
        } else {
            away.push((start, middle));
            (start, whole) = (middle, false);
        }
    }
    if !whole {
        away.push((start, end));
    }
    away.into_iter().rev().map(|(start, end)| subtree(start, end, &mut node)).collect()
}

/// The largest power of two below a length of 2 or more.
fn split(length: u64) -> u64 {
    1 << length.saturating_sub(1).checked_ilog2().unwrap_or(0)
}

/// The hash over the leaves from `start` to `end` (exclusive), a range that splitting has led to.
fn subtree<E>(start: u64, end: u64, node: &mut impl FnMut(NodeId) -> Result<TreeHash, E>) -> Result<TreeHash, E> {
    let length = end - start;
    if length.is_power_of_two() {
        let level = length.trailing_zeros();
        return node(NodeId { level, index: start >> level });
    }
    let middle = start + split(length);
    Ok(TreeHash::node(subtree(start, middle, node)?, subtree(middle, end, node)?))
}
