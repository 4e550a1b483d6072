//! A page: the answers of a few people, looked up by person, place and item at once.

use std::sync::Arc;

use super::{
    ItemKey, PlaceKey,
    block::{Block, Key, Micros},
};
use crate::{id::ProviderId, timeline::truth::Truth};

/// Answers of a few people.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    people: Box<[(ProviderId, Arc<Block>)]>,
    /// Open addressing by person, place and item; its length is a power of two, and never is it full.
    slots: Box<[Option<Slot>]>,
    change_at: Box<[Micros]>,
    change_to: Box<[Truth]>,
    /// The same of each person in the order of the keys, for reading all of them.
    in_order: Box<[Changes]>,
    in_order_ends: Box<[u32]>,
}

/// Where a timeline lies on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Changes {
    start: u32,
    len: u16,
    first: Truth,
}

/// Where the timeline of one person's item at one place lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    provider: ProviderId,
    place: PlaceKey,
    item: ItemKey,
    changes: Changes,
    key: u16,
    person: u8,
}

/// How people, places and items are spread: the bits of ids that were minted in a row differ in few places, so all are mixed into each.
pub(super) fn spread(provider: ProviderId) -> u64 {
    let (high, low) = provider.uuid().as_u64_pair();
    mixed(high ^ low.rotate_left(32).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

const fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    bits = (bits ^ (bits >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    bits ^ (bits >> 32)
}

fn place_of(spread: u64, place: PlaceKey, item: ItemKey) -> usize {
    let own = (u64::from(place.0) << 32 | u64::from(item.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let bits = spread.rotate_left(20) ^ own ^ (own >> 29);
    (bits ^ (bits >> 17)) as usize
}

impl Page {
    pub(super) fn of(people: Vec<(ProviderId, Arc<Block>)>) -> Self {
        let keys: usize = people.iter().map(|(_, own)| own.keys.len()).sum();
        // At most two thirds full: a search that fails ends soon.
        let size = (keys + keys / 2 + 1).next_power_of_two();
        let mut slots: Vec<Option<Slot>> = vec![None; size];
        let (mut change_at, mut change_to) = (Vec::new(), Vec::new());
        let (mut in_order, mut in_order_ends) = (Vec::with_capacity(keys), Vec::with_capacity(people.len()));
        for (person, (provider, block)) in people.iter().enumerate() {
            for (key, own) in block.keys.iter().enumerate() {
                let truth = block.truth(own);
                let (Ok(start), Ok(len)) = (u32::try_from(change_at.len()), u16::try_from(truth.changes().len()))
                else {
                    break;
                };
                let changes = Changes { start, len, first: *truth.first() };
                in_order.push(changes);
                change_at.extend(truth.changes().iter().map(|(at, _)| at.timestamp_micros()));
                change_to.extend(truth.changes().iter().map(|(_, to)| *to));
                // What finds no room is not in the register, and asked of the records.
                if let (Ok(person), Ok(key)) = (u8::try_from(person), u16::try_from(key)) {
                    let (place, item) = (own.place, own.item);
                    put(&mut slots, Slot { provider: *provider, place, item, changes, key, person });
                }
            }
            in_order_ends.push(in_order.len() as u32);
        }
        Self {
            people: people.into(),
            slots: slots.into(),
            change_at: change_at.into(),
            change_to: change_to.into(),
            in_order: in_order.into(),
            in_order_ends: in_order_ends.into(),
        }
    }

    #[inline]
    pub(super) fn slot(&self, provider: ProviderId, spread: u64, place: PlaceKey, item: ItemKey) -> Option<&Slot> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = place_of(spread, place, item) & mask;
        loop {
            match self.slots.get(at)? {
                None => return None,
                Some(slot) if slot.item == item && slot.place == place && slot.provider == provider => {
                    return Some(slot);
                }
                Some(_) => at = (at + 1) & mask,
            }
        }
    }

    /// The value at an instant, and the next change after it.
    #[inline]
    pub(super) fn read(&self, slot: &Slot, at: Micros) -> (Truth, Option<(Micros, Truth)>) {
        self.read_changes(slot.changes, at)
    }

    #[inline]
    fn read_changes(&self, changes: Changes, at: Micros) -> (Truth, Option<(Micros, Truth)>) {
        let range = changes.start as usize..changes.start as usize + usize::from(changes.len);
        let (Some(points), Some(values)) = (self.change_at.get(range.clone()), self.change_to.get(range)) else {
            return (Truth::Unknown, None);
        };
        let after = points.iter().position(|point| at < *point).unwrap_or(points.len());
        let now = after.checked_sub(1).and_then(|last| values.get(last)).copied().unwrap_or(changes.first);
        (now, points.get(after).copied().zip(values.get(after).copied()))
    }

    pub(super) fn key<'p>(&'p self, slot: &Slot) -> Option<(&'p Block, &'p Key)> {
        let (_, block) = self.people.get(usize::from(slot.person))?;
        Some((block, block.keys.get(usize::from(slot.key))?))
    }

    pub(super) fn people(&self) -> &[(ProviderId, Arc<Block>)] {
        &self.people
    }

    pub(super) fn block(&self, provider: ProviderId) -> Option<&Block> {
        self.people.iter().find(|(own, _)| *own == provider).map(|(_, block)| &**block)
    }

    /// Every key of a person with its value at an instant and the next change after it.
    pub(super) fn every(
        &self,
        provider: ProviderId,
        at: Micros,
    ) -> impl Iterator<Item = (&Key, Truth, Option<(Micros, Truth)>)> {
        let person = self.people.iter().position(|(own, _)| *own == provider);
        let keys = person.and_then(|person| self.people.get(person)).map_or(&[][..], |(_, block)| &block.keys);
        let end = person.and_then(|person| self.in_order_ends.get(person)).map_or(0, |end| *end as usize);
        // A person whose timelines find no room has fewer of them than keys: those that are there are the first.
        let start = person.and_then(|own| own.checked_sub(1)).and_then(|own| self.in_order_ends.get(own));
        let own = self.in_order.get(start.map_or(0, |start| *start as usize)..end).unwrap_or_default();
        keys.iter().zip(own).map(move |(key, changes)| {
            let (truth, next) = self.read_changes(*changes, at);
            (key, truth, next)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.people)
            + size_of_val(&*self.slots)
            + size_of_val(&*self.change_at)
            + size_of_val(&*self.change_to)
            + size_of_val(&*self.in_order)
            + size_of_val(&*self.in_order_ends)
            + self.people.iter().map(|(_, own)| own.bytes()).sum::<usize>()
    }
}

fn put(slots: &mut [Option<Slot>], slot: Slot) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = place_of(spread(slot.provider), slot.place, slot.item) & mask;
    while let Some(own) = slots.get_mut(at) {
        if own.is_none() {
            *own = Some(slot);
            return;
        }
        at = (at + 1) & mask;
    }
}
