//! What would change: the difference of two states of the records against asking both at every border; and suppositions against the same
//! thing really happening.

use chrono::{Days, NaiveDate, TimeDelta};
use cred_core::{
    appointment,
    exercise::{
        answer::ask,
        due::upcoming,
        duties::{Duty, duties},
        impact::{Impact, cases as booked, impact},
        question::{Question, What},
        simulation::Adopting,
        supposition::{NotSupposable, Supposition, suppose},
    },
    facility::{self, resource::Outage},
    id::ProviderId,
    provider::{claim::Claim, credential::Credential, element::ElementKind},
    records::Records,
    standard::{
        adoption::Adoption,
        limit::Limit,
        rule::OnBreach,
        topic::{Topic, credentialing, privileging},
    },
    time::{Instant, partial_date::PartialDate, period::Period},
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    happenings::{happenings, some_instant},
    house::{
        ANNEX, CORE, ITEMS, MAIN, ROBOTIC, az_license, certificate, date, dea, found, instant, insurance, item,
        resource, site, text,
    },
    plan::Plan,
    supervising::{adopted, staff, terms},
    world::{NAME, World, cases, facility_id},
};

/// The default staff: two surgeons with the same privileges.
pub(crate) fn two() -> (World, ProviderId) {
    static TWO: std::sync::OnceLock<(World, ProviderId)> = std::sync::OnceLock::new();
    let make = || {
        let plan = Plan::default();
        let mut world = plan.clone().build();
        let colleague = world.joined_by_a_colleague(&plan, &[CORE, ROBOTIC]);
        (world, colleague)
    };
    TWO.get_or_init(make).clone()
}

#[derive(Debug, Clone)]
enum Supposed {
    Lapse(usize, u64),
    Outage(u64, Option<u64>),
    Cover(u64),
    Watch(u64),
    Leaving(u64),
}

fn supposed() -> impl Strategy<Value = Supposed> {
    prop_oneof![
        (0_usize..4, 0_u64..800).prop_map(|(which, days)| Supposed::Lapse(which, days)),
        (0_u64..800, prop::option::of(1_u64..90)).prop_map(|(from, days)| Supposed::Outage(from, days)),
        (0_u64..400).prop_map(Supposed::Cover),
        (0_u64..400).prop_map(Supposed::Watch),
        (0_u64..800).prop_map(Supposed::Leaving),
    ]
}

/// A registration that is to be renewed by a day, with its window and its late time.
fn a_registration_to_renew() -> impl Strategy<Value = Vec<Supposed>> {
    (0_u64..400, 0_u64..600).prop_map(|(watched, days)| vec![Supposed::Lapse(3, days), Supposed::Watch(watched)])
}

fn lapsing(which: usize) -> (Credential, &'static str, Option<&'static str>) {
    match which {
        0 => (az_license(), "2020-01-01", None),
        1 => (certificate("ACLS"), "2025-01-01", Some("America/Chicago")),
        2 => (insurance(1_000_000, 3_000_000), "2025-01-01", Some("America/Chicago")),
        _ => (dea(&["2", "3"]), "2024-01-01", None),
    }
}

fn day(world: &World, days: u64) -> NaiveDate {
    world.governed().zone().date_at(world.now) + Days::new(days + 1)
}

fn outage(world: &World, from: u64, days: Option<u64>) -> Period {
    let start = world.now + TimeDelta::days(i64::try_from(from).unwrap());
    Period::new(start, days.map(|days| start + TimeDelta::days(i64::try_from(days).unwrap()))).unwrap()
}

fn more_cover(world: &World, days: u64) -> Adoption {
    let topic = Topic::Insurance(privileging::Insurance { per_claim: 2_000_000, aggregate: 6_000_000 });
    Adoption { from: day(world, days), ..adopted(vec![topic], OnBreach::Block) }
}

/// Duties and no blocks: evaluations, looks at licences, and the renewal of registrations.
fn more_to_do(world: &World, days: u64) -> Adoption {
    let looks =
        credentialing::Monitoring { element: ElementKind::License, interval: Limit::days(40), review_within: None };
    let renewal = privileging::DeaRenewal { window: Limit::days(60), late_within: Limit::months(1) };
    let topics = vec![
        Topic::Oppe(privileging::Interval { interval: Limit::months(6) }),
        Topic::Monitoring(looks),
        Topic::DeaRenewal(renewal),
    ];
    Adoption { from: day(world, days), ..adopted(topics, OnBreach::Task) }
}

impl Supposed {
    fn supposition(&self, world: &World) -> Supposition {
        match self {
            Self::Lapse(which, days) => Supposition::Lapse {
                provider: world.provider,
                element: lapsing(*which).0.key(),
                last_day: day(world, *days),
            },
            Self::Outage(from, days) => Supposition::Outage {
                facility: facility_id(),
                site: site(MAIN),
                resource: resource("robot"),
                period: outage(world, *from, *days),
            },
            Self::Cover(days) => Supposition::Adoption {
                by: Adopting::Facility(facility_id()),
                adoption: Box::new(more_cover(world, *days)),
            },
            Self::Watch(days) => Supposition::Adoption {
                by: Adopting::Facility(facility_id()),
                adoption: Box::new(more_to_do(world, *days)),
            },
            Self::Leaving(days) => Supposition::Leaving {
                provider: world.provider,
                facility: None,
                from: outage(world, *days, None).start(),
            },
        }
    }

    /// The same by commands, as the people concerned would give them. Whether it was allowed.
    fn happens(&self, world: &mut World) -> bool {
        match self {
            Self::Lapse(which, days) => {
                let (credential, from, zone) = lapsing(*which);
                let answered = zone.map_or(world.now.date_naive(), |own| crate::house::zone(own).date_at(world.now));
                let answer = found(credential, from, &day(world, *days).to_string()).on(answered);
                world.verify(&zone.map_or(answer.clone(), |zone| answer.zone(zone))).is_ok()
            }
            Self::Outage(from, days) => {
                let outage = Outage { period: outage(world, *from, *days), reason: text("repair"), limits: None };
                let (site, resource) = (site(MAIN), resource("robot"));
                world.facility(facility::Command::RecordOutage { site, resource, outage }).is_ok()
            }
            Self::Cover(days) => {
                let adoption = more_cover(world, *days);
                world.facility(facility::Command::AdoptPack(Box::new(adoption))).is_ok()
            }
            Self::Watch(days) => {
                let adoption = more_to_do(world, *days);
                world.facility(facility::Command::AdoptPack(Box::new(adoption))).is_ok()
            }
            Self::Leaving(days) => {
                let from = outage(world, *days, None).start();
                let applicant = cred_core::actor::Actor::new(NAME, cred_core::actor::Capacity::Provider);
                let applicant = applicant.unwrap().being(world.provider);
                world.staff_as(appointment::Command::Resign { from, cause: None }, &applicant).is_ok()
            }
        }
    }
}

fn truth_of(records: &Records, who: ProviderId, what: &str, at_site: &str, at: Instant) -> Truth {
    let question = Question::new(who, What::Privilege(item(what)), facility_id(), site(at_site), at);
    ask(records, question).unwrap().truth()
}

/// What a list of changes says of one answer at an instant: the two values, where they differ.
fn said(impact: &Impact, who: ProviderId, what: &str, at_site: &str, at: Instant) -> Vec<(Truth, Truth)> {
    let own =
        impact.answers.iter().filter(|own| own.provider == who && own.item == item(what) && own.site == site(at_site));
    own.filter(|own| own.during.contains(at)).map(|own| (own.before, own.after)).collect()
}

/// A duty as far as it is told to differ: that it is overdue is read from its day.
fn said_of(duty: &Duty) -> String {
    format!(
        "{} {} by {} {:?} {:?} {} {:?}",
        duty.code, duty.what, duty.due_by, duty.done_on, duty.owed_by, duty.citation, duty.on_breach
    )
}

fn owed(records: &Records, who: ProviderId, as_of: Instant) -> Vec<String> {
    let facility = records.facility(&facility_id()).unwrap();
    duties(records, who, facility, as_of).unwrap().iter().map(said_of).collect()
}

/// What each of two lists has and the other has not.
fn less(mut one: Vec<String>, mut other: Vec<String>) -> (Vec<String>, Vec<String>) {
    one.retain(|own| match other.iter().position(|also| also == own) {
        Some(place) => {
            other.remove(place);
            false
        }
        None => true,
    });
    (one, other)
}

proptest! {
    #![proptest_config(cases(40))]

    // Catches: a change that is told too early or too late, or twice; an answer, a site or a person left out; a roster counted by grants
    // instead of by who may; a change outside of the window.
    #[test]
    fn the_impact_is_what_asking_before_and_after_finds(
        happened in happenings(),
        supposed in prop::collection::vec(supposed(), 1..3),
        probes in prop::collection::vec(some_instant(), 4),
        ends in prop::option::of(some_instant()),
    ) {
        let (world, colleague) = two();
        let world = world.lives_through(&happened);
        let suppositions: Vec<_> = supposed.iter().map(|own| own.supposition(&world)).collect();
        let Ok(after) = suppose(&world.records, &suppositions, world.now) else { return Ok(()) };
        let window = Period::new(world.now, ends.filter(|end| *end > world.now)).unwrap();
        let found = impact(&world.records, &after, &facility_id(), window).unwrap();
        let step = TimeDelta::microseconds(1);
        for at_site in [MAIN, ANNEX] {
            for what in ITEMS {
                let people = [world.provider, colleague];
                let mut borders = vec![window.start()];
                for records in [&world.records, &after] {
                    for who in people {
                        let question = Question::new(who, What::Privilege(item(what)), facility_id(), site(at_site), world.now);
                        let answer = ask(records, question).unwrap();
                        borders.extend(answer.evaluation().truth().changes().iter().map(|(at, _)| *at));
                    }
                }
                for at in borders.iter().flat_map(|at| [*at - step, *at]).chain(probes.iter().copied()) {
                    let inside = window.contains(at);
                    let values = people.map(|who| {
                        let pair = (truth_of(&world.records, who, what, at_site, at), truth_of(&after, who, what, at_site, at));
                        (who, pair)
                    });
                    for (who, pair) in values {
                        let wanted = if inside && pair.0 != pair.1 { vec![pair] } else { vec![] };
                        prop_assert_eq!(said(&found, who, what, at_site, at), wanted, "{} at {} at {}", what, at_site, at);
                    }
                    let count = |own: &dyn Fn((Truth, Truth)) -> Truth| values.iter().filter(|(_, pair)| own(*pair) == Truth::Met).count();
                    let (was, would) = (count(&|pair| pair.0), count(&|pair| pair.1));
                    let rosters = found.rosters.iter().filter(|own| own.item == item(what) && own.site == site(at_site));
                    let told: Vec<_> = rosters.filter(|own| own.during.contains(at)).map(|own| (own.before, own.after)).collect();
                    prop_assert_eq!(told, if inside && was != would { vec![(was, would)] } else { vec![] });
                }
            }
        }
    }

    // Catches: a duty told too early, too late, twice or for the wrong time; a border of a duty that is forgotten; a deadline that is
    // told though it stays, or not told though it moves.
    #[test]
    fn what_would_be_owed_is_what_the_lists_before_and_after_say(
        happened in happenings(),
        supposed in prop_oneof![prop::collection::vec(supposed(), 1..3), a_registration_to_renew()],
        probes in prop::collection::vec(0_i64..1_000_000, 40),
        ends in prop::option::of(some_instant()),
    ) {
        let (world, colleague) = two();
        let world = world.lives_through(&happened);
        let suppositions: Vec<_> = supposed.iter().map(|own| own.supposition(&world)).collect();
        let Ok(after) = suppose(&world.records, &suppositions, world.now) else { return Ok(()) };
        let window = Period::new(world.now, ends.filter(|end| *end > world.now)).unwrap();
        let found = impact(&world.records, &after, &facility_id(), window).unwrap();
        let borders = found.duties.iter().flat_map(|own| [Some(own.during.start()), own.during.end()]).flatten();
        let step = TimeDelta::microseconds(1);
        let borders: Vec<Instant> = borders.flat_map(|at| [at - step, at]).collect();
        let probes = probes.iter().map(|minutes| world.now + TimeDelta::minutes(*minutes));
        for who in [world.provider, colleague] {
            for at in probes.clone().chain(borders.iter().copied()).chain([world.now]).filter(|at| *at >= world.now) {
                let (was, would) = (owed(&world.records, who, at), owed(&after, who, at));
                let told = found.duties.iter().filter(|own| own.provider == who && own.during.contains(at));
                let (mut lost, mut new): (Vec<String>, Vec<String>) = (vec![], vec![]);
                for own in told {
                    lost.extend(own.before.as_ref().map(said_of));
                    new.extend(own.after.as_ref().map(said_of));
                }
                let (mut gone, mut come) = less(was, would);
                if !window.contains(at) {
                    (gone, come) = (vec![], vec![]);
                }
                for list in [&mut lost, &mut new, &mut gone, &mut come] {
                    list.sort();
                }
                prop_assert_eq!((lost, new), (gone, come), "as of {}", at);
            }
            let due = |records: &Records| {
                let all = upcoming(records, who, records.facility(&facility_id()).unwrap(), world.now).unwrap();
                all.into_iter().filter(|own| own.kind != "privilege").collect::<Vec<_>>()
            };
            let told = found.deadlines.iter().filter(|own| own.provider == who);
            let told: Vec<_> = told.flat_map(|own| own.before.iter().map(|own| ("before", own)).chain(own.after.iter().map(|own| ("after", own)))).collect();
            let (was, would) = (due(&world.records), due(&after));
            for (side, one, other) in [("before", &was, &would), ("after", &would, &was)] {
                for own in one {
                    let differs = !other.contains(own);
                    if window.contains(own.at) {
                        prop_assert_eq!(told.contains(&(side, own)), differs, "{:?}", own);
                    } else {
                        prop_assert!(differs || !told.contains(&(side, own)));
                    }
                }
            }
        }
    }

    // Catches: a supposition with rules of its own; a copy of an answer that says something else than the source did; an overlay that is
    // refused where the thing may happen, or not refused where it may not.
    #[test]
    fn a_supposition_is_the_same_as_the_event(happened in happenings(), supposed in supposed()) {
        let (world, _) = two();
        // The twin of a lapse knows what the source said first, not what it said since.
        let world = if matches!(supposed, Supposed::Lapse(..)) { world } else { world.lives_through(&happened) };
        let after = suppose(&world.records, &[supposed.supposition(&world)], world.now);
        let mut real = world.clone();
        let allowed = supposed.happens(&mut real);
        let after = match after {
            Ok(after) => after,
            // A resignation for a day after the term is taken, and changes nothing.
            Err(NotSupposable::HoldsNothing { .. }) => world.records.clone(),
            Err(_) => {
                prop_assert!(!allowed);
                return Ok(());
            }
        };
        prop_assert!(allowed || after == world.records);
        for at_site in [MAIN, ANNEX] {
            for what in ITEMS {
                let over_time = |records: &Records| {
                    let question = Question::new(world.provider, What::Privilege(item(what)), facility_id(), site(at_site), world.now);
                    ask(records, question).unwrap().evaluation().truth().clone()
                };
                prop_assert_eq!(over_time(&after), over_time(&real.records), "{} at {}", what, at_site);
            }
        }
    }
}

#[test]
fn nothing_supposed_changes_nothing() {
    let (world, _) = two();
    let after = suppose(&world.records, &[], world.now).unwrap();
    assert_eq!(after, world.records);
    let window = Period::new(world.now, None).unwrap();
    assert_eq!(impact(&world.records, &after, &facility_id(), window).unwrap(), Impact::default());
}

#[test]
fn a_license_that_lapses_ends_the_answers_and_leaves_the_colleague_on_the_roster() {
    let (world, colleague) = two();
    let lapse =
        Supposition::Lapse { provider: world.provider, element: az_license().key(), last_day: date("2026-06-30") };
    let after = suppose(&world.records, &[lapse], world.now).unwrap();
    let window = Period::new(world.now, None).unwrap();
    let found = impact(&world.records, &after, &facility_id(), window).unwrap();
    let at = instant("2026-07-01T07:00:00Z");
    assert!(found.answers.iter().all(|own| own.provider == world.provider && own.during.start() == at));
    assert!(found.answers.iter().all(|own| own.because.iter().any(|why| why.requirement.code == "license")));
    let core = found.rosters.iter().find(|own| own.item == item(CORE) && own.site == site(MAIN)).unwrap();
    assert_eq!((core.before, core.after, core.during.start()), (2, 1, at));
    let case = |who, at| Question { provider: who, ..world.question(CORE, MAIN, at) };
    let early = instant("2026-06-30T15:00:00Z");
    let list = [case(world.provider, early), case(world.provider, at), case(colleague, at)];
    let changed = booked(&world.records, &after, &list).unwrap();
    assert_eq!(changed.iter().map(|own| own.place).collect::<Vec<_>>(), [1]);
    assert_eq!((changed[0].before.truth(), changed[0].after.truth()), (Truth::Met, Truth::Unmet));
}

/// The claim names the day through which it was good; another day is what is supposed, no difference to be explained.
#[test]
fn a_claimed_license_lapses_on_the_day_that_is_supposed() {
    let (mut world, _) = two();
    let (valid_from, valid_to) = (Some(date("2020-01-01")), Some(date("2033-12-31")));
    let (valid_from, valid_to) = (valid_from.map(PartialDate::Day), valid_to.map(PartialDate::Day));
    world.claim(Claim { credential: az_license(), valid_from, valid_to }).unwrap();
    let lapse =
        Supposition::Lapse { provider: world.provider, element: az_license().key(), last_day: date("2026-06-30") };
    let after = suppose(&world.records, &[lapse], world.now).unwrap();
    let at = instant("2026-07-01T07:00:00Z");
    assert_eq!(truth_of(&after, world.provider, CORE, MAIN, at - TimeDelta::microseconds(1)), Truth::Met);
    assert_eq!(truth_of(&after, world.provider, CORE, MAIN, at), Truth::Unmet);
}

#[test]
fn what_is_not_on_file_cannot_lapse() {
    let (world, _) = two();
    let element = certificate("PALS").key();
    let lapse = Supposition::Lapse { provider: world.provider, element, last_day: date("2026-06-30") };
    let refused = suppose(&world.records, &[lapse], world.now);
    assert!(
        matches!(refused, Err(NotSupposable::NotOnFile { known, .. }) if known.iter().any(|own| own.contains("license")))
    );
}

#[test]
fn when_a_supervisor_leaves_whoever_is_supervised_stops() {
    let mut staff = staff();
    let from = instant("2026-03-01T07:00:00Z");
    staff.agree(staff.first, terms(instant("2026-02-01T07:00:00Z"), None)).unwrap();
    let world = &staff.world;
    let leaving = Supposition::Leaving { provider: staff.first, facility: Some(facility_id()), from };
    let after = suppose(&world.records, &[leaving], world.now).unwrap();
    let found = impact(&world.records, &after, &facility_id(), Period::new(world.now, None).unwrap()).unwrap();
    let nurse = found.answers.iter().find(|own| own.provider == staff.nurse && own.item == item(CORE)).unwrap();
    assert_eq!((nurse.before, nurse.after, nurse.during.start()), (Truth::Met, Truth::Unmet, from));
}
