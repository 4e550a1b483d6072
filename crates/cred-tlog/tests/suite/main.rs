//! The mathematics from outside: against a naive twin, against another implementation, against known answers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something does not hold"
)]

mod naive;

mod known_answers;
mod notes;
mod proofs;
