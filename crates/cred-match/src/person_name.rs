//! Names of persons as they are compared.

use cred_core::evidence::list_entry::ListedName;

use crate::{
    name_tables::{Lexicon, Rank},
    word::{Word, words},
};

/// Words that belong to the family name behind them: `de la Cruz` is one name, not three.
const PARTICLES: [&str; 26] = [
    "de", "la", "las", "los", "del", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den", "ter",
    "el", "al", "abu", "bin", "ibn", "mac", "mc", "st", "san",
];

/// Titles and degrees behind a name. `DO` is a name too and is not among them.
const TITLES: [&str; 14] = ["md", "phd", "dds", "dmd", "dpm", "rn", "lpn", "np", "pa", "dc", "od", "esq", "mr", "dr"];

/// What tells a father from his son.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suffix {
    Senior,
    Junior,
    /// The second, third, …
    Nth(u8),
}

impl Suffix {
    fn of(word: &Word) -> Option<Self> {
        match word.as_str() {
            "sr" | "senior" => Some(Self::Senior),
            "jr" | "junior" => Some(Self::Junior),
            "ii" => Some(Self::Nth(2)),
            "iii" => Some(Self::Nth(3)),
            "iv" => Some(Self::Nth(4)),
            _ => None,
        }
    }

    /// `Jr` and `II` are both written of a son.
    pub(crate) fn may_be(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::Junior, Self::Nth(2)) | (Self::Nth(2), Self::Junior))
    }
}

/// A name in the parts that are compared.
#[derive(Debug, Clone)]
pub(crate) struct PersonForm {
    /// The whole family name in one word; empty where not told. In place, since most comparisons end here.
    pub(crate) family: (Word, Rank),
    /// The whole given name in one word; empty where not told.
    pub(crate) given: (Word, Rank),
    /// The parts of a double family name, and of a double given name.
    pub(crate) family_parts: Vec<(Word, Rank)>,
    pub(crate) given_parts: Vec<(Word, Rank)>,
    pub(crate) middles: Vec<Word>,
    pub(crate) suffix: Option<Suffix>,
    /// Names that may be written for one of the givens, or of which one of them is a short form.
    pub(crate) short_forms: Vec<u32>,
    /// Initials of given and middle names.
    pub(crate) initials: u32,
    /// Initials of everything that may stand for the given name.
    pub(crate) open_initials: u32,
}

impl PersonForm {
    /// The forms of a written name. A name in one piece is read as `Family, Given Middle`, or as `Given Middle Family`.
    pub(crate) fn of(name: &ListedName, lexicon: &Lexicon) -> Option<Self> {
        let (mut family, mut given, mut middle, suffix) = match name {
            ListedName::Parts { family, given, middle, suffix } => {
                (words(family, false), words(given, false), words(middle, false), words(suffix, false))
            }
            ListedName::Whole(text) => match text.split_once(',') {
                Some((family, rest)) => {
                    let mut given = words(rest, false);
                    let middle = given.split_off(given.len().min(1));
                    (words(family, false), given, middle, vec![])
                }
                None => {
                    let mut given = words(text, false);
                    let mut suffix = vec![];
                    while given.len() > 1 && given.last().is_some_and(|word| Suffix::of(word).is_some()) {
                        suffix.extend(given.pop());
                    }
                    let family = given.split_off(given.len().saturating_sub(1));
                    let middle = given.split_off(given.len().min(1));
                    (family, given, middle, suffix)
                }
            },
        };
        let mut told = suffix.iter().find_map(Suffix::of);
        for part in [&mut family, &mut given, &mut middle] {
            take_suffix(part, &mut told);
        }
        // A middle name may stand in the field of the first one: `Mary A`.
        while given.len() > 1 && given.last().is_some_and(Word::is_initial) {
            middle.splice(0..0, given.pop());
        }
        let families = parts(&family, true);
        let givens = parts(&given, false);
        if families.is_empty() && givens.is_empty() {
            return None;
        }
        let mut form = Self {
            family: first(&families, |word| lexicon.family_rank(word)),
            given: first(&givens, |word| lexicon.given_rank(word)),
            family_parts: families.iter().skip(1).map(|word| (*word, lexicon.family_rank(word))).collect(),
            given_parts: givens.iter().skip(1).map(|word| (*word, lexicon.given_rank(word))).collect(),
            middles: middle,
            suffix: told,
            short_forms: vec![],
            initials: 0,
            open_initials: 0,
        };
        form.initials = givens.iter().chain(&form.middles).fold(0, |set, word| set | word.initial());
        form.open_initials = form.initials;
        for word in &givens {
            if let Some(at) = lexicon.related(word) {
                form.short_forms.push(at);
                form.open_initials |= lexicon.related_initials(at);
            }
        }
        Some(form)
    }

    /// The whole family name, and its parts.
    pub(crate) fn families(&self) -> impl Iterator<Item = &(Word, Rank)> {
        std::iter::once(&self.family).filter(|(word, _)| !word.is_empty()).chain(&self.family_parts)
    }

    /// The whole given name, and its parts.
    pub(crate) fn givens(&self) -> impl Iterator<Item = &(Word, Rank)> {
        std::iter::once(&self.given).filter(|(word, _)| !word.is_empty()).chain(&self.given_parts)
    }
}

fn first(words: &[Word], rank: impl Fn(&Word) -> Rank) -> (Word, Rank) {
    words.first().map(|word| (*word, rank(word))).unwrap_or_default()
}

/// Titles and suffixes stand behind a name, wherever a source puts them.
fn take_suffix(part: &mut Vec<Word>, told: &mut Option<Suffix>) {
    while part.len() > 1
        && let Some(last) = part.last().copied()
    {
        match Suffix::of(&last) {
            Some(suffix) => *told = told.or(Some(suffix)),
            None if TITLES.contains(&last.as_str()) => {}
            None => break,
        }
        part.pop();
    }
    // A middle-name field may hold nothing but the suffix.
    if let [only] = part.as_slice()
        && matches!(only.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")
    {
        *told = told.or(Suffix::of(only));
        part.clear();
    }
}

/// The words of a name joined into one, then each part of a double name.
fn parts(words: &[Word], particles: bool) -> Vec<Word> {
    if words.is_empty() {
        return vec![];
    }
    let mut all = vec![Word::joined(words)];
    if words.len() > 1 {
        let mut open: Vec<Word> = vec![];
        for word in words {
            open.push(*word);
            if !particles || !PARTICLES.contains(&word.as_str()) {
                let part = Word::joined(&open);
                open.clear();
                if part.len() > 1 && !all.contains(&part) {
                    all.push(part);
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name_tables::NameTables;

    fn read(family: &str, given: &str, middle: &str) -> (Vec<String>, Vec<String>, Vec<String>, Option<Suffix>) {
        let name = ListedName::Parts {
            family: family.to_owned(),
            given: given.to_owned(),
            middle: middle.to_owned(),
            suffix: String::new(),
        };
        let form = PersonForm::of(&name, &NameTables::default().lexicon()).unwrap();

        let middles = form.middles.iter().map(|word| word.as_str().to_owned()).collect();
        let text = |(word, _): &(Word, Rank)| word.as_str().to_owned();
        (form.families().map(text).collect(), form.givens().map(text).collect(), middles, form.suffix)
    }

    #[test]
    fn names_are_parted_as_people_read_them() {
        let strings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        type Case = (
            (&'static str, &'static str, &'static str),
            &'static [&'static str],
            &'static [&'static str],
            &'static [&'static str],
            Option<Suffix>,
        );
        let cases: [Case; 6] = [
            (("García-López", "Ana", ""), &["garcialopez", "garcia", "lopez"], &["ana"], &[], None),
            (("de la Cruz", "José", "M."), &["delacruz"], &["jose"], &["m"], None),
            (("KING JR", "MARTIN", ""), &["king"], &["martin"], &[], Some(Suffix::Junior)),
            (("Strand", "Mary Ann", "III"), &["strand"], &["maryann", "mary", "ann"], &[], Some(Suffix::Nth(3))),
            (("Do", "Linh T", ""), &["do"], &["linh"], &["t"], None),
            (("O'Neil, M.D.", "J", "Robert"), &["oneil"], &["j"], &["robert"], None),
        ];
        for ((family, given, middle), families, givens, middles, suffix) in cases {
            let wanted = (strings(families), strings(givens), strings(middles), suffix);
            assert_eq!(read(family, given, middle), wanted, "{family}, {given} {middle}");
        }
    }

    #[test]
    fn a_name_in_one_piece_is_read_either_way() {
        let lexicon = NameTables::default().lexicon();
        for text in ["Strand, Mary Lou", "Mary Lou Strand", "MARY LOU STRAND JR"] {
            let form = PersonForm::of(&ListedName::Whole(text.to_owned()), &lexicon).unwrap();
            assert_eq!((form.family.0.as_str(), form.given.0.as_str()), ("strand", "mary"), "{text}");
            assert_eq!(form.middles.len(), 1);
        }
        assert!(PersonForm::of(&ListedName::Whole("-- 12".to_owned()), &lexicon).is_none());
    }
}
