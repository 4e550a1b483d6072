//! A transparency log's mathematics: what is needed to say, prove and check what a log contains.
//!
//! Everything here is a function of its arguments: no input or output, no clock, no random numbers, no
//! database. Whoever holds a checkpoint can check a proof with this crate alone.
//!
//! * [`Frontier`], [`root`], [`inclusion`], [`consistency`] make roots and proofs of the Merkle tree of
//!   RFC 6962, section 2.1, from leaves or from stored complete subtrees.
//! * [`verify_inclusion`] and [`verify_consistency`] check proofs; they are written after RFC 9162,
//!   sections 2.1.3.2 and 2.1.4.2, and share no code with the functions that make them.
//! * [`Note`], [`SigningKey`] and [`VerifierKey`] are the signed notes of C2SP `signed-note`;
//!   [`Checkpoint`] and [`SignedCheckpoint`] are those of C2SP `tlog-checkpoint`, and cosignatures by
//!   witnesses those of `tlog-cosignature` (Ed25519).
//!
//! Indexes of leaves are counted from 0, sizes count leaves, and the tree of size `n` has the leaves 0
//! to `n` (exclusive).

pub use checkpoint::{Checkpoint, SignedCheckpoint, SignedCheckpointError, Signer};
pub use hash::{TreeHash, TreeHashParseError};
pub use key::{KeyError, KeyKind, SigningKey, VerifierKey};
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, SignatureLine};
pub use tree::{Frontier, NodeId, OutsideTree, TreeHead, completed, consistency, inclusion, root};
pub use verify::{ProofError, verify_consistency, verify_inclusion};

mod hash;

mod tree;
mod verify;

mod key;
mod note;

mod checkpoint;
