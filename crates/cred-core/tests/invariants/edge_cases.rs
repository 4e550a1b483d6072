//! Nasty cases of the field, each to be read by somebody who knows it.

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    appointment,
    appointment::Ground,
    delineation::privilege_set::PrivilegeSetVersion,
    evidence::{
        reply::EncumbranceKind,
        verification::{self, Verification},
    },
    facility::{
        self,
        resource::{Ending, Outage},
    },
    privileging::{
        grant::Restriction,
        privilege_request::{Command, GrantTerms},
    },
    provider::{
        self,
        credential::Credential,
        element::ElementKind,
        name::{DatedName, NameKind, PersonName},
    },
    refusal::Reason,
    time::period::Period,
    timeline::{finding::FindingReason, truth::Truth},
};

use crate::{
    happenings::next_form,
    house::{
        CORE, ITEMS, MAIN, PCI, PRESCRIBING, ROBOTIC, az_license, board_certified, date, found, instant, license,
        partial, resource, site, text,
    },
    plan::{Plan, world},
    world::{NAME, NPI, World, actor},
};

use Truth::{Met, Unknown, Unmet};

fn may(world: &World, item: &str, at: &str) -> Truth {
    world.may(item, instant(at))
}

/// The robot at the main site: out, or serving with limits, from an instant until before another.
fn robot_out(world: &mut World, from: &str, to: Option<&str>, limits: Option<&str>) {
    let outage = Outage {
        period: Period::new(instant(from), to.map(instant)).unwrap(),
        reason: text("service by the maker"),
        limits: limits.map(text),
    };
    let (site, resource) = (site(MAIN), resource("robot"));
    world.facility(facility::Command::RecordOutage { site, resource, outage }).unwrap();
}

fn reasons(world: &World, item: &str, at: &str) -> Vec<FindingReason> {
    world.ask(item, MAIN, instant(at)).because().iter().map(|finding| finding.cause.reason).collect()
}

#[test]
fn the_robot_is_away_for_a_fortnight() {
    let mut world = world();
    let granted = world.newest_of(ROBOTIC).clone();
    robot_out(&mut world, "2026-06-01T13:00:00Z", Some("2026-06-15T13:00:00Z"), None);
    assert_eq!(may(&world, ROBOTIC, "2026-06-01T12:59:59.999999Z"), Met);
    assert_eq!(may(&world, ROBOTIC, "2026-06-01T13:00:00Z"), Unmet);
    assert_eq!(may(&world, ROBOTIC, "2026-06-15T12:59:59.999999Z"), Unmet);
    assert_eq!(may(&world, ROBOTIC, "2026-06-15T13:00:00Z"), Met);
    // Without the robot she operates as before, and what she was granted is untouched.
    assert_eq!(may(&world, CORE, "2026-06-02T13:00:00Z"), Met);
    assert_eq!(world.newest_of(ROBOTIC), &granted);
    assert_eq!(reasons(&world, ROBOTIC, "2026-06-02T13:00:00Z"), [FindingReason::OutOfService]);
    let answer = world.ask(ROBOTIC, MAIN, instant("2026-06-02T13:00:00Z"));
    assert_eq!(answer.until(), Some((instant("2026-06-15T13:00:00Z"), Met)));
}

#[test]
fn the_robot_comes_back_early_and_later_leaves_for_good() {
    let mut world = world();
    robot_out(&mut world, "2026-06-01T13:00:00Z", None, None);
    assert_eq!(may(&world, ROBOTIC, "2026-12-01T13:00:00Z"), Unmet);
    let (at, robot) = (site(MAIN), resource("robot"));
    let back = facility::Command::ReturnToService {
        site: at.clone(),
        resource: robot.clone(),
        from: instant("2026-06-08T13:00:00Z"),
    };
    world.facility(back).unwrap();
    assert_eq!(may(&world, ROBOTIC, "2026-06-08T12:59:59Z"), Unmet);
    assert_eq!(may(&world, ROBOTIC, "2026-06-08T13:00:00Z"), Met);
    let (from, ending) = (instant("2026-09-01T00:00:00Z"), Ending::Retired);
    world.facility(facility::Command::EndResource { site: at, resource: robot, from, ending }).unwrap();
    assert_eq!(may(&world, ROBOTIC, "2026-09-01T00:00:00Z"), Unmet);
    assert_eq!(reasons(&world, ROBOTIC, "2026-10-01T00:00:00Z"), [FindingReason::Retired]);
}

#[test]
fn a_degraded_robot_serves_under_a_condition() {
    let mut world = world();
    robot_out(&mut world, "2026-06-01T13:00:00Z", Some("2026-06-15T13:00:00Z"), Some("one console, adults only"));
    let answer = world.ask(ROBOTIC, MAIN, instant("2026-06-02T13:00:00Z"));
    assert_eq!(answer.truth(), Met);
    assert!(answer.conditions().iter().any(|told| told.contains("one console, adults only")));
    let after = world.ask(ROBOTIC, MAIN, instant("2026-06-15T13:00:00Z"));
    assert!(!after.conditions().iter().any(|told| told.contains("one console")));
}

#[test]
fn no_grant_before_the_file_is_approved() {
    let plan = Plan::default();
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    for answer in &plan.answers {
        world.verify(answer).unwrap();
    }
    world.now = plan.approved_at;
    let opened = world.clone().open_file().unwrap();
    world.open_file().unwrap();
    // A file under review proves nothing: there is no value that an appointment or a grant would take.
    assert!(world.records.file(opened).unwrap().credentialed(world.now).is_none());
    assert_eq!(reasons(&world, CORE, "2026-03-01T00:00:00Z").first(), Some(&FindingReason::UnderReview));
}

#[test]
fn a_grant_takes_proofs_of_this_moment_alone() {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let start = world.newest_appointment().whole().unwrap().start();
    let id = world.request(CORE).unwrap();
    let check = world.check(CORE);
    world.privilege(id, Command::CheckCriteria(Box::new(check.clone())), Capacity::Msp).unwrap();
    let stale = Command::CheckCriteria(Box::new(check));
    world.now += TimeDelta::days(1);
    let id_of_another = world.request(PRESCRIBING).unwrap();
    let refused = world.privilege(id_of_another, stale, Capacity::Msp).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Mismatch { .. }), "{refused}");
    for by in [Capacity::Chair, Capacity::Mec] {
        let spoken =
            cred_core::privileging::privilege_request::Recommendation { favourable: true, note: text("competent") };
        world.privilege(id, Command::Recommend(spoken), by).unwrap();
    }
    let facility = &world.governed();
    let set = world.records.privilege_set(&crate::world::set_id()).unwrap();
    let yesterday = world.now - TimeDelta::days(1);
    for (credentialed_at, appointed_at) in [(yesterday, world.now), (world.now, yesterday)] {
        let grant = Command::Grant {
            credentialed: world.newest_file().credentialed(credentialed_at).unwrap(),
            appointed: world.newest_appointment().appointed(appointed_at).unwrap(),
            check: Box::new(world.check(CORE)),
            terms: GrantTerms { start, months: None, sites: vec![], conditions: vec![] },
        };
        let board = actor(Capacity::Board);
        let held = world.records.privilege(id).unwrap();
        let refused =
            held.decide(grant, world.provider(), facility, set, &world.authority(), &board, world.now).unwrap_err();
        assert!(matches!(refused.reason(), Reason::OutOfDate { .. }), "{refused}");
    }
}

#[test]
fn an_applicant_does_not_verify_their_own_license_under_any_name() {
    let mut world = world();
    let name = PersonName { family: text("Brandt"), given: Some(text("Maya")), middle: None, suffix: None };
    let former = DatedName { name, kind: NameKind::Former, from: None, to: Some(partial("2019")) };
    world.provider_does(provider::Command::AddName(former)).unwrap();
    let named = |name, capacity| Actor::new(name, capacity).unwrap();
    for applicant in [
        named("somebody", Capacity::Msp).being(world.provider),
        named(NPI, Capacity::Msp),
        named("Okonkwo, Maya", Capacity::Cvo),
        named("Dr. maya brandt", Capacity::Msp),
    ] {
        let refused = world.verify_as(&found(az_license(), "2020", "2030"), &applicant).unwrap_err();
        assert!(matches!(refused.reason(), Reason::OwnFile { .. }), "{applicant}: {refused}");
    }
    let delegate = named("a nephew", Capacity::Delegate);
    let asked = Verification::request(world.provider(), az_license().key(), text("the board"), &delegate);
    assert!(matches!(asked.unwrap_err().reason(), Reason::NotYours { .. }));
    // Somebody else of the same name is told apart by an id of her own.
    let namesake = world.register(NAME, None);
    let other = named(NAME, Capacity::Msp).being(namesake);
    world.verify_as(&found(az_license(), "2020", "2033-12-31"), &other).unwrap();
}

#[test]
fn a_later_revocation_overrides_a_clean_answer_from_its_day_on() {
    let mut world = world();
    world.now = instant("2026-08-10T18:00:00Z");
    let revoked = found(az_license(), "2020-01-01", "2033-12-31").on(date("2026-08-10")).zone("America/Phoenix");
    let revoked = revoked.limited(EncumbranceKind::Revoked, Some(partial("2026-08-01")), None);
    world.verify(&revoked).unwrap();
    // It was lawful in July, whatever is known now.
    assert_eq!(may(&world, CORE, "2026-07-31T23:59:00-07:00"), Met);
    assert_eq!(may(&world, CORE, "2026-08-01T00:00:00-07:00"), Unmet);
    assert_eq!(reasons(&world, CORE, "2026-09-01T00:00:00Z"), [FindingReason::RevokedByIssuer]);
}

#[test]
fn a_license_suspended_for_a_month_is_good_again_after_it() {
    let mut world = world();
    let suspended = found(az_license(), "2020-01-01", "2033-12-31");
    let (from, to) = (Some(partial("2026-04-01")), Some(partial("2026-04-30")));
    world.verify(&suspended.limited(EncumbranceKind::Suspended, from, to)).unwrap();
    assert_eq!(may(&world, CORE, "2026-03-31T23:59:00-07:00"), Met);
    assert_eq!(may(&world, CORE, "2026-04-01T00:00:00-07:00"), Unmet);
    assert_eq!(may(&world, CORE, "2026-04-30T23:59:00-07:00"), Unmet);
    assert_eq!(may(&world, CORE, "2026-05-01T00:00:00-07:00"), Met);
}

#[test]
fn one_met_branch_is_enough_although_the_other_is_unknown() {
    // Board certified or trained: the certificate turns out to be another person's, the training stands.
    let mut world = world();
    let ids: Vec<_> = world.records.verifications_of(world.provider).map(Verification::id).collect();
    for id in ids {
        if world.records.verification(id).unwrap().element() == &board_certified().key() {
            let command = verification::Command::EnterInError { reason: text("a namesake's") };
            world.verification(id, command, &actor(Capacity::Msp)).unwrap();
        }
    }
    let answer = world.ask(CORE, MAIN, instant("2026-03-01T00:00:00Z"));
    assert_eq!(answer.truth(), Met);
    assert!(answer.because().iter().any(|finding| finding.requirement.code == "training"));
    assert!(!answer.because().iter().any(|finding| finding.requirement.code == "board-certification"));
}

#[test]
fn a_suspended_prerequisite_takes_the_dependent_privilege_with_it() {
    let mut world = world();
    let from = instant("2026-05-01T00:00:00Z");
    let id = world.newest_of(CORE).id();
    world
        .privilege(id, Command::Suspend { from, reason: text("review"), ground: Ground::default() }, Capacity::Chair)
        .unwrap();
    assert_eq!(may(&world, ROBOTIC, "2026-04-30T23:59:59Z"), Met);
    assert_eq!(may(&world, ROBOTIC, "2026-05-01T00:00:00Z"), Unmet);
    assert_eq!(world.newest_of(ROBOTIC).state_name(), "granted");
    // Where the prerequisite need only be granted, it must not be suspended either; prescribing has none.
    assert_eq!(may(&world, PCI, "2026-05-01T00:00:00Z"), Unmet);
    assert_eq!(may(&world, PRESCRIBING, "2026-05-01T00:00:00Z"), Met);
}

#[test]
fn a_new_version_of_the_form_with_and_without_grandfather() {
    let published = |grandfather| {
        let mut world = world();
        let next = next_form("2", world.now, grandfather, true);
        world.publish(PrivilegeSetVersion { effective_from: date("2026-07-01"), ..next }).unwrap();
        world
    };
    let kept = published(true);
    assert_eq!(may(&kept, CORE, "2026-07-01T07:00:00Z"), Met);
    let bound = published(false);
    assert_eq!(may(&bound, CORE, "2026-07-01T06:59:59Z"), Met);
    assert_eq!(may(&bound, CORE, "2026-07-01T07:00:00Z"), Unknown);
    // A new request is judged by the version in force on its day, grandfather or not.
    let mut later = kept.clone();
    later.now = instant("2026-07-02T00:00:00Z");
    assert!(later.check(CORE).met_at().is_empty());
    assert_eq!(later.check(CORE).version().as_str(), "2");
}

#[test]
fn a_reappointment_in_time_leaves_no_gap() {
    let mut world = world();
    world.now = instant("2027-11-15T17:00:00Z");
    let old_end = world.newest_appointment().end().unwrap();
    world.reappoint(12).unwrap();
    world.grant(CORE, old_end).unwrap();
    assert_eq!(world.may(CORE, old_end - TimeDelta::microseconds(1)), Met);
    assert_eq!(world.may(CORE, old_end), Met);
    let answer = world.ask(CORE, MAIN, old_end - TimeDelta::days(1));
    assert_eq!(answer.until(), Some((instant("2029-02-01T07:00:00Z"), Unmet)));
    // A day too late there is nothing to extend.
    world.now = instant("2029-02-01T07:00:00Z");
    assert!(world.newest_file().credentialed(world.now).is_none());
    world.verify(&found(Credential::NpdbQuery, "", "")).unwrap_err();
}

#[test]
fn what_has_ended_is_not_extended() {
    let mut world = Plan { term: (date("2026-02-01"), 6), ..Plan::default() }.build();
    world.now = world.newest_appointment().end().unwrap();
    let refused = world.reappoint(12).unwrap_err();
    assert!(matches!(refused.reason(), Reason::TermEnded { .. }), "{refused}");
    world.now -= TimeDelta::microseconds(1);
    world.reappoint(12).unwrap();
}

#[test]
fn of_two_licenses_in_one_state_the_one_in_force_counts() {
    // A training licence that ended and a full one: the end of the one masks and kills nothing.
    let mut plan = Plan::default();
    plan.policy.elements.retain(|rule| rule.element != ElementKind::License);
    plan.answers.push(found(license("AZ", "MD", "T-17"), "2012-07-01", "2015-06-30"));
    let world = plan.build();
    assert_eq!(may(&world, CORE, "2026-03-01T00:00:00Z"), Met);
    // One of another profession does not count, however good.
    let other = found(license("AZ", "acupuncture", "A-3"), "2020-01-01", "2033-12-31");
    let mut plan = Plan::default().with(found(az_license(), "2020-01-01", "2026-06-30"));
    plan.answers.push(other);
    let world = plan.build();
    assert_eq!(may(&world, CORE, "2026-06-30T23:59:00-07:00"), Met);
    assert_eq!(may(&world, CORE, "2026-07-01T00:00:00-07:00"), Unmet);
}

#[test]
fn death_ends_everything_and_keeps_the_record() {
    let mut world = world();
    world.now = instant("2026-06-03T17:00:00Z");
    let from = instant("2026-06-02T07:00:00Z");
    world.staff(appointment::Command::RecordDeath { from }, Capacity::Msp).unwrap();
    for item in ITEMS {
        assert_eq!(may(&world, item, "2026-06-02T06:59:59Z"), Met);
        assert_eq!(may(&world, item, "2026-06-02T07:00:00Z"), Unmet);
    }
    assert_eq!(world.newest_appointment().state(), "deceased");
    assert!(world.newest_of(CORE).held().is_some());
}

#[test]
fn a_death_on_the_providers_record_alone_stops_everything_too() {
    let mut world = world();
    world.now = instant("2026-06-03T17:00:00Z");
    world.provider_does(provider::Command::RecordDeath { on: date("2026-06-02") }).unwrap();
    assert_eq!(may(&world, CORE, "2026-06-01T12:00:00-07:00"), Met);
    assert_eq!(may(&world, CORE, "2026-06-03T12:00:00-07:00"), Unmet);
}

#[test]
fn granted_and_revoked_on_one_day() {
    let mut world = world();
    world.now = instant("2026-04-01T17:00:00Z");
    let id = world.newest_of(CORE).id();
    let from = instant("2026-04-01T18:00:00Z");
    world
        .privilege(id, Command::Revoke { from, reason: text("misconduct"), ground: Ground::default() }, Capacity::Board)
        .unwrap();
    assert_eq!(may(&world, CORE, "2026-04-01T17:59:59Z"), Met);
    assert_eq!(may(&world, CORE, "2026-04-01T18:00:00Z"), Unmet);
    let backwards = Command::Restrict(Restriction::condition(instant("2026-03-01T00:00:00Z"), text("none")));
    let prescribing = world.newest_of(PRESCRIBING).id();
    let refused = world.privilege(prescribing, backwards, Capacity::Board).unwrap_err();
    assert!(matches!(refused.reason(), Reason::BackDated { .. }), "{refused}");
}

#[test]
fn past_the_end_of_a_leave_there_is_no_exercise_before_the_return() {
    let mut world = world();
    let from = instant("2026-05-01T07:00:00Z");
    world
        .staff(appointment::Command::TakeLeave { from, until: None, reason: text("sabbatical") }, Capacity::Mec)
        .unwrap();
    assert_eq!(may(&world, CORE, "2027-05-01T07:00:00Z"), Unmet);
    world.now = instant("2026-08-01T00:00:00Z");
    let back = instant("2026-08-03T07:00:00Z");
    world.return_from_leave(back).unwrap();
    assert_eq!(may(&world, CORE, "2026-08-03T06:59:59Z"), Unmet);
    assert_eq!(may(&world, CORE, "2026-08-03T07:00:00Z"), Met);
    assert_eq!(may(&world, CORE, "2026-04-30T12:00:00Z"), Met);
}

#[test]
fn a_prerequisite_granted_at_another_site_counts_only_while_it_is_in_force() {
    use crate::house::ANNEX;
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let start = world.newest_appointment().whole().unwrap().start();
    let terms = |months, at: &str| GrantTerms { start, months, sites: vec![site(at)], conditions: vec![] };
    world.grant_on(CORE, terms(Some(6), ANNEX)).unwrap();
    world.grant_on(PCI, terms(None, MAIN)).unwrap();
    assert_eq!(may(&world, PCI, "2026-07-31T23:59:00-07:00"), Met);
    assert_eq!(may(&world, PCI, "2026-08-01T00:00:00-07:00"), Unmet);
    // The robotic privilege asks for a core that can be exercised where the robot is.
    world.grant_on(ROBOTIC, terms(None, MAIN)).unwrap();
    assert_eq!(may(&world, ROBOTIC, "2026-03-01T12:00:00Z"), Unmet);
}

#[test]
fn next_years_case_log_does_not_undo_the_decision_that_rested_on_last_years() {
    let mut world = world();
    world.now = instant("2027-01-10T17:00:00Z");
    let next = found(crate::house::case_log(40, "Valley"), "2026-01-01", "2026-12-31").on(date("2027-01-09"));
    world.verify(&next).unwrap();
    assert_eq!(may(&world, ROBOTIC, "2027-02-01T00:00:00Z"), Met);
}
