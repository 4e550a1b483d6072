//! Credential elements: the checkable kinds of fact, and the key that tells one element from another.

use serde::{Deserialize, Serialize};

/// A kind of checkable fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ElementKind {
    /// Who the person is.
    Identity,
    /// A licence to practise.
    License,
    /// A federal registration for controlled substances, per state.
    Dea,
    /// A state registration for controlled substances.
    ControlledSubstance,
    /// Professional school.
    Education,
    /// Residency, fellowship, internship.
    Training,
    /// Specialty board certification.
    BoardCertification,
    /// Any other certificate (life support, sedation, …).
    Certification,
    /// Professional liability cover.
    Insurance,
    /// Past work.
    WorkHistory,
    /// Settlements and judgments.
    MalpracticeHistory,
    /// State board sanctions.
    Sanctions,
    /// Federal or state exclusion lists.
    Exclusion,
    /// A query of the national practitioner data bank.
    NpdbQuery,
    /// An enrollment in the data bank's continuous query.
    ContinuousQuery,
    /// A peer's word on competence.
    PeerReference,
    /// Fitness to practise.
    HealthStatement,
    /// Cases done.
    CaseLog,
}

impl ElementKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::Identity,
        Self::License,
        Self::Dea,
        Self::ControlledSubstance,
        Self::Education,
        Self::Training,
        Self::BoardCertification,
        Self::Certification,
        Self::Insurance,
        Self::WorkHistory,
        Self::MalpracticeHistory,
        Self::Sanctions,
        Self::Exclusion,
        Self::NpdbQuery,
        Self::ContinuousQuery,
        Self::PeerReference,
        Self::HealthStatement,
        Self::CaseLog,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::License => "license",
            Self::Dea => "dea",
            Self::ControlledSubstance => "controlled-substance",
            Self::Education => "education",
            Self::Training => "training",
            Self::BoardCertification => "board-certification",
            Self::Certification => "certification",
            Self::Insurance => "insurance",
            Self::WorkHistory => "work-history",
            Self::MalpracticeHistory => "malpractice-history",
            Self::Sanctions => "sanctions",
            Self::Exclusion => "exclusion",
            Self::NpdbQuery => "npdb-query",
            Self::ContinuousQuery => "continuous-query",
            Self::PeerReference => "peer-reference",
            Self::HealthStatement => "health-statement",
            Self::CaseLog => "case-log",
        }
    }

    /// Parses the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether the element is a search of records (lists, data banks) rather than a credential someone holds: it is answered
    /// with *clear* or *reported*, never with *found*.
    #[must_use]
    pub const fn is_search(self) -> bool {
        match self {
            Self::MalpracticeHistory | Self::Sanctions | Self::Exclusion | Self::NpdbQuery => true,
            Self::Identity
            | Self::License
            | Self::Dea
            | Self::ControlledSubstance
            | Self::Education
            | Self::Training
            | Self::BoardCertification
            | Self::Certification
            | Self::Insurance
            | Self::WorkHistory
            | Self::ContinuousQuery
            | Self::PeerReference
            | Self::HealthStatement
            | Self::CaseLog => false,
        }
    }

    /// Whether every such credential ends on a printed day: without that day an answer would read as good for ever.
    #[must_use]
    pub const fn always_ends(self) -> bool {
        matches!(self, Self::License | Self::Dea | Self::ControlledSubstance | Self::Insurance | Self::ContinuousQuery)
    }

    /// Whether it is completed on its last day, or on its only one, and never ends after that.
    #[must_use]
    pub const fn is_completed(self) -> bool {
        matches!(self, Self::Education | Self::Training)
    }

    /// Whether only a source (or a designated equivalent) verifies it; for the rest what the applicant brings can do, where the
    /// policy says so.
    #[must_use]
    pub const fn needs_source(self) -> bool {
        match self {
            Self::License
            | Self::Dea
            | Self::ControlledSubstance
            | Self::Education
            | Self::Training
            | Self::BoardCertification
            | Self::MalpracticeHistory
            | Self::Sanctions
            | Self::Exclusion
            | Self::NpdbQuery
            | Self::ContinuousQuery
            | Self::PeerReference => true,
            Self::Identity
            | Self::Certification
            | Self::Insurance
            | Self::WorkHistory
            | Self::HealthStatement
            | Self::CaseLog => false,
        }
    }
}

impl std::fmt::Display for ElementKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Which element of a person: its kind, who issued it, and its number or name. Two licences of one state are two elements.
///
/// Written `license:AZ:MD:R12345`. A DEA number stands masked in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementKey {
    kind: ElementKind,
    parts: Vec<String>,
}

impl ElementKey {
    /// The key of the parts, compared without regard to case and spacing.
    #[must_use]
    pub fn new(kind: ElementKind, parts: &[&str]) -> Self {
        let fold = |part: &&str| part.split_whitespace().collect::<Vec<_>>().join("-").to_uppercase().replace(':', "");
        Self { kind, parts: parts.iter().map(fold).collect() }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ElementKind {
        self.kind
    }

    /// Whether a written key names this element: the kind, and as many further parts as are given, in any position.
    #[must_use]
    pub fn is_written(&self, text: &str) -> bool {
        let mut words = text.split(':').map(str::trim);
        let kind = words.next().and_then(ElementKind::parse);
        let fold = |word: &str| word.split_whitespace().collect::<Vec<_>>().join("-").to_uppercase();
        kind == Some(self.kind) && words.filter(|word| !word.is_empty()).all(|word| self.parts.contains(&fold(word)))
    }
}

impl std::fmt::Display for ElementKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.word())?;
        self.parts.iter().filter(|part| !part.is_empty()).try_for_each(|part| write!(f, ":{part}"))
    }
}
