//! What is implausible about an identifier that is otherwise sound.

use core::fmt;

/// A reason for a person to look at an identifier. It never blocks by itself, and never repeats a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// The first letter of a DEA number is no longer issued.
    DeaHistoricalLetter,
    /// A DEA number of the ended waiver programme (X).
    DeaObsoleteLetter,
    /// The second character of a DEA number is no known name's initial.
    DeaNameMismatch,
    /// A person's DEA number is registered to a business address (9).
    DeaBusinessAddress,
    /// A DEA number with an institution's code: not a registration of the person.
    DeaInstitutionSuffix,
    /// The first two digits of an EIN were never assigned.
    EinPrefixNeverIssued,
    /// A CAQH id that does not have 8 digits.
    CaqhUnusualLength,
    /// A UPIN: the whole series ended in 2008.
    UpinRetired,
    /// A UPIN that stood in for people without one.
    UpinSurrogate,
    /// A licence number unlike those the state's board issues.
    LicenseUnusualForm,
    /// A date of birth after the day asked about.
    BirthInFuture,
    /// A date of birth less than 18 years back.
    BirthBelowWorkingAge,
    /// A date of birth more than 100 years back.
    BirthOverHundredYearsAgo,
}

impl Warning {
    /// A stable code such as `dea-number/name-mismatch`, for adapters and documentation.
    pub fn code(self) -> &'static str {
        match self {
            Self::DeaHistoricalLetter => "dea-number/historical-letter",
            Self::DeaObsoleteLetter => "dea-number/obsolete-letter",
            Self::DeaNameMismatch => "dea-number/name-mismatch",
            Self::DeaBusinessAddress => "dea-number/business-address",
            Self::DeaInstitutionSuffix => "dea-number/institution-suffix",
            Self::EinPrefixNeverIssued => "ein/prefix-never-issued",
            Self::CaqhUnusualLength => "caqh-id/unusual-length",
            Self::UpinRetired => "upin/retired",
            Self::UpinSurrogate => "upin/surrogate",
            Self::LicenseUnusualForm => "license-number/unusual-form",
            Self::BirthInFuture => "date-of-birth/in-future",
            Self::BirthBelowWorkingAge => "date-of-birth/below-working-age",
            Self::BirthOverHundredYearsAgo => "date-of-birth/over-hundred-years-ago",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DeaHistoricalLetter => {
                "dea number starts with a letter no longer issued: verify the registration is current"
            }
            Self::DeaObsoleteLetter => {
                "dea number starts with X, from the ended waiver programme: ask for the main registration"
            }
            Self::DeaNameMismatch => {
                "dea number's second character is the initial of no known name: ask for the name at issue"
            }
            Self::DeaBusinessAddress => {
                "dea number is registered to a business address: verify it is the provider's own"
            }
            Self::DeaInstitutionSuffix => {
                "dea number carries an institution's code and is not the provider's own: ask for the provider's"
            }
            Self::EinPrefixNeverIssued => {
                "employer identification number starts with two digits never assigned: check the W-9"
            }
            Self::CaqhUnusualLength => "caqh provider id does not have the usual 8 digits: check the profile",
            Self::UpinRetired => "upin was retired in 2008: keep it as history and use the npi",
            Self::UpinSurrogate => "upin is a surrogate that names no one: do not match on it",
            Self::LicenseUnusualForm => {
                "license number is unlike those this state's board issues: check it at the board"
            }
            Self::BirthInFuture => "date of birth is in the future: check the identification",
            Self::BirthBelowWorkingAge => "date of birth gives an age under 18: check the identification",
            Self::BirthOverHundredYearsAgo => "date of birth gives an age over 100: check the identification",
        })
    }
}
