//! Words as they are compared: plain lower-case letters, without accents, marks or spaces.

use deunicode::deunicode_char;

/// How many letters of a word are compared. The longest family name of the LEIE has 27.
pub(crate) const LONGEST: usize = 31;

/// How much of a written name is read. A field of megabytes is no name.
const LONGEST_TEXT: usize = 400;

/// A plain word of up to [`LONGEST`] letters, in place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Word {
    letters: [u8; LONGEST],
    len: u8,
}

impl Word {
    #[cfg(test)]
    pub(crate) fn of(plain: &str) -> Self {
        let mut word = Self::default();
        for letter in plain.bytes() {
            word.push(letter);
        }
        word
    }

    /// Letters over the longest are left out.
    fn push(&mut self, letter: u8) {
        if let Some(place) = self.letters.get_mut(usize::from(self.len)) {
            *place = letter;
            self.len += 1;
        }
    }

    pub(crate) fn joined<'a>(words: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for letter in words.into_iter().flat_map(Self::bytes) {
            all.push(*letter);
        }
        all
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.letters.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) const fn is_initial(&self) -> bool {
        self.len == 1
    }

    pub(crate) fn first(&self) -> u8 {
        self.bytes().first().copied().unwrap_or_default()
    }

    /// The initial as a bit.
    pub(crate) fn initial(&self) -> u32 {
        self.bytes().first().map_or(0, |letter| bit(*letter))
    }

    /// Its letters as a set. Whatever is one edit apart differs in two bits at most.
    pub(crate) fn letters(&self) -> u32 {
        self.bytes().iter().fold(0, |set, letter| set | bit(*letter))
    }

    pub(crate) fn starts_with(&self, start: &Self) -> bool {
        self.bytes().starts_with(start.bytes())
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

const fn bit(letter: u8) -> u32 {
    1 << (letter.wrapping_sub(b'a') & 31)
}

/// The words of a name, in plain lower-case letters (and digits, for organisations). An apostrophe or a dot inside a word does not part it;
/// a hyphen does.
pub(crate) fn words(text: &str, digits: bool) -> Vec<Word> {
    let mut words = Vec::with_capacity(4);
    let mut word = Word::default();
    for letter in text.chars().take(LONGEST_TEXT) {
        match letter {
            'a'..='z' => word.push(letter as u8),
            'A'..='Z' => word.push(letter.to_ascii_lowercase() as u8),
            '0'..='9' if digits => word.push(letter as u8),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{300}'..='\u{36f}' =>
                {}
            _ if letter.is_ascii() || !letter.is_alphanumeric() => close(&mut words, &mut word),
            _ => {
                for plain in deunicode_char(letter).unwrap_or_default().bytes().filter(u8::is_ascii_alphabetic) {
                    word.push(plain.to_ascii_lowercase());
                }
            }
        }
    }
    close(&mut words, &mut word);
    words
}

fn close(words: &mut Vec<Word>, word: &mut Word) {
    if !word.is_empty() {
        words.push(*word);
        *word = Word::default();
    }
}

/// A 64-bit key of some bytes, under a salt. It opens blocks and never decides: two words under one key cost a comparison.
pub(crate) fn key(salt: u64, bytes: &[u8]) -> u64 {
    finish(salt, bytes.iter().fold(0, |sum, byte| step(sum, *byte)))
}

/// The key of the bytes, and of the bytes without each one in turn: two words with a key in common are an edit or two apart, and two
/// words one edit apart have one in common.
pub(crate) fn neighbour_keys(salt: u64, bytes: &[u8], mut take: impl FnMut(u64)) {
    take(key(salt, bytes));
    // With H(w) = Σ byte·BASE^(places behind it), leaving one byte out is the sum before it, moved, plus the sum behind it.
    let (mut behind, mut power) = (0_u64, 1_u64);
    let mut before = bytes.iter().fold(0, |sum, byte| step(sum, *byte));
    for byte in bytes.iter().rev() {
        before = before.wrapping_sub(worth(*byte)).wrapping_mul(INVERSE);
        take(finish(salt, before.wrapping_mul(power).wrapping_add(behind)));
        behind = behind.wrapping_add(worth(*byte).wrapping_mul(power));
        power = power.wrapping_mul(BASE);
    }
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
/// The inverse of `BASE` modulo 2^64: `BASE` is odd, so it has one (held by a test).
const INVERSE: u64 = inverse(BASE);

const fn inverse(odd: u64) -> u64 {
    // Newton's iteration doubles the right bits each time: 3, 6, … 96.
    let mut guess = odd;
    let mut round = 0;
    while round < 6 {
        guess = guess.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(guess)));
        round += 1;
    }
    guess
}

const fn worth(byte: u8) -> u64 {
    byte as u64 + 1
}

const fn step(sum: u64, byte: u8) -> u64 {
    sum.wrapping_mul(BASE).wrapping_add(worth(byte))
}

const fn finish(salt: u64, sum: u64) -> u64 {
    let mut mixed = sum ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ (mixed >> 32)
}

/// Whether two words are at most so many edits apart (optimal string alignment).
pub(crate) fn within(a: &[u8], b: &[u8], edits: usize) -> bool {
    a.len().abs_diff(b.len()) <= edits
        && rapidfuzz::distance::osa::distance_with_args(
            a.iter().copied(),
            b.iter().copied(),
            &rapidfuzz::distance::osa::Args::default().score_cutoff(edits),
        )
        .is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Vec<String> {
        words(text, false).iter().map(|word| word.as_str().to_owned()).collect()
    }

    #[test]
    fn a_name_in_any_spelling_is_plain_words() {
        assert_eq!(plain("O'Donnell-SMITH, jr."), ["odonnell", "smith", "jr"]);
        assert_eq!(plain("Núñez  Strauß"), ["nunez", "strauss"]);
        assert_eq!(plain("Zoe\u{308}"), ["zoe"]);
        assert_eq!(plain("Łukasz Đorđević"), ["lukasz", "dordevic"]);
        assert_eq!(plain("Иванов"), ["ivanov"]);
        assert_eq!(plain(" \0 42 \u{feff}"), Vec::<String>::new());
        assert_eq!(words("3M & Co", true).len(), 2);
        assert!(plain(&"x".repeat(1 << 20)).first().is_some_and(|word| word.len() == LONGEST));
    }

    #[test]
    fn the_base_has_an_inverse() {
        assert_eq!(BASE.wrapping_mul(INVERSE), 1);
    }

    proptest! {
        #[test]
        fn words_one_edit_apart_have_a_neighbour_key_in_common(a in "[a-d]{1,9}", b in "[a-d]{1,9}") {
            let keys = |word: &str| {
                let mut keys = vec![];
                neighbour_keys(7, word.as_bytes(), |key| keys.push(key));
                keys
            };
            let shared = keys(&a).iter().any(|key| keys(&b).contains(key));
            if strsim::osa_distance(&a, &b) <= 1 {
                prop_assert!(shared);
            }
            if shared {
                prop_assert!(strsim::levenshtein(&a, &b) <= 2);
            }
        }

        #[test]
        fn edits_are_counted_as_another_implementation_counts_them(a in "[a-e]{0,12}", b in "[a-e]{0,12}", n in 0_usize..4) {
            prop_assert_eq!(within(a.as_bytes(), b.as_bytes(), n), strsim::osa_distance(&a, &b) <= n);
        }
    }
}
