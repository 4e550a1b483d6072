//! The specification of the identifiers: the field's vectors, the laws, and what stays secret.

mod laws;
mod secrecy;
mod vectors;
mod warnings;

use crate::identifier::{
    AamcId, AmaMeNumber, CaqhId, Ccn, CliaNumber, DateOfBirth, Dbid, DeaNumber, EcfmgNumber, Ein, IdentifierError,
    IdentifierKind, Itin, LicenseNumber, NpdbReportNumber, NpdbSelfQueryOrderId, Npi, PecosEnrollmentId, PecosPacId,
    Ptan, Ssn, TaxonomyCode, Tin, Upin, UsmleId,
};

type Attempt = fn(&str) -> Result<String, IdentifierError>;

/// Every identifier's parser, answering with the value's `Debug`.
const PARSERS: [(IdentifierKind, Attempt); 23] = [
    (IdentifierKind::Npi, |t| Npi::parse(t).map(debug)),
    (IdentifierKind::DeaNumber, |t| DeaNumber::parse(t).map(debug)),
    (IdentifierKind::Ssn, |t| Ssn::parse(t).map(debug)),
    (IdentifierKind::Itin, |t| Itin::parse(t).map(debug)),
    (IdentifierKind::Ein, |t| Ein::parse(t).map(debug)),
    (IdentifierKind::Tin, |t| Tin::parse(t).map(debug)),
    (IdentifierKind::CaqhId, |t| CaqhId::parse(t).map(debug)),
    (IdentifierKind::Upin, |t| Upin::parse(t).map(debug)),
    (IdentifierKind::Clia, |t| CliaNumber::parse(t).map(debug)),
    (IdentifierKind::Ccn, |t| Ccn::parse(t).map(debug)),
    (IdentifierKind::TaxonomyCode, |t| TaxonomyCode::parse(t).map(debug)),
    (IdentifierKind::Ptan, |t| Ptan::parse(t).map(debug)),
    (IdentifierKind::PecosEnrollmentId, |t| PecosEnrollmentId::parse(t).map(debug)),
    (IdentifierKind::PecosPacId, |t| PecosPacId::parse(t).map(debug)),
    (IdentifierKind::Ecfmg, |t| EcfmgNumber::parse(t).map(debug)),
    (IdentifierKind::UsmleId, |t| UsmleId::parse(t).map(debug)),
    (IdentifierKind::AamcId, |t| AamcId::parse(t).map(debug)),
    (IdentifierKind::AmaMe, |t| AmaMeNumber::parse(t).map(debug)),
    (IdentifierKind::NpdbDbid, |t| Dbid::parse(t).map(debug)),
    (IdentifierKind::NpdbReportNumber, |t| NpdbReportNumber::parse(t).map(debug)),
    (IdentifierKind::NpdbSelfQueryOrderId, |t| NpdbSelfQueryOrderId::parse(t).map(debug)),
    (IdentifierKind::LicenseNumber, |t| LicenseNumber::parse(t).map(debug)),
    (IdentifierKind::DateOfBirth, |t| DateOfBirth::parse(t).map(debug)),
];

fn debug(identifier: impl core::fmt::Debug) -> String {
    format!("{identifier:?}")
}

/// An NPI behind nine digits, its check digit found by trying: independent of the code under test.
fn npi_of(nine: &str) -> String {
    (0..10)
        .map(|check| format!("{nine}{check}"))
        .find(|npi| {
            let card = format!("80840{npi}");
            let digits: Vec<u32> = card.chars().rev().map(|c| c.to_digit(10).unwrap()).collect();
            let plain: u32 = digits.iter().step_by(2).sum();
            let doubled: u32 = digits.iter().skip(1).step_by(2).map(|d| d * 2 / 10 + d * 2 % 10).sum();
            (plain + doubled).is_multiple_of(10)
        })
        .unwrap()
}

/// A DEA number behind two characters and six digits.
fn dea_of(letters: &str, six: &str) -> String {
    let d: Vec<u32> = six.chars().map(|c| c.to_digit(10).unwrap()).collect();
    let sum = d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5]);
    format!("{letters}{six}{}", sum % 10)
}

fn with_digit(number: &str, place: usize, digit: char) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    characters[place] = digit;
    characters.into_iter().collect()
}
