//! One verification of one credential element: asked, answered, concluded.
//!
//! Whether a result is stale, expired or superseded at an instant is no state: it is read from the facts at that instant.

mod command;
mod event;
mod state;
mod table;

use super::{reply::Reply, source::Method};
use crate::{
    actor::Actor,
    digest::Digest,
    id::{ProviderId, VerificationId},
    machine::Machine,
    provider::{
        Provider,
        claim::Claim,
        credential::FieldDifference,
        element::{ElementKey, ElementKind},
    },
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, partial_date::PartialDate, zone::Zone},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use command::Command;
pub use event::Event;
pub use state::{Held, State};
pub use table::MACHINE;

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
    /// The name under which the source has the provider, as it writes it, where it tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
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

impl Evidence {
    /// That the source writes a name which the provider bore neither on the day of the answer nor on the first day that it speaks of. A
    /// maiden name on an old diploma is the provider's.
    fn other_name(&self, subject: &Provider) -> Option<FieldDifference> {
        let written = self.name.as_ref()?;
        let first = match &self.reply {
            Reply::Found { valid_from, .. } => *valid_from,
            Reply::Reported { from, .. } => *from,
            Reply::NotFound | Reply::Clear { .. } | Reply::PossibleMatch { .. } => None,
        };
        let days = std::iter::once(PartialDate::Day(self.verified_on)).chain(first);
        let borne = days.into_iter().any(|day| subject.bore(written.as_str(), day));
        (!borne).then(|| FieldDifference::new("name", &subject.name().to_string(), written.as_str()))
    }
}

/// One verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    id: VerificationId,
    provider: ProviderId,
    element: ElementKey,
    source: Text,
    told_on: Option<NaiveDate>,
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
        if !subject.has_id(self.provider) {
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
            Command::Conclude { claim } => {
                // What is claimed is on the provider's record: nobody concludes by leaving it out or bringing another one. Once a
                // difference is explained there is nothing left to compare.
                let on_record = subject.claims().get(&self.element);
                let resolved = self.state.held().is_some_and(|held| held.resolved);
                if !resolved && claim.as_deref() != on_record {
                    let word = |claim: Option<&Claim>| {
                        claim.map_or_else(|| "none".to_owned(), |claim| claim.credential.describe())
                    };
                    let (given, wanted) = (word(claim.as_deref()), word(on_record));
                    return Err(refuse(Reason::Mismatch { what: "the claim", given, wanted }));
                }
                self.concluded(on_record, subject).map_err(refuse)?
            }
            Command::TellProvider { on, note } => {
                self.told(on, at).map_err(refuse)?;
                Event::ProviderTold { on, note }
            }
            Command::Resolve { explanation } => {
                self.may_be_resolved().map_err(refuse)?;
                Event::Resolved { explanation }
            }
            Command::GiveUp { reason, attempts } => {
                let logged = if let State::FollowUp(times) = self.state { times } else { 0 };
                let asked = attempts.max(1);
                if logged < asked {
                    let open = vec![format!("{asked} attempts logged after the request: {logged} so far")];
                    return Err(refuse(Reason::RequirementsOpen { open }));
                }
                Event::GivenUp { reason }
            }
            Command::AcceptAlternate { evidence, reason } => {
                self.admissible(&evidence, at).map_err(refuse)?;
                Event::AlternateAccepted { evidence, verifier: actor.clone(), reason }
            }
            Command::EnterInError { reason } => Event::EnteredInError { reason },
        }])
    }

    /// The day on which the provider was told: not in the future, and not before the source answered.
    fn told(&self, on: NaiveDate, at: Instant) -> Result<(), Reason> {
        let evidence = self.state.held().map(|held| &held.evidence);
        let zone = evidence.and_then(Evidence::date_zone).unwrap_or(Zone::UTC);
        let today = zone.date_at(at);
        if on > today {
            return Err(Reason::FromTheFuture { given: on, today });
        }
        match evidence.filter(|evidence| on < evidence.verified_on) {
            Some(evidence) => {
                let (start, decided) = (zone.start_of_day(on), zone.start_of_day(evidence.verified_on));
                Err(Reason::BackDated { what: "the notice", start, decided })
            }
            None => Ok(()),
        }
    }

    /// The provider has the right to be told before a difference is settled. A possible match on a list is about somebody who may be
    /// another person: a person here says.
    fn may_be_resolved(&self) -> Result<(), Reason> {
        let reply = self.state.held().map(|held| &held.evidence.reply);
        if self.told_on.is_some() || matches!(reply, Some(Reply::PossibleMatch { .. })) {
            return Ok(());
        }
        let open = vec!["the provider told of the difference (`tell-provider`): no notice on record".to_owned()];
        Err(Reason::RequirementsOpen { open })
    }

    /// The day on which the provider was last told that the source says something else.
    #[must_use]
    pub const fn told_on(&self) -> Option<NaiveDate> {
        self.told_on
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
        if let Reply::Found { credential, valid_from, valid_to, continues_until_final_action, .. } = &evidence.reply {
            // Only a law continues what has ended, and only a licence or a registration.
            let continued = matches!(kind, ElementKind::License | ElementKind::Dea | ElementKind::ControlledSubstance);
            if *continues_until_final_action && (!continued || valid_to.is_none()) {
                return Err(Reason::ImpossibleReply { element: self.element.to_string(), reply: "continues" });
            }
            if valid_to.is_none() && kind.always_ends() {
                return Err(Reason::EndMissing { element: self.element.to_string() });
            }
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
        // Of a limit or a report whose last day is before its first nothing would be left: a yes by a typing error.
        let spans: Vec<_> = match &evidence.reply {
            Reply::Found { valid_from, encumbrances, .. } => {
                encumbrances.iter().map(|own| (own.from.or(*valid_from), own.to)).collect()
            }
            Reply::Reported { from, to, .. } => vec![(*from, *to)],
            Reply::NotFound | Reply::Clear { .. } | Reply::PossibleMatch { .. } => vec![],
        };
        for (from, to) in spans {
            if let (Some(from), Some(to)) = (from, to)
                && to.last_day() < from.first_day()
            {
                return Err(Reason::InvertedDates { from: from.to_string(), to: to.to_string() });
            }
        }
        Ok(())
    }

    fn concluded(&self, claim: Option<&Claim>, subject: &Provider) -> Result<Event, Reason> {
        let State::Received(held) = &self.state else {
            return Err(Reason::NotInThisState { from: vec!["received"] });
        };
        let mut differences = match &held.evidence.reply {
            _ if held.resolved => vec![],
            Reply::Found { credential, valid_from, valid_to, .. } => {
                claim.map_or_else(Vec::new, |claim| claim.differences(credential, *valid_from, *valid_to))
            }
            Reply::NotFound => vec![FieldDifference::new("record", "held", "the source has none")],
            Reply::PossibleMatch { summary, .. } => {
                vec![FieldDifference::new("record", "clear", summary.as_str())]
            }
            Reply::Clear { .. } | Reply::Reported { .. } => vec![],
        };
        differences.extend(held.evidence.other_name(subject).filter(|_| !held.resolved));
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
        Ok(Self {
            id,
            provider: *provider,
            element: element.clone(),
            source: source.clone(),
            told_on: None,
            state: State::Requested,
        })
    }

    /// Applies an event recorded at an instant, in a place of the history. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event, recorded_at: Instant, seq: u64) -> Result<(), ReplayError> {
        let hold = |evidence: &Evidence, verifier: &Actor| {
            Box::new(Held { evidence: evidence.clone(), verifier: verifier.clone(), recorded_at, seq, resolved: false })
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
            (State::Discrepant(..), Event::ProviderTold { .. }) => Some(self.state.clone()),
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
        if let Event::ProviderTold { on, .. } = event {
            self.told_on = Some(*on);
        }
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
        let name = evidence.name.as_ref().map(|name| format!("name {name}"));
        let (id, provider, element) = (self.id.to_string(), self.provider.to_string(), self.element.to_string());
        let (verified_on, artefact) = (evidence.verified_on.to_string(), evidence.artefact.to_string());
        Some(Digest::of(
            "cred/evidence/1",
            [
                id.as_str(),
                provider.as_str(),
                element.as_str(),
                self.state.name(),
                evidence.source.as_str(),
                evidence.method.word(),
                verified_on.as_str(),
                zone,
                artefact.as_str(),
                reply.as_str(),
            ]
            .into_iter()
            .chain(name.as_deref()),
        ))
    }
}
