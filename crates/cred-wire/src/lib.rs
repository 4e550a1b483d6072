//! The JSON shapes that the command line (`--json`) and the HTTP server share, and the exit codes.
//!
//! They are a contract of their own: a change in the core changes them only on purpose. Instants are RFC 3339 in UTC; local times stand
//! beside them with the zone they are read in. Ends are exclusive.

pub mod answer;
pub mod due;
pub mod exit;
pub mod explanation;
pub mod finding;
pub mod gaps;
pub mod impact;
pub mod problem;
pub mod roster;
pub mod schedule;
pub mod snapshot;
