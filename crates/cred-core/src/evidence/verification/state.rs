//! Where a verification stands, with what is known there.

use crate::{actor::Actor, provider::credential::FieldDifference, time::Instant};

use super::Evidence;

/// Where a verification stands, with what is known there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The source was asked.
    Requested,
    /// It was asked again, so many times.
    FollowUp(u32),
    /// It answered.
    Received(Box<Held>),
    /// The answer is usable.
    Verified(Box<Held>),
    /// Usable, and adverse.
    VerifiedWithAdverse(Box<Held>),
    /// The answer differs from the claim.
    Discrepant(Box<Held>, Vec<FieldDifference>),
    /// No answer.
    UnableToVerify,
    /// Another answer stands in.
    AlternateAccepted(Box<Held>),
    /// An error; never used.
    EnteredInError,
}

/// Evidence with its recorder, as a state holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The evidence.
    pub evidence: Evidence,
    /// Who recorded it.
    pub verifier: Actor,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Its place in the whole history: of answers recorded at one instant the later one counts.
    pub seq: u64,
    /// Whether a difference was explained and accepted.
    pub resolved: bool,
}

impl State {
    /// The state's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::FollowUp(_) => "follow-up",
            Self::Received(_) => "received",
            Self::Verified(_) => "verified",
            Self::VerifiedWithAdverse(_) => "verified-with-adverse",
            Self::Discrepant(..) => "discrepant",
            Self::UnableToVerify => "unable-to-verify",
            Self::AlternateAccepted(_) => "alternate-accepted",
            Self::EnteredInError => "entered-in-error",
        }
    }

    /// The evidence held here, usable or not.
    #[must_use]
    pub fn held(&self) -> Option<&Held> {
        match self {
            Self::Received(held)
            | Self::Verified(held)
            | Self::VerifiedWithAdverse(held)
            | Self::Discrepant(held, _)
            | Self::AlternateAccepted(held) => Some(held),
            Self::Requested | Self::FollowUp(_) | Self::UnableToVerify | Self::EnteredInError => None,
        }
    }

    /// The evidence, where it may be used.
    #[must_use]
    pub fn usable(&self) -> Option<&Held> {
        match self {
            Self::Verified(held) | Self::VerifiedWithAdverse(held) | Self::AlternateAccepted(held) => Some(held),
            Self::Requested
            | Self::FollowUp(_)
            | Self::Received(_)
            | Self::Discrepant(..)
            | Self::UnableToVerify
            | Self::EnteredInError => None,
        }
    }
}
