//! Evaluating privileges: the focused evaluation of new ones or for a cause, the ongoing one, notices of decisions; what is owed; and what a
//! newer form changes for its holders.

use chrono::NaiveDate;
use cred_core::{
    delineation::{
        privilege_item::Fppe,
        privilege_set_diff::{Line, carry_forward},
    },
    exercise::{
        duties::{Duty, duties},
        standing_checks::proctoring,
    },
    id::{FacilityId, ItemId, PrivilegeRequestId, PrivilegeSetId, ProviderId, SiteId, VersionLabel},
    journal::{DomainEvent, Stream},
    privileging::{
        focused_evaluation::{CaseOutcome, Review, ReviewData, ReviewOutcome},
        privilege_request::{Command, MACHINE, PrivilegeRequest},
    },
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, meeting, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError, questions::known_at};

/// What is asked about an evaluation; an instant or day left out is now or today.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvaluationStep {
    /// A reviewing body plans the focused evaluation of a pending request.
    PlanFppe(Fppe),
    /// A case of the open focused evaluation: the proctor, the site, when it was, what it showed, what was seen.
    RecordProctoredCase(ProviderId, SiteId, Instant, CaseOutcome, Text),
    /// The open focused evaluation lasts until (exclusive), and why.
    ExtendFppe(Instant, Text),
    /// A focused evaluation for a cause: how, from when, why.
    StartFppe(Fppe, Option<Instant>, Text),
    /// The focused evaluation is concluded: what was found, and why fewer cases than planned will do.
    ConcludeFppe(Text, Option<Text>),
    /// An ongoing evaluation: on which day, what it concluded, whose data, what was found.
    RecordReview(Option<NaiveDate>, ReviewOutcome, ReviewData, Text),
    /// The provider was told of the decision, on which day.
    RecordNotice(Option<NaiveDate>),
}

/// What of a held privilege a newer version of its form changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedForward {
    /// The version it was granted under.
    pub from: VersionLabel,
    /// The version it is held against.
    pub to: VersionLabel,
    /// The comparison, every item of both versions.
    pub lines: Vec<Line>,
}

impl App {
    /// Gives a step about an evaluation to the provider's request or grant of an item at a facility. A plan goes to the pending request; a
    /// notice to the decision made last; everything else to the grant in force, before others the one under evaluation.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn evaluation_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        item: &ItemId,
        step: &EvaluationStep,
    ) -> Result<Done<PrivilegeRequestId>, AppError> {
        let request = ("evaluation-step", provider, facility, item, step);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            if let EvaluationStep::RecordProctoredCase(proctor, ..) = step {
                desk.load_provider(*proctor)?;
            }
            let (records, now) = (desk.records(), desk.now());
            let held =
                records.privileges_of(provider).filter(|held| held.facility() == facility && held.item() == item);
            let place = |held: &PrivilegeRequest| match step {
                EvaluationStep::PlanFppe(_) => (held.is_pending(), false, None, held.id()),
                EvaluationStep::RecordNotice(_) => (held.decided_at().is_some(), false, held.decided_at(), held.id()),
                EvaluationStep::RecordProctoredCase(..)
                | EvaluationStep::ExtendFppe(..)
                | EvaluationStep::StartFppe(..)
                | EvaluationStep::ConcludeFppe(..)
                | EvaluationStep::RecordReview(..) => {
                    let grant = held.held();
                    let in_force = grant.is_some_and(|held| held.grant.term.contains(now));
                    let start = grant.map(|held| held.grant.term.start());
                    (in_force, grant.is_some_and(|held| held.fppe_is_open()), start, held.id())
                }
            };
            let id = have(held.max_by_key(|held| place(held)), "privilege of the provider", item)?.id();
            step_on(desk, id, step)
        })
    }

    /// What is owed about one provider at a facility, or about all with a link to it, soonest first; as known now or at an earlier time.
    ///
    /// # Errors
    /// When there is no such facility or provider, or the store fails.
    pub fn duties(
        &self,
        provider: Option<ProviderId>,
        facility: &FacilityId,
        as_of: Option<Instant>,
        known: Option<Instant>,
    ) -> Result<Vec<(ProviderId, String, Duty)>, AppError> {
        let bound = self.pinned(known_at(known))?;
        let as_of = as_of.unwrap_or_else(|| self.now());
        let providers = match provider {
            Some(one) => vec![one],
            None => {
                let ids = self.store().providers_at(facility.as_str(), bound)?;
                let parse =
                    |id: &String| id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")));
                ids.iter().map(parse).collect::<Result<_, _>>()?
            }
        };
        let mut owed = Vec::new();
        for provider in providers {
            let records = self.records(&[provider], std::slice::from_ref(facility), bound)?;
            let own = have(records.facility(facility), "facility", facility)?;
            let name = records.provider(provider).map_or_else(String::new, |own| own.name().to_string());
            let found = duties(&records, provider, own, as_of)?;
            owed.extend(found.into_iter().map(|duty| (provider, name.clone(), duty)));
        }
        owed.sort_by(|(a, _, one), (b, _, other)| {
            (one.due_by, one.code, &one.what, a).cmp(&(other.due_by, other.code, &other.what, b))
        });
        Ok(owed)
    }

    /// What a version of a form changes for the privileges that a provider holds on it: against each version they were granted under. The
    /// newest version where none is named.
    ///
    /// # Errors
    /// When there is no such form or version, or the store fails.
    pub fn carry_forward(
        &self,
        provider: ProviderId,
        facility: &FacilityId,
        set: &PrivilegeSetId,
        to: Option<&VersionLabel>,
    ) -> Result<Vec<CarriedForward>, AppError> {
        let records = self.records(&[provider], std::slice::from_ref(facility), known_at(None))?;
        let form = have(records.privilege_set(set), "privilege set", set)?;
        let newest = match to {
            Some(label) => have(form.version(label), "version of the form", label)?,
            None => have(form.versions().last(), "version of the form", set)?,
        };
        let now = self.now();
        let held = records.privileges_of(provider).filter(|own| own.facility() == facility && own.set() == set);
        let held: Vec<_> = held
            .filter_map(|own| Some((own.item().clone(), &own.held()?.grant)))
            .filter(|(_, grant)| grant.term.end().is_none_or(|end| now < end))
            .collect();
        let mut found: Vec<CarriedForward> = Vec::new();
        for version in form.versions() {
            let items: Vec<ItemId> = held
                .iter()
                .filter(|(_, grant)| grant.version == version.version)
                .map(|(item, _)| item.clone())
                .collect();
            if !items.is_empty() {
                let lines = carry_forward(version, newest, &items);
                found.push(CarriedForward { from: version.version.clone(), to: newest.version.clone(), lines });
            }
        }
        Ok(found)
    }
}

/// Gives the step to one request or grant; its provider and facility are loaded, and the proctor where one is named.
pub(crate) fn step_on(
    desk: &mut Desk<'_>,
    id: PrivilegeRequestId,
    step: &EvaluationStep,
) -> Result<PrivilegeRequestId, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let privilege = have(records.privilege(id), "privilege", &id)?;
    let (provider, facility, item) = (privilege.provider(), privilege.facility(), privilege.item());
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = &have(records.governed(facility), "facility", facility)?;

    let set = have(records.privilege_set(privilege.set()), "privilege set", privilege.set())?;
    let today = own.zone().date_at(now);
    let command = match step.clone() {
        EvaluationStep::PlanFppe(plan) => Command::PlanFppe(plan),
        EvaluationStep::RecordProctoredCase(proctor, site, when, outcome, note) => {
            let proven = proctoring(records, proctor, own, &site, item, when, now);
            let refuse = |reason| MACHINE.refuse(privilege.state_at(now), "record-proctored-case", reason);
            Command::RecordProctoredCase { proctoring: Box::new(proven.map_err(refuse)?), outcome, note }
        }
        EvaluationStep::ExtendFppe(until, reason) => Command::ExtendFppe { until, reason },
        EvaluationStep::StartFppe(plan, from, reason) => Command::StartFppe { plan, from: from.unwrap_or(now), reason },
        EvaluationStep::ConcludeFppe(report, fewer) => Command::ConcludeFppe { report, fewer },
        EvaluationStep::RecordReview(on, outcome, data, note) => {
            Command::RecordReview(Review { on: on.unwrap_or(today), outcome, data, note })
        }
        EvaluationStep::RecordNotice(on) => Command::RecordNotice { on: on.unwrap_or(today) },
    };
    let authority = meeting::authority(desk, own.facility(), None, None)?;
    let events = privilege.decide(command, subject, own, set, &authority, desk.actor(), now)?;
    desk.emit(&Stream::Privilege(id), wrap(events, DomainEvent::Privilege))?;
    Ok(id)
}
