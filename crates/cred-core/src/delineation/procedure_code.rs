//! Procedure codes, as opaque texts that the site supplies. None are shipped but public-domain examples.

use serde::{Deserialize, Serialize};

/// A code, or all codes that begin alike (`0FT4*`). Compared without regard to case, dots and spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodePattern(String);

/// A text that is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a procedure code: 1 to 20 letters or digits, with a `*` at its end for all that begin so (after at least two)"
)]
pub struct CodeError(String);

fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '.' | ' ' | '-')).collect::<String>().to_ascii_uppercase()
}

impl CodePattern {
    /// Parses a code or pattern.
    ///
    /// # Errors
    /// When the text has another shape.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let code = bare(text);
        let stem = code.strip_suffix('*').unwrap_or(&code);
        let least = if stem.len() == code.len() { 1 } else { 2 };
        if stem.len() < least || stem.len() > 20 || !stem.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(CodeError(text.chars().take(40).collect()));
        }
        Ok(Self(code))
    }

    /// Whether a code is meant.
    #[must_use]
    pub fn covers(&self, code: &str) -> bool {
        let code = bare(code);
        self.0.strip_suffix('*').map_or_else(|| code == self.0, |stem| code.starts_with(stem))
    }
}

impl std::fmt::Display for CodePattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CodePattern {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<CodePattern> for String {
    fn from(code: CodePattern) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_what_begins_alike() {
        let pattern = CodePattern::parse("0ft4*").unwrap();
        assert!(pattern.covers("0FT44ZZ") && !pattern.covers("0FT54ZZ"));
        assert!(CodePattern::parse("C9606").unwrap().covers("c96.06"));
        for bad in ["", "*", "0*", "a b*c", "ü"] {
            assert!(CodePattern::parse(bad).is_err(), "{bad}");
        }
    }
}
