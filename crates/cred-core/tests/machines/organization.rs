//! The organisation.

use cred_core::{
    facility::organization::{Event, MACHINE, Organization},
    machine::Machine,
    refusal::ReplayError,
    standard::adoption::Adoption,
};

use crate::{
    house::{bylaws, instant, policy, text, zone},
    plan::world,
    walk::{Stepping, Walk},
    world::organization_id,
};

impl Stepping for Organization {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = true;

    fn state_of(&self) -> &'static str {
        "established"
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let mut walk: Walk<Organization> = Walk::about(world().provider);
    let start = walk.begin(
        "establish",
        |by| Organization::establish(text("Valley Health"), zone("America/Phoenix"), by),
        |event| Organization::begin(organization_id(), event).unwrap(),
    );
    let today = instant("2020-01-02T12:00:00Z");
    walk.explore(start, 3, |organization, command, by| match command {
        0 => ("adopt-policy", organization.adopt_policy(policy(), by)),
        1 => {
            let pack = bylaws().pack();
            let adoption = Adoption { from: pack.applies_from, pack, to: None, readings: Default::default() };
            ("adopt-pack", organization.adopt_pack(adoption, by, today))
        }
        _ => ("end-pack", organization.end_pack(bylaws().pack().id, bylaws().effective_from, by, today)),
    });
    walk.is_whole();
}
