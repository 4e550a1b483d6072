//! State machines as data. A transition table is what `decide` consults first and what the state diagrams are drawn from, so
//! the picture cannot differ from the code.

use crate::{
    actor::{Actor, Capacity},
    refusal::{Reason, Refusal},
};

/// One row: in this state, this command, by these capacities, leads to one of these states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The state's name; [`Machine::START`] for what begins a machine.
    pub from: &'static str,
    /// The command's name.
    pub command: &'static str,
    /// Who may give it.
    pub by: &'static [Capacity],
    /// The states it may lead to.
    pub to: &'static [&'static str],
    /// What else must hold, in a few words; empty where nothing else must.
    pub guard: &'static str,
}

/// One state machine: its name, its states and every transition. What is not listed is refused.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// What the machine is about.
    pub name: &'static str,
    /// Every state.
    pub states: &'static [&'static str],
    /// States that nothing leaves.
    pub terminal: &'static [&'static str],
    /// Every transition.
    pub transitions: &'static [Transition],
}

impl Machine {
    /// The name of "does not exist yet" in a table.
    pub const START: &'static str = "(start)";

    /// The row for a command in a state, if the actor may give it.
    ///
    /// # Errors
    /// [`Reason::NotInThisState`] when the pair is not listed, [`Reason::NotYours`] when it is but not for this capacity.
    pub fn admit(
        &self,
        state: &'static str,
        command: &'static str,
        actor: &Actor,
    ) -> Result<&'static Transition, Refusal> {
        let mut listed: Option<&'static Transition> = None;
        for row in self.transitions.iter().filter(|row| row.from == state && row.command == command) {
            if row.by.contains(&actor.capacity()) {
                return Ok(row);
            }
            listed = Some(row);
        }
        Err(match listed {
            Some(row) => self.refuse(state, command, Reason::NotYours { capacity: actor.capacity(), may: row.by }),
            None => {
                let from: Vec<&str> =
                    self.transitions.iter().filter(|row| row.command == command).map(|row| row.from).collect();
                self.refuse(state, command, Reason::NotInThisState { from })
            }
        })
    }

    /// Whether one of the commands leads from the one state into the other: what `apply` asks before it changes anything.
    #[must_use]
    pub fn leads(&self, from: &str, commands: &[&str], to: &str) -> bool {
        self.transitions.iter().any(|row| row.from == from && commands.contains(&row.command) && row.to.contains(&to))
    }

    /// A refusal of this machine.
    #[must_use]
    pub fn refuse(&self, state: &'static str, command: &'static str, reason: Reason) -> Refusal {
        Refusal::new(self.name, state, command, reason)
    }

    /// Every command's name, in the order of the table.
    #[must_use]
    pub fn commands(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for row in self.transitions {
            if !names.contains(&row.command) {
                names.push(row.command);
            }
        }
        names
    }

    /// The machine as a Mermaid state diagram.
    #[must_use]
    pub fn diagram(&self) -> String {
        let mut lines = vec!["stateDiagram-v2".to_owned()];
        let node = |state: &str| {
            if state == Self::START { "[*]".to_owned() } else { state.replace('-', "_") }
        };
        for row in self.transitions {
            let by: Vec<&str> = row.by.iter().map(|capacity| capacity.word()).collect();
            for to in row.to {
                lines.push(format!("    {} --> {} : {} ({})", node(row.from), node(to), row.command, by.join(", ")));
            }
        }
        for state in self.terminal {
            lines.push(format!("    {} --> [*]", node(state)));
        }
        lines.join("\n")
    }
}
