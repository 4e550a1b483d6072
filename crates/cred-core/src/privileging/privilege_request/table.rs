//! The transitions of a privilege, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const APPLICANT: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp];

const CHECKERS: &[Capacity] = &[Capacity::Msp, Capacity::System];

const CHAIR: &[Capacity] = &[Capacity::Chair];

const COMMITTEE: &[Capacity] = &[Capacity::CredentialsCommittee];

const MEC: &[Capacity] = &[Capacity::Mec];

const BOARD: &[Capacity] = &[Capacity::Board];

/// The board, or between its meetings a committee of it, for what may be expedited.
const GRANTERS: &[Capacity] = &[Capacity::Board, Capacity::BoardCommittee];

const LEADERS: &[Capacity] = &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector];

const AFTER_CHAIR: &[&str] = &["committee-review", "mec-review", "board-review"];

const AFTER_COMMITTEE: &[&str] = &["mec-review", "board-review"];

const GRANTED: &str =
    "credentialed, appointed, criteria met, all at this instant; term within the appointment and the bylaws' longest";

macro_rules! row {
    ($from:literal, $command:literal, $by:expr, $to:expr, $guard:expr) => {
        Transition { from: $from, command: $command, by: $by, to: $to, guard: $guard }
    };
}

/// The transitions. That a grant has run out is no state: it is read from the term.
pub static MACHINE: Machine = Machine {
    name: "privilege",
    states: &[
        "requested",
        "criteria-not-met",
        "chair-review",
        "committee-review",
        "mec-review",
        "hearing-pending",
        "board-review",
        "granted",
        "suspended",
        "denied",
        "withdrawn",
        "relinquished",
        "revoked",
    ],
    terminal: &["denied", "withdrawn", "relinquished", "revoked"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "request",
            by: APPLICANT,
            to: &["requested"],
            guard: "offered and supportable at some site; no request for it pending",
        },
        row!(
            "requested",
            "check-criteria",
            CHECKERS,
            &["chair-review", "committee-review", "mec-review", "board-review", "criteria-not-met"],
            "a check made for this instant"
        ),
        row!(
            "criteria-not-met",
            "check-criteria",
            CHECKERS,
            &["chair-review", "committee-review", "mec-review", "board-review", "criteria-not-met"],
            "a check made for this instant"
        ),
        row!("chair-review", "recommend", CHAIR, AFTER_CHAIR, "to the next body of the bylaws; not the subject"),
        row!(
            "committee-review",
            "recommend",
            COMMITTEE,
            AFTER_COMMITTEE,
            "to the next body of the bylaws; not the subject"
        ),
        row!(
            "mec-review",
            "recommend",
            MEC,
            &["board-review", "hearing-pending"],
            "an adverse one opens the way to a hearing"
        ),
        row!(
            "hearing-pending",
            "conclude-hearing",
            &[Capacity::HearingPanel, Capacity::Msp],
            &["board-review"],
            "held, or waived by silence"
        ),
        row!("board-review", "grant", GRANTERS, &["granted"], GRANTED),
        row!("board-review", "deny", BOARD, &["denied"], "a reason"),
        row!("requested", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("criteria-not-met", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("chair-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("committee-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("mec-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("hearing-pending", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("board-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!(
            "granted",
            "conclude-fppe",
            &[Capacity::Chair, Capacity::CredentialsCommittee],
            &["granted"],
            "an evaluation is open"
        ),
        row!("granted", "restrict", BOARD, &["granted"], "not back-dated"),
        row!("granted", "suspend", LEADERS, &["suspended"], "a reason; not back-dated"),
        row!("suspended", "lift", &[Capacity::Mec, Capacity::Board], &["granted"], "not back-dated"),
        row!("granted", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!("suspended", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!("granted", "revoke", BOARD, &["revoked"], "a reason; not back-dated"),
        row!("suspended", "revoke", BOARD, &["revoked"], "a reason; not back-dated"),
    ],
};
