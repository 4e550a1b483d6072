//! To whom nothing is given, and for whom no clause stands in: the dead, the excluded, members without a request, and those who are no members.

use chrono::NaiveDate;
use cred_core::{
    actor::Capacity,
    appointment::AppointmentTerms,
    facility::{self, resource::Ending},
    privileging::{
        privilege_request,
        temporary_privilege::{Asked, grant::Application},
    },
    provider,
    refusal::Refusal,
    standard::{
        limit::Limit,
        topic::{Topic, privileging::DayCount},
    },
    time::Instant,
    timeline::truth::Truth,
};

use crate::{
    house::{CORE, MAIN, PRESCRIBING, ROBOTIC, answers, date, instant, leie, partial, reported, site, text},
    plan::Plan,
    special_house::{adopt, applicant, for_file, for_need, temporary, wanted},
    world::{NAME, NPI, World},
};

fn at_work() -> Instant {
    instant("2026-03-02T17:00:00Z")
}

fn code(refused: Result<impl std::fmt::Debug, Refusal>) -> &'static str {
    refused.unwrap_err().reason().code()
}

fn member(items: Vec<&'static str>) -> World {
    let mut world = Plan { items, ..Plan::default() }.build();
    world.now = at_work();
    world
}

fn dies(world: &mut World, on: NaiveDate) {
    world.provider_does(provider::Command::RecordDeath { on }).unwrap();
}

// Catches: a request, an appointment, a temporary privilege or a file of somebody who has died.
#[test]
fn nothing_is_given_to_one_who_died() {
    let mut world = member(vec![CORE]);
    let waiting = world.request(ROBOTIC).unwrap();
    let check = privilege_request::Command::CheckCriteria(Box::new(world.check(ROBOTIC)));
    world.privilege(waiting, check, Capacity::Msp).unwrap();
    adopt(&mut world, "needs", vec![Topic::TemporaryCareNeed(temporary(Limit::days(60), DayCount::HeldDays))]);
    let mut living = world.clone();
    let need = for_need(&living, "nobody else is there");
    living.grant_temporary(ROBOTIC, need).unwrap();
    dies(&mut world, date("2026-03-01"));
    let need = for_need(&world, "nobody else is there");
    assert_eq!(code(world.grant_temporary(ROBOTIC, need)), "requirements-open");
    assert_eq!(code(world.request(PRESCRIBING)), "requirements-open");
    assert_eq!(code(world.appoint(instant("2028-03-01T07:00:00Z"), 12)), "requirements-open");
    assert_eq!(code(world.open_file()), "requirements-open");
}

// Catches: a temporary privilege of a member who asked for nothing, resting on the file that was approved long ago; one after a denial.
#[test]
fn inv_22_a_members_old_file_is_no_application() {
    let mut world = member(vec![CORE]);
    let file = world.newest_file().id();
    let ask = for_file(&world, file);
    assert_eq!(code(world.grant_temporary(ROBOTIC, ask)), "requirements-open");
    let request = world.request(ROBOTIC).unwrap();
    let check = privilege_request::Command::CheckCriteria(Box::new(world.check(ROBOTIC)));
    world.privilege(request, check, Capacity::Msp).unwrap();
    let application = Application::PrivilegeRequest(request);
    let ask = wanted(&world, Asked::NewApplicant { application, competence: None });
    world.grant_temporary(ROBOTIC, ask).unwrap();
    let (mut fresh, file) = applicant();
    let withdrawn = fresh.request(CORE).unwrap();
    fresh.privilege(withdrawn, privilege_request::Command::Withdraw, Capacity::Msp).unwrap();
    let ask = for_file(&fresh, file);
    assert_eq!(code(fresh.grant_temporary(CORE, ask)), "requirements-open", "nothing waits for a decision");
}

// Catches: the emergency clause of members for one who holds privileges alone.
#[test]
fn privileges_without_membership_carry_no_emergency_act() {
    let world = |membership| {
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register(NAME, Some(NPI));
        for answer in answers() {
            world.verify(&answer).unwrap();
        }
        world.approve().unwrap();
        let start = instant("2026-02-01T07:00:00Z");
        let category = text("active");
        let terms = AppointmentTerms { category, start, months: 24, membership, provisional_until: None };
        world.appoint_on(terms).unwrap();
        world
    };
    assert_eq!(world(true).in_emergency(ROBOTIC, at_work()).truth(), Truth::Met);
    assert_eq!(world(false).in_emergency(ROBOTIC, at_work()).truth(), Truth::Unmet);
}

// Catches: a grant to one whom an exclusion list names.
#[test]
fn inv_05_nothing_is_granted_to_one_who_is_excluded() {
    let mut world = member(vec![CORE]);
    assert!(!world.check(ROBOTIC).met_at().is_empty());
    world.verify(&reported(&leie(), Some(partial("2026-02-20")), None).on(date("2026-03-01"))).unwrap();
    assert!(world.check(ROBOTIC).met_at().is_empty());
    let from = world.now;
    assert!(world.grant(ROBOTIC, from).is_err());
}

// Catches: a resource that was retired and comes back through an outage that was open.
#[test]
fn what_has_ended_does_not_return_to_service() {
    let mut world = member(vec![CORE]);
    let (site, resource) = (site(MAIN), cred_core::id::ResourceId::parse("robot").unwrap());
    let period = cred_core::time::period::Period::new(world.now, None).unwrap();
    let outage = facility::resource::Outage { period, reason: text("fire"), limits: None };
    let record = facility::Command::RecordOutage { site: site.clone(), resource: resource.clone(), outage };
    world.facility(record).unwrap();
    let (from, ending) = (world.now, Ending::Retired);
    let end = facility::Command::EndResource { site: site.clone(), resource: resource.clone(), from, ending };
    world.facility(end).unwrap();
    assert!(world.facility(facility::Command::ReturnToService { site, resource, from }).is_err());
}
