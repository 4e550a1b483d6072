//! One verification of one credential element: asked, answered, concluded.
//!
//! Whether a result is stale, expired or superseded at an instant is no state: it is read from the facts at that instant.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{reply::Reply, source::Method};
use crate::{
    actor::{Actor, Capacity},
    digest::Digest,
    id::{ProviderId, VerificationId},
    machine::{Machine, Transition},
    provider::{Provider, claim::Claim, credential::FieldDifference, element::ElementKey},
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, zone::Zone},
};

const VERIFIERS: &[Capacity] = &[Capacity::Msp, Capacity::Cvo];
const ASKERS: &[Capacity] = &[Capacity::Msp, Capacity::Cvo, Capacity::System];

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "verification",
    states: &[
        "requested",
        "follow-up",
        "received",
        "verified",
        "verified-with-adverse",
        "discrepant",
        "unable-to-verify",
        "alternate-accepted",
        "entered-in-error",
    ],
    terminal: &["entered-in-error"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "request",
            by: ASKERS,
            to: &["requested"],
            guard: "the asker is not the subject",
        },
        Transition { from: "requested", command: "follow-up", by: ASKERS, to: &["follow-up"], guard: "" },
        Transition { from: "follow-up", command: "follow-up", by: ASKERS, to: &["follow-up"], guard: "" },
        Transition { from: "requested", command: "receive", by: VERIFIERS, to: &["received"], guard: RECEIVE },
        Transition { from: "follow-up", command: "receive", by: VERIFIERS, to: &["received"], guard: RECEIVE },
        Transition {
            from: "follow-up",
            command: "give-up",
            by: &[Capacity::Msp],
            to: &["unable-to-verify"],
            guard: "attempts are logged",
        },
        Transition {
            from: "received",
            command: "conclude",
            by: VERIFIERS,
            to: CONCLUDED,
            guard: "by comparison with the claim",
        },
        Transition {
            from: "discrepant",
            command: "resolve",
            by: &[Capacity::Msp],
            to: &["received"],
            guard: "the provider was told and answered",
        },
        Transition {
            from: "unable-to-verify",
            command: "accept-alternate",
            by: &[Capacity::Msp],
            to: &["alternate-accepted"],
            guard: "policy allows; a reason",
        },
        Transition { from: "requested", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "follow-up", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "received", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition { from: "verified", command: "enter-in-error", by: &[Capacity::Msp], to: ERROR, guard: "a reason" },
        Transition {
            from: "verified-with-adverse",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "discrepant",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "unable-to-verify",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
        Transition {
            from: "alternate-accepted",
            command: "enter-in-error",
            by: &[Capacity::Msp],
            to: ERROR,
            guard: "a reason",
        },
    ],
};

const RECEIVE: &str = "an artefact; the source's day is not in the future; the verifier is not the subject";
const CONCLUDED: &[&str] = &["verified", "verified-with-adverse", "discrepant"];
const ERROR: &[&str] = &["entered-in-error"];

/// The answer of a source with all that makes it evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Who answered.
    pub source: Text,
    /// How they were asked.
    pub method: Method,
    /// The day the source answered, in `zone`.
    pub verified_on: NaiveDate,
    /// The zone of the source's dates; the issuer's own where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The fingerprint of the stored answer.
    pub artefact: Digest,
    /// What was answered.
    pub reply: Reply,
}

impl Evidence {
    /// The zone in which its dates are read: its own, or the issuer's, or unknown.
    #[must_use]
    pub fn date_zone(&self) -> Option<Zone> {
        self.zone.or_else(|| match &self.reply {
            Reply::Found { credential, .. } => credential.issuer_zone(),
            Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
        })
    }
}

/// What may be asked of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Ask again.
    FollowUp {
        /// How, and what came of it.
        note: Text,
    },
    /// Record the source's answer.
    Receive(Box<Evidence>),
    /// Compare the answer with the claim; `None` where nothing is claimed.
    Conclude {
        /// The provider's claim about the element.
        claim: Option<Box<Claim>>,
    },
    /// The provider was told of the discrepancy and explained or corrected it.
    Resolve {
        /// What was said and accepted.
        explanation: Text,
    },
    /// The source cannot be brought to answer.
    GiveUp {
        /// Why.
        reason: Text,
    },
    /// Another answer stands in for the source that cannot.
    AcceptAlternate {
        /// The answer.
        evidence: Box<Evidence>,
        /// Why it is acceptable.
        reason: Text,
    },
    /// It was about someone else, or wrong from the start. It is kept and not used.
    EnterInError {
        /// Why.
        reason: Text,
    },
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FollowUp { .. } => "follow-up",
            Self::Receive(_) => "receive",
            Self::Conclude { .. } => "conclude",
            Self::Resolve { .. } => "resolve",
            Self::GiveUp { .. } => "give-up",
            Self::AcceptAlternate { .. } => "accept-alternate",
            Self::EnterInError { .. } => "enter-in-error",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// The source was asked.
    #[non_exhaustive]
    Requested {
        /// About whom.
        provider: ProviderId,
        /// About what.
        element: ElementKey,
        /// Which source.
        source: Text,
    },
    /// It was asked again.
    #[non_exhaustive]
    FollowedUp {
        /// How.
        note: Text,
    },
    /// It answered.
    #[non_exhaustive]
    Received {
        /// The answer.
        evidence: Box<Evidence>,
        /// Who recorded it.
        verifier: Actor,
    },
    /// The answer agrees with the claim.
    #[non_exhaustive]
    Verified {
        /// Whether it is adverse all the same.
        adverse: bool,
    },
    /// The answer differs from the claim.
    #[non_exhaustive]
    FoundDiscrepant {
        /// In what.
        differences: Vec<FieldDifference>,
    },
    /// The provider explained.
    #[non_exhaustive]
    Resolved {
        /// How.
        explanation: Text,
    },
    /// No answer could be had.
    #[non_exhaustive]
    GivenUp {
        /// Why.
        reason: Text,
    },
    /// Another answer was accepted.
    #[non_exhaustive]
    AlternateAccepted {
        /// The answer.
        evidence: Box<Evidence>,
        /// Who recorded it.
        verifier: Actor,
        /// Why.
        reason: Text,
    },
    /// It was an error.
    #[non_exhaustive]
    EnteredInError {
        /// Why.
        reason: Text,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::FollowedUp { .. } => "followed-up",
            Self::Received { .. } => "received",
            Self::Verified { .. } => "verified",
            Self::FoundDiscrepant { .. } => "found-discrepant",
            Self::Resolved { .. } => "resolved",
            Self::GivenUp { .. } => "given-up",
            Self::AlternateAccepted { .. } => "alternate-accepted",
            Self::EnteredInError { .. } => "entered-in-error",
        }
    }
}

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
    /// Whether a difference was explained and accepted.
    pub resolved: bool,
}

/// One verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    id: VerificationId,
    provider: ProviderId,
    element: ElementKey,
    source: Text,
    state: State,
}

impl Verification {
    /// Asks a source about an element of a provider.
    ///
    /// # Errors
    /// When the actor may not, or is the subject.
    pub fn request(
        subject: &Provider,
        element: ElementKey,
        source: Text,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "request", actor)?;
        if subject.is(actor) {
            return Err(MACHINE.refuse(Machine::START, "request", Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        Ok(vec![Event::Requested { provider: subject.id(), element, source }])
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        subject: &Provider,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state.name(), name, actor)?;
        let refuse = |reason| MACHINE.refuse(self.state.name(), name, reason);
        if subject.id() != self.provider {
            let (given, wanted) = (subject.id().to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        if subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        Ok(vec![match command {
            Command::FollowUp { note } => Event::FollowedUp { note },
            Command::Receive(evidence) => {
                self.admissible(&evidence, at).map_err(refuse)?;
                Event::Received { evidence, verifier: actor.clone() }
            }
            Command::Conclude { claim } => self.concluded(claim.as_deref()).map_err(refuse)?,
            Command::Resolve { explanation } => Event::Resolved { explanation },
            Command::GiveUp { reason } => Event::GivenUp { reason },
            Command::AcceptAlternate { evidence, reason } => {
                self.admissible(&evidence, at).map_err(refuse)?;
                Event::AlternateAccepted { evidence, verifier: actor.clone(), reason }
            }
            Command::EnterInError { reason } => Event::EnteredInError { reason },
        }])
    }

    /// Whether an answer may stand as evidence about the element.
    fn admissible(&self, evidence: &Evidence, at: Instant) -> Result<(), Reason> {
        let today = evidence.zone.unwrap_or(Zone::UTC).date_at(at);
        if evidence.verified_on > today {
            return Err(Reason::FromTheFuture { given: evidence.verified_on, today });
        }
        let kind = self.element.kind();
        if evidence.method == Method::ApplicantCopy && kind.needs_source() {
            return Err(Reason::CopyIsNoVerification { element: self.element.to_string() });
        }
        if !evidence.reply.suits(kind) {
            return Err(Reason::ImpossibleReply { element: self.element.to_string(), reply: evidence.reply.word() });
        }
        if let Reply::Found { credential, valid_from, valid_to, .. } = &evidence.reply {
            if credential.key() != self.element {
                let (reply, asked) = (credential.key().to_string(), self.element.to_string());
                return Err(Reason::OtherElement { asked, reply });
            }
            if let (Some(from), Some(to)) = (valid_from, valid_to)
                && to.last_day() < from.first_day()
            {
                return Err(Reason::InvertedDates { from: from.to_string(), to: to.to_string() });
            }
        }
        Ok(())
    }

    fn concluded(&self, claim: Option<&Claim>) -> Result<Event, Reason> {
        let State::Received(held) = &self.state else {
            return Err(Reason::NotInThisState { from: vec!["received"] });
        };
        if let Some(claim) = claim
            && claim.key() != self.element
        {
            let (given, wanted) = (claim.key().to_string(), self.element.to_string());
            return Err(Reason::Mismatch { what: "the claim", given, wanted });
        }
        let differences = match &held.evidence.reply {
            _ if held.resolved => vec![],
            Reply::Found { credential, valid_from, valid_to, .. } => {
                claim.map_or_else(Vec::new, |claim| claim.differences(credential, *valid_from, *valid_to))
            }
            Reply::NotFound => vec![FieldDifference::new("record", "held", "the source has none")],
            Reply::PossibleMatch { summary } => {
                vec![FieldDifference::new("record", "clear", summary.as_str())]
            }
            Reply::Clear { .. } | Reply::Reported { .. } => vec![],
        };
        Ok(if differences.is_empty() {
            Event::Verified { adverse: held.evidence.reply.is_adverse() }
        } else {
            Event::FoundDiscrepant { differences }
        })
    }

    /// Begins a verification from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: VerificationId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Requested { provider, element, source } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self { id, provider: *provider, element: element.clone(), source: source.clone(), state: State::Requested })
    }

    /// Applies an event recorded at an instant. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event, recorded_at: Instant) -> Result<(), ReplayError> {
        let hold = |evidence: &Evidence, verifier: &Actor| {
            Box::new(Held { evidence: evidence.clone(), verifier: verifier.clone(), recorded_at, resolved: false })
        };
        let next = match (&self.state, event) {
            (State::Requested, Event::FollowedUp { .. }) => Some(State::FollowUp(1)),
            (State::FollowUp(n), Event::FollowedUp { .. }) => Some(State::FollowUp(n.saturating_add(1))),
            (State::Requested | State::FollowUp(_), Event::Received { evidence, verifier }) => {
                Some(State::Received(hold(evidence, verifier)))
            }
            (State::Received(held), Event::Verified { adverse: false }) => Some(State::Verified(held.clone())),
            (State::Received(held), Event::Verified { adverse: true }) => {
                Some(State::VerifiedWithAdverse(held.clone()))
            }
            (State::Received(held), Event::FoundDiscrepant { differences }) => {
                Some(State::Discrepant(held.clone(), differences.clone()))
            }
            (State::Discrepant(held, _), Event::Resolved { .. }) => {
                Some(State::Received(Box::new(Held { resolved: true, ..(**held).clone() })))
            }
            (State::FollowUp(_), Event::GivenUp { .. }) => Some(State::UnableToVerify),
            (State::UnableToVerify, Event::AlternateAccepted { evidence, verifier, .. }) => {
                Some(State::AlternateAccepted(hold(evidence, verifier)))
            }
            (State::EnteredInError, _) => None,
            (_, Event::EnteredInError { .. }) => Some(State::EnteredInError),
            _ => None,
        };
        self.state = next.ok_or_else(|| ReplayError {
            stream: self.id.to_string(),
            event: event.name(),
            after: self.state.name().to_owned(),
        })?;
        Ok(())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> VerificationId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// About what.
    #[must_use]
    pub const fn element(&self) -> &ElementKey {
        &self.element
    }

    /// The source that was asked.
    #[must_use]
    pub const fn source(&self) -> &Text {
        &self.source
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The fingerprint of what a decision would rest on: every field of the evidence.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        let held = self.state.held()?;
        let evidence = &held.evidence;
        // `Debug` of these plain values is a total, injective writing of them; secrets in it are masked, and the artefact's
        // fingerprint covers them.
        let reply = format!("{:?}", evidence.reply);
        let zone = evidence.zone.map_or("", Zone::name);
        Some(Digest::of(
            "cred/evidence/1",
            [
                self.id.to_string().as_str(),
                self.provider.to_string().as_str(),
                self.element.to_string().as_str(),
                self.state.name(),
                evidence.source.as_str(),
                evidence.method.word(),
                evidence.verified_on.to_string().as_str(),
                zone,
                evidence.artefact.to_string().as_str(),
                reply.as_str(),
            ],
        ))
    }
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
