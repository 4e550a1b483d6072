//! The decision question over HTTP: parse, call, render. No rule of the domain lives here.
//!
//! The server only reads: it opens the history for each request, so that it answers from what any other process has
//! written by then. Every failure is an RFC 9457 problem ([`error`]); a *no* is an answer and no failure. There are no
//! users and no permissions yet: whoever reaches the port may ask, so it listens on the loopback address unless told
//! otherwise.

pub mod args;
pub mod error;
pub mod extract;
pub mod openapi;
pub mod routes;
pub mod serve;
pub mod state;

use std::{any::Any, io::Write as _, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

use error::{ApiError, Fault};
use state::AppState;

/// The largest body of a request, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Every route on a history, with the limits and headers that hold for all of them.
pub fn router(state: AppState) -> Router {
    let whole = state.limits().request;
    let routes = Router::from(routes::table())
        .fallback(async || ApiError::request(Fault::NoSuchPath, "there is nothing at this path"))
        .method_not_allowed_fallback(async || ApiError::request(Fault::NoSuchMethod, "this path has other methods"))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(state);
    armoured(routes, whole)
}

/// What holds for every response, also for those of a route that fails or does not end.
fn armoured(routes: Router, whole: Duration) -> Router {
    routes
        .layer(middleware::from_fn(move |request: Request, next: Next| async move {
            let answered = tokio::time::timeout(whole, next.run(request)).await;
            answered.unwrap_or_else(|_| ApiError::request(Fault::TooSlow, "the answer took too long").into_response())
        }))
        // The message of a panic may hold a value it happened on: it goes nowhere.
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| ApiError::defect().into_response()))
        .layer(middleware::map_response(async |mut response: Response| {
            let headers = response.headers_mut();
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }))
}

/// A line for the operator, on standard error.
pub fn tell(line: &str) {
    // Nothing can be done about a closed standard error.
    let _ = writeln!(std::io::stderr(), "cred-http: {line}");
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, routing};
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str) -> (u16, String, String) {
        let routes = Router::new()
            .route("/panics", routing::get(async || -> String { panic!("078-05-1120") }))
            .route("/sleeps", routing::get(async || tokio::time::sleep(Duration::from_secs(5)).await));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = armoured(routes, Duration::from_millis(20)).oneshot(request).await.unwrap();
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let (status, kind) =
            (response.status().as_u16(), response.headers()["content-type"].to_str().unwrap().to_owned());
        let body = axum::body::to_bytes(response.into_body(), MAX_BODY).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_without_its_message() {
        let (status, kind, body) = get("/panics").await;
        assert_eq!((status, kind.as_str()), (500, error::PROBLEM_JSON));
        assert!(body.contains("http/defect") && !body.contains("078"), "{body}");
    }

    #[tokio::test]
    async fn a_request_that_does_not_end_is_ended() {
        let (status, kind, body) = get("/sleeps").await;
        assert_eq!((status, kind.as_str()), (503, error::PROBLEM_JSON));
        assert!(body.contains("http/too-slow"), "{body}");
    }
}
