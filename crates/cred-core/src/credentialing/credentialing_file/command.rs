//! What may be asked of a credentialing file.

use crate::{credentialing::assessment::Assessment, facility::organization::Organization, text::Text, time::Instant};

/// What may be asked of a file.
#[derive(Debug, Clone)]
pub enum Command {
    /// The provider hands it in.
    Submit,
    /// The provider signs: correct and complete.
    Attest {
        /// The questions answered with an adverse yes.
        adverse: Vec<Text>,
    },
    /// Items are missing.
    FindIncomplete {
        /// Which.
        items: Vec<Text>,
    },
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
    /// For the committee.
    PlaceOnAgenda,
    /// The committee asks for more.
    Defer {
        /// The question.
        question: Text,
    },
    /// Elements aged out or are doubted.
    ReVerify,
    /// Approve.
    Approve(Box<Assessment>, Box<Organization>),
    /// Deny.
    Deny {
        /// Why.
        reason: Text,
    },
    /// The provider takes it back.
    Withdraw,
    /// End the approval.
    Terminate {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
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
            Self::DeemWithdrawn => "deem-withdrawn",
            Self::StartVerification => "start-verification",
            Self::CompleteVerification(_) => "complete-verification",
            Self::Classify(_) => "classify",
            Self::Flag { .. } => "flag",
            Self::PlaceOnAgenda => "place-on-agenda",
            Self::Defer { .. } => "defer",
            Self::ReVerify => "re-verify",
            Self::Approve(..) => "approve",
            Self::Deny { .. } => "deny",
            Self::Withdraw => "withdraw",
            Self::Terminate { .. } => "terminate",
        }
    }
}
