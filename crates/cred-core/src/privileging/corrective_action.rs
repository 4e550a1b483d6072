//! Corrective action: concern, investigation, recommendation, notice, hearing, final action, reports.
//!
//! One record per matter about a provider at a facility. That an investigation was open on a day is a dated fact here: it decides whether
//! a resignation on that day is reported.

mod command;
mod event;
mod hearing;
mod reports;
mod state;
mod table;

use chrono::NaiveDate;

use crate::{
    actor::{Actor, Capacity},
    appointment::{AdverseDecision, Cause, ReviewAction},
    credentialing::meeting::{
        authority::Authority,
        matter::{Matter, Motion},
    },
    facility::{Facility, governed::Governed},
    id::{CorrectiveActionId, FacilityId, ProviderId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    standard::binding::Standards,
    text::Text,
    time::{Instant, period::Period},
};

pub use command::{
    Command, Delivery, FinalAction, NoticeContent, NpdbReport, PanelMember, ReportKind, Suspended, SuspensionOutcome,
    Waiver,
};
pub use event::Event;
pub use state::{Hearing, Investigation, LinkedSuspension, Notice, Proposal};
pub use table::MACHINE;

/// A corrective action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectiveAction {
    id: CorrectiveActionId,
    provider: ProviderId,
    facility: FacilityId,
    concern: Text,
    raised_at: Instant,
    state: &'static str,
    investigation: Option<Investigation>,
    proposal: Option<Proposal>,
    notice: Option<Notice>,
    hearing: Option<Hearing>,
    panel: Vec<PanelMember>,
    waiver: Option<(Waiver, Instant)>,
    took_part: Vec<Actor>,
    final_action: Option<(Instant, FinalAction)>,
    suspensions: Vec<LinkedSuspension>,
    reviews: Vec<(Instant, SuspensionOutcome)>,
    reports: Vec<NpdbReport>,
}

impl CorrectiveAction {
    /// Raises a concern about a provider at a facility.
    ///
    /// # Errors
    /// When the actor may not, or raises it about themselves.
    pub fn raise(
        subject: &Provider,
        facility: &Facility,
        concern: Text,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "raise-concern", actor)?;
        if subject.is(actor) {
            let reason = Reason::OwnFile { actor: actor.name().to_owned() };
            return Err(MACHINE.refuse(Machine::START, "raise-concern", reason));
        }
        let (provider, facility) = (subject.id(), facility.id().clone());
        Ok(vec![Event::ConcernRaised { provider, facility, concern, by: actor.clone(), at }])
    }

    /// Decides what a command does; changes nothing. Where no rule on hearings is adopted, 30 days to ask (from receipt) and 30 days of
    /// notice bind. Where a rule on the votes of the board or of the hearing panel is adopted, the final action or the panel's
    /// recommendation takes the body's vote on the matter.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        subject: &Provider,
        facility: &Governed<'_>,
        authority: &Authority<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state, name, actor)?;
        let voted = self.is_voted(&command, authority, actor, at);
        let event = self
            .event_of(command, subject, facility.facility(), &facility.standards(), actor, at)
            .and_then(|event| voted.map(|()| event));
        event.map(|event| vec![event]).map_err(|reason| MACHINE.refuse(self.state, name, reason))
    }

    /// What the board or the hearing panel decides is decided by its vote, where the rules of the facility ask for one. The vote is for
    /// what is put to it; what takes nothing from the provider may as well be the vote against that.
    fn is_voted(&self, command: &Command, authority: &Authority<'_>, actor: &Actor, at: Instant) -> Result<(), Reason> {
        let (action, on, against) = match command {
            Command::TakeFinalAction(taken) => (taken.action, Motion::Approve, Motion::Deny),
            Command::ConcludeHearing { recommends, .. } => (*recommends, Motion::Recommend, Motion::RecommendAgainst),
            Command::Intervene { .. }
            | Command::OpenInvestigation { .. }
            | Command::Recommend { .. }
            | Command::Notify { .. }
            | Command::RecordReceipt { .. }
            | Command::RequestHearing
            | Command::ScheduleHearing { .. }
            | Command::AppointPanel { .. }
            | Command::RecordWaiver { .. }
            | Command::Appeal { .. }
            | Command::LinkSuspension { .. }
            | Command::ReviewSuspension { .. }
            | Command::RecordNpdbReport(_)
            | Command::Withdraw { .. }
            | Command::Abandon { .. }
            | Command::Close { .. } => return Ok(()),
        };
        authority.is_at(&self.facility)?;
        let matter = Matter::CorrectiveAction(self.id);
        let votes = |motion| authority.decides(&matter, self.provider, motion, actor, at);
        match votes(on) {
            Err(_) if !action.is_adverse() => votes(against).or_else(|_| votes(on)),
            voted => voted,
        }
    }

    fn event_of(
        &self,
        command: Command,
        subject: &Provider,
        facility: &Facility,
        standards: &Standards<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Event, Reason> {
        if !subject.has_id(self.provider) || *facility.id() != self.facility {
            let given = format!("{} at {}", subject.id(), facility.id());
            let wanted = format!("{} at {}", self.provider, self.facility);
            return Err(Reason::Mismatch { what: "the subject", given, wanted });
        }
        self.own_hands(&command, subject, actor)?;
        let (by, today) = (actor.clone(), facility.zone().date_at(at));
        Ok(match command {
            Command::Intervene { note } => Event::Intervened { note, by },
            Command::OpenInvestigation { told_on, .. } if told_on > today => {
                return Err(Reason::FromTheFuture { given: told_on, today });
            }
            Command::OpenInvestigation { class, reason, told_on } => {
                Event::InvestigationOpened { at, class, reason, told_on, by }
            }
            Command::Recommend { action, reason } => Event::Recommended { at, action, reason, by },
            Command::Notify { sent_on, delivery, received_on, contents } => {
                let proposed = self.proposal.as_ref().map_or(at, |proposal| proposal.at);
                hearing::dated(facility, sent_on, proposed, at)?;
                hearing::says_all(&contents)?;
                let received_on = hearing::receipt(facility, sent_on, delivery, received_on, at)?;
                let ask_until = hearing::ask_until(standards, sent_on, received_on)?;
                Event::Notified { sent_on, delivery, received_on, ask_until }
            }
            Command::RecordReceipt { received_on } => self.received(received_on, facility, standards, at)?,
            Command::RequestHearing => {
                self.in_time(today)?;
                Event::HearingRequested { at }
            }
            Command::ScheduleHearing { notice_on, hearing_at, place, witnesses } => {
                let noticed = self.notice.as_ref().map_or(at, |notice| facility.zone().start_of_day(notice.sent_on));
                hearing::dated(facility, notice_on, noticed, at)?;
                hearing::far_enough(standards, facility, notice_on, hearing_at)?;
                Event::HearingScheduled { notice_on, hearing_at, place, witnesses }
            }
            Command::AppointPanel { members } => {
                self.may_sit(&members, subject)?;
                Event::PanelAppointed { members }
            }
            Command::ConcludeHearing { recommends, report } => {
                match &self.hearing {
                    Some(hearing) if hearing.hearing_at <= at => {}
                    Some(hearing) => {
                        let open = vec![format!("the hearing begins at {}", hearing.hearing_at.to_rfc3339())];
                        return Err(Reason::RequirementsOpen { open });
                    }
                    None => return Err(Reason::RequirementsOpen { open: vec!["no hearing is called".to_owned()] }),
                }
                Event::HearingConcluded { recommends, report }
            }
            Command::RecordWaiver { how } => {
                self.may_waive(how, subject, facility, actor, at)?;
                Event::HearingWaived { how, at }
            }
            Command::Appeal { grounds } => Event::Appealed { grounds },
            Command::TakeFinalAction(action) => {
                self.may_decide(&action, at)?;
                Event::FinalActionTaken { at, action, by }
            }
            // One of the same record that began at another time is another suspension.
            Command::LinkSuspension { suspended, from }
                if self.suspensions.iter().any(|linked| linked.suspended == suspended && linked.from == from) =>
            {
                return Err(Reason::Duplicate { what: "a link to that suspension", id: format!("{suspended:?}") });
            }
            Command::LinkSuspension { suspended, from } => Event::SuspensionLinked { suspended, from },
            Command::ReviewSuspension { .. } if self.suspensions.is_empty() => {
                let (what, name) = ("suspension linked to", self.id.to_string());
                return Err(Reason::Unknown { what, name, known: vec![] });
            }
            Command::ReviewSuspension { outcome, note } => Event::SuspensionReviewed { at, outcome, note, by },
            Command::RecordNpdbReport(report) => {
                self.may_report(&report, facility, at)?;
                Event::NpdbReported(report)
            }
            Command::Withdraw { .. } if !self.suspensions.is_empty() => {
                let open = vec!["a suspension is linked to it: it needs its review, and may need a report".to_owned()];
                return Err(Reason::RequirementsOpen { open });
            }
            Command::Withdraw { reason } => Event::Withdrawn { reason },
            Command::Abandon { reason } => Event::Abandoned { at, reason },
            Command::Close { note } => Event::Closed { at, note },
        })
    }

    /// The proof of delivery comes back once, and the time to ask may run from it.
    fn received(
        &self,
        received_on: NaiveDate,
        facility: &Facility,
        standards: &Standards<'_>,
        at: Instant,
    ) -> Result<Event, Reason> {
        let Some(notice) = &self.notice else {
            return Err(Reason::RequirementsOpen { open: vec!["no notice was given".to_owned()] });
        };
        if let Some(known) = notice.received_on {
            return Err(Reason::Duplicate { what: "a receipt of the notice", id: known.to_string() });
        }
        hearing::dated(facility, received_on, facility.zone().start_of_day(notice.sent_on), at)?;
        let ask_until = hearing::ask_until(standards, notice.sent_on, Some(received_on))?;
        let ask_until = ask_until.ok_or(Reason::OutsideCalendar { what: "the time to ask" })?;
        Ok(Event::Received { received_on, ask_until })
    }

    /// The board's final action is no graver than what the notice said, and an adverse one has notice, the time to ask, and the hearing or
    /// its waiver behind it.
    fn may_decide(&self, action: &FinalAction, at: Instant) -> Result<(), Reason> {
        if action.from < at {
            return Err(Reason::BackDated { what: "the final action", start: action.from, decided: at });
        }
        if let Some(until) = action.until.filter(|until| *until <= action.from) {
            return Err(Reason::EmptyPeriod { what: "the final action", start: action.from, end: until });
        }
        if !action.action.is_adverse() {
            return Ok(());
        }
        if self.state == "mild-recommended" || self.notice.is_none() {
            let open = vec![
                "an adverse recommendation and its notice".to_owned(),
                "a hearing, or its waiver after the time to ask".to_owned(),
            ];
            return Err(Reason::RequirementsOpen { open });
        }
        match &self.proposal {
            Some(proposal) if action.action <= proposal.action => Ok(()),
            Some(proposal) => Err(Reason::AgainstRule {
                what: "the final action",
                rule: "notice and hearing".to_owned(),
                because: format!(
                    "{} is graver than {}, of which the notice told: it needs a notice and a hearing of its own",
                    action.action.word(),
                    proposal.action.word()
                ),
            }),
            None => Err(Reason::RequirementsOpen { open: vec!["a recommendation".to_owned()] }),
        }
    }

    /// The provider's own acts are the provider's, all others are someone else's; who took part earlier does not conclude the hearing.
    fn own_hands(&self, command: &Command, subject: &Provider, actor: &Actor) -> Result<(), Reason> {
        let provider = matches!(actor.capacity(), Capacity::Provider | Capacity::Delegate);
        if matches!(command, Command::RequestHearing | Command::Appeal { .. }) {
            return if subject.is_represented_by(actor) {
                Ok(())
            } else {
                Err(Reason::Mismatch {
                    what: "the actor",
                    given: actor.to_string(),
                    wanted: format!("the provider {} or a delegate", self.provider),
                })
            };
        }
        if matches!(command, Command::RecordWaiver { .. }) && provider {
            return Ok(());
        }
        if subject.is(actor) {
            return Err(Reason::OwnFile { actor: actor.name().to_owned() });
        }
        let concludes = matches!(command, Command::ConcludeHearing { .. });
        if concludes && self.took_part.iter().any(|own| own.name() == actor.name()) {
            let because = format!("{} took part in an earlier decision of the matter", actor.name());
            return Err(Reason::NoValidVote { body: "the hearing panel".to_owned(), because });
        }
        Ok(())
    }

    /// Begins a matter from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: CorrectiveActionId, event: &Event) -> Result<Self, ReplayError> {
        let Event::ConcernRaised { provider, facility, concern, by, at } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            concern: concern.clone(),
            raised_at: *at,
            state: "concern",
            investigation: None,
            proposal: None,
            notice: None,
            hearing: None,
            panel: Vec::new(),
            waiver: None,
            took_part: vec![by.clone()],
            final_action: None,
            suspensions: Vec::new(),
            reviews: Vec::new(),
            reports: Vec::new(),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let to = event.leads_to(self.state);
        if !MACHINE.leads(self.state, &[event.command()], to) {
            let after = self.state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::ConcernRaised { .. }
            | Event::HearingRequested { .. }
            | Event::HearingConcluded { .. }
            | Event::Appealed { .. }
            | Event::Withdrawn { .. } => {}
            Event::Intervened { by, .. } => self.took_part.push(by.clone()),
            Event::InvestigationOpened { at, class, reason, told_on, by } => {
                let (class, reason) = (*class, reason.clone());
                self.investigation =
                    Some(Investigation { opened_at: *at, closed_at: None, class, reason, told_on: *told_on });
                self.took_part.push(by.clone());
            }
            Event::Recommended { at, action, reason, by } => {
                self.proposal = Some(Proposal { at: *at, action: *action, reason: reason.clone() });
                self.took_part.push(by.clone());
            }
            Event::Notified { sent_on, delivery, received_on, ask_until } => {
                self.notice = Some(Notice {
                    sent_on: *sent_on,
                    delivery: *delivery,
                    received_on: *received_on,
                    ask_until: *ask_until,
                });
            }
            Event::Received { received_on, ask_until } => {
                if let Some(notice) = &mut self.notice {
                    (notice.received_on, notice.ask_until) = (Some(*received_on), Some(*ask_until));
                }
            }
            Event::HearingScheduled { notice_on, hearing_at, place, witnesses } => {
                let (place, witnesses) = (place.clone(), witnesses.clone());
                self.hearing = Some(Hearing { notice_on: *notice_on, hearing_at: *hearing_at, place, witnesses });
                self.panel.clear();
            }
            Event::PanelAppointed { members } => self.panel.clone_from(members),
            Event::HearingWaived { how, at } => self.waiver = Some((*how, *at)),
            Event::FinalActionTaken { at, action, .. } => {
                self.final_action = Some((*at, action.clone()));
                self.close_investigation(*at);
            }
            Event::SuspensionLinked { suspended, from } => {
                self.suspensions.push(LinkedSuspension { suspended: *suspended, from: *from });
            }
            Event::SuspensionReviewed { at, outcome, by, .. } => {
                self.reviews.push((*at, *outcome));
                self.took_part.push(by.clone());
            }
            Event::NpdbReported(report) => self.reports.push(report.clone()),
            Event::Abandoned { at, .. } | Event::Closed { at, .. } => self.close_investigation(*at),
        }
        self.state = to;
        Ok(())
    }

    fn close_investigation(&mut self, at: Instant) {
        if let Some(investigation) = &mut self.investigation {
            investigation.closed_at.get_or_insert(at);
        }
    }

    /// The proof of the board's final action, where it is adverse.
    pub fn decision(&self) -> Option<AdverseDecision> {
        let (_, taken) = self.final_action.as_ref().filter(|(_, taken)| taken.action.is_adverse())?;
        Some(AdverseDecision::new(self.provider, self.facility.clone(), self.id, taken.action, false))
    }

    /// The proof of the executive committee's precautionary restriction, where its last review put one in the place of a suspension.
    pub fn precaution(&self) -> Option<AdverseDecision> {
        let modified = self.reviews.last().is_some_and(|(_, outcome)| *outcome == SuspensionOutcome::Modify);
        let (provider, facility) = (self.provider, self.facility.clone());
        modified.then(|| AdverseDecision::new(provider, facility, self.id, ReviewAction::Restriction, true))
    }

    /// From when until when a competence or conduct investigation was open; `None` where there was none.
    #[must_use]
    pub fn investigated(&self) -> Option<Period> {
        let investigation = self.investigation.as_ref().filter(|own| own.class == Cause::CompetenceOrConduct)?;
        Period::new(investigation.opened_at, investigation.closed_at).ok()
    }
}
