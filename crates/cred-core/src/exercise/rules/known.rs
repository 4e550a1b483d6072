//! What was read already while the rules of many privileges are evaluated one after the other: of one person a criterion that many items ask
//! for, and the term of a grant that is good at several sites; of the house its resources. A value here is what would be evaluated anew.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use crate::{
    delineation::criterion::Criterion,
    exercise::licensing::Place,
    facility::resource::Resource,
    id::{FacilityId, PrivilegeRequestId, ProviderId, ResourceId, SiteId},
    time::zone::Zone,
    timeline::{Timeline, evaluation::Evaluation, finding::Cause},
};

/// A resource by the facility and the site that it is at.
type At = (FacilityId, SiteId, ResourceId);

/// What was read of the house, for everybody. It is good for one state of the records alone.
#[derive(Debug, Default)]
pub(crate) struct KnownHouse {
    resources: RefCell<BTreeMap<At, Arc<Timeline<Cause>>>>,
}

/// What was read of one person, beside what was read of the house.
#[derive(Debug)]
pub(crate) struct Known<'r> {
    provider: ProviderId,
    house: &'r KnownHouse,
    criteria: RefCell<Vec<Read>>,
    terms: RefCell<BTreeMap<PrivilegeRequestId, Arc<Timeline<Cause>>>>,
}

/// One criterion, as it is evaluated for a place and a zone.
#[derive(Debug)]
struct Read {
    asked: Criterion,
    place: Place,
    zone: Zone,
    /// Before anybody cites where it stands.
    uncited: Evaluation,
    cited: BTreeMap<String, Evaluation>,
}

impl<'r> Known<'r> {
    /// Nothing yet of a person.
    pub(crate) const fn of(provider: ProviderId, house: &'r KnownHouse) -> Self {
        Self { provider, house, criteria: RefCell::new(Vec::new()), terms: RefCell::new(BTreeMap::new()) }
    }

    /// Whether it is of this record. Somebody who answers for the person is another.
    pub(crate) fn is_of(&self, provider: ProviderId) -> bool {
        self.provider == provider
    }

    /// Whether a resource of a site serves, at all times.
    pub(super) fn serves(&self, facility: &FacilityId, site: &SiteId, resource: &Resource) -> Arc<Timeline<Cause>> {
        let at = (facility.clone(), site.clone(), resource.id().clone());
        let mut known = self.house.resources.borrow_mut();
        Arc::clone(known.entry(at).or_insert_with(|| Arc::new(resource.serves())))
    }

    /// A criterion that rests on nothing but the dossier, the place and the zone: evaluated without a citation where it was not yet.
    pub(super) fn criterion(
        &self,
        asked: &Criterion,
        (place, zone): (Place, Zone),
        citation: &str,
        anew: impl FnOnce() -> Evaluation,
    ) -> Evaluation {
        let same = |own: &&mut Read| own.place == place && own.zone == zone && own.asked == *asked;
        if let Some(own) = self.criteria.borrow_mut().iter_mut().find(same) {
            return own.cited(citation);
        }
        let mut own = Read { asked: asked.clone(), place, zone, uncited: anew(), cited: BTreeMap::new() };
        let cited = own.cited(citation);
        self.criteria.borrow_mut().push(own);
        cited
    }

    /// A grant by its term, restrictions and standing.
    pub(super) fn term(&self, of: PrivilegeRequestId, anew: impl FnOnce() -> Timeline<Cause>) -> Arc<Timeline<Cause>> {
        if let Some(own) = self.terms.borrow().get(&of) {
            return Arc::clone(own);
        }
        let own = Arc::new(anew());
        self.terms.borrow_mut().insert(of, Arc::clone(&own));
        own
    }
}

impl Read {
    fn cited(&mut self, citation: &str) -> Evaluation {
        if let Some(own) = self.cited.get(citation) {
            return own.clone();
        }
        let own = self.uncited.cited(citation);
        self.cited.insert(citation.to_owned(), own.clone());
        own
    }
}
