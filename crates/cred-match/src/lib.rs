//! Screening of providers and organisations against the entries of exclusion lists.
//!
//! [`Index::build`](index::Index::build) takes the entries of a list, [`matches`](index::Index::matches) a
//! [`Subject`](subject::Subject), and gives every entry that may be about it as a
//! [`PotentialMatch`](potential_match::PotentialMatch): with a score, and the evidence field by field. It never decides that somebody is
//! excluded: it says where to look, and why. Entries of equal evidence are all given and marked as tied; none is picked.
//!
//! Pure: no I/O, no clock, no random number. A pair's score depends on the two and on the [`Weights`](weights::Weights) alone, so that an
//! added or removed entry changes nobody else's.

mod birth;
mod blocking;
#[cfg(feature = "generator")]
pub mod generator;
pub mod index;
pub mod name_tables;
mod occupation;
mod organization_name;
mod person_name;
mod postings;
pub mod potential_match;
mod profile;
pub mod roster;
mod scoring;
pub mod subject;
pub mod weights;
mod word;
