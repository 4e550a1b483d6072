//! The interface from outside: requests in, responses out, on a real history in a file.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it cannot go on with")]

mod answers;
mod history;
mod problems;
mod sockets;

mod description;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request},
};
use serde_json::Value;
use tower::ServiceExt as _;

/// A response, read.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

async fn send(routes: &Router, request: Request<Body>) -> Reply {
    let response = routes.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    let reply = Reply { status, headers, text: String::from_utf8(body.to_vec()).unwrap() };
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert_eq!(reply.headers["cache-control"], "no-store");
    if status >= 400 {
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{reply:?}");
        assert_eq!(reply.json()["status"], status);
    }
    reply
}

async fn get(routes: &Router, path: &str) -> Reply {
    send(routes, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(routes: &Router, path: &str, body: impl ToString) -> Reply {
    let request = Request::post(path).header("content-type", "application/json");
    send(routes, request.body(Body::from(body.to_string())).unwrap()).await
}
