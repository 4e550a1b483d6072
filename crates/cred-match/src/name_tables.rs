//! How common names are, and which short forms stand for which names: data that an operator may replace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    blocking::short_key,
    word::{Word, words},
};

/// How common a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// In no table.
    #[default]
    Rare,
    /// About one person in 5,000 or more bears it as a family name, one in 1,500 as a first name.
    Uncommon,
    /// One in 1,000, or one in 300.
    Common,
    /// One in 300, or one in 100.
    VeryCommon,
}

/// The tables. Names are compared without case and accents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct NameTables {
    /// Family names that are not rare.
    pub family: BTreeMap<String, Rank>,
    /// First names that are not rare.
    pub given: BTreeMap<String, Rank>,
    /// Short forms of a name, by the name. Only a name and its own short form are near: two short forms of one name are not, and a short
    /// form of a short form is not.
    pub short_forms: BTreeMap<String, Vec<String>>,
}

const FAMILY: &str = include_str!("../data/family_names.txt");
const GIVEN: &str = include_str!("../data/given_names.txt");
const SHORT_FORMS: &str = include_str!("../data/short_forms.txt");

impl Default for NameTables {
    /// The tables that ship with the crate (`data/`).
    fn default() -> Self {
        let short_forms = rows(SHORT_FORMS).filter_map(|line| line.split_once(':'));
        let short_forms = short_forms
            .map(|(name, short)| (name.trim().to_owned(), short.split_whitespace().map(str::to_owned).collect()));
        Self { family: ranks(FAMILY), given: ranks(GIVEN), short_forms: short_forms.collect() }
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn ranks(text: &'static str) -> BTreeMap<String, Rank> {
    let mut ranks = BTreeMap::new();
    let mut rank = Rank::VeryCommon;
    for line in rows(text) {
        match line {
            "[very-common]" => rank = Rank::VeryCommon,
            "[common]" => rank = Rank::Common,
            "[uncommon]" => rank = Rank::Uncommon,
            names => {
                for name in names.split_whitespace() {
                    ranks.entry(name.to_owned()).or_insert(rank);
                }
            }
        }
    }
    ranks
}

impl NameTables {
    pub(crate) fn lexicon(&self) -> Lexicon {
        let plain = |name: &String| Word::joined(&words(name, false));
        let sorted = |ranks: &BTreeMap<String, Rank>| {
            let mut all: Vec<(Word, Rank)> = ranks.iter().map(|(name, rank)| (plain(name), *rank)).collect();
            all.sort_unstable();
            all
        };
        let mut related: BTreeMap<Word, Vec<Word>> = BTreeMap::new();
        for (name, short_forms) in &self.short_forms {
            for (name, short) in short_forms.iter().map(|short| (plain(name), plain(short))) {
                if name != short && !name.is_empty() && !short.is_empty() {
                    related.entry(name).or_default().push(short);
                    related.entry(short).or_default().push(name);
                }
            }
        }
        for words in related.values_mut() {
            words.sort_unstable();
            words.dedup();
        }
        Lexicon {
            family: sorted(&self.family),
            given: sorted(&self.given),
            related_keys: related.values().map(|words| words.iter().map(short_key).collect()).collect(),
            related: related.into_iter().collect(),
        }
    }
}

/// The tables, arranged for looking up.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    family: Vec<(Word, Rank)>,
    given: Vec<(Word, Rank)>,
    /// A name with its short forms, and a short form with the names that it stands for: one step, never two.
    related: Vec<(Word, Vec<Word>)>,
    /// The same as keys.
    related_keys: Vec<Vec<u32>>,
}

impl Lexicon {
    pub(crate) fn family_rank(&self, word: &Word) -> Rank {
        rank(&self.family, word)
    }

    pub(crate) fn given_rank(&self, word: &Word) -> Rank {
        rank(&self.given, word)
    }

    pub(crate) fn related(&self, word: &Word) -> Option<u32> {
        self.related.binary_search_by(|(known, _)| known.cmp(word)).ok().and_then(|at| u32::try_from(at).ok())
    }

    fn related_words(&self, at: u32) -> &[Word] {
        self.related.get(at as usize).map(|(_, words)| words.as_slice()).unwrap_or_default()
    }

    pub(crate) fn related_initials(&self, at: u32) -> u32 {
        self.related_words(at).iter().fold(0, |set, word| set | word.initial())
    }

    pub(crate) fn related_keys(&self, at: u32) -> &[u32] {
        self.related_keys.get(at as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn are_related(&self, at: u32, word: &Word) -> bool {
        self.related_words(at).contains(word)
    }
}

fn rank(ranks: &[(Word, Rank)], word: &Word) -> Rank {
    ranks
        .binary_search_by(|(known, _)| known.cmp(word))
        .ok()
        .and_then(|at| ranks.get(at))
        .map_or(Rank::Rare, |(_, rank)| *rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_have_a_direction() {
        let lexicon = NameTables::default().lexicon();
        let near = |a: &str, b: &str| {
            let at = lexicon.related(&Word::of(a));
            at.is_some_and(|at| lexicon.are_related(at, &Word::of(b)))
        };
        for (name, short) in [("robert", "bob"), ("robert", "rob"), ("albert", "bert"), ("elizabeth", "betty")] {
            assert!(near(name, short) && near(short, name), "{name} {short}");
        }
        // The closure would make all of these one name.
        for (a, b) in [("bob", "rob"), ("robert", "albert"), ("betty", "liz"), ("alexander", "alexandra")] {
            assert!(!near(a, b) && !near(b, a), "{a} {b}");
        }
    }

    #[test]
    fn the_tables_are_plain_words() {
        let tables = NameTables::default();
        let names = tables.family.keys().chain(tables.given.keys()).chain(tables.short_forms.keys());
        for name in names.chain(tables.short_forms.values().flatten()) {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}");
        }
        assert_eq!(tables.family.get("smith"), Some(&Rank::VeryCommon));
        assert!(tables.family.len() > 300 && tables.given.len() > 300 && tables.short_forms.len() > 150);
    }
}
