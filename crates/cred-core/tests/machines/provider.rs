//! The provider's record.

use cred_core::{
    id::ProviderId,
    provider::{
        Command, Event, MACHINE, Provider,
        claim::Claim,
        merging::Grounds,
        name::{DatedName, NameKind, PersonName},
    },
    refusal::ReplayError,
};
use uuid::Uuid;

use crate::{
    house::{az_license, certificate, date, text},
    plan::world,
    walk::{Stepping, Walk},
};

impl Stepping for Provider {
    type Event = Event;
    const MACHINE: &'static cred_core::machine::Machine = &MACHINE;
    const IDEMPOTENT: bool = true;

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

fn commands() -> Vec<(&'static str, Command)> {
    let claim = |credential| Box::new(Claim { credential, valid_from: None, valid_to: None });
    let name = PersonName { family: text("Okonkwo-Reyes"), given: Some(text("Maya")), middle: None, suffix: None };
    let corrected = Claim { valid_to: Some("2033-12-31".parse().unwrap()), ..*claim(az_license()) };
    vec![
        ("add-name", Command::AddName(DatedName { name, kind: NameKind::Former, from: None, to: None })),
        ("claim", Command::Claim(claim(az_license()))),
        ("claim", Command::Claim(claim(certificate("ACLS")))),
        (
            "correct-claim",
            Command::CorrectClaim {
                element: az_license().key(),
                claim: Box::new(corrected),
                reason: text("the end was left out"),
            },
        ),
        ("record-death", Command::RecordDeath { on: date("2026-01-01") }),
    ]
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = world();
    let registration = world.provider().registration().clone();
    let id = ProviderId::from_uuid(Uuid::from_u128(77));
    let mut walk: Walk<Provider> = Walk::about(id);
    let start = walk.begin(
        "register",
        |by| Provider::register(registration.clone(), by),
        |event| Provider::begin(id, event).unwrap(),
    );
    let commands = commands();
    let survivor = world.provider();
    let grounds = || Grounds { reason: Some(text("one passport")), npi_issued_in_error: true, ..Grounds::default() };
    walk.explore(start, commands.len() + 2, |provider, index, by| match commands.get(index).cloned() {
        Some((name, command)) => (name, provider.decide(command, by, world.now)),
        None if index == commands.len() => {
            ("merge-into", provider.merge_into(survivor, grounds(), by).map(|merger| merger.of_record))
        }
        None => ("unmerge", provider.unmerge(text("two sisters"), by).map(|merger| merger.of_record)),
    });
    walk.is_whole();
}
