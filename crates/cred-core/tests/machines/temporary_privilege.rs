//! The temporary privilege: of an applicant, for a need, of a locum, and in a disaster.

use cred_core::{
    actor::{Actor, Capacity},
    exercise::rules::temporary_check,
    facility,
    id::TemporaryPrivilegeId,
    machine::Machine,
    privileging::temporary_privilege::{Ask, Asked, Command, Event, MACHINE, Psv, TemporaryPrivilege, grant::Kind},
    refusal::{Reason, Refusal, ReplayError},
    standard::{
        limit::Limit,
        topic::Topic,
        topic::privileging::{DayCount, Disaster, Temporary},
    },
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{CORE, item, text},
    special_house::{adopt, applicant, for_file, for_need, locum, volunteer, wanted},
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases, facility_id, set_id},
};

impl Stepping for TemporaryPrivilege {
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

const COMMANDS: usize = 5;

/// Everybody whom the table lets grant may by these rules.
fn everybody() -> Vec<Capacity> {
    use Capacity::{Board, BoardCommittee, Ceo, Chair, Mec, MedicalDirector};
    vec![Ceo, MedicalDirector, Chair, Mec, Board, BoardCommittee]
}

fn house() -> (World, Vec<Ask>) {
    static MADE: std::sync::OnceLock<(World, Vec<Ask>)> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let (mut world, file) = applicant();
        let rule = || Temporary { limit: Limit::days(120), count: DayCount::HeldDays, by: everybody() };
        let disaster = Disaster { verify_within: Limit::hours(72), decide_within: Limit::hours(72), by: everybody() };
        let topics = vec![
            Topic::TemporaryNewApplicant(rule()),
            Topic::TemporaryCareNeed(rule()),
            locum(60),
            Topic::Disaster(disaster),
        ];
        adopt(&mut world, "temporary", topics);
        let (from, reason) = (world.now, text("a flood"));
        let activate = facility::Command::ActivateEmergencyPlan { from, reason, needs_cannot_be_met: true };
        world.facility(activate).unwrap();
        let cover = Asked::LocumTenens { need: text("for Dr. Lee on leave"), competence: None };
        // Another one recommends than any who may grant.
        let mut asks = vec![
            for_file(&world, file),
            for_need(&world, "the only surgeon"),
            wanted(&world, cover),
            volunteer(&world, world.now),
        ];
        for ask in &mut asks {
            if let Some(recommended) = &mut ask.recommended {
                recommended.by = Actor::new("the chief of staff", Capacity::Chair).unwrap();
            }
        }
        (world, asks)
    })
    .clone()
}

fn granted(world: &World, ask: Ask, by: &Actor) -> Result<Vec<Event>, Refusal> {
    let facility = world.records.governed(&facility_id()).unwrap();
    let set = world.records.privilege_set(&set_id()).unwrap();
    let dossier = world.records.dossier(world.provider).unwrap();
    let check = temporary_check(&world.records, &dossier, facility, set, &item(CORE), world.now).unwrap();
    TemporaryPrivilege::grant(ask, &check, world.provider(), facility, by, world.now)
}

fn decide(world: &World, held: &TemporaryPrivilege, index: usize, by: &Actor) -> Decided<Event> {
    let why = || text("as it was");
    let command = match index {
        0 => Command::RecordLicensePsv(Psv::Source { source: text("the board"), at: world.now }),
        1 => Command::RecordPsvImpossible { reason: why() },
        2 => Command::Continue { reason: why() },
        3 => Command::Terminate { reason: why() },
        _ => Command::Relinquish,
    };
    let facility = world.records.governed(&facility_id()).unwrap();
    (command.name(), held.decide(command, world.provider(), facility, by, world.now))
}

fn begun(world: &World, ask: &Ask, walk: &mut Walk<TemporaryPrivilege>) -> TemporaryPrivilege {
    let command = match ask.asked.kind() {
        Kind::NewApplicant => "grant-new-applicant",
        Kind::CareNeed => "grant-care-need",
        Kind::LocumTenens => "grant-locum-tenens",
        Kind::Disaster => "grant-disaster",
    };
    walk.begin(
        command,
        |by| granted(world, ask.clone(), by),
        |event| TemporaryPrivilege::begin(TemporaryPrivilegeId::from_uuid(Uuid::from_u128(77)), event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let (world, asks) = house();
    let mut walk = Walk::about(world.provider);
    for ask in &asks {
        let start = begun(&world, ask, &mut walk);
        walk.explore(start, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
    walk.is_whole();
}

// Catches: the clocks of a disaster kept for a privilege that has none.
#[test]
fn the_steps_of_a_disaster_belong_to_a_disaster() {
    let (world, asks) = house();
    let start = begun(&world, &asks[0], &mut Walk::about(world.provider));
    let msp = crate::world::actor(Capacity::Msp);
    for index in 0..2 {
        let (_, decided) = decide(&world, &start, index, &msp);
        assert!(matches!(decided.unwrap_err().reason(), Reason::Mismatch { .. }));
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..12), which in 0_usize..4) {
        let (world, asks) = house();
        let start = begun(&world, &asks[which], &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
}
