//! The meeting.

use cred_core::{
    actor::{Actor, Capacity},
    credentialing::meeting::{
        Command, Event, MACHINE, Meeting,
        host::{BODIES, Host},
        matter::{Matter, Motion},
        member::Member,
        vote::Ballots,
    },
    id::{CredentialingFileId, MeetingId},
    machine::Machine,
    refusal::{Reason, ReplayError},
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::text,
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, actor, cases, facility_id, organization_id},
};

impl Stepping for Meeting {
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

fn members() -> Vec<Member> {
    let member = |name: &str| Member {
        name: text(name),
        physician: true,
        voting: true,
        board: true,
        provider: None,
        department: None,
        conflicts: vec![],
    };
    ["Ada", "Ben", "Cyd"].into_iter().map(member).collect()
}

fn host(world: &World) -> Host<'_> {
    let organization = world.records.organization(&organization_id()).unwrap();
    Host::of_facility(world.records.facility(&facility_id()).unwrap(), organization)
}

fn decide(world: &World, held: &Meeting, index: usize, by: &Actor) -> Decided<Event> {
    let file = |n: u128| Matter::CredentialingFile(CredentialingFileId::from_uuid(Uuid::from_u128(n)));
    let names = |names: &[&str]| names.iter().map(|name| text(name)).collect::<Vec<_>>();
    let subject = world.provider();
    let vote = |in_favour: &[&str], against: &[&str]| Command::Vote {
        matter: file(1),
        motion: Motion::Approve,
        subject,
        ballots: Ballots { in_favour: names(in_favour), against: names(against), abstain: vec![] },
    };
    let place = |n| Command::PlaceMatter { matter: file(n), subject, about: text("a surgeon"), earlier: vec![] };
    let command = match index {
        0 => place(1),
        1 => place(2),
        2 => Command::RecordAttendance { present: names(&["Ada", "Ben"]) },
        3 => Command::Recuse { member: text("Cyd"), matter: file(1), subject, reason: text("a partner") },
        4 => vote(&["Ada", "Ben"], &[]),
        5 => vote(&["Ada"], &["Ben"]),
        6 => Command::Defer { matter: file(1), subject, question: text("how many cases?") },
        _ => Command::Adjourn,
    };
    (command.name(), held.decide(command, &host(world), by, world.now))
}

fn begun(world: &World, walk: &mut Walk<Meeting>, body: Capacity) -> Meeting {
    let id = MeetingId::from_uuid(Uuid::from_u128(77));
    walk.begin(
        "convene",
        |by| Meeting::convene(&host(world), body, world.now, members(), by, world.now),
        |event| Meeting::begin(id, event).unwrap(),
    )
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = world();
    let mut walk = Walk::about(world.provider);
    for body in BODIES {
        let start = begun(&world, &mut walk, body);
        walk.explore(start, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..16), body in 0_usize..5) {
        let world = world();
        let start = begun(&world, &mut Walk::about(world.provider), BODIES[body]);
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
}

// Catches: a meeting that another body keeps; one of a body that does not meet; one convened for yesterday, or without a vote in it.
#[test]
fn a_meeting_is_its_own_bodys_and_not_of_the_past() {
    let world = world();
    let mec = actor(Capacity::Mec);
    let convene = |body, on, members, by: &Actor| Meeting::convene(&host(&world), body, on, members, by, world.now);
    let refused = |decided: Result<Vec<Event>, cred_core::refusal::Refusal>| decided.unwrap_err().reason().code();
    assert_eq!(refused(convene(Capacity::Board, world.now, members(), &mec)), "mismatch");
    assert_eq!(refused(convene(Capacity::Chair, world.now, members(), &mec)), "unknown");
    let yesterday = world.now - chrono::TimeDelta::days(1);
    assert_eq!(refused(convene(Capacity::Mec, yesterday, members(), &mec)), "back-dated");
    let mut silent = members();
    silent.iter_mut().for_each(|member| member.voting = false);
    assert_eq!(refused(convene(Capacity::Mec, world.now, silent, &mec)), "no-valid-vote");
    let mut twice = members();
    twice[2].name = text(" ada ");
    assert_eq!(refused(convene(Capacity::Mec, world.now, twice, &mec)), "duplicate");
    let start = begun(&world, &mut Walk::about(world.provider), Capacity::Mec);
    let (_, decided) = decide(&world, &start, 0, &actor(Capacity::Board));
    assert!(matches!(decided.unwrap_err().reason(), Reason::Mismatch { what: "the actor", .. }));
}
