//! Readers of the files people really have.
//!
//! A reader turns a file into neutral, fully parsed rows and a report of every row it could not
//! take. It writes nothing, knows no store and decides nothing: what a row means for a provider's
//! file is the caller's business.
//!
//! * [`nppes`]: the federal NPI dissemination file.
//! * [`nppes_deactivations`], [`order_referring`], [`taxonomy_file`]: what goes with it: deactivated NPIs, who may order and refer, the
//!   user's own copy of the taxonomy.
//! * [`roster`]: a spreadsheet of providers with whatever header its owner chose.
//! * [`evidence_file`]: verifications done elsewhere, in our own fixed layout.
//! * [`lists`]: lists of excluded, debarred and revoked parties, edition by edition.
//! * [`dea_file`]: the DEA's registrant file.
//! * [`archive`]: any of these out of a ZIP archive.
//! * [`nursys`]: results of a nurse look-up.
//! * [`license_file`]: the states' licence downloads, through a mapping file.
//! * [`fsmb`]: the report of the federation of medical boards on one physician.
//! * [`case_list`]: booked cases, as CSV or JSON.
//!
//! All of them stream with bounded memory, hand out one [`RowResult`] after another, and collect *all*
//! faults of a row. [`report::ImportReport`] adds them up; [`source_hash::Hashing`] tells whether the
//! very same file was imported before.
//!
//! ```
//! use cred_import::{nppes, report::ImportReport, source_hash::Hashing};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = "not,an,nppes,file\n1,2,3,4\n".as_bytes();
//! let mut source = Hashing::new(file);
//! let mut report = ImportReport::new("npidata.csv");
//! match nppes::read(&mut source) {
//!     Ok(rows) => {
//!         for row in rows {
//!             if let Some(row) = report.tally(row) {
//!                 println!("{} in line {}", row.value.npi, row.line);
//!             }
//!         }
//!     }
//!     Err(fault) => report.stop(&fault),
//! }
//! report.source_hash = Some(source.finish()?);
//! assert_eq!(report.rejected, 0);
//! # Ok(())
//! # }
//! ```

mod answers;
mod columns;
mod date;
mod fault;
mod identifier;
mod row;
mod rows;
mod spelling;
mod table;
mod toml_date;

pub mod archive;
pub mod case_list;
pub mod dea_file;
pub mod evidence_file;
pub mod facility_file;
pub mod fsmb;
pub mod license_file;
pub mod lists;
pub mod nppes;
pub mod nppes_deactivations;
pub mod nursys;
pub mod order_referring;
pub mod privilege_set_file;
pub mod report;
pub mod roster;
pub mod rule_pack_file;
pub mod source_hash;
pub mod taxonomy_file;
pub mod toml_fault;

pub use answers::{Answer, Doubt};
pub use date::DateRule;
pub use fault::{FileError, RowError, RowErrors, RowFault, RowResult, Rule};
pub use row::Row;
