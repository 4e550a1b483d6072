//! Gaps in the work history, against a second reading day by day.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, Months, NaiveDate, TimeDelta};
use cred_core::{
    credentialing::{
        assessment::assess,
        on_file::{ExplanationForm, GapExplanation, OnFile},
    },
    evidence::source::Method,
    provider::{claim::Claim, credential::Credential, element::ElementKind},
    standard::{
        limit::Limit,
        topic::{
            Topic,
            credentialing::{ElementRule, WorkHistory},
        },
    },
    time::partial_date::PartialDate,
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    house::{Policy, adopted, date, found, pack, partial, policy, rule, text, zone},
    naive::days_of,
    plan::Plan,
    world::{NAME, NPI, World, cases, organization_id},
};

type Job = (Option<PartialDate>, Option<PartialDate>);

fn ncqa() -> WorkHistory {
    WorkHistory {
        look_back: Limit::months(60),
        explain_over: Some(Limit::months(6)),
        written_over: Some(Limit::months(12)),
        from_exactly: false,
    }
}

/// A world with a passport on file and these jobs claimed.
fn worked(asked: WorkHistory, jobs: &[Job]) -> World {
    let identity = ElementRule {
        element: ElementKind::Identity,
        provider_types: vec![],
        alternatives: vec![],
        sources: vec![],
        equivalents: vec![],
        methods: vec![Method::Primary],
        each_claimed: false,
        only_if_claimed: false,
        at_least: None,
    };
    let rules = vec![rule(Topic::Element(identity)), rule(Topic::WorkHistory(asked))];
    let packs = vec![adopted(pack("plan", date("2020-01-01"), rules))];
    let mut world =
        World::with_house(&Plan { policy: Policy { elements: vec![], ..policy() }, packs, ..Plan::default() });
    world.provider = world.register(NAME, Some(NPI));
    world.verify(&found(Credential::Identity { document: text("passport") }, "2020-01-01", "").zone("UTC")).unwrap();
    for (n, (from, to)) in jobs.iter().enumerate() {
        let credential = Credential::WorkHistory { employer: text(&format!("clinic {n}")), position: text("surgeon") };
        world.claim(Claim { credential, valid_from: *from, valid_to: *to }).unwrap();
    }
    world
}

fn decided(world: &World, explanations: &[GapExplanation], day: NaiveDate) -> Truth {
    let at = zone("America/Phoenix").start_of_day(day) + TimeDelta::hours(12);
    let on_file = OnFile { explanations: explanations.to_vec(), ..OnFile::default() };
    let organization = world.records.organization(&organization_id()).unwrap();
    assess(organization, &world.records.dossier(world.provider).unwrap(), &on_file, at).evaluation().at(at)
}

fn job(from: &str, to: &str) -> Job {
    (Some(partial(from)), (!to.is_empty()).then(|| partial(to)))
}

fn explained(from: &str, to: &str, form: ExplanationForm) -> GapExplanation {
    GapExplanation { from: date(from), to: date(to), form, words: text("a child was born") }
}

/// Day by day: every run of days without work in the five years before a day.
fn runs(worked: impl Fn(NaiveDate) -> bool, day: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut at = day.checked_sub_months(Months::new(60)).unwrap();
    while at < day {
        if !worked(at) {
            match runs.last_mut() {
                Some((_, last)) if last.succ_opt() == Some(at) => *last = at,
                _ => runs.push((at, at)),
            }
        }
        at = at.succ_opt().unwrap();
    }
    runs
}

/// The rule a second time: by sets of days.
fn by_hand(jobs: &[Job], explanations: &[GapExplanation], day: NaiveDate) -> Truth {
    let possible = |at: NaiveDate| {
        jobs.iter()
            .any(|(from, to)| from.is_none_or(|from| days_of(from).0 <= at) && to.is_none_or(|to| at <= days_of(to).1))
    };
    let certain = |at: NaiveDate| {
        jobs.iter()
            .any(|(from, to)| from.is_some_and(|from| days_of(from).1 <= at) && to.is_none_or(|to| at <= days_of(to).0))
    };
    if jobs.is_empty() {
        return Truth::Unknown;
    }
    let mut worst = Truth::Met;
    for (months, written) in [(6, false), (12, true)] {
        let told: BTreeSet<NaiveDate> = explanations
            .iter()
            .filter(|own| !written || own.form == ExplanationForm::Written)
            .flat_map(|own| own.from.iter_days().take_while(|at| *at <= own.to))
            .collect();
        let long = |(from, to): &(NaiveDate, NaiveDate)| *from + Months::new(months) < *to + Days::new(1);
        let silent = |(from, to): &(NaiveDate, NaiveDate)| {
            from.iter_days().take_while(|at| at <= to).any(|at| !told.contains(&at))
        };
        let sure = runs(possible, day);
        if sure.iter().any(|run| long(run) && silent(run)) {
            return Truth::Unmet;
        }
        for run in runs(certain, day).iter().filter(|run| long(run)) {
            let inside: Vec<_> = sure.iter().filter(|own| run.0 <= own.0 && own.1 <= run.1).collect();
            let open = if inside.is_empty() { silent(run) } else { inside.into_iter().any(silent) };
            if open {
                worst = Truth::Unknown;
            }
        }
    }
    worst
}

fn a_date() -> impl Strategy<Value = PartialDate> {
    let day = (0_i64..2900).prop_map(|days| date("2019-01-01") + TimeDelta::days(days));
    prop_oneof![
        3 => day.clone().prop_map(PartialDate::Day),
        2 => day.clone().prop_map(|day| PartialDate::Month(day.year(), day.month())),
        1 => day.prop_map(|day| PartialDate::Year(day.year())),
    ]
}

fn a_job() -> impl Strategy<Value = Job> {
    (prop::option::weighted(0.9, a_date()), prop::option::weighted(0.8, a_date()))
        .prop_filter("inverted", |(from, to)| from.zip(*to).is_none_or(|(from, to)| from.first_day() <= to.last_day()))
}

#[test]
fn a_place_of_work_without_any_date_proves_nothing() {
    let world = worked(ncqa(), &[(None, None)]);
    assert_eq!(decided(&world, &[], date("2025-01-01")), Truth::Unknown);
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: a month read as its first day; an open job that ends; a gap split by half an explanation; a value that changes on a day that
    // the timeline does not know of.
    #[test]
    fn gaps_are_those_found_day_by_day(
        jobs in prop::collection::vec(a_job(), 0..4),
        told in prop::collection::vec((0_i64..2900, 0_i64..500, any::<bool>()), 0..3),
        days in prop::collection::vec(0_i64..900, 6),
    ) {
        let world = worked(ncqa(), &jobs);
        let explanations: Vec<_> = told
            .iter()
            .map(|(from, days, written)| {
                let from = date("2019-01-01") + TimeDelta::days(*from);
                let form = if *written { ExplanationForm::Written } else { ExplanationForm::Spoken };
                GapExplanation { from, to: from + TimeDelta::days(*days), form, words: text("a reason") }
            })
            .collect();
        let organization = world.records.organization(&organization_id()).unwrap();
        let on_file = OnFile { explanations: explanations.clone(), ..OnFile::default() };
        let at = |day| zone("America/Phoenix").start_of_day(day);
        let first = date("2025-01-01");
        let whole = assess(organization, &world.records.dossier(world.provider).unwrap(), &on_file, at(first));
        for days in days {
            let day = first + TimeDelta::days(days);
            prop_assert_eq!(whole.evaluation().at(at(day)), by_hand(&jobs, &explanations, day), "{}", day);
        }
    }
}

// Catches: exactly six months read as more; a gap over a year explained by word of mouth.
#[test]
fn a_gap_over_six_months_is_explained_and_one_over_a_year_in_writing() {
    let day = date("2026-06-01");
    let before = job("2015-01-01", "2024-01-31");
    let exactly = worked(ncqa(), &[before, job("2024-08-01", "")]);
    assert_eq!(decided(&exactly, &[], day), Truth::Met, "six months to the day");
    let counted = worked(WorkHistory { from_exactly: true, ..ncqa() }, &[before, job("2024-08-01", "")]);
    assert_eq!(decided(&counted, &[], day), Truth::Unmet);
    let longer = worked(ncqa(), &[before, job("2024-08-02", "")]);
    assert_eq!(decided(&longer, &[], day), Truth::Unmet);
    let spoken = explained("2024-02-01", "2024-08-01", ExplanationForm::Spoken);
    assert_eq!(decided(&longer, std::slice::from_ref(&spoken), day), Truth::Met);
    let half = explained("2024-02-01", "2024-04-30", ExplanationForm::Written);
    assert_eq!(decided(&longer, &[half], day), Truth::Unmet, "half a gap explained");
    let year = worked(ncqa(), &[before, job("2025-02-02", "")]);
    let told = |form| vec![explained("2024-02-01", "2025-02-01", form)];
    assert_eq!(decided(&year, &told(ExplanationForm::Spoken), day), Truth::Unmet);
    assert_eq!(decided(&year, &told(ExplanationForm::Written), day), Truth::Met);
}

// Catches: a day made up for a month; nothing on file read as one long gap or as none.
#[test]
fn months_leave_open_what_they_do() {
    let day = date("2026-06-01");
    let months = |to: &str, from: &str| worked(ncqa(), &[job("2015", to), job(from, "")]);
    assert_eq!(decided(&months("2024-01", "2024-02"), &[], day), Truth::Met);
    assert_eq!(decided(&months("2024-01", "2024-07"), &[], day), Truth::Unknown, "five to seven months");
    assert_eq!(decided(&months("2024-01", "2024-09"), &[], day), Truth::Unmet, "seven at least");
    assert_eq!(decided(&worked(ncqa(), &[]), &[], day), Truth::Unknown);
}

// Catches: the time before the first licence looked at; a renewal's first day read as the first licence.
#[test]
fn work_is_looked_at_since_the_first_licence_where_that_is_later() {
    let day = date("2026-06-01");
    let mut world = worked(ncqa(), &[job("2025-02-01", "")]);
    assert_eq!(decided(&world, &[], day), Truth::Unmet);
    world.verify(&found(crate::house::az_license(), "2025-01-15", "2030-12-31")).unwrap();
    assert_eq!(decided(&world, &[], day), Truth::Met);
    let school = Credential::Education { institution: text("State University"), degree: text("MD") };
    world.verify(&found(school, "2010-05-20", "")).unwrap();
    assert_eq!(decided(&world, &[], day), Truth::Unmet, "graduated long before: the licence was renewed");
}
