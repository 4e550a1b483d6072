//! Checking proofs, by the iterative procedures of RFC 9162. Any input is allowed: it may come from
//! someone who wants the check to fail open.

use crate::{TreeHash, TreeHead};

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf or the older size is not within the tree.
    #[error("the proof is about something outside of the tree; ask for one of the right sizes")]
    Outside,
    /// The proof has more or fewer hashes than one for these sizes.
    #[error("the proof has {found} hashes, which is not what these sizes need; ask for one of the right sizes")]
    Length {
        /// The hashes it has.
        found: usize,
    },
    /// The hashes do not lead to the older root.
    #[error("the proof does not lead to the older root: the log was rewritten, or the proof is of another log")]
    OlderRoot,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root: it is of another log, another entry, or was altered")]
    Root,
}

/// Checks that a leaf is the one with this index in the tree.
///
/// # Errors
///
/// [`ProofError`] if that is not proven.
pub fn verify_inclusion(leaf: TreeHash, index: u64, tree: &TreeHead, proof: &[TreeHash]) -> Result<(), ProofError> {
    if index >= tree.size {
        return Err(ProofError::Outside);
    }
    let mut climb = Climb::new(index, tree.size);
    let mut hash = leaf;
    for sibling in proof {
        match climb.step().ok_or(ProofError::Length { found: proof.len() })? {
            Side::Left => hash = TreeHash::node(*sibling, hash),
            Side::Right => hash = TreeHash::node(hash, *sibling),
        }
    }
    if !climb.is_at_the_top() {
        return Err(ProofError::Length { found: proof.len() });
    }
    if hash == tree.root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the older tree is the beginning of the newer one.
///
/// An older tree without leaves proves nothing and is refused.
///
/// # Errors
///
/// [`ProofError`] if that is not proven.
pub fn verify_consistency(older: &TreeHead, newer: &TreeHead, proof: &[TreeHash]) -> Result<(), ProofError> {
    if older.size == 0 || older.size > newer.size {
        return Err(ProofError::Outside);
    }
    let wrong_length = ProofError::Length { found: proof.len() };
    if older.size == newer.size {
        return match proof {
            [] if older.root == newer.root => Ok(()),
            [] => Err(ProofError::OlderRoot),
            [..] => Err(wrong_length),
        };
    }
    // Where the older tree is one complete subtree, its root is the start and not repeated.
    let (start, siblings) = match proof {
        siblings if older.size.is_power_of_two() => (older.root, siblings),
        [start, siblings @ ..] => (*start, siblings),
        [] => return Err(wrong_length),
    };
    let mut climb = Climb::new(older.size - 1, newer.size);
    climb.skip_right_edges();
    let (mut old, mut new) = (start, start);
    for sibling in siblings {
        match climb.step().ok_or(wrong_length)? {
            Side::Left => {
                old = TreeHash::node(*sibling, old);
                new = TreeHash::node(*sibling, new);
            }
            Side::Right => new = TreeHash::node(new, *sibling),
        }
    }
    if !climb.is_at_the_top() {
        return Err(wrong_length);
    }
    if old != older.root {
        return Err(ProofError::OlderRoot);
    }
    if new == newer.root { Ok(()) } else { Err(ProofError::Root) }
}

/// On which side the next sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: `fn` and `sn` of RFC 9162.
struct Climb {
    at: u64,
    last: u64,
}

impl Climb {
    fn new(index: u64, size: u64) -> Self {
        Self { at: index, last: size.saturating_sub(1) }
    }

    fn is_at_the_top(&self) -> bool {
        self.last == 0
    }

    fn up(&mut self) {
        (self.at, self.last) = (self.at >> 1, self.last >> 1);
    }

    /// Goes up as long as the node is the right one of a pair.
    fn skip_right_edges(&mut self) {
        while self.at & 1 == 1 {
            self.up();
        }
    }

    /// Takes one sibling; `None` if there is none left to take.
    fn step(&mut self) -> Option<Side> {
        if self.is_at_the_top() {
            return None;
        }
        let side = if self.at & 1 == 1 || self.at == self.last {
            // The last node of a level without a partner goes up as it is.
            while self.at & 1 == 0 && self.at != 0 {
                self.up();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.up();
        Some(side)
    }
}
