//! The appointment.

use chrono::TimeDelta;
use cred_core::{
    actor::Actor,
    appointment::{Appointment, Command, Event, MACHINE},
    id::AppointmentId,
    machine::Machine,
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

impl Stepping for Appointment {
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

const COMMANDS: usize = 16;

/// Every command, at once and from a week later on.
fn decide(world: &World, held: &Appointment, index: usize, by: &Actor) -> Decided<Event> {
    let why = || text("as it was");
    let from = world.now + TimeDelta::days(if index < 8 { 0 } else { 7 });
    let command = match index % 8 {
        0 => Command::Reappoint { proof: world.newest_file().credentialed(world.now).unwrap(), months: 24 },
        1 => Command::TakeLeave { from, reason: why() },
        2 => Command::Return { from },
        3 => Command::Suspend { from, reason: why() },
        4 => Command::Lift { from },
        5 => Command::Resign { from },
        6 => Command::Revoke { from, reason: why() },
        _ => Command::RecordDeath { from },
    };
    let facility = world.records.facility(&facility_id()).unwrap();
    (command.name(), held.decide(command, world.provider(), facility, by, world.now))
}

fn begun(world: &World, walk: &mut Walk<Appointment>) -> Appointment {
    let id = AppointmentId::from_uuid(Uuid::from_u128(77));
    let facility = world.records.facility(&facility_id()).unwrap();
    let proof = world.newest_file().credentialed(world.now).unwrap();
    walk.begin(
        "appoint",
        |by| {
            let (subject, category, now) = (world.provider(), text("active"), world.now);
            Appointment::appoint(&proof, subject, facility, [], category, now, 24, by, now)
        },
        |event| Appointment::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = world();
    let mut walk = Walk::about(world.provider);
    let start = begun(&world, &mut walk);
    walk.explore(start, COMMANDS, |held, index, by| decide(&world, held, index, by));
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..24)) {
        let world = world();
        let start = begun(&world, &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
}
