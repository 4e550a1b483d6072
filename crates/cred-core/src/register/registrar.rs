//! The registrar: builds a register from the records and keeps it up to date, event by event.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    ItemKey, Names, Person, PlaceKey, Register,
    block::Block,
    packing::{Full, Packing, ResourceFacts},
    spread,
    touched::Touched,
    words::Numbering,
};
use crate::{
    delineation::privilege_set::PrivilegeSet,
    exercise::rules::{
        Scene, exercise_in_parts,
        known::{Known, KnownHouse},
    },
    id::{FacilityId, ItemId, ProviderId, SiteId},
    journal::Recorded,
    records::Records,
};

/// How many people a page is for.
const PEOPLE_ON_A_PAGE: usize = 2;

/// Who makes the register. Readers take a copy with [`Registrar::publish`].
#[derive(Debug, Default)]
pub struct Registrar {
    register: Register,
    numbering: Numbering,
    /// For whom somebody answers, as far as was ever compiled: what they hold decides what the others may do.
    answers_for: BTreeMap<ProviderId, BTreeSet<ProviderId>>,
}

impl Registrar {
    /// Compiles everybody in the records.
    #[must_use]
    pub fn of(records: &Records) -> Self {
        let mut registrar = Self::default();
        let people: Vec<ProviderId> = records.providers().map(|own| own.id()).collect();
        registrar.compile(records, &people);
        registrar
    }

    /// The register as it stands.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// A copy for readers. It shares everything with the one it is of, and stays as it is.
    #[must_use]
    pub fn publish(&self) -> Register {
        self.register.clone()
    }

    /// Compiles these people anew and moves on to the position of the records, which must hold everything that their answers rest on.
    pub fn compile(&mut self, records: &Records, people: &[ProviderId]) {
        let mut blocks: Vec<(ProviderId, Block)> = Vec::with_capacity(people.len());
        let house = KnownHouse::default();
        let mut resources = ResourceFacts::default();
        for provider in people {
            let block = self.block(records, *provider, &house, &mut resources).unwrap_or_default();
            for own in records.supervisions_of(*provider).flat_map(|own| own.people().collect::<Vec<_>>()) {
                self.answers_for.entry(own).or_default().insert(*provider);
            }
            blocks.push((*provider, block));
        }
        self.replace(blocks);
        self.register.position = self.register.position.max(records.position());
    }

    /// Follows events that the records have applied already. Each person whose answers they may change is compiled once.
    pub fn follow<'e>(&mut self, records: &Records, events: impl IntoIterator<Item = &'e Recorded>) {
        let mut people = BTreeSet::new();
        for event in events {
            people.extend(self.people_of(&Touched::by(records, event)));
        }
        // Who is answered for by somebody whose answers change, and so on.
        let mut next: Vec<ProviderId> = people.iter().copied().collect();
        while let Some(own) = next.pop() {
            let persons = records.same_person(own);
            let others = persons.iter().filter_map(|id| self.answers_for.get(id)).flatten();
            next.extend(others.filter(|other| people.insert(**other)));
        }
        let people: Vec<ProviderId> = people.into_iter().collect();
        self.compile(records, &people);
    }

    fn people_of(&self, touched: &Touched) -> Vec<ProviderId> {
        let names = &self.register.names;
        match touched {
            Touched::Nobody => Vec::new(),
            Touched::People(people) => people.clone(),
            Touched::AnsweredFor(people) if people.iter().any(|own| self.answers_for.contains_key(own)) => {
                people.clone()
            }
            Touched::AnsweredFor(_) => Vec::new(),
            Touched::Facilities(facilities) => {
                let own = names.place_names.iter().zip(&self.register.at_places);
                let own = own.filter(|((facility, _), _)| facilities.contains(facility));
                own.flat_map(|(_, people)| people.iter().copied()).collect()
            }
            Touched::Items { facility, site, items } => {
                let keys: Vec<ItemKey> = items.iter().filter_map(|item| self.register.item(facility, item)).collect();
                let Some(place) = self.register.place(facility, site) else { return Vec::new() };
                let people = self.register.at_places.get(usize::from(place.0));
                let rests = |provider: &&ProviderId| {
                    self.register
                        .block(**provider)
                        .is_some_and(|block| keys.iter().any(|key| block.find(place, *key).is_some()))
                };
                people.into_iter().flat_map(|people| people.iter()).filter(rests).copied().collect()
            }
        }
    }

    fn block(
        &mut self,
        records: &Records,
        provider: ProviderId,
        house: &KnownHouse,
        resources: &mut ResourceFacts,
    ) -> Option<Block> {
        let dossier = records.dossier(provider)?;
        let mut places: BTreeMap<(&FacilityId, &SiteId), BTreeSet<&ItemId>> = BTreeMap::new();
        let mut hold = |facility, sites: &'_ [SiteId], item| {
            for site in sites {
                let site = records.facility(facility).and_then(|own| own.site(site));
                if let Some(site) = site {
                    places.entry((facility, &site.id)).or_default().insert(item);
                }
            }
        };
        for own in records.privileges_of(provider) {
            if let Some(held) = own.held() {
                hold(own.facility(), &held.grant.sites, own.item());
            }
        }
        for own in records.temporary_privileges_of(provider) {
            hold(own.facility(), &own.grant_given().sites, own.item());
        }
        for own in records.proxy_privileges_of(provider) {
            hold(own.facility(), &own.grant_given().sites, own.item());
        }
        let Self { register, numbering, .. } = self;
        let mut packing = Packing::new(&mut register.words, numbering, resources);
        let known = Known::of(dossier.provider().id(), house);
        for ((facility, site), items) in places {
            let Some(governed) = records.governed(facility) else { continue };
            let Some(at) = governed.site(site) else { continue };
            let scene = Scene { known: Some(&known), ..Scene::new(records, &dossier, governed, at) };
            let asked: Vec<(&PrivilegeSet, &ItemId)> =
                items.into_iter().filter_map(|item| Some((records.set_of_item(facility, item)?, item))).collect();
            let names = Arc::make_mut(&mut register.names);
            let Some(place) = names.place(facility, site) else { continue };
            for ((_, item), parts) in asked.iter().zip(exercise_in_parts(scene, asked.iter().copied())) {
                let Some(key) = names.item(facility, item) else { continue };
                // Where a person has more than there is room for, nothing of it is compiled: the records are asked.
                if let Err(Full) = packing.add(place, key, &parts) {
                    return None;
                }
            }
        }
        packing.finish().ok()
    }

    fn replace(&mut self, blocks: Vec<(ProviderId, Block)>) {
        let register = &mut self.register;
        register.grow(blocks.len());
        let mut changed: BTreeMap<usize, Vec<(ProviderId, Block)>> = BTreeMap::new();
        for (provider, block) in blocks {
            let at = spread(provider) as usize & (register.pages.len() - 1);
            changed.entry(at).or_default().push((provider, block));
        }
        register.at_places.resize(register.names.place_names.len(), Arc::default());
        for (at, blocks) in changed {
            let Some(page) = register.pages.get(at) else { continue };
            let mut people: Vec<Person> = page.to_vec();
            for (provider, block) in blocks {
                register.put(&mut people, provider, block);
            }
            if let Some(page) = register.pages.get_mut(at) {
                *page = people.into();
            }
        }
    }
}

impl Register {
    /// Makes room for so many people more. It grows by doubling, so each person is moved a few times at most.
    fn grow(&mut self, more: usize) {
        let wanted = ((self.people + more) / PEOPLE_ON_A_PAGE + 1).next_power_of_two();
        if self.pages.len() >= wanted {
            return;
        }
        let mut pages: Vec<Vec<Person>> = vec![Vec::new(); wanted];
        for person in self.pages.iter().flat_map(|page| page.iter()) {
            if let Some(page) = pages.get_mut(spread(person.provider) as usize & (wanted - 1)) {
                page.push(person.clone());
            }
        }
        self.pages = pages.into_iter().map(Arc::from).collect();
    }

    /// Puts a person's answers on a page in the place of those before, and the person where something is held; a person without any leaves.
    fn put(&mut self, page: &mut Vec<Person>, provider: ProviderId, block: Block) {
        let found = page.binary_search_by_key(&provider, |own| own.provider);
        let before = found.ok().and_then(|at| page.get(at));
        let places = |block: &Block| block.records().map(|own| own.place()).collect::<BTreeSet<PlaceKey>>();
        let (old, new) = (before.map(|own| places(&own.block)).unwrap_or_default(), places(&block));
        for place in old.symmetric_difference(&new) {
            let Some(people) = self.at_places.get_mut(usize::from(place.0)) else { continue };
            let people = Arc::make_mut(people);
            match people.binary_search(&provider) {
                Ok(at) => {
                    people.remove(at);
                }
                Err(at) => people.insert(at, provider),
            }
        }
        let person = Person { provider, block };
        match (found, new.is_empty()) {
            (Ok(at), true) => {
                page.remove(at);
                self.people -= 1;
            }
            (Ok(at), false) => {
                if let Some(own) = page.get_mut(at) {
                    *own = person;
                }
            }
            (Err(_), true) => {}
            (Err(at), false) => {
                page.insert(at, person);
                self.people += 1;
            }
        }
    }
}

impl Names {
    fn place(&mut self, facility: &FacilityId, site: &SiteId) -> Option<PlaceKey> {
        let name = (facility.clone(), site.clone());
        if let Some(own) = self.places.get(&name) {
            return Some(*own);
        }
        let key = PlaceKey(u16::try_from(self.place_names.len()).ok()?);
        self.place_names.push(name.clone());
        self.places.insert(name, key);
        Some(key)
    }

    fn item(&mut self, facility: &FacilityId, item: &ItemId) -> Option<ItemKey> {
        let name = (facility.clone(), item.clone());
        if let Some(own) = self.items.get(&name) {
            return Some(*own);
        }
        let key = ItemKey(u32::try_from(self.item_names.len()).ok()?);
        self.item_names.push(name.clone());
        self.items.insert(name, key);
        Some(key)
    }
}
