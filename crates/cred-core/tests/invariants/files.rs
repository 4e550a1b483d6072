//! The credentialing file from its opening to what follows it: signatures, clean files, late decisions, leaves, findings, notices.

use chrono::{NaiveDate, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    credentialing::credentialing_file::{Command, CredentialingFile, FileKind, LeaveCause},
    id::CredentialingFileId,
    provider::element::ElementKind,
    refusal::{Reason, Refusal},
    standard::{
        binding::Standards,
        limit::Limit,
        rule::Rule,
        topic::{
            Topic,
            credentialing::{CleanFile, NoticeWithin, ProvisionalCredentialing, Recredentialing},
        },
    },
    time::{Instant, calendar::MonthCount, zone::Zone},
};
use proptest::prelude::*;

use crate::{
    house::{Policy, adopted, answers, asks_for, az_license, date, found, instant, pack, policy, rule, text, zone},
    plan::Plan,
    world::{NAME, NPI, World, actor, cases, organization_id},
};

fn phoenix() -> Zone {
    zone("America/Phoenix")
}

/// Noon of a local day.
fn noon(day: &str) -> Instant {
    phoenix().start_of_day(date(day)) + TimeDelta::hours(12)
}

/// A policy that asks for a licence alone, never stale, with further rules.
fn lenient(more: Vec<Rule>) -> Policy {
    Policy { elements: vec![asks_for(ElementKind::License, None)], more, ..policy() }
}

/// A newcomer with a licence on file.
fn newcomer(policy: Policy) -> World {
    let mut world = World::with_house(&Plan { policy, ..Plan::default() });
    world.provider = world.register(NAME, Some(NPI));
    world.verify(&found(az_license(), "2010-01-01", "2045-12-31").on(date("2020-01-05"))).unwrap();
    world
}

fn applicant(world: &World) -> Actor {
    Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider)
}

fn msp() -> Actor {
    actor(Capacity::Msp)
}

/// A file opened and taken to its classification.
fn classified(world: &mut World, adverse: &[&str]) -> Result<CredentialingFileId, Refusal> {
    let id = world.open_file()?;
    let by = applicant(world);
    world.file(id, Command::Submit, &by)?;
    let adverse = adverse.iter().map(|answer| text(answer)).collect();
    world.file(id, Command::Attest { signed_on: None, adverse }, &by)?;
    world.file(id, Command::StartVerification, &msp())?;
    world.file(id, Command::CompleteVerification(Box::new(world.assessment())), &msp())?;
    world.file(id, Command::Classify(Box::new(world.assessment())), &msp())?;
    Ok(id)
}

fn approve(world: &mut World, id: CredentialingFileId, by: Capacity) -> Result<(), Refusal> {
    let approve = Command::Approve(Box::new(world.assessment()));
    world.file(id, approve, &actor(by))
}

fn last_day(world: &World) -> NaiveDate {
    let end = world.newest_file().in_force().unwrap().end().unwrap();
    phoenix().date_at(end - TimeDelta::microseconds(1))
}

fn late(days: u32) -> Rule {
    rule(Topic::LateRecredentialing(Recredentialing { limit: Limit::days(days) }))
}

fn file(world: &World, id: CredentialingFileId) -> &CredentialingFile {
    world.records.file(id).unwrap()
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: an adverse answer forgotten by the next signature; one that a classification does not look at.
    #[test]
    fn inv_38_a_file_with_an_adverse_answer_is_never_clean(
        first in prop::collection::vec(prop::sample::select(vec!["a claim was settled", "a licence was limited"]), 0..3),
        again in prop::option::of(prop::collection::vec(Just("a privilege was given up"), 0..2)),
    ) {
        let mut world = newcomer(lenient(vec![]));
        world.now = noon("2026-01-15");
        let id = world.open_file().unwrap();
        let by = applicant(&world);
        let attest = |answers: &[&str]| {
            Command::Attest { signed_on: None, adverse: answers.iter().map(|answer| text(answer)).collect() }
        };
        world.file(id, Command::Submit, &by).unwrap();
        world.file(id, attest(&first), &by).unwrap();
        if let Some(again) = &again {
            world.file(id, Command::FindIncomplete { items: vec![text("a page")] }, &msp()).unwrap();
            world.file(id, attest(again), &by).unwrap();
        }
        world.file(id, Command::StartVerification, &msp()).unwrap();
        world.file(id, Command::CompleteVerification(Box::new(world.assessment())), &msp()).unwrap();
        world.file(id, Command::Classify(Box::new(world.assessment())), &msp()).unwrap();
        let adverse = !first.is_empty() || again.is_some_and(|again| !again.is_empty());
        prop_assert_eq!(file(&world, id).state_name() == "clean-review", !adverse);
        prop_assert_eq!(approve(&mut world, id, Capacity::MedicalDirector).is_ok(), !adverse);
    }

    // Catches: a limit counted from the exclusive end; the late window read as a time of credentialing; a kind decided once for ever.
    #[test]
    fn inv_54_a_late_decision_recredentials_within_its_window_alone(after in 1_i64..80, window in 1_u32..60) {
        let mut world = newcomer(lenient(vec![late(window)]));
        world.now = noon("2023-11-05");
        let first = world.approve().unwrap();
        prop_assert_eq!(last_day(&world), date("2026-11-30"));
        // Opened in time, decided late.
        world.now = noon("2026-11-10");
        let next = classified(&mut world, &[]).unwrap();
        prop_assert_eq!((file(&world, next).kind(), file(&world, next).supersedes()), (FileKind::Recredential, Some(first)));
        let due = noon("2026-11-30");
        world.now = due + TimeDelta::days(after);
        prop_assert_eq!(file(&world, first).state_at(world.now), "lapsed");
        prop_assert!(file(&world, first).credentialed(world.now).is_none());
        let in_time = after <= i64::from(window);
        let decided = approve(&mut world, next, Capacity::MedicalDirector);
        prop_assert_eq!(decided.is_ok(), in_time, "{:?}", decided);
        if in_time {
            prop_assert!(file(&world, next).approval().unwrap().late);
            prop_assert!(file(&world, next).credentialed(world.now - TimeDelta::microseconds(1)).is_none());
        } else {
            // What came too late waits for nothing: an initial file is opened beside it.
            let anew = world.approve().unwrap();
            prop_assert_eq!(file(&world, anew).kind(), FileKind::Initial);
            prop_assert!(approve(&mut world, next, Capacity::MedicalDirector).is_err());
        }
    }
}

// The vectors of the field: to the month, to the day, the late window and after, and the leap day.
#[test]
fn inv_54_the_date_vectors() {
    let decided = |count, on: &str| {
        let mut world = newcomer(Policy { recredential_count: count, ..lenient(vec![late(30)]) });
        world.now = noon(on);
        world.approve().unwrap();
        world
    };
    assert_eq!(last_day(&decided(MonthCount::ToMonthEnd, "2023-11-05")), date("2026-11-30"));
    let to_day = decided(MonthCount::ToDay, "2023-11-05").newest_file().in_force().unwrap();
    assert_eq!(to_day.end(), Some(phoenix().start_of_day(date("2026-11-05"))));
    assert_eq!(decided(MonthCount::ToDay, "2023-11-05").newest_file().due(phoenix()), Some(date("2026-11-05")));
    let leap = decided(MonthCount::ToDay, "2024-02-29").newest_file().in_force().unwrap();
    assert_eq!(leap.end(), Some(phoenix().start_of_day(date("2027-02-28"))));
    for (on, kind) in [
        ("2026-11-30", FileKind::Recredential),
        ("2026-12-01", FileKind::Recredential),
        ("2026-12-30", FileKind::Recredential),
        ("2026-12-31", FileKind::Initial),
    ] {
        let mut world = decided(MonthCount::ToMonthEnd, "2023-11-05");
        world.now = noon(on);
        let id = world.approve().unwrap();
        assert_eq!(file(&world, id).kind(), kind, "{on}");
        assert_eq!(
            file(&world, id).approval().unwrap().late,
            on.starts_with("2026-12") && kind == FileKind::Recredential
        );
    }
}

#[test]
fn without_a_rule_on_lateness_a_day_late_is_an_initial_file() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2023-11-05");
    world.approve().unwrap();
    world.now = noon("2026-12-01");
    let id = world.open_file().unwrap();
    assert_eq!(file(&world, id).kind(), FileKind::Initial);
}

// Catches: the strictest of two packs not taken.
#[test]
fn inv_54_the_first_of_two_terms_to_be_over_binds() {
    let shorter = pack(
        "state",
        date("2020-01-01"),
        vec![rule(Topic::Recredentialing(Recredentialing { limit: Limit::months(24) }))],
    );
    let plan = Plan { policy: lenient(vec![]), packs: vec![adopted(shorter)], ..Plan::default() };
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    world.verify(&found(az_license(), "2010-01-01", "2045-12-31").on(date("2020-01-05"))).unwrap();
    world.now = noon("2026-01-15");
    world.approve().unwrap();
    assert_eq!(last_day(&world), date("2028-01-14"));
    let packs: Vec<String> =
        world.newest_file().approval().unwrap().packs.iter().map(|(id, _)| id.to_string()).collect();
    assert_eq!(packs, ["policy-2025", "state"]);
}

// Catches: a signature of tomorrow or of before the submission; a delegate's; an answer changed behind the signature.
#[test]
fn inv_41_a_signature_is_the_providers_of_a_day_between_submission_and_today() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2026-01-15");
    let id = world.open_file().unwrap();
    let by = applicant(&world);
    world.file(id, Command::Submit, &by).unwrap();
    world.now = noon("2026-01-20");
    let on = |day: &str| Command::Attest { signed_on: Some(date(day)), adverse: vec![] };
    let code = |refused: Result<(), Refusal>| refused.unwrap_err().reason().code();
    assert_eq!(code(world.file(id, on("2026-01-21"), &by)), "from-the-future");
    assert_eq!(code(world.file(id, on("2026-01-14"), &by)), "back-dated");
    let delegate = Actor::new("a secretary", Capacity::Delegate).unwrap().being(world.provider);
    assert_eq!(code(world.file(id, on("2026-01-16"), &delegate)), "not-the-signer");
    world.file(id, on("2026-01-16"), &by).unwrap();
    assert_eq!(file(&world, id).on_file().signed_on, Some(date("2026-01-16")));
    world.file(id, Command::StartVerification, &msp()).unwrap();
    let change = || Command::ChangeAnswer { what: text("a second licence"), reason: text("forgotten") };
    world.file(id, change(), &delegate).unwrap();
    assert_eq!((file(&world, id).state_name(), file(&world, id).on_file().signed_on), ("submitted", None));
    assert_eq!(code(world.file(id, on("2026-01-19"), &by)), "back-dated");
    world.file(id, on("2026-01-20"), &by).unwrap();
    // Items that came with a changed answer take the signature off too; without one it stands.
    for (changed, then) in [(vec![], "attested"), (vec![text("an answer")], "submitted")] {
        let mut world = world.clone();
        world.file(id, Command::FindIncomplete { items: vec![text("a page")] }, &msp()).unwrap();
        world.file(id, Command::SupplyItems { changed }, &delegate).unwrap();
        assert_eq!(file(&world, id).state_name(), then);
    }
}

// Catches: a clean file approved by whom no rule names, or whom only one of two rules names; a flagged one approved alone.
#[test]
fn inv_43_who_approves_a_clean_file_is_whom_every_rule_names() {
    let clean = |by: &[Capacity]| rule(Topic::CleanFile(CleanFile { by: by.to_vec() }));
    use Capacity::{Chair, CredentialsCommittee, MedicalDirector};
    for (rules, may) in [
        (vec![], vec![MedicalDirector]),
        (vec![clean(&[MedicalDirector, Chair])], vec![MedicalDirector, Chair]),
        (vec![clean(&[MedicalDirector, Chair]), clean(&[Chair, CredentialsCommittee])], vec![Chair]),
        (vec![clean(&[])], vec![]),
    ] {
        let mut world = newcomer(lenient(rules));
        world.now = noon("2026-01-15");
        let id = classified(&mut world, &[]).unwrap();
        for by in [MedicalDirector, Chair, CredentialsCommittee] {
            let decided = approve(&mut world.clone(), id, by);
            assert_eq!(decided.is_ok(), may.contains(&by), "{by} of {may:?}");
            if let Err(refused) = decided {
                assert_eq!(refused.reason().code(), "against-rule");
            }
        }
        world.file(id, Command::Flag { reason: text("a second look") }, &msp()).unwrap();
        assert!(matches!(
            approve(&mut world, id, MedicalDirector).unwrap_err().reason(),
            Reason::NotInThisState { .. }
        ));
    }
}

#[test]
fn an_incomplete_file_waits_as_long_as_the_rule_says() {
    let rules = vec![rule(Topic::Completion(NoticeWithin { limit: Limit::days(30) }))];
    let mut world = newcomer(lenient(rules));
    world.now = noon("2026-01-15");
    let id = world.open_file().unwrap();
    let by = applicant(&world);
    world.file(id, Command::Submit, &by).unwrap();
    world.file(id, Command::FindIncomplete { items: vec![text("a page")] }, &msp()).unwrap();
    world.now = instant("2026-02-15T06:59:59Z");
    let refused = world.file(id, Command::DeemWithdrawn, &msp()).unwrap_err();
    assert_eq!(refused.reason().code(), "against-rule");
    world.now = instant("2026-02-15T07:00:00Z");
    world.file(id, Command::DeemWithdrawn, &msp()).unwrap();
    assert_eq!(file(&world, id).state_name(), "deemed-withdrawn");
}

#[test]
fn a_denial_is_final_and_a_new_file_follows_it() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2026-01-15");
    let id = classified(&mut world, &[]).unwrap();
    world.file(id, Command::PlaceOnAgenda, &msp()).unwrap();
    world.file(id, Command::Deny { reason: text("not eligible") }, &actor(Capacity::CredentialsCommittee)).unwrap();
    assert!(approve(&mut world, id, Capacity::CredentialsCommittee).is_err());
    world.file(id, Command::RecordNotice { sent_on: date("2026-01-15") }, &msp()).unwrap();
    assert_eq!((file(&world, id).state_name(), file(&world, id).is_pending()), ("denial-told", false));
    assert_eq!(file(&world, id).decided_at(), Some(world.now));
    world.now = noon("2026-02-15");
    let next = world.open_file().unwrap();
    assert_eq!((file(&world, next).kind(), file(&world, next).supersedes()), (FileKind::Initial, Some(id)));
}

// The vector of the field: decided 2026-01-31, told by 2026-03-02.
#[test]
fn inv_56_the_notice_of_a_decision_is_due_by_the_rule_of_its_day() {
    let rules = vec![rule(Topic::DecisionNotice(NoticeWithin { limit: Limit::days(30) }))];
    let mut world = newcomer(lenient(rules));
    world.now = noon("2026-01-31");
    let id = world.approve().unwrap();
    let organization = world.records.organization(&organization_id()).unwrap();
    let standards = Standards::of(&[organization.adoptions()]);
    let due = file(&world, id).notice_due(&standards, phoenix());
    assert_eq!(due, Some(phoenix().end_of_day(date("2026-03-02"))));
    world.now = noon("2026-03-05");
    let told = |world: &mut World, day: &str| world.file(id, Command::RecordNotice { sent_on: date(day) }, &msp());
    assert_eq!(told(&mut world, "2026-01-30").unwrap_err().reason().code(), "back-dated");
    assert_eq!(told(&mut world, "2026-03-06").unwrap_err().reason().code(), "from-the-future");
    told(&mut world, "2026-03-03").unwrap();
    told(&mut world, "2026-03-05").unwrap();
    assert_eq!(file(&world, id).notice_sent(), Some(date("2026-03-03")));
}

// Catches: a second provisional approval; one on too little; one that outlives the decision or its limit; one taken for an approval.
#[test]
fn a_provisional_approval_is_once_and_short_and_no_approval() {
    let provisional = |days| {
        rule(Topic::ProvisionalCredentialing(ProvisionalCredentialing {
            limit: Limit::days(days),
            elements: vec![ElementKind::License],
        }))
    };
    let two = vec![provisional(90), provisional(60)];
    let asks_more = Policy { elements: policy().elements, ..lenient(two) };
    let mut world = newcomer(asks_more);
    world.now = noon("2026-01-15");
    world.verify(&found(az_license(), "2010-01-01", "2045-12-31").on(date("2026-01-05"))).unwrap();
    let id = world.open_file().unwrap();
    let by = applicant(&world);
    world.file(id, Command::Submit, &by).unwrap();
    let give = |world: &mut World, by| {
        let command = Command::ApproveProvisionally(Box::new(world.assessment()));
        world.file(id, command, &actor(by))
    };
    assert!(give(&mut world, Capacity::MedicalDirector).is_err(), "nobody has signed");
    world.file(id, Command::Attest { signed_on: None, adverse: vec![] }, &by).unwrap();
    assert!(give(&mut world, Capacity::Msp).is_err());
    give(&mut world, Capacity::MedicalDirector).unwrap();
    let period = file(&world, id).provisional_period().unwrap();
    // The first day counts: 60 days from 2026-01-15 are over on 2026-03-16.
    assert_eq!(period.end(), Some(phoenix().start_of_day(date("2026-03-16"))));
    assert!(file(&world, id).credentialed(world.now).is_none());
    assert_eq!(give(&mut world, Capacity::CredentialsCommittee).unwrap_err().reason().code(), "against-rule");
    // It ends with the final decision.
    for answer in answers().iter().skip(1) {
        world.verify(answer).unwrap();
    }
    world.file(id, Command::StartVerification, &msp()).unwrap();
    world.now = noon("2026-02-01");
    let mut withdrawn = world.clone();
    withdrawn.file(id, Command::Withdraw, &by).unwrap();
    assert_eq!(file(&withdrawn, id).provisional_period().unwrap().end(), Some(noon("2026-02-01")));
    let again = withdrawn.open_file().unwrap();
    withdrawn.file(again, Command::Submit, &by).unwrap();
    withdrawn.file(again, Command::Attest { signed_on: None, adverse: vec![] }, &by).unwrap();
    let command = Command::ApproveProvisionally(Box::new(withdrawn.assessment()));
    let refused = withdrawn.file(again, command, &actor(Capacity::MedicalDirector)).unwrap_err();
    assert_eq!(refused.reason().code(), "against-rule", "once per provider");
}

#[test]
fn without_a_rule_or_on_a_flagged_file_nobody_approves_provisionally_alone() {
    let limit = ProvisionalCredentialing { limit: Limit::days(60), elements: vec![ElementKind::License] };
    for (rules, code) in [(vec![], "no-rules"), (vec![rule(Topic::ProvisionalCredentialing(limit))], "not-clean")] {
        let mut world = newcomer(lenient(rules.clone()));
        world.now = noon("2026-01-15");
        let id = classified(&mut world, &["a claim was settled"]).unwrap();
        let command = || Command::ApproveProvisionally(Box::new(world.assessment()));
        let (alone, committee) = (command(), command());
        let refused = world.file(id, alone, &actor(Capacity::MedicalDirector)).unwrap_err();
        assert_eq!(refused.reason().code(), code);
        assert_eq!(world.file(id, committee, &actor(Capacity::CredentialsCommittee)).is_ok(), !rules.is_empty());
    }
}

// Catches: a leave that credentials somebody while away; one without an end; a return counted from another day.
#[test]
fn a_lawful_leave_extends_the_time_to_the_next_decision() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2023-11-05");
    let id = world.approve().unwrap();
    world.now = noon("2026-10-01");
    let extend = || Command::Extend { cause: LeaveCause::Military, from: date("2026-10-05"), reason: text("orders") };
    world.file(id, extend(), &msp()).unwrap();
    assert_eq!(world.file(id, extend(), &msp()).unwrap_err().reason().code(), "duplicate");
    let at = |world: &World, day: &str| {
        (file(world, id).state_at(noon(day)), file(world, id).credentialed(noon(day)).is_some())
    };
    assert_eq!(at(&world, "2026-11-30"), ("approved", true));
    assert_eq!(at(&world, "2026-12-15"), ("extended", false));
    world.now = noon("2027-06-15");
    let back = |day: &str| Command::RecordReturn { on: date(day) };
    assert!(world.file(id, back("2027-06-16"), &msp()).is_err());
    assert!(world.file(id, back("2026-10-04"), &msp()).is_err());
    world.file(id, back("2027-06-10"), &msp()).unwrap();
    assert_eq!(at(&world, "2027-06-09"), ("extended", false));
    assert_eq!(at(&world, "2027-06-10"), ("approved", true));
    // The day of the return is day 0: 60 days after 2027-06-10 is 2027-08-09.
    assert_eq!(at(&world, "2027-08-09"), ("approved", true));
    assert_eq!(at(&world, "2027-08-10"), ("lapsed", false));
    let mut in_time = world.clone();
    in_time.now = noon("2027-08-09");
    let next = in_time.approve().unwrap();
    assert_eq!(
        (file(&in_time, next).kind(), file(&in_time, next).approval().unwrap().late),
        (FileKind::Recredential, false)
    );
    world.now = noon("2027-08-10");
    let next = world.open_file().unwrap();
    assert_eq!(file(&world, next).kind(), FileKind::Initial);
}

#[test]
fn what_lapsed_is_not_extended() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2023-11-05");
    let id = world.approve().unwrap();
    world.now = noon("2026-12-01");
    let extend = Command::Extend { cause: LeaveCause::Medical, from: date("2026-11-01"), reason: text("surgery") };
    assert_eq!(world.file(id, extend, &msp()).unwrap_err().reason().code(), "term-ended");
}

#[test]
fn who_left_for_an_administrative_reason_recredentials_within_30_days_and_who_was_ended_for_cause_never() {
    let kind = |end: fn(Instant) -> Command, on: &str| {
        let mut world = newcomer(lenient(vec![]));
        world.now = noon("2026-01-15");
        let id = world.approve().unwrap();
        world.now = noon("2026-03-01");
        let by = if matches!(end(world.now), Command::Resign { .. }) { applicant(&world) } else { msp() };
        world.file(id, end(world.now), &by).unwrap();
        assert!(file(&world, id).credentialed(world.now).is_none());
        world.now = noon(on);
        let next = world.approve().unwrap();
        file(&world, next).kind()
    };
    let administrative = |from| Command::TerminateAdministratively { from, reason: text("the contract ended") };
    assert_eq!(kind(administrative, "2026-03-31"), FileKind::Recredential);
    assert_eq!(kind(administrative, "2026-04-01"), FileKind::Initial);
    assert_eq!(kind(|from| Command::Terminate { from, reason: text("conduct") }, "2026-03-05"), FileKind::Initial);
    assert_eq!(kind(|from| Command::Resign { from }, "2026-03-05"), FileKind::Initial);
}

// Catches: a finding that the next classification does not see; one looked at by the staff alone, or twice.
#[test]
fn a_finding_on_an_approved_file_flags_the_next_one() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2026-01-15");
    let id = world.approve().unwrap();
    world.file(id, Command::RaiseFinding { what: text("a board order") }, &msp()).unwrap();
    let resolve = |number| Command::ResolveFinding { number, resolution: text("looked at") };
    assert!(world.file(id, resolve(1), &msp()).is_err());
    assert!(world.file(id, resolve(2), &actor(Capacity::MedicalDirector)).is_err());
    world.file(id, resolve(1), &actor(Capacity::MedicalDirector)).unwrap();
    assert!(world.file(id, resolve(1), &actor(Capacity::MedicalDirector)).is_err());
    world.now = noon("2028-12-15");
    let next = classified(&mut world, &[]).unwrap();
    assert_eq!(file(&world, next).state_name(), "flagged-review");
    world.file(next, Command::PlaceOnAgenda, &msp()).unwrap();
    approve(&mut world, next, Capacity::CredentialsCommittee).unwrap();
    // The one after that starts anew.
    world.now = noon("2031-11-15");
    let third = classified(&mut world, &[]).unwrap();
    assert_eq!(file(&world, third).state_name(), "clean-review");
}

// Catches: an assessment of what stood on the file yesterday, or on another one, taken for now.
#[test]
fn an_assessment_is_of_this_file_as_it_stands() {
    let mut world = newcomer(lenient(vec![]));
    world.now = noon("2026-01-15");
    let before = world.assessment();
    let id = classified(&mut world, &[]).unwrap();
    let command = Command::Approve(Box::new(before));
    let refused = world.file(id, command, &actor(Capacity::MedicalDirector)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Mismatch { what: "the assessment", .. }), "{refused}");
}

// Catches: a file opened or approved, an appointment or a privilege given after the provider's death.
#[test]
fn nothing_is_opened_approved_appointed_or_granted_for_the_dead() {
    use cred_core::provider::Command as ProviderCommand;
    let plan = Plan::default();
    let mut living = World::with_house(&plan);
    living.provider = living.register(NAME, Some(NPI));
    for answer in &plan.answers {
        living.verify(answer).unwrap();
    }
    living.now = plan.approved_at;
    let dies = |world: &World| {
        let mut world = world.clone();
        let on = world.now.date_naive().pred_opt().unwrap();
        world.provider_does(ProviderCommand::RecordDeath { on }).unwrap();
        world
    };
    assert!(dies(&living).open_file().is_err());
    assert!(dies(&living).approve().is_err());
    living.approve().unwrap();
    living.now += TimeDelta::hours(1);
    assert!(dies(&living).appoint(living.now, 12).is_err());
    living.appoint(living.now, 12).unwrap();
    assert!(dies(&living).grant(crate::house::CORE, living.now).is_err());
    living.grant(crate::house::CORE, living.now).unwrap();
}
