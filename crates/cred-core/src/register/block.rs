//! One person's compiled answers, packed: each part of each rule stands once, however many privileges rest on it.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate};
use uuid::Uuid;

use super::{ItemKey, PlaceKey};
use crate::{
    evidence::source::Method,
    time::{Instant, partial_date::PartialDate},
    timeline::{
        Timeline,
        finding::{Fact, FactKind, FactSpan, FindingReason, Requirement},
        truth::Truth,
    },
};

/// An instant as the microseconds that it is made of. `MIN` stands for the beginning of all time.
pub(super) type Micros = i64;

/// One person's answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) keys: Box<[Key]>,
    /// The strands of every key, one after the other.
    pub(super) key_strands: Box<[u16]>,
    /// Where the pieces of each strand end.
    pub(super) strand_ends: Box<[u32]>,
    /// From when each piece holds.
    pub(super) piece_from: Box<[Micros]>,
    pub(super) pieces: Box<[Piece]>,
    /// Lists of findings, of facts and of conditions, one after the other, and where each ends.
    pub(super) lists: Box<[u16]>,
    pub(super) list_ends: Box<[u32]>,
    pub(super) findings: Box<[PackedFinding]>,
    pub(super) requirements: Box<[Arc<Requirement>]>,
    pub(super) facts: Box<[PackedFact]>,
    pub(super) strings: Box<[Arc<str>]>,
}

/// One privilege at one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) place: PlaceKey,
    pub(super) item: ItemKey,
    pub(super) strands: u32,
    pub(super) strands_end: u32,
}

/// What a part of a rule is worth from an instant on, with the findings that decide it, and those that stand in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    pub(super) truth: Truth,
    pub(super) because: u16,
    pub(super) missing: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedFinding {
    pub(super) until: Micros,
    pub(super) requirement: u16,
    pub(super) facts: u16,
    pub(super) conditions: u16,
    pub(super) reason: FindingReason,
    pub(super) truth: Truth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedFact {
    pub(super) id: PackedId,
    pub(super) span: Option<PackedSpan>,
    pub(super) verified_on: Option<NaiveDate>,
    /// Its place in [`Method::ALL`].
    pub(super) method: Option<u8>,
    pub(super) source: Option<u16>,
    pub(super) label: u16,
    pub(super) kind: FactKind,
}

/// An id of a record: minted ones as their prefix and their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PackedId {
    Minted(u16, [u8; 16]),
    Text(u16),
}

impl Block {
    /// The pieces of a strand: from when each holds, and what it is.
    pub(super) fn strand(&self, strand: u16) -> Option<(&[Micros], &[Piece])> {
        let at = usize::from(strand);
        let end = *self.strand_ends.get(at)? as usize;
        let start = match at.checked_sub(1) {
            Some(before) => *self.strand_ends.get(before)? as usize,
            None => 0,
        };
        Some((self.piece_from.get(start..end)?, self.pieces.get(start..end)?))
    }

    /// What a strand is worth at an instant.
    pub(super) fn piece(&self, strand: u16, at: Micros) -> Option<Piece> {
        let (from, pieces) = self.strand(strand)?;
        // A strand has a handful of pieces, so a scan is the fastest search.
        let after = from.iter().position(|start| at < *start).unwrap_or(from.len());
        pieces.get(after.checked_sub(1)?).copied()
    }

    /// The whole rule of a key over time: all of its strands.
    pub(super) fn truth(&self, key: &Key) -> Timeline<Truth> {
        let strands = self.strands_of(key).iter().filter_map(|strand| self.strand(*strand));
        let timelines: Vec<Timeline<Truth>> = strands
            .map(|(from, pieces)| {
                let later = from.iter().zip(pieces).skip(1);
                let later = later.filter_map(|(from, piece)| Some((instant(*from)?, piece.truth))).collect();
                Timeline::from_changes(pieces.first().map_or(Truth::Unknown, |own| own.truth), later)
            })
            .collect();
        Timeline::all(&timelines)
    }

    pub(super) fn strands_of(&self, key: &Key) -> &[u16] {
        self.key_strands.get(key.strands as usize..key.strands_end as usize).unwrap_or_default()
    }

    pub(super) fn list(&self, list: u16) -> &[u16] {
        let at = usize::from(list);
        let start = at.checked_sub(1).and_then(|before| self.list_ends.get(before)).copied().unwrap_or(0);
        let end = self.list_ends.get(at).copied().unwrap_or(start);
        self.lists.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn string(&self, string: u16) -> &str {
        self.strings.get(usize::from(string)).map_or("", |own| own)
    }

    pub(super) fn fact(&self, packed: &PackedFact) -> Fact {
        let id = match packed.id {
            PackedId::Minted(prefix, bits) => format!("{}_{}", self.string(prefix), Uuid::from_bytes(bits).simple()),
            PackedId::Text(text) => self.string(text).to_owned(),
        };
        Fact {
            kind: packed.kind,
            id,
            label: self.string(packed.label).to_owned(),
            source: packed.source.map(|own| self.string(own).to_owned()),
            method: packed.method.and_then(|own| Method::ALL.get(usize::from(own))).map(|own| own.word()),
            verified_on: packed.verified_on,
            span: packed.span.map(PackedSpan::unpacked),
        }
    }

    /// How many bytes it takes, shared texts aside.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.keys)
            + size_of_val(&*self.key_strands)
            + size_of_val(&*self.strand_ends)
            + size_of_val(&*self.piece_from)
            + size_of_val(&*self.pieces)
            + size_of_val(&*self.lists)
            + size_of_val(&*self.list_ends)
            + size_of_val(&*self.findings)
            + size_of_val(&*self.requirements)
            + size_of_val(&*self.facts)
            + size_of_val(&*self.strings)
    }
}

/// From when to when a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PackedSpan {
    Dates(Option<PackedDate>, Option<PackedDate>),
    Instants(Micros, Micros),
}

/// A date of which the day, or the month and the day, may not be known: those are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedDate(i32, u8, u8);

impl PackedSpan {
    pub(super) fn of(span: FactSpan) -> Self {
        match span {
            FactSpan::Dates { from, to } => Self::Dates(from.map(PackedDate::of), to.map(PackedDate::of)),
            FactSpan::Instants { from, to } => {
                Self::Instants(from.timestamp_micros(), to.map_or(Micros::MAX, |to| to.timestamp_micros()))
            }
        }
    }

    fn unpacked(self) -> FactSpan {
        match self {
            Self::Dates(from, to) => {
                FactSpan::Dates { from: from.and_then(PackedDate::unpacked), to: to.and_then(PackedDate::unpacked) }
            }
            Self::Instants(from, to) => {
                FactSpan::Instants { from: instant(from).unwrap_or(Instant::MIN_UTC), to: instant(to) }
            }
        }
    }
}

impl PackedDate {
    fn of(date: PartialDate) -> Self {
        match date {
            PartialDate::Day(day) => Self(day.year(), day.month() as u8, day.day() as u8),
            PartialDate::Month(year, month) => Self(year, month as u8, 0),
            PartialDate::Year(year) => Self(year, 0, 0),
        }
    }

    fn unpacked(self) -> Option<PartialDate> {
        Some(match self {
            Self(year, 0, _) => PartialDate::Year(year),
            Self(year, month, 0) => PartialDate::Month(year, month.into()),
            Self(year, month, day) => PartialDate::Day(NaiveDate::from_ymd_opt(year, month.into(), day.into())?),
        })
    }
}

/// The instant of so many microseconds; `None` for the end of all time.
pub(super) fn instant(micros: Micros) -> Option<Instant> {
    if micros == Micros::MAX { None } else { DateTime::from_timestamp_micros(micros) }
}
