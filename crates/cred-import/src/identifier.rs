//! The one place where texts become identifiers of the core.

use cred_core::identifier::{CaqhId, DeaNumber, IdentifierError, LicenseNumber, Npi, TaxonomyCode, Warning};
use cred_core::jurisdiction::Jurisdiction;

use crate::fault::Rule;

pub(crate) fn npi(text: &str) -> Result<Npi, Rule> {
    Npi::parse(text).map_err(broken)
}

pub(crate) fn taxonomy(text: &str) -> Result<TaxonomyCode, Rule> {
    TaxonomyCode::parse(text).map_err(broken)
}

pub(crate) fn licence(text: &str) -> Result<LicenseNumber, Rule> {
    LicenseNumber::parse(text).map_err(broken)
}

pub(crate) fn dea(text: &str) -> Result<DeaNumber, Rule> {
    DeaNumber::parse(text).map_err(broken)
}

pub(crate) fn caqh(text: &str) -> Result<CaqhId, Rule> {
    CaqhId::parse(text).map_err(broken)
}

pub(crate) fn state(text: &str) -> Result<Jurisdiction, Rule> {
    Jurisdiction::parse(text).map_err(|_| Rule::State)
}

fn broken(error: IdentifierError) -> Rule {
    Rule::Domain { code: error.code(), reason: error.to_string() }
}

/// A doubt of the core's about a sound identifier.
pub(crate) fn implausible(doubt: Warning) -> Rule {
    Rule::Domain { code: doubt.code().to_owned(), reason: doubt.to_string() }
}
