//! The facility.

use cred_core::{
    actor::Capacity,
    facility::{
        Command, Event, Facility, MACHINE,
        agreement::{Agreement, AgreementKind, DistantSite},
        exclusive_contract::ExclusiveContract,
        resource::{Ending, Outage},
    },
    id::{AgreementId, ItemId},
    machine::Machine,
    refusal::ReplayError,
    standard::adoption::Adoption,
    time::period::Period,
};

use crate::{
    house::{MAIN, a_site, bylaws, instant, resource, site, text, zone},
    plan::world,
    walk::{Stepping, Walk},
    world::{actor, facility_id, organization_id},
};

impl Stepping for Facility {
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

/// The life of one resource at one site, in order, and the bylaws.
fn commands() -> Vec<Command> {
    let (site, resource) = (|| site(MAIN), || resource("robot"));
    let from = instant("2026-01-01T12:00:00Z");
    let out = Period::new(instant("2026-02-01T12:00:00Z"), Some(instant("2026-03-01T12:00:00Z"))).unwrap();
    vec![
        Command::OpenSite(a_site(MAIN, "AZ", "America/Phoenix")),
        Command::PlanResource { site: site(), resource: resource(), name: text("robot") },
        Command::PutInService { site: site(), resource: resource(), from },
        Command::RecordOutage {
            site: site(),
            resource: resource(),
            outage: Outage { period: out, reason: text("service"), limits: None },
        },
        Command::ReturnToService { site: site(), resource: resource(), from: instant("2026-02-10T12:00:00Z") },
        Command::EndResource {
            site: site(),
            resource: resource(),
            from: instant("2027-01-01T12:00:00Z"),
            ending: Ending::Retired,
        },
        Command::ActivateEmergencyPlan { from, reason: text("a flood"), needs_cannot_be_met: true },
        Command::RecordUnderControl { from: instant("2026-01-03T12:00:00Z") },
        Command::EndEmergencyPlan { from: instant("2026-01-04T12:00:00Z") },
        Command::RecordAgreement(Box::new(Agreement {
            id: AgreementId::parse("tele").unwrap(),
            with: DistantSite::Outside(text("a hospital far away")),
            kind: AgreementKind::TelemedicineHospital,
            from,
            to: None,
            medicare_participating: true,
            meets_standards: false,
        })),
        Command::EndAgreement { id: AgreementId::parse("tele").unwrap(), from: instant("2026-06-01T12:00:00Z") },
        Command::RecordExclusiveContract(Box::new(ExclusiveContract {
            id: AgreementId::parse("anaesthesia").unwrap(),
            group: text("a group"),
            items: vec![ItemId::parse("ANES-CORE").unwrap()],
            members: vec![world().provider],
            from,
            to: None,
        })),
        Command::EndExclusiveContract {
            id: AgreementId::parse("anaesthesia").unwrap(),
            from: instant("2026-06-01T12:00:00Z"),
        },
        Command::AdoptPack(Box::new(Adoption {
            pack: bylaws().pack(),
            from: bylaws().effective_from,
            to: None,
            readings: Default::default(),
        })),
        Command::EndPack { pack: bylaws().pack().id, last_day: bylaws().effective_from },
    ]
}

#[test]
fn inv_52_every_command_at_every_step_by_everybody() {
    let commands = commands();
    let mut walk: Walk<Facility> = Walk::about(world().provider);
    let start = walk.begin(
        "establish",
        |by| Facility::establish(organization_id(), text("Valley"), zone("America/Phoenix"), by),
        |event| Facility::begin(facility_id(), event).unwrap(),
    );
    // A facility has one state and much data: it is looked at after each of its commands.
    let mut facility = start;
    for step in 0..=commands.len() {
        walk.explore(facility.clone(), commands.len(), |facility, index, by| {
            let command = commands[index].clone();
            (command.name(), facility.decide(command, by, instant("2026-01-05T17:00:00Z")))
        });
        if let Some(next) = commands.get(step) {
            for event in
                facility.decide(next.clone(), &actor(Capacity::Facility), instant("2026-01-05T17:00:00Z")).unwrap()
            {
                facility.apply(&event).unwrap();
            }
        }
    }
    walk.is_whole();
}
