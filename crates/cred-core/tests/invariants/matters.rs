//! Corrective actions in the test world, and packs of rules adopted there.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{AdverseDecision, Cause, ReviewAction},
    exercise::npdb_reports::{ReportDuty, report_duties},
    facility,
    id::{CorrectiveActionId, MeetingId, PackId},
    journal::{DomainEvent, Stream},
    privileging::corrective_action::{
        Command, CorrectiveAction, Delivery, FinalAction, NoticeContent, Suspended, SuspensionOutcome, Waiver,
    },
    provider::provider_type::ProviderType,
    refusal::Refusal,
    standard::{
        adoption::Adoption,
        limit::Limit,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            privileging::{Hearing, NoticeClock, NpdbReport, SummarySuspension},
        },
    },
    time::Instant,
};
use uuid::Uuid;

use crate::{
    house::{date, instant, text, zone},
    world::{NAME, World, actor, facility_id},
};

/// A pack of the facility's bylaws with these topics.
pub(crate) fn pack(topics: Vec<Topic>) -> RulePack {
    let rule = |topic| Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    };
    RulePack {
        id: PackId::parse("valley-review").unwrap(),
        title: text("Bylaws"),
        body: text("Valley"),
        program: text("professional review"),
        edition: text("2026"),
        applies_from: date("2020-01-01"),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("the facility"),
        confidence: Confidence::Seen,
        rules: topics.into_iter().map(rule).collect(),
    }
}

pub(crate) fn hearing(ask: u32, notice: u32, clock: NoticeClock) -> Topic {
    let (ask_within, notice_at_least) = (Limit::days(ask), Limit::days(notice));
    Topic::Hearing(Hearing { ask_within, notice_at_least, clock, none_up_to: None })
}

pub(crate) fn npdb_report(provider_types: Vec<ProviderType>) -> Topic {
    Topic::NpdbReport(NpdbReport { longer_than: Limit::days(30), within: Limit::days(30), provider_types })
}

pub(crate) fn summary_suspension(together: u32) -> Topic {
    let by = vec![Capacity::Chair, Capacity::Ceo, Capacity::Mec];
    Topic::SummarySuspension(SummarySuspension { by, together, review_within: Limit::days(14) })
}

/// The provider in person.
pub(crate) fn in_person(world: &World) -> Actor {
    Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider)
}

/// A local day in Arizona.
pub(crate) fn day_of(at: Instant) -> NaiveDate {
    at.with_timezone(&chrono_tz::America::Phoenix).date_naive()
}

impl World {
    pub(crate) fn adopt_topics(&mut self, topics: Vec<Topic>) {
        // On the day on which the record was begun its history may be told.
        let now = std::mem::replace(&mut self.now, instant("2020-01-02T12:00:00Z"));
        let adoption = Adoption { pack: pack(topics), from: date("2020-01-01"), to: None, readings: BTreeMap::new() };
        self.facility(facility::Command::AdoptPack(Box::new(adoption))).unwrap();
        self.now = now;
    }

    pub(crate) fn raise(&mut self) -> CorrectiveActionId {
        let count = self.records.corrective_actions_of(self.provider).count() as u128;
        let id = CorrectiveActionId::from_uuid(Uuid::from_u128(9000 + count));
        let facility = self.records.facility(&facility_id()).unwrap();
        let chair = actor(Capacity::Chair);
        let events = CorrectiveAction::raise(self.provider(), facility, text("a concern"), &chair, self.now).unwrap();
        self.record(Stream::CorrectiveAction(id), DomainEvent::CorrectiveAction, events);
        id
    }

    pub(crate) fn matter(&mut self, id: CorrectiveActionId, command: Command, by: &Actor) -> Result<(), Refusal> {
        self.matter_at(id, command, by, None)
    }

    /// The same, decided at a meeting.
    pub(crate) fn matter_at(
        &mut self,
        id: CorrectiveActionId,
        command: Command,
        by: &Actor,
        meeting: Option<MeetingId>,
    ) -> Result<(), Refusal> {
        let held = self.records.corrective_action(id).unwrap();
        let authority = self.authority().at_meeting(meeting.and_then(|id| self.records.meeting(id)));
        let events = held.decide(command, self.provider(), &self.governed(), &authority, by, self.now)?;
        self.record(Stream::CorrectiveAction(id), DomainEvent::CorrectiveAction, events);
        Ok(())
    }

    pub(crate) fn investigate(&mut self, class: Cause) -> CorrectiveActionId {
        let id = self.raise();
        let open = Command::OpenInvestigation { class, reason: text("as reported"), told_on: day_of(self.now) };
        self.matter(id, open, &actor(Capacity::Mec)).unwrap();
        id
    }

    /// From a new concern to the board's final action, by notice and the provider's waiver in writing.
    pub(crate) fn decide_finally(&mut self, action: ReviewAction) -> (CorrectiveActionId, AdverseDecision) {
        let id = self.investigate(Cause::CompetenceOrConduct);
        self.matter(id, Command::Recommend { action, reason: text("poor") }, &actor(Capacity::Mec)).unwrap();
        let notify = Command::Notify {
            sent_on: day_of(self.now),
            delivery: Delivery::InHand,
            received_on: None,
            contents: NoticeContent::ALL.to_vec(),
        };
        self.matter(id, notify, &actor(Capacity::Msp)).unwrap();
        let own = in_person(self);
        self.matter(id, Command::RecordWaiver { how: Waiver::Written }, &own).unwrap();
        let taken = FinalAction { action, from: self.now, until: None, reason: text("poor") };
        self.matter(id, Command::TakeFinalAction(taken), &actor(Capacity::Board)).unwrap();
        (id, self.records.corrective_action(id).unwrap().decision().unwrap())
    }

    /// The executive committee's precaution in place of a suspension.
    pub(crate) fn precaution(&mut self, suspended: Suspended) -> (CorrectiveActionId, AdverseDecision) {
        let id = self.raise();
        let link = Command::LinkSuspension { suspended, from: self.now };
        self.matter(id, link, &actor(Capacity::Msp)).unwrap();
        let review = Command::ReviewSuspension { outcome: SuspensionOutcome::Modify, note: text("with a proctor") };
        self.matter(id, review, &actor(Capacity::Mec)).unwrap();
        (id, self.records.corrective_action(id).unwrap().precaution().unwrap())
    }

    pub(crate) fn duties(&self, as_of: Instant) -> Vec<ReportDuty> {
        let facility = self.records.facility(&facility_id()).unwrap();
        report_duties(&self.records, &self.standards(), self.provider, facility, as_of)
    }

    pub(crate) fn wait(&mut self, days: i64) {
        self.now += TimeDelta::days(days);
    }
}

/// The first instant of a local day in Arizona.
pub(crate) fn dawn(day: &str) -> Instant {
    zone("America/Phoenix").start_of_day(date(day))
}
