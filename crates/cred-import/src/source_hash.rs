//! Knowing the very same file again.

use std::fmt;
use std::io::{self, Read};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

/// The SHA-256 of a whole file. Prints and serializes as `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// The 32 bytes of the hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn of(hash: Sha256) -> Self {
        Self(hash.finalize().into())
    }

    /// Reads `sha256:` and 64 hexadecimal digits of either case; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("sha256:")?.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            for &digit in pair {
                let value = char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())?;
                *byte = *byte << 4 | value;
            }
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for FileHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FileHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("expected `sha256:` followed by 64 hexadecimal digits"))
    }
}

/// A reader that hashes what passes through it.
///
/// Give `&mut hashing` to a row reader, then ask for the hash with [`finish`](Self::finish), which also
/// covers the bytes the row reader left unread.
pub struct Hashing<R> {
    source: R,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    /// Starts before the first byte of `source`.
    pub fn new(source: R) -> Self {
        Self { source, hash: Sha256::new() }
    }

    /// Reads the rest of the source and returns the hash of all of it.
    ///
    /// # Errors
    /// The source's own, if the rest cannot be read.
    pub fn finish(mut self) -> io::Result<FileHash> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(FileHash::of(self.hash))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<R> fmt::Debug for Hashing<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hashing").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1.
    const ABC: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_hash_covers_the_whole_file_even_when_only_its_start_was_read() {
        let mut source = Hashing::new(&b"abc"[..]);
        let mut first = [0; 1];
        source.read_exact(&mut first).unwrap();
        assert_eq!(source.finish().unwrap().to_string(), ABC);
    }

    #[test]
    fn the_text_form_reads_back_and_nothing_else_does() {
        let hash = FileHash::parse(ABC).unwrap();
        assert_eq!(hash.to_string(), ABC);
        assert_eq!(FileHash::parse(&ABC.replace("ba78", "BA78")), Some(hash));
        for wrong in [
            "",
            "sha256:",
            ABC.get(1..).unwrap(),
            ABC.get(..70).unwrap(),
            &ABC.replace("ba", "+a"),
            &ABC.replace("ba", "é"),
        ] {
            assert_eq!(FileHash::parse(wrong), None, "{wrong}");
        }
    }
}
