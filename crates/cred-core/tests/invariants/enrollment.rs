//! Payers: which days may be billed, and what no notice can mend.

use chrono::{Days, NaiveDate};
use cred_core::{
    actor::Capacity,
    enrollment::{
        Command, Enrollment,
        application::{Program, TerminationKind},
    },
    exercise::claimable::enrollment_in_force,
    id::EnrollmentId,
    journal::Recorded,
    records::Records,
    refusal::Reason,
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{az_license, date, found, leie, partial, reported, text, zone},
    payers::{Billing, application, medicare, notice},
    world::{actor, cases},
};

fn day(n: u64) -> NaiveDate {
    date("2026-06-01") + Days::new(n)
}

proptest! {
    #![proptest_config(cases(40))]

    // Catches: a day too many or too few paid back; the licence looked at for active days alone; a disaster's limit without a disaster.
    #[test]
    fn inv_59_claimable_is_active_or_paid_back_with_the_licence_in_force(
        effective in 60_u64..200,
        back in 1_u64..60,
        licensed_to in 0_u64..300,
        on in 0_u64..300,
        in_disaster in any::<bool>(),
    ) {
        let mut billing = Billing::paying_back(back);
        let last = day(licensed_to);
        let ends = found(az_license(), "2020-01-01", &last.to_string()).on(date("2026-02-01"));
        billing.world.verify(&ends).unwrap();
        billing.active(medicare(), day(effective));
        let limit = if in_disaster { back * 3 } else { back };
        let expected = day(on) + Days::new(limit) >= day(effective) && day(on) <= last;
        let answer = billing.ask("Medicare", day(on), in_disaster);
        prop_assert_eq!(answer.truth() == Truth::Met, expected, "{:?}", answer.because());
        if on < effective && expected {
            prop_assert!(answer.because().iter().any(|own| own.cause.reason == FindingReason::Retroactive));
        }
    }

    // Catches: a gap filled by the reactivation, by what is paid back before it, or by a later notice that moves its date.
    #[test]
    fn inv_60_no_reactivation_and_no_notice_fills_a_gap(
        off in 10_u64..60,
        gap in 1_u64..60,
        moved in prop::option::of(-80_i64..80),
        back in 1_u64..90,
        on in 0_u64..200,
    ) {
        let mut billing = Billing::paying_back(back);
        let id = billing.active(medicare(), day(0));
        let (from, again) = (day(off), day(off + gap));
        billing.payer(id, Command::Deactivate { from, reason: text("no revalidation") }).unwrap();
        billing.payer(id, Command::Reactivate { received_on: again, notice: notice("again", "2028-01-02") }).unwrap();
        let mut begins = again;
        if let Some(by) = moved {
            let effective_from = again + chrono::TimeDelta::days(by);
            let moved = Command::MoveEffectiveDate { effective_from, notice: notice("moved", "2028-01-03") };
            billing.payer(id, moved).unwrap();
            begins = begins.max(effective_from);
        }
        let on = day(on);
        let expected = on < from || on >= begins;
        prop_assert_eq!(billing.claimable(on) == Truth::Met, expected, "{} {} {}", from, begins, on);
    }

    // Catches: an exclusion that ends exercise and leaves the billing; one read to the day of its search alone.
    #[test]
    fn inv_05_and_59_an_exclusion_ends_every_enrollment_for_its_time(
        from in 0_u64..200,
        lasts in prop::option::of(1_u64..100),
        on in 0_u64..300,
        back in 1_u64..60,
    ) {
        let mut billing = Billing::paying_back(back);
        let id = billing.active(medicare(), day(30));
        let last = lasts.map(|days| day(from + days));
        let found = reported(&leie(), Some(partial(&day(from).to_string())), last.map(|day| partial(&day.to_string())));
        billing.world.verify(&found.on(date("2028-01-09")).zone("America/Phoenix")).unwrap();
        let excluded = day(on) >= day(from) && last.is_none_or(|last| day(on) <= last);
        let truth = billing.claimable(day(on));
        prop_assert!(!excluded || truth == Truth::Unmet, "{:?}", truth);
        let records = &billing.world.records;
        let in_force = enrollment_in_force(records, records.enrollment(id).unwrap()).unwrap();
        prop_assert!(!excluded || in_force.at(zone("America/Phoenix").start_of_day(day(on))) == Truth::Unmet);
        prop_assert!(excluded || on < 30 || truth == Truth::Met);
    }

    // Catches: the filing date of a returned application kept for the prediction; a first service before the filing taken for it.
    #[test]
    fn inv_68_a_returned_application_has_no_filing_date(first in 0_u64..900, wait in 0_i64..90) {
        let mut billing = Billing::paying_back(30);
        let id = billing.filed(medicare());
        let today = |billing: &Billing| zone("America/Phoenix").date_at(billing.world.now);
        let filed = today(&billing);
        let held = |billing: &Billing| billing.world.records.enrollment(id).unwrap().clone();
        prop_assert_eq!(held(&billing).prediction(day(first), filed), Some(filed.max(day(first))));
        billing.payer(id, Command::Reject { reason: text("incomplete") }).unwrap();
        prop_assert_eq!(held(&billing).filed_on(), None);
        prop_assert_eq!(held(&billing).prediction(day(first), filed), None);
        prop_assert!(billing.claimable(filed) != Truth::Met);
        billing.world.now += chrono::TimeDelta::days(wait);
        let again = today(&billing);
        let msp = actor(Capacity::Msp);
        let early = Command::Resubmit { filed_on: filed - Days::new(1), attested_on: None };
        prop_assert!(billing.step(id, early, &msp).is_err());
        billing.step(id, Command::Resubmit { filed_on: again, attested_on: None }, &msp).unwrap();
        prop_assert_eq!(held(&billing).prediction(day(first), again), Some(again.max(day(first))));
    }
}

// Catches: a reply past its day taken; a filing date kept for a prediction while the reply is overdue; a return by the clock before it.
#[test]
fn inv_68_a_late_reply_loses_the_filing_date() {
    let mut billing = Billing::with_rules(&serde_json::json!([{ "development-reply": { "limit": { "days": 30 } } }]));
    let id = billing.filed(medicare());
    billing.payer(id, Command::ReceiveDevelopmentLetter { due: None, asks: text("the lease") }).unwrap();
    let held = billing.world.records.enrollment(id).unwrap().clone();
    assert_eq!(held.reply_due(), Some(date("2028-02-09")));
    assert_eq!(held.prediction(day(0), date("2028-02-09")), held.filed_on());
    assert_eq!(held.prediction(day(0), date("2028-02-10")), None);
    let clock = actor(Capacity::System);
    assert!(billing.step(id, Command::Reject { reason: text("late") }, &clock).is_err());
    billing.world.now += chrono::TimeDelta::days(31);
    let late = Command::Reply { on: date("2028-02-10") };
    let refused = billing.step(id, late, &actor(Capacity::Msp)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    billing.step(id, Command::Reject { reason: text("late") }, &clock).unwrap();
    assert_eq!(billing.world.records.enrollment(id).unwrap().state(), "rejected");
}

// Catches: a moved date without a notice of its own; one known earlier than it was recorded.
#[test]
fn inv_48_and_59_an_effective_date_moves_by_a_new_notice_alone_and_was_not_known_before() {
    let mut billing = Billing::paying_back(1);
    let id = billing.active(medicare(), date("2027-06-01"));
    let before = billing.world.history.len();
    let again = |name: &str| Command::MoveEffectiveDate {
        effective_from: date("2027-04-01"),
        notice: notice(name, "2028-01-05"),
    };
    let used = format!("approval of {id}");
    let refused = billing.payer(id, again(&used)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Mismatch { what: "the payer's notice", .. }), "{refused}");
    billing.step(id, again("letter of May"), &actor(Capacity::Msp)).unwrap_err();
    billing.world.now += chrono::TimeDelta::days(1);
    billing.payer(id, again("letter of May")).unwrap();
    assert_eq!(billing.claimable(date("2027-04-01")), Truth::Met);
    assert_eq!(billing.world.records.enrollment(id).unwrap().notices().len(), 2);
    let known: Vec<&Recorded> = billing.world.history.iter().take(before).collect();
    billing.world.records = Records::replay(known).unwrap();
    assert_eq!(billing.claimable(date("2027-04-01")), Truth::Unmet);
}

// Catches: nothing adopted read as no limit; the rule of another payer; a payer nobody is enrolled with.
#[test]
fn inv_59_without_a_rule_for_the_payer_nothing_is_paid_back() {
    let other = serde_json::json!([{ "retroactive-billing": { "limit": { "days": 30 }, "payer": "Desert Health" } }]);
    let mut billing = Billing::with_rules(&other);
    billing.active(medicare(), day(50));
    billing.active(application("Desert Health", Program::Other), day(50));
    assert_eq!((billing.claimable(day(49)), billing.claimable(day(50))), (Truth::Unmet, Truth::Met));
    assert_eq!(billing.ask("Desert Health", day(20), false).truth(), Truth::Met);
    assert_eq!(billing.ask("Desert Health", day(19), false).truth(), Truth::Unmet);
    assert_eq!(billing.ask("Nobody", day(60), false).truth(), Truth::Unmet);
}

// Catches: two open applications of one key; another key taken for the same.
#[test]
fn one_application_of_a_key_is_open() {
    let mut billing = Billing::paying_back(30);
    let id = billing.active(medicare(), day(50));
    let refused = billing.prepare(medicare()).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Duplicate { .. }), "{refused}");
    let mut elsewhere = medicare();
    elsewhere.location = text("north office");
    billing.prepare(elsewhere).unwrap();
    // Of two places that the question does not tell apart each must pay.
    assert_eq!(billing.claimable(day(60)), Truth::Unmet);
    let voluntary = Command::Terminate { from: day(70), kind: TerminationKind::Voluntary };
    assert!(billing.payer(id, voluntary.clone()).is_err(), "the payer ends nothing voluntarily");
    let applicant = billing.applicant();
    let for_cause = Command::Terminate { from: day(70), kind: TerminationKind::ForCause };
    assert!(billing.step(id, for_cause, &applicant).is_err());
    billing.step(id, voluntary, &applicant).unwrap();
    billing.prepare(medicare()).unwrap();
}

fn revoked(billing: &mut Billing) -> EnrollmentId {
    let id = billing.active(medicare(), day(0));
    let revoke = Command::Revoke { from: day(100), bar_until: date("2028-03-01"), reason: text("a felony") };
    billing.payer(id, revoke).unwrap();
    id
}

// Catches: a bar passed by another place or product of the payer; days of the bar that are paid back.
#[test]
fn inv_59_a_bar_is_the_persons() {
    let mut billing = Billing::paying_back(90);
    let id = revoked(&mut billing);
    assert_eq!((billing.claimable(day(99)), billing.claimable(day(100))), (Truth::Met, Truth::Unmet));
    let mut elsewhere = medicare();
    elsewhere.location = text("north office");
    assert!(matches!(billing.prepare(elsewhere).unwrap_err().reason(), Reason::AgainstRule { .. }));
    let applicant = billing.applicant();
    assert!(billing.step(id, Command::ApplyAgain, &applicant).is_err());
    billing.prepare(application("Desert Health", Program::Other)).unwrap();
    billing.world.now = zone("America/Phoenix").start_of_day(date("2028-03-01"));
    billing.step(id, Command::ApplyAgain, &applicant).unwrap();
    billing.step(id, Command::Sign, &applicant).unwrap();
    billing.step(id, Command::Submit { filed_on: date("2028-03-01"), attested_on: None }, &applicant).unwrap();
    let approve = |from| Command::Approve { effective_from: date(from), notice: notice("again", "2028-03-01") };
    assert!(billing.payer(id, approve("2028-02-29")).is_err());
    billing.payer(id, approve("2028-03-10")).unwrap();
    assert_eq!(billing.claimable(date("2028-02-29")), Truth::Unmet);
    assert_eq!(billing.claimable(date("2028-03-01")), Truth::Met);
}

// Catches: the gap of a record that was ended, paid back by the next record of the same key.
#[test]
fn inv_60_a_new_record_pays_back_no_gap_of_an_earlier_one() {
    let mut billing = Billing::paying_back(30);
    let id = billing.active(medicare(), day(0));
    billing.payer(id, Command::Deactivate { from: day(100), reason: text("no answer") }).unwrap();
    let end = Command::Terminate { from: day(110), kind: TerminationKind::NoResponse };
    billing.payer(id, end).unwrap();
    billing.active(medicare(), day(120));
    let truths = [99, 100, 105, 119, 120].map(|n| billing.claimable(day(n)));
    assert_eq!(truths, [Truth::Met, Truth::Unmet, Truth::Unmet, Truth::Unmet, Truth::Met]);
}

// Catches: somebody who opted out of Medicare and bills it, or is enrolled in it.
#[test]
fn inv_59_who_opted_out_is_not_active_in_medicare() {
    let mut billing = Billing::paying_back(30);
    let applicant = billing.applicant();
    let first = billing.active(medicare(), day(0));
    let mut elsewhere = medicare();
    elsewhere.location = text("north office");
    let second = billing.prepare(elsewhere).unwrap();
    let opt_out = || Command::OptOut { from: day(200), last_day: None };
    let refused = billing.step(second, opt_out(), &applicant).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Duplicate { .. }), "{refused}");
    billing.step(first, opt_out(), &applicant).unwrap();
    let refused = {
        billing.step(second, Command::Sign, &applicant).unwrap();
        let filed_on = date("2028-01-10");
        billing.step(second, Command::Submit { filed_on, attested_on: None }, &applicant).unwrap();
        let approve = Command::Approve { effective_from: day(300), notice: notice("second", "2028-01-09") };
        billing.payer(second, approve).unwrap_err()
    };
    assert!(matches!(refused.reason(), Reason::Duplicate { .. }), "{refused}");
    let service = |billing: &Billing, on| {
        let mut service = billing.ask("Medicare", on, false).service().clone();
        service.location = Some(text("main office"));
        cred_core::exercise::claimable::claimable(&billing.world.records, service).unwrap().truth()
    };
    assert_eq!((service(&billing, day(199)), service(&billing, day(200))), (Truth::Met, Truth::Unmet));
    let other = billing.prepare(application("Desert Health", Program::Other)).unwrap();
    assert!(billing.step(other, opt_out(), &applicant).is_err(), "one opts out of Medicare alone");
}

// Catches: a delegate, or another person, who signs; benefits reassigned by one signature; a profile attested too long ago.
#[test]
fn an_application_is_signed_by_whom_it_binds() {
    let rules = serde_json::json!([{ "re-attestation": { "limit": { "days": 120 } } }]);
    let mut billing = Billing::with_rules(&rules);
    let mut both = medicare();
    both.reassigns = true;
    let id = billing.prepare(both).unwrap();
    let applicant = billing.applicant();
    let delegate = cred_core::actor::Actor::new("an aide", Capacity::Delegate).unwrap().being(billing.world.provider);
    assert_eq!(billing.step(id, Command::Sign, &delegate).unwrap_err().reason().code(), "not-yours");
    let stranger = cred_core::actor::Actor::new("Somebody Else", Capacity::Provider).unwrap();
    assert!(billing.step(id, Command::Sign, &stranger).is_err());
    billing.step(id, Command::Sign, &applicant).unwrap();
    let submit = |attested: &str| Command::Submit { filed_on: date("2028-01-10"), attested_on: Some(date(attested)) };
    let refused = billing.step(id, submit("2028-01-01"), &actor(Capacity::Msp)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    billing.step(id, Command::Sign, &actor(Capacity::Ceo)).unwrap();
    let refused = billing.step(id, submit("2027-09-11"), &actor(Capacity::Msp)).unwrap_err();
    assert!(matches!(refused.reason(), Reason::AgainstRule { .. }), "{refused}");
    billing.step(id, submit("2027-09-12"), &actor(Capacity::Msp)).unwrap();
}

// Catches: held payment that is billed; a hold that outlives the revalidation.
#[test]
fn inv_59_held_payment_is_not_claimable_until_it_is_released() {
    let mut billing = Billing::paying_back(30);
    let id = billing.active(medicare(), day(0));
    billing.payer(id, Command::AskRevalidation { due: day(100) }).unwrap();
    assert_eq!(billing.claimable(day(150)), Truth::Met, "that it is late is no deactivation");
    billing.payer(id, Command::HoldPayment { from: day(120) }).unwrap();
    assert_eq!((billing.claimable(day(119)), billing.claimable(day(120))), (Truth::Met, Truth::Unknown));
    // A deactivation releases nothing.
    let mut off = billing.clone();
    off.payer(id, Command::Deactivate { from: day(130), reason: text("no answer") }).unwrap();
    off.payer(id, Command::Reactivate { received_on: day(140), notice: notice("again", "2028-01-02") }).unwrap();
    let then = [119, 120, 129, 130, 139, 140].map(|n| off.claimable(day(n)));
    let (met, held, gap) = (Truth::Met, Truth::Unknown, Truth::Unmet);
    assert_eq!(then, [met, held, held, gap, gap, met]);
    billing.step(id, Command::SubmitRevalidation { filed_on: date("2028-01-10") }, &actor(Capacity::Msp)).unwrap();
    billing.payer(id, Command::AcceptRevalidation { notice: notice("accepted", "2028-01-10") }).unwrap();
    assert_eq!(billing.claimable(day(120)), Truth::Met);
    assert_eq!(billing.world.records.enrollment(id).map(Enrollment::state), Some("active"));
}
