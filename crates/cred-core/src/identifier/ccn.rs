//! The CMS certification number of a facility or supplier.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// A CMS certification number: 6 characters for a provider, 10 for a supplier.
///
/// The first two are a CMS state code, kept as two opaque characters: states have several codes because ranges ran
/// out, so the code to state table is dated data and not part of the number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ccn(String);

/// What a certification number says of its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facility {
    /// Short-term (general) hospital.
    ShortTermHospital,
    /// Critical access hospital.
    CriticalAccessHospital,
    /// Hospice.
    Hospice,
    /// Federally qualified health centre.
    FederallyQualifiedHealthCenter,
    /// Long-term care hospital.
    LongTermCareHospital,
    /// End-stage renal disease (dialysis) facility.
    RenalDialysisFacility,
    /// Rehabilitation hospital.
    RehabilitationHospital,
    /// Children's hospital.
    ChildrensHospital,
    /// Psychiatric hospital.
    PsychiatricHospital,
    /// Skilled nursing facility.
    SkilledNursingFacility,
    /// Home health agency.
    HomeHealthAgency,
    /// A unit of a hospital, marked by a letter in the third position.
    Unit(CcnUnit),
    /// A supplier with a 10-character number.
    Supplier(CcnSupplier),
    /// A range or letter outside the table; the number is still valid.
    Unlisted,
}

/// A unit inside a hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CcnUnit {
    /// Psychiatric unit (S).
    Psychiatric,
    /// Rehabilitation unit (T).
    Rehabilitation,
    /// Psychiatric unit of a critical access hospital (M).
    CriticalAccessPsychiatric,
    /// Rehabilitation unit of a critical access hospital (R).
    CriticalAccessRehabilitation,
    /// Swing beds (U, W, Y or Z).
    SwingBed,
}

/// A supplier certified under its own letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CcnSupplier {
    /// Ambulatory surgical centre (C).
    AmbulatorySurgicalCenter,
    /// Laboratory (D): the same text is its CLIA number.
    Laboratory,
    /// Portable X-ray supplier (X).
    PortableXRay,
    /// Another letter.
    Unlisted,
}

impl Ccn {
    /// Reads a certification number, with or without the hyphen after the state code.
    ///
    /// Wider than the table of [`Facility`] on purpose: CMS adds ranges, and marks a unit's parent by a letter in the
    /// fourth and an emergency hospital by E or F in the last position.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::compact(IdentifierKind::Ccn, text)?;
        let fits = match canonical.as_bytes() {
            [_, _, third, fourth, fifth, sixth] => {
                (fourth.is_ascii_digit() || third.is_ascii_uppercase())
                    && fifth.is_ascii_digit()
                    && (sixth.is_ascii_digit() || matches!(sixth, b'E' | b'F'))
            }
            [_, _, letter, serial @ ..] => {
                letter.is_ascii_uppercase() && serial.len() == 7 && serial.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        };
        if !fits {
            return Err(IdentifierError::new(IdentifierKind::Ccn, Rule::Form, text));
        }
        Ok(Self(canonical))
    }

    /// The CMS state code: two opaque characters, not a postal abbreviation.
    pub fn state_code(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// What the number says of its holder.
    pub fn facility(&self) -> Facility {
        let rest = self.0.get(2..).unwrap_or_default();
        let letter = rest.chars().next().filter(char::is_ascii_uppercase);
        match (letter, rest.len()) {
            (Some(letter), 4) => unit(letter).map_or(Facility::Unlisted, Facility::Unit),
            (Some(letter), _) => Facility::Supplier(supplier(letter)),
            (None, _) => rest.parse().map_or(Facility::Unlisted, by_range),
        }
    }
}

text::shown_as_text!(Ccn);
text::displayed_as_is!(Ccn);

fn by_range(last_four: u16) -> Facility {
    match last_four {
        1..=879 => Facility::ShortTermHospital,
        1300..=1399 => Facility::CriticalAccessHospital,
        1500..=1799 => Facility::Hospice,
        1800..=1989 => Facility::FederallyQualifiedHealthCenter,
        2000..=2299 => Facility::LongTermCareHospital,
        2300..=2899 => Facility::RenalDialysisFacility,
        3025..=3099 => Facility::RehabilitationHospital,
        3300..=3399 => Facility::ChildrensHospital,
        4000..=4499 => Facility::PsychiatricHospital,
        5000..=6499 => Facility::SkilledNursingFacility,
        7000..=8499 => Facility::HomeHealthAgency,
        _ => Facility::Unlisted,
    }
}

fn unit(letter: char) -> Option<CcnUnit> {
    match letter {
        'S' => Some(CcnUnit::Psychiatric),
        'T' => Some(CcnUnit::Rehabilitation),
        'M' => Some(CcnUnit::CriticalAccessPsychiatric),
        'R' => Some(CcnUnit::CriticalAccessRehabilitation),
        'U' | 'W' | 'Y' | 'Z' => Some(CcnUnit::SwingBed),
        _ => None,
    }
}

fn supplier(letter: char) -> CcnSupplier {
    match letter {
        'C' => CcnSupplier::AmbulatorySurgicalCenter,
        'D' => CcnSupplier::Laboratory,
        'X' => CcnSupplier::PortableXRay,
        _ => CcnSupplier::Unlisted,
    }
}
