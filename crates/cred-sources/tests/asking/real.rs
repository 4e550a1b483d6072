//! Recorded answers of the registry, where `CRED_DATA_DIR` has them. Nothing of them is written anywhere.

use cred_core::{evidence::outcome::Outcome, provider::name::PersonName, text::Text};
use cred_sources::{
    adapter::nppes::Registration,
    request::Request,
    service::Service,
    transport::{Call, Fault, Response, Transport},
};
use serde_json::Value;

use super::world::{NOON, Quick, identity, key, sources};

struct Recorded(Vec<Value>);

impl Transport for Recorded {
    fn send(&self, call: &Call) -> Result<Response, Fault> {
        let npi = call.url.rsplit('=').next().unwrap();
        let own: Vec<&Value> = self.0.iter().filter(|result| result["number"] == npi).collect();
        let body = serde_json::json!({"result_count": own.len(), "results": own});
        let content_type = Some("application/json".to_owned());
        Ok(Response { status: 200, content_type, body: serde_json::to_vec(&body).unwrap(), ..Response::default() })
    }
}

#[test]
fn recorded_registrations_are_read_and_match_their_own_people() {
    let Some(folder) = std::env::var_os("CRED_DATA_DIR") else {
        eprintln!("skipped: CRED_DATA_DIR is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("nppes/api_v2.1_sample.json");
    let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let results = recorded["results"].as_array().unwrap().clone();
    assert!(results.len() >= 50);
    let registrations: Vec<Registration> = results.iter().map(|result| Registration::read(result).unwrap()).collect();
    let transport = Recorded(results);
    let clock = Quick::at("2026-11-20T12:00:00Z");
    let mut service = Service::new(sources("http://127.0.0.1:1"), &transport, &clock, &key, 1);
    let mut matching = 0;
    for (index, registration) in registrations.iter().enumerate() {
        let [given, _, family, _] = &registration.name;
        let name = |given: &str, family: &str| PersonName {
            family: Text::parse(family).unwrap(),
            given: Some(Text::parse(given).unwrap()),
            middle: None,
            suffix: None,
        };
        assert!(registration.updated.is_some() && registration.enumerated.is_some());
        let own = Request { npi: Some(registration.npi.clone()), names: vec![name(given, family)], ..identity() };
        let outcome = service.ask(&own).outcome;
        assert!(matches!(outcome, Outcome::Matching { .. }), "entry {index}: {}", outcome.word());
        matching += 1;
        let wrong = Request { names: vec![name("Zyx", "Qwvut")], ..own };
        assert!(matches!(service.ask(&wrong).outcome, Outcome::Differing { .. }), "entry {index} under another name");
    }
    assert_eq!(matching, registrations.len());
    let _ = NOON;
}
