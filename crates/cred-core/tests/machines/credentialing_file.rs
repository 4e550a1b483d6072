//! The credentialing file.

use cred_core::{
    actor::Actor,
    credentialing::{
        assessment::Assessment,
        credentialing_file::{Command, CredentialingFile, Event, MACHINE},
    },
    facility::organization::Organization,
    id::CredentialingFileId,
    machine::Machine,
    refusal::ReplayError,
    text::Text,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::text,
    plan::world,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases, organization_id},
};

impl Stepping for CredentialingFile {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = false;

    fn state_of(&self) -> &'static str {
        self.state_name()
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

/// A provider with everything verified, and what a decision about them takes.
struct Office {
    world: World,
    assessment: Assessment,
    organization: Organization,
    adverse: Vec<Text>,
}

const COMMANDS: usize = 15;

impl Office {
    fn new(adverse: &[&str]) -> Self {
        let world = world();
        let organization = world.records.organization(&organization_id()).unwrap().clone();
        let adverse = adverse.iter().map(|answer| text(answer)).collect();
        Self { assessment: world.assessment(), organization, adverse, world }
    }

    fn begun(&self, walk: &mut Walk<CredentialingFile>) -> CredentialingFile {
        let id = CredentialingFileId::from_uuid(Uuid::from_u128(77));
        walk.begin(
            "open",
            |by| CredentialingFile::open(self.world.provider(), &self.organization, [], by, self.world.now),
            |event| CredentialingFile::begin(id, event).unwrap(),
        )
    }

    fn decide(&self, file: &CredentialingFile, index: usize, by: &Actor) -> Decided<Event> {
        let why = || text("as it was");
        let assessment = || Box::new(self.assessment.clone());
        let command = match index {
            0 => Command::Submit,
            1 => Command::Attest { adverse: self.adverse.clone() },
            2 => Command::FindIncomplete { items: vec![text("a signature")] },
            3 => Command::DeemWithdrawn,
            4 => Command::StartVerification,
            5 => Command::CompleteVerification(assessment()),
            6 => Command::Classify(assessment()),
            7 => Command::Flag { reason: why() },
            8 => Command::PlaceOnAgenda,
            9 => Command::Defer { question: why() },
            10 => Command::ReVerify,
            11 => Command::Approve(assessment(), Box::new(self.organization.clone())),
            12 => Command::Deny { reason: why() },
            13 => Command::Withdraw,
            _ => Command::Terminate { from: self.world.now, reason: why() },
        };
        (command.name(), file.decide(command, self.world.provider(), &self.world.authority(), by, self.world.now))
    }
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let clean = Office::new(&[]);
    let mut walk = Walk::about(clean.world.provider);
    for office in [clean, Office::new(&["a claim was settled"])] {
        let start = office.begun(&mut walk);
        walk.explore(start, COMMANDS, |file, index, by| office.decide(file, index, by));
    }
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..24), clean in any::<bool>()) {
        let office = Office::new(if clean { &[] } else { &["a claim was settled"] });
        let subject = office.world.provider;
        let start = office.begun(&mut Walk::about(subject));
        at_random(start, subject, &picks, COMMANDS, |file, index, by| office.decide(file, index, by));
    }
}
