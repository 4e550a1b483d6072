//! Applicants, volunteers and distant practitioners for the tests of temporary privileges and privileges by proxy.

use chrono::Days;
use cred_core::{
    actor::{Actor, Capacity},
    credentialing::credentialing_file::Command as FileCommand,
    exercise::{
        answer::{Answer, ask},
        question::{Question, What},
        rules::{proxy_check, temporary_check},
    },
    facility::{self, agreement::Agreement},
    id::{AgreementId, CredentialingFileId, FacilityId, ProxyPrivilegeId, TemporaryPrivilegeId},
    journal::{DomainEvent, Stream},
    privileging::{
        proxy_privilege::{self, ProxyAsk, ProxyPrivilege},
        temporary_privilege::{
            Ask, Asked, Command, Purpose, TemporaryPrivilege,
            grant::{Application, Identity, IdentityMeans, Recommended},
        },
    },
    refusal::Refusal,
    standard::{
        adoption::Adoption,
        limit::Limit,
        topic::{
            Topic,
            privileging::{DayCount, Disaster, Temporary, Term},
        },
    },
    time::Instant,
    timeline::truth::Truth,
};
use uuid::Uuid;

use crate::{
    house::{CORE, MAIN, SourceAnswer, answers, date, instant, item, pack, rule, site, text},
    plan::Plan,
    world::{NAME, NPI, World, actor, facility_id, set_id},
};

/// Has a facility adopt a pack of these rules from today on.
pub(crate) fn adopt_at(world: &mut World, facility: &FacilityId, id: &str, topics: Vec<Topic>) {
    let pack = pack(id, date("2000-01-01"), topics.into_iter().map(rule).collect());
    let from = world.records.facility(facility).unwrap().zone().date_at(world.now);
    let adoption = Adoption { pack, from, to: None, readings: Default::default() };
    world.facility_of(facility, facility::Command::AdoptPack(Box::new(adoption))).unwrap();
}

pub(crate) fn adopt(world: &mut World, id: &str, topics: Vec<Topic>) {
    adopt_at(world, &facility_id(), id, topics);
}

pub(crate) fn temporary(limit: Limit, count: DayCount) -> Temporary {
    Temporary { limit, count, by: vec![Capacity::Ceo] }
}

pub(crate) fn locum(days: u32) -> Topic {
    Topic::LocumTenens(Term { limit: Limit::days(days) })
}

pub(crate) fn disaster_rule(verify: u32, decide: u32) -> Topic {
    Topic::Disaster(Disaster {
        verify_within: Limit::hours(verify),
        decide_within: Limit::hours(decide),
        by: vec![Capacity::Ceo, Capacity::MedicalDirector],
    })
}

/// A house with a provider about whom these sources have answered in December 2025; nobody on the staff.
pub(crate) fn known(answers: Vec<SourceAnswer>) -> World {
    let plan = Plan { items: vec![], ..Plan::default() };
    let mut world = World::with_house(&plan);
    world.now = instant("2025-12-20T17:00:00Z");
    world.provider = world.register(NAME, Some(NPI));
    for answer in answers {
        world.verify(&answer.on(date("2025-12-15"))).unwrap();
    }
    world
}

pub(crate) fn subject(world: &World) -> Actor {
    Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider)
}

/// Opens a file and brings it to verification.
pub(crate) fn apply(world: &mut World) -> CredentialingFileId {
    let id = world.open_file().unwrap();
    let applicant = subject(world);
    world.file(id, FileCommand::Submit, &applicant).unwrap();
    world.file(id, FileCommand::Attest { signed_on: None, adverse: vec![] }, &applicant).unwrap();
    world.file(id, FileCommand::StartVerification, &actor(Capacity::Msp)).unwrap();
    id
}

/// An applicant whose complete application waits on the first of January 2026, an hour after midnight in Phoenix.
pub(crate) fn applicant() -> (World, CredentialingFileId) {
    static MADE: std::sync::OnceLock<(World, CredentialingFileId)> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let mut world = known(answers());
        let file = apply(&mut world);
        world.now = instant("2026-01-01T08:00:00Z");
        (world, file)
    })
    .clone()
}

pub(crate) fn recommended() -> Option<Recommended> {
    Some(Recommended { by: actor(Capacity::Chair), note: text("known to be competent") })
}

pub(crate) fn wanted(world: &World, asked: Asked) -> Ask {
    Ask {
        asked,
        purpose: Purpose::PatientCare,
        start: world.now,
        until: None,
        sites: vec![],
        conditions: vec![],
        recommended: recommended(),
        concerns: vec![],
    }
}

pub(crate) fn for_file(world: &World, file: CredentialingFileId) -> Ask {
    let application = Application::CredentialingFile(file);
    wanted(world, Asked::NewApplicant { application, competence: None })
}

pub(crate) fn for_need(world: &World, need: &str) -> Ask {
    wanted(world, Asked::CareNeed { need: text(need), competence: None })
}

pub(crate) fn volunteer(world: &World, presented_at: Instant) -> Ask {
    let identity =
        Identity { government_id: text("passport"), means: IdentityMeans::HospitalId, detail: text("badge 7") };
    let asked = Asked::Disaster { presented_at, arrived_at: presented_at, identity, oversight: text("paired") };
    Ask { recommended: None, ..wanted(world, asked) }
}

impl World {
    pub(crate) fn grant_temporary_as(
        &mut self,
        of: &str,
        ask: Ask,
        by: &Actor,
    ) -> Result<TemporaryPrivilegeId, Refusal> {
        let count = self.records.temporary_privileges_of(self.provider).count();
        let id = TemporaryPrivilegeId::from_uuid(Uuid::from_u128(9_000 + count as u128));
        let facility = self.records.governed(&facility_id()).unwrap();
        let set = self.records.privilege_set(&set_id()).unwrap();
        let dossier = self.records.dossier(self.provider).unwrap();
        let check = temporary_check(&self.records, &dossier, facility, set, &item(of), self.now).unwrap();
        let events = TemporaryPrivilege::grant(ask, &check, self.provider(), facility, by, self.now)?;
        self.record(Stream::TemporaryPrivilege(id), DomainEvent::TemporaryPrivilege, events);
        Ok(id)
    }

    pub(crate) fn grant_temporary(&mut self, of: &str, ask: Ask) -> Result<TemporaryPrivilegeId, Refusal> {
        self.grant_temporary_as(of, ask, &actor(Capacity::Ceo))
    }

    pub(crate) fn temporary(
        &mut self,
        id: TemporaryPrivilegeId,
        command: Command<'_>,
        by: Capacity,
    ) -> Result<(), Refusal> {
        let facility = self.records.governed(&facility_id()).unwrap();
        let held = self.records.temporary_privilege(id).unwrap();
        let events = held.decide(command, self.provider(), facility, &actor(by), self.now)?;
        self.record(Stream::TemporaryPrivilege(id), DomainEvent::TemporaryPrivilege, events);
        Ok(())
    }

    pub(crate) fn grant_proxy(&mut self, of: &str, ask: ProxyAsk) -> Result<ProxyPrivilegeId, Refusal> {
        self.grant_proxy_as(of, ask, &actor(Capacity::Board))
    }

    pub(crate) fn grant_proxy_as(&mut self, of: &str, ask: ProxyAsk, by: &Actor) -> Result<ProxyPrivilegeId, Refusal> {
        let count = self.records.proxy_privileges_of(self.provider).count();
        let id = ProxyPrivilegeId::from_uuid(Uuid::from_u128(8_000 + count as u128));
        let here = rural();
        let facility = self.records.governed(&here).unwrap();
        let set = self.records.set_of_item(&here, &item(of)).unwrap();
        let dossier = self.records.dossier(self.provider).unwrap();
        let check = proxy_check(&self.records, &dossier, facility, set, &item(of), &ask.distant, self.now).unwrap();
        let events = ProxyPrivilege::grant(ask, &check, self.provider(), facility, by, self.now)?;
        self.record(Stream::ProxyPrivilege(id), DomainEvent::ProxyPrivilege, events);
        Ok(id)
    }

    pub(crate) fn proxy(
        &mut self,
        id: ProxyPrivilegeId,
        command: proxy_privilege::Command,
        by: Capacity,
    ) -> Result<(), Refusal> {
        let facility = self.records.facility(&rural()).unwrap();
        let held = self.records.proxy_privilege(id).unwrap();
        let events = held.decide(command, self.provider(), facility, &actor(by), self.now)?;
        self.record(Stream::ProxyPrivilege(id), DomainEvent::ProxyPrivilege, events);
        Ok(())
    }

    /// May the provider see patients of the rural hospital, by telemedicine?
    pub(crate) fn far(&self, of: &str, at: Instant) -> Answer {
        let question = Question {
            provider: self.provider,
            what: What::Privilege(item(of)),
            facility: rural(),
            site: site(MAIN),
            at,
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
        };
        ask(&self.records, question).unwrap()
    }

    pub(crate) fn in_emergency(&self, of: &str, at: Instant) -> Answer {
        let question = Question {
            provider: self.provider,
            what: What::Privilege(item(of)),
            facility: facility_id(),
            site: site(MAIN),
            at,
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: true,
        };
        ask(&self.records, question).unwrap()
    }

    /// The local days from the first on, so many of them, at noon of which an item may be exercised.
    pub(crate) fn days_exercised(&self, of: &str, first: &str, days: u64) -> usize {
        let facility = self.records.facility(&facility_id()).unwrap();
        let truth = self.over_time(of, MAIN);
        let noon = |day| facility.zone().start_of_day(day) + chrono::TimeDelta::hours(12);
        let days = (0..days).map(|n| date(first).checked_add_days(Days::new(n)).unwrap());
        days.filter(|day| *truth.at(noon(*day)) == Truth::Met).count()
    }
}

/// A rural hospital without staff of its own.
pub(crate) fn rural() -> FacilityId {
    FacilityId::parse("rural").unwrap()
}

pub(crate) fn agreement_id() -> AgreementId {
    AgreementId::parse("tele").unwrap()
}

/// The rural hospital beside a world: rules, a site, a form with the core, and no agreement yet.
pub(crate) fn with_rural(mut world: World, agreement: Option<Agreement>) -> World {
    use crate::house::{a_site, form, plain_item, zone};
    use cred_core::delineation::{privilege_item::ItemKind, privilege_set::PrivilegeSetVersion};
    world.establish(&rural(), zone("America/Phoenix"));
    let open = facility::Command::OpenSite(a_site(MAIN, "AZ", "America/Phoenix"));
    world.facility_of(&rural(), open).unwrap();
    by_the_same_bylaws(&mut world);
    adopt_at(&mut world, &rural(), "rural", vec![Topic::PrivilegeTerm(Term { limit: Limit::months(24) })]);
    let version = PrivilegeSetVersion {
        sites: vec![site(MAIN)],
        threshold: None,
        items: vec![plain_item(CORE, ItemKind::Core)],
        ..form()
    };
    let set = cred_core::id::PrivilegeSetId::parse("rural-tele").unwrap();
    world.publish_for(&rural(), &set, version).unwrap();
    if let Some(agreement) = agreement {
        world.facility_of(&rural(), facility::Command::RecordAgreement(Box::new(agreement))).unwrap();
    }
    world
}

/// The bylaws that ask for cover and a list.
fn by_the_same_bylaws(world: &mut World) {
    let from = world.records.facility(&rural()).unwrap().zone().date_at(world.now);
    let adoption = Adoption { pack: crate::house::bylaws().pack(), from, to: None, readings: Default::default() };
    world.facility_of(&rural(), facility::Command::AdoptPack(Box::new(adoption))).unwrap();
}
