//! Professions and specialties, held against one another: words of different vocabularies, cut off at 20 letters by some lists.

use crate::{
    potential_match::{Nearness, Outcome},
    weights::Weights,
    word::{Word, key, words},
};

/// The length at which the LEIE cuts off an occupation; a blank at the end is lost.
const CUT: std::ops::RangeInclusive<usize> = 19..=20;
/// As many letters tell what is meant: `nurse`, `nurses`, `nursing`.
const STEM: usize = 4;
/// Words that say nothing of what somebody does.
const EMPTY: [&str; 14] = [
    "practice",
    "practitioner",
    "general",
    "provider",
    "health",
    "care",
    "other",
    "services",
    "service",
    "medical",
    "medicine",
    "specialist",
    "individual",
    "with",
];

/// An occupation as it is compared.
#[derive(Debug, Clone)]
pub(crate) struct Occupation {
    /// Its place among those told, since some cannot be read.
    place: usize,
    whole: Word,
    /// Whether it may have been cut off.
    cut: bool,
    stems: Vec<u32>,
}

impl Occupation {
    /// Nothing, where it has no letter.
    pub(crate) fn of(place: usize, text: &str) -> Option<Self> {
        let words = words(text, false);
        let whole = Word::joined(&words);
        let telling = words.iter().filter(|word| word.len() >= STEM && !EMPTY.contains(&word.as_str()));
        let stems = telling.map(|word| key(11, word.bytes().get(..STEM).unwrap_or_default()) as u32).collect();
        (!whole.is_empty()).then(|| Self { place, whole, cut: CUT.contains(&text.trim().chars().count()), stems })
    }

    fn is(&self, other: &Self) -> bool {
        self.whole == other.whole
            || (self.cut && other.whole.starts_with(&self.whole))
            || (other.cut && self.whole.starts_with(&other.whole))
    }
}

/// The best that two lists of occupations have in common, with the place of each.
pub(crate) fn best(
    ours: &[Occupation],
    theirs: &[Occupation],
    weights: &Weights,
) -> (Outcome, Option<Nearness>, i32, (usize, usize)) {
    let mut best = (Outcome::Differs, None, weights.occupation_differs, (0, 0));
    if ours.is_empty() || theirs.is_empty() {
        return (Outcome::NotTold, None, 0, (0, 0));
    }
    for own in ours {
        for other in theirs {
            let places = (own.place, other.place);
            if own.is(other) {
                return (Outcome::Same, None, weights.occupation_same, places);
            }
            if best.0 == Outcome::Differs && own.stems.iter().any(|stem| other.stems.contains(stem)) {
                best = (Outcome::Near, Some(Nearness::SharedWord), weights.occupation_near, places);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occupations_are_compared_across_vocabularies() {
        let cases = [
            ("Nurse practitioner", "NURSE PRACTITIONER (", Outcome::Same),
            ("nursing assistant", "NURSE/NURSES AIDE", Outcome::Near),
            ("Physician assistant", "PHYSICIAN (MD, DO)", Outcome::Near),
            ("General practice", "GENERAL PRACTICE", Outcome::Same),
            ("Licensed practical nurse", "LICENSED PRACTICAL N", Outcome::Same),
            ("General practice", "FAMILY PRACTICE", Outcome::Differs),
            ("Dentist", "PHARMACIST", Outcome::Differs),
        ];
        for (ours, theirs, outcome) in cases {
            let read = |text: &str| vec![Occupation::of(0, text).unwrap()];
            assert_eq!(best(&read(ours), &read(theirs), &Weights::default()).0, outcome, "{ours} | {theirs}");
        }
        assert!(Occupation::of(0, " -- ").is_none());
    }
}
