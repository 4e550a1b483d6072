//! The transitions of an appointment, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const BOARD: &[Capacity] = &[Capacity::Board];

/// The board, or between its meetings a committee of it, for what may be expedited.
const APPOINTERS: &[Capacity] = &[Capacity::Board, Capacity::BoardCommittee];

const LEADERS: &[Capacity] = &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector];

const GOVERNORS: &[Capacity] = &[Capacity::Mec, Capacity::Board, Capacity::Ceo];

/// The transitions. That a term has run out is no state: it is read from the term.
pub static MACHINE: Machine = Machine {
    name: "appointment",
    states: &["appointed", "on-leave", "suspended", "resigned", "revoked", "deceased"],
    terminal: &["resigned", "revoked", "deceased"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "appoint",
            by: APPOINTERS,
            to: &["appointed"],
            guard: "credentialed; within the bylaws' longest term; no other appointment",
        },
        Transition {
            from: "appointed",
            command: "reappoint",
            by: APPOINTERS,
            to: &["appointed"],
            guard: "credentialed; before the term ends; the new term begins at the old end",
        },
        Transition {
            from: "appointed",
            command: "take-leave",
            by: GOVERNORS,
            to: &["on-leave"],
            guard: "not back-dated",
        },
        Transition { from: "on-leave", command: "return", by: GOVERNORS, to: &["appointed"], guard: "" },
        Transition { from: "appointed", command: "suspend", by: LEADERS, to: &["suspended"], guard: "a reason" },
        Transition { from: "suspended", command: "lift", by: GOVERNORS, to: &["appointed"], guard: "" },
        Transition { from: "appointed", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        Transition { from: "on-leave", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        Transition { from: "suspended", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        Transition { from: "appointed", command: "revoke", by: BOARD, to: &["revoked"], guard: "a reason" },
        Transition { from: "suspended", command: "revoke", by: BOARD, to: &["revoked"], guard: "a reason" },
        Transition { from: "on-leave", command: "revoke", by: BOARD, to: &["revoked"], guard: "a reason" },
        Transition { from: "appointed", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
        Transition { from: "on-leave", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
        Transition { from: "suspended", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
    ],
};

const RESIGNERS: &[Capacity] = &[Capacity::Provider, Capacity::Msp];

const STAFF: &[Capacity] = &[Capacity::Msp];
