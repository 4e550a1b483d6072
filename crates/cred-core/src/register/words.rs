//! What many people's answers share, numbered: texts, requirements, the records of a house. Numbers are only ever added, so that a register
//! of an earlier position reads its own with a later one's words.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use uuid::Uuid;

use super::packed_fact::PackedFact;
use crate::{
    evidence::source::Method,
    timeline::finding::{Fact, FactKind, Requirement},
};

/// Stands for no number.
pub(super) const NONE: u32 = u32::MAX;

/// What the numbers stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    texts: Vec<Arc<str>>,
    requirements: Vec<Arc<Requirement>>,
    labels: Vec<Label>,
    facts: Vec<PackedFact>,
    shapes: Vec<Shape>,
}

/// What several facts are told with alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) kind: FactKind,
    pub(super) text: u32,
    pub(super) source: u32,
    /// Its place in [`Method::ALL`].
    pub(super) method: Option<u8>,
    /// Of a minted id what stands before its bits; of any other [`NONE`], and then its text has a number.
    pub(super) prefix: u32,
    pub(super) spans: Spans,
}

/// What the two ends of a fact are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spans {
    Nothing,
    Dates,
    Instants,
}

/// What a privilege at a site asks, in the order of the rule: for each strand the number of its requirement, [`NONE`] where the strand tells
/// of several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub(super) requirements: Arc<[u32]>,
    /// Whether two of its strands may find the same.
    pub(super) may_repeat: bool,
}

impl Words {
    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |own| own)
    }

    pub(super) fn requirement(&self, number: u32) -> Option<&Arc<Requirement>> {
        self.requirements.get(number as usize)
    }

    pub(super) fn shape(&self, number: u32) -> Option<&Shape> {
        self.shapes.get(number as usize)
    }

    pub(super) fn shared_fact(&self, number: u32) -> Option<&PackedFact> {
        self.facts.get(number as usize)
    }

    /// A fact as it is told.
    pub(super) fn fact(&self, packed: &PackedFact) -> Option<Fact> {
        let label = self.labels.get(packed.label as usize)?;
        let id = match label.prefix {
            NONE => self.text(packed.id_number()).to_owned(),
            prefix => format!("{}_{}", self.text(prefix), Uuid::from_bytes(packed.id).simple()),
        };
        Some(Fact {
            kind: label.kind,
            id,
            label: self.text(label.text).to_owned(),
            source: (label.source != NONE).then(|| self.text(label.source).to_owned()),
            method: label.method.and_then(|own| Method::ALL.get(usize::from(own))).map(|own| own.word()),
            verified_on: packed.verified_on,
            span: packed.span(label.spans),
        })
    }

    /// How many bytes the numbering takes, the texts themselves included.
    pub(super) fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|own| own.len() + 16).sum();
        let told = self.requirements.iter();
        let told: usize =
            told.map(|own| size_of::<Requirement>() + 16 + own.asks.capacity() + own.citation.capacity()).sum();
        let shapes: usize = self.shapes.iter().map(|own| 4 * own.requirements.len() + 16).sum();
        texts
            + told
            + shapes
            + self.texts.capacity() * size_of::<Arc<str>>()
            + self.requirements.capacity() * size_of::<Arc<Requirement>>()
            + self.labels.capacity() * size_of::<Label>()
            + self.facts.capacity() * size_of::<PackedFact>()
            + self.shapes.capacity() * size_of::<Shape>()
    }
}

/// Gives the numbers.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    texts: BTreeMap<Arc<str>, u32>,
    requirements: BTreeMap<Arc<Requirement>, u32>,
    labels: BTreeMap<Label, u32>,
    facts: BTreeMap<PackedFact, u32>,
    shapes: BTreeMap<Shape, u32>,
}

/// The number of a value, a new one where it has none; the words are copied only where a reader still holds them.
fn number<T: Ord + Clone>(known: &mut BTreeMap<T, u32>, value: T, keep: impl FnOnce(T) -> usize) -> u32 {
    if let Some(own) = known.get(&value) {
        return *own;
    }
    let own = u32::try_from(keep(value.clone())).unwrap_or(NONE);
    known.insert(value, own);
    own
}

fn put<T>(into: &mut Vec<T>, value: T) -> usize {
    into.push(value);
    into.len().saturating_sub(1)
}

impl Numbering {
    pub(super) fn text(&mut self, words: &mut Arc<Words>, text: &str) -> u32 {
        if let Some(own) = self.texts.get(text) {
            return *own;
        }
        number(&mut self.texts, Arc::from(text), |own| put(&mut Arc::make_mut(words).texts, own))
    }

    pub(super) fn requirement(&mut self, words: &mut Arc<Words>, own: &Arc<Requirement>) -> u32 {
        number(&mut self.requirements, Arc::clone(own), |own| put(&mut Arc::make_mut(words).requirements, own))
    }

    pub(super) fn shape(&mut self, words: &mut Arc<Words>, requirements: &[u32]) -> u32 {
        let told = |at: usize, own: &u32| *own == NONE || requirements.iter().take(at).any(|other| other == own);
        let may_repeat = requirements.iter().enumerate().any(|(at, own)| told(at, own));
        let shape = Shape { requirements: Arc::from(requirements), may_repeat };
        number(&mut self.shapes, shape, |own| put(&mut Arc::make_mut(words).shapes, own))
    }

    pub(super) fn shared_fact(&mut self, words: &mut Arc<Words>, fact: PackedFact) -> u32 {
        number(&mut self.facts, fact, |own| put(&mut Arc::make_mut(words).facts, own))
    }

    /// A fact in numbers.
    pub(super) fn packed(&mut self, words: &mut Arc<Words>, fact: &Fact) -> PackedFact {
        let minted = fact.id.split_once('_').and_then(|(prefix, bits)| {
            // As it is written: another way to write the same bits would be told as this one.
            let plain = bits.len() == 32 && bits.bytes().all(|own| matches!(own, b'0'..=b'9' | b'a'..=b'f'));
            Some((prefix, Uuid::try_parse(bits).ok().filter(|_| plain)?.into_bytes()))
        });
        let (prefix, id) = match minted {
            Some((prefix, bits)) => (self.text(words, prefix), bits),
            None => (NONE, PackedFact::id_of_number(self.text(words, &fact.id))),
        };
        let method = fact.method.and_then(|word| Method::ALL.iter().position(|own| own.word() == word));
        let (spans, from, to) = PackedFact::ends(fact.span);
        let label = Label {
            kind: fact.kind,
            text: self.text(words, &fact.label),
            source: fact.source.as_ref().map_or(NONE, |source| self.text(words, source)),
            method: method.and_then(|own| u8::try_from(own).ok()),
            prefix,
            spans,
        };
        let label = number(&mut self.labels, label, |own| put(&mut Arc::make_mut(words).labels, own));
        let verified_on: Option<NaiveDate> = fact.verified_on;
        PackedFact { id, from, to, verified_on, label }
    }
}
