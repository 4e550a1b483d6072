//! A checkpoint: what a log states about itself at a size, as a signed note. C2SP `tlog-checkpoint`.

use std::{fmt, str::FromStr};

use crate::{
    KeyKind, Note, NoteError, SigningKey, TreeHead, VerifierKey,
    key::{KeyError, check_name},
};

/// Which log, how many entries, and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// States a tree of a log. The origin is also the name of the key that is to sign it.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`] if no key may have the origin as its name.
    pub fn new(origin: &str, head: TreeHead) -> Result<Self, KeyError> {
        check_name(origin)?;
        Ok(Self { origin: origin.to_owned(), head, extensions: Vec::new() })
    }

    /// Which log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// The text to be signed, with its last newline.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.head.size, self.head.root);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty())?.to_owned();
        let stated = lines.next()?;
        let size: u64 = stated.parse().ok()?;
        // One text for one tree: no sign, no leading zero. Other implementations count in 63 bits.
        if size.to_string() != stated || i64::try_from(size).is_err() {
            return None;
        }
        let root = lines.next()?.parse().ok()?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return None;
        }
        Some(Self { origin, head: TreeHead { size, root }, extensions })
    }
}

/// A checkpoint with the signature lines of its log and its witnesses. Lines of keys that nobody here
/// knows are kept as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

/// Who has signed a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The name of the key.
    pub name: String,
    /// When a witness says it saw the checkpoint, in seconds since 1970-01-01 00:00 UTC.
    pub at: Option<u64>,
}

/// A text that is not a checkpoint, or a checkpoint that is not signed as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignedCheckpointError {
    /// It is not a signed note, or not signed as it must be.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text of the note is not that of a checkpoint.
    #[error("this note is no checkpoint: its lines are the origin, the size and the root in base64; check the file")]
    Text,
    /// No key among those that are believed is the log's own.
    #[error("none of the keys given is the key of the log `{origin}`; give its public key")]
    NoLogKey {
        /// Which log.
        origin: String,
    },
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the log's key.
    ///
    /// # Errors
    ///
    /// [`SignedCheckpointError::NoLogKey`] if the key is a witness's or has another name than the origin;
    /// [`NoteError::Shape`] never, the text being that of a checkpoint.
    pub fn sign(checkpoint: Checkpoint, key: &SigningKey) -> Result<Self, SignedCheckpointError> {
        if !is_log_key(&key.verifier(), &checkpoint.origin) {
            return Err(SignedCheckpointError::NoLogKey { origin: checkpoint.origin });
        }
        let mut note = Note::unsigned(&checkpoint.text())?;
        // A log states no time.
        note.sign(key, 0);
        Ok(Self { checkpoint, note })
    }

    /// Adds the line of a witness, who has made sure that the checkpoint is consistent with the ones it
    /// saw before. `at` is in seconds since 1970-01-01 00:00 UTC.
    pub fn cosign(&mut self, key: &SigningKey, at: u64) {
        self.note.sign(key, at);
    }

    /// Checks that every one of these keys has signed and that one of them is the log's own.
    ///
    /// # Errors
    ///
    /// [`SignedCheckpointError`] if that is not so.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Signer>, SignedCheckpointError> {
        let origin = &self.checkpoint.origin;
        if !keys.iter().any(|key| is_log_key(key, origin)) {
            return Err(SignedCheckpointError::NoLogKey { origin: origin.clone() });
        }
        let signer = |key: &VerifierKey| Ok(Signer { name: key.name().to_owned(), at: self.note.verify(key)? });
        keys.iter().map(signer).collect()
    }

    /// What is stated; to be believed only after [`Self::verify`], or if it was kept out of others' reach.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note.
    #[must_use]
    pub fn note(&self) -> &Note {
        &self.note
    }
}

fn is_log_key(key: &VerifierKey, origin: &str) -> bool {
    key.kind() == KeyKind::Note && key.name() == origin
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for SignedCheckpoint {
    type Err = SignedCheckpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let note: Note = text.parse()?;
        let checkpoint = Checkpoint::parse(note.text()).ok_or(SignedCheckpointError::Text)?;
        Ok(Self { checkpoint, note })
    }
}
