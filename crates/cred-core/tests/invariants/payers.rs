//! Payers in the test world: applications, notices, and an enrollment that is carried from step to step.

use chrono::NaiveDate;
use cred_core::{
    actor::{Actor, Capacity},
    digest::Digest,
    enrollment::{
        Applicant, Command, Enrollment,
        application::{Application, Notice, Program},
    },
    exercise::claimable::{Claimable, Service, claimable},
    id::EnrollmentId,
    identifier::Tin,
    journal::{DomainEvent, Stream},
    refusal::Refusal,
    standard::binding::Standards,
    timeline::truth::Truth,
};
use uuid::Uuid;

use crate::{
    house::{adopted, date, instant, state, text, zone},
    plan::Plan,
    world::{NAME, World, actor, organization_id},
};

pub(crate) fn application(payer: &str, program: Program) -> Application {
    Application {
        payer: text(payer),
        program,
        product: text("part B"),
        group_tin: Tin::parse("12-3456789").unwrap(),
        location: text("main office"),
        state: state("AZ"),
        zone: zone("America/Phoenix"),
        organization: organization_id(),
        facility: None,
        reassigns: false,
    }
}

pub(crate) fn medicare() -> Application {
    application("Medicare", Program::Medicare)
}

pub(crate) fn notice(name: &str, day: &str) -> Notice {
    Notice { date: date(day), artefact: Digest::of("test/notice", [name]), reference: None }
}

/// The test world with enrollments.
#[derive(Debug, Clone)]
pub(crate) struct Billing {
    pub(crate) world: World,
}

impl Billing {
    /// In 2028, when every notice of the tests is out; the organisation has adopted a rule on what is paid back.
    pub(crate) fn with_rules(rules: &serde_json::Value) -> Self {
        let pack = serde_json::json!({
            "id": "payers", "title": "Payers", "body": "CMS", "program": "enrollment", "edition": "2026",
            "applies_from": "2020-01-01", "source": "a test", "confidence": "seen", "rule": rules,
        });
        let packs = vec![adopted(serde_json::from_value(pack).unwrap())];
        let mut world = Plan { packs, ..Plan::default() }.build();
        world.now = instant("2028-01-10T17:00:00Z");
        Self { world }
    }

    pub(crate) fn paying_back(days: u64) -> Self {
        let rule = serde_json::json!({
            "retroactive-billing": { "limit": { "days": days }, "in_disaster": { "days": days * 3 } }
        });
        Self::with_rules(&serde_json::json!([rule]))
    }

    pub(crate) fn applicant(&self) -> Actor {
        Actor::new(NAME, Capacity::Provider).unwrap().being(self.world.provider)
    }

    fn asked<R>(&self, ask: impl FnOnce(&Applicant<'_>) -> R) -> R {
        let records = &self.world.records;
        let dossier = records.dossier(self.world.provider).unwrap();
        let enrollments: Vec<&Enrollment> = records.enrollments_of(self.world.provider).collect();
        let organization = records.organization(&organization_id()).unwrap();
        let standards = Standards::of(&[organization.adoptions()]);
        ask(&Applicant { dossier: &dossier, enrollments: &enrollments, standards: &standards })
    }

    pub(crate) fn prepare(&mut self, application: Application) -> Result<EnrollmentId, Refusal> {
        let (by, at) = (actor(Capacity::Msp), self.world.now);
        let events = self.asked(|applicant| Enrollment::prepare(applicant, application, &by, at))?;
        let id = EnrollmentId::from_uuid(Uuid::from_u128(1000 + self.world.history.len() as u128));
        self.world.record(Stream::Enrollment(id), DomainEvent::Enrollment, events);
        Ok(id)
    }

    pub(crate) fn step(&mut self, id: EnrollmentId, command: Command, by: &Actor) -> Result<(), Refusal> {
        let held = self.world.records.enrollment(id).unwrap().clone();
        let events = self.asked(|applicant| held.decide(command, applicant, by, self.world.now))?;
        self.world.record(Stream::Enrollment(id), DomainEvent::Enrollment, events);
        Ok(())
    }

    pub(crate) fn payer(&mut self, id: EnrollmentId, command: Command) -> Result<(), Refusal> {
        self.step(id, command, &actor(Capacity::Payer))
    }

    /// Prepared, signed and filed today.
    pub(crate) fn filed(&mut self, application: Application) -> EnrollmentId {
        let id = self.prepare(application).unwrap();
        let today = zone("America/Phoenix").date_at(self.world.now);
        self.step(id, Command::Sign, &self.applicant()).unwrap();
        self.step(id, Command::Submit { filed_on: today, attested_on: None }, &actor(Capacity::Msp)).unwrap();
        id
    }

    pub(crate) fn active(&mut self, application: Application, effective_from: NaiveDate) -> EnrollmentId {
        let id = self.filed(application);
        let notice = notice(&format!("approval of {id}"), "2028-01-01");
        self.payer(id, Command::Approve { effective_from, notice }).unwrap();
        id
    }

    pub(crate) fn ask(&self, payer: &str, on: NaiveDate, in_disaster: bool) -> Claimable {
        let (provider, payer) = (self.world.provider, text(payer));
        let service = Service { provider, payer, product: None, location: None, state: None, on, in_disaster };
        claimable(&self.world.records, service).unwrap()
    }

    pub(crate) fn claimable(&self, on: NaiveDate) -> Truth {
        self.ask("Medicare", on, false).truth()
    }
}
