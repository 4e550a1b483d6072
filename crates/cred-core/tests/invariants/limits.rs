//! Invariants 11 to 18: what limits a *yes*, what every answer carries, and that nothing is granted by default.

use chrono::{Months, TimeDelta};
use cred_core::{
    actor::Capacity,
    appointment,
    appointment::Ground,
    evidence::verification,
    privileging::{
        grant::Restriction,
        privilege_request::{self, GrantTerms},
    },
    refusal::Reason,
    time::Instant,
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    authority::points,
    happenings::{What, a_blocking_one, happenings, some_instant},
    house::{ANNEX, CORE, ITEMS, MAIN, PCI, PRESCRIBING, ROBOTIC, date, found, leie, license, site, text},
    naive::midnight,
    plan::{Plan, world},
    world::{actor, cases},
};

/// So many months after an instant's local day in Arizona, at the start of that day.
fn months_after(start: Instant, months: u32) -> Instant {
    let local = start.with_timezone(&chrono_tz::America::Phoenix).date_naive();
    midnight(local.checked_add_months(Months::new(months)).unwrap(), chrono_tz::America::Phoenix)
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: a suspension that outlasts its lifting or begins late; one that gives back more than was held; one of a privilege that
    // stops another one.
    #[test]
    fn inv_11_a_suspension_covers_exactly_its_time_and_gives_back_what_was_held(
        hours in 0_i64..5000,
        length in 1_i64..5000,
        whole_staff in any::<bool>(),
        more in prop::collection::vec(some_instant(), 8),
    ) {
        let full = world();
        let mut world = world();
        let from = world.now + TimeDelta::hours(hours);
        let to = from + TimeDelta::hours(length);
        let reason = text("a reason");
        if whole_staff {
            world.staff(appointment::Command::Suspend { from, reason, ground: Ground::default() }, Capacity::Mec).unwrap();
            world.staff(appointment::Command::Lift { from: to }, Capacity::Mec).unwrap();
        } else {
            let id = world.newest_of(PRESCRIBING).id();
            world.privilege(id, privilege_request::Command::Suspend { from, reason, ground: Ground::default() }, Capacity::Chair).unwrap();
            world.privilege(id, privilege_request::Command::Lift { from: to }, Capacity::Mec).unwrap();
        }
        for item in ITEMS {
            let (held, now) = (full.over_time(item, MAIN), world.over_time(item, MAIN));
            for at in points(&held, &more).into_iter().chain(points(&now, &[from, to])) {
                let suspended = (from..to).contains(&at) && (whole_staff || item == PRESCRIBING);
                let expected = if suspended { Truth::Unmet } else { *held.at(at) };
                prop_assert_eq!(*now.at(at), expected, "{} at {}", item, at);
            }
        }
    }

    // Catches: a restriction that lifts something; one that is not told from its day on, or told before.
    #[test]
    fn inv_12_a_restriction_only_adds_conditions(history in happenings(), ahead in 0_i64..3000, at in some_instant()) {
        let before = world().lives_through(&history);
        let mut after = before.clone();
        let from = after.now + TimeDelta::hours(ahead);
        let restriction = Restriction::condition(from, text("with a proctor"));
        let id = after.newest_of(CORE).id();
        let restricted =
            after.privilege(id, privilege_request::Command::Restrict(restriction), Capacity::Board).is_ok();
        for item in ITEMS {
            prop_assert_eq!(after.over_time(item, MAIN), before.over_time(item, MAIN));
        }
        let (was, is) = (before.ask(CORE, MAIN, at), after.ask(CORE, MAIN, at));
        prop_assert!(was.conditions().iter().all(|condition| is.conditions().contains(condition)));
        let told = is.conditions().iter().any(|condition| condition.contains("with a proctor"));
        // Another grant of the same privilege may carry the answer too; then its own conditions are told beside.
        prop_assert_eq!(told, restricted && at >= from && is.truth() == Truth::Met && {
            let held = after.newest_of(CORE).held().unwrap();
            held.grant.term.contains(at)
                && held.standings.iter().rev().find(|(from, _)| *from <= at).is_none_or(|(_, standing)| {
                    *standing == cred_core::privileging::grant::GrantStanding::Good
                })
        });
    }

    // Catches: a grant that may begin before or end after the appointment, or outlast the bylaws' longest term.
    #[test]
    fn inv_13_no_grant_outlives_the_appointment_or_the_longest_term(
        first in 0_i64..1000,
        months in prop::option::of(0_u32..60),
        appointed in 1_u32..37,
    ) {
        let plan = Plan { items: vec![], term: (date("2026-02-01"), appointed), ..Plan::default() };
        let mut world = plan.build();
        let start = world.now + TimeDelta::hours(first * 12);
        let terms = GrantTerms { start, months, sites: vec![], conditions: vec![] };
        let appointment = world.newest_appointment().whole().unwrap();
        let granted = world.grant_on(CORE, terms);
        let cap = months_after(start, 36);
        match granted {
            Ok(id) => {
                let term = world.records.privilege(id).unwrap().held().unwrap().grant.term;
                prop_assert!(term.is_within(appointment) && term.end().is_some_and(|end| end <= cap));
                let end = months.map_or(appointment.end().unwrap().min(cap), |months| months_after(start, months));
                prop_assert_eq!((term.start(), term.end()), (start, Some(end)));
            }
            Err(refusal) => {
                let end = months.map_or(cap, |months| months_after(start, months));
                let lawful = months != Some(0)
                    && appointment.start() <= start
                    && months.is_none_or(|_| end <= cap && end <= appointment.end().unwrap())
                    && start < appointment.end().unwrap()
                    && start < end;
                prop_assert!(!lawful, "{}", refusal);
            }
        }
    }

    // Catches: the bylaws' longest term not asked, counted in days, or by the appointee's own request.
    #[test]
    fn inv_14_an_appointment_is_no_longer_than_the_bylaws_allow(months in 0_u32..60, longest in 1_u32..49) {
        let mut plan = Plan { items: vec![], term: (date("2028-02-29"), months), ..Plan::default() };
        plan.bylaws.appointment_term_max_months = longest;
        match plan.try_build() {
            Ok(world) => {
                prop_assert!((1..=longest).contains(&months));
                let term = world.newest_appointment().terms()[0];
                prop_assert_eq!(term.end(), Some(months_after(term.start(), months)));
            }
            Err(_) => prop_assert!(months == 0 || months > longest),
        }
    }

    // Catches: a deciding leaf that is lost on the way to the answer; a leaf that says *met* without a record behind it.
    #[test]
    fn inv_16_every_answer_carries_its_proof(
        history in happenings(),
        more in prop::collection::vec(some_instant(), 3),
    ) {
        let world = world().lives_through(&history);
        for (item, site) in ITEMS.iter().flat_map(|item| [(item, MAIN), (item, ANNEX)]) {
            for at in points(&world.over_time(item, site), &more) {
                let answer = world.ask(item, site, at);
                let because = answer.because();
                prop_assert!(!because.is_empty());
                prop_assert!(because.iter().all(|finding| finding.cause.truth == answer.truth()));
                let yes = answer.truth() == Truth::Met;
                prop_assert_eq!(answer.exercisable().is_some(), yes);
                prop_assert_eq!(answer.missing().is_empty(), yes);
                prop_assert!(!yes || because.iter().all(|finding| !finding.cause.facts.is_empty()), "{:?}", because);
            }
        }
    }

    // Catches: a suspension that clears what stands later; an answer of a source that undoes an older one before its own day; an outage
    // that puts back in service; best-of layers taking the last one for the best.
    #[test]
    fn inv_17_a_blocking_fact_never_makes_a_yes_of_a_no(
        history in happenings(),
        blocking in a_blocking_one(),
        more in prop::collection::vec(some_instant(), 8),
    ) {
        let before = world().lives_through(&history);
        // The first search of a list is news in itself: it says that there was one.
        let screened = before.records.dossier(before.provider).unwrap().elements().any(|(key, _)| *key == leie().key());
        prop_assume!(screened || !matches!(blocking.what, What::Tell(_)));
        let mut after = before.clone();
        let _ = blocking.befall(&mut after);
        for (item, site) in ITEMS.iter().flat_map(|item| [(item, MAIN), (item, ANNEX)]) {
            let (was, is) = (before.over_time(item, site), after.over_time(item, site));
            for at in points(&was, &more).into_iter().chain(points(&is, &[])) {
                prop_assert!(*is.at(at) != Truth::Met || *was.at(at) == Truth::Met, "{} at {}", item, at);
            }
        }
    }

    // Catches: the last licence taken for the only one.
    #[test]
    fn inv_17_one_more_license_never_makes_a_no_of_a_yes(
        history in happenings(),
        from in 2020_i32..2030,
        to in 2020_i32..2030,
        elsewhere in any::<bool>(),
        more in prop::collection::vec(some_instant(), 8),
    ) {
        let before = world().lives_through(&history);
        let mut after = before.clone();
        let state = if elsewhere { "NV" } else { "AZ" };
        let (from, to) = (from.min(to).to_string(), from.max(to).to_string());
        after.verify(&found(license(state, "DO", "D3003"), &from, &to)).unwrap();
        for item in ITEMS {
            let (was, is) = (before.over_time(item, MAIN), after.over_time(item, MAIN));
            for at in points(&was, &more).into_iter().chain(points(&is, &[])) {
                prop_assert!(*was.at(at) != Truth::Met || *is.at(at) == Truth::Met, "{} at {}", item, at);
            }
        }
    }

    // Catches: an unknown or missing fact read as met, for each fact that the policy, the bylaws and the form ask for.
    #[test]
    fn inv_18_without_a_fact_there_is_no_yes(at in some_instant()) {
        let full = world();
        let needed: [(&str, &[&str]); 6] = [
            ("license", &ITEMS),
            ("dea", &[PRESCRIBING]),
            ("education", &[CORE, ROBOTIC]),
            ("insurance", &ITEMS),
            ("exclusion", &ITEMS),
            ("certification:ACLS", &ITEMS),
        ];
        for (written, lost) in needed {
            let mut world = full.clone();
            let ids: Vec<_> = world
                .records
                .verifications_of(world.provider)
                .filter(|held| held.element().is_written(written))
                .map(|held| held.id())
                .collect();
            prop_assert!(!ids.is_empty(), "{}", written);
            for id in ids {
                let command = verification::Command::EnterInError { reason: text("another person's") };
                world.verification(id, command, &actor(Capacity::Msp)).unwrap();
            }
            for item in ITEMS {
                let expected = if lost.contains(&item) { Truth::Unknown } else { Truth::Met };
                prop_assert_eq!(world.may(item, at), expected.min(full.may(item, at)), "{} without {}", item, written);
            }
        }
    }
}

// Catches: a *no* to somebody unknown here that is an error, or a *yes*.
#[test]
fn inv_18_nobody_may_do_anything_by_default() {
    let plan = Plan::default();
    let mut world = crate::world::World::with_house(&plan);
    world.provider = world.register("Jonas Weber", None);
    for item in ITEMS {
        assert_eq!(*world.over_time(item, MAIN).first(), Truth::Unmet);
        assert!(world.over_time(item, MAIN).changes().iter().all(|(_, truth)| *truth != Truth::Met));
    }
}

// Catches: sites taken from the form, where the grant names fewer.
#[test]
fn inv_15_a_grant_for_one_site_is_none_for_another() {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let start = world.newest_appointment().whole().unwrap().start();
    let terms = GrantTerms { start, months: None, sites: vec![site(ANNEX)], conditions: vec![] };
    world.grant_on(CORE, terms).unwrap();
    let at = start + TimeDelta::days(3);
    assert_eq!((world.ask(CORE, ANNEX, at).truth(), world.may(CORE, at)), (Truth::Met, Truth::Unmet));
    let nowhere = GrantTerms { start, months: None, sites: vec![site(ANNEX)], conditions: vec![] };
    let refused = world.grant_on(PCI, nowhere).unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
}

// Catches: a resource of one site that serves another.
#[test]
fn inv_15_the_robot_at_one_site_serves_no_other() {
    let world = world();
    let at = world.newest_appointment().whole().unwrap().start();
    assert_eq!(world.ask(ROBOTIC, MAIN, at).truth(), Truth::Met);
    assert_eq!(world.ask(ROBOTIC, ANNEX, at).truth(), Truth::Unmet);
}
