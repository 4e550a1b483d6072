//! The transitions of a verification, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const VERIFIERS: &[Capacity] = &[Capacity::Msp, Capacity::Cvo];

const ASKERS: &[Capacity] = &[Capacity::Msp, Capacity::Cvo, Capacity::System];

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "verification",
    states: &[
        "requested",
        "follow-up",
        "received",
        "verified",
        "verified-with-adverse",
        "discrepant",
        "unable-to-verify",
        "alternate-accepted",
        "entered-in-error",
    ],
    terminal: &["entered-in-error"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "request",
            by: ASKERS,
            to: &["requested"],
            guard: "the asker is not the subject",
        },
        Transition { from: "requested", command: "follow-up", by: ASKERS, to: &["follow-up"], guard: "" },
        Transition { from: "follow-up", command: "follow-up", by: ASKERS, to: &["follow-up"], guard: "" },
        Transition { from: "requested", command: "receive", by: VERIFIERS, to: &["received"], guard: RECEIVE },
        Transition { from: "follow-up", command: "receive", by: VERIFIERS, to: &["received"], guard: RECEIVE },
        Transition {
            from: "follow-up",
            command: "give-up",
            by: &[Capacity::Msp],
            to: &["unable-to-verify"],
            guard: "as many attempts are logged as the rules ask, at least one",
        },
        Transition {
            from: "received",
            command: "conclude",
            by: VERIFIERS,
            to: CONCLUDED,
            guard: "by comparison with the claim",
        },
        Transition {
            from: "discrepant",
            command: "tell-provider",
            by: VERIFIERS,
            to: &["discrepant"],
            guard: "not in the future, not before the answer",
        },
        Transition {
            from: "discrepant",
            command: "resolve",
            by: &[Capacity::Msp],
            to: &["received"],
            guard: "the provider was told before; of a possible match a person says",
        },
        Transition {
            from: "unable-to-verify",
            command: "accept-alternate",
            by: &[Capacity::Msp],
            to: &["alternate-accepted"],
            guard: "policy allows; a reason",
        },
        Transition { from: "requested", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "follow-up", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "received", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "verified", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition {
            from: "verified-with-adverse",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "discrepant",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "unable-to-verify",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "alternate-accepted",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
    ],
};

const RECEIVE: &str = "an artefact; the source's day is not in the future; the verifier is not the subject";

const CONCLUDED: &[&str] = &["verified", "verified-with-adverse", "discrepant"];

const ERROR: &[&str] = &["entered-in-error"];
