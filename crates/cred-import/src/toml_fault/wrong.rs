//! The error of one value, in the words of the people who edit the file.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::spelling::nearest;

/// Why a value does not fit, and where in it.
#[derive(Debug)]
pub struct Wrong {
    /// The byte offset, once known.
    pub(super) at: Option<usize>,
    message: String,
    /// Whether the value is of another type than is expected.
    of_type: bool,
}

impl Wrong {
    /// What was noted at its own place already: it says nothing more.
    pub(super) const fn noted(at: usize) -> Self {
        Self { at: Some(at), message: String::new(), of_type: false }
    }

    /// The message begins with the key that the value stands under.
    pub(super) fn named(mut self, key: &str) -> Self {
        if !self.message.is_empty() {
            self.message = self.under(key);
        }
        self
    }

    /// Whether the value is of another type than is expected, whatever it says.
    pub(super) const fn is_of_type(&self) -> bool {
        self.of_type
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Fills in the place unless an inner one is known.
    pub(super) fn placed(mut self, at: usize) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// The message with the key that the value stands under.
    pub(super) fn under(&self, key: &str) -> String {
        if self.message.is_empty() {
            return String::new();
        }
        let key: String = key.chars().take(64).collect();
        let key = format!("`{key}`");
        if self.message.starts_with(&key) { self.message.clone() } else { format!("{key}: {}", self.message) }
    }
}

/// `word` is none of `known`; the nearest comes first.
pub fn not_one_of(word: &str, known: &[&str]) -> String {
    let word: String = word.chars().take(64).collect();
    let near =
        nearest(&word, known.iter().copied()).or_else(|| known.iter().copied().find(|other| is_akin(&word, other)));
    let meant = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let known = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    format!("`{word}` is not known here: {meant}known are {known}")
}

/// Whether two words have the same letters in another order (`titel`), or one begins with the other (`chairman`).
fn is_akin(word: &str, other: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (short, long) = if word.len() < other.len() { (word, other) } else { (other, word) };
    (short.len() >= 3 && long.starts_with(short)) || letters(word) == letters(other)
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { at: None, message: message.to_string(), of_type: false }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let told = if let Unexpected::Unsigned(number) = found {
            format!("the number `{number}`")
        } else if let Unexpected::Str(text) = found {
            format!("the text `{text}`")
        } else if found == Unexpected::Seq {
            "a list".to_owned()
        } else if found == Unexpected::Map {
            "a table".to_owned()
        } else {
            found.to_string()
        };
        let message = format!("expected {}, found {told}", in_words(&expected.to_string()));
        Self { at: None, message, of_type: true }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::custom(not_one_of(word, known))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::custom(not_one_of(key, known))
    }

    fn missing_field(key: &'static str) -> Self {
        Self::custom(format!("`{key}` is missing: add it"))
    }
}

/// Says what a Rust type expects to somebody who never saw one.
fn in_words(expected: &str) -> &str {
    match expected {
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false` without quotes",
        "a sequence" => "a list in `[ ]`",
        "u32" => "a whole number from 0 to 4294967295, without quotes",
        "u64" | "usize" => "a whole number from 0 on, without quotes",
        _ if expected.starts_with("struct ") => "a table in `{ }`",
        _ if expected.starts_with("enum ") || expected == "variant identifier" => "a word in quotes",
        _ => expected,
    }
}
