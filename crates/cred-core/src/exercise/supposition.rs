//! Suppositions: what might happen, carried out by ordinary commands on a copy of the records. Nothing is written.
//!
//! What the machines refuse cannot be supposed either: there is no second set of rules here.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{answer::NotAskable, simulation::Adopting};
use crate::{
    actor::{Actor, ActorError, Capacity},
    appointment,
    evidence::{
        reply::Reply,
        verification::{self, Evidence, State, Verification},
    },
    facility::{self, resource::Outage},
    id::{FacilityId, ProviderId, ResourceId, SiteId, VerificationId},
    journal::{DomainEvent, Recorded, Stream},
    privileging::{proxy_privilege, temporary_privilege},
    provider::{Provider, element::ElementKey},
    records::Records,
    refusal::{Refusal, ReplayError},
    standard::adoption::Adoption,
    text::{Text, TextError},
    time::{Instant, partial_date::PartialDate, period::Period},
};

/// Something that might happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supposition {
    /// A credential ends with a day and is not renewed: its source answers today that it is good through that day.
    Lapse {
        /// Whose.
        provider: ProviderId,
        /// Which: an element with an answer on file.
        element: ElementKey,
        /// Its last good day, in its issuer's zone.
        last_day: NaiveDate,
    },
    /// A resource is out of service.
    Outage {
        /// The facility.
        facility: FacilityId,
        /// The site.
        site: SiteId,
        /// The resource.
        resource: ResourceId,
        /// From when until when; open where the return is not known.
        period: Period,
    },
    /// A pack is adopted.
    Adoption {
        /// By whom.
        by: Adopting,
        /// Which, and from when.
        adoption: Box<Adoption>,
    },
    /// A provider leaves: appointments are resigned, temporary privileges and those by proxy given up.
    Leaving {
        /// Who.
        provider: ProviderId,
        /// Which facility; every one of the records where none.
        facility: Option<FacilityId>,
        /// From when; not before now.
        from: Instant,
    },
}

/// What cannot be supposed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotSupposable {
    /// The rules do not allow it: it could not happen so.
    #[error("this cannot be supposed: {0}")]
    Refused(#[from] Refusal),
    /// It names something that the records do not have.
    #[error(transparent)]
    NotAskable(#[from] NotAskable),
    /// There is no answer on file about the credential, so nothing of it can lapse.
    #[error("provider {provider} has no {element} on file that could lapse; on file is {}", known.join(", "))]
    NotOnFile {
        /// Whose.
        provider: ProviderId,
        /// Which.
        element: ElementKey,
        /// What is on file and has a source that found it.
        known: Vec<String>,
    },
    /// The provider has nothing to leave.
    #[error("provider {provider} holds nothing that could be given up from {from} on")]
    HoldsNothing {
        /// Who.
        provider: ProviderId,
        /// From when.
        from: Instant,
    },
    /// The copy of the records does not take what its own machines decided.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A name that cannot stand in a record.
    #[error(transparent)]
    Actor(#[from] ActorError),
    /// A text that cannot stand in a record.
    #[error(transparent)]
    Text(#[from] TextError),
}

/// The records as they would be had all of this happened, one after the other, as of now.
///
/// # Errors
/// When one of it could not happen, or names something that the records do not have.
pub fn suppose(records: &Records, suppositions: &[Supposition], now: Instant) -> Result<Records, NotSupposable> {
    let mut copy = Copy { records: records.clone(), now };
    for supposition in suppositions {
        match supposition {
            Supposition::Lapse { provider, element, last_day } => copy.lapse(*provider, element, *last_day)?,
            Supposition::Outage { facility, site, resource, period } => {
                let outage = Outage { period: *period, reason: Text::parse("supposed")?, limits: None };
                let (site, resource) = (site.clone(), resource.clone());
                copy.facility(facility, facility::Command::RecordOutage { site, resource, outage })?;
            }
            Supposition::Adoption { by: Adopting::Facility(id), adoption } => {
                copy.facility(id, facility::Command::AdoptPack(adoption.clone()))?;
            }
            Supposition::Adoption { by: Adopting::Organization(id), adoption } => {
                let unknown = || NotAskable::Organization(id.clone());
                let organization = copy.records.organization(id).ok_or_else(unknown)?;
                let events = organization.adopt_pack((**adoption).clone(), &actor(Capacity::Board)?, now)?;
                copy.record(&Stream::Organization(id.clone()), DomainEvent::Organization, events, now)?;
            }
            Supposition::Leaving { provider, facility, from } => copy.leave(*provider, facility.as_ref(), *from)?,
        }
    }
    Ok(copy.records)
}

fn actor(capacity: Capacity) -> Result<Actor, ActorError> {
    Actor::new("somebody supposed", capacity)
}

struct Copy {
    records: Records,
    now: Instant,
}

impl Copy {
    fn record<E>(
        &mut self,
        stream: &Stream,
        wrap: fn(E) -> DomainEvent,
        events: Vec<E>,
        recorded_at: Instant,
    ) -> Result<(), ReplayError> {
        for event in events {
            let seq = self.records.position() + 1;
            self.records.apply(&Recorded { seq, stream: stream.clone(), recorded_at, event: wrap(event) })?;
        }
        Ok(())
    }

    fn provider(&self, id: ProviderId) -> Result<Provider, NotAskable> {
        self.records.provider(id).cloned().ok_or(NotAskable::Provider(id))
    }

    fn facility(&mut self, id: &FacilityId, command: facility::Command) -> Result<(), NotSupposable> {
        let facility = self.records.facility(id).ok_or_else(|| NotAskable::Facility(id.clone()))?;
        let events = facility.decide(command, &actor(Capacity::Facility)?, self.now)?;
        Ok(self.record(&Stream::Facility(id.clone()), DomainEvent::Facility, events, self.now)?)
    }

    /// The newest answer of the source once more, with another last day.
    fn lapse(&mut self, id: ProviderId, element: &ElementKey, last_day: NaiveDate) -> Result<(), NotSupposable> {
        let subject = self.provider(id)?;
        let dossier = self.records.dossier(id).ok_or(NotAskable::Provider(id))?;
        let found = |held: &Evidence| matches!(held.reply, Reply::Found { .. });
        let of_element = dossier.elements().filter(|(key, _)| *key == element).flat_map(|(_, items)| items);
        let newest = of_element.filter(|item| found(&item.held.evidence)).last();
        let newest = newest.map(|item| (item.held.evidence.clone(), item.verification.state().usable().is_some()));
        let Some((mut evidence, was_usable)) = newest else {
            let with_answer = dossier.elements().filter(|(_, items)| items.iter().any(|own| found(&own.held.evidence)));
            let known = with_answer.map(|(key, _)| key.to_string()).collect();
            return Err(NotSupposable::NotOnFile { provider: id, element: element.clone(), known });
        };
        if let Reply::Found { valid_to, continues_until_final_action, .. } = &mut evidence.reply {
            *valid_to = Some(PartialDate::Day(last_day));
            *continues_until_final_action = false;
        }
        // The day of the answer is today in the zone of its dates, so that it is the newest one.
        evidence.verified_on =
            evidence.zone.unwrap_or(crate::time::zone::Zone::UTC).date_at(self.now).max(evidence.verified_on);
        let verification = self.unused_id();
        let by = actor(Capacity::Msp)?;
        let claim = subject.claims().get(element).cloned().map(Box::new);
        let events = Verification::request(&subject, element.clone(), evidence.source.clone(), &by)?;
        let stream = Stream::Verification(verification);
        self.record(&stream, DomainEvent::Verification, events, self.now)?;
        self.verification(verification, verification::Command::Receive(Box::new(evidence)), &subject, &by)?;
        self.verification(verification, verification::Command::Conclude { claim: claim.clone() }, &subject, &by)?;
        let state = self.records.verification(verification).map(Verification::state);
        if was_usable && matches!(state, Some(State::Discrepant(..))) {
            // That the day is another one than the claimed one is what is supposed, and needs no explanation.
            let (on, note) = (self.now.date_naive(), Text::parse("supposed")?);
            let told = verification::Command::TellProvider { on, note: note.clone() };
            self.verification(verification, told, &subject, &by)?;
            let resolve = verification::Command::Resolve { explanation: note };
            self.verification(verification, resolve, &subject, &by)?;
            self.verification(verification, verification::Command::Conclude { claim }, &subject, &by)?;
        }
        Ok(())
    }

    fn verification(
        &mut self,
        id: VerificationId,
        command: verification::Command,
        subject: &Provider,
        by: &Actor,
    ) -> Result<(), NotSupposable> {
        let unknown = || NotAskable::Provider(subject.id());
        let events = self.records.verification(id).ok_or_else(unknown)?.decide(command, subject, by, self.now)?;
        Ok(self.record(&Stream::Verification(id), DomainEvent::Verification, events, self.now)?)
    }

    /// An id that no verification of the records has. It never leaves the copy.
    fn unused_id(&self) -> VerificationId {
        let ids = (0..=u128::MAX).rev().map(|own| VerificationId::from_uuid(Uuid::from_u128(own)));
        let mut free = ids.filter(|id| self.records.verification(*id).is_none());
        free.next().unwrap_or_else(|| VerificationId::from_uuid(Uuid::nil()))
    }

    fn leave(&mut self, id: ProviderId, facility: Option<&FacilityId>, from: Instant) -> Result<(), NotSupposable> {
        let subject = self.provider(id)?;
        let by = actor(Capacity::Provider)?.being(id);
        let here = |own: &FacilityId| facility.is_none_or(|facility| facility == own);
        let mut given_up = false;
        let appointments: Vec<_> =
            self.records.appointments_of(id).filter(|own| here(own.facility())).cloned().collect();
        for own in appointments {
            let leaves = ["appointed", "on-leave", "suspended", "relinquished"].contains(&own.state_at(from));
            if !leaves || own.end().is_some_and(|end| end <= from) {
                continue;
            }
            let unknown = || NotAskable::Facility(own.facility().clone());
            let governed = self.records.governed(own.facility()).ok_or_else(unknown)?;
            let resign = appointment::Command::Resign { from, cause: None };
            let events = own.decide(resign, &subject, &governed, &by, self.now)?;
            self.record(&Stream::Appointment(own.id()), DomainEvent::Appointment, events, self.now)?;
            given_up = true;
        }
        // These are given up at the moment of the command, which is then the day of the leaving.
        let then = from.max(self.now);
        let temporary: Vec<_> =
            self.records.temporary_privileges_of(id).filter(|own| here(own.facility())).cloned().collect();
        for own in temporary.into_iter().filter(|own| own.ended().is_none() && goes_on(own.grant_given().term, then)) {
            let unknown = || NotAskable::Facility(own.facility().clone());
            let governed = self.records.governed(own.facility()).ok_or_else(unknown)?;
            let events = own.decide(temporary_privilege::Command::Relinquish, &subject, governed, &by, then)?;
            self.record(&Stream::TemporaryPrivilege(own.id()), DomainEvent::TemporaryPrivilege, events, then)?;
            given_up = true;
        }
        let by_proxy: Vec<_> =
            self.records.proxy_privileges_of(id).filter(|own| here(own.facility())).cloned().collect();
        for own in by_proxy.into_iter().filter(|own| own.ended().is_none() && goes_on(own.grant_given().term, then)) {
            let unknown = || NotAskable::Facility(own.facility().clone());
            let facility = self.records.facility(own.facility()).ok_or_else(unknown)?;
            let events = own.decide(proxy_privilege::Command::Relinquish, &subject, facility, &by, then)?;
            self.record(&Stream::ProxyPrivilege(own.id()), DomainEvent::ProxyPrivilege, events, then)?;
            given_up = true;
        }
        if given_up { Ok(()) } else { Err(NotSupposable::HoldsNothing { provider: id, from }) }
    }
}

/// Whether a term goes on past an instant.
fn goes_on(term: Period, at: Instant) -> bool {
    term.end().is_none_or(|end| at < end)
}
