//! HTTPS by a small synchronous client.

use std::{io, path::Path};

use ureq::{
    Agent, Error,
    http::{HeaderMap, header},
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::{Call, Fault, Response, Transport};

/// The longest headers, in bytes.
const HEADERS: usize = 32 * 1024;

/// The client: no redirects, no proxy of the environment, TLS by certificates that the public trusts or by those of one file.
#[derive(Debug)]
pub struct Https {
    agent: Agent,
}

/// Certificates that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HttpsError {
    /// The file could not be read.
    #[error("the certificates in `{path}` cannot be read: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file holds none.
    #[error("`{path}` holds no certificate: give a PEM file with `-----BEGIN CERTIFICATE-----`")]
    NoCertificate {
        /// Which file.
        path: String,
    },
}

impl Default for Https {
    /// Trusts what the public trusts.
    fn default() -> Self {
        Self::with(TlsConfig::default())
    }
}

impl Https {
    fn with(tls: TlsConfig) -> Self {
        let config = Agent::config_builder()
            .tls_config(tls)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .max_response_header_size(HEADERS)
            .user_agent(concat!("cred/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        Self { agent: config.new_agent() }
    }

    /// Trusts the certificates of a PEM file, and no others: for a source with a private authority.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate.
    pub fn trusting(file: &Path) -> Result<Self, HttpsError> {
        let path = file.display().to_string();
        let text = std::fs::read(file).map_err(|source| HttpsError::File { path: path.clone(), source })?;
        let read = ureq::tls::parse_pem(&text).filter_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            Ok(_) | Err(_) => None,
        });
        let certificates: Vec<Certificate<'static>> = read.collect();
        if certificates.is_empty() {
            return Err(HttpsError::NoCertificate { path });
        }
        Ok(Self::with(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&certificates)).build()))
    }
}

impl Transport for Https {
    fn send(&self, call: &Call) -> Result<Response, Fault> {
        let mut request = self.agent.get(&call.url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let answer = request.config().timeout_global(Some(call.timeout)).build().call();
        let answer = answer.map_err(|error| fault(&error))?;
        let (parts, body) = answer.into_parts();
        let read = body.into_with_config().limit(call.most_bytes).read_to_vec();
        let body = read.map_err(|error| match fault(&error) {
            // What breaks while it is read was an answer, unlike a connection that never came about.
            Fault::NoConnection(_) | Fault::NotHttp(_) => Fault::BrokenOff,
            fault @ (Fault::TimedOut | Fault::BrokenOff | Fault::TooLong) => fault,
        })?;
        let text = |name| text(&parts.headers, name);
        let encoding = text(header::CONTENT_ENCODING);
        Ok(Response {
            status: parts.status.as_u16(),
            content_type: text(header::CONTENT_TYPE),
            left_encoded: encoding.is_some_and(|encoding| !matches!(encoding.as_str(), "" | "identity" | "gzip")),
            retry_after: text(header::RETRY_AFTER),
            location: text(header::LOCATION),
            body,
        })
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(|text| text.trim().to_owned())
}

fn timed_out(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

/// The client hands its own errors through a reader as one of I/O.
fn too_long(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    matches!(inner, Some(Error::BodyExceedsLimit(_)))
}

/// In words of our own: those of the client may repeat the address, and with it a key.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the client's errors are open: one that is not known is told in general"
)]
fn fault(error: &Error) -> Fault {
    match error {
        Error::Timeout(_) => Fault::TimedOut,
        Error::BodyExceedsLimit(_) => Fault::TooLong,
        Error::Io(error) if timed_out(error) => Fault::TimedOut,
        Error::Io(error) if too_long(error) => Fault::TooLong,
        Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Fault::BrokenOff,
        // So the TLS of the client tells of certificates; the words name no address.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Fault::NoConnection(format!("the connection cannot be trusted: {error}"))
        }
        Error::Io(error) => Fault::NoConnection(error.kind().to_string()),
        Error::HostNotFound => Fault::NoConnection("the host is not found".to_owned()),
        Error::ConnectionFailed => Fault::NoConnection("the connection failed".to_owned()),
        Error::Rustls(error) => Fault::NoConnection(format!("the connection cannot be trusted: {error}")),
        Error::Tls(_) | Error::Pem(_) => Fault::NoConnection("the connection cannot be trusted".to_owned()),
        Error::BadUri(_) | Error::Http(_) => Fault::NotHttp("the address or a header cannot be sent".to_owned()),
        Error::Protocol(_) => Fault::NotHttp("what came back is not HTTP".to_owned()),
        Error::LargeResponseHeader(..) => Fault::TooLong,
        _ => Fault::NotHttp("the exchange failed".to_owned()),
    }
}
