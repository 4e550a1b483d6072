//! Evidence: what sources answered about a provider's credentials, kept apart from what the provider claims.

pub mod dossier;
pub mod exclusion_list;
pub mod list_entry;
pub mod outcome;
pub mod primary_source;
pub mod reply;
pub mod screening;
pub mod source;
pub mod verification;
