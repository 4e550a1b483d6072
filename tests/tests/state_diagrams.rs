//! The state diagrams in the docs are drawn from the tables that the machines consult.

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
use cred_tests::hold;

const MACHINES: &[&Machine] = &[
    &provider::MACHINE,
    &verification::MACHINE,
    &credentialing_file::MACHINE,
    &meeting::MACHINE,
    &appointment::MACHINE,
    &privilege_request::MACHINE,
    &temporary_privilege::MACHINE,
    &proxy_privilege::MACHINE,
    &supervision::MACHINE,
    &corrective_action::MACHINE,
    &enrollment::MACHINE,
    &exclusion_list::MACHINE,
    &organization::MACHINE,
    &facility::MACHINE,
    &privilege_set::MACHINE,
];

#[test]
fn the_diagrams_are_what_the_tables_say() {
    let mut text = String::from(
        "# State diagrams\n\nDrawn from the transition tables that `decide` consults, by the test `state_diagrams`; do not edit by hand. What is \
         not listed is refused. That a term has run out, that evidence is stale or a credential expired is no state: it is read from the facts at an \
         instant.\n",
    );
    for machine in MACHINES {
        text.push_str(&format!("\n## {}\n\n```mermaid\n{}\n```\n\n", machine.name, machine.diagram()));
        text.push_str("| from | command | by | to | guard |\n|---|---|---|---|---|\n");
        for row in machine.transitions {
            let by: Vec<&str> = row.by.iter().map(|capacity| capacity.word()).collect();
            text.push_str(&format!(
                "| {} | {} | {} | {} | {} |\n",
                row.from,
                row.command,
                by.join(", "),
                row.to.join(", "),
                row.guard
            ));
        }
    }
    hold("docs/states.md", &text);
}

#[test]
fn every_state_is_listed_reachable_and_left_unless_it_is_terminal() {
    for machine in MACHINES {
        for row in machine.transitions {
            assert!(row.from == Machine::START || machine.states.contains(&row.from), "{}: {}", machine.name, row.from);
            assert!(!row.by.is_empty() && !row.to.is_empty(), "{}: {}", machine.name, row.command);
            for to in row.to {
                assert!(machine.states.contains(to), "{}: {to}", machine.name);
            }
        }
        for state in machine.states {
            let reached = machine.transitions.iter().any(|row| row.to.contains(state));
            // What is noted on an ending leads nowhere; a machine of one state only notes.
            let leads = |to: &&str| *to != *state || machine.states.len() == 1;
            let left = machine.transitions.iter().any(|row| row.from == *state && row.to.iter().any(leads));
            assert!(reached, "{}: nothing leads to {state}", machine.name);
            assert_eq!(left, !machine.terminal.contains(state), "{}: {state}", machine.name);
        }
    }
}
