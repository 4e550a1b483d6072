//! What holds for every world.

#[expect(dead_code, reason = "each test takes what it needs")]
mod support;

use std::collections::BTreeSet;

use cred_core::{
    digest::Digest,
    evidence::list_entry::{ListEntry, ListedName, Party},
};
use cred_match::{
    generator::{Draw, Perturbation, World},
    index::Index,
    roster::Roster,
    subject::Subject,
    weights::Thresholds,
};
use proptest::prelude::*;
use support::{score, subject_of};

const LEAST: Thresholds = Thresholds { potential: 200, strong: 600 };

fn found(index: &Index, subject: &Subject) -> BTreeSet<(u16, bool, Digest)> {
    index.matches(subject, &LEAST).into_iter().map(|found| (found.score, found.tied, found.pair)).collect()
}

/// The list with which a small world collides: its own entries, and every provider's own description.
fn list(world: &World, entries: usize) -> Vec<ListEntry> {
    (0..entries).map(|place| world.entry(place).entry).collect()
}

#[test]
fn blocking_loses_nothing_that_the_exhaustive_rule_finds() {
    let world = World::new(3, 4_000);
    let index = Index::build(list(&world, 6_000));
    for place in 0..600 {
        let subject = world.subject(place);
        let exhaustive = index.matches_exhaustively(&subject, &LEAST);
        assert_eq!(index.matches(&subject, &LEAST), exhaustive, "{:?}", subject.names);
    }
}

#[test]
fn planted_entries_are_found() {
    let (providers, entries) = (3_000, 6_000);
    let world = World::new(5, providers);
    let index = Index::build(list(&world, entries));
    let (mut planted, mut missed) = (0, vec![]);
    for place in 0..entries {
        let told = world.entry(place);
        let Some(about) = told.about else { continue };
        planted += 1;
        let matches = index.matches(&world.subject(about), &Thresholds::default());
        if !matches.iter().any(|found| found.entry == place) {
            missed.push((told.perturbations, told.entry.names));
        }
    }
    assert!(planted == 1_500 && missed.len() <= 15, "{missed:?}");
}

#[test]
fn a_roster_names_everybody_whom_a_changed_entry_can_be_about() {
    let world = World::new(7, 2_000);
    let subjects: Vec<Subject> = (0..2_000).map(|place| world.subject(place)).collect();
    let roster = Roster::of(&subjects);
    let changed = list(&world, 200);
    let affected: BTreeSet<usize> = roster.affected(&changed).into_iter().collect();
    let index = Index::build(changed);
    for (place, subject) in subjects.iter().enumerate() {
        let matches = index.matches_exhaustively(subject, &LEAST);
        assert!(matches.is_empty() || affected.contains(&place), "{:?}", subject.names);
    }
    assert!(affected.len() < 1_500);
}

#[test]
fn whoever_is_listed_exactly_is_found_whatever_single_thing_is_done_to_the_entry() {
    let world = World::new(11, 1_000);
    let mut draw = Draw::of(11, 9, 9);
    for place in (0..400).filter(|place| place % 20 != 7) {
        let subject = world.subject(place);
        // A person of whom everything is told; what a common name without anything else comes to is told elsewhere.
        let Some(born) = subject.born.as_ref().and_then(|born| born.expose().day()) else { continue };
        let mut exact = support::entry("", &born.to_string(), subject.states.first().unwrap().code());
        exact.names = subject.names.iter().take(1).cloned().collect();
        exact.occupations.clone_from(&subject.occupations);
        for kind in Perturbation::OF_PERSONS {
            if matches!(kind, Perturbation::FormerName | Perturbation::NoBirth) {
                continue;
            }
            let mut entry = exact.clone();
            kind.apply(&mut entry, None, &world, &mut draw);
            // Two edits on top of one another may be three.
            let family = |names: &[ListedName]| match names {
                [ListedName::Parts { family, .. }, ..] => family.to_lowercase().replace('é', "e"),
                _ => String::new(),
            };
            let edits = strsim::osa_distance(&family(&exact.names), &family(&entry.names));
            if kind == Perturbation::FamilyTwoTypos && edits > 2 {
                continue;
            }
            let found = support::pair(&subject, &entry);
            assert!(found.is_some(), "{kind:?}: {:?} | {:?}: {}", subject.names, entry.names, score(&subject, &entry));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn agreement_never_lowers_a_score(seed in 0_u64..1_000, place in 0_usize..500, field in 0_u8..5) {
        let world = World::new(seed, 50);
        let entry = world.entry(place).entry;
        let whole = subject_of(&entry);
        // Somebody who may share a name with the entry, without the field and with it as the entry tells it.
        let mut without = world.subject(place % 50);
        if place % 2 == 0 {
            without.names.clone_from(&entry.names);
            without.party = entry.party;
        }
        let mut with = without.clone();
        match field {
            0 => { without.npis.clear(); with.npis.clone_from(&whole.npis) }
            1 => { without.born = None; with.born.clone_from(&whole.born) }
            2 => { without.states.clear(); with.states.clone_from(&whole.states) }
            3 => { without.licenses.clear(); with.licenses.clone_from(&whole.licenses) }
            _ => { without.occupations.clear(); with.occupations.clone_from(&whole.occupations) }
        }
        prop_assert!(score(&with, &entry) >= score(&without, &entry));
        // Another name is one more chance, never one less.
        let mut more = without.clone();
        more.names.extend(entry.names.iter().cloned());
        prop_assert!(score(&more, &entry) >= score(&without, &entry));
    }

    #[test]
    fn a_pair_scores_the_same_from_either_side(seed in 0_u64..1_000, a in 0_usize..300, b in 0_usize..300) {
        let world = World::new(seed, 60);
        let (a, b) = (world.entry(a).entry, world.entry(b).entry);
        prop_assert_eq!(score(&subject_of(&a), &b), score(&subject_of(&b), &a));
    }

    #[test]
    fn the_order_of_the_list_and_of_a_subject_does_not_matter(seed in 0_u64..1_000, place in 0_usize..40, turn in 0_usize..300) {
        let world = World::new(seed, 40);
        let mut entries = list(&world, 300);
        let mut subject = world.subject(place);
        let before = found(&Index::build(entries.clone()), &subject);
        entries.rotate_left(turn);
        entries.reverse();
        subject.names.reverse();
        subject.states.reverse();
        prop_assert_eq!(found(&Index::build(entries), &subject), before);
    }

    #[test]
    fn ties_are_all_given_and_marked(seed in 0_u64..1_000, place in 0_usize..40, copies in 2_usize..5) {
        let world = World::new(seed, 40);
        let mut listed = world.entry(place * 10).entry;
        // The same evidence under different addresses: different entries.
        let entries: Vec<ListEntry> = (0..copies).map(|copy| {
            listed.address.city = format!("City {copy}");
            listed.clone()
        }).collect();
        let subject = subject_of(&listed);
        let matches = Index::build(entries).matches(&subject, &Thresholds { potential: 0, ..LEAST });
        prop_assert_eq!(matches.len(), copies);
        prop_assert!(matches.iter().all(|found| found.tied));
    }

    #[test]
    fn an_entry_more_changes_nobody_elses_score(seed in 0_u64..1_000, place in 0_usize..40) {
        let world = World::new(seed, 40);
        let (subject, mut entries) = (world.subject(place), list(&world, 200));
        let scores = |index: &Index| -> BTreeSet<(u16, Digest)> {
            index.matches(&subject, &LEAST).into_iter().map(|found| (found.score, found.pair)).collect()
        };
        let before = scores(&Index::build(entries.clone()));
        entries.extend((200..260).map(|place| world.entry(place).entry));
        prop_assert!(before.is_subset(&scores(&Index::build(entries))));
    }

    #[test]
    fn whatever_stands_in_a_name_nothing_stops(text in ".{0,60}", other in "\\PC{0,40}") {
        let mut listed = support::entry("", "", "");
        listed.names = vec![support::name(&text), ListedName::Whole(other)];
        for party in [Party::Person, Party::Organization, Party::Other] {
            listed.party = party;
            let subject = subject_of(&listed);
            let found = score(&subject, &listed);
            let _ = Index::build([listed.clone()]).matches(&subject, &LEAST);
            prop_assert!(found <= 1000);
        }
    }
}
