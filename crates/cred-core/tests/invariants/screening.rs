//! Screening: nothing that a person has to judge, and nothing that failed, is ever taken for clear.

use chrono::{NaiveDate, TimeDelta};
use cred_core::{
    actor::Capacity,
    digest::Digest,
    evidence::{
        list_entry::{ListEntry, ListedAddress, ListedName, Party},
        outcome::{Adverse, Effect, Outcome, Searched, effect, reply},
        reply::Reply,
        screening::{Before, Pair, Screened, screened},
        verification::Command,
    },
    provider::element::{ElementKey, ElementKind},
    time::partial_date::PartialDate,
};
use proptest::prelude::*;

use crate::{
    house::{SourceAnswer, date, instant, leie, text},
    plan::world,
    world::{actor, cases},
};

fn element() -> ElementKey {
    ElementKey::new(ElementKind::Exclusion, &["LEIE"])
}

fn today() -> NaiveDate {
    date("2026-11-20")
}

fn searched() -> Searched {
    let as_of = instant("2026-11-10T00:00:00Z");
    Searched { element: element(), version: Some(text("2026-11-10")), as_of, whole: true }
}

fn entry(number: u8, from: Option<&str>, to: Option<&str>) -> ListEntry {
    let day = |text: &str| PartialDate::Day(date(text));
    ListEntry {
        party: Party::Person,
        names: vec![ListedName::Whole(format!("NUMBER {number}"))],
        npi: None,
        born: None,
        licenses: vec![],
        occupations: vec![],
        address: ListedAddress::default(),
        basis: "1128a1".to_owned(),
        from: from.map(day),
        to: to.map(day),
        waiver: None,
    }
}

fn pair(number: u8, by_identifier: bool) -> Pair {
    Pair {
        digest: Digest::of("pair", [number.to_string().as_str()]),
        by_identifier,
        entry: entry(number, Some("2020-01-01"), None),
        summary: text("agrees in name"),
    }
}

fn what(outcome: &Outcome) -> Effect {
    effect(outcome, &element(), instant("2026-11-20T00:00:00Z"), TimeDelta::days(45))
}

proptest! {
    #![proptest_config(cases(500))]

    // Catches: a potential match that is dropped; one cleared that takes another with it; a report that is outweighed.
    #[test]
    fn clear_is_only_what_was_searched_and_is_wholly_cleared(
        pairs in prop::collection::vec((0_u8..6, any::<bool>()), 0..6),
        cleared in prop::collection::btree_set(0_u8..6, 0..6),
        open in any::<bool>(),
        whole in any::<bool>(),
    ) {
        let before = Before {
            cleared: cleared.iter().map(|number| pair(*number, false).digest).collect(),
            open,
        };
        let left: Vec<_> = pairs.iter().filter(|(number, _)| !cleared.contains(number)).collect();
        let held = pairs.iter().map(|(number, by)| pair(*number, *by)).collect();
        let screened = screened(Searched { whole, ..searched() }, held, &before, today());
        let expected = if left.iter().any(|(_, by_identifier)| *by_identifier) {
            "adverse"
        } else if left.is_empty() && !open && whole {
            "clear"
        } else {
            "unknown"
        };
        prop_assert_eq!(what(&screened.outcome).word(), expected);
        if let Outcome::Ambiguous { candidates, all } = &screened.outcome {
            prop_assert!(*all);
            prop_assert_eq!(candidates.len(), left.len().max(1));
            prop_assert_eq!(screened.open.len(), left.len());
        }
    }
}

// Catches: an exclusion that ends because another entry of the same person has an end.
#[test]
fn several_entries_under_one_identifier_exclude_from_the_first_day_and_end_only_where_all_do() {
    let of = |spans: &[(Option<&str>, Option<&str>)]| {
        let pairs = spans
            .iter()
            .zip(0..)
            .map(|((from, to), number)| Pair { entry: entry(number, *from, *to), ..pair(number, true) });
        let Outcome::Adverse { record: Adverse::Listed { from, to, .. } } =
            screened(searched(), pairs.collect(), &Before::default(), today()).outcome
        else {
            panic!("not adverse")
        };
        (from.map(|date| date.to_string()), to.map(|date| date.to_string()))
    };
    let say = |text: &str| Some(text.to_owned());
    assert_eq!(of(&[(Some("2021-03-01"), None), (Some("2020-01-20"), Some("2022-01-01"))]), (say("2020-01-20"), None));
    assert_eq!(
        of(&[(Some("2021-03-01"), Some("2024-05-31")), (Some("2020-01-20"), Some("2022-01-01"))]),
        (say("2020-01-20"), say("2024-05-31"))
    );
    assert_eq!(
        of(&[(Some("2021-03-01"), None), (None, None)]),
        (None, None),
        "of which no beginning is told has begun"
    );
}

// Catches: the pairs lost on the way into evidence, so that a cleared pair comes back every month.
#[test]
fn the_pairs_to_judge_are_kept_with_the_reply() {
    let screened = screened(searched(), vec![pair(1, false), pair(2, false)], &Before::default(), today());
    let at = instant("2026-11-20T00:00:00Z");
    let reply = reply(&screened.outcome, &element(), at, TimeDelta::days(45)).unwrap();
    let Reply::PossibleMatch { pairs, .. } = screened.keep(reply) else { panic!("no possible match") };
    assert_eq!(pairs, [pair(1, false).digest, pair(2, false).digest]);
}

// Catches: a report that ends, and with it a match that nobody has judged; an exclusion that is over before its day since the list forgot it.
#[test]
fn no_end_of_one_exclusion_clears_what_else_is_open() {
    let own = |to: &str| Pair { entry: entry(1, Some("2020-01-01"), Some(to)), ..pair(1, true) };
    let told = |pairs: Vec<Pair>| screened(searched(), pairs, &Before::default(), today());
    let end = |screened: &Screened| match &screened.outcome {
        Outcome::Adverse { record: Adverse::Listed { to, .. } } => Some(to.map(|to| to.to_string())),
        Outcome::Adverse { record: Adverse::Encumbered { .. } }
        | Outcome::Matching { .. }
        | Outcome::Differing { .. }
        | Outcome::NotFound { .. }
        | Outcome::Ambiguous { .. }
        | Outcome::Unavailable { .. }
        | Outcome::Malformed { .. } => None,
    };
    assert_eq!(end(&told(vec![own("2027-01-31")])), Some(Some("2027-01-31".to_owned())));
    assert_eq!(end(&told(vec![own("2027-01-31"), pair(2, false)])), Some(None), "no end while another is open");
    assert_eq!(end(&told(vec![own("2026-11-20"), pair(2, false)])), Some(None), "its last day is inclusive");
    let over = told(vec![own("2026-11-19"), pair(2, false)]);
    assert_eq!(what(&over.outcome).word(), "unknown");
    assert_eq!(over.open, [pair(2, false).digest]);
}

// Catches: an exclusion that ends early because the list forgot it; a match nobody judged that the next edition clears; an answer entered in
// error that still speaks.
#[test]
fn who_was_reported_or_is_open_is_not_cleared_by_being_gone() {
    let reported = |to: Option<&str>| Reply::Reported {
        summary: text("excluded"),
        from: Some(PartialDate::Day(date("2026-01-01"))),
        to: to.map(|to| PartialDate::Day(date(to))),
    };
    let asked = || Reply::PossibleMatch { summary: text("same name"), pairs: vec![pair(7, false).digest] };
    let open = |reply: Reply, then: &[Command]| {
        let mut world = world();
        world.now = instant("2026-03-02T17:00:00Z");
        let of = world.verify(&SourceAnswer::of(leie().key(), reply).on(date("2026-03-01"))).unwrap();
        for command in then {
            world.verification(of, command.clone(), &actor(Capacity::Msp)).unwrap();
        }
        let before = Before::of(world.records.verifications_of(world.provider), &leie().key(), today());
        (before.open, before.cleared.contains(&pair(7, false).digest))
    };
    assert_eq!(open(reported(None), &[]), (true, false));
    assert_eq!(open(reported(Some("2026-11-20")), &[]), (true, false), "its last day is inclusive");
    assert_eq!(open(reported(Some("2026-11-19")), &[]), (false, false));
    assert_eq!(open(asked(), &[]), (true, false));
    let cleared = [Command::Resolve { explanation: text("another date of birth") }, Command::Conclude { claim: None }];
    assert_eq!(open(asked(), &cleared), (false, true));
    let in_error = [cleared.as_slice(), &[Command::EnterInError { reason: text("the wrong person") }]].concat();
    assert_eq!(open(asked(), &in_error), (false, false));
}
