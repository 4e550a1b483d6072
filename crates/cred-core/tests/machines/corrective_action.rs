//! The corrective action.

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{Cause, ReviewAction},
    id::CorrectiveActionId,
    machine::Machine,
    privileging::corrective_action::{
        Command, CorrectiveAction, Delivery, Event, FinalAction, MACHINE, NoticeContent, NpdbReport, PanelMember,
        ReportKind, Suspended, SuspensionOutcome, Waiver,
    },
    refusal::{Reason, ReplayError},
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::text,
    matters::day_of,
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, actor, cases, facility_id},
};

impl Stepping for CorrectiveAction {
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

const COMMANDS: usize = 25;

fn member(name: &str) -> PanelMember {
    PanelMember { name: text(name), provider: None, direct_competitor: false, took_part_earlier: false }
}

/// Every command, each on a day on which it is in time, by the default rules on hearings.
fn decide(world: &World, matter: &CorrectiveAction, index: usize, by: &Actor) -> Decided<Event> {
    let why = || text("as it was");
    let at = |days: i64| world.now + TimeDelta::days(days);
    let day = |days: u64| day_of(world.now) + Days::new(days);
    let recommend = |action| Command::Recommend { action, reason: why() };
    let notify = |delivery| {
        let contents = NoticeContent::ALL.to_vec();
        Command::Notify { sent_on: day(4), delivery, received_on: None, contents }
    };
    let taken = |action| Command::TakeFinalAction(FinalAction { action, from: at(70), until: None, reason: why() });
    let report = |kind| Command::RecordNpdbReport(NpdbReport { kind, action_day: day(70), sent_on: day(71) });
    let waive = |how| Command::RecordWaiver { how };
    let (command, days) = match index {
        0 => (Command::Intervene { note: why() }, 1),
        1 => {
            let class = Cause::CompetenceOrConduct;
            (Command::OpenInvestigation { class, reason: why(), told_on: day(2) }, 2)
        }
        2 => (recommend(ReviewAction::None), 3),
        3 => (recommend(ReviewAction::Revocation), 3),
        4 => (notify(Delivery::CertifiedMail), 4),
        5 => (notify(Delivery::InHand), 4),
        6 => (Command::RecordReceipt { received_on: day(6) }, 6),
        7 => (Command::RequestHearing, 7),
        8 => {
            let (place, witnesses) = (text("board room"), vec![text("a nurse")]);
            (Command::ScheduleHearing { notice_on: day(8), hearing_at: at(50), place, witnesses }, 8)
        }
        9 => (Command::AppointPanel { members: vec![member("Dr Able"), member("Dr Baker")] }, 9),
        10 => (Command::ConcludeHearing { recommends: ReviewAction::Restriction, report: why() }, 60),
        11 => (waive(Waiver::Silence), 60),
        12 => (waive(Waiver::Written), 10),
        13 => (waive(Waiver::NoShow), 60),
        14 => (Command::Appeal { grounds: why() }, 61),
        15 => (taken(ReviewAction::None), 70),
        16 => (taken(ReviewAction::Restriction), 70),
        17 => {
            let suspended = Suspended::Appointment(world.newest_appointment().id());
            (Command::LinkSuspension { suspended, from: at(0) }, 2)
        }
        18 => (Command::ReviewSuspension { outcome: SuspensionOutcome::Continue, note: why() }, 5),
        19 => (report(ReportKind::Initial), 80),
        20 => (report(ReportKind::Void), 81),
        21 => (report(ReportKind::Correction), 81),
        22 => (Command::Withdraw { reason: why() }, 1),
        23 => (Command::Abandon { reason: why() }, 40),
        _ => (Command::Close { note: why() }, 90),
    };
    let authority = world.authority();
    let decided = matter.decide(command.clone(), world.provider(), &world.governed(), &authority, by, at(days));
    (command.name(), decided)
}

fn begun(world: &World, walk: &mut Walk<CorrectiveAction>) -> CorrectiveAction {
    let id = CorrectiveActionId::from_uuid(Uuid::from_u128(77));
    let facility = world.records.facility(&facility_id()).unwrap();
    walk.begin(
        "raise-concern",
        |by| CorrectiveAction::raise(world.provider(), facility, text("a concern"), by, world.now),
        |event| CorrectiveAction::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = world();
    let mut walk = Walk::about(world.provider);
    let start = begun(&world, &mut walk);
    walk.explore(start, COMMANDS, |matter, index, by| decide(&world, matter, index, by));
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..24)) {
        let world = world();
        let start = begun(&world, &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |matter, index, by| decide(&world, matter, index, by));
    }
}

// Catches: a provider who acts on their own matter under another hat; one whose acts somebody else does.
#[test]
fn inv_39_nobody_acts_on_their_own_matter_and_nobody_asks_in_the_providers_place() {
    let world = world();
    let start = begun(&world, &mut Walk::about(world.provider));
    let (_, refused) = decide(&world, &start, 1, &actor(Capacity::Mec).being(world.provider));
    assert!(matches!(refused.unwrap_err().reason(), Reason::OwnFile { .. }));
    let mut matter = start;
    for (index, by) in [(1, Capacity::Mec), (3, Capacity::Mec), (5, Capacity::Msp)] {
        let (_, events) = decide(&world, &matter, index, &actor(by));
        events.unwrap().iter().for_each(|event| matter.apply(event).unwrap());
    }
    for index in [7, 12] {
        let (_, refused) = decide(&world, &matter, index, &actor(Capacity::Provider));
        assert!(matches!(refused.unwrap_err().reason(), Reason::Mismatch { what: "the actor", .. }));
    }
}
