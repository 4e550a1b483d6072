//! What cannot be beaten by much: one hash look-up, and a bare index of merged intervals that says yes or no and until when, and nothing
//! else.

use rustc_hash::FxHashMap;

use crate::{
    verdict::Question,
    world::tables::{Span, Tables},
};

/// The key of who, what and where in one number.
const fn key(provider: u32, site: u8, item: u8) -> u64 {
    ((provider as u64) << 16) | ((site as u64) << 8) | item as u64
}

/// For each thing that may be asked about, when the answer is yes.
#[derive(Debug)]
pub struct BareIndex {
    places: FxHashMap<u64, (u32, u32)>,
    spans: Vec<Span>,
}

/// What the index answers: whether it is a yes, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until {
    /// Whether it is a yes.
    pub yes: bool,
    /// The first instant at which it is the other answer; none where none is known.
    pub until: Option<i64>,
}

/// Where all of several are, each given where it is.
fn intersection(asked: &[Vec<Span>]) -> Vec<Span> {
    let mut held = vec![Span { from: i64::MIN, to: Span::OPEN }];
    for own in asked {
        held = held
            .iter()
            .flat_map(|a| own.iter().map(|b| Span { from: a.from.max(b.from), to: a.to.min(b.to) }))
            .filter(|both| both.from < both.to)
            .collect();
    }
    held.sort_by_key(|own| own.from);
    held
}

impl BareIndex {
    /// The index of all grants.
    #[must_use]
    pub fn of(tables: &Tables) -> Self {
        let mut index = Self { places: FxHashMap::default(), spans: Vec::new() };
        for grant in &tables.grants {
            for place in [0_u8, 1] {
                if !grant.sites[usize::from(place)] {
                    continue;
                }
                let held = intersection(&tables.asked_of(grant, usize::from(place)));
                let start = index.spans.len() as u32;
                index.spans.extend(held);
                let end = index.spans.len() as u32;
                if start < end {
                    index.places.insert(key(grant.provider, 2 * grant.facility + place, grant.item), (start, end));
                }
            }
        }
        index.places.shrink_to_fit();
        index.spans.shrink_to_fit();
        index
    }

    /// One hash look-up and nothing else: whether it is ever a yes.
    #[must_use]
    pub fn is_known(&self, asked: Question) -> bool {
        self.places.contains_key(&key(asked.provider, asked.site, asked.item))
    }

    /// Whether it is a yes, and until when.
    #[must_use]
    pub fn ask(&self, asked: Question) -> Until {
        let Some((start, end)) = self.places.get(&key(asked.provider, asked.site, asked.item)) else {
            return Until { yes: false, until: None };
        };
        for own in &self.spans[*start as usize..*end as usize] {
            if asked.at < own.from {
                return Until { yes: false, until: Some(own.from) };
            }
            if asked.at < own.to {
                return Until { yes: true, until: (own.to != Span::OPEN).then_some(own.to) };
            }
        }
        Until { yes: false, until: None }
    }
}
