//! The register against the records, over every history that the scenarios leave behind.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use cred_core::{
    exercise::{
        answer::ask,
        question::{Question, What},
    },
    journal::Recorded,
    records::Records,
    register::{Register, registrar::Registrar},
    time::Instant,
    timeline::finding::Finding,
};
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
                assert_eq!((verdict.truth, verdict.until), (answer.truth(), answer.until()), "{told}");
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

#[test]
fn the_register_follows_every_scenario_as_the_records_do() {
    let mut compared = 0;
    for file in cred_scenario::run::files(&root().join("tests/scenarios")).unwrap() {
        let place = file.display().to_string();
        let history: Vec<Recorded> = cred_scenario::run::history(&file).unwrap();
        let mut records = Records::default();
        let mut registrar = Registrar::default();
        for event in &history {
            records.apply(event).unwrap();
            registrar.follow(&records, std::slice::from_ref(event));
        }
        compared += agree(&place, registrar.register(), &records);
        let anew = Registrar::of(&records);
        assert_eq!(registrar.register().people(), anew.register().people(), "{place}");
    }
    assert!(compared > 10_000, "{compared} answers were compared");
}
