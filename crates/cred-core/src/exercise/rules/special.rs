//! What temporary privileges and those by proxy have in common: what bars them, and what they add to the other answers.

use chrono::NaiveDate;

use crate::{
    id::{FacilityId, ItemId, ProviderId, SiteId},
    privileging::{
        grant::GrantStanding,
        privilege_request::PrivilegeRequest,
        proxy_privilege::ProxyPrivilege,
        temporary_privilege::{TemporaryPrivilege, grant::Ground},
    },
    records::Records,
    time::{Instant, period::Period},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, carrier::appointment_causes, fact, need, proxy, temporary};

/// From an ending that counts on, everything is unmet: the first of several.
pub(super) fn ended_by(
    causes: &Timeline<Cause>,
    endings: impl IntoIterator<Item = (Instant, FindingReason)>,
    cause: impl Fn(FindingReason) -> Cause,
) -> Timeline<Cause> {
    match endings.into_iter().min_by_key(|(at, _)| *at) {
        Some((at, reason)) => causes.then_from(at, &Timeline::constant(cause(reason))),
        None => causes.clone(),
    }
}

/// What of an appointment bars every other carrier.
const BARRING: [FindingReason; 6] = [
    FindingReason::OnLeave,
    FindingReason::LeaveOver,
    FindingReason::Suspended,
    FindingReason::Revoked,
    FindingReason::RelinquishedAutomatically,
    FindingReason::AwaitingReinstatement,
];

/// A suspension, a leave or a revocation here bars every other carrier too: none of them is a way around it. `None` where nothing of the
/// kind is recorded.
pub(super) fn bars(scene: Scene<'_>, item: &ItemId) -> Option<Evaluation> {
    let provider = scene.dossier.provider().id();
    let mut causes = Timeline::constant(Cause::bare(Truth::Met, FindingReason::NotApplicable));
    let mut any = false;
    let mut bar = |when: Timeline<Option<FindingReason>>, record: &std::sync::Arc<crate::timeline::finding::Fact>| {
        any |= when.first().is_some() || !when.changes().is_empty();
        causes = causes.zip_with(&when, |own, reason| match reason {
            Some(reason) => Cause::on(Truth::Unmet, *reason, record),
            None => own.clone(),
        });
    };
    for appointment in scene.records.appointments_of(provider).filter(|own| own.facility() == scene.facility.id()) {
        let label = format!("{} appointment", appointment.category());
        let record = fact(FactKind::Appointment, appointment.id().to_string(), label, appointment.whole());
        let causes = appointment_causes(appointment);
        let mut when = causes.map(|cause| BARRING.contains(&cause.reason).then_some(cause.reason));
        // A leave is over with the appointment; a suspension that nobody lifted is not.
        if let Some(end) = appointment.end() {
            let on_leave = [FindingReason::OnLeave, FindingReason::LeaveOver];
            when = when.then_from(end, &when.map(|own| own.filter(|reason| !on_leave.contains(reason))));
        }
        bar(when, &record);
    }
    let requests = scene.records.privileges_of(provider).filter(|own| own.facility() == scene.facility.id());
    for request in requests.filter(|own| own.item() == item) {
        let Some(held) = request.held() else { continue };
        let label = format!("{} under {}", request.item(), request.set());
        let record = fact(FactKind::Privilege, request.id().to_string(), label, Some(held.grant.term));
        let standings = Timeline::from_changes(GrantStanding::Good, held.ordered());
        let when = standings.map(|standing| match standing {
            GrantStanding::Good | GrantStanding::Relinquished => None,
            GrantStanding::Suspended => Some(FindingReason::Suspended),
            GrantStanding::Revoked => Some(FindingReason::Revoked),
        });
        bar(when, &record);
    }
    for other in proxy::of(scene, item) {
        let label = format!("{} by proxy under {}", other.item(), other.set());
        let record = fact(FactKind::ProxyPrivilege, other.id().to_string(), label, Some(other.grant_given().term));
        bar(proxy::suspended(other).map(|suspended| suspended.then_some(FindingReason::Suspended)), &record);
        let Some(from) = other.ended().filter(|_| other.state() == "revoked") else { continue };
        // What the board gives by proxy after it took one away is another decision of the same body.
        let later = proxy::of(scene, item).map(|own| own.grant_given().decided_at).filter(|at| from <= *at).min();
        let mut when = vec![(from, Some(FindingReason::Revoked))];
        when.extend(later.map(|later| (later, None)));
        bar(Timeline::from_changes(None, when), &record);
    }
    let asks = format!("no suspension, leave or revocation at {}", scene.facility.name());
    any.then(|| Evaluation::leaf(need("standing", asks, "bylaws", Owes::Reviewers), causes))
}

/// What else holds an item at the facility, by its own status alone.
pub(super) fn special_layers(scene: Scene<'_>, item: &ItemId) -> Vec<Timeline<Cause>> {
    let mut layers: Vec<Timeline<Cause>> =
        temporary::of(scene, item).map(|own| temporary::status(scene, own)).collect();
    layers.extend(proxy::of(scene, item).map(|own| proxy::status(scene, own)));
    layers
}

/// The first day of a time that ended, and the first day after it: a day that was begun counts.
pub(super) fn days_of(scene: Scene<'_>, held: Period) -> Option<(NaiveDate, NaiveDate)> {
    let zone = scene.facility.zone();
    let end = held.end()?.checked_sub_signed(chrono::TimeDelta::microseconds(1))?;
    Some((zone.date_at(held.start()), zone.date_at(end).succ_opt()?))
}

/// The items that a provider holds for a site at an instant by a temporary privilege or one by proxy.
#[must_use]
pub fn held_at(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    site: &SiteId,
    at: Instant,
) -> Vec<ItemId> {
    let mut items = Vec::new();
    scene_of(records, provider, facility, site, |scene| {
        let temporary = records.temporary_privileges_of(provider).filter(|own| own.facility() == facility);
        for own in temporary.filter(|own| own.grant_given().sites.contains(site)) {
            if temporary::status(scene, own).at(at).truth == Truth::Met {
                items.push(own.item().clone());
            }
        }
        let by_proxy = records.proxy_privileges_of(provider).filter(|own| own.facility() == facility);
        for own in by_proxy.filter(|own| own.grant_given().sites.contains(site)) {
            let over = own.ended().is_some_and(|from| from <= at);
            if own.grant_given().term.contains(at) && !over {
                items.push(own.item().clone());
            }
        }
    });
    items
}

/// A temporary privilege by its own status over time, wherever; `None` where the records lack its provider or facility.
#[must_use]
pub fn temporary_status(records: &Records, own: &TemporaryPrivilege) -> Option<Timeline<Cause>> {
    let site = records.facility(own.facility())?.sites().next()?.id.clone();
    let site = own.grant_given().sites.first().cloned().unwrap_or(site);
    let mut found = None;
    scene_of(records, own.provider(), own.facility(), &site, |scene| found = Some(temporary::status(scene, own)));
    found
}

/// A privilege by proxy by its own status over time: granted here, under the agreement, on a distant decision that stands.
#[must_use]
pub fn proxy_status(records: &Records, own: &ProxyPrivilege) -> Option<Timeline<Cause>> {
    let site = records.facility(own.facility())?.sites().next()?.id.clone();
    let mut found = None;
    scene_of(records, own.provider(), own.facility(), &site, |scene| found = Some(proxy::status(scene, own)));
    found
}

/// The next change of every temporary privilege and privilege by proxy at a facility: when, of which kind, of what, and to what.
#[must_use]
pub fn next_changes(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    after: Instant,
) -> Vec<(Instant, &'static str, String, Truth)> {
    let mut found = Vec::new();
    let Some(site) = records.facility(facility).and_then(|own| own.sites().next()).map(|site| site.id.clone()) else {
        return found;
    };
    scene_of(records, provider, facility, &site, |scene| {
        for own in records.temporary_privileges_of(provider).filter(|own| own.facility() == facility) {
            let truth = temporary::status(scene, own).map(|cause| cause.truth);
            if let Some((at, becomes)) = truth.next_change(after) {
                let what = format!("{} privilege {}", own.grant_given().ground.kind(), own.item());
                found.push((at, temporary::code(own), what, *becomes));
            }
            if let Ground::Disaster(ground) = &own.grant_given().ground {
                let what = format!("verification of the license at its source, {}", own.item());
                let due = own.verify_by(ground, scene.facility.facility()).filter(|_| own.verified_at().is_none());
                if let Some(due) = due.filter(|due| after < *due && truth.at(after) == &Truth::Met) {
                    found.push((due, "disaster-verification", what, Truth::Unmet));
                }
                if !own.is_continued() && after < ground.decide_by && truth.at(after) == &Truth::Met {
                    let what = format!("decision to continue, {}", own.item());
                    found.push((ground.decide_by, "disaster-decision", what, Truth::Unmet));
                }
            }
        }
        for own in records.proxy_privileges_of(provider).filter(|own| own.facility() == facility) {
            let truth = proxy::status(scene, own).map(|cause| cause.truth);
            if let Some((at, becomes)) = truth.next_change(after) {
                found.push((at, "proxy-privilege", format!("privilege by proxy {}", own.item()), *becomes));
            }
        }
    });
    found
}

/// Calls with the scene at a site, if the records have all of it.
fn scene_of(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    site: &SiteId,
    read: impl FnOnce(Scene<'_>),
) {
    let Some((dossier, facility)) = records.dossier(provider).zip(records.governed(facility)) else { return };
    let Some(site) = facility.site(site) else { return };
    read(Scene::new(records, &dossier, facility, site));
}

/// When the focused evaluation of a grant began: with the temporary privilege that came before it, where there was one, else with the grant.
/// `None` where nothing is granted. Days under a disaster privilege do not count.
#[must_use]
pub fn evaluation_began(records: &Records, request: &PrivilegeRequest) -> Option<Instant> {
    let grant = &request.held()?.grant;
    let since = exercised_since(records, request.provider(), request.facility(), request.item(), grant.decided_at);
    Some(since.map_or(grant.term.start(), |since| since.min(grant.term.start())))
}

/// From when an item has been held by temporary privileges before a decision of the board about it; `None` where it was not, or where an
/// earlier grant had an evaluation of its own.
pub(super) fn exercised_since(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    decided_at: Instant,
) -> Option<Instant> {
    let requests = records.privileges_of(provider).filter(|own| own.facility() == facility && own.item() == item);
    let before =
        requests.filter_map(|own| own.held()).map(|own| own.grant.decided_at).filter(|at| *at < decided_at).max();
    let temporary = records.temporary_privileges_of(provider).filter(|own| {
        let given = own.grant_given();
        own.facility() == facility
            && own.item() == item
            && given.ground.kind().counts_as_experience()
            && given.decided_at <= decided_at
            && before.is_none_or(|before| before < given.decided_at)
    });
    temporary.map(|own| own.grant_given().term.start()).min()
}
