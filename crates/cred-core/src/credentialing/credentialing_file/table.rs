//! The transitions of a credentialing file, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const STAFF: &[Capacity] = &[Capacity::Msp, Capacity::Cvo];

const APPLICANT: &[Capacity] = &[Capacity::Provider, Capacity::Delegate];

const REVIEWERS: &[Capacity] =
    &[Capacity::Msp, Capacity::Chair, Capacity::CredentialsCommittee, Capacity::MedicalDirector];

const COMMITTEES: &[Capacity] = &[Capacity::CredentialsCommittee, Capacity::Board];

const ENDERS: &[Capacity] = &[Capacity::CredentialsCommittee, Capacity::Board, Capacity::Msp];

const FRESH: &str = "every required element met and fresh at this instant; the actor is not the subject";

macro_rules! row {
    ($from:literal, $command:literal, $by:expr, $to:expr, $guard:expr) => {
        Transition { from: $from, command: $command, by: $by, to: $to, guard: $guard }
    };
}

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "credentialing file",
    states: &[
        "draft",
        "submitted",
        "attested",
        "incomplete",
        "in-verification",
        "verification-complete",
        "clean-review",
        "flagged-review",
        "committee-pending",
        "deferred",
        "approved",
        "denied",
        "withdrawn",
        "deemed-withdrawn",
        "terminated",
    ],
    terminal: &["denied", "withdrawn", "deemed-withdrawn", "terminated"],
    transitions: &[
        Transition { from: Machine::START, command: "open", by: STAFF, to: &["draft"], guard: "no other file pending" },
        row!("draft", "submit", APPLICANT, &["submitted"], ""),
        row!(
            "submitted",
            "attest",
            &[Capacity::Provider, Capacity::Delegate],
            &["attested"],
            "signed by the provider in person"
        ),
        row!("submitted", "find-incomplete", STAFF, &["incomplete"], "the missing items are listed"),
        row!("attested", "find-incomplete", STAFF, &["incomplete"], "the missing items are listed"),
        row!("in-verification", "find-incomplete", STAFF, &["incomplete"], "the missing items are listed"),
        row!(
            "incomplete",
            "attest",
            &[Capacity::Provider, Capacity::Delegate],
            &["attested"],
            "signed by the provider in person"
        ),
        row!("incomplete", "deem-withdrawn", &[Capacity::Msp, Capacity::System], &["deemed-withdrawn"], ""),
        row!("attested", "start-verification", STAFF, &["in-verification"], ""),
        row!("in-verification", "complete-verification", STAFF, &["verification-complete"], FRESH),
        row!(
            "verification-complete",
            "classify",
            &[Capacity::Msp, Capacity::System],
            &["clean-review", "flagged-review"],
            "by rule: clean without a flag"
        ),
        row!("clean-review", "flag", REVIEWERS, &["flagged-review"], "a reason"),
        row!("clean-review", "approve", &[Capacity::MedicalDirector], &["approved"], FRESH),
        row!("clean-review", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("flagged-review", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("committee-pending", "defer", COMMITTEES, &["deferred"], "a question"),
        row!("deferred", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("committee-pending", "re-verify", STAFF, &["in-verification"], ""),
        row!("clean-review", "re-verify", STAFF, &["in-verification"], ""),
        row!("flagged-review", "re-verify", STAFF, &["in-verification"], ""),
        row!("committee-pending", "approve", COMMITTEES, &["approved"], FRESH),
        row!("committee-pending", "deny", COMMITTEES, &["denied"], "a reason"),
        row!("draft", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("submitted", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("attested", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("incomplete", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("in-verification", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("verification-complete", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("clean-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("flagged-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("committee-pending", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("deferred", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("approved", "terminate", ENDERS, &["terminated"], "a reason; from now or later"),
    ],
};
