//! Supervision and collaboration: who answers for an advanced practice provider at a facility, and who stands in.
//!
//! An agreement is between two people and is recorded by the staff with both signatures. What it is worth at an instant is read from it and
//! from the records of those it names: an agreement whose supervisor is no longer appointed or licensed is still an agreement, and carries
//! nothing.

mod alternate;
mod command;
mod event;
mod guard;
mod table;

use crate::{
    actor::{Actor, Capacity},
    facility::Facility,
    id::{FacilityId, ItemId, ProviderId, SupervisionId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    time::{Instant, period::Period},
    timeline::Timeline,
};

pub use alternate::Alternate;
pub use command::{Command, Terms};
pub use event::{Event, Kind, Signatures};
pub use table::MACHINE;

use guard::{no_party, not_back_dated, period, represented};

/// One agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervision {
    id: SupervisionId,
    provider: ProviderId,
    supervisor: ProviderId,
    facility: FacilityId,
    kind: Kind,
    items: Vec<ItemId>,
    signatures: Signatures,
    term: Period,
    alternates: Vec<Alternate>,
    ended: Option<Instant>,
}

impl Supervision {
    /// Records an agreement that both have signed. It begins when it is recorded or later: what is exercised before rests on nothing.
    ///
    /// # Errors
    /// When the actor may not or is one of the two, both are one person, a signature is missing, the records handed in are not those named,
    /// or it is back-dated or empty.
    pub fn agree(
        terms: Terms,
        supervisee: &Provider,
        supervisor: &Provider,
        facility: &Facility,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "agree", actor)?;
        let decided = || -> Result<Event, Reason> {
            no_party([supervisee, supervisor], actor)?;
            supervisee.lives()?;
            supervisor.lives()?;
            if supervisee.has_id(supervisor.id()) || supervisor.has_id(supervisee.id()) {
                let (given, wanted) = (supervisor.id().to_string(), "somebody else".to_owned());
                return Err(Reason::Mismatch { what: "the supervisor", given, wanted });
            }
            let (supervisee_signature, supervisor_signature) = (terms.signed_by_supervisee, terms.signed_by_supervisor);
            let missing: Vec<String> = [("supervisee", &supervisee_signature), ("supervisor", &supervisor_signature)]
                .into_iter()
                .filter(|(_, signature)| signature.is_none())
                .map(|(whose, _)| format!("the signature of the {whose}"))
                .collect();
            let (Some(by_supervisee), Some(by_supervisor)) = (supervisee_signature, supervisor_signature) else {
                return Err(Reason::RequirementsOpen { open: missing });
            };
            let term = period("the agreement", terms.from, terms.to, at)?;
            Ok(Event::Agreed {
                provider: supervisee.id(),
                supervisor: supervisor.id(),
                facility: facility.id().clone(),
                kind: terms.kind,
                items: terms.items,
                term,
                signatures: Signatures { supervisee: by_supervisee, supervisor: by_supervisor },
            })
        };
        decided().map(|event| vec![event]).map_err(|reason| MACHINE.refuse(Machine::START, "agree", reason))
    }

    /// Decides what a command does; changes nothing. `alternate` is the record of the one whom the command names, where it names one.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        supervisee: &Provider,
        supervisor: &Provider,
        alternate: Option<&Provider>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        // An end recorded for later bars nothing today.
        let state = self.state_at(command.from());
        MACHINE.admit(state, name, actor)?;
        let refuse = |reason| MACHINE.refuse(state, name, reason);
        if !supervisee.has_id(self.provider) || !supervisor.has_id(self.supervisor) {
            let given = format!("{} under {}", supervisee.id(), supervisor.id());
            let wanted = format!("{} under {}", self.provider, self.supervisor);
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        self.decided(command, [supervisee, supervisor], alternate, actor, at).map_err(refuse)
    }

    fn decided(
        &self,
        command: Command,
        parties: [&Provider; 2],
        alternate: Option<&Provider>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Reason> {
        let named = |wanted: ProviderId| {
            alternate.filter(|own| own.has_id(wanted)).ok_or_else(|| Reason::Mismatch {
                what: "the alternate's record",
                given: alternate.map_or_else(|| "none".to_owned(), |own| own.id().to_string()),
                wanted: wanted.to_string(),
            })
        };
        match command {
            Command::AddAlternate { alternate: wanted, from, to } => {
                let other = named(wanted)?;
                no_party(parties, actor)?;
                no_party([other], actor)?;
                other.lives()?;
                if let Some(ended) = self.end().filter(|end| *end <= from) {
                    return Err(Reason::TermEnded { ended });
                }
                if parties.iter().any(|party| party.has_id(wanted)) {
                    let (given, wanted) = (wanted.to_string(), "somebody who is no party".to_owned());
                    return Err(Reason::Mismatch { what: "the alternate", given, wanted });
                }
                let period = period("the alternate's time", from, to, at)?;
                let clash = self
                    .alternates
                    .iter()
                    .find(|own| other.has_id(own.provider) && own.period().is_some_and(|own| own.overlaps(period)));
                if clash.is_some() {
                    return Err(Reason::Duplicate { what: "the alternate", id: wanted.to_string() });
                }
                Ok(vec![Event::AlternateAdded { alternate: wanted, from, to }])
            }
            Command::RemoveAlternate { alternate: wanted, from } => {
                let other = named(wanted)?;
                if actor.capacity() == Capacity::Provider {
                    represented([other], actor)?;
                } else {
                    no_party(parties, actor)?;
                    no_party([other], actor)?;
                }
                not_back_dated("the removal", from, at)?;
                // One person may have been named under several ids.
                let mut named: Vec<ProviderId> = Vec::new();
                for own in self.alternates.iter().filter(|own| own.to.is_none_or(|to| from < to)) {
                    if other.has_id(own.provider) && !named.contains(&own.provider) {
                        named.push(own.provider);
                    }
                }
                if named.is_empty() {
                    let known = self.alternates.iter().map(|own| own.provider.to_string()).collect();
                    return Err(Reason::Unknown { what: "alternate", name: wanted.to_string(), known });
                }
                Ok(named.into_iter().map(|alternate| Event::AlternateRemoved { alternate, from }).collect())
            }
            Command::End { from, reason } => {
                if actor.capacity() == Capacity::Provider {
                    represented(parties, actor)?;
                } else {
                    no_party(parties, actor)?;
                }
                not_back_dated("the end", from, at)?;
                if let Some(ended) = self.end().filter(|end| *end <= from) {
                    return Err(Reason::TermEnded { ended });
                }
                Ok(vec![Event::Ended { from, reason }])
            }
        }
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: SupervisionId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Agreed { provider, supervisor, facility, kind, items, term, signatures } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            supervisor: *supervisor,
            facility: facility.clone(),
            kind: *kind,
            items: items.clone(),
            signatures: signatures.clone(),
            term: *term,
            alternates: Vec::new(),
            ended: None,
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let state = event.from().map_or("agreed", |from| self.state_at(from));
        if !MACHINE.leads(state, event.commands(), event.leads_to()) {
            let after = state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Agreed { .. } => {}
            Event::AlternateAdded { alternate, from, to } => {
                self.alternates.push(Alternate { provider: *alternate, from: *from, to: *to });
            }
            Event::AlternateRemoved { alternate, from } => {
                for own in self.alternates.iter_mut().filter(|own| own.provider == *alternate) {
                    own.to = Some(own.to.map_or(*from, |to| to.min(*from)));
                }
            }
            Event::Ended { from, .. } => self.ended = Some(self.ended.map_or(*from, |ended| ended.min(*from))),
        }
        Ok(())
    }

    /// The state's name by what is recorded. That a term has run out is no state.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        if self.ended.is_some() { "ended" } else { "agreed" }
    }

    /// The state's name at an instant, by what is recorded for it.
    #[must_use]
    pub fn state_at(&self, instant: Instant) -> &'static str {
        if self.ended.is_some_and(|ended| ended <= instant) { "ended" } else { "agreed" }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> SupervisionId {
        self.id
    }

    /// Who is supervised.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Who supervises.
    #[must_use]
    pub const fn supervisor(&self) -> ProviderId {
        self.supervisor
    }

    /// Where.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }

    /// Supervision or collaboration.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Who signed.
    #[must_use]
    pub const fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// Whether it is about an item: about every one where it names none.
    #[must_use]
    pub fn covers(&self, item: &ItemId) -> bool {
        self.items.is_empty() || self.items.contains(item)
    }

    /// The items it is about; every one where empty.
    #[must_use]
    pub fn items(&self) -> &[ItemId] {
        &self.items
    }

    /// From when.
    #[must_use]
    pub const fn from(&self) -> Instant {
        self.term.start()
    }

    /// Until before when: its own end, or an earlier one that was recorded.
    #[must_use]
    pub fn end(&self) -> Option<Instant> {
        [self.term.end(), self.ended].into_iter().flatten().min()
    }

    /// From when until before when; `None` where it was ended before it began.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        Period::new(self.from(), self.end()).ok()
    }

    /// Those who stand in, each with their time.
    #[must_use]
    pub fn alternates(&self) -> &[Alternate] {
        &self.alternates
    }

    /// Everybody whose records the agreement rests on: the supervisor and every alternate.
    pub fn people(&self) -> impl Iterator<Item = ProviderId> {
        std::iter::once(self.supervisor).chain(self.alternates.iter().map(|own| own.provider))
    }

    /// How many alternates are named, over time.
    #[must_use]
    pub fn alternates_named(&self) -> Timeline<u32> {
        let mut named = Timeline::constant(0_u32);
        for period in self.alternates.iter().filter_map(Alternate::period) {
            named = named.zip_with(&Timeline::within(period, 1_u32, 0), |one, more| one.saturating_add(*more));
        }
        named
    }
}
