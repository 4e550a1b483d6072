//! The register of one site as a signed file with an end, answered from without a database.
//!
//! [`make::Maker`] evaluates with the engine whatever everybody who holds something at the site may do there, clips it to the time from the
//! making to the end, and signs it. [`snapshot::Snapshot`] reads the file from bytes and says what the engine would have said, or nothing:
//! after the end, outside of the time, of whom or what it does not know, and where something given about the patient could make the answer
//! another one. Nothing is *unknown*, which never grants.
//!
//! No database, no clock, no files: bytes, keys and `now` come in as values. Ends are exclusive; all times are UTC.
//!
//! The file is made by the hospital and read by whoever has its public key:
//!
//! ```
//! use cred_snapshot::snapshot::Snapshot;
//! use cred_tlog::{KeyKind, SigningKey, VerifierKey};
//!
//! let signer = SigningKey::from_seed("valley.example/snapshots", KeyKind::Note, &[7; 32])?;
//! let trust: VerifierKey = signer.verifier().to_string().parse()?;
//! // Whatever the key did not sign is not opened.
//! assert!(Snapshot::open(b"cred-snapshot\0 and so on", &trust, None).is_err());
//! # Ok::<(), cred_tlog::KeyError>(())
//! ```

mod content;
pub mod error;
mod frame;
pub mod make;
pub mod newest;
mod rows;
pub mod snapshot;
pub mod told;

pub use content::Origin;
pub use frame::FORMAT;
