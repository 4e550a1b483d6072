//! Invariants 26 to 34: who verifies, what makes evidence, how long it is fresh, and what a decision keeps of it.

use chrono::{Days, NaiveDate};
use cred_core::{
    actor::{Actor, Capacity},
    credentialing::{assessment::Assessment, credentialing_file::Command as FileCommand},
    evidence::{
        reply::Reply,
        source::Method,
        verification::{Command, Event, State, Verification},
    },
    id::VerificationId,
    journal::{DomainEvent, Recorded, Stream},
    provider::{claim::Claim, credential::Credential, element::ElementKind},
    records::Records,
    refusal::Reason,
    time::{Instant, partial_date::PartialDate},
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    happenings::{Told, happenings},
    house::{
        Asked, Policy, SourceAnswer, asks_for, az_license, clear, date, found, found_between, instant, label, leie,
        license, policy, text,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{NAME, NPI, World, actor, cases},
};

/// Every way in which the applicant may sit at the verifier's desk.
fn applicant_in_disguise() -> impl Strategy<Value = (Actor, bool)> {
    let capacity = prop::sample::select(Capacity::ALL.to_vec());
    let name =
        prop::sample::select(vec![NPI, NAME, "okonkwo, MAYA", "Dr. Maya Okonkwo, MD", "Maya Brandt", "somebody"]);
    (capacity, name, any::<bool>())
        .prop_map(|(capacity, name, by_id)| (Actor::new(name, capacity).unwrap(), by_id || name == "somebody"))
}

fn formerly_brandt(world: &mut World) {
    use cred_core::provider::name::{DatedName, NameKind, PersonName};
    let name = PersonName { family: text("Brandt"), given: Some(text("Maya")), middle: None, suffix: None };
    let former = DatedName { name, kind: NameKind::Former, from: None, to: Some(PartialDate::Year(2019)) };
    world.provider_does(cred_core::provider::Command::AddName(former)).unwrap();
}

fn assessed(world: &World, at: Instant) -> Assessment {
    let mut then = world.clone();
    then.now = at;
    then.assessment()
}

/// A world with one licence, verified on a day, and a policy that asks for it alone, with two ages by date.
fn two_regimes(verified_on: NaiveDate, old: u32, new: u32, flip: NaiveDate) -> World {
    two_regimes_about(verified_on, date("2033-12-31"), old, new, flip)
}

fn two_regimes_about(verified_on: NaiveDate, last: NaiveDate, old: u32, new: u32, flip: NaiveDate) -> World {
    let only = |version: &str, effective_from, days| Policy {
        version: label(version),
        effective_from,
        elements: vec![asks_for(ElementKind::License, Some(days))],
        ..policy()
    };
    let (policy, next_policy) = (only("old", date("2020-01-01"), old), Some(only("new", flip, new)));
    let plan = Plan { policy, next_policy, ..Plan::default() };
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    world.now = instant("2026-12-30T12:00:00Z");
    let answer = found_between(az_license(), Some(PartialDate::Year(2020)), Some(PartialDate::Day(last)));
    world.verify(&answer.on(verified_on).zone("America/Phoenix")).unwrap();
    world
}

/// Noon of a day at the organisation.
fn noon(day: NaiveDate) -> Instant {
    midnight(day, chrono_tz::America::Phoenix) + chrono::TimeDelta::hours(12)
}

proptest! {
    #![proptest_config(cases(96))]

    // Catches: `is` that looks at the id, the number, the legal name or the former names alone; a guard missing from one command.
    #[test]
    fn inv_26_nobody_verifies_their_own_file((disguise, by_id) in applicant_in_disguise()) {
        let mut world = world();
        formerly_brandt(&mut world);
        let applicant = if by_id { disguise.being(world.provider) } else { disguise };
        let answer = found(az_license(), "2020-01-01", "2030-12-31");
        let before = world.history.len();
        let refused = world.verify_as(&answer, &applicant).unwrap_err();
        prop_assert!(matches!(refused.reason(), Reason::OwnFile { .. } | Reason::NotYours { .. }), "{}", refused);
        prop_assert_eq!(world.history.len(), before);
        // Nor does the answer or the conclusion of what another has asked.
        let asked = requested(&mut world, &answer);
        let receive = Command::Receive(Box::new(answer.evidence));
        prop_assert!(world.verification(asked, receive.clone(), &applicant).is_err());
        world.verification(asked, receive, &actor(Capacity::Msp)).unwrap();
        let concluded = world.verification(asked, Command::Conclude { claim: None }, &applicant);
        prop_assert!(concluded.is_err());
    }

    // Catches: a state with evidence reached without `receive` or `accept-alternate`; evidence changed on its way.
    #[test]
    fn inv_27_nothing_is_verified_without_source_method_day_and_recorder(history in happenings()) {
        let world = world().lives_through(&history);
        for verification in world.records.verifications_of(world.provider) {
            let Some(held) = verification.state().usable() else { continue };
            let received = world.history.iter().find_map(|recorded| match (&recorded.stream, &recorded.event) {
                (Stream::Verification(id), DomainEvent::Verification(Event::Received { evidence, verifier, .. }))
                    if *id == verification.id() => Some((evidence, verifier, recorded.recorded_at)),
                _ => None,
            });
            let (evidence, verifier, at) = received.unwrap();
            prop_assert_eq!((&held.evidence, &held.verifier, held.recorded_at), (&**evidence, verifier, at));
            prop_assert!(!world.provider().is(&held.verifier));
        }
    }

    // Catches: the accepted sources or methods not compared; the last answer's method not looked at.
    #[test]
    fn inv_28_only_an_accepted_source_and_method_carries_a_decision(
        source in prop::sample::select(vec!["Arizona Medical Board", "arizona  medical board", "a colleague"]),
        method in prop::sample::select(vec![Method::Primary, Method::DesignatedEquivalent, Method::ContinuousMonitoring]),
    ) {
        let mut policy = policy();
        for rule in policy.elements.iter_mut().filter(|rule| rule.element == ElementKind::License) {
            *rule = Asked { sources: vec![text("Arizona Medical Board")], ..rule.clone() };
        }
        let mut answer = found(az_license(), "2020-01-01", "2033-12-31");
        answer.evidence.source = text(source);
        answer.evidence.method = method;
        let built = Plan { policy, items: vec![], ..Plan::default() }.with(answer).try_build();
        let accepted = source != "a colleague" && method != Method::DesignatedEquivalent;
        prop_assert_eq!(built.is_ok(), accepted);
    }

    // Catches: the policy of today or of the verification's day taken for that of the decision's; an age counted from the wrong side, or
    // one day off.
    #[test]
    fn inv_29_freshness_is_judged_by_the_rules_of_the_decisions_day(
        age in 0_u64..200,
        old in 100_u32..190,
        new in 30_u32..100,
        days_off in -3_i64..3,
    ) {
        let flip = date("2026-07-01");
        let decided = flip + chrono::TimeDelta::days(days_off);
        let world = two_regimes(decided - Days::new(age), old, new, flip);
        let limit = if decided < flip { old } else { new };
        let fresh = assessed(&world, noon(decided)).evaluation().at(noon(decided)) == Truth::Met;
        prop_assert_eq!(fresh, age <= u64::from(limit));
    }

    // Catches: an answer from tomorrow recorded today.
    #[test]
    fn inv_30_a_source_has_not_answered_in_the_future(days in -400_i64..400) {
        let mut world = world();
        let day = world.now.date_naive() + chrono::TimeDelta::days(days);
        let refused = world.verify(&found(az_license(), "2020-01-01", "2030-12-31").on(day).zone("UTC"));
        prop_assert_eq!(refused.is_err(), days > 0);
    }

    // Catches: a decision that keeps a reference to the evidence instead of its fingerprint; one that keeps what it could not use.
    #[test]
    fn inv_31_and_32_a_decision_keeps_what_it_rested_on(told in prop::collection::vec(0_usize..12, 1..6)) {
        let decided = world();
        let mut later = decided.clone();
        for n in told {
            later.now += chrono::TimeDelta::days(1);
            let answers = crate::house::answers();
            later.verify(&answers[n].clone().on(date("2026-01-15"))).unwrap();
        }
        later.verify(&Told::License { from: None, days: Some(30), kind: None }.answer(later.now)).unwrap();
        let approval = |world: &World| world.newest_file().approval().cloned();
        prop_assert_eq!(approval(&later), approval(&decided));
        prop_assert_eq!(later.newest_of("robotic"), decided.newest_of("robotic"));
        // What was known then, replayed, gives the same fingerprints again.
        let approved_at = approval(&later).unwrap().term.start();
        let known: Vec<&Recorded> = later.history.iter().filter(|event| event.recorded_at <= approved_at).collect();
        let then = Records::replay(known).unwrap();
        let mut again: Vec<_> = then
            .verifications_of(later.provider)
            .filter(|verification| verification.state().usable().is_some())
            .map(|verification| (verification.id(), verification.digest().unwrap()))
            .collect();
        let mut basis = approval(&later).unwrap().basis;
        again.sort();
        basis.sort();
        prop_assert_eq!(basis, again);
    }

    // Catches: a fresh verification taken for a credential in force.
    #[test]
    fn inv_33_an_expired_credential_is_not_usable_however_fresh_its_verification(ago in 0_u64..400, on in 0_u64..400) {
        let last = date("2026-06-01");
        let decided = last - Days::new(200) + Days::new(on);
        let world = two_regimes_about(decided - Days::new(ago), last, 3650, 3650, date("2030-01-01"));
        let usable = assessed(&world, noon(decided)).evaluation().at(noon(decided)) == Truth::Met;
        prop_assert_eq!(usable, decided <= last, "{}", decided);
    }

    // Catches: an age asked of what does not age.
    #[test]
    fn inv_34_education_does_not_go_stale(years in 0_i32..60) {
        let school = || Credential::Education { institution: text("State University"), degree: text("MD") };
        let long_ago = date("2026-01-05") - Days::new(u64::try_from(years).unwrap() * 365);
        let world = Plan { items: vec![], ..Plan::default() }.with(found(school(), "1960", "").on(long_ago)).try_build();
        prop_assert!(world.is_ok());
    }
}

fn requested(world: &mut World, answer: &SourceAnswer) -> VerificationId {
    let id = VerificationId::from_uuid(uuid::Uuid::from_u128(1 << 100));
    let source = answer.evidence.source.clone();
    let asked = Verification::request(world.provider(), answer.element.clone(), source, &actor(Capacity::Msp)).unwrap();
    world.record(Stream::Verification(id), DomainEvent::Verification, asked);
    id
}

// The vectors of the field: 180 days until 2025-06-30, 120 from 2025-07-01 on.
// Catches: either limit taken as exclusive.
#[test]
fn inv_29_a_regime_flips_on_its_first_day() {
    let world = two_regimes(date("2025-02-01"), 180, 120, date("2025-07-01"));
    let fresh = |day| assessed(&world, noon(date(day))).evaluation().at(noon(date(day)));
    assert_eq!((fresh("2025-06-30"), fresh("2025-07-01")), (Truth::Met, Truth::Unknown));
    let world = two_regimes(date("2026-07-26"), 180, 120, date("2025-07-01"));
    let fresh = |day| assessed(&world, noon(date(day))).evaluation().at(noon(date(day)));
    assert_eq!((fresh("2026-11-23"), fresh("2026-11-24")), (Truth::Met, Truth::Unknown));
    let world = two_regimes(date("2026-08-25"), 180, 90, date("2025-07-01"));
    let fresh = |day| assessed(&world, noon(date(day))).evaluation().at(noon(date(day)));
    assert_eq!((fresh("2026-11-23"), fresh("2026-11-24")), (Truth::Met, Truth::Unknown));
}

// Catches: a discrepancy that counts as verified; a file that is clean with one open, or with one explained.
#[test]
fn inv_37_a_file_with_an_open_discrepancy_goes_nowhere_and_with_an_explained_one_is_flagged() {
    let plan = Plan::default();
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    let key = az_license().key();
    for answer in plan.answers.iter().filter(|answer| answer.element != key) {
        world.verify(answer).unwrap();
    }
    let claim =
        Claim { credential: az_license(), valid_from: None, valid_to: Some(PartialDate::Day(date("2035-12-31"))) };
    world.claim(claim).unwrap();
    let differs = world.verify(&found(az_license(), "2020-01-01", "2033-12-31")).unwrap();
    assert!(matches!(world.records.verification(differs).unwrap().state(), State::Discrepant(..)));
    world.now = plan.approved_at;
    let refused = world.clone().approve().unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    let explained = || Command::Resolve { explanation: text("a typing error of the applicant") };
    let refused = world.verification(differs, explained(), &actor(Capacity::Msp)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "told first: {refused}");
    let tell = |on| Command::TellProvider { on: date(on), note: text("by letter") };
    for wrong in ["2026-01-04", "2026-01-16"] {
        assert!(world.verification(differs, tell(wrong), &actor(Capacity::Msp)).is_err(), "{wrong}");
    }
    world.verification(differs, tell("2026-01-12"), &actor(Capacity::Msp)).unwrap();
    world.verification(differs, explained(), &actor(Capacity::Msp)).unwrap();
    world.verification(differs, Command::Conclude { claim: None }, &actor(Capacity::Msp)).unwrap();
    let file = world.approve().unwrap();
    let decided_by = world.records.file(file).unwrap().approval().unwrap().decided_by.capacity();
    assert_eq!(decided_by, Capacity::CredentialsCommittee);
}

// Catches: a match that a person has cleared and that still bars; one accepted as an alternate answer that clears without anybody's word.
#[test]
fn inv_05_a_possible_match_bars_until_a_person_says_that_it_is_somebody_else() {
    let mut world = world();
    world.now = instant("2026-03-02T17:00:00Z");
    let at = instant("2026-05-01T00:00:00Z");
    let found = SourceAnswer::of(leie().key(), Reply::PossibleMatch { summary: text("same name"), pairs: vec![] });
    let matched = world.verify(&found.on(date("2026-03-01"))).unwrap();
    assert_eq!(world.may(crate::house::CORE, at), Truth::Unknown);
    let cleared = Command::Resolve { explanation: text("another date of birth") };
    world.verification(matched, cleared, &actor(Capacity::Msp)).unwrap();
    world.verification(matched, Command::Conclude { claim: None }, &actor(Capacity::Msp)).unwrap();
    assert_eq!(world.may(crate::house::CORE, at), Truth::Met);
}

// Catches: a clean file approved by the medical director who is its subject, or by anyone on an assessment of another day.
#[test]
fn inv_43_the_medical_director_approves_clean_files_of_others_now() {
    let plan = Plan::default();
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    for answer in &plan.answers {
        world.verify(answer).unwrap();
    }
    world.now = plan.approved_at;
    let file = world.clone().approve().unwrap();
    let mut world_in_review = world.clone();
    let applicant = Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider);
    let msp = actor(Capacity::Msp);
    world_in_review.open_file().unwrap();
    world_in_review.file(file, FileCommand::Submit, &applicant).unwrap();
    world_in_review.file(file, FileCommand::Attest { signed_on: None, adverse: vec![] }, &applicant).unwrap();
    world_in_review.file(file, FileCommand::StartVerification, &msp).unwrap();
    let assessment = world_in_review.assessment();
    world_in_review.file(file, FileCommand::CompleteVerification(Box::new(assessment.clone())), &msp).unwrap();
    world_in_review.file(file, FileCommand::Classify(Box::new(assessment.clone())), &msp).unwrap();
    let approve = |assessment| FileCommand::Approve(Box::new(assessment));
    let himself = Actor::new("Maya Okonkwo", Capacity::MedicalDirector).unwrap();
    let refused = world_in_review.file(file, approve(assessment.clone()), &himself).unwrap_err();
    assert!(matches!(refused.reason(), Reason::OwnFile { .. }), "{refused}");
    world_in_review.now += chrono::TimeDelta::days(1);
    let director = actor(Capacity::MedicalDirector);
    let refused = world_in_review.file(file, approve(assessment), &director).unwrap_err();
    assert!(matches!(refused.reason(), Reason::OutOfDate { .. }), "{refused}");
}

// Catches: an exclusion or an unanswered search read as clear; a copy the applicant brought read as the source's word.
#[test]
fn inv_18_what_a_source_did_not_say_is_not_clear() {
    let approved = |answer: SourceAnswer| Plan { items: vec![], ..Plan::default() }.with(answer).try_build().is_ok();
    assert!(approved(clear(&leie())));
    assert!(!approved(SourceAnswer::of(
        leie().key(),
        Reply::PossibleMatch { summary: text("same name"), pairs: vec![] }
    )));
    assert!(!approved(SourceAnswer::of(az_license().key(), Reply::NotFound)));
    let mut copy = found(license("AZ", "MD", "R1001"), "2020-01-01", "2033-12-31");
    copy.evidence.method = Method::ApplicantCopy;
    assert!(!approved(copy));
}
