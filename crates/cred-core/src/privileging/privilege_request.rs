//! The life of one privilege: requested, checked, reviewed, granted or not, and what came of the grant.

mod command;
mod event;
mod granting;
mod offering;
mod state;
mod table;
mod vote;

use super::{criteria_check::CriteriaCheck, grant::GrantStanding};
use crate::{
    actor::{Actor, Capacity},
    credentialing::{assessment::line, meeting::authority::Authority},
    delineation::privilege_set::PrivilegeSet,
    facility::{Facility, governed::Governed},
    id::{FacilityId, ItemId, PrivilegeRequestId, PrivilegeSetId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    time::Instant,
    timeline::Timeline,
};

pub use command::{Command, GrantTerms, Recommendation};
pub use event::Event;
use granting::Limits;
use offering::supports;
pub use state::{Held, State};
use state::{next_review, standing_state};
pub use table::MACHINE;

/// One privilege of one provider at one facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeRequest {
    id: PrivilegeRequestId,
    provider: ProviderId,
    facility: FacilityId,
    set: PrivilegeSetId,
    item: ItemId,
    spoken: Vec<(Capacity, bool)>,
    state: State,
}

impl PrivilegeRequest {
    /// Requests an item. What the facility does not offer, or has no resources for at any site, is not processed: neither a denial nor
    /// reportable.
    ///
    /// # Errors
    /// When the actor may not, the item is not offered, or a request for the same is pending.
    pub fn request<'a>(
        subject: &Provider,
        facility: &Facility,
        set: &PrivilegeSet,
        item: &ItemId,
        existing: impl IntoIterator<Item = &'a Self>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "request", actor)?;
        let checked = || -> Result<(), Reason> {
            if matches!(actor.capacity(), Capacity::Provider | Capacity::Delegate) && !subject.is_represented_by(actor)
            {
                let (given, wanted) = (actor.to_string(), subject.id().to_string());
                return Err(Reason::Mismatch { what: "the actor", given, wanted });
            }
            let not_offered =
                |because: &str| Reason::NotOffered { item: item.to_string(), because: because.to_owned() };
            if set.facility() != facility.id() {
                return Err(not_offered("the form is another facility's"));
            }
            let version = set
                .version_on(facility.zone().date_at(at))
                .ok_or_else(|| not_offered("no version of its form is in force yet"))?;
            let offered = version.item(item).ok_or_else(|| not_offered("it is not on the form in force"))?;
            if !version.sites.iter().any(|site| supports(facility, site, offered)) {
                return Err(not_offered("no site has, or plans, what it requires"));
            }
            let same = existing
                .into_iter()
                .filter(|held| held.provider == subject.id() && held.facility == *facility.id() && held.item == *item)
                .find(|held| held.is_pending());
            match same {
                Some(held) => Err(Reason::Duplicate { what: "a request for this privilege", id: held.id.to_string() }),
                None => Ok(()),
            }
        };
        checked().map_err(|reason| MACHINE.refuse(Machine::START, "request", reason))?;
        Ok(vec![Event::Requested {
            provider: subject.id(),
            facility: facility.id().clone(),
            set: set.id().clone(),
            item: item.clone(),
        }])
    }

    /// Decides what a command does; changes nothing. A body recommends and decides by the authority given: its place and its vote.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own that the decision needs")]
    pub fn decide(
        &self,
        command: Command<'_>,
        subject: &Provider,
        facility: &Governed<'_>,
        set: &PrivilegeSet,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        // What is recorded for later is no shield today: the standing at the command's own instant counts.
        let state = self.state_at(command.from().unwrap_or(at));
        MACHINE.admit(state, name, actor)?;
        let refuse = |reason| MACHINE.refuse(state, name, reason);
        self.same_matter(subject, facility, set).map_err(refuse)?;
        let applicants = matches!(command, Command::Withdraw | Command::Relinquish { .. });
        if !applicants && subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        if applicants && actor.capacity() != Capacity::Msp && !subject.is_represented_by(actor) {
            let (given, wanted) = (actor.to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        self.is_voted(&command, authority, actor, at).map_err(refuse)?;
        let on = facility.zone().date_at(at);
        let change = |standing, from: Instant, reason| {
            if from < at {
                return Err(refuse(Reason::BackDated { what: "the change of standing", start: from, decided: at }));
            }
            Ok(Event::StandingChanged { standing, from, reason })
        };
        Ok(vec![match command {
            Command::CheckCriteria(check) => {
                self.is_about(&check, at).map_err(refuse)?;
                if check.met_at().is_empty() {
                    Event::CriteriaNotMet { open: check.open().iter().map(line).collect() }
                } else {
                    Event::SentToReview { step: next_review(&facility.review(on), self.state_name()) }
                }
            }
            Command::Recommend(recommendation) => {
                let review = &facility.review(on);
                if self.state_name() == "mec-review" && !recommendation.favourable {
                    Event::RecommendedAgainst { by: actor.clone(), recommendation }
                } else {
                    let next = next_review(review, self.state_name());
                    Event::Recommended { by: actor.clone(), recommendation, next }
                }
            }
            Command::ConcludeHearing { outcome } => Event::HearingConcluded { outcome },
            Command::Grant { credentialed, appointed, check, terms } => {
                let limits = Limits { facility, set, actor, at };
                let grant = self.grant(&credentialed, &appointed, &check, terms, &limits).map_err(refuse)?;
                Event::Granted { grant: Box::new(grant) }
            }
            Command::Deny { reason } => Event::Denied { reason },
            Command::Withdraw => Event::Withdrawn,
            Command::ConcludeFppe { report } => match &self.state {
                State::Granted(held) if held.fppe_is_open() => Event::FppeConcluded { from: at, report },
                State::Granted(_) | State::Ungranted(_) => {
                    let (what, name) = ("open focused evaluation", self.item.to_string());
                    return Err(refuse(Reason::Unknown { what, name, known: vec![] }));
                }
            },
            Command::Restrict(restriction) if restriction.from < at => {
                return Err(refuse(Reason::BackDated {
                    what: "the restriction",
                    start: restriction.from,
                    decided: at,
                }));
            }
            Command::Restrict(restriction) => Event::Restricted(restriction),
            Command::Suspend { from, reason } => change(GrantStanding::Suspended, from, Some(reason))?,
            Command::Lift { from } => change(GrantStanding::Good, from, None)?,
            Command::Relinquish { from } => change(GrantStanding::Relinquished, from, None)?,
            Command::Revoke { from, reason } => change(GrantStanding::Revoked, from, Some(reason))?,
        }])
    }

    fn same_matter(&self, subject: &Provider, facility: &Facility, set: &PrivilegeSet) -> Result<(), Reason> {
        if subject.id() == self.provider && *facility.id() == self.facility && *set.id() == self.set {
            return Ok(());
        }
        Err(Reason::Mismatch {
            what: "the subject",
            given: format!("{} at {} by {}", subject.id(), facility.id(), set.id()),
            wanted: format!("{} at {} by {}", self.provider, self.facility, self.set),
        })
    }

    fn is_about(&self, check: &CriteriaCheck, at: Instant) -> Result<(), Reason> {
        if check.provider() != self.provider || check.item() != &self.item || check.set() != &self.set {
            return Err(Reason::Mismatch {
                what: "the criteria check",
                given: format!("{} for {}", check.provider(), check.item()),
                wanted: format!("{} for {}", self.provider, self.item),
            });
        }
        if check.at() != at {
            return Err(Reason::OutOfDate { what: "the criteria check", made_for: check.at(), now: at });
        }
        Ok(())
    }

    /// Begins a privilege from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: PrivilegeRequestId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Requested { provider, facility, set, item } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            set: set.clone(),
            item: item.clone(),
            spoken: Vec::new(),
            state: State::Ungranted("requested"),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let to = event.leads_to();
        let from = match (&self.state, event.from()) {
            (State::Ungranted(name), _) => name,
            (State::Granted(_), Some(from)) => self.state_at(from),
            (State::Granted(_), None) => "granted",
        };
        let open = !matches!(event, Event::FppeConcluded { .. }) || self.held().is_some_and(Held::fppe_is_open);
        if !open || !MACHINE.leads(from, event.commands(), to) {
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after: from.to_owned() });
        }
        if let Event::Recommended { by, recommendation, .. } | Event::RecommendedAgainst { by, recommendation } = event
        {
            self.spoken.push((by.capacity(), recommendation.favourable));
        }
        match (&mut self.state, event) {
            (State::Granted(held), Event::FppeConcluded { from, .. }) => held.fppe_concluded = Some(*from),
            (State::Granted(held), Event::Restricted(restriction)) => held.restrictions.push(restriction.clone()),
            (State::Granted(held), Event::StandingChanged { standing, from, .. }) => {
                held.standings.push((*from, *standing));
            }
            (state, Event::Granted { grant }) => {
                *state = State::Granted(Box::new(Held {
                    fppe_concluded: None,
                    grant: (**grant).clone(),
                    restrictions: Vec::new(),
                    standings: Vec::new(),
                }));
            }
            (state, _) => *state = State::Ungranted(to),
        }
        Ok(())
    }

    /// The state's name at an instant, by what is recorded for it.
    #[must_use]
    pub fn state_at(&self, instant: Instant) -> &'static str {
        match &self.state {
            State::Ungranted(name) => name,
            State::Granted(held) => {
                standing_state(*Timeline::from_changes(GrantStanding::Good, held.ordered()).at(instant))
            }
        }
    }

    /// The state's name: of a grant, by the standing recorded last.
    #[must_use]
    pub fn state_name(&self) -> &'static str {
        match &self.state {
            State::Ungranted(name) => name,
            State::Granted(held) => held.standings.last().map_or("granted", |(_, standing)| standing_state(*standing)),
        }
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(&self.state, State::Ungranted(name) if !MACHINE.terminal.contains(name))
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> PrivilegeRequestId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Where.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }

    /// On which form.
    #[must_use]
    pub const fn set(&self) -> &PrivilegeSetId {
        &self.set
    }

    /// Which item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// The grant and what came of it.
    #[must_use]
    pub fn held(&self) -> Option<&Held> {
        match &self.state {
            State::Granted(held) => Some(held),
            State::Ungranted(_) => None,
        }
    }
}
