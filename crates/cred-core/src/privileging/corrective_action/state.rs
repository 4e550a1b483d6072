//! What a matter knows: its investigation, proposal, notice, hearing, suspensions and reports.

use chrono::NaiveDate;

use crate::{
    appointment::{Cause, ReviewAction},
    id::{CorrectiveActionId, FacilityId, ProviderId},
    text::Text,
    time::Instant,
};

use super::{CorrectiveAction, Delivery, FinalAction, NpdbReport, PanelMember, Suspended, SuspensionOutcome, Waiver};

/// A formal investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investigation {
    /// When the executive committee voted for it.
    pub opened_at: Instant,
    /// When the matter was finally decided, closed or given up.
    pub closed_at: Option<Instant>,
    /// About what.
    pub class: Cause,
    /// Why.
    pub reason: Text,
    /// The day on which the provider was told.
    pub told_on: NaiveDate,
}

impl Investigation {
    /// Whether it is open at an instant.
    #[must_use]
    pub fn is_open_at(&self, at: Instant) -> bool {
        self.opened_at <= at && self.closed_at.is_none_or(|closed| at < closed)
    }
}

/// A recommendation of the executive committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// When.
    pub at: Instant,
    /// What.
    pub action: ReviewAction,
    /// Why.
    pub reason: Text,
}

/// The special notice of a proposed action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The day it was sent.
    pub sent_on: NaiveDate,
    /// How.
    pub delivery: Delivery,
    /// The day it was received.
    pub received_on: Option<NaiveDate>,
    /// The last day on which a hearing can be asked for; none before the time runs.
    pub ask_until: Option<NaiveDate>,
}

/// A hearing as it was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// The day of its notice.
    pub notice_on: NaiveDate,
    /// When it begins.
    pub hearing_at: Instant,
    /// Where.
    pub place: Text,
    /// The witnesses expected.
    pub witnesses: Vec<Text>,
}

/// A precautionary suspension that belongs to the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedSuspension {
    /// What is suspended.
    pub suspended: Suspended,
    /// From when.
    pub from: Instant,
}

macro_rules! readers {
    ($($(#[doc = $doc:literal])+ $name:ident -> $of:ty = |$own:ident| $read:expr;)+) => {
        impl CorrectiveAction {
            $(
                $(#[doc = $doc])+
                #[must_use]
                pub fn $name(&self) -> $of {
                    let $own = self;
                    $read
                }
            )+
        }
    };
}

readers! {
    /// The id.
    id -> CorrectiveActionId = |own| own.id;
    /// About whom.
    provider -> ProviderId = |own| own.provider;
    /// Where.
    facility -> &FacilityId = |own| &own.facility;
    /// The concern.
    concern -> &Text = |own| &own.concern;
    /// When it was raised.
    raised_at -> Instant = |own| own.raised_at;
    /// The state's name.
    state -> &'static str = |own| own.state;
    /// The investigation.
    investigation -> Option<&Investigation> = |own| own.investigation.as_ref();
    /// What was recommended last.
    proposal -> Option<&Proposal> = |own| own.proposal.as_ref();
    /// The notice of it.
    notice -> Option<&Notice> = |own| own.notice.as_ref();
    /// The hearing as it was called last.
    hearing -> Option<&Hearing> = |own| own.hearing.as_ref();
    /// The panel.
    panel -> &[PanelMember] = |own| &own.panel;
    /// How and when the hearing was waived.
    waiver -> Option<(Waiver, Instant)> = |own| own.waiver;
    /// When the board decided, and what.
    final_action -> Option<&(Instant, FinalAction)> = |own| own.final_action.as_ref();
    /// The precautionary suspensions that belong to it.
    suspensions -> &[LinkedSuspension] = |own| &own.suspensions;
    /// The reviews of those, in order.
    reviews -> &[(Instant, SuspensionOutcome)] = |own| &own.reviews;
    /// The reports sent, in order.
    reports -> &[NpdbReport] = |own| &own.reports;
}
