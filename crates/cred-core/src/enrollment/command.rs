//! What may be asked of an enrollment.

use chrono::NaiveDate;

use super::application::{Notice, TerminationKind};
use crate::text::Text;

/// What may be asked of an enrollment. Days are local to the practice location. What a payer says of the past is recorded as it says it;
/// nobody else's act is back-dated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Sign: the provider in person, or the group's authorised official.
    Sign,
    /// File the application.
    Submit {
        /// The day it was filed.
        filed_on: NaiveDate,
        /// The day the data-set profile was last attested, where recorded.
        attested_on: Option<NaiveDate>,
    },
    /// The payer asks for more.
    ReceiveDevelopmentLetter {
        /// The last day on which a reply counts; by the adopted packs where the letter names none.
        due: Option<NaiveDate>,
        /// What is asked.
        asks: Text,
    },
    /// Answer the payer.
    Reply {
        /// The day of the answer.
        on: NaiveDate,
    },
    /// The payer returns it unprocessed: its filing date is lost.
    Reject {
        /// Why.
        reason: Text,
    },
    /// File again, under a new filing date.
    Resubmit {
        /// The day it was filed.
        filed_on: NaiveDate,
        /// The day the data-set profile was last attested, where recorded.
        attested_on: Option<NaiveDate>,
    },
    /// The payer begins its own credentialing.
    BeginCredentialing,
    /// The payer approves. The effective date is the payer's: it is recorded here, never computed.
    Approve {
        /// The first day.
        effective_from: NaiveDate,
        /// By which notice.
        notice: Notice,
    },
    /// The payer moves the effective date, by a new notice.
    MoveEffectiveDate {
        /// The first day now.
        effective_from: NaiveDate,
        /// By which notice.
        notice: Notice,
    },
    /// The payer asks for revalidation.
    AskRevalidation {
        /// The last day, as the payer's contractor published it.
        due: NaiveDate,
    },
    /// File the revalidation.
    SubmitRevalidation {
        /// The day it was filed.
        filed_on: NaiveDate,
    },
    /// The payer accepts the revalidation.
    AcceptRevalidation {
        /// By which notice.
        notice: Notice,
    },
    /// The payer holds payment.
    HoldPayment {
        /// From the services of which day on.
        from: NaiveDate,
    },
    /// The payer deactivates the billing privileges.
    Deactivate {
        /// The first day without them.
        from: NaiveDate,
        /// Why.
        reason: Text,
    },
    /// The payer takes it up again, from the day it received the application that it approved. The gap stays.
    Reactivate {
        /// The day it received that application.
        received_on: NaiveDate,
        /// By which notice.
        notice: Notice,
    },
    /// The payer revokes.
    Revoke {
        /// The first day without it.
        from: NaiveDate,
        /// The first day on which one may apply again.
        bar_until: NaiveDate,
        /// Why.
        reason: Text,
    },
    /// Begin again after a revocation, once its bar is over.
    ApplyAgain,
    /// The payer denies.
    Deny {
        /// Why.
        reason: Text,
    },
    /// Take the application back.
    Withdraw,
    /// End it.
    Terminate {
        /// The first day without it.
        from: NaiveDate,
        /// By whom and why; for cause and for want of an answer is the payer's.
        kind: TerminationKind,
    },
    /// Opt out of Medicare.
    OptOut {
        /// The first day.
        from: NaiveDate,
        /// The last day; until it is ended where none.
        last_day: Option<NaiveDate>,
    },
    /// End an opt-out.
    EndOptOut {
        /// Its last day.
        last_day: NaiveDate,
    },
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Submit { .. } => "submit",
            Self::ReceiveDevelopmentLetter { .. } => "receive-development-letter",
            Self::Reply { .. } => "reply",
            Self::Reject { .. } => "reject",
            Self::Resubmit { .. } => "resubmit",
            Self::BeginCredentialing => "begin-credentialing",
            Self::Approve { .. } => "approve",
            Self::MoveEffectiveDate { .. } => "move-effective-date",
            Self::AskRevalidation { .. } => "revalidation-due",
            Self::SubmitRevalidation { .. } => "submit-revalidation",
            Self::AcceptRevalidation { .. } => "accept-revalidation",
            Self::HoldPayment { .. } => "hold-payment",
            Self::Deactivate { .. } => "deactivate",
            Self::Reactivate { .. } => "reactivate",
            Self::Revoke { .. } => "revoke",
            Self::ApplyAgain => "apply-again",
            Self::Deny { .. } => "deny",
            Self::Withdraw => "withdraw",
            Self::Terminate { .. } => "terminate",
            Self::OptOut { .. } => "opt-out",
            Self::EndOptOut { .. } => "end-opt-out",
        }
    }
}
