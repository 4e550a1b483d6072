//! Invariants 15, 64, 65 and 67: patients, places, versions of the form, and the roster.

use chrono::{Days, TimeDelta};
use cred_core::{
    delineation::{
        criterion::{Criterion, TrainingCriterion},
        privilege_item::{AgeBand, ItemKind, PrivilegeItem},
        privilege_set::PrivilegeSetVersion,
    },
    evidence::verification,
    exercise::{
        answer::{NotAskable, ask},
        question::{Question, What},
        roster,
    },
    facility,
    id::{FacilityId, PrivilegeSetId},
    refusal::Reason,
    time::Instant,
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    happenings::{happenings, next_form, some_instant},
    house::{
        ANNEX, CORE, ITEMS, MAIN, ROBOTIC, SourceAnswer, a_site, answers, bylaws, certificate, certified, date, form,
        found, instant, item, label, plain_item, site, text, zone,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{World, actor, cases, facility_id},
};

fn band() -> impl Strategy<Value = Option<AgeBand>> {
    let years = || prop::option::of(0_u32..30);
    prop::option::of(
        (years(), prop::option::of(1_u32..30))
            .prop_map(|(at_least, more)| AgeBand { at_least, under: more.map(|more| at_least.unwrap_or(0) + more) }),
    )
}

fn with_ages(mut form: PrivilegeSetVersion, id: &str, ages: Option<AgeBand>) -> PrivilegeSetVersion {
    for found in form.items.iter_mut().filter(|found| found.id == item(id)) {
        found.ages = ages;
    }
    form
}

fn in_band(ages: Option<AgeBand>, years: u32) -> bool {
    ages.is_none_or(|ages| (ages.at_least.unwrap_or(0)..ages.under.unwrap_or(u32::MAX)).contains(&years))
}

/// A day on which everybody in the default world is at work.
fn at_work() -> Instant {
    instant("2026-03-02T17:00:00Z")
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: a band's end read as inclusive; the age not asked when it is given; no condition told when it is not.
    #[test]
    fn inv_15_a_patient_outside_the_band_is_outside_the_privilege(ages in band(), years in 0_u32..60) {
        let plan = Plan { form: with_ages(form(), CORE, ages), items: vec![CORE], ..Plan::default() };
        let world = plan.build();
        let ends = ages.iter().flat_map(|ages| ages.at_least.into_iter().chain(ages.under));
        for years in ends.flat_map(|end| [end.saturating_sub(1), end]).chain([years]) {
            let asked = world.ask_for(CORE, MAIN, at_work(), Some(years));
            prop_assert_eq!(asked.truth() == Truth::Met, in_band(ages, years), "at {}", years);
        }
        let unasked = world.ask(CORE, MAIN, at_work());
        prop_assert_eq!(unasked.truth(), Truth::Met);
        prop_assert_eq!(unasked.conditions().iter().any(|told| told.contains("patients")), ages.is_some());
    }

    // Catches: the band read from the newest version of the form, whether it is in force or not and whether it binds the grant or not.
    #[test]
    fn inv_65_a_new_version_with_grandfather_changes_no_grant(
        ages in band(),
        next_ages in band(),
        asks_more in any::<bool>(),
        ahead in 0_i64..8000,
        years in 0_u32..60,
    ) {
        let plan = Plan { form: with_ages(form(), CORE, ages), items: vec![CORE], ..Plan::default() };
        let before = plan.build();
        let mut after = before.clone();
        let from = after.now + TimeDelta::hours(ahead);
        after.publish(with_ages(next_form("2", from, true, asks_more), CORE, next_ages)).unwrap();
        prop_assert_eq!(after.newest_of(CORE), before.newest_of(CORE));
        let over_time = |world: &World| {
            world.ask_for(CORE, MAIN, at_work(), Some(years)).evaluation().truth().clone()
        };
        prop_assert_eq!(over_time(&after), over_time(&before));
    }

    // Catches: a version without grandfather that binds from its publication, a day late, or not at all.
    #[test]
    fn inv_65_without_grandfather_its_standing_criteria_bind_from_its_first_day(ahead in 1_u64..600) {
        let mut world = world();
        let first = date("2026-02-02") + Days::new(ahead);
        let next = PrivilegeSetVersion { effective_from: first, ..next_form("2", world.now, false, true) };
        world.publish(next).unwrap();
        let from = midnight(first, chrono_tz::America::Phoenix);
        prop_assert_eq!(world.may(CORE, from - TimeDelta::microseconds(1)), Truth::Met);
        // Nothing is on file about the new certificate.
        prop_assert_eq!(world.may(CORE, from), Truth::Unknown);
        prop_assert_eq!(world.newest_of(CORE).held().unwrap().grant.version.as_str(), "1");
        let certified = found(certificate("PALS"), "2026-01-01", "2033-12-31").zone("America/Chicago");
        world.verify(&certified).unwrap();
        prop_assert_eq!(world.may(CORE, from), Truth::Met);
    }

    // Catches: an entry for what is not held; one missing; an entry whose answer is another one than `ask` gives.
    #[test]
    fn inv_67_the_roster_is_what_is_held_marked_by_what_may_be_exercised(
        history in happenings(),
        at in some_instant(),
        annex in any::<bool>(),
    ) {
        let world = world().lives_through(&history);
        let place = if annex { ANNEX } else { MAIN };
        let roster = roster::held(&world.records, world.provider, &facility_id(), &site(place), at).unwrap();
        let listed: Vec<&str> = roster.iter().map(|entry| entry.item.as_str()).collect();
        for id in ITEMS {
            let held = world.records.privileges_of(world.provider).filter(|own| own.item() == &item(id)).any(|own| {
                own.held().is_some_and(|held| held.grant.term.contains(at) && held.grant.sites.contains(&site(place)))
            });
            prop_assert_eq!(listed.iter().filter(|listed| **listed == id).count(), usize::from(held));
            let may = world.ask(id, place, at).truth();
            prop_assert!(held || may != Truth::Met);
            let entry = roster.iter().find(|entry| entry.item.as_str() == id);
            prop_assert!(entry.is_none_or(|entry| entry.answer.truth() == may));
        }
    }
}

// Catches: a prerequisite asked for without the patient it is for.
#[test]
fn inv_09_the_prerequisite_must_be_exercisable_for_the_same_patient() {
    let adults = Some(AgeBand { at_least: Some(18), under: None });
    let form = with_ages(with_ages(form(), CORE, adults), ROBOTIC, None);
    let world = Plan { form, items: vec![CORE, ROBOTIC], ..Plan::default() }.build();
    let may = |id, years| world.ask_for(id, MAIN, at_work(), Some(years)).truth();
    assert_eq!((may(CORE, 30), may(ROBOTIC, 30)), (Truth::Met, Truth::Met));
    assert_eq!(may(CORE, 9), Truth::Unmet);
    assert_eq!(may(ROBOTIC, 9), Truth::Unmet);
}

/// A second facility of the same organisation with the same form under another name, in the same state.
fn neighbour(world: &mut World) -> (FacilityId, PrivilegeSetId) {
    let id = FacilityId::parse("hillside").unwrap();
    let set = PrivilegeSetId::parse("hillside-surgery").unwrap();
    world.establish(&id, zone("America/Phoenix"));
    let site = facility::Command::OpenSite(a_site(MAIN, "AZ", "America/Phoenix"));
    world.facility_of(&id, site).unwrap();
    world.adopt_bylaws_of(&id, &bylaws()).unwrap();
    let version = PrivilegeSetVersion {
        sites: vec![crate::house::site(MAIN)],
        items: vec![plain_item(CORE, ItemKind::Core)],
        ..form()
    };
    world.publish_for(&id, &set, version).unwrap();
    (id, set)
}

// Catches: appointments or grants looked up by provider and item alone.
#[test]
fn inv_64_a_shared_credentialing_file_carries_no_privilege_to_another_facility() {
    let mut world = world();
    let (hillside, _) = neighbour(&mut world);
    let question = |facility: FacilityId| Question {
        provider: world.provider,
        what: What::Privilege(item(CORE)),
        facility,
        site: site(MAIN),
        at: at_work(),
        patient_age: None,
        patient_state: None,
        federal_patient: None,
        setting: None,
        emergency: false,
    };
    assert_eq!(ask(&world.records, question(facility_id())).unwrap().truth(), Truth::Met);
    let elsewhere = ask(&world.records, question(hillside)).unwrap();
    assert_eq!(elsewhere.truth(), Truth::Unmet);
    let reasons: Vec<FindingReason> = elsewhere.because().iter().map(|finding| finding.cause.reason).collect();
    assert_eq!(reasons, [FindingReason::NotAppointed, FindingReason::NotGranted]);
}

// Catches: a form of one facility used to request at another.
#[test]
fn inv_64_the_form_of_another_facility_is_not_this_ones() {
    let mut world = world();
    let (_, set) = neighbour(&mut world);
    let requested = cred_core::privileging::privilege_request::PrivilegeRequest::request(
        world.provider(),
        &world.governed(),
        world.records.privilege_set(&set).unwrap(),
        &item(CORE),
        [],
        &actor(cred_core::actor::Capacity::Msp),
        world.now,
    );
    assert!(matches!(requested.unwrap_err().reason(), Reason::NotOffered { .. }));
}

// Catches: an error for what can be answered, or an answer about what is not there.
#[test]
fn inv_18_a_question_about_nothing_is_no_answer() {
    let world = world();
    let question = Question {
        provider: world.provider,
        what: What::Privilege(item("transplant")),
        facility: facility_id(),
        site: site(MAIN),
        at: at_work(),
        patient_age: None,
        patient_state: None,
        federal_patient: None,
        setting: None,
        emergency: false,
    };
    assert!(matches!(ask(&world.records, question.clone()), Err(NotAskable::Privilege { .. })));
    let nowhere = Question { site: site("roof"), ..question.clone() };
    assert!(matches!(ask(&world.records, nowhere), Err(NotAskable::Site { .. })));
    let code = Question { what: What::Procedure("0FT44ZZ".to_owned()), ..question.clone() };
    assert_eq!(ask(&world.records, code).unwrap().truth(), Truth::Met);
    let unmapped = Question { what: What::Procedure("XXXX".to_owned()), ..question };
    assert_eq!(ask(&world.records, unmapped).unwrap().truth(), Truth::Unknown);
}

// Catches: a resource alternative asked for in full at the decision. What is `any` of two is met by one.
#[test]
fn inv_08_a_site_with_one_of_two_alternative_resources_supports_the_privilege() {
    let mut form = form();
    let either = Criterion::Any(vec![
        Criterion::Resource(crate::house::resource("robot")),
        Criterion::Resource(crate::house::resource("second-robot")),
    ]);
    for robotic in form.items.iter_mut().filter(|found| found.id == item(ROBOTIC)) {
        robotic.requires = Some(either.clone());
    }
    let world = Plan { form, items: vec![CORE, ROBOTIC], ..Plan::default() }.try_build();
    assert_eq!(world.map(|world| world.may(ROBOTIC, at_work())), Ok(Truth::Met));
}

// Catches: what a form asks at the decision alone asked again at exercise, because it stands in one tree with what is asked always.
#[test]
fn inv_02_what_is_asked_at_the_decision_alone_ends_no_grant() {
    let trained = |criteria| {
        let item = PrivilegeItem { criteria: Some(criteria), ..plain_item(CORE, ItemKind::Core) };
        Plan { form: PrivilegeSetVersion { items: vec![item], ..form() }, items: vec![CORE], ..Plan::default() }
    };
    let recent =
        Criterion::Training(TrainingCriterion { specialties: vec![text("general surgery")], within_months: Some(130) });
    let alone = trained(recent.clone()).build().over_time(CORE, MAIN);
    let with_a_certificate = trained(Criterion::All(vec![certified("ACLS"), recent])).build().over_time(CORE, MAIN);
    assert_eq!(with_a_certificate, alone);
}

// Catches: evidence entered in error that is used, or that is gone from the history.
#[test]
fn inv_47_what_was_entered_in_error_is_kept_and_not_used() {
    let mut world = world();
    let id = world
        .records
        .verifications_of(world.provider)
        .find(|held| held.element().is_written("license"))
        .map(|held| held.id())
        .unwrap();
    let recorded = world.history.clone();
    let command = verification::Command::EnterInError { reason: text("about a namesake") };
    world.verification(id, command, &actor(cred_core::actor::Capacity::Msp)).unwrap();
    assert_eq!(world.may(CORE, at_work()), Truth::Unknown);
    assert_eq!(world.history[..recorded.len()], recorded);
    assert_eq!(world.records.verification(id).unwrap().state().name(), "entered-in-error");
    assert!(world.newest_file().approval().unwrap().basis.iter().any(|(kept, _)| *kept == id));
    let answers: Vec<SourceAnswer> = answers();
    world.verify(&answers[0]).unwrap();
    assert_eq!(world.may(CORE, at_work()), Truth::Met);
}

// Catches: a code looked up in the version in force instead of the one granted.
#[test]
fn inv_65_a_code_that_a_later_version_adds_is_not_granted_by_an_older_one() {
    let with_codes = |mut version: PrivilegeSetVersion, codes: &[&str]| {
        for core in version.items.iter_mut().filter(|found| found.id == item(CORE)) {
            core.procedures = codes.iter().map(|code| (*code).to_owned().try_into().unwrap()).collect();
        }
        version
    };
    let mut world = Plan { form: with_codes(form(), &["0FT4*", "0DTJ*"]), ..Plan::default() }.build();
    let next = PrivilegeSetVersion { version: label("2"), effective_from: date("2026-02-15"), ..form() };
    world.publish(with_codes(next, &["0FT4*", "0DB6*"])).unwrap();
    let may = |code: &str| {
        let question = Question {
            provider: world.provider,
            what: What::Procedure(code.to_owned()),
            facility: facility_id(),
            site: site(MAIN),
            at: at_work(),
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
        };
        ask(&world.records, question).unwrap().truth()
    };
    assert_eq!((may("0FT44ZZ"), may("0DB64ZZ"), may("0DTJ4ZZ")), (Truth::Met, Truth::Unmet, Truth::Met));
}

// Catches: more cases asked of those who hold the privilege already, by a version that binds their standing criteria alone.
#[test]
fn inv_65_without_grandfather_what_a_new_version_asks_at_the_decision_waits_for_the_next_one() {
    use cred_core::delineation::criterion::CasesCriterion;
    let mut world = world();
    let mut next = next_form("2", world.now, false, false);
    let more = Criterion::Cases(CasesCriterion::new(text("robotic"), 500, 24));
    for robotic in next.items.iter_mut().filter(|found| found.id == item(ROBOTIC)) {
        robotic.criteria = Some(Criterion::All(vec![certified("robotic console"), more.clone()]));
    }
    world.publish(next).unwrap();
    assert_eq!(world.may(ROBOTIC, at_work()), Truth::Met);
    world.now = at_work();
    assert!(world.check(ROBOTIC).met_at().is_empty());
}

// Catches: an alternative that nobody has looked at read as met, so that what stands beside it binds nobody.
#[test]
fn inv_18_an_alternative_of_a_newer_version_that_nobody_looked_at_is_unknown() {
    use cred_core::delineation::criterion::CasesCriterion;
    let mut world = world();
    let mut next = next_form("2", world.now, false, false);
    let cases = Criterion::Cases(CasesCriterion::new(text("robotic"), 1, 24));
    for robotic in next.items.iter_mut().filter(|found| found.id == item(ROBOTIC)) {
        robotic.criteria = Some(Criterion::Any(vec![certified("a certificate nobody has"), cases.clone()]));
    }
    world.publish(next).unwrap();
    assert_eq!(world.may(ROBOTIC, at_work()), Truth::Unknown);
}
