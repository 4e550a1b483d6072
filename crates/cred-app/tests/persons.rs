//! Persons with two records, readers of a history and payers, through the use cases, on a store.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot go on with")]

use cred_app::{
    App,
    clock::Clock,
    error::AppError,
    use_cases::{By, enrolling::EnrollmentStep},
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    access::Audience,
    actor::{Actor, Capacity},
    digest::Digest,
    enrollment::application::{Application, Notice, Program},
    exercise::claimable::Service,
    id::{OrganizationId, ProviderId},
    identifier::{Npi, Tin},
    provider::{
        Registration,
        merging::{Grounds, IdentityField},
        name::PersonName,
        provider_type::ProviderType,
    },
    text::Text,
    time::Instant,
    timeline::truth::Truth,
};
use cred_store::MemoryStore;

const HOUSE: &str = include_str!("../../cred-cli/demo/facility.toml");

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn by(capacity: Capacity) -> By {
    By { actor: Actor::new(&format!("somebody as {capacity}"), capacity).unwrap(), key: None }
}

fn app() -> App {
    let now: Instant = "2026-03-02T17:00:00Z".parse().unwrap();
    let mut app = App::new(Box::new(MemoryStore::new()), Clock::Simulated(now)).unwrap();
    let file = cred_import::facility_file::parse(HOUSE, "facility.toml").unwrap();
    app.load_facility_file(&by(Capacity::Facility), HOUSE, &file, &|_| None).unwrap();
    app
}

fn register(app: &mut App, given: &str, family: &str, npi: Option<&str>) -> ProviderId {
    let registration = Registration {
        name: PersonName { family: text(family), given: Some(text(given)), middle: None, suffix: None },
        provider_type: ProviderType::Physician,
        npi: npi.map(|npi| Npi::parse(npi).unwrap()),
        date_of_birth: None,
        ssn: None,
        caqh_id: None,
        taxonomies: vec![],
    };
    app.register_provider(&by(Capacity::Msp), &registration).unwrap().result.unwrap()
}

fn verify(app: &mut App, id: ProviderId, words: &Words<'_>, result: &str) {
    let credential = wording::credential(words).unwrap();
    let day = |day: &str| day.parse().ok();
    let answer = AnswerWords {
        source: "the source",
        method: "primary",
        verified_on: "2026-01-05".parse().ok(),
        result,
        valid_from: day("2020-01-01").filter(|_| result == "match"),
        valid_to: day("2027-12-31").filter(|_| result == "match"),
        terms: (result == "reported").then_some("on the list"),
        artefact: Some(Digest::of("test", [result])),
        zone: "America/Phoenix".parse().ok(),
        ..AnswerWords::default()
    };
    let element = credential.key();
    let evidence = wording::evidence(credential, &answer).unwrap();
    app.verify(&by(Capacity::Cvo), id, &element, &evidence).unwrap();
}

fn license() -> Words<'static> {
    Words {
        element: "license",
        issuer: Some("AZ"),
        number: Some("R1001"),
        details: vec![("type".to_owned(), "MD".to_owned())],
    }
}

fn leie() -> Words<'static> {
    Words { element: "exclusion", issuer: Some("LEIE"), ..Words::default() }
}

fn grounds() -> Grounds {
    Grounds { reason: Some(text("one passport")), ..Grounds::default() }
}

// Catches: a look-up by the merged record's number, id or name that gives the merged record; a merger that another process sees half.
#[test]
fn inv_61_every_name_and_number_leads_to_the_survivor() {
    let mut app = app();
    let one = register(&mut app, "Zoë", "Núñez", Some("1234567893"));
    let other = register(&mut app, "Zoe", "Brandt", None);
    let likeness = app.duplicate_providers().unwrap();
    assert!(likeness.is_empty(), "{likeness:?}");
    assert_eq!(app.find_provider("nunez").unwrap(), one);
    let done = app.merge_providers(&by(Capacity::Msp), one, other, &grounds()).unwrap();
    assert_eq!((done.result, done.events.len()), (Some(other), 2));
    for named in ["1234567893", "nunez, zoe", "Brandt", "zoe", &one.to_string(), &other.to_string()] {
        let found = app.resolve_provider(named).unwrap();
        assert_eq!(found.provider, other, "{named}");
        assert_eq!(found.merged.contains(&one), named != "Brandt" && named != other.to_string(), "{named}");
    }
    // The number stays taken.
    let again = Registration {
        name: PersonName { family: text("Else"), given: None, middle: None, suffix: None },
        provider_type: ProviderType::Physician,
        npi: Some(Npi::parse("1234567893").unwrap()),
        date_of_birth: None,
        ssn: None,
        caqh_id: None,
        taxonomies: vec![],
    };
    assert_eq!(app.register_provider(&by(Capacity::Msp), &again).unwrap_err().code(), "store/taken");
    app.unmerge_provider(&by(Capacity::Msp), one, &text("two cousins")).unwrap();
    assert_eq!((app.find_provider("nunez").unwrap(), app.find_provider("brandt").unwrap()), (one, other));
    assert!(matches!(app.find_provider("zoe").unwrap_err(), AppError::Ambiguous { .. }));
}

fn medicare(state: &str) -> Application {
    Application {
        payer: text("Medicare"),
        program: Program::Medicare,
        product: text("part B"),
        group_tin: Tin::parse("12-3456789").unwrap(),
        location: text("main office"),
        state: state.parse().unwrap(),
        zone: "America/Phoenix".parse().unwrap(),
        organization: OrganizationId::parse("copper-basin-health").unwrap(),
        facility: None,
        reassigns: false,
    }
}

fn service(provider: ProviderId, on: &str) -> Service {
    Service {
        provider,
        payer: text("medicare"),
        product: None,
        location: None,
        state: None,
        on: on.parse().unwrap(),
        in_disaster: false,
    }
}

// Catches: what one of the records has that is not loaded when the other is asked about: an exclusion, an enrollment, a licence.
#[test]
fn inv_05_and_61_an_exclusion_on_either_record_ends_the_billing_of_both() {
    let mut app = app();
    let one = register(&mut app, "Maya", "Okonkwo", Some("1234567893"));
    let other = register(&mut app, "Maya", "Reyes", None);
    verify(&mut app, one, &license(), "match");
    verify(&mut app, other, &leie(), "clear");
    let id = app.prepare_enrollment(&by(Capacity::Msp), one, &medicare("AZ")).unwrap().result.unwrap();
    let own = By { actor: Actor::new("Maya Okonkwo", Capacity::Provider).unwrap().being(one), key: None };
    app.enrollment_step(&own, one, id, &EnrollmentStep::Sign).unwrap();
    app.enrollment_step(&by(Capacity::Msp), one, id, &EnrollmentStep::Submit(None, None)).unwrap();
    assert_eq!(
        app.predicted_effective(one, id, "2026-02-01".parse().unwrap()).unwrap(),
        "2026-03-02".parse().ok(),
        "the filing date, not the first service"
    );
    let notice =
        Notice { date: "2026-03-01".parse().unwrap(), artefact: Digest::of("test", ["letter"]), reference: None };
    let approve = EnrollmentStep::Approve("2026-02-01".parse().unwrap(), notice);
    assert!(app.enrollment_step(&by(Capacity::Msp), one, id, &approve).is_err(), "the payer approves");
    let done = app.enrollment_step(&by(Capacity::Payer), one, id, &approve).unwrap();
    assert_eq!(done.result, Some("active"));
    let truth = |app: &App, id, on| app.claimable(service(id, on), None).unwrap().1.truth();
    assert_eq!(truth(&app, one, "2026-02-10"), Truth::Unknown, "nobody searched the list for this record");
    assert_eq!(truth(&app, other, "2026-02-10"), Truth::Unmet);
    app.merge_providers(&by(Capacity::Msp), other, one, &grounds()).unwrap();
    for id in [one, other] {
        assert_eq!(truth(&app, id, "2026-02-10"), Truth::Met);
        assert_eq!(truth(&app, id, "2026-01-31"), Truth::Unmet);
    }
    // The merged record speaks through the survivor, and the survivor's step reaches what is attached to either.
    verify(&mut app, other, &Words { element: "exclusion", issuer: Some("SAM"), ..Words::default() }, "reported");
    for id in [one, other] {
        assert_eq!(truth(&app, id, "2026-02-10"), Truth::Unmet);
    }
    app.unmerge_provider(&by(Capacity::Msp), other, &text("two cousins")).unwrap();
    assert_eq!(truth(&app, one, "2026-02-10"), Truth::Unknown);
}

// Catches: peer review told to the provider or a payer; a reading of it that leaves no trace, or one that does without any in it.
#[test]
fn inv_66_who_reads_peer_review_is_on_record() {
    let mut app = app();
    let one = register(&mut app, "Maya", "Okonkwo", Some("1234567893"));
    verify(&mut app, one, &license(), "match");
    let read = |app: &mut App, by: &By| app.history_for(by, one, None, &text("reappointment")).unwrap();
    let office = by(Capacity::Msp);
    let before = app.history(one).unwrap().len();
    let first = read(&mut app, &office);
    assert_eq!((first.peer_review, first.events.len(), app.history(one).unwrap().len()), (0, before, before));
    verify(&mut app, one, &Words { element: "peer-reference", issuer: Some("Dr. Stone"), ..Words::default() }, "match");
    let known = app.history(one).unwrap().len();
    let own = By { actor: Actor::new("Maya Okonkwo", Capacity::Mec).unwrap(), key: None };
    for (by, audience) in [(&by(Capacity::Payer), Audience::Payer), (&own, Audience::Provider)] {
        let read = read(&mut app, by);
        assert_eq!((read.audience, read.peer_review, read.events.len()), (audience, 0, before));
        assert_eq!(read.left_out, known - before);
    }
    assert_eq!(app.history(one).unwrap().len(), known);
    let seen = read(&mut app, &office);
    assert_eq!((seen.events.len(), seen.left_out, seen.peer_review), (known, 0, known - before));
    let last = app.history(one).unwrap().pop().unwrap();
    assert_eq!(last.event_type, "provider.peer-review-read");
    assert!(last.body.contains("reappointment") && last.body.contains("somebody as msp"));
}

// Catches: grounds that are taken as given.
#[test]
fn inv_61_what_is_said_to_agree_is_held_against_the_records() {
    let mut app = app();
    let one = register(&mut app, "Maya", "Okonkwo", Some("1234567893"));
    let other = register(&mut app, "Maya", "Okonkwo", Some("1558598797"));
    let likeness = app.duplicate_providers().unwrap();
    assert_eq!(likeness.len(), 1);
    assert_eq!(likeness[0].comparison.agreeing, [IdentityField::Name]);
    assert_eq!(likeness[0].comparison.disagreeing, [IdentityField::Npi]);
    let msp = by(Capacity::Msp);
    let merge = |app: &mut App, grounds: Grounds| app.merge_providers(&msp, one, other, &grounds).map(|_| ());
    assert_eq!(merge(&mut app, grounds()).unwrap_err().code(), "provider/requirements-open");
    let in_error = Grounds { npi_issued_in_error: true, ..grounds() };
    let untrue = Grounds { agreement: vec![IdentityField::Ssn], ..in_error.clone() };
    assert_eq!(merge(&mut app, untrue).unwrap_err().code(), "provider/mismatch");
    merge(&mut app, Grounds { agreement: vec![IdentityField::Name], ..in_error }).unwrap();
    assert_eq!(app.find_provider("1234567893").unwrap(), other);
    assert_eq!(app.find_provider("Okonkwo").unwrap(), other);
}
