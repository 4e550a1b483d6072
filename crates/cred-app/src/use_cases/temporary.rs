//! Temporary and disaster privileges, and telemedicine privileges by proxy.

use std::collections::BTreeSet;

use cred_core::{
    appointment::Appointment,
    exercise::rules::{proxy_check, proxy_status, temporary_check, temporary_status},
    facility::Facility,
    id::{AgreementId, FacilityId, ItemId, ProviderId, ProxyPrivilegeId, SiteId, TemporaryPrivilegeId, VerificationId},
    journal::{DomainEvent, Stream},
    privileging::{
        proxy_privilege::{
            self, ProxyAsk, ProxyPrivilege,
            grant::{Distant, Listed},
        },
        temporary_privilege::{
            Ask, Asked, Command, Psv, Purpose, TemporaryPrivilege,
            grant::{Application, Identity, Kind, Recommended},
        },
    },
    records::Records,
    text::Text,
    time::Instant,
    timeline::{Timeline, finding::Cause, truth::Truth},
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// What a temporary privilege is asked for.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemporaryKind {
    /// While a complete application waits.
    NewApplicant {
        /// Which; the provider's pending file at the organisation, or else the pending request for the item, where none.
        application: Option<Application>,
        /// How competence was verified, where the criteria of the form do not show it.
        competence: Option<Text>,
    },
    /// For a patient-care need.
    CareNeed {
        /// Which.
        need: Text,
        /// As above.
        competence: Option<Text>,
    },
    /// In somebody's place.
    LocumTenens {
        /// In whose place, and why.
        need: Text,
        /// As above.
        competence: Option<Text>,
    },
    /// In a disaster.
    Disaster {
        /// When the volunteer presented.
        presented_at: Instant,
        /// When the volunteer arrived; when they presented where none.
        arrived_at: Option<Instant>,
        /// How the volunteer was identified.
        identity: Identity,
        /// How the volunteer is overseen.
        oversight: Text,
    },
}

/// The terms of a temporary privilege.
#[derive(Debug, Clone, Serialize)]
pub struct TemporaryTerms {
    /// What it is asked for.
    pub kind: TemporaryKind,
    /// For what; learning is refused.
    pub purpose: Purpose,
    /// From when; now where none.
    pub start: Option<Instant>,
    /// Until when (exclusive); as long as the rules allow where none.
    pub until: Option<Instant>,
    /// For which sites; all at which it may be given where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
    /// Who recommends it, and what they say.
    pub recommended: Option<Recommended>,
    /// Challenges to a licence and involuntary losses that the file shows.
    pub concerns: Vec<Text>,
}

/// What is asked of a temporary privilege.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemporaryStep {
    /// The licence was verified, by evidence that is here.
    VerifiedBy(VerificationId),
    /// The licence was verified at a source, at an instant (now where none).
    Verified(Text, Option<Instant>),
    /// It cannot be verified in time.
    Impossible(Text),
    /// It goes on.
    Continue(Text),
    /// Ended at once.
    Terminate(Text),
    /// Given up.
    Relinquish,
}

/// The terms of a privilege by proxy.
#[derive(Debug, Clone, Serialize)]
pub struct ProxyTerms {
    /// Under which agreement.
    pub agreement: AgreementId,
    /// On which decision.
    pub distant: DistantDecision,
    /// From when; now where none.
    pub start: Option<Instant>,
    /// For how many months, to the day; as long as the rules allow where none.
    pub months: Option<u32>,
    /// For which sites; all at which it may be given where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
}

/// The distant site's decision.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DistantDecision {
    /// At a facility whose records are here, about the item of this name there (the same name where none).
    Facility(FacilityId, Option<ItemId>),
    /// Elsewhere, by the list that was supplied.
    Outside(Listed),
}

/// What is asked of a privilege by proxy.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyStep {
    /// The outside distant site supplied its list again.
    Listed(Listed),
    /// The distant site told that it ended or limited it; from when (now where none), and why.
    DistantEnded(Option<Instant>, Text),
    /// Suspended here.
    Suspend(Text),
    /// Lifted here.
    Lift,
    /// Revoked here.
    Revoke(Text),
    /// Given up.
    Relinquish,
}

impl App {
    /// Grants temporary privileges for items; a prerequisite among them before what needs it.
    ///
    /// # Errors
    /// When the core refuses any of them, or the store fails; then none is granted.
    pub fn grant_temporary(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        terms: &TemporaryTerms,
    ) -> Result<Done<Vec<TemporaryPrivilegeId>>, AppError> {
        let request = ("grant-temporary", provider, facility, items, terms);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            load(desk, provider, facility)?;
            let ordered = prerequisites_first(desk.records(), facility, items);
            ordered.iter().map(|item| one_temporary(desk, provider, facility, item, terms)).collect()
        })
    }

    /// Gives a step to the provider's temporary privileges for items at a facility that are not over: all of them where no item is named. The
    /// steps of a disaster are about disaster privileges.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn temporary_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        step: &TemporaryStep,
    ) -> Result<Done<Vec<TemporaryPrivilegeId>>, AppError> {
        let request = ("temporary-step", provider, facility, items, step);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            load(desk, provider, facility)?;
            let (records, now) = (desk.records(), desk.now());
            let in_disaster = !matches!(step, TemporaryStep::Terminate(_) | TemporaryStep::Relinquish);
            let of_matter: Vec<&TemporaryPrivilege> = records
                .temporary_privileges_of(provider)
                .filter(|own| own.facility() == facility && (items.is_empty() || items.contains(own.item())))
                .filter(|own| !in_disaster || own.grant_given().ground.kind() == Kind::Disaster)
                .collect();
            let lives = |own: &&&TemporaryPrivilege| {
                temporary_status(records, own).is_some_and(|status| is_or_will_be(&status, now))
            };
            let mut chosen: Vec<TemporaryPrivilegeId> = of_matter.iter().filter(lives).map(|own| own.id()).collect();
            if chosen.is_empty() {
                // The machine says why not, of the latest there is.
                let last = of_matter.iter().max_by_key(|own| (own.grant_given().decided_at, own.id()));
                chosen.push(have(last, "temporary privilege of the provider", facility)?.id());
            }
            chosen.iter().try_for_each(|id| temporary_step(desk, *id, step))?;
            Ok(chosen)
        })
    }

    /// Grants telemedicine privileges by proxy for items.
    ///
    /// # Errors
    /// When the core refuses any of them, or the store fails; then none is granted.
    pub fn grant_by_proxy(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        terms: &ProxyTerms,
    ) -> Result<Done<Vec<ProxyPrivilegeId>>, AppError> {
        let request = ("grant-by-proxy", provider, facility, items, terms);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            load(desk, provider, facility)?;
            if let DistantDecision::Facility(distant, _) = &terms.distant {
                desk.load_facility(distant)?;
            }
            let ordered = prerequisites_first(desk.records(), facility, items);
            ordered.iter().map(|item| one_by_proxy(desk, provider, facility, item, terms)).collect()
        })
    }

    /// Gives a step to the provider's privileges by proxy for items at a facility that are not over; all of them where no item is named.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn proxy_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        facility: &FacilityId,
        items: &[ItemId],
        step: &ProxyStep,
    ) -> Result<Done<Vec<ProxyPrivilegeId>>, AppError> {
        let request = ("proxy-step", provider, facility, items, step);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            load(desk, provider, facility)?;
            let (records, now) = (desk.records(), desk.now());
            let distant: BTreeSet<FacilityId> =
                records.proxy_privileges_of(provider).filter_map(|own| own.distant_facility().cloned()).collect();
            for other in &distant {
                desk.load_facility(other)?;
            }
            let records = desk.records();
            let of_matter: Vec<&ProxyPrivilege> = records
                .proxy_privileges_of(provider)
                .filter(|own| own.facility() == facility && (items.is_empty() || items.contains(own.item())))
                .collect();
            let lives = |own: &&&ProxyPrivilege| {
                own.ended().is_none()
                    && (own.state() == "suspended"
                        || proxy_status(records, own).is_some_and(|status| is_or_will_be(&status, now)))
            };
            let mut chosen: Vec<ProxyPrivilegeId> = of_matter.iter().filter(lives).map(|own| own.id()).collect();
            if chosen.is_empty() {
                let last = of_matter.iter().max_by_key(|own| (own.grant_given().decided_at, own.id()));
                chosen.push(have(last, "privilege by proxy of the provider", facility)?.id());
            }
            chosen.iter().try_for_each(|id| proxy_step(desk, *id, step))?;
            Ok(chosen)
        })
    }
}

fn load(desk: &mut Desk<'_>, provider: ProviderId, facility: &FacilityId) -> Result<(), AppError> {
    desk.load_provider(provider)?;
    desk.load_facility(facility)
}

/// In force now, or at some time to come.
fn is_or_will_be(status: &Timeline<Cause>, now: Instant) -> bool {
    status.at(now).truth == Truth::Met
        || status.changes().iter().any(|(at, cause)| now < *at && cause.truth == Truth::Met)
}

/// The items, each after those of them that it needs.
fn prerequisites_first(records: &Records, facility: &FacilityId, items: &[ItemId]) -> Vec<ItemId> {
    let needs = |item: &ItemId| -> Vec<ItemId> {
        let set = records.set_of_item(facility, item);
        let content = set.and_then(|set| set.versions().iter().rev().find_map(|version| version.item(item)));
        content.map(|own| own.prerequisites.iter().map(|own| own.item.clone()).collect()).unwrap_or_default()
    };
    let mut left: Vec<ItemId> = items.to_vec();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|item| !needs(item).iter().any(|needed| left.contains(needed)));
        ordered.push(left.remove(free.unwrap_or(0)));
    }
    ordered
}

pub(crate) fn one_temporary(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    terms: &TemporaryTerms,
) -> Result<TemporaryPrivilegeId, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let own = have(records.governed(facility), "facility", facility)?;
    let subject = have(records.provider(provider), "provider", &provider)?;
    let set = have(records.set_of_item(facility, item), "privilege of the facility", item)?;
    let dossier = have(records.dossier(provider), "provider", &provider)?;
    let check = temporary_check(records, &dossier, own, set, item, now);
    let check = have(check, "version of the form in force with that item", item)?;
    let asked = match terms.kind.clone() {
        TemporaryKind::NewApplicant { application, competence } => {
            let found = application.or_else(|| pending(records, provider, own.facility(), item, now));
            let application = have(found, "pending application of the provider", &provider)?;
            Asked::NewApplicant { application, competence }
        }
        TemporaryKind::CareNeed { need, competence } => Asked::CareNeed { need, competence },
        TemporaryKind::LocumTenens { need, competence } => Asked::LocumTenens { need, competence },
        TemporaryKind::Disaster { presented_at, arrived_at, identity, oversight } => {
            Asked::Disaster { presented_at, arrived_at: arrived_at.unwrap_or(presented_at), identity, oversight }
        }
    };
    let ask = Ask {
        asked,
        purpose: terms.purpose,
        start: terms.start.unwrap_or(now),
        until: terms.until,
        sites: terms.sites.clone(),
        conditions: terms.conditions.clone(),
        recommended: terms.recommended.clone(),
        concerns: terms.concerns.clone(),
    };
    let events = TemporaryPrivilege::grant(ask, &check, subject, own, desk.actor(), now)?;
    let id = desk.mint_temporary_privilege();
    desk.emit(&Stream::TemporaryPrivilege(id), wrap(events, DomainEvent::TemporaryPrivilege))?;
    Ok(id)
}

/// The pending request of a member for the item; else the latest file at the organisation, pending or approved.
fn pending(
    records: &Records,
    provider: ProviderId,
    facility: &Facility,
    item: &ItemId,
    at: Instant,
) -> Option<Application> {
    let here = |own: &&Appointment| own.facility() == facility.id();
    let member =
        records.appointments_of(provider).filter(here).any(|own| own.whole().is_some_and(|own| own.contains(at)));
    let mut requests = records.privileges_of(provider).filter(|own| own.facility() == facility.id());
    let request = requests.find(|own| own.item() == item && own.is_pending());
    let files = records.files_of(provider).filter(|file| file.organization() == facility.organization());
    let last = |id| records.states_of(&Stream::CredentialingFile(id)).last().map(|(at, _)| *at);
    let file = files.max_by_key(|file| (file.is_pending(), last(file.id()), file.id()));
    match request {
        Some(request) if member => Some(Application::PrivilegeRequest(request.id())),
        Some(_) | None => file.map(|file| Application::CredentialingFile(file.id())),
    }
}

pub(crate) fn temporary_step(
    desk: &mut Desk<'_>,
    id: TemporaryPrivilegeId,
    step: &TemporaryStep,
) -> Result<(), AppError> {
    let (records, now) = (desk.records(), desk.now());
    let held = have(records.temporary_privilege(id), "temporary privilege", &id)?;
    let own = have(records.governed(held.facility()), "facility", held.facility())?;
    let subject = have(records.provider(held.provider()), "provider", &held.provider())?;
    let command = match step.clone() {
        TemporaryStep::VerifiedBy(evidence) => {
            let verification = have(records.verification(evidence), "verification of the provider", &evidence)?;
            Command::RecordLicensePsv(Psv::Evidence(verification))
        }
        TemporaryStep::Verified(source, at) => Command::RecordLicensePsv(Psv::Source { source, at: at.unwrap_or(now) }),
        TemporaryStep::Impossible(reason) => Command::RecordPsvImpossible { reason },
        TemporaryStep::Continue(reason) => Command::Continue { reason },
        TemporaryStep::Terminate(reason) => Command::Terminate { reason },
        TemporaryStep::Relinquish => Command::Relinquish,
    };
    let events = held.decide(command, subject, own, desk.actor(), now)?;
    desk.emit(&Stream::TemporaryPrivilege(id), wrap(events, DomainEvent::TemporaryPrivilege))
}

pub(crate) fn one_by_proxy(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    terms: &ProxyTerms,
) -> Result<ProxyPrivilegeId, AppError> {
    let (records, now) = (desk.records(), desk.now());
    let own = have(records.governed(facility), "facility", facility)?;
    let subject = have(records.provider(provider), "provider", &provider)?;
    let set = have(records.set_of_item(facility, item), "privilege of the facility", item)?;
    let dossier = have(records.dossier(provider), "provider", &provider)?;
    let distant = match terms.distant.clone() {
        DistantDecision::Facility(facility, there) => {
            Distant::Facility { facility, item: there.unwrap_or_else(|| item.clone()) }
        }
        DistantDecision::Outside(listed) => Distant::Outside { listed },
    };
    let check = proxy_check(records, &dossier, own, set, item, &distant, now);
    let check = have(check, "version of the form in force with that item", item)?;
    let ask = ProxyAsk {
        agreement: terms.agreement.clone(),
        distant,
        start: terms.start.unwrap_or(now),
        months: terms.months,
        sites: terms.sites.clone(),
        conditions: terms.conditions.clone(),
    };
    let events = ProxyPrivilege::grant(ask, &check, subject, own, desk.actor(), now)?;
    let id = desk.mint_proxy_privilege();
    desk.emit(&Stream::ProxyPrivilege(id), wrap(events, DomainEvent::ProxyPrivilege))?;
    Ok(id)
}

pub(crate) fn proxy_step(desk: &mut Desk<'_>, id: ProxyPrivilegeId, step: &ProxyStep) -> Result<(), AppError> {
    let (records, now) = (desk.records(), desk.now());
    let held = have(records.proxy_privilege(id), "privilege by proxy", &id)?;
    let own = have(records.governed(held.facility()), "facility", held.facility())?;
    let subject = have(records.provider(held.provider()), "provider", &held.provider())?;
    let command = match step.clone() {
        ProxyStep::Listed(listed) => proxy_privilege::Command::RecordDistantPrivileges { listed },
        ProxyStep::DistantEnded(from, reason) => {
            proxy_privilege::Command::RecordDistantPrivilegesEnded { from: from.unwrap_or(now), reason }
        }
        ProxyStep::Suspend(reason) => proxy_privilege::Command::Suspend { reason },
        ProxyStep::Lift => proxy_privilege::Command::Lift,
        ProxyStep::Revoke(reason) => proxy_privilege::Command::Revoke { reason },
        ProxyStep::Relinquish => proxy_privilege::Command::Relinquish,
    };
    let events = held.decide(command, subject, own.facility(), desk.actor(), now)?;
    desk.emit(&Stream::ProxyPrivilege(id), wrap(events, DomainEvent::ProxyPrivilege))
}
