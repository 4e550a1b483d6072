//! The appointment.

use chrono::TimeDelta;
use cred_core::{
    actor::Actor,
    appointment::Ground,
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
    world::{World, cases},
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

const COMMANDS: usize = 8;

/// Every command, from now on: then the standing recorded last is the one in force.
fn decide(world: &World, held: &Appointment, index: usize, by: &Actor) -> Decided<Event> {
    let why = || text("as it was");
    let from = world.now;
    let command = match index {
        0 => Command::Reappoint {
            proof: world.newest_file().credentialed(world.now).unwrap(),
            months: 24,
            authority: world.authority(),
            conditional: None,
            investigation: None,
        },
        1 => Command::TakeLeave { from, reason: why() },
        2 => Command::Return { from },
        3 => Command::Suspend { from, reason: why(), ground: Ground::default() },
        4 => Command::Lift { from },
        5 => Command::Resign { from, cause: None },
        6 => Command::Revoke { from, reason: why(), ground: Ground::default() },
        _ => Command::RecordDeath { from },
    };
    let facility = &world.governed();
    (command.name(), held.decide(command, world.provider(), facility, by, world.now))
}

fn begun(world: &World, walk: &mut Walk<Appointment>) -> Appointment {
    let id = AppointmentId::from_uuid(Uuid::from_u128(77));
    let facility = &world.governed();
    let proof = world.newest_file().credentialed(world.now).unwrap();
    walk.begin(
        "appoint",
        |by| {
            let (subject, category, now) = (world.provider(), text("active"), world.now);
            Appointment::appoint(&proof, subject, facility, [], category, now, 24, &world.authority(), by, now)
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

// Catches: an ending or a leave recorded for later that bars what must be done today; one that is lost by it.
#[test]
fn what_is_recorded_for_later_shields_nobody_today() {
    let world = world();
    let facility = &world.governed();
    let later = world.now + TimeDelta::days(30);
    let reason = || text("a reason");
    let planned: [fn(chrono::DateTime<chrono::Utc>) -> Command<'static>; 2] =
        [|from| Command::Resign { from, cause: None }, |from| Command::TakeLeave { from, reason: text("a year away") }];
    for plan in planned {
        let mut held = world.newest_appointment().clone();
        let mut give = |command: Command<'_>, capacity| {
            let by = crate::world::actor(capacity);
            let events = held.decide(command, world.provider(), facility, &by, world.now).unwrap();
            events.iter().for_each(|event| held.apply(event).unwrap());
            held.clone()
        };
        let board = cred_core::actor::Capacity::Board;
        let planned = plan(later);
        give(
            planned,
            if matches!(plan(later), Command::Resign { .. }) { cred_core::actor::Capacity::Msp } else { board },
        );
        let suspended = give(
            Command::Suspend { from: world.now, reason: reason(), ground: Ground::default() },
            cred_core::actor::Capacity::Mec,
        );
        assert_eq!(suspended.state_at(world.now), "suspended");
        let lifted = give(Command::Lift { from: world.now + TimeDelta::days(1) }, board);
        assert_eq!(lifted.state_at(world.now + TimeDelta::days(2)), "appointed");
        assert_ne!(lifted.state_at(later), "appointed", "what was planned still comes");
    }
}
