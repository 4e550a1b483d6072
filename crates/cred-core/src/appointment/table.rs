//! The transitions of an appointment, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const BOARD: &[Capacity] = &[Capacity::Board];

/// The board, or between its meetings a committee of it, for what may be expedited.
const APPOINTERS: &[Capacity] = &[Capacity::Board, Capacity::BoardCommittee];

const SUSPENDERS: &[Capacity] =
    &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector, Capacity::Board];

const GOVERNORS: &[Capacity] = &[Capacity::Mec, Capacity::Board, Capacity::Ceo];

/// In good standing again, or still relinquished for another cause.
const RESTORED: &[&str] = &["appointed", "relinquished"];

/// A suspension that the leave came over goes on.
const RETURNED: &[&str] = &["appointed", "relinquished", "suspended"];

const CLERKS: &[Capacity] = &[Capacity::Msp, Capacity::System];

const REINSTATERS: &[Capacity] = &[Capacity::Mec, Capacity::MedicalDirector, Capacity::Board];

const RULED: &str = "a rule for the trigger; none open for it";

const CURED: &str = "open, and within the time for the cure; not back-dated";

const RULED_BACK: &str = "cured; not back-dated";

macro_rules! row {
    ($from:literal, $command:literal, $by:expr, $to:expr, $guard:expr) => {
        Transition { from: $from, command: $command, by: $by, to: $to, guard: $guard }
    };
}

/// The transitions. That a term has run out is no state: it is read from the term.
pub static MACHINE: Machine = Machine {
    name: "appointment",
    states: &["appointed", "on-leave", "suspended", "relinquished", "resigned", "revoked", "deceased"],
    terminal: &["resigned", "revoked", "deceased"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "appoint",
            by: APPOINTERS,
            to: &["appointed"],
            guard: "credentialed; within the bylaws' longest term; no other appointment, and none suspended",
        },
        Transition {
            from: "appointed",
            command: "reappoint",
            by: APPOINTERS,
            to: &["appointed"],
            guard: "credentialed; before the term ends; the new term begins at the old end; under investigation a short one",
        },
        Transition {
            from: "appointed",
            command: "take-leave",
            by: GOVERNORS,
            to: &["on-leave"],
            guard: "not back-dated; no longer than a rule allows",
        },
        row!("on-leave", "reappoint", APPOINTERS, &["on-leave"], "credentialed; before the term ends"),
        row!(
            "on-leave",
            "request-reinstatement",
            &[Capacity::Provider],
            &["on-leave"],
            "so long before the end as a rule asks"
        ),
        row!(
            "on-leave",
            "return",
            &[Capacity::Mec, Capacity::Board],
            RETURNED,
            "asked for; health statement, license, cover and data bank query; not back-dated"
        ),
        Transition {
            from: "appointed",
            command: "suspend",
            by: SUSPENDERS,
            to: &["suspended"],
            guard: "a reason; as many together as the rules ask",
        },
        Transition {
            from: "relinquished",
            command: "suspend",
            by: SUSPENDERS,
            to: &["suspended"],
            guard: "a reason; as many together as the rules ask",
        },
        Transition { from: "suspended", command: "lift", by: GOVERNORS, to: RESTORED, guard: "" },
        row!("appointed", "relinquish-automatically", CLERKS, RESTORED, RULED),
        row!("relinquished", "relinquish-automatically", CLERKS, &["relinquished"], RULED),
        row!("on-leave", "relinquish-automatically", CLERKS, &["on-leave"], RULED),
        row!("suspended", "relinquish-automatically", CLERKS, &["suspended"], RULED),
        row!("appointed", "record-cure", STAFF, &["appointed"], CURED),
        row!("relinquished", "record-cure", STAFF, RESTORED, CURED),
        row!("on-leave", "record-cure", STAFF, &["on-leave"], CURED),
        row!("suspended", "record-cure", STAFF, &["suspended"], CURED),
        row!("appointed", "reinstate", REINSTATERS, &["appointed"], RULED_BACK),
        row!("relinquished", "reinstate", REINSTATERS, RESTORED, RULED_BACK),
        row!("on-leave", "reinstate", REINSTATERS, &["on-leave"], RULED_BACK),
        row!("suspended", "reinstate", REINSTATERS, &["suspended"], RULED_BACK),
        row!("appointed", "change-category", BOARD, &["appointed"], "a category of the rules; not back-dated"),
        row!(
            "appointed",
            "end-provisional",
            BOARD,
            &["appointed"],
            "provisional; no focused evaluation open; between the shortest and the longest time"
        ),
        row!("appointed", "record-notice", STAFF, &["appointed"], "not before the decision"),
        row!("relinquished", "record-notice", STAFF, &["relinquished"], "not before the decision"),
        row!("on-leave", "record-notice", STAFF, &["on-leave"], "not before the decision"),
        row!("suspended", "record-notice", STAFF, &["suspended"], "not before the decision"),
        Transition { from: "appointed", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        Transition { from: "on-leave", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        Transition { from: "suspended", command: "resign", by: RESIGNERS, to: &["resigned"], guard: "not back-dated" },
        row!("relinquished", "resign", RESIGNERS, &["resigned"], "not back-dated"),
        row!("relinquished", "revoke", BOARD, &["revoked"], REVOKED),
        row!("relinquished", "record-death", STAFF, &["deceased"], ""),
        Transition { from: "appointed", command: "revoke", by: BOARD, to: &["revoked"], guard: REVOKED },
        Transition { from: "suspended", command: "revoke", by: BOARD, to: &["revoked"], guard: REVOKED },
        Transition { from: "on-leave", command: "revoke", by: BOARD, to: &["revoked"], guard: REVOKED },
        Transition { from: "appointed", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
        Transition { from: "on-leave", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
        Transition { from: "suspended", command: "record-death", by: STAFF, to: &["deceased"], guard: "" },
    ],
};

const RESIGNERS: &[Capacity] = &[Capacity::Provider, Capacity::Msp];

const REVOKED: &str = "a reason; after the hearing that the rules ask";

const STAFF: &[Capacity] = &[Capacity::Msp];
