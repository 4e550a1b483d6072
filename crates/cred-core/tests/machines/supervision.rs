//! The supervision agreement.

use cred_core::{
    actor::Actor,
    id::{ProviderId, SupervisionId},
    machine::Machine,
    privileging::supervision::{Command, Event, Kind, MACHINE, Supervision, Terms},
    refusal::ReplayError,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::text,
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases, facility_id},
};

impl Stepping for Supervision {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = false;

    fn state_of(&self) -> &'static str {
        self.state()
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

const COMMANDS: usize = 3;

/// A house with two more on file.
fn people() -> (World, ProviderId, ProviderId) {
    let mut world = world();
    let supervisor = world.register("Ines Duarte", None);
    let alternate = world.register("Jonas Weber", None);
    (world, supervisor, alternate)
}

/// Every command, from now on.
fn decide(
    (world, supervisor, alternate): &(World, ProviderId, ProviderId),
    held: &Supervision,
    index: usize,
    by: &Actor,
) -> Decided<Event> {
    let (from, alternate) = (world.now, *alternate);
    let command = match index {
        0 => Command::AddAlternate { alternate, from, to: None },
        1 => Command::RemoveAlternate { alternate, from },
        _ => Command::End { from, reason: text("as it was") },
    };
    let records = &world.records;
    let supervisor = records.provider(*supervisor).unwrap();
    let decided =
        held.decide(command.clone(), world.provider(), supervisor, records.provider(alternate), by, world.now);
    (command.name(), decided)
}

fn begun((world, supervisor, _): &(World, ProviderId, ProviderId), walk: &mut Walk<Supervision>) -> Supervision {
    let id = SupervisionId::from_uuid(Uuid::from_u128(77));
    let facility = world.records.facility(&facility_id()).unwrap();
    let supervisor = world.records.provider(*supervisor).unwrap();
    let terms = || Terms {
        kind: Kind::Collaboration,
        items: vec![],
        from: world.now,
        to: None,
        signed_by_supervisee: Some(text("one")),
        signed_by_supervisor: Some(text("other")),
    };
    walk.begin(
        "agree",
        |by| Supervision::agree(terms(), world.provider(), supervisor, facility, by, world.now),
        |event| Supervision::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let people = people();
    let mut walk = Walk::about(people.0.provider);
    let start = begun(&people, &mut walk);
    walk.explore(start, COMMANDS, |held, index, by| decide(&people, held, index, by));
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..24)) {
        let people = people();
        let start = begun(&people, &mut Walk::about(people.0.provider));
        at_random(start, people.0.provider, &picks, COMMANDS, |held, index, by| decide(&people, held, index, by));
    }
}
