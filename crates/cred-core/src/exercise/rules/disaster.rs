//! Disaster privileges over time: the activation, and two clocks.

use crate::{
    delineation::privilege_set::PrivilegeSet,
    evidence::source::Method,
    id::ItemId,
    privileging::temporary_privilege::{TemporaryPrivilege, grant::DisasterGround},
    provider::element::ElementKind,
    standard::{limit::Limit, topic::Topic},
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Requirement},
        truth::Truth,
    },
};

use super::{Scene, adopted::cover_of_item, by_rules as strictly_by_rules, licensed as strictly_licensed};

/// How old a verification on file may be when the volunteer presents, where no rule says it.
const VERIFIED_WITHIN: Limit = Limit::days(120);

/// All that ends it for good: the end of the activation, a clock that nobody stopped.
pub(super) fn endings(
    scene: Scene<'_>,
    own: &TemporaryPrivilege,
    ground: &DisasterGround,
) -> Vec<(Instant, FindingReason)> {
    let mut found = Vec::new();
    match scene.facility.emergency_plan().begun_at(ground.activation) {
        Some(activation) => found.extend(activation.ended.map(|end| (end, FindingReason::PlanNotActive))),
        None => found.push((own.grant_given().term.start(), FindingReason::PlanNotActive)),
    }
    if !own.is_continued() {
        found.push((ground.decide_by, FindingReason::NotContinued));
    }
    let late_from = own.verify_by(ground, scene.facility.facility());
    let late_from = late_from.filter(|late| verified(scene, own, ground).is_none_or(|at| *late <= at));
    found.extend(late_from.map(|late| (late, FindingReason::NotVerifiedInTime)));
    found
}

/// When the licence was verified at its source: as recorded with the privilege, or by evidence on file that is fresh enough. Whether it is one
/// of the right state is asked with the licence itself.
fn verified(scene: Scene<'_>, own: &TemporaryPrivilege, ground: &DisasterGround) -> Option<Instant> {
    let presented_on = scene.facility.zone().date_at(ground.presented_at);
    let pick = |topic: &Topic| {
        let rule = if let Topic::VerificationAge(rule) = topic { Some(rule) } else { None };
        rule.filter(|rule| rule.element == ElementKind::License).map(|rule| rule.limit)
    };
    let limit = scene.standards().shortest(presented_on, presented_on, pick).map_or(VERIFIED_WITHIN, |own| own.value);
    let on_file =
        scene.dossier.elements().filter(|(key, _)| key.kind() == ElementKind::License).flat_map(|(_, items)| {
            items.iter().filter_map(|item| {
                let held = item.verification.state().usable()?;
                let fresh = limit.last_day_after(held.evidence.verified_on).is_some_and(|last| presented_on <= last);
                (fresh && held.evidence.method != Method::ApplicantCopy).then_some(held.recorded_at)
            })
        });
    on_file.chain(own.verified_at()).min()
}

/// The conditions that its clocks put on it.
pub(super) fn told(
    scene: Scene<'_>,
    own: &TemporaryPrivilege,
    ground: &DisasterGround,
    begun: &Timeline<Cause>,
) -> Timeline<Cause> {
    let zone = scene.facility.zone();
    let mut always = vec![format!("{}: oversight: {}", own.item(), ground.oversight)];
    if !own.is_continued() {
        always.push(format!("{}: decision to continue due before {}", own.item(), zone.local_at(ground.decide_by)));
    }
    let until_verified = own.verify_by(ground, scene.facility.facility()).map_or_else(
        || format!("{}: license to be verified at its source as soon as that is possible", own.item()),
        |due| format!("{}: license to be verified at its source before {}", own.item(), zone.local_at(due)),
    );
    let verified = verified(scene, own, ground).map(|at| (at, true)).into_iter().collect();
    begun.zip_with(&Timeline::from_changes(false, verified), |cause, verified| {
        let mut cause = cause.clone();
        if cause.truth == Truth::Met {
            cause.conditions.extend(always.iter().cloned());
            cause.conditions.extend((!verified).then(|| until_verified.clone()));
        }
        cause
    })
}

/// A licence about which nothing is on file yet does not stop a volunteer whose clock still runs; one that is known to be bad does, and so
/// does one of another state.
pub(super) fn licensed(scene: Scene<'_>) -> Evaluation {
    strictly_licensed(scene)
        .reread(&|_, causes| causes.map(|cause| if is_not_looked_at(cause) { tolerated(cause) } else { cause.clone() }))
}

/// The same of a licence that the form asks for by itself, where it is one of the profession: it is the one that is verified within its
/// time.
pub(super) fn of_form(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, criteria: &[Evaluation]) -> Vec<Evaluation> {
    let own_types = scene.dossier.provider().provider_type().license_types();
    let beyond = set.versions().iter().any(|version| {
        let mut asked = version.threshold.iter().chain(version.item(item).into_iter().flat_map(|own| &own.criteria));
        asked.any(|own| own.asks_license_beyond(own_types))
    });
    let read = |requirement: &Requirement, causes: &Timeline<Cause>| {
        let waits = requirement.code == "license" && !beyond;
        causes.map(|cause| if waits && is_not_looked_at(cause) { tolerated(cause) } else { cause.clone() })
    };
    criteria.iter().map(|own| own.reread(&read)).collect()
}

/// Cover and exclusion lists are looked at with the licence: until that is due, what nobody has looked at does not stop the volunteer.
/// What a policy on file leaves out by one of the item's names is known. Where the licence cannot be verified in time, they wait with it.
pub(super) fn by_rules(
    scene: Scene<'_>,
    own: &TemporaryPrivilege,
    ground: &DisasterGround,
    names: &[&str],
) -> Vec<Evaluation> {
    let looked_at = match own.verify_by(ground, scene.facility.facility()) {
        Some(_) => Some(ground.verify_by),
        None => verified(scene, own, ground).map(|at| at.max(ground.verify_by)),
    };
    let waits = Timeline::from_changes(true, looked_at.map(|at| (at, false)).into_iter().collect());
    let read = |requirement: &Requirement, causes: &Timeline<Cause>| {
        if !matches!(requirement.code, "insurance" | "exclusion") {
            return causes.clone();
        }
        causes.zip_with(&waits, |cause, waits| {
            if *waits && is_not_looked_at(cause) {
                let mut cause = tolerated(cause);
                cause.conditions.push(format!("{}: to be verified with the license", requirement.asks));
                cause
            } else {
                cause.clone()
            }
        })
    };
    let mut rules = strictly_by_rules(scene);
    rules.extend(cover_of_item(scene, names));
    rules.iter().map(|rule| rule.reread(&read)).collect()
}

const fn is_not_looked_at(cause: &Cause) -> bool {
    matches!(cause.truth, Truth::Unknown)
        && matches!(cause.reason, FindingReason::NotOnFile | FindingReason::NotVerified)
}

fn tolerated(cause: &Cause) -> Cause {
    Cause { truth: Truth::Met, ..cause.clone() }
}
