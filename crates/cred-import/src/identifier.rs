//! The one place where texts become identifiers of the core.

use cred_core::identifier::{CaqhId, DeaNumber, IdentifierError, LicenseNumber, Npi, TaxonomyCode};
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

/// Whether the second letter of a DEA number is the initial of a surname, as the registrar makes it. A
/// business registers with `9` in its place.
pub(crate) fn dea_fits(number: &DeaNumber, surname: &str) -> bool {
    let letter = number.expose().chars().nth(1);
    letter == Some('9')
        || surname
            .chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(|initial| letter.is_some_and(|letter| letter.eq_ignore_ascii_case(&initial)))
}
