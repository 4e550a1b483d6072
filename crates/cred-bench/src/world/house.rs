//! The house of the world: an organisation with its policy, facilities with two sites each, bylaws, a form and resources.

use cred_core::{
    actor::{Actor, Capacity},
    delineation::{
        criterion::{BoardCriterion, CertificationCriterion, Criterion, DeaCriterion, When},
        privilege_item::{ItemKind, PrivilegeItem},
        privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    },
    facility::{self, Facility, organization::Organization, resource::Outage, site::Site},
    id::{FacilityId, ItemId, OrganizationId, PrivilegeSetId, ResourceId, SiteId, VersionLabel},
    journal::{DomainEvent, Stream},
    jurisdiction::Jurisdiction,
    standard::{adoption::Adoption, rule_pack::RulePack},
    text::Text,
    time::{period::Period, zone::Zone},
};

use super::{Asks, FACILITIES, ITEMS, RESOURCES, SITES, STATES, World, asks, day, history::Scribe, state_of};
use crate::Fault;

/// What every approval looks at; the months are counted to the end of the month.
const POLICY: &str = r#"{"id":"policy","title":"Credentialing policy","body":"The organization","program":"credentialing policy",
    "edition":"1","applies_from":"2020-01-01","source":"the policy","confidence":"seen","rule":[
    {"recredentialing":{"limit":{"months":24,"count":"to-month-end"}}},
    {"element":{"element":"license","methods":["primary"]}},{"element":{"element":"exclusion","methods":["primary"]}}]}"#;

/// What every facility asks at exercise.
const BYLAWS: &str = r#"{"id":"bylaws","title":"Bylaws","body":"The facility","program":"bylaws",
    "edition":"1","applies_from":"2020-01-01","source":"the bylaws","confidence":"seen","rule":[
    {"appointment-term":{"limit":{"months":36}}}, {"privilege-term":{"limit":{"months":36}}},
    {"insurance":{"per_claim":1000000,"aggregate":3000000}}, {"exclusion-screen":{"list":"LEIE"}},{"review":{"steps":["mec"]}}]}"#;

pub(super) fn text(text: &str) -> Result<Text, Fault> {
    Ok(Text::parse(text)?)
}

pub(super) fn by(capacity: Capacity) -> Result<Actor, Fault> {
    Ok(Actor::new(&format!("Somebody as {capacity}"), capacity)?)
}

/// The organisation.
///
/// # Errors
/// Never: the id is well formed.
pub fn organization() -> Result<OrganizationId, Fault> {
    Ok(OrganizationId::parse("valley-health")?)
}

/// A facility by its number.
///
/// # Errors
/// Never: the id is well formed.
pub fn facility(number: u8) -> Result<FacilityId, Fault> {
    Ok(FacilityId::parse(&format!("facility-{number}"))?)
}

/// A site by its number over all facilities.
///
/// # Errors
/// Never: the id is well formed.
pub fn site(number: u8) -> Result<SiteId, Fault> {
    Ok(SiteId::parse(&format!("site-{number}"))?)
}

/// An item by its number.
///
/// # Errors
/// Never: the id is well formed.
pub fn item(number: u8) -> Result<ItemId, Fault> {
    Ok(ItemId::parse(&format!("privilege-{number}"))?)
}

pub(super) fn set(facility: u8) -> Result<PrivilegeSetId, Fault> {
    Ok(PrivilegeSetId::parse(&format!("form-{facility}"))?)
}

fn resource(number: u8) -> Result<ResourceId, Fault> {
    Ok(ResourceId::parse(&format!("resource-{number}"))?)
}

pub(super) fn state(number: u8) -> Result<(Jurisdiction, Zone), Fault> {
    let (code, zone) = STATES.get(usize::from(number)).ok_or("no such state")?;
    Ok((code.parse()?, Zone::parse(zone)?))
}

fn adopted(pack: &str) -> Result<Adoption, Fault> {
    let pack: RulePack = serde_json::from_str(pack)?;
    Ok(Adoption { from: pack.applies_from, to: None, pack, readings: std::collections::BTreeMap::new() })
}

/// Writes the house's part of the history.
///
/// # Errors
/// When the core refuses something, which would be a defect of this generator.
pub fn build(world: &World, scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let (_, home) = state(0)?;
    let id = organization()?;
    let stream = Stream::Organization(id.clone());
    let established = Organization::establish(text("Valley Health")?, home, &by(Capacity::Board)?)?;
    scribe.take(&stream, DomainEvent::Organization, established)?;
    let held = scribe.records().organization(&id).ok_or("the organization is there")?;
    let events = held.adopt_pack(adopted(POLICY)?, &by(Capacity::Board)?, scribe.now())?;
    scribe.take(&stream, DomainEvent::Organization, events)?;
    for number in 0..FACILITIES {
        let id = facility(number)?;
        let stream = Stream::Facility(id.clone());
        let (jurisdiction, zone) = state(state_of(number))?;
        let events =
            Facility::establish(organization()?, text(&format!("Facility {number}"))?, zone, &by(Capacity::Facility)?)?;
        scribe.take(&stream, DomainEvent::Facility, events)?;
        for command in commands(world, number, jurisdiction, zone)? {
            let held = scribe.records().facility(&id).ok_or("the facility is there")?;
            let events = held.decide(command, &by(Capacity::Facility)?, scribe.now())?;
            scribe.take(&stream, DomainEvent::Facility, events)?;
        }
        let set = set(number)?;
        let events = PrivilegeSet::publish(None, &id, form(number)?, &by(Capacity::Board)?)?;
        scribe.take(&Stream::PrivilegeSet(set), DomainEvent::PrivilegeSet, events)?;
    }
    Ok(())
}

fn commands(
    world: &World,
    number: u8,
    jurisdiction: Jurisdiction,
    zone: Zone,
) -> Result<Vec<facility::Command>, Fault> {
    use facility::Command;
    let mut commands = vec![Command::AdoptPack(Box::new(adopted(BYLAWS)?))];
    for place in (2 * number..2 * number + 2).filter(|place| *place < SITES) {
        let site = site(place)?;
        let opened = Site {
            id: site.clone(),
            name: text(&format!("Site {place}"))?,
            jurisdiction,
            zone,
            ccn: None,
            clia: None,
            federal: false,
        };
        commands.push(Command::OpenSite(opened));
        for number in 0..RESOURCES {
            let (site, resource) = (site.clone(), resource(number)?);
            let name = text(&format!("Resource {number}"))?;
            commands.push(Command::PlanResource { site: site.clone(), resource: resource.clone(), name });
            let from = zone.start_of_day(day(0));
            commands.push(Command::PutInService { site: site.clone(), resource: resource.clone(), from });
            for (_, _, (from, to)) in world.outages.iter().filter(|own| (own.0, own.1) == (place, number)) {
                let period = Period::new(zone.start_of_day(*from), Some(zone.start_of_day(*to)))?;
                let outage = Outage { period, reason: text("maintenance")?, limits: None };
                commands.push(Command::RecordOutage { site: site.clone(), resource: resource.clone(), outage });
            }
        }
    }
    Ok(commands)
}

fn form(facility: u8) -> Result<PrivilegeSetVersion, Fault> {
    let standing = Some(When::Standing);
    let mut items = Vec::new();
    for number in 0..ITEMS {
        let mut own = PrivilegeItem {
            id: item(number)?,
            name: text(&format!("Privilege {number}"))?,
            kind: ItemKind::Special,
            surgical: false,
            procedures: vec![],
            prerequisites: vec![],
            criteria: None,
            requires: None,
            ages: None,
            settings: vec![],
            fppe: None,
        };
        match asks(number) {
            Asks::Nothing => {}
            Asks::Board => {
                let certificates = vec![text("general surgery")?];
                own.criteria = Some(Criterion::BoardCertification(BoardCriterion {
                    boards: vec![],
                    certificates,
                    when: standing,
                }));
            }
            Asks::Dea => {
                own.criteria = Some(Criterion::Dea(DeaCriterion { schedules: vec![text("2")?], institutional: false }));
            }
            Asks::Resource(number) => own.requires = Some(Criterion::Resource(resource(number)?)),
        }
        items.push(own);
    }
    Ok(PrivilegeSetVersion {
        version: VersionLabel::parse("1")?,
        effective_from: day(0) - chrono::Days::new(2_000),
        title: text("Privileges")?,
        sites: vec![site(2 * facility)?, site(2 * facility + 1)?],
        grandfather: true,
        threshold: Some(Criterion::Certification(CertificationCriterion { name: text("ACLS")?, when: standing })),
        items,
    })
}
