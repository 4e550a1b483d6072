//! A source that a program can ask, described as data: what it verifies, what it has to be given, what it counts for under which standard,
//! and how it may be asked. Who really asks it stands elsewhere; nothing here does.

pub mod outage;
pub mod pace;

use serde::{Deserialize, Serialize};

use super::source::Method;
use crate::{
    id::SourceId,
    provider::element::{ElementKey, ElementKind},
    text::Text,
    time::Instant,
};
use outage::Outage;
use pace::{Cadence, Pace};

/// What a source has to be given to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// The national provider identifier.
    Npi,
    /// The family name.
    FamilyName,
    /// The first name.
    GivenName,
    /// The date of birth.
    BirthDate,
    /// The number of the credential.
    Number,
    /// The issuing state.
    State,
    /// The type of licence.
    LicenseType,
    /// The issuing board, or the programme.
    Issuer,
    /// The certificate, degree or specialty.
    Certificate,
}

impl Input {
    /// Every input.
    pub const ALL: [Self; 9] = [
        Self::Npi,
        Self::FamilyName,
        Self::GivenName,
        Self::BirthDate,
        Self::Number,
        Self::State,
        Self::LicenseType,
        Self::Issuer,
        Self::Certificate,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Npi => "npi",
            Self::FamilyName => "family-name",
            Self::GivenName => "given-name",
            Self::BirthDate => "birth-date",
            Self::Number => "number",
            Self::State => "state",
            Self::LicenseType => "license-type",
            Self::Issuer => "issuer",
            Self::Certificate => "certificate",
        }
    }

    /// Parses the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|input| input.word() == word)
    }
}

/// What a source counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// It is the primary source.
    Primary,
    /// It is accepted as equal to the primary source.
    DesignatedEquivalent,
    /// It is neither: what it says may be looked at, and verifies nothing.
    Neither,
}

/// What a source counts for about a kind of element under a standard. What no standing tells is neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The id of the rule pack, or `*` for every one.
    pub standard: Text,
    /// About which kind of element.
    pub element: ElementKind,
    /// What it counts for.
    pub counts: Counts,
}

/// A source that a program can ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimarySource {
    /// Its id.
    pub id: SourceId,
    /// Its name, as rule packs write it and evidence keeps it.
    pub name: Text,
    /// What it verifies: a kind of element alone, or one written further (`exclusion:SAM`, `license:AZ`).
    pub verifies: Vec<Text>,
    /// What it has to be given.
    pub inputs: Vec<Input>,
    /// What it counts for, under which standard.
    pub standings: Vec<Standing>,
    /// How often what it knows is renewed, and when that is too old to tell an absence.
    pub cadence: Cadence,
    /// When it does not answer.
    pub outages: Vec<Outage>,
    /// How fast, how often and how long it is asked.
    pub pace: Pace,
}

impl PrimarySource {
    /// Whether it answers about an element.
    #[must_use]
    pub fn answers(&self, element: &ElementKey) -> bool {
        self.verifies.iter().any(|written| element.is_written(written.as_str()))
    }

    /// What it counts for about a kind of element under a standard (the id of a rule pack). What is told of the standard itself goes
    /// before what is told of every one; of two that contradict each other the lesser holds, and what nobody tells is neither.
    #[must_use]
    pub fn counts(&self, standard: &str, element: ElementKind) -> Counts {
        let told = |of: &str| {
            let own = self.standings.iter().filter(|own| own.element == element && own.standard.means(of));
            own.map(|own| own.counts).max()
        };
        told(standard).or_else(|| told("*")).unwrap_or(Counts::Neither)
    }

    /// The method that its answer is evidence by, under a standard; none where it verifies nothing there.
    #[must_use]
    pub fn method(&self, standard: &str, element: ElementKind) -> Option<Method> {
        match self.counts(standard, element) {
            Counts::Primary => Some(Method::Primary),
            Counts::DesignatedEquivalent => Some(Method::DesignatedEquivalent),
            Counts::Neither => None,
        }
    }

    /// Until when it is known not to answer, where it is so at an instant; the end is exclusive.
    #[must_use]
    pub fn out_until(&self, at: Instant) -> Option<Instant> {
        self.outages.iter().filter_map(|outage| outage.until(at)).max()
    }
}
