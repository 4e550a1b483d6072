//! The register against the records: two readers of one rule, compiled and walked, that must say the same of everybody at every instant.

use cred_core::{
    exercise::{
        answer::ask,
        question::{Question, What},
    },
    id::{ItemId, ProviderId, SiteId},
    records::Records,
    register::{Register, reading::Reading, registrar::Registrar},
    time::{Instant, period::Period},
    timeline::{finding::Finding, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    happenings::{happenings, some_instant},
    house::{CORE, ITEMS, MAIN, item, site},
    plan::{Plan, world},
    world::{World, cases, facility_id},
};

/// Everything that a register says of everybody at an instant is what the records say.
fn agree(register: &Register, records: &Records, at: Instant) -> usize {
    let mut compared = 0;
    for provider in records.providers().map(|own| own.id()) {
        for facility in records.facilities() {
            for place in facility.sites() {
                for name in ITEMS {
                    compared += usize::from(agrees(register, records, provider, &place.id, &item(name), at));
                }
            }
        }
    }
    compared
}

fn agrees(
    register: &Register,
    records: &Records,
    provider: ProviderId,
    site: &SiteId,
    item: &ItemId,
    at: Instant,
) -> bool {
    let question = Question::new(provider, What::Privilege(item.clone()), facility_id(), site.clone(), at);
    let Some(reading) = register.ask(&question) else { return false };
    let answer = ask(records, question).unwrap();
    let verdict = reading.verdict();
    assert_eq!((verdict.truth, verdict.until()), (answer.truth(), answer.until()), "{item} at {site} on {at}");
    assert_eq!(findings(&reading), answer.because(), "{item} at {site} on {at}");
    let missing: Vec<Finding> = reading.missing().map(|own| own.to_finding().unwrap()).collect();
    assert_eq!(missing, answer.missing());
    assert_eq!(reading.conditions(), answer.conditions());
    true
}

fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    reading.because().map(|own| own.to_finding().unwrap()).collect()
}

fn staffed() -> World {
    let mut world = world();
    world.joined_by_a_colleague(&Plan::default(), &[CORE]);
    world
}

proptest! {
    #![proptest_config(cases(32))]

    // Catches: a part packed at the wrong instants; a list of another part; a reason told twice; a person not compiled anew.
    #[test]
    fn the_register_says_what_the_records_say(
        history in happenings(),
        instants in prop::collection::vec(some_instant(), 4),
    ) {
        let mut world = staffed();
        let mut registrar = Registrar::of(&world.records);
        let mut known = world.history.len();
        for happening in &history {
            let _ = happening.befall(&mut world);
            registrar.follow(&world.records, &world.history[known..]);
            known = world.history.len();
            for at in &instants {
                prop_assert!(agree(registrar.register(), &world.records, *at) > 0);
            }
        }
        prop_assert_eq!(registrar.register().position(), world.records.position());
        // Built at once it is the same as built step by step.
        let anew = Registrar::of(&world.records);
        for at in &instants {
            agree(anew.register(), &world.records, *at);
        }
        prop_assert_eq!(anew.register().people(), registrar.register().people());
    }

    // Catches: a reader whose register changes under it.
    #[test]
    fn a_reader_keeps_its_position(history in happenings(), at in some_instant()) {
        let mut world = staffed();
        let mut registrar = Registrar::of(&world.records);
        let mut known = vec![(registrar.publish(), world.records.clone())];
        let mut length = world.history.len();
        for happening in &history {
            let _ = happening.befall(&mut world);
            registrar.follow(&world.records, &world.history[length..]);
            length = world.history.len();
            known.push((registrar.publish(), world.records.clone()));
        }
        for (register, records) in &known {
            prop_assert_eq!(register.position(), records.position());
            prop_assert!(register.is_at_least(records.position()));
            agree(register, records, at);
        }
    }

    // Catches: a period read at its ends alone.
    #[test]
    fn a_period_is_as_good_as_its_worst_instant(history in happenings(), start in some_instant(), hours in 1_i64..20_000) {
        let world = staffed().lives_through(&history);
        let registrar = Registrar::of(&world.records);
        let register = registrar.register();
        let period = Period::new(start, Some(start + chrono::TimeDelta::hours(hours))).unwrap();
        let place = register.place(&facility_id(), &site(MAIN)).unwrap();
        for name in ITEMS {
            let Some(key) = register.item(&facility_id(), &item(name)) else { continue };
            let Some((least, change)) = register.throughout(world.provider, key, place, period) else { continue };
            let truth = world.over_time(name, MAIN);
            let inside = truth.changes().iter().filter(|(at, _)| start < *at && period.contains(*at));
            let values: Vec<Truth> = std::iter::once(*truth.at(start)).chain(inside.clone().map(|(_, own)| *own)).collect();
            prop_assert_eq!(Some(least), values.iter().min().copied());
            prop_assert_eq!(change, inside.map(|(at, _)| *at).next());
        }
    }

    // Catches: a holder missing from a roster, or one who holds nothing.
    #[test]
    fn the_roster_has_everybody_who_may(history in happenings(), at in some_instant()) {
        let world = staffed().lives_through(&history);
        let registrar = Registrar::of(&world.records);
        let register = registrar.register();
        let place = register.place(&facility_id(), &site(MAIN)).unwrap();
        let listed: Vec<(ProviderId, ItemId)> = register
            .roster(place, at)
            .filter(|(.., verdict)| verdict.truth == Truth::Met)
            .map(|(provider, key, _)| (provider, register.item_of(key).unwrap().1.clone()))
            .collect();
        let mut expected = Vec::new();
        for provider in world.records.providers().map(|own| own.id()) {
            for name in ITEMS {
                let what = What::Privilege(item(name));
                let question = Question::new(provider, what, facility_id(), site(MAIN), at);
                if ask(&world.records, question).unwrap().truth() == Truth::Met {
                    expected.push((provider, item(name)));
                }
            }
        }
        let mut sorted = listed.clone();
        sorted.sort();
        expected.sort();
        prop_assert_eq!(sorted, expected);
    }
}

#[test]
fn what_is_not_compiled_is_not_answered() {
    let world = staffed();
    let registrar = Registrar::of(&world.records);
    let question = world.question(CORE, MAIN, world.now);
    assert!(registrar.register().ask(&question).is_some());
    let aged = Question { patient_age: Some(4), ..question.clone() };
    let urgent = Question { emergency: true, ..question.clone() };
    let coded = Question { what: What::Procedure("0FT44ZZ".to_owned()), ..question };
    for other in [aged, urgent, coded] {
        assert!(registrar.register().ask(&other).is_none(), "{other:?}");
    }
}
