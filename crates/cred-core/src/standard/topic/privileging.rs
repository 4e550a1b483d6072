//! Topics of appointment and privileging.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Capacity, jurisdiction::Jurisdiction, provider::provider_type::ProviderType, standard::limit::Limit,
    text::Text,
};

/// A body that reviews privilege requests before the board decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewStep {
    /// Department chair.
    Chair,
    /// Credentials committee.
    CredentialsCommittee,
    /// Medical executive committee.
    Mec,
}

impl ReviewStep {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::CredentialsCommittee => "credentials-committee",
            Self::Mec => "mec",
        }
    }
}

/// The longest it may be; the first day counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// At most so long.
    pub limit: Limit,
}

impl Term {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// At least once in this time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The longest between two; the end itself is still good.
    pub interval: Limit,
}

impl Interval {
    pub(super) fn fault(&self) -> Option<String> {
        self.interval.fault()
    }
}

/// How long a first appointment is provisional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProvisionalAppointment {
    /// At least.
    pub at_least: Limit,
    /// At most.
    pub at_most: Limit,
}

impl ProvisionalAppointment {
    pub(super) fn fault(&self) -> Option<String> {
        let shorter = || {
            let lasts = |limit: Limit| limit.last_day_after(chrono::NaiveDate::default());
            let fits = lasts(self.at_least).zip(lasts(self.at_most)).is_none_or(|(least, most)| least <= most);
            (!fits).then(|| "`at_least` is longer than `at_most`: no provisional time would do".to_owned())
        };
        self.at_least.fault().or_else(|| self.at_most.fault()).or_else(shorter)
    }
}

/// A category of the medical staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffCategory {
    /// Its name: `active`, `honorary`, …
    pub category: Text,
    /// Whether it may hold privileges.
    pub privileges: bool,
    /// Whether it votes.
    #[serde(default)]
    pub votes: bool,
}

impl StaffCategory {
    pub(super) const fn fault(&self) -> Option<String> {
        None
    }
}

/// The bodies that review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// From the chair upwards, each at most once.
    pub steps: Vec<ReviewStep>,
}

impl Review {
    pub(super) fn fault(&self) -> Option<String> {
        let rising = self.steps.is_sorted_by(|earlier, later| earlier < later);
        (!rising).then(|| "the review goes from chair to credentials committee to MEC, each at most once".to_owned())
    }
}

/// Liability cover, in whole US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Insurance {
    /// At least so much per claim.
    pub per_claim: u64,
    /// At least so much in the aggregate.
    pub aggregate: u64,
}

impl Insurance {
    pub(super) fn fault(&self) -> Option<String> {
        (self.aggregate < self.per_claim).then(|| "`aggregate` is less than `per_claim`".to_owned())
    }
}

/// How days under several temporary grants for one application are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DayCount {
    /// Days held; gaps between grants do not count.
    #[default]
    HeldDays,
    /// Calendar days from the first grant on, gaps included.
    CalendarDays,
}

/// Temporary privileges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Temporary {
    /// At most so long in all; the first day counts.
    pub limit: Limit,
    /// How several grants for one application are summed.
    #[serde(default)]
    pub count: DayCount,
    /// Who may grant.
    #[serde(default = "chief_executive")]
    pub by: Vec<Capacity>,
}

fn chief_executive() -> Vec<Capacity> {
    vec![Capacity::Ceo]
}

impl Temporary {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault().or_else(|| self.by.is_empty().then(|| "`by` is empty: nobody could grant".to_owned()))
    }
}

/// Disaster privileges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Disaster {
    /// The licence is verified at its source within this time after the volunteer presents, or when the disaster is under control if that
    /// is earlier.
    pub verify_within: Limit,
    /// It is decided whether to continue within this time after arrival.
    pub decide_within: Limit,
    /// Who may grant.
    pub by: Vec<Capacity>,
}

impl Disaster {
    pub(super) fn fault(&self) -> Option<String> {
        self.verify_within.fault().or_else(|| self.decide_within.fault())
    }
}

/// Emergency acts: no grant; a standing rule for members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Whether a member who is suspended, on leave or relinquished may still act to save life or limb.
    #[serde(default)]
    pub even_if_suspended: bool,
}

impl Emergency {
    pub(super) const fn fault(&self) -> Option<String> {
        None
    }
}

/// In which way telemedicine is privileged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TelemedicineWay {
    /// The site's own full process.
    OwnProcess,
    /// Its own process with the distant site's information.
    DistantInformation,
    /// On the distant site's decision.
    DistantDecision,
}

impl TelemedicineWay {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OwnProcess => "own-process",
            Self::DistantInformation => "distant-information",
            Self::DistantDecision => "distant-decision",
        }
    }
}

/// Telemedicine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Telemedicine {
    /// The ways allowed.
    pub ways: Vec<TelemedicineWay>,
}

impl Telemedicine {
    pub(super) fn fault(&self) -> Option<String> {
        self.ways.is_empty().then(|| "`ways` is empty".to_owned())
    }
}

/// Focused evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fppe {
    /// Whether every new privilege begins with one, also where the form names none: then the reviewers plan it, and without a plan the grant is
    /// refused, whatever the rule says of a breach.
    pub every_new_privilege: bool,
    /// It is concluded within this time. Where nobody did, the privilege stays exercisable, and it is owed: the chair extends or concludes
    /// it, whatever the rule says of a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Limit>,
}

impl Fppe {
    pub(super) fn fault(&self) -> Option<String> {
        self.within.and_then(Limit::fault)
    }
}

/// Data bank queries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NpdbQuery {
    /// The longest between two queries; the end itself is still good.
    pub interval: Limit,
    /// Whether an enrollment in continuous query counts while it lasts.
    #[serde(default)]
    pub continuous_counts: bool,
    /// Whether one is needed before any clinical privilege begins.
    #[serde(default)]
    pub before_privileges: bool,
}

impl NpdbQuery {
    pub(super) fn fault(&self) -> Option<String> {
        self.interval.fault()
    }
}

/// Data bank reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NpdbReport {
    /// An adverse action that lasts longer than this; day 1 is the first day in force.
    pub longer_than: Limit,
    /// Reported within this time after the action day; for a suspension after the day on which it has lasted longer.
    pub within: Limit,
    /// About these professions; others may be reported.
    pub provider_types: Vec<ProviderType>,
}

impl NpdbReport {
    pub(super) fn fault(&self) -> Option<String> {
        self.longer_than.fault().or_else(|| self.within.fault())
    }
}

/// Summary suspension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SummarySuspension {
    /// Who may suspend.
    pub by: Vec<Capacity>,
    /// How many of them must act together.
    #[serde(default = "one")]
    pub together: u32,
    /// The executive committee reviews within this time.
    pub review_within: Limit,
}

const fn one() -> u32 {
    1
}

impl SummarySuspension {
    pub(super) fn fault(&self) -> Option<String> {
        if self.together == 0 || usize::try_from(self.together).map_or(true, |n| n > self.by.len()) {
            return Some("`together` is at least 1 and at most the number of those in `by`".to_owned());
        }
        self.review_within.fault()
    }
}

/// From when the time to ask for a hearing runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoticeClock {
    /// From the day on which the notice was sent.
    Mailing,
    /// From the day on which it was received, by proof of delivery.
    #[default]
    Receipt,
}

/// Hearings (42 USC 11112).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hearing {
    /// The provider may ask within this time after the notice; silence waives.
    pub ask_within: Limit,
    /// The hearing is at least so long after its notice.
    pub notice_at_least: Limit,
    /// From when the time to ask runs.
    #[serde(default)]
    pub clock: NoticeClock,
    /// A suspension while investigating needs no hearing up to this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_up_to: Option<Limit>,
}

impl Hearing {
    pub(super) fn fault(&self) -> Option<String> {
        [Some(self.ask_within), Some(self.notice_at_least), self.none_up_to]
            .into_iter()
            .flatten()
            .find_map(Limit::fault)
    }
}

/// Leave of absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// At most so long.
    pub limit: Limit,
    /// Reinstatement is asked for so long before the leave ends; of a leave that is no longer than this, on its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_before: Option<Limit>,
}

impl Leave {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault().or_else(|| self.ask_before.and_then(Limit::fault))
    }
}

/// What sets off an automatic relinquishment. Never a question of competence or conduct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The licence ended, was suspended, revoked or surrendered.
    License,
    /// The DEA or state registration ended or was taken.
    Dea,
    /// The liability cover lapsed or fell below the amount.
    Insurance,
    /// Excluded or debarred.
    Exclusion,
    /// A felony charge, plea or conviction.
    Felony,
    /// Medical records not completed.
    MedicalRecords,
    /// A special meeting missed.
    SpecialMeeting,
    /// An evaluation or information refused.
    InformationRefused,
    /// A certification not gained or kept in time.
    BoardCertification,
    /// Dues not paid.
    Dues,
    /// The supervisor or sponsor and every alternate gone.
    Supervisor,
    /// The end of an exclusive contract.
    Contract,
}

impl Trigger {
    /// Every trigger.
    pub const ALL: [Self; 12] = [
        Self::License,
        Self::Dea,
        Self::Insurance,
        Self::Exclusion,
        Self::Felony,
        Self::MedicalRecords,
        Self::SpecialMeeting,
        Self::InformationRefused,
        Self::BoardCertification,
        Self::Dues,
        Self::Supervisor,
        Self::Contract,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Dea => "dea",
            Self::Insurance => "insurance",
            Self::Exclusion => "exclusion",
            Self::Felony => "felony",
            Self::MedicalRecords => "medical-records",
            Self::SpecialMeeting => "special-meeting",
            Self::InformationRefused => "information-refused",
            Self::BoardCertification => "board-certification",
            Self::Dues => "dues",
            Self::Supervisor => "supervisor",
            Self::Contract => "contract",
        }
    }
}

/// What falls by an automatic relinquishment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RelinquishedScope {
    /// Prescribing controlled substances alone.
    Prescribing,
    /// New admissions and procedures; those under way go on.
    NewCases,
    /// Every privilege.
    #[default]
    All,
}

/// How a relinquishment is cured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Restoration {
    /// When the cause is gone.
    ByItself,
    /// When it is verified and the named body reinstates.
    ByReinstatement,
}

/// Automatic relinquishment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AutomaticRelinquishment {
    /// What sets it off.
    pub trigger: Trigger,
    /// What falls.
    #[serde(default)]
    pub scope: RelinquishedScope,
    /// Cured within this time after it began, else it is a resignation; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure_within: Option<Limit>,
    /// How it is cured.
    pub restoration: Restoration,
}

impl AutomaticRelinquishment {
    pub(super) fn fault(&self) -> Option<String> {
        self.cure_within.and_then(Limit::fault)
    }
}

/// Supervision or collaboration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Which professions need it.
    pub provider_types: Vec<ProviderType>,
    /// At least so many alternates named.
    #[serde(default)]
    pub alternates: u32,
    /// Not in these states (an opt-out under 42 CFR 482.52(c), full practice authority).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except_states: Vec<Jurisdiction>,
    /// Which professions may supervise.
    #[serde(default = "physicians")]
    pub supervisor_types: Vec<ProviderType>,
    /// Whether the one who supervises must be able to exercise the same privilege at the site.
    #[serde(default)]
    pub holds_scope: bool,
}

fn physicians() -> Vec<ProviderType> {
    vec![ProviderType::Physician]
}

impl Supervision {
    pub(super) fn fault(&self) -> Option<String> {
        let nobody = |key: &str| format!("`{key}` is empty");
        let asked = self.provider_types.is_empty().then(|| nobody("provider_types"));
        asked.or_else(|| self.supervisor_types.is_empty().then(|| nobody("supervisor_types")))
    }
}

/// DEA registrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeaRenewal {
    /// It may be renewed so long before its end.
    pub window: Limit,
    /// After its end it may be renewed late within this time, without authority meanwhile.
    pub late_within: Limit,
}

impl DeaRenewal {
    pub(super) fn fault(&self) -> Option<String> {
        self.window.fault().or_else(|| self.late_within.fault())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provisional_time_that_cannot_be_is_a_fault() {
        let rule = |at_least, at_most| ProvisionalAppointment {
            at_least: Limit::months(at_least),
            at_most: Limit::months(at_most),
        };
        assert!(rule(24, 6).fault().is_some());
        assert!(rule(6, 24).fault().is_none() && rule(12, 12).fault().is_none());
    }
}
