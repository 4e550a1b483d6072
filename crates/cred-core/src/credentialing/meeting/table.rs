//! The transitions of a meeting, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

/// Its staff, and the bodies themselves; which body it is, `decide` looks at.
const KEEPERS: &[Capacity] = &[
    Capacity::Msp,
    Capacity::CredentialsCommittee,
    Capacity::Mec,
    Capacity::Board,
    Capacity::BoardCommittee,
    Capacity::HearingPanel,
];

const PLACED: &str = "not on the agenda yet; not by its subject; no competitor or earlier decision maker on a panel";

const RECUSED: &str = "on the agenda and not decided; not by its subject";

const SITTING: &str = "on the meeting's day, from its beginning on";

const VOTED: &str =
    "a quorum of those entitled; who votes is present, votes once and is not recused; not by its subject";

macro_rules! row {
    ($from:literal, $command:literal, $to:literal, $guard:expr) => {
        Transition { from: $from, command: $command, by: KEEPERS, to: &[$to], guard: $guard }
    };
}

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "meeting",
    states: &["convened", "in-session", "adjourned"],
    terminal: &["adjourned"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "convene",
            by: KEEPERS,
            to: &["convened"],
            guard: "by its staff or the body itself; not for a day that is over; each member once",
        },
        row!("convened", "place-matter", "convened", PLACED),
        row!("convened", "recuse", "convened", RECUSED),
        row!("convened", "record-attendance", "in-session", SITTING),
        row!("convened", "adjourn", "adjourned", ""),
        row!("in-session", "place-matter", "in-session", PLACED),
        row!("in-session", "recuse", "in-session", RECUSED),
        row!("in-session", "record-attendance", "in-session", SITTING),
        row!("in-session", "vote", "in-session", VOTED),
        row!("in-session", "defer", "in-session", "a quorum of those entitled; a question; not by its subject"),
        row!("in-session", "adjourn", "adjourned", ""),
    ],
};
