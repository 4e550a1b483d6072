//! Any JSON by a mapping.

use chrono::TimeDelta;
use cred_core::{
    evidence::{
        outcome::{Adverse, Effect, Open, Outcome, effect},
        reply::EncumbranceKind,
    },
    time::partial_date::PartialDate,
};

use super::{
    server::{Play, Server},
    world::{NOON, NPI, ask, board, license, state_exclusion},
};

fn answered(body: &str) -> Outcome {
    let server = Server::playing(vec![Play::json(body)]);
    ask(&server.address, &license()).outcome
}

#[test]
fn a_licence_that_is_as_claimed_matches() {
    let server = Server::playing(vec![Play::json(&board("R 012345", "FELD", "12/31/2028", "Active"))]);
    let Outcome::Malformed { because } = ask(&server.address, &license()).outcome else { panic!("R 0 is no R") };
    assert!(because.as_str().contains("repeats another `number`"), "{because}");
    let server = Server::playing(vec![Play::json(&board("r12345", "FELD", "12/31/2028", "ACTIVE"))]);
    let Outcome::Matching { found } = ask(&server.address, &license()).outcome else { panic!() };
    assert_eq!(found.valid_to, Some(PartialDate::parse("2028-12-31").unwrap()));
    assert_eq!(found.valid_from, Some(PartialDate::parse("2015-07-01").unwrap()));
    let head = &server.seen()[0];
    assert!(head.starts_with("GET /v1/licenses?number=R-12345&profession=MD "), "{head}");
    assert!(head.to_lowercase().contains("x-client: credentialing"));
}

#[test]
fn what_differs_is_told_field_by_field() {
    let Outcome::Differing { differences, .. } = answered(&board("R12345", "ROTH", "12/31/2026", "Active")) else {
        panic!()
    };
    let fields: Vec<&str> = differences.iter().map(|own| own.field.as_str()).collect();
    assert_eq!(fields, ["valid to", "name"]);
}

#[test]
fn every_condition_is_heeded_and_one_that_is_not_mapped_is_no_answer() {
    for (word, kind) in [
        ("Probation", EncumbranceKind::Limited),
        ("Suspended", EncumbranceKind::Suspended),
        ("revoked", EncumbranceKind::Revoked),
        ("Surrendered", EncumbranceKind::Surrendered),
        ("Retired", EncumbranceKind::Suspended),
    ] {
        let outcome = answered(&board("R12345", "FELD", "12/31/2028", word));
        let Outcome::Adverse { record: Adverse::Encumbered { found, .. } } = outcome else { panic!("{word}") };
        assert_eq!(found.encumbrances[0].kind, kind);
    }
    for word in ["Active - Restricted", "Pending", "--", ""] {
        assert!(matches!(answered(&board("R12345", "FELD", "12/31/2028", word)), Outcome::Malformed { .. }), "{word}");
    }
    // A licence is not expired before its last day.
    assert!(matches!(answered(&board("R12345", "FELD", "12/31/2028", "Expired")), Outcome::Malformed { .. }));
    let outcome = answered(&board("R12345", "FELD", "12/31/2025", "Expired"));
    let told = effect(&outcome, &license().element, NOON.parse().unwrap(), TimeDelta::hours(1));
    assert!(matches!(told, Effect::Unknown { open: Open::Differs | Open::NotInForce }), "{outcome:?}");
}

#[test]
fn nothing_is_told_as_the_mapping_foresees_or_not_at_all() {
    for body in [
        r#"{"data":{"count":0,"result":"No Match"}}"#,
        r#"{"data":{"count":0,"licenses":[]}}"#,
        r#"{"data":{"count":0,"licenses":null}}"#,
    ] {
        assert_eq!(answered(body), Outcome::NotFound { searched: None }, "{body}");
    }
    let server = Server::playing(vec![Play::status(404)]);
    assert_eq!(ask(&server.address, &license()).outcome, Outcome::NotFound { searched: None });
    let whole = board("R12345", "FELD", "12/31/2028", "Active");
    for body in [
        "{}".to_owned(),
        r#"{"data":{"count":0,"licenses":"none"}}"#.to_owned(),
        r#"{"data":{"count":0}}"#.to_owned(),
        r#"{"data":{"licenses":[]}}"#.to_owned(),
        r#"{"data":{"count":3,"licenses":[]}}"#.to_owned(),
        whole.replace("\"ok\"", "\"no match\""),
        whole.replace("\"count\":1", "\"count\":2"),
        whole.replace("{\"data\"", "{\"error\":\"down\",\"data\""),
        whole.replace("Physician (MD)", "Physician (DO)"),
        whole.replace("12/31/2028", "12/31/28"),
        whole.replace("12/31/2028", "2028-12-31"),
        whole.replace("12/31/2028", ""),
        whole.replace("\"last\":\"FELD\"", "\"last\":null"),
        whole.replace("R12345", "R12346"),
    ] {
        let outcome = answered(&body);
        assert!(matches!(outcome, Outcome::Malformed { .. }), "{body}: {outcome:?}");
    }
    // A page that is no JSON is no 404 of the board.
    let html = Play::Answer(404, vec![("Content-Type".into(), "text/html".into())], b"<html>not found</html>".to_vec());
    let server = Server::playing(vec![html]);
    assert!(matches!(ask(&server.address, &license()).outcome, Outcome::Malformed { .. }));
}

#[test]
fn two_records_of_one_licence_are_for_a_person_to_judge() {
    let one = board("R12345", "FELD", "12/31/2028", "Active");
    let record = one.split_once('[').unwrap().1.rsplit_once(']').unwrap().0;
    let two = one.replace(record, &format!("{record},{record}")).replace("\"count\":1", "\"count\":2");
    let Outcome::Ambiguous { candidates, .. } = answered(&two) else { panic!() };
    assert_eq!(candidates.len(), 2);
}

#[test]
fn a_search_is_clear_in_an_edition_that_is_known_and_recent_after_its_control() {
    let list = |matches: &str, found: usize, published: &str| {
        format!(r#"{{"list":{{"edition":"2026-03","published":"{published}"}},"found":{found},"matches":[{matches}]}}"#)
    };
    let smith = r#"{"last":"SMITH","first":"J","npi":null,"excluded":"2020-01-01","reason":"x"}"#;
    let told = |first: String| {
        // Under both names, and then the control.
        let second = if first.contains("matches\":[]") { first.clone() } else { list("", 0, "2026-03-01") };
        let control = list(smith, 1, "2026-03-01");
        let server = Server::playing([first, second, control].iter().map(|body| Play::json(body)).collect());
        let outcome = ask(&server.address, &state_exclusion()).outcome;
        let at = NOON.parse().unwrap();
        (effect(&outcome, &state_exclusion().element, at, TimeDelta::hours(1080)), outcome)
    };
    assert_eq!(told(list("", 0, "2026-03-01")).0, Effect::Clear);
    assert_eq!(told(list("", 0, "2026-01-01")).0, Effect::Unknown { open: Open::ListStale });
    assert_eq!(told(list("", 0, "2026-03-12")).0, Effect::Unknown { open: Open::ListStale });
    assert_eq!(told(list("", 0, "lately")).0, Effect::Unknown { open: Open::Malformed });
    assert_eq!(
        told(list("", 0, "2026-03-01").replace("\"edition\":\"2026-03\",", "")).0,
        Effect::Unknown { open: Open::VersionUnknown }
    );
    let feld = smith.replace("SMITH", "FELD").replace("\"J\"", "\"ANNA\"");
    assert_eq!(told(list(&feld, 1, "2026-03-01")).0, Effect::Unknown { open: Open::Ambiguous });
    let own = feld.replace("null", &format!("\"{NPI}\""));
    assert_eq!(told(list(&own, 1, "2026-03-01")).0, Effect::Adverse);
    // Somebody who is listed under the name that she bore before.
    let berg = own.replace("FELD", "BERG");
    let server = Server::playing(
        [list("", 0, "2026-03-01"), list(&berg, 1, "2026-03-01")].iter().map(|body| Play::json(body)).collect(),
    );
    assert!(matches!(ask(&server.address, &state_exclusion()).outcome, Outcome::Adverse { .. }));
    assert!(server.seen()[0].contains("last=Feld ") && server.seen()[1].contains("last=Berg "));
    // Two editions are not one search.
    let next = list("", 0, "2026-03-01").replace("2026-03\"", "2026-04\"");
    let server = Server::playing([list("", 0, "2026-03-01"), next].iter().map(|body| Play::json(body)).collect());
    assert!(matches!(ask(&server.address, &state_exclusion()).outcome, Outcome::Malformed { .. }));
}
