//! What each agreement and disagreement is worth, as data.
//!
//! Twenty points are a factor of two in the odds that the entry is about the subject, so that 280 points say "sixteen thousand times as
//! likely as before". The sum, clipped to 0..=1000, is the score. The defaults are estimates of how often two unrelated people agree in
//! the field, less a little for errors; an operator who knows better replaces them.

use serde::{Deserialize, Serialize};

/// Points for a name that agrees, by how common it is. A common name says little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct NameWeights {
    /// The same, and not in the table of common names.
    pub rare: i32,
    /// The same, and in the table's third rank.
    pub uncommon: i32,
    /// The same, and in its second rank.
    pub common: i32,
    /// The same, and in its first rank.
    pub very_common: i32,
    /// Taken off when only a part of a double name agrees.
    pub part: i32,
    /// Taken off for one edit.
    pub one_edit: i32,
    /// Taken off for two edits.
    pub two_edits: i32,
    /// Taken off when one is cut off.
    pub truncated: i32,
    /// Taken off when one is a short form of the other.
    pub nickname: i32,
    /// Taken off when one goes by the middle name.
    pub middle_name: i32,
    /// Taken off when given and family name have changed places.
    pub swapped: i32,
    /// An initial that agrees with a name.
    pub initial: i32,
    /// Different: below zero.
    pub differs: i32,
}

/// Every weight. The serialised form leaves out nothing, so that a file of weights can be read by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Weights {
    /// The NPI agrees.
    pub npi_same: i32,
    /// Both tell an NPI, and they differ: evidence against, not decisive, since lists hold wrong numbers too.
    pub npi_differs: i32,
    /// Licence number and state agree.
    pub license_same: i32,
    /// The licence number agrees and one side does not tell the state.
    pub license_without_state: i32,
    /// Both tell licences of one state, with different numbers. People hold several.
    pub license_differs: i32,
    /// Family names.
    pub family: NameWeights,
    /// First names.
    pub given: NameWeights,
    /// The same middle name, in full.
    pub middle_same: i32,
    /// A middle name and its initial, or two equal initials.
    pub middle_initial: i32,
    /// Middle names one edit apart.
    pub middle_one_edit: i32,
    /// Different middle names.
    pub middle_differs: i32,
    /// The same generational suffix.
    pub suffix_same: i32,
    /// Different suffixes: father and son.
    pub suffix_differs: i32,
    /// The same date of birth.
    pub born_same: i32,
    /// Day and month have changed places.
    pub born_swapped: i32,
    /// One digit is another one, or two neighbours have changed places.
    pub born_one_edit: i32,
    /// They agree to the month, and one side tells no more.
    pub born_month: i32,
    /// They agree to the year, and one side tells no more.
    pub born_year: i32,
    /// Different dates of birth.
    pub born_differs: i32,
    /// A state in common.
    pub state_same: i32,
    /// No state in common. People move.
    pub state_differs: i32,
    /// The same profession or specialty.
    pub occupation_same: i32,
    /// A word in common.
    pub occupation_near: i32,
    /// Nothing in common. Lists use words of their own, and people change what they do.
    pub occupation_differs: i32,
    /// The same organisation's name.
    pub organization_same: i32,
    /// The same words in another order, or with others between them.
    pub organization_same_words: i32,
    /// One is the other cut off.
    pub organization_truncated: i32,
    /// One or two edits apart.
    pub organization_edits: i32,
    /// Taken off where every word is one that many organisations have (`home health care`), or one common family name is all that tells
    /// (`Smith Pharmacy`).
    pub organization_generic: i32,
    /// Different names.
    pub organization_differs: i32,
}

/// From which score on what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Thresholds {
    /// The least score of a potential match, inclusive. An NPI that agrees is reported whatever the score.
    pub potential: u16,
    /// The least score of a strong one, inclusive.
    pub strong: u16,
}

impl Default for NameWeights {
    /// Family names: one in 16,000 for a rare one, one in 250 for `Smith`.
    fn default() -> Self {
        Self {
            rare: 280,
            uncommon: 240,
            common: 200,
            very_common: 160,
            part: 30,
            one_edit: 40,
            two_edits: 110,
            truncated: 70,
            nickname: 40,
            middle_name: 120,
            swapped: 40,
            initial: 60,
            differs: -260,
        }
    }
}

impl NameWeights {
    /// First names: one in 1,000 for a rare one, one in 30 for `James`.
    #[must_use]
    pub fn given() -> Self {
        Self {
            rare: 200,
            uncommon: 165,
            common: 130,
            very_common: 100,
            one_edit: 30,
            two_edits: 90,
            truncated: 40,
            differs: -200,
            ..Self::default()
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            npi_same: 900,
            npi_differs: -250,
            license_same: 420,
            license_without_state: 260,
            license_differs: -20,
            family: NameWeights::default(),
            given: NameWeights::given(),
            middle_same: 110,
            middle_initial: 45,
            middle_one_edit: 70,
            middle_differs: -90,
            suffix_same: 40,
            suffix_differs: -200,
            born_same: 280,
            born_swapped: 200,
            born_one_edit: 110,
            born_month: 160,
            born_year: 90,
            born_differs: -380,
            state_same: 80,
            state_differs: -40,
            occupation_same: 60,
            occupation_near: 40,
            occupation_differs: -20,
            organization_same: 420,
            organization_same_words: 330,
            organization_truncated: 360,
            organization_edits: 350,
            organization_generic: 70,
            organization_differs: -300,
        }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { potential: 360, strong: 600 }
    }
}

impl Thresholds {
    /// Every pair that bears the same full name and that nothing told keeps apart, however common the name: for a small roster, where a
    /// few more to look at cost little.
    #[must_use]
    pub const fn cautious() -> Self {
        Self { potential: 240, strong: 600 }
    }
}
