//! One person's answers in one run of half words, so that a question touches few lines of memory.
//!
//! The run has five parts: the *slots*, by which a privilege at a site is found; the *day* of every instant at which anything changes; the
//! *minutes* of the same instants; the *odd* ones among them, which are no whole minutes, to the microsecond; and the *body*. In the body lie
//! the answers (whether, over time), the strands (a part of a rule over time), the prefixes (strands that several privileges begin with) and a
//! record of each privilege at a site. Whatever lies in the body begins at an even place, and is found by half of it.
//!
//! An answer says its minutes itself, and its place stands in the slot, so that yes or no is read without anything else. All else in the body
//! counts the person's instants: a question's own instant is ranked among them once, and after that only small numbers are compared. Where
//! nothing in a prefix changes between two instants, a row of it says which piece of each of its strands holds.

use std::sync::Arc;

use super::{
    ItemKey, PlaceKey,
    packed_fact::Micros,
    rest::Kept,
    strands::{Pieces, prefix_at},
};
use crate::timeline::truth::Truth;

/// One person's answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) run: Arc<[u16]>,
    pub(super) rest: Arc<Kept>,
    pub(super) instants: u16,
    pub(super) odd: u16,
    /// How many slots there are; never are all of them taken.
    pub(super) slots: u32,
}

/// How many half words a record has before its own strands.
pub(super) const RECORD: usize = 5;
/// How many half words a slot takes: the item (two), the place, where the record is (nowhere in a free one), and where its answer is.
pub(super) const SLOT: usize = 5;
/// How many values have room in a half word.
pub(super) const VALUES: usize = 8;
/// How many half words an odd instant takes.
pub(super) const ODD: usize = 4;
/// The first minute that stands for itself; a lesser one stands for the odd instant of that number, counted from the least.
pub(super) const WHOLE: i32 = i32::MIN + (1 << 16);
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

pub(super) const fn truth_of(bits: u16) -> Truth {
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

/// The minute of an instant that is one and has room.
pub(super) fn whole_minute(at: Micros) -> Option<i32> {
    let minute = minute_of(at);
    (minute >= WHOLE && micros_of(minute) == at).then_some(minute)
}

/// Where among so many slots the search for a privilege at a site begins.
#[inline]
pub(super) const fn spread_of(place: PlaceKey, item: ItemKey, slots: u32) -> usize {
    let bits = (((place.0 as u64) << 32) | item.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (((bits >> 32) * slots as u64) >> 32) as usize
}

#[inline]
pub(super) fn word(halves: &[u16], at: usize) -> Option<u32> {
    let [low, high] = *halves.get(at..)?.first_chunk()?;
    Some(u32::from(low) | (u32::from(high) << 16))
}

#[inline]
const fn minute_in([low, high]: [u16; 2]) -> i32 {
    (low as u32 | ((high as u32) << 16)).cast_signed()
}

impl Block {
    const fn instants(&self) -> usize {
        self.instants as usize
    }

    const fn days(&self) -> usize {
        SLOT * self.slots as usize
    }

    const fn minutes(&self) -> usize {
        self.days() + self.instants()
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
        let minute = word(&self.run, self.minutes() + 2 * usize::from(at))?.cast_signed();
        if minute < WHOLE { self.odd_instant(minute) } else { Some(micros_of(minute)) }
    }

    #[cold]
    fn odd_instant(&self, stands_for: i32) -> Option<Micros> {
        let number = usize::try_from(stands_for.checked_sub(i32::MIN)?).ok()?;
        let bits: &[u16; ODD] = self.run.get(self.odd() + ODD * number..)?.first_chunk()?;
        Some(bits.iter().rev().fold(0, |bits, half| (bits << 16) | u64::from(*half)).cast_signed())
    }

    /// The value at an instant, and the next change, of an answer some of whose instants are odd: the first value, and the changes by number.
    #[cold]
    fn read_odd(&self, values: &[u16], at: Micros) -> Option<(Truth, Option<(Micros, Truth)>)> {
        let (first, changes) = values.split_first()?;
        let begins = |own: &u16| self.instant(own >> TRUTH_BITS);
        let come = changes.iter().take_while(|own| begins(own).is_some_and(|own| own <= at)).count();
        let now = come.checked_sub(1).and_then(|last| changes.get(last)).unwrap_or(first);
        let next = changes.get(come).and_then(|own| Some((begins(own)?, truth_of(*own))));
        Some((truth_of(*now), next))
    }

    /// How many of the instants have come at an instant.
    #[inline]
    pub(super) fn rank(&self, at: Micros) -> u16 {
        let day = day_of(at);
        let days = self.run.get(self.days()..self.minutes()).unwrap_or_default();
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
        let body = self.body();
        let (before, from) = self.slots().split_at_checked(spread_of(place, item, self.slots))?;
        for part in [from, before] {
            for slot in part {
                let [low, high, at, record, _] = *slot;
                if record == 0 {
                    return None;
                }
                if (u32::from(low) | (u32::from(high) << 16), at) == (item.0, place.0) {
                    return Some(Record { body, at: 2 * usize::from(record), slot });
                }
            }
        }
        None
    }

    #[inline]
    fn slots(&self) -> &[[u16; SLOT]] {
        self.run.get(..self.days()).unwrap_or_default().as_chunks().0
    }

    /// Everything compiled, in the order of places and items.
    pub(super) fn records(&self) -> impl Iterator<Item = Record<'_>> + use<'_> {
        let (body, slots) = (self.body(), self.slots());
        let mut next = body.first().map_or(0, |own| 2 * usize::from(*own));
        std::iter::from_fn(move || {
            let [.., slot, own] = *body.get(next..)?.first_chunk::<RECORD>()?;
            let at = next;
            next = (at + RECORD + usize::from(own)).next_multiple_of(2);
            Some(Record { body, at, slot: slots.get(usize::from(slot))? })
        })
    }

    pub(super) fn list(&self, list: u32) -> &[u32] {
        self.rest.list(list).unwrap_or_default()
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        // Two counts stand before what is shared.
        let counts = 2 * 2 * size_of::<usize>();
        size_of_val(&*self.run) + self.rest.bytes() + counts
    }
}

/// What is compiled of one privilege at one site. In the body: the shape (two), the prefix, the slot, the number of own strands; then these.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    body: &'b [u16],
    at: usize,
    slot: &'b [u16; SLOT],
}

impl<'b> Record<'b> {
    #[inline]
    pub(super) const fn item(&self) -> ItemKey {
        let [low, high, ..] = *self.slot;
        ItemKey(low as u32 | ((high as u32) << 16))
    }

    #[inline]
    pub(super) const fn place(&self) -> PlaceKey {
        let [_, _, place, ..] = *self.slot;
        PlaceKey(place)
    }

    #[inline]
    fn head(&self) -> Option<(&'b [u16; RECORD], &'b [u16])> {
        self.body.get(self.at..)?.split_first_chunk()
    }

    /// What it asks, by its number.
    #[inline]
    pub(super) fn shape(&self) -> Option<u32> {
        let ([low, high, ..], _) = self.head()?;
        Some(u32::from(*low) | (u32::from(*high) << 16))
    }

    /// The value at an instant, and the next change: its instant, and the value from then on.
    #[inline]
    pub(super) fn read(&self, block: &Block, at: Micros) -> Option<(Truth, Option<(Micros, Truth)>)> {
        let [.., answer] = *self.slot;
        let (head, rest) = self.body.get(2 * usize::from(answer)..)?.split_first()?;
        let count = usize::from(head >> 1);
        if head & 1 != 0 {
            return block.read_odd(rest.get(..=count)?, at);
        }
        let (values, rest) = rest.split_at_checked(count / VALUES + 1)?;
        let (minutes, _) = rest.get(..2 * count)?.as_chunks::<2>();
        let minute = minute_of(at);
        let come =
            minutes.iter().fold(0, |count: usize, own| count.wrapping_add(usize::from(minute_in(*own) <= minute)));
        let value = |number: usize| values.get(number / VALUES).map(|own| truth_of(own >> (number % VALUES * 2)));
        let next = minutes.get(come).map(|own| micros_of(minute_in(*own)));
        let next = next.and_then(|at| Some((at, value(come.wrapping_add(1))?)));
        Some((value(come)?, next))
    }

    /// What its strands say at the rank of an instant, in the order of the rule.
    #[inline]
    pub(super) fn pieces(&self, rank: u16) -> Pieces<'b> {
        let ([_, _, prefix, _, count], rest) = self.head().unwrap_or((&[0; RECORD], &[]));
        let own = rest.get(..usize::from(*count)).unwrap_or_default();
        let (shared, row) = prefix_at(self.body, *prefix, rank).unwrap_or_default();
        Pieces { body: self.body, shared: shared.iter(), row, number: 0, own: own.iter(), rank }
    }
}
