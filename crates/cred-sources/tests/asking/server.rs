//! A server on this machine that answers as it is told, well or badly.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What it does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Play {
    /// Answers: status, further headers, body. Content type and length are added.
    Answer(u16, Vec<(String, String)>, Vec<u8>),
    /// Sends these bytes as they are, and closes.
    Raw(Vec<u8>),
    /// Says nothing for so long, and closes.
    Silent(Duration),
    /// Sends a head and then a byte at a time, slowly, for so long.
    Drip(Duration),
}

impl Play {
    pub(crate) fn json(body: &str) -> Self {
        Self::Answer(200, vec![], body.as_bytes().to_vec())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Answer(status, vec![], b"{}".to_vec())
    }

    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((name.to_owned(), value.to_owned()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

/// Plays in order; the last one again and again.
pub(crate) struct Server {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn playing(plays: Vec<Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for (index, stream) in listener.incoming().enumerate() {
                let Ok(stream) = stream else { return };
                let play = plays.get(index).or(plays.last()).cloned();
                let noted = Arc::clone(&noted);
                thread::spawn(move || answer(stream, play, &noted));
            }
        });
        Self { address, seen }
    }

    /// The heads of the requests so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, play: Option<Play>, noted: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    noted.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
    match play {
        None => {}
        Some(Play::Answer(status, headers, body)) => {
            let kind = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let mut text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
            if !kind {
                text.push_str("Content-Type: application/json;charset=utf-8\r\n");
            }
            for (name, value) in headers {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
            let _ = stream.write_all(format!("{text}\r\n").as_bytes());
            let _ = stream.write_all(&body);
        }
        Some(Play::Raw(bytes)) => {
            let _ = stream.write_all(&bytes);
        }
        Some(Play::Silent(time)) => thread::sleep(time),
        Some(Play::Drip(time)) => {
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");
            let step = Duration::from_millis(20);
            for _ in 0..time.as_millis() / step.as_millis() {
                thread::sleep(step);
                if stream.write_all(b" ").is_err() {
                    return;
                }
            }
        }
    }
}
