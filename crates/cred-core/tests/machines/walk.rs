//! Walks over a machine: every command in every state that decisions lead to, each outcome held against the table.

use std::{collections::BTreeSet, fmt::Debug};

use cred_core::{
    actor::{Actor, Capacity},
    id::ProviderId,
    machine::Machine,
    refusal::{Reason, Refusal, ReplayError},
};
use proptest::sample::Index;

use crate::world::actor;

/// A machine's state, as a walk sees it.
pub(crate) trait Stepping: Clone + Debug {
    type Event: Clone + Debug;

    const MACHINE: &'static Machine;

    /// Whether a command that says nothing new is carried out by doing nothing.
    const IDEMPOTENT: bool;

    fn state_of(&self) -> &'static str;

    fn follow(&mut self, event: &Self::Event) -> Result<(), ReplayError>;

    fn named(event: &Self::Event) -> &'static str;
}

/// A command's name, and what was decided about it.
pub(crate) type Decided<E> = (&'static str, Result<Vec<E>, Refusal>);

pub(crate) type Step = (&'static str, &'static str, &'static str);

/// What a walk has seen.
pub(crate) struct Walk<S: Stepping> {
    actors: Vec<Actor>,
    taken: BTreeSet<Step>,
    states: Vec<S>,
    events: Vec<(&'static str, S::Event)>,
}

/// For each capacity somebody else and the provider the matter is about.
pub(crate) fn actors(subject: ProviderId) -> Vec<Actor> {
    Capacity::ALL.into_iter().flat_map(|capacity| [actor(capacity), actor(capacity).being(subject)]).collect()
}

fn listed(machine: &Machine, from: &str, command: &str, by: Option<&Actor>, to: Option<&str>) -> bool {
    machine.transitions.iter().any(|row| {
        row.from == from
            && row.command == command
            && by.is_none_or(|by| row.by.contains(&by.capacity()))
            && to.is_none_or(|to| row.to.contains(&to))
    })
}

/// A refusal names where it happened, and is by the table exactly where the table does not list the step.
fn is_typed(machine: &Machine, from: &str, command: &str, by: &Actor, refusal: &Refusal) {
    assert_eq!((refusal.machine(), refusal.state(), refusal.command()), (machine.name, from, command));
    let not_here = matches!(refusal.reason(), Reason::NotInThisState { .. });
    let not_yours = matches!(refusal.reason(), Reason::NotYours { .. });
    let pair = listed(machine, from, command, None, None);
    let his = listed(machine, from, command, Some(by), None);
    assert_eq!((not_here, not_yours), (!pair, pair && !his), "{from} {command} {by}: {refusal}");
}

impl<S: Stepping> Walk<S> {
    pub(crate) fn about(subject: ProviderId) -> Self {
        Self { actors: actors(subject), taken: BTreeSet::new(), states: vec![], events: vec![] }
    }

    /// Begins the machine as everybody, and gives back what the last who may begins.
    pub(crate) fn begin(
        &mut self,
        command: &'static str,
        decide: impl Fn(&Actor) -> Result<Vec<S::Event>, Refusal>,
        begin: impl Fn(&S::Event) -> S,
    ) -> S {
        let mut begun = None;
        for by in &self.actors {
            match decide(by) {
                Ok(events) => {
                    let state = begin(&events[0]);
                    assert!(listed(S::MACHINE, Machine::START, command, Some(by), Some(state.state_of())));
                    self.taken.insert((Machine::START, command, state.state_of()));
                    self.events.extend(events.into_iter().map(|event| (command, event)));
                    begun = Some(state);
                }
                Err(refusal) => is_typed(S::MACHINE, Machine::START, command, by, &refusal),
            }
        }
        begun.expect("somebody may begin it")
    }

    /// Gives every command in every state that is reached from the start, as everybody.
    pub(crate) fn explore(
        &mut self,
        start: S,
        commands: usize,
        decide: impl Fn(&S, usize, &Actor) -> Decided<S::Event>,
    ) {
        let mut seen: BTreeSet<(Step, usize)> = BTreeSet::new();
        let mut left = vec![start];
        while let Some(state) = left.pop() {
            for index in 0..commands {
                for by in &self.actors {
                    let (command, decided) = decide(&state, index, by);
                    let Some((step, after, events)) = stepped(&state, command, by, decided) else {
                        continue;
                    };
                    self.taken.insert(step);
                    if seen.insert((step, index)) {
                        left.push(after);
                        self.events.extend(events.into_iter().map(|event| (command, event)));
                    }
                }
            }
            self.states.push(state);
        }
    }

    /// A step that was walked by itself, at another instant than those of the walk.
    pub(crate) fn took(&mut self, step: Step) {
        self.taken.insert(step);
    }

    /// Every row of the table was walked into each of its states, and no event is accepted where the table leads nowhere by it.
    pub(crate) fn is_whole(&self) {
        let table: BTreeSet<Step> = S::MACHINE
            .transitions
            .iter()
            .flat_map(|row| row.to.iter().map(|to| (row.from, row.command, *to)))
            .collect();
        assert_eq!(self.taken, table);
        let makers: BTreeSet<(&str, &str)> = self.events.iter().map(|(by, event)| (S::named(event), *by)).collect();
        for state in &self.states {
            for (_, event) in &self.events {
                let mut after = state.clone();
                if after.follow(event).is_err() {
                    continue;
                }
                let leads = S::MACHINE.transitions.iter().any(|row| {
                    row.from == state.state_of()
                        && row.to.contains(&after.state_of())
                        && makers.contains(&(S::named(event), row.command))
                });
                assert!(leads, "{} accepts {event:?}", state.state_of());
            }
        }
    }
}

/// Where a decision leads; `None` for a refusal, and for what was recorded already.
fn stepped<S: Stepping>(
    state: &S,
    command: &'static str,
    by: &Actor,
    decided: Result<Vec<S::Event>, Refusal>,
) -> Option<(Step, S, Vec<S::Event>)> {
    let from = state.state_of();
    match decided {
        Ok(events) if events.is_empty() => {
            assert!(
                S::IDEMPOTENT && listed(S::MACHINE, from, command, Some(by), None),
                "{from} {command} {by}: silent"
            );
            None
        }
        Ok(events) => {
            let mut after = state.clone();
            for event in &events {
                after.follow(event).expect("what was decided can be applied");
            }
            let to = after.state_of();
            assert!(listed(S::MACHINE, from, command, Some(by), Some(to)), "{from} {command} {by} leads to {to}");
            Some(((from, command, to), after, events))
        }
        Err(refusal) => {
            is_typed(S::MACHINE, from, command, by, &refusal);
            None
        }
    }
}

/// Goes on by one lawful step after the other, each picked at random of all there are, until nothing goes on.
pub(crate) fn at_random<S: Stepping>(
    mut state: S,
    subject: ProviderId,
    picks: &[Index],
    commands: usize,
    decide: impl Fn(&S, usize, &Actor) -> Decided<S::Event>,
) {
    let actors = actors(subject);
    for pick in picks {
        let mut lawful = Vec::new();
        for index in 0..commands {
            for by in &actors {
                let (command, decided) = decide(&state, index, by);
                lawful.extend(stepped(&state, command, by, decided).map(|(_, after, _)| after));
            }
        }
        if lawful.is_empty() {
            assert!(S::MACHINE.terminal.contains(&state.state_of()), "nothing goes on from {state:?}");
            return;
        }
        state = pick.get(&lawful).clone();
    }
}
