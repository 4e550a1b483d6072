//! The tables by themselves.

use std::collections::BTreeSet;

use cred_core::{
    appointment,
    credentialing::{credentialing_file, meeting},
    delineation::privilege_set,
    enrollment,
    evidence::{exclusion_list, verification},
    facility::{self, organization},
    machine::Machine,
    privileging::{corrective_action, privilege_request, proxy_privilege, supervision, temporary_privilege},
    provider,
};

static MACHINES: &[&Machine] = &[
    &provider::MACHINE,
    &enrollment::MACHINE,
    &verification::MACHINE,
    &credentialing_file::MACHINE,
    &meeting::MACHINE,
    &appointment::MACHINE,
    &privilege_request::MACHINE,
    &corrective_action::MACHINE,
    &exclusion_list::MACHINE,
    &organization::MACHINE,
    &facility::MACHINE,
    &privilege_set::MACHINE,
    &supervision::MACHINE,
    &temporary_privilege::MACHINE,
    &proxy_privilege::MACHINE,
];

// Catches: a state that is listed and that no way from the start leads to; one that is led to and not listed.
#[test]
fn every_state_is_reached_from_the_start() {
    for machine in MACHINES {
        let mut reached = BTreeSet::from([Machine::START]);
        loop {
            let more: BTreeSet<&str> = machine
                .transitions
                .iter()
                .filter(|row| reached.contains(row.from))
                .flat_map(|row| row.to.iter().copied())
                .collect();
            let before = reached.len();
            reached.extend(more);
            if reached.len() == before {
                break;
            }
        }
        reached.remove(Machine::START);
        assert_eq!(reached, machine.states.iter().copied().collect(), "{}", machine.name);
    }
}

// Catches: a way out of an ending; an ending that is not listed as one.
#[test]
fn inv_53_nothing_leaves_a_terminal_state_and_something_leaves_every_other() {
    for machine in MACHINES {
        for state in machine.states {
            // What is noted on an ending leads nowhere; a machine of one state only notes.
            let leads = |to: &&str| *to != *state || machine.states.len() == 1;
            let left = machine.transitions.iter().any(|row| row.from == *state && row.to.iter().any(leads));
            assert_eq!(left, !machine.terminal.contains(state), "{} {state}", machine.name);
        }
    }
}

// Catches: two rows for one pair that share a capacity, of which only the first would ever be read.
#[test]
fn no_two_rows_speak_of_the_same_step() {
    for machine in MACHINES {
        for (index, row) in machine.transitions.iter().enumerate() {
            for other in machine.transitions.iter().skip(index + 1) {
                let same = row.from == other.from && row.command == other.command;
                let shared = row.by.iter().any(|by| other.by.contains(by));
                assert!(!(same && shared), "{}: {} {}", machine.name, row.from, row.command);
            }
        }
    }
}
