//! The transitions of a credentialing file, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const STAFF: &[Capacity] = &[Capacity::Msp, Capacity::Cvo];

const APPLICANT: &[Capacity] = &[Capacity::Provider, Capacity::Delegate];

const APPLICANT_OR_STAFF: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp, Capacity::Cvo];

const REVIEWERS: &[Capacity] =
    &[Capacity::Msp, Capacity::Chair, Capacity::CredentialsCommittee, Capacity::MedicalDirector];

const COMMITTEES: &[Capacity] = &[Capacity::CredentialsCommittee, Capacity::Board];

/// Whoever a rule on clean files may name; without such a rule only the medical director.
const CLEAN_APPROVERS: &[Capacity] = &[
    Capacity::MedicalDirector,
    Capacity::Chair,
    Capacity::CredentialsCommittee,
    Capacity::Mec,
    Capacity::Board,
    Capacity::BoardCommittee,
    Capacity::Ceo,
];

const LOOKERS: &[Capacity] = &[Capacity::CredentialsCommittee, Capacity::MedicalDirector];

const MONITORS: &[Capacity] = &[
    Capacity::Msp,
    Capacity::Cvo,
    Capacity::Chair,
    Capacity::CredentialsCommittee,
    Capacity::MedicalDirector,
    Capacity::Mec,
    Capacity::Board,
    Capacity::System,
];

const ENDERS: &[Capacity] = &[Capacity::CredentialsCommittee, Capacity::Board, Capacity::Msp];

const EXTENDERS: &[Capacity] = &[Capacity::Msp, Capacity::CredentialsCommittee, Capacity::MedicalDirector];

const FRESH: &str = "every required element met and fresh at this instant; what the file is for still holds; the actor is not the subject";

const SIGNED: &str = "signed by the provider in person, on a day from the submission to today";

const LISTED: &str = "the missing items are listed";

const PROVISIONAL: &str = "a rule allows it; once; what it lists is met; signed; a flagged file by the committee alone";

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
        "denial-told",
        "withdrawn",
        "deemed-withdrawn",
        "terminated",
    ],
    terminal: &["denial-told", "withdrawn", "deemed-withdrawn", "terminated"],
    transitions: &[
        Transition { from: Machine::START, command: "open", by: STAFF, to: &["draft"], guard: "no other file pending" },
        row!("draft", "submit", APPLICANT, &["submitted"], ""),
        row!("submitted", "attest", APPLICANT, &["attested"], SIGNED),
        row!("submitted", "find-incomplete", STAFF, &["incomplete"], LISTED),
        row!("attested", "find-incomplete", STAFF, &["incomplete"], LISTED),
        row!("in-verification", "find-incomplete", STAFF, &["incomplete"], LISTED),
        row!("incomplete", "attest", APPLICANT, &["attested"], SIGNED),
        row!("attested", "attest", APPLICANT, &["attested"], SIGNED),
        row!("in-verification", "attest", APPLICANT, &["in-verification"], SIGNED),
        row!(
            "incomplete",
            "supply-items",
            APPLICANT_OR_STAFF,
            &["attested", "submitted"],
            "signed again where a material answer changed"
        ),
        row!(
            "incomplete",
            "deem-withdrawn",
            &[Capacity::Msp, Capacity::System],
            &["deemed-withdrawn"],
            "the time to complete it has passed, where a rule gives one"
        ),
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
        row!(
            "clean-review",
            "approve",
            CLEAN_APPROVERS,
            &["approved"],
            "whom the rules on clean files name; clean now; all fresh"
        ),
        row!("clean-review", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("flagged-review", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("committee-pending", "defer", COMMITTEES, &["deferred"], "a question"),
        row!("deferred", "place-on-agenda", STAFF, &["committee-pending"], ""),
        row!("committee-pending", "re-verify", STAFF, &["in-verification"], ""),
        row!("clean-review", "re-verify", STAFF, &["in-verification"], ""),
        row!("flagged-review", "re-verify", STAFF, &["in-verification"], ""),
        row!("committee-pending", "approve", COMMITTEES, &["approved"], FRESH),
        row!("committee-pending", "deny", COMMITTEES, &["denied"], "a reason"),
        // A material answer that changes takes the signature off the file.
        row!("attested", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("in-verification", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("verification-complete", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("clean-review", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("flagged-review", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("committee-pending", "change-answer", APPLICANT, &["submitted"], "a reason"),
        row!("deferred", "change-answer", APPLICANT, &["submitted"], "a reason"),
        // The provider's right to be heard.
        row!("draft", "explain", APPLICANT, &["draft"], ""),
        row!("submitted", "explain", APPLICANT, &["submitted"], ""),
        row!("attested", "explain", APPLICANT, &["attested"], ""),
        row!("incomplete", "explain", APPLICANT, &["incomplete"], ""),
        row!("in-verification", "explain", APPLICANT, &["in-verification"], ""),
        row!("verification-complete", "explain", APPLICANT, &["verification-complete"], ""),
        row!("clean-review", "explain", APPLICANT, &["clean-review"], ""),
        row!("flagged-review", "explain", APPLICANT, &["flagged-review"], ""),
        row!("committee-pending", "explain", APPLICANT, &["committee-pending"], ""),
        row!("deferred", "explain", APPLICANT, &["deferred"], ""),
        row!("draft", "explain-gap", APPLICANT_OR_STAFF, &["draft"], ""),
        row!("submitted", "explain-gap", APPLICANT_OR_STAFF, &["submitted"], ""),
        row!("attested", "explain-gap", APPLICANT_OR_STAFF, &["attested"], ""),
        row!("incomplete", "explain-gap", APPLICANT_OR_STAFF, &["incomplete"], ""),
        row!("in-verification", "explain-gap", APPLICANT_OR_STAFF, &["in-verification"], ""),
        row!("flagged-review", "explain-gap", APPLICANT_OR_STAFF, &["flagged-review"], ""),
        row!("committee-pending", "explain-gap", APPLICANT_OR_STAFF, &["committee-pending"], ""),
        row!("deferred", "explain-gap", APPLICANT_OR_STAFF, &["deferred"], ""),
        // A verification organisation's report; the newest counts.
        row!("verification-complete", "report-to-client", STAFF, &["verification-complete"], ""),
        row!("clean-review", "report-to-client", STAFF, &["clean-review"], ""),
        row!("flagged-review", "report-to-client", STAFF, &["flagged-review"], ""),
        row!("committee-pending", "report-to-client", STAFF, &["committee-pending"], ""),
        row!("deferred", "report-to-client", STAFF, &["deferred"], ""),
        row!("attested", "approve-provisionally", LOOKERS, &["attested"], PROVISIONAL),
        row!("in-verification", "approve-provisionally", LOOKERS, &["in-verification"], PROVISIONAL),
        row!("verification-complete", "approve-provisionally", LOOKERS, &["verification-complete"], PROVISIONAL),
        row!("clean-review", "approve-provisionally", LOOKERS, &["clean-review"], PROVISIONAL),
        row!("flagged-review", "approve-provisionally", LOOKERS, &["flagged-review"], PROVISIONAL),
        row!("committee-pending", "approve-provisionally", LOOKERS, &["committee-pending"], PROVISIONAL),
        row!("deferred", "approve-provisionally", LOOKERS, &["deferred"], PROVISIONAL),
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
        row!("approved", "record-notice", STAFF, &["approved"], "a day from the decision to today"),
        row!("denied", "record-notice", STAFF, &["denial-told"], "a day from the decision to today"),
        row!("approved", "raise-finding", MONITORS, &["approved"], ""),
        row!("approved", "resolve-finding", LOOKERS, &["approved"], "raised and open"),
        row!("approved", "extend", EXTENDERS, &["approved"], "in force; a leave that began before the due date"),
        row!("approved", "record-return", STAFF, &["approved"], "on leave; not in the future"),
        row!("approved", "terminate", ENDERS, &["terminated"], "a reason; from now or later"),
        row!("approved", "terminate-administratively", ENDERS, &["terminated"], "a reason; from now or later"),
        row!("approved", "resign", APPLICANT, &["terminated"], "from now or later"),
    ],
};
