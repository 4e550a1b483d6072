//! Invariants 11, 12, 44, 45 and 63: suspension and review, restrictions, hearings, and what happens elsewhere.

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Appointment, AppointmentTerms, Cause, Ground, ReviewAction},
    credentialing::meeting::{authority::Authority, host::Host},
    exercise::{
        answer::ask,
        elsewhere::{Adverse, findings_elsewhere},
        investigations::open_investigation,
        question::{Question, What},
        suspensions::owed_reviews,
    },
    id::{AppointmentId, FacilityId},
    journal::{DomainEvent, Stream},
    privileging::{
        corrective_action::{
            Command, Delivery, FinalAction, NoticeContent, PanelMember, Suspended, SuspensionOutcome, Waiver,
        },
        privilege_request,
        restriction::{Limits, Restriction, RestrictionBasis},
    },
    refusal::Reason,
    standard::topic::privileging::NoticeClock,
    time::Instant,
    timeline::truth::Truth,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    happenings::some_instant,
    house::{ANNEX, CORE, ITEMS, MAIN, ROBOTIC, bylaws, date, item, site, text, zone},
    matters::{dawn, day_of, hearing, in_person, summary_suspension},
    plan::world,
    world::{World, actor, cases, facility_id},
};

fn suspend_staff(from: Instant, together_with: Vec<Actor>) -> appointment::Command<'static> {
    let ground = Ground { together_with, ..Ground::default() };
    appointment::Command::Suspend { from, reason: text("danger"), ground }
}

fn limits() -> impl Strategy<Value = Limits> {
    let sites = prop::sample::subsequence(vec![MAIN, ANNEX], 0..=2);
    let codes = prop::sample::subsequence(vec!["0FT44ZZ", "0FT*", "0DT*"], 0..=2);
    (sites, codes, prop::option::of(0_u32..90), any::<bool>(), prop::option::of(1_i64..4000)).prop_map(
        |(sites, codes, not_under_age, requires_proctor, hours)| Limits {
            sites_excluded: sites.into_iter().map(site).collect(),
            procedures_excluded: codes.into_iter().map(|code| code.to_owned().try_into().unwrap()).collect(),
            not_under_age,
            requires_proctor,
            for_cases: None,
            until: hours.map(|hours| world().now + TimeDelta::hours(5000 + hours)),
        },
    )
}

fn may(world: &World, what: What, place: &str, at: Instant, patient_age: Option<u32>) -> Truth {
    let (provider, facility) = (world.provider, facility_id());
    ask(&world.records, Question { patient_age, ..Question::new(provider, what, facility, site(place), at) })
        .unwrap()
        .truth()
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: a limit that lifts something, that binds outside of its time, or that does not bind the sites, codes and ages it names.
    #[test]
    fn inv_12_what_is_exercisable_under_limits_is_exercisable_without(
        limits in limits(),
        hours in 0_i64..5000,
        at in prop::collection::vec(some_instant(), 6),
        age in prop::option::of(0_u32..100),
        imposed in any::<bool>(),
    ) {
        let full = world();
        let mut world = world();
        let (by, decision) = world.decide_finally(ReviewAction::Restriction);
        let (id, from) = (world.newest_of(CORE).id(), world.now + TimeDelta::hours(hours));
        let basis = if imposed { RestrictionBasis::FinalAction(by) } else { RestrictionBasis::Agreed };
        let restriction = Restriction { limits: limits.clone(), basis, ..Restriction::condition(from, text("limited")) };
        let command = if imposed {
            privilege_request::Command::ImposeRestriction { restriction, decision }
        } else {
            privilege_request::Command::Restrict(restriction)
        };
        world.privilege(id, command, Capacity::Board).unwrap();
        for at in at.into_iter().chain([from, from - TimeDelta::microseconds(1)]).chain(limits.until) {
            let binds = from <= at && limits.until.is_none_or(|until| at < until);
            for place in [MAIN, ANNEX] {
                for (what, code) in [
                    (What::Privilege(item(CORE)), None),
                    (What::Procedure("0FT44ZZ".to_owned()), Some("0FT44ZZ")),
                    (What::Procedure("0FT4".to_owned()), Some("0FT4")),
                ] {
                    let excluded = limits.sites_excluded.contains(&site(place))
                        || code.is_some_and(|code| {
                            let stem = |pattern: String| pattern.trim_end_matches('*').to_owned();
                            limits.procedures_excluded.iter().any(|pattern| {
                                let text = pattern.to_string();
                                if text.ends_with('*') { code.starts_with(&stem(text)) } else { code == text }
                            })
                        })
                        || age.zip(limits.not_under_age).is_some_and(|(age, least)| age < least);
                    let was = may(&full, what.clone(), place, at, age);
                    let expected = if binds && excluded && was == Truth::Met { Truth::Unmet } else { was };
                    prop_assert_eq!(may(&world, what, place, at, age), expected, "{} at {}", place, at);
                }
            }
        }
    }

    // Catches: a leave, or the return from it, that ends a suspension nobody lifted.
    #[test]
    fn inv_11_a_leave_cures_no_suspension(
        leave in 1_i64..2000,
        suspended in 1_i64..2000,
        length in 1_i64..2000,
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let mut world = world();
        let at = |hours: i64| world.now + TimeDelta::hours(hours);
        let begins = at(suspended);
        let (from, to) = (begins + TimeDelta::hours(leave), begins + TimeDelta::hours(leave + length));
        world.staff(appointment::Command::TakeLeave { from, until: None, reason: text("rest") }, Capacity::Mec).unwrap();
        world.staff(suspend_staff(begins, vec![]), Capacity::Mec).unwrap();
        world.now = to;
        world.return_from_leave(to).unwrap();
        for at in more.iter().copied().chain([begins, from, to]).filter(|at| *at >= begins) {
            prop_assert_ne!(world.may(CORE, at), Truth::Met, "at {}", at);
        }
        let lifted = to + TimeDelta::hours(1);
        world.staff(appointment::Command::Lift { from: lifted }, Capacity::Mec).unwrap();
        for at in more.into_iter().chain([lifted]).filter(|at| *at >= lifted) {
            prop_assert_eq!(world.may(CORE, at), crate::plan::world().may(CORE, at), "at {}", at);
        }
    }

    // Catches: a panel with a direct competitor, or with somebody who took part earlier, by their own word or by the record.
    #[test]
    fn inv_44_nobody_sits_on_a_panel_who_competes_or_took_part(
        flags in prop::collection::vec((any::<bool>(), any::<bool>(), 0_usize..4), 0..5),
    ) {
        let mut world = world();
        let id = world.investigate(Cause::CompetenceOrConduct);
        to_hearing(&mut world, id);
        let names = ["Dr Able", "Somebody  as MEC", "somebody as chair", "Maya Okonkwo"];
        let members: Vec<PanelMember> = flags
            .iter()
            .enumerate()
            .map(|(index, (direct_competitor, took_part_earlier, name))| PanelMember {
                name: if *name == 0 { text(&format!("Dr Able {index}")) } else { text(names[*name]) },
                provider: None,
                direct_competitor: *direct_competitor,
                took_part_earlier: *took_part_earlier,
            })
            .collect();
        let sits = !flags.is_empty() && flags.iter().all(|(competes, took_part, name)| !competes && !took_part && *name == 0);
        let appointed = world.matter(id, Command::AppointPanel { members }, &actor(Capacity::Ceo));
        prop_assert_eq!(appointed.is_ok(), sits, "{:?}", appointed);
    }

    // Catches: an adverse final action without notice, before the time to ask is over, or before a hearing that was in time; a hearing
    // called too early; a request that came too late; an action graver than the notice told of.
    #[test]
    fn inv_45_an_adverse_final_action_has_notice_time_and_hearing_or_waiver(
        steps in prop::collection::vec((any::<Index>(), 0_u64..20), 8..40),
        ask in 10_u32..45,
        notice in 10_u32..45,
        by_mailing in any::<bool>(),
        adopted in any::<bool>(),
    ) {
        let mut world = world();
        if adopted {
            let clock = if by_mailing { NoticeClock::Mailing } else { NoticeClock::Receipt };
            world.adopt_topics(vec![hearing(ask, notice, clock)]);
        }
        let (ask, notice) = if adopted { (ask, notice) } else { (30, 30) };
        let id = world.investigate(Cause::CompetenceOrConduct);
        let mut told: Vec<(Instant, Command)> = Vec::new();
        for (pick, days) in steps {
            world.now += TimeDelta::days(days as i64);
            let lawful: Vec<(Command, World)> = hearing_commands(&world)
                .into_iter()
                .filter_map(|(command, by)| {
                    let mut after = world.clone();
                    after.matter(id, command.clone(), &by).ok().map(|()| (command, after))
                })
                .collect();
            if lawful.is_empty() { continue; }
            let (command, after) = pick.get(&lawful).clone();
            world = after;
            told.push((world.now, command));
        }
        let mut adverse = None;
        let mut proposed = None;
        for (at, command) in &told {
            if let Command::Recommend { action, .. } = command {
                proposed = Some(*action);
            }
            if let Command::TakeFinalAction(taken) = command
                && taken.action.is_adverse()
            {
                adverse = Some((*at, taken.action));
            }
        }
        let Some((decided, action)) = adverse else { return Ok(()) };
        prop_assert!(proposed.is_some_and(|proposed| action <= proposed));
        let mut window = None;
        let (mut requested, mut heard, mut waived) = (None, None, None);
        for (at, command) in &told {
            match command {
                Command::Notify { sent_on, delivery, .. } => {
                    let known = (adopted && by_mailing) || *delivery == Delivery::InHand;
                    let from = known.then_some(*sent_on);
                    window = from.map(|from| from + Days::new(u64::from(ask)));
                }
                Command::RecordReceipt { received_on } if !(adopted && by_mailing) => {
                    window = Some(*received_on + Days::new(u64::from(ask)));
                }
                Command::RequestHearing => {
                    prop_assert!(window.is_none_or(|last| day_of(*at) <= last));
                    requested = Some(*at);
                }
                Command::ScheduleHearing { notice_on, hearing_at, .. } => {
                    prop_assert!(day_of(*hearing_at) >= *notice_on + Days::new(u64::from(notice)));
                    heard = Some(*hearing_at);
                }
                Command::ConcludeHearing { .. } => prop_assert!(heard.is_some_and(|begun| begun <= *at)),
                Command::RecordWaiver { how } => {
                    waived = Some(*how);
                    match how {
                        Waiver::Silence => {
                            prop_assert!(requested.is_none() && window.is_some_and(|last| day_of(*at) > last));
                        }
                        Waiver::NoShow => prop_assert!(heard.is_some_and(|begun| begun <= *at)),
                        Waiver::Written => {}
                    }
                }
                Command::Intervene { .. }
                | Command::OpenInvestigation { .. }
                | Command::Recommend { .. }
                | Command::RecordReceipt { .. }
                | Command::AppointPanel { .. }
                | Command::Appeal { .. }
                | Command::TakeFinalAction(_)
                | Command::LinkSuspension { .. }
                | Command::ReviewSuspension { .. }
                | Command::RecordNpdbReport(_)
                | Command::Withdraw { .. }
                | Command::Abandon { .. }
                | Command::Close { .. } => {}
            }
        }
        let concluded = told.iter().any(|(at, command)| matches!(command, Command::ConcludeHearing { .. }) && *at <= decided);
        prop_assert!(concluded || waived.is_some());
    }

    // Catches: what one facility does to a provider that changes an answer at another; what is not told there.
    #[test]
    fn inv_63_what_one_facility_does_changes_nothing_at_another_and_is_a_finding_there(
        which in 0_usize..4,
        days in 0_i64..400,
        more in prop::collection::vec(some_instant(), 4),
    ) {
        let mut world = world();
        let (other, id) = elsewhere(&mut world);
        let before = world.clone();
        let from = world.now + TimeDelta::days(days);
        let (reason, ground) = (text("danger"), Ground::default());
        let (command, by, found) = match which {
            0 => (suspend_staff(from, vec![]), Capacity::Mec, Some(Adverse::Suspended)),
            1 => (appointment::Command::Revoke { from, reason, ground }, Capacity::Board, Some(Adverse::Revoked)),
            2 => (appointment::Command::Resign { from, cause: None }, Capacity::Msp, None),
            _ => {
                let ground = Ground::of(Cause::Administrative);
                (appointment::Command::Revoke { from, reason, ground }, Capacity::Board, None)
            }
        };
        let held = world.records.appointment(id).unwrap();
        let facility = world.records.governed(&other).unwrap();
        let events = held.decide(command, world.provider(), &facility, &actor(by), world.now).unwrap();
        world.record(Stream::Appointment(id), DomainEvent::Appointment, events);
        for (item, place) in ITEMS.iter().flat_map(|item| [(item, MAIN), (item, ANNEX)]) {
            prop_assert_eq!(world.over_time(item, place), before.over_time(item, place));
            for at in &more {
                let (was, is) = (before.ask(item, place, *at), world.ask(item, place, *at));
                prop_assert_eq!(is.conditions(), was.conditions());
            }
        }
        let here = findings_elsewhere(&world.records, world.provider, &facility_id());
        prop_assert_eq!(here.iter().map(|finding| finding.what).collect::<Vec<_>>(), Vec::from_iter(found));
        prop_assert!(here.iter().all(|finding| finding.facility == other && finding.from == from));
        prop_assert_eq!(findings_elsewhere(&world.records, world.provider, &other), vec![]);
    }

    // Catches: fewer together than the rules ask; one person under two hats, or one hat worn by two, counted twice.
    #[test]
    fn as_many_suspend_together_as_the_rules_ask(
        together in 1_u32..4,
        others in prop::collection::vec((0_usize..3, 0_usize..3), 0..4),
    ) {
        let mut world = world();
        world.adopt_topics(vec![summary_suspension(together)]);
        let hats = [Capacity::Chair, Capacity::Ceo, Capacity::MedicalDirector];
        let names = ["Somebody as MEC", "Lee", "Kim"];
        let named = |(name, hat): &(usize, usize)| Actor::new(names[*name], hats[*hat]).unwrap();
        let with: Vec<Actor> = others.iter().map(named).collect();
        let mut counted = vec![(0, 9)];
        for (name, hat) in others.into_iter().filter(|(_, hat)| *hat < 2) {
            if counted.iter().all(|(held, own)| *held != name && *own != hat) {
                counted.push((name, hat));
            }
        }
        let suspended = world.staff(suspend_staff(world.now, with), Capacity::Mec);
        prop_assert_eq!(suspended.is_ok(), counted.len() >= together as usize, "{:?}", suspended);
    }
}

/// Everything that may be asked between the recommendation and the final action, in the names of those who may.
fn hearing_commands(world: &World) -> Vec<(Command, Actor)> {
    let (why, today) = (|| text("as it was"), day_of(world.now));
    let own = || in_person(world);
    let notify = |delivery, received_on| {
        let contents = NoticeContent::ALL.to_vec();
        Command::Notify { sent_on: today, delivery, received_on, contents }
    };
    let call = |days: i64| {
        let (place, hearing_at) = (text("room"), world.now + TimeDelta::days(days));
        Command::ScheduleHearing { notice_on: today, hearing_at, place, witnesses: vec![] }
    };
    let taken = |action| Command::TakeFinalAction(FinalAction { action, from: world.now, until: None, reason: why() });
    let member = |name: &str| PanelMember {
        name: text(name),
        provider: None,
        direct_competitor: false,
        took_part_earlier: false,
    };
    let recommend = |action| (Command::Recommend { action, reason: why() }, actor(Capacity::Mec));
    let waive = |how, by| (Command::RecordWaiver { how }, by);
    vec![
        recommend(ReviewAction::None),
        recommend(ReviewAction::Restriction),
        recommend(ReviewAction::Revocation),
        (notify(Delivery::InHand, None), actor(Capacity::Msp)),
        (notify(Delivery::CertifiedMail, None), actor(Capacity::Msp)),
        (Command::RecordReceipt { received_on: today }, actor(Capacity::Msp)),
        (Command::RequestHearing, own()),
        (call(5), actor(Capacity::Ceo)),
        (call(20), actor(Capacity::Ceo)),
        (call(45), actor(Capacity::Ceo)),
        (Command::AppointPanel { members: vec![member("Dr Able")] }, actor(Capacity::Ceo)),
        (
            Command::ConcludeHearing { recommends: ReviewAction::Restriction, report: why() },
            actor(Capacity::HearingPanel),
        ),
        waive(Waiver::Silence, actor(Capacity::Msp)),
        waive(Waiver::Written, own()),
        waive(Waiver::NoShow, actor(Capacity::Msp)),
        (Command::Appeal { grounds: why() }, own()),
        (taken(ReviewAction::Restriction), actor(Capacity::Board)),
        (taken(ReviewAction::Revocation), actor(Capacity::Board)),
    ]
}

/// From an open investigation to a hearing that is called.
fn to_hearing(world: &mut World, id: cred_core::id::CorrectiveActionId) {
    let recommend = Command::Recommend { action: ReviewAction::Revocation, reason: text("poor") };
    world.matter(id, recommend, &actor(Capacity::Mec)).unwrap();
    let contents = NoticeContent::ALL.to_vec();
    let (sent_on, delivery) = (day_of(world.now), Delivery::InHand);
    let notify = Command::Notify { sent_on, delivery, received_on: None, contents };
    world.matter(id, notify, &actor(Capacity::Msp)).unwrap();
    world.matter(id, Command::RequestHearing, &in_person(world)).unwrap();
    let (place, hearing_at) = (text("room"), world.now + TimeDelta::days(40));
    let call = Command::ScheduleHearing { notice_on: sent_on, hearing_at, place, witnesses: vec![] };
    world.matter(id, call, &actor(Capacity::Msp)).unwrap();
}

/// Another facility that the provider is appointed to.
fn elsewhere(world: &mut World) -> (FacilityId, AppointmentId) {
    let other = FacilityId::parse("hilltop").unwrap();
    world.establish(&other, zone("America/Phoenix"));
    world.adopt_bylaws_of(&other, &bylaws()).unwrap();
    let id = AppointmentId::from_uuid(Uuid::from_u128(8000));
    let proof = world.newest_file().credentialed(world.now).unwrap();
    let own = &world.records.governed(&other).unwrap();
    let (subject, board) = (world.provider(), actor(Capacity::Board));
    let authority = Authority::of(Host::of_facility(own.facility(), own.home()));
    let terms = AppointmentTerms {
        category: text("active"),
        start: world.now,
        months: 24,
        membership: true,
        provisional_until: None,
    };
    let events = Appointment::appoint(&proof, subject, own, [], terms, &authority, &board, world.now).unwrap();
    world.record(Stream::Appointment(id), DomainEvent::Appointment, events);
    (other, id)
}

// Catches: a notice that keeps something back; a receipt before the sending; a hearing 29 days after its notice, or a request on day 31.
#[test]
fn the_days_of_notice_and_hearing_are_counted_from_day_0() {
    let mut world = world();
    world.now = dawn("2026-03-01") + TimeDelta::hours(9);
    let id = world.investigate(Cause::CompetenceOrConduct);
    let recommend = Command::Recommend { action: ReviewAction::Revocation, reason: text("poor") };
    world.matter(id, recommend, &actor(Capacity::Mec)).unwrap();
    let msp = actor(Capacity::Msp);
    let notify = |contents: &[NoticeContent]| Command::Notify {
        sent_on: date("2026-03-01"),
        delivery: Delivery::CertifiedMail,
        received_on: None,
        contents: contents.to_vec(),
    };
    let refused = world.matter(id, notify(&NoticeContent::ALL[..4]), &msp).unwrap_err();
    assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    world.matter(id, notify(&NoticeContent::ALL), &msp).unwrap();
    world.wait(60);
    let silence = Command::RecordWaiver { how: Waiver::Silence };
    assert!(world.matter(id, silence.clone(), &msp).is_err(), "the time runs from receipt, and none is proven");
    world.matter(id, Command::RecordReceipt { received_on: date("2026-03-05") }, &msp).unwrap();
    let last = world.records.corrective_action(id).unwrap().notice().unwrap().ask_until;
    assert_eq!(last, Some(date("2026-04-04")));
    let asks = |world: &World, day: &str| {
        let mut world = world.clone();
        world.now = dawn(day) + TimeDelta::hours(23);
        let own = in_person(&world);
        world.matter(id, Command::RequestHearing, &own).is_ok()
    };
    assert!(asks(&world, "2026-04-04") && !asks(&world, "2026-04-05"));
    let waives = |world: &World, day: &str| {
        let mut world = world.clone();
        world.now = dawn(day);
        world.matter(id, silence.clone(), &msp).is_ok()
    };
    assert!(!waives(&world, "2026-04-04") && waives(&world, "2026-04-05"));
    world.now = dawn("2026-04-01");
    world.matter(id, Command::RequestHearing, &in_person(&world)).unwrap();
    let call = |day: &str| Command::ScheduleHearing {
        notice_on: date("2026-04-01"),
        hearing_at: dawn(day) + TimeDelta::hours(9),
        place: text("room"),
        witnesses: vec![],
    };
    assert!(matches!(world.matter(id, call("2026-04-30"), &msp).unwrap_err().reason(), Reason::AgainstRule { .. }));
    world.matter(id, call("2026-05-01"), &msp).unwrap();
    let member = |name: &str| PanelMember {
        name: text(name),
        provider: None,
        direct_competitor: false,
        took_part_earlier: false,
    };
    world.matter(id, Command::AppointPanel { members: vec![member("Dr Able")] }, &actor(Capacity::Ceo)).unwrap();
    let conclude = || Command::ConcludeHearing { recommends: ReviewAction::Letter, report: text("heard") };
    world.now = dawn("2026-05-01") + TimeDelta::hours(8);
    assert!(world.matter(id, conclude(), &actor(Capacity::HearingPanel)).is_err(), "it has not begun");
    world.now += TimeDelta::hours(1);
    world.matter(id, conclude(), &actor(Capacity::HearingPanel)).unwrap();
}

// Catches: a revocation past the hearing that the bylaws ask; a decision about somebody or something else; a summary precaution read as
// a final action.
#[test]
fn inv_45_a_revocation_needs_the_final_action_where_a_rule_on_hearings_is_adopted() {
    let mut world = world();
    world.adopt_topics(vec![hearing(30, 30, NoticeClock::Receipt)]);
    let revoke = |ground, from| appointment::Command::Revoke { from, reason: text("poor"), ground };
    let (refused, now) = (
        |world: &mut World, ground| {
            let from = world.now;
            world.staff(revoke(ground, from), Capacity::Board).unwrap_err()
        },
        world.now,
    );
    assert!(matches!(refused(&mut world, Ground::default()).reason(), Reason::AgainstRule { .. }));
    let (_, restriction) = world.decide_finally(ReviewAction::Restriction);
    assert!(matches!(refused(&mut world, Ground::decided(restriction)).reason(), Reason::Mismatch { .. }));
    let staff = Suspended::Appointment(world.newest_appointment().id());
    let (_, precaution) = world.precaution(staff);
    assert!(matches!(refused(&mut world, Ground::decided(precaution)).reason(), Reason::Mismatch { .. }));
    let (by, decision) = world.decide_finally(ReviewAction::Revocation);
    world.staff(revoke(Ground::decided(decision), now), Capacity::Board).unwrap();
    assert_eq!(world.newest_appointment().taken().last().unwrap().decision, Some(by));
}

// Catches: a restriction that pretends to rest on a decision; a precaution by the board, or a final action by the committee.
#[test]
fn a_restriction_rests_on_what_its_basis_says() {
    let mut world = world();
    let (by, decision) = world.decide_finally(ReviewAction::Restriction);
    let staff = Suspended::Appointment(world.newest_appointment().id());
    let (other, precaution) = world.precaution(staff);
    let (id, from) = (world.newest_of(CORE).id(), world.now);
    let restriction = |basis| Restriction { basis, ..Restriction::condition(from, text("limited")) };
    let (last, early) = (RestrictionBasis::FinalAction(by), RestrictionBasis::Precaution(other));
    use privilege_request::Command::{ImposeRestriction, Restrict};
    let mut gives = |command, by| world.privilege(id, command, by).is_ok();
    for basis in [last, early] {
        assert!(!gives(Restrict(restriction(basis)), Capacity::Board));
    }
    for (basis, decision, by, lawful) in [
        (last, &decision, Capacity::Board, true),
        (last, &decision, Capacity::Mec, false),
        (last, &precaution, Capacity::Board, false),
        (early, &precaution, Capacity::Mec, true),
        (early, &precaution, Capacity::Board, false),
        (early, &decision, Capacity::Mec, false),
        (RestrictionBasis::Agreed, &decision, Capacity::Board, false),
    ] {
        let command = ImposeRestriction { restriction: restriction(basis), decision: decision.clone() };
        assert_eq!(gives(command, by), lawful, "{basis:?} {by}");
    }
}

// Catches: a review that is not owed, not linked, or that a late one makes good; a missed review that lifts something.
#[test]
fn a_missed_review_leaves_the_suspension_in_force() {
    let mut world = world();
    world.adopt_topics(vec![summary_suspension(1)]);
    world.now = dawn("2026-05-01") + TimeDelta::hours(10);
    world.staff(suspend_staff(world.now, vec![]), Capacity::Chair).unwrap();
    let id = world.raise();
    let suspended = Suspended::Appointment(world.newest_appointment().id());
    let review = || Command::ReviewSuspension { outcome: SuspensionOutcome::Continue, note: text("danger") };
    assert!(world.matter(id, review(), &actor(Capacity::Mec)).is_err(), "nothing is linked");
    world.matter(id, Command::LinkSuspension { suspended, from: world.now }, &actor(Capacity::Msp)).unwrap();
    let owed = |world: &World, as_of: Instant| {
        let own = world.records.facility(&facility_id()).unwrap();
        owed_reviews(&world.records, &world.standards(), world.provider, own, as_of).pop().unwrap()
    };
    let at_last = owed(&world, dawn("2026-05-16") - TimeDelta::microseconds(1));
    assert_eq!((at_last.due, at_last.missed, at_last.reviewed_at), (date("2026-05-15"), false, None));
    assert!(owed(&world, dawn("2026-05-16")).missed);
    assert_eq!(world.may(CORE, dawn("2026-08-01")), Truth::Unmet);
    let mut in_time = world.clone();
    in_time.now = dawn("2026-05-15");
    in_time.matter(id, review(), &actor(Capacity::Mec)).unwrap();
    assert!(!owed(&in_time, dawn("2026-09-01")).missed);
    world.now = dawn("2026-05-20");
    world.matter(id, review(), &actor(Capacity::Mec)).unwrap();
    let late = owed(&world, dawn("2026-09-01"));
    assert!(late.missed && late.reviewed_at.is_some());
}

// Catches: a full term, a long one or one without a reason while an investigation is open; an administrative one that shortens a term.
#[test]
fn under_investigation_there_is_a_conditional_short_term_alone() {
    let reappoint = |world: &mut World, months, conditional: Option<&str>| {
        let proof = world.newest_file().credentialed(world.now).unwrap();
        let investigation = open_investigation(&world.records, world.provider, &facility_id(), world.now);
        let conditional = conditional.map(text);
        let authority = world.authority();
        let command = appointment::Command::Reappoint { proof, months, authority, conditional, investigation };
        let held = world.newest_appointment();
        held.decide(command, world.provider(), &world.governed(), &actor(Capacity::Board), world.now).is_ok()
    };
    let mut world = world();
    assert!(reappoint(&mut world, 24, None) && !reappoint(&mut world, 13, Some("pending")));
    world.investigate(Cause::Administrative);
    assert!(reappoint(&mut world, 24, None));
    let id = world.investigate(Cause::CompetenceOrConduct);
    assert!(!reappoint(&mut world, 24, None) && !reappoint(&mut world, 6, None));
    assert!(!reappoint(&mut world, 13, Some("pending")) && reappoint(&mut world, 12, Some("pending")));
    world.wait(1);
    world.matter(id, Command::Abandon { reason: text("unfounded") }, &actor(Capacity::Mec)).unwrap();
    assert!(reappoint(&mut world, 24, None));
}

// Catches: a restriction lifted that was none; one that binds after it was lifted.
#[test]
fn a_restriction_binds_until_it_is_lifted() {
    let mut world = world();
    world.now = dawn("2026-03-01");
    let (id, from) = (world.newest_of(ROBOTIC).id(), world.now);
    let limits = Limits { sites_excluded: vec![site(MAIN)], ..Limits::default() };
    let restriction = Restriction { limits, ..Restriction::condition(from, text("not here")) };
    world.privilege(id, privilege_request::Command::Restrict(restriction), Capacity::Board).unwrap();
    let lift = |number, from| privilege_request::Command::LiftRestriction { number, from };
    for number in [0, 2, u32::MAX] {
        assert!(world.privilege(id, lift(number, from), Capacity::Board).is_err(), "{number}");
    }
    let over = dawn("2026-04-01");
    world.privilege(id, lift(1, over), Capacity::Board).unwrap();
    assert_eq!(world.may(ROBOTIC, over - TimeDelta::microseconds(1)), Truth::Unmet);
    assert_eq!(world.may(ROBOTIC, over), Truth::Met);
    assert!(world.privilege(id, lift(1, over), Capacity::Board).is_err(), "it is over");
}
