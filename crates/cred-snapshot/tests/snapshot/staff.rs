//! A staff with everything that a snapshot must tell of: two surgeons, a nurse anaesthetist under supervision, a locum with a temporary
//! privilege, and somebody who holds nothing.

use std::sync::OnceLock;

use chrono::TimeDelta;
use cred_core::{
    delineation::{
        criterion::Criterion, privilege_item::PrivilegeItem, privilege_set::PrivilegeSetVersion,
        procedure_code::CodePattern,
    },
    id::{ProviderId, SupervisionId},
    journal::{DomainEvent, Stream},
    privileging::supervision::{Kind, Supervision, Terms},
    provider::provider_type::ProviderType,
    standard::{limit::Limit, topic::Topic, topic::privileging::DayCount},
    time::Instant,
};
use cred_snapshot::make::{Lookup, Maker, Order};
use cred_tlog::{KeyKind, SigningKey};

use crate::{
    house::{CORE, MAIN, PCI, PRESCRIBING, ROBOTIC, answers, bylaws, form, found, instant, item, license, site, text},
    plan::Plan,
    special_house::{adopt, for_need, temporary},
    world::{World, actor, facility_id},
};
use cred_core::actor::Capacity;

pub(crate) const CODES: [&str; 8] =
    ["0FT44ZZ", "0FT40ZZ", "0FT4", "8E0W4CZ", "02703ZZ", "0270.34Z", "0DTJ4ZZ", "9Z99ZZZ"];

pub(crate) fn codes(patterns: &[&str]) -> Vec<CodePattern> {
    patterns.iter().map(|pattern| CodePattern::parse(pattern).unwrap()).collect()
}

/// The core's form, with procedures under every item and a setting.
pub(crate) fn coded_form() -> PrivilegeSetVersion {
    let mut form = form();
    form.threshold = None;
    for own in &mut form.items {
        let (procedures, settings) = match own.id.as_str() {
            CORE => (codes(&["0FT4*", "0DTJ4ZZ"]), vec![]),
            ROBOTIC => (codes(&["0FT44*", "8E0W*"]), vec![]),
            PCI => (codes(&["0270*", "02703ZZ"]), vec![]),
            PRESCRIBING => (vec![], vec![text("icu"), text("med-surg")]),
            _ => (vec![], vec![]),
        };
        *own = PrivilegeItem { procedures, settings, ..own.clone() };
    }
    form
}

/// Everybody, and the world in which the first surgeon is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) world: World,
    pub(crate) people: Vec<ProviderId>,
}

/// The staff, with exclusion screens that stop everything, or the care of patients of federal programmes alone.
pub(crate) fn staff(federal_scope: bool) -> Staff {
    static STAFF: OnceLock<[Staff; 2]> = OnceLock::new();
    STAFF.get_or_init(|| [build(false), build(true)])[usize::from(federal_scope)].clone()
}

fn build(federal_scope: bool) -> Staff {
    let mut form = coded_form();
    for own in &mut form.items {
        let rests_on_drugs = matches!(own.criteria, Some(Criterion::Dea(_)));
        own.criteria = own.criteria.take().filter(|_| rests_on_drugs);
    }
    let lists = if federal_scope { vec![] } else { bylaws().exclusion_lists };
    let plan = Plan { form, bylaws: crate::house::Bylaws { exclusion_lists: lists, ..bylaws() }, ..Plan::default() };
    let mut world = plan.clone().build();
    let first = world.provider;
    let second = world.joined_by_a_colleague(&plan, &[CORE, ROBOTIC]);
    let nurse = joins(&mut world, "Ana Ruiz");
    let locum = world.register("Ivo Marsh", None);
    world.provider = locum;
    for answer in answers() {
        world.verify(&answer).unwrap();
    }
    adopt(&mut world, "temporary", vec![Topic::TemporaryCareNeed(temporary(Limit::days(60), DayCount::HeldDays))]);
    world.grant_temporary(CORE, for_need(&world, "the only surgeon is away")).unwrap();
    let nobody = world.register("Una Voss", None);
    world.provider = first;
    let mut rules = vec![
        r#"{"on_breach":"block","supervision":{"provider_types":["crna"],"supervisor_types":["physician"],"holds_scope":true}}"#,
    ];
    if federal_scope {
        rules.push(r#"{"on_breach":"block","exclusion-screen":{"list":"LEIE","scope":"federal-programmes"}}"#);
    }
    world.adopt_rules(&format!("[{}]", rules.join(",")));
    agree(&mut world, nurse, first);
    Staff { world, people: vec![first, second, nurse, locum, nobody] }
}

fn joins(world: &mut World, name: &str) -> ProviderId {
    let id = world.register_as(name, None, ProviderType::Crna);
    let (before, now) = (world.provider, world.now);
    world.provider = id;
    for answer in answers() {
        world.verify(&answer).unwrap();
    }
    world.verify(&found(license("AZ", "CRNA", "N777"), "2020-01-01", "2033-12-31")).unwrap();
    world.approve().unwrap();
    let start = instant("2026-02-01T07:00:00Z");
    world.appoint(start, 24).unwrap();
    for own in [CORE, ROBOTIC] {
        world.grant(own, start).unwrap();
    }
    (world.provider, world.now) = (before, now);
    id
}

fn agree(world: &mut World, nurse: ProviderId, supervisor: ProviderId) {
    let terms = Terms {
        kind: Kind::Supervision,
        items: vec![item(CORE)],
        from: instant("2026-01-30T00:00:00Z"),
        to: Some(instant("2026-12-01T00:00:00Z")),
        signed_by_supervisee: Some(text("Ana Ruiz")),
        signed_by_supervisor: Some(text("Maya Okonkwo")),
    };
    let [nurse, supervisor] = [nurse, supervisor].map(|id| world.records.provider(id).unwrap());
    let facility = world.records.facility(&facility_id()).unwrap();
    let events = Supervision::agree(terms, nurse, supervisor, facility, &actor(Capacity::Msp), world.now).unwrap();
    let id = SupervisionId::from_uuid(world.mint());
    world.record(Stream::Supervision(id), DomainEvent::Supervision, events);
}

pub(crate) fn signer() -> SigningKey {
    SigningKey::from_seed("valley.example/snapshots", KeyKind::Note, &[7; 32]).unwrap()
}

pub(crate) fn order(world: &World, made_at: Instant, hours: i64) -> Order {
    Order {
        facility: facility_id(),
        site: site(MAIN),
        made_at,
        expires_at: made_at + TimeDelta::hours(hours),
        position: world.records.position(),
        head: [9; 32],
        simulated: false,
        lookup: Lookup::Npi,
    }
}

impl Staff {
    pub(crate) fn sealed(&self, order: Order) -> Vec<u8> {
        let mut maker = Maker::new(&self.world.records, order).unwrap();
        for id in &self.people {
            maker.add(&self.world.records, *id).unwrap();
        }
        maker.seal(&signer()).unwrap()
    }
}
