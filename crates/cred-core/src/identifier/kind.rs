//! Which identifier is meant: the name used in errors, its written form, and where to check it.

use core::fmt;

/// The kinds of identifier this module parses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// National Provider Identifier.
    Npi,
    /// DEA registration number. Secret.
    DeaNumber,
    /// Social security number. Secret.
    Ssn,
    /// Individual taxpayer identification number. Secret.
    Itin,
    /// Employer identification number.
    Ein,
    /// Taxpayer identification number: an EIN, SSN or ITIN. Secret, because it may be one.
    Tin,
    /// CAQH provider id.
    CaqhId,
    /// Unique physician identification number, retired in 2008.
    Upin,
    /// CLIA certificate number of a laboratory.
    Clia,
    /// CMS certification number of a facility or supplier.
    Ccn,
    /// NUCC provider taxonomy code.
    TaxonomyCode,
    /// Medicare provider transaction access number.
    Ptan,
    /// PECOS enrollment id.
    PecosEnrollmentId,
    /// PECOS associate control (PAC) id.
    PecosPacId,
    /// ECFMG number of an international medical graduate.
    Ecfmg,
    /// USMLE id.
    UsmleId,
    /// AAMC id.
    AamcId,
    /// AMA medical education number.
    AmaMe,
    /// NPDB data bank id of a registered entity. Secret.
    NpdbDbid,
    /// NPDB report number.
    NpdbReportNumber,
    /// Order id of an NPDB self-query.
    NpdbSelfQueryOrderId,
    /// Number of a state licence.
    LicenseNumber,
    /// Date of birth. Secret.
    DateOfBirth,
}

impl IdentifierKind {
    /// The stable first half of an error code, as in `npi/checksum`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Npi => "npi",
            Self::DeaNumber => "dea-number",
            Self::Ssn => "ssn",
            Self::Itin => "itin",
            Self::Ein => "ein",
            Self::Tin => "tin",
            Self::CaqhId => "caqh-id",
            Self::Upin => "upin",
            Self::Clia => "clia",
            Self::Ccn => "ccn",
            Self::TaxonomyCode => "taxonomy-code",
            Self::Ptan => "ptan",
            Self::PecosEnrollmentId => "pecos-enrollment-id",
            Self::PecosPacId => "pecos-pac-id",
            Self::Ecfmg => "ecfmg-number",
            Self::UsmleId => "usmle-id",
            Self::AamcId => "aamc-id",
            Self::AmaMe => "ama-me-number",
            Self::NpdbDbid => "npdb-dbid",
            Self::NpdbReportNumber => "npdb-report-number",
            Self::NpdbSelfQueryOrderId => "npdb-self-query-order-id",
            Self::LicenseNumber => "license-number",
            Self::DateOfBirth => "date-of-birth",
        }
    }

    /// Whether values of this kind, even mistyped ones, stay out of errors, logs and `Debug`.
    pub fn is_secret(self) -> bool {
        match self {
            Self::DeaNumber | Self::Ssn | Self::Itin | Self::Tin | Self::NpdbDbid | Self::DateOfBirth => true,
            Self::Npi
            | Self::Ein
            | Self::CaqhId
            | Self::Upin
            | Self::Clia
            | Self::Ccn
            | Self::TaxonomyCode
            | Self::Ptan
            | Self::PecosEnrollmentId
            | Self::PecosPacId
            | Self::Ecfmg
            | Self::UsmleId
            | Self::AamcId
            | Self::AmaMe
            | Self::NpdbReportNumber
            | Self::NpdbSelfQueryOrderId
            | Self::LicenseNumber => false,
        }
    }

    /// The written form, for a sentence that begins "must be".
    pub fn form(self) -> &'static str {
        match self {
            Self::Npi => "10 digits",
            Self::DeaNumber => "two characters and 7 digits, as `XY1234567`",
            Self::Ssn => "9 digits, as `123-45-6789`",
            Self::Itin => "9 digits starting with 9, as `9NN-NN-NNNN`",
            Self::Ein => "9 digits, as `12-3456789`",
            Self::Tin => "9 digits hyphenated as `NN-NNNNNNN` for an employer or `NNN-NN-NNNN` for a person",
            Self::CaqhId => "1 to 10 digits, customarily 8",
            Self::Upin => "a letter and 5 digits, or three letters and `000` for a surrogate",
            Self::Clia => "2 digits, the letter D and 7 digits, as `05D1234567`",
            Self::Ccn => {
                "6 characters (state code, then type and sequence), or 10 for a supplier (state code, letter, 7 digits)"
            }
            Self::TaxonomyCode => "9 letters or digits and a final X, as `207R00000X`",
            Self::Ptan => "1 to 15 letters or digits",
            Self::PecosEnrollmentId => "I or O, a date as yyyymmdd and 6 digits, as `I20031103000001`",
            Self::PecosPacId => "10 digits",
            Self::Ecfmg | Self::UsmleId => "8 digits, as `0-123-456-7`",
            Self::AamcId => "8 digits",
            Self::AmaMe => "11 digits (5 school, 2 year, 4 serial)",
            Self::NpdbDbid => "15 digits",
            Self::NpdbReportNumber | Self::NpdbSelfQueryOrderId => "16 digits",
            Self::LicenseNumber => "1 to 64 characters as printed on the licence",
            Self::DateOfBirth => "a calendar date as yyyy-mm-dd",
        }
    }

    /// What the reader of a refusal can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Npi => "check it against the registry entry",
            Self::DeaNumber => "check it against the DEA certificate",
            Self::Ssn => "check it against the provider's signed application",
            Self::Itin => "check it against the tax authority's notice",
            Self::Ein => "check it against the tax authority's confirmation letter",
            Self::Tin => "check it against the signed W-9",
            Self::CaqhId => "check it against the CAQH profile",
            Self::Upin => "leave it out unless an old record needs it",
            Self::Clia => "check it against the CLIA certificate",
            Self::Ccn => "check it against the certification letter",
            Self::TaxonomyCode => "look it up in the NUCC code set",
            Self::Ptan => "check it against the contractor's approval letter",
            Self::PecosEnrollmentId | Self::PecosPacId => "check it against the PECOS record",
            Self::Ecfmg => "check it against the ECFMG certificate",
            Self::UsmleId => "check it against the USMLE transcript",
            Self::AamcId => "check it against the AAMC account",
            Self::AmaMe => "check it against the AMA profile",
            Self::NpdbDbid => "check it against the entity's NPDB registration",
            Self::NpdbReportNumber => "check it against the NPDB report",
            Self::NpdbSelfQueryOrderId => "check it against the self-query response",
            Self::LicenseNumber => "enter it as the licensing board prints it",
            Self::DateOfBirth => "check it against the government-issued identification",
        }
    }
}

/// The name used in sentences, as in "dea number must be …".
impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Npi => "npi",
            Self::DeaNumber => "dea number",
            Self::Ssn => "social security number",
            Self::Itin => "individual taxpayer number",
            Self::Ein => "employer identification number",
            Self::Tin => "taxpayer identification number",
            Self::CaqhId => "caqh provider id",
            Self::Upin => "upin",
            Self::Clia => "clia number",
            Self::Ccn => "cms certification number",
            Self::TaxonomyCode => "taxonomy code",
            Self::Ptan => "ptan",
            Self::PecosEnrollmentId => "pecos enrollment id",
            Self::PecosPacId => "pecos pac id",
            Self::Ecfmg => "ecfmg number",
            Self::UsmleId => "usmle id",
            Self::AamcId => "aamc id",
            Self::AmaMe => "ama me number",
            Self::NpdbDbid => "npdb data bank id",
            Self::NpdbReportNumber => "npdb report number",
            Self::NpdbSelfQueryOrderId => "npdb self-query order id",
            Self::LicenseNumber => "license number",
            Self::DateOfBirth => "date of birth",
        })
    }
}
