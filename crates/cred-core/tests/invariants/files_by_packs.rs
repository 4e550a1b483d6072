//! Files judged by rule packs: editions by their key dates, reports, ages, alternatives, breaches; and answers that tell of the past.

use chrono::{NaiveDate, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    credentialing::{
        assessment::{Assessment, assess},
        on_file::OnFile,
    },
    evidence::{reply::EncumbranceKind, source::Method},
    provider::{claim::Claim, credential::Credential, element::ElementKind},
    standard::{
        limit::{Comparator, Limit},
        rule::{KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            credentialing::{AttestationAge, ElementRule, Recredentialing, VerificationAge},
        },
    },
    time::{Instant, partial_date::PartialDate},
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, MAIN, Policy, SourceAnswer, adopted, aged, az_license, clear, date, found, found_between, pack, partial,
        policy, rule, text, zone,
    },
    plan::Plan,
    world::{NAME, NPI, World, cases, organization_id},
};

fn noon(day: NaiveDate) -> Instant {
    zone("America/Phoenix").start_of_day(day) + TimeDelta::hours(12)
}

fn asks(element: ElementKind) -> ElementRule {
    ElementRule {
        element,
        provider_types: vec![],
        alternatives: vec![],
        sources: vec![],
        equivalents: vec![],
        methods: vec![Method::Primary, Method::DesignatedEquivalent],
        each_claimed: false,
        only_if_claimed: false,
        at_least: None,
    }
}

fn every_36_months() -> Rule {
    rule(Topic::Recredentialing(Recredentialing { limit: Limit::months_to_end(36) }))
}

/// A world whose organisation has a policy of nothing but the term, and these packs.
fn judged_by(packs: Vec<RulePack>, answers: &[SourceAnswer]) -> World {
    let policy = Policy { elements: vec![], ..policy() };
    let packs = packs.into_iter().map(adopted).collect();
    let mut world = World::with_house(&Plan { policy, packs, ..Plan::default() });
    world.provider = world.register(NAME, Some(NPI));
    world.now = noon(date("2027-06-01"));
    for answer in answers {
        world.verify(answer).unwrap();
    }
    world
}

fn held(world: &World, on_file: &OnFile, at: Instant) -> Assessment {
    let organization = world.records.organization(&organization_id()).unwrap();
    assess(organization, &world.records.dossier(world.provider).unwrap(), on_file, at)
}

fn truth(world: &World, on_file: &OnFile, day: NaiveDate) -> Truth {
    let at = noon(day);
    held(world, on_file, at).evaluation().at(at)
}

fn licensed(verified_on: NaiveDate) -> SourceAnswer {
    found(az_license(), "2010-01-01", "2045-12-31").on(verified_on).zone("America/Phoenix")
}

/// The two editions: 180 days until 2025-06-30, 120 from the next day on.
fn two_editions() -> Vec<RulePack> {
    let edition = |id: &str, from, to, days| RulePack {
        program: text("health plan"),
        applies_to: to,
        ..pack(
            id,
            date(from),
            vec![rule(Topic::Element(asks(ElementKind::License))), rule(aged(ElementKind::License, Limit::days(days)))],
        )
    };
    vec![
        edition("plan-2024", "2020-01-01", Some(date("2025-06-30")), 180),
        edition("plan-2025", "2025-07-01", None, 120),
    ]
}

// The vector of the field, and that the timeline itself flips there and names the edition.
#[test]
fn inv_29_the_timeline_flips_with_the_edition() {
    let world = judged_by(two_editions(), &[licensed(date("2025-02-01"))]);
    let at = noon(date("2025-06-30"));
    let assessment = held(&world, &OnFile::default(), at);
    assert_eq!(assessment.evaluation().at(at), Truth::Met);
    let flips = zone("America/Phoenix").start_of_day(date("2025-07-01"));
    assert_eq!(assessment.evaluation().truth().next_change(at), Some((flips, &Truth::Unknown)));
    let open = held(&world, &OnFile::default(), flips).open();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].cause.reason.code(), "stale");
    assert_eq!(open[0].requirement.citation, "Test Body health plan 1");
    let packs =
        |at| held(&world, &OnFile::default(), at).packs().iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (packs(at), packs(flips)),
        (
            vec!["policy-2025".to_owned(), "plan-2024".to_owned()],
            vec!["policy-2025".to_owned(), "plan-2025".to_owned()]
        )
    );
}

proptest! {
    #![proptest_config(cases(96))]

    // Catches: the longest of several limits; one that names another rule than the first to be over; a comparator read the other way.
    #[test]
    fn the_strictest_age_binds_and_is_named(
        limits in prop::collection::vec((prop_oneof![(10_u32..200).prop_map(Limit::days), (1_u32..7).prop_map(Limit::months)], any::<bool>()), 1..4),
        age in 0_u64..220,
    ) {
        let verified = date("2026-01-31");
        let packs = limits.iter().enumerate().map(|(n, (limit, at_most))| {
            let comparator = if *at_most { Comparator::AtMost } else { Comparator::LessThan };
            let age = VerificationAge { element: ElementKind::License, provider_types: vec![], limit: *limit, comparator };
            pack(&format!("body-{n}"), date("2020-01-01"), vec![rule(Topic::Element(asks(ElementKind::License))), rule(Topic::VerificationAge(age))])
        });
        let world = judged_by(packs.collect(), &[licensed(verified)]);
        let last = |(limit, at_most): &(Limit, bool)| {
            let last = limit.last_day_after(verified).unwrap();
            if *at_most { last } else { last.pred_opt().unwrap() }
        };
        let first_over = limits.iter().map(last).min().unwrap();
        let day = verified + chrono::Days::new(age);
        let at = noon(day);
        let assessment = held(&world, &OnFile::default(), at);
        prop_assert_eq!(assessment.evaluation().at(at) == Truth::Met, day <= first_over);
        for finding in assessment.open() {
            let named = limits.iter().enumerate().any(|(n, own)| {
                last(own) == first_over && finding.requirement.citation.contains(&format!("body-{n}"))
            });
            prop_assert!(named, "{}", finding.requirement.citation);
        }
    }

    // Catches: a report's rules judged on the day of the decision, or a decision's on that of the report.
    #[test]
    fn a_verification_organisations_ages_count_to_its_report(age in 0_u64..150, later in 0_u64..60) {
        let cvo = RulePack {
            key_date: KeyDate::Report,
            ..pack("cvo", date("2020-01-01"), vec![rule(aged(ElementKind::License, Limit::days(90)))])
        };
        let plan = pack("plan", date("2020-01-01"), vec![rule(Topic::Element(asks(ElementKind::License)))]);
        let verified = date("2026-01-05");
        let world = judged_by(vec![plan, cvo], &[licensed(verified)]);
        let reported_on = verified + chrono::Days::new(age);
        let reported = OnFile { reported: Some(noon(reported_on)), ..OnFile::default() };
        let decided = reported_on + chrono::Days::new(later);
        prop_assert_eq!(truth(&world, &reported, decided) == Truth::Met, age <= 90);
        prop_assert_eq!(truth(&world, &OnFile::default(), decided) == Truth::Met, age + later <= 90);
        // A licence that ended since is none, whatever was reported.
        let expired = found_between(az_license(), None, Some(PartialDate::Day(reported_on))).on(verified).zone("America/Phoenix");
        let world = judged_by(
            vec![
                pack("plan", date("2020-01-01"), vec![rule(Topic::Element(asks(ElementKind::License)))]),
                RulePack { key_date: KeyDate::Report, ..pack("cvo", date("2020-01-01"), vec![rule(aged(ElementKind::License, Limit::days(90)))]) },
            ],
            &[expired],
        );
        prop_assert!(later == 0 || truth(&world, &reported, decided) != Truth::Met, "inv 33");
    }

    // Catches: the signature's age counted from the submission or in another unit; a missing signature read as fresh.
    #[test]
    fn the_signature_ages_from_its_day(age in 0_u64..200) {
        let rules = vec![
            rule(Topic::Element(asks(ElementKind::License))),
            rule(Topic::AttestationAge(AttestationAge { limit: Limit::days(180) })),
            rule(Topic::AttestationAge(AttestationAge { limit: Limit::days(120) })),
        ];
        let world = judged_by(vec![pack("plan", date("2020-01-01"), rules)], &[licensed(date("2026-01-05"))]);
        let signed = date("2026-02-10");
        let on_file = OnFile { signed_on: Some(signed), ..OnFile::default() };
        prop_assert_eq!(truth(&world, &on_file, signed + chrono::Days::new(age)) == Truth::Met, age <= 120);
        prop_assert_eq!(truth(&world, &OnFile::default(), signed + chrono::Days::new(age)), Truth::Unknown);
    }

    // Catches: a later answer, whose term begins in the past, that takes back a suspension which was known to bind then.
    #[test]
    fn inv_33_what_was_known_to_bind_is_not_taken_back_by_silence(
        kind in prop::sample::select(vec![EncumbranceKind::Suspended, EncumbranceKind::Revoked, EncumbranceKind::Surrendered]),
        asked in 0_i64..100,
        ends in prop::option::of(0_i64..100),
        same in any::<bool>(),
    ) {
        let begins = date("2025-09-01");
        let known = found(az_license(), "2010-01-01", "2045-12-31").on(date("2026-01-05")).limited(kind, Some(PartialDate::Day(begins)), None);
        let last = ends.map(|days| PartialDate::Day(begins + TimeDelta::days(days)));
        let told = if same { kind } else { EncumbranceKind::Limited };
        let mut later = found(az_license(), "2010-01-01", "2045-12-31").on(date("2026-03-01"));
        if last.is_some() {
            later = later.limited(told, Some(PartialDate::Day(begins)), last);
        }
        let world = judged_by(vec![pack("plan", date("2020-01-01"), vec![rule(Topic::Element(asks(ElementKind::License)))])], &[known, later]);
        let day = begins + TimeDelta::days(asked);
        let ended = same && ends.is_some_and(|days| days < asked);
        prop_assert_eq!(truth(&world, &OnFile::default(), day) == Truth::Met, ended, "{}", day);
        // From its own day on the newest answer is what counts.
        prop_assert_eq!(truth(&world, &OnFile::default(), date("2026-03-02")), Truth::Met);
        prop_assert_eq!(truth(&world, &OnFile::default(), date("2025-08-31")), Truth::Met);
    }
}

// The vectors of the field: 120 days and, to a report, 90.
#[test]
fn inv_29_the_age_vectors() {
    let aged_at_most = |days| {
        let rules =
            vec![rule(Topic::Element(asks(ElementKind::License))), rule(aged(ElementKind::License, Limit::days(days)))];
        pack("plan", date("2020-01-01"), rules)
    };
    for (days, verified, last) in [
        (120, "2026-07-26", "2026-11-23"),
        (90, "2026-08-25", "2026-11-23"),
        (120, "2026-07-15", "2026-11-12"),
        (90, "2026-07-15", "2026-10-13"),
    ] {
        let world = judged_by(vec![aged_at_most(days)], &[licensed(date(verified))]);
        let (last, next) = (date(last), date(last).succ_opt().unwrap());
        assert_eq!(truth(&world, &OnFile::default(), last), Truth::Met, "{verified} {days}");
        assert_eq!(truth(&world, &OnFile::default(), next), Truth::Unknown, "{verified} {days}");
    }
    let world = judged_by(vec![aged_at_most(120)], &[licensed(date("2025-03-03"))]);
    assert_eq!(truth(&world, &OnFile::default(), date("2025-07-01")), Truth::Met);
}

// Catches: a breach that only flags or is owed standing in the way; one that flags forgotten.
#[test]
fn what_a_breach_does_is_the_rules_to_say() {
    for (breach, met, flagged) in
        [(OnBreach::Block, false, false), (OnBreach::Flag, true, true), (OnBreach::Task, true, false)]
    {
        let asked = Rule { on_breach: breach, ..rule(Topic::Element(asks(ElementKind::PeerReference))) };
        let rules = vec![rule(Topic::Element(asks(ElementKind::License))), asked];
        let world = judged_by(vec![pack("plan", date("2020-01-01"), rules)], &[licensed(date("2026-01-05"))]);
        let assessment = held(&world, &OnFile::default(), world.now);
        assert_eq!(assessment.evaluation().at(world.now) == Truth::Met, met, "{}", breach.word());
        assert_eq!(assessment.flags().len(), usize::from(flagged), "{:?}", assessment.flags());
    }
    for (breach, met, flagged) in
        [(OnBreach::Block, false, false), (OnBreach::Flag, true, true), (OnBreach::Task, true, false)]
    {
        let stale = Rule { on_breach: breach, ..rule(aged(ElementKind::License, Limit::days(30))) };
        let rules = vec![rule(Topic::Element(asks(ElementKind::License))), stale];
        let world = judged_by(vec![pack("plan", date("2020-01-01"), rules)], &[licensed(date("2026-01-05"))]);
        let assessment = held(&world, &OnFile::default(), world.now);
        assert_eq!(assessment.evaluation().at(world.now) == Truth::Met, met, "{}", breach.word());
        // What blocks is open; what flags is told.
        assert_eq!(assessment.flags().len(), usize::from(flagged), "{:?}", assessment.flags());
    }
}

// Catches: three references asked and two that are enough; one person's word counted thrice.
#[test]
fn so_many_distinct_elements() {
    let rules = vec![rule(Topic::Element(ElementRule { at_least: Some(3), ..asks(ElementKind::PeerReference) }))];
    let peer =
        |name: &str| found(Credential::PeerReference { peer: text(name) }, "2026-01-01", "").on(date("2026-01-05"));
    let with = |names: &[&str]| {
        let answers: Vec<_> = names.iter().map(|name| peer(name)).collect();
        let world = judged_by(vec![pack("plan", date("2020-01-01"), rules.clone())], &answers);
        truth(&world, &OnFile::default(), date("2026-06-01"))
    };
    assert_eq!(with(&["Ada", "Ben"]), Truth::Unknown);
    assert_eq!(with(&["Ada", "Ben", "ben"]), Truth::Unknown);
    assert_eq!(with(&["Ada", "Ben", "Cleo"]), Truth::Met);
}

// Catches: a lower level taken for the highest; an expired certification that proves nothing, or a revoked one that proves something.
#[test]
fn inv_34_the_highest_of_school_training_and_certification_is_verified() {
    let rules = vec![rule(Topic::Element(ElementRule {
        alternatives: vec![ElementKind::Training, ElementKind::BoardCertification],
        ..asks(ElementKind::Education)
    }))];
    let school = Credential::Education { institution: text("State University"), degree: text("MD") };
    let residency = Credential::Training { program: text("Valley"), specialty: text("general surgery") };
    let board = || Credential::BoardCertification { board: text("ABS"), certificate: text("general surgery") };
    let by = |answers: &[SourceAnswer], claims: &[Credential]| {
        let mut world = judged_by(vec![pack("plan", date("2020-01-01"), rules.clone())], answers);
        for claim in claims {
            world.claim(Claim { credential: claim.clone(), valid_from: None, valid_to: None }).unwrap();
        }
        truth(&world, &OnFile::default(), date("2026-06-01"))
    };
    let old = |credential: &Credential, to: &str| {
        found(credential.clone(), "1990-06-30", to).on(date("1999-01-01")).zone("UTC")
    };
    assert_eq!(by(&[old(&school, "")], &[]), Truth::Met, "an old answer about a school is not stale");
    assert_eq!(
        by(&[old(&school, "")], std::slice::from_ref(&residency)),
        Truth::Unknown,
        "the residency is the highest claimed"
    );
    assert_eq!(by(&[old(&residency, "")], &[school.clone(), residency.clone()]), Truth::Met);
    assert_eq!(
        by(&[old(&board(), "2000-12-31")], std::slice::from_ref(&residency)),
        Truth::Met,
        "expired, and it took the training"
    );
    let revoked = old(&board(), "2045-12-31").limited(EncumbranceKind::Revoked, Some(partial("2001")), None);
    assert_ne!(by(&[revoked], &[]), Truth::Met);
}

// Catches: the equal sources not compared by name, or asked of the source itself.
#[test]
fn inv_28_equal_sources_are_named() {
    let rules =
        vec![rule(Topic::Element(ElementRule { equivalents: vec![text("AMA")], ..asks(ElementKind::License) }))];
    let by = |source: &str, method| {
        let mut answer = licensed(date("2026-01-05"));
        (answer.evidence.source, answer.evidence.method) = (text(source), method);
        let world = judged_by(vec![pack("plan", date("2020-01-01"), rules.clone())], &[answer]);
        truth(&world, &OnFile::default(), date("2026-06-01"))
    };
    assert_eq!(by("ama", Method::DesignatedEquivalent), Truth::Met);
    assert_eq!(by("a friend", Method::DesignatedEquivalent), Truth::Unknown);
    assert_eq!(by("Arizona Medical Board", Method::Primary), Truth::Met);
    assert_eq!(by("ama", Method::ContinuousMonitoring), Truth::Met, "watching the source is asking it");
}

// Catches: an open difference in what no rule asks for that leaves the file clean.
#[test]
fn inv_37_any_open_discrepancy_flags_the_file() {
    let rules = vec![rule(Topic::Element(asks(ElementKind::License))), every_36_months()];
    let mut world = judged_by(vec![pack("plan", date("2020-01-01"), rules)], &[licensed(date("2026-01-05"))]);
    let second = crate::house::license("CO", "MD", "C-9");
    let claim = Claim { credential: second.clone(), valid_from: None, valid_to: Some(partial("2030-12-31")) };
    world.claim(claim).unwrap();
    world.verify(&found(second, "2020-01-01", "2027-12-31").on(date("2026-01-05"))).unwrap();
    let assessment = held(&world, &OnFile::default(), world.now);
    assert_eq!(assessment.evaluation().at(world.now), Truth::Met);
    assert!(assessment.flags().iter().any(|flag| flag.contains("open discrepancy")), "{:?}", assessment.flags());
    world.approve().unwrap();
    let by = world.newest_file().approval().unwrap().decided_by.capacity();
    assert_eq!(by, Capacity::CredentialsCommittee);
}

// Catches: a source given up after no attempt, or after fewer than a rule asks.
#[test]
fn a_source_is_given_up_after_as_many_attempts_as_are_asked() {
    use cred_core::evidence::verification::{Command, Verification};
    let mut world = judged_by(two_editions(), &[]);
    let msp = Actor::new("the office", Capacity::Msp).unwrap();
    let asked = Verification::request(world.provider(), az_license().key(), text("a closed school"), &msp).unwrap();
    let id = cred_core::id::VerificationId::from_uuid(uuid::Uuid::from_u128(1 << 100));
    world.record(cred_core::journal::Stream::Verification(id), cred_core::journal::DomainEvent::Verification, asked);
    let give_up = |attempts| Command::GiveUp { reason: text("closed"), attempts };
    assert!(world.verification(id, give_up(1), &msp).is_err());
    world.verification(id, Command::FollowUp { note: text("called") }, &msp).unwrap();
    let refused = world.verification(id, give_up(2), &msp).unwrap_err();
    assert_eq!(refused.reason().code(), "requirements-open");
    world.verification(id, Command::FollowUp { note: text("wrote") }, &msp).unwrap();
    world.verification(id, give_up(2), &msp).unwrap();
}

// Catches: an exclusion that a later list, searched for another time, takes back.
#[test]
fn an_earlier_report_of_an_exclusion_stands_in_its_time() {
    let plan = Plan::default();
    let mut world = plan.build();
    let list = crate::house::leie();
    world.now = noon(date("2026-03-01"));
    world
        .verify(&crate::house::reported(&list, Some(partial("2026-02-01")), None).on(date("2026-02-27")).zone("UTC"))
        .unwrap();
    world.verify(&clear(&list).on(date("2026-02-28")).zone("UTC")).unwrap();
    assert_eq!(world.ask(CORE, MAIN, noon(date("2026-02-15"))).truth(), Truth::Unmet);
    assert_eq!(world.ask(CORE, MAIN, noon(date("2026-03-01"))).truth(), Truth::Met);
}
