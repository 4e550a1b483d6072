//! The file around the content: a fixed header, the compressed body, one signature over both.
//!
//! | bytes | what |
//! |---|---|
//! | 14 | `cred-snapshot` and a zero byte |
//! | 2 | format version, big-endian: 1 |
//! | 4 | hash of the key that signs |
//! | 4 | length of the compressed body |
//! | 4 | length of the body |
//! | … | the body, compressed by DEFLATE |
//! | 64 | Ed25519 signature over everything before it |
//!
//! The zero byte keeps a snapshot apart from every other text that the same key may sign. The version is under the signature: no file of one
//! format can be passed off as one of another. Nothing behind the header is read before the signature holds.

use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

use cred_tlog::{SigningKey, VerifierKey};

use crate::error::OpenError;

const MAGIC: &[u8; 14] = b"cred-snapshot\0";
/// The version of the format that is written, and the only one that is read.
pub const FORMAT: u16 = 1;
const HEADER: usize = 28;
const SIGNATURE: usize = 64;
/// No file is larger, so that a hostile length makes nobody reserve memory.
pub(crate) const LARGEST_FILE: usize = 64 << 20;
/// No body is larger.
pub(crate) const LARGEST_BODY: usize = 256 << 20;
const LEVEL: u8 = 9;

/// Signs a body. `None` where it is too large for the format, or the key one that signs no files.
pub(crate) fn seal(body: &[u8], signer: &SigningKey) -> Option<Vec<u8>> {
    let packed = compress_to_vec(body, LEVEL);
    if body.len() > LARGEST_BODY || packed.len() > LARGEST_FILE - HEADER - SIGNATURE {
        return None;
    }
    let mut file = Vec::with_capacity(HEADER + packed.len() + SIGNATURE);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&FORMAT.to_be_bytes());
    file.extend_from_slice(&signer.verifier().id());
    file.extend_from_slice(&u32::try_from(packed.len()).ok()?.to_be_bytes());
    file.extend_from_slice(&u32::try_from(body.len()).ok()?.to_be_bytes());
    file.extend_from_slice(&packed);
    let signature = signer.sign_bytes(&file)?;
    file.extend_from_slice(&signature);
    Some(file)
}

/// The body of a file that the key signed.
pub(crate) fn unseal(file: &[u8], trust: &VerifierKey) -> Result<Vec<u8>, OpenError> {
    if file.len() > LARGEST_FILE {
        return Err(OpenError::TooLarge);
    }
    let rest = file.strip_prefix(MAGIC).ok_or(OpenError::NotASnapshot)?;
    let (version, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let version = u16::from_be_bytes(*version);
    if version != FORMAT {
        return Err(OpenError::Format(version));
    }
    let (hash, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (packed, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (body, rest) = rest.split_first_chunk().ok_or(OpenError::Truncated)?;
    let (packed, length) = (u32::from_be_bytes(*packed) as usize, u32::from_be_bytes(*body) as usize);
    match rest.len().cmp(&packed.saturating_add(SIGNATURE)) {
        std::cmp::Ordering::Less => return Err(OpenError::Truncated),
        std::cmp::Ordering::Greater => return Err(OpenError::MoreBehind),
        std::cmp::Ordering::Equal => {}
    }
    let hash = u32::from_be_bytes(*hash);
    if hash != u32::from_be_bytes(trust.id()) {
        return Err(OpenError::OtherKey { signed: hash, trusted: trust.to_string() });
    }
    let (signed, signature) = file.split_last_chunk::<SIGNATURE>().ok_or(OpenError::Truncated)?;
    if !trust.verifies_bytes(signed, signature) {
        return Err(OpenError::Signature);
    }
    if length > LARGEST_BODY {
        return Err(OpenError::TooLarge);
    }
    let packed = signed.get(HEADER..).ok_or(OpenError::Truncated)?;
    let body =
        decompress_to_vec_with_limit(packed, length).map_err(|_| OpenError::Malformed("its body does not unpack"))?;
    if body.len() == length { Ok(body) } else { Err(OpenError::Malformed("its body has another length")) }
}
