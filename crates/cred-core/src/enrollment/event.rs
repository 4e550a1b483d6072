//! What can happen to an enrollment.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::application::{Application, Notice, TerminationKind};
use crate::{actor::Actor, id::ProviderId, text::Text};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the outcome of the command of its name, with the same fields")]
pub enum Event {
    #[non_exhaustive]
    Prepared { provider: ProviderId, application: Box<Application> },
    #[non_exhaustive]
    Signed { by: Actor, on: NaiveDate },
    #[non_exhaustive]
    Submitted {
        filed_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attested_on: Option<NaiveDate>,
    },
    #[non_exhaustive]
    DevelopmentAsked { due: NaiveDate, asks: Text },
    #[non_exhaustive]
    Replied { on: NaiveDate },
    #[non_exhaustive]
    Rejected { on: NaiveDate, reason: Text },
    #[non_exhaustive]
    Resubmitted {
        filed_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attested_on: Option<NaiveDate>,
    },
    #[non_exhaustive]
    CredentialingBegun,
    #[non_exhaustive]
    Approved { effective_from: NaiveDate, notice: Notice },
    #[non_exhaustive]
    EffectiveDateMoved { effective_from: NaiveDate, notice: Notice },
    #[non_exhaustive]
    RevalidationAsked { due: NaiveDate },
    #[non_exhaustive]
    RevalidationSubmitted { filed_on: NaiveDate },
    #[non_exhaustive]
    RevalidationReturned { on: NaiveDate, reason: Text },
    #[non_exhaustive]
    Revalidated { notice: Notice },
    #[non_exhaustive]
    PaymentHeld { from: NaiveDate },
    #[non_exhaustive]
    Deactivated { from: NaiveDate, reason: Text },
    #[non_exhaustive]
    Reactivated { received_on: NaiveDate, notice: Notice },
    #[non_exhaustive]
    Revoked { from: NaiveDate, bar_until: NaiveDate, reason: Text },
    #[non_exhaustive]
    AppliedAgain,
    #[non_exhaustive]
    Denied { reason: Text },
    #[non_exhaustive]
    Withdrawn,
    #[non_exhaustive]
    Terminated { from: NaiveDate, kind: TerminationKind },
    #[non_exhaustive]
    OptedOut {
        from: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_day: Option<NaiveDate>,
    },
    #[non_exhaustive]
    OptOutEnded { last_day: NaiveDate },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.of().0
    }

    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        self.of().1
    }

    /// The state it leads to.
    pub(super) const fn leads_to(&self) -> &'static str {
        self.of().2
    }

    const fn of(&self) -> (&'static str, &'static [&'static str], &'static str) {
        match self {
            Self::Prepared { .. } => ("prepared", &["prepare"], "preparing"),
            Self::Signed { .. } => ("signed", &["sign"], "signed"),
            Self::Submitted { .. } => ("submitted", &["submit"], "submitted"),
            Self::DevelopmentAsked { .. } => ("development-asked", &["receive-development-letter"], "pended"),
            Self::Replied { .. } => ("replied", &["reply"], "submitted"),
            Self::Rejected { .. } => ("rejected", &["reject"], "rejected"),
            Self::Resubmitted { .. } => ("resubmitted", &["resubmit"], "submitted"),
            Self::CredentialingBegun => ("credentialing-begun", &["begin-credentialing"], "in-credentialing"),
            Self::Approved { .. } => ("approved", &["approve"], "active"),
            Self::EffectiveDateMoved { .. } => ("effective-date-moved", &["move-effective-date"], "active"),
            Self::RevalidationAsked { .. } => ("revalidation-asked", &["revalidation-due"], "revalidation-due"),
            Self::RevalidationSubmitted { .. } => {
                ("revalidation-submitted", &["submit-revalidation"], "revalidation-submitted")
            }
            Self::RevalidationReturned { .. } => ("revalidation-returned", &["reject"], "revalidation-due"),
            Self::Revalidated { .. } => ("revalidated", &["accept-revalidation"], "active"),
            Self::PaymentHeld { .. } => ("payment-held", &["hold-payment"], "payment-hold"),
            Self::Deactivated { .. } => ("deactivated", &["deactivate"], "deactivated"),
            Self::Reactivated { .. } => ("reactivated", &["reactivate"], "active"),
            Self::Revoked { .. } => ("revoked", &["revoke"], "revoked"),
            Self::AppliedAgain => ("applied-again", &["apply-again"], "preparing"),
            Self::Denied { .. } => ("denied", &["deny"], "denied"),
            Self::Withdrawn => ("withdrawn", &["withdraw"], "withdrawn"),
            Self::Terminated { .. } => ("terminated", &["terminate"], "terminated"),
            Self::OptedOut { .. } => ("opted-out", &["opt-out"], "opted-out"),
            Self::OptOutEnded { .. } => ("opt-out-ended", &["end-opt-out"], "terminated"),
        }
    }
}
