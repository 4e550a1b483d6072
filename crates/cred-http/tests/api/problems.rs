//! Every way to fail is a problem with a status, a stable code, and no secret.

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use cred_app::clock::Clock;
use cred_http::{MAX_BODY, serve::Limits, state::AppState};
use serde_json::json;

use crate::{
    Reply, get,
    history::{ADA, History, routes},
    post, send,
};

const CHECK: &str = "/v1/privilege-checks";
const BATCH: &str = "/v1/privilege-checks/batch";

#[track_caller]
fn told(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{reply:?}");
    let problem = reply.json();
    assert_eq!(problem["code"], code, "{problem:#}");
    assert_eq!(problem["type"], format!("urn:cred:problem:{code}"));
    assert!(!problem["detail"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_is_not_there_or_not_one() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let ask = async |provider: &str, what: &str, site: &str| {
        post(&routes, CHECK, json!({ "provider": provider, "what": what, "site": site })).await
    };
    told(&ask("nobody", "GS-CORE", "main").await, 404, "find/not-found");
    told(&ask("1245319599", "GS-CORE", "main").await, 404, "find/not-found");
    told(&ask("1234567890", "GS-CORE", "main").await, 400, "request/invalid");
    told(&ask(ADA, "core surgery", "main").await, 404, "find/not-found");
    told(&ask(ADA, "GS-CORE", "elsewhere").await, 404, "find/not-found");
    told(&ask(ADA, "GS-CORE", "south/main").await, 404, "find/not-found");
    told(&ask(ADA, "GS-CORE", "no such").await, 400, "request/invalid");
    let twins = ask("twin", "GS-CORE", "main").await;
    told(&twins, 409, "find/ambiguous");
    let labels: Vec<String> =
        twins.json()["candidates"].as_array().unwrap().iter().map(|own| own["label"].to_string()).collect();
    assert_eq!(labels.len(), 2);
    assert!(labels.iter().any(|label| label.contains("Cy Twin")), "{labels:?}");
    told(&get(&routes, "/v1/sites/elsewhere/privilege-roster").await, 404, "find/not-found");
    told(&get(&routes, "/v1/facilities/south/sites/main/privilege-roster").await, 404, "find/not-found");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_by_line_and_column() {
    let history = History::empty();
    let routes = history.routes();
    for path in [CHECK, BATCH] {
        let reply = post(&routes, path, "{\n  \"provider\": }").await;
        told(&reply, 400, "request/malformed");
        assert!(reply.text.contains("line 2 column 15"), "{}", reply.text);
        told(&post(&routes, path, "").await, 400, "request/malformed");
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_without_its_values() {
    let history = History::empty();
    let routes = history.routes();
    let right = json!({ "provider": ADA, "what": "GS-CORE", "site": "main" });
    for (field, value) in [
        ("ssn", json!("078-05-1120")),
        ("patient_age", json!("078-05-1120")),
        ("patient_age", json!(-1)),
        ("provider", json!(null)),
        ("provider", json!(" ")),
        ("what", json!("x".repeat(201))),
        ("site", json!(["078-05-1120"])),
    ] {
        let mut body = right.clone();
        body[field] = value;
        let reply = post(&routes, CHECK, &body).await;
        told(&reply, 422, "request/other-shape");
        assert!(!reply.text.contains("078"), "{}", reply.text);
    }
    told(&post(&routes, CHECK, "{}").await, 422, "request/other-shape");
    told(&post(&routes, CHECK, "[]").await, 422, "request/other-shape");
    told(&post(&routes, BATCH, json!({ "checks": [] })).await, 422, "request/other-shape");
    told(&post(&routes, BATCH, json!({ "checks": vec![0; 1001] })).await, 422, "request/other-shape");
    told(&post(&routes, BATCH, json!({ "checks": [0], "x": 0 })).await, 422, "request/other-shape");
    assert_eq!(post(&routes, BATCH, json!({ "checks": vec![0; 1000] })).await.status, 200);
}

#[tokio::test]
async fn a_query_that_is_not_known_is_refused() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let path = "/v1/sites/main/privilege-roster";
    told(&get(&routes, &format!("{path}?when=now")).await, 422, "request/other-shape");
    told(&get(&routes, &format!("{path}?at=2026-02-02T07:55&at=2026-02-03T07:55")).await, 422, "request/other-shape");
    told(&get(&routes, &format!("{path}?at=now")).await, 400, "request/invalid");
    told(&get(&routes, "/v1/sites/%FF/privilege-roster").await, 400, "request/malformed");
    let plus = get(&routes, &format!("{path}?at=2026-02-02T07:55:00+02:00")).await;
    told(&plus, 400, "request/invalid");
    assert!(plus.text.contains("%2B"), "{}", plus.text);
}

#[tokio::test]
async fn what_is_no_json_by_its_type_is_refused() {
    let history = History::empty();
    let routes = history.routes();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")] {
        let mut request = Request::post(CHECK);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        told(&send(&routes, request.body(Body::from("{}")).unwrap()).await, 415, "http/media-type");
    }
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/vnd.x+json"] {
        let request = Request::post(CHECK).header("content-type", kind).body(Body::from("{}")).unwrap();
        told(&send(&routes, request).await, 422, "request/other-shape");
    }
}

#[tokio::test]
async fn a_body_has_a_largest_size() {
    let history = History::empty();
    let routes = history.routes();
    for (blanks, status, code) in [
        (MAX_BODY - 2, 422, "request/other-shape"),
        (MAX_BODY - 1, 413, "http/too-large"),
        (MAX_BODY * 8, 413, "http/too-large"),
    ] {
        told(&post(&routes, CHECK, format!("{{{}}}", " ".repeat(blanks))).await, status, code);
    }
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there() {
    let history = History::empty();
    let routes = history.routes();
    for path in ["/", "/v1", "/v1/privilege-checks/", "/v2/privilege-checks", "/health/x"] {
        told(&get(&routes, path).await, 404, "http/no-such-path");
    }
    for (method, path, allow) in [
        (Method::GET, CHECK, "POST"),
        (Method::DELETE, BATCH, "POST"),
        (Method::POST, "/health", "GET,HEAD"),
        (Method::OPTIONS, "/v1/sites/main/privilege-roster", "GET,HEAD"),
    ] {
        let reply = send(&routes, Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await;
        told(&reply, 405, "http/no-such-method");
        assert_eq!(reply.headers["allow"], allow);
    }
}

#[tokio::test]
async fn a_database_that_goes_away_or_is_another_is_no_answer() {
    let history = History::of_a_hospital();
    let routes: Router = history.routes();
    let ask = json!({ "provider": ADA, "what": "GS-CORE", "site": "main" });
    std::fs::remove_file(history.db()).unwrap();
    let reply = post(&routes, CHECK, &ask).await;
    told(&reply, 503, "store/storage");
    assert!(!reply.text.contains("history.db"), "{}", reply.text);
    told(&get(&routes, "/health").await, 503, "store/storage");
    std::fs::write(history.db(), vec![7; 4096]).unwrap();
    told(&get(&routes, "/health").await, 500, "store/storage");
    let batch = post(&routes, BATCH, json!({ "checks": [ask] })).await;
    told(&batch, 500, "store/storage");
}

#[tokio::test]
async fn a_server_does_not_begin_on_a_database_it_cannot_use() {
    let history = History::empty();
    let limits = Limits::default();
    let missing = AppState::open(&history.db().with_extension("none"), Clock::System, limits).unwrap_err();
    assert!(missing.to_string().contains("history.none") && missing.to_string().contains("no such file"), "{missing}");
    let other = AppState::open(&history.db(), Clock::System, limits).unwrap_err();
    assert_eq!(other.code(), "clock/other");
    assert!(other.advice().contains("--simulate"));
    drop(routes(&history.db(), limits));
}

#[tokio::test]
async fn a_defect_while_asking_is_a_problem() {
    let history = History::empty();
    let simulated = Clock::Simulated(crate::history::NOW.parse().unwrap());
    let state = AppState::open(&history.db(), simulated, Limits::default()).unwrap();
    let asked = state.ask(|_| -> Result<(), _> { std::panic::panic_any("078-05-1120") }).await;
    let problem = asked.unwrap_err().problem();
    assert_eq!((problem.status, problem.code.as_str()), (Some(500), "http/defect"));
    assert!(!format!("{problem:?}").contains("078"));
}
