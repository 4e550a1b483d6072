//! What the register says to one question, read where it stands: nothing is copied until it is asked for.

use std::sync::Arc;

use super::{
    block::{Block, Record},
    cause::{self, FactNumber},
    packed_fact::{Micros, instant},
    strands::Pieces,
    words::Words,
};
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
    next: Option<(Micros, Truth)>,
}

/// An answer with its reasons.
#[derive(Debug, Clone, Copy)]
#[must_use = "an answer that nobody reads protects nobody"]
pub struct Reading<'r> {
    pub(super) words: &'r Words,
    pub(super) block: &'r Block,
    pub(super) record: Record<'r>,
    pub(super) rank: u16,
    pub(super) verdict: Verdict,
}

/// One deciding finding.
#[derive(Debug, Clone, Copy)]
pub struct Reason<'r> {
    words: &'r Words,
    block: &'r Block,
    told: Told,
}

/// What tells one finding from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    until: Micros,
    requirement: u32,
    cause: u32,
    truth: Truth,
    reason: FindingReason,
}

impl Verdict {
    #[inline]
    pub(super) fn of(block: &Block, record: &Record<'_>, at: Micros) -> Option<Self> {
        let (truth, next) = record.read(block, at)?;
        Some(Self { truth, next })
    }

    /// The first instant after the one asked about with another value, and that value; `None` where none is known.
    #[must_use]
    pub fn until(&self) -> Option<(Instant, Truth)> {
        let (at, truth) = self.next?;
        Some((instant(at)?, truth))
    }
}

impl<'r> Reading<'r> {
    /// Yes, no or unknown, and until when.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The findings that decide, in the order of the rule: what carries a *yes*, every blocker of a *no*, what is not known.
    #[inline]
    pub fn because(&self) -> impl Iterator<Item = Reason<'r>> + use<'r> {
        self.reasons(false)
    }

    /// Everything that stands in the way, unmet and unknown alike; empty for a *yes*.
    pub fn missing(&self) -> impl Iterator<Item = Reason<'r>> + use<'r> {
        self.reasons(true)
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
    fn reasons(&self, missing: bool) -> Reasons<'r> {
        let shape = self.record.shape().and_then(|own| self.words.shape(own));
        Reasons {
            reading: *self,
            missing,
            pieces: self.record.pieces(self.rank),
            requirements: shape.map_or(&[][..], |own| &own.requirements).iter(),
            listed: &[],
            told: shape.is_none_or(|own| own.may_repeat).then(Vec::new),
        }
    }
}

/// The findings of an answer, strand by strand.
#[derive(Debug)]
struct Reasons<'r> {
    reading: Reading<'r>,
    missing: bool,
    pieces: Pieces<'r>,
    requirements: std::slice::Iter<'r, u32>,
    /// What is still to be told of a strand that tells of several.
    listed: &'r [u32],
    /// What was told, where two strands may find the same: that is told once.
    told: Option<Vec<Told>>,
}

impl<'r> Reasons<'r> {
    #[inline]
    fn tell(&mut self, told: Told) -> Option<Reason<'r>> {
        if let Some(before) = &mut self.told {
            if before.contains(&told) {
                return None;
            }
            before.push(told);
        }
        Some(Reason { words: self.reading.words, block: self.reading.block, told })
    }

    fn tell_listed(&mut self, finding: u32) -> Option<Reason<'r>> {
        let own = self.reading.block.rest.finding(finding)?;
        let (until, requirement, cause, truth) = (own.until, own.requirement, own.cause, own.truth);
        self.tell(Told { until, requirement, cause, truth, reason: cause::reason(cause)? })
    }
}

impl<'r> Iterator for Reasons<'r> {
    type Item = Reason<'r>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let Reading { block, verdict, .. } = self.reading;
        loop {
            if let Some((finding, rest)) = self.listed.split_first() {
                self.listed = rest;
                if let Some(reason) = self.tell_listed(*finding) {
                    return Some(reason);
                }
                continue;
            }
            let (piece, requirement) = (self.pieces.next()??, *self.requirements.next()?);
            let Some(truth) = piece.truth else { continue };
            if if self.missing { truth == Truth::Met } else { truth != verdict.truth } {
                continue;
            }
            if piece.tells_several {
                let lists = block.rest.piece(piece.cause);
                let list = lists.map(|(because, missing)| if self.missing { missing } else { because });
                self.listed = list.map_or(&[], |list| block.list(list));
                continue;
            }
            let until = piece.until.and_then(|number| block.instant(number)).unwrap_or(Micros::MAX);
            let cause = piece.cause;
            let told = Told { until, requirement, cause, truth, reason: cause::reason(cause)? };
            if let Some(reason) = self.tell(told) {
                return Some(reason);
            }
        }
    }
}

impl<'r> Reason<'r> {
    /// What asks.
    #[must_use]
    pub fn requirement(&self) -> Option<&'r Arc<Requirement>> {
        self.words.requirement(self.told.requirement)
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> FindingReason {
        self.told.reason
    }

    /// Its value.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        self.told.truth
    }

    /// The instant at which this finding next changes its value, if it is known to.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        instant(self.told.until)
    }

    /// The limits under which it holds.
    pub fn conditions(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let words = self.words;
        cause::conditions(self.told.cause, self.block).iter().map(move |own| words.text(*own))
    }

    /// The records it rests on.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + use<'r> {
        let (words, block) = (self.words, self.block);
        cause::facts(self.told.cause, block).filter_map(move |own| match own {
            FactNumber::Own(own) => words.fact(block.rest.facts.get(own as usize)?),
            FactNumber::Shared(own) => words.fact(words.shared_fact(own)?),
        })
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
