//! What the register says to one question, read where it stands: nothing is copied until it is asked for.

use std::sync::Arc;

use super::block::{Block, Key, Micros, PackedFinding, Piece, instant};
use crate::{
    time::Instant,
    timeline::{
        finding::{Cause, Fact, Finding, FindingReason, Requirement},
        truth::Truth,
    },
};

/// Yes, no or unknown, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The value at the instant asked about.
    pub truth: Truth,
    /// The first instant after it with another value, and that value; `None` where none is known.
    pub until: Option<(Instant, Truth)>,
}

/// An answer with its reasons.
#[derive(Debug, Clone, Copy)]
#[must_use = "an answer that nobody reads protects nobody"]
pub struct Reading<'r> {
    pub(super) block: &'r Block,
    pub(super) key: &'r Key,
    pub(super) at: Micros,
    pub(super) verdict: Verdict,
}

/// One deciding finding.
#[derive(Debug, Clone, Copy)]
pub struct Reason<'r> {
    block: &'r Block,
    finding: &'r PackedFinding,
}

impl<'r> Reading<'r> {
    /// Yes, no or unknown, and until when.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The findings that decide, in the order of the rule: what carries a *yes*, every blocker of a *no*, what is not known.
    pub fn because(&self) -> impl Iterator<Item = Reason<'r>> + use<'r> {
        let truth = self.verdict.truth;
        self.reasons(move |piece| (piece.truth == truth).then_some(piece.because))
    }

    /// Everything that stands in the way, unmet and unknown alike; empty for a *yes*.
    pub fn missing(&self) -> impl Iterator<Item = Reason<'r>> + use<'r> {
        self.reasons(|piece| (piece.truth != Truth::Met).then_some(piece.missing))
    }

    /// What limits a *yes*, sorted; nothing limits what is none.
    #[must_use]
    pub fn conditions(&self) -> Vec<&'r str> {
        if self.verdict.truth != Truth::Met {
            return Vec::new();
        }
        let mut conditions: Vec<&str> = self.because().flat_map(|reason| reason.conditions()).collect();
        conditions.sort_unstable();
        conditions.dedup();
        conditions
    }

    #[inline]
    fn reasons<F: Fn(Piece) -> Option<u16>>(&self, pick: F) -> impl Iterator<Item = Reason<'r>> + use<'r, F> {
        let (block, at) = (self.block, self.at);
        let strands = block.strands_of(self.key);
        let lists = move |strand: &u16| block.piece(*strand, at).and_then(&pick).map(|list| block.list(list));
        // What two parts of a rule find alike is told once.
        let mut told = Told::default();
        strands
            .iter()
            .filter_map(lists)
            .flatten()
            .filter(move |finding| told.is_new(**finding))
            .filter_map(move |finding| Some(Reason { block, finding: block.findings.get(usize::from(*finding))? }))
    }
}

/// The findings told so far. A rule tells of a few, so they are compared one by one.
#[derive(Debug, Default)]
struct Told {
    few: [u16; 16],
    len: usize,
    more: Vec<u16>,
}

impl Told {
    #[inline]
    fn is_new(&mut self, finding: u16) -> bool {
        let few = self.few.get(..self.len.min(16)).unwrap_or_default();
        if few.contains(&finding) || self.more.contains(&finding) {
            return false;
        }
        match self.few.get_mut(self.len) {
            Some(free) => *free = finding,
            None => self.more.push(finding),
        }
        self.len += 1;
        true
    }
}

impl<'r> Reason<'r> {
    /// What asks.
    #[must_use]
    pub fn requirement(&self) -> Option<&'r Arc<Requirement>> {
        self.block.requirements.get(usize::from(self.finding.requirement))
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> FindingReason {
        self.finding.reason
    }

    /// Its value.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        self.finding.truth
    }

    /// The instant at which this finding next changes its value, if it is known to.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        instant(self.finding.until)
    }

    /// The limits under which it holds.
    pub fn conditions(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let block = self.block;
        block.list(self.finding.conditions).iter().map(move |own| block.string(*own))
    }

    /// The records it rests on.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + use<'r> {
        let block = self.block;
        let facts = block.list(self.finding.facts).iter();
        facts.filter_map(move |own| block.facts.get(usize::from(*own))).map(move |own| block.fact(own))
    }

    /// The same as a value of its own, equal to what the records' answer tells.
    #[must_use]
    pub fn to_finding(&self) -> Option<Finding> {
        Some(Finding {
            requirement: Arc::clone(self.requirement()?),
            cause: Cause {
                truth: self.truth(),
                reason: self.reason(),
                facts: self.facts().map(Arc::new).collect(),
                conditions: self.conditions().map(str::to_owned).collect(),
            },
            until: self.until(),
        })
    }
}
