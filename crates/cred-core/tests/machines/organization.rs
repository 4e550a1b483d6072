//! The organisation.

use cred_core::{
    facility::organization::{Event, MACHINE, Organization},
    machine::Machine,
    refusal::ReplayError,
};

use crate::{
    house::{adopted, policy, text, zone},
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
    let at = world().now;
    let pack = policy().pack();
    walk.explore(start, 2, |organization, index, by| match index {
        0 => ("adopt-pack", organization.adopt_pack(adopted(pack.clone()), by, at)),
        _ => ("end-pack", organization.end_pack(pack.id.clone(), organization.zone().date_at(at), by, at)),
    });
    walk.is_whole();
}
