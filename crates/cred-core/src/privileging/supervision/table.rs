//! The transitions of an agreement, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const STAFF: &[Capacity] = &[Capacity::Msp];

const PARTIES: &[Capacity] = &[Capacity::Msp, Capacity::Provider];

/// The transitions. That a term has run out, or that nobody is left to supervise, is no state: it is read from the facts.
pub static MACHINE: Machine = Machine {
    name: "supervision",
    states: &["agreed", "ended"],
    terminal: &["ended"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "agree",
            by: STAFF,
            to: &["agreed"],
            guard: "both signatures; two people; not back-dated",
        },
        Transition {
            from: "agreed",
            command: "add-alternate",
            by: STAFF,
            to: &["agreed"],
            guard: "no party; not back-dated; before the agreement ends",
        },
        Transition {
            from: "agreed",
            command: "remove-alternate",
            by: PARTIES,
            to: &["agreed"],
            guard: "named; of providers the alternate alone; not back-dated",
        },
        Transition {
            from: "agreed",
            command: "end",
            by: PARTIES,
            to: &["ended"],
            guard: "a reason; of providers the two alone; not back-dated",
        },
    ],
};
