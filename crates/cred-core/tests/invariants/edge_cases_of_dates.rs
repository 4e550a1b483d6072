//! Nasty dates, each as a case one can check with a calendar. Times ending in `Z` are UTC; Arizona is 7 hours behind it all year.

use chrono::{Days, Months, NaiveDate, TimeDelta};
use cred_core::{
    delineation::criterion::CasesCriterion,
    exercise::case_rules,
    provider::credential::{CaseRole, Credential},
    time::Instant,
    timeline::{
        finding::{FindingReason, Owes, Requirement},
        truth::Truth,
    },
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, MAIN, ROBOTIC, az_license, board_certified, case_log, certificate, date, found, instant, insurance, text,
        zone,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{World, cases, facility_id},
};

use Truth::{Met, Unknown, Unmet};

/// May she do core surgery at the main site then?
fn may(world: &World, at: &str) -> Truth {
    world.may(CORE, instant(at))
}

#[test]
fn a_license_is_good_to_the_last_minute_of_its_day_at_the_board_wherever_one_asks() {
    // The facility and its clocks are in New York; the board sits in Arizona. Midnight in Arizona is 2 in the morning in New York.
    let plan = Plan { zone: zone("America/New_York"), ..Plan::default() };
    let world = plan.with(found(az_license(), "2020-01-01", "2026-12-31")).build();
    assert_eq!(may(&world, "2026-12-31T23:59:00-05:00"), Met);
    assert_eq!(may(&world, "2027-01-01T00:01:00-05:00"), Met);
    assert_eq!(may(&world, "2026-12-31T23:59:00-07:00"), Met);
    assert_eq!(may(&world, "2027-01-01T00:00:00-07:00"), Unmet);
    assert_eq!(may(&world, "2027-01-01T00:01:00-07:00"), Unmet);
    let answer = world.ask(CORE, MAIN, instant("2026-12-31T12:00:00-05:00"));
    assert_eq!(answer.until(), Some((instant("2027-01-01T07:00:00Z"), Unmet)));
}

#[test]
fn a_zone_that_the_answer_names_goes_before_the_boards() {
    let world = Plan::default().with(found(az_license(), "2020-01-01", "2026-12-31").zone("America/New_York")).build();
    assert_eq!(may(&world, "2026-12-31T23:59:00-05:00"), Met);
    assert_eq!(may(&world, "2027-01-01T00:00:00-05:00"), Unmet);
}

#[test]
fn an_unknown_zone_is_unknown_only_while_some_zone_would_change_the_answer() {
    // No zone is known for this certificate. It is 2027 first 14 hours ahead of UTC, and last 12 hours behind it.
    let world = Plan::default().with(found(certificate("ACLS"), "2025-01-01", "2026-12-31")).build();
    assert_eq!(may(&world, "2026-12-31T09:59:59Z"), Met);
    assert_eq!(may(&world, "2026-12-31T10:00:00Z"), Unknown);
    assert_eq!(may(&world, "2027-01-01T11:59:59Z"), Unknown);
    assert_eq!(may(&world, "2027-01-01T12:00:00Z"), Unmet);
}

#[test]
fn a_certificate_that_expires_in_a_month_is_unknown_during_that_month() {
    let world = Plan::default().with(found(certificate("ACLS"), "2025", "2026-12").zone("America/Chicago")).build();
    // It may end with the first day of the month, and does so with the last.
    assert_eq!(may(&world, "2026-12-01T23:59:00-06:00"), Met);
    assert_eq!(may(&world, "2026-12-02T00:00:00-06:00"), Unknown);
    assert_eq!(may(&world, "2026-12-31T23:59:00-06:00"), Unknown);
    assert_eq!(may(&world, "2027-01-01T00:00:00-06:00"), Unmet);
}

#[test]
fn a_certificate_that_expires_in_a_year_is_unknown_during_that_year() {
    let world = Plan::default().with(found(certificate("ACLS"), "", "2027").zone("America/Chicago")).build();
    assert_eq!(may(&world, "2027-01-01T23:59:00-06:00"), Met);
    assert_eq!(may(&world, "2027-01-02T00:00:00-06:00"), Unknown);
    assert_eq!(may(&world, "2027-12-31T23:59:00-06:00"), Unknown);
    assert_eq!(may(&world, "2028-01-01T00:00:00-06:00"), Unmet);
    // And an approval cannot rest on it while it is unknown.
    let refused = Plan::default().with(found(certificate("ACLS"), "", "2026").zone("America/Chicago")).try_build();
    assert!(refused.is_err());
}

#[test]
fn a_term_from_the_leap_day_ends_before_28_february() {
    let world = world();
    let facility = world.records.facility(&facility_id()).unwrap();
    let term = |start: &str, months| {
        let period = facility.months_from(facility.zone().start_of_day(date(start)), months).unwrap();
        facility.zone().date_at(period.end().unwrap())
    };
    assert_eq!(term("2024-02-29", 36), date("2027-02-28"));
    assert_eq!(term("2024-02-29", 48), date("2028-02-29"));
    assert_eq!(term("2021-07-01", 36), date("2024-07-01"));
    assert_eq!(term("2026-08-31", 6), date("2027-02-28"));
    assert_eq!(term("2026-01-31", 1), date("2026-02-28"));
}

#[test]
fn an_appointment_from_the_end_of_a_month_is_over_at_the_midnight_of_its_last_date() {
    let world = Plan { term: (date("2026-08-31"), 6), ..Plan::default() }.build();
    assert_eq!(may(&world, "2026-08-30T23:59:00-07:00"), Unmet);
    assert_eq!(may(&world, "2026-08-31T00:00:00-07:00"), Met);
    assert_eq!(may(&world, "2027-02-27T23:59:00-07:00"), Met);
    assert_eq!(may(&world, "2027-02-28T00:00:00-07:00"), Unmet);
}

#[test]
fn the_last_day_has_23_or_25_hours_when_the_clocks_change() {
    for (day, from, to) in [
        ("2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
        ("2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
    ] {
        let hours = (instant(to) - instant(from)).num_hours();
        assert_eq!(hours, if day == "2026-03-08" { 23 } else { 25 });
        let world = Plan::default().with(found(certificate("ACLS"), "", day).zone("America/New_York")).build();
        let over = instant(to);
        assert_eq!(world.may(CORE, over - TimeDelta::microseconds(1)), Met, "{day}");
        assert_eq!(world.may(CORE, over), Unmet, "{day}");
    }
    // A term that ends on the day the clocks change ends at its midnight, an hour of UTC away from where it began.
    let plan = Plan { zone: zone("America/New_York"), term: (date("2026-02-08"), 2), ..Plan::default() };
    let term = plan.build().newest_appointment().terms()[0];
    assert_eq!(term.start(), instant("2026-02-08T05:00:00Z"));
    assert_eq!(term.end(), Some(instant("2026-04-08T04:00:00Z")));
}

#[test]
fn a_renewal_after_a_gap_leaves_the_gap() {
    let mut world = Plan::default().with(found(az_license(), "2024-02-01", "2027-01-31")).build();
    world.now = instant("2027-02-20T18:00:00Z");
    let renewed = found(az_license(), "2027-02-20", "2030-01-31").on(date("2027-02-20"));
    world.verify(&renewed.zone("America/Phoenix")).unwrap();
    for (at, expected) in [
        ("2027-01-31T23:59:00-07:00", Met),
        ("2027-02-01T00:00:00-07:00", Unmet),
        ("2027-02-19T23:59:00-07:00", Unmet),
        ("2027-02-20T00:00:00-07:00", Met),
    ] {
        assert_eq!(may(&world, at), expected, "{at}");
    }
    // A board that renews back to the old end says so by an earlier first day.
    let without_gap = found(az_license(), "2027-02-01", "2030-01-31").on(date("2027-02-20"));
    world.verify(&without_gap.zone("America/Phoenix")).unwrap();
    assert_eq!(may(&world, "2027-02-10T12:00:00-07:00"), Met);
}

#[test]
fn an_exclusion_announced_for_later_binds_from_its_day() {
    let mut world = world();
    let from = Some(cred_core::time::partial_date::PartialDate::Day(date("2026-09-01")));
    world.verify(&crate::house::reported(&crate::house::leie(), from, None).zone("America/New_York")).unwrap();
    assert_eq!(may(&world, "2026-08-31T23:59:00-04:00"), Met);
    assert_eq!(may(&world, "2026-09-01T00:00:00-04:00"), Unmet);
    assert_eq!(may(&world, "2027-09-01T00:00:00-04:00"), Unmet);
}

#[test]
fn before_the_first_search_of_a_list_nothing_is_known_even_if_it_found_something() {
    use cred_core::evidence::verification::Command;
    let mut world = world();
    let searched = world.records.verifications_of(world.provider).find(|held| held.element().is_written("exclusion"));
    let id = searched.unwrap().id();
    let in_error = Command::EnterInError { reason: text("another person's") };
    world.verification(id, in_error, &crate::world::actor(cred_core::actor::Capacity::Msp)).unwrap();
    world.now = instant("2026-03-02T18:00:00Z");
    let from = Some(cred_core::time::partial_date::PartialDate::Day(date("2026-06-01")));
    let found = crate::house::reported(&crate::house::leie(), from, None).on(date("2026-03-02"));
    world.verify(&found.zone("America/New_York")).unwrap();
    assert_eq!(may(&world, "2026-03-01T23:59:00-05:00"), Unknown);
    assert_eq!(may(&world, "2026-03-02T00:00:00-05:00"), Met);
    assert_eq!(may(&world, "2026-06-01T00:00:00-04:00"), Unmet);
}

#[test]
fn board_certification_without_an_end_holds_and_one_that_lapsed_leaves_training() {
    let world = Plan::default().with(found(board_certified(), "2016-01-01", "2026-06-30").zone("America/New_York"));
    let world = world.build();
    assert_eq!(may(&world, "2026-07-02T12:00:00Z"), Met);
    let lifetime = Plan::default().with(found(board_certified(), "1990", "")).build();
    assert_eq!(may(&lifetime, "2027-07-02T12:00:00Z"), Met);
}

#[test]
fn cover_that_begins_later_than_the_privilege_is_no_cover_before() {
    let cover = found(insurance(1_000_000, 3_000_000), "2026-04-01", "2027-03-31").zone("America/Chicago");
    let world = Plan::default().with(cover).build();
    assert_eq!(may(&world, "2026-03-31T23:59:00-05:00"), Unmet);
    assert_eq!(may(&world, "2026-04-01T00:00:00-05:00"), Met);
    assert_eq!(may(&world, "2027-04-01T00:00:00-05:00"), Unmet);
}

/// What the check for the robotic privilege finds at the main site at noon of a day: nothing open, or why not.
fn cases_on(world: &World, day: &str) -> Option<FindingReason> {
    let mut then = world.clone();
    then.now = instant(&format!("{day}T12:00:00-07:00"));
    let open = then.check(ROBOTIC).open_at(&crate::house::site(MAIN));
    open.iter().find(|finding| finding.requirement.code == "cases").map(|finding| finding.cause.reason)
}

#[test]
fn the_look_back_is_to_the_day_and_leaves_out_the_day_of_the_decision() {
    // 30 cases between 1 November and 31 December 2025; 10 are asked for in the 24 months before.
    let world = Plan::default().with(found(case_log(30, "Valley"), "2025-11-01", "2025-12-31")).build();
    assert_eq!(cases_on(&world, "2025-11-01"), Some(FindingReason::TooLittle));
    assert_eq!(cases_on(&world, "2025-12-31"), Some(FindingReason::PerhapsEnough));
    assert_eq!(cases_on(&world, "2026-01-01"), None);
    assert_eq!(cases_on(&world, "2027-11-01"), None);
    assert_eq!(cases_on(&world, "2027-11-02"), Some(FindingReason::PerhapsEnough));
    assert_eq!(cases_on(&world, "2027-12-31"), Some(FindingReason::PerhapsEnough));
    assert_eq!(cases_on(&world, "2028-01-01"), Some(FindingReason::TooLittle));
}

/// Enough, perhaps, or too little on a day, counted log by log.
fn counted(logs: &[(u32, NaiveDate, NaiveDate)], months: u32, enough: u32, on: NaiveDate) -> Truth {
    let window = on.checked_sub_months(Months::new(months)).unwrap()..on;
    let surely: u32 =
        logs.iter().filter(|(_, from, to)| window.contains(from) && window.contains(to)).map(|(count, ..)| count).sum();
    let perhaps: u32 = logs
        .iter()
        .filter(|(_, from, to)| from.iter_days().take_while(|day| day <= to).any(|day| window.contains(&day)))
        .map(|(count, ..)| count)
        .sum();
    match (surely >= enough, perhaps >= enough) {
        (true, _) => Met,
        (false, true) => Unknown,
        (false, false) => Unmet,
    }
}

proptest! {
    #![proptest_config(cases(32))]

    // Catches: a look-back whose window is one day off, or that forgets how month ends move.
    #[test]
    fn a_look_back_counted_day_by_day_gives_the_same(
        logs in prop::collection::vec((1_u32..20, 0_u64..500, 0_u64..90), 1..4),
        months in 1_u32..14,
        enough in 1_u32..40,
    ) {
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register("Jonas Weber", None);
        let first = date("2024-01-01");
        let logs: Vec<(u32, NaiveDate, NaiveDate)> = logs
            .into_iter()
            .map(|(count, start, length)| (count, first + Days::new(start), first + Days::new(start + length)))
            .collect();
        for (index, (count, from, to)) in logs.iter().enumerate() {
            let log = Credential::CaseLog {
                activity: text("robotic"),
                role: CaseRole::Primary,
                count: *count,
                place: text(&format!("place {index}")),
                under_disaster: false,
            };
            world.verify(&found(log, &from.to_string(), &to.to_string())).unwrap();
        }
        let criterion = CasesCriterion::new(text("Robotic"), enough, months);
        let asks =
            Requirement { code: "cases", asks: "cases".to_owned(), citation: String::new(), owed_by: Owes::Provider };
        let dossier = world.records.dossier(world.provider).unwrap();
        let rule = case_rules::cases(&dossier, &criterion, zone("America/Phoenix"), &[], asks);
        let start = |day| midnight(day, chrono_tz::America::Phoenix);
        for day in first.iter_days().take(1100) {
            let expected = counted(&logs, months, enough, day);
            let noon: Instant = start(day) + TimeDelta::hours(12);
            prop_assert_eq!((rule.at(start(day)), rule.at(noon)), (expected, expected), "{}", day);
        }
    }
}
