//! The register against the records, over every history that the scenarios leave behind.
#![expect(clippy::unwrap_used, reason = "test code: what fails here fails the test that asked for it")]

use std::{collections::BTreeSet, path::Path};

use chrono::TimeDelta;
use cred_app::{codec, watch::Watch};
use cred_core::{
    actor::Capacity,
    exercise::{
        answer::ask,
        question::{Question, What},
    },
    facility::{self, resource::Outage},
    id::{ItemId, ResourceId, SiteId},
    journal::Recorded,
    records::Records,
    register::{Register, registrar::Registrar},
    text::Text,
    time::{Instant, period::Period},
    timeline::{finding::Finding, truth::Truth},
};
use cred_store::Bound;
use cred_tests::root;

/// How many answers were compared.
fn agree(place: &str, register: &Register, records: &Records) -> usize {
    let mut compared = 0;
    for provider in records.providers().map(|own| own.id()) {
        let held: Vec<_> = register.of_provider(provider, Instant::MIN_UTC).collect();
        for (at_place, key, _) in held {
            let (facility, item) = register.item_of(key).unwrap();
            let (_, site) = register.place_of(at_place).unwrap();
            let what = What::Privilege(item.clone());
            let at = |at| Question::new(provider, what.clone(), facility.clone(), site.clone(), at);
            let truth = ask(records, at(Instant::UNIX_EPOCH)).unwrap();
            // Every instant at which something is told anew, the one before it, and one between.
            let mut points = BTreeSet::from([Instant::UNIX_EPOCH]);
            for (_, causes) in truth.evaluation().leaves() {
                let near = causes.changes().iter().map(|(at, _)| *at);
                points.extend(near.flat_map(|at| [at - TimeDelta::microseconds(1), at, at + TimeDelta::hours(1)]));
            }
            for point in points {
                let question = at(point);
                let reading = register.ask(&question).unwrap();
                let answer = ask(records, question).unwrap();
                let verdict = reading.verdict();
                let told = format!("{place}: {item} at {site} on {point}");
                assert_eq!((verdict.truth, verdict.until()), (answer.truth(), answer.until()), "{told}");
                let because: Vec<Finding> = reading.because().map(|own| own.to_finding().unwrap()).collect();
                assert_eq!(because, answer.because(), "{told}");
                let missing: Vec<Finding> = reading.missing().map(|own| own.to_finding().unwrap()).collect();
                assert_eq!(missing, answer.missing(), "{told}");
                assert_eq!(reading.conditions(), answer.conditions(), "{told}");
                compared += 1;
            }
        }
    }
    compared
}

/// How many answers were compared over one scenario's history.
fn follows(file: &Path) -> usize {
    let place = file.display().to_string();
    let stage = cred_scenario::run::stage(file).unwrap();
    let stored = stage.app().store().after(0, usize::MAX, Bound::Now).unwrap();
    let history: Vec<Recorded> = stored.iter().map(|event| codec::recorded(event).unwrap()).collect();
    let mut records = Records::default();
    let mut registrar = Registrar::default();
    for events in history.chunks(8) {
        events.iter().for_each(|event| records.apply(event).unwrap());
        registrar.follow(&records, events);
    }
    agree(&place, registrar.register(), &records)
}

#[test]
fn the_register_follows_every_scenario_as_the_records_do() {
    let files = cred_scenario::run::files(&root().join("tests/scenarios")).unwrap();
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let compared: usize = std::thread::scope(|scope| {
        let work = files.chunks(files.len().div_ceil(hands));
        let work: Vec<_> =
            work.map(|own| scope.spawn(|| own.iter().map(|file| follows(file)).sum::<usize>())).collect();
        work.into_iter().map(|own| own.join().unwrap()).sum()
    });
    assert!(compared > 5_000, "{compared} answers were compared");
}

#[test]
fn a_watch_follows_its_store_while_readers_keep_what_they_have() {
    let mut stage = cred_scenario::run::stage(&root().join("tests/scenarios/resources/another-site.toml")).unwrap();
    let mut watch = Watch::of(stage.app().store()).unwrap();
    let published = watch.published();
    let before = published.newest();
    assert_eq!(watch.catch_up(stage.app().store()).unwrap(), 0);

    let now = stage.now() + TimeDelta::hours(1);
    stage.next(now, None).unwrap();
    let facility = stage.facility(None).unwrap();
    let outage = facility::Command::RecordOutage {
        site: SiteId::parse("main").unwrap(),
        resource: ResourceId::parse("robot").unwrap(),
        outage: Outage {
            period: Period::new(now, None).unwrap(),
            reason: Text::parse("service").unwrap(),
            limits: None,
        },
    };
    let by = stage.by(Capacity::Facility, None).unwrap();
    stage.act().facility_command(&by, &facility, &outage).unwrap();
    assert!(published.at_least(before.position() + 1).is_none(), "nobody followed yet");
    assert_eq!(watch.catch_up(stage.app().store()).unwrap(), 1);

    let provider = stage.provider("okonkwo").unwrap();
    let after = published.at_least(before.position() + 1).unwrap();
    let may = |register: &Register, privilege: &str| {
        let item = register.item(&facility, &ItemId::parse(privilege).unwrap()).unwrap();
        let place = register.place(&facility, &SiteId::parse("main").unwrap()).unwrap();
        register.verdict(provider, item, place, now).unwrap().truth
    };
    assert_eq!((may(&before, "GS-ROBOT"), may(&after, "GS-ROBOT")), (Truth::Met, Truth::Unmet));
    assert_eq!((may(&before, "GS-CORE"), may(&after, "GS-CORE")), (Truth::Met, Truth::Met));
    // Nobody goes back in time.
    published.publish(Register::clone(&before));
    assert_eq!(published.newest().position(), after.position());
}
