//! What of a person's answers is read when somebody asks for the facts, or for a part of a rule that tells of several.

use super::packed_fact::{Micros, PackedFact};
use crate::timeline::truth::Truth;

/// What is read when somebody asks for the facts.
#[derive(Debug, Default)]
pub(super) struct Rest {
    pub(super) facts: Box<[PackedFact]>,
    /// Where one cause rests on several facts, or has conditions: the list of the ones and of the others.
    pub(super) causes: Box<[(u32, u32)]>,
    /// Of a strand that tells of several: the list of findings that decide a piece, and of those that stand in the way.
    pub(super) pieces: Box<[(u32, u32)]>,
    pub(super) findings: Box<[PackedFinding]>,
    pub(super) lists: Box<[u32]>,
    pub(super) list_ends: Box<[u32]>,
}

/// The same as it is kept: most people have facts alone.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) facts: Box<[PackedFact]>,
    lists: Option<Box<Rest>>,
}

impl From<Rest> for Kept {
    fn from(mut rest: Rest) -> Self {
        let facts = std::mem::take(&mut rest.facts);
        let has_none = rest.causes.is_empty() && rest.pieces.is_empty() && rest.list_ends.is_empty();
        Self { facts, lists: (!has_none).then(|| Box::new(rest)) }
    }
}

impl Kept {
    pub(super) fn cause(&self, number: u32) -> Option<(u32, u32)> {
        self.lists.as_ref()?.causes.get(number as usize).copied()
    }

    pub(super) fn piece(&self, number: u32) -> Option<(u32, u32)> {
        self.lists.as_ref()?.pieces.get(number as usize).copied()
    }

    pub(super) fn finding(&self, number: u32) -> Option<&PackedFinding> {
        self.lists.as_ref()?.findings.get(number as usize)
    }

    pub(super) fn list(&self, list: u32) -> Option<&[u32]> {
        let Rest { lists, list_ends, .. } = &**self.lists.as_ref()?;
        let at = list as usize;
        let start = at.checked_sub(1).and_then(|before| list_ends.get(before)).copied().unwrap_or(0);
        lists.get(start as usize..*list_ends.get(at)? as usize)
    }

    pub(super) fn bytes(&self) -> usize {
        let lists = self.lists.as_ref().map_or(0, |own| {
            size_of::<Rest>()
                + size_of_val(&*own.causes)
                + size_of_val(&*own.pieces)
                + size_of_val(&*own.findings)
                + size_of_val(&*own.lists)
                + size_of_val(&*own.list_ends)
        });
        size_of::<Self>() + size_of_val(&*self.facts) + lists
    }
}

/// A finding of a strand that tells of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedFinding {
    pub(super) until: Micros,
    pub(super) requirement: u32,
    pub(super) cause: u32,
    pub(super) truth: Truth,
}
