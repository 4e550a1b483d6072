//! The enrollment.

use chrono::Days;
use cred_core::{
    actor::Actor,
    digest::Digest,
    enrollment::{
        Applicant, Command, Enrollment, Event, MACHINE,
        application::{Notice, TerminationKind},
    },
    id::EnrollmentId,
    machine::Machine,
    refusal::ReplayError,
    standard::binding::Standards,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{instant, text, zone},
    payers::medicare,
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases},
};

impl Stepping for Enrollment {
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

const COMMANDS: usize = 23;

fn decide(world: &World, held: &Enrollment, index: usize, by: &Actor) -> Decided<Event> {
    let today = zone("America/Phoenix").date_at(world.now);
    let ago = |days| today - Days::new(days);
    let why = || text("as the letter says");
    let notice =
        |name: &str| Notice { date: ago(1), artefact: Digest::of("test/notice", [name]), reference: Some(text(name)) };
    let command = match index {
        0 => Command::Sign,
        1 => Command::Submit { filed_on: today, attested_on: Some(ago(3)) },
        2 => Command::ReceiveDevelopmentLetter { due: Some(ago(1)), asks: why() },
        3 => Command::Reply { on: ago(1) },
        4 => Command::Reject { reason: why() },
        5 => Command::Resubmit { filed_on: today, attested_on: None },
        6 => Command::BeginCredentialing,
        7 => Command::Approve { effective_from: ago(8), notice: notice("approval") },
        8 => Command::MoveEffectiveDate { effective_from: ago(9), notice: notice("correction") },
        9 => Command::AskRevalidation { due: ago(2) },
        10 => Command::SubmitRevalidation { filed_on: today },
        11 => Command::AcceptRevalidation { notice: notice("revalidation") },
        12 => Command::HoldPayment { from: ago(2) },
        13 => Command::Deactivate { from: ago(5), reason: why() },
        14 => Command::Reactivate { received_on: ago(1), notice: notice("reactivation") },
        15 => Command::Revoke { from: ago(5), bar_until: today, reason: why() },
        16 => Command::ApplyAgain,
        17 => Command::Deny { reason: why() },
        18 => Command::Withdraw,
        19 => Command::Terminate { from: today, kind: TerminationKind::Voluntary },
        20 => Command::Terminate { from: today, kind: TerminationKind::NoResponse },
        21 => Command::OptOut { from: today, last_day: None },
        _ => Command::EndOptOut { last_day: today },
    };
    let dossier = world.records.dossier(world.provider).unwrap();
    let standards = Standards::of(&[]);
    let applicant = Applicant { dossier: &dossier, enrollments: &[held], standards: &standards };
    (command.name(), held.decide(command, &applicant, by, world.now))
}

fn later() -> World {
    let mut world = world();
    world.now = instant("2026-06-01T17:00:00Z");
    world
}

fn begun(world: &World, walk: &mut Walk<Enrollment>) -> Enrollment {
    let id = EnrollmentId::from_uuid(Uuid::from_u128(77));
    let dossier = world.records.dossier(world.provider).unwrap();
    let standards = Standards::of(&[]);
    let applicant = Applicant { dossier: &dossier, enrollments: &[], standards: &standards };
    walk.begin(
        "prepare",
        |by| Enrollment::prepare(&applicant, medicare(), by, world.now),
        |event| Enrollment::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = later();
    let mut walk = Walk::about(world.provider);
    let start = begun(&world, &mut walk);
    walk.explore(start, COMMANDS, |held, index, by| decide(&world, held, index, by));
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..32)) {
        let world = later();
        let start = begun(&world, &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
}
