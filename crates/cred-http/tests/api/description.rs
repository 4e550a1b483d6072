//! The description that the server gives is the one in the repository, and it leaves nothing out.

use serde_json::Value;

use crate::{get, history::History};

#[tokio::test]
async fn the_description_is_the_one_in_the_repository() {
    let served = get(&History::empty().routes(), "/openapi.json").await;
    assert_eq!((served.status, &served.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("CRED_BLESS").is_some() {
        std::fs::write(path, &served.text).unwrap();
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == served.text,
        "openapi.json differs from the code; run the test with CRED_BLESS=1 and look at the difference"
    );
}

#[test]
fn every_route_and_field_is_described_and_every_failure_is_a_problem() {
    let document: Value = serde_json::from_str(&cred_http::openapi::text().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            for field in ["summary", "description", "operationId"] {
                assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}: {field}");
            }
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            for parameter in parameters {
                assert!(parameter["description"].is_string(), "{path}: {parameter}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{path}: {status}");
                let problem = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(status.starts_with('2'), problem.is_null(), "{path}: {status}");
            }
            assert!(operation["responses"]["500"].is_object() && operation["responses"]["503"].is_object());
        }
    }
    assert_eq!(operations, 6);
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name}");
        for (field, own) in schema["properties"].as_object().into_iter().flatten() {
            assert!(
                own["description"].is_string() || own["$ref"].is_string() || own["oneOf"].is_array(),
                "{name}.{field}: {own}"
            );
        }
    }
    assert_eq!(document["components"]["schemas"]["PrivilegeCheck"]["additionalProperties"], false);
}

#[test]
fn every_reference_in_the_description_leads_somewhere() {
    let document: Value = serde_json::from_str(&cred_http::openapi::text().unwrap()).unwrap();
    let text = document.to_string();
    let mut count = 0;
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
        count += 1;
    }
    assert!(count > 10);
}
