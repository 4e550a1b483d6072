//! One exchange over HTTPS.

mod https;
pub mod origin;

use std::time::Duration;

pub use https::{Https, HttpsError};

/// What is sent: always a GET, so that asking again does no harm.
#[derive(Clone)]
pub struct Call {
    /// The whole address. It may hold a key: it is never shown.
    pub url: String,
    /// Further headers. They may hold a key.
    pub headers: Vec<(String, String)>,
    /// How long it may take in all, from the name's look-up to the last byte.
    pub timeout: Duration,
    /// The most bytes that are read, after decompression.
    pub most_bytes: u64,
}

/// Without what may hold a key.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("timeout", &self.timeout)
            .field("most_bytes", &self.most_bytes)
            .finish_non_exhaustive()
    }
}

/// What came back, whatever its status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Encoding` that could not be undone.
    pub left_encoded: bool,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// Why nothing whole came back. No address is told, because it may hold a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection, or none that can be trusted.
    #[error("no connection: {0}")]
    NoConnection(String),
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// It broke off.
    #[error("the answer broke off")]
    BrokenOff,
    /// It has more bytes than are read.
    #[error("the answer is too long")]
    TooLong,
    /// It is no HTTP, or was never sent because the address is none.
    #[error("{0}")]
    NotHttp(String),
}

/// Sends.
pub trait Transport {
    /// Sends one call and reads its answer. Follows no redirect.
    ///
    /// # Errors
    /// Where nothing whole came back.
    fn send(&self, call: &Call) -> Result<Response, Fault>;
}
