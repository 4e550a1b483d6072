//! What may be asked of a credentialing file.

use chrono::NaiveDate;

use crate::{
    credentialing::{assessment::Assessment, on_file::GapExplanation},
    text::Text,
    time::Instant,
};

use super::LeaveCause;

/// What may be asked of a file.
#[derive(Debug, Clone)]
pub enum Command {
    /// The provider hands it in.
    Submit,
    /// The provider signs: correct and complete.
    Attest {
        /// The day of the signature, at the organisation; today where none.
        signed_on: Option<NaiveDate>,
        /// The questions answered with an adverse yes.
        adverse: Vec<Text>,
    },
    /// Items are missing.
    FindIncomplete {
        /// Which.
        items: Vec<Text>,
    },
    /// The missing items came.
    SupplyItems {
        /// The material answers that changed with them: with any, the provider signs again.
        changed: Vec<Text>,
    },
    /// The provider changes a material answer, and must sign again.
    ChangeAnswer {
        /// What it says now.
        what: Text,
        /// Why.
        reason: Text,
    },
    /// The provider adds an explanation to the record.
    Explain {
        /// Of what.
        about: Text,
        /// In their words.
        words: Text,
    },
    /// A gap in the work history is explained.
    ExplainGap(GapExplanation),
    /// The time to complete it is over.
    DeemWithdrawn,
    /// Begin to verify.
    StartVerification,
    /// Everything required is verified.
    CompleteVerification(Box<Assessment>),
    /// Clean or flagged, by rule.
    Classify(Box<Assessment>),
    /// A person sees a reason for a closer look.
    Flag {
        /// The reason.
        reason: Text,
    },
    /// A verification organisation reports it to its client.
    ReportToClient,
    /// For the committee.
    PlaceOnAgenda,
    /// The committee asks for more.
    Defer {
        /// The question.
        question: Text,
    },
    /// Elements aged out or are doubted.
    ReVerify,
    /// Approve for a short time on less, once.
    ApproveProvisionally(Box<Assessment>),
    /// Approve.
    Approve(Box<Assessment>),
    /// Deny.
    Deny {
        /// Why.
        reason: Text,
    },
    /// The provider takes it back.
    Withdraw,
    /// The provider was told of the decision.
    RecordNotice {
        /// On which day, at the organisation.
        sent_on: NaiveDate,
    },
    /// Something adverse came up about an approved provider.
    RaiseFinding {
        /// What.
        what: Text,
    },
    /// The committee or the medical director looked at a finding.
    ResolveFinding {
        /// Which, counted from 1.
        number: usize,
        /// With what result.
        resolution: Text,
    },
    /// A leave that extends the time to the next decision begins.
    Extend {
        /// Why.
        cause: LeaveCause,
        /// Its first day.
        from: NaiveDate,
        /// More of it.
        reason: Text,
    },
    /// The provider is back from that leave.
    RecordReturn {
        /// Since which day.
        on: NaiveDate,
    },
    /// End the approval for cause.
    Terminate {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// End the approval for an administrative reason: a contract, a move.
    TerminateAdministratively {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The provider gives it up.
    Resign {
        /// From when.
        from: Instant,
    },
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Attest { .. } => "attest",
            Self::FindIncomplete { .. } => "find-incomplete",
            Self::SupplyItems { .. } => "supply-items",
            Self::ChangeAnswer { .. } => "change-answer",
            Self::Explain { .. } => "explain",
            Self::ExplainGap(_) => "explain-gap",
            Self::DeemWithdrawn => "deem-withdrawn",
            Self::StartVerification => "start-verification",
            Self::CompleteVerification(_) => "complete-verification",
            Self::Classify(_) => "classify",
            Self::Flag { .. } => "flag",
            Self::ReportToClient => "report-to-client",
            Self::PlaceOnAgenda => "place-on-agenda",
            Self::Defer { .. } => "defer",
            Self::ReVerify => "re-verify",
            Self::ApproveProvisionally(_) => "approve-provisionally",
            Self::Approve(_) => "approve",
            Self::Deny { .. } => "deny",
            Self::Withdraw => "withdraw",
            Self::RecordNotice { .. } => "record-notice",
            Self::RaiseFinding { .. } => "raise-finding",
            Self::ResolveFinding { .. } => "resolve-finding",
            Self::Extend { .. } => "extend",
            Self::RecordReturn { .. } => "record-return",
            Self::Terminate { .. } => "terminate",
            Self::TerminateAdministratively { .. } => "terminate-administratively",
            Self::Resign { .. } => "resign",
        }
    }
}
