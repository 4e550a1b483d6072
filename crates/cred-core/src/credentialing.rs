//! Credentialing: an organisation's decision that a provider's credentials are verified and accepted.
//!
//! It is the prerequisite of privileging: its approval mints the [`proof::Credentialed`] that an appointment and a grant demand.

pub mod assessment;
pub mod credentialing_file;
pub mod meeting;
pub mod on_file;
pub mod proof;
