//! What a snapshot says, as values: whose, from when to when, and every answer over that time.

use std::{collections::BTreeMap, sync::Arc};

use cred_core::{
    delineation::procedure_code::CodePattern,
    id::{FacilityId, ItemId, ProviderId, SiteId},
    jurisdiction::Jurisdiction,
    time::{Instant, zone::Zone},
    timeline::truth::Truth,
};

/// Of which site a snapshot is, from which history, and from when to when it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The facility.
    pub facility: FacilityId,
    /// The site.
    pub site: SiteId,
    /// The site's zone, to show times in.
    pub zone: Zone,
    /// The site's state.
    pub jurisdiction: Jurisdiction,
    /// Whether the history keeps to a simulated clock: then so does the reader.
    pub simulated: bool,
    /// The position in the history that it was made from: the last event read.
    pub position: u64,
    /// The hash of that event, which ties the position to one history.
    pub head: [u8; 32],
    /// When it was made; it tells nothing of times before.
    pub made_at: Instant,
    /// The first instant of which it tells nothing more, and at which it stops to answer.
    pub expires_at: Instant,
}

/// What decides, in short: the codes of a finding and where its rule stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The stable code of what is asked, such as `license`.
    pub requirement: String,
    /// The stable code of what was found, such as `expired`.
    pub reason: String,
    /// Where the rule stands.
    pub citation: String,
}

/// Which facts about a patient can make an answer another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Depends {
    pub(crate) age: bool,
    pub(crate) setting: bool,
    /// That the patient is one of no federal programme.
    pub(crate) federal: bool,
}

impl Depends {
    pub(crate) const fn or(self, other: Self) -> Self {
        Self {
            age: self.age || other.age,
            setting: self.setting || other.setting,
            federal: self.federal || other.federal,
        }
    }
}

/// A time in which the answer, what decides it and its conditions stay the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Piece {
    pub(crate) from: Instant,
    pub(crate) truth: Truth,
    pub(crate) because: Vec<Finding>,
    pub(crate) conditions: Vec<String>,
}

/// An answer over the snapshot's time. INVARIANT: the pieces strictly follow each other, and the first begins with the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Over {
    pub(crate) depends: Depends,
    pub(crate) pieces: Vec<Piece>,
}

impl Over {
    /// The pieces in order, those that say the same as the one before left out.
    pub(crate) fn of(depends: Depends, pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut own: Vec<Piece> = Vec::new();
        for piece in pieces {
            let same = |last: &Piece| {
                (last.truth, &last.because, &last.conditions) == (piece.truth, &piece.because, &piece.conditions)
            };
            if !own.last().is_some_and(same) {
                own.push(piece);
            }
        }
        Self { depends, pieces: own }
    }

    /// The piece of an instant; `None` before the first.
    pub(crate) fn at(&self, at: Instant) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.from <= at);
        after.checked_sub(1).and_then(|last| self.pieces.get(last))
    }

    /// The pieces that begin after an instant.
    pub(crate) fn after(&self, at: Instant) -> &[Piece] {
        let after = self.pieces.partition_point(|piece| piece.from <= at);
        self.pieces.get(after..).unwrap_or_default()
    }

    /// Any of several will do: the best value, told by every part that has it, as the engine does for a code that several privileges cover.
    pub(crate) fn any(parts: &[&Self]) -> Self {
        let mut points: Vec<Instant> = parts.iter().flat_map(|part| &part.pieces).map(|piece| piece.from).collect();
        points.sort_unstable();
        points.dedup();
        let depends = parts.iter().fold(Depends::default(), |depends, part| depends.or(part.depends));
        let pieces = points.into_iter().filter_map(|from| {
            let now: Vec<&Piece> = parts.iter().filter_map(|part| part.at(from)).collect();
            let truth = now.iter().map(|piece| piece.truth).max()?;
            let mut because: Vec<Finding> = Vec::new();
            let mut conditions: Vec<String> = Vec::new();
            for piece in now.into_iter().filter(|piece| piece.truth == truth) {
                for finding in &piece.because {
                    if !because.contains(finding) {
                        because.push(finding.clone());
                    }
                }
                conditions.extend(piece.conditions.iter().cloned());
            }
            conditions.sort();
            conditions.dedup();
            Some(Piece { from, truth, because, conditions })
        });
        Self::of(depends, pieces)
    }
}

/// How the answer differs where one procedure is asked about, by the most specific pattern that covers its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ByCode {
    pub(crate) item: ItemId,
    pub(crate) pattern: CodePattern,
    pub(crate) over: Arc<Over>,
}

/// Somebody with a carrier for the site within the snapshot's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The record that stands for the person, where this one was merged into it.
    pub(crate) survivor: Option<ProviderId>,
    pub(crate) npi: Option<String>,
    pub(crate) name: Option<String>,
    /// One for each privilege of the facility, in the order of the content's items.
    pub(crate) may: Vec<Arc<Over>>,
    /// Sorted by item and pattern; for an item that is named here, every pattern that its codes can be told apart by.
    pub(crate) by_code: Vec<ByCode>,
}

/// From when a privilege lists a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Coverage {
    pub(crate) item: ItemId,
    pub(crate) pattern: CodePattern,
    pub(crate) from: Instant,
}

/// The whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) origin: Origin,
    /// Every privilege of any version of the facility's forms, sorted.
    pub(crate) items: Vec<ItemId>,
    /// Sorted.
    pub(crate) coverage: Vec<Coverage>,
    pub(crate) holders: BTreeMap<ProviderId, Holder>,
}

/// The most specific of some patterns that covers a code: a whole code before all that begin alike, a longer beginning before a shorter.
pub(crate) fn most_specific<'a, T>(
    of: impl Iterator<Item = &'a T>,
    pattern: impl Fn(&T) -> &CodePattern,
    code: &str,
) -> Option<&'a T> {
    of.filter(|own| pattern(own).covers(code)).max_by_key(|own| {
        let text = pattern(own).to_string();
        (!text.ends_with('*'), text.len())
    })
}
