//! The transitions of a temporary privilege, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

/// Whom a facility's rules may name to grant; the rules in force narrow it down.
const GRANTORS: &[Capacity] = &[
    Capacity::Ceo,
    Capacity::MedicalDirector,
    Capacity::Chair,
    Capacity::Mec,
    Capacity::Board,
    Capacity::BoardCommittee,
];

const STAFF: &[Capacity] = &[Capacity::Msp, Capacity::Cvo];

const WITNESSES: &[Capacity] = &[Capacity::Msp, Capacity::Ceo, Capacity::MedicalDirector];

const ENDERS: &[Capacity] = &[Capacity::Ceo, Capacity::MedicalDirector, Capacity::Mec, Capacity::Board];

const HOLDER: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp];

macro_rules! row {
    ($from:expr, $command:literal, $by:expr, $to:literal, $guard:literal) => {
        Transition { from: $from, command: $command, by: $by, to: &[$to], guard: $guard }
    };
}

/// The transitions. That its time has run out, that a deadline was missed or the board has decided is no state: it is read from the facts.
pub static MACHINE: Machine = Machine {
    name: "temporary privilege",
    states: &["granted", "continued", "terminated", "relinquished"],
    terminal: &["terminated", "relinquished"],
    transitions: &[
        row!(
            Machine::START,
            "grant-new-applicant",
            GRANTORS,
            "granted",
            "a complete application without concerns; recommended; verified; within the cap; by whom the rules name"
        ),
        row!(
            Machine::START,
            "grant-care-need",
            GRANTORS,
            "granted",
            "a need; recommended; verified; a rule limits it; by whom the rules name"
        ),
        row!(
            Machine::START,
            "grant-locum-tenens",
            GRANTORS,
            "granted",
            "a need; recommended; verified; a rule limits it; by whom the rules name"
        ),
        row!(
            Machine::START,
            "grant-disaster",
            GRANTORS,
            "granted",
            "the plan is activated and needs cannot be met; identified; oversight; by whom the rules name"
        ),
        row!("granted", "record-license-psv", STAFF, "granted", "disaster; in time; not in the future"),
        row!("continued", "record-license-psv", STAFF, "continued", "disaster; in time; not in the future"),
        row!("granted", "record-psv-impossible", WITNESSES, "granted", "disaster; before it is late"),
        row!("continued", "record-psv-impossible", WITNESSES, "continued", "disaster; before it is late"),
        row!("granted", "continue", GRANTORS, "continued", "disaster; before it is late; by whom the rules name"),
        row!("granted", "terminate", ENDERS, "terminated", "a reason; no hearing"),
        row!("continued", "terminate", ENDERS, "terminated", "a reason; no hearing"),
        row!("granted", "relinquish", HOLDER, "relinquished", "the holder or their delegate, or the staff for them"),
        row!("continued", "relinquish", HOLDER, "relinquished", "the holder or their delegate, or the staff for them"),
    ],
};
