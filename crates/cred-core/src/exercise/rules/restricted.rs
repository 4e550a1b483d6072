//! Restrictions over time: what they bar at a site, and what they add to the conditions of a yes.

use crate::{
    id::ItemId,
    privileging::{
        grant::{GrantStanding, Restriction},
        privilege_request::PrivilegeRequest,
        restriction::RestrictionBasis,
    },
    timeline::{
        Timeline,
        finding::{Cause, FindingReason},
        truth::Truth,
    },
};

use super::Scene;

/// Those that bind a grant or another carrier of an item here: its own, and those of other grants of the item that rest on a corrective
/// action. They stand until they are lifted; a new grant beside them or after them lifts none. With what was given up or taken away they
/// end: what is given after that is another decision.
pub(super) fn restrictions<'a>(
    scene: Scene<'a>,
    item: &ItemId,
    own: Option<&'a PrivilegeRequest>,
) -> Vec<&'a Restriction> {
    let of_own = own.and_then(PrivilegeRequest::held).map(|held| held.restrictions.as_slice()).unwrap_or_default();
    let mut found: Vec<&Restriction> = of_own.iter().collect();
    for other in scene.records.privileges_of(scene.dossier.provider().id()) {
        let same = own.is_some_and(|own| own.id() == other.id());
        if same || other.facility() != scene.facility.id() || other.item() != item {
            continue;
        }
        let Some(held) = other.held() else { continue };
        let over = [GrantStanding::Relinquished, GrantStanding::Revoked];
        if held.ordered().iter().any(|(_, standing)| over.contains(standing)) {
            continue;
        }
        found.extend(held.restrictions.iter().filter(|own| own.basis != RestrictionBasis::Agreed));
    }
    found
}

/// Whether a restriction binds, over time.
fn binding(restriction: &Restriction) -> Timeline<bool> {
    let mut changes = vec![(restriction.from, true)];
    changes.extend(restriction.until().map(|until| (until, false)));
    changes.sort_by_key(|(at, _)| *at);
    Timeline::from_changes(false, changes)
}

/// What is met, unless a restriction bars the case that is asked about.
pub(super) fn unless_barred(
    scene: Scene<'_>,
    restrictions: &[&Restriction],
    mut causes: Timeline<Cause>,
) -> Timeline<Cause> {
    for restriction in restrictions {
        if !restriction.limits.bars(&scene.site.id, scene.procedure, scene.patient_age) {
            continue;
        }
        causes = causes.zip_with(&binding(restriction), |own, binds| match own.truth {
            Truth::Met if *binds => Cause { truth: Truth::Unmet, reason: FindingReason::Restricted, ..own.clone() },
            Truth::Met | Truth::Unknown | Truth::Unmet => own.clone(),
        });
    }
    causes
}

/// With the conditions that the restrictions put on it.
pub(super) fn told(item: &ItemId, restrictions: &[&Restriction], mut causes: Timeline<Cause>) -> Timeline<Cause> {
    for restriction in restrictions {
        causes = causes.zip_with(&binding(restriction), |own, binds| {
            let mut cause = own.clone();
            if *binds && own.truth == Truth::Met {
                cause.conditions.push(format!("{item} restricted: {}", restriction.terms));
                let limits = restriction.limits.conditions();
                cause.conditions.extend(limits.into_iter().map(|own| format!("{item} restricted: {own}")));
            }
            cause
        });
    }
    causes
}
