//! The life of one privilege: requested, checked, reviewed, granted or not, and what came of the grant.

mod command;
mod evaluating;
mod event;
mod granting;
mod hearing;
mod offering;
mod state;
mod table;
mod vote;

use super::{
    criteria_check::CriteriaCheck, focused_evaluation::to_conclude, grant::GrantStanding, restriction::RestrictionBasis,
};
use crate::{
    actor::{Actor, Capacity},
    appointment::{
        AdverseDecision, Ground, ReviewAction, Taken, by_own_will, may_lift, may_revoke, may_suspend, only_the_board,
    },
    credentialing::{assessment::line, meeting::authority::Authority},
    delineation::{privilege_item::Fppe, privilege_set::PrivilegeSet},
    facility::{Facility, governed::Governed},
    id::{FacilityId, ItemId, PrivilegeRequestId, PrivilegeSetId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    time::Instant,
    timeline::Timeline,
};
use chrono::NaiveDate;

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
    recommended_against: bool,
    against_since: Option<Instant>,
    fppe_plan: Option<Fppe>,
    denied_at: Option<Instant>,
    told: Vec<(Instant, NaiveDate)>,
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
            subject.lives()?;
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
            if let Some(contract) = facility.exclusive_contracts().find(|own| own.keeps_out(subject, item, at)) {
                return Err(contract.not_offered(item));
            }
            let same = existing
                .into_iter()
                .filter(|held| subject.has_id(held.provider) && held.facility == *facility.id() && held.item == *item)
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
        let waives = matches!(command, Command::ConcludeHearing { .. }) && actor.capacity() == Capacity::Provider;
        let applicants = waives || matches!(command, Command::Withdraw | Command::Relinquish { .. });
        if !applicants && subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        if applicants && actor.capacity() != Capacity::Msp && !subject.is_represented_by(actor) {
            let (given, wanted) = (actor.to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        self.is_voted(&command, authority, actor, at).map_err(refuse)?;
        let on = facility.zone().date_at(at);
        let change = |standing, from: Instant, reason, ground: Ground| {
            if from < at {
                return Err(refuse(Reason::BackDated { what: "the change of standing", start: from, decided: at }));
            }
            let Ground { cause, together_with, decision } = ground;
            let decision = decision.map(|decision| decision.by());
            Ok(Event::StandingChanged { standing, from, reason, cause, together_with, decision })
        };
        let (own_rules, none) = (facility.standards(), Ground::default);
        Ok(vec![match command {
            Command::CheckCriteria(check) => {
                self.is_about(&check, subject, at).map_err(refuse)?;
                if check.met_at().is_empty() {
                    Event::CriteriaNotMet { open: check.open().iter().map(line).collect() }
                } else {
                    Event::SentToReview { step: next_review(&facility.review(on), self.state_name()) }
                }
            }
            Command::Recommend(recommendation) => {
                let review = &facility.review(on);
                if self.state_name() == "mec-review" && !recommendation.favourable {
                    Event::RecommendedAgainst { by: actor.clone(), recommendation, at: Some(at) }
                } else {
                    let next = next_review(review, self.state_name());
                    Event::Recommended { by: actor.clone(), recommendation, next }
                }
            }
            Command::ConcludeHearing { outcome } => {
                self.heard_or_waived(&own_rules, facility, actor, at).map_err(refuse)?;
                Event::HearingConcluded { outcome }
            }
            Command::Grant { credentialed, appointed, check, terms } => {
                let limits = Limits { subject, facility, set, actor, at };
                let grant = self.grant(&credentialed, &appointed, &check, terms, &limits).map_err(refuse)?;
                Event::Granted { grant: Box::new(grant) }
            }
            Command::Deny { reason } => Event::Denied { reason, decided_at: Some(at) },
            Command::Withdraw => Event::Withdrawn,
            Command::PlanFppe(plan) => {
                evaluating::whole(&plan).map_err(refuse)?;
                Event::FppePlanned { plan, by: actor.clone() }
            }
            Command::RecordProctoredCase { proctoring, outcome, note } => {
                let case = self.case(subject, &proctoring, outcome, note, at).map_err(refuse)?;
                Event::CaseRecorded { recorded: at, case }
            }
            Command::ExtendFppe { until, reason } => {
                self.may_extend(until, at).map_err(refuse)?;
                Event::FppeExtended { decided_at: at, until, reason }
            }
            Command::StartFppe { plan, from, reason } => {
                self.may_start(&plan, from, at).map_err(refuse)?;
                let until = to_conclude(&plan, &facility.standards(), facility.zone(), from, on);
                Event::FppeStarted { plan, from, until, reason }
            }
            Command::ConcludeFppe { report, fewer } => {
                let open = self.open_evaluation().map_err(refuse)?;
                open.may_conclude(fewer.as_ref(), at).map_err(refuse)?;
                Event::FppeConcluded { from: at, report, fewer }
            }
            Command::RecordReview(review) => {
                self.may_review(&review, facility, at).map_err(refuse)?;
                Event::Reviewed { recorded: at, review, by: actor.clone() }
            }
            Command::RecordNotice { on: told } => {
                self.may_tell(told, facility, at).map_err(refuse)?;
                Event::NoticeGiven { recorded: at, on: told }
            }
            Command::Restrict(restriction) if restriction.from < at => {
                return Err(refuse(Reason::BackDated {
                    what: "the restriction",
                    start: restriction.from,
                    decided: at,
                }));
            }
            Command::Restrict(restriction) => {
                self.may_restrict(&restriction, None, subject, actor).map_err(refuse)?;
                Event::Restricted(restriction)
            }
            Command::ImposeRestriction { restriction, .. } if restriction.from < at => {
                return Err(refuse(Reason::BackDated {
                    what: "the restriction",
                    start: restriction.from,
                    decided: at,
                }));
            }
            Command::ImposeRestriction { restriction, decision } => {
                self.may_restrict(&restriction, Some(&decision), subject, actor).map_err(refuse)?;
                Event::RestrictionImposed(restriction)
            }
            Command::LiftRestriction { from, .. } if from < at => {
                return Err(refuse(Reason::BackDated { what: "the lifting", start: from, decided: at }));
            }
            Command::LiftRestriction { number, from } => {
                if !self.held().is_some_and(|held| held.restriction_binds(number, from)) {
                    let (what, name) = ("restriction in force with the number", number.to_string());
                    return Err(refuse(Reason::Unknown { what, name, known: vec![] }));
                }
                Event::RestrictionLifted { number, from }
            }
            Command::Suspend { from, reason, ground } => {
                may_suspend(&own_rules, on, subject, facility.id(), actor, &ground).map_err(refuse)?;
                change(GrantStanding::Suspended, from, Some(reason), ground)?
            }
            Command::Lift { from }
                if !may_lift(
                    actor,
                    self.held().map_or(&[][..], |held| &held.taken),
                    GrantStanding::Suspended,
                    from,
                ) =>
            {
                return Err(refuse(only_the_board()));
            }
            Command::Lift { from } => change(GrantStanding::Good, from, None, none())?,
            Command::Relinquish { from, cause } => {
                by_own_will(cause, actor).map_err(refuse)?;
                change(GrantStanding::Relinquished, from, None, Ground { cause, ..none() })?
            }
            Command::Revoke { from, reason, ground } => {
                may_revoke(&own_rules, on, subject, facility.id(), &ground).map_err(refuse)?;
                change(GrantStanding::Revoked, from, Some(reason), ground)?
            }
        }])
    }

    fn same_matter(&self, subject: &Provider, facility: &Facility, set: &PrivilegeSet) -> Result<(), Reason> {
        if subject.has_id(self.provider) && *facility.id() == self.facility && *set.id() == self.set {
            return Ok(());
        }
        Err(Reason::Mismatch {
            what: "the subject",
            given: format!("{} at {} by {}", subject.id(), facility.id(), set.id()),
            wanted: format!("{} at {} by {}", self.provider, self.facility, self.set),
        })
    }

    /// A restriction rests on what its basis says: the provider's agreement, or the decision that is shown.
    fn may_restrict(
        &self,
        restriction: &super::restriction::Restriction,
        decision: Option<&AdverseDecision>,
        subject: &Provider,
        actor: &Actor,
    ) -> Result<(), Reason> {
        if let Some(until) = restriction.until().filter(|until| *until <= restriction.from) {
            return Err(Reason::EmptyPeriod { what: "the restriction", start: restriction.from, end: until });
        }
        let mismatch = |wanted: &str| Reason::Mismatch {
            what: "the basis of the restriction",
            given: format!("{:?} by {}", restriction.basis, actor.capacity()),
            wanted: wanted.to_owned(),
        };
        match (restriction.basis, decision) {
            (RestrictionBasis::Agreed, None) => Ok(()),
            (RestrictionBasis::FinalAction(id), Some(decision))
                if decision.by() == id && !decision.is_precautionary() && actor.capacity() == Capacity::Board =>
            {
                decision.carries(subject, &self.facility, ReviewAction::Restriction)
            }
            (RestrictionBasis::Precaution(id), Some(decision))
                if decision.by() == id && decision.is_precautionary() && actor.capacity() == Capacity::Mec =>
            {
                decision.carries(subject, &self.facility, ReviewAction::Restriction)
            }
            (RestrictionBasis::Agreed, Some(_)) => Err(mismatch("the decision shown")),
            (RestrictionBasis::FinalAction(_) | RestrictionBasis::Precaution(_), _) => Err(mismatch(
                "the board's final action, or the executive committee's precaution, of that corrective action",
            )),
        }
    }

    fn is_about(&self, check: &CriteriaCheck, subject: &Provider, at: Instant) -> Result<(), Reason> {
        if !subject.has_id(check.provider()) || check.item() != &self.item || check.set() != &self.set {
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
            recommended_against: false,
            against_since: None,
            fppe_plan: None,
            denied_at: None,
            told: Vec::new(),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let from = match (&self.state, event.from()) {
            (State::Ungranted(name), _) => name,
            (State::Granted(_), Some(from)) => self.state_at(from),
            (State::Granted(_), None) => "granted",
        };
        let to = event.leads_to(from);
        let open = match event {
            Event::FppeConcluded { .. } | Event::CaseRecorded { .. } | Event::FppeExtended { .. } => {
                self.held().is_some_and(Held::fppe_is_open)
            }
            Event::RestrictionLifted { number, from } => {
                self.held().is_some_and(|held| held.restriction_binds(*number, *from))
            }
            Event::Requested { .. }
            | Event::SentToReview { .. }
            | Event::CriteriaNotMet { .. }
            | Event::Recommended { .. }
            | Event::RecommendedAgainst { .. }
            | Event::HearingConcluded { .. }
            | Event::Granted { .. }
            | Event::Denied { .. }
            | Event::Withdrawn
            | Event::Restricted(_)
            | Event::RestrictionImposed(_)
            | Event::FppePlanned { .. }
            | Event::FppeStarted { .. }
            | Event::Reviewed { .. }
            | Event::NoticeGiven { .. }
            | Event::StandingChanged { .. } => true,
        };
        if !open || !MACHINE.leads(from, event.commands(), to) {
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after: from.to_owned() });
        }
        if let Event::Recommended { by, recommendation, .. } | Event::RecommendedAgainst { by, recommendation, .. } =
            event
        {
            self.spoken.push((by.capacity(), recommendation.favourable));
        }
        if let Event::RecommendedAgainst { at, .. } = event {
            (self.recommended_against, self.against_since) = (true, *at);
        }
        if let Event::FppePlanned { plan, .. } = event {
            self.fppe_plan = Some(plan.clone());
        } else if let Event::Denied { decided_at, .. } = event {
            self.denied_at = *decided_at;
        } else if let Event::NoticeGiven { recorded, on } = event {
            self.told.push((*recorded, *on));
        }
        match (&mut self.state, event) {
            (State::Granted(held), Event::Restricted(restriction) | Event::RestrictionImposed(restriction)) => {
                held.restrictions.push(restriction.clone());
            }
            (State::Granted(held), Event::RestrictionLifted { number, from }) => held.lift_restriction(*number, *from),
            (State::Granted(held), Event::StandingChanged { standing, from, cause, decision, .. }) => {
                held.standings.push((*from, *standing));
                held.taken.push(Taken { from: *from, standing: *standing, cause: *cause, decision: *decision });
            }
            (State::Granted(held), event) => held.evaluate(event),
            (state, Event::Granted { grant }) => *state = State::Granted(Box::new(Held::given(grant))),
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

    /// Whether the executive committee recommended against it.
    #[must_use]
    pub const fn was_recommended_against(&self) -> bool {
        self.recommended_against
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(&self.state, State::Ungranted(name) if *name != "denied" && !MACHINE.terminal.contains(name))
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
