//! Exercise: may this person exercise this privilege, at this site, at this time, and why?
//!
//! A pure function of the records. Nothing has to run for a privilege to stop at midnight: the timeline already says so.

pub mod answer;
pub mod booking;
pub mod case_rules;
pub mod claimable;
pub mod compact_members;
pub mod credential_rules;
pub mod due;
pub mod duties;
pub mod elsewhere;
pub mod explanation;
pub mod gaps;
pub mod impact;
pub mod investigations;
pub mod licensing;
pub mod npdb_reports;
pub mod question;
pub mod roster;
pub mod rules;
pub mod simulation;
pub mod standing_checks;
pub mod supposition;
pub mod suspensions;
