//! Topics of credentialing.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Capacity,
    evidence::source::Method,
    provider::{element::ElementKind, provider_type::ProviderType},
    standard::limit::{Comparator, Limit},
    text::Text,
};

/// What is asked of one kind of element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ElementRule {
    /// The kind.
    pub element: ElementKind,
    /// For which provider types; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provider_types: Vec<ProviderType>,
    /// Other kinds that will do in its place: the highest of school, training and board certification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<ElementKind>,
    /// The sources it accepts, by name; any named source where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Text>,
    /// The sources it accepts as equal to the primary one, by name, for the method `designated-equivalent`; any named source where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equivalents: Vec<Text>,
    /// The methods it accepts.
    pub methods: Vec<Method>,
    /// Whether every such element that the provider claims must be verified, or one is enough.
    #[serde(default)]
    pub each_claimed: bool,
    /// Whether it is asked only of those who claim one.
    #[serde(default)]
    pub only_if_claimed: bool,
    /// At least so many of them (peer references); one where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
}

impl ElementRule {
    pub(super) fn fault(&self) -> Option<String> {
        if self.methods.is_empty() {
            return Some("`methods` is empty: nothing could verify it".to_owned());
        }
        let copies = self.methods == [Method::ApplicantCopy] && self.element.needs_source();
        if copies {
            return Some(format!("a copy brought by the applicant never verifies {}", self.element));
        }
        (self.at_least == Some(0)).then(|| "`at_least` is 0: leave the rule out".to_owned())
    }
}

/// How old a verification may be at the decision; the day of verification is day 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerificationAge {
    /// Of which kind of element.
    pub element: ElementKind,
    /// For which provider types; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provider_types: Vec<ProviderType>,
    /// At most so old.
    pub limit: Limit,
    /// Whether the limit itself is still good; `at-most` where not given.
    #[serde(default)]
    pub comparator: Comparator,
}

impl VerificationAge {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// How old the signature may be at the decision; the day of signature is day 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttestationAge {
    /// At most so old.
    pub limit: Limit,
}

impl AttestationAge {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// Gaps in the work history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkHistory {
    /// How far back it is looked at from the decision, or since the first licence if that is shorter.
    pub look_back: Limit,
    /// A gap longer than this is explained, spoken or written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain_over: Option<Limit>,
    /// A gap longer than this is explained in writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_over: Option<Limit>,
    /// Whether a gap of exactly the length counts already.
    #[serde(default)]
    pub from_exactly: bool,
}

impl WorkHistory {
    pub(super) fn fault(&self) -> Option<String> {
        [Some(self.look_back), self.explain_over, self.written_over].into_iter().flatten().find_map(Limit::fault)
    }
}

/// From one decision to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recredentialing {
    /// Within this time.
    pub limit: Limit,
}

impl Recredentialing {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// Provisional credentialing: a decision on less, for a short time, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProvisionalCredentialing {
    /// For at most this time; the first day counts.
    pub limit: Limit,
    /// The elements that must be verified before it.
    pub elements: Vec<ElementKind>,
}

impl ProvisionalCredentialing {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault().or_else(|| self.elements.is_empty().then(|| "`elements` is empty".to_owned()))
    }
}

/// Clean files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CleanFile {
    /// Who may approve one without the committee; nobody where empty.
    pub by: Vec<Capacity>,
}

impl CleanFile {
    pub(super) fn fault(&self) -> Option<String> {
        let wrong = self.by.iter().find(|by| matches!(by, Capacity::Provider | Capacity::Delegate | Capacity::System));
        wrong.map(|by| format!("`{by}` approves no file"))
    }
}

/// How a body makes a valid decision. The quorum is counted on the members entitled to vote on the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Committee {
    /// Which body: `credentials-committee`, `mec`, `board`, `hearing-panel`.
    pub body: Capacity,
    /// At least so many present who may vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum_members: Option<u32>,
    /// At least so many percent of those entitled to vote present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum_percent: Option<u32>,
    /// Whether a recused member counts in the base and towards the quorum; they never vote.
    #[serde(default)]
    pub count_recused: bool,
    /// A majority of its voting members are physicians (42 CFR 482.22(b)(2) for an executive committee).
    #[serde(default)]
    pub physician_majority: bool,
}

impl Committee {
    pub(super) fn fault(&self) -> Option<String> {
        if self.quorum_percent.is_some_and(|percent| percent == 0 || percent > 100) {
            return Some("`quorum_percent` is 1 to 100".to_owned());
        }
        (self.quorum_members == Some(0)).then(|| "`quorum_members` is 0: leave it out".to_owned())
    }
}

/// Approval by a committee of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpeditedApproval {
    /// At least so many voting members of the board.
    pub voting_members: u32,
}

impl ExpeditedApproval {
    pub(super) fn fault(&self) -> Option<String> {
        (self.voting_members == 0).then(|| "`voting_members` is 0".to_owned())
    }
}

/// Within this time after the event; the day of the event is day 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoticeWithin {
    /// Within this time.
    pub limit: Limit,
}

impl NoticeWithin {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// Asking again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// So long after the last attempt.
    pub after: Limit,
    /// At least so many attempts before it may be given up.
    pub attempts: u32,
}

impl FollowUp {
    pub(super) fn fault(&self) -> Option<String> {
        self.after.fault().or_else(|| (self.attempts == 0).then(|| "`attempts` is 0".to_owned()))
    }
}

/// Looking at an element between decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// Which kind of element.
    pub element: ElementKind,
    /// At least once in this time.
    pub interval: Limit,
    /// What a source released is reviewed within this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_within: Option<Limit>,
}

impl Monitoring {
    pub(super) fn fault(&self) -> Option<String> {
        self.interval.fault().or_else(|| self.review_within.and_then(Limit::fault))
    }
}

/// What an exclusion stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExclusionScope {
    /// The care of patients of federal programmes alone.
    FederalProgrammes,
    /// Everything.
    #[default]
    All,
}

/// What an unresolved possible match does meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PossibleMatch {
    /// The answer is unknown until a person says.
    #[default]
    Unknown,
    /// It stops like a confirmed one.
    Stops,
}

/// Screening on one list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExclusionScreen {
    /// The list: `LEIE`, `SAM`, a state's.
    pub list: Text,
    /// Screened at least once in this time; an older screen is a violation. No limit where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Limit>,
    /// What an exclusion stops.
    #[serde(default)]
    pub scope: ExclusionScope,
    /// What an unresolved match does.
    #[serde(default)]
    pub possible_match: PossibleMatch,
}

impl ExclusionScreen {
    pub(super) fn fault(&self) -> Option<String> {
        self.interval.and_then(Limit::fault)
    }
}

/// Why a provider is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LeaveCause {
    /// Active military duty.
    Military,
    /// Medical leave.
    Medical,
    /// Maternity or parental leave.
    Maternity,
    /// A sabbatical.
    Sabbatical,
}

impl LeaveCause {
    /// Every cause.
    pub const ALL: [Self; 4] = [Self::Military, Self::Medical, Self::Maternity, Self::Sabbatical];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Military => "military",
            Self::Medical => "medical",
            Self::Maternity => "maternity",
            Self::Sabbatical => "sabbatical",
        }
    }

    /// Parses the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// A leave that extends the time to the next decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LawfulExtension {
    /// The decision is made within this time after the return; the day of the return is day 0.
    pub after_return: Limit,
    /// Which leaves extend; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<LeaveCause>,
}

impl LawfulExtension {
    pub(super) fn fault(&self) -> Option<String> {
        self.after_return.fault()
    }
}
