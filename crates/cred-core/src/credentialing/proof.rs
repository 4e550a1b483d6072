//! The proof that a provider is credentialed.

use super::credentialing_file::CredentialingFile;
use crate::{
    id::{CredentialingFileId, OrganizationId, ProviderId},
    time::{Instant, period::Period},
};

/// A provider is credentialed by an organisation at an instant, as this file shows.
///
/// Only [`CredentialingFile::credentialed`] makes one. It borrows the file, so that it cannot outlive a change to it, and it is never
/// stored: what is stored are the events, and the proof is made again from them.
///
/// ```
/// # use cred_core::{credentialing::{credentialing_file::CredentialingFile, proof::Credentialed}, time::Instant};
/// fn shows(file: &CredentialingFile, now: Instant) -> Option<Credentialed<'_>> {
///     file.credentialed(now)
/// }
/// ```
///
/// It cannot be made up:
///
/// ```compile_fail,E0451
/// # use cred_core::{credentialing::{credentialing_file::CredentialingFile, proof::Credentialed}, time::Instant};
/// fn shows(file: &CredentialingFile, now: Instant) -> Option<Credentialed<'_>> {
///     Some(Credentialed { file, at: now })
/// }
/// ```
///
/// It cannot outlive a change to the file. This compiles, because the proof is not used after the change:
///
/// ```
/// # use cred_core::{credentialing::credentialing_file::{CredentialingFile, Event}, time::Instant};
/// fn use_then_change(file: &mut CredentialingFile, event: &Event, now: Instant) {
///     let proof = file.credentialed(now);
///     drop(proof);
///     let _ = file.apply(event);
/// }
/// ```
///
/// And this does not:
///
/// ```compile_fail,E0502
/// # use cred_core::{credentialing::credentialing_file::{CredentialingFile, Event}, time::Instant};
/// fn change_then_use(file: &mut CredentialingFile, event: &Event, now: Instant) {
///     let proof = file.credentialed(now);
///     let _ = file.apply(event);
///     drop(proof);
/// }
/// ```
#[derive(Debug)]
#[must_use = "a proof does nothing until a command takes it"]
pub struct Credentialed<'f> {
    file: &'f CredentialingFile,
    at: Instant,
}

impl CredentialingFile {
    /// The proof that the provider is credentialed at an instant, if the approval is good then.
    pub fn credentialed(&self, at: Instant) -> Option<Credentialed<'_>> {
        self.period_at(at).map(|_| Credentialed { file: self, at })
    }
}

impl Credentialed<'_> {
    /// Who.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.file.provider()
    }

    /// By whom.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        self.file.organization()
    }

    /// By which file.
    #[must_use]
    pub const fn file(&self) -> CredentialingFileId {
        self.file.id()
    }

    /// At which instant.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// Whether the file was last classified as clean, and approved so.
    pub(crate) const fn was_found_clean(&self) -> bool {
        self.file.was_found_clean()
    }

    /// For how long, as known now.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.file.period_at(self.at)
    }
}
