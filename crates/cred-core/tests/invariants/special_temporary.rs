//! Temporary privileges: who gives them, on what, and how long. Invariants 1, 2, 13, 19 to 22 and 39.

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Ground},
    credentialing::credentialing_file::Command as FileCommand,
    exercise::{due::upcoming, roster, rules::evaluation_began},
    privileging::{
        privilege_request,
        temporary_privilege::{Ask, Asked, Command, Purpose, grant::Application},
    },
    refusal::Reason,
    standard::{
        limit::Limit,
        topic::{
            Topic,
            privileging::{DayCount, Temporary},
        },
    },
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, MAIN, PRESCRIBING, ROBOTIC, answers, az_license, certificate, date, found, instant, leie, reported, site,
        text,
    },
    special_house::{
        adopt, applicant, apply, for_file, for_need, known, locum, recommended, subject, temporary, wanted,
    },
    world::{World, actor, cases, facility_id},
};

fn reason_of(refused: Result<impl std::fmt::Debug, cred_core::refusal::Refusal>) -> &'static str {
    refused.unwrap_err().reason().code()
}

fn reasons(world: &World, id: &str, at: cred_core::time::Instant) -> Vec<FindingReason> {
    world.ask(id, MAIN, at).because().iter().map(|finding| finding.cause.reason).collect()
}

fn no_surprise(world: &World) {
    let answer = world.ask(CORE, MAIN, world.now);
    assert_eq!(answer.truth(), Truth::Met, "{:?}", answer.missing());
}

// The vector: 120 days from 2026-01-01, the first day counted: over on 2026-05-01.
#[test]
fn inv_19_one_hundred_and_twenty_days_with_the_first_day_counted() {
    let (mut world, file) = applicant();
    assert_eq!(world.may(CORE, world.now), Truth::Unmet);
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
    let truth = world.over_time(CORE, MAIN);
    assert_eq!(
        truth.changes(),
        [(world.now, Truth::Met), (instant("2026-05-01T07:00:00Z"), Truth::Unmet)],
        "[2026-01-01, 2026-05-01) in Phoenix"
    );
    let answer = world.ask(CORE, MAIN, world.now);
    let carrier = answer.carrier().unwrap();
    assert_eq!(carrier.word, "temporary-privilege");
    assert_eq!(carrier.until, Some(instant("2026-05-01T07:00:00Z")));
    assert!(reasons(&world, CORE, instant("2026-05-01T07:00:00Z")).contains(&FindingReason::CapReached));
}

// Catches: a roster or a list of what is due that knows of the board's grants alone.
#[test]
fn rosters_and_what_is_due_know_temporary_privileges() {
    let (mut world, file) = applicant();
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
    let held = roster::held(&world.records, world.provider, &facility_id(), &site(MAIN), world.now).unwrap();
    assert_eq!(held.iter().map(|entry| entry.answer.truth()).collect::<Vec<_>>(), [Truth::Met]);
    let facility = world.records.facility(&facility_id()).unwrap();
    let due = upcoming(&world.records, world.provider, facility, world.now).unwrap();
    let over = due.iter().find(|due| due.kind == "temporary-privilege").unwrap();
    assert_eq!((over.at, over.becomes), (instant("2026-05-01T07:00:00Z"), Truth::Unmet));
    let later = instant("2026-06-01T12:00:00Z");
    assert!(roster::held(&world.records, world.provider, &facility_id(), &site(MAIN), later).unwrap().is_empty());
}

// Catches: blockers about temporary privileges told of somebody who never had one.
#[test]
fn where_there_is_no_special_status_none_is_missed() {
    let (world, _) = applicant();
    let answer = world.ask(CORE, MAIN, world.now);
    let codes: Vec<&str> = answer.because().iter().map(|finding| finding.requirement.code).collect();
    assert_eq!(codes, ["credentialed", "appointment", "grant"]);
}

proptest! {
    #![proptest_config(cases(40))]

    // Catches: a second grant that begins the count anew; days counted twice where grants overlap; a grant past the cap.
    #[test]
    fn inv_19_no_more_days_are_held_than_the_cap_however_often_it_is_granted(
        cap in 5_u32..60,
        calendar in any::<bool>(),
        steps in prop::collection::vec((0_u64..20, prop::option::of(1_u64..25), prop::option::of(0_i64..20)), 1..6),
    ) {
        let (mut world, file) = applicant();
        let count = if calendar { DayCount::CalendarDays } else { DayCount::HeldDays };
        adopt(&mut world, "cap", vec![Topic::TemporaryNewApplicant(temporary(Limit::days(cap), count))]);
        let mut granted = Vec::new();
        for (gap, length, ended_after) in steps {
            world.now += TimeDelta::days(i64::try_from(gap).unwrap());
            let zone = world.records.facility(&facility_id()).unwrap().zone();
            let last = |days: u64| zone.date_at(world.now) + Days::new(days.min(u64::from(cap)));
            let until = length.map(|days| zone.start_of_day(last(days)));
            let asked = Ask { until, ..for_file(&world, file) };
            match world.grant_temporary(CORE, asked) {
                Ok(id) => {
                    granted.push(id);
                    no_surprise(&world);
                    if let Some(hours) = ended_after {
                        world.now += TimeDelta::hours(hours * 12);
                        for id in granted.clone() {
                            let reason = text("no longer needed");
                            // What was ended before stays ended.
                            let _ = world.temporary(id, Command::Terminate { reason }, Capacity::Ceo);
                        }
                        prop_assert_ne!(world.may(CORE, world.now), Truth::Met);
                    }
                }
                Err(refused) => prop_assert_eq!(refused.reason().code(), "against-rule", "{}", refused),
            }
        }
        prop_assert!(!granted.is_empty(), "the first day is always free");
        let days = world.days_exercised(CORE, "2026-01-01", 400);
        prop_assert!(days <= usize::try_from(cap).unwrap(), "{} days of {}", days, cap);
        if calendar {
            let first = granted.first().and_then(|id| world.records.temporary_privilege(*id)).unwrap();
            let zone = world.records.facility(&facility_id()).unwrap().zone();
            let over = zone.date_at(first.grant_given().term.start()) + Days::new(u64::from(cap));
            let after = world.days_exercised(CORE, &over.to_string(), 400);
            prop_assert_eq!(after, 0);
        }
    }
}

// Catches: the days of an application that was taken back forgotten; those of one that was decided counted for ever.
#[test]
fn inv_20_only_a_final_decision_begins_the_count_anew() {
    let (mut world, file) = applicant();
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
    world.now = instant("2026-03-02T08:00:00Z");
    let applicant = subject(&world);
    world.file(file, FileCommand::Withdraw, &applicant).unwrap();
    assert_eq!(world.may(CORE, world.now), Truth::Unmet, "withdrawn: over at once");
    let again = apply(&mut world);
    assert_eq!(reason_of(world.grant_temporary(CORE, for_file(&world, file))), "requirements-open");
    world.grant_temporary(CORE, for_file(&world, again)).unwrap();
    // Held from January 1 to March 2, 61 days; 59 are left from March 2 on, which counts once.
    let over = world.over_time(CORE, MAIN).next_change(world.now).map(|(at, _)| at);
    assert_eq!(over, Some(instant("2026-05-01T07:00:00Z")));

    // The second application is denied by the committee: a third one has its own 120 days.
    world.now = instant("2026-04-01T08:00:00Z");
    let msp = actor(Capacity::Msp);
    world.file(again, FileCommand::CompleteVerification(Box::new(world.assessment())), &msp).unwrap();
    world.file(again, FileCommand::Classify(Box::new(world.assessment())), &msp).unwrap();
    world.file(again, FileCommand::PlaceOnAgenda, &msp).unwrap();
    let committee = actor(Capacity::CredentialsCommittee);
    world.file(again, FileCommand::Deny { reason: text("too few cases") }, &committee).unwrap();
    assert_eq!(world.may(CORE, world.now), Truth::Unmet, "denied: over at once");
    let third = apply(&mut world);
    world.grant_temporary(CORE, for_file(&world, third)).unwrap();
    let over = world.over_time(CORE, MAIN).next_change(world.now).map(|(at, _)| at);
    assert_eq!(over, Some(instant("2026-07-30T07:00:00Z")), "120 days from April 1");
}

/// The applicant's file approved and an appointment from tomorrow on.
fn appointed(world: &mut World, file: cred_core::id::CredentialingFileId) {
    let msp = actor(Capacity::Msp);
    world.file(file, FileCommand::CompleteVerification(Box::new(world.assessment())), &msp).unwrap();
    world.file(file, FileCommand::Classify(Box::new(world.assessment())), &msp).unwrap();
    let approve = FileCommand::Approve(Box::new(world.assessment()));
    world.file(file, approve, &actor(Capacity::MedicalDirector)).unwrap();
    world.appoint(world.now, 24).unwrap();
}

// Catches: a temporary privilege that runs beside the board's grant, or ends before it begins.
#[test]
fn inv_21_a_favourable_decision_ends_it_when_the_boards_grant_begins() {
    let (mut world, file) = applicant();
    let id = world.grant_temporary(ROBOTIC, for_file(&world, file));
    assert_eq!(reason_of(id), "requirements-open", "the core first");
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
    world.grant_temporary(ROBOTIC, for_file(&world, file)).unwrap();
    assert_eq!(world.ask_for(ROBOTIC, MAIN, world.now, Some(40)).truth(), Truth::Met);
    assert!(world.ask(ROBOTIC, MAIN, world.now).conditions().iter().any(|own| own.contains("FPPE")));
    world.now = instant("2026-02-10T17:00:00Z");
    appointed(&mut world, file);
    let start = instant("2026-03-01T07:00:00Z");
    let core = world.grant(CORE, start).unwrap();
    for at in [world.now, start - TimeDelta::seconds(1), start, instant("2026-06-01T12:00:00Z")] {
        let answer = world.ask(CORE, MAIN, at);
        let carrier = answer.carrier().unwrap().word;
        assert_eq!(carrier, if at < start { "temporary-privilege" } else { "appointment" }, "{at}");
    }
    assert!(!reasons(&world, CORE, start).contains(&FindingReason::DecidedByBoard));
    // The focused evaluation began with the temporary privilege.
    let request = world.records.privilege(core).unwrap();
    let began = Some(instant("2026-01-01T08:00:00Z"));
    assert_eq!(evaluation_began(&world.records, request), began);
    let robotic = world.grant(ROBOTIC, start).unwrap();
    let held = world.records.privilege(robotic).and_then(|own| own.held()).unwrap();
    assert_eq!(held.evaluations.first().map(|own| own.began), began);
}

#[test]
fn inv_21_never_past_the_cap_whatever_the_board_will_give() {
    let (mut world, file) = applicant();
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
    world.now = instant("2026-04-20T17:00:00Z");
    appointed(&mut world, file);
    let start = instant("2026-05-15T07:00:00Z");
    world.grant(CORE, start).unwrap();
    for (at, may) in [
        (instant("2026-05-01T06:59:59Z"), Truth::Met),
        (instant("2026-05-01T07:00:00Z"), Truth::Unmet),
        (start - TimeDelta::seconds(1), Truth::Unmet),
        (start, Truth::Met),
    ] {
        assert_eq!(world.may(CORE, at), may, "{at}");
    }
}

#[test]
fn inv_21_an_unfavourable_decision_and_a_withdrawal_end_it_at_once() {
    for withdrawn in [false, true] {
        let (mut world, file) = applicant();
        world.grant_temporary(CORE, for_file(&world, file)).unwrap();
        let request = world.request(CORE).unwrap();
        world.now = instant("2026-02-10T17:00:00Z");
        assert_eq!(world.may(CORE, world.now), Truth::Met);
        if withdrawn {
            world.privilege(request, privilege_request::Command::Withdraw, Capacity::Msp).unwrap();
        } else {
            use privilege_request::Command::{CheckCriteria, Deny, Recommend};
            world.privilege(request, CheckCriteria(Box::new(world.check(CORE))), Capacity::Msp).unwrap();
            for by in [Capacity::Chair, Capacity::Mec] {
                let said = privilege_request::Recommendation { favourable: true, note: text("competent") };
                world.privilege(request, Recommend(said), by).unwrap();
            }
            world.privilege(request, Deny { reason: text("no need") }, Capacity::Board).unwrap();
        }
        let (ended, reason) = (world.now, reasons(&world, CORE, world.now));
        let over = if withdrawn { FindingReason::ApplicationClosed } else { FindingReason::DecidedByBoard };
        assert!(reason.contains(&over), "{reason:?}");
        let truth = world.over_time(CORE, MAIN);
        assert_eq!(truth.changes().last(), Some(&(ended, Truth::Unmet)));
    }
}

// Catches: a temporary privilege on a file that nobody has signed, that lacks something, or that raises a concern.
#[test]
fn inv_22_none_on_an_incomplete_application_or_with_a_concern() {
    let mut world = known(answers());
    world.now = instant("2026-01-01T08:00:00Z");
    let (msp, applicant) = (actor(Capacity::Msp), subject(&world));
    let file = world.open_file().unwrap();
    let refused = |world: &World| {
        let mut world = world.clone();
        reason_of(world.grant_temporary(CORE, for_file(&world, file)))
    };
    assert_eq!(refused(&world), "requirements-open");
    world.file(file, FileCommand::Submit, &applicant).unwrap();
    assert_eq!(refused(&world), "requirements-open");
    let mut answered = world.clone();
    answered
        .file(
            file,
            FileCommand::Attest { adverse: vec![text("a licence was restricted")], signed_on: None },
            &applicant,
        )
        .unwrap();
    assert_eq!(refused(&answered), "requirements-open");
    world.file(file, FileCommand::Attest { adverse: vec![], signed_on: None }, &applicant).unwrap();
    let mut concern = world.clone();
    let asked = Ask { concerns: vec![text("privileges lost elsewhere")], ..for_file(&concern, file) };
    assert_eq!(reason_of(concern.grant_temporary(CORE, asked)), "not-clean");
    let mut incomplete = world.clone();
    incomplete.file(file, FileCommand::FindIncomplete { items: vec![text("a reference")] }, &msp).unwrap();
    assert_eq!(refused(&incomplete), "requirements-open");
    let nobodys = Application::CredentialingFile(cred_core::id::CredentialingFileId::from_uuid(uuid::Uuid::nil()));
    let asked = Asked::NewApplicant { application: nobodys, competence: None };
    assert_eq!(reason_of(world.clone().grant_temporary(CORE, wanted(&world, asked))), "unknown");
    world.grant_temporary(CORE, for_file(&world, file)).unwrap();
}

// Catches: a licence, a query, a list or a competence that nobody verified; a registration that a competence text would stand in for.
#[test]
fn inv_18_what_is_not_verified_gives_no_temporary_privilege() {
    for missing in ["license", "npdb-query", "exclusion", "certification"] {
        let kept = answers().into_iter().filter(|own| own.element.kind().word() != missing).collect();
        let mut world = known(kept);
        let file = apply(&mut world);
        world.now = instant("2026-01-01T08:00:00Z");
        assert_eq!(reason_of(world.grant_temporary(CORE, for_file(&world, file))), "requirements-open", "{missing}");
        let competence = Some(text("twenty years at the same work, confirmed by its chief"));
        let application = Application::CredentialingFile(file);
        let stated = wanted(&world, Asked::NewApplicant { application, competence });
        let granted = world.grant_temporary(CORE, stated);
        assert_eq!(granted.is_ok(), missing == "certification", "{missing}");
        if missing == "certification" {
            no_surprise(&world);
        }
    }
    let kept = answers().into_iter().filter(|own| own.element.kind().word() != "dea").collect();
    let mut world = known(kept);
    let file = apply(&mut world);
    let application = Application::CredentialingFile(file);
    let asked = Asked::NewApplicant { application, competence: Some(text("knows how to prescribe")) };
    assert_eq!(reason_of(world.grant_temporary(PRESCRIBING, wanted(&world, asked))), "requirements-open");
}

// Catches: an adverse answer of a source that is no flag here; an excluded applicant.
#[test]
fn inv_22_an_adverse_answer_of_a_source_is_a_concern() {
    let (mut world, file) = applicant();
    world.verify(&reported(&leie(), None, None).on(date("2025-12-31"))).unwrap();
    let asked = for_file(&world, file);
    assert_eq!(reason_of(world.grant_temporary(CORE, asked)), "not-clean");
    adopt(&mut world, "needs", vec![Topic::TemporaryCareNeed(temporary(Limit::days(30), DayCount::HeldDays))]);
    let asked = for_need(&world, "nobody else");
    assert_eq!(reason_of(world.grant_temporary(CORE, asked)), "requirements-open", "excluded");
}

// Catches: a need or a locum limited by 120 days, or by nothing, where the bylaws say nothing.
#[test]
fn inv_13_a_need_is_limited_by_the_rules_of_the_house_alone() {
    let (mut world, _) = applicant();
    let cover = |world: &World| wanted(world, Asked::LocumTenens { need: text("for Dr. Lee"), competence: None });
    let asked = for_need(&world, "nobody else");
    assert_eq!(reason_of(world.grant_temporary(CORE, asked)), "no-rules");
    let asked = cover(&world);
    assert_eq!(reason_of(world.grant_temporary(CORE, asked)), "no-rules");
    adopt(
        &mut world,
        "needs",
        vec![Topic::TemporaryCareNeed(temporary(Limit::days(30), DayCount::HeldDays)), locum(60)],
    );
    let too_long = Ask { until: Some(instant("2026-02-01T07:00:00Z")), ..for_need(&world, "nobody else") };
    assert_eq!(reason_of(world.grant_temporary(CORE, too_long)), "against-rule");
    let mut in_place = world.clone();
    let asked = cover(&in_place);
    in_place.grant_temporary(CORE, asked).unwrap();
    assert_eq!(in_place.days_exercised(CORE, "2026-01-01", 200), 60);
    let asked = for_need(&world, "nobody else");
    world.grant_temporary(CORE, asked).unwrap();
    assert_eq!(world.days_exercised(CORE, "2026-01-01", 200), 30);
    // The same need, or another one right after: no new time. A new one in summer: it has its own.
    world.now = instant("2026-01-31T08:00:00Z");
    for need in ["nobody else", "still nobody"] {
        let asked = for_need(&world, need);
        assert_eq!(reason_of(world.grant_temporary(CORE, asked)), "against-rule", "{need}");
    }
    world.now = instant("2026-06-15T08:00:00Z");
    let asked = for_need(&world, "a festival");
    world.grant_temporary(CORE, asked).unwrap();
    assert_eq!(world.days_exercised(CORE, "2026-01-01", 365), 60);
}

// Catches: learning as a need; a grant nobody recommended, or that the one who grants recommends; one on the own file.
#[test]
fn inv_39_two_others_give_it_and_never_to_learn() {
    let (world, file) = applicant();
    let by = |by: Actor| {
        let mut recommended = recommended().unwrap();
        recommended.by = by;
        Ask { recommended: Some(recommended), ..for_file(&world, file) }
    };
    let ceo = actor(Capacity::Ceo);
    let named = |name: &str, capacity| Actor::new(name, capacity).unwrap();
    let cases: Vec<(Ask, &Actor, &str)> = vec![
        (Ask { purpose: Purpose::Learning, ..for_file(&world, file) }, &ceo, "against-rule"),
        (Ask { recommended: None, ..for_file(&world, file) }, &ceo, "requirements-open"),
        (by(named(ceo.name(), Capacity::MedicalDirector)), &ceo, "mismatch"),
        (by(named("a clerk", Capacity::Msp)), &ceo, "mismatch"),
        (by(named("the surgeon", Capacity::Chair).being(world.provider)), &ceo, "own-file"),
        (Ask { start: world.now - TimeDelta::seconds(1), ..for_file(&world, file) }, &ceo, "back-dated"),
    ];
    for (ask, by, code) in cases {
        assert_eq!(reason_of(world.clone().grant_temporary_as(CORE, ask.clone(), by)), code, "{ask:?}");
    }
    let own = ceo.clone().being(world.provider);
    assert_eq!(reason_of(world.clone().grant_temporary_as(CORE, for_file(&world, file), &own)), "own-file");
    let director = actor(Capacity::MedicalDirector);
    assert_eq!(reason_of(world.clone().grant_temporary_as(CORE, for_file(&world, file), &director)), "against-rule");
    let msp = actor(Capacity::Msp);
    assert_eq!(reason_of(world.clone().grant_temporary_as(CORE, for_file(&world, file), &msp)), "not-yours");
    // Where two rules name others, only those whom both name may.
    let mut strict = world.clone();
    let rule = |by| Temporary { by, ..temporary(Limit::days(100), DayCount::HeldDays) };
    adopt(&mut strict, "one", vec![Topic::TemporaryNewApplicant(rule(vec![Capacity::Ceo, Capacity::MedicalDirector]))]);
    adopt(&mut strict, "two", vec![Topic::TemporaryNewApplicant(rule(vec![Capacity::MedicalDirector]))]);
    assert_eq!(reason_of(strict.clone().grant_temporary(CORE, for_file(&strict, file))), "against-rule");
    let ask = for_file(&strict, file);
    strict.grant_temporary_as(CORE, ask, &director).unwrap();
    assert_eq!(strict.days_exercised(CORE, "2026-01-01", 200), 100);
}

// Catches: an added privilege of a member refused, or carried on past the membership or through a suspension.
#[test]
fn inv_01_an_added_privilege_of_a_member_goes_with_the_membership() {
    let mut world = crate::plan::Plan { items: vec![CORE], ..Default::default() }.build();
    world.now = instant("2026-03-02T17:00:00Z");
    let request = world.request(ROBOTIC).unwrap();
    let asked = |world: &World| {
        let application = Application::PrivilegeRequest(request);
        wanted(world, Asked::NewApplicant { application, competence: None })
    };
    let early = asked(&world);
    assert_eq!(reason_of(world.grant_temporary(ROBOTIC, early)), "requirements-open", "criteria not checked");
    let check = privilege_request::Command::CheckCriteria(Box::new(world.check(ROBOTIC)));
    world.privilege(request, check, Capacity::Msp).unwrap();
    let ask = asked(&world);
    world.grant_temporary(ROBOTIC, ask).unwrap();
    assert_eq!(world.may(ROBOTIC, world.now), Truth::Met);
    let week = world.now + TimeDelta::days(7);
    let mut suspended = world.clone();
    let suspend = appointment::Command::Suspend { from: week, reason: text("a danger"), ground: Ground::default() };
    suspended.staff(suspend, Capacity::Mec).unwrap();
    assert_eq!(suspended.may(ROBOTIC, week), Truth::Unmet);
    assert_eq!(suspended.may(ROBOTIC, week - TimeDelta::seconds(1)), Truth::Met);
    world.staff(appointment::Command::Resign { from: week, cause: None }, Capacity::Msp).unwrap();
    assert_eq!(world.may(ROBOTIC, week), Truth::Unmet);
}

proptest! {
    #![proptest_config(cases(24))]

    // Catches: a yes without a carrier, past the carrier's end, or without a licence.
    #[test]
    fn inv_02_a_yes_names_its_carrier_and_lies_within_it(
        day in 0_i64..200, license_ends in 10_u64..150, terminated in prop::option::of(1_i64..100),
    ) {
        let (mut world, file) = applicant();
        let last = date("2026-01-01").checked_add_days(Days::new(license_ends)).unwrap();
        let newer = found(az_license(), "2020-01-01", &last.to_string()).on(date("2025-12-31"));
        world.verify(&newer).unwrap();
        world.verify(&found(certificate("ACLS"), "2025-01-01", "2033-12-31").on(date("2025-12-31"))).unwrap();
        let start = world.now;
        let id = world.grant_temporary(CORE, for_file(&world, file)).unwrap();
        if let Some(after) = terminated {
            world.now += TimeDelta::days(after);
            world.temporary(id, Command::Terminate { reason: text("done") }, Capacity::MedicalDirector).unwrap();
        }
        let at = start + TimeDelta::days(day);
        let answer = world.ask(CORE, MAIN, at);
        let licensed = at < world.records.facility(&facility_id()).unwrap().zone().end_of_day(last);
        let held = day < 120 && terminated.is_none_or(|after| day < after) && at < instant("2026-05-01T07:00:00Z");
        prop_assert_eq!(answer.truth() == Truth::Met, licensed && held);
        match answer.carrier() {
            Some(carrier) => {
                prop_assert_eq!(carrier.record, Some(id.to_string()));
                prop_assert!(carrier.until.is_some_and(|until| at < until && until <= instant("2026-05-01T07:00:00Z")));
            }
            None => prop_assert_ne!(answer.truth(), Truth::Met),
        }
    }
}

// Catches: a refusal that says less than it knows.
#[test]
fn a_used_up_cap_names_its_rule() {
    let (mut world, file) = applicant();
    adopt(&mut world, "cap", vec![Topic::TemporaryNewApplicant(temporary(Limit::days(3), DayCount::HeldDays))]);
    let ask = for_file(&world, file);
    world.grant_temporary(CORE, ask).unwrap();
    world.now += TimeDelta::days(5);
    let refused = world.grant_temporary(CORE, for_file(&world, file)).unwrap_err();
    let Reason::AgainstRule { rule, because, .. } = refused.reason() else { panic!("{refused}") };
    assert!(rule.contains("cap") && because.contains("3 days"), "{refused}");
}
