//! A scheduler that embeds the core: it replays a history, asks, and books a case only with the proof that it may.
//!
//! `cargo run -p cred-core --example scheduler`

#![expect(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use cred_core::{
    actor::{Actor, Capacity},
    appointment::{Appointment, AppointmentTerms},
    credentialing::{
        assessment::{Assessment, assess},
        credentialing_file::{self, CredentialingFile},
        meeting::{authority::Authority, host::Host},
    },
    delineation::privilege_set::PrivilegeSet,
    evidence::{
        reply::Reply,
        source::Method,
        verification::{self, Evidence, Verification},
    },
    exercise::{
        answer::{Exercisable, ask},
        question::{Question, What},
        rules::criteria_check,
    },
    facility::{self, Facility, organization::Organization},
    id::{AppointmentId, CredentialingFileId, PrivilegeRequestId, ProviderId, VerificationId},
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request::{self, GrantTerms, PrivilegeRequest},
    provider::Provider,
    records::Records,
    time::Instant,
};
use uuid::Uuid;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

// ---- The scheduler --------------------------------------------------------------------------------------------------------------

/// Books a case. It takes the proof, so that nobody books from a bare id.
fn book(case: &str, proof: &Exercisable<'_>) -> String {
    let asked = proof.question();
    format!("booked: {case} for {} at {}", asked.at.format("%F %R UTC"), asked.site)
}

fn main() -> Outcome {
    let history = a_short_history()?;
    let records = Records::replay(&history)?;
    for at in ["2026-03-02T15:00:00Z", "2027-01-01T06:59:00Z", "2027-01-01T07:00:00Z"] {
        let question = Question {
            provider: ProviderId::from_uuid(Uuid::from_u128(1)),
            what: What::Procedure("0FT44ZZ".to_owned()),
            facility: "valley".parse()?,
            site: "main".parse()?,
            at: instant(at)?,
            patient_age: Some(54),
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
        };
        let answer = ask(&records, question)?;
        println!("{at}: {}", answer.truth().word());
        if let Some((until, then)) = answer.until() {
            println!("  until {until}, then {}", then.word());
        }
        match answer.exercisable() {
            Some(proof) => println!("  {}", book("cholecystectomy", &proof)),
            None => {
                for finding in answer.because() {
                    println!("  not booked: {}: {}", finding.requirement.asks, finding.cause.reason.sentence());
                }
            }
        }
    }
    Ok(())
}

// ---- A history to ask about -----------------------------------------------------------------------------------------------------
// A program of yours reads it from a store. Here it is made on the spot, by the same commands.

/// The journal so far, and what it comes to.
struct Desk {
    history: Vec<Recorded>,
    records: Records,
    now: Instant,
}

impl Desk {
    fn record<E>(&mut self, stream: &Stream, wrap: fn(E) -> DomainEvent, events: Vec<E>) -> Outcome {
        for event in events {
            let seq = self.history.len() as u64 + 1;
            let recorded = Recorded { seq, stream: stream.clone(), recorded_at: self.now, event: wrap(event) };
            self.records.apply(&recorded)?;
            self.history.push(recorded);
        }
        Ok(())
    }
}

fn by(capacity: Capacity) -> Outcome<Actor> {
    Ok(Actor::new(&format!("the {capacity}"), capacity)?)
}

fn instant(text: &str) -> Outcome<Instant> {
    Ok(text.parse().map_err(|error| format!("{text}: {error}"))?)
}

/// Reads plain data as a file or a request would bring it.
fn read<T: serde::de::DeserializeOwned>(json: &str) -> Outcome<T> {
    Ok(serde_json::from_str(json)?)
}

/// One surgeon with one licence until the end of 2026, credentialed, appointed and granted one privilege in Arizona.
fn a_short_history() -> Outcome<Vec<Recorded>> {
    let now = instant("2026-01-15T17:00:00Z")?;
    let mut desk = Desk { history: vec![], records: Records::default(), now };
    house(&mut desk)?;
    let provider = ProviderId::from_uuid(Uuid::from_u128(1));
    let registration = read(r#"{"name": {"family": "Okonkwo", "given": "Maya"}, "provider_type": "physician"}"#)?;
    let events = Provider::register(registration, &by(Capacity::Msp)?)?;
    desk.record(&Stream::Provider(provider), DomainEvent::Provider, events)?;
    license(&mut desk, provider)?;
    let file = credentialed(&mut desk, provider)?;
    granted(&mut desk, provider, file)?;
    Ok(desk.history)
}

fn house(desk: &mut Desk) -> Outcome {
    let (organization, facility) = ("valley-health".parse()?, "valley".parse()?);
    let zone = "America/Phoenix".parse()?;
    let board = by(Capacity::Board)?;
    let stream = Stream::Organization("valley-health".parse()?);
    let events = Organization::establish("Valley Health".parse()?, zone, &board)?;
    desk.record(&stream, DomainEvent::Organization, events)?;
    let adoption = read(
        r#"{"from": "2026-01-01", "pack": {"id": "valley-2026", "title": "Our policy", "body": "Valley Health",
            "program": "credentialing policy", "edition": "2026", "applies_from": "2026-01-01", "source": "our policy",
            "confidence": "seen", "rule": [
                {"recredentialing": {"limit": {"months": 36, "count": "to-month-end"}}},
                {"element": {"element": "license", "methods": ["primary"]}},
                {"verification-age": {"element": "license", "limit": {"days": 120}}}]}}"#,
    )?;
    let home = desk.records.organization(&organization).ok_or("no organisation")?;
    let events = home.adopt_pack(adoption, &board, desk.now)?;
    desk.record(&stream, DomainEvent::Organization, events)?;
    let stream = Stream::Facility("valley".parse()?);
    let administration = by(Capacity::Facility)?;
    let events = Facility::establish(organization, "Valley".parse()?, zone, &administration)?;
    desk.record(&stream, DomainEvent::Facility, events)?;
    for command in [
        r#"{"open-site": {"id": "main", "name": "Main", "jurisdiction": "AZ", "zone": "America/Phoenix"}}"#,
        r#"{"adopt-pack": {"from": "2026-01-01", "pack": {"id": "bylaws-2026", "title": "Bylaws", "body": "Valley",
            "program": "bylaws", "edition": "2026", "applies_from": "2026-01-01", "source": "the bylaws",
            "confidence": "seen", "rule": [{"appointment-term": {"limit": {"months": 24}}},
            {"privilege-term": {"limit": {"months": 24}}}, {"review": {"steps": []}}]}}}"#,
    ] {
        let command: facility::Command = read(command)?;
        let events =
            desk.records.facility(&facility).ok_or("no facility")?.decide(command, &administration, desk.now)?;
        desk.record(&stream, DomainEvent::Facility, events)?;
    }
    let form = read(
        r#"{"version": "1", "effective_from": "2026-01-01", "title": "Surgery", "sites": ["main"],
            "items": [{"id": "core", "name": "Core surgery", "kind": "core", "procedures": ["0FT4*"]}]}"#,
    )?;
    let events = PrivilegeSet::publish(None, &facility, form, &board)?;
    desk.record(&Stream::PrivilegeSet("surgery".parse()?), DomainEvent::PrivilegeSet, events)
}

fn license(desk: &mut Desk, provider: ProviderId) -> Outcome {
    let reply: Reply = read(
        r#"{"reply": "found", "valid_from": "2025-01-01", "valid_to": "2026-12-31",
            "credential": {"kind": "license", "jurisdiction": "AZ", "license_type": "MD", "number": "R1001"}}"#,
    )?;
    let Reply::Found { credential, .. } = &reply else { return Err("no licence".into()) };
    let (id, msp) = (VerificationId::from_uuid(Uuid::from_u128(2)), by(Capacity::Msp)?);
    let evidence = Evidence {
        source: "Arizona Medical Board".parse()?,
        method: Method::Primary,
        verified_on: desk.now.date_naive(),
        zone: None,
        name: None,
        artefact: cred_core::digest::Digest::of("example/page", ["the board's page as it was seen"]),
        reply: reply.clone(),
    };
    let subject = desk.records.provider(provider).ok_or("no provider")?.clone();
    let events = Verification::request(&subject, credential.key(), evidence.source.clone(), &msp)?;
    desk.record(&Stream::Verification(id), DomainEvent::Verification, events)?;
    let conclude = verification::Command::Conclude { claim: None };
    for command in [verification::Command::Receive(Box::new(evidence)), conclude] {
        let asked = desk.records.verification(id).ok_or("no verification")?;
        let events = asked.decide(command, &subject, &msp, desk.now)?;
        desk.record(&Stream::Verification(id), DomainEvent::Verification, events)?;
    }
    Ok(())
}

fn credentialed(desk: &mut Desk, provider: ProviderId) -> Outcome<CredentialingFileId> {
    use credentialing_file::Command;
    let (id, msp) = (CredentialingFileId::from_uuid(Uuid::from_u128(3)), by(Capacity::Msp)?);
    let records = desk.records.clone();
    let subject = records.provider(provider).ok_or("no provider")?;
    let organization = records.organization(&"valley-health".parse()?).ok_or("no organisation")?;
    let applicant = by(Capacity::Provider)?.being(provider);
    let dossier = records.dossier(provider).ok_or("no dossier")?;
    let office = Authority::of(Host::of_organization(organization));
    let events = CredentialingFile::open(subject, organization, [], &msp, desk.now)?;
    desk.record(&Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events)?;
    type Step = fn(Box<Assessment>) -> Command;
    let steps: [(Step, &Actor); 6] = [
        (|_| Command::Submit, &applicant),
        (|_| Command::Attest { signed_on: None, adverse: vec![] }, &applicant),
        (|_| Command::StartVerification, &msp),
        (Command::CompleteVerification, &msp),
        (Command::Classify, &msp),
        (Command::Approve, &by(Capacity::MedicalDirector)?),
    ];
    for (step, actor) in steps {
        let file = desk.records.file(id).ok_or("no file")?;
        // The file as it stands, held against the rules now.
        let command = step(Box::new(assess(organization, &dossier, file.on_file(), desk.now)));
        let events = file.decide(command, subject, &office, &[file], actor, desk.now)?;
        desk.record(&Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events)?;
    }
    Ok(id)
}

fn granted(desk: &mut Desk, provider: ProviderId, file: CredentialingFileId) -> Outcome {
    use privilege_request::Command;
    let now = desk.now;
    let (board, msp) = (by(Capacity::Board)?, by(Capacity::Msp)?);
    let appointment = AppointmentId::from_uuid(Uuid::from_u128(4));
    let request = PrivilegeRequestId::from_uuid(Uuid::from_u128(5));
    let (facility, set, item) = ("valley".parse()?, "surgery".parse()?, "core".parse()?);
    let records = desk.records.clone();
    let subject = records.provider(provider).ok_or("no provider")?;
    let facility = &records.governed(&facility).ok_or("no facility")?;
    let set = records.privilege_set(&set).ok_or("no form")?;
    let credentialed = || records.file(file).and_then(|file| file.credentialed(now)).ok_or("not credentialed");
    let organization = records.organization(facility.organization()).ok_or("no organisation")?;
    let own = Authority::of(Host::of_facility(facility, organization));
    let terms = AppointmentTerms {
        category: "active".parse()?,
        start: now,
        months: 24,
        membership: true,
        provisional_until: None,
    };
    let events = Appointment::appoint(&credentialed()?, subject, facility, [], terms, &own, &board, now)?;
    desk.record(&Stream::Appointment(appointment), DomainEvent::Appointment, events)?;
    let events = PrivilegeRequest::request(subject, facility, set, &item, [], &msp, now)?;
    desk.record(&Stream::Privilege(request), DomainEvent::Privilege, events)?;
    let dossier = records.dossier(provider).ok_or("no dossier")?;
    let check = criteria_check(&records, &dossier, *facility, set, &item, now).ok_or("no form in force")?;
    let checked = Command::CheckCriteria(Box::new(check.clone()));
    let held = desk.records.privilege(request).ok_or("no request")?;
    let events = held.decide(checked, subject, facility, set, &own, &msp, now)?;
    desk.record(&Stream::Privilege(request), DomainEvent::Privilege, events)?;
    let terms = GrantTerms { start: now, months: None, sites: vec![], conditions: vec![] };
    let appointed =
        desk.records.appointment(appointment).and_then(|held| held.appointed(now)).ok_or("not appointed")?;
    let grant = Command::Grant { credentialed: credentialed()?, appointed, check: Box::new(check), terms };
    let held = desk.records.privilege(request).ok_or("no request")?;
    let events = held.decide(grant, subject, facility, set, &own, &board, now)?;
    desk.record(&Stream::Privilege(request), DomainEvent::Privilege, events)
}
