//! The loop that accepts connections.
//!
//! Written by hand because of one thing: with axum's own server, and with any that finds out the protocol first, a
//! connection that never sends a byte stays open for ever. HTTP/1.1 alone, served without upgrades, closes it with the
//! time limit for headers.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

/// The largest head of a request (first line and headers), in bytes; beyond it is 431.
const MAX_HEAD: usize = 16 * 1024;
/// How long to wait after an error of accepting that would come again at once, such as too many open files.
const BACK_OFF: Duration = Duration::from_millis(200);

/// What one client may take, in time and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the head of a request is there: from the connection's beginning, and from the end of the response before.
    pub head: Duration,
    /// Until its body is there.
    pub body: Duration,
    /// From the end of the head to the beginning of the response.
    pub request: Duration,
    /// How long one connection may last; a client that does not read its response is thrown off.
    pub connection: Duration,
    /// How long requests under way may last at the end.
    pub drain: Duration,
    /// How many connections are open at once; further ones wait to be accepted.
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            request: Duration::from_secs(30),
            connection: Duration::from_secs(300),
            drain: Duration::from_secs(10),
            connections: 512,
        }
    }
}

/// Serves until `stop` is ready; then accepts no more, and lets requests under way end within the limit.
///
/// Gives whether all of them ended.
pub async fn serve(listener: TcpListener, routes: Router, limits: Limits, stop: impl Future<Output = ()>) -> bool {
    let slots = Arc::new(Semaphore::new(limits.connections as usize));
    let (stopping, stopped) = watch::channel(false);
    let accepting = async {
        loop {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let (routes, stopped) = (routes.clone(), stopped.clone());
                    tokio::spawn(async move {
                        connection(stream, routes, limits, stopped).await;
                        drop(slot);
                    });
                }
                Err(error) if of_the_client(&error) => {}
                Err(error) => {
                    crate::tell(&format!("cannot accept a connection: {error}"));
                    sleep(BACK_OFF).await;
                }
            }
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    drop(listener);
    // There is always a receiver: this function's own.
    let _ = stopping.send(true);
    timeout(limits.drain, slots.acquire_many(limits.connections)).await.is_ok()
}

/// Serves one connection until it is closed, idle for too long, too old, or the server stops.
async fn connection(stream: TcpStream, routes: Router, limits: Limits, mut stopped: watch::Receiver<bool>) {
    let service = TowerToHyperService::new(routes);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_header_size(MAX_HEAD);
    let mut served = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A client that went away is nobody's fault here.
        _ = served.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => {}
        () = sleep(limits.connection) => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = timeout(limits.drain, served).await;
}

/// Whether an error of accepting is about the one connection, and the next may be tried at once.
fn of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
