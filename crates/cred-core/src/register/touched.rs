//! What an event touches: whose answers may be others after it.

use crate::{
    delineation::{criterion::Criterion, privilege_item::PrivilegeItem},
    evidence::verification,
    facility,
    id::{FacilityId, ItemId, ProviderId, ResourceId, SiteId},
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request::{self, PrivilegeRequest},
    provider,
    records::Records,
};

/// Whose answers an event may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Nobody's.
    Nobody,
    /// Those of these people, and of whoever they answer for.
    People(Vec<ProviderId>),
    /// Not their own, but those of whoever these people answer for.
    AnsweredFor(Vec<ProviderId>),
    /// Those of everybody who holds something at these facilities.
    Facilities(Vec<FacilityId>),
    /// Those of whoever holds one of these items at a site.
    Items {
        /// The facility.
        facility: FacilityId,
        /// The site.
        site: SiteId,
        /// The items that rest on what changed.
        items: Vec<ItemId>,
    },
}

impl Touched {
    /// Whose answers an event may change, by the records after it. What cannot be told apart is touched.
    #[must_use]
    pub fn by(records: &Records, event: &Recorded) -> Self {
        let person = |provider: Option<ProviderId>| match provider {
            Some(id) => Self::People(records.same_person(id)),
            None => Self::Nobody,
        };
        match &event.stream {
            Stream::Provider(id) => {
                let mut people = records.same_person(*id);
                if let DomainEvent::Provider(
                    provider::Event::Merged { survivor, .. } | provider::Event::Unmerged { survivor, .. },
                ) = &event.event
                {
                    people.extend(records.same_person(*survivor));
                }
                people.push(*id);
                people.sort();
                people.dedup();
                Self::People(people)
            }
            Stream::Verification(_) if is_before_an_answer(&event.event) => Self::Nobody,
            Stream::Verification(id) => person(records.verification(*id).map(|own| own.provider())),
            Stream::CredentialingFile(id) => person(records.file(*id).map(|own| own.provider())),
            Stream::Appointment(id) => person(records.appointment(*id).map(|own| own.provider())),
            Stream::Privilege(id) => match records.privilege(*id) {
                Some(own) if is_before_a_grant(&event.event) && waits_alone(records, own) => {
                    Self::AnsweredFor(records.same_person(own.provider()))
                }
                own => person(own.map(PrivilegeRequest::provider)),
            },
            Stream::TemporaryPrivilege(id) => person(records.temporary_privilege(*id).map(|own| own.provider())),
            Stream::ProxyPrivilege(id) => person(records.proxy_privilege(*id).map(|own| own.provider())),
            Stream::Supervision(id) => person(records.supervision(*id).map(|own| own.provider())),
            // What comes of a corrective action is told again in the stream of the privilege or the appointment.
            Stream::CorrectiveAction(_) => Self::Nobody,
            // Who pays for it decides nothing about who may do it.
            Stream::Enrollment(_) => Self::Nobody,
            // What a committee decides is told again in the stream that it decides about.
            Stream::Meeting(_) => Self::Nobody,
            // A list says nothing of a provider until somebody is screened against it, which is a verification.
            Stream::ExclusionList(_) => Self::Nobody,
            Stream::Organization(id) => {
                let own = records.facilities().filter(|facility| facility.organization() == id);
                Self::Facilities(own.map(|facility| facility.id().clone()).collect())
            }
            Stream::Facility(id) => match resource_of(&event.event) {
                Some((site, resource)) => {
                    Self::Items { facility: id.clone(), site: site.clone(), items: dependents(records, id, resource) }
                }
                None => Self::Facilities(vec![id.clone()]),
            },
            Stream::PrivilegeSet(id) => match records.privilege_set(id) {
                Some(set) => Self::Facilities(vec![set.facility().clone()]),
                None => Self::Nobody,
            },
        }
    }
}

/// Whether a verification had no answer that a rule looks at before this event, and has none after it: an answer counts from its comparison
/// with the claim on, whatever comes of that.
const fn is_before_an_answer(event: &DomainEvent) -> bool {
    matches!(
        event,
        DomainEvent::Verification(
            verification::Event::Requested { .. }
                | verification::Event::FollowedUp { .. }
                | verification::Event::Received { .. }
                | verification::Event::GivenUp { .. }
        )
    )
}

/// Whether an event belongs to the way of a request to its decision.
const fn is_before_a_grant(event: &DomainEvent) -> bool {
    matches!(
        event,
        DomainEvent::Privilege(
            privilege_request::Event::Requested { .. }
                | privilege_request::Event::SentToReview { .. }
                | privilege_request::Event::CriteriaNotMet { .. }
                | privilege_request::Event::Recommended { .. }
                | privilege_request::Event::RecommendedAgainst { .. }
        )
    )
}

/// Whether nothing that is compiled of the person tells of this request as long as it waits. A temporary privilege or one by proxy may, and a
/// privilege that presupposes the item where nobody granted it yet. Else a request is told only where nothing is granted, and that is not
/// compiled.
fn waits_alone(records: &Records, own: &PrivilegeRequest) -> bool {
    let (provider, facility) = (own.provider(), own.facility());
    let same = |other: &&PrivilegeRequest| other.facility() == facility && other.item() == own.item();
    let is_granted = || records.privileges_of(provider).filter(same).any(|other| other.held().is_some());
    let versions = || records.privilege_sets_of(facility).flat_map(|set| set.versions());
    let asks = |item: &PrivilegeItem| item.prerequisites.iter().any(|before| before.item == *own.item());
    own.held().is_none()
        && records.temporary_privileges_of(provider).next().is_none()
        && records.proxy_privileges_of(provider).next().is_none()
        && (is_granted() || !versions().flat_map(|version| &version.items).any(asks))
}

/// The resource whose service an event changes.
const fn resource_of(event: &DomainEvent) -> Option<(&SiteId, &ResourceId)> {
    let DomainEvent::Facility(facility::Event::Recorded(command)) = event else { return None };
    match command {
        facility::Command::PlanResource { site, resource, .. }
        | facility::Command::PutInService { site, resource, .. }
        | facility::Command::RecordOutage { site, resource, .. }
        | facility::Command::ReturnToService { site, resource, .. }
        | facility::Command::EndResource { site, resource, .. } => Some((site, resource)),
        facility::Command::OpenSite(_)
        | facility::Command::AdoptPack(_)
        | facility::Command::EndPack { .. }
        | facility::Command::ActivateEmergencyPlan { .. }
        | facility::Command::EndEmergencyPlan { .. }
        | facility::Command::RecordUnderControl { .. }
        | facility::Command::RecordAgreement(_)
        | facility::Command::EndAgreement { .. }
        | facility::Command::RecordExclusiveContract(_)
        | facility::Command::EndExclusiveContract { .. } => None,
    }
}

/// The items of a facility that rest on a resource in any version of a form, by themselves or by an item that they presuppose.
fn dependents(records: &Records, facility: &FacilityId, resource: &ResourceId) -> Vec<ItemId> {
    let versions = records.privilege_sets_of(facility).flat_map(|set| set.versions());
    let items: Vec<_> = versions.flat_map(|version| &version.items).collect();
    let rests = |criterion: &Criterion| criterion.resources().contains(&resource);
    let asks = |item: &PrivilegeItem| item.requires.iter().chain(&item.criteria).any(rests);
    let mut found: Vec<ItemId> = items.iter().filter(|item| asks(item)).map(|item| item.id.clone()).collect();
    loop {
        let more = items.iter().filter(|item| !found.contains(&item.id));
        let more: Vec<ItemId> = more
            .filter(|item| item.prerequisites.iter().any(|before| found.contains(&before.item)))
            .map(|item| item.id.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    found.sort();
    found.dedup();
    found
}
