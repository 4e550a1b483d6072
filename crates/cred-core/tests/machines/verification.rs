//! One verification.

use cred_core::{
    actor::Actor,
    evidence::{
        reply::{EncumbranceKind, Reply},
        verification::{Command, Event, MACHINE, Verification},
    },
    id::VerificationId,
    machine::Machine,
    refusal::ReplayError,
    time::Instant,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{SourceAnswer, az_license, found, instant, text},
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases},
};

impl Stepping for Verification {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = false;

    fn state_of(&self) -> &'static str {
        self.state().name()
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event, now(), 1)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

fn now() -> Instant {
    instant("2026-02-01T12:00:00Z")
}

/// A clean answer, an adverse one, and one that differs from the claim.
fn replies() -> [SourceAnswer; 3] {
    let license = || found(az_license(), "2020-01-01", "2033-12-31");
    [
        license(),
        license().limited(EncumbranceKind::Limited, None, None),
        SourceAnswer::of(az_license().key(), Reply::NotFound),
    ]
}

const COMMANDS: usize = 8;

fn decide(world: &World, answer: &SourceAnswer, held: &Verification, index: usize, by: &Actor) -> Decided<Event> {
    let evidence = || Box::new(answer.evidence.clone());
    let why = || text("as it was");
    let command = match index {
        0 => Command::FollowUp { note: why() },
        1 => Command::Receive(evidence()),
        2 => Command::Conclude { claim: world.provider().claims().get(held.element()).cloned().map(Box::new) },
        3 => Command::Resolve { explanation: why() },
        4 => Command::GiveUp { reason: why(), attempts: 1 },
        5 => Command::AcceptAlternate { evidence: evidence(), reason: why() },
        6 => Command::TellProvider { on: now().date_naive(), note: why() },
        _ => Command::EnterInError { reason: why() },
    };
    (command.name(), held.decide(command, world.provider(), by, now()))
}

fn begun(world: &World, walk: &mut Walk<Verification>) -> Verification {
    let id = VerificationId::from_uuid(Uuid::from_u128(77));
    walk.begin(
        "request",
        |by| Verification::request(world.provider(), az_license().key(), text("the board"), by),
        |event| Verification::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = world();
    let mut walk = Walk::about(world.provider);
    for answer in replies() {
        let start = begun(&world, &mut walk);
        walk.explore(start, COMMANDS, |held, index, by| decide(&world, &answer, held, index, by));
    }
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..16), which in 0_usize..3) {
        let world = world();
        let answer = &replies()[which];
        let start = begun(&world, &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, answer, held, index, by));
    }
}
