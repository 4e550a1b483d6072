//! The transitions of a privilege by proxy, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const BOARD: &[Capacity] = &[Capacity::Board];

const LEADERS: &[Capacity] = &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector];

const STAFF: &[Capacity] = &[Capacity::Msp];

const HOLDER: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp];

macro_rules! row {
    ($from:expr, $command:literal, $by:expr, $to:literal, $guard:literal) => {
        Transition { from: $from, command: $command, by: $by, to: &[$to], guard: $guard }
    };
}

/// The transitions. That the agreement, the term or the privilege at the distant site is over is no state: it is read from the facts.
pub static MACHINE: Machine = Machine {
    name: "proxy privilege",
    states: &["granted", "suspended", "distant-ended", "revoked", "relinquished"],
    terminal: &["distant-ended", "revoked", "relinquished"],
    transitions: &[
        row!(
            Machine::START,
            "grant",
            BOARD,
            "granted",
            "an agreement in force with a fit distant site; privileged there; licensed in the patients' state; within the longest term"
        ),
        row!("granted", "record-distant-privileges", STAFF, "granted", "an outside site; before the last list ran out"),
        row!(
            "suspended",
            "record-distant-privileges",
            STAFF,
            "suspended",
            "an outside site; before the last list ran out"
        ),
        row!("granted", "record-distant-privileges-ended", STAFF, "distant-ended", "not in the future"),
        row!("suspended", "record-distant-privileges-ended", STAFF, "distant-ended", "not in the future"),
        row!("granted", "suspend", LEADERS, "suspended", "a reason"),
        row!("suspended", "lift", &[Capacity::Mec, Capacity::Board], "granted", ""),
        row!("granted", "revoke", BOARD, "revoked", "a reason"),
        row!("suspended", "revoke", BOARD, "revoked", "a reason"),
        row!("granted", "relinquish", HOLDER, "relinquished", "the holder or their delegate, or the staff for them"),
        row!("suspended", "relinquish", HOLDER, "relinquished", "the holder or their delegate, or the staff for them"),
    ],
};
