//! Appointments: membership of a facility's medical staff, for a term. No grant outlives it.

mod appointed;
mod command;
mod event;
mod table;
mod vote;

use crate::{
    actor::{Actor, Capacity},
    credentialing::{meeting::authority::Authority, proof::Credentialed},
    facility::governed::Governed,
    id::{AppointmentId, FacilityId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    standard::topic::Topic,
    text::Text,
    time::{Instant, period::Period},
};

pub use appointed::Appointed;
pub use command::Command;
pub use event::{Event, Standing};
pub use table::MACHINE;

/// One appointment with its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    id: AppointmentId,
    provider: ProviderId,
    facility: FacilityId,
    category: Text,
    terms: Vec<Period>,
    standings: Vec<(Instant, Standing)>,
}

impl Appointment {
    /// Appoints a credentialed provider to a facility's staff.
    ///
    /// # Errors
    /// When the actor may not or is the subject, the proof is about another matter or instant, the term is back-dated or longer than
    /// the strictest rule allows, or there is an appointment already.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own that the decision needs")]
    pub fn appoint<'a>(
        proof: &Credentialed<'_>,
        subject: &Provider,
        facility: &Governed<'_>,
        existing: impl IntoIterator<Item = &'a Self>,
        category: Text,
        start: Instant,
        months: u32,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "appoint", actor)?;
        let decided = || -> Result<Event, Reason> {
            check_proof(proof, subject, facility, at)?;
            not_own(subject, actor)?;
            vote::on_appointment(proof, facility, authority, actor, at)?;
            let term = term(facility, start, months, at)?;
            let clash = existing.into_iter().find(|held| {
                held.provider == subject.id() && held.facility == *facility.id() && held.may_overlap(term)
            });
            if let Some(held) = clash {
                return Err(Reason::Duplicate { what: "an appointment", id: held.id.to_string() });
            }
            Ok(Event::Appointed {
                provider: subject.id(),
                facility: facility.id().clone(),
                category,
                term,
                file: proof.file(),
            })
        };
        decided().map(|event| vec![event]).map_err(|reason| MACHINE.refuse(Machine::START, "appoint", reason))
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command<'_>,
        subject: &Provider,
        facility: &Governed<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        // What is recorded for later (a resignation, a leave) is no shield today: the standing at the command's own instant counts.
        let state = self.standing_at(command.from().unwrap_or(at)).state();
        MACHINE.admit(state, name, actor)?;
        let refuse = |reason| MACHINE.refuse(state, name, reason);
        if subject.id() != self.provider || *facility.id() != self.facility {
            let given = format!("{} at {}", subject.id(), facility.id());
            let wanted = format!("{} at {}", self.provider, self.facility);
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        if !matches!(command, Command::Resign { .. }) {
            not_own(subject, actor).map_err(refuse)?;
        } else if actor.capacity() == Capacity::Provider && !subject.is_represented_by(actor) {
            let (given, wanted) = (actor.to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        let change = |standing, from: Instant, reason| {
            if from < at && standing != Standing::Deceased {
                return Err(refuse(Reason::BackDated { what: "the change of standing", start: from, decided: at }));
            }
            Ok(vec![Event::StandingChanged { standing, from, reason }])
        };
        match command {
            Command::Reappoint { proof, months, authority } => {
                check_proof(&proof, subject, facility, at).map_err(refuse)?;
                self.is_voted(&proof, &authority, actor, at).map_err(refuse)?;
                let Some(end) = self.end() else {
                    return Err(refuse(Reason::OutsideCalendar { what: "the term" }));
                };
                if end <= at {
                    return Err(refuse(Reason::TermEnded { ended: end }));
                }
                if let Some(last) = self.terms.last().filter(|last| self.terms.len() > 1 && at < last.start()) {
                    let what = "a term decided already and not begun";
                    return Err(refuse(Reason::Duplicate { what, id: format!("{} from {}", self.id, last.start()) }));
                }
                let term = term(facility, end, months, at).map_err(refuse)?;
                Ok(vec![Event::Reappointed { term, file: proof.file(), decided_at: at }])
            }
            Command::TakeLeave { from, reason } => change(Standing::OnLeave, from, Some(reason)),
            Command::Return { from } | Command::Lift { from } => change(Standing::Good, from, None),
            Command::Suspend { from, reason } => change(Standing::Suspended, from, Some(reason)),
            Command::Resign { from } => change(Standing::Resigned, from, None),
            Command::Revoke { from, reason } => change(Standing::Revoked, from, Some(reason)),
            Command::RecordDeath { from } => change(Standing::Deceased, from, None),
        }
    }

    /// Begins an appointment from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: AppointmentId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Appointed { provider, facility, category, term, .. } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            category: category.clone(),
            terms: vec![*term],
            standings: Vec::new(),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let joins = match event {
            Event::Reappointed { term, .. } => self.end() == Some(term.start()),
            Event::Appointed { .. } | Event::StandingChanged { .. } => true,
        };
        let state = event.from().map_or(Standing::Good, |from| self.standing_at(from)).state();
        if !joins || !MACHINE.leads(state, event.commands(), event.leads_to()) {
            let after = state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Appointed { .. } => {}
            Event::Reappointed { term, .. } => self.terms.push(*term),
            Event::StandingChanged { standing, from, .. } => self.standings.push((*from, *standing)),
        }
        Ok(())
    }

    /// The state's name at an instant, by what is recorded for it.
    #[must_use]
    pub fn state_at(&self, instant: Instant) -> &'static str {
        self.standing_at(instant).state()
    }

    /// The state's name: the last recorded standing.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.standings.last().map_or(Standing::Good, |(_, standing)| *standing).state()
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> AppointmentId {
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

    /// The staff category.
    #[must_use]
    pub const fn category(&self) -> &Text {
        &self.category
    }

    /// The terms, each beginning where the one before ends.
    #[must_use]
    pub fn terms(&self) -> &[Period] {
        &self.terms
    }

    /// The changes of standing, in the order they were recorded.
    #[must_use]
    pub fn standings(&self) -> &[(Instant, Standing)] {
        &self.standings
    }

    /// The end of the last term.
    #[must_use]
    pub fn end(&self) -> Option<Instant> {
        self.terms.last().and_then(|term| term.end())
    }

    /// The standing at an instant, in a term or not.
    #[must_use]
    pub fn standing_at(&self, instant: Instant) -> Standing {
        *crate::timeline::Timeline::from_changes(Standing::Good, self.ordered()).at(instant)
    }

    /// The changes of standing in their order in time. One recorded later wins from its instant on, but takes away nothing that was recorded
    /// against the holder for a time after it: a leave, a suspension, an ending. Only an ending ends those.
    pub(crate) fn ordered(&self) -> Vec<(Instant, Standing)> {
        let mut kept: Vec<(Instant, Standing)> = Vec::new();
        for (from, standing) in &self.standings {
            kept.retain(|(earlier, held)| {
                earlier < from || (earlier > from && *held != Standing::Good && !standing.is_ending())
            });
            kept.push((*from, *standing));
        }
        kept.sort_by_key(|(from, _)| *from);
        kept
    }

    /// From the first term's start to the last one's end, cut where it ended for good.
    #[must_use]
    pub fn whole(&self) -> Option<Period> {
        let whole = Period::new(self.terms.first()?.start(), self.end()).ok()?;
        let over = self.ordered().into_iter().find(|(_, standing)| standing.is_ending());
        over.map_or(Some(whole), |(from, _)| whole.cut_at(from))
    }

    fn may_overlap(&self, term: Period) -> bool {
        self.whole().is_some_and(|whole| whole.overlaps(term))
    }
}

fn not_own(subject: &Provider, actor: &Actor) -> Result<(), Reason> {
    if subject.is(actor) { Err(Reason::OwnFile { actor: actor.name().to_owned() }) } else { Ok(()) }
}

fn check_proof(
    proof: &Credentialed<'_>,
    subject: &Provider,
    facility: &Governed<'_>,
    at: Instant,
) -> Result<(), Reason> {
    if proof.provider() != subject.id() {
        let (given, wanted) = (proof.provider().to_string(), subject.id().to_string());
        return Err(Reason::Mismatch { what: "the proof of credentialing", given, wanted });
    }
    if proof.organization() != facility.organization() {
        let (given, wanted) = (proof.organization().to_string(), facility.organization().to_string());
        return Err(Reason::Mismatch { what: "the proof of credentialing", given, wanted });
    }
    if proof.at() != at {
        return Err(Reason::OutOfDate { what: "the proof of credentialing", made_for: proof.at(), now: at });
    }
    Ok(())
}

/// A term that begins no earlier than its decision and is no longer than the strictest rule allows.
fn term(facility: &Governed<'_>, start: Instant, months: u32, at: Instant) -> Result<Period, Reason> {
    if start < at {
        return Err(Reason::BackDated { what: "the term", start, decided: at });
    }
    let outside = || Reason::OutsideCalendar { what: "the term" };
    let term = facility.months_from(start, months).ok_or_else(outside)?;
    let pick = |topic: &Topic| if let Topic::AppointmentTerm(rule) = topic { Some(rule.limit) } else { None };
    let (limit, bound) = facility.longest("rule on the longest term of an appointment", start, at, pick)?;
    if term.is_within(limit) {
        Ok(term)
    } else {
        let limit_of = format!("the longest term ({}, {})", bound.value, bound.citation());
        Err(Reason::OutsideLimit { what: "the term", given: term, limit_of, limit })
    }
}
