//! Asking, with everything that a network needs: outages that are known, rates, attempts with growing waits, redirects that stay at home,
//! bounded answers, pages, and a control search before an absence is believed.

mod attempts;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use cred_core::{
    digest::Digest,
    evidence::{
        outcome::{Outcome, Unavailable},
        primary_source::PrimarySource,
    },
    id::SourceId,
    text::Text,
    time::Instant,
};
use sha2::Digest as _;

use crate::{
    adapter::{Answer, Step},
    clock::Clock,
    request::Request,
    sources_file::{Auth, Source},
    transport::Transport,
};

/// The most answers that one question may take, whatever an adapter wants.
const MOST_ANSWERS: usize = 500;
/// For how long one control search is believed.
const CONTROL_HOLDS: TimeDelta = TimeDelta::hours(1);

/// What became of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What became of it.
    pub outcome: Outcome,
    /// The bytes of the answers, decompressed, in the order they came, a line break between two. Also where they make no answer; empty
    /// where nothing came.
    pub raw: Vec<u8>,
    /// The SHA-256 of `raw`: what evidence names as its artefact.
    pub digest: Digest,
    /// Every exchange, in order.
    pub attempts: Vec<Attempt>,
}

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it was sent.
    pub at: Instant,
    /// For how long it was waited for before, by the rate or after a failure.
    pub waited: TimeDelta,
    /// The status that came back; none where nothing did.
    pub status: Option<u16>,
    /// Why it was no answer; none where it was one.
    pub failed: Option<Text>,
}

/// Asks sources, one question after another.
pub struct Service<'a> {
    sources: BTreeMap<SourceId, Source>,
    transport: &'a dyn Transport,
    clock: &'a dyn Clock,
    keys: &'a dyn Fn(&str) -> Option<String>,
    seed: u64,
    sent: BTreeMap<SourceId, Vec<Instant>>,
    controlled: BTreeMap<String, Instant>,
}

impl std::fmt::Debug for Service<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("sources", &self.sources.keys()).finish_non_exhaustive()
    }
}

impl<'a> Service<'a> {
    /// A service for sources. `keys` looks up what a source's key is by the name of its environment variable; `seed` decides by how much
    /// waits are shortened.
    #[must_use]
    pub fn new(
        sources: impl IntoIterator<Item = Source>,
        transport: &'a dyn Transport,
        clock: &'a dyn Clock,
        keys: &'a dyn Fn(&str) -> Option<String>,
        seed: u64,
    ) -> Self {
        let sources = sources.into_iter().map(|source| (source.about.id.clone(), source)).collect();
        Self { sources, transport, clock, keys, seed, sent: BTreeMap::new(), controlled: BTreeMap::new() }
    }

    /// The description of a source.
    #[must_use]
    pub fn source(&self, id: &SourceId) -> Option<&PrimarySource> {
        self.sources.get(id).map(|source| &source.about)
    }

    /// Why a request could not be asked now; none where it could. Nothing is sent.
    #[must_use]
    pub fn check(&self, request: &Request) -> Option<Unavailable> {
        let missing = |words: String| Some(Unavailable::NotAsked { missing: Text::of_words(&words) });
        let Some(source) = self.sources.get(&request.source) else {
            return missing(format!("no source `{}` is described", request.source));
        };
        if !source.about.answers(&request.element) {
            return missing(format!("`{}` does not answer about {}", request.source, request.element));
        }
        let lacking = source.about.inputs.iter().find(|input| request.input(**input).is_none());
        if let Some(input) = lacking {
            return missing(format!("`{}` of the provider is not known", input.word()));
        }
        if source.auth.as_ref().is_some_and(|auth| self.key(auth).is_none()) {
            return Some(Unavailable::NotAdmitted { status: None });
        }
        source.about.out_until(self.clock.now()).map(|until| Unavailable::Outage { until })
    }

    fn key(&self, auth: &Auth) -> Option<String> {
        (self.keys)(&auth.env).map(|key| key.trim().to_owned()).filter(|key| !key.is_empty())
    }

    /// Asks.
    pub fn ask(&mut self, request: &Request) -> Asked {
        if let Some(reason) = self.check(request) {
            return told(Outcome::unavailable(reason), Vec::new(), Vec::new());
        }
        let Some(source) = self.sources.get(&request.source).cloned() else {
            return told(Outcome::malformed("the source is gone"), Vec::new(), Vec::new());
        };
        let (mut raw, mut attempts) = (Vec::new(), Vec::new());
        let mut outcome = self.converse(&source, request, &mut raw, &mut attempts);
        if matches!(outcome, Outcome::NotFound { .. })
            && let Some(control) = source.adapter.control(request)
            && let Some(doubt) = self.control(&source, &control, &mut attempts)
        {
            outcome = doubt;
        }
        told(outcome, raw, attempts)
    }

    /// Asks until the adapter has its answer.
    fn converse(
        &mut self,
        source: &Source,
        request: &Request,
        raw: &mut Vec<u8>,
        attempts: &mut Vec<Attempt>,
    ) -> Outcome {
        let begun = self.clock.now();
        let mut answers: Vec<Answer> = Vec::new();
        loop {
            let path = match source.adapter.next(request, &answers, begun) {
                Step::Done(outcome) => return outcome,
                Step::Ask(_) if answers.len() >= MOST_ANSWERS => {
                    return Outcome::malformed(&format!("it has not done after {MOST_ANSWERS} answers"));
                }
                Step::Ask(path) => path,
            };
            match self.exchange(source, request, &path, raw, attempts) {
                Ok(answer) => answers.push(answer),
                Err(outcome) => return outcome,
            }
        }
    }

    /// What makes an absence doubtful: a control search that finds nobody, or does not come about.
    fn control(&mut self, source: &Source, control: &Request, attempts: &mut Vec<Attempt>) -> Option<Outcome> {
        let now = self.clock.now();
        let of = format!("{} {}", source.about.id, control.element);
        if self.controlled.get(&of).is_some_and(|at| now.signed_duration_since(*at) <= CONTROL_HOLDS) {
            return None;
        }
        match self.converse(source, control, &mut Vec::new(), attempts) {
            Outcome::Ambiguous { candidates, .. } if !candidates.is_empty() => {}
            Outcome::Adverse { .. } => {}
            failed @ Outcome::Unavailable { .. } => return Some(failed),
            other @ (Outcome::Matching { .. }
            | Outcome::Differing { .. }
            | Outcome::NotFound { .. }
            | Outcome::Ambiguous { .. }
            | Outcome::Malformed { .. }) => {
                let word = other.word();
                return Some(Outcome::malformed(&format!(
                    "the control search, which must find somebody, was answered by `{word}`: no absence can be believed"
                )));
            }
        }
        self.controlled.insert(of, now);
        None
    }
}

fn told(outcome: Outcome, raw: Vec<u8>, attempts: Vec<Attempt>) -> Asked {
    let digest = sha256(&raw);
    Asked { outcome, raw, digest, attempts }
}

/// The SHA-256 of bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest::from_sha256(sha2::Sha256::digest(bytes).into())
}
