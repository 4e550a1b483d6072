//! Names of nobody in particular: the shipped tables of common names, drawn as often as they are common, and a long tail made of syllables.

use crate::{
    generator::draw::Draw,
    name_tables::{NameTables, Rank},
};

/// Where names are drawn from.
#[derive(Debug, Clone)]
pub(super) struct Names {
    family: [Vec<String>; 3],
    given: [Vec<String>; 3],
    short_forms: Vec<(String, Vec<String>)>,
}

/// How many family names and given names the long tails have.
const FAMILY_TAIL: usize = 60_000;
const GIVEN_TAIL: usize = 5_000;

const ONSETS: [&str; 30] = [
    "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pr", "r", "s",
    "sch", "st", "t", "th", "tr", "v", "w", "y", "z",
];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ee", "ou", "ie"];
const CODAS: [&str; 12] = ["", "", "n", "r", "l", "s", "m", "nd", "rt", "ck", "t", "x"];
const ENDS: [&str; 14] =
    ["son", "ski", "er", "ez", "man", "berg", "ini", "ova", "ley", "ton", "etti", "aro", "wal", "dottir"];

impl Names {
    pub(super) fn new(tables: &NameTables) -> Self {
        let of = |ranks: &std::collections::BTreeMap<String, Rank>| {
            [Rank::VeryCommon, Rank::Common, Rank::Uncommon].map(|wanted| {
                ranks.iter().filter(|(_, rank)| **rank == wanted).map(|(name, _)| name.clone()).collect::<Vec<_>>()
            })
        };
        let short_forms = tables.short_forms.iter().map(|(name, short)| (name.clone(), short.clone()));
        Self { family: of(&tables.family), given: of(&tables.given), short_forms: short_forms.collect() }
    }

    pub(super) fn family(&self, draw: &mut Draw) -> String {
        // About what a census finds: the sixteen most common names are 6 % of people, the next hundred 12 %.
        match draw.below(100) {
            0..6 => one(&self.family[0], draw),
            6..18 => one(&self.family[1], draw),
            18..38 => one(&self.family[2], draw),
            _ => tail(FAMILY_TAIL, 17, true, draw),
        }
    }

    pub(super) fn given(&self, draw: &mut Draw) -> String {
        match draw.below(100) {
            0..34 => one(&self.given[0], draw),
            34..62 => one(&self.given[1], draw),
            62..84 => one(&self.given[2], draw),
            _ => tail(GIVEN_TAIL, 23, false, draw),
        }
    }

    /// A short form of a name, or the name that a short form stands for.
    pub(super) fn short_form(&self, given: &str, draw: &mut Draw) -> Option<String> {
        let at = self.short_forms.binary_search_by(|(name, _)| name.as_str().cmp(given)).ok()?;
        let (_, forms) = self.short_forms.get(at)?;
        forms.get(draw.below(forms.len())).cloned()
    }
}

fn one(names: &[String], draw: &mut Draw) -> String {
    names.get(draw.below(names.len())).cloned().unwrap_or_default()
}

/// A name of the tail: the early ones are drawn more often than the late ones.
fn tail(len: usize, salt: u64, family: bool, draw: &mut Draw) -> String {
    let place = draw.below(len).min(draw.below(len));
    let mut own = Draw::of(salt, 99, place as u64);
    let mut name = String::new();
    for _ in 0..1 + own.below(2) {
        for part in [own.one_of(&ONSETS), own.one_of(&VOWELS), own.one_of(&CODAS)] {
            name.push_str(part);
        }
    }
    if family {
        name.push_str(own.one_of(&ENDS));
    } else {
        name.push_str(own.one_of(&["a", "o", "is", "in", "ette", "an", "us", "el"]));
    }
    name
}
