//! The credentialing file.

use std::cell::RefCell;

use cred_core::{
    actor::Actor,
    credentialing::{
        assessment::{Assessment, assess},
        credentialing_file::{Command, CredentialingFile, Event, LeaveCause, MACHINE},
        on_file::{ExplanationForm, GapExplanation, OnFile},
    },
    facility::organization::Organization,
    id::CredentialingFileId,
    machine::Machine,
    provider::element::ElementKind,
    refusal::ReplayError,
    standard::{
        limit::Limit,
        topic::{Topic, credentialing::ProvisionalCredentialing},
    },
    text::Text,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{Policy, policy, rule, text},
    plan::Plan,
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
    organization: Organization,
    adverse: Vec<Text>,
    /// The last assessment, with what it was made of: the walk asks for the same one often.
    assessed: RefCell<Option<(OnFile, Assessment)>>,
}

const COMMANDS: usize = 29;

impl Office {
    fn new(adverse: &[&str]) -> Self {
        let provisional = Topic::ProvisionalCredentialing(ProvisionalCredentialing {
            limit: Limit::days(60),
            elements: vec![ElementKind::License, ElementKind::MalpracticeHistory],
        });
        let policy = Policy { more: vec![rule(provisional)], ..policy() };
        let world = Plan { policy, items: vec![], ..Plan::default() }.build();
        let organization = world.records.organization(&organization_id()).unwrap().clone();
        let adverse = adverse.iter().map(|answer| text(answer)).collect();
        Self { organization, adverse, world, assessed: RefCell::new(None) }
    }

    fn assessment(&self, file: &CredentialingFile) -> Box<Assessment> {
        let mut last = self.assessed.borrow_mut();
        if let Some((_, held)) = last.as_ref().filter(|(of, _)| of == file.on_file()) {
            return Box::new(held.clone());
        }
        let dossier = self.world.records.dossier(self.world.provider).unwrap();
        let made = assess(&self.organization, &dossier, file.on_file(), self.world.now);
        *last = Some((file.on_file().clone(), made.clone()));
        Box::new(made)
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
        let (why, now) = (|| text("as it was"), self.world.now);
        let today = self.organization.zone().date_at(now);
        let assessment = || self.assessment(file);
        let explanation = || GapExplanation { from: today, to: today, form: ExplanationForm::Spoken, words: why() };
        let command = match index {
            0 => Command::Submit,
            1 => Command::Attest { signed_on: None, adverse: self.adverse.clone() },
            2 => Command::FindIncomplete { items: vec![text("a signature")] },
            3 => Command::DeemWithdrawn,
            4 => Command::StartVerification,
            5 => Command::CompleteVerification(assessment()),
            6 => Command::Classify(assessment()),
            7 => Command::Flag { reason: why() },
            8 => Command::PlaceOnAgenda,
            9 => Command::Defer { question: why() },
            10 => Command::ReVerify,
            11 => Command::Approve(assessment()),
            12 => Command::Deny { reason: why() },
            13 => Command::Withdraw,
            14 => Command::Terminate { from: now, reason: why() },
            15 => Command::TerminateAdministratively { from: now, reason: why() },
            16 => Command::Resign { from: now },
            17 => Command::SupplyItems { changed: vec![] },
            18 => Command::SupplyItems { changed: vec![why()] },
            19 => Command::ChangeAnswer { what: why(), reason: why() },
            20 => Command::Explain { about: why(), words: why() },
            21 => Command::ExplainGap(explanation()),
            22 => Command::ReportToClient,
            23 => Command::RecordNotice { sent_on: today },
            24 => Command::RaiseFinding { what: why() },
            25 => Command::ResolveFinding { number: 1, resolution: why() },
            26 => Command::Extend { cause: LeaveCause::Military, from: today, reason: why() },
            27 => Command::RecordReturn { on: today },
            _ => Command::ApproveProvisionally(assessment()),
        };
        (command.name(), file.decide(command, self.world.provider(), &self.world.authority(), &[], by, now))
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
