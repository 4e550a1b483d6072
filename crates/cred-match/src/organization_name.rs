//! Names of organisations as they are compared: without legal forms, and knowing that lists cut them off.

use crate::{
    blocking::short_key,
    name_tables::{Lexicon, Rank},
    potential_match::{Nearness, Outcome},
    weights::Weights,
    word::{Word, key, within, words},
};

/// Words that tell the legal form, or nothing.
const LEGAL: [&str; 30] = [
    "inc",
    "incorporated",
    "llc",
    "llp",
    "lp",
    "pllc",
    "plc",
    "pc",
    "pa",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "chartered",
    "apc",
    "pllp",
    "sc",
    "psc",
    "md",
    "dds",
    "dmd",
    "dpm",
    "the",
    "of",
    "and",
    "a",
    "an",
    "dba",
];

/// Words that many organisations have in their names: alone they tell nothing apart.
const GENERIC: [&str; 56] = [
    "medical",
    "health",
    "healthcare",
    "care",
    "home",
    "services",
    "service",
    "clinic",
    "center",
    "centre",
    "centers",
    "group",
    "associates",
    "pharmacy",
    "drug",
    "drugs",
    "hospital",
    "nursing",
    "rehab",
    "rehabilitation",
    "therapy",
    "physical",
    "family",
    "dental",
    "dentistry",
    "equipment",
    "supply",
    "supplies",
    "products",
    "transport",
    "transportation",
    "ambulance",
    "laboratory",
    "laboratories",
    "lab",
    "diagnostic",
    "diagnostics",
    "imaging",
    "surgical",
    "surgery",
    "physicians",
    "physician",
    "community",
    "management",
    "systems",
    "international",
    "american",
    "national",
    "united",
    "first",
    "best",
    "quality",
    "premier",
    "advanced",
    "total",
    "professional",
];

/// Lists that cut names off do it at 30 characters, and a blank at the end is lost.
const CUT: std::ops::RangeInclusive<usize> = 29..=30;
/// How long a beginning must be to stand for the whole.
const BEGINNING: usize = 8;
/// How many letters two names of two edits must begin with in common, where they have no word in common.
const BEGIN_ALIKE: usize = 6;
/// How many letters must tell something, for one edit and for two to be taken for edits.
const EDITABLE: usize = 5;
const TWICE_EDITABLE: usize = 10;

/// A name as it is compared.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationForm {
    joined: String,
    /// The words as keys, those that are not generic first; and how many those are.
    tokens: Vec<u32>,
    tellings: usize,
    generic: bool,
    /// Letters in words that are not generic.
    telling: usize,
    /// Whether all that tells is one short word or a family name that many bear: `Smith Pharmacy`.
    common: bool,
    cut: bool,
}

/// The names in a written one: `X dba Y`, `X (aka Y)` are two.
pub(crate) fn forms(text: &str, lexicon: &Lexicon) -> Vec<OrganizationForm> {
    let padded = format!(" {} ", text.chars().take(400).map(mark).collect::<String>());
    let mut names = vec![padded.as_str()];
    for sign in [
        " D/B/A ",
        " DBA ",
        " D B A ",
        " A/K/A ",
        " AKA ",
        " A K A ",
        " F/K/A ",
        " FKA ",
        " T/A ",
        " DOING BUSINESS AS ",
    ] {
        names = names.into_iter().flat_map(|name| name.split(sign)).collect();
    }
    let cut = CUT.contains(&text.trim().chars().count());
    names.into_iter().filter_map(|name| OrganizationForm::of(name, cut, lexicon)).collect()
}

/// Upper case, so that the signs between two names are seen in any spelling; brackets part names from their aliases.
const fn mark(letter: char) -> char {
    match letter {
        '(' | ')' | '[' | ']' | '.' | ',' | ';' | ':' => ' ',
        other => other.to_ascii_uppercase(),
    }
}

impl OrganizationForm {
    fn of(text: &str, cut: bool, lexicon: &Lexicon) -> Option<Self> {
        let mut all = words(text, true);
        // `P C` and `L L C` are spelled-out legal forms.
        while let [.., p, c] = all.as_slice()
            && matches!((p.as_str(), c.as_str()), ("p", "c" | "a") | ("l", "c"))
        {
            all.truncate(all.len().saturating_sub(2));
        }
        if cut && all.len() > 1 {
            // The last word may be the beginning of a legal form: `… TRANSPORT, I`.
            let last = all.last().copied().unwrap_or_default();
            if LEGAL.iter().any(|form| form.starts_with(last.as_str())) {
                all.pop();
            }
        }
        let telling: Vec<Word> = all.iter().copied().filter(|word| !LEGAL.contains(&word.as_str())).collect();
        let tokens = if telling.is_empty() { all } else { telling };
        let joined: String = tokens.iter().map(Word::as_str).collect();
        let telling: Vec<&Word> = tokens.iter().filter(|word| !GENERIC.contains(&word.as_str())).collect();
        let common = matches!(telling.as_slice(), [only] if only.len() < 9 || lexicon.family_rank(only) != Rank::Rare);
        let (generic, telling) = (telling.is_empty(), telling.iter().map(|word| word.len()).sum());
        let (mut keys, rest): (Vec<Word>, Vec<Word>) =
            tokens.iter().partition(|word| !GENERIC.contains(&word.as_str()));
        let tellings = keys.len();
        keys.extend(rest);
        let tokens = keys.iter().map(short_key).collect();
        (!joined.is_empty()).then_some(Self { joined, tokens, tellings, generic, telling, common, cut })
    }

    /// The keys under which the name is found, and looked for. Whatever [`against`](Self::against) calls near has one in
    /// common.
    pub(crate) fn keys(&self, mut take: impl FnMut(u64)) {
        let joined = self.joined.as_bytes();
        crate::word::neighbour_keys(21, joined, &mut take);
        take(key(22, joined.get(..BEGIN_ALIKE).unwrap_or(joined)));
        for token in self.telling_words() {
            take(key(24, &token.to_be_bytes()));
        }
    }

    pub(crate) fn against(&self, other: &Self, weights: &Weights) -> (Outcome, Option<Nearness>, i32) {
        let generic =
            if self.generic || other.generic || self.common || other.common { weights.organization_generic } else { 0 };
        let near = |how, points: i32| (Outcome::Near, Some(how), points - generic);
        if self.joined == other.joined {
            return (Outcome::Same, None, weights.organization_same - generic);
        }
        if self.has_the_words_of(other) || other.has_the_words_of(self) {
            return near(Nearness::SameWords, weights.organization_same_words);
        }
        if self.is_cut_from(other) || other.is_cut_from(self) {
            return near(Nearness::Truncated, weights.organization_truncated);
        }
        let (a, b) = (self.joined.as_bytes(), other.joined.as_bytes());
        let telling = self.telling.min(other.telling);
        if telling >= EDITABLE && within(a, b, 1) {
            return near(Nearness::OneEdit, weights.organization_edits);
        }
        let known = a.get(..BEGIN_ALIKE).is_some_and(|start| b.starts_with(start)) || self.shares_a_word_with(other);
        if telling >= TWICE_EDITABLE && known && within(a, b, 2) {
            return near(Nearness::TwoEdits, weights.organization_edits);
        }
        (Outcome::Differs, None, weights.organization_differs)
    }

    /// All words of the other, each as often, of which two or more are not generic; or exactly the same words.
    fn has_the_words_of(&self, other: &Self) -> bool {
        let times = |form: &Self, word: u32| form.tokens.iter().filter(|own| **own == word).count();
        (other.tellings > 1 || (other.tellings == 1 && self.tokens.len() == other.tokens.len()))
            && other.tokens.len() <= self.tokens.len()
            && other.tokens.iter().all(|word| times(other, *word) <= times(self, *word))
    }

    fn telling_words(&self) -> &[u32] {
        self.tokens.get(..self.tellings).unwrap_or_default()
    }

    fn shares_a_word_with(&self, other: &Self) -> bool {
        self.telling_words().iter().any(|word| other.telling_words().contains(word))
    }

    /// What is left of a cut name may have an edit too, if it is known by its beginning or by a word.
    fn is_cut_from(&self, whole: &Self) -> bool {
        let (cut, whole_name) = (self.joined.as_bytes(), whole.joined.as_bytes());
        let begins_alike = cut.get(..BEGIN_ALIKE).is_some_and(|start| whole_name.starts_with(start));
        self.cut
            && cut.len() >= BEGINNING
            && (begins_alike || self.shares_a_word_with(whole))
            && (whole_name.starts_with(cut)
                || (cut.len() - 1..=cut.len() + 1)
                    .filter_map(|len| whole_name.get(..len))
                    .any(|start| within(cut, start, 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name_tables::NameTables;

    #[test]
    fn organisations_are_known_by_their_words() {
        use Nearness::{OneEdit, SameWords, Truncated, TwoEdits};
        let cases = [
            ("Example Wound Care, Inc.", "EXAMPLE WOUND CARE LLC", Outcome::Same, None),
            ("The Example Wound Care Company", "Example Wound-Care P.C.", Outcome::Same, None),
            ("Valley Crest Medical Transport, Inc.", "VALLEY CREST MEDICAL TRANSPORT", Outcome::Same, None),
            ("Harbor Lantern Medical Products Inc", "HARBOR LANTERN MEDICAL PRODUCT", Outcome::Near, Some(Truncated)),
            ("Harbor Lantern Pharmacy", "PHARMACY HARBOR LANTERN", Outcome::Near, Some(SameWords)),
            ("Harbor Lantern", "HARBOR LANTERN PHARMACY", Outcome::Near, Some(SameWords)),
            ("Harbour Lantern", "HARBOR LANTERN", Outcome::Near, Some(OneEdit)),
            ("Harborr Lantarn", "HARBOR LANTERN", Outcome::Near, Some(TwoEdits)),
            ("Home Health Care", "HOME HEALTH CARE SERVICES", Outcome::Differs, None),
            ("Harbor Pharmacy", "LANTERN PHARMACY", Outcome::Differs, None),
        ];
        let (weights, lexicon) = (Weights::default(), NameTables::default().lexicon());
        for (ours, theirs, outcome, nearness) in cases {
            let (a, b) = (forms(ours, &lexicon), forms(theirs, &lexicon));
            for (a, b) in [(&a, &b), (&b, &a)] {
                let (found, how, _) = a[0].against(&b[0], &weights);
                assert_eq!((found, how), (outcome, nearness), "{ours} | {theirs}");
            }
        }
        let generic = forms("Home Health Care", &lexicon);
        assert!(generic[0].against(&generic[0], &weights).2 < weights.organization_same);
    }

    #[test]
    fn names_behind_names_are_names() {
        let lexicon = NameTables::default().lexicon();
        let names = |text: &str| forms(text, &lexicon).into_iter().map(|form| form.joined).collect::<Vec<_>>();
        assert_eq!(names("Harbor Lantern LLC d/b/a Quick Meds"), ["harborlantern", "quickmeds"]);
        assert_eq!(names("Harbor Lantern (AKA Lantern Rx, Inc)"), ["harborlantern", "lanternrx"]);
        assert_eq!(names("#1 Example Service, Inc"), ["1exampleservice"]);
        assert_eq!(names("The Company, Inc"), ["thecompanyinc"]);
        assert!(names("--").is_empty());
    }
}
