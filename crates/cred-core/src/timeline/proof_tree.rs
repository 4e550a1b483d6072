//! Proof trees: what decides a rule at an instant, as a value, and nothing besides.

use super::finding::Finding;

/// What decides the value of a rule at an instant. Every finding in it has that value, and each is there because the value would not stand
/// in the same way without it.
///
/// Made by [`Evaluation::proof`](super::evaluation::Evaluation::proof) alone. Of an *unmet* rule the parts of an `All` are its independent
/// blockers: each alone suffices. The same shape reads for the other values: of a *met* rule the parts of an `All` all hold, of an
/// *unknown* one each must become known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofTree {
    /// One rule that looks at facts.
    Finding(Finding),
    /// Parts of a rule that needs all of its parts, at least two. No part is an `All` itself.
    All(Vec<Self>),
    /// Parts of a rule that needs a number of them.
    AtLeast {
        /// So many are needed.
        needed: usize,
        /// Of so many that the rule has, whether they decide or not; one that is no more than the same finding again counts once.
        of: usize,
        /// Those that have the value told: of a *met* rule the ways that are open, else the ways that are not.
        parts: Vec<Self>,
    },
}

impl ProofTree {
    /// All of the parts; none where there is none.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All(inner) => inner.into_iter().for_each(|own| once(&mut flat, own)),
                Self::Finding(_) | Self::AtLeast { .. } => once(&mut flat, part),
            }
        }
        single(flat).map_or_else(|flat| if flat.is_empty() { None } else { Some(Self::All(flat)) }, Some)
    }

    /// A number of the parts of a rule that has `of`. `open` says that the value told is *met*: then the ways stand side by side; else they
    /// are all closed, and what closes each of them is told once.
    pub(super) fn at_least(needed: usize, of: usize, parts: Vec<Self>, open: bool) -> Option<Self> {
        if needed == of {
            return Self::all(parts);
        }
        let mut ways = Vec::new();
        parts.into_iter().for_each(|part| once(&mut ways, part));
        if needed != 1 {
            return if ways.is_empty() { None } else { Some(Self::AtLeast { needed, of, parts: ways }) };
        }
        match single(ways) {
            Ok(way) => Some(way),
            Err(ways) if ways.is_empty() => None,
            Err(ways) if open => Some(Self::AtLeast { needed, of, parts: ways }),
            Err(ways) => Self::closed(of, ways),
        }
    }

    /// Several ways, none of them open. What closes every one of them is a blocker of its own; where that is all that closes one of them,
    /// nothing else matters, for without it that way is open.
    fn closed(of: usize, ways: Vec<Self>) -> Option<Self> {
        let each: Vec<Vec<Self>> = ways.into_iter().map(Self::into_blockers).collect();
        let common: Vec<Self> = each.first().map_or_else(Vec::new, |first| {
            first.iter().filter(|own| each.iter().all(|way| way.contains(own))).cloned().collect()
        });
        let rest: Vec<Vec<Self>> =
            each.into_iter().map(|way| way.into_iter().filter(|own| !common.contains(own)).collect()).collect();
        let mut blockers = common;
        if !rest.iter().any(Vec::is_empty) {
            let parts = rest.into_iter().filter_map(Self::all).collect();
            blockers.push(Self::AtLeast { needed: 1, of, parts });
        }
        Self::all(blockers)
    }

    /// The parts that decide each by itself: of an *unmet* rule its independent blockers. Each is a finding, or a choice of which too little
    /// is left.
    #[must_use]
    pub fn blockers(&self) -> &[Self] {
        match self {
            Self::All(parts) => parts,
            Self::Finding(_) | Self::AtLeast { .. } => std::slice::from_ref(self),
        }
    }

    fn into_blockers(self) -> Vec<Self> {
        match self {
            Self::All(parts) => parts,
            Self::Finding(_) | Self::AtLeast { .. } => vec![self],
        }
    }

    /// Every finding in the tree, in the order of the rule; one that stands in several places is told at each.
    #[must_use]
    pub fn findings(&self) -> Vec<&Finding> {
        match self {
            Self::Finding(finding) => vec![finding],
            Self::All(parts) | Self::AtLeast { parts, .. } => parts.iter().flat_map(Self::findings).collect(),
        }
    }

    /// What a rule finds holds at most as long as the rule does.
    pub(super) fn cut_at(mut self, over: Option<crate::time::Instant>) -> Self {
        match &mut self {
            Self::Finding(finding) => finding.until = [finding.until, over].into_iter().flatten().min(),
            Self::All(parts) | Self::AtLeast { parts, .. } => {
                for part in parts {
                    *part = part.clone().cut_at(over);
                }
            }
        }
        self
    }
}

/// The same found twice is told once.
fn once(parts: &mut Vec<ProofTree>, part: ProofTree) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

fn single(mut parts: Vec<ProofTree>) -> Result<ProofTree, Vec<ProofTree>> {
    match parts.pop() {
        Some(only) if parts.is_empty() => Ok(only),
        Some(last) => {
            parts.push(last);
            Err(parts)
        }
        None => Err(parts),
    }
}

#[cfg(test)]
mod tests;
