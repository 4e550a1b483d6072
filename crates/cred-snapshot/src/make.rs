//! Making a snapshot from records: every privilege of every holder, evaluated by the engine and clipped to the snapshot's time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cred_core::{
    delineation::{privilege_set::PrivilegeSet, procedure_code::CodePattern},
    exercise::{
        roster::is_holder,
        rules::{Scene, exercise},
    },
    facility::site::Site,
    id::{FacilityId, ItemId, ProviderId, SiteId},
    records::Records,
    time::{Instant, period::Period},
    timeline::{evaluation::Evaluation, truth::Truth},
};

use crate::{
    content::{ByCode, Content, Coverage, Depends, Finding, Holder, Origin, Over, Piece},
    error::MakeError,
    frame, rows,
};
use cred_tlog::SigningKey;

/// By what a reader can find somebody in a snapshot. The provider's id is always in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// The id alone.
    Id,
    /// The NPI too. It is public, and short enough that a hash of it hides nothing.
    Npi,
    /// NPI and name.
    Name,
}

/// What a snapshot is to be made of.
#[derive(Debug, Clone)]
pub struct Order {
    /// The facility.
    pub facility: FacilityId,
    /// The site.
    pub site: SiteId,
    /// When it is made: the first instant that it tells of.
    pub made_at: Instant,
    /// The first instant that it no longer tells of, and from which on it answers nothing.
    pub expires_at: Instant,
    /// The last event of the history that the records were read up to.
    pub position: u64,
    /// The hash of that event.
    pub head: [u8; 32],
    /// Whether the history keeps to a simulated clock.
    pub simulated: bool,
    /// By what somebody can be found.
    pub lookup: Lookup,
}

/// A snapshot in the making. The records of one provider after the other are added, each with the facility's, all of one moment.
#[derive(Debug)]
pub struct Maker {
    order: Order,
    window: Period,
    content: Content,
    /// Every timeline once: most holders have the same *no* for most privileges.
    overs: BTreeSet<Arc<Over>>,
}

impl Maker {
    /// Begins one; the records must hold the facility and its organisation.
    ///
    /// # Errors
    /// When the time is empty, or the records lack the facility or site.
    pub fn new(records: &Records, order: Order) -> Result<Self, MakeError> {
        let (made_at, expires_at) = (order.made_at, order.expires_at);
        let window = Period::new(made_at, Some(expires_at)).map_err(|_| MakeError::Window { made_at, expires_at })?;
        let facility = records.governed(&order.facility).ok_or_else(|| MakeError::Facility(order.facility.clone()))?;
        let site = facility.site(&order.site).ok_or_else(|| MakeError::Site {
            facility: order.facility.clone(),
            site: order.site.clone(),
            known: facility.sites().map(|site| site.id.to_string()).collect(),
        })?;
        let origin = Origin {
            facility: order.facility.clone(),
            site: order.site.clone(),
            zone: site.zone,
            jurisdiction: site.jurisdiction,
            simulated: order.simulated,
            position: order.position,
            head: order.head,
            made_at,
            expires_at,
        };
        let versions = records.privilege_sets_of(&order.facility).flat_map(PrivilegeSet::versions);
        let mut items = BTreeSet::new();
        let mut coverage: BTreeMap<(ItemId, CodePattern), Instant> = BTreeMap::new();
        for version in versions {
            let from = facility.zone().start_of_day(version.effective_from).max(made_at);
            for item in &version.items {
                items.insert(item.id.clone());
                // What takes effect after the end is of no use.
                for pattern in item.procedures.iter().filter(|_| from < expires_at) {
                    let first = coverage.entry((item.id.clone(), pattern.clone())).or_insert(from);
                    *first = from.min(*first);
                }
            }
        }
        let coverage = coverage.into_iter().map(|((item, pattern), from)| Coverage { item, pattern, from }).collect();
        let content = Content { origin, items: items.into_iter().collect(), coverage, holders: BTreeMap::new() };
        Ok(Self { order, window, content, overs: BTreeSet::new() })
    }

    /// Adds a person under every id on record, if they have a carrier for the site whose term touches the snapshot's time. Whoever is added
    /// twice is in it once.
    ///
    /// # Errors
    /// When the records lack the facility or site.
    pub fn add(&mut self, records: &Records, provider: ProviderId) -> Result<(), MakeError> {
        if !is_holder(records, provider, &self.order.facility, &self.order.site, self.window) {
            return Ok(());
        }
        for id in records.same_person(provider) {
            if !self.content.holders.contains_key(&id) {
                let holder = self.holder(records, id)?;
                self.content.holders.extend(holder.map(|holder| (id, holder)));
            }
        }
        Ok(())
    }

    /// How many records of people it holds so far.
    #[must_use]
    pub fn holders(&self) -> usize {
        self.content.holders.len()
    }

    /// The file, signed. The same records and order give the same bytes.
    ///
    /// # Errors
    /// When it is larger than the format allows.
    pub fn seal(&self, signer: &SigningKey) -> Result<Vec<u8>, MakeError> {
        let body = rows::write(&self.content).ok_or(MakeError::TooLarge)?;
        frame::seal(&body, signer).ok_or(MakeError::TooLarge)
    }

    fn holder(&mut self, records: &Records, id: ProviderId) -> Result<Option<Holder>, MakeError> {
        let (facility_id, site_id) = (&self.order.facility, &self.order.site);
        let facility = records.governed(facility_id).ok_or_else(|| MakeError::Facility(facility_id.clone()))?;
        let lacks = || MakeError::Site { facility: facility_id.clone(), site: site_id.clone(), known: vec![] };
        let site: &Site = facility.site(site_id).ok_or_else(lacks)?;
        let Some(dossier) = records.dossier(id) else { return Ok(None) };
        let scene = Scene::new(records, &dossier, facility, site);
        let ages_limited = ages_limited(records, id, facility_id);
        let mut may = Vec::with_capacity(self.content.items.len());
        let mut by_code = Vec::new();
        for item in self.content.items.clone() {
            let Some(set) = records.set_of_item(facility_id, &item) else { return Ok(None) };
            let of = |procedure: Option<&str>| {
                let mut scene = scene;
                scene.procedure = procedure;
                over(&exercise(scene, set, &item), self.window, ages_limited)
            };
            let plain = of(None);
            let cases: Vec<(CodePattern, Over)> = told_apart(records, id, facility_id, &item, &self.content.coverage)
                .into_iter()
                .map(|pattern| {
                    let answer = of(Some(&alone(&pattern)));
                    (pattern, answer)
                })
                .collect();
            // Where a code makes no difference, none is written; where one does, all are, so that the most specific is found.
            if cases.iter().any(|(_, own)| *own != plain) {
                let cases = cases.into_iter().map(|(pattern, own)| {
                    let over = once(&mut self.overs, own);
                    ByCode { item: item.clone(), pattern, over }
                });
                by_code.extend(cases);
            }
            may.push(once(&mut self.overs, plain));
        }
        let survivor = Some(records.survivor(id)).filter(|survivor| *survivor != id);
        let provider = dossier.provider();
        let npi = provider.registration().npi.as_ref().filter(|_| Lookup::Npi <= self.order.lookup);
        let name = (self.order.lookup == Lookup::Name).then(|| provider.name().to_string());
        Ok(Some(Holder { survivor, npi: npi.map(ToString::to_string), name, may, by_code }))
    }
}

fn once(overs: &mut BTreeSet<Arc<Over>>, over: Over) -> Arc<Over> {
    if let Some(held) = overs.get(&over) {
        return Arc::clone(held);
    }
    let over = Arc::new(over);
    overs.insert(Arc::clone(&over));
    over
}

/// Whether a restriction of any grant of theirs here asks for an age.
fn ages_limited(records: &Records, id: ProviderId, facility: &FacilityId) -> bool {
    let held = records.privileges_of(id).filter(|own| own.facility() == facility).filter_map(|own| own.held());
    held.flat_map(|held| &held.restrictions).any(|own| own.limits.not_under_age.is_some())
}

/// The patterns by which the codes of an item can be told apart for somebody: those of its forms, and those of restrictions within them. None
/// where they have no carrier for it, since a code then makes no difference.
fn told_apart(
    records: &Records,
    id: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    coverage: &[Coverage],
) -> Vec<CodePattern> {
    let requests: Vec<_> =
        records.privileges_of(id).filter(|own| own.facility() == facility && own.item() == item).collect();
    let temporary = records.temporary_privileges_of(id).any(|own| own.facility() == facility && own.item() == item);
    let by_proxy = records.proxy_privileges_of(id).any(|own| own.facility() == facility && own.item() == item);
    if requests.is_empty() && !temporary && !by_proxy {
        return vec![];
    }
    let listed: Vec<&CodePattern> = coverage.iter().filter(|own| own.item == *item).map(|own| &own.pattern).collect();
    let held = requests.iter().filter_map(|own| own.held());
    let excluded = held.flat_map(|held| &held.restrictions).flat_map(|own| &own.limits.procedures_excluded);
    let within = excluded.filter(|own| listed.iter().any(|listed| listed.covers(&alone(own))));
    let patterns: BTreeSet<&CodePattern> = listed.iter().copied().chain(within).collect();
    patterns.into_iter().cloned().collect()
}

/// A code that a pattern covers and no more specific one does: no pattern has an underscore.
fn alone(pattern: &CodePattern) -> String {
    pattern.to_string().replace('*', "_")
}

/// Everything that is said of a rule within the window.
fn over(tree: &Evaluation, window: Period, ages_limited: bool) -> Over {
    let inside = tree.change_points().into_iter().filter(|at| window.start() < *at && window.contains(*at));
    let pieces = std::iter::once(window.start()).chain(inside).map(|from| piece(tree, from));
    let mut depends = Depends { age: ages_limited, ..Depends::default() };
    for (requirement, causes) in tree.leaves() {
        // Whoever answers for another is one leaf, behind which the same questions were asked of them.
        let of_another = matches!(requirement.code, "supervisor" | "alternate");
        depends.age |= requirement.code == "age" || of_another;
        depends.setting |= requirement.code == "setting" || of_another;
        if requirement.code == "exclusion" || of_another {
            let changes = causes.changes().iter().filter(|(at, _)| window.contains(*at)).map(|(_, cause)| cause);
            // A list that is clear is clear for every patient.
            depends.federal |=
                std::iter::once(causes.at(window.start())).chain(changes).any(|cause| cause.truth != Truth::Met);
        }
    }
    Over::of(depends, pieces)
}

fn piece(tree: &Evaluation, from: Instant) -> Piece {
    let truth = tree.at(from);
    let mut because: Vec<Finding> = Vec::new();
    let mut conditions = Vec::new();
    for finding in tree.deciding(from) {
        conditions.extend(finding.cause.conditions);
        let own = Finding {
            requirement: finding.requirement.code.to_owned(),
            reason: finding.cause.reason.code().to_owned(),
            citation: finding.requirement.citation.clone(),
        };
        if !because.contains(&own) {
            because.push(own);
        }
    }
    // Nothing limits what is no yes.
    conditions.retain(|_| truth == Truth::Met);
    conditions.sort();
    conditions.dedup();
    Piece { from, truth, because, conditions }
}
