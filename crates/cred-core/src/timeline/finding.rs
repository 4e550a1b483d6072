//! Findings: what a rule asks, what it found, and the facts behind it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::truth::Truth;
use crate::time::{Instant, partial_date::PartialDate};

/// What asks for something: a rule, where it stands, and who owes what is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// A stable code, such as `license`.
    pub code: &'static str,
    /// What is asked, in a few words.
    pub asks: String,
    /// Where the rule stands: a bylaws version, a privilege set's version and item, a policy.
    pub citation: String,
    /// Who must act to have it met.
    pub owed_by: Owes,
}

/// Who owes what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owes {
    /// The provider.
    Provider,
    /// The credentialing staff.
    Msp,
    /// The reviewing bodies.
    Reviewers,
    /// The facility's administration.
    Facility,
    /// The rule admits no cure by anyone here.
    Nobody,
}

impl Owes {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Msp => "msp",
            Self::Reviewers => "reviewers",
            Self::Facility => "facility",
            Self::Nobody => "nobody",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)+) => {
        /// Why a requirement has the value it has. The codes are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingReason { $($(#[$doc])* $name,)+ }

        impl FindingReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The reason in words for a person in a hurry.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

reasons! {
    /// In force.
    InForce = "in-force", "in force";
    /// Its first day has not come.
    NotYetInForce = "not-yet-in-force", "not in force yet";
    /// It has ended.
    Expired = "expired", "expired";
    /// A partial date or an unknown zone leaves open whether it is in force.
    DateUncertain = "date-uncertain", "its dates are not known exactly enough";
    /// The verification or signature is recent enough for a decision.
    Fresh = "fresh", "recent enough";
    /// The verification is too old for a decision.
    Stale = "stale", "verified too long ago for a decision now";
    /// The source or method is not one that the policy accepts.
    SourceNotAccepted = "source-not-accepted", "verified by a source or method that the policy does not accept";
    /// Nothing is on file about it.
    NotOnFile = "not-on-file", "nothing on file";
    /// It is claimed, and no usable verification supports it.
    NotVerified = "not-verified", "claimed but not verified at its source";
    /// The source says something else than the provider.
    Discrepant = "discrepant", "the source and the provider differ";
    /// What is verified is of another kind than asked.
    OtherKind = "other-kind", "what is verified does not match what is asked";
    /// Suspended by its issuer.
    SuspendedByIssuer = "suspended-by-issuer", "suspended by its issuer";
    /// Revoked by its issuer.
    RevokedByIssuer = "revoked-by-issuer", "revoked by its issuer";
    /// Given up.
    Surrendered = "surrendered", "surrendered";
    /// Limited by its issuer.
    Encumbered = "encumbered", "limited by its issuer";
    /// Excluded from federal programmes.
    Excluded = "excluded", "excluded from federal health care programmes";
    /// Screened and not found on the list.
    NotExcluded = "not-excluded", "screened and not on the list";
    /// A match that nobody has resolved.
    PossibleMatch = "possible-match", "a possible match on an exclusion list is not resolved";
    /// Enough.
    Enough = "enough", "enough";
    /// Too little.
    TooLittle = "too-little", "less than asked";
    /// What is on file can be read as enough or as too little.
    PerhapsEnough = "perhaps-enough", "the records do not show whether it is enough";
    /// A gap that nobody explained as the rule asks.
    GapUnexplained = "gap-unexplained", "a gap in the work history is not explained as asked";
    /// The dates leave open whether there is such a gap.
    PerhapsGap = "perhaps-gap", "the dates leave open whether there is a gap in the work history";
    /// Held or standing.
    Held = "held", "held";
    /// Not granted here.
    NotGranted = "not-granted", "not granted";
    /// Asked for and under review.
    UnderReview = "under-review", "requested and still under review";
    /// Denied.
    Denied = "denied", "denied";
    /// Suspended here.
    Suspended = "suspended", "suspended";
    /// On leave.
    OnLeave = "on-leave", "on leave";
    /// The printed end of the leave is past, and nobody has reinstated.
    LeaveOver = "leave-over", "past the printed end of the leave, and not reinstated";
    /// Relinquished automatically: administrative, until it is cured.
    RelinquishedAutomatically = "relinquished-automatically", "relinquished automatically until it is cured";
    /// What lapsed is cured, and the named body has not reinstated.
    AwaitingReinstatement = "awaiting-reinstatement", "it lapsed, and nobody has reinstated since";
    /// The staff category holds no privileges.
    CategoryWithoutPrivileges = "category-without-privileges", "the staff category holds no privileges";
    /// The provisional time is over, and nobody has concluded it.
    ProvisionalOver = "provisional-over", "the provisional time is over and was not concluded";
    /// Done within the time that a rule allows.
    DoneInTime = "done-in-time", "done within the time";
    /// Not done within the time that a rule allows, and the rule blocks.
    Overdue = "overdue", "overdue by a rule that blocks";
    /// Revoked here.
    Revoked = "revoked", "revoked";
    /// Resigned or given up here.
    Relinquished = "relinquished", "given up";
    /// Ended because the provider died.
    Deceased = "deceased", "the provider has died";
    /// No approved credentialing file.
    NotCredentialed = "not-credentialed", "no approved credentialing file";
    /// No appointment to the medical staff.
    NotAppointed = "not-appointed", "no appointment at this facility";
    /// A restriction bars it.
    Restricted = "restricted", "barred by a restriction of this privilege";
    /// The grant is not for this site.
    OtherSite = "other-site", "not granted for this site";
    /// The resource is in service.
    InService = "in-service", "in service";
    /// The resource is in service with limits.
    Degraded = "degraded", "in service with limits";
    /// The resource is planned.
    Planned = "planned", "planned, not in service yet";
    /// The resource is out of service.
    OutOfService = "out-of-service", "out of service";
    /// The resource is retired.
    Retired = "retired", "retired";
    /// The facility lost it (licence, contract).
    Lost = "lost", "lost";
    /// The site has no such resource.
    NoSuchResource = "no-such-resource", "this site has none";
    /// The age is in the band.
    AgeInBand = "age-in-band", "the patient's age is in the band";
    /// The age was not given; the band is a condition.
    AgeNotGiven = "age-not-given", "for these patients only; the age was not given";
    /// The age is outside of the band.
    AgeOutsideBand = "age-outside-band", "the patient's age is outside the band";
    /// No privilege of the facility lists the code.
    CodeNotMapped = "code-not-mapped", "no privilege of this facility lists this procedure code";
    /// The version of the form that was granted does not list the code.
    CodeNotListed = "code-not-listed", "granted under a version of the form that does not list this procedure";
    /// No version of the form is in force.
    NotOffered = "not-offered", "not offered by the facility at this time";
    /// No bylaws are in force.
    NoBylaws = "no-bylaws", "the facility has adopted no bylaws for this time";
    /// The longest time for temporary privileges is used up.
    CapReached = "cap-reached", "the longest time for temporary privileges is used up";
    /// The board has decided about the privilege.
    DecidedByBoard = "decided-by-board", "the board's decision has taken its place";
    /// The application it waits for was withdrawn, denied or closed.
    ApplicationClosed = "application-closed", "the application it waited for is closed";
    /// Ended by those who may.
    Terminated = "terminated", "terminated";
    /// The emergency operations plan is not activated, or that activation is over.
    PlanNotActive = "plan-not-active", "the activation of the emergency operations plan is over";
    /// Nobody decided in time that it goes on.
    NotContinued = "not-continued", "it was not decided in time to continue";
    /// The licence was not verified at its source in time.
    NotVerifiedInTime = "not-verified-in-time", "the license was not verified at its source in time";
    /// The agreement with the distant site is not in force.
    NoAgreement = "no-agreement", "no agreement with the distant site is in force";
    /// The distant site no longer privileges the practitioner.
    DistantEnded = "distant-ended", "no longer privileged at the distant site";
    /// An act to save life or limb.
    EmergencyAct = "emergency-act", "an emergency act of a member of the staff";
    /// No enrollment with the payer.
    NotEnrolled = "not-enrolled", "not enrolled with this payer";
    /// Before the effective date, within the time that the payer pays for.
    Retroactive = "retroactive", "before the effective date, and still paid for";
    /// Deactivated by the payer.
    Deactivated = "deactivated", "deactivated by the payer; the gap is never filled";
    /// Barred after a revocation.
    Barred = "barred", "revoked by the payer and barred";
    /// The payer holds payment.
    PaymentHeld = "payment-held", "the payer holds payment";
    /// Opted out of Medicare.
    OptedOut = "opted-out", "opted out of Medicare";
    /// A training licence.
    TrainingLicense = "training-license", "a training license, good for the training programme alone";
    /// A board order bars the schedule.
    ScheduleBarred = "schedule-barred", "a board order bars this schedule";
    /// The licence of the principal state was suspended, revoked or surrendered.
    PrincipalLicenseFallen = "principal-license-fallen", "fallen with the license of the principal state";
    /// Suspended after another member state's discipline.
    CompactSuspension = "compact-suspension", "suspended for 90 days by the compact after another state's discipline";
    /// The multistate licence does not reach the state.
    OutsideCompact = "outside-compact", "the multistate license does not reach this state at this time";
    /// No agreement with a supervisor.
    NotSupervised = "not-supervised", "no supervision agreement in force covers it";
    /// The supervisor is not of a profession that may supervise.
    MayNotSupervise = "may-not-supervise", "of a profession that may not supervise here";
    /// An agreement is in force.
    Supervised = "supervised", "supervised under an agreement in force";
    /// Too few alternates.
    TooFewAlternates = "too-few-alternates", "fewer alternates named than the rule asks for";
    /// The cases lie too far apart.
    GapTooLong = "gap-too-long", "the cases lie further apart than allowed";
    /// Certified once and no longer, so not eligible by recent training.
    NoLongerCertified = "no-longer-certified", "certified before and no longer";
    /// The liability cover leaves the activity out.
    ActivityNotCovered = "activity-not-covered", "the liability cover leaves this activity out";
    /// The setting is one of the item's.
    SettingListed = "setting-listed", "the setting is one of the privilege's";
    /// The setting was not given; the settings are a condition.
    SettingNotGiven = "setting-not-given", "in these settings only; the setting was not given";
    /// The setting is another one.
    OtherSetting = "other-setting", "the setting is none of the privilege's";
    /// The last screen is too old.
    ScreenOverdue = "screen-overdue", "the last screen is older than the rule allows";
    /// The rule does not apply at this time.
    NotApplicable = "not-applicable", "does not apply at this time";
}

/// What kind of record a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A provider's record.
    Provider,
    /// Evidence: the answer of a source.
    Evidence,
    /// A credentialing file.
    CredentialingFile,
    /// An appointment.
    Appointment,
    /// A privilege request or grant.
    Privilege,
    /// A resource of a site.
    Resource,
    /// A version of a privilege set.
    PrivilegeSet,
    /// A version of bylaws.
    Bylaws,
    /// A temporary privilege.
    TemporaryPrivilege,
    /// A disaster privilege.
    DisasterPrivilege,
    /// A telemedicine privilege by proxy.
    ProxyPrivilege,
    /// An agreement with a distant site.
    Agreement,
    /// An enrollment with a payer.
    Enrollment,
    /// A supervision or collaboration agreement.
    Supervision,
}

impl FactKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Evidence => "evidence",
            Self::CredentialingFile => "credentialing-file",
            Self::Appointment => "appointment",
            Self::Privilege => "privilege",
            Self::Resource => "resource",
            Self::PrivilegeSet => "privilege-set",
            Self::Bylaws => "bylaws",
            Self::TemporaryPrivilege => "temporary-privilege",
            Self::DisasterPrivilege => "disaster-privilege",
            Self::ProxyPrivilege => "proxy-privilege",
            Self::Agreement => "agreement",
            Self::Enrollment => "enrollment",
            Self::Supervision => "supervision",
        }
    }
}

/// From when to when a fact holds, as its record says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactSpan {
    /// Printed dates, both inclusive, in the issuer's zone.
    Dates {
        /// The first day.
        from: Option<PartialDate>,
        /// The last day.
        to: Option<PartialDate>,
    },
    /// Instants, the end exclusive.
    Instants {
        /// The first instant.
        from: Instant,
        /// The first instant after it.
        to: Option<Instant>,
    },
}

/// One record that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What kind of record.
    pub kind: FactKind,
    /// Its id: the evidence id, the grant's id, …
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Who said so, for evidence.
    pub source: Option<String>,
    /// How it was asked, for evidence.
    pub method: Option<&'static str>,
    /// The day the source answered, for evidence.
    pub verified_on: Option<NaiveDate>,
    /// From when to when it holds.
    pub span: Option<FactSpan>,
}

/// What a requirement is worth during one piece of its timeline, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The value.
    pub truth: Truth,
    /// Why.
    pub reason: FindingReason,
    /// The records it rests on.
    pub facts: Vec<Arc<Fact>>,
    /// Limits under which it holds.
    pub conditions: Vec<String>,
}

impl Cause {
    /// A cause without records behind it.
    #[must_use]
    pub const fn bare(truth: Truth, reason: FindingReason) -> Self {
        Self { truth, reason, facts: Vec::new(), conditions: Vec::new() }
    }

    /// A cause that rests on one record.
    #[must_use]
    pub fn on(truth: Truth, reason: FindingReason, fact: &Arc<Fact>) -> Self {
        Self { truth, reason, facts: vec![Arc::clone(fact)], conditions: Vec::new() }
    }
}

/// A deciding leaf at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What asked.
    pub requirement: Arc<Requirement>,
    /// What was found.
    pub cause: Cause,
    /// The instant at which this finding next changes its value, if it is known to.
    pub until: Option<Instant>,
}
