//! One person's answers in one run of half words, so that a question touches few lines of memory.
//!
//! The run has five parts: the *day* of every instant at which anything changes; the *slots*, by which a privilege at a site is found; the
//! *minutes* of the same instants; the *odd* ones among them, which are no whole minutes, to the microsecond; and the *body*. In the body lie
//! the strands (a part of a rule over time), the prefixes (strands that several privileges begin with) and a record of each privilege at a
//! site. Whatever lies in the body begins at an even place, and is found by half of it.
//!
//! Nothing in the body says when: it counts the person's instants. A question's own instant is ranked among them once, and after that only
//! small numbers are compared.

use std::sync::Arc;

use super::{
    ItemKey, PlaceKey,
    packed_fact::{Micros, PackedFact},
};
use crate::timeline::truth::Truth;

/// One person's answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) run: Arc<[u16]>,
    pub(super) rest: Arc<Rest>,
    pub(super) instants: u16,
    pub(super) odd: u16,
    /// How many slots there are, a power of two; never are all of them taken.
    pub(super) slots: u32,
}

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

/// A finding of a strand that tells of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedFinding {
    pub(super) until: Micros,
    pub(super) requirement: u32,
    pub(super) cause: u32,
    pub(super) truth: Truth,
}

/// The piece of a strand at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// What it is worth; `None` where it has nothing to tell.
    pub(super) truth: Option<Truth>,
    /// The number of the instant at which the strand's value is another; `None` where it stays.
    pub(super) until: Option<u16>,
    /// Why, or the place in [`Rest::pieces`] of a strand that tells of several.
    pub(super) cause: u32,
    pub(super) tells_several: bool,
}

/// How many half words a record has before its changes.
pub(super) const RECORD: usize = 8;
/// How many half words an odd instant takes.
pub(super) const ODD: usize = 5;
/// Set where the length of a strand stands, of one that tells of several.
pub(super) const SEVERAL: u16 = 1 << 14;
/// The same of a strand that says until when each piece holds; of any other it is read from the pieces.
pub(super) const DATED: u16 = 1 << 15;
/// How many of a half word's bits the value takes.
pub(super) const TRUTH_BITS: u32 = 2;
/// In the place of a value where a strand has nothing to tell.
pub(super) const SILENT: u16 = 0b11;
/// Above so many instants a search looks at some of them only.
const FEW: usize = 256;

pub(super) const fn bits_of(truth: Truth) -> u16 {
    match truth {
        Truth::Unmet => 0,
        Truth::Unknown => 1,
        Truth::Met => 2,
    }
}

const fn truth_of(bits: u16) -> Truth {
    match bits & SILENT {
        0 => Truth::Unmet,
        2 => Truth::Met,
        _ => Truth::Unknown,
    }
}

/// The minute that an instant lies in; the first or the last one there is for what lies beyond.
pub(super) fn minute_of(at: Micros) -> i32 {
    let minute = at.div_euclid(60_000_000);
    i32::try_from(minute).unwrap_or(if minute < 0 { i32::MIN } else { i32::MAX })
}

pub(super) fn micros_of(minute: i32) -> Micros {
    i64::from(minute) * 60_000_000
}

/// The day that an instant lies in, as the other.
#[inline]
pub(super) fn day_of(at: Micros) -> i16 {
    let day = at.div_euclid(86_400_000_000);
    i16::try_from(day).unwrap_or(if day < 0 { i16::MIN } else { i16::MAX })
}

/// Where the search for a privilege at a site begins, and its tag.
#[inline]
pub(super) const fn spread_of(place: PlaceKey, item: ItemKey) -> (usize, u16) {
    let bits = (((place.0 as u64) << 32) | item.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((bits >> 24) as usize, (bits >> 48) as u16)
}

#[inline]
fn word(halves: &[u16], at: usize) -> Option<u32> {
    let [low, high] = *halves.get(at..)?.first_chunk()?;
    Some(u32::from(low) | (u32::from(high) << 16))
}

/// How many of some changes have come at the rank of an instant. They are few, and all are looked at: where the search would end cannot be
/// foreseen, and waiting for that costs more.
#[inline]
fn come(changes: &[u16], rank: u16) -> usize {
    changes.iter().fold(0, |count: usize, own| count.wrapping_add(usize::from(own >> TRUTH_BITS <= rank)))
}

impl Block {
    const fn instants(&self) -> usize {
        self.instants as usize
    }

    const fn minutes(&self) -> usize {
        self.instants as usize + 2 * self.slots as usize
    }

    const fn odd(&self) -> usize {
        self.minutes() + 2 * self.instants as usize
    }

    #[inline]
    fn body(&self) -> &[u16] {
        self.run.get(self.odd() + ODD * usize::from(self.odd)..).unwrap_or_default()
    }

    /// An instant by its number, from 1.
    #[inline]
    pub(super) fn instant(&self, number: u16) -> Option<Micros> {
        let at = number.checked_sub(1).filter(|at| *at < self.instants)?;
        if self.odd > 0
            && let Some(odd) = self.odd_instant(at)
        {
            return Some(odd);
        }
        Some(micros_of(word(&self.run, self.minutes() + 2 * usize::from(at))?.cast_signed()))
    }

    fn odd_instant(&self, at: u16) -> Option<Micros> {
        let start = self.odd();
        let (odd, _) = self.run.get(start..start + ODD * usize::from(self.odd))?.as_chunks::<ODD>();
        let found = odd.binary_search_by_key(&at, |[own, ..]| *own).ok()?;
        let [_, bits @ ..] = odd.get(found)?;
        Some(bits.iter().rev().fold(0, |bits, half| (bits << 16) | u64::from(*half)).cast_signed())
    }

    /// How many of the instants have come at an instant.
    #[inline]
    pub(super) fn rank(&self, at: Micros) -> u16 {
        let day = day_of(at);
        let days = self.run.get(..self.instants()).unwrap_or_default();
        let mut rank = if days.len() > FEW {
            days.partition_point(|own| own.cast_signed() <= day) as u16
        } else {
            // All of them are looked at: nothing waits for the outcome of a comparison.
            days.iter().fold(0, |count: u16, own| count.wrapping_add(u16::from(own.cast_signed() <= day)))
        };
        // Of those on the same day the later ones have not come.
        while let Some(last) = rank.checked_sub(1)
            && days.get(usize::from(last)).is_some_and(|own| own.cast_signed() == day)
            && self.instant(rank).is_some_and(|own| own > at)
        {
            rank = last;
        }
        rank
    }

    /// What is compiled of a privilege at a site.
    #[inline]
    pub(super) fn find(&self, place: PlaceKey, item: ItemKey) -> Option<Record<'_>> {
        let (start, tag) = spread_of(place, item);
        let slots = self.run.get(self.instants()..self.minutes())?;
        let body = self.body();
        let mask = (self.slots as usize).wrapping_sub(1);
        let mut at = start & mask;
        loop {
            let [own, found] = *slots.get(2 * at..)?.first_chunk()?;
            if found == 0 {
                return None;
            }
            if own == tag {
                let record = Record::at(body, found)?;
                if record.item() == item && record.place() == place {
                    return Some(record);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// Everything compiled, in the order of places and items.
    pub(super) fn records(&self) -> impl Iterator<Item = Record<'_>> + use<'_> {
        let body = self.body();
        let mut next = body.first().copied();
        std::iter::from_fn(move || {
            let record = Record::at(body, next?)?;
            next = u16::try_from(record.end().div_ceil(2)).ok();
            Some(record)
        })
    }

    pub(super) fn list(&self, list: u32) -> &[u32] {
        let at = list as usize;
        let start = at.checked_sub(1).and_then(|before| self.rest.list_ends.get(before)).copied().unwrap_or(0);
        let end = self.rest.list_ends.get(at).copied().unwrap_or(start);
        self.rest.lists.get(start as usize..end as usize).unwrap_or_default()
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let rest = &self.rest;
        // Two counts stand before what is shared.
        let counts = 2 * 2 * size_of::<usize>();
        size_of_val(&*self.run)
            + size_of::<Rest>()
            + size_of_val(&*rest.facts)
            + size_of_val(&*rest.causes)
            + size_of_val(&*rest.pieces)
            + size_of_val(&*rest.findings)
            + size_of_val(&*rest.lists)
            + size_of_val(&*rest.list_ends)
            + counts
    }
}

/// What is compiled of one privilege at one site: the item (two), the place, the shape (two), the number of changes with the first value, the
/// prefix, the number of own strands; then the changes and the own strands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    body: &'b [u16],
    at: usize,
    head: &'b [u16; RECORD],
}

impl<'b> Record<'b> {
    #[inline]
    fn at(body: &'b [u16], half: u16) -> Option<Self> {
        let at = 2 * usize::from(half);
        Some(Self { body, at, head: body.get(at..)?.first_chunk()? })
    }

    #[inline]
    pub(super) const fn item(&self) -> ItemKey {
        let [low, high, ..] = *self.head;
        ItemKey(low as u32 | ((high as u32) << 16))
    }

    #[inline]
    pub(super) const fn place(&self) -> PlaceKey {
        let [_, _, place, ..] = *self.head;
        PlaceKey(place)
    }

    pub(super) const fn shape(&self) -> u32 {
        let [_, _, _, low, high, ..] = *self.head;
        low as u32 | ((high as u32) << 16)
    }

    /// Where the changes, the own strands and the next record begin.
    #[inline]
    const fn places(&self) -> (usize, usize, usize) {
        let [.., changes, _, own] = *self.head;
        let start = self.at + RECORD;
        let strands = start + (changes >> TRUTH_BITS) as usize;
        (start, strands, strands + own as usize)
    }

    const fn end(&self) -> usize {
        self.places().2
    }

    /// The value at the rank of an instant, and the next change: the number of its instant, and the value from then on.
    #[inline]
    pub(super) fn read(&self, rank: u16) -> (Truth, Option<(u16, Truth)>) {
        let [.., first, _, _] = *self.head;
        let (start, end, _) = self.places();
        let changes = self.body.get(start..end).unwrap_or_default();
        let come = come(changes, rank);
        let now = come.checked_sub(1).and_then(|last| changes.get(last)).unwrap_or(&first);
        let next = changes.get(come).map(|own| (own >> TRUTH_BITS, truth_of(*own)));
        (truth_of(*now), next)
    }

    /// Its strands in the order of the rule.
    #[inline]
    pub(super) fn strands(&self) -> Strands<'b> {
        let [.., prefix, _] = *self.head;
        let (_, start, end) = self.places();
        let shared = self.body.get(2 * usize::from(prefix)..).and_then(<[u16]>::split_first);
        let shared = shared.and_then(|(len, rest)| rest.get(..usize::from(*len))).unwrap_or_default();
        let own = self.body.get(start..end).unwrap_or_default();
        Strands { body: self.body, at: shared.iter().chain(own) }
    }
}

/// The strands of a record.
#[derive(Debug, Clone)]
pub(super) struct Strands<'b> {
    body: &'b [u16],
    at: std::iter::Chain<std::slice::Iter<'b, u16>, std::slice::Iter<'b, u16>>,
}

impl<'b> Iterator for Strands<'b> {
    type Item = Strand<'b>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let at = 2 * usize::from(*self.at.next()?);
        Some(Strand { own: self.body.get(at..)? })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.at.size_hint()
    }
}

/// A part of a rule over time: how many pieces it has; the instant of each, with the value from then on; why, of each (two).
#[derive(Debug, Clone, Copy)]
pub(super) struct Strand<'b> {
    own: &'b [u16],
}

impl Strand<'_> {
    /// The piece at the rank of an instant.
    #[inline]
    pub(super) fn piece(&self, rank: u16) -> Option<Piece> {
        let (first, rest) = self.own.split_first()?;
        let len = usize::from(first & (SEVERAL - 1));
        let (pieces, rest) = rest.split_at_checked(len)?;
        let (causes, dates) = rest.split_at_checked(2 * len)?;
        let now = come(pieces, rank).checked_sub(1)?;
        let value = *pieces.get(now)? & SILENT;
        let later = pieces.get(now + 1..).unwrap_or_default();
        let mut until = later.iter().find(|own| **own & SILENT != value).map(|own| own >> TRUTH_BITS);
        if first & DATED != 0 {
            until = dates.get(now).copied().filter(|number| *number != 0);
        }
        let truth = (value != SILENT).then_some(truth_of(value));
        Some(Piece { truth, until, cause: word(causes, 2 * now)?, tells_several: first & SEVERAL != 0 })
    }
}
