//! Names of persons, each with the dates between which it was borne.

use serde::{Deserialize, Serialize};

use crate::{
    text::{Text, plain},
    time::partial_date::PartialDate,
};

/// The name of a person, in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// Family name (surname).
    pub family: Text,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Text>,
    /// Middle names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<Text>,
    /// Jr, III, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
}

impl PersonName {
    /// Whether a written name, in either order, is this one: `Given Family`, `G. Family`, `Given Middle Family`, `Family, Given`. Case, dots,
    /// commas, accents and suffixes do not count.
    #[must_use]
    pub fn is_written(&self, text: &str) -> bool {
        let bare = |text: &str| {
            let mut words: Vec<String> = plain(&text.replace(['.', ',', '-'], " "))
                .split(' ')
                .filter(|word| {
                    !word.is_empty() && !matches!(*word, "dr" | "jr" | "sr" | "ii" | "iii" | "iv" | "md" | "do")
                })
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        let Some(given) = &self.given else {
            return bare(text) == bare(self.family.as_str());
        };
        let short = format!("{given} {}", self.family);
        let long = self.middle.as_ref().map(|middle| format!("{given} {middle} {}", self.family));
        let text = bare(text);
        let initial: String = given.as_str().chars().take(1).collect();
        text == bare(&short)
            || text == bare(&format!("{initial} {}", self.family))
            || long.is_some_and(|long| text == bare(&long))
    }

    /// `Family, Given Middle Suffix`, as lists sort it.
    #[must_use]
    pub fn sorted(&self) -> String {
        let rest: Vec<&str> =
            [&self.given, &self.middle, &self.suffix].into_iter().flatten().map(Text::as_str).collect();
        if rest.is_empty() { self.family.to_string() } else { format!("{}, {}", self.family, rest.join(" ")) }
    }
}

impl std::fmt::Display for PersonName {
    /// `Given Middle Family Suffix`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [self.given.as_ref(), self.middle.as_ref(), Some(&self.family), self.suffix.as_ref()];
        f.write_str(&parts.into_iter().flatten().map(Text::as_str).collect::<Vec<_>>().join(" "))
    }
}

/// What a name is to its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// The legal name.
    Legal,
    /// A former name (before a marriage, say).
    Former,
    /// The name used at work.
    Professional,
    /// Any other.
    Other,
}

impl NameKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Legal => "legal",
            Self::Former => "former",
            Self::Professional => "professional",
            Self::Other => "other",
        }
    }
}

/// A name and when it was borne. Both days inclusive; a missing day leaves that side open.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedName {
    /// The name.
    pub name: PersonName,
    /// What it is.
    pub kind: NameKind,
    /// The first day it was borne.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// The last day it was borne.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PartialDate>,
}

impl DatedName {
    /// Whether it may have been borne on a day known to some precision.
    #[must_use]
    pub fn may_be_borne_on(&self, day: PartialDate) -> bool {
        self.from.is_none_or(|from| from.first_day() <= day.last_day())
            && self.to.is_none_or(|to| day.first_day() <= to.last_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_recognised_in_either_order() {
        let name = PersonName {
            family: Text::parse("Okonkwo-Reyes").unwrap(),
            given: Some(Text::parse("Maya").unwrap()),
            middle: Some(Text::parse("L.").unwrap()),
            suffix: None,
        };
        for text in ["maya okonkwo-reyes", "Okonkwo Reyes, Maya", "Dr. Maya L Okonkwo-Reyes, MD"] {
            assert!(name.is_written(text), "{text}");
        }
        assert!(!name.is_written("Maya Reyes"));
        let accented = PersonName {
            family: Text::parse("Núñez Strauß").unwrap(),
            given: Some(Text::parse("Zoë").unwrap()),
            middle: None,
            suffix: None,
        };
        for text in ["Zoe Nunez Strauss", "NÚÑEZ STRAUSS, ZOE", "Zoe\u{308} Nun\u{303}ez Strauß"] {
            assert!(accented.is_written(text), "{text}");
        }
        assert!(!name.is_written(""));
    }
}
