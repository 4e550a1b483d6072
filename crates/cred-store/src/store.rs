//! The interface every engine offers.

use cred_tlog::{TreeHash, TreeHead};

use crate::{
    Anchor, Append, Bound, Head, IndexChange, IndexDifference, IndexEntry, Outcome, StoreError, StoredEvent, StreamId,
    VerifyReport,
};

/// Says which look-up entries an event puts or removes.
///
/// It must depend on the event alone, so that replaying the history gives the same index each time.
pub type Derive<'a> = dyn FnMut(&StoredEvent) -> Vec<IndexChange> + 'a;

/// An append-only, hash-linked history of events.
///
/// All positions are counted from 1 and have no gaps: `seq` over the whole history, `version` within
/// a stream. All times are microseconds since 1970-01-01 00:00 UTC. A [`Bound`] includes its end.
///
/// A read checks every row it returns and answers [`StoreError::Tampered`] rather than hand out a
/// row that does not carry its own hash. A stream read and [`Store::after`] also notice missing rows.
/// The other reads cannot: that is what [`Store::verify`] is for.
pub trait Store: Send {
    /// Appends the events of one command, all of them or none.
    ///
    /// Checked in this order: the shape of the append; the idempotency key (an earlier command with
    /// the same key and request is answered with [`Outcome::Replayed`] whatever has happened since);
    /// the clock; the expected versions; the look-up index. An append without events writes nothing,
    /// not even its key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Invalid`], [`StoreError::KeyReused`], [`StoreError::ClockBehind`],
    /// [`StoreError::Conflict`], [`StoreError::Taken`]: nothing was written.
    /// [`StoreError::Storage`]: nothing was written, unless the problem says that the outcome is
    /// unknown; in both cases repeating the append with the same key is safe.
    fn append(&mut self, append: &Append) -> Result<Outcome, StoreError>;

    /// Reads the events of one stream in order; empty if the stream does not exist.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if a row is altered or a version is missing.
    fn stream(&self, stream: &StreamId, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError>;

    /// Reads all events linked to a provider, in the order of the history.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if a row is altered.
    fn events_of_provider(&self, provider: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError>;

    /// Reads the events linked to a facility and to no provider: the facility's own streams.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if a row is altered.
    fn events_of_facility(&self, facility: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError>;

    /// Lists the distinct providers any event is linked to, in ascending byte order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if the event that brings a provider in is altered.
    fn providers(&self, up_to: Bound) -> Result<Vec<String>, StoreError>;

    /// Lists the distinct providers with an event linked to this facility, in ascending byte order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if the event that brings a provider in is altered.
    fn providers_at(&self, facility: &str, up_to: Bound) -> Result<Vec<String>, StoreError>;

    /// Reads at most `limit` events that come after `seq` (exclusive; 0 reads from the start).
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if a row is altered, missing or not linked to the one before it.
    fn after(&self, seq: u64, limit: usize, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError>;

    /// Says where the history ends: its last event within the bound.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if that event is altered.
    fn head(&self, up_to: Bound) -> Result<Head, StoreError>;

    /// Lists the targets filed under exactly this key, in ascending byte order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] only: the index is outside the chain.
    fn find(&self, space: &str, key: &str, up_to: Bound) -> Result<Vec<String>, StoreError>;

    /// Lists at most `limit` entries whose key contains a text, ordered by key, then target.
    ///
    /// Letters are compared as they are; an empty text lists the whole space.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] only: the index is outside the chain.
    fn search(&self, space: &str, contains: &str, limit: usize, up_to: Bound) -> Result<Vec<IndexEntry>, StoreError>;

    /// Reads the events a command with this idempotency key has written; empty if there are none.
    ///
    /// Takes no bound: whether a command has been carried out is a question about the present.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if a row is altered.
    fn command_by_key(&self, key: &str) -> Result<Vec<StoredEvent>, StoreError>;

    /// Reads a note about the store itself.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] only: notes are outside the chain.
    fn meta(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Writes a note about the store itself; writing the same value again changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError::MetaFixed`] if another value is already there.
    fn set_meta_once(&mut self, key: &str, value: &str) -> Result<(), StoreError>;

    /// The Merkle tree over the events within the bound.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if the last event is altered or a subtree is missing.
    fn tree(&self, up_to: Bound) -> Result<TreeHead, StoreError>;

    /// Proves that the event at position `seq` is in the tree over the first `size` events.
    ///
    /// # Errors
    ///
    /// [`StoreError::Outside`] if there are not so many events; [`StoreError::Tampered`] if a subtree is
    /// missing.
    fn prove_inclusion(&self, seq: u64, size: u64) -> Result<Vec<TreeHash>, StoreError>;

    /// Proves that the tree over the first `from` events is the beginning of that over the first `size`.
    ///
    /// # Errors
    ///
    /// As [`Store::prove_inclusion`]; nothing is proven from 0 events.
    fn prove_consistency(&self, from: u64, size: u64) -> Result<Vec<TreeHash>, StoreError>;

    /// Replaces the stored tree by the one the events give, in one transaction. Returns the number of
    /// subtrees.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] or [`StoreError::HeadDiffers`] if the history itself is not sound: a
    /// tree over altered events would only hide that. The old tree stays.
    fn rebuild_tree(&mut self) -> Result<u64, StoreError>;

    /// Walks the whole history and reports everything that does not hold.
    ///
    /// `anchors` are positions noted earlier; see the crate documentation for what they add.
    ///
    /// # Errors
    ///
    /// As [`Store::verify_against`].
    fn verify(&self, anchors: &[Anchor]) -> Result<VerifyReport, StoreError> {
        self.verify_against(anchors, &[])
    }

    /// The same, also against trees noted earlier, such as those of checkpoints.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] if the storage cannot be read at all. What is wrong *with the
    /// history* is in the report, not an error.
    fn verify_against(&self, anchors: &[Anchor], trees: &[TreeHead]) -> Result<VerifyReport, StoreError>;

    /// Compares the look-up index with the one the events give; an empty list means they agree.
    ///
    /// # Errors
    ///
    /// [`StoreError::Tampered`] if an event is altered; [`StoreError::Taken`] if the derived changes
    /// contradict each other.
    fn check_index(&self, derive: &mut Derive<'_>) -> Result<Vec<IndexDifference>, StoreError>;

    /// Replaces the look-up index by the one the events give, in one transaction.
    ///
    /// The changes of all events of one command take effect at the command's last event, exactly as
    /// [`Store::append`] files them. Returns the number of rows.
    ///
    /// # Errors
    ///
    /// As [`Store::check_index`]; the old index stays.
    fn rebuild_index(&mut self, derive: &mut Derive<'_>) -> Result<u64, StoreError>;

    /// Drops whatever the engine holds in memory and starts again from what is stored.
    ///
    /// The way back after [`StorageProblem::Poisoned`](crate::StorageProblem::Poisoned).
    ///
    /// # Errors
    ///
    /// As opening the store; it then stays closed until a later call succeeds.
    fn recover(&mut self) -> Result<(), StoreError>;
}
