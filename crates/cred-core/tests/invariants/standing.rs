//! The standing of members: leave, automatic relinquishment, categories, the provisional time (invariants 11, 13, 14, 53, 55, 58 and the
//! rows of appointments).

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{AppointmentTerms, Command, Ground, Standing},
    exercise::{duties::duties, standing_checks::evaluations_concluded},
    privileging::privilege_request,
    refusal::Reason,
    standard::topic::privileging::{RelinquishedScope, Trigger},
    time::Instant,
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    authority::points,
    happenings::some_instant,
    house::{CORE, ITEMS, MAIN, PRESCRIBING, az_license, date, dea, found, instant, insurance, leie, reported, text},
    plan::{Plan, world},
    world::{NAME, World, cases, facility_id},
};

const RULES: &str = r#"[
    {"automatic-relinquishment":{"trigger":"dues","restoration":"by-itself","cure_within":{"days":60}}},
    {"automatic-relinquishment":{"trigger":"medical-records","scope":"new-cases","restoration":"by-itself"}},
    {"automatic-relinquishment":{"trigger":"information-refused","scope":"prescribing","restoration":"by-itself"}},
    {"automatic-relinquishment":{"trigger":"felony","restoration":"by-reinstatement","cure_within":{"days":90}}}]"#;

fn ruled(rules: &str) -> World {
    let mut world = world();
    world.adopt_rules(rules);
    world.now = instant("2026-03-02T17:00:00Z");
    world
}

fn relinquish(trigger: Trigger, from: Instant) -> Command<'static> {
    Command::RelinquishAutomatically { trigger, scope: None, from, reason: text("as reported") }
}

fn cure(trigger: Trigger, from: Instant) -> Command<'static> {
    Command::RecordCure { trigger, from, evidence: text("shown") }
}

fn reinstate(trigger: Trigger, from: Instant) -> Command<'static> {
    Command::Reinstate { trigger, from, note: text("no new concern") }
}

fn applicant(world: &World) -> Actor {
    Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider)
}

/// The codes of the findings that stand in the way.
fn blockers(world: &World, item: &str, at: Instant) -> Vec<&'static str> {
    world.ask(item, MAIN, at).missing().iter().map(|finding| finding.cause.reason.code()).collect()
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: a relinquishment that outlasts its cure, gives back more than was held, or lifts a suspension; one that stops too little.
    #[test]
    fn inv_11_a_relinquishment_covers_exactly_its_time_and_gives_back_what_was_held(
        hours in 0_i64..3000,
        length in 1_i64..1300,
        suspended in any::<bool>(),
        more in prop::collection::vec(some_instant(), 8),
    ) {
        let full = ruled(RULES);
        let mut world = full.clone();
        let from = world.now + TimeDelta::hours(hours);
        let to = from + TimeDelta::hours(length);
        world.staff(relinquish(Trigger::Dues, from), Capacity::Msp).unwrap();
        let until = to + TimeDelta::hours(500);
        world.staff(cure(Trigger::Dues, to), Capacity::Msp).unwrap();
        if suspended {
            let reason = text("danger");
            world.staff(Command::Suspend { from: from + TimeDelta::minutes(30), reason, ground: Ground::default() }, Capacity::Mec).unwrap();
            world.staff(Command::Lift { from: until }, Capacity::Board).unwrap();
        }
        for item in ITEMS {
            let (held, now) = (full.over_time(item, MAIN), world.over_time(item, MAIN));
            for at in points(&held, &more).into_iter().chain(points(&now, &[from, to, until])) {
                let stopped = (from <= at && at < to) || (suspended && from <= at && at < until);
                let wanted = if stopped { Truth::Unmet } else { *held.at(at) };
                prop_assert_eq!(*now.at(at), wanted, "{} at {}", item, at);
            }
        }
        prop_assert_eq!(world.newest_of(CORE), full.newest_of(CORE));
    }

    // Catches: a relinquishment of prescribing that stops surgery, or does not stop prescribing.
    #[test]
    fn inv_07_prescribing_relinquished_alone_stops_prescribing_alone(hours in 0_i64..3000, length in 1_i64..3000) {
        let full = ruled(RULES);
        let mut world = full.clone();
        let (from, to) = (world.now + TimeDelta::hours(hours), world.now + TimeDelta::hours(hours + length));
        world.staff(relinquish(Trigger::InformationRefused, from), Capacity::Msp).unwrap();
        prop_assert_eq!(world.may(PRESCRIBING, to), Truth::Unmet);
        world.staff(cure(Trigger::InformationRefused, to), Capacity::Msp).unwrap();
        for at in [from - TimeDelta::hours(1), from, to - TimeDelta::microseconds(1), to] {
            prop_assert_eq!(world.may(CORE, at), full.may(CORE, at));
            let stopped = from <= at && at < to;
            let wanted = if stopped { Truth::Unmet } else { full.may(PRESCRIBING, at) };
            prop_assert_eq!(world.may(PRESCRIBING, at), wanted, "at {}", at);
        }
    }

    // Catches: a time for the cure that is counted from the record, includes a day more, or is no end at all; a report about it.
    #[test]
    fn inv_58_not_cured_in_time_it_is_a_resignation_and_never_a_report(days in 0_u64..200, zone_hours in 0_i64..24) {
        let mut world = ruled(RULES);
        world.now += TimeDelta::days(10);
        // The fact was some days before its record.
        let from = world.now - TimeDelta::hours(24 * 5) + TimeDelta::hours(zone_hours);
        world.staff(relinquish(Trigger::Felony, from), Capacity::System).unwrap();
        let zone = Plan::default().zone;
        let over = zone.start_of_day(zone.date_at(from) + Days::new(91));
        let held = world.newest_appointment();
        prop_assert_eq!(held.relinquished_for_good(), Some(over));
        prop_assert_eq!(held.whole().unwrap().end(), Some(over));
        let at = from + TimeDelta::days(i64::try_from(days).unwrap());
        prop_assert_eq!(held.state_at(at), if at < over { "relinquished" } else { "resigned" });
        let facility = world.records.facility(&facility_id()).unwrap();
        for duty in duties(&world.records, world.provider, facility, at).unwrap() {
            prop_assert!(!duty.code.contains("report"), "{:?}", duty);
        }
        let cured_at = at.max(world.now);
        let mut late = world.clone();
        late.now = cured_at;
        let cured = late.staff(cure(Trigger::Felony, cured_at), Capacity::Msp);
        prop_assert_eq!(cured.is_ok(), cured_at < over);
    }

    // Catches: a leave that is longer than the rule, or an end that the zone moves.
    #[test]
    fn a_leave_is_no_longer_than_the_rules_and_past_its_end_there_is_no_exercise(
        hours in 0_i64..2000,
        days in 1_i64..500,
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let mut world = ruled(r#"[{"leave":{"limit":{"months":12},"ask_before":{"days":30}}}]"#);
        let from = world.now + TimeDelta::hours(hours);
        let until = from + TimeDelta::days(days);
        let zone = Plan::default().zone;
        let longest = zone.start_of_day(zone.date_at(from).checked_add_months(chrono::Months::new(12)).unwrap());
        let taken = world.staff(
            Command::TakeLeave { from, until: Some(until), reason: text("a year away") },
            Capacity::Mec,
        );
        prop_assert_eq!(taken.is_ok(), until <= longest);
        if let Err(refused) = taken {
            prop_assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{}", refused);
            return Ok(());
        }
        for at in more.into_iter().filter(|at| *at >= from).chain([from, until]) {
            prop_assert_eq!(world.may(CORE, at), Truth::Unmet);
        }
        let over = if until < world.newest_appointment().whole().unwrap().end().unwrap() { "leave-over" } else { "expired" };
        prop_assert!(blockers(&world, CORE, until).contains(&over));
    }

    // Catches: a renewed licence that restores by itself where a rule asks for a reinstatement; a reinstatement before the renewal.
    #[test]
    fn a_lapse_with_reinstatement_stays_until_the_reinstatement_after_its_cure(
        gap in 1_i64..100,
        wait in 1_i64..100,
        by_reinstatement in any::<bool>(),
        too_early in any::<bool>(),
    ) {
        let restoration = if by_reinstatement { "by-reinstatement" } else { "by-itself" };
        let mut world = Plan::default().with(found(az_license(), "2020-01-01", "2026-06-30")).build();
        world.adopt_rules(&format!(
            r#"[{{"automatic-relinquishment":{{"trigger":"license","restoration":"{restoration}"}}}}]"#
        ));
        let day = |days: i64| date("2026-06-30") + TimeDelta::days(days);
        let renewed = day(gap + 1);
        if too_early {
            world.now = Plan::default().zone.start_of_day(day(1));
            let from = world.now;
            world.staff(reinstate(Trigger::License, from), Capacity::Mec).unwrap();
        }
        world.now = Plan::default().zone.start_of_day(renewed) + TimeDelta::hours(40);
        world.verify(&found(az_license(), &renewed.to_string(), "2033-12-31").on(renewed)).unwrap();
        let back = world.now + TimeDelta::days(wait);
        let midnight = Plan::default().zone.start_of_day(renewed);
        prop_assert_eq!(world.may(CORE, midnight - TimeDelta::microseconds(1)), Truth::Unmet);
        prop_assert_eq!(world.may(CORE, midnight) == Truth::Met, !by_reinstatement);
        world.now = back;
        if by_reinstatement {
            prop_assert!(blockers(&world, CORE, back).contains(&"awaiting-reinstatement"));
        }
        world.staff(reinstate(Trigger::License, back), Capacity::MedicalDirector).unwrap();
        prop_assert_eq!(world.may(CORE, back), Truth::Met);
        prop_assert_eq!(world.may(CORE, back - TimeDelta::microseconds(1)) == Truth::Met, !by_reinstatement);
        prop_assert_eq!(world.may(CORE, instant("2026-06-01T00:00:00Z")), Truth::Met);
    }
}

#[test]
fn a_felony_waits_for_its_cure_and_then_for_the_reinstatement() {
    let mut world = ruled(RULES);
    let now = world.now;
    world.staff(relinquish(Trigger::Felony, now), Capacity::Msp).unwrap();
    assert!(blockers(&world, CORE, now).contains(&"relinquished-automatically"));
    assert_eq!(world.newest_appointment().standing_at(now), Standing::Good, "it is no suspension");
    let refused = world.staff(reinstate(Trigger::Felony, now), Capacity::Mec).unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    let cured = now + TimeDelta::days(89);
    world.staff(cure(Trigger::Felony, cured), Capacity::Msp).unwrap();
    assert_eq!(world.may(CORE, cured + TimeDelta::days(20)), Truth::Unmet);
    let back = cured + TimeDelta::days(30);
    world.staff(reinstate(Trigger::Felony, back), Capacity::Mec).unwrap();
    assert_eq!(world.may(CORE, back - TimeDelta::microseconds(1)), Truth::Unmet);
    assert_eq!(world.may(CORE, back), Truth::Met);
}

// Catches: the administrative way taken without a rule, with less than the rule takes, twice, by another body, or undone for nobody's cure.
#[test]
fn the_administrative_way_is_taken_by_a_rule_alone() {
    let mut world = ruled(RULES);
    let now = world.now;
    let mut refused = |command, by| world.staff(command, by).unwrap_err();
    let contract = refused(relinquish(Trigger::Contract, now), Capacity::Msp);
    assert!(matches!(contract.reason(), Reason::NoRules { .. }), "{contract}");
    assert!(matches!(refused(relinquish(Trigger::Dues, now), Capacity::Chair).reason(), Reason::NotYours { .. }));
    let scope = Some(RelinquishedScope::Prescribing);
    let narrow = Command::RelinquishAutomatically { trigger: Trigger::Dues, scope, from: now, reason: text("unpaid") };
    assert!(matches!(refused(narrow, Capacity::Msp).reason(), Reason::AgainstRule { .. }));
    assert!(matches!(refused(cure(Trigger::Dues, now), Capacity::Msp).reason(), Reason::Unknown { .. }));
    world.staff(relinquish(Trigger::Dues, now), Capacity::Msp).unwrap();
    let twice = world.staff(relinquish(Trigger::Dues, now), Capacity::Msp).unwrap_err();
    assert!(matches!(twice.reason(), Reason::Duplicate { .. }), "{twice}");
    let back_dated = world.staff(cure(Trigger::Dues, now - TimeDelta::days(1)), Capacity::Msp).unwrap_err();
    assert!(!matches!(back_dated.reason(), Reason::Duplicate { .. }), "{back_dated}");
    assert!(world.newest_appointment().appointed(now).is_none(), "nothing is granted meanwhile");
}

// Catches: one cause cured that restores what another one stops.
#[test]
fn two_causes_are_cured_each_for_itself() {
    let mut world = ruled(RULES);
    let now = world.now;
    world.staff(relinquish(Trigger::Dues, now), Capacity::Msp).unwrap();
    world.staff(relinquish(Trigger::MedicalRecords, now), Capacity::Msp).unwrap();
    let later = now + TimeDelta::days(3);
    world.staff(cure(Trigger::Dues, later), Capacity::Msp).unwrap();
    assert_eq!(world.may(CORE, later), Truth::Unmet);
    world.staff(cure(Trigger::MedicalRecords, later + TimeDelta::days(1)), Capacity::Msp).unwrap();
    assert_eq!(world.may(CORE, later + TimeDelta::days(1)), Truth::Met);
}

// Catches: cover or an exclusion that comes back without the reinstatement; a lapse that a late cure undoes; a DEA lapse that stops surgery.
#[test]
fn what_lapsed_on_file_waits_for_the_named_body() {
    let rules = r#"[
        {"insurance":{"per_claim":1000000,"aggregate":3000000}},
        {"exclusion-screen":{"list":"LEIE"}, "on_breach":"task"},
        {"automatic-relinquishment":{"trigger":"insurance","restoration":"by-reinstatement","cure_within":{"days":30}}},
        {"automatic-relinquishment":{"trigger":"dea","scope":"prescribing","restoration":"by-reinstatement"}},
        {"automatic-relinquishment":{"trigger":"exclusion","restoration":"by-reinstatement"}}]"#;
    let cover = || insurance(1_000_000, 3_000_000);
    let covered = |from, to| found(cover(), from, to).zone("America/Chicago");
    let mut world = Plan::default().with(covered("2025-01-01", "2026-05-31")).build();
    world.adopt_rules(rules);
    world.now = instant("2026-07-20T17:00:00Z");
    let mut soon = world.clone();
    soon.verify(&covered("2026-06-20", "2033-12-31").on(date("2026-07-19"))).unwrap();
    assert!(blockers(&soon, CORE, soon.now).contains(&"awaiting-reinstatement"));
    let now = soon.now;
    soon.staff(reinstate(Trigger::Insurance, now), Capacity::Mec).unwrap();
    assert_eq!(soon.may(CORE, now), Truth::Met);
    let mut late = world.clone();
    late.verify(&covered("2026-07-10", "2033-12-31").on(date("2026-07-19"))).unwrap();
    late.staff(reinstate(Trigger::Insurance, now), Capacity::Mec).unwrap();
    assert!(
        blockers(&late, CORE, now).contains(&"relinquished"),
        "a lapse longer than the time for the cure is for good"
    );

    let mut excluded = Plan::default().build();
    excluded.adopt_rules(rules);
    excluded.now = now;
    let until = Some(crate::house::partial("2026-06-30"));
    let listed = reported(&leie(), Some(crate::house::partial("2026-05-01")), until).on(date("2026-07-19"));
    excluded.verify(&listed).unwrap();
    assert!(blockers(&excluded, CORE, now).contains(&"awaiting-reinstatement"));

    let mut dea_gap = Plan::default().with(found(dea(&["2", "3"]), "2024-01-01", "2026-05-31")).build();
    dea_gap.adopt_rules(rules);
    dea_gap.now = now;
    dea_gap.verify(&found(dea(&["2", "3"]), "2026-06-15", "2029-05-31").on(date("2026-07-19"))).unwrap();
    assert_eq!(dea_gap.may(CORE, now), Truth::Met);
    assert!(blockers(&dea_gap, PRESCRIBING, now).contains(&"awaiting-reinstatement"));
    dea_gap.staff(reinstate(Trigger::Dea, now), Capacity::Board).unwrap();
    assert_eq!(dea_gap.may(PRESCRIBING, now), Truth::Met);
}

// Catches: a return that nobody asked for, without statement or query, or by somebody who may not.
#[test]
fn a_return_is_asked_for_in_time_and_shown_to_be_safe() {
    let mut world = ruled(r#"[{"leave":{"limit":{"months":12},"ask_before":{"days":30}}}]"#);
    let from = world.now;
    let until = Some(instant("2026-08-01T07:00:00Z"));
    world.staff(Command::TakeLeave { from, until, reason: text("sabbatical") }, Capacity::Mec).unwrap();
    world.now = instant("2026-07-03T07:00:00Z");
    let mut late = world.clone();
    let refused = late.staff_as(Command::RequestReinstatement, &applicant(&late)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    world.now = instant("2026-07-02T07:00:00Z");
    let back = instant("2026-08-01T07:00:00Z");
    let ready = |world: &World| Box::new(world.ready_to_return().unwrap());
    let unasked = world.staff(Command::Return { from: back, ready: ready(&world) }, Capacity::Mec).unwrap_err();
    let Reason::RequirementsOpen { open } = unasked.reason() else { panic!("{unasked}") };
    assert!(open.iter().any(|line| line.contains("asked for")) && open.iter().any(|line| line.contains("query")));
    let stranger = Actor::new("Somebody Else", Capacity::Provider).unwrap();
    world.staff_as(Command::RequestReinstatement, &stranger).unwrap_err();
    world.staff_as(Command::RequestReinstatement, &applicant(&world)).unwrap();
    world.staff(Command::Return { from: back, ready: ready(&world) }, Capacity::Mec).unwrap_err();
    world.return_from_leave(back).unwrap();
    assert_eq!(world.may(CORE, back - TimeDelta::microseconds(1)), Truth::Unmet);
    assert_eq!(world.may(CORE, back), Truth::Met);
    assert_eq!(world.newest_appointment().whole(), ruled(RULES).newest_appointment().whole(), "the term kept running");
}

// Catches: a category without privileges that holds or exercises some; one that the rules do not know; a change by anyone but the board.
#[test]
fn an_emeritus_holds_no_privileges() {
    let mut world = ruled(
        r#"[{"staff-category":{"category":"active","privileges":true}},
            {"staff-category":{"category":"emeritus","privileges":false}}]"#,
    );
    let from = world.now + TimeDelta::days(10);
    let to = |name: &str, from| Command::ChangeCategory { category: text(name), from };
    assert!(matches!(world.staff(to("emeritus", from), Capacity::Mec).unwrap_err().reason(), Reason::NotYours { .. }));
    assert!(matches!(world.staff(to("guest", from), Capacity::Board).unwrap_err().reason(), Reason::Unknown { .. }));
    world.staff(to("emeritus", from), Capacity::Board).unwrap();
    assert_eq!(world.may(CORE, from - TimeDelta::microseconds(1)), Truth::Met);
    assert_eq!(world.may(CORE, from), Truth::Unmet);
    assert!(blockers(&world, CORE, from).contains(&"category-without-privileges"));
    let refused = world.grant(PRESCRIBING, from).unwrap_err();
    assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    // Where no rule names it, an honorary category holds none either.
    let mut plain = crate::plan::world();
    plain.now = world.now;
    plain.staff(to("honorary", from), Capacity::Board).unwrap();
    assert_eq!(plain.may(CORE, from), Truth::Unmet);
}

// Catches: a first appointment that is not provisional, one that never ends, one ended too early, too late, or with an evaluation open.
#[test]
fn a_first_appointment_is_provisional_and_is_concluded_in_its_time() {
    let terms = |until| AppointmentTerms {
        category: text("active"),
        start: instant("2026-02-01T07:00:00Z"),
        months: 24,
        membership: false,
        provisional_until: until,
    };
    let mut house = World::with_house(&Plan::default());
    house.provider = house.register(NAME, Some(crate::world::NPI));
    for answer in &Plan::default().answers {
        house.verify(answer).unwrap();
    }
    house.approve().unwrap();
    house.adopt_rules(r#"[{"provisional-appointment":{"at_least":{"months":6},"at_most":{"months":12}}}]"#);
    for wrong in ["2026-07-31T07:00:00Z", "2027-02-02T07:00:00Z"] {
        let refused = house.appoint_on(terms(Some(instant(wrong)))).unwrap_err();
        assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    }
    house.appoint_on(terms(None)).unwrap();
    let over = instant("2027-02-01T07:00:00Z");
    assert_eq!(house.newest_appointment().provisional_open(), Some(over));
    assert!(!house.newest_appointment().is_membership());
    let start = instant("2026-02-01T07:00:00Z");
    house.grant(CORE, start).unwrap();
    let robotic = house.grant(crate::house::ROBOTIC, start).unwrap();
    assert_eq!(house.may(CORE, over - TimeDelta::microseconds(1)), Truth::Met);
    assert_eq!(house.may(CORE, over), Truth::Unmet);
    let end = |house: &World, from| Command::EndProvisional {
        category: text("active"),
        from,
        evaluations: Box::new(evaluations_concluded(
            &house.records,
            house.provider,
            house.records.facility(&facility_id()).unwrap(),
            house.now,
        )),
    };
    house.now = instant("2026-06-01T07:00:00Z");
    let early = house.staff(end(&house, house.now), Capacity::Board).unwrap_err();
    assert!(matches!(early.reason(), Reason::AgainstRule { .. }), "{early}");
    house.now = instant("2026-09-01T07:00:00Z");
    let open = house.staff(end(&house, house.now), Capacity::Board).unwrap_err();
    assert!(matches!(open.reason(), Reason::RequirementsOpen { .. }), "{open}");
    let from = house.now;
    house.privilege(robotic, privilege_request::Command::Relinquish { from, cause: None }, Capacity::Msp).unwrap();
    let late = house.staff(end(&house, over + TimeDelta::hours(1)), Capacity::Board).unwrap_err();
    assert!(matches!(late.reason(), Reason::NotInThisState { .. } | Reason::TermEnded { .. }), "{late}");
    house.staff(end(&house, house.now), Capacity::Board).unwrap();
    assert_eq!(house.may(CORE, over), Truth::Met);
    assert_eq!(house.newest_appointment().category_at(over).unwrap().as_str(), "active");
}

// Catches: a second appointment beside the first; a term on leave that stops running, or cannot be followed by the next.
#[test]
fn inv_55_a_reappointment_on_leave_joins_and_two_appointments_never_meet() {
    let mut world = ruled(RULES);
    let from = world.now;
    world.staff(Command::TakeLeave { from, until: None, reason: text("sabbatical") }, Capacity::Mec).unwrap();
    let end = world.newest_appointment().end().unwrap();
    let refused = world.appoint(end - TimeDelta::days(1), 12).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Duplicate { .. }), "{refused}");
    world.reappoint(24).unwrap();
    let terms = world.newest_appointment().terms().to_vec();
    assert_eq!((terms.len(), terms[0].end(), terms[1].start()), (2, Some(end), end));
    assert_eq!(world.may(CORE, end), Truth::Unmet);
    assert_eq!(world.newest_appointment().state_at(end), "on-leave");
}

// Catches: old histories that can no longer be read: an event without what was added since.
#[test]
fn inv_50_events_of_before_are_still_read() {
    let old = r#"{"appointed":{"provider":"prov_00000000000000000000000000000001","facility":"valley","category":"active",
        "term":{"start":"2026-02-01T07:00:00Z","end":"2028-02-01T07:00:00Z"},"file":"file_00000000000000000000000000000002"}}"#;
    let event: cred_core::appointment::Event = serde_json::from_str(old).unwrap();
    let id = cred_core::id::AppointmentId::from_uuid(uuid::Uuid::from_u128(3));
    let held = cred_core::appointment::Appointment::begin(id, &event).unwrap();
    assert!(held.is_membership() && held.provisional().is_none());
}
