//! Whether a site has, or plans, what an item requires.

use crate::{delineation::privilege_item::PrivilegeItem, facility::Facility, id::SiteId};

/// Whether a site has, or plans, every resource that an item names.
pub(super) fn supports(facility: &Facility, site: &SiteId, item: &PrivilegeItem) -> bool {
    item.requires.as_ref().is_none_or(|requires| could_hold(facility, site, requires))
}

fn could_hold(facility: &Facility, site: &SiteId, requires: &crate::delineation::criterion::Criterion) -> bool {
    use crate::delineation::criterion::{AtLeast, Criterion};
    match requires {
        Criterion::All(parts) => parts.iter().all(|part| could_hold(facility, site, part)),
        Criterion::Any(parts) => parts.iter().any(|part| could_hold(facility, site, part)),
        Criterion::AtLeast(AtLeast { count, of }) => {
            of.iter().filter(|part| could_hold(facility, site, part)).count() >= *count
        }
        Criterion::Resource(resource) => {
            facility.resource(site, resource).is_some_and(|held| held.is_planned_or_in_service())
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
        | Criterion::Proctored(_) => true,
    }
}
