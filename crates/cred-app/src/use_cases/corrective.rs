//! Corrective action: what is asked of a matter, what its decisions do to appointments and privileges, and which reports are owed.

mod carrying_out;
mod target;

use chrono::NaiveDate;
use cred_core::{
    appointment::{Cause, ReviewAction},
    exercise::{
        elsewhere::{FindingElsewhere, findings_elsewhere},
        investigations::open_investigation,
        npdb_reports::{ReportDuty, report_duties},
        suspensions::{OwedReview, owed_reviews},
    },
    facility::organization::Organization,
    id::{CorrectiveActionId, FacilityId, ItemId, MeetingId, ProviderId},
    journal::{DomainEvent, Stream},
    privileging::{
        corrective_action::{
            Command, CorrectiveAction, Delivery, FinalAction, NoticeContent, NpdbReport, PanelMember,
            SuspensionOutcome, Waiver,
        },
        restriction::Limits,
    },
    records::Records,
    standard::{adoption::Adoptions, binding::Standards},
    text::Text,
    time::Instant,
};
use cred_store::Bound;
use serde::Serialize;

use carrying_out::carry_out;
pub(crate) use carrying_out::{of_privilege, of_staff};
use target::suspended_now;

use super::{By, have, meeting, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError, questions::known_at};

/// On what the decision of a matter takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The whole appointment at the facility.
    Appointment,
    /// The grants of these items there that are not over.
    Privileges(Vec<ItemId>),
    /// Nothing on record: a denial, or nothing adverse.
    Nothing,
}

/// What is asked of a matter; an instant or a day left out is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectiveStep {
    /// Talked over.
    Intervene(Text),
    /// An investigation: of which class, why, and on which day the provider was told.
    OpenInvestigation(Cause, Text, Option<NaiveDate>),
    /// The executive committee recommends.
    Recommend(ReviewAction, Text),
    /// Notice: the day it was sent, how, the day it was received, what it says.
    Notify(Option<NaiveDate>, Delivery, Option<NaiveDate>, Vec<NoticeContent>),
    /// The day it was received.
    RecordReceipt(Option<NaiveDate>),
    /// The provider asks for a hearing.
    RequestHearing,
    /// The hearing: the day of its notice, when, where, the witnesses.
    ScheduleHearing(Option<NaiveDate>, Instant, Text, Vec<Text>),
    /// The panel.
    AppointPanel(Vec<PanelMember>),
    /// The panel's recommendation and report.
    ConcludeHearing(ReviewAction, Text),
    /// There is no hearing.
    RecordWaiver(Waiver),
    /// The provider appeals.
    Appeal(Text),
    /// The board decides; what it takes is taken from the target in the same transaction.
    TakeFinalAction {
        /// What.
        action: ReviewAction,
        /// From when.
        from: Option<Instant>,
        /// Until when.
        until: Option<Instant>,
        /// Why; for a restriction its terms.
        reason: Text,
        /// What a restriction takes away.
        limits: Limits,
        /// On what.
        on: Target,
    },
    /// The suspensions in force on the target now belong to the matter.
    LinkSuspension(Target),
    /// The executive committee reviews them: lifted or modified, they end in the same transaction; modified, the terms and limits
    /// restrict the privileges instead.
    ReviewSuspension(SuspensionOutcome, Text, Limits),
    /// A report was sent.
    RecordNpdbReport(NpdbReport),
    /// There was nothing in it.
    Withdraw(Text),
    /// Given up.
    Abandon(Text),
    /// Closed.
    Close(Text),
}

/// Where a matter stands after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Its id.
    pub id: CorrectiveActionId,
    /// Its state.
    pub state: &'static str,
    /// The last day on which a hearing can be asked for, where that runs.
    pub ask_until: Option<NaiveDate>,
}

impl App {
    /// Raises a concern about a provider at a facility.
    ///
    /// # Errors
    /// When the core refuses, or the store fails.
    pub fn raise_concern(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        concern: &Text,
    ) -> Result<Done<CorrectiveActionId>, AppError> {
        let request = ("raise-concern", provider, facility, concern);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| raise_on(desk, provider, facility, concern))
    }

    /// Gives a step to a matter, and carries out on appointments and privileges what it decides.
    ///
    /// # Errors
    /// When there is no such matter, the core refuses any part of it, or the store fails; then nothing is done.
    pub fn corrective_step(
        &mut self,
        by: &By,
        id: CorrectiveActionId,
        step: &CorrectiveStep,
    ) -> Result<Done<Matter>, AppError> {
        self.corrective_step_at(by, id, step, None)
    }

    /// The same, decided at a meeting: for [`CorrectiveStep::TakeFinalAction`] by the board and [`CorrectiveStep::ConcludeHearing`] by
    /// the panel.
    ///
    /// # Errors
    /// When there is no such meeting, and as [`App::corrective_step`].
    pub fn corrective_step_at(
        &mut self,
        by: &By,
        id: CorrectiveActionId,
        step: &CorrectiveStep,
        meeting: Option<MeetingId>,
    ) -> Result<Done<Matter>, AppError> {
        let request = ("corrective-step", id, step, meeting);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            meeting::load(desk, meeting)?;
            desk.load_stream(&Stream::CorrectiveAction(id))?;
            let matter = have(desk.records().corrective_action(id), "corrective action", &id)?;
            let (provider, facility) = (matter.provider(), matter.facility().clone());
            desk.load_provider(provider)?;
            desk.load_facility(&facility)?;
            for command in commands(desk, id, step)? {
                give(desk, id, command, meeting)?;
            }
            carry_out(desk, id, step)?;
            let matter = have(desk.records().corrective_action(id), "corrective action", &id)?;
            let ask_until = matter.notice().and_then(|notice| notice.ask_until);
            Ok(Matter { id, state: matter.state(), ask_until })
        })
    }

    /// The matters about a provider, as known at a bound, with the records they were read from.
    ///
    /// # Errors
    /// When the store fails.
    pub fn corrective_actions(
        &self,
        provider: ProviderId,
        facility: &FacilityId,
        known: Option<Instant>,
    ) -> Result<(Records, Vec<CorrectiveActionId>), AppError> {
        let records = self.records(&[provider], std::slice::from_ref(facility), known_at(known))?;
        let own = records.corrective_actions_of(provider).filter(|own| own.facility() == facility);
        let ids = own.map(CorrectiveAction::id).collect();
        Ok((records, ids))
    }

    /// The duties to report to the data bank, for one provider or for all with a link to the facility, whose action day has come by an
    /// instant (now where none), the first to be due first.
    ///
    /// # Errors
    /// When there is no such facility, or the store fails.
    pub fn report_duties(
        &self,
        provider: Option<ProviderId>,
        facility: &FacilityId,
        as_of: Option<Instant>,
    ) -> Result<Vec<(ProviderId, ReportDuty)>, AppError> {
        let as_of = as_of.unwrap_or_else(|| self.now());
        let mut duties = self.of_each(provider, facility, |records, provider, own, standards| {
            report_duties(records, standards, provider, own, as_of)
        })?;
        duties.sort_by_key(|(provider, duty)| (duty.due, *provider));
        Ok(duties)
    }

    /// The reviews by the executive committee that are owed for precautionary suspensions, as [`App::report_duties`].
    ///
    /// # Errors
    /// When there is no such facility, or the store fails.
    pub fn suspension_reviews(
        &self,
        provider: Option<ProviderId>,
        facility: &FacilityId,
        as_of: Option<Instant>,
    ) -> Result<Vec<(ProviderId, OwedReview)>, AppError> {
        let as_of = as_of.unwrap_or_else(|| self.now());
        self.of_each(provider, facility, |records, provider, own, standards| {
            owed_reviews(records, standards, provider, own, as_of)
        })
    }

    /// What happened to a provider at other facilities: findings to look at, no change of any grant here.
    ///
    /// # Errors
    /// When the store fails.
    pub fn findings_elsewhere(
        &self,
        provider: ProviderId,
        facility: &FacilityId,
    ) -> Result<Vec<FindingElsewhere>, AppError> {
        let records = self.records(&[provider], std::slice::from_ref(facility), Bound::Now)?;
        Ok(findings_elsewhere(&records, provider, facility))
    }

    /// The open investigation of a provider's competence or conduct at a facility at an instant (now where none).
    ///
    /// # Errors
    /// When the store fails.
    pub fn open_investigation(
        &self,
        provider: ProviderId,
        facility: &FacilityId,
        at: Option<Instant>,
    ) -> Result<Option<CorrectiveActionId>, AppError> {
        let records = self.records(&[provider], std::slice::from_ref(facility), Bound::Now)?;
        Ok(open_investigation(&records, provider, facility, at.unwrap_or_else(|| self.now())))
    }

    /// Asks about one provider, or about each with a link to the facility, by the facility's rules and its organisation's.
    fn of_each<R>(
        &self,
        provider: Option<ProviderId>,
        facility: &FacilityId,
        ask: impl Fn(&Records, ProviderId, &cred_core::facility::Facility, &Standards<'_>) -> Vec<R>,
    ) -> Result<Vec<(ProviderId, R)>, AppError> {
        let bound = self.pinned(Bound::Now)?;
        let providers = match provider {
            Some(one) => vec![one],
            None => {
                let ids = self.store().providers_at(facility.as_str(), bound)?;
                let parse =
                    |id: &String| id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")));
                ids.iter().map(parse).collect::<Result<_, _>>()?
            }
        };
        let mut found = Vec::new();
        for provider in providers {
            let records = self.records(&[provider], std::slice::from_ref(facility), bound)?;
            let own = have(records.facility(facility), "facility", facility)?;
            let organization = records.organization(own.organization());
            let adopted: Vec<&Adoptions> =
                std::iter::once(own.adoptions()).chain(organization.map(Organization::adoptions)).collect();
            let answers = ask(&records, provider, own, &Standards::of(&adopted));
            found.extend(answers.into_iter().map(|answer| (provider, answer)));
        }
        Ok(found)
    }
}

/// Raises a concern.
pub(crate) fn raise_on(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    concern: &Text,
) -> Result<CorrectiveActionId, AppError> {
    desk.load_provider(provider)?;
    desk.load_facility(facility)?;
    let records = desk.records();
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = have(records.facility(facility), "facility", facility)?;
    let events = CorrectiveAction::raise(subject, own, concern.clone(), desk.actor(), desk.now())?;
    let id = desk.mint_corrective_action();
    desk.emit(&Stream::CorrectiveAction(id), wrap(events, DomainEvent::CorrectiveAction))?;
    Ok(id)
}

/// Gives one command to the matter; its provider and facility are loaded, and the meeting where one is named.
pub(crate) fn give(
    desk: &mut Desk<'_>,
    id: CorrectiveActionId,
    command: Command,
    meeting: Option<MeetingId>,
) -> Result<(), AppError> {
    let (records, now) = (desk.records(), desk.now());
    let matter = have(records.corrective_action(id), "corrective action", &id)?;
    let subject = have(records.provider(matter.provider()), "provider", &matter.provider())?;
    let own = have(records.governed(matter.facility()), "facility", matter.facility())?;
    let authority = meeting::authority(desk, own.facility(), meeting, None)?;
    let events = matter.decide(command, subject, &own, &authority, desk.actor(), now)?;
    desk.emit(&Stream::CorrectiveAction(id), wrap(events, DomainEvent::CorrectiveAction))
}

/// What a step asks of the matter itself: one command, or one for each suspension linked.
fn commands(desk: &Desk<'_>, id: CorrectiveActionId, step: &CorrectiveStep) -> Result<Vec<Command>, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let matter = have(records.corrective_action(id), "corrective action", &id)?;
    let own = have(records.facility(matter.facility()), "facility", matter.facility())?;
    let today = own.zone().date_at(now);
    Ok(vec![match step.clone() {
        CorrectiveStep::Intervene(note) => Command::Intervene { note },
        CorrectiveStep::OpenInvestigation(class, reason, told_on) => {
            Command::OpenInvestigation { class, reason, told_on: told_on.unwrap_or(today) }
        }
        CorrectiveStep::Recommend(action, reason) => Command::Recommend { action, reason },
        CorrectiveStep::Notify(sent_on, delivery, received_on, contents) => {
            Command::Notify { sent_on: sent_on.unwrap_or(today), delivery, received_on, contents }
        }
        CorrectiveStep::RecordReceipt(received_on) => {
            Command::RecordReceipt { received_on: received_on.unwrap_or(today) }
        }
        CorrectiveStep::RequestHearing => Command::RequestHearing,
        CorrectiveStep::ScheduleHearing(notice_on, hearing_at, place, witnesses) => {
            Command::ScheduleHearing { notice_on: notice_on.unwrap_or(today), hearing_at, place, witnesses }
        }
        CorrectiveStep::AppointPanel(members) => Command::AppointPanel { members },
        CorrectiveStep::ConcludeHearing(recommends, report) => Command::ConcludeHearing { recommends, report },
        CorrectiveStep::RecordWaiver(how) => Command::RecordWaiver { how },
        CorrectiveStep::Appeal(grounds) => Command::Appeal { grounds },
        CorrectiveStep::TakeFinalAction { action, from, until, reason, .. } => {
            Command::TakeFinalAction(FinalAction { action, from: from.unwrap_or(now), until, reason })
        }
        CorrectiveStep::LinkSuspension(target) => {
            let suspended = suspended_now(records, matter, &target, now);
            let none = suspended.is_empty();
            let linked: Vec<Command> =
                suspended.into_iter().map(|(suspended, from)| Command::LinkSuspension { suspended, from }).collect();
            if none {
                let advice = "suspend first; a suspension that is over, or not begun, cannot be linked".to_owned();
                let (what, text) = ("suspension in force on the target", format!("{target:?}"));
                return Err(AppError::NotFound { what, text, advice });
            }
            return Ok(linked);
        }
        CorrectiveStep::ReviewSuspension(outcome, note, _) => Command::ReviewSuspension { outcome, note },
        CorrectiveStep::RecordNpdbReport(report) => Command::RecordNpdbReport(report),
        CorrectiveStep::Withdraw(reason) => Command::Withdraw { reason },
        CorrectiveStep::Abandon(reason) => Command::Abandon { reason },
        CorrectiveStep::Close(note) => Command::Close { note },
    }])
}
