//! One question of a conversation: sent until it is answered, or until it is given up.

use std::time::Duration;

use chrono::TimeDelta;
use cred_core::{
    evidence::outcome::{Outcome, Unavailable},
    text::Text,
    time::Instant,
};
use serde_json::Value;

use super::{Attempt, Service};
use crate::{
    adapter::Answer,
    request::Request,
    sources_file::{Auth, Shown, Source},
    transport::{Call, Fault, Response, origin::escaped},
};

/// Redirects followed for one question.
const REDIRECTS: u32 = 3;

/// What came of one exchange that is no answer.
enum No {
    /// It may be one when asked again, not before an instant.
    Again(Unavailable, Option<Instant>),
    /// It will not be.
    Never(Outcome),
    /// It is elsewhere, on the same host.
    Elsewhere(String),
}

impl Service<'_> {
    pub(super) fn exchange(
        &mut self,
        source: &Source,
        request: &Request,
        path: &str,
        raw: &mut Vec<u8>,
        attempts: &mut Vec<Attempt>,
    ) -> Result<Answer, Outcome> {
        let mut call = self.call(source, path)?;
        let retry = source.about.pace.retry;
        // Two questions of one run wait differently, and the same question the same in the same run.
        let seed =
            self.seed ^ request.digest().bytes().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        let (mut number, mut redirects, mut free) = (1, 0, None);
        loop {
            let waited = self.wait(source, free);
            let at = self.clock.now();
            self.sent.entry(source.about.id.clone()).or_default().push(at);
            let came = self.transport.send(&call);
            let status = came.as_ref().ok().map(|response| response.status);
            let judged = self.judged(source, came, raw);
            let failed = match &judged {
                Ok(_) => None,
                Err(No::Elsewhere(_)) => Some("it is elsewhere on the same host".to_owned()),
                Err(No::Again(reason, _)) => Some(reason.to_string()),
                Err(No::Never(Outcome::Malformed { because })) => Some(because.to_string()),
                Err(No::Never(outcome)) => Some(outcome.word().to_owned()),
            };
            attempts.push(Attempt { at, waited, status, failed: failed.map(|words| Text::of_words(&words)) });
            match judged {
                Ok(answer) => return Ok(answer),
                Err(No::Never(outcome)) => return Err(outcome),
                Err(No::Elsewhere(url)) if redirects < REDIRECTS => {
                    redirects += 1;
                    call.url = url;
                    free = None;
                }
                Err(No::Elsewhere(_)) => return Err(Outcome::malformed("it sends us from one place to the next")),
                Err(No::Again(reason, after)) => {
                    let now = self.clock.now();
                    let too_long = after.is_some_and(|after| after.signed_duration_since(now) > retry.longest());
                    if number >= retry.attempts || too_long {
                        return Err(Outcome::unavailable(reason));
                    }
                    let drawn = now.checked_add_signed(retry.wait(number, seed));
                    free = drawn.max(after);
                    number += 1;
                }
            }
        }
    }

    /// Waits until the rate, and what came before, let one more through.
    fn wait(&mut self, source: &Source, free: Option<Instant>) -> TimeDelta {
        let now = self.clock.now();
        let rate = source.about.pace.rate;
        let sent = self.sent.entry(source.about.id.clone()).or_default();
        let keep = usize::try_from(rate.requests).unwrap_or(usize::MAX);
        sent.drain(..sent.len().saturating_sub(keep));
        let free = free.map_or(now, |free| free.max(now));
        let waited = rate.next(sent, free).signed_duration_since(now);
        if waited > TimeDelta::zero() {
            self.clock.wait(waited);
        }
        waited
    }

    fn call(&self, source: &Source, path: &str) -> Result<Call, Outcome> {
        let mut url = source.origin.join(path);
        let mut headers = source.headers.clone();
        if let Some(Auth { shown, prefix, .. }) = &source.auth {
            let key = source.auth.as_ref().and_then(|auth| self.key(auth));
            let Some(key) = key else { return Err(Outcome::unavailable(Unavailable::NotAdmitted { status: None })) };
            match shown {
                Shown::Header(name) => headers.push((name.clone(), format!("{prefix}{key}"))),
                Shown::Query(name) => {
                    let mark = if url.contains('?') { '&' } else { '?' };
                    url = format!("{url}{mark}{name}={}", escaped(&format!("{prefix}{key}")));
                }
            }
        }
        let timeout = Duration::from_millis(u64::from(source.about.pace.timeout_ms));
        Ok(Call { url, headers, timeout, most_bytes: source.most_bytes })
    }

    fn judged(&self, source: &Source, came: Result<Response, Fault>, raw: &mut Vec<u8>) -> Result<Answer, No> {
        let response = came.map_err(faulty)?;
        let Response { status, body, .. } = &response;
        let failed = Unavailable::Failed { status: *status };
        let success = *status == 200 || source.adapter.takes(*status);
        match *status {
            _ if success => {}
            301 | 302 | 303 | 307 | 308 => {
                let there = response.location.as_deref().and_then(|to| source.origin.follow(to));
                return Err(there.map_or_else(
                    || No::Never(Outcome::malformed("it sends us to another place, which is not followed")),
                    No::Elsewhere,
                ));
            }
            401 | 403 | 407 => {
                return Err(No::Never(Outcome::unavailable(Unavailable::NotAdmitted { status: Some(*status) })));
            }
            429 => {
                let after = self.again_from(&response);
                return Err(No::Again(Unavailable::TooOften { again_from: after }, after));
            }
            408 | 425 | 500.. => return Err(No::Again(failed, self.again_from(&response))),
            _ => return Err(No::Never(Outcome::unavailable(failed))),
        }
        if !raw.is_empty() {
            raw.push(b'\n');
        }
        raw.extend_from_slice(body);
        read(&response)
            .map(|body| Answer { status: *status, body })
            .map_err(|because| No::Never(Outcome::malformed(because)))
    }

    /// `Retry-After`: seconds, or a date.
    fn again_from(&self, response: &Response) -> Option<Instant> {
        let written = response.retry_after.as_deref()?.trim();
        if let Ok(seconds) = written.parse::<u32>() {
            return self.clock.now().checked_add_signed(TimeDelta::seconds(i64::from(seconds)));
        }
        chrono::DateTime::parse_from_rfc2822(written).ok().map(|at| at.to_utc())
    }
}

/// The JSON of an answer.
fn read(response: &Response) -> Result<Value, &'static str> {
    let kind = response.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let json = kind == "application/json"
        || kind == "text/json"
        || kind.starts_with("application/") && kind.ends_with("+json");
    if !json {
        return Err("it is no JSON by its content type");
    }
    if response.left_encoded {
        return Err("it is compressed in a way that is not read");
    }
    let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
    serde_json::from_slice(body).map_err(|_| "it is no JSON, or not all of it")
}

fn faulty(fault: Fault) -> No {
    match fault {
        Fault::NoConnection(because) => {
            No::Again(Unavailable::NoConnection { because: Text::of_words(&because) }, None)
        }
        Fault::TimedOut => No::Again(Unavailable::TimedOut, None),
        Fault::BrokenOff => No::Again(Unavailable::BrokenOff, None),
        Fault::TooLong => No::Never(Outcome::malformed("it has more bytes than are read")),
        Fault::NotHttp(because) => No::Never(Outcome::malformed(&because)),
    }
}
