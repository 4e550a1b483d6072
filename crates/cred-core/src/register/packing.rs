//! Packs what was evaluated into a block. Everything that is equal stands once: strands, lists, findings, facts, texts.

use std::{collections::BTreeMap, collections::BTreeSet, sync::Arc};

use super::{
    ItemKey, PlaceKey,
    block::{Block, Key, Micros, PackedFact, PackedFinding, PackedId, PackedSpan, Piece},
};
use crate::{
    evidence::source::Method,
    time::Instant,
    timeline::{
        evaluation::Evaluation,
        finding::{Fact, Finding, Requirement},
        truth::Truth,
    },
};

/// Texts and requirements that many people's answers share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    texts: BTreeSet<Arc<str>>,
    requirements: BTreeSet<Arc<Requirement>>,
}

impl Shared {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(own) = self.texts.get(text) {
            return Arc::clone(own);
        }
        let own: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&own));
        own
    }

    fn requirement(&mut self, requirement: &Arc<Requirement>) -> Arc<Requirement> {
        if let Some(own) = self.requirements.get(requirement) {
            return Arc::clone(own);
        }
        self.requirements.insert(Arc::clone(requirement));
        Arc::clone(requirement)
    }

    /// Lets go of what no block uses any longer.
    pub(super) fn tidy(&mut self) {
        self.texts.retain(|own| Arc::strong_count(own) > 1);
        self.requirements.retain(|own| Arc::strong_count(own) > 1);
    }
}

/// More of something than a block has room for; what it would hold is asked of the records instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// One kind of thing, each once, in the order of its first use.
#[derive(Debug)]
struct Pool<T>(BTreeMap<T, u16>);

impl<T: Ord> Pool<T> {
    const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn put(&mut self, value: T) -> Result<u16, Full> {
        let next = u16::try_from(self.0.len()).map_err(|_| Full)?;
        Ok(*self.0.entry(value).or_insert(next))
    }

    fn in_order(self) -> Vec<T> {
        let mut all: Vec<(u16, T)> = self.0.into_iter().map(|(value, at)| (at, value)).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, value)| value).collect()
    }
}

/// A block in the making.
#[derive(Debug)]
pub(super) struct Packing<'s> {
    shared: &'s mut Shared,
    keys: Vec<(PlaceKey, ItemKey, Vec<u16>)>,
    strands: Pool<Vec<(Micros, Piece)>>,
    lists: Pool<Vec<u16>>,
    findings: Pool<PackedFinding>,
    requirements: Pool<Arc<Requirement>>,
    facts: Pool<PackedFact>,
    strings: Pool<Arc<str>>,
    /// The parts met so far, by where they lie: a part that several rules share is packed once.
    parts: BTreeMap<usize, (Arc<Evaluation>, u16)>,
}

impl<'s> Packing<'s> {
    pub(super) const fn new(shared: &'s mut Shared) -> Self {
        Self {
            shared,
            keys: Vec::new(),
            strands: Pool::new(),
            lists: Pool::new(),
            findings: Pool::new(),
            requirements: Pool::new(),
            facts: Pool::new(),
            strings: Pool::new(),
            parts: BTreeMap::new(),
        }
    }

    /// Adds one privilege at one site by the parts of its rule.
    pub(super) fn add(&mut self, place: PlaceKey, item: ItemKey, parts: &[Arc<Evaluation>]) -> Result<(), Full> {
        let mut strands = Vec::with_capacity(parts.len());
        for part in parts {
            let lies = Arc::as_ptr(part).addr();
            let strand = match self.parts.get(&lies) {
                Some((_, strand)) => *strand,
                None => {
                    let strand = self.strand(part)?;
                    self.parts.insert(lies, (Arc::clone(part), strand));
                    strand
                }
            };
            strands.push(strand);
        }
        self.keys.push((place, item, strands));
        Ok(())
    }

    fn strand(&mut self, part: &Evaluation) -> Result<u16, Full> {
        let mut pieces: Vec<(Micros, Piece)> = Vec::new();
        let points = part.change_points();
        let before = Instant::MIN_UTC;
        for (from, at) in
            std::iter::once((Micros::MIN, before)).chain(points.iter().map(|at| (at.timestamp_micros(), *at)))
        {
            let piece = self.piece(part, at)?;
            if pieces.last().is_none_or(|(_, last)| *last != piece) {
                pieces.push((from, piece));
            }
        }
        self.strands.put(pieces)
    }

    fn piece(&mut self, part: &Evaluation, at: Instant) -> Result<Piece, Full> {
        let truth = part.at(at);
        let because = self.list_of(&part.deciding(at))?;
        let missing = match truth {
            Truth::Met => self.lists.put(Vec::new())?,
            Truth::Unknown | Truth::Unmet => self.list_of(&part.missing(at))?,
        };
        Ok(Piece { truth, because, missing })
    }

    fn list_of(&mut self, findings: &[Finding]) -> Result<u16, Full> {
        let mut list = Vec::with_capacity(findings.len());
        for finding in findings {
            list.push(self.finding(finding)?);
        }
        self.lists.put(list)
    }

    fn finding(&mut self, finding: &Finding) -> Result<u16, Full> {
        let requirement = self.requirements.put(self.shared.requirement(&finding.requirement))?;
        let mut facts = Vec::with_capacity(finding.cause.facts.len());
        for fact in &finding.cause.facts {
            facts.push(self.fact(fact)?);
        }
        let mut conditions = Vec::with_capacity(finding.cause.conditions.len());
        for condition in &finding.cause.conditions {
            conditions.push(self.text(condition)?);
        }
        let packed = PackedFinding {
            until: finding.until.map_or(Micros::MAX, |at| at.timestamp_micros()),
            requirement,
            facts: self.lists.put(facts)?,
            conditions: self.lists.put(conditions)?,
            reason: finding.cause.reason,
            truth: finding.cause.truth,
        };
        self.findings.put(packed)
    }

    fn fact(&mut self, fact: &Fact) -> Result<u16, Full> {
        let minted = fact.id.split_once('_').and_then(|(prefix, bits)| {
            let bits = uuid::Uuid::try_parse(bits).ok().filter(|own| own.simple().to_string() == bits)?;
            Some((prefix.to_owned(), bits.into_bytes()))
        });
        let id = match minted {
            Some((prefix, bits)) => PackedId::Minted(self.text(&prefix)?, bits),
            None => PackedId::Text(self.text(&fact.id)?),
        };
        let method = fact.method.and_then(|word| Method::ALL.iter().position(|own| own.word() == word));
        let source = match &fact.source {
            Some(source) => Some(self.text(source)?),
            None => None,
        };
        let packed = PackedFact {
            id,
            span: fact.span.map(PackedSpan::of),
            verified_on: fact.verified_on,
            method: method.and_then(|own| u8::try_from(own).ok()),
            source,
            label: self.text(&fact.label)?,
            kind: fact.kind,
        };
        self.facts.put(packed)
    }

    fn text(&mut self, text: &str) -> Result<u16, Full> {
        let text = self.shared.text(text);
        self.strings.put(text)
    }

    pub(super) fn finish(mut self) -> Block {
        self.keys.sort();
        let mut block = Block::default();
        let (mut keys, mut key_strands) = (Vec::new(), Vec::new());
        for (place, item, strands) in self.keys {
            let start = key_strands.len() as u32;
            key_strands.extend(strands);
            keys.push(Key { place, item, strands: start, strands_end: key_strands.len() as u32 });
        }
        let (mut strand_ends, mut piece_from, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
        for strand in self.strands.in_order() {
            for (from, piece) in strand {
                piece_from.push(from);
                pieces.push(piece);
            }
            strand_ends.push(pieces.len() as u32);
        }
        let (mut lists, mut list_ends) = (Vec::new(), Vec::new());
        for list in self.lists.in_order() {
            lists.extend(list);
            list_ends.push(lists.len() as u32);
        }
        block.keys = keys.into();
        block.key_strands = key_strands.into();
        block.strand_ends = strand_ends.into();
        block.piece_from = piece_from.into();
        block.pieces = pieces.into();
        block.lists = lists.into();
        block.list_ends = list_ends.into();
        block.findings = self.findings.in_order().into();
        block.requirements = self.requirements.in_order().into();
        block.facts = self.facts.in_order().into();
        block.strings = self.strings.in_order().into();
        block
    }
}
