//! Packs what was evaluated into a block. Everything that is equal stands once: strands, prefixes, causes, facts.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    ItemKey, PlaceKey,
    block::Block,
    cause::{self, FactNumber},
    layout::{self, Drafts},
    packed_fact::{Micros, PackedFact},
    rest::{PackedFinding, Rest},
    words::{NONE, Numbering, Words},
};
use crate::{
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, Finding, Requirement},
        truth::Truth,
    },
};

/// More of something than a block has room for; what it would hold is asked of the records instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// One kind of thing, each once, in the order of its first use.
#[derive(Debug)]
pub(super) struct Pool<T>(BTreeMap<T, u32>);

impl<T: Ord> Pool<T> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn put(&mut self, value: T) -> Result<u32, Full> {
        let next = u32::try_from(self.0.len()).map_err(|_| Full)?;
        Ok(*self.0.entry(value).or_insert(next))
    }

    pub(super) fn in_order(self) -> Vec<T> {
        let mut all: Vec<(u32, T)> = self.0.into_iter().map(|(value, at)| (at, value)).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, value)| value).collect()
    }
}

/// A part of a rule over time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StrandDraft {
    pub(super) pieces: Vec<PieceDraft>,
    pub(super) kind: StrandKind,
}

/// From when it holds; what it is worth, `None` where it has nothing to tell; why; and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PieceDraft {
    pub(super) from: Micros,
    pub(super) truth: Option<Truth>,
    pub(super) cause: u32,
    pub(super) until: Micros,
}

/// What the pieces of a strand are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StrandKind {
    /// One finding, until the strand has another value.
    Plain,
    /// At most one finding, which has its own end.
    Dated,
    /// Several findings.
    Several,
}

/// One privilege at one site.
#[derive(Debug)]
pub(super) struct RecordDraft {
    pub(super) place: PlaceKey,
    pub(super) item: ItemKey,
    pub(super) shape: u32,
    pub(super) truth: Timeline<Truth>,
    /// Its strands, and how many of them its own.
    pub(super) strands: Vec<u32>,
    pub(super) own: usize,
}

/// What a part of a rule is packed into: for each strand the number of its requirement.
type Packed = Arc<[(u32, u32)]>;

/// The numbers of the facts of resources met so far, by where they lie. They are kept meanwhile, so that nothing else comes to lie there; what
/// resources tell is evaluated once for everybody, so that they are few.
#[derive(Debug, Default)]
pub(super) struct ResourceFacts(BTreeMap<usize, (Arc<Fact>, u32)>);

/// A block in the making.
#[derive(Debug)]
pub(super) struct Packing<'s> {
    words: &'s mut Arc<Words>,
    numbering: &'s mut Numbering,
    resources: &'s mut ResourceFacts,
    records: Vec<RecordDraft>,
    strands: Pool<StrandDraft>,
    facts: Pool<PackedFact>,
    causes: Pool<(u32, u32)>,
    pieces: Pool<(u32, u32)>,
    findings: Pool<PackedFinding>,
    lists: Pool<Vec<u32>>,
    /// The parts met so far, by where they lie: a part that several rules share is packed once.
    parts: BTreeMap<usize, (Arc<Evaluation>, Packed)>,
    /// Likewise the requirements, the causes over time and the facts that several parts share.
    requirements: BTreeMap<usize, (Arc<Requirement>, u32)>,
    causes_over_time: BTreeMap<usize, (Arc<Timeline<Cause>>, u32)>,
    facts_met: BTreeMap<usize, (Arc<Fact>, u32)>,
}

/// Whether records of this kind are a house's, and many people's answers rest on them.
const fn is_shared(kind: FactKind) -> bool {
    match kind {
        FactKind::Resource | FactKind::PrivilegeSet | FactKind::Bylaws | FactKind::Agreement => true,
        FactKind::Provider
        | FactKind::Evidence
        | FactKind::CredentialingFile
        | FactKind::Appointment
        | FactKind::Privilege
        | FactKind::TemporaryPrivilege
        | FactKind::DisasterPrivilege
        | FactKind::ProxyPrivilege
        | FactKind::Enrollment
        | FactKind::Supervision => false,
    }
}

/// What a part tells from an instant on.
struct Told {
    from: Micros,
    truth: Truth,
    because: Vec<Finding>,
    missing: Vec<Finding>,
}

/// The requirement that a part's findings are all of, where it tells of at most one at a time, of that value, and whether it decides or
/// stands in the way.
fn only_requirement(told: &[Told]) -> Option<Arc<Requirement>> {
    let mut only: Option<&Arc<Requirement>> = None;
    for own in told {
        if own.truth != Truth::Met && own.because != own.missing {
            return None;
        }
        match &*own.because {
            [] => {}
            [finding] if finding.cause.truth == own.truth && only.is_none_or(|only| *only == finding.requirement) => {
                only = Some(&finding.requirement);
            }
            _ => return None,
        }
    }
    only.cloned()
}

/// Adds a piece, unless it is as the one before.
fn push_piece(pieces: &mut Vec<PieceDraft>, piece: PieceDraft) {
    if pieces.last().is_none_or(|last| PieceDraft { from: last.from, ..piece } != *last) {
        pieces.push(piece);
    }
}

impl<'s> Packing<'s> {
    pub(super) const fn new(
        words: &'s mut Arc<Words>,
        numbering: &'s mut Numbering,
        resources: &'s mut ResourceFacts,
    ) -> Self {
        Self {
            words,
            numbering,
            resources,
            records: Vec::new(),
            strands: Pool::new(),
            facts: Pool::new(),
            causes: Pool::new(),
            pieces: Pool::new(),
            findings: Pool::new(),
            lists: Pool::new(),
            parts: BTreeMap::new(),
            requirements: BTreeMap::new(),
            causes_over_time: BTreeMap::new(),
            facts_met: BTreeMap::new(),
        }
    }

    /// Adds one privilege at one site by the parts of its rule, the last of which is its own.
    pub(super) fn add(&mut self, place: PlaceKey, item: ItemKey, parts: &[Arc<Evaluation>]) -> Result<(), Full> {
        let mut told: Vec<(u32, u32)> = Vec::new();
        let mut own = 0;
        for part in parts {
            let packed = self.part(part)?;
            // What a rule asks twice, and finds alike at all times, is told once.
            let before = told.len();
            for one in &*packed {
                if !told.contains(one) {
                    told.push(*one);
                }
            }
            own = told.len() - before;
        }
        let (requirements, strands): (Vec<u32>, Vec<u32>) = told.into_iter().unzip();
        let shape = self.numbering.shape(self.words, &requirements);
        let truth = Timeline::all(parts.iter().map(|part| part.truth()));
        self.records.push(RecordDraft { place, item, shape, truth, strands, own });
        Ok(())
    }

    fn part(&mut self, part: &Arc<Evaluation>) -> Result<Packed, Full> {
        let lies = Arc::as_ptr(part).addr();
        if let Some((_, packed)) = self.parts.get(&lies) {
            return Ok(Arc::clone(packed));
        }
        let mut packed = Vec::new();
        for own in part.conjuncts() {
            packed.push(match own.as_leaf() {
                Some((requirement, causes)) => self.leaf(requirement, causes)?,
                None => self.composed(own)?,
            });
        }
        let packed: Packed = packed.into();
        self.parts.insert(lies, (Arc::clone(part), Arc::clone(&packed)));
        Ok(packed)
    }

    fn requirement(&mut self, own: &Arc<Requirement>) -> u32 {
        let lies = Arc::as_ptr(own).addr();
        if let Some((_, number)) = self.requirements.get(&lies) {
            return *number;
        }
        let number = self.numbering.requirement(self.words, own);
        self.requirements.insert(lies, (Arc::clone(own), number));
        number
    }

    fn leaf(&mut self, requirement: &Arc<Requirement>, causes: &Arc<Timeline<Cause>>) -> Result<(u32, u32), Full> {
        let requirement = self.requirement(requirement);
        let lies = Arc::as_ptr(causes).addr();
        if let Some((_, strand)) = self.causes_over_time.get(&lies) {
            return Ok((requirement, *strand));
        }
        let mut pieces = Vec::with_capacity(causes.changes().len() + 1);
        let changes = causes.changes().iter().map(|(at, cause)| (at.timestamp_micros(), cause));
        for (from, own) in std::iter::once((Micros::MIN, causes.first())).chain(changes) {
            let cause = self.cause(own)?;
            pieces.push(PieceDraft { from, truth: Some(own.truth), cause, until: Micros::MAX });
        }
        let strand = self.strands.put(StrandDraft { pieces, kind: StrandKind::Plain })?;
        self.causes_over_time.insert(lies, (Arc::clone(causes), strand));
        Ok((requirement, strand))
    }

    /// A part that is no leaf: what it tells is looked up piece by piece.
    fn composed(&mut self, part: &Evaluation) -> Result<(u32, u32), Full> {
        let points = part.change_points();
        let before = std::iter::once((Micros::MIN, Instant::MIN_UTC));
        let told: Vec<Told> = before
            .chain(points.iter().map(|at| (at.timestamp_micros(), *at)))
            .map(|(from, at)| Told { from, truth: part.at(at), because: part.deciding(at), missing: part.missing(at) })
            .collect();
        match only_requirement(&told) {
            Some(requirement) => self.dated(&told, &requirement),
            None => Ok((NONE, self.several(&told)?)),
        }
    }

    /// A part that never tells of two.
    fn dated(&mut self, told: &[Told], requirement: &Arc<Requirement>) -> Result<(u32, u32), Full> {
        let mut pieces: Vec<PieceDraft> = Vec::new();
        for own in told {
            let (truth, cause, until) = match own.because.first() {
                Some(finding) => (Some(finding.cause.truth), self.cause(&finding.cause)?, finding.until),
                None => (None, 0, None),
            };
            let until = until.map_or(Micros::MAX, |at| at.timestamp_micros());
            push_piece(&mut pieces, PieceDraft { from: own.from, truth, cause, until });
        }
        let requirement = self.requirement(requirement);
        Ok((requirement, self.strands.put(StrandDraft { pieces, kind: StrandKind::Dated })?))
    }

    fn several(&mut self, told: &[Told]) -> Result<u32, Full> {
        let mut pieces: Vec<PieceDraft> = Vec::new();
        for own in told {
            let (because, missing) = (self.list_of(&own.because)?, self.list_of(&own.missing)?);
            let cause = self.pieces.put((because, missing))?;
            push_piece(&mut pieces, PieceDraft { from: own.from, truth: Some(own.truth), cause, until: Micros::MAX });
        }
        self.strands.put(StrandDraft { pieces, kind: StrandKind::Several })
    }

    fn list_of(&mut self, findings: &[Finding]) -> Result<u32, Full> {
        let mut list = Vec::with_capacity(findings.len());
        for finding in findings {
            let packed = PackedFinding {
                until: finding.until.map_or(Micros::MAX, |at| at.timestamp_micros()),
                requirement: self.requirement(&finding.requirement),
                cause: self.cause(&finding.cause)?,
                truth: finding.cause.truth,
            };
            list.push(self.findings.put(packed)?);
        }
        self.lists.put(list)
    }

    fn cause(&mut self, own: &Cause) -> Result<u32, Full> {
        let mut facts = Vec::with_capacity(own.facts.len());
        for fact in &own.facts {
            facts.push(self.fact(fact)?);
        }
        if own.conditions.is_empty()
            && facts.len() < 2
            && let Some(word) = cause::plain(own.reason, facts.first().copied())
        {
            return Ok(word);
        }
        let conditions = own.conditions.iter().map(|text| self.numbering.text(self.words, text)).collect();
        let (facts, conditions) = (self.lists.put(facts)?, self.lists.put(conditions)?);
        cause::listed(own.reason, self.causes.put((facts, conditions))?).ok_or(Full)
    }

    fn fact(&mut self, fact: &Arc<Fact>) -> Result<u32, Full> {
        let lies = Arc::as_ptr(fact).addr();
        let shared = is_shared(fact.kind);
        let of_all = fact.kind == FactKind::Resource;
        let met = if of_all { &self.resources.0 } else { &self.facts_met };
        if let Some((_, word)) = met.get(&lies) {
            return Ok(*word);
        }
        let packed = self.numbering.packed(self.words, fact);
        let number = if shared {
            FactNumber::Shared(self.numbering.shared_fact(self.words, packed))
        } else {
            FactNumber::Own(self.facts.put(packed)?)
        };
        let word = number.to_word().ok_or(Full)?;
        let met = if of_all { &mut self.resources.0 } else { &mut self.facts_met };
        met.insert(lies, (Arc::clone(fact), word));
        Ok(word)
    }

    /// The block; `Full` where it has no room for all.
    pub(super) fn finish(self) -> Result<Block, Full> {
        let (mut lists, mut list_ends) = (Vec::new(), Vec::new());
        for list in self.lists.in_order() {
            lists.extend(list);
            list_ends.push(u32::try_from(lists.len()).map_err(|_| Full)?);
        }
        let rest = Rest {
            facts: self.facts.in_order().into(),
            causes: self.causes.in_order().into(),
            pieces: self.pieces.in_order().into(),
            findings: self.findings.in_order().into(),
            lists: lists.into(),
            list_ends: list_ends.into(),
        };
        layout::block(Drafts { records: self.records, strands: self.strands.in_order() }, rest)
    }
}
