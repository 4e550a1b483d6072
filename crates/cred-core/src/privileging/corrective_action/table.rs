//! The transitions of a corrective action, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const ANY: &[Capacity] = &[
    Capacity::Msp,
    Capacity::Chair,
    Capacity::CredentialsCommittee,
    Capacity::MedicalDirector,
    Capacity::Mec,
    Capacity::Ceo,
    Capacity::Board,
];

const LEADERS: &[Capacity] =
    &[Capacity::Chair, Capacity::CredentialsCommittee, Capacity::MedicalDirector, Capacity::Mec];

const MEC: &[Capacity] = &[Capacity::Mec];

const BOARD: &[Capacity] = &[Capacity::Board];

const STAFF: &[Capacity] = &[Capacity::Msp];

const CALLERS: &[Capacity] = &[Capacity::Msp, Capacity::Mec, Capacity::Ceo];

const APPOINTERS: &[Capacity] = &[Capacity::Mec, Capacity::Ceo];

const APPLICANT: &[Capacity] = &[Capacity::Provider, Capacity::Delegate];

const WAIVERS: &[Capacity] = &[Capacity::Provider, Capacity::Msp, Capacity::HearingPanel];

const PANEL: &[Capacity] = &[Capacity::HearingPanel];

const ENDERS: &[Capacity] = &[Capacity::Mec, Capacity::Board];

const CLOSERS: &[Capacity] = &[Capacity::Mec, Capacity::Board, Capacity::Msp];

const REPORTERS: &[Capacity] = &[Capacity::Msp, Capacity::Ceo];

const LINKERS: &[Capacity] = &[Capacity::Msp, Capacity::Chair, Capacity::MedicalDirector, Capacity::Mec, Capacity::Ceo];

const LATER_REPORT: &str = "in its order; not from the future";

macro_rules! row {
    ($from:literal, $command:literal, $by:expr, $to:expr, $guard:expr) => {
        Transition { from: $from, command: $command, by: $by, to: $to, guard: $guard }
    };
}

/// The rows of what may be done beside the way, in every open state.
macro_rules! beside {
    ($($open:literal)+; $($over:literal)+; $($way:expr,)+) => {
        &[
            $($way,)+
            $(row!($open, "link-suspension", LINKERS, &[$open], "not linked already"),)+
            $(row!($open, "review-suspension", MEC, &[$open], "a suspension is linked"),)+
            $(row!($open, "record-npdb-report", REPORTERS, &[$open], LATER_REPORT),)+
            $(row!($over, "record-npdb-report", REPORTERS, &[$over], LATER_REPORT),)+
        ]
    };
}

/// The transitions. A matter that is over still takes the reports about it, and they lead nowhere. That the time to ask has run out is no state: it
/// is read from the notice.
pub static MACHINE: Machine = Machine {
    name: "corrective action",
    states: &[
        "concern",
        "collegial",
        "investigating",
        "mild-recommended",
        "adverse-recommended",
        "notified",
        "hearing-requested",
        "hearing-scheduled",
        "panel-appointed",
        "hearing-concluded",
        "on-appeal",
        "waived",
        "decided",
        "abandoned",
        "closed",
        "withdrawn",
    ],
    terminal: &["withdrawn", "abandoned", "closed"],
    transitions: beside![
        "concern" "collegial" "investigating" "mild-recommended" "adverse-recommended" "notified" "hearing-requested" "hearing-scheduled" "panel-appointed" "hearing-concluded" "on-appeal" "waived";
        "decided" "abandoned" "closed";
        Transition { from: Machine::START, command: "raise-concern", by: ANY, to: &["concern"], guard: "not the subject" },
        row!("concern", "intervene", LEADERS, &["collegial"], "not the subject"),
        row!("concern", "open-investigation", MEC, &["investigating"], "a vote of now; the provider told"),
        row!("concern", "withdraw", LEADERS, &["withdrawn"], "no suspension linked"),
        row!("collegial", "open-investigation", MEC, &["investigating"], "a vote of now; the provider told"),
        row!("collegial", "withdraw", LEADERS, &["withdrawn"], "no suspension linked"),
        row!("collegial", "close", LEADERS, &["closed"], ""),
        row!("investigating", "recommend", MEC, &["mild-recommended", "adverse-recommended"], ""),
        row!("mild-recommended", "recommend", MEC, &["mild-recommended", "adverse-recommended"], ""),
        row!("adverse-recommended", "recommend", MEC, &["mild-recommended", "adverse-recommended"], ""),
        row!("mild-recommended", "take-final-action", BOARD, &["decided"], "nothing adverse: that needs a recommendation, notice and hearing; the vote the rules ask for"),
        row!("mild-recommended", "close", ENDERS, &["closed"], ""),
        row!("adverse-recommended", "notify", CALLERS, &["notified"], "all that a notice must say; a proof of delivery"),
        row!("notified", "record-receipt", STAFF, &["notified"], "not received before"),
        row!("notified", "request-hearing", APPLICANT, &["hearing-requested"], "within the time to ask"),
        row!("notified", "record-waiver", WAIVERS, &["waived"], "silence after the last day to ask, or in writing"),
        row!("hearing-requested", "schedule-hearing", CALLERS, &["hearing-scheduled"], "so long after its notice as the rules ask"),
        row!("hearing-requested", "record-waiver", WAIVERS, &["waived"], "in writing"),
        row!("hearing-scheduled", "schedule-hearing", CALLERS, &["hearing-scheduled"], "so long after its notice as the rules ask"),
        row!("hearing-scheduled", "appoint-panel", APPOINTERS, &["panel-appointed"], "no direct competitor, nobody who took part earlier"),
        row!("hearing-scheduled", "record-waiver", WAIVERS, &["waived"], "in writing, or no-show after its beginning"),
        row!("panel-appointed", "schedule-hearing", CALLERS, &["hearing-scheduled"], "so long after its notice as the rules ask; the panel is appointed anew"),
        row!("panel-appointed", "appoint-panel", APPOINTERS, &["panel-appointed"], "no direct competitor, nobody who took part earlier"),
        row!("panel-appointed", "record-waiver", WAIVERS, &["waived"], "in writing, or no-show after its beginning"),
        row!("panel-appointed", "conclude-hearing", PANEL, &["hearing-concluded"], "after its beginning; the vote the rules ask for"),
        row!("hearing-concluded", "appeal", APPLICANT, &["on-appeal"], ""),
        row!("hearing-concluded", "take-final-action", BOARD, &["decided"], "nothing graver than the notice said; not back-dated; the vote the rules ask for"),
        row!("on-appeal", "take-final-action", BOARD, &["decided"], "nothing graver than the notice said; not back-dated; the vote the rules ask for"),
        row!("waived", "take-final-action", BOARD, &["decided"], "nothing graver than the notice said; not back-dated; the vote the rules ask for"),
        row!("investigating", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("mild-recommended", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("adverse-recommended", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("notified", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("hearing-requested", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("hearing-scheduled", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("panel-appointed", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("hearing-concluded", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("on-appeal", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("waived", "abandon", ENDERS, &["abandoned"], "a reason"),
        row!("decided", "close", CLOSERS, &["closed"], ""),
    ],
};
