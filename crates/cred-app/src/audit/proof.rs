//! Proofs as files: JSON that is checked without a database, against checkpoints.
//!
//! A proof is worth nothing by itself. What it leads to must be the tree of a checkpoint that its log has signed, and for a consistency
//! proof what it starts from must be an earlier checkpoint that the checker kept.

use cred_store::{Bound, Digest, Store, StoredEvent, StreamId, leaf};
use cred_tlog::{ProofError, TreeHash, TreeHead, verify_consistency, verify_inclusion};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, redact};

/// A proof. Hashes of the tree are base64, hashes of events are hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Proof {
    /// An event is in the tree.
    Inclusion {
        /// The position of the event, from 1.
        event: u64,
        /// The hash of the event.
        event_hash: String,
        /// The number of events in the tree.
        size: u64,
        /// The root of the tree.
        root: TreeHash,
        /// The neighbours on the way up, the leaf's own first.
        path: Vec<TreeHash>,
        /// What the event says, where it may be told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Box<Content>>,
    },
    /// The tree over the first events is the beginning of a larger one.
    Consistency {
        /// The number of events in the smaller tree.
        from: u64,
        /// Its root.
        from_root: TreeHash,
        /// The number of events in the larger tree.
        size: u64,
        /// Its root.
        root: TreeHash,
        /// The subtrees that lead from one to the other.
        path: Vec<TreeHash>,
    },
}

/// All columns of an event but its own hash, which follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the columns are those of `StoredEvent`")]
pub struct Content {
    pub stream_kind: String,
    pub stream_id: String,
    pub version: u64,
    pub event_type: String,
    pub event_version: u32,
    pub provider: Option<String>,
    pub facility: Option<String>,
    pub recorded_at: i64,
    pub actor: String,
    pub key: String,
    pub request_hash: String,
    pub body: String,
    pub prev: String,
}

/// Why a proof, though it may be one of something, does not prove what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// The proof is for another tree than the checkpoint's.
    #[error(
        "the proof is for the tree of {found} events, the checkpoint is of {wanted}; make the proof for the checkpoint"
    )]
    OtherTree {
        /// The number of events in the checkpoint.
        wanted: u64,
        /// The number of events in the proof.
        found: u64,
    },
    /// The proof states another root than the checkpoint.
    #[error("at {size} events the proof states another root than the checkpoint: one of them is of another history")]
    OtherRoot {
        /// The number of events.
        size: u64,
    },
    /// A consistency proof starts from an earlier checkpoint, and none is given.
    #[error("the proof leads from an earlier checkpoint: give that one too")]
    NoOlder,
    /// An inclusion proof starts from an event, and an earlier checkpoint is given.
    #[error(
        "the proof is of an event and does not lead from an earlier checkpoint; leave that one away, or give a proof made with it"
    )]
    NotFromOlder,
    /// The hash of the event is not one.
    #[error("the event's hash is not 64 hexadecimal digits; get the proof again")]
    Hash,
    /// What the event is said to say is not what its hash covers.
    #[error("the content shown is not that of the event that is proven: it was altered")]
    Content,
    /// The hashes do not lead where they must.
    #[error(transparent)]
    Path(#[from] ProofError),
}

impl Proof {
    /// Proves that an event is in the tree of a size. With `reveal` the proof also says what the event says.
    ///
    /// # Errors
    /// When there is no such event or tree, when something stored does not hold, and when the event holds what is never shown.
    pub fn of_event(store: &dyn Store, seq: u64, size: u64, reveal: bool) -> Result<Self, AppError> {
        let path = store.prove_inclusion(seq, size)?;
        let root = store.tree(Bound::Seq(size))?.root;
        let event = store.after(seq.saturating_sub(1), 1, Bound::Now)?;
        let event = event.first().ok_or_else(|| AppError::Usage(format!("there is no event {seq}")))?;
        let content = match reveal {
            true => Some(Box::new(Content::of(event)?)),
            false => None,
        };
        Ok(Self::Inclusion { event: seq, event_hash: event.hash.to_string(), size, root, path, content })
    }

    /// Proves that the tree of a size is the beginning of a larger one.
    ///
    /// # Errors
    /// When there are no such trees, and when something stored does not hold.
    pub fn of_growth(store: &dyn Store, from: u64, size: u64) -> Result<Self, AppError> {
        let path = store.prove_consistency(from, size)?;
        let (older, newer) = (store.tree(Bound::Seq(from))?, store.tree(Bound::Seq(size))?);
        Ok(Self::Consistency { from, from_root: older.root, size, root: newer.root, path })
    }

    /// Checks the proof against the tree of a checkpoint, and against that of an earlier one if it leads from there.
    ///
    /// # Errors
    /// [`NotProven`], and then nothing is.
    pub fn check(&self, newer: &TreeHead, older: Option<&TreeHead>) -> Result<(), NotProven> {
        match self {
            Self::Inclusion { event, event_hash, size, root, path, content } => {
                same(newer, *size, *root)?;
                if older.is_some() {
                    return Err(NotProven::NotFromOlder);
                }
                let hash: Digest = event_hash.parse().map_err(|_| NotProven::Hash)?;
                let index = event.checked_sub(1).ok_or(ProofError::Outside)?;
                if let Some(content) = content
                    && content.hash(*event) != Some(hash)
                {
                    return Err(NotProven::Content);
                }
                Ok(verify_inclusion(leaf(hash), index, newer, path)?)
            }
            Self::Consistency { from, from_root, size, root, path } => {
                same(newer, *size, *root)?;
                let older = older.ok_or(NotProven::NoOlder)?;
                same(older, *from, *from_root)?;
                Ok(verify_consistency(older, newer, path)?)
            }
        }
    }
}

fn same(tree: &TreeHead, size: u64, root: TreeHash) -> Result<(), NotProven> {
    if tree.size != size {
        return Err(NotProven::OtherTree { wanted: tree.size, found: size });
    }
    if tree.root == root { Ok(()) } else { Err(NotProven::OtherRoot { size }) }
}

impl Content {
    fn of(event: &StoredEvent) -> Result<Self, AppError> {
        let shown = redact::body(&event.body);
        if serde_json::from_str::<serde_json::Value>(&event.body).ok() != Some(shown) {
            return Err(AppError::Usage(format!(
                "event {} holds a number or a date that is never shown (SSN, date of birth, …); prove it without its content",
                event.seq
            )));
        }
        Ok(Self {
            stream_kind: event.stream.kind().to_owned(),
            stream_id: event.stream.id().to_owned(),
            version: event.version,
            event_type: event.event_type.clone(),
            event_version: event.event_version,
            provider: event.provider.clone(),
            facility: event.facility.clone(),
            recorded_at: event.recorded_at,
            actor: event.actor.clone(),
            key: event.key.clone(),
            request_hash: event.request_hash.to_string(),
            body: event.body.clone(),
            prev: event.prev.to_string(),
        })
    }

    /// The hash these columns give at a position; `None` if they cannot be an event's.
    fn hash(&self, seq: u64) -> Option<Digest> {
        let event = StoredEvent {
            seq,
            stream: StreamId::new(&*self.stream_kind, &*self.stream_id).ok()?,
            version: self.version,
            event_type: self.event_type.clone(),
            event_version: self.event_version,
            provider: self.provider.clone(),
            facility: self.facility.clone(),
            recorded_at: self.recorded_at,
            actor: self.actor.clone(),
            key: self.key.clone(),
            request_hash: self.request_hash.parse().ok()?,
            body: self.body.clone(),
            prev: self.prev.parse().ok()?,
            hash: Digest::ZERO,
        };
        Some(event.computed_hash())
    }
}
