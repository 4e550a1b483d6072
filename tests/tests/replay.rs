//! Every decision of every scenario is derived again from the records before it: the same, byte for byte; and one that was rewritten is told.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code: what fails here fails the test that asked for it"
)]

use std::collections::{BTreeMap, BTreeSet};

use cred_app::{
    App,
    clock::Clock,
    index::Derivation,
    replaying::{Differs, Replayed},
};
use cred_store::{Append, Bound, CommandStamp, MemoryStore, NewEvent, Store as _, StoredEvent};
use cred_tests::root;

/// The streams all of whose events are decisions; of a verification its conclusions are.
const DECISIONS: [&str; 8] = [
    "credentialing-file",
    "privilege",
    "appointment",
    "temporary-privilege",
    "proxy-privilege",
    "meeting",
    "corrective-action",
    "supervision",
];

fn is_a_decision(event_type: &str) -> bool {
    let (kind, name) = event_type.split_once('.').unwrap();
    DECISIONS.contains(&kind)
        || (kind == "verification" && matches!(name, "verified" | "verified-with-adverse" | "found-discrepant"))
}

// Catches: a program that decides otherwise than it did; a decision that rests on what was recorded after it; an event of a decision that
// nobody derives.
#[test]
fn every_decision_of_every_scenario_is_derived_again() {
    let mut told = Vec::new();
    let (mut derived, mut applied): (BTreeMap<String, u64>, BTreeSet<String>) = Default::default();
    for file in cred_scenario::run::files(&root().join("tests/scenarios")).unwrap() {
        let stage = cred_scenario::run::stage(&file).unwrap();
        let replayed = stage.app().replay().unwrap();
        for own in &replayed.differences {
            told.push(format!("{}: {own:?}", file.display()));
        }
        for (name, count) in &replayed.derived {
            *derived.entry(name.clone()).or_default() += count;
        }
        applied.extend(replayed.applied.into_keys());
    }
    assert!(told.is_empty(), "{} differ:\n{}", told.len(), told.join("\n"));
    assert!(derived.values().sum::<u64>() > 4_000 && derived.len() > 90, "{derived:?}");
    let wrong = |names: &BTreeSet<String>, decision| -> Vec<String> {
        names.iter().filter(|name| is_a_decision(name) != decision).cloned().collect()
    };
    assert_eq!(wrong(&derived.into_keys().collect(), true), [""; 0]);
    assert_eq!(wrong(&applied, false), [""; 0]);
    let document = std::fs::read_to_string(root().join("docs/replay.md")).unwrap();
    for kind in DECISIONS {
        assert!(document.contains(&format!("| `{kind}` |")), "docs/replay.md does not name {kind}");
    }
}

/// The history of every scenario of a folder.
fn histories(folder: &str) -> Vec<Vec<StoredEvent>> {
    let mut histories = Vec::new();
    for file in cred_scenario::run::files(&root().join("tests/scenarios").join(folder)).unwrap() {
        let stage = cred_scenario::run::stage(&file).unwrap();
        histories.push(stage.app().store().after(0, usize::MAX >> 33, Bound::Now).unwrap());
    }
    histories
}

/// A history written anew, with a sound hash chain and look-up over what stands in it now.
fn rewritten(events: &[StoredEvent]) -> App {
    let mut store = MemoryStore::new();
    store.set_meta_once("clock", "simulated").unwrap();
    for command in events.chunk_by(|one, other| one.key == other.key) {
        let first = &command[0];
        let stamp = CommandStamp {
            key: first.key.clone(),
            request_hash: first.request_hash,
            actor: first.actor.clone(),
            recorded_at: first.recorded_at,
        };
        let new = |event: &StoredEvent| NewEvent {
            stream: event.stream.clone(),
            event_type: event.event_type.clone(),
            event_version: event.event_version,
            provider: event.provider.clone(),
            facility: event.facility.clone(),
            body: event.body.clone(),
        };
        let version = |event: &StoredEvent| {
            let held = store.stream(&event.stream, Bound::Now).unwrap();
            (event.stream.clone(), held.last().map_or(0, |last| last.version))
        };
        let expect: BTreeMap<_, _> = command.iter().map(version).collect();
        let events = command.iter().map(new).collect();
        let append = Append { command: stamp, expect: expect.into_iter().collect(), events, index: vec![] };
        let _ = store.append(&append).unwrap();
    }
    let mut derivation = Derivation::default();
    store.rebuild_index(&mut |event| derivation.next(event)).unwrap();
    assert!(store.verify(&[]).unwrap().is_sound(), "nobody sees it by the chain alone");
    let last = chrono::DateTime::from_timestamp_micros(events.last().unwrap().recorded_at).unwrap();
    App::new(Box::new(store), Clock::Simulated(last)).unwrap()
}

/// Changes the first character after a key and some text that has a twin of its kind: a digit of a fingerprint or id.
fn another_digit(body: &str, after: &str) -> Option<String> {
    let place = body.find(after)? + after.len();
    let mut bytes = body.as_bytes().to_vec();
    bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).ok()
}

/// The instant after a key, a minute later.
fn a_minute_later(body: &str, key: &str) -> Option<String> {
    let place = body.find(&format!("\"{key}\":\""))? + key.len() + 4;
    let end = place + body[place..].find('"')?;
    let at = chrono::DateTime::parse_from_rfc3339(&body[place..end]).ok()? + chrono::TimeDelta::minutes(1);
    let text = at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    Some(format!("{}{text}{}", &body[..place], &body[end..]))
}

fn instead(body: &str, one: &str, other: &str) -> Option<String> {
    body.contains(one).then(|| body.replacen(one, other, 1))
}

type Rewrite = (&'static str, &'static str, fn(&str) -> Option<String>);

/// What the rules make of a decision, rewritten by another hand.
const REWRITES: [Rewrite; 26] = [
    ("credentialing-file.approved", "/approved/basis", |body| another_digit(body, "\"basis\":[[\"ver_")),
    ("credentialing-file.approved", "/approved/packs", |body| {
        let packs = body.find("\"packs\":[[\"")?;
        let digest = packs + body[packs..].find("\",\"")? + 3;
        another_digit(body, &body[..digest])
    }),
    ("credentialing-file.approved", "/approved/term/end", |body| a_minute_later(body, "end")),
    ("credentialing-file.approved", "/approved/decided_by/name", |body| {
        instead(body, "\"decided_by\":{\"name\":\"", "\"decided_by\":{\"name\":\"x")
    }),
    ("credentialing-file.found-clean", "/found-clean/by/name", |body| instead(body, "{\"name\":\"", "{\"name\":\"x")),
    ("credentialing-file.flagged", "", |body| instead(body, "[\"", "[\"other\",\"")),
    ("privilege.granted", "/granted/grant/basis", |body| another_digit(body, "\"basis\":[[\"ver_")),
    ("privilege.granted", "/granted/grant/version_digest", |body| another_digit(body, "\"version_digest\":\"")),
    ("privilege.granted", "/granted/grant/file", |body| another_digit(body, "\"file\":\"file_")),
    ("privilege.granted", "/granted/grant/appointment", |body| another_digit(body, "\"appointment\":\"appt_")),
    ("privilege.granted", "/granted/grant/term/end", |body| a_minute_later(body, "end")),
    ("privilege.granted", "/granted/grant/decided_at", |body| a_minute_later(body, "decided_at")),
    ("privilege.granted", "", |body| instead(body, "\"sites\":[\"", "\"sites\":[\"nowhere\",\"")),
    ("privilege.sent-to-review", "/sent-to-review/step", |body| instead(body, "\"chair\"", "\"mec\"")),
    ("privilege.criteria-not-met", "", |body| instead(body, "[\"", "[\"other\",\"")),
    ("privilege.recommended", "/recommended/next", |body| instead(body, "\"next\":\"mec\"", "\"next\":null")),
    ("appointment.appointed", "/appointed/file", |body| another_digit(body, "\"file\":\"file_")),
    ("appointment.appointed", "", |body| a_minute_later(body, "end")),
    ("appointment.appointed", "", |body| another_digit(body, "\"provider\":\"prov_")),
    ("temporary-privilege.granted", "/granted/grant/version_digest", |body| {
        another_digit(body, "\"version_digest\":\"")
    }),
    ("temporary-privilege.granted", "/granted/grant/limit", |body| instead(body, "\"limit\":\"", "\"limit\":\"x")),
    ("proxy-privilege.granted", "/granted/grant/version_digest", |body| another_digit(body, "\"version_digest\":\"")),
    ("meeting.voted", "/voted/vote/carried", |body| instead(body, "\"carried\":true", "\"carried\":false")),
    ("meeting.voted", "", |body| instead(body, "\"present\":[\"", "\"present\":[\"x")),
    ("verification.verified", "/verified/adverse", |body| instead(body, "\"adverse\":false", "\"adverse\":true")),
    ("privilege.suspended", "", |body| {
        a_minute_later(body, "from").and_then(|_| instead(body, "suspended", "relinquished"))
    }),
];

fn differs_at(replayed: &Replayed, seq: u64) -> Option<&Differs> {
    replayed.differences.iter().find(|own| own.seq == seq).map(|own| &own.differs)
}

// Catches: a replay that believes what is stored.
#[test]
fn a_decision_that_was_rewritten_is_told_with_its_place_and_what_differs() {
    let histories: Vec<Vec<StoredEvent>> =
        ["basics", "committees", "special", "decisions", "corrective"].into_iter().flat_map(histories).collect();
    assert!(rewritten(&histories[0]).replay().unwrap().is_the_same(), "what is copied is the same");
    let mut unseen = Vec::new();
    for (event_type, at, rewrite) in REWRITES {
        let found = histories.iter().find_map(|events| {
            events.iter().enumerate().find_map(|(place, event)| {
                let body = rewrite(&event.body).filter(|_| event.event_type == event_type)?;
                let mut events = events.clone();
                events[place].body = body;
                Some((event.seq, events))
            })
        });
        let (seq, events) = found.unwrap_or_else(|| panic!("no {event_type} to rewrite at {at}"));
        let replayed = rewritten(&events).replay().unwrap();
        match differs_at(&replayed, seq) {
            Some(Differs::Content(fields)) if fields.iter().any(|field| field.at.starts_with(at)) => {}
            Some(_) if at.is_empty() => {}
            other => unseen.push(format!("{event_type} {at}: {other:?}")),
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}

// Catches: a replay that looks at decisions alone, and not at what they rest on.
#[test]
fn evidence_that_was_rewritten_is_told_by_the_decisions_that_rest_on_it() {
    let mut events = histories("basics")
        .into_iter()
        .find(|events| events.iter().any(|own| own.event_type == "privilege.granted"))
        .unwrap();
    let license =
        |event: &&mut StoredEvent| event.event_type == "verification.received" && event.body.contains("\"license\"");
    let received = events.iter_mut().find(license).unwrap();
    let seq = received.seq;
    let place = received.body.find("\"valid_to\":\"").unwrap() + 12;
    received.body.replace_range(place..place + 4, "2050");
    let replayed = rewritten(&events).replay().unwrap();
    assert_eq!(differs_at(&replayed, seq), None, "what a source said is told, not decided");
    let told: Vec<&str> = replayed.differences.iter().map(|own| own.event_type.as_str()).collect();
    assert!(told.contains(&"credentialing-file.approved") && told.contains(&"privilege.granted"), "{told:?}");
}

// Catches: a decision taken out of a history that is told nowhere.
#[test]
fn a_decision_that_was_left_out_is_told_by_what_followed() {
    let mut events = histories("basics")
        .into_iter()
        .find(|events| events.iter().any(|own| own.event_type == "privilege.granted"))
        .unwrap();
    let place = events.iter().position(|own| own.event_type == "privilege.recommended").unwrap();
    events.remove(place);
    assert!(!rewritten(&events).replay().unwrap().is_the_same());
}
