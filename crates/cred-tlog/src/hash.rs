//! The hashes of the tree: RFC 6962, section 2.1, with SHA-256.

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// What tells a leaf from an inner node, so that neither can be passed off as the other.
const LEAF: u8 = 0;
const NODE: u8 = 1;

/// The hash of a leaf, of a subtree or of a whole tree. Prints and parses as standard base64, as in a
/// checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TreeHash(pub [u8; 32]);

impl TreeHash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of a leaf: SHA-256 of the byte 0 and the leaf's data.
    #[must_use]
    pub fn leaf(data: &[u8]) -> Self {
        Self(Sha256::new().chain_update([LEAF]).chain_update(data).finalize().into())
    }

    /// The hash over two neighbouring subtrees: SHA-256 of the byte 1, the left and the right hash.
    #[must_use]
    pub fn node(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([NODE]).chain_update(left.0).chain_update(right.0).finalize().into())
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64::encode_string(&self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a hash of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash of the tree has 44 characters of base64; copy it again, whole")]
pub struct TreeHashParseError;

impl FromStr for TreeHash {
    type Err = TreeHashParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        match Base64::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(TreeHashParseError),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for TreeHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for TreeHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: TreeHash) -> String {
        hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Each can be made again with a shell: `printf '\0L123456' | sha256sum` and the like.
    #[test]
    fn leaves_and_nodes_are_hashed_as_the_rfc_says() {
        assert_eq!(hex(TreeHash::empty()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(TreeHash::leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(hex(TreeHash::leaf(b"L123456")), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    #[test]
    fn a_node_cannot_be_passed_off_as_a_leaf() {
        let (left, right) = (TreeHash::leaf(b"a"), TreeHash::leaf(b"b"));
        assert_ne!(TreeHash::node(left, right), TreeHash::leaf(&[left.0, right.0].concat()));
        assert_ne!(TreeHash::node(left, right), TreeHash::node(right, left));
    }

    #[test]
    fn a_hash_prints_what_it_parses_and_nothing_else_parses() {
        let hash = TreeHash::leaf(b"a");
        let text = hash.to_string();
        assert_eq!((text.len(), text.parse()), (44, Ok(hash)));
        for wrong in
            ["", "AAAA", text.trim_end_matches('='), &format!("{text}="), &format!("{text}\n"), &text.replace('=', "!")]
        {
            assert_eq!(wrong.parse::<TreeHash>(), Err(TreeHashParseError), "{wrong}");
        }
    }
}
