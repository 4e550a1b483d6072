//! The keys of notes: C2SP `signed-note`, Ed25519 only.
//!
//! A key belongs to a name. In a note it is found by the name and a short id, the first four bytes of
//! SHA-256 over the name, a newline, the byte of the signature's kind and the public key.

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::{Signer as _, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// What the text of a private key begins with, before the plus signs; as in other implementations.
const PRIVATE: &str = "PRIVATE+KEY";

/// What the signatures of a key mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// The text of the note was signed: the log's own signature. Byte 1.
    Note,
    /// A witness saw the checkpoint at a time and found it consistent with all it saw before. Byte 4.
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Witness => 4,
        }
    }

    fn of_byte(byte: u8) -> Option<Self> {
        [Self::Note, Self::Witness].into_iter().find(|kind| kind.byte() == byte)
    }
}

/// A text or a name that cannot be a key. Never repeats the text: it may be a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name breaks the rules of notes.
    #[error("a key's name is not empty and has no space, plus or control character, such as `example.org/staff`")]
    Name,
    /// The text is not that of a public key.
    #[error("this is no public key of a note: give `name+id+key`, whole and on one line")]
    Public,
    /// The text is not that of a private key.
    #[error("this is no private key of a note; give the file that `cred audit key` wrote")]
    Private,
    /// The id is not that of the key and the name.
    #[error("the id within the key does not belong to it: copy the key again, whole")]
    Id,
    /// The kind of signature is not one of those known here.
    #[error("the key makes signatures of another kind; only Ed25519 notes and cosignatures are known here")]
    Kind,
}

/// A public key: who may be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Whose key it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its signatures mean.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The short id that stands in a signature line.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        id(&self.name, self.kind, &self.key)
    }

    /// Whether a signature over other bytes than a note's is of this key; never of a witness's. Weak keys and signatures of more than one
    /// spelling are refused.
    #[must_use]
    pub fn verifies_bytes(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.kind == KeyKind::Note
            && self.key.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    }

    /// Checks a signature over a note's text. Gives the time a witness stated, in seconds since
    /// 1970-01-01 00:00 UTC, if the key is a witness's.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        let (at, signature) = match self.kind {
            KeyKind::Note => (None, signature),
            KeyKind::Witness => {
                let (at, signature) = signature.split_first_chunk()?;
                (Some(u64::from_be_bytes(*at)), signature)
            }
        };
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        self.key.verify_strict(signed_text(text, at).as_bytes(), &signature).ok()?;
        Some(at)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = [&[self.kind.byte()][..], self.key.as_bytes()].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), Base64::encode_string(&material))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Parts { name, id, kind, bytes } = parts(text, KeyError::Public)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Public)?;
        let key = Self { name: name.to_owned(), kind, key };
        if key.id() == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

/// A private key. Neither `Debug` nor `Display` shows it, and its memory is cleared when it is dropped.
pub struct SigningKey {
    name: String,
    kind: KeyKind,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// Makes a key of 32 bytes that must come from the system's random source and be used for nothing else.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`] if no key may have this name.
    pub fn from_seed(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), kind, key: ed25519_dalek::SigningKey::from_bytes(seed) })
    }

    /// Reads the text of a private key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is none.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(PRIVATE).and_then(|rest| rest.strip_prefix('+')).ok_or(KeyError::Private)?;
        let Parts { name, id, kind, bytes } = parts(rest, KeyError::Private)?;
        let key = Self::from_seed(name, kind, &bytes)?;
        if key.verifier().id() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The text to be kept in a file that nobody else can read.
    #[must_use]
    pub fn to_private_text(&self) -> Zeroizing<String> {
        let mut material = Zeroizing::new([0; 33]);
        let (kind, seed) = material.split_at_mut(1);
        kind.fill(self.kind.byte());
        seed.copy_from_slice(self.key.as_bytes());
        let encoded = Zeroizing::new(Base64::encode_string(material.as_slice()));
        let id = u32::from_be_bytes(self.verifier().id());
        Zeroizing::new(format!("{PRIVATE}+{}+{id:08x}+{}", self.name, encoded.as_str()))
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind: self.kind, key: self.key.verifying_key() }
    }

    /// Signs other bytes than a note's: a file of another format under the same key. They must not be a text, which a note could be: the
    /// format begins with a name and a zero byte. `None` for a witness's key, which signs what it saw and nothing else.
    #[must_use]
    pub fn sign_bytes(&self, bytes: &[u8]) -> Option<[u8; 64]> {
        (self.kind == KeyKind::Note && bytes.contains(&0)).then(|| self.key.sign(bytes).to_bytes())
    }

    /// Signs a note's text; a witness states the time `at`, in seconds since 1970-01-01 00:00 UTC.
    pub(crate) fn sign(&self, text: &str, at: u64) -> Vec<u8> {
        let at = match self.kind {
            KeyKind::Note => None,
            KeyKind::Witness => Some(at),
        };
        let signature = self.key.sign(signed_text(text, at).as_bytes()).to_bytes();
        let mut bytes = at.map(|at| at.to_be_bytes().to_vec()).unwrap_or_default();
        bytes.extend_from_slice(&signature);
        bytes
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What is signed: the text itself, or the text with a witness's time before it.
fn signed_text(text: &str, at: Option<u64>) -> String {
    at.map_or_else(|| text.to_owned(), |at| format!("cosignature/v1\ntime {at}\n{text}"))
}

fn id(name: &str, kind: KeyKind, key: &VerifyingKey) -> [u8; 4] {
    let hasher = Sha256::new().chain_update(name).chain_update([b'\n', kind.byte()]).chain_update(key.as_bytes());
    hasher.finalize().first_chunk().copied().unwrap_or_default()
}

/// `name+id+material`, taken apart; the bytes are a public key or the seed of a private one.
struct Parts<'a> {
    name: &'a str,
    id: [u8; 4],
    kind: KeyKind,
    bytes: Zeroizing<[u8; 32]>,
}

fn parts(text: &str, wrong: KeyError) -> Result<Parts<'_>, KeyError> {
    let (name, rest) = text.split_once('+').ok_or(wrong)?;
    let (id, encoded) = rest.split_once('+').ok_or(wrong)?;
    check_name(name)?;
    if id.len() != 8 || !id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        return Err(wrong);
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| wrong)?.to_be_bytes();
    let mut material = Zeroizing::new([0; 33]);
    let decoded = Base64::decode(encoded, material.as_mut_slice()).map_err(|_| wrong)?;
    let (kind, key) = decoded.split_first().ok_or(wrong)?;
    let kind = KeyKind::of_byte(*kind).ok_or(KeyError::Kind)?;
    let bytes = Zeroizing::new(key.try_into().map_err(|_| wrong)?);
    Ok(Parts { name, id, kind, bytes })
}

pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    let wrong = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.chars().any(wrong) { Err(KeyError::Name) } else { Ok(()) }
}
