//! The NPI registry and the register of exclusions: shapes old and new, pages, and lies.

use chrono::TimeDelta;
use cred_core::{
    evidence::{
        outcome::{Adverse, Effect, Open, Outcome, effect, reply},
        reply::Reply,
    },
    time::partial_date::PartialDate,
};
use cred_sources::adapter::nppes::Registration;
use proptest::prelude::*;

use super::{
    server::{Play, Server},
    world::{NOON, NPI, OTHER_NPI, ask, because, entities, entity, exclusion, identity, page, registration},
};

fn answered(body: &str) -> cred_sources::service::Asked {
    let server = Server::playing(vec![Play::json(body)]);
    ask(&server.address, &identity())
}

#[test]
fn the_registration_of_the_person_matches() {
    let server = Server::playing(vec![Play::json(&page(&[registration(NPI, "ANNA", "FELD")]))]);
    let asked = ask(&server.address, &identity());
    let Outcome::Matching { found } = &asked.outcome else { panic!("{:?}", asked.outcome) };
    assert_eq!(found.valid_from, Some(PartialDate::parse("2006-02-01").unwrap()));
    assert_eq!(found.name(&identity().names).unwrap().as_str(), "ANNA FELD");
    assert!(server.seen()[0].starts_with(&format!("GET /api/?version=2.1&number={NPI} HTTP/1.1")));
    // A former name is the person's.
    assert!(matches!(answered(&page(&[registration(NPI, "ANNA", "BERG")])).outcome, Outcome::Matching { .. }));
}

#[test]
fn another_name_differs() {
    let Outcome::Differing { differences, .. } = answered(&page(&[registration(NPI, "ANNA", "FELDMANN")])).outcome
    else {
        panic!("it matched")
    };
    assert_eq!(differences[0].field, "name");
}

#[test]
fn older_shapes_are_read_like_newer_ones() {
    let newer = registration(NPI, "ANNA", "FELD");
    let older = newer
        .replace(&format!("\"{NPI}\""), NPI)
        .replace("\"1707432604000\"", "1707432604")
        .replace("\"sex\"", "\"gender\"")
        .replace("\"--\"", "\"\"");
    assert_ne!(newer, older);
    let read = |text: &str| Registration::read(&serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(read(&newer), read(&older));
    assert!(matches!(answered(&page(&[older])).outcome, Outcome::Matching { .. }));
}

#[test]
fn a_registry_that_answers_about_somebody_else_is_not_believed() {
    for body in [
        page(&[registration(OTHER_NPI, "ANNA", "FELD")]),
        page(&[registration(NPI, "ANNA", "FELD"), registration(OTHER_NPI, "ANNA", "FELD")]),
        page(&[registration("1234567890", "ANNA", "FELD")]),
        page(&[registration(NPI, "ANNA", "FELD").replace("NPI-1", "NPI-3")]),
        page(&[registration(NPI, "ANNA", "FELD").replace("\"status\":\"A\",", "")]),
        page(&[registration(NPI, "ANNA", "FELD").replace("2006-02-01", "soon")]),
        page(&[registration(NPI, "--", "--")]),
    ] {
        let asked = answered(&body);
        assert!(matches!(asked.outcome, Outcome::Malformed { .. }), "{body}: {:?}", asked.outcome);
    }
    let twice = answered(&page(&[registration(NPI, "ANNA", "FELD"), registration(NPI, "ANNA", "FELD")]));
    assert!(matches!(twice.outcome, Outcome::Ambiguous { all: true, .. }));
    let firm = registration(NPI, "ANNA", "FELD").replace("NPI-1", "NPI-2").replace("last_name", "organization_name");
    assert!(matches!(answered(&page(&[firm])).outcome, Outcome::Ambiguous { .. }));
}

#[test]
fn a_deactivated_npi_is_adverse() {
    let out = r#""deactivation_date":"2025-05-01","status":"A""#;
    for own in ["\"status\":\"D\"", out] {
        let asked = answered(&page(&[registration(NPI, "ANNA", "FELD").replace("\"status\":\"A\"", own)]));
        assert!(matches!(asked.outcome, Outcome::Adverse { record: Adverse::Encumbered { .. } }), "{own}");
    }
    let back = r#""deactivation_date":"2025-05-01","reactivation_date":"2025-06-01","status":"A""#;
    let asked = answered(&page(&[registration(NPI, "ANNA", "FELD").replace("\"status\":\"A\"", back)]));
    assert!(matches!(asked.outcome, Outcome::Matching { .. }));
}

#[test]
fn no_registration_is_not_found_and_satisfies_nothing() {
    let asked = answered(&page(&[]));
    assert_eq!(asked.outcome, Outcome::NotFound { searched: None });
}

#[test]
fn a_search_by_name_goes_through_its_pages_and_matches_nobody() {
    let all = |many: usize| page(&vec![registration(OTHER_NPI, "ANNA", "FELD"); many]);
    let mut nameless = identity();
    nameless.npi = None;
    let server = Server::playing(vec![Play::json(&all(200)), Play::json(&all(3))]);
    let Outcome::Ambiguous { candidates, all: whole } = ask(&server.address, &nameless).outcome else { panic!() };
    assert_eq!((candidates.len(), whole), (203, true));
    assert!(server.seen()[1].contains("&limit=200&skip=200 "));
    // The registry gives no more than 1,200: what is behind that is said to be missing.
    let server = Server::playing(vec![Play::json(&all(200))]);
    let Outcome::Ambiguous { candidates, all: whole } = ask(&server.address, &nameless).outcome else { panic!() };
    assert_eq!((candidates.len(), whole, server.seen().len()), (1200, false, 6));
    assert!(server.seen()[5].contains("&skip=1000 "));
}

const NOBODY: &str = r#"{"totalRecords":0,"excludedEntity":[]}"#;

fn screened(bodies: &[&str]) -> Outcome {
    let server = Server::playing(bodies.iter().map(|body| Play::json(body)).collect());
    ask(&server.address, &exclusion()).outcome
}

#[test]
fn nobody_under_any_name_and_somebody_in_the_control_is_clear() {
    let smiths = entities(1, &[entity("JOHN", "SMITH", "null")]);
    let server = Server::playing([NOBODY, NOBODY, &smiths].map(Play::json).to_vec());
    let asked = ask(&server.address, &exclusion());
    let at = NOON.parse::<cred_core::time::Instant>().unwrap() + TimeDelta::seconds(10);
    let element = exclusion().element;
    assert_eq!(effect(&asked.outcome, &element, at, TimeDelta::hours(48)), Effect::Clear, "{:?}", asked.outcome);
    let Some(Reply::Clear { list_version: Some(version) }) = reply(&asked.outcome, &element, at, TimeDelta::hours(48))
    else {
        panic!()
    };
    assert_eq!(version.as_str(), "as it stood at 2026-03-10 12:00:00 UTC");
    // After two days it tells nothing any more.
    let later = at + TimeDelta::hours(48);
    assert_eq!(
        effect(&asked.outcome, &element, later, TimeDelta::hours(48)),
        Effect::Unknown { open: Open::ListStale }
    );
    let seen = server.seen();
    for (index, family) in ["BERG", "FELD", "SMITH"].into_iter().enumerate() {
        assert!(seen[index].contains(&format!("exclusionName={family}&page=0&size=10")), "{}", seen[index]);
    }
}

/// An index that is empty after a night of maintenance answers every search with nothing.
#[test]
fn a_register_that_finds_nobody_at_all_clears_nobody() {
    let Outcome::Malformed { because } = screened(&[NOBODY]) else { panic!() };
    assert!(because.as_str().starts_with("the control search, which must find somebody"), "{because}");
    // And one that breaks down before the control.
    let server = Server::playing(vec![Play::json(NOBODY), Play::json(NOBODY), Play::status(500)]);
    assert!(matches!(ask(&server.address, &exclusion()).outcome, Outcome::Unavailable { .. }));
}

#[test]
fn only_an_identifier_ties_an_entry_to_the_person() {
    let quoted = format!("\"{NPI}\"");
    let spoilt = format!("\"{NPI}.0\"");
    for (npi, first, last, tied) in [
        (quoted.as_str(), "ANNA", "FELD", true),
        (NPI, "A", "BERG", true),
        (&spoilt, "ANNA", "FELD", true),
        ("null", "ANNA", "FELD", false),
        ("\"null\"", "ANNA", "FELD", false),
        ("\"0000000000\"", "ANNA", "FELD", false),
        (&quoted, "ANNA", "ROTH", false),
        ("\"1245319599\"", "ANNA", "FELD", false),
    ] {
        let outcome = screened(&[&entities(1, &[entity(first, last, npi)])]);
        match outcome {
            Outcome::Adverse { record: Adverse::Listed { from, to, entry, .. } } if tied => {
                assert_eq!((from, to), (Some(PartialDate::parse("2019-01-15").unwrap()), None));
                assert!(entry.is_some());
            }
            Outcome::Ambiguous { ref candidates, all: true } if !tied => {
                assert!(candidates[0].entry.is_some());
                let told = reply(&outcome, &exclusion().element, NOON.parse().unwrap(), TimeDelta::hours(48));
                assert!(matches!(told, Some(Reply::PossibleMatch { .. })));
            }
            other => panic!("{npi} {first} {last}: {other:?}"),
        }
    }
}

#[test]
fn pages_are_read_to_the_end_or_said_to_be_missing() {
    let berg = |index: usize| entity(&format!("P{index}"), "BERG", "null");
    let first = entities(12, &(0..10).map(berg).collect::<Vec<_>>());
    let last = entities(12, &[berg(10), entity("ANNA", "BERG", &format!("\"{NPI}\""))]);
    assert!(matches!(screened(&[&first, &last, NOBODY]), Outcome::Adverse { .. }), "somebody on the second page");
    for (what, second) in [
        ("one less", entities(12, &[berg(10)])),
        ("other total", entities(13, &[berg(10), berg(11)])),
        ("empty", entities(12, &[])),
    ] {
        let outcome = screened(&[&first, &second, NOBODY]);
        assert!(!matches!(outcome, Outcome::NotFound { .. }), "{what}: {outcome:?}");
    }
    let fewer = entities(11, &[berg(10)]);
    assert!(matches!(screened(&[&first, &fewer, NOBODY]), Outcome::Malformed { .. }), "one was taken away meanwhile");
    // More than may be asked for.
    let page = |_| entities(5_000, &(0..10).map(berg).collect::<Vec<_>>());
    let bodies: Vec<String> = (0..20).map(page).collect();
    let Outcome::Ambiguous { all, .. } = screened(&bodies.iter().map(String::as_str).collect::<Vec<_>>()) else {
        panic!()
    };
    assert!(!all);
}

/// A list may have one part of a double name, or write it without its apostrophe.
#[test]
fn a_name_in_parts_is_searched_by_each_of_them() {
    let mut request = exclusion();
    request.names = vec![super::world::name("Anna", "O'Neil-Núñez")];
    let server = Server::playing(vec![Play::json(NOBODY)]);
    ask(&server.address, &request);
    let seen = server.seen().join("");
    for family in ["O%27NEIL-NUNEZ", "ONEIL-NUNEZ", "O%27NEIL", "NUNEZ"] {
        assert!(seen.contains(&format!("exclusionName={family}&")), "{family}: {seen}");
    }
    let own = entities(1, &[entity("ANNA", "NUNEZ", &format!("\"{NPI}\""))]);
    let server = Server::playing(vec![Play::json(&own)]);
    assert!(matches!(ask(&server.address, &request).outcome, Outcome::Adverse { .. }));
}

#[test]
fn strange_entries_are_never_passed_over() {
    for body in [
        r#"{"totalRecords":1,"excludedEntity":[{}]}"#,
        r#"{"totalRecords":1,"excludedEntity":null}"#,
        r#"{"totalRecords":"many","excludedEntity":[]}"#,
        r#"{"totalRecords":0}"#,
        r#"{"excludedEntity":[]}"#,
        r#"{"totalRecords":0,"excludedEntity":{}}"#,
        r#"{"totalRecords":-1,"excludedEntity":[]}"#,
        r#"{"totalRecords":0,"excludedEntity":[{"exclusionIdentification":{"lastName":"FELD"}}]}"#,
        r#"{"errorCode":"X","errorMessage":"no"}"#,
    ] {
        let outcome = screened(&[body]);
        assert!(matches!(outcome, Outcome::Malformed { .. }), "{body}: {outcome:?}");
    }
    assert!(because(&ask(&Server::playing(vec![Play::json("[]")]).address, &exclusion())).contains("totalRecords"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever bytes of an answer that lists the person are lost or changed, it is never clear.
    #[test]
    fn a_damaged_listing_is_never_clear(at in 0_usize..2_000, byte: u8, cut: bool) {
        let mut body = entities(1, &[entity("ANNA", "FELD", &format!("\"{NPI}\""))]).into_bytes();
        let at = at % body.len();
        if cut { body.remove(at); } else { body[at] = byte; }
        let server = Server::playing(vec![
            Play::Answer(200, vec![], body.clone()),
            Play::json(NOBODY),
            Play::json(&entities(1, &[entity("JOHN", "SMITH", "null")])),
        ]);
        let outcome = ask(&server.address, &exclusion()).outcome;
        // A zero in the place of the one record's count leaves an entry beside it, which is seen.
        let clear = effect(&outcome, &exclusion().element, NOON.parse().unwrap(), TimeDelta::hours(48)) == Effect::Clear;
        prop_assert!(!clear, "{:?} at {at}: {outcome:?}", String::from_utf8_lossy(&body));
    }
}
