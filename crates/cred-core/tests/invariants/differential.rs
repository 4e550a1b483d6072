//! `ask` against the oracle: on random worlds both give the same answer at every instant, and the same *until*.

use std::sync::OnceLock;

use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use cred_core::{
    actor::Capacity,
    appointment,
    appointment::Ground,
    credentialing::credentialing_file,
    delineation::privilege_item::PrivilegeItem,
    evidence::reply::{EncumbranceKind, Reply},
    facility::{
        self,
        resource::{Ending, Outage},
    },
    privileging::privilege_request::{Command, GrantTerms},
    provider::credential::Credential,
    time::{Instant, partial_date::PartialDate, period::Period},
};
use proptest::prelude::*;

use crate::{
    happenings::some_instant,
    house::{
        Bylaws, CORE, MAIN, PCI, ROBOTIC, SourceAnswer, az_license, bylaws, certificate, certified, clear, date, form,
        found_between, instant, insurance, label, leie, license, reported, resource, site, text,
    },
    naive::midnight,
    oracle::{Case, Granted, Held, Listed, Served, Standings},
    plan::Plan,
    world::{World, actor, cases},
};

const PHOENIX: Tz = chrono_tz::America::Phoenix;
/// The day on which everything in a random world is recorded.
const TODAY: &str = "2026-01-25";

fn day(from: i64, to: i64) -> impl Strategy<Value = NaiveDate> {
    (from..to).prop_map(|days| date(TODAY) + TimeDelta::days(days))
}

fn partial() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        6 => day(-200, 900).prop_map(PartialDate::Day),
        2 => (2026_i32..2028, 1_u32..13).prop_map(|(year, month)| PartialDate::Month(year, month)),
        1 => (2025_i32..2029).prop_map(PartialDate::Year),
    ]
}

fn zone() -> impl Strategy<Value = Option<Tz>> {
    prop::sample::select(vec![
        None,
        Some(PHOENIX),
        Some(chrono_tz::America::New_York),
        Some(chrono_tz::America::Los_Angeles),
        Some(chrono_tz::Pacific::Guam),
    ])
}

fn limit() -> impl Strategy<Value = (EncumbranceKind, Option<PartialDate>, Option<PartialDate>)> {
    let kind = prop::sample::select(EncumbranceKind::ALL.to_vec());
    (kind, prop::option::of(partial()), prop::option::weighted(0.4, partial()))
}

/// A later answer: anything, in order of its days.
fn later(issuer: Option<Tz>) -> impl Strategy<Value = Held> {
    let dates = (prop::option::weighted(0.8, partial()), partial().prop_map(Some));
    (dates, zone(), prop::option::weighted(0.3, limit()), 0_u64..10).prop_filter_map(
        "the dates are inverted",
        move |((from, to), zone, limit, ago)| {
            let inverted = from.zip(to).is_some_and(|(from, to)| to.last_day() < from.first_day());
            let limit_inverted = limit.is_some_and(|(_, begins, ends)| {
                begins.or(from).zip(ends).is_some_and(|(from, to)| to.last_day() < from.first_day())
            });
            let inverted = inverted || limit_inverted;
            let answered = date(TODAY) - Days::new(ago + 1);
            (!inverted).then_some(Held { answered, zone, issuer, from, to, limit })
        },
    )
}

/// What was known when the file was approved, good that day, and what was heard since.
fn answers(issuer: Option<Tz>, since: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Held>> {
    let first = (day(60, 900), zone()).prop_map(move |(to, zone)| Held {
        answered: date("2026-01-05"),
        zone,
        issuer,
        from: Some(PartialDate::Year(2020)),
        to: Some(PartialDate::Day(to)),
        limit: None,
    });
    (first, prop::collection::vec(later(issuer), since)).prop_map(|(first, mut since)| {
        since.sort_by_key(|held| held.answered);
        std::iter::once(first).chain(since).collect()
    })
}

fn list() -> impl Strategy<Value = Vec<Listed>> {
    let answered = || (1_u64..10).prop_map(|ago| date(TODAY) - Days::new(ago));
    let one = prop_oneof![
        answered().prop_map(|answered| Listed::Clear { answered }),
        answered().prop_map(|answered| Listed::PossibleMatch { answered }),
        (answered(), zone(), prop::option::weighted(0.9, partial()), prop::option::weighted(0.6, partial()))
            .prop_filter_map("the dates are inverted", |(answered, zone, from, to)| {
                let inverted = from.zip(to).is_some_and(|(from, to)| to.last_day() < from.first_day());
                (!inverted).then_some(Listed::Excluded { answered, zone, from, to })
            }),
    ];
    prop::collection::vec(one, 0..3).prop_map(|mut since| {
        since.sort_by_key(|listed| match listed {
            Listed::Clear { answered } | Listed::PossibleMatch { answered } => *answered,
            Listed::Excluded { answered, .. } => *answered,
        });
        std::iter::once(Listed::Clear { answered: date("2026-01-05") }).chain(since).collect()
    })
}

/// Recorded on the day; from that day on.
fn ahead() -> impl Strategy<Value = Instant> {
    (0_i64..900 * 24).prop_map(|hours| instant("2026-01-26T00:00:00Z") + TimeDelta::hours(hours))
}

/// Taken away and given back in turn, at any instants ahead, one after the other.
fn standings() -> impl Strategy<Value = Standings> {
    prop::collection::btree_set(ahead(), 0..4)
        .prop_map(|at| at.into_iter().enumerate().map(|(index, at)| (at, index % 2 == 1)).collect())
}

fn granted() -> impl Strategy<Value = Granted> {
    let start = (0_i64..200).prop_map(|days| midnight(date("2026-02-01") + TimeDelta::days(days), PHOENIX));
    (start, prop::option::of(1_u32..17), standings()).prop_map(|(start, months, standings)| Granted {
        start,
        months,
        standings,
    })
}

fn served() -> impl Strategy<Value = Served> {
    let outage = (ahead(), prop::option::weighted(0.8, 1_i64..4000), any::<bool>())
        .prop_map(|(from, hours, limited)| (from, hours.map(|hours| from + TimeDelta::hours(hours)), limited));
    (prop::collection::vec(outage, 0..3), prop::option::weighted(0.2, ahead()))
        .prop_map(|(outages, ended)| Served { outages, ended })
        .prop_filter("an outage after the end is refused", |served| {
            served.ended.is_none_or(|ended| served.outages.iter().all(|(from, ..)| *from < ended))
        })
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let credentials = (
        answers(Some(PHOENIX), 0..3),
        prop::option::of(later(Some(PHOENIX))),
        answers(None, 0..2),
        prop::option::of(later(None)),
        answers(None, 0..2),
        list(),
    );
    let house = (
        prop::option::weighted(0.3, ahead()),
        prop::option::weighted(0.4, 1_u32..13),
        standings(),
        prop::option::weighted(0.4, (day(1, 700), any::<bool>())),
    );
    (credentials, house, granted(), granted(), granted(), served(), served()).prop_map(
        |(credentials, house, core, robotic, pci, robot, cath_lab)| {
            let (license, second, policy, other_policy, life_support, list) = credentials;
            let (terminated, reappointed_months, staff, next_bylaws) = house;
            Case {
                approved: (instant("2026-01-15T17:00:00Z"), midnight(date("2029-02-01"), PHOENIX)),
                terminated,
                appointed: (midnight(date("2026-02-01"), PHOENIX), midnight(date("2028-02-01"), PHOENIX)),
                reappointed_months,
                staff,
                licenses: std::iter::once(license).chain(second.map(|held| vec![held])).collect(),
                policies: std::iter::once(policy).chain(other_policy.map(|held| vec![held])).collect(),
                life_support,
                list,
                next_bylaws,
                core,
                robotic,
                pci,
                robot,
                cath_lab,
            }
        },
    )
}

/// The default house with an appointee who has no privileges yet; the robotic item asks for its certificate alone.
fn appointee() -> World {
    static APPOINTEE: OnceLock<World> = OnceLock::new();
    let make = || {
        let mut form = form();
        for item in form.items.iter_mut().filter(|item| item.id.as_str() == ROBOTIC) {
            *item = PrivilegeItem { criteria: Some(certified("robotic console")), ages: None, ..item.clone() };
        }
        Plan { items: vec![], form, ..Plan::default() }.build()
    };
    APPOINTEE.get_or_init(make).clone()
}

fn answer(credential: Credential, held: &Held) -> SourceAnswer {
    let mut answer = found_between(credential, held.from, held.to).on(held.answered);
    if let Some((kind, from, to)) = held.limit {
        answer = answer.limited(kind, from, to);
    }
    held.zone.map_or(answer.clone(), |zone| answer.zone(zone.name()))
}

fn list_answer(listed: &Listed) -> SourceAnswer {
    match listed {
        Listed::Clear { answered } => clear(&leie()).on(*answered),
        Listed::PossibleMatch { answered } => {
            SourceAnswer::of(leie().key(), Reply::PossibleMatch { summary: text("same name"), pairs: vec![] })
                .on(*answered)
        }
        Listed::Excluded { answered, zone, from, to } => {
            let answer = reported(&leie(), *from, *to).on(*answered);
            zone.map_or(answer.clone(), |zone| answer.zone(zone.name()))
        }
    }
}

/// The same world by commands. What was known at the approval replaces what the default world knew, from 2020 on.
pub(crate) fn built(case: &Case) -> World {
    let mut world = appointee();
    world.now = instant("2026-01-25T20:00:00Z");
    let second = Credential::Insurance {
        carrier: text("Mutual"),
        policy: text("P-2"),
        per_claim_cents: 200_000_000,
        aggregate_cents: 600_000_000,
        retroactive_from: None,
        excluded_activities: vec![],
    };
    let licenses = [az_license(), license("AZ", "DO", "D7")];
    let policies = [insurance(1_000_000, 3_000_000), second];
    let tell = |world: &mut World, skip: usize, take: usize| {
        for (credentials, told) in [(&licenses, &case.licenses), (&policies, &case.policies)] {
            for (index, (credential, held)) in credentials.iter().zip(told).enumerate() {
                // What was heard of the second one is all heard later.
                let (skip, take) = if index == 0 { (skip, take) } else { (0, if skip == 0 { 0 } else { take }) };
                for held in held.iter().skip(skip).take(take) {
                    world.verify(&answer(credential.clone(), held)).unwrap();
                }
            }
        }
        for held in case.life_support.iter().skip(skip).take(take) {
            world.verify(&answer(certificate("ACLS"), held)).unwrap();
        }
    };
    tell(&mut world, 0, 1);
    for (item, granted) in [(CORE, &case.core), (ROBOTIC, &case.robotic), (PCI, &case.pci)] {
        let terms = GrantTerms { start: granted.start, months: granted.months, sites: vec![], conditions: vec![] };
        let id = world.grant_on(item, terms).unwrap();
        for (from, good) in &granted.standings {
            let (from, reason) = (*from, text("a reason"));
            if *good {
                world.privilege(id, Command::Lift { from }, Capacity::Mec).unwrap();
            } else {
                world
                    .privilege(id, Command::Suspend { from, reason, ground: Ground::default() }, Capacity::Chair)
                    .unwrap();
            }
        }
    }
    tell(&mut world, 1, usize::MAX);
    for listed in &case.list {
        world.verify(&list_answer(listed)).unwrap();
    }
    if let Some(months) = case.reappointed_months {
        world.reappoint(months).unwrap();
    }
    for (from, good) in &case.staff {
        let (from, reason) = (*from, text("a reason"));
        if *good {
            world.staff(appointment::Command::Lift { from }, Capacity::Mec).unwrap();
        } else {
            world
                .staff(appointment::Command::Suspend { from, reason, ground: Ground::default() }, Capacity::Mec)
                .unwrap();
        }
    }
    for (id, served) in [("robot", &case.robot), ("cath-lab", &case.cath_lab)] {
        let (site, resource) = (site(MAIN), resource(id));
        for (from, to, limited) in &served.outages {
            let period = Period::new(*from, *to).unwrap();
            let outage = Outage { period, reason: text("repair"), limits: limited.then(|| text("adults only")) };
            let command = facility::Command::RecordOutage { site: site.clone(), resource: resource.clone(), outage };
            world.facility(command).unwrap();
        }
        if let Some(from) = served.ended {
            world.facility(facility::Command::EndResource { site, resource, from, ending: Ending::Lost }).unwrap();
        }
    }
    if let Some((effective_from, asked)) = case.next_bylaws {
        let next = Bylaws { version: label("2"), effective_from, ..bylaws() };
        let next = Bylaws { insurance: next.insurance.filter(|_| asked), ..next };
        // On the day on which the record was begun its history may be told.
        let now = std::mem::replace(&mut world.now, instant("2020-01-02T12:00:00Z"));
        world.adopt_bylaws(&next).unwrap();
        world.now = now;
    }
    if let Some(from) = case.terminated {
        let command = credentialing_file::Command::Terminate { from, reason: text("a reason") };
        world.file(world.newest_file().id(), command, &actor(Capacity::Board)).unwrap();
    }
    world
}

proptest! {
    #![proptest_config(cases(500))]

    // Catches: any leaf left out of the rule of exercise or read at the wrong border, answers layered in the wrong order, a limit read
    // for the holder, terms counted in days, a `granted_only` prerequisite that asks for more.
    #[test]
    fn the_answer_and_its_until_are_those_of_the_oracle(
        case in case(),
        more in prop::collection::vec(some_instant(), 6),
    ) {
        let world = built(&case);
        let mut borders = case.borders();
        borders.sort_unstable();
        borders.dedup();
        let step = TimeDelta::microseconds(1);
        for item in [CORE, ROBOTIC, PCI] {
            let timeline = world.over_time(item, MAIN);
            let values: Vec<_> = borders.iter().map(|at| (*at, case.may(item, *at))).collect();
            for at in borders.iter().flat_map(|at| [*at - step, *at]).chain(more.iter().copied()) {
                let now = case.may(item, at);
                prop_assert_eq!(*timeline.at(at), now, "{} at {}", item, at);
                // Between two borders nothing changes, so the next change is the next border with another value.
                let until = values.iter().find(|(border, then)| *border > at && *then != now).copied();
                let next = timeline.next_change(at).map(|(at, truth)| (at, *truth));
                prop_assert_eq!(next, until, "{} after {}", item, at);
            }
            let (at, now) = values[values.len() / 2];
            let answer = world.ask(item, MAIN, at);
            prop_assert_eq!(answer.truth(), now);
            prop_assert_eq!(answer.until(), values.iter().find(|(border, then)| *border > at && *then != now).copied());
        }
    }
}
