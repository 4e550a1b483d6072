//! What a roster column can mean, and what people call it.

use std::fmt;

use crate::row::{Column, Privacy};

/// A meaning a column of a roster can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The provider's NPI.
    Npi,
    /// Last name.
    LastName,
    /// First name.
    FirstName,
    /// Middle name or initial.
    MiddleName,
    /// Name suffix, e.g. `Jr.`
    Suffix,
    /// Degree or credential letters, e.g. `MD`.
    Degree,
    /// A former or other last name.
    FormerLastName,
    /// Kind of provider, e.g. `Physician`.
    ProviderType,
    /// Number of the licence.
    LicenseNumber,
    /// State of the licence.
    LicenseState,
    /// Last day of the licence.
    LicenseExpiration,
    /// DEA registration number.
    DeaNumber,
    /// State of the DEA registration.
    DeaState,
    /// Last day of the DEA registration.
    DeaExpiration,
    /// Certifying board.
    Board,
    /// Name of the board certificate.
    BoardCertificate,
    /// Last day of the board certificate.
    BoardExpiration,
    /// CAQH provider id.
    CaqhId,
    /// NUCC taxonomy code, or a specialty by name.
    Specialty,
    /// E-mail address.
    Email,
    /// Date of birth.
    DateOfBirth,
}

impl Field {
    /// All fields, in the order of the template.
    pub const ALL: [Self; 21] = [
        Self::Npi,
        Self::LastName,
        Self::FirstName,
        Self::MiddleName,
        Self::Suffix,
        Self::Degree,
        Self::FormerLastName,
        Self::ProviderType,
        Self::LicenseNumber,
        Self::LicenseState,
        Self::LicenseExpiration,
        Self::DeaNumber,
        Self::DeaState,
        Self::DeaExpiration,
        Self::Board,
        Self::BoardCertificate,
        Self::BoardExpiration,
        Self::CaqhId,
        Self::Specialty,
        Self::Email,
        Self::DateOfBirth,
    ];

    /// The fields no roster can do without.
    pub(super) const REQUIRED: [Self; 3] = [Self::Npi, Self::LastName, Self::FirstName];

    /// The key in a mapping file, e.g. `license_number`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Npi => "npi",
            Self::LastName => "last_name",
            Self::FirstName => "first_name",
            Self::MiddleName => "middle_name",
            Self::Suffix => "suffix",
            Self::Degree => "degree",
            Self::FormerLastName => "former_last_name",
            Self::ProviderType => "provider_type",
            Self::LicenseNumber => "license_number",
            Self::LicenseState => "license_state",
            Self::LicenseExpiration => "license_expiration",
            Self::DeaNumber => "dea_number",
            Self::DeaState => "dea_state",
            Self::DeaExpiration => "dea_expiration",
            Self::Board => "board",
            Self::BoardCertificate => "board_certificate",
            Self::BoardExpiration => "board_expiration",
            Self::CaqhId => "caqh_id",
            Self::Specialty => "specialty",
            Self::Email => "email",
            Self::DateOfBirth => "date_of_birth",
        }
    }

    /// The header names known without a mapping: the template's first, then synonyms. Case, blanks and
    /// punctuation do not count.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Npi => &["NPI", "NPI Number", "Individual NPI", "Provider NPI", "NPI1", "Type 1 NPI"],
            Self::LastName => &["Last Name", "Surname", "Family Name", "Legal Last Name", "Provider Last Name"],
            Self::FirstName => &["First Name", "Given Name", "Legal First Name", "Provider First Name"],
            Self::MiddleName => &["Middle Name", "Middle", "Middle Initial", "MI", "Provider Middle Name"],
            Self::Suffix => &["Suffix", "Name Suffix", "Generation"],
            Self::Degree => &["Degree", "Credential", "Credentials", "Title", "Professional Degree"],
            Self::FormerLastName => {
                &["Former Last Name", "Other Last Name", "Maiden Name", "Previous Last Name", "Alternate Last Name"]
            }
            Self::ProviderType => &["Provider Type", "Practitioner Type", "Type of Provider"],
            Self::LicenseNumber => &[
                "License Number",
                "License No",
                "License",
                "Licence Number",
                "State License Number",
                "State License",
                "Medical License Number",
            ],
            Self::LicenseState => &["License State", "Licence State", "State of License", "State of Licensure"],
            Self::LicenseExpiration => &[
                "License Expiration",
                "License Expiration Date",
                "License Exp Date",
                "License Exp",
                "License Expires",
                "Licence Expiration",
                "State License Expiration",
            ],
            Self::DeaNumber => &["DEA Number", "DEA", "DEA No", "DEA Registration", "DEA Registration Number"],
            Self::DeaState => &["DEA State"],
            Self::DeaExpiration => &["DEA Expiration", "DEA Expiration Date", "DEA Exp Date", "DEA Exp", "DEA Expires"],
            Self::Board => &["Board", "Board Name", "Certifying Board", "Specialty Board"],
            Self::BoardCertificate => {
                &["Board Certificate", "Board Certification", "Certification", "Certificate", "Board Specialty"]
            }
            Self::BoardExpiration => &[
                "Board Expiration",
                "Board Expiration Date",
                "Board Exp Date",
                "Board Certification Expiration",
                "Board Certificate Expiration",
                "Certification Expiration",
            ],
            Self::CaqhId => &["CAQH ID", "CAQH", "CAQH Number", "CAQH Provider ID", "CAQH ProView ID"],
            Self::Specialty => &[
                "Specialty",
                "Taxonomy",
                "Taxonomy Code",
                "Specialty/Taxonomy",
                "Primary Specialty",
                "Primary Taxonomy",
            ],
            Self::Email => &["Email", "Email Address", "E-mail Address"],
            Self::DateOfBirth => &["Date of Birth", "DOB", "Birth Date", "Birthdate"],
        }
    }

    /// The header name of the template.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_else(|| self.key())
    }

    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    fn privacy(self) -> Privacy {
        match self {
            Self::DeaNumber | Self::DateOfBirth => Privacy::Secret,
            Self::Npi
            | Self::LastName
            | Self::FirstName
            | Self::MiddleName
            | Self::Suffix
            | Self::Degree
            | Self::FormerLastName
            | Self::ProviderType
            | Self::LicenseNumber
            | Self::LicenseState
            | Self::LicenseExpiration
            | Self::DeaState
            | Self::DeaExpiration
            | Self::Board
            | Self::BoardCertificate
            | Self::BoardExpiration
            | Self::CaqhId
            | Self::Specialty
            | Self::Email => Privacy::Open,
        }
    }

    pub(super) fn at(self, column: Option<usize>) -> Column {
        match self.privacy() {
            Privacy::Open => Column::open(column),
            Privacy::Secret => Column::secret(column),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
