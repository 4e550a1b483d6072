//! Supervision and collaboration agreements.

use cred_core::{
    id::{FacilityId, ItemId, ProviderId, SupervisionId},
    journal::{DomainEvent, Stream},
    privileging::supervision::{Command, Kind, Supervision, Terms},
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// An agreement as it was signed; a start left out is now.
#[derive(Debug, Clone, Serialize)]
pub struct Agreed {
    /// Supervision or collaboration.
    pub kind: Kind,
    /// Who is supervised.
    pub supervisee: ProviderId,
    /// Who supervises.
    pub supervisor: ProviderId,
    /// The items it is about; every one where empty.
    pub items: Vec<ItemId>,
    /// From when.
    pub from: Option<Instant>,
    /// Until before when; open where none.
    pub to: Option<Instant>,
    /// The name with which the supervisee signed; the core refuses without it.
    pub signed_by_supervisee: Option<Text>,
    /// The name with which the supervisor signed; the core refuses without it.
    pub signed_by_supervisor: Option<Text>,
}

/// What is asked of an agreement; an instant left out is now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupervisionStep {
    /// Somebody stands in for the supervisor: who, from when, until before when.
    AddAlternate(ProviderId, Option<Instant>, Option<Instant>),
    /// Somebody stands in no more: who, from when.
    RemoveAlternate(ProviderId, Option<Instant>),
    /// It ends: from when, why.
    End(Option<Instant>, Text),
}

impl App {
    /// Records an agreement at a facility.
    ///
    /// # Errors
    /// When one of the two or the facility is not on file, the core refuses, or the store fails.
    pub fn agree_supervision(
        &mut self,
        by: &By,
        facility: &FacilityId,
        agreed: &Agreed,
    ) -> Result<Done<SupervisionId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("agree-supervision", facility, agreed))?;
        self.run(&envelope, |desk| agree_on(desk, facility, agreed))
    }

    /// Gives a step to an agreement.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn supervision_step(
        &mut self,
        by: &By,
        id: SupervisionId,
        step: &SupervisionStep,
    ) -> Result<Done<SupervisionId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("supervision-step", id, step))?;
        self.run(&envelope, |desk| step_on(desk, id, step))
    }
}

pub(crate) fn agree_on(desk: &mut Desk<'_>, facility: &FacilityId, agreed: &Agreed) -> Result<SupervisionId, AppError> {
    desk.load_provider(agreed.supervisee)?;
    desk.load_provider(agreed.supervisor)?;
    desk.load_facility(facility)?;
    let (records, now) = (desk.records(), desk.now());
    let supervisee = have(records.provider(agreed.supervisee), "provider", &agreed.supervisee)?;
    let supervisor = have(records.provider(agreed.supervisor), "provider", &agreed.supervisor)?;
    let own = have(records.facility(facility), "facility", facility)?;
    let terms = Terms {
        kind: agreed.kind,
        items: agreed.items.clone(),
        from: agreed.from.unwrap_or(now),
        to: agreed.to,
        signed_by_supervisee: agreed.signed_by_supervisee.clone(),
        signed_by_supervisor: agreed.signed_by_supervisor.clone(),
    };
    let events = Supervision::agree(terms, supervisee, supervisor, own, desk.actor(), now)?;
    let id = desk.mint_supervision();
    desk.emit(&Stream::Supervision(id), wrap(events, DomainEvent::Supervision))?;
    Ok(id)
}

pub(crate) fn step_on(
    desk: &mut Desk<'_>,
    id: SupervisionId,
    step: &SupervisionStep,
) -> Result<SupervisionId, AppError> {
    desk.load_stream(&Stream::Supervision(id))?;
    let agreement = have(desk.records().supervision(id), "supervision agreement", &id)?;
    let (supervisee, supervisor) = (agreement.provider(), agreement.supervisor());
    desk.load_provider(supervisee)?;
    desk.load_provider(supervisor)?;
    let named = match step {
        SupervisionStep::AddAlternate(alternate, ..) | SupervisionStep::RemoveAlternate(alternate, _) => {
            desk.load_provider(*alternate)?;
            Some(*alternate)
        }
        SupervisionStep::End(..) => None,
    };
    let (records, now) = (desk.records(), desk.now());
    let agreement = have(records.supervision(id), "supervision agreement", &id)?;
    let supervisee = have(records.provider(supervisee), "provider", &supervisee)?;
    let supervisor = have(records.provider(supervisor), "provider", &supervisor)?;
    let alternate = named.and_then(|alternate| records.provider(alternate));
    let command = match step.clone() {
        SupervisionStep::AddAlternate(alternate, from, to) => {
            Command::AddAlternate { alternate, from: from.unwrap_or(now), to }
        }
        SupervisionStep::RemoveAlternate(alternate, from) => {
            Command::RemoveAlternate { alternate, from: from.unwrap_or(now) }
        }
        SupervisionStep::End(from, reason) => Command::End { from: from.unwrap_or(now), reason },
    };
    let events = agreement.decide(command, supervisee, supervisor, alternate, desk.actor(), now)?;
    desk.emit(&Stream::Supervision(id), wrap(events, DomainEvent::Supervision))?;
    Ok(id)
}
