//! Invariants 1 to 9: what a *yes* rests on. Each holds on random histories, or against one fact varied at random.

use chrono::{Days, NaiveDate, TimeDelta};
use cred_core::{
    appointment::Standing,
    evidence::reply::EncumbranceKind,
    facility::{self, resource::Outage},
    privileging::grant::GrantStanding,
    time::{Instant, partial_date::PartialDate, period::Period},
    timeline::{Timeline, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    happenings::{happenings, some_instant},
    house::{
        ANNEX, CORE, ITEMS, MAIN, PCI, PRESCRIBING, ROBOTIC, az_license, date, dea, found, found_between, instant,
        insurance, leie, license, reported, resource, site, text,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{World, cases},
};

/// Every change, a microsecond on either side of it, and the given instants.
pub(crate) fn points(timeline: &Timeline<Truth>, more: &[Instant]) -> Vec<Instant> {
    let step = TimeDelta::microseconds(1);
    let changes = timeline.changes().iter().flat_map(|(at, _)| [*at - step, *at, *at + step]);
    changes.chain(more.iter().copied()).collect()
}

/// The instants at which an item may be exercised at a site, of those worth looking at.
fn exercisable(world: &World, item: &str, site: &str, more: &[Instant]) -> Vec<Instant> {
    let timeline = world.over_time(item, site);
    points(&timeline, more).into_iter().filter(|at| *timeline.at(*at) == Truth::Met).collect()
}

/// Of changes of standing in the order they were recorded, the last one that has begun.
fn standing<S: Copy>(changes: &[(Instant, S)], at: Instant) -> Option<S> {
    changes.iter().rev().find(|(from, _)| *from <= at).map(|(_, standing)| *standing)
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..600).prop_map(|days| date("2026-03-01") + Days::new(days))
}

/// Midnight in Arizona, which keeps one offset all year.
fn in_arizona(day: NaiveDate) -> Instant {
    midnight(day, chrono_tz::America::Phoenix)
}

proptest! {
    #![proptest_config(cases(96))]

    // Catches: `appointed` left out of the rule of exercise; an appointment of another facility, or one suspended, let through.
    #[test]
    fn inv_01_exercisable_needs_an_active_appointment(
        history in happenings(),
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let world = world().lives_through(&history);
        for (item, site) in ITEMS.iter().flat_map(|item| [(item, MAIN), (item, ANNEX)]) {
            for at in exercisable(&world, item, site, &more) {
                let active = world.records.appointments_of(world.provider).any(|held| {
                    held.terms().iter().any(|term| term.contains(at))
                        && standing(held.standings(), at).is_none_or(|standing| standing == Standing::Good)
                });
                prop_assert!(active, "{} at {}", item, at);
            }
        }
    }

    // Catches: a grant read past its term, at a site it is not for, or against a suspension; a grant by another body than the board.
    #[test]
    fn inv_02_exercisable_needs_a_grant_of_the_board_in_force(
        history in happenings(),
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let world = world().lives_through(&history);
        for (id, place) in ITEMS.iter().flat_map(|item| [(*item, MAIN), (*item, ANNEX)]) {
            for at in exercisable(&world, id, place, &more) {
                let granted = world.records.privileges_of(world.provider).filter(|own| own.item().as_str() == id).any(
                    |privilege| privilege.held().is_some_and(|held| {
                        held.grant.term.contains(at)
                            && held.grant.sites.contains(&site(place))
                            && held.grant.decided_by.capacity() == cred_core::actor::Capacity::Board
                            && standing(&held.standings, at).is_none_or(|standing| standing == GrantStanding::Good)
                    }),
                );
                prop_assert!(granted, "{} at {}", id, at);
            }
        }
    }

    // Catches: the licence looked for in the provider's or the facility's state; its end read in the site's zone.
    #[test]
    fn inv_03_exercisable_needs_a_license_in_the_sites_state(arizona in day(), nevada in day(), at in some_instant()) {
        let to = |day| Some(PartialDate::Day(day));
        let from = Some(PartialDate::Year(2020));
        let plan = Plan { annex: "NV", ..Plan::default() }
            .with(found_between(az_license(), from, to(arizona)))
            .with(found_between(license("NV", "MD", "N1"), from, to(nevada)));
        let world = plan.build();
        let begun = at >= in_arizona(date("2026-02-01")) && at < in_arizona(date("2028-02-01"));
        let last = |day: NaiveDate, zone| at < midnight(day + Days::new(1), zone);
        let may = |place| world.ask(CORE, place, at).truth() == Truth::Met;
        prop_assert_eq!(may(MAIN), begun && last(arizona, chrono_tz::America::Phoenix));
        prop_assert_eq!(may(ANNEX), begun && last(nevada, chrono_tz::America::Los_Angeles));
    }

    // Catches: `licensed` left out; an end that is still good at its own instant; an end that waits for an event.
    #[test]
    fn inv_04_a_license_that_ends_takes_every_privilege_with_it_and_no_event_is_recorded(last in day()) {
        let world = Plan::default().with(found_between(az_license(), None, Some(PartialDate::Day(last)))).build();
        let recorded = world.history.len();
        let over = in_arizona(last + Days::new(1));
        for item in ITEMS {
            let answer = world.ask(item, MAIN, over - TimeDelta::microseconds(1));
            prop_assert_eq!((answer.truth(), answer.until()), (Truth::Met, Some((over, Truth::Unmet))));
            prop_assert_eq!(world.may(item, over), Truth::Unmet);
        }
        prop_assert_eq!(world.history.len(), recorded);
    }

    // Catches: the exclusion lists of the bylaws not asked for; a report that binds from the day it was found, not from its own.
    #[test]
    fn inv_05_an_exclusion_stops_everything_from_its_day_on(from in day()) {
        let mut world = world();
        world.verify(&reported(&leie(), Some(PartialDate::Day(from)), None)).unwrap();
        let (earliest, latest) = (midnight(from, chrono_tz::UTC) - TimeDelta::hours(14), in_arizona(from));
        for item in ITEMS {
            prop_assert_eq!(world.may(item, earliest - TimeDelta::microseconds(1)), Truth::Met);
            // The list names no zone: where it may bind already, it does.
            prop_assert_eq!(world.may(item, earliest), Truth::Unmet);
            prop_assert_eq!(world.may(item, latest), Truth::Unmet);
        }
    }

    // Catches: the limits not compared; a policy taken for enough because an older answer about it once was; the end in another zone.
    #[test]
    fn inv_06_without_enough_cover_nothing_is_exercised(last in day(), per_claim in 1_u64..2_000, lowered in day()) {
        let chicago = |day| midnight(day, chrono_tz::America::Chicago);
        let ends = found_between(insurance(1_000_000, 3_000_000), None, Some(PartialDate::Day(last)));
        let world = Plan::default().with(ends.zone("America/Chicago")).build();
        let over = chicago(last + Days::new(1));
        prop_assert_eq!(world.may(CORE, over - TimeDelta::microseconds(1)), Truth::Met);
        prop_assert_eq!(world.may(CORE, over), Truth::Unmet);

        let mut world = crate::plan::world();
        world.now = chicago(lowered) + TimeDelta::hours(20);
        let limits = insurance(per_claim * 1_000, 3_000_000);
        let renewed = found_between(limits, Some(PartialDate::Day(lowered)), Some(PartialDate::Year(2033)));
        world.verify(&renewed.on(lowered).zone("America/Chicago")).unwrap();
        let enough = per_claim >= 1_000;
        prop_assert_eq!(world.may(CORE, chicago(lowered) - TimeDelta::microseconds(1)), Truth::Met);
        prop_assert_eq!(world.may(CORE, chicago(lowered)) == Truth::Met, enough, "lowered to {}", per_claim * 1_000);
    }

    // Catches: the registration asked of every privilege; another state's registration, or one without the schedule, taken for it.
    #[test]
    fn inv_07_without_a_dea_registration_only_prescribing_is_lost(last in day(), at in some_instant()) {
        let full = world();
        let world = Plan::default().with(found_between(dea(&["2"]), None, Some(PartialDate::Day(last)))).build();
        for item in [CORE, ROBOTIC, PCI] {
            prop_assert_eq!(world.over_time(item, MAIN), full.over_time(item, MAIN));
        }
        let covered = at < in_arizona(last + Days::new(1));
        prop_assert_eq!(world.may(PRESCRIBING, at) == Truth::Met, full.may(PRESCRIBING, at) == Truth::Met && covered);
    }

    // Catches: `requires` not asked at exercise; an outage read one instant too long or too short, or at every site; an outage that ends
    // or suspends the grant.
    #[test]
    fn inv_08_a_missing_resource_stops_exercise_and_leaves_the_grant(
        start in some_instant(),
        hours in prop::option::of(1_i64..3000),
        at in some_instant(),
    ) {
        let full = world();
        let mut world = world();
        let period = Period::new(start, hours.map(|hours| start + TimeDelta::hours(hours))).unwrap();
        let outage = Outage { period, reason: text("repair"), limits: None };
        let (site, resource) = (site(MAIN), resource("robot"));
        world.facility(facility::Command::RecordOutage { site, resource, outage }).unwrap();
        let probes = [Some(at), Some(start), period.end(), period.end().map(|end| end - TimeDelta::microseconds(1))];
        for at in probes.into_iter().flatten() {
            let serves = !period.contains(at);
            prop_assert_eq!(world.may(ROBOTIC, at) == Truth::Met, full.may(ROBOTIC, at) == Truth::Met && serves);
            prop_assert_eq!(world.may(CORE, at), full.may(CORE, at));
        }
        prop_assert_eq!(world.newest_of(ROBOTIC), full.newest_of(ROBOTIC));
    }

    // Catches: prerequisites not asked for at exercise; `granted_only` read as exercisable, or the other way round.
    #[test]
    fn inv_09_a_privilege_is_exercisable_only_with_its_prerequisites(
        history in happenings(),
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let world = world().lives_through(&history);
        let core = world.over_time(CORE, MAIN);
        for at in exercisable(&world, ROBOTIC, MAIN, &more) {
            prop_assert_eq!(*core.at(at), Truth::Met, "at {}", at);
        }
        for at in exercisable(&world, PCI, MAIN, &more) {
            let granted = world.records.privileges_of(world.provider).filter(|own| own.item().as_str() == CORE).any(
                |core| core.held().is_some_and(|held| {
                    held.grant.term.contains(at)
                        && standing(&held.standings, at).is_none_or(|standing| standing == GrantStanding::Good)
                }),
            );
            prop_assert!(granted, "at {}", at);
        }
    }

    // Catches: a suspension by the issuer read as a limit; a limit read as a suspension; a limit that is not told.
    #[test]
    fn inv_03_a_license_suspended_by_its_issuer_is_none_and_a_limited_one_has_conditions(
        from in day(),
        kind in prop::sample::select(EncumbranceKind::ALL.to_vec()),
    ) {
        let mut world = world();
        let answer = found(az_license(), "2020-01-01", "2033-12-31").limited(kind, Some(PartialDate::Day(from)), None);
        world.verify(&answer).unwrap();
        let starts = in_arizona(from);
        prop_assert_eq!(world.may(CORE, starts - TimeDelta::microseconds(1)), Truth::Met);
        let answer = world.ask(CORE, MAIN, starts);
        let limited = kind == EncumbranceKind::Limited;
        prop_assert_eq!(answer.truth() == Truth::Met, limited);
        prop_assert_eq!(answer.conditions().iter().any(|condition| condition.contains("as ordered")), limited);
    }
}

// Catches: a criterion for one item that leaks into its neighbours.
#[test]
fn inv_07_another_schedule_is_another_registration() {
    let world = Plan { items: vec![CORE], ..Plan::default() }.with(found(dea(&["3"]), "", "2033-12-31")).build();
    assert_eq!(world.may(CORE, instant("2026-05-01T00:00:00Z")), Truth::Met);
    assert!(world.check(PRESCRIBING).met_at().is_empty());
}
