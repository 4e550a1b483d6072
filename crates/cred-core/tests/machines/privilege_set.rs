//! The form.

use cred_core::{
    delineation::privilege_set::{Event, MACHINE, PrivilegeSet, PrivilegeSetVersion},
    machine::Machine,
    refusal::ReplayError,
};

use crate::{
    house::{date, form, label},
    plan::world,
    walk::{Stepping, Walk},
    world::{facility_id, set_id},
};

impl Stepping for PrivilegeSet {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = true;

    fn state_of(&self) -> &'static str {
        "published"
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
    let mut walk: Walk<PrivilegeSet> = Walk::about(world().provider);
    let start = walk.begin(
        "publish",
        |by| PrivilegeSet::publish(None, &facility_id(), form(), by),
        |event| PrivilegeSet::begin(set_id(), event).unwrap(),
    );
    let next = PrivilegeSetVersion { version: label("2"), effective_from: date("2027-01-01"), ..form() };
    walk.explore(start, 1, |set, _, by| {
        ("publish", PrivilegeSet::publish(Some(set), &facility_id(), next.clone(), by))
    });
    walk.is_whole();
}
