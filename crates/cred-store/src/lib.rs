//! An append-only, hash-linked history of events: one interface, several engines.
//!
//! The store knows bytes and positions, never the domain. An event is a JSON text with a type, a
//! stream and two optional links (which provider, which facility it concerns); what the text means
//! is the caller's affair. In return the store keeps five promises:
//!
//! * **Nothing is ever changed.** Events are appended; there is no way to update or delete one.
//! * **One winner.** Every append names the versions it was decided on ([`Append::expect`]); if one
//!   of those streams has moved on, the whole append is refused with [`StoreError::Conflict`].
//! * **Exactly once.** Every append carries an idempotency key. The same key with the same request
//!   gives the earlier events back ([`Outcome::Replayed`]); with another request it is refused.
//! * **As known then.** Every read takes a [`Bound`], so a question can be asked as it would have
//!   been answered at an earlier moment. A bound is also a stable snapshot: take the head once, ask
//!   everything up to it.
//! * **Altering shows.** Every event is linked to the one before by a hash over all of its columns.
//!   Reads check the rows they return; [`Store::verify`] checks everything.
//!
//! # What the chain cannot show
//!
//! The chain proves that what is there belongs together. It cannot prove that it is all there ever
//! was. Someone who can write to the storage and knows this format can
//!
//! * cut events off the end and set the head record back,
//! * rewrite everything from some event on, with fresh, valid hashes, or
//! * append events of their own making.
//!
//! None of it shows in a history looked at by itself. The first two show as soon as
//! [`Store::verify_against`] is given an [`Anchor`] — a `(seq, hash)` noted earlier and kept out of
//! that person's reach — or the root of the Merkle tree at some size: a cut if it goes below, a rewrite
//! if it begins at or before. The events after the newest of them are the blind spot;
//! [`VerifyReport::unanchored`] counts them.
//! Forged events at the end look like any others: the chain says what was recorded and in which
//! order, not that it was recorded rightly.
//!
//! # The tree
//!
//! Over the same hashes stands the Merkle tree of RFC 6962 ([`leaf`] says what its leaves are). The
//! chain needs the whole history to be checked; with the tree, someone who holds nothing but a root
//! noted earlier can be shown that an event is in the history ([`Store::prove_inclusion`]) or that the
//! history has only grown since ([`Store::prove_consistency`]). Such proofs are checked with the crate
//! `cred-tlog`, without a database. Complete subtrees are stored in the transaction of the event that
//! completes them; they are derived from the events, compared by [`Store::verify`] and made again by
//! [`Store::rebuild_tree`].
//!
//! Two things lie outside the chain altogether. The look-up index is derived data: treat what
//! [`Store::find`] says as a hint to be confirmed against the events, check it with
//! [`Store::check_index`] and replace it with [`Store::rebuild_index`]. The notes kept by
//! [`Store::set_meta_once`] can be altered by whoever can write to the storage; a fact that matters
//! belongs in an event.
//!
//! # Engines
//!
//! [`MemoryStore`] holds a history for as long as the value lives. [`SqliteStore`] keeps it in one
//! file. Any engine has to pass the suite in `conformance` (behind the feature of that name).

pub use append::{Append, CommandStamp, IndexChange, Outcome};
pub use digest::{Digest, DigestParseError};
pub use error::{InvalidInput, StorageProblem, StoreError, Taken, Tampering};
pub use event::{Anchor, Bound, Head, NewEvent, StoredEvent, StreamId};
pub use lookup::{IndexDifference, IndexEntry, IndexRow};
pub use memory::MemoryStore;
pub use sqlite::{OpenMode, OpenOptions, SqliteStore};
pub use store::{Derive, Store};
pub use tree::leaf;
pub use verify::{Finding, MAX_FINDINGS, VerifyReport};

pub mod artefacts;

mod store;

mod append;
mod event;

mod digest;
mod hash;
mod tree;

mod error;
mod lookup;
mod verify;

mod memory;
mod sqlite;

#[cfg(feature = "conformance")]
pub mod conformance;
