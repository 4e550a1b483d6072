//! The transitions of a facility, as data.

use crate::{
    actor::Capacity,
    machine::{Machine, Transition},
};

const ADMINISTRATION: &[Capacity] = &[Capacity::Facility, Capacity::System];

const INCIDENT_COMMAND: &[Capacity] = &[Capacity::Facility, Capacity::System, Capacity::Ceo, Capacity::MedicalDirector];

const RULERS: &[Capacity] = &[Capacity::Board, Capacity::Facility];

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "facility",
    states: &["established"],
    terminal: &[],
    transitions: &[
        Transition { from: Machine::START, command: "establish", by: ADMINISTRATION, to: &["established"], guard: "" },
        Transition {
            from: "established",
            command: "open-site",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "a new site, or the same again",
        },
        Transition {
            from: "established",
            command: "plan-resource",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "a new resource",
        },
        Transition {
            from: "established",
            command: "put-in-service",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "planned, not ended",
        },
        Transition {
            from: "established",
            command: "record-outage",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "in service before, not ended",
        },
        Transition {
            from: "established",
            command: "return-to-service",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "an outage covers the instant; not ended",
        },
        Transition {
            from: "established",
            command: "end-resource",
            by: ADMINISTRATION,
            to: &["established"],
            guard: "not ended",
        },
        Transition {
            from: "established",
            command: "adopt-pack",
            by: RULERS,
            to: &["established"],
            guard: "no fault in it, no other edition of its programme, not back-dated",
        },
        Transition {
            from: "established",
            command: "end-pack",
            by: RULERS,
            to: &["established"],
            guard: "adopted; not back-dated",
        },
        Transition {
            from: "established",
            command: "activate-emergency-plan",
            by: INCIDENT_COMMAND,
            to: &["established"],
            guard: "no other activation; again only when the needs cannot be met",
        },
        Transition {
            from: "established",
            command: "end-emergency-plan",
            by: INCIDENT_COMMAND,
            to: &["established"],
            guard: "an activation covers the instant",
        },
        Transition {
            from: "established",
            command: "record-under-control",
            by: INCIDENT_COMMAND,
            to: &["established"],
            guard: "an activation covers the instant",
        },
        Transition {
            from: "established",
            command: "record-agreement",
            by: RULERS,
            to: &["established"],
            guard: "a new agreement, or the same again",
        },
        Transition {
            from: "established",
            command: "end-agreement",
            by: RULERS,
            to: &["established"],
            guard: "not ended before",
        },
        Transition {
            from: "established",
            command: "record-exclusive-contract",
            by: RULERS,
            to: &["established"],
            guard: "a new contract, or the same again",
        },
        Transition {
            from: "established",
            command: "end-exclusive-contract",
            by: RULERS,
            to: &["established"],
            guard: "not ended before",
        },
    ],
};
