//! What a form asks at the decision.

use crate::{
    delineation::{
        criterion::{AtLeast, Criterion, When},
        privilege_set::PrivilegeSet,
    },
    evidence::dossier::Dossier,
    facility::governed::Governed,
    id::ItemId,
    privileging::criteria_check::CriteriaCheck,
    records::Records,
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use super::{
    Scene, adopted::screened, cite, criterion, granted_only, licensed, need, queried_before_privileges,
    special::exercised_since, unlifted,
};

/// Whether the site has, or plans, what is required, whether or not it serves today.
pub(super) fn supportable(scene: Scene<'_>, requires: &Criterion, citation: &str) -> Evaluation {
    let below = |parts: &[Criterion]| parts.iter().map(|part| supportable(scene, part, citation)).collect();
    match requires {
        Criterion::All(parts) => Evaluation::all(below(parts)),
        Criterion::Any(parts) => Evaluation::any(below(parts)),
        Criterion::AtLeast(AtLeast { count, of }) => Evaluation::at_least(*count, below(of)),
        Criterion::Resource(resource) => {
            let held = scene.facility.resource(&scene.site.id, resource).filter(|held| held.is_planned_or_in_service());
            let (truth, reason) = match held {
                Some(_) => (Truth::Met, FindingReason::Held),
                None => (Truth::Unmet, FindingReason::NoSuchResource),
            };
            let need = need("resource", format!("{resource} at {}", scene.site.name), citation, Owes::Facility);
            Evaluation::leaf(need, Timeline::constant(Cause::bare(truth, reason)))
        }
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::ControlledSubstance(_)
        | Criterion::Insurance(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::BoardEligible(_)
        | Criterion::Certification(_)
        | Criterion::Course(_)
        | Criterion::Cases(_)
        | Criterion::Proctored(_) => criterion(scene, requires, citation),
    }
}

/// Holds the criteria that an item asks at the decision against the dossier, at every site of the form in force. `None` when no version is
/// in force, the item is not on it, or the form is another facility's: two facilities may call their sites the same.
#[must_use]
pub fn criteria_check(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: Governed<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    at: Instant,
) -> Option<CriteriaCheck> {
    if set.facility() != facility.id() {
        return None;
    }
    let version = set.version_on(facility.zone().date_at(at))?;
    let content = version.item(item)?;
    let citation = cite(set, Some(version), item);
    let mut sites = Vec::new();
    for site in version.sites.iter().filter_map(|site| facility.site(site)) {
        let scene = Scene::new(records, dossier, facility, site);
        let asked = version.threshold.iter().chain(&content.criteria);
        let mut parts: Vec<Evaluation> = asked.map(|asked| criterion(scene, asked, &citation)).collect();
        parts.push(licensed(scene));
        parts.extend(queried_before_privileges(scene));
        parts.extend(not_known_as_excluded(scene));
        parts.extend(unlifted::none_open(scene, item));
        parts.extend(
            content.prerequisites.iter().map(|prerequisite| granted_only(scene, &prerequisite.item, When::AtDecision)),
        );
        // A resource may be planned or out today; a site that has none cannot be granted for.
        parts.extend(content.requires.iter().map(|requires| supportable(scene, requires, &citation)));
        sites.push((site.id.clone(), Evaluation::all(parts)));
    }
    Some(CriteriaCheck {
        provider: dossier.provider().id(),
        set: set.id().clone(),
        version: version.version.clone(),
        version_digest: version.digest(),
        item: item.clone(),
        sites,
        basis: dossier.basis(),
        at,
        renews: renews(records, dossier, facility, item, at),
        exercised_since: exercised_since(records, dossier.provider().id(), facility.id(), item, at),
    })
}

/// Nothing is given to one whom a list names, or may name. That nobody looked yet stops exercise, and no decision.
fn not_known_as_excluded(scene: Scene<'_>) -> Vec<Evaluation> {
    // A list that stops the care of federal patients alone stops no grant.
    let scene = Scene { federal_patient: Some(false), ..scene };
    let named = [FindingReason::Excluded, FindingReason::PossibleMatch];
    let looked_at = |requirement: &Requirement, causes: &Timeline<Cause>| {
        causes.map(|cause| {
            let stays = requirement.code != "exclusion" || named.contains(&cause.reason);
            if stays { cause.clone() } else { Cause { truth: Truth::Met, ..cause.clone() } }
        })
    };
    screened(scene, &scene.standards()).iter().map(|screen| screen.reread(&looked_at)).collect()
}

/// Whether the item is held at an instant, in good standing, with no focused evaluation open.
fn renews(records: &Records, dossier: &Dossier<'_>, facility: Governed<'_>, item: &ItemId, at: Instant) -> bool {
    let mut own = records.privileges_of(dossier.provider().id());
    own.any(|held| {
        held.facility() == facility.id()
            && held.item() == item
            && held.state_at(at) == "granted"
            && held.held().is_some_and(|held| held.grant.term.contains(at) && !held.fppe_is_open())
    })
}
