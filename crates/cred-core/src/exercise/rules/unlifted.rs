//! A suspension that nobody lifted binds whatever is given beside it or after it. What ends it is that it is lifted, or that what was
//! suspended is given up or taken away; never another grant, nor the end of a term. A revocation takes what was decided before it as well,
//! such as a renewal that has not begun; what the board decides after it is another decision.

use std::sync::Arc;

use crate::{
    appointment::{Appointment, Standing},
    id::ItemId,
    privileging::{grant::GrantStanding, privilege_request::PrivilegeRequest},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, fact, need, proxy};

/// What bars, over time, and by which record.
type Bars = Timeline<Option<(FindingReason, Arc<Fact>)>>;

fn together(all: impl Iterator<Item = (Timeline<Option<FindingReason>>, Arc<Fact>)>) -> Bars {
    all.fold(Timeline::constant(None), |before, (bars, record)| {
        before.zip_with(&bars, |own, bars| own.clone().or_else(|| bars.map(|reason| (reason, Arc::clone(&record)))))
    })
}

/// Grants of the item here other than this one, and privileges by proxy for it.
pub(super) fn beside_grant(scene: Scene<'_>, item: &ItemId, own: Option<&PrivilegeRequest>) -> Bars {
    let provider = scene.dossier.provider().id();
    let decided_at = own.and_then(|own| own.held()).map(|held| held.grant.decided_at);
    let others = scene.records.privileges_of(provider).filter(|other| {
        let same = own.is_some_and(|own| own.id() == other.id());
        other.facility() == scene.facility.id() && other.item() == item && !same
    });
    let grants = others.filter_map(|other| {
        let held = other.held()?;
        let ordered = held.ordered();
        let revoked = ordered.iter().find(|(_, standing)| *standing == GrantStanding::Revoked).map(|(from, _)| *from);
        let taken = decided_at.zip(revoked).is_some_and(|(decided, revoked)| decided < revoked);
        let bars = Timeline::from_changes(GrantStanding::Good, ordered).map(|standing| match standing {
            GrantStanding::Suspended => Some(FindingReason::Suspended),
            GrantStanding::Revoked => taken.then_some(FindingReason::Revoked),
            GrantStanding::Good | GrantStanding::Relinquished => None,
        });
        let label = format!("{} under {}", other.item(), other.set());
        Some((bars, fact(FactKind::Privilege, other.id().to_string(), label, Some(held.grant.term))))
    });
    let by_proxy = proxy::of(scene, item).map(|other| {
        let label = format!("{} by proxy under {}", other.item(), other.set());
        let record = fact(FactKind::ProxyPrivilege, other.id().to_string(), label, Some(other.grant_given().term));
        (proxy::suspended(other).map(|suspended| suspended.then_some(FindingReason::Suspended)), record)
    });
    together(grants.chain(by_proxy))
}

/// Appointments here other than this one.
fn beside_appointment(scene: Scene<'_>, own: &Appointment) -> Bars {
    let here = scene.records.appointments_of(scene.dossier.provider().id());
    let others = here.filter(|other| other.facility() == scene.facility.id() && other.id() != own.id());
    together(others.map(|other| {
        let ordered = other.ordered();
        let revoked = ordered.iter().find(|(_, standing)| *standing == Standing::Revoked).map(|(from, _)| *from);
        let taken = own.decided_at().zip(revoked).is_some_and(|(decided, revoked)| decided < revoked);
        let bars = Timeline::from_changes(Standing::Good, ordered).map(|standing| match standing {
            Standing::Suspended => Some(FindingReason::Suspended),
            Standing::Revoked => taken.then_some(FindingReason::Revoked),
            Standing::Good | Standing::OnLeave | Standing::Resigned | Standing::Deceased => None,
        });
        let label = format!("{} appointment", other.category());
        (bars, fact(FactKind::Appointment, other.id().to_string(), label, other.whole()))
    }))
}

/// What is met, unless something beside it bars.
pub(super) fn barred(causes: &Timeline<Cause>, bars: &Bars) -> Timeline<Cause> {
    causes.zip_with(bars, |own, bars| match bars {
        Some((reason, record)) if own.truth == Truth::Met => Cause::on(Truth::Unmet, *reason, record),
        Some(_) | None => own.clone(),
    })
}

/// The causes of an appointment, unless another one here bars.
pub(super) fn of_appointment(scene: Scene<'_>, own: &Appointment, causes: &Timeline<Cause>) -> Timeline<Cause> {
    barred(causes, &beside_appointment(scene, own))
}

/// What a decision on an item asks: that no grant of it is suspended, and no privilege by proxy for it. `None` where none ever was.
pub(super) fn none_open(scene: Scene<'_>, item: &ItemId) -> Option<Evaluation> {
    let bars = beside_grant(scene, item, None);
    if bars.first().is_none() && bars.changes().is_empty() {
        return None;
    }
    let causes = barred(&Timeline::constant(Cause::bare(Truth::Met, FindingReason::NotApplicable)), &bars);
    let asks = format!("no suspension of {item} at {} that nobody lifted", scene.facility.name());
    Some(Evaluation::leaf(need("standing", asks, "bylaws", Owes::Reviewers), causes))
}
