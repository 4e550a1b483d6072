//! Duties derived from rules (invariants 35, 36, 54, 56), evaluations and their proctors (46), and what a newer form changes (65).

use chrono::{Days, Months, NaiveDate, TimeDelta};
use cred_core::{
    actor::Capacity,
    appointment::{self, Ground},
    delineation::{
        criterion::Criterion,
        privilege_item::{AgeBand, Fppe, ItemKind},
        privilege_set_diff::{ItemChange, carry_forward},
    },
    exercise::{
        duties::{Duty, duties},
        standing_checks::proctoring,
    },
    id::ProviderId,
    privileging::{
        focused_evaluation::{CaseOutcome, FocusedKind, Review, ReviewData, ReviewOutcome},
        grant::GrantStanding,
        privilege_request::Command,
    },
    provider::credential::Credential,
    refusal::{Reason, Refusal},
    time::Instant,
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, ITEMS, MAIN, PRESCRIBING, ROBOTIC, az_license, clear, date, dea, form, found, found_between, instant,
        item, label, leie, plain_item, resource, site, ten_robotic_cases, text,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{World, cases, facility_id},
};

fn owed(world: &World, as_of: Instant) -> Vec<Duty> {
    let facility = world.records.facility(&facility_id()).unwrap();
    duties(&world.records, world.provider, facility, as_of).unwrap()
}

fn of_code(world: &World, code: &str, as_of: Instant) -> Vec<Duty> {
    owed(world, as_of).into_iter().filter(|duty| duty.code == code).collect()
}

fn in_arizona(day: NaiveDate) -> Instant {
    midnight(day, chrono_tz::America::Phoenix)
}

fn noon(day: NaiveDate) -> Instant {
    in_arizona(day) + TimeDelta::hours(12)
}

/// A world in which something was asked on each of these days after 2026-02-01.
fn asked(rules: &str, searched: &Credential, days: &[u64]) -> (World, Vec<NaiveDate>) {
    let mut world = world();
    world.adopt_rules(rules);
    let mut days: Vec<NaiveDate> = days.iter().map(|day| date("2026-02-01") + Days::new(*day)).collect();
    days.sort_unstable();
    for day in &days {
        world.now = noon(*day) + TimeDelta::days(1);
        world.verify(&clear(searched).zone("America/Phoenix").on(*day)).unwrap();
    }
    // The house has asked once, before the appointment.
    days.insert(0, date("2026-01-05"));
    (world, days)
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: two years counted in days, or to the month's end; a query that counts before its day; an enrollment that counts after its
    // last day; a breach that blocks where the rule only asks.
    #[test]
    fn inv_35_a_query_no_older_than_two_years_or_an_enrollment_in_force(
        days in prop::collection::vec(0_u64..600, 0..4),
        enrolled in prop::option::of((0_u64..500, 0_u64..365)),
        blocks in any::<bool>(),
        as_of in 0_u64..720,
        months in 1_u32..25,
    ) {
        let on_breach = if blocks { "block" } else { "task" };
        let rules = format!(
            r#"[{{"npdb-query":{{"interval":{{"months":{months}}},"continuous_counts":true,"before_privileges":true}},
                "on_breach":"{on_breach}"}}]"#
        );
        let (mut world, mut days) = asked(&rules, &Credential::NpdbQuery, &days);
        let mut covers = None;
        if let Some((from, length)) = enrolled {
            let from = date("2026-02-01") + Days::new(from);
            let to = from + Days::new(length);
            world.now = noon(from) + TimeDelta::days(1);
            world
                .verify(
                    &found(Credential::ContinuousQuery, &from.to_string(), &to.to_string())
                        .zone("America/Phoenix")
                        .on(from),
                )
                .unwrap();
            // The initial response is a query as well.
            days.push(from);
            covers = Some((from, to));
        }
        let today = date("2026-02-01") + Days::new(as_of);
        let last = days.iter().filter(|day| **day <= today).max().unwrap();
        let good = today <= last.checked_add_months(Months::new(months)).unwrap()
            || days.iter().any(|day| *day <= today && today <= day.checked_add_months(Months::new(months)).unwrap())
            || covers.is_some_and(|(from, to)| from <= today && today <= to);
        let duty = of_code(&world, "npdb-query", noon(today));
        prop_assert_eq!(duty.len(), 1);
        prop_assert_eq!(duty[0].overdue, !good);
        prop_assert_eq!(world.may(CORE, noon(today)) == Truth::Met, good || !blocks, "{} {:?}", today, duty);
    }

    // Catches: a gap between two screens that nobody derives; one screen too many; a screen of another list.
    #[test]
    fn inv_36_a_gap_between_screens_is_a_violation_while_it_lasts(
        days in prop::collection::vec(0_u64..300, 0..8),
        as_of in 0_u64..400,
        blocks in any::<bool>(),
    ) {
        let on_breach = if blocks { "block" } else { "task" };
        let rules = format!(
            r#"[{{"exclusion-screen":{{"list":"LEIE","interval":{{"months":1}}}},"on_breach":"{on_breach}"}},
                {{"exclusion-screen":{{"list":"LEIE","interval":{{"days":60}}}},"on_breach":"task"}}]"#
        );
        let (world, days) = asked(&rules, &leie(), &days);
        let today = date("2026-02-01") + Days::new(as_of);
        let last = days.iter().filter(|day| **day <= today).max().unwrap();
        let due = last.checked_add_months(Months::new(1)).unwrap();
        let duty = of_code(&world, "exclusion-screen", noon(today));
        prop_assert_eq!(duty.len(), 1, "of one list the first to be over");
        prop_assert_eq!((duty[0].since, duty[0].due_by, duty[0].overdue), (*last, due, today > due));
        prop_assert_eq!(world.may(CORE, noon(today)) == Truth::Met, today <= due || !blocks);
    }

    // Catches: thirty days read as a month, or counted from the day after; a breach that a late notice clears; one that stays after a
    // notice in time.
    #[test]
    fn inv_56_a_notice_is_in_time_or_a_violation_is_derived(told in prop::option::of(0_u64..60), as_of in 0_u64..120) {
        let mut world = world();
        world.adopt_rules(r#"[{"decision-notice":{"limit":{"days":30}},"on_breach":"task"}]"#);
        let decided = date("2026-01-20");
        if let Some(told) = told {
            let on = decided + Days::new(told);
            world.now = noon(on);
            let id = world.newest_of(CORE).id();
            world.privilege(id, Command::RecordNotice { on }, Capacity::Msp).unwrap();
            world.staff(appointment::Command::RecordNotice { on }, Capacity::Msp).unwrap();
        }
        let today = decided + Days::new(as_of);
        let due = decided + Days::new(30);
        let about = |what: &str| {
            let found = of_code(&world, "decision-notice", noon(today));
            found.into_iter().find(|duty| duty.what.ends_with(what))
        };
        let known = told.filter(|told| *told <= as_of);
        for what in [CORE, "appointment at valley"] {
            match (about(what), known) {
                (None, Some(told)) => prop_assert!(told <= 30),
                (Some(duty), known) => {
                    prop_assert!(known.is_none_or(|told| told > 30));
                    prop_assert_eq!((duty.since, duty.due_by), (decided, due));
                    prop_assert_eq!(duty.overdue, today > due);
                    prop_assert_eq!(duty.done_on.is_some(), known.is_some());
                }
                (None, None) => prop_assert!(false, "nobody was told of {}", what),
            }
        }
        // Nobody told of the others: nothing was cleared by the way.
        prop_assert!(about(PRESCRIBING).is_some());
    }

    // Catches: twelve months read as a year less a day; data of another place that count; a renewal that begins a new year.
    #[test]
    fn an_ongoing_evaluation_is_due_every_twelve_months_with_own_data(
        days in prop::collection::vec((0_u64..600, any::<bool>()), 0..5),
        as_of in 0_u64..700,
        blocks in any::<bool>(),
    ) {
        let on_breach = if blocks { "block" } else { "task" };
        let mut world = world();
        world.adopt_rules(&format!(r#"[{{"oppe":{{"interval":{{"months":12}}}},"on_breach":"{on_breach}"}}]"#));
        let begun = date("2026-02-01");
        let mut own = vec![begun];
        for (day, own_site) in days {
            let on = begun + Days::new(day);
            world.now = noon(on);
            let data = if own_site { ReviewData::OwnSite } else { ReviewData::Outside };
            let review = Review { on, outcome: ReviewOutcome::Continue, data, note: text("as it was") };
            let id = world.newest_of(CORE).id();
            world.privilege(id, Command::RecordReview(review), Capacity::Chair).unwrap();
            own.extend(own_site.then_some(on));
        }
        let today = begun + Days::new(as_of);
        let last = own.iter().filter(|day| **day <= today).max().unwrap();
        let due = last.checked_add_months(Months::new(12)).unwrap();
        let duty = of_code(&world, "oppe", noon(today));
        let duty = duty.iter().find(|duty| duty.what.ends_with(CORE)).unwrap();
        prop_assert_eq!((duty.since, duty.due_by, duty.overdue), (*last, due, today > due));
        prop_assert_eq!(world.may(CORE, noon(today)) == Truth::Met, today <= due || !blocks);
    }

    // Catches: a proctor who did not hold the privilege then, was suspended, or was under evaluation themself.
    #[test]
    fn inv_46_a_proctor_held_the_privilege_then_and_was_under_no_evaluation(
        hours in 0_i64..2000,
        suspended in prop::option::of((0_i64..2000, 1_i64..500)),
        evaluated in prop::option::of(0_i64..2000),
    ) {
        let (mut world, colleague) = with_colleague();
        let begun = instant("2026-02-01T07:00:00Z");
        let at = |hours| begun + TimeDelta::hours(hours);
        let subject = world.provider;
        world.provider = colleague;
        world.now = begun;
        let id = world.newest_of(CORE).id();
        let stopped = suspended.map(|(from, length)| (at(from), at(from + length)));
        if let Some((from, to)) = stopped {
            world.privilege(id, Command::Suspend { from, reason: text("danger"), ground: Ground::default() }, Capacity::Chair).unwrap();
            world.privilege(id, Command::Lift { from: to }, Capacity::Mec).unwrap();
        }
        let under = evaluated.map(at);
        if let Some(from) = under.filter(|from| stopped.is_none_or(|(start, end)| *from < start || *from >= end)) {
            let plan = Fppe { cases: 3, method: text("retrospective"), within_months: None };
            world.privilege(id, Command::StartFppe { plan, from, reason: text("a concern") }, Capacity::Chair).unwrap();
        }
        let started = world.newest_of(CORE).held().unwrap().evaluations.first().map(|own| own.began);
        world.provider = subject;
        world.now = at(3000);
        let when = at(hours);
        let proven = proctor(&world, colleague, when);
        let held = stopped.is_none_or(|(from, to)| when < from || when >= to);
        let free = started.is_none_or(|from| when < from);
        prop_assert_eq!(proven.is_ok(), held && free, "{:?}", proven);
    }

    // Catches: a due date of another reading: to the month for the approval, to the day for the appointment; a leap day against the rule.
    #[test]
    fn inv_54_due_dates_by_both_readings(day in 0_u64..1500, months in 1_u32..37) {
        let start = date("2026-02-01") + Days::new(day);
        let approved = noon(start) - TimeDelta::days(2);
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register(crate::world::NAME, Some(crate::world::NPI));
        world.now = approved;
        for answer in Plan::default().answers {
            world.verify(&answer.on(start - Days::new(4))).unwrap();
        }
        world.approve().unwrap();
        world.now += TimeDelta::hours(1);
        world.appoint(in_arizona(start), months).unwrap();
        let as_of = approved + TimeDelta::hours(2);
        let end = start.checked_add_months(Months::new(months)).unwrap();
        let duty = of_code(&world, "reappointment", as_of);
        prop_assert_eq!(duty[0].due_by, end.pred_opt().unwrap());
        prop_assert_eq!(world.newest_appointment().end(), Some(in_arizona(end)));
        let decided = start - Days::new(2);
        let due = decided.checked_add_months(Months::new(36)).unwrap();
        let duty = of_code(&world, "recredentialing", as_of);
        prop_assert_eq!(&duty[0].due_by.format("%Y-%m").to_string(), &due.format("%Y-%m").to_string());
        prop_assert_eq!(duty[0].due_by.succ_opt().unwrap().format("%d").to_string(), "01");
    }
}

/// The default world, and a colleague with a core of the same day.
fn with_colleague() -> (World, ProviderId) {
    static WORLD: std::sync::OnceLock<(World, ProviderId)> = std::sync::OnceLock::new();
    WORLD
        .get_or_init(|| {
            let mut world = world();
            let colleague = world.joined_by_a_colleague(&Plan::default(), &[CORE, ROBOTIC]);
            (world, colleague)
        })
        .clone()
}

fn proctor(
    world: &World,
    who: ProviderId,
    when: Instant,
) -> Result<cred_core::privileging::focused_evaluation::Proctoring, Reason> {
    let facility = world.records.facility(&facility_id()).unwrap();
    proctoring(&world.records, who, facility, &site(MAIN), &item(CORE), when, world.now)
}

/// A core granted by a form that asks for this evaluation, with a colleague who may proctor it.
fn evaluated(fppe: Option<Fppe>, rules: &str) -> (World, ProviderId, Result<(), Refusal>) {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let colleague = world.joined_by_a_colleague(&Plan::default(), &[CORE]);
    world.now = instant("2026-02-10T17:00:00Z");
    world.adopt_rules(rules);
    let mut form = form();
    (form.version, form.effective_from) = (label("2"), date("2026-02-01"));
    form.items[0].fppe = fppe;
    world.publish(form).unwrap();
    let granted = world.grant(CORE, world.now).map(|_| ());
    (world, colleague, granted)
}

fn seen(world: &mut World, colleague: ProviderId, when: Instant, outcome: CaseOutcome) -> Result<(), Refusal> {
    let proctoring = Box::new(proctor(world, colleague, when).unwrap());
    let id = world.newest_of(CORE).id();
    world.privilege(id, Command::RecordProctoredCase { proctoring, outcome, note: text("seen") }, Capacity::Chair)
}

fn conclude(world: &mut World, fewer: Option<&str>) -> Result<(), Refusal> {
    let id = world.newest_of(CORE).id();
    let command = Command::ConcludeFppe { report: text("competent"), fewer: fewer.map(text) };
    world.privilege(id, command, Capacity::Chair)
}

// Catches: an evaluation passed without a case, with fewer than planned and no reason, or by cases with a concern; a period that ends the
// privilege; conditions that do not go.
#[test]
fn a_focused_evaluation_is_concluded_with_cases_or_a_reason_and_never_with_none() {
    let plan = Fppe { cases: 2, method: text("direct"), within_months: Some(6) };
    let rules = r#"[{"fppe":{"every_new_privilege":true,"within":{"days":90}},"on_breach":"task"}]"#;
    let (mut world, colleague, granted) = evaluated(Some(plan), rules);
    granted.unwrap();
    let over = instant("2026-05-11T07:00:00Z");
    let held = world.newest_of(CORE).held().unwrap().clone();
    assert_eq!((held.evaluations[0].kind, held.evaluations[0].until), (FocusedKind::NewPrivilege, Some(over)));
    assert!(world.ask(CORE, MAIN, world.now).conditions().iter().any(|own| own.contains("FPPE")));
    for fewer in [None, Some("known for years")] {
        let refused = conclude(&mut world, fewer).unwrap_err();
        assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "no volume is not passed: {refused}");
    }
    // Past its time: exercisable, and a violation.
    assert_eq!(world.may(CORE, over), Truth::Met);
    let late = of_code(&world, "fppe", over);
    assert_eq!((late[0].due_by, late[0].overdue), (date("2026-05-10"), true));
    let start = world.now;
    world.now = instant("2026-03-01T17:00:00Z");
    seen(&mut world, colleague, start, CaseOutcome::Concern).unwrap();
    seen(&mut world, colleague, start + TimeDelta::days(1), CaseOutcome::Acceptable).unwrap();
    let again = seen(&mut world, colleague, start + TimeDelta::days(1), CaseOutcome::Acceptable).unwrap_err();
    assert!(matches!(again.reason(), Reason::Duplicate { .. }), "{again}");
    conclude(&mut world, None).unwrap_err();
    let id = world.newest_of(CORE).id();
    let extend = |until: &str| Command::ExtendFppe { until: instant(until), reason: text("too few cases") };
    world.privilege(id, extend("2026-05-01T07:00:00Z"), Capacity::Chair).unwrap_err();
    world.privilege(id, extend("2026-08-01T07:00:00Z"), Capacity::CredentialsCommittee).unwrap();
    assert!(!of_code(&world, "fppe", over)[0].overdue);
    seen(&mut world, colleague, start + TimeDelta::days(2), CaseOutcome::Acceptable).unwrap();
    conclude(&mut world, None).unwrap();
    assert!(world.ask(CORE, MAIN, world.now).conditions().is_empty());
    assert!(!world.ask(CORE, MAIN, start).conditions().is_empty());
    // For a cause: a condition again, and nothing adverse.
    let cause = Fppe { cases: 3, method: text("retrospective"), within_months: Some(3) };
    let from = world.now;
    world.privilege(id, Command::StartFppe { plan: cause, from, reason: text("a trigger") }, Capacity::Chair).unwrap();
    assert_eq!(world.may(CORE, from), Truth::Met);
    assert!(!world.ask(CORE, MAIN, from).conditions().is_empty());
    let standing = world.newest_of(CORE).held().unwrap().standings.last().map(|(_, standing)| *standing);
    assert!(standing.is_none_or(|standing| standing == GrantStanding::Good));
}

// Catches: one's own proctor; a case before the evaluation began or still to come; a reason that does for no case.
#[test]
fn inv_46_nobody_proctors_themself_and_a_case_lies_in_the_evaluation() {
    let plan = Fppe { cases: 5, method: text("direct"), within_months: None };
    let (mut world, colleague, granted) =
        evaluated(Some(plan), "[{\"oppe\":{\"interval\":{\"months\":12}},\"on_breach\":\"task\"}]");
    granted.unwrap();
    let start = world.now;
    world.now += TimeDelta::days(3);
    assert!(matches!(proctor(&world, world.provider, start), Err(Reason::RequirementsOpen { .. })), "under evaluation");
    let before = proctor(&world, colleague, start - TimeDelta::days(1)).unwrap();
    let id = world.newest_of(CORE).id();
    let record = |proctoring| Command::RecordProctoredCase {
        proctoring: Box::new(proctoring),
        outcome: CaseOutcome::Acceptable,
        note: text("seen"),
    };
    let refused = world.privilege(id, record(before), Capacity::Chair).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Mismatch { .. }), "{refused}");
    assert!(matches!(proctor(&world, colleague, world.now + TimeDelta::hours(1)), Err(Reason::Mismatch { .. })));
    // A proof of yesterday is none today.
    let stale = proctor(&world, colleague, start).unwrap();
    world.now += TimeDelta::hours(1);
    let refused = world.privilege(id, record(stale), Capacity::Chair).unwrap_err();
    assert!(matches!(refused.reason(), Reason::OutOfDate { .. }), "{refused}");
    seen(&mut world, colleague, start, CaseOutcome::Acceptable).unwrap();
    conclude(&mut world, Some("the other four were seen at the university, by letter")).unwrap();
    // The colleague's own grant, held by nobody who was evaluated, makes them no judge of their own either.
    let mine = proctor(&world, colleague, start).unwrap();
    world.provider = colleague;
    let id = world.newest_of(CORE).id();
    let from = world.now;
    let cause = Fppe { cases: 1, method: text("direct"), within_months: None };
    world.privilege(id, Command::StartFppe { plan: cause, from, reason: text("a trigger") }, Capacity::Chair).unwrap();
    let refused = world.privilege(id, record(mine), Capacity::Chair).unwrap_err();
    assert!(matches!(refused.reason(), Reason::OwnFile { .. }), "{refused}");
}

// Catches: a new privilege without an evaluation where a rule asks for one; a renewal that begins another.
#[test]
fn every_new_privilege_begins_with_an_evaluation_and_a_renewal_does_not() {
    let rules = r#"[{"fppe":{"every_new_privilege":true},"on_breach":"task"}]"#;
    let (mut world, _, granted) = evaluated(None, rules);
    let refused = granted.unwrap_err();
    assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    let id = world.newest_of(CORE).id();
    let plan = Fppe { cases: 4, method: text("concurrent"), within_months: None };
    world.privilege(id, Command::PlanFppe(plan.clone()), Capacity::Mec).unwrap();
    let (credentialed, appointed) = (
        world.newest_file().credentialed(world.now).unwrap(),
        world.newest_appointment().appointed(world.now).unwrap(),
    );
    let terms = cred_core::privileging::privilege_request::GrantTerms {
        start: world.now,
        months: None,
        sites: vec![],
        conditions: vec![],
    };
    let grant = Command::Grant { credentialed, appointed, check: Box::new(world.check(CORE)), terms };
    let set = world.records.privilege_set(&crate::world::set_id()).unwrap();
    let board = crate::world::actor(Capacity::Board);
    let request = world.records.privilege(id).unwrap();
    let events =
        request.decide(grant, world.provider(), &world.governed(), set, &world.authority(), &board, world.now).unwrap();
    let mut held = request.clone();
    events.iter().for_each(|event| held.apply(event).unwrap());
    assert_eq!(held.held().unwrap().grant.fppe, Some(plan));
    // The colleague holds the core without an open evaluation: granted again it is no new privilege.
    let (mut world, colleague) = with_colleague();
    world.adopt_rules(rules);
    (world.provider, world.now) = (colleague, instant("2026-03-01T17:00:00Z"));
    world.grant(CORE, world.now).unwrap();
    assert!(world.newest_of(CORE).held().unwrap().evaluations.is_empty());
}

// Catches: privileges without the query that a rule asks for before them; a query after the start that makes the breach undone.
#[test]
fn inv_35_no_privilege_begins_before_the_first_query() {
    let rules = r#"[{"npdb-query":{"interval":{"months":24},"before_privileges":true}}]"#;
    let answers =
        Plan::default().answers.into_iter().filter(|own| own.element != Credential::NpdbQuery.key()).collect();
    let mut policy = crate::house::policy();
    policy.elements.retain(|rule| rule.element != cred_core::provider::element::ElementKind::NpdbQuery);
    let mut world = Plan { items: vec![], answers, policy, ..Plan::default() }.build();
    let mut without_rule = world.clone();
    world.adopt_rules(rules);
    let start = instant("2026-02-01T07:00:00Z");
    let refused = world.grant(CORE, start).unwrap_err();
    assert!(matches!(refused.reason(), Reason::NotInThisState { .. } | Reason::RequirementsOpen { .. }), "{refused}");
    // Granted before the rule was adopted: a breach, and no exercise until the query.
    without_rule.grant(CORE, start).unwrap();
    without_rule.adopt_rules(rules);
    assert_eq!(without_rule.may(CORE, start), Truth::Unmet);
    without_rule.now = instant("2026-03-05T17:00:00Z");
    without_rule.verify(&clear(&Credential::NpdbQuery).on(date("2026-03-04"))).unwrap();
    assert_eq!(without_rule.may(CORE, without_rule.now), Truth::Met);
    let breach = of_code(&without_rule, "npdb-query-before-privileges", without_rule.now);
    assert_eq!((breach[0].due_by, breach[0].done_on), (date("2026-02-01"), Some(date("2026-03-04"))));
    assert!(breach[0].overdue);
}

// Catches: an enrollment that was cancelled and still counts to its first printed end.
#[test]
fn inv_35_a_cancelled_enrollment_covers_nothing_more() {
    let rules = r#"[{"npdb-query":{"interval":{"months":1},"continuous_counts":true}}]"#;
    let (mut world, _) = asked(rules, &Credential::NpdbQuery, &[]);
    let enrollment = |to| found(Credential::ContinuousQuery, "2026-02-01", to).zone("America/Phoenix");
    world.now = noon(date("2026-02-03"));
    world.verify(&enrollment("2027-01-31").on(date("2026-02-02"))).unwrap();
    assert_eq!(world.may(CORE, instant("2026-11-01T17:00:00Z")), Truth::Met);
    world.now = noon(date("2026-06-03"));
    world.verify(&enrollment("2026-06-01").on(date("2026-06-02"))).unwrap();
    assert_eq!(world.may(CORE, instant("2026-06-01T17:00:00Z")), Truth::Met);
    assert_eq!(world.may(CORE, instant("2026-11-01T17:00:00Z")), Truth::Unmet);
}

// Catches: a window that opens a day late; a registration of another day.
#[test]
fn a_registration_is_renewed_within_its_window() {
    let rules = r#"[{"dea-renewal":{"window":{"days":60},"late_within":{"months":1}},"on_breach":"task"},
        {"monitoring":{"element":"license","interval":{"months":1}},"on_breach":"task"}]"#;
    let mut world = Plan::default().with(found(dea(&["2", "3"]), "2023-09-01", "2026-08-31")).build();
    world.adopt_rules(rules);
    assert!(of_code(&world, "dea-renewal", noon(date("2026-07-01"))).is_empty());
    let open = of_code(&world, "dea-renewal", noon(date("2026-07-02")));
    assert_eq!((open[0].since, open[0].due_by, open[0].overdue), (date("2026-07-02"), date("2026-08-31"), false));
    let late = of_code(&world, "dea-renewal", noon(date("2026-09-01")));
    assert!(late[0].overdue && late[0].what.contains("2026-09-30"));
    assert_eq!(world.may(PRESCRIBING, noon(date("2026-09-01"))), Truth::Unmet);
    let looked = of_code(&world, "monitoring", noon(date("2026-02-05")));
    assert_eq!((looked.len(), looked[0].due_by, looked[0].overdue), (1, date("2026-02-05"), false));
    world.now = noon(date("2026-02-06"));
    let answer = found_between(
        az_license(),
        Some(crate::house::partial("2020-01-01")),
        Some(crate::house::partial("2033-12-31")),
    );
    world.verify(&answer.on(date("2026-02-05"))).unwrap();
    assert_eq!(of_code(&world, "monitoring", world.now)[0].due_by, date("2026-03-05"));
}

// Catches: a change that is told the wrong way round, or not at all; a grant that moves with its form.
#[test]
fn inv_65_what_a_newer_form_changes_is_told_and_changes_no_grant() {
    let old = form();
    let mut new = form();
    (new.version, new.effective_from) = (label("2"), date("2026-06-01"));
    new.items[0].name = text("Surgery, core");
    new.items[1].criteria = Some(Criterion::All(vec![
        crate::house::certified("robotic console"),
        Criterion::Cases(cred_core::delineation::criterion::CasesCriterion { at_least: 20, ..robotic_cases() }),
    ]));
    new.items[1].fppe = Some(Fppe { cases: 8, method: text("direct"), within_months: None });
    new.items[2].requires = Some(Criterion::Any(vec![
        Criterion::Resource(resource("cath-lab")),
        Criterion::Resource(resource("hybrid-or")),
        Criterion::Resource(resource("robot")),
    ]));
    new.items[3] = plain_item("sedation", ItemKind::Special);
    let held: Vec<_> = ITEMS.iter().map(|own| item(own)).collect();
    let lines = carry_forward(&old, &new, &held);
    let of = |id: &str| lines.iter().find(|line| line.item == item(id)).unwrap();
    assert_eq!(of(CORE).change, ItemChange::Renamed);
    assert_eq!(of(ROBOTIC).change, ItemChange::Stricter);
    assert!(of(ROBOTIC).differences.iter().any(|line| line.contains("10 × robotic") && line.contains("20 × robotic")));
    assert!(of(ROBOTIC).differences.iter().any(|line| line.contains("8 cases")));
    assert_eq!(of("pci").change, ItemChange::Looser);
    assert_eq!((of(PRESCRIBING).change, of(PRESCRIBING).held), (ItemChange::Dropped, true));
    assert_eq!((of("sedation").change, of("sedation").held), (ItemChange::New, false));
    new.items[1].ages = Some(AgeBand { at_least: Some(14), under: None });
    assert_eq!(carry_forward(&old, &new, &held)[1].change, ItemChange::Different);
    assert!(carry_forward(&old, &old, &held).iter().all(|line| line.change == ItemChange::Same));
    let mut world = world();
    let before: Vec<_> = ITEMS.iter().map(|own| world.newest_of(own).clone()).collect();
    world.publish(new).unwrap();
    for (own, before) in ITEMS.iter().zip(before) {
        assert_eq!(*world.newest_of(own), before);
    }
}

fn robotic_cases() -> cred_core::delineation::criterion::CasesCriterion {
    let Criterion::Cases(cases) = ten_robotic_cases() else { panic!("cases") };
    cases
}

// Catches: a duty about somebody who is gone, or a rule read of another day than the one it binds on.
#[test]
fn nothing_recurring_is_owed_about_one_who_left() {
    let rules = r#"[{"npdb-query":{"interval":{"months":24}},"on_breach":"task"},
        {"exclusion-screen":{"list":"LEIE","interval":{"months":1}},"on_breach":"task"},
        {"oppe":{"interval":{"months":12}},"on_breach":"task"}]"#;
    let mut world = world();
    world.adopt_rules(rules);
    let from = world.now + TimeDelta::days(60);
    world.staff(appointment::Command::Resign { from, cause: None }, Capacity::Msp).unwrap();
    let codes = |at| owed(&world, at).into_iter().map(|duty| duty.code).collect::<Vec<_>>();
    assert!(codes(from - TimeDelta::hours(1)).contains(&"oppe"));
    let after = codes(from);
    for gone in ["oppe", "npdb-query", "reappointment", "fppe"] {
        assert!(!after.contains(&gone), "{gone}");
    }
}
