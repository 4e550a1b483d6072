//! Fingerprints of the values a decision rests on.
//!
//! SHA-256 over a domain tag and length-prefixed fields, so that no two different lists of fields share an input.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A SHA-256 fingerprint; written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 fingerprint is 64 hexadecimal digits")]
pub struct DigestError;

impl Digest {
    /// Fingerprints the fields under a domain tag.
    #[must_use]
    pub fn of<'a>(domain: &'a str, fields: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = sha2::Sha256::new();
        for field in std::iter::once(domain).chain(fields) {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        Self(hash.finalize().into())
    }

    /// Wraps the SHA-256 of bytes that somebody else hashed: of a file, or of a source's answer.
    #[must_use]
    pub const fn from_sha256(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(DigestError);
        }
        let mut bytes = [0_u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| DigestError)?;
            if pair.starts_with('+') {
                return Err(DigestError);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| DigestError)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_borders_count() {
        assert_ne!(Digest::of("t", ["ab", "c"]), Digest::of("t", ["a", "bc"]));
        assert_ne!(Digest::of("t", ["ab"]), Digest::of("u", ["ab"]));
    }

    #[test]
    fn text_round_trips() {
        let digest = Digest::of("t", ["x"]);
        assert_eq!(digest.to_string().parse::<Digest>(), Ok(digest));
        assert!("+0".repeat(32).parse::<Digest>().is_err());
    }
}
