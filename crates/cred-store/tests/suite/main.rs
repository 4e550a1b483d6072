//! The store from outside: the suite for engines, and what only a file can go through.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something does not hold"
)]

mod sample;

mod agreement;
mod artefacts;
mod conformance;

mod files;
mod forging;
mod older;
mod tampering;

mod contention;
mod crash;
mod full_disk;
