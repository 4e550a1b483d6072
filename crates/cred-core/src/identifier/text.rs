//! From what people type to the canonical text, and the conversions every identifier shares.

use core::fmt;

use crate::identifier::{IdentifierError, IdentifierKind, Rule};

/// Drops surrounding white space, inner spaces and hyphens, and makes letters upper-case.
pub(super) fn compact(kind: IdentifierKind, text: &str) -> Result<String, IdentifierError> {
    let mut canonical = String::new();
    for c in text.trim().chars() {
        match c {
            ' ' | '-' => {}
            c if c.is_ascii_alphanumeric() => canonical.push(c.to_ascii_uppercase()),
            c if c.is_ascii() => {
                return Err(IdentifierError::new(kind, Rule::UnexpectedCharacter, text));
            }
            _ => return Err(IdentifierError::new(kind, Rule::NotAscii, text)),
        }
    }
    if canonical.is_empty() {
        return Err(IdentifierError::new(kind, Rule::Blank, text));
    }
    Ok(canonical)
}

/// As [`compact`], and the result must be exactly `count` digits.
pub(super) fn digits(kind: IdentifierKind, count: usize, text: &str) -> Result<String, IdentifierError> {
    let canonical = compact(kind, text)?;
    if canonical.len() == count && all_digits(&canonical) {
        Ok(canonical)
    } else {
        Err(IdentifierError::new(kind, Rule::Form, text))
    }
}

pub(super) fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Writes a canonical text in hyphenated groups of the given lengths.
pub(super) fn write_grouped(f: &mut fmt::Formatter<'_>, canonical: &str, groups: &[usize]) -> fmt::Result {
    let mut rest = canonical;
    for (place, length) in groups.iter().enumerate() {
        let (group, after) = rest.split_at_checked(*length).unwrap_or((rest, ""));
        if place > 0 {
            f.write_str("-")?;
        }
        f.write_str(group)?;
        rest = after;
    }
    Ok(())
}

/// Conversions of an identifier that may be shown: its canonical text is a `String` in field 0.
macro_rules! shown_as_text {
    ($name:ident) => {
        impl $name {
            /// The canonical text: upper-case, no spaces or hyphens.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }

        crate::identifier::text::read_from_text!($name);
    };
}

/// Conversions of a secret identifier: a `Secret<String>` in field 0. There is no way to a `String` but `expose`.
macro_rules! secret_text {
    ($name:ident) => {
        impl $name {
            /// The canonical text: upper-case, no spaces or hyphens. Whoever calls this answers for where it goes.
            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = crate::identifier::Secret::<String>::deserialize(deserializer)?;
                Self::parse(text.expose()).map_err(serde::de::Error::custom)
            }
        }

        crate::identifier::text::read_from_text!($name);
    };
}

macro_rules! read_from_text {
    ($name:ident) => {
        impl core::str::FromStr for $name {
            type Err = crate::identifier::IdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::identifier::IdentifierError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
    };
}

/// `Display` of an identifier that is customarily written as its canonical text.
macro_rules! displayed_as_is {
    ($name:ident) => {
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(super) use {displayed_as_is, read_from_text, secret_text, shown_as_text};
