//! Invariants 47 to 55: history is kept, knowledge has a time of its own, and the machines say what they do with every command.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use cred_core::{
    actor::Capacity,
    appointment,
    appointment::Ground,
    credentialing::credentialing_file,
    delineation::privilege_set,
    enrollment,
    evidence::verification,
    exercise::{answer::Answer, explanation::Explanation},
    facility::{self, organization},
    journal::{DomainEvent, Recorded, Stream},
    machine::Machine,
    privileging::privilege_request::{self, Command},
    provider,
    records::Records,
    refusal::Reason,
    time::{Instant, calendar::MonthCount},
    timeline::{finding::Finding, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    authority::points,
    happenings::{What, a_happening, happenings, some_instant},
    house::{CORE, ITEMS, MAIN, date, instant, policy, text},
    naive::midnight,
    plan::{Plan, world},
    world::{World, actor, cases},
};

static MACHINES: [&Machine; 9] = [
    &provider::MACHINE,
    &enrollment::MACHINE,
    &verification::MACHINE,
    &credentialing_file::MACHINE,
    &appointment::MACHINE,
    &privilege_request::MACHINE,
    &facility::MACHINE,
    &organization::MACHINE,
    &privilege_set::MACHINE,
];

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    truth: Truth,
    until: Option<(Instant, Truth)>,
    conditions: Vec<String>,
    because: Vec<Finding>,
    /// The explanation, in both of its forms.
    told: [String; 2],
}

fn said(world: &World, answer: &Answer) -> Said {
    let explanation = Explanation::of(&world.records, answer);
    Said {
        truth: answer.truth(),
        until: answer.until(),
        conditions: answer.conditions().to_vec(),
        because: answer.because(),
        told: [explanation.short(), explanation.full()],
    }
}

fn all_said(world: &World, at: Instant) -> Vec<Said> {
    ITEMS.iter().map(|item| said(world, &world.ask(item, MAIN, at))).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    // Catches: `apply` that reaches beyond its own stream, or forgets what an earlier event said.
    #[test]
    fn inv_47_and_48_what_was_known_at_a_time_stays_as_it_was(history in happenings(), at in some_instant()) {
        let mut world = world();
        let mut known = vec![(world.now, world.history.len(), world.records.clone(), all_said(&world, at))];
        for happening in &history {
            let _ = happening.befall(&mut world);
            known.push((world.now, world.history.len(), world.records.clone(), all_said(&world, at)));
        }
        for (position, (when, length, records, answers)) in known.iter().enumerate() {
            // Several commands may fall on one instant: then the last one of them.
            if known.get(position + 1).is_some_and(|(next, ..)| next == when) {
                continue;
            }
            let events: Vec<&Recorded> = world.history.iter().filter(|event| event.recorded_at <= *when).collect();
            prop_assert_eq!(events.len(), *length);
            let mut as_known = world.clone();
            as_known.records = Records::replay(events).unwrap();
            prop_assert_eq!(&as_known.records, records);
            prop_assert_eq!(&all_said(&as_known, at), answers);
        }
    }

    // Catches: a denial without a blocker, or with one that has another value; a line that nobody reads in eight seconds (thirty words at
    // the pace of reading aloud from a screen).
    #[test]
    fn the_short_form_of_a_denial_has_a_line_for_each_blocker(history in happenings(), at in some_instant()) {
        let world = world().lives_through(&history);
        for item in ITEMS {
            let answer = world.ask(item, MAIN, at);
            let explanation = Explanation::of(&world.records, &answer);
            let short = explanation.short();
            let lines = short.lines().filter(|line| line.starts_with("  - ")).count();
            prop_assert_eq!(lines, explanation.blockers().len());
            prop_assert_eq!(lines == 0, answer.truth() == Truth::Met);
            prop_assert!(short.lines().all(|line| line.split_whitespace().count() <= 30), "{}", short);
            let told: Vec<&Finding> = explanation.proof().map_or_else(Vec::new, |proof| proof.findings());
            prop_assert!(told.iter().all(|own| own.cause.truth == answer.truth()));
            // Every requirement of the full form carries its rule.
            let rules = explanation.full().lines().filter(|line| line.trim_start().starts_with("rule ")).count();
            prop_assert_eq!(rules, told.len() + explanation.also_unknown().len());
        }
    }

    // Catches: anything that binds from the day it is recorded or published instead of from its own; a later version of the form that
    // changes a grant under an older one before its day.
    #[test]
    fn inv_49_what_takes_effect_later_changes_nothing_before(
        history in happenings(),
        next in a_happening(),
        more in prop::collection::vec(some_instant(), 12),
    ) {
        let before = world().lives_through(&history);
        let from = next.binds_from(&before);
        let mut after = before.clone();
        let _ = next.befall(&mut after);
        for item in ITEMS {
            let (was, is) = (before.over_time(item, MAIN), after.over_time(item, MAIN));
            for at in points(&was, &more).into_iter().chain(points(&is, &[])).filter(|at| *at < from) {
                prop_assert_eq!(is.at(at), was.at(at), "{} at {}, binding from {}", item, at, from);
            }
        }
    }

    // Catches: a result that depends on the order of streams, on a hash map's order, or on what else was replayed.
    #[test]
    fn inv_50_replay_depends_on_the_order_within_each_stream_alone(
        history in happenings(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 200),
    ) {
        let world = world().lives_through(&history);
        let mut streams: Vec<(&Stream, std::collections::VecDeque<&Recorded>)> = Vec::new();
        for event in &world.history {
            match streams.iter_mut().find(|(stream, _)| **stream == event.stream) {
                Some((_, events)) => events.push_back(event),
                None => streams.push((&event.stream, [event].into())),
            }
        }
        let mut shuffled = Vec::new();
        let mut picks = picks.iter().cycle();
        while !streams.is_empty() {
            let pick = picks.next().unwrap().index(streams.len());
            shuffled.extend(streams[pick].1.pop_front());
            streams.retain(|(_, events)| !events.is_empty());
        }
        prop_assert_eq!(shuffled.len(), world.history.len());
        prop_assert_eq!(&Records::replay(shuffled).unwrap(), &world.records);
    }

    // Catches: an id, a digest or an order drawn from anywhere but the input.
    #[test]
    fn inv_51_the_same_commands_give_the_same_history(history in happenings()) {
        let (one, other) = (world().lives_through(&history), Plan::default().build().lives_through(&history));
        prop_assert_eq!(&one.history, &other.history);
        let ordered = one.history.windows(2).all(|pair| {
            (pair[0].recorded_at, pair[0].seq) < (pair[1].recorded_at, pair[1].seq)
        });
        prop_assert!(ordered);
        prop_assert_eq!(one.records.position(), one.history.len() as u64);
    }

    // Catches: months counted from the wrong day or in days; the end of the month left out; the organisation's zone not asked for.
    #[test]
    fn inv_54_recredentialing_is_due_by_the_policys_count(
        days in 0_i64..120,
        hour in 0_i64..24,
        months in 1_u32..60,
        to_month_end in any::<bool>(),
    ) {
        let count = if to_month_end { MonthCount::ToMonthEnd } else { MonthCount::ToDay };
        let mut policy = policy();
        (policy.recredential_months, policy.recredential_count) = (months, count);
        let approved_at = instant("2026-01-06T00:00:00Z") + TimeDelta::hours(24 * days + hour);
        let appointed_at = approved_at + TimeDelta::minutes(1);
        let first_day = approved_at.date_naive() + TimeDelta::days(1);
        let plan = Plan { policy, approved_at, appointed_at, items: vec![], term: (first_day, 1), ..Plan::default() };
        let world = plan.build();
        let term = world.newest_file().approval().unwrap().term;
        let decided = approved_at.with_timezone(&chrono_tz::America::Phoenix).date_naive();
        let over = by_hand(decided, months, to_month_end);
        prop_assert_eq!(term.start(), approved_at);
        prop_assert_eq!(term.end(), Some(midnight(over, chrono_tz::America::Phoenix)));
    }

    // Catches: a reappointment that begins at its decision, leaves a gap, or follows a term that is over.
    #[test]
    fn inv_55_a_reappointment_begins_where_the_term_ends(
        months in prop::collection::vec(0_u32..48, 1..4),
        wait in 0_i64..30_000,
    ) {
        let mut world = world();
        world.now += TimeDelta::hours(wait);
        for months in months {
            let end = world.newest_appointment().end().unwrap();
            let terms = world.newest_appointment().terms().len();
            // Only the term that runs is followed: a second decision now would reach past the bylaws' longest.
            let ahead = terms > 1 && world.newest_appointment().terms().last().is_some_and(|last| world.now < last.start());
            let lawful = world.now < end && (1..=36).contains(&months) && !ahead;
            let credentialed = world.newest_file().credentialed(world.now).is_some();
            prop_assert_eq!(world.reappoint(months).is_ok(), lawful || !credentialed);
            let held = world.newest_appointment();
            prop_assert_eq!(held.terms().len(), terms + usize::from(lawful && credentialed));
            prop_assert!(held.terms().windows(2).all(|pair| pair[0].end() == Some(pair[1].start())));
        }
    }

    // Catches: a way out of an ending that has come. One recorded for later is no shield today.
    #[test]
    fn inv_53_nothing_leaves_an_ending(history in happenings(), next in a_happening()) {
        let mut world = world().lives_through(&history);
        let over = |world: &World| {
            let privilege = |item| privilege_request::MACHINE.terminal.contains(&world.newest_of(item).state_at(world.now));
            (
                appointment::MACHINE.terminal.contains(&world.newest_appointment().state_at(world.now)),
                credentialing_file::MACHINE.terminal.contains(&world.newest_file().state_name()),
                ITEMS.map(privilege),
                provider::MACHINE.terminal.contains(&world.provider().state()),
            )
        };
        let (staff, file, privileges, died) = over(&world);
        let happened = next.befall(&mut world).is_ok();
        let barred = match next.what {
            What::SuspendPrivilege(n)
            | What::LiftPrivilege(n)
            | What::RevokePrivilege(n)
            | What::RelinquishPrivilege(n)
            | What::RestrictPrivilege(n) => privileges[n],
            What::SuspendStaff
            | What::LiftStaff
            | What::TakeLeave
            | What::ReturnFromLeave
            | What::Resign
            | What::RevokeStaff => staff,
            What::TerminateFile => file,
            What::Death => died,
            // A death may be found to lie before an ending.
            What::StaffDeath
            | What::GrantAgain(_)
            | What::Reappoint(_)
            | What::ApproveAgain
            | What::Outage { .. }
            | What::ReturnToService(_)
            | What::EndResource(_)
            | What::Tell(_)
            | What::EnterInError(_)
            | What::NewBylaws { .. }
            | What::NewForm { .. } => false,
        };
        prop_assert!(!(barred && happened), "{:?}", next);
    }
}

/// The first day after so many months, by counting months and days by hand; 29 February falls to the 28th.
fn by_hand(from: NaiveDate, months: u32, to_month_end: bool) -> NaiveDate {
    let count = from.year() * 12 + i32::try_from(from.month0() + months).unwrap();
    let (year, month) = (count.div_euclid(12), u32::try_from(count.rem_euclid(12)).unwrap() + 1);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let last = NaiveDate::from_ymd_opt(year, month, length).unwrap();
    if to_month_end {
        last.succ_opt().unwrap()
    } else {
        NaiveDate::from_ymd_opt(year, month, from.day().min(length)).unwrap()
    }
}

// Catches: a row to a state that is not listed; a pair that is neither a transition nor a typed refusal; a capacity let through.
#[test]
fn inv_52_every_command_in_every_state_is_a_transition_or_a_typed_refusal() {
    for machine in MACHINES {
        let states = || std::iter::once(Machine::START).chain(machine.states.iter().copied());
        for (state, command) in states().flat_map(|state| machine.commands().into_iter().map(move |c| (state, c))) {
            let rows = || machine.transitions.iter().filter(|row| row.from == state && row.command == command);
            for capacity in Capacity::ALL {
                let listed = rows().any(|row| row.by.contains(&capacity));
                match machine.admit(state, command, &actor(capacity)) {
                    Ok(row) => assert!(listed && row.to.iter().all(|to| machine.states.contains(to))),
                    Err(refusal) => {
                        assert!(!listed);
                        let known = rows().next().is_some();
                        assert_eq!(matches!(refusal.reason(), Reason::NotYours { .. }), known);
                        assert_eq!(matches!(refusal.reason(), Reason::NotInThisState { .. }), !known);
                        assert_eq!((refusal.state(), refusal.command()), (state, command));
                    }
                }
            }
        }
    }
}

// Catches: a terminal state with a row; a state that is reached by none.
#[test]
fn inv_53_the_tables_leave_no_ending_and_reach_every_state() {
    for machine in MACHINES {
        for state in machine.states {
            let leaves = machine.transitions.iter().any(|row| row.from == *state && row.to != [*state]);
            let alone = machine.states.len() == 1;
            assert_eq!(leaves, !machine.terminal.contains(state) && !alone, "{} {state}", machine.name);
            let reached = machine.transitions.iter().any(|row| row.to.contains(state));
            assert!(reached, "{} {state}", machine.name);
        }
    }
}

// Catches: an event of one kind accepted into a stream of another; a stream begun twice; one begun in its middle.
#[test]
fn inv_47_a_history_that_cannot_be_is_refused_and_changes_nothing() {
    let world = world();
    let begins = |event: &&Recorded| matches!(&event.event, DomainEvent::Provider(_));
    let first = world.history.iter().find(begins).unwrap();
    let mut records = world.records.clone();
    assert!(records.apply(first).is_err());
    let elsewhere = Recorded { stream: Stream::Facility(crate::world::facility_id()), ..first.clone() };
    assert!(records.apply(&elsewhere).is_err());
    let middle = world.history.iter().rev().find(|event| matches!(event.stream, Stream::Privilege(_))).unwrap();
    assert!(Records::default().apply(middle).is_err());
    assert_eq!(records, world.records);
}

// Catches: a grant whose end can be lifted.
#[test]
fn inv_53_a_privilege_given_up_stays_given_up() {
    let mut world = world();
    let (id, from) = (world.newest_of(CORE).id(), world.now);
    world.privilege(id, Command::Relinquish { from, cause: None }, Capacity::Msp).unwrap();
    let reason = || text("a reason");
    for (command, by) in [
        (Command::Lift { from }, Capacity::Mec),
        (Command::Suspend { from, reason: reason(), ground: Ground::default() }, Capacity::Chair),
        (Command::Revoke { from, reason: reason(), ground: Ground::default() }, Capacity::Board),
        (Command::Relinquish { from, cause: None }, Capacity::Msp),
        (Command::Withdraw, Capacity::Msp),
        (Command::Deny { reason: reason() }, Capacity::Board),
        (Command::ConcludeFppe { report: reason(), fewer: None }, Capacity::Chair),
    ] {
        let refused = world.privilege(id, command, by).unwrap_err();
        assert!(matches!(refused.reason(), Reason::NotInThisState { .. }), "{refused}");
    }
    assert_eq!(by_hand(date("2024-02-29"), 36, false), date("2027-02-28"));
}
