//! The Merkle tree over the history: which leaf stands for an event.

use cred_tlog::{NodeId, OutsideTree, TreeHash, completed};

use crate::{Digest, StoreError, StoredEvent};

/// The leaf that stands for an event with this hash.
///
/// The leaf's data are the 32 bytes of the event's hash as they are, and nothing else; the leaf of the
/// event at position `seq` has the index `seq - 1`. By RFC 6962 its hash is SHA-256 over 33 bytes: the
/// byte 0, then those 32. The event's hash covers every column, its position and the hash of the event
/// before it, so that a leaf cannot stand for anything else.
#[must_use]
pub fn leaf(event_hash: Digest) -> TreeHash {
    TreeHash::leaf(&event_hash.0)
}

/// The subtrees, of level 1 and up, that an event completes; `subtree` gives those already stored.
pub(crate) fn completed_by(
    event: &StoredEvent,
    mut subtree: impl FnMut(NodeId) -> Result<TreeHash, StoreError>,
) -> Result<Vec<(NodeId, TreeHash)>, StoreError> {
    let index = event.seq.saturating_sub(1);
    let done = completed(index, event.leaf(), |id| match id.level {
        // The leaf to the left is that of the event before, whose hash every event carries.
        0 => Ok(leaf(event.prev)),
        _ => subtree(id),
    })?;
    Ok((1..).map(|level| NodeId { level, index: index >> level }).zip(done).collect())
}

/// Refuses a size beyond the history.
pub(crate) fn check_size(size: u64, last: u64) -> Result<(), StoreError> {
    if size > last { Err(OutsideTree { wanted: size, size: last }.into()) } else { Ok(()) }
}

/// The index of an event's leaf; no event is at position 0.
pub(crate) fn index(seq: u64, size: u64) -> Result<u64, StoreError> {
    seq.checked_sub(1).ok_or_else(|| OutsideTree { wanted: 0, size }.into())
}
