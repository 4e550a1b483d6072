//! The register: everybody's answers, compiled from the records, to be read in a moment.
//!
//! For every privilege that somebody holds or held at a site it keeps the timeline of the answer, and the parts of the rule that decide it
//! at each instant. It answers questions that say nothing of the patient; for every other question, and about whoever has nothing on record
//! there, it answers nothing, and the records are asked ([`crate::exercise::answer::ask`]). It never guesses.
//!
//! A [`Registrar`](registrar::Registrar) builds it and keeps it up to date. A register is a value: it shares what did not change with those
//! before it, so that a reader keeps one consistent position for as long as it likes while the next one is being made.

mod block;
mod cause;
mod layout;
mod packed_fact;
mod packing;
pub mod published;
pub mod reading;
pub mod registrar;
mod rest;
mod strands;
pub mod touched;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    exercise::question::{Question, What},
    id::{FacilityId, ItemId, ProviderId, SiteId},
    time::{Instant, period::Period},
    timeline::truth::Truth,
};
use block::{Block, Record};
use reading::{Reading, Verdict};
use words::Words;

/// A site of a facility, as this register counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceKey(u16);

/// A privilege of a facility, as this register counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey(u32);

/// Which places and items there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Names {
    places: BTreeMap<(FacilityId, SiteId), PlaceKey>,
    items: BTreeMap<(FacilityId, ItemId), ItemKey>,
    place_names: Vec<(FacilityId, SiteId)>,
    item_names: Vec<(FacilityId, ItemId)>,
}

/// One person on a page.
#[derive(Debug, Clone)]
struct Person {
    provider: ProviderId,
    block: Block,
}

/// How people are spread over the pages: the bits of ids that were minted in a row differ in few places, so all are mixed into each.
fn spread(provider: ProviderId) -> u64 {
    let mixed = |bits: u64| (bits ^ (bits >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let (high, low) = provider.uuid().as_u64_pair();
    let bits = mixed(mixed(high ^ low.rotate_left(32).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    bits ^ (bits >> 32)
}

/// Everybody's answers at one position of the history.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// A few people each, by their ids; how many there are is a power of two.
    pages: Vec<Arc<[Person]>>,
    people: usize,
    /// Who has something at each place.
    at_places: Vec<Arc<Vec<ProviderId>>>,
    names: Arc<Names>,
    words: Arc<Words>,
    position: u64,
}

impl Register {
    /// The position in the history that it stands at: the sequence number of the last event that it knows. A token for "at least as new as".
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Whether it is at least as new as a position that somebody saw.
    #[must_use]
    pub const fn is_at_least(&self, position: u64) -> bool {
        position <= self.position
    }

    /// How many people have answers here.
    #[must_use]
    pub const fn people(&self) -> usize {
        self.people
    }

    /// The key of a site, to ask by.
    #[must_use]
    pub fn place(&self, facility: &FacilityId, site: &SiteId) -> Option<PlaceKey> {
        self.names.places.get(&(facility.clone(), site.clone())).copied()
    }

    /// The key of a privilege, to ask by.
    #[must_use]
    pub fn item(&self, facility: &FacilityId, item: &ItemId) -> Option<ItemKey> {
        self.names.items.get(&(facility.clone(), item.clone())).copied()
    }

    /// The privilege of a key.
    #[must_use]
    pub fn item_of(&self, key: ItemKey) -> Option<(&FacilityId, &ItemId)> {
        self.names.item_names.get(key.0 as usize).map(|(facility, item)| (facility, item))
    }

    /// The site of a key.
    #[must_use]
    pub fn place_of(&self, key: PlaceKey) -> Option<(&FacilityId, &SiteId)> {
        self.names.place_names.get(usize::from(key.0)).map(|(facility, site)| (facility, site))
    }

    #[inline]
    fn block(&self, provider: ProviderId) -> Option<&Block> {
        let at = spread(provider) as usize & self.pages.len().wrapping_sub(1);
        self.pages.get(at)?.iter().find(|own| own.provider == provider).map(|own| &own.block)
    }

    /// Yes, no or unknown at an instant, and until when; `None` where nothing is compiled: ask the records.
    #[must_use]
    #[inline]
    pub fn verdict(&self, provider: ProviderId, item: ItemKey, place: PlaceKey, at: Instant) -> Option<Verdict> {
        let block = self.block(provider)?;
        Verdict::of(block, &block.find(place, item)?, at.timestamp_micros())
    }

    /// The answer at an instant with its reasons; `None` where nothing is compiled: ask the records.
    #[inline]
    pub fn read(&self, provider: ProviderId, item: ItemKey, place: PlaceKey, at: Instant) -> Option<Reading<'_>> {
        let block = self.block(provider)?;
        let at = at.timestamp_micros();
        let (record, rank) = (block.find(place, item)?, block.rank(at));
        let verdict = Verdict::of(block, &record, at)?;
        Some(Reading { words: &self.words, block, record, rank, verdict })
    }

    /// The answer to a question about a privilege that says nothing of the patient; `None` for every other one, and where nothing is compiled:
    /// ask the records.
    pub fn ask(&self, question: &Question) -> Option<Reading<'_>> {
        let Question { provider, what, facility, site, at, .. } = question;
        let What::Privilege(item) = what else { return None };
        let plain = Question::new(*provider, what.clone(), facility.clone(), site.clone(), *at);
        if plain != *question {
            return None;
        }
        self.read(*provider, self.item(facility, item)?, self.place(facility, site)?, *at)
    }

    /// The least value over a whole period, and the first instant within it at which the value is another than at its start; `None` where
    /// nothing is compiled. A period without an end lasts for ever.
    #[must_use]
    pub fn throughout(
        &self,
        provider: ProviderId,
        item: ItemKey,
        place: PlaceKey,
        period: Period,
    ) -> Option<(Truth, Option<Instant>)> {
        let first = self.verdict(provider, item, place, period.start())?;
        let inside = |at: &Instant| period.contains(*at);
        let change = first.until().map(|(at, _)| at).filter(inside);
        let (mut least, mut next) = (first.truth, first.until());
        while let Some((at, truth)) = next.filter(|(at, _)| inside(at)) {
            least = least.min(truth);
            next = self.verdict(provider, item, place, at)?.until();
        }
        Some((least, change))
    }

    /// What one person has on record anywhere, in the order of places and items, with the verdict at an instant.
    pub fn of_provider(
        &self,
        provider: ProviderId,
        at: Instant,
    ) -> impl Iterator<Item = (PlaceKey, ItemKey, Verdict)> + '_ {
        self.block(provider).into_iter().flat_map(move |block| {
            let told = move |own: Record<'_>| {
                Some((own.place(), own.item(), Verdict::of(block, &own, at.timestamp_micros())?))
            };
            block.records().filter_map(told)
        })
    }

    /// The roster of a site at an instant: who has what on record there, in the order of people and items, with the verdict. Whoever may act
    /// has the verdict *met*.
    pub fn roster(&self, place: PlaceKey, at: Instant) -> impl Iterator<Item = (ProviderId, ItemKey, Verdict)> + '_ {
        self.people_at(place).iter().filter_map(|provider| Some((*provider, self.block(*provider)?))).flat_map(
            move |(provider, block)| {
                let here = block.records().filter(move |own| own.place() == place);
                here.filter_map(move |own| {
                    Some((provider, own.item(), Verdict::of(block, &own, at.timestamp_micros())?))
                })
            },
        )
    }

    /// Who has one privilege on record at a site, in the order of people, with the verdict at an instant. Whoever may exercise it has the
    /// verdict *met*.
    pub fn holders(
        &self,
        place: PlaceKey,
        item: ItemKey,
        at: Instant,
    ) -> impl Iterator<Item = (ProviderId, Verdict)> + '_ {
        let people = self.people_at(place).iter();
        people.filter_map(move |provider| Some((*provider, self.verdict(*provider, item, place, at)?)))
    }

    fn people_at(&self, place: PlaceKey) -> &[ProviderId] {
        self.at_places.get(usize::from(place.0)).map_or(&[], |people| people)
    }

    /// How many bytes it takes, the names of places and items aside.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let people = self.pages.iter().flat_map(|page| page.iter());
        let people: usize = people.map(|own| size_of::<Person>() + own.block.bytes()).sum();
        let places: usize = self.at_places.iter().map(|own| own.capacity() * size_of::<ProviderId>()).sum();
        size_of::<Self>()
            + self.pages.capacity() * (size_of::<Arc<[Person]>>() + 16)
            + people
            + places
            + self.words.bytes()
    }
}
