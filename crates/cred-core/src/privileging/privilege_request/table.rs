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

const SUSPENDERS: &[Capacity] =
    &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector, Capacity::Board];

const AFTER_CHAIR: &[&str] = &["committee-review", "mec-review", "board-review"];

const AFTER_COMMITTEE: &[&str] = &["mec-review", "board-review"];

const GRANTED: &str =
    "credentialed, appointed, criteria met, all at this instant; term within the appointment and the bylaws' longest";

/// Those who judge an evaluation.
const EVALUATORS: &[Capacity] = &[Capacity::Chair, Capacity::CredentialsCommittee, Capacity::Mec];

const WITNESSES: &[Capacity] = &[Capacity::Chair, Capacity::Msp];

const STAFF: &[Capacity] = &[Capacity::Msp];

const PROCTORED: &str =
    "an evaluation is open; the proctor held and could exercise it then, and was under no evaluation for it";

const TOLD: &str = "not before the decision, nor on a day to come";

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
        "denial-told",
        "withdrawn",
        "relinquished",
        "revoked",
    ],
    terminal: &["denial-told", "withdrawn", "relinquished", "revoked"],
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
            &[Capacity::HearingPanel, Capacity::Msp, Capacity::Provider],
            &["board-review"],
            "held, or waived: by silence after the time to ask, or in writing by the applicant in person"
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
        row!("chair-review", "plan-fppe", CHAIR, &["chair-review"], ""),
        row!("committee-review", "plan-fppe", EVALUATORS, &["committee-review"], ""),
        row!("mec-review", "plan-fppe", EVALUATORS, &["mec-review"], ""),
        row!("board-review", "plan-fppe", EVALUATORS, &["board-review"], ""),
        row!("granted", "record-proctored-case", WITNESSES, &["granted"], PROCTORED),
        row!("suspended", "record-proctored-case", WITNESSES, &["suspended"], PROCTORED),
        row!("granted", "extend-fppe", EVALUATORS, &["granted"], "an evaluation is open; a later end; a reason"),
        row!("granted", "start-fppe", EVALUATORS, &["granted"], "none is open; a reason; not back-dated"),
        row!(
            "granted",
            "conclude-fppe",
            &[Capacity::Chair, Capacity::CredentialsCommittee],
            &["granted"],
            "an evaluation is open; enough cases, or a reason why fewer will do; never without a case"
        ),
        row!("granted", "record-review", CHAIR, &["granted"], "within the grant; not of a day to come"),
        row!("suspended", "record-review", CHAIR, &["suspended"], "within the grant; not of a day to come"),
        row!("granted", "record-notice", STAFF, &["granted"], TOLD),
        row!("suspended", "record-notice", STAFF, &["suspended"], TOLD),
        row!("denied", "record-notice", STAFF, &["denial-told"], TOLD),
        row!("granted", "restrict", BOARD, &["granted"], "agreed, or of an evaluation; not back-dated"),
        row!(
            "granted",
            "impose-restriction",
            &[Capacity::Board, Capacity::Mec],
            &["granted"],
            "by the board's final action, or the executive committee's precaution; not back-dated"
        ),
        row!("granted", "lift-restriction", &[Capacity::Board, Capacity::Mec], &["granted"], "a restriction in force"),
        row!(
            "granted",
            "suspend",
            SUSPENDERS,
            &["suspended"],
            "a reason; as many together as the rules ask; not back-dated"
        ),
        row!("suspended", "lift", &[Capacity::Mec, Capacity::Board], &["granted"], "not back-dated"),
        row!("granted", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!("suspended", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!(
            "granted",
            "revoke",
            BOARD,
            &["revoked"],
            "a reason; after the hearing that the rules ask; not back-dated"
        ),
        row!(
            "suspended",
            "revoke",
            BOARD,
            &["revoked"],
            "a reason; after the hearing that the rules ask; not back-dated"
        ),
    ],
};
