//! Nothing that failed to answer is ever taken for clear.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use cred_core::evidence::outcome::{Outcome, Unavailable};
use cred_sources::service::sha256;

use super::{
    server::{Play, Server},
    world::{NOON, NPI, Quick, ask, ask_by, because, exclusion, identity, key, license, page, registration, sources},
};

fn well() -> Play {
    Play::json(&page(&[registration(NPI, "ANNA", "FELD")]))
}

#[test]
fn a_source_that_fails_twice_and_then_answers_has_answered() {
    let server = Server::playing(vec![Play::status(500), Play::status(503), well()]);
    let clock = Quick::at(NOON);
    let asked = ask_by(&server.address, &identity(), &clock);
    assert!(matches!(asked.outcome, Outcome::Matching { .. }), "{:?}", asked.outcome);
    assert_eq!(asked.attempts.iter().map(|own| own.status).collect::<Vec<_>>(), [Some(500), Some(503), Some(200)]);
    let waits = clock.waits.borrow();
    let ms = |index: usize| waits[index].num_milliseconds();
    assert!((500..=1000).contains(&ms(0)) && (1000..=2000).contains(&ms(1)), "{waits:?}");
    assert_eq!(asked.digest, sha256(&asked.raw));
}

#[test]
fn a_source_that_goes_on_failing_is_given_up_after_its_attempts() {
    let server = Server::playing(vec![Play::status(502)]);
    let asked = ask(&server.address, &identity());
    assert_eq!(asked.outcome, Outcome::unavailable(Unavailable::Failed { status: 502 }));
    assert_eq!((asked.attempts.len(), server.seen().len()), (3, 3));
}

#[test]
fn retry_after_is_heeded_in_seconds_and_as_a_date() {
    for value in ["17", "Tue, 10 Mar 2026 12:00:17 GMT"] {
        let server = Server::playing(vec![Play::status(429).with("Retry-After", value), well()]);
        let clock = Quick::at(NOON);
        let asked = ask_by(&server.address, &identity(), &clock);
        assert!(matches!(asked.outcome, Outcome::Matching { .. }));
        assert_eq!(clock.waits.borrow().as_slice(), [TimeDelta::seconds(17)], "{value}");
    }
    // Longer than is waited for: the answer says from when on, and nobody sleeps.
    let server = Server::playing(vec![Play::status(429).with("Retry-After", "86400"), well()]);
    let clock = Quick::at(NOON);
    let asked = ask_by(&server.address, &identity(), &clock);
    let again_from = Some("2026-03-11T12:00:00Z".parse().unwrap());
    assert_eq!(asked.outcome, Outcome::unavailable(Unavailable::TooOften { again_from }));
    assert!(clock.waits.borrow().is_empty() && server.seen().len() == 1);
}

#[test]
fn silence_and_a_slow_drip_end_in_time() {
    for play in [Play::Silent(Duration::from_secs(30)), Play::Drip(Duration::from_secs(30))] {
        let server = Server::playing(vec![play.clone()]);
        let begun = Instant::now();
        let asked = ask(&server.address, &identity());
        assert_eq!(asked.outcome, Outcome::unavailable(Unavailable::TimedOut), "{play:?}");
        assert!(begun.elapsed() < Duration::from_secs(6), "{play:?} took {:?}", begun.elapsed());
    }
}

#[test]
fn nobody_at_the_address_is_unavailable() {
    let asked = ask("http://127.0.0.1:1", &identity());
    assert!(
        matches!(asked.outcome, Outcome::Unavailable { reason: Unavailable::NoConnection { .. } }),
        "{:?}",
        asked.outcome
    );
}

#[test]
fn what_is_not_tls_cannot_be_trusted() {
    let server = Server::playing(vec![Play::Raw(b"HTTP/1.1 200 OK\r\n\r\n{}".to_vec())]);
    let asked = ask(&server.address.replace("http://", "https://"), &identity());
    assert!(matches!(asked.outcome, Outcome::Unavailable { .. }), "{:?}", asked.outcome);
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    let whole = page(&[]);
    let head = |length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
    };
    // More is announced than comes.
    let short = [head(whole.len() + 50).as_bytes(), whole.as_bytes()].concat();
    let server = Server::playing(vec![Play::Raw(short)]);
    assert_eq!(ask(&server.address, &identity()).outcome, Outcome::unavailable(Unavailable::BrokenOff));
    // Less is announced than comes: what is read is no JSON.
    let long = [head(whole.len() - 1).as_bytes(), whole.as_bytes()].concat();
    let server = Server::playing(vec![Play::Raw(long)]);
    assert!(matches!(ask(&server.address, &identity()).outcome, Outcome::Malformed { .. }));
    // Chunks that stop, and a head that stops.
    for raw in [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res",
        "HTTP/1.1 200 OK\r\nContent-Type: appl",
        "",
    ] {
        let server = Server::playing(vec![Play::Raw(raw.as_bytes().to_vec())]);
        let asked = ask(&server.address, &identity());
        assert!(asked.outcome.is_failure(), "{raw}: {:?}", asked.outcome);
    }
}

/// Every beginning of a good answer, however it is framed, is a failure: never nothing, never a match.
#[test]
fn no_beginning_of_an_answer_is_an_answer() {
    let whole = page(&[registration(NPI, "ANNA", "FELD")]);
    for cut in (0..whole.len()).step_by(37) {
        let server = Server::playing(vec![Play::Answer(200, vec![], whole.as_bytes()[..cut].to_vec())]);
        let asked = ask(&server.address, &identity());
        assert!(matches!(asked.outcome, Outcome::Malformed { .. }), "{cut} bytes: {:?}", asked.outcome);
        assert_eq!(asked.raw, &whole.as_bytes()[..cut], "what came is kept");
    }
}

#[test]
fn html_and_what_has_no_type_are_no_answers() {
    for (kind, body) in [
        ("text/html", "<html>maintenance</html>"),
        ("text/html", r#"{"result_count":0,"results":[]}"#),
        ("application/json", "<html>maintenance</html>"),
        ("text/plain", r#"{"result_count":0,"results":[]}"#),
        ("application/json", ""),
        ("application/json", "null"),
        ("application/json", "[]"),
        ("application/json", "{}"),
        ("application/json", r#"{"result_count":0}"#),
        ("application/json", r#"{"result_count":1,"results":[]}"#),
        ("application/json", r#"{"results":[]}"#),
        ("application/json", r#"{"Errors":[{"description":"too many"}],"result_count":0,"results":[]}"#),
        ("application/json", r#"{"result_count":0,"results":[]} trailing"#),
    ] {
        let play = Play::Answer(200, vec![("Content-Type".into(), kind.into())], body.as_bytes().to_vec());
        let server = Server::playing(vec![play]);
        let asked = ask(&server.address, &identity());
        assert!(matches!(asked.outcome, Outcome::Malformed { .. }), "{kind} {body}: {:?}", asked.outcome);
    }
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let server = Server::playing(vec![Play::json(&deep)]);
    assert!(matches!(ask(&server.address, &identity()).outcome, Outcome::Malformed { .. }));
}

#[test]
fn other_successes_and_refusals_are_no_answers() {
    let nothing = page(&[]);
    for status in [201, 203, 204, 206, 304, 400, 404, 410, 418] {
        let server = Server::playing(vec![Play::Answer(status, vec![], nothing.as_bytes().to_vec())]);
        let asked = ask(&server.address, &identity());
        assert!(asked.outcome.is_failure(), "{status}: {:?}", asked.outcome);
        assert_eq!(asked.attempts.len(), 1, "{status} is not asked again");
    }
    for status in [401, 403] {
        let server = Server::playing(vec![Play::status(status)]);
        let asked = ask(&server.address, &exclusion());
        assert_eq!(asked.outcome, Outcome::unavailable(Unavailable::NotAdmitted { status: Some(status) }));
    }
}

/// Gzip of so many zero bytes, in stored and repeated blocks made by hand: a few hundred bytes that become megabytes.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..megabytes {
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn what_is_too_long_is_not_read_to_its_end() {
    let bomb = bomb(64);
    assert!(bomb.len() < 100_000);
    for play in
        [Play::Answer(200, vec![("Content-Encoding".into(), "gzip".into())], bomb), Play::json(&" ".repeat(300_000))]
    {
        let server = Server::playing(vec![play]);
        let asked = ask(&server.address, &identity());
        assert_eq!(because(&asked), "it has more bytes than are read");
    }
    // Compressed and within bounds is read.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(page(&[registration(NPI, "ANNA", "FELD")]).as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    let gzip = |body: Vec<u8>| Play::Answer(200, vec![("Content-Encoding".into(), "gzip".into())], body);
    let server = Server::playing(vec![gzip(whole.clone())]);
    assert!(matches!(ask(&server.address, &identity()).outcome, Outcome::Matching { .. }));
    // Cut off it is not.
    let server = Server::playing(vec![gzip(whole[..whole.len() - 12].to_vec())]);
    assert!(ask(&server.address, &identity()).outcome.is_failure());
    // Another compression is not guessed.
    let server = Server::playing(vec![Play::Answer(
        200,
        vec![("Content-Encoding".into(), "br".into())],
        page(&[]).into_bytes(),
    )]);
    assert!(ask(&server.address, &identity()).outcome.is_failure());
}

#[test]
fn a_redirect_is_followed_at_home_and_nowhere_else() {
    let home = Play::status(302).with("Location", "/elsewhere?x=1");
    let server = Server::playing(vec![home.clone(), well()]);
    let asked = ask(&server.address, &identity());
    assert!(matches!(asked.outcome, Outcome::Matching { .. }), "{:?}", asked.outcome);
    assert!(server.seen()[1].starts_with("GET /elsewhere?x=1 "));

    let other = Server::playing(vec![well()]);
    for there in [other.address.clone(), "https://example.com/".to_owned(), "//example.com".to_owned()] {
        let server = Server::playing(vec![Play::status(302).with("Location", &there)]);
        let asked = ask(&server.address, &exclusion());
        assert_eq!(because(&asked), "it sends us to another place, which is not followed", "{there}");
    }
    assert!(other.seen().is_empty(), "nobody was asked there, and no key was shown there");

    let server = Server::playing(vec![home]);
    let asked = ask(&server.address, &identity());
    assert!(matches!(asked.outcome, Outcome::Malformed { .. }));
    assert_eq!(server.seen().len(), 4, "round in a circle three times, and no more");
}

#[test]
fn a_key_is_shown_to_the_source_and_to_nobody_else() {
    let server = Server::playing(vec![Play::status(500)]);
    let asked = ask(&server.address, &exclusion());
    assert!(server.seen().iter().all(|head| head.contains("&api_key=s3cret-key")));
    assert!(!format!("{asked:?}").contains("s3cret"));
    let server = Server::playing(vec![Play::status(500)]);
    let asked = ask(&server.address, &license());
    assert!(server.seen().iter().all(|head| head.to_lowercase().contains("authorization: bearer s3cret-key")));
    assert!(!format!("{asked:?}").contains("s3cret"));
}

#[test]
fn without_its_key_or_in_an_outage_or_without_an_input_it_is_not_asked() {
    let server = Server::playing(vec![well()]);
    let https = cred_sources::transport::Https::default();
    let clock = Quick::at(NOON);
    let nokey = |_: &str| Some("  ".to_owned());
    let mut service = cred_sources::service::Service::new(sources(&server.address), &https, &clock, &nokey, 1);
    assert_eq!(service.ask(&exclusion()).outcome, Outcome::unavailable(Unavailable::NotAdmitted { status: None }));

    let night = Quick::at("2026-03-08T04:00:00Z");
    let mut service = cred_sources::service::Service::new(sources(&server.address), &https, &night, &key, 1);
    let until = "2026-03-08T07:00:00Z".parse().unwrap();
    assert_eq!(service.ask(&exclusion()).outcome, Outcome::unavailable(Unavailable::Outage { until }));

    let mut nameless = exclusion();
    nameless.names.clear();
    let mut service = cred_sources::service::Service::new(sources(&server.address), &https, &clock, &key, 1);
    assert!(matches!(service.ask(&nameless).outcome, Outcome::Unavailable { reason: Unavailable::NotAsked { .. } }));
    let mut elsewhere = exclusion();
    elsewhere.source = identity().source;
    assert!(matches!(service.ask(&elsewhere).outcome, Outcome::Unavailable { reason: Unavailable::NotAsked { .. } }));
    assert!(server.seen().is_empty());
}
