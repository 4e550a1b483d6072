//! The privilege by proxy, on the list of an outside hospital.

use cred_core::{
    actor::Actor,
    exercise::rules::proxy_check,
    facility::agreement::{Agreement, AgreementKind, DistantSite},
    id::ProxyPrivilegeId,
    machine::Machine,
    privileging::proxy_privilege::{
        Command, Event, MACHINE, ProxyAsk, ProxyPrivilege,
        grant::{Distant, Listed},
    },
    refusal::ReplayError,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{CORE, date, item, text},
    plan::world,
    special_house::{agreement_id, rural, with_rural},
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases},
};

impl Stepping for ProxyPrivilege {
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

const COMMANDS: usize = 6;

fn house() -> World {
    static MADE: std::sync::OnceLock<World> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let world = world();
        let agreement = Agreement {
            id: agreement_id(),
            with: DistantSite::Outside(text("a hospital far away")),
            kind: AgreementKind::TelemedicineHospital,
            from: world.now,
            to: None,
            medicare_participating: true,
            meets_standards: false,
        };
        with_rural(world, Some(agreement))
    })
    .clone()
}

fn listed(world: &World) -> Listed {
    let (attested_by, attested_on) = (text("its staff office"), date("2026-01-10"));
    Listed { attested_by, attested_on, from: world.now, to: None }
}

fn begun(world: &World, walk: &mut Walk<ProxyPrivilege>) -> ProxyPrivilege {
    let facility = world.records.governed(&rural()).unwrap();
    let distant = Distant::Outside { listed: listed(world) };
    let set = world.records.set_of_item(&rural(), &item(CORE)).unwrap();
    let dossier = world.records.dossier(world.provider).unwrap();
    let check = proxy_check(&world.records, &dossier, facility, set, &item(CORE), &distant, world.now).unwrap();
    let ask = ProxyAsk {
        agreement: agreement_id(),
        distant,
        start: world.now,
        months: Some(24),
        sites: vec![],
        conditions: vec![],
    };
    walk.begin(
        "grant",
        |by| ProxyPrivilege::grant(ask.clone(), &check, world.provider(), facility, by, world.now),
        |event| ProxyPrivilege::begin(ProxyPrivilegeId::from_uuid(Uuid::from_u128(77)), event).unwrap(),
    )
}

fn decide(world: &World, held: &ProxyPrivilege, index: usize, by: &Actor) -> Decided<Event> {
    let reason = || text("as it was");
    let command = match index {
        0 => Command::RecordDistantPrivileges { listed: listed(world) },
        1 => Command::RecordDistantPrivilegesEnded { from: world.now, reason: reason() },
        2 => Command::Suspend { reason: reason() },
        3 => Command::Lift,
        4 => Command::Revoke { reason: reason() },
        _ => Command::Relinquish,
    };
    let facility = world.records.facility(&rural()).unwrap();
    (command.name(), held.decide(command, world.provider(), facility, by, world.now))
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let world = house();
    let mut walk = Walk::about(world.provider);
    let start = begun(&world, &mut walk);
    walk.explore(start, COMMANDS, |held, index, by| decide(&world, held, index, by));
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..12)) {
        let world = house();
        let start = begun(&world, &mut Walk::about(world.provider));
        at_random(start, world.provider, &picks, COMMANDS, |held, index, by| decide(&world, held, index, by));
    }
}
