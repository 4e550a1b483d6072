//! Requesting, reviewing and granting privileges, and what becomes of a grant.

use cred_core::{
    actor::Actor,
    appointment::{Cause, Ground},
    credentialing::assessment::line,
    exercise::rules::criteria_check,
    id::{FacilityId, ItemId, MeetingId, PrivilegeRequestId, ProviderId, SiteId},
    journal::{DomainEvent, Stream},
    privileging::{
        criteria_check::CriteriaCheck,
        privilege_request::{Command, GrantTerms, PrivilegeRequest, Recommendation},
        restriction::{Limits, Restriction},
    },
    refusal::Reason,
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, appointing::credentialed, have, meeting, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// What is asked of a privilege; an instant left out is now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrivilegeStep {
    /// Hold the criteria against the dossier again.
    CheckCriteria,
    /// A reviewing body speaks.
    Recommend(Recommendation),
    /// The hearing was held or waived.
    ConcludeHearing(Text),
    /// The board grants: start, months, sites, conditions.
    Grant(Option<Instant>, Option<u32>, Vec<SiteId>, Vec<Text>),
    /// The board denies.
    Deny(Text),
    /// The applicant takes it back.
    Withdraw,
    /// The focused evaluation is concluded.
    ConcludeFppe(Text),
    /// The board sets a condition that the provider agreed to.
    Restrict(Option<Instant>, Text),
    /// The same, with limits that the rule of exercise reads.
    RestrictWithin(Option<Instant>, Text, Limits),
    /// The restriction of that number (1 for the first) is over.
    LiftRestriction(u32, Option<Instant>),
    /// Suspended.
    Suspend(Option<Instant>, Text),
    /// Suspended together with others, or for a class of cause that is not competence or conduct.
    SuspendTogether(Option<Instant>, Text, Vec<Actor>, Option<Cause>),
    /// Lifted.
    Lift(Option<Instant>),
    /// Given up.
    Relinquish(Option<Instant>),
    /// Fallen for an administrative cause, recorded by the staff.
    RelinquishAdministratively(Option<Instant>),
    /// Revoked.
    Revoke(Option<Instant>, Text),
    /// Revoked for an administrative cause.
    RevokeAdministratively(Option<Instant>, Text),
}

/// Where a privilege stands after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Its id.
    pub id: PrivilegeRequestId,
    /// Which item.
    pub item: ItemId,
    /// Its state.
    pub state: &'static str,
    /// Which criteria are open, where they are not met.
    pub open: Vec<String>,
}

impl App {
    /// Requests items, and holds their criteria against the dossier at once.
    ///
    /// # Errors
    /// When the core refuses any of them, or the store fails; then none is requested.
    pub fn request_privileges(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
    ) -> Result<Done<Vec<Stand>>, AppError> {
        let request = ("request-privileges", provider, facility, items);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            let mut ids = Vec::new();
            for item in items {
                ids.push(request_on(desk, provider, facility, item)?);
            }
            ids.iter().map(|id| stand(desk, *id)).collect()
        })
    }

    /// Gives a step to the provider's latest request or grant of an item at a facility.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn privilege_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        step: &PrivilegeStep,
    ) -> Result<Done<Vec<Stand>>, AppError> {
        self.privilege_step_at(by, provider, facility, items, step, None)
    }

    /// The same, by the vote of a meeting: for [`PrivilegeStep::Recommend`], [`PrivilegeStep::Grant`] and [`PrivilegeStep::Deny`] by a
    /// body. Each item is a matter of its own.
    ///
    /// # Errors
    /// When there is no such meeting or request, the core refuses, or the store fails.
    pub fn privilege_step_at(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        step: &PrivilegeStep,
        meeting: Option<MeetingId>,
    ) -> Result<Done<Vec<Stand>>, AppError> {
        let request = ("privilege-step", provider, facility, items, step, meeting);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            meeting::load(desk, meeting)?;
            desk.load_provider(provider)?;
            desk.load_facility(facility)?;
            items.iter().map(|item| one_step(desk, provider, facility, item, step, meeting)).collect()
        })
    }
}

/// Requests one item; the provider and the facility are loaded.
pub(crate) fn request_on(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
) -> Result<PrivilegeRequestId, AppError> {
    let records = desk.records();
    let subject = have(records.provider(provider), "provider", &provider)?;
    let own = have(records.facility(facility), "facility", facility)?;
    let Some(set) = records.set_of_item(facility, item) else { return Err(no_item(desk, facility, item)) };
    let existing = records.privileges_of(provider);
    let events = PrivilegeRequest::request(subject, own, set, item, existing, desk.actor(), desk.now())?;
    let id = desk.mint_privilege();
    desk.emit(&Stream::Privilege(id), wrap(events, DomainEvent::Privilege))?;
    Ok(id)
}

fn one_step(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    step: &PrivilegeStep,
    meeting: Option<MeetingId>,
) -> Result<Stand, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let same = |held: &&PrivilegeRequest| held.facility() == facility && held.item() == item;
    let of_item: Vec<&PrivilegeRequest> = records.privileges_of(provider).filter(same).collect();
    // A review step is about the pending request; what stops or limits a privilege is about every grant of it that is not over: a
    // request for its renewal is no shield.
    let about_request = matches!(
        step,
        PrivilegeStep::CheckCriteria
            | PrivilegeStep::Recommend(_)
            | PrivilegeStep::ConcludeHearing(_)
            | PrivilegeStep::Grant(..)
            | PrivilegeStep::Deny(_)
            | PrivilegeStep::Withdraw
    );
    let not_over =
        |held: &PrivilegeRequest| held.held().is_some_and(|held| held.grant.term.end().is_none_or(|end| now < end));
    let mut chosen: Vec<PrivilegeRequestId> = of_item
        .iter()
        .filter(|held| if about_request { held.is_pending() } else { not_over(held) })
        .map(|held| held.id())
        .collect();
    if chosen.is_empty() {
        // The machine says why not, of the latest there is.
        let end = |held: &PrivilegeRequest| held.held().and_then(|held| held.grant.term.end());
        chosen
            .extend(of_item.iter().max_by_key(|held| (held.is_pending(), end(held), held.id())).map(|held| held.id()));
    }
    if chosen.is_empty() {
        return Err(AppError::NotFound {
            what: "request of the provider for that privilege",
            text: item.to_string(),
            advice: "request it with `cred request`".to_owned(),
        });
    }
    let mut last = None;
    for id in chosen {
        last = Some(step_of(desk, id, step, meeting)?);
    }
    have(last, "privilege", item)
}

/// Gives the step to one request or grant; its provider and facility are loaded.
pub(crate) fn step_of(
    desk: &mut Desk<'_>,
    id: PrivilegeRequestId,
    step: &PrivilegeStep,
    meeting: Option<MeetingId>,
) -> Result<Stand, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let privilege = have(records.privilege(id), "privilege", &id)?;
    let (provider, facility, item) = (privilege.provider(), privilege.facility(), privilege.item());
    let own = &have(records.governed(facility), "facility", facility)?;
    let subject = have(records.provider(provider), "provider", &provider)?;
    let set = have(records.privilege_set(privilege.set()), "privilege set", privilege.set())?;
    let check = || -> Result<Box<CriteriaCheck>, AppError> {
        let dossier = have(records.dossier(provider), "provider", &provider)?;
        let check = criteria_check(records, &dossier, *own, set, item, now);
        Ok(Box::new(have(check, "version of the form in force with that item", item)?))
    };
    let command = match step.clone() {
        PrivilegeStep::CheckCriteria => Command::CheckCriteria(check()?),
        PrivilegeStep::Recommend(recommendation) => Command::Recommend(recommendation),
        PrivilegeStep::ConcludeHearing(outcome) => Command::ConcludeHearing { outcome },
        PrivilegeStep::Grant(start, months, sites, conditions) => {
            let credentialed = credentialed(desk, provider, own, "grant")?;
            let appointments = records.appointments_of(provider).filter(|held| held.facility() == facility);
            let appointed = appointments.filter_map(|held| held.appointed(now)).next().ok_or_else(|| {
                let open = vec![format!("appointment to the medical staff of {}: none in force", own.name())];
                cred_core::privileging::privilege_request::MACHINE.refuse(
                    "not appointed",
                    "grant",
                    Reason::RequirementsOpen { open },
                )
            })?;
            let terms = GrantTerms { start: start.unwrap_or(now), months, sites, conditions };
            Command::Grant { credentialed, appointed, check: check()?, terms }
        }
        PrivilegeStep::Deny(reason) => Command::Deny { reason },
        PrivilegeStep::Withdraw => Command::Withdraw,
        PrivilegeStep::ConcludeFppe(report) => Command::ConcludeFppe { report, fewer: None },
        PrivilegeStep::Restrict(from, terms) => Command::Restrict(Restriction::condition(from.unwrap_or(now), terms)),
        PrivilegeStep::RestrictWithin(from, terms, limits) => {
            Command::Restrict(Restriction { limits, ..Restriction::condition(from.unwrap_or(now), terms) })
        }
        PrivilegeStep::LiftRestriction(number, from) => Command::LiftRestriction { number, from: from.unwrap_or(now) },
        PrivilegeStep::Suspend(from, reason) => {
            Command::Suspend { from: from.unwrap_or(now), reason, ground: Ground::default() }
        }
        PrivilegeStep::SuspendTogether(from, reason, together_with, cause) => {
            let ground = Ground { cause, together_with, decision: None };
            Command::Suspend { from: from.unwrap_or(now), reason, ground }
        }
        PrivilegeStep::Lift(from) => Command::Lift { from: from.unwrap_or(now) },
        PrivilegeStep::Relinquish(from) => Command::Relinquish { from: from.unwrap_or(now), cause: None },
        PrivilegeStep::RelinquishAdministratively(from) => {
            Command::Relinquish { from: from.unwrap_or(now), cause: Some(Cause::Administrative) }
        }
        PrivilegeStep::Revoke(from, reason) => {
            Command::Revoke { from: from.unwrap_or(now), reason, ground: Ground::default() }
        }
        PrivilegeStep::RevokeAdministratively(from, reason) => {
            let ground = Ground::of(Cause::Administrative);
            Command::Revoke { from: from.unwrap_or(now), reason, ground }
        }
    };
    let assessment = meeting::expedited(desk, provider, own);
    let authority = meeting::authority(desk, own, meeting, assessment.as_ref())?;
    let events = privilege.decide(command, subject, own, set, &authority, desk.actor(), now)?;
    desk.emit(&Stream::Privilege(id), wrap(events, DomainEvent::Privilege))?;
    stand(desk, id)
}

fn stand(desk: &Desk<'_>, id: PrivilegeRequestId) -> Result<Stand, AppError> {
    let privilege = have(desk.records().privilege(id), "privilege", &id)?;
    let open = if privilege.state_name() == "criteria-not-met" { open_criteria(desk, privilege) } else { vec![] };
    Ok(Stand { id, item: privilege.item().clone(), state: privilege.state_name(), open })
}

/// What the form in force asks and does not find, one line each.
fn open_criteria(desk: &Desk<'_>, privilege: &PrivilegeRequest) -> Vec<String> {
    let records = desk.records();
    let check = records
        .dossier(privilege.provider())
        .zip(records.governed(privilege.facility()))
        .zip(records.privilege_set(privilege.set()))
        .and_then(|((dossier, own), set)| criteria_check(records, &dossier, own, set, privilege.item(), desk.now()));
    check.map_or_else(Vec::new, |check| check.open().iter().map(line).collect())
}

fn no_item(desk: &Desk<'_>, facility: &FacilityId, item: &ItemId) -> AppError {
    let versions = desk.records().privilege_sets_of(facility).filter_map(|set| set.versions().last());
    let known: Vec<String> = versions.flat_map(|version| &version.items).map(|item| item.id.to_string()).collect();
    AppError::NotFound {
        what: "privilege of the facility",
        text: item.to_string(),
        advice: if known.is_empty() {
            "load a form with `cred privilege-set load <file>`".to_owned()
        } else {
            format!("there is {}", known.join(", "))
        },
    }
}
