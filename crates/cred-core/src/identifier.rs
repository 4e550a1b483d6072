//! The numbers the field is known by: parsed once at the edge, carried as their own types after that.
//!
//! Every identifier here has a private canonical text that only `parse` can make, so holding an [`Npi`] means its check
//! digit held. Canonical means upper-case, without the spaces and hyphens people type, leading zeros kept.
//!
//! Three answers are kept apart:
//!
//! * *malformed* or *check digit fails* is an [`IdentifierError`]: the text is not such a number;
//! * *implausible* is a [`Warning`]: the number stands, a person should look at it;
//! * *belongs to this provider, and is in force* is never answered here. No check digit is proof of anything: swapping
//!   `09` and `90` inside an NPI goes unnoticed, and so does a 5 too many in every second digit of a DEA
//!   number.
//!
//! Social security, taxpayer, DEA and NPDB data bank numbers and the date of birth are secrets: they have no `Display`,
//! their `Debug` is redacted, no error repeats them, and `expose` is the one door to the value.
//!
//! ```
//! use cred_core::identifier::{Npi, Ssn};
//!
//! let npi: Npi = "1234567893".parse()?;
//! assert_eq!(npi.to_string(), "1234567893");
//!
//! let refused = Npi::parse("1234567890").unwrap_err();
//! assert_eq!(refused.code(), "npi/checksum");
//!
//! let ssn = Ssn::parse("001-01-0001")?;
//! assert_eq!(ssn.masked(), "***-**-0001");
//! assert_eq!(format!("{ssn:?}"), "Ssn(Secret(***))");
//! # Ok::<(), cred_core::identifier::IdentifierError>(())
//! ```

mod error;
mod kind;
mod secret;
mod text;
mod warning;

mod npi;

mod dea_number;

mod ein;
mod itin;
mod ssn;
mod tin;

mod date_of_birth;
mod license_number;
mod license_pattern;

mod aamc;
mod ama_me;
mod ecfmg;
mod taxonomy_code;
mod usmle;

mod caqh_id;
mod ccn;
mod clia;
mod npdb;
mod pecos;
mod ptan;
mod upin;

pub use aamc::AamcId;
pub use ama_me::AmaMeNumber;
pub use caqh_id::CaqhId;
pub use ccn::{Ccn, CcnSupplier, CcnUnit, Facility};
pub use clia::CliaNumber;
pub use date_of_birth::DateOfBirth;
pub use dea_number::{DeaNumber, DeaRegistrant};
pub use ecfmg::EcfmgNumber;
pub use ein::Ein;
pub use error::{IdentifierError, Level, Rule};
pub use itin::Itin;
pub use kind::IdentifierKind;
pub use license_number::LicenseNumber;
pub use license_pattern::PhysicianDegree;
pub use npdb::{Dbid, NpdbReportNumber, NpdbSelfQueryOrderId};
pub use npi::Npi;
pub use pecos::{PecosEnrollee, PecosEnrollmentId, PecosPacId};
pub use ptan::Ptan;
pub use secret::Secret;
pub use ssn::Ssn;
pub use taxonomy_code::TaxonomyCode;
pub use tin::Tin;
pub use upin::Upin;
pub use usmle::UsmleId;
pub use warning::Warning;

#[cfg(test)]
mod tests;
