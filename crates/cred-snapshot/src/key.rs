//! Keys as texts, in the form of Go's signed notes (C2SP `signed-note`): a name, a short hash of name and public key, and the key.
//!
//! * private: `PRIVATE+KEY+<name>+<hash>+<base64 of 0x01 and the 32-byte seed>`
//! * public: `<name>+<hash>+<base64 of 0x01 and the 32-byte key>`
//!
//! `0x01` says Ed25519; the hash is the first four bytes of SHA-256 over name, a line feed and those 33 public bytes, as eight hexadecimal
//! digits. Nothing here makes randomness: the seed comes in as a value.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{SECRET_KEY_LENGTH, Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

const ED25519: u8 = 1;
const PRIVATE: &str = "PRIVATE+KEY+";

/// What is wrong with a text that should be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name cannot be one.
    #[error("`{0}` cannot name a key: give 1 to 100 printable characters without spaces and `+`")]
    Name(String),
    /// A private key where a public one is wanted; its text is not repeated.
    #[error(
        "this is a private key; give the public one (`<name>+<hash>+<key>`), and keep this one where it is made from"
    )]
    Private,
    /// A public key, or no key, where a private one is wanted; the text is not repeated.
    #[error("this is no private key: it begins with `PRIVATE+KEY+` and is one line, as `cred snapshot key` writes it")]
    NotPrivate,
    /// Another shape.
    #[error("this is no public key: it is one line, `<name>+<hash>+<key>`, as `cred snapshot key` prints it")]
    Shape,
    /// Of another algorithm than Ed25519.
    #[error("the key is of algorithm {0}; this program knows Ed25519 (1) alone")]
    Algorithm(u8),
    /// The hash in the text is not that of name and key: a name or key was edited or cut off.
    #[error("the hash in the key is not that of its name and bytes: take the key anew from where it was made")]
    Hash,
}

/// The key that verifies: public, given to every reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

/// The key that signs: secret.
pub struct SignerKey {
    name: String,
    key: SigningKey,
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerKey").field("name", &self.name).finish_non_exhaustive()
    }
}

fn named(name: &str) -> Result<String, KeyError> {
    let fits = |c: char| c != '+' && !c.is_whitespace() && !c.is_control();
    if (1..=100).contains(&name.chars().count()) && name.chars().all(fits) {
        Ok(name.to_owned())
    } else {
        Err(KeyError::Name(name.chars().filter(|c| !c.is_control()).take(40).collect()))
    }
}

/// The 32 bytes behind the algorithm's.
fn bytes(base64: &str, wrong: KeyError) -> Result<[u8; 32], KeyError> {
    let bytes = STANDARD.decode(base64).map_err(|_| wrong.clone())?;
    let (algorithm, rest) = bytes.split_first().ok_or_else(|| wrong.clone())?;
    if *algorithm != ED25519 {
        return Err(KeyError::Algorithm(*algorithm));
    }
    rest.try_into().map_err(|_| wrong)
}

fn tagged(key: &[u8; 32]) -> Vec<u8> {
    std::iter::once(ED25519).chain(key.iter().copied()).collect()
}

impl VerifierKey {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash of name and key that tells keys apart; not one to rely on for security.
    #[must_use]
    pub fn hash(&self) -> u32 {
        let digest = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update(b"\n")
            .chain_update(tagged(self.key.as_bytes()))
            .finalize();
        digest.iter().take(4).fold(0, |hash, byte| (hash << 8) | u32::from(*byte))
    }

    /// Whether a signature over the bytes is of this key. Weak keys and signatures of more than one spelling are refused.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.hash(), STANDARD.encode(tagged(self.key.as_bytes())))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.starts_with(PRIVATE) {
            return Err(KeyError::Private);
        }
        // The base64 alphabet has a `+` of its own: only the first two divide.
        let mut parts = text.splitn(3, '+');
        let (name, hash, base64) =
            parts.next().zip(parts.next()).zip(parts.next()).map(|((a, b), c)| (a, b, c)).ok_or(KeyError::Shape)?;
        let key = VerifyingKey::from_bytes(&bytes(base64, KeyError::Shape)?).map_err(|_| KeyError::Shape)?;
        let own = Self { name: named(name)?, key };
        if format!("{:08x}", own.hash()) == hash { Ok(own) } else { Err(KeyError::Hash) }
    }
}

impl SignerKey {
    /// A key of a name and a seed: 32 bytes that nobody can guess.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub fn from_seed(name: &str, seed: &[u8; SECRET_KEY_LENGTH]) -> Result<Self, KeyError> {
        Ok(Self { name: named(name)?, key: SigningKey::from_bytes(seed) })
    }

    /// Reads the text of [`SignerKey::expose`].
    ///
    /// # Errors
    /// When the text is no private key; it is not repeated in the error.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.trim().strip_prefix(PRIVATE).ok_or(KeyError::NotPrivate)?;
        let mut parts = rest.splitn(3, '+');
        let (name, hash, base64) = parts
            .next()
            .zip(parts.next())
            .zip(parts.next())
            .map(|((a, b), c)| (a, b, c))
            .ok_or(KeyError::NotPrivate)?;
        let own = Self::from_seed(name, &bytes(base64, KeyError::NotPrivate)?)?;
        if format!("{:08x}", own.verifier().hash()) == hash { Ok(own) } else { Err(KeyError::Hash) }
    }

    /// The secret as a text, to be written where only the signer reads it. There is no `Display`.
    #[must_use]
    pub fn expose(&self) -> String {
        let hash = self.verifier().hash();
        format!("{PRIVATE}{}+{hash:08x}+{}", self.name, STANDARD.encode(tagged(self.key.as_bytes())))
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// A signature over bytes. The caller sees to it that no two kinds of message can be the same bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The vector of Go's `golang.org/x/mod/sumdb/note` documentation.
    #[test]
    fn a_known_key_is_read_and_written_alike() {
        let signer = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key = SignerKey::parse(signer).unwrap();
        assert_eq!(key.expose(), signer);
        assert_eq!(key.verifier().to_string(), verifier);
        assert_eq!(verifier.parse::<VerifierKey>().unwrap(), key.verifier());
        let signature = key.sign(b"a message");
        assert!(key.verifier().verifies(b"a message", &signature));
        assert!(!key.verifier().verifies(b"another", &signature));
    }

    #[test]
    fn what_is_no_key_is_refused_and_no_secret_is_repeated() {
        let signer = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(signer.parse::<VerifierKey>(), Err(KeyError::Private));
        assert_eq!(SignerKey::parse(verifier).unwrap_err(), KeyError::NotPrivate);
        assert_eq!(verifier.replace("Peter", "Paul").parse::<VerifierKey>(), Err(KeyError::Hash));
        assert_eq!(verifier.replace("+A", "+B").parse::<VerifierKey>(), Err(KeyError::Algorithm(5)));
        assert_eq!("a+b".parse::<VerifierKey>(), Err(KeyError::Shape));
        assert!(matches!(SignerKey::from_seed("a b", &[7; 32]), Err(KeyError::Name(_))));
        assert!(!format!("{:?}", SignerKey::parse(signer).unwrap()).contains("AYEK"));
    }
}
