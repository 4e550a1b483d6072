//! What only a real connection shows: silence, slowness, and the end.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use cred_http::serve::{Limits, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::history::{History, routes};

struct Running {
    _history: History,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<bool>,
}

async fn start(limits: Limits) -> Running {
    let history = History::empty();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let routes = routes(&history.db(), limits);
    let ended = tokio::spawn(serve(listener, routes, limits, async { stopped.await.unwrap_or_default() }));
    Running { _history: history, address, stop, ended }
}

fn short() -> Limits {
    let milliseconds = Duration::from_millis;
    Limits {
        head: milliseconds(300),
        body: milliseconds(300),
        connection: milliseconds(5000),
        drain: milliseconds(2000),
        ..Limits::default()
    }
}

/// Sends bytes and reads until the server closes; gives what came and how long it took.
async fn talk(address: SocketAddr, bytes: &[u8]) -> (String, Duration) {
    let started = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut read = Vec::new();
    // A reset is an end as well.
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut read)).await.unwrap();
    (String::from_utf8(read).unwrap(), started.elapsed())
}

const POST: &str = "POST /v1/privilege-checks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

#[tokio::test]
async fn a_connection_that_says_nothing_or_not_enough_is_closed() {
    let server = start(short()).await;
    for bytes in ["", "GET /health HT", "GET /health HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let (read, took) = talk(server.address, bytes.as_bytes()).await;
        assert!(took >= Duration::from_millis(250) && took < Duration::from_secs(3), "{bytes:?}: {took:?}");
        assert!(read.is_empty() || read.starts_with("HTTP/1.1 408"), "{read}");
    }
    let (read, took) = talk(server.address, b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
    assert!(took >= Duration::from_millis(250) && took < Duration::from_secs(3), "idle after a response: {took:?}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_a_408() {
    let server = start(short()).await;
    let (read, took) = talk(server.address, format!("{POST}content-length: 100\r\n\r\n{{").as_bytes()).await;
    assert!(read.starts_with("HTTP/1.1 408") && read.contains("application/problem+json"), "{read}");
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_head_without_end_is_a_431() {
    let server = start(short()).await;
    let head = format!("GET /health HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "x".repeat(20_000));
    assert!(talk(server.address, head.as_bytes()).await.0.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn more_connections_than_the_cap_wait_and_are_served_later() {
    let server = start(Limits { connections: 2, ..short() }).await;
    let mut silent = vec![];
    for _ in 0..2 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (read, took) = talk(server.address, b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
    assert!(took >= Duration::from_millis(150), "{took:?}");
}

#[tokio::test]
async fn at_the_end_requests_under_way_finish_and_silent_connections_are_closed() {
    let server = start(Limits { head: Duration::from_secs(60), body: Duration::from_secs(60), ..short() }).await;
    let silent = TcpStream::connect(server.address).await.unwrap();
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(format!("{POST}content-length: 2\r\n\r\n{{").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    server.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "no new connection is accepted");
    busy.write_all(b"}").await.unwrap();
    let mut read = String::new();
    busy.read_to_string(&mut read).await.unwrap();
    assert!(read.starts_with("HTTP/1.1 422") && read.to_ascii_lowercase().contains("connection: close"), "{read}");
    assert!(server.ended.await.unwrap(), "all ended");
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
    drop(silent);
}

#[tokio::test]
async fn at_the_end_a_request_that_does_not_finish_is_not_waited_for() {
    let server = start(Limits { body: Duration::from_secs(60), drain: Duration::from_millis(300), ..short() }).await;
    let mut stuck = TcpStream::connect(server.address).await.unwrap();
    stuck.write_all(format!("{POST}content-length: 2\r\n\r\n{{").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    server.stop.send(()).unwrap();
    let _ = server.ended.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}
