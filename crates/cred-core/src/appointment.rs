//! Appointments: membership of a facility's medical staff, for a term. No grant outlives it.

mod adverse;
mod appointed;
pub mod category;
mod command;
mod event;
pub mod leave;
pub mod relinquishment;
mod replay;
mod standing;
mod table;
mod vote;

use crate::{
    actor::{Actor, Capacity},
    credentialing::{meeting::authority::Authority, proof::Credentialed},
    facility::governed::Governed,
    id::{AppointmentId, FacilityId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal},
    standard::topic::{Topic, privileging::Trigger},
    text::Text,
    time::{Instant, period::Period},
};
use chrono::NaiveDate;

pub use adverse::{AdverseDecision, Cause, Ground, ReviewAction, may_revoke, may_suspend};
pub(crate) use adverse::{may_lift, only_the_board};
pub use appointed::Appointed;
pub use category::EvaluationsConcluded;
pub use command::{AppointmentTerms, Command};
pub use event::{Event, Standing, Taken};
pub use leave::{Leave, ReadyToReturn};
pub use relinquishment::Relinquishment;
pub use table::MACHINE;

/// One appointment with its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    id: AppointmentId,
    provider: ProviderId,
    facility: FacilityId,
    membership: bool,
    categories: Vec<(Instant, Text)>,
    provisional: Option<Provisional>,
    terms: Vec<Period>,
    standings: Vec<(Instant, Standing)>,
    taken: Vec<Taken<Standing>>,
    leaves: Vec<Leave>,
    relinquishments: Vec<Relinquishment>,
    reinstatements: Vec<(Instant, Trigger)>,
    decided_at: Option<Instant>,
    told: Vec<(Instant, NaiveDate)>,
}

/// Until when a first appointment is provisional, and when that ended with a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provisional {
    /// The first instant after the provisional time.
    pub until: Instant,
    /// From when it is no longer provisional.
    pub ended: Option<Instant>,
}

/// The longest conditional short term, in months.
const CONDITIONAL_MONTHS: u32 = 12;

impl Appointment {
    /// Appoints a credentialed provider to a facility's staff.
    ///
    /// # Errors
    /// When the actor may not or is the subject, the proof is about another matter or instant, the term is back-dated or longer than
    /// the strictest rule allows, the category or the provisional time is not one of the rules, or there is an appointment already.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own that the decision needs")]
    pub fn appoint<'a>(
        proof: &Credentialed<'_>,
        subject: &Provider,
        facility: &Governed<'_>,
        existing: impl IntoIterator<Item = &'a Self>,
        terms: AppointmentTerms,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "appoint", actor)?;
        let decided = || -> Result<Event, Reason> {
            check_proof(proof, subject, facility, at)?;
            not_own(subject, actor)?;
            vote::on_appointment(proof, facility, authority, actor, at)?;
            let standards = &facility.standards();
            let AppointmentTerms { category, start, months, membership, provisional_until } = terms;
            let term = term(facility, start, months, at)?;
            let own = |held: &&Self| subject.has_id(held.provider) && held.facility == *facility.id();
            let earlier: Vec<&Self> = existing.into_iter().filter(own).collect();
            if let Some(held) = earlier.iter().find(|held| held.may_overlap(term)) {
                return Err(Reason::Duplicate { what: "an appointment", id: held.id.to_string() });
            }
            // A new appointment is no way around a suspension: the end of a term lifts none.
            if let Some(held) = earlier.iter().find(|held| held.standing_at(at) == Standing::Suspended) {
                let open = vec![format!("the suspension of the appointment {}: nobody lifted it", held.id)];
                return Err(Reason::RequirementsOpen { open });
            }
            let on = facility.zone().date_at(at);
            category::known(standards, &category, on)?;
            // After a gap it is a first one again.
            let first = !earlier.iter().any(|held| held.whole().and_then(|whole| whole.end()) == Some(start));
            let provisional_until =
                category::provisional(standards, facility.zone(), start, provisional_until, first, on)?;
            Ok(Event::Appointed {
                provider: subject.id(),
                facility: facility.id().clone(),
                category,
                term,
                file: proof.file(),
                membership,
                provisional_until,
                decided_at: Some(at),
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
        let state = self.state_at(command.from().unwrap_or(at));
        MACHINE.admit(state, name, actor)?;
        let refuse = |reason| MACHINE.refuse(state, name, reason);
        if !subject.has_id(self.provider) || *facility.id() != self.facility {
            let given = format!("{} at {}", subject.id(), facility.id());
            let wanted = format!("{} at {}", self.provider, self.facility);
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        if !matches!(command, Command::Resign { .. } | Command::RequestReinstatement) {
            not_own(subject, actor).map_err(refuse)?;
        } else if actor.capacity() == Capacity::Provider && !subject.is_represented_by(actor) {
            let (given, wanted) = (actor.to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        let change = |standing, from: Instant, reason, ground: Ground| {
            if from < at && standing != Standing::Deceased {
                return Err(refuse(Reason::BackDated { what: "the change of standing", start: from, decided: at }));
            }
            let Ground { cause, together_with, decision } = ground;
            let decision = decision.map(|decision| decision.by());
            Ok(vec![Event::StandingChanged { standing, from, reason, cause, together_with, decision, until: None }])
        };
        let not_before = |what, from: Instant| {
            if from < at { Err(refuse(Reason::BackDated { what, start: from, decided: at })) } else { Ok(()) }
        };
        let standards = &facility.standards();
        let (zone, on) = (facility.zone(), facility.zone().date_at(at));
        let none = Ground::default;
        match command {
            Command::Reappoint { proof, months, conditional, investigation, authority } => {
                check_proof(&proof, subject, facility, at).map_err(refuse)?;
                let doubtful = conditional.is_some() || investigation.is_some();
                self.is_voted(&proof, &authority, doubtful, actor, at).map_err(refuse)?;
                if let (Some(open), None) = (investigation, &conditional) {
                    return Err(refuse(Reason::AgainstRule {
                        what: "a full term",
                        rule: "reappointment under investigation".to_owned(),
                        because: format!(
                            "{open} is open: a conditional short term of at most {CONDITIONAL_MONTHS} months, with its reason"
                        ),
                    }));
                }
                if conditional.is_some() && months > CONDITIONAL_MONTHS {
                    return Err(refuse(Reason::AgainstRule {
                        what: "a conditional term",
                        rule: "reappointment under investigation".to_owned(),
                        because: format!("it is at most {CONDITIONAL_MONTHS} months; {months} were given"),
                    }));
                }
                let Some(end) = self.end() else {
                    return Err(refuse(Reason::OutsideCalendar { what: "the term" }));
                };
                if end <= at {
                    return Err(refuse(Reason::TermEnded { ended: end }));
                }
                if self.provisional_open().is_some_and(|until| until < end) {
                    let open = vec!["the provisional time is not concluded".to_owned()];
                    return Err(refuse(Reason::RequirementsOpen { open }));
                }
                if let Some(last) = self.terms.last().filter(|last| self.terms.len() > 1 && at < last.start()) {
                    let what = "a term decided already and not begun";
                    return Err(refuse(Reason::Duplicate { what, id: format!("{} from {}", self.id, last.start()) }));
                }
                let term = term(facility, end, months, at).map_err(refuse)?;
                Ok(vec![Event::Reappointed { term, file: proof.file(), decided_at: at, conditional }])
            }
            Command::TakeLeave { from, until, reason } => {
                not_before("the leave", from)?;
                let until = leave::end_of_leave(standards, zone, from, until, on).map_err(refuse)?;
                let (standing, reason) = (Standing::OnLeave, Some(reason));
                let (cause, together_with, decision) = (None, vec![], None);
                Ok(vec![Event::StandingChanged { standing, from, reason, cause, together_with, decision, until }])
            }
            Command::RequestReinstatement => {
                self.may_ask(standards, facility, at).map_err(refuse)?;
                Ok(vec![Event::ReinstatementRequested { asked_at: at }])
            }
            Command::Return { from, ready } => {
                subject.lives().and_then(|()| self.may_return(&ready, at)).map_err(refuse)?;
                change(Standing::Good, from, None, none())
            }
            Command::Lift { from } if !may_lift(actor, &self.taken, Standing::Suspended, from) => {
                Err(refuse(only_the_board()))
            }
            Command::Lift { from } => change(Standing::Good, from, None, none()),
            Command::RelinquishAutomatically { trigger, scope, from, reason } => {
                let who = self.facility.to_string();
                let made = self
                    .none_open(trigger, from)
                    .and_then(|()| relinquishment::by_rules(standards, trigger, scope, from, zone, on, &who));
                let relinquishment = made.map_err(refuse)?;
                Ok(vec![Event::RelinquishedAutomatically { relinquishment, reason }])
            }
            Command::RecordCure { trigger, from, evidence } => {
                not_before("the cure", from)?;
                self.may_cure(trigger, from).map_err(refuse)?;
                Ok(vec![Event::CureRecorded { trigger, from, evidence }])
            }
            Command::Reinstate { trigger, from, note } => {
                not_before("the reinstatement", from)?;
                subject.lives().and_then(|()| self.may_reinstate(trigger, from, at)).map_err(refuse)?;
                Ok(vec![Event::Reinstated { trigger, from, by: actor.clone(), note }])
            }
            Command::ChangeCategory { category, from } => {
                not_before("the change of category", from)?;
                category::known(standards, &category, on).map_err(refuse)?;
                Ok(vec![Event::CategoryChanged { category, from }])
            }
            Command::EndProvisional { category, from, evaluations } => {
                not_before("the end of the provisional time", from)?;
                category::known(standards, &category, on).map_err(refuse)?;
                self.may_end_provisional(&evaluations, standards, facility, from, at).map_err(refuse)?;
                Ok(vec![Event::ProvisionalEnded { category, from }])
            }
            Command::RecordNotice { on: told } => {
                self.may_tell(told, facility, at).map_err(refuse)?;
                Ok(vec![Event::NoticeGiven { recorded: at, on: told }])
            }
            Command::Suspend { from, reason, ground } => {
                may_suspend(standards, on, subject, facility.id(), actor, &ground).map_err(refuse)?;
                change(Standing::Suspended, from, Some(reason), ground)
            }
            Command::Resign { from, cause } => {
                by_own_will(cause, actor).map_err(refuse)?;
                change(Standing::Resigned, from, None, Ground { cause, ..none() })
            }
            Command::Revoke { from, reason, ground } => {
                may_revoke(standards, on, subject, facility.id(), &ground).map_err(refuse)?;
                change(Standing::Revoked, from, Some(reason), ground)
            }
            Command::RecordDeath { from } => change(Standing::Deceased, from, None, none()),
        }
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

    /// Whether it makes a member; privileges alone where not.
    #[must_use]
    pub const fn is_membership(&self) -> bool {
        self.membership
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

    /// The same changes, each with the class of its cause and the decision it carries out, where they were recorded.
    #[must_use]
    pub fn taken(&self) -> &[Taken<Standing>] {
        &self.taken
    }

    /// The end of the last term.
    #[must_use]
    pub fn end(&self) -> Option<Instant> {
        self.terms.last().and_then(|term| term.end())
    }

    fn may_overlap(&self, term: Period) -> bool {
        self.whole().is_some_and(|whole| whole.overlaps(term))
    }
}

/// What a provider gives up, they give up of their own will; only the staff records that a resignation is deemed one.
pub(crate) fn by_own_will(cause: Option<Cause>, actor: &Actor) -> Result<(), Reason> {
    match cause {
        Some(cause) if actor.capacity() != Capacity::Msp || cause != Cause::Administrative => Err(Reason::Mismatch {
            what: "the cause",
            given: format!("{} by {}", cause.word(), actor.capacity()),
            wanted: "none for the provider's own will; administrative is recorded by the staff".to_owned(),
        }),
        Some(_) | None => Ok(()),
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
    subject.lives()?;
    if !subject.has_id(proof.provider()) {
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
