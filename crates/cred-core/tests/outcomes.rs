//! What asking a source does to an element. Nothing that failed to answer is ever taken for clear.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot go on with")]

use chrono::TimeDelta;
use cred_core::{
    evidence::{
        outcome::{
            Adverse, Asked, Candidate, Effect, Found, Open, Outcome, Searched, Unavailable, compared, effect, reply,
        },
        primary_source::{Counts, PrimarySource, Standing, pace},
        reply::{Encumbrance, EncumbranceKind, Limits, Reply},
        source::Method,
    },
    id::SourceId,
    identifier::LicenseNumber,
    jurisdiction::Jurisdiction,
    provider::{
        claim::Claim,
        credential::{Credential, FieldDifference},
        element::{ElementKey, ElementKind},
        name::PersonName,
    },
    text::Text,
    time::{Instant, partial_date::PartialDate},
};
use proptest::prelude::*;

fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

fn now() -> Instant {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn license(number: &str) -> Credential {
    Credential::License {
        jurisdiction: Jurisdiction::parse("AZ").unwrap(),
        license_type: text("MD"),
        number: LicenseNumber::parse(number).unwrap(),
        compact: None,
        training: false,
    }
}

fn found(number: &str) -> Found {
    Found {
        credential: license(number),
        names: vec![text("FELD, ANNA")],
        valid_from: Some(PartialDate::parse("2024-01-01").unwrap()),
        valid_to: Some(PartialDate::parse("2027-12-31").unwrap()),
        encumbrances: vec![],
    }
}

fn limit(kind: EncumbranceKind) -> Encumbrance {
    Encumbrance { kind, from: None, to: None, terms: text("by order"), limits: Limits::default() }
}

fn names() -> Vec<PersonName> {
    vec![PersonName { family: text("Feld"), given: Some(text("Anna")), middle: None, suffix: None }]
}

fn list(name: &str) -> ElementKey {
    Credential::Exclusion { list: text(name) }.key()
}

const STALE: TimeDelta = TimeDelta::days(31);

/// Elements of both sorts: credentials that somebody holds, and searches.
fn any_element() -> impl Strategy<Value = ElementKey> {
    prop_oneof![
        Just(license("R1").key()),
        Just(license("R2").key()),
        Just(list("LEIE")),
        Just(list("SAM")),
        Just(Credential::NpdbQuery.key()),
        Just(Credential::MalpracticeHistory.key()),
        Just(Credential::Identity { document: text("passport") }.key()),
    ]
}

fn any_searched() -> impl Strategy<Value = Searched> {
    (any_element(), any::<Option<bool>>(), -100_i64..100, any::<bool>()).prop_map(|(element, version, days, whole)| {
        Searched { element, version: version.map(|_| text("2026-03")), as_of: now() - TimeDelta::days(days), whole }
    })
}

fn any_found() -> impl Strategy<Value = Box<Found>> {
    let kinds = prop::sample::select(EncumbranceKind::ALL.to_vec());
    ("R[12]", prop::option::of(kinds), any::<bool>()).prop_map(|(number, kind, over)| {
        let mut found = found(&number);
        found.encumbrances.extend(kind.map(limit));
        if over {
            found.valid_to = Some(PartialDate::parse("2025-12-31").unwrap());
        }
        Box::new(found)
    })
}

fn any_unavailable() -> impl Strategy<Value = Unavailable> {
    prop_oneof![
        Just(Unavailable::Outage { until: now() }),
        Just(Unavailable::NoConnection { because: text("refused") }),
        Just(Unavailable::TimedOut),
        Just(Unavailable::BrokenOff),
        Just(Unavailable::TooOften { again_from: None }),
        Just(Unavailable::NotAdmitted { status: Some(401) }),
        (400_u16..600).prop_map(|status| Unavailable::Failed { status }),
        Just(Unavailable::NotAsked { missing: text("npi") }),
    ]
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let difference = || FieldDifference { field: "number".into(), claimed: "1".into(), found: "2".into() };
    prop_oneof![
        any_found().prop_map(|found| Outcome::Matching { found }),
        any_found().prop_map(move |found| Outcome::Differing { found, differences: vec![difference()] }),
        any_found().prop_map(|found| Outcome::Adverse { record: Adverse::Encumbered { found, differences: vec![] } }),
        Just(Outcome::Adverse {
            record: Adverse::Listed { summary: text("listed"), from: None, to: None, entry: None }
        }),
        prop::option::of(any_searched()).prop_map(|searched| Outcome::NotFound { searched }),
        (0_usize..3, any::<bool>()).prop_map(|(many, all)| Outcome::Ambiguous {
            candidates: vec![Candidate { summary: text("somebody"), found: None, entry: None }; many],
            all,
        }),
        any_unavailable().prop_map(Outcome::unavailable),
        ".{0,300}".prop_map(|words| Outcome::malformed(&words)),
    ]
}

fn source(counts: Counts, written: &str, kind: ElementKind) -> PrimarySource {
    PrimarySource {
        id: SourceId::parse("some").unwrap(),
        name: text("Some source"),
        verifies: vec![text(written)],
        inputs: vec![],
        standings: vec![Standing { standard: text("ncqa-hpa-2025"), element: kind, counts }],
        cadence: pace::Cadence { every_hours: 24, stale_after_hours: 24 * 31 },
        outages: vec![],
        pace: pace::Pace {
            rate: pace::RateLimit { requests: 1, seconds: 1 },
            retry: pace::Retry { attempts: 1, first_wait_ms: 0, longest_wait_ms: 0 },
            timeout_ms: 1,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_failure_is_ever_clear(outcome in any_outcome(), element in any_element()) {
        let told = effect(&outcome, &element, now(), STALE);
        if outcome.is_failure() {
            prop_assert!(matches!(told, Effect::Unknown { .. }), "{outcome:?} made {told:?}");
            prop_assert_eq!(reply(&outcome, &element, now(), STALE), None);
        }
    }

    #[test]
    fn a_credential_is_satisfied_by_found_and_matching_alone(outcome in any_outcome(), element in any_element()) {
        if effect(&outcome, &element, now(), STALE) == Effect::Satisfied {
            let Outcome::Matching { found } = &outcome else { panic!("{outcome:?} satisfied {element}") };
            prop_assert!(!element.kind().is_search());
            prop_assert_eq!(&found.credential.key(), &element);
            prop_assert!(found.encumbrances.is_empty());
        }
    }

    #[test]
    fn absence_is_established_by_not_found_alone_in_a_list_that_is_whole_known_and_recent(
        outcome in any_outcome(), element in any_element(),
    ) {
        let told = effect(&outcome, &element, now(), STALE);
        if told == Effect::Clear {
            let Outcome::NotFound { searched: Some(searched) } = &outcome else { panic!("{outcome:?} cleared {element}") };
            prop_assert!(element.kind().is_search() && searched.element == element);
            prop_assert!(searched.whole && searched.version.is_some());
            prop_assert!(searched.as_of <= now() && now() - searched.as_of <= STALE);
        }
        let clear = matches!(reply(&outcome, &element, now(), STALE), Some(Reply::Clear { .. }));
        prop_assert_eq!(clear, told == Effect::Clear, "evidence says clear exactly where the rule does");
    }

    #[test]
    fn what_is_adverse_is_so_whoever_says_it(found in any_found(), element in any_element()) {
        let nobody = source(Counts::Neither, "license", ElementKind::License);
        let adverse = Outcome::Adverse { record: Adverse::Encumbered { found, differences: vec![] } };
        prop_assert_eq!(nobody.effect(&adverse, &element, "ncqa-hpa-2025", now()), Effect::Adverse);
    }

    #[test]
    fn only_a_source_that_counts_under_the_standard_verifies(
        outcome in any_outcome(), element in any_element(), counts in prop::sample::select(vec![
            Counts::Primary, Counts::DesignatedEquivalent, Counts::Neither]), other in any::<bool>(),
    ) {
        let kind = element.kind();
        let source = source(counts, kind.word(), kind);
        let standard = if other { "tjc-hospital-2026" } else { "ncqa-hpa-2025" };
        let told = source.effect(&outcome, &element, standard, now());
        if told.grants() {
            prop_assert!(!other && counts != Counts::Neither);
            prop_assert_eq!(told, effect(&outcome, &element, now(), STALE));
        }
    }

    #[test]
    fn a_record_that_differs_in_anything_never_matches(
        number in "R[1-3]", family in "(Feld|Berg)", from_day in 1_u32..28, end in 2024_i32..2030, limited: bool,
    ) {
        let claim = Claim {
            credential: license("R1"),
            valid_from: None,
            valid_to: Some(PartialDate::parse("2027-12-31").unwrap()),
        };
        let element = claim.key();
        let mut record = found(&number);
        record.names = vec![text(&format!("{family}, Anna"))];
        record.valid_from = Some(PartialDate::parse(&format!("2023-01-{from_day:02}")).unwrap());
        record.valid_to = Some(PartialDate::parse(&format!("{end}-12-31")).unwrap());
        record.encumbrances.extend(limited.then(|| limit(EncumbranceKind::Limited)));
        let names = names();
        let outcome = compared(Asked { element: &element, claim: Some(&claim), names: &names }, record);
        let same = number == "R1" && family == "Feld" && end >= 2027 && !limited;
        prop_assert_eq!(matches!(outcome, Outcome::Matching { .. }), same, "{:?}", outcome);
        if number != "R1" {
            let malformed = matches!(outcome, Outcome::Malformed { .. });
            prop_assert!(malformed, "another licence is no answer");
        }
    }
}

#[test]
fn a_record_without_its_end_or_its_holder_is_no_answer() {
    let (claim, names) = (Claim { credential: license("R1"), valid_from: None, valid_to: None }, names());
    let element = claim.key();
    let asked = Asked { element: &element, claim: Some(&claim), names: &names };
    assert!(matches!(compared(asked, found("R1")), Outcome::Matching { .. }));
    for break_it in [
        |record: &mut Found| record.valid_to = None,
        |record: &mut Found| record.names.clear(),
        |record: &mut Found| record.valid_from = Some(PartialDate::parse("2028-01-01").unwrap()),
    ] {
        let mut record = found("R1");
        break_it(&mut record);
        assert!(matches!(compared(asked, record.clone()), Outcome::Malformed { .. }), "{record:?}");
    }
}

#[test]
fn an_expired_record_satisfies_nothing_and_is_still_evidence() {
    let mut record = found("R1");
    record.valid_to = Some(PartialDate::parse("2026-03-09").unwrap());
    let element = license("R1").key();
    let outcome = Outcome::Matching { found: Box::new(record) };
    assert_eq!(effect(&outcome, &element, now(), STALE), Effect::Unknown { open: Open::NotInForce });
    assert!(matches!(reply(&outcome, &element, now(), STALE), Some(Reply::Found { .. })));
}

#[test]
fn what_is_told_of_the_standard_goes_before_what_is_told_of_every_one() {
    let mut own = source(Counts::DesignatedEquivalent, "license:AZ", ElementKind::License);
    own.standings.push(Standing { standard: text("*"), element: ElementKind::License, counts: Counts::Primary });
    assert_eq!(own.method("ncqa-hpa-2025", ElementKind::License), Some(Method::DesignatedEquivalent));
    assert_eq!(own.method("another", ElementKind::License), Some(Method::Primary));
    assert_eq!(own.method("another", ElementKind::Dea), None);
    own.standings.push(Standing { standard: text("*"), element: ElementKind::License, counts: Counts::Neither });
    assert_eq!(own.method("another", ElementKind::License), None, "of two that contradict each other the lesser holds");
    assert!(own.answers(&license("R1").key()));
    assert!(!own.answers(&list("SAM")));
}

#[test]
fn the_edge_of_a_lists_age_is_still_good() {
    let searched = |as_of| Outcome::NotFound {
        searched: Some(Searched { element: list("SAM"), version: Some(text("2026-03")), as_of, whole: true }),
    };
    let told = |as_of| effect(&searched(as_of), &list("SAM"), now(), STALE);
    assert_eq!(told(now() - STALE), Effect::Clear);
    assert_eq!(told(now() - STALE - TimeDelta::microseconds(1)), Effect::Unknown { open: Open::ListStale });
    assert_eq!(told(now()), Effect::Clear);
    assert_eq!(told(now() + TimeDelta::microseconds(1)), Effect::Unknown { open: Open::ListStale });
    assert_eq!(effect(&searched(now()), &list("LEIE"), now(), STALE), Effect::Unknown { open: Open::OtherList });
}
