//! Disaster privileges: invariants 23 to 25 and 27, and the two clocks.

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    exercise::rules::evaluation_began,
    facility,
    id::TemporaryPrivilegeId,
    privileging::temporary_privilege::{
        Ask, Command, Event, Psv,
        grant::{IdentityMeans, Kind},
    },
    time::Instant,
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, MAIN, SourceAnswer, answers, az_license, date, found, instant, insurance, leie, license, reported, text,
        zone,
    },
    plan::Plan,
    special_house::{adopt, disaster_rule, known, volunteer},
    world::{NAME, NPI, World, actor, cases},
};

fn activate(world: &mut World, from: Instant, needs_cannot_be_met: bool) {
    let reason = text("a flood");
    world.facility(facility::Command::ActivateEmergencyPlan { from, reason, needs_cannot_be_met }).unwrap();
}

/// A volunteer about whom nothing but these is on file, in a disaster that began an hour ago.
pub(crate) fn flood(on_file: Vec<SourceAnswer>) -> World {
    let mut world = known(on_file);
    world.now = instant("2026-01-01T08:00:00Z");
    let from = world.now - TimeDelta::hours(1);
    activate(&mut world, from, true);
    world
}

/// The first change of the answer after an instant.
fn over(world: &World, after: Instant) -> Option<Instant> {
    world.over_time(CORE, MAIN).next_change(after).map(|(at, _)| at)
}

fn step(world: &mut World, id: TemporaryPrivilegeId, hours: i64, command: Command<'_>, by: Capacity) {
    world.now = instant("2026-01-01T08:00:00Z") + TimeDelta::hours(hours);
    world.temporary(id, command, by).unwrap();
}

fn psv(world: &World) -> Command<'static> {
    Command::RecordLicensePsv(Psv::Source { source: text("the state board"), at: world.now })
}

fn reasons(world: &World, at: Instant) -> Vec<FindingReason> {
    world.ask(CORE, MAIN, at).because().iter().map(|finding| finding.cause.reason).collect()
}

// Catches: a volunteer stopped by what nobody can have verified yet; one who goes on for ever.
#[test]
fn inv_24_an_identified_volunteer_works_until_the_first_clock_runs_out() {
    let mut world = flood(vec![]);
    let start = world.now;
    world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
    let answer = world.ask(CORE, MAIN, start);
    assert_eq!(answer.carrier().unwrap().word, "disaster-privilege");
    assert!(answer.conditions().iter().any(|own| own.contains("oversight")), "{:?}", answer.conditions());
    assert_eq!(over(&world, start), Some(start + TimeDelta::hours(72)));
    let late = reasons(&world, start + TimeDelta::hours(72));
    assert!(late.contains(&FindingReason::NotContinued) || late.contains(&FindingReason::NotVerifiedInTime));
}

// The vector: 72 exact hours over the change to summer time.
#[test]
fn inv_24_seventy_two_hours_are_exact_over_a_change_of_clocks() {
    let mut world = World::with_house(&Plan { zone: zone("America/New_York"), items: vec![], ..Plan::default() });
    world.provider = world.register(NAME, Some(NPI));
    let presented: Instant = "2026-03-07T22:00:00-05:00".parse().unwrap();
    world.now = presented;
    activate(&mut world, presented, true);
    world.grant_temporary(CORE, volunteer(&world, presented)).unwrap();
    assert_eq!(over(&world, presented), Some("2026-03-10T23:00:00-04:00".parse().unwrap()));
}

/// Everything on file but the licence, so that only the licence is open.
fn all_but_the_license() -> Vec<SourceAnswer> {
    answers().into_iter().filter(|own| own.element.kind().word() != "license").collect()
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: a clock that a late record stops; one that nothing stops; the earlier of two deadlines missed; a second disaster that revives
    // what the first one carried.
    #[test]
    fn inv_24_each_clock_is_stopped_in_time_or_ends_it_for_good(
        verified in prop::option::of(0_i64..96),
        impossible in prop::option::of(0_i64..96),
        continued in prop::option::of(0_i64..96),
        under_control in prop::option::of(1_i64..96),
        ended in prop::option::of(1_i64..200),
        asked in 0_i64..240,
    ) {
        let mut world = flood(all_but_the_license());
        let start = world.now;
        let hour = |hours: i64| start + TimeDelta::hours(hours);
        let id = world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
        let ended = ended.filter(|ended| under_control.is_none_or(|control| control < *ended));
        let mut steps: Vec<(i64, &str)> = Vec::new();
        for (at, what) in
            [(verified, "verified"), (impossible, "impossible"), (continued, "continued"), (under_control, "control"), (ended, "ended")]
        {
            steps.extend(at.map(|at| (at, what)));
        }
        // What happened in one hour is recorded in this order: the end of the disaster is known before what comes too late for it.
        steps.sort_by_key(|(at, what)| (*at, !matches!(*what, "control" | "ended")));
        for (at, what) in &steps {
            world.now = hour(*at);
            let now = world.now;
            // What comes too late is refused; what came in time is recorded.
            let _ = match *what {
                "verified" => {
                    let command = psv(&world);
                    world.temporary(id, command, Capacity::Msp)
                }
                "impossible" => {
                    world.temporary(id, Command::RecordPsvImpossible { reason: text("no line") }, Capacity::Msp)
                }
                "continued" => world.temporary(id, Command::Continue { reason: text("needed") }, Capacity::Ceo),
                "control" => world.facility(facility::Command::RecordUnderControl { from: now }),
                _ => world.facility(facility::Command::EndEmergencyPlan { from: now }),
            };
        }
        // In the same hour control comes first, so that what is recorded then is late.
        let verify_by = under_control.map_or(72, |control| control.min(72));
        let in_time = |at: Option<i64>, by: i64| at.is_some_and(|at| at < by);
        let excused = in_time(impossible, verify_by);
        let mut last = i64::MAX;
        if !in_time(verified, verify_by) && !excused {
            last = last.min(verify_by);
        }
        let over_before_decided = ended.is_some_and(|ended| continued.is_some_and(|at| ended <= at));
        if !in_time(continued, 72) || over_before_decided {
            last = last.min(72);
        }
        last = ended.map_or(last, |ended| last.min(ended));
        world.now = hour(300);
        if ended.is_some() {
            activate(&mut world, hour(299), true);
        }
        let expected = if asked < last { Truth::Met } else { Truth::Unmet };
        prop_assert_eq!(world.may(CORE, hour(asked)), expected, "{:?} {}", steps, last);
        prop_assert_eq!(world.may(CORE, hour(299)) == Truth::Met, last == i64::MAX);
    }

    // Catches: a disaster privilege outside of its activation, before its end was recorded or after.
    #[test]
    fn inv_23_only_inside_an_activation(ended in 1_i64..72, recorded_later in 0_i64..100, asked in -50_i64..150) {
        let mut world = flood(all_but_the_license());
        let start = world.now;
        world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
        world.now = start + TimeDelta::hours(ended + recorded_later);
        world.facility(facility::Command::EndEmergencyPlan { from: start + TimeDelta::hours(ended) }).unwrap();
        let may = world.may(CORE, start + TimeDelta::hours(asked));
        prop_assert_eq!(may == Truth::Met, (0..ended).contains(&asked));
    }
}

// Catches: a grant without an activation, in one whose needs can be met, back from before, or after its clock.
#[test]
fn inv_23_none_is_granted_outside_of_an_activation() {
    let mut world = known(vec![]);
    world.now = instant("2026-01-01T08:00:00Z");
    let start = world.now;
    let refused = |world: &World, ask: Ask, by: &Actor| {
        world.clone().grant_temporary_as(CORE, ask, by).unwrap_err().reason().code()
    };
    let ceo = actor(Capacity::Ceo);
    assert_eq!(refused(&world, volunteer(&world, start), &ceo), "requirements-open");
    activate(&mut world, start, false);
    assert_eq!(refused(&world, volunteer(&world, start), &ceo), "requirements-open");
    activate(&mut world, start, true);
    for (ask, by, code) in [
        (volunteer(&world, start + TimeDelta::hours(1)), ceo.clone(), "requirements-open"),
        (volunteer(&world, start - TimeDelta::hours(72)), ceo.clone(), "term-ended"),
        (volunteer(&world, start), actor(Capacity::Chair), "against-rule"),
        (volunteer(&world, start), ceo.clone().being(world.provider), "own-file"),
        (volunteer(&world, start), actor(Capacity::Msp), "not-yours"),
    ] {
        assert_eq!(refused(&world, ask, &by), code);
    }
    let before = Ask { start: start - TimeDelta::seconds(1), ..volunteer(&world, start) };
    assert_eq!(refused(&world, before, &ceo), "back-dated");
    world.clone().grant_temporary_as(CORE, volunteer(&world, start), &actor(Capacity::MedicalDirector)).unwrap();
    world.now = start + TimeDelta::hours(2);
    world.facility(facility::Command::EndEmergencyPlan { from: world.now }).unwrap();
    assert_eq!(refused(&world, volunteer(&world, start), &ceo), "requirements-open");
}

// Catches: a known bad licence or entry on a list excused by the disaster; a licence of another state.
#[test]
fn inv_03_what_is_known_against_a_volunteer_stops_at_once() {
    let expired = found(az_license(), "2020-01-01", "2025-12-20");
    let mut world = flood(vec![expired]);
    let ask = volunteer(&world, world.now);
    assert_eq!(world.grant_temporary(CORE, ask).unwrap_err().reason().code(), "requirements-open");
    let mut world = flood(vec![reported(&leie(), None, None)]);
    let ask = volunteer(&world, world.now);
    assert_eq!(world.grant_temporary(CORE, ask).unwrap_err().reason().code(), "requirements-open");
    let mut world = flood(vec![found(license("CA", "MD", "C1"), "2020-01-01", "2030-12-31")]);
    let ask = volunteer(&world, world.now);
    world.grant_temporary(CORE, ask).unwrap();
    assert_ne!(world.may(CORE, world.now), Truth::Met, "licensed in another state");
    // What comes to light later stops as well.
    let mut world = flood(vec![]);
    let ask = volunteer(&world, world.now);
    world.grant_temporary(CORE, ask).unwrap();
    world.now += TimeDelta::hours(20);
    world.verify(&found(az_license(), "2020-01-01", "2025-12-20").on(date("2026-01-01"))).unwrap();
    assert_eq!(world.may(CORE, world.now), Truth::Unmet);
    let mut world = flood(vec![found(insurance(1, 1), "2025-01-01", "2033-12-31")]);
    let ask = volunteer(&world, world.now);
    world.grant_temporary(CORE, ask).unwrap();
    assert_ne!(world.may(CORE, world.now), Truth::Met, "known to be insured too little");
}

// Catches: cover and lists never looked at; a verification on file that does not count.
#[test]
fn inv_24_evidence_on_file_stops_the_clock_and_the_rest_is_owed_with_it() {
    let mut world = flood(vec![found(az_license(), "2020-01-01", "2033-12-31")]);
    let start = world.now;
    let id = world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
    step(&mut world, id, 10, Command::Continue { reason: text("needed") }, Capacity::Ceo);
    let after = start + TimeDelta::hours(72);
    assert_eq!(world.may(CORE, after - TimeDelta::seconds(1)), Truth::Met);
    assert_eq!(world.may(CORE, after), Truth::Unknown, "cover and list");
    for answer in answers().iter().filter(|own| matches!(own.element.kind().word(), "insurance" | "exclusion")) {
        world.verify(&answer.clone().on(date("2025-12-31"))).unwrap();
    }
    assert_eq!(world.may(CORE, after), Truth::Met);
    // A verification of last spring is none of today.
    let mut old = flood(all_but_the_license());
    old.verify(&found(az_license(), "2020-01-01", "2033-12-31").on(date("2025-06-01"))).unwrap();
    let id = old.grant_temporary(CORE, volunteer(&old, start)).unwrap();
    step(&mut old, id, 10, Command::Continue { reason: text("needed") }, Capacity::Ceo);
    assert_eq!(old.may(CORE, after), Truth::Unmet);
}

// Catches: a verification without a source, an actor or an instant; one by the volunteer; one of the future or of another matter.
#[test]
fn inv_27_a_verification_names_its_source_and_who_recorded_it() {
    let mut world = flood(all_but_the_license());
    let start = world.now;
    let id = world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
    let facility = world.records.governed(&crate::world::facility_id()).unwrap();
    let held = world.records.temporary_privilege(id).unwrap();
    let decide = |command, by: &Actor| held.decide(command, world.provider(), facility, by, world.now);
    let msp = actor(Capacity::Msp);
    let events = decide(psv(&world), &msp).unwrap();
    let [Event::LicenseVerified { source, verifier, verified_at, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((source.as_str(), verifier, *verified_at), ("the state board", &msp, start));
    let own = msp.clone().being(world.provider);
    assert_eq!(decide(psv(&world), &own).unwrap_err().reason().code(), "own-file");
    let tomorrow = Psv::Source { source: text("the board"), at: start + TimeDelta::days(1) };
    assert_eq!(decide(Command::RecordLicensePsv(tomorrow), &msp).unwrap_err().reason().code(), "from-the-future");
    let other = world.records.verifications_of(world.provider).next().unwrap();
    let other = Command::RecordLicensePsv(Psv::Evidence(other));
    assert_eq!(decide(other, &msp).unwrap_err().reason().code(), "mismatch");
    assert!(IdentityMeans::ALL.iter().all(|means| IdentityMeans::parse(means.word()) == Some(*means)));
}

// Catches: days in a disaster that complete an evaluation or prove a volume.
#[test]
fn inv_25_a_disaster_completes_no_evaluation() {
    assert!(Kind::ALL.iter().all(|kind| kind.counts_as_experience() == (*kind != Kind::Disaster)));
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let start = instant("2026-02-01T07:00:00Z");
    world.now = start - TimeDelta::days(5);
    let from = world.now;
    activate(&mut world, from, true);
    let ask = volunteer(&world, world.now);
    let id = world.grant_temporary(CORE, ask).unwrap();
    let held = world.records.temporary_privilege(id).unwrap();
    assert_eq!(held.grant_given().ground.kind(), Kind::Disaster);
    let granted = world.grant(CORE, start).unwrap();
    let request = world.records.privilege(granted).unwrap();
    assert_eq!(evaluation_began(&world.records, request), Some(start));
    assert!(request.held().is_some_and(|held| held.evaluations.iter().all(|own| own.concluded.is_none())));
}

// Catches: stricter rules of a pack not read; the looser one of two.
#[test]
fn the_strictest_clocks_bind() {
    let mut world = flood(all_but_the_license());
    adopt(&mut world, "one", vec![disaster_rule(48, 72)]);
    adopt(&mut world, "two", vec![disaster_rule(72, 24)]);
    let start = world.now;
    let id = world.grant_temporary(CORE, volunteer(&world, start)).unwrap();
    assert_eq!(over(&world, start), Some(start + TimeDelta::hours(24)));
    step(&mut world, id, 23, Command::Continue { reason: text("needed") }, Capacity::Ceo);
    assert_eq!(over(&world, start), Some(start + TimeDelta::hours(48)));
    world.now = start + TimeDelta::hours(47);
    let command = psv(&world);
    world.temporary(id, command, Capacity::Cvo).unwrap();
    assert!(
        over(&world, start).is_some_and(|over| start + TimeDelta::days(365) < over),
        "open until a credential ends"
    );
}
