//! Yes, no and unknown are answers.

use serde_json::{Value, json};

use crate::{
    get,
    history::{ADA, History},
    post,
};

const CHECK: &str = "/v1/privilege-checks";

#[tokio::test]
async fn a_yes_comes_with_its_conditions_and_its_end() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let reply = post(&routes, CHECK, json!({ "provider": ADA, "what": "gs-core", "site": "main" })).await;
    assert_eq!((reply.status, &reply.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    let answer = reply.json();
    assert_eq!(answer["answer"], "yes", "{answer:#}");
    assert_eq!(answer["provider"]["name"], "Ada Marlowe");
    assert_eq!((&answer["facility"], &answer["site"]), (&json!("north-hospital"), &json!("main")));
    assert_eq!(answer["at"], json!({ "utc": "2026-02-02T14:55:00Z", "local": "2026-02-02 07:55 MST" }));
    assert_eq!(answer["until"]["local"], "2027-01-01 00:00 MST");
    assert!(answer["conditions"].to_string().contains("first assistant"), "{answer:#}");
}

#[tokio::test]
async fn a_no_and_an_unknown_are_answers_too() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let ask = async |provider: &str, what: &str, site: &str| {
        let reply = post(&routes, CHECK, json!({ "provider": provider, "what": what, "site": site })).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    };
    assert_eq!(ask("marlowe", "GS-CORE", "annex").await["answer"], "no");
    assert_eq!(ask("marlowe", "0DTJ4ZZ", "north-hospital/main").await["answer"], "yes");
    assert_eq!(ask("marlowe", "B2111ZZ", "main").await["answer"], "unknown", "no form covers the code");
    let unknown = ask("quill", "GS-CORE", "main").await;
    assert_eq!(unknown["answer"], "unknown", "{unknown:#}");
    assert_eq!(unknown["because"][0]["requirement"], "exclusion", "{unknown:#}");
}

#[tokio::test]
async fn a_time_is_local_to_the_site_unless_it_has_an_offset() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    for (at, utc, answer) in [
        ("2026-12-31T23:59", "2027-01-01T06:59:00Z", "yes"),
        ("2027-01-01T00:00", "2027-01-01T07:00:00Z", "no"),
        ("2026-12-31T23:59:00Z", "2026-12-31T23:59:00Z", "yes"),
        ("2026-12-31T23:59:00-08:00", "2027-01-01T07:59:00Z", "no"),
    ] {
        let reply = post(&routes, CHECK, json!({ "provider": ADA, "what": "GS-CORE", "site": "main", "at": at })).await;
        let got = reply.json();
        assert_eq!((&got["at"]["utc"], &got["answer"]), (&json!(utc), &json!(answer)), "{at}");
    }
}

#[tokio::test]
async fn what_was_known_earlier_is_answered_from_what_was_recorded_then() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let ask = |known_at: &str| json!({ "provider": ADA, "what": "GS-CORE", "site": "main", "known_at": known_at });
    assert_eq!(post(&routes, CHECK, ask("2026-01-20T05:00")).await.json()["answer"], "yes");
    let before = post(&routes, CHECK, ask("2026-01-20T04:59")).await.json();
    assert_eq!(before["answer"], "no");
    assert!(before["position"].as_u64().unwrap() < 20, "{before:#}");
}

#[tokio::test]
async fn a_batch_answers_in_order_and_a_bad_check_spoils_no_other() {
    let history = History::of_a_hospital();
    let checks = json!({ "checks": [
        { "provider": ADA, "what": "GS-CORE", "site": "main", "patient_age": 44 },
        { "provider": "nobody", "what": "GS-CORE", "site": "main" },
        { "provider": "twin", "what": "GS-CORE", "site": "main" },
        { "provider": ADA, "what": "GS-CORE", "site": "main", "surprise": 1 },
        { "provider": ADA, "what": "GS-CORE", "site": "main", "at": "soon" },
        17,
        ["1234567893", "GS-CORE", "main"],
        { "provider": "quill", "what": "GS-CORE", "site": "main" },
        { "provider": ADA, "what": "GS-CORE", "site": "annex" },
    ]});
    let reply = post(&history.routes(), "/v1/privilege-checks/batch", checks).await;
    assert_eq!(reply.status, 200);
    let told: Vec<String> = reply.json()["results"].as_array().unwrap().iter().map(told).collect();
    let expected = [
        "yes",
        "404 find/not-found",
        "409 find/ambiguous",
        "422 request/other-shape",
        "400 request/invalid",
        "422 request/other-shape",
        "422 request/other-shape",
        "unknown",
        "no",
    ];
    assert_eq!(told, expected);
}

fn told(result: &Value) -> String {
    match result["answer"]["answer"].as_str() {
        Some(word) => word.to_owned(),
        None => format!("{} {}", result["problem"]["status"], result["problem"]["code"].as_str().unwrap()),
    }
}

#[tokio::test]
async fn a_roster_names_who_holds_what_and_who_may_use_it() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let by_site = get(&routes, "/v1/sites/main/privilege-roster").await;
    assert_eq!(by_site.status, 200);
    let roster = by_site.json();
    assert_eq!(roster["at"]["utc"], crate::history::NOW);
    let entries: Vec<(&str, &str)> = roster["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["provider"]["name"].as_str().unwrap(), entry["exercisable"].as_str().unwrap()))
        .collect();
    assert_eq!(entries, [("Ada Marlowe", "yes"), ("Bea Quill", "unknown")]);
    let by_facility = get(&routes, "/v1/facilities/north-hospital/sites/main/privilege-roster").await;
    assert_eq!(by_facility.text, by_site.text);
    let earlier = get(&routes, "/v1/sites/main/privilege-roster?at=2026-02-02T07:55&known_at=2026-01-10T00:00Z").await;
    assert_eq!(earlier.status, 400, "a time with an offset has seconds");
    let earlier = get(&routes, "/v1/sites/main/privilege-roster?known_at=2026-01-10T00:00:00%2B00:00").await;
    assert_eq!(earlier.json()["entries"], json!([]));
    let past = get(&routes, "/v1/sites/main/privilege-roster?at=2026-01-01T00:00").await;
    assert_eq!(past.json()["entries"], json!([]));
}

#[tokio::test]
async fn what_another_handle_writes_is_seen_while_the_server_runs() {
    let history = History::of_a_hospital();
    let routes = history.routes();
    let ask = json!({ "provider": "newcomer", "what": "GS-CORE", "site": "main" });
    let before = get(&routes, "/health").await.json();
    assert_eq!((&before["status"], &before["version"]), (&json!("ok"), &json!(env!("CARGO_PKG_VERSION"))));
    assert_eq!(post(&routes, CHECK, &ask).await.status, 404);
    history.register(crate::history::NOW, "Nel", "Newcomer", None);
    assert_eq!(post(&routes, CHECK, &ask).await.json()["answer"], "no");
    let after = get(&routes, "/health").await.json();
    assert_eq!(after["position"].as_u64().unwrap(), before["position"].as_u64().unwrap() + 1);
}

#[tokio::test]
async fn a_restored_backup_is_answered_from_at_once() {
    let (history, other) = (History::of_a_hospital(), History::empty());
    let routes = history.routes();
    assert_ne!(get(&routes, "/health").await.json()["position"], 0);
    std::fs::rename(other.db(), history.db()).unwrap();
    assert_eq!(get(&routes, "/health").await.json()["position"], 0);
}
