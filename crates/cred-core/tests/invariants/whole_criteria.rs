//! Invariants 5, 6 and 18 by adopted packs, and criteria in whole: cases by place, role and distance, courses, eligibility, cover.

use chrono::{Days, NaiveDate, TimeDelta};
use cred_core::{
    delineation::criterion::{
        BoardEligibleCriterion, CasesCriterion, CourseCriterion, Criterion, InsuranceCriterion, ProctoredCriterion,
    },
    evidence::reply::Reply,
    exercise::{answer::ask, question::Question},
    facility,
    provider::credential::{CaseRole, Credential},
    standard::{
        limit::Limit,
        rule::OnBreach,
        topic::{
            Topic,
            credentialing::{ExclusionScope, ExclusionScreen, PossibleMatch},
            privileging,
        },
    },
    time::{Instant, partial_date::PartialDate},
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{
        ANNEX, Bylaws, CORE, ITEMS, MAIN, PRESCRIBING, ROBOTIC, SourceAnswer, bylaws, case_log, certificate, clear,
        date, found, found_between, instant, insurance, leie, partial, reported, text,
    },
    licensing::rule,
    naive::midnight,
    plan::Plan,
    supervising::adopted,
    world::{World, cases},
};

use Truth::{Met, Unknown, Unmet};

const PHOENIX: chrono_tz::Tz = chrono_tz::America::Phoenix;

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..500).prop_map(|days| date("2026-03-01") + Days::new(days))
}

/// The default world whose bylaws ask for neither cover nor lists, under a pack of these topics.
fn under(topics: Vec<Topic>, on_breach: OnBreach) -> World {
    let bylaws = Bylaws { insurance: None, exclusion_lists: vec![], ..bylaws() };
    let mut world = Plan { bylaws, ..Plan::default() }.build();
    let adopt = facility::Command::AdoptPack(Box::new(adopted(topics, on_breach)));
    world.at_the_beginning(|world| world.facility(adopt)).unwrap();
    world
}

fn screen(scope: ExclusionScope, possible_match: PossibleMatch, interval: Option<Limit>) -> Topic {
    Topic::ExclusionScreen(ExclusionScreen { list: text("LEIE"), interval, scope, possible_match })
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: the scope not read; a patient of whom nothing is said taken for none of a federal programme; a stop that outlives the report.
    #[test]
    fn inv_05_an_exclusion_stops_what_its_rule_says(
        from in day(),
        federal_scope in any::<bool>(),
        patient in prop::option::of(any::<bool>()),
        probe in day(),
    ) {
        let scope = if federal_scope { ExclusionScope::FederalProgrammes } else { ExclusionScope::All };
        let mut world = under(vec![screen(scope, PossibleMatch::Unknown, None)], OnBreach::Task);
        world.verify(&reported(&leie(), Some(PartialDate::Day(from)), None).zone("America/Phoenix")).unwrap();
        let at = midnight(probe, PHOENIX);
        for item in ITEMS {
            let question = Question { federal_patient: patient, ..world.question(item, MAIN, at) };
            let answer = ask(&world.records, question).unwrap();
            let spared = federal_scope && patient == Some(false);
            prop_assert_eq!(answer.truth(), if probe < from || spared { Met } else { Unmet });
            let told = answer.conditions().iter().any(|told| told.contains("federal programme"));
            prop_assert_eq!(told, probe >= from && spared);
        }
    }

    // Catches: an unresolved match that grants; one that is not read as the rule says.
    #[test]
    fn inv_05_an_unresolved_match_never_grants(stops in any::<bool>(), federal_scope in any::<bool>()) {
        let scope = if federal_scope { ExclusionScope::FederalProgrammes } else { ExclusionScope::All };
        let matched = if stops { PossibleMatch::Stops } else { PossibleMatch::Unknown };
        let mut world = under(vec![screen(scope, matched, None)], OnBreach::Block);
        let found = SourceAnswer::of(leie().key(), Reply::PossibleMatch { summary: text("same name"), pairs: vec![] });
        world.verify(&found.on(date("2026-01-10"))).unwrap();
        prop_assert_eq!(world.may(CORE, instant("2026-05-01T00:00:00Z")), if stops { Unmet } else { Unknown });
    }

    // Catches: an overdue screen that stops where the rule asks for a task alone; the last good day read one day off.
    #[test]
    fn an_overdue_screen_stops_only_where_its_breach_blocks(screened in 0_u64..200, days in 1_u32..60, blocks in any::<bool>()) {
        let on_breach = if blocks { OnBreach::Block } else { OnBreach::Task };
        let topic = screen(ExclusionScope::All, PossibleMatch::Unknown, Some(Limit::days(days)));
        let mut world = under(vec![topic], on_breach);
        let screened = date("2026-02-10") + Days::new(screened);
        world.now = midnight(screened, PHOENIX) + TimeDelta::hours(20);
        world.verify(&clear(&leie()).on(screened)).unwrap();
        let over = midnight(screened + Days::new(u64::from(days) + 1), PHOENIX);
        prop_assert_eq!(world.may(CORE, over - TimeDelta::microseconds(1)), Met);
        prop_assert_eq!(world.may(CORE, over), if blocks { Unmet } else { Met });
    }

    // Catches: one of several amounts taken for all; cents for dollars; a mere task that stops.
    #[test]
    fn inv_06_the_highest_cover_of_all_rules_binds(
        amounts in prop::collection::vec((1_u64..2_000, 0_u64..3_000), 1..4),
        task in any::<bool>(),
    ) {
        let topic = |(per_claim, more): &(u64, u64)| {
            let per_claim = per_claim * 1_000;
            Topic::Insurance(privileging::Insurance { per_claim, aggregate: per_claim + more * 1_000 })
        };
        let on_breach = if task { OnBreach::Task } else { OnBreach::Block };
        let world = under(amounts.iter().map(topic).collect(), on_breach);
        let enough = amounts.iter().all(|(one, more)| *one <= 1_000 && one + more <= 3_000);
        let may = world.may(CORE, instant("2026-05-01T00:00:00Z"));
        prop_assert_eq!(may == Met, enough || task);
    }

    // Catches: an exclusion of one activity that stops all or none; a prerequisite that is exercised without cover.
    #[test]
    fn inv_06_what_the_cover_leaves_out_is_not_exercised(
        left_out in prop::sample::select(vec![CORE, ROBOTIC, "something else"]),
        by_pack in any::<bool>(),
    ) {
        let mut policy = insurance(1_000_000, 3_000_000);
        if let Credential::Insurance { excluded_activities, .. } = &mut policy {
            excluded_activities.push(text(left_out));
        }
        let topic = Topic::Insurance(privileging::Insurance { per_claim: 1_000_000, aggregate: 3_000_000 });
        let mut world =
            if by_pack { under(vec![topic], OnBreach::Block) } else { crate::plan::world() };
        world.verify(&found(policy, "2025-01-01", "2033-12-31").zone("America/Chicago")).unwrap();
        let at = instant("2026-05-01T00:00:00Z");
        prop_assert_eq!(world.may(CORE, at) == Met, left_out != CORE);
        prop_assert_eq!(world.may(ROBOTIC, at) == Met, left_out == "something else");
        prop_assert_eq!(world.may(PRESCRIBING, at), Met);
    }

    // Catches: a distance between cases that is claimed for sure while the records leave it open.
    #[test]
    fn cases_lie_no_further_apart_than_every_reading_of_the_logs_says(
        logs in prop::collection::vec((1_u32..5, 0_u64..300, 0_u64..60), 1..5),
        longest in 1_u32..120,
        places in prop::collection::vec(any::<prop::sample::Index>(), 24),
        after in 1_u64..100,
    ) {
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register("Jonas Weber", None);
        let first = date("2024-01-01");
        let mut cases: Vec<NaiveDate> = Vec::new();
        let mut last = first;
        let mut pick = places.iter().cycle();
        for (index, (count, start, length)) in logs.iter().enumerate() {
            let (from, to) = (first + Days::new(*start), first + Days::new(start + length));
            last = last.max(to);
            world.verify(&found(case_log(*count, &format!("place {index}")), &from.to_string(), &to.to_string())).unwrap();
            let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
            cases.extend((0..*count).map(|_| *pick.next().unwrap().get(&days)));
        }
        let day = last + Days::new(after);
        cases.push(day);
        cases.sort_unstable();
        let widest = cases.windows(2).map(|two| (two[1] - two[0]).num_days()).max().unwrap();
        let asked = CasesCriterion { max_gap_days: Some(longest), ..CasesCriterion::new(text("robotic"), 1, 1200) };
        let truth = rule(&world, MAIN, &Criterion::Cases(asked)).at(midnight(day, PHOENIX));
        match truth {
            Met => prop_assert!(widest <= i64::from(longest)),
            Unmet => prop_assert!(widest > i64::from(longest)),
            Unknown => {}
        }
        // Where every log is of one day nothing is open.
        if logs.iter().all(|(_, _, length)| *length == 0) {
            prop_assert_ne!(truth, Unknown);
        }
    }

    // Catches: eligibility that runs on after its years, or that a lapsed certification opens again; a course that never ages.
    #[test]
    fn eligibility_runs_out_and_is_open_once(
        finished in 0_u64..2000,
        years in 1_u32..8,
        certified in prop::option::of((0_u64..900, 1_u64..900)),
        probe in 0_u64..3000,
    ) {
        let finished = date("2018-06-30") + Days::new(finished);
        let probe = finished + Days::new(probe);
        let at = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register("Jonas Weber", None);
        world.now = instant("2040-01-01T00:00:00Z");
        let training = Credential::Training { program: text("Valley"), specialty: text("general surgery") };
        let done = Some(PartialDate::Day(finished));
        world.verify(&found_between(training, done, None).zone("America/Phoenix")).unwrap();
        let certificate = Credential::BoardCertification { board: text("ABS"), certificate: text("general surgery") };
        let span = certified.map(|(from, days)| (finished + Days::new(from), finished + Days::new(from + days)));
        if let Some((from, to)) = span {
            let (from, to) = (Some(PartialDate::Day(from)), Some(PartialDate::Day(to)));
            world.verify(&found_between(certificate, from, to).zone("America/Phoenix")).unwrap();
        }
        let asked = Criterion::BoardEligible(BoardEligibleCriterion {
            boards: vec![text("ABS")],
            certificates: vec![text("general surgery")],
            specialties: vec![],
            within_years_of_training: years,
            when: None,
        });
        let in_time = probe < finished.checked_add_months(chrono::Months::new(years * 12)).unwrap();
        let lapsed = span.is_some_and(|(_, to)| probe > to);
        prop_assert_eq!(rule(&world, MAIN, &asked).at(at) == Met, in_time && !lapsed);
    }
}

fn newcomer() -> World {
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register("Jonas Weber", None);
    world
}

fn done(role: CaseRole, count: u32, place: &str, under_disaster: bool) -> Credential {
    Credential::CaseLog { activity: text("robotic"), role, count, place: text(place), under_disaster }
}

fn may(world: &World, place: &str, asked: &Criterion) -> Truth {
    rule(world, place, asked).at(instant("2026-02-01T12:00:00Z"))
}

// Inv 25. Catches: simulator and disaster cases that count unasked; cases of elsewhere that count where the site's own are asked for.
#[test]
fn which_cases_count_is_for_the_form_to_say() {
    let plain = || CasesCriterion::new(text("robotic"), 10, 24);
    let log = |role, place: &str, disaster| found(done(role, 10, place, disaster), "2025-10-01", "2025-12-31");
    let with = |answer: SourceAnswer| {
        let mut world = newcomer();
        world.verify(&answer).unwrap();
        world
    };
    let here = |asked: CasesCriterion, world: &World| may(world, MAIN, &Criterion::Cases(asked));
    let simulated = with(log(CaseRole::Simulator, "Valley", false));
    assert_ne!(here(plain(), &simulated), Met);
    assert_eq!(here(CasesCriterion { simulator_counts: true, ..plain() }, &simulated), Met);
    let disaster = with(log(CaseRole::Primary, "Valley", true));
    assert_ne!(here(plain(), &disaster), Met);
    assert_eq!(here(CasesCriterion { disaster_counts: true, ..plain() }, &disaster), Met);
    let elsewhere = with(log(CaseRole::Primary, "Another hospital", false));
    assert_eq!(here(plain(), &elsewhere), Met);
    let own = CasesCriterion { combine_sites: false, ..plain() };
    assert_ne!(here(own.clone(), &elsewhere), Met);
    let at_main = with(log(CaseRole::Primary, "Main", false));
    assert_eq!(here(own.clone(), &at_main), Met);
    assert_ne!(may(&at_main, ANNEX, &Criterion::Cases(own)), Met);
    // Edge case 4: cases under a proctor are no cases of one's own, and the other way round.
    let proctored = |assistant_counts| {
        let activity = text("robotic");
        Criterion::Proctored(ProctoredCriterion { activity, at_least: 3, within_months: Some(24), assistant_counts })
    };
    let learner = with(log(CaseRole::Proctored, "Another hospital", false));
    assert_eq!(may(&learner, MAIN, &proctored(false)), Met);
    assert_ne!(here(plain(), &learner), Met);
    assert_ne!(may(&elsewhere, MAIN, &proctored(true)), Met);
    let assistant = with(log(CaseRole::Assistant, "Another hospital", false));
    assert_eq!((may(&assistant, MAIN, &proctored(true)), may(&assistant, MAIN, &proctored(false))), (Met, Unknown));
}

// Catches: a course of another name or long ago.
#[test]
fn a_course_is_recent_enough_or_it_is_none() {
    let mut world = newcomer();
    world.verify(&found(certificate("sedation course"), "2024-03-01", "").zone("America/Phoenix")).unwrap();
    let asked =
        |name: &str, within_months| Criterion::Course(CourseCriterion { name: text(name), within_months, when: None });
    assert_eq!(may(&world, MAIN, &asked("Sedation Course", Some(24))), Met);
    assert_eq!(may(&world, MAIN, &asked("Sedation Course", Some(22))), Unmet);
    assert_eq!(may(&world, MAIN, &asked("Sedation Course", None)), Met);
    assert_ne!(may(&world, MAIN, &asked("ultrasound course", None)), Met);
}

// Catches: claims-made cover that reaches back before its own first day, or does so in silence.
#[test]
fn claims_made_cover_begins_with_its_retroactive_day() {
    let mut policy = insurance(1_000_000, 3_000_000);
    if let Credential::Insurance { retroactive_from, .. } = &mut policy {
        *retroactive_from = Some(partial("2025-06-01"));
    }
    let mut world = newcomer();
    world.verify(&found(policy, "2025-01-01", "2033-12-31").zone("America/Phoenix")).unwrap();
    let asked = Criterion::Insurance(InsuranceCriterion { per_claim: 1_000_000, aggregate: 3_000_000 });
    let rule = rule(&world, MAIN, &asked);
    let begins: Instant = instant("2025-06-01T07:00:00Z");
    assert_eq!((rule.at(begins - TimeDelta::microseconds(1)), rule.at(begins)), (Unmet, Met));
    let findings = rule.deciding(begins);
    assert!(findings.iter().any(|own| own.cause.conditions.iter().any(|told| told.contains("2025-06-01"))));
    assert_eq!(rule.deciding(begins - TimeDelta::microseconds(1))[0].cause.reason, FindingReason::NotYetInForce);
}
