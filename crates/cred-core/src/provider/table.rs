//! The transitions of a provider's record, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "provider",
    states: &["registered", "merged", "deceased"],
    terminal: &["deceased"],
    transitions: &[
        Transition { from: Machine::START, command: "register", by: STAFF, to: &["registered"], guard: "" },
        Transition { from: "registered", command: "add-name", by: ANYONE, to: &["registered"], guard: OWN },
        Transition { from: "registered", command: "claim", by: ANYONE, to: &["registered"], guard: OWN },
        Transition {
            from: "registered",
            command: "correct-claim",
            by: ANYONE,
            to: &["registered"],
            guard: "the applicant: on their own record; claimed before; with a reason",
        },
        Transition {
            from: "registered",
            command: "record-death",
            by: STAFF,
            to: &["deceased"],
            guard: "not in the future",
        },
        Transition {
            from: "registered",
            command: "merge-into",
            by: MSP,
            to: &["merged"],
            guard: "another record that is merged into none; NPI, SSN, date of birth and licence agree, or a reason; two NPIs only where one was issued in error",
        },
        Transition { from: "merged", command: "unmerge", by: MSP, to: &["registered"], guard: "a reason" },
    ],
};

const OWN: &str = "the applicant: on their own record";
/// A score never merges: a person of the credentialing staff does.
const MSP: &[Capacity] = &[Capacity::Msp];
const STAFF: &[Capacity] = &[Capacity::Msp, Capacity::Cvo, Capacity::System];
const ANYONE: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp, Capacity::Cvo, Capacity::System];
