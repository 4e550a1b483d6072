//! A made-up provider, a clock that waits for nothing, and sources on this machine.

use std::cell::{Cell, RefCell};

use chrono::TimeDelta;
use cred_core::{
    evidence::outcome::{Effect, Outcome},
    id::{ProviderId, SourceId},
    identifier::{LicenseNumber, Npi},
    jurisdiction::Jurisdiction,
    provider::{claim::Claim, credential::Credential, name::PersonName},
    text::Text,
    time::{Instant, partial_date::PartialDate},
};
use cred_sources::{
    clock::Clock,
    request::Request,
    service::{Asked, Service},
    sources_file,
    transport::Https,
};

pub(crate) const NPI: &str = "1234567893";
pub(crate) const OTHER_NPI: &str = "1245319599";

/// A clock that is at once where it waits for.
pub(crate) struct Quick {
    now: Cell<Instant>,
    pub(crate) waits: RefCell<Vec<TimeDelta>>,
}

impl Quick {
    pub(crate) fn at(text: &str) -> Self {
        Self { now: Cell::new(text.parse().unwrap()), waits: RefCell::default() }
    }
}

impl Clock for Quick {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn wait(&self, time: TimeDelta) {
        self.waits.borrow_mut().push(time);
        self.now.set(self.now.get() + time);
    }
}

pub(crate) fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

pub(crate) fn name(given: &str, family: &str) -> PersonName {
    PersonName { family: text(family), given: Some(text(given)), middle: None, suffix: None }
}

fn about(source: &str, claim: Option<Claim>, credential: &Credential) -> Request {
    Request {
        source: SourceId::parse(source).unwrap(),
        provider: "prov_00000000000000000000000000000001".parse::<ProviderId>().unwrap(),
        element: credential.key(),
        claim,
        npi: Some(Npi::parse(NPI).unwrap()),
        names: vec![name("Anna", "Feld"), name("Anna", "Berg")],
        born: None,
    }
}

pub(crate) fn identity() -> Request {
    about("nppes", None, &Credential::Identity { document: text("registration") })
}

pub(crate) fn exclusion() -> Request {
    about("sam", None, &Credential::Exclusion { list: text("SAM") })
}

pub(crate) fn state_exclusion() -> Request {
    about("az-exclusions", None, &Credential::Exclusion { list: text("AZ-MEDICAID") })
}

pub(crate) fn license() -> Request {
    let credential = Credential::License {
        jurisdiction: Jurisdiction::parse("AZ").unwrap(),
        license_type: text("MD"),
        number: LicenseNumber::parse("R-12345").unwrap(),
        compact: None,
        training: false,
    };
    let valid_to = Some(PartialDate::parse("2027-12-31").unwrap());
    let claim = Claim { credential: credential.clone(), valid_from: None, valid_to };
    about("az-board", Some(claim), &credential)
}

/// The sources of the example, all of them at one address, quick to give up waiting.
pub(crate) fn sources(address: &str) -> Vec<sources_file::Source> {
    let mut file = String::new();
    for line in sources_file::EXAMPLE.lines() {
        if line.starts_with("address") {
            file.push_str(&format!("address = \"{address}\""));
        } else if line.starts_with("retry") || line.starts_with("timeout_ms") || line.starts_with("most_bytes") {
            continue;
        } else if line.starts_with("renewed") {
            file.push_str("retry = { attempts = 3, first_wait_ms = 1000, longest_wait_ms = 60000 }\n");
            file.push_str("timeout_ms = 400\nmost_bytes = 200000\n");
            file.push_str(line);
        } else {
            file.push_str(line);
        }
        file.push('\n');
    }
    sources_file::parse(&file, "sources.toml").unwrap_or_else(|fault| panic!("{fault}"))
}

pub(crate) fn key(_: &str) -> Option<String> {
    Some("s3cret-key".to_owned())
}

pub(crate) const NOON: &str = "2026-03-10T12:00:00Z";

/// Asks one request of a server.
pub(crate) fn ask(address: &str, request: &Request) -> Asked {
    ask_by(address, request, &Quick::at(NOON))
}

pub(crate) fn ask_by(address: &str, request: &Request, clock: &Quick) -> Asked {
    let https = Https::default();
    let mut service = Service::new(sources(address), &https, clock, &key, 7);
    let asked = service.ask(request);
    let source = service.source(&request.source).unwrap();
    let effect = source.effect(&asked.outcome, &request.element, "ncqa-hpa-2025", clock.now());
    assert!(
        !asked.outcome.is_failure() || matches!(effect, Effect::Unknown { .. }),
        "{:?} made {effect:?}",
        asked.outcome
    );
    asked
}

pub(crate) fn because(asked: &Asked) -> String {
    match &asked.outcome {
        Outcome::Malformed { because } => because.to_string(),
        Outcome::Unavailable { reason } => reason.to_string(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn registration(npi: &str, first: &str, last: &str) -> String {
    format!(
        r#"{{"number":"{npi}","enumeration_type":"NPI-1","created_epoch":"1138752000000","last_updated_epoch":"1707432604000",
        "basic":{{"first_name":"{first}","middle_name":"--","last_name":"{last}","name_prefix":"--","status":"A","sex":"F",
        "enumeration_date":"2006-02-01","last_updated":"2024-02-08"}},"addresses":[],"other_names":[],"endpoints":[],
        "taxonomies":[{{"code":"207R00000X","desc":"x","license":"R12345","state":"AZ","primary":true}}]}}"#
    )
}

pub(crate) fn page(results: &[String]) -> String {
    format!(r#"{{"result_count":{},"results":[{}]}}"#, results.len(), results.join(","))
}

pub(crate) fn entity(first: &str, last: &str, npi: &str) -> String {
    format!(
        r#"{{"exclusionDetails":{{"classificationType":"Individual","exclusionType":"Prohibition/Restriction","excludingAgencyName":"HHS"}},
        "exclusionIdentification":{{"ueiSAM":null,"entityName":null,"firstName":"{first}","middleName":null,"lastName":"{last}",
        "suffix":null,"npi":{npi}}},"exclusionActions":{{"listOfActions":[{{"recordStatus":"Active","activateDate":"01-15-2019",
        "terminationDate":"Indefinite"}}]}},"exclusionOtherInformation":{{"isFASCSAOrder":"NO"}}}}"#
    )
}

pub(crate) fn entities(total: usize, entries: &[String]) -> String {
    format!(r#"{{"totalRecords":{total},"excludedEntity":[{}]}}"#, entries.join(","))
}

pub(crate) fn board(number: &str, last: &str, expires: &str, status: &str) -> String {
    format!(
        r#"{{"data":{{"count":1,"result":"ok","licenses":[{{"licenseNumber":"{number}","profession":"Physician (MD)",
        "holder":{{"first":"Anna","middle":null,"last":"{last}"}},"issued":"07/01/2015","expires":"{expires}","status":"{status}"}}]}}}}"#
    )
}
