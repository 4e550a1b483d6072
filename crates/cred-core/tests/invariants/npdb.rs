//! Invariants 57 and 58: which actions are reported to the data bank, and when; and which never are.

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::Capacity,
    appointment::{self, Cause, Ground, ReviewAction, Standing},
    exercise::npdb_reports::{Reported, report_duties},
    privileging::{
        corrective_action::{Command, NpdbReport, ReportKind, Suspended},
        privilege_request,
        restriction::{Limits, Restriction, RestrictionBasis},
    },
    provider::provider_type::ProviderType,
    standard::binding::Standards,
    time::Instant,
};
use proptest::prelude::*;

use crate::{
    house::{CORE, PRESCRIBING, date, text},
    matters::{dawn, day_of, npdb_report},
    plan::{Plan, world},
    world::{World, actor, cases},
};

/// The default world with the rule on reports about physicians.
fn hospital() -> World {
    let mut world = world();
    world.adopt_topics(vec![npdb_report(vec![ProviderType::Physician, ProviderType::Dentist])]);
    world
}

fn suspend(from: Instant, cause: Option<Cause>) -> appointment::Command<'static> {
    let ground = Ground { cause, ..Ground::default() };
    appointment::Command::Suspend { from, reason: text("danger"), ground }
}

fn kinds(world: &World, as_of: Instant) -> Vec<Reported> {
    world.duties(as_of).into_iter().map(|duty| duty.what).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: day 30 taken for day 31, hours for days, the lifting for the action; an administrative suspension that is reported.
    #[test]
    fn inv_57_a_suspension_is_reported_from_the_day_it_exceeds_30_days(
        start in 0_i64..2000,
        length in prop::option::of(1_i64..1200),
        later in 0_i64..2400,
        administrative in any::<bool>(),
        one_privilege in any::<bool>(),
    ) {
        let mut world = hospital();
        let from = world.now + TimeDelta::hours(start);
        let until = length.map(|hours| from + TimeDelta::hours(hours));
        let cause = administrative.then_some(Cause::Administrative);
        if one_privilege {
            let id = world.newest_of(PRESCRIBING).id();
            let ground = Ground { cause, ..Ground::default() };
            let command = privilege_request::Command::Suspend { from, reason: text("danger"), ground };
            world.privilege(id, command, Capacity::Chair).unwrap();
            if let Some(from) = until {
                world.privilege(id, privilege_request::Command::Lift { from }, Capacity::Mec).unwrap();
            }
        } else {
            world.staff(suspend(from, cause), Capacity::Chair).unwrap();
            if let Some(from) = until {
                world.staff(appointment::Command::Lift { from }, Capacity::Mec).unwrap();
            }
        }
        let as_of = from + TimeDelta::hours(later);
        let exceeded = day_of(from) + Days::new(30);
        let reached = dawn(&exceeded.to_string());
        let expected = !administrative && reached <= as_of && until.is_none_or(|until| reached < until);
        let duties = world.duties(as_of);
        prop_assert_eq!(duties.len(), usize::from(expected));
        for duty in duties {
            prop_assert_eq!((duty.what, duty.action_day), (Reported::Suspension, exceeded));
            prop_assert_eq!((duty.due, duty.optional), (exceeded + Days::new(30), false));
        }
    }

    // Catches: a resignation judged by today instead of its own day; a surrender that an administrative investigation or cause reports.
    #[test]
    fn inv_58_what_is_given_up_is_reported_exactly_under_an_open_investigation(
        opened in prop::option::of(1_i64..100),
        closed in prop::option::of(1_i64..100),
        resigned in 0_i64..200,
        about in any::<bool>(),
        deemed in any::<bool>(),
        one_privilege in any::<bool>(),
    ) {
        let mut world = hospital();
        let begin = world.now;
        let at = |days: i64| begin + TimeDelta::days(days);
        let mut steps: Vec<(i64, u8)> = vec![(resigned, 1)];
        if let Some(opened) = opened {
            steps.push((opened, 0));
            steps.extend(closed.map(|after| (opened + after, 2)));
        }
        steps.sort_unstable();
        let mut matter = None;
        for (days, step) in steps {
            world.now = at(days);
            let (from, cause) = (world.now, deemed.then_some(Cause::Administrative));
            match step {
                0 => {
                    let class = if about { Cause::CompetenceOrConduct } else { Cause::Administrative };
                    matter = Some(world.investigate(class));
                }
                1 if one_privilege => {
                    let id = world.newest_of(CORE).id();
                    let command = privilege_request::Command::Relinquish { from, cause };
                    world.privilege(id, command, Capacity::Msp).unwrap();
                }
                1 => world.staff(appointment::Command::Resign { from, cause }, Capacity::Msp).unwrap(),
                _ => {
                    let abandon = Command::Abandon { reason: text("unfounded") };
                    world.matter(matter.unwrap(), abandon, &actor(Capacity::Mec)).unwrap();
                }
            }
        }
        let open = opened.is_some_and(|opened| {
            opened <= resigned && closed.is_none_or(|after| resigned < opened + after)
        });
        let expected = open && about && !deemed;
        let duties = world.duties(at(300));
        prop_assert_eq!(duties.len(), usize::from(expected));
        for duty in duties {
            prop_assert_eq!((duty.what, duty.action_day), (Reported::Surrender, day_of(at(resigned))));
            prop_assert_eq!(duty.due, day_of(at(resigned)) + Days::new(30));
        }
    }
}

// Catches: the day counted from 0, or the time to report from the beginning.
#[test]
fn the_vector_of_a_suspension() {
    let mut world = hospital();
    world.now = dawn("2026-04-30");
    world.staff(suspend(dawn("2026-05-01"), None), Capacity::Chair).unwrap();
    assert_eq!(kinds(&world, dawn("2026-05-31") - TimeDelta::microseconds(1)), []);
    let duty = world.duties(dawn("2026-05-31")).pop().unwrap();
    assert_eq!((duty.action_day, duty.due), (date("2026-05-31"), date("2026-06-30")));
    assert!(!duty.is_overdue(date("2026-06-30")) && duty.is_overdue(date("2026-07-01")));
    let lifted = |at: Instant| {
        let mut world = world.clone();
        world.staff(appointment::Command::Lift { from: at }, Capacity::Mec).unwrap();
        kinds(&world, dawn("2026-09-01"))
    };
    assert_eq!(lifted(dawn("2026-05-31")), []);
    assert_eq!(lifted(dawn("2026-05-31") + TimeDelta::minutes(1)), [Reported::Suspension]);
}

// Catches: a leave that is taken for the end of a suspension; a second one that is not added to the first where it adjoins.
#[test]
fn a_leave_does_not_cure_a_running_suspension_and_what_adjoins_lasts_on() {
    let mut world = hospital();
    world.now = dawn("2026-04-30");
    let leave = appointment::Command::TakeLeave { from: dawn("2026-05-10"), until: None, reason: text("rest") };
    world.staff(leave, Capacity::Mec).unwrap();
    world.staff(suspend(dawn("2026-05-01"), None), Capacity::Chair).unwrap();
    assert!(world.newest_appointment().standing_at(dawn("2026-05-20")) == Standing::OnLeave);
    assert_eq!(kinds(&world, dawn("2026-06-01")), [Reported::Suspension]);

    let mut world = hospital();
    world.now = dawn("2026-05-01");
    let (id, from) = (world.newest_of(CORE).id(), world.now);
    let command = privilege_request::Command::Suspend { from, reason: text("danger"), ground: Ground::default() };
    world.privilege(id, command, Capacity::Chair).unwrap();
    world.now = dawn("2026-05-20");
    let (by, decision) = world.precaution(Suspended::Privilege(id));
    world.privilege(id, privilege_request::Command::Lift { from: world.now }, Capacity::Mec).unwrap();
    assert_eq!(kinds(&world, dawn("2026-08-01")), [], "twenty days");
    let basis = RestrictionBasis::Precaution(by);
    let restriction = Restriction { basis, ..Restriction::condition(world.now, text("with a proctor")) };
    let impose = privilege_request::Command::ImposeRestriction { restriction, decision };
    world.privilege(id, impose, Capacity::Mec).unwrap();
    let duty = world.duties(dawn("2026-08-01")).pop().unwrap();
    assert_eq!((duty.what, duty.action_day), (Reported::Suspension, date("2026-05-31")));
}

// Catches: a duty where nothing is adopted; none where a pack is silent on reports; another profession that must be reported.
#[test]
fn the_rules_adopted_say_who_is_reported() {
    let suspended = |mut world: World| {
        world.staff(suspend(world.now, None), Capacity::Chair).unwrap();
        let as_of = world.now + TimeDelta::days(40);
        world.duties(as_of).into_iter().map(|duty| duty.optional).collect::<Vec<_>>()
    };
    assert_eq!(suspended(world()), [false], "bylaws that say nothing about reports");
    let mut none = world();
    none.staff(suspend(none.now, None), Capacity::Chair).unwrap();
    let (own, as_of) = (none.governed().facility(), none.now + TimeDelta::days(40));
    assert_eq!(report_duties(&none.records, &Standards::of(&[]), none.provider, own, as_of), []);
    let mut others = world();
    others.adopt_topics(vec![npdb_report(vec![ProviderType::Dentist])]);
    assert_eq!(suspended(others), [true]);
}

// Catches: a final action that is not reported, or reported twice; a restriction for a short time; one for so many cases before it lasted.
#[test]
fn inv_57_final_actions_are_reported_by_how_long_they_last() {
    let mut world = hospital();
    world.now = dawn("2026-05-01");
    let (_, decision) = world.decide_finally(ReviewAction::Revocation);
    let (from, ground) = (world.now, Ground::decided(decision));
    world.staff(appointment::Command::Revoke { from, reason: text("poor"), ground }, Capacity::Board).unwrap();
    let duties = world.duties(dawn("2026-05-01"));
    assert_eq!(duties.len(), 1);
    let (duty, expected) = (&duties[0], (Reported::Revocation, date("2026-05-01"), date("2026-05-31")));
    assert_eq!((duty.what, duty.action_day, duty.due), expected);

    let restricted = |limits: Limits| {
        let mut world = hospital();
        world.now = dawn("2026-05-01");
        let (by, decision) = world.decide_finally(ReviewAction::Restriction);
        let (id, basis) = (world.newest_of(CORE).id(), RestrictionBasis::FinalAction(by));
        let restriction = Restriction { limits, basis, ..Restriction::condition(world.now, text("limited")) };
        let impose = privilege_request::Command::ImposeRestriction { restriction, decision };
        world.privilege(id, impose, Capacity::Board).unwrap();
        let days = |as_of| world.duties(as_of).iter().map(|duty| duty.action_day).collect::<Vec<_>>();
        (days(dawn("2026-05-02")), days(dawn("2026-07-01")))
    };
    let (decided, exceeded) = (vec![date("2026-05-01")], vec![date("2026-05-31")]);
    let until = |day: &str| Limits { until: Some(dawn(day)), ..Limits::default() };
    assert_eq!(restricted(Limits::default()), (decided.clone(), decided.clone()));
    assert_eq!(restricted(until("2026-05-31")), (vec![], vec![]));
    assert_eq!(restricted(until("2026-06-01")), (decided.clone(), decided));
    let cases = |until| Limits { for_cases: Some(10), until, ..Limits::default() };
    assert_eq!(restricted(cases(None)), (vec![], exceeded));
    assert_eq!(restricted(cases(Some(dawn("2026-05-20")))), (vec![], vec![]));
}

// Catches: a term that ends silently under investigation; one that ended by a resignation, was followed, or was not under investigation.
#[test]
fn inv_58_a_term_that_ends_under_investigation_is_reported() {
    let short = || {
        let mut world = Plan { term: (date("2026-02-01"), 6), ..Plan::default() }.build();
        world.adopt_topics(vec![npdb_report(vec![ProviderType::Physician])]);
        world.now = dawn("2026-06-01");
        world
    };
    let end = dawn("2026-08-01");
    let step = TimeDelta::microseconds(1);
    assert_eq!(kinds(&short(), dawn("2027-01-01")), [], "no investigation");
    let mut world = short();
    world.investigate(Cause::Administrative);
    assert_eq!(kinds(&world, dawn("2027-01-01")), [], "an administrative one");
    let id = world.investigate(Cause::CompetenceOrConduct);
    assert_eq!(kinds(&world, end - step), [], "the term runs");
    let duties = world.duties(end);
    assert_eq!(duties.len(), 1, "{duties:?}");
    assert_eq!((duties[0].what, duties[0].action_day), (Reported::NonRenewal, date("2026-08-01")));
    assert_eq!(duties[0].due, date("2026-08-31"));
    let mut closed = world.clone();
    closed.now = end;
    closed.matter(id, Command::Abandon { reason: text("left") }, &actor(Capacity::Mec)).unwrap();
    assert_eq!(kinds(&closed, end), [], "closed at the same instant");
    let mut resigned = world.clone();
    resigned.staff(appointment::Command::Resign { from: resigned.now, cause: None }, Capacity::Msp).unwrap();
    assert_eq!(kinds(&resigned, dawn("2027-01-01")), [Reported::Surrender]);
}

// Catches: a leave or an agreed limit that hides a surrender; the same without an investigation.
#[test]
fn inv_58_a_leave_from_privileges_and_an_accepted_restriction_are_reported_under_investigation() {
    for (investigated, held) in [(true, true), (true, false), (false, true)] {
        let mut world = hospital();
        if !held {
            world = Plan { items: vec![], ..Plan::default() }.build();
            world.adopt_topics(vec![npdb_report(vec![ProviderType::Physician])]);
        }
        world.now = dawn("2026-03-01");
        if investigated {
            world.investigate(Cause::CompetenceOrConduct);
        }
        let leave = appointment::Command::TakeLeave { from: world.now, until: None, reason: text("rest") };
        let expected = if investigated && held { vec![Reported::Leave] } else { vec![] };
        let mut on_leave = world.clone();
        on_leave.staff(leave, Capacity::Mec).unwrap();
        assert_eq!(kinds(&on_leave, dawn("2026-03-02")), expected);
        if held {
            let restriction = Restriction::condition(world.now, text("no robot"));
            let id = world.newest_of(CORE).id();
            world.privilege(id, privilege_request::Command::Restrict(restriction), Capacity::Board).unwrap();
            let expected = if investigated { vec![Reported::AcceptedRestriction] } else { vec![] };
            assert_eq!(kinds(&world, dawn("2026-03-02")), expected);
        }
    }
}

// Catches: a first request that must be reported; a renewal that need not; either without an investigation.
#[test]
fn inv_58_a_request_withdrawn_under_investigation() {
    for (renewal, investigated, expected) in [
        (true, true, vec![(Reported::Withdrawal, false)]),
        (false, true, vec![(Reported::Withdrawal, true)]),
        (true, false, vec![]),
        (false, false, vec![]),
    ] {
        let items = if renewal { vec![CORE] } else { vec![] };
        let mut world = Plan { items, ..Plan::default() }.build();
        world.adopt_topics(vec![npdb_report(vec![ProviderType::Physician])]);
        let id = world.request(CORE).unwrap();
        if investigated {
            world.investigate(Cause::CompetenceOrConduct);
        }
        world.wait(1);
        world.privilege(id, privilege_request::Command::Withdraw, Capacity::Msp).unwrap();
        let duties = world.duties(world.now + TimeDelta::days(60));
        assert_eq!(duties.iter().map(|duty| (duty.what, duty.optional)).collect::<Vec<_>>(), expected);
    }
}

// Catches: a report that satisfies another action's duty, one before its action, and one that was voided.
#[test]
fn a_report_satisfies_the_duty_it_is_about_until_it_is_voided() {
    let mut world = hospital();
    world.now = dawn("2026-05-01");
    world.staff(suspend(world.now, None), Capacity::Chair).unwrap();
    let id = world.raise();
    world.now = dawn("2026-06-10");
    let send = |world: &mut World, kind, action_day: &str, sent_on: &str| {
        let report = NpdbReport { kind, action_day: date(action_day), sent_on: date(sent_on) };
        world.matter(id, Command::RecordNpdbReport(report), &actor(Capacity::Msp)).is_ok()
    };
    let reported = |world: &World| world.duties(dawn("2026-07-20"))[0].reported_on;
    assert!(!send(&mut world, ReportKind::Correction, "2026-05-31", "2026-06-01"), "of nothing");
    assert!(!send(&mut world, ReportKind::Initial, "2026-05-31", "2026-05-30"), "before its action");
    assert!(!send(&mut world, ReportKind::Initial, "2026-05-31", "2026-06-11"), "tomorrow");
    assert!(send(&mut world, ReportKind::Initial, "2026-05-01", "2026-06-01"));
    assert_eq!(reported(&world), None, "of another day");
    assert!(send(&mut world, ReportKind::Initial, "2026-05-31", "2026-06-02"));
    assert!(!send(&mut world, ReportKind::Initial, "2026-05-31", "2026-06-03"), "twice");
    assert_eq!(reported(&world), Some(date("2026-06-02")));
    assert!(!world.duties(dawn("2026-07-20"))[0].is_overdue(date("2026-07-20")));
    assert!(send(&mut world, ReportKind::Correction, "2026-05-31", "2026-06-05"));
    assert!(send(&mut world, ReportKind::Void, "2026-05-31", "2026-06-06"));
    assert_eq!(reported(&world), None);
    assert!(world.duties(dawn("2026-07-20"))[0].is_overdue(date("2026-07-20")));
}
