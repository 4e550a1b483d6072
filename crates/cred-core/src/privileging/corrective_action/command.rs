//! What may be asked of a corrective action.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Cause, ReviewAction},
    id::{AppointmentId, PrivilegeRequestId, ProviderId},
    text::Text,
    time::Instant,
};

/// How a legal notice is delivered: each leaves a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Handed over in person; received the day it is sent.
    InHand,
    /// Certified mail with a return receipt.
    CertifiedMail,
    /// A courier with a signature.
    Courier,
}

/// What the notice of a proposed action says (42 USC 11112).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeContent {
    /// The action proposed.
    Action,
    /// The reasons.
    Reasons,
    /// The right to a hearing.
    RightToHearing,
    /// Within what time to ask.
    TimeToAsk,
    /// A summary of the rights in the hearing.
    SummaryOfRights,
}

impl NoticeContent {
    /// All that a notice must say.
    pub const ALL: [Self; 5] =
        [Self::Action, Self::Reasons, Self::RightToHearing, Self::TimeToAsk, Self::SummaryOfRights];

    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Action => "the proposed action",
            Self::Reasons => "the reasons",
            Self::RightToHearing => "the right to a hearing",
            Self::TimeToAsk => "the time to ask for it",
            Self::SummaryOfRights => "a summary of the rights in the hearing",
        }
    }
}

/// A member of a hearing panel, with what would bar them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelMember {
    /// The name.
    pub name: Text,
    /// Which provider they are, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
    /// In direct economic competition with the provider.
    #[serde(default)]
    pub direct_competitor: bool,
    /// Took part in an earlier decision of the matter.
    #[serde(default)]
    pub took_part_earlier: bool,
}

/// How the right to a hearing was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiver {
    /// No request within the time to ask. Recorded by the staff, after its last day.
    Silence,
    /// In writing, by the provider in person.
    Written,
    /// The provider did not come to the hearing and showed no good cause. Recorded by the panel or the staff, after its beginning.
    NoShow,
}

/// What is suspended, on either record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspended {
    /// The whole appointment.
    Appointment(AppointmentId),
    /// One privilege.
    Privilege(PrivilegeRequestId),
}

/// What the executive committee makes of a precautionary suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuspensionOutcome {
    /// It ends.
    Lift,
    /// It goes on.
    Continue,
    /// A precautionary restriction takes its place.
    Modify,
}

/// Which kind of report was sent to the data bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportKind {
    /// The first report of an action.
    Initial,
    /// It was wrong in a particular.
    Correction,
    /// The action was changed since.
    Revision,
    /// It should never have been sent.
    Void,
    /// The provider appeals the action.
    NoticeOfAppeal,
}

impl ReportKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Correction => "correction",
            Self::Revision => "revision",
            Self::Void => "void",
            Self::NoticeOfAppeal => "notice-of-appeal",
        }
    }
}

/// A report sent to the data bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpdbReport {
    /// Which kind.
    pub kind: ReportKind,
    /// The day of the action that it is about, as the duty names it.
    pub action_day: NaiveDate,
    /// The day it was sent, in the facility's zone.
    pub sent_on: NaiveDate,
}

/// The board's final action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalAction {
    /// What.
    pub action: ReviewAction,
    /// From when; not before the decision.
    pub from: Instant,
    /// The first instant at which it is over; none for an action without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Why.
    pub reason: Text,
}

/// What may be asked of a corrective action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The matter is talked over with the provider; nothing adverse is recorded.
    Intervene {
        /// What was agreed.
        note: Text,
    },
    /// The executive committee votes for a formal investigation.
    OpenInvestigation {
        /// About what.
        class: Cause,
        /// Why.
        reason: Text,
        /// The day on which the provider was told; today or before.
        told_on: NaiveDate,
    },
    /// The executive committee recommends.
    Recommend {
        /// What.
        action: ReviewAction,
        /// Why.
        reason: Text,
    },
    /// The provider is told of the proposed adverse action by special notice.
    Notify {
        /// The day it was sent; today or before.
        sent_on: NaiveDate,
        /// How.
        delivery: Delivery,
        /// The day it was received, by proof of delivery; none where not known yet.
        received_on: Option<NaiveDate>,
        /// What it says.
        contents: Vec<NoticeContent>,
    },
    /// The proof of delivery came back.
    RecordReceipt {
        /// The day it was received.
        received_on: NaiveDate,
    },
    /// The provider asks for a hearing.
    RequestHearing,
    /// The hearing is called.
    ScheduleHearing {
        /// The day on which its notice was given; today or before.
        notice_on: NaiveDate,
        /// When it begins.
        hearing_at: Instant,
        /// Where.
        place: Text,
        /// The witnesses expected, as far as there are any.
        witnesses: Vec<Text>,
    },
    /// The panel is appointed; a new one takes the place of one appointed before.
    AppointPanel {
        /// Its members.
        members: Vec<PanelMember>,
    },
    /// The panel reports.
    ConcludeHearing {
        /// What it recommends.
        recommends: ReviewAction,
        /// Its report.
        report: Text,
    },
    /// There is no hearing, by the provider's doing.
    RecordWaiver {
        /// How.
        how: Waiver,
    },
    /// The provider appeals to the board.
    Appeal {
        /// On which grounds.
        grounds: Text,
    },
    /// The board decides.
    TakeFinalAction(FinalAction),
    /// A precautionary suspension belongs to the matter.
    LinkSuspension {
        /// What is suspended.
        suspended: Suspended,
        /// From when.
        from: Instant,
    },
    /// The executive committee reviews the precautionary suspensions.
    ReviewSuspension {
        /// What it makes of them.
        outcome: SuspensionOutcome,
        /// Why.
        note: Text,
    },
    /// A report was sent to the data bank.
    RecordNpdbReport(NpdbReport),
    /// There was nothing in the concern.
    Withdraw {
        /// Why.
        reason: Text,
    },
    /// The matter is given up: the provider died or left, or it cannot be pursued.
    Abandon {
        /// Why.
        reason: Text,
    },
    /// The matter is closed.
    Close {
        /// A note.
        note: Text,
    },
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Intervene { .. } => "intervene",
            Self::OpenInvestigation { .. } => "open-investigation",
            Self::Recommend { .. } => "recommend",
            Self::Notify { .. } => "notify",
            Self::RecordReceipt { .. } => "record-receipt",
            Self::RequestHearing => "request-hearing",
            Self::ScheduleHearing { .. } => "schedule-hearing",
            Self::AppointPanel { .. } => "appoint-panel",
            Self::ConcludeHearing { .. } => "conclude-hearing",
            Self::RecordWaiver { .. } => "record-waiver",
            Self::Appeal { .. } => "appeal",
            Self::TakeFinalAction(_) => "take-final-action",
            Self::LinkSuspension { .. } => "link-suspension",
            Self::ReviewSuspension { .. } => "review-suspension",
            Self::RecordNpdbReport(_) => "record-npdb-report",
            Self::Withdraw { .. } => "withdraw",
            Self::Abandon { .. } => "abandon",
            Self::Close { .. } => "close",
        }
    }
}
