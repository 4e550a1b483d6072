//! Asking many things, of which it can be stopped and gone on with: what was done is a record of the caller's, what is left is a pure
//! function of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use chrono::TimeDelta;
use cred_core::{
    digest::Digest,
    evidence::{outcome::Unavailable, primary_source::PrimarySource},
    id::SourceId,
    time::Instant,
};

use crate::{
    request::Request,
    service::{Asked, Service},
};

/// A request that was asked before; one line of the caller's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// Its fingerprint.
    pub request: Digest,
    /// When.
    pub at: Instant,
    /// Whether the source failed: it is asked again then.
    pub failed: bool,
}

impl Done {
    /// The record of what became of a request.
    #[must_use]
    pub fn of(request: &Request, asked: &Asked, at: Instant) -> Self {
        Self { request: request.digest(), at, failed: asked.outcome.is_failure() }
    }
}

/// What is left of a list of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<'r> {
    /// What is to be asked, in the order given.
    pub left: Vec<&'r Request>,
    /// How many were answered already.
    pub done: usize,
    /// How many stand more than once in the list; they are asked once.
    pub repeated: usize,
}

impl<'r> Plan<'r> {
    /// What is left: everything that was not answered from `since` on. A failure is no answer.
    #[must_use]
    pub fn new(requests: &'r [Request], done: &[Done], since: Instant) -> Self {
        let answered: BTreeSet<Digest> =
            done.iter().filter(|own| !own.failed && own.at >= since).map(|own| own.request).collect();
        let mut plan = Self { left: Vec::new(), done: 0, repeated: 0 };
        let mut seen = BTreeSet::new();
        for request in requests {
            let digest = request.digest();
            if !seen.insert(digest) {
                plan.repeated += 1;
            } else if answered.contains(&digest) {
                plan.done += 1;
            } else {
                plan.left.push(request);
            }
        }
        plan
    }

    /// The least time that the rates allow, by source, with one question for each request; none for a source that is not described.
    #[must_use]
    pub fn least_time<'s>(
        &self,
        source: impl Fn(&SourceId) -> Option<&'s PrimarySource>,
    ) -> BTreeMap<SourceId, Option<TimeDelta>> {
        let mut counts: BTreeMap<&SourceId, u64> = BTreeMap::new();
        for request in &self.left {
            *counts.entry(&request.source).or_default() += 1;
        }
        let time = |id: &SourceId, count: u64| {
            let rate = source(id)?.pace.rate;
            let full = count.saturating_sub(1) / u64::from(rate.requests.max(1));
            i64::try_from(full.saturating_mul(u64::from(rate.seconds))).ok().and_then(TimeDelta::try_seconds)
        };
        counts.into_iter().map(|(id, count)| (id.clone(), time(id, count))).collect()
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Requests asked, this one with them.
    pub asked: usize,
    /// Requests of the plan.
    pub of: usize,
    /// Requests that a source failed.
    pub failed: usize,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ran {
    /// Requests asked.
    pub asked: usize,
    /// Of these, those that a source failed.
    pub failed: usize,
    /// Requests not asked, because their source was given up or the run was stopped.
    pub left: usize,
    /// Sources given up after so many failures in a row, with the last reason where there is one.
    pub given_up: BTreeMap<SourceId, Option<Unavailable>>,
    /// Whether it was stopped from outside.
    pub stopped: bool,
}

/// Asks what is left. `keep` is handed each answer, to store it before the next one is asked, and stops the run by breaking; after
/// `give_up_after` failures in a row (at least 1) nothing more is asked of a source.
pub fn run(
    plan: &Plan<'_>,
    service: &mut Service<'_>,
    give_up_after: u32,
    keep: &mut dyn FnMut(&Request, Asked, Progress) -> ControlFlow<()>,
) -> Ran {
    let mut ran = Ran::default();
    let mut failures: BTreeMap<&SourceId, u32> = BTreeMap::new();
    for request in &plan.left {
        if ran.stopped || ran.given_up.contains_key(&request.source) {
            ran.left += 1;
            continue;
        }
        let asked = service.ask(request);
        ran.asked += 1;
        let in_a_row = failures.entry(&request.source).or_default();
        // What could not be asked says nothing about the source.
        let asked_nobody = asked.attempts.is_empty() && not_asked(&asked);
        if asked.outcome.is_failure() {
            ran.failed += 1;
            *in_a_row += u32::from(!asked_nobody);
        } else {
            *in_a_row = 0;
        }
        if *in_a_row >= give_up_after.max(1) {
            ran.given_up.insert(request.source.clone(), reason(&asked));
        }
        let progress = Progress { asked: ran.asked, of: plan.left.len(), failed: ran.failed };
        ran.stopped = keep(request, asked, progress).is_break();
    }
    ran
}

/// Why each request could not be asked now, without asking: one entry for each request that is left and could not be.
#[must_use]
pub fn rehearse<'r>(plan: &Plan<'r>, service: &Service<'_>) -> Vec<(&'r Request, Unavailable)> {
    plan.left.iter().filter_map(|request| Some((*request, service.check(request)?))).collect()
}

fn reason(asked: &Asked) -> Option<Unavailable> {
    use cred_core::evidence::outcome::Outcome;
    match &asked.outcome {
        Outcome::Unavailable { reason } => Some(reason.clone()),
        Outcome::Matching { .. }
        | Outcome::Differing { .. }
        | Outcome::Adverse { .. }
        | Outcome::NotFound { .. }
        | Outcome::Ambiguous { .. }
        | Outcome::Malformed { .. } => None,
    }
}

fn not_asked(asked: &Asked) -> bool {
    matches!(reason(asked), Some(Unavailable::NotAsked { .. }))
}
