//! A rule evaluated: its timeline, and the tree below it that tells why.

use std::sync::Arc;

use super::{
    Timeline,
    finding::{Cause, Finding, Requirement},
    proof_tree::ProofTree,
    truth::Truth,
};
use crate::time::Instant;

/// The timeline of a rule with the timelines it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    truth: Timeline<Truth>,
    node: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Leaf { requirement: Arc<Requirement>, causes: Arc<Timeline<Cause>>, quiet: bool },
    All(Vec<Evaluation>),
    AtLeast(usize, Vec<Evaluation>),
    Otherwise(Vec<Evaluation>),
    Pieces(Timeline<Arc<Evaluation>>),
}

/// What a rule is made of at an instant.
pub(crate) enum Shape<'e> {
    /// A leaf with its causes over time; a quiet one says only whether another rule applies.
    Leaf { requirement: &'e Arc<Requirement>, causes: &'e Timeline<Cause>, quiet: bool },
    /// All of these.
    All(&'e [Evaluation]),
    /// So many of these.
    AtLeast(usize, &'e [Evaluation]),
}

impl Evaluation {
    /// A rule that looks at facts.
    #[must_use]
    pub fn leaf(requirement: Requirement, causes: impl Into<Arc<Timeline<Cause>>>) -> Self {
        let causes = causes.into();
        Self {
            truth: causes.map(|cause| cause.truth),
            node: Node::Leaf { requirement: Arc::new(requirement), causes, quiet: false },
        }
    }

    /// The same rule, left out of explanations: for a leaf that only says whether another rule applies.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        if let Node::Leaf { quiet, .. } = &mut self.node {
            *quiet = true;
        }
        self
    }

    /// Met where all parts are.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self { truth: Timeline::all(parts.iter().map(|part| &part.truth)), node: Node::All(parts) }
    }

    /// Met where at least one part is.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::at_least(1, parts)
    }

    /// Met where at least one part is, as [`Evaluation::any`]; where several are met, the first of them alone is told.
    #[must_use]
    pub fn otherwise(parts: Vec<Self>) -> Self {
        Self { truth: Timeline::any(parts.iter().map(|part| &part.truth)), node: Node::Otherwise(parts) }
    }

    /// The same rule with the causes of every leaf read anew.
    #[must_use]
    pub(crate) fn reread(&self, read: &dyn Fn(&Requirement, &Timeline<Cause>) -> Timeline<Cause>) -> Self {
        let below = |parts: &[Self]| parts.iter().map(|part| part.reread(read)).collect();
        match &self.node {
            Node::Leaf { requirement, causes, quiet } => {
                let causes = Arc::new(read(requirement, causes));
                let truth = causes.map(|cause| cause.truth);
                Self { truth, node: Node::Leaf { requirement: Arc::clone(requirement), causes, quiet: *quiet } }
            }
            Node::All(parts) => Self::all(below(parts)),
            Node::AtLeast(k, parts) => Self::at_least(*k, below(parts)),
            Node::Otherwise(parts) => Self::otherwise(below(parts)),
            Node::Pieces(pieces) => {
                let later = pieces.changes().iter().map(|(at, piece)| (*at, piece.reread(read))).collect();
                Self::pieces(pieces.first().reread(read), later)
            }
        }
    }

    /// The same rule, each leaf that cites nothing citing this.
    #[must_use]
    pub(crate) fn cited(&self, citation: &str) -> Self {
        let below = |parts: &[Self]| parts.iter().map(|part| part.cited(citation)).collect();
        let node = match &self.node {
            Node::Leaf { requirement, causes, quiet } => {
                let mut requirement = Arc::clone(requirement);
                if requirement.citation.is_empty() {
                    let citation = citation.to_owned();
                    requirement = Arc::new(Requirement { citation, ..Requirement::clone(&requirement) });
                }
                Node::Leaf { requirement, causes: Arc::clone(causes), quiet: *quiet }
            }
            Node::All(parts) => Node::All(below(parts)),
            Node::AtLeast(k, parts) => Node::AtLeast(*k, below(parts)),
            Node::Otherwise(parts) => Node::Otherwise(below(parts)),
            Node::Pieces(pieces) => {
                let later = pieces.changes().iter().map(|(at, piece)| (*at, Arc::new(piece.cited(citation)))).collect();
                Node::Pieces(Timeline::from_changes(Arc::new(pieces.first().cited(citation)), later))
            }
        };
        Self { truth: self.truth.clone(), node }
    }

    /// The same rule had some requirements been met at all times, wherever it asks for them.
    #[must_use]
    pub fn supposing_met(&self, met: &dyn Fn(&Requirement) -> bool) -> Self {
        self.reread(&|requirement, causes| {
            if met(requirement) {
                causes.map(|cause| Cause { truth: Truth::Met, ..cause.clone() })
            } else {
                causes.clone()
            }
        })
    }

    /// The same rule with more asked beside some leaves.
    #[must_use]
    pub(crate) fn asking_more(&self, more: &dyn Fn(&Requirement, &Timeline<Cause>) -> Option<Self>) -> Self {
        let below = |parts: &[Self]| parts.iter().map(|part| part.asking_more(more)).collect();
        match &self.node {
            Node::Leaf { requirement, causes, .. } => match more(requirement, causes) {
                Some(more) => Self::all(vec![self.clone(), more]),
                None => self.clone(),
            },
            Node::All(parts) => Self::all(below(parts)),
            Node::AtLeast(k, parts) => Self::at_least(*k, below(parts)),
            Node::Otherwise(parts) => Self::otherwise(below(parts)),
            Node::Pieces(pieces) => {
                let later = pieces.changes().iter().map(|(at, piece)| (*at, piece.asking_more(more))).collect();
                Self::pieces(pieces.first().asking_more(more), later)
            }
        }
    }

    /// What the rule is made of at an instant.
    pub(crate) fn shape(&self, instant: Instant) -> Shape<'_> {
        match &self.node {
            Node::Leaf { requirement, causes, quiet } => Shape::Leaf { requirement, causes, quiet: *quiet },
            Node::All(parts) => Shape::All(parts),
            Node::AtLeast(k, parts) => Shape::AtLeast(*k, parts),
            Node::Otherwise(parts) => Shape::AtLeast(1, parts),
            Node::Pieces(pieces) => pieces.at(instant).shape(instant),
        }
    }

    /// Met where at least `k` parts are.
    #[must_use]
    pub fn at_least(k: usize, parts: Vec<Self>) -> Self {
        Self { truth: Timeline::at_least(k, parts.iter().map(|part| &part.truth)), node: Node::AtLeast(k, parts) }
    }

    /// One rule until the first change, then each from its instant on: rules that take each other's place at known instants.
    #[must_use]
    pub fn pieces(first: Self, changes: Vec<(Instant, Self)>) -> Self {
        let mut truth = first.truth.clone();
        for (at, piece) in &changes {
            truth = truth.then_from(*at, &piece.truth);
        }
        let changes = changes.into_iter().map(|(at, piece)| (at, Arc::new(piece))).collect();
        Self { truth, node: Node::Pieces(Timeline::from_changes(Arc::new(first), changes)) }
    }

    /// The same rule held for ever at the value it has at an instant.
    #[must_use]
    pub(crate) fn constant(&self, instant: Instant) -> Self {
        match &self.node {
            Node::Leaf { requirement, causes, quiet } => {
                let causes = Arc::new(Timeline::constant(causes.at(instant).clone()));
                let truth = causes.map(|cause| cause.truth);
                Self { truth, node: Node::Leaf { requirement: Arc::clone(requirement), causes, quiet: *quiet } }
            }
            Node::All(parts) => Self::all(parts.iter().map(|part| part.constant(instant)).collect()),
            Node::AtLeast(k, parts) => Self::at_least(*k, parts.iter().map(|part| part.constant(instant)).collect()),
            Node::Otherwise(parts) => Self::otherwise(parts.iter().map(|part| part.constant(instant)).collect()),
            Node::Pieces(pieces) => pieces.at(instant).constant(instant),
        }
    }

    /// The timeline.
    #[must_use]
    pub const fn truth(&self) -> &Timeline<Truth> {
        &self.truth
    }

    /// The value at an instant.
    #[must_use]
    pub fn at(&self, instant: Instant) -> Truth {
        *self.truth.at(instant)
    }

    /// The leaves that decide the value at an instant, in the order of the rule.
    ///
    /// For *unmet*, every independent blocker; for *unknown*, everything unknown that could still turn it; for *met*, the leaves that carry
    /// it.
    #[must_use]
    pub fn deciding(&self, instant: Instant) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.collect(instant, &mut findings, Walk::Deciding);
        findings
    }

    /// Every leaf that is not met and stands in the way at an instant: what is still missing, unmet and unknown alike. Parts of
    /// an alternative that is met already are left out.
    #[must_use]
    pub fn missing(&self, instant: Instant) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.at(instant) != Truth::Met {
            self.collect(instant, &mut findings, Walk::Missing);
        }
        findings
    }

    /// Why it has the value it has at an instant: the findings that decide it, in the shape of the rule. `None` where nothing that is told
    /// decides it: a rule of no parts, or one that only says that it does not apply.
    #[must_use]
    pub fn proof(&self, instant: Instant) -> Option<ProofTree> {
        let own = self.at(instant);
        let decides = |parts: &[Self]| -> Vec<ProofTree> {
            parts.iter().filter(|part| part.at(instant) == own).filter_map(|part| part.proof(instant)).collect()
        };
        match &self.node {
            Node::Leaf { quiet: true, .. } => None,
            Node::Leaf { requirement, causes, .. } => Some(ProofTree::Finding(Finding {
                requirement: Arc::clone(requirement),
                cause: causes.at(instant).clone(),
                until: self.truth.next_change(instant).map(|(at, _)| at),
            })),
            Node::All(parts) => ProofTree::all(decides(parts)),
            Node::Otherwise(parts) if own == Truth::Met => {
                parts.iter().find(|part| part.at(instant) == own).and_then(|part| part.proof(instant))
            }
            Node::Otherwise(parts) => ProofTree::at_least(1, told(parts), decides(parts), own == Truth::Met),
            Node::AtLeast(k, parts) => ProofTree::at_least(*k, told(parts), decides(parts), own == Truth::Met),
            Node::Pieces(pieces) => {
                let over = pieces.next_change(instant).map(|(at, _)| at);
                pieces.at(instant).proof(instant).map(|proof| proof.cut_at(over))
            }
        }
    }

    fn collect(&self, instant: Instant, findings: &mut Vec<Finding>, walk: Walk) {
        let own = self.at(instant);
        match &self.node {
            Node::Leaf { quiet: true, .. } => {}
            Node::Leaf { requirement, causes, .. } => {
                let finding = Finding {
                    requirement: Arc::clone(requirement),
                    cause: causes.at(instant).clone(),
                    until: self.truth.next_change(instant).map(|(at, _)| at),
                };
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
            }
            Node::Otherwise(parts) if own == Truth::Met => {
                if let Some(part) = parts.iter().find(|part| part.at(instant) == own) {
                    part.collect(instant, findings, walk);
                }
            }
            Node::Pieces(pieces) => {
                let before = findings.len();
                pieces.at(instant).collect(instant, findings, walk);
                // What a rule finds holds at most as long as the rule does.
                let over = pieces.next_change(instant).map(|(at, _)| at);
                for finding in findings.iter_mut().skip(before) {
                    finding.until = [finding.until, over].into_iter().flatten().min();
                }
            }
            Node::All(parts) | Node::AtLeast(_, parts) | Node::Otherwise(parts) => {
                for part in parts {
                    let value = part.at(instant);
                    let counts = match walk {
                        Walk::Deciding => value == own,
                        Walk::Missing => value != Truth::Met,
                    };
                    if counts {
                        part.collect(instant, findings, walk);
                    }
                }
            }
        }
    }

    /// Every instant at which something that the rule tells may change, in order: between two neighbours the value, what decides it and its
    /// conditions stay the same.
    #[must_use]
    pub fn change_points(&self) -> Vec<Instant> {
        let mut points = Vec::new();
        self.collect_points(&mut points);
        points.sort_unstable();
        points.dedup();
        points
    }

    fn collect_points(&self, points: &mut Vec<Instant>) {
        points.extend(self.truth.changes().iter().map(|(at, _)| *at));
        match &self.node {
            Node::Leaf { causes, .. } => points.extend(causes.changes().iter().map(|(at, _)| *at)),
            Node::All(parts) | Node::AtLeast(_, parts) | Node::Otherwise(parts) => {
                parts.iter().for_each(|part| part.collect_points(points));
            }
            Node::Pieces(pieces) => {
                pieces.first().collect_points(points);
                for (at, piece) in pieces.changes() {
                    points.push(*at);
                    piece.collect_points(points);
                }
            }
        }
    }

    /// The parts that must all hold, taken apart as far as they go. What they tell one after the other is what the rule tells.
    pub(crate) fn conjuncts(&self) -> Vec<&Self> {
        match &self.node {
            Node::All(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            Node::AtLeast(1, parts) | Node::Otherwise(parts) if let [only] = &**parts => only.conjuncts(),
            Node::Pieces(pieces) if pieces.changes().is_empty() => pieces.first().conjuncts(),
            Node::Leaf { .. } | Node::AtLeast(..) | Node::Otherwise(_) | Node::Pieces(_) => vec![self],
        }
    }

    /// What a leaf asks, and what it found over time; `None` for what is no leaf, and for one that explanations leave out.
    pub(crate) const fn as_leaf(&self) -> Option<(&Arc<Requirement>, &Arc<Timeline<Cause>>)> {
        match &self.node {
            Node::Leaf { requirement, causes, quiet: false } => Some((requirement, causes)),
            Node::Leaf { .. } | Node::All(_) | Node::AtLeast(..) | Node::Otherwise(_) | Node::Pieces(_) => None,
        }
    }

    /// Every leaf, with its own timeline of causes; of rules that take each other's place, those of each, whole.
    pub fn leaves(&self) -> Vec<(&Requirement, &Timeline<Cause>)> {
        match &self.node {
            Node::Leaf { quiet: true, .. } => vec![],
            Node::Leaf { requirement, causes, .. } => vec![(requirement, causes)],
            Node::All(parts) | Node::AtLeast(_, parts) | Node::Otherwise(parts) => {
                parts.iter().flat_map(Self::leaves).collect()
            }
            Node::Pieces(pieces) => {
                let later = pieces.changes().iter().map(|(_, piece)| piece);
                std::iter::once(pieces.first()).chain(later).flat_map(|piece| piece.leaves()).collect()
            }
        }
    }
}

/// How many parts of a rule are told at all.
fn told(parts: &[Evaluation]) -> usize {
    parts.iter().filter(|part| !matches!(part.node, Node::Leaf { quiet: true, .. })).count()
}

#[derive(Clone, Copy)]
enum Walk {
    Deciding,
    Missing,
}
