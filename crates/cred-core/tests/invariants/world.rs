//! A small test world, built through the public commands alone: no state and no event is written by hand. Ids are counted.

use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Appointment, AppointmentTerms},
    credentialing::{
        assessment::assess,
        credentialing_file::{self, CredentialingFile},
        meeting::{authority::Authority, host::Host},
    },
    delineation::privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    evidence::verification::{self, Verification},
    exercise::{
        answer::{Answer, ask},
        question::{Question, What},
        rules::criteria_check,
        standing_checks::ready_to_return,
    },
    facility::{self, Facility, governed::Governed, organization::Organization},
    id::{
        AppointmentId, CredentialingFileId, FacilityId, OrganizationId, PrivilegeRequestId, PrivilegeSetId, ProviderId,
        VerificationId,
    },
    identifier::Npi,
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request::{self, GrantTerms, PrivilegeRequest, Recommendation},
    provider::{
        self, Provider, Registration, claim::Claim, credential::Credential, name::PersonName,
        provider_type::ProviderType,
    },
    records::Records,
    refusal::{Reason, Refusal},
    standard::{adoption::Adoption, binding::Standards},
    text::Text,
    time::{Instant, zone::Zone},
    timeline::{Timeline, truth::Truth},
};
use uuid::Uuid;

use crate::{
    house::{
        ANNEX, Bylaws, MAIN, SourceAnswer, a_site, adopted, clear, date, found, instant, item, own_pack, resource,
        site, text,
    },
    plan::Plan,
};

pub(crate) const NPI: &str = "1234567893";
pub(crate) const NAME: &str = "Maya Okonkwo";

pub(crate) fn organization_id() -> OrganizationId {
    OrganizationId::parse("valley-health").unwrap()
}

pub(crate) fn facility_id() -> FacilityId {
    FacilityId::parse("valley").unwrap()
}

pub(crate) fn set_id() -> PrivilegeSetId {
    PrivilegeSetId::parse("surgery").unwrap()
}

pub(crate) fn actor(capacity: Capacity) -> Actor {
    Actor::new(&format!("somebody as {capacity}"), capacity).unwrap()
}

/// So many random cases. Failures are not kept beside the sources: a failing case becomes a test of its own.
pub(crate) fn cases(cases: u32) -> proptest::prelude::ProptestConfig {
    proptest::prelude::ProptestConfig { cases, failure_persistence: None, ..Default::default() }
}

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) history: Vec<Recorded>,
    pub(crate) records: Records,
    pub(crate) now: Instant,
    pub(crate) provider: ProviderId,
    minted: u128,
}

impl World {
    /// An organisation with a policy and a facility with two sites, bylaws, a form and resources; nobody on the staff yet.
    pub(crate) fn with_house(plan: &Plan) -> Self {
        let nobody = ProviderId::from_uuid(Uuid::from_u128(0));
        let now = instant("2020-01-02T12:00:00Z");
        let mut world = Self { history: vec![], records: Records::default(), now, provider: nobody, minted: 0 };
        let events = Organization::establish(text("Valley Health"), plan.zone, &actor(Capacity::Board)).unwrap();
        world.record(Stream::Organization(organization_id()), DomainEvent::Organization, events);
        let policies = [Some(&plan.policy), plan.next_policy.as_ref()];
        let mut held = policies.into_iter().flatten().map(|policy| adopted(policy.pack())).collect::<Vec<_>>();
        if let [first, second] = held.as_mut_slice() {
            first.to = second.from.pred_opt();
        }
        for adoption in held.into_iter().chain(plan.packs.iter().cloned()) {
            world.adopt(adoption).unwrap();
        }
        world.establish(&facility_id(), plan.zone);
        for (id, state) in [(MAIN, "AZ"), (ANNEX, plan.annex)] {
            world.facility(facility::Command::OpenSite(a_site(id, state, "America/Phoenix"))).unwrap();
        }
        for id in ["robot", "cath-lab", "hybrid-or"] {
            let (site, resource) = (site(MAIN), resource(id));
            let planned =
                facility::Command::PlanResource { site: site.clone(), resource: resource.clone(), name: text(id) };
            world.facility(planned).unwrap();
            if id != "hybrid-or" {
                let from = instant("2021-01-01T07:00:00Z");
                world.facility(facility::Command::PutInService { site, resource, from }).unwrap();
            }
        }
        world.adopt_bylaws(&plan.bylaws).unwrap();
        world.publish(plan.form.clone()).unwrap();
        world.now = instant("2026-01-05T17:00:00Z");
        world
    }

    pub(crate) fn mint(&mut self) -> Uuid {
        self.minted += 1;
        Uuid::from_u128(self.minted)
    }

    pub(crate) fn record<E>(&mut self, stream: Stream, wrap: fn(E) -> DomainEvent, events: Vec<E>) {
        for event in events {
            let seq = self.history.len() as u64 + 1;
            let recorded = Recorded { seq, stream: stream.clone(), recorded_at: self.now, event: wrap(event) };
            self.records.apply(&recorded).expect("what was decided can be applied");
            self.history.push(recorded);
        }
    }

    pub(crate) fn adopt(&mut self, adoption: Adoption) -> Result<(), Refusal> {
        let organization = self.records.organization(&organization_id()).unwrap();
        let events = organization.adopt_pack(adoption, &actor(Capacity::Board), self.now)?;
        self.record(Stream::Organization(organization_id()), DomainEvent::Organization, events);
        Ok(())
    }

    pub(crate) fn establish(&mut self, id: &FacilityId, zone: Zone) {
        let establisher = actor(Capacity::Facility);
        let events = Facility::establish(organization_id(), text(id.as_str()), zone, &establisher).unwrap();
        self.record(Stream::Facility(id.clone()), DomainEvent::Facility, events);
    }

    pub(crate) fn facility(&mut self, command: facility::Command) -> Result<(), Refusal> {
        self.facility_of(&facility_id(), command)
    }

    pub(crate) fn facility_of(&mut self, id: &FacilityId, command: facility::Command) -> Result<(), Refusal> {
        let events = self.records.facility(id).unwrap().decide(command, &actor(Capacity::Facility), self.now)?;
        self.record(Stream::Facility(id.clone()), DomainEvent::Facility, events);
        Ok(())
    }

    /// Adopts a version of the bylaws in the place of the one before.
    pub(crate) fn adopt_bylaws(&mut self, bylaws: &Bylaws) -> Result<(), Refusal> {
        self.adopt_bylaws_of(&facility_id(), bylaws)
    }

    pub(crate) fn adopt_bylaws_of(&mut self, id: &FacilityId, bylaws: &Bylaws) -> Result<(), Refusal> {
        let before = self.clone();
        let adopted = self.records.facility(id).unwrap().adoptions();
        let open = adopted.iter().find(|held| held.to.is_none() && held.pack.program == text("bylaws"));
        let ends = open.map(|held| held.pack.id.clone()).map(|pack| {
            let last_day = bylaws.effective_from.pred_opt().unwrap();
            self.facility_of(id, facility::Command::EndPack { pack, last_day })
        });
        let adoption =
            Adoption { pack: bylaws.pack(), from: bylaws.effective_from, to: None, readings: Default::default() };
        let both = ends
            .unwrap_or(Ok(()))
            .and_then(|()| self.facility_of(id, facility::Command::AdoptPack(Box::new(adoption))));
        if both.is_err() {
            *self = before;
        }
        both
    }

    /// The facility with its rules.
    pub(crate) fn governed(&self) -> Governed<'_> {
        self.records.governed(&facility_id()).unwrap()
    }

    /// The facility adopts rules of its own, written as in a file.
    pub(crate) fn adopt_rules(&mut self, rules: &str) {
        let adoption = Adoption {
            pack: own_pack(&format!("own-{}", self.history.len()), rules),
            from: date("2020-01-01"),
            to: None,
            readings: std::collections::BTreeMap::new(),
        };
        let adopt = facility::Command::AdoptPack(Box::new(adoption));
        self.at_the_beginning(|world| world.facility(adopt)).unwrap();
    }

    /// On the day on which the records were begun: then their history may be told, later a rule binds from its adoption alone.
    pub(crate) fn at_the_beginning<T>(&mut self, does: impl FnOnce(&mut Self) -> T) -> T {
        let now = std::mem::replace(&mut self.now, instant("2020-01-02T12:00:00Z"));
        let done = does(self);
        self.now = now;
        done
    }

    /// A second surgeon with everything that the first one has, and grants of these items from the same day on.
    pub(crate) fn joined_by_a_colleague(&mut self, plan: &Plan, items: &[&str]) -> ProviderId {
        let (first, now) = (self.provider, self.now);
        self.provider = self.register("Rosa Lind", Some("1558598797"));
        let colleague = self.provider;
        self.now = instant("2026-01-10T17:00:00Z");
        for answer in &plan.answers {
            self.verify(answer).unwrap();
        }
        self.approve().unwrap();
        let start = plan.zone.start_of_day(plan.term.0);
        self.appoint(start, plan.term.1).unwrap();
        for item in items {
            self.grant(item, start).unwrap();
        }
        (self.provider, self.now) = (first, now);
        colleague
    }

    pub(crate) fn publish(&mut self, version: PrivilegeSetVersion) -> Result<(), Refusal> {
        self.publish_for(&facility_id(), &set_id(), version)
    }

    pub(crate) fn publish_for(
        &mut self,
        facility: &FacilityId,
        set: &PrivilegeSetId,
        version: PrivilegeSetVersion,
    ) -> Result<(), Refusal> {
        let existing = self.records.privilege_set(set);
        let events = PrivilegeSet::publish(existing, facility, version, &actor(Capacity::Board))?;
        self.record(Stream::PrivilegeSet(set.clone()), DomainEvent::PrivilegeSet, events);
        Ok(())
    }

    pub(crate) fn register(&mut self, name: &str, npi: Option<&str>) -> ProviderId {
        self.register_as(name, npi, ProviderType::Physician)
    }

    pub(crate) fn register_as(&mut self, name: &str, npi: Option<&str>, provider_type: ProviderType) -> ProviderId {
        let (given, family) = name.split_once(' ').unwrap();
        let registration = Registration {
            name: PersonName { family: text(family), given: Some(text(given)), middle: None, suffix: None },
            provider_type,
            npi: npi.map(|npi| Npi::parse(npi).unwrap()),
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let id = ProviderId::from_uuid(self.mint());
        let events = Provider::register(registration, &actor(Capacity::Msp)).unwrap();
        self.record(Stream::Provider(id), DomainEvent::Provider, events);
        id
    }

    pub(crate) fn provider(&self) -> &Provider {
        self.records.provider(self.provider).unwrap()
    }

    pub(crate) fn provider_does(&mut self, command: provider::Command) -> Result<(), Refusal> {
        let events = self.provider().decide(command, &actor(Capacity::Msp), self.now)?;
        self.record(Stream::Provider(self.provider), DomainEvent::Provider, events);
        Ok(())
    }

    pub(crate) fn claim(&mut self, claim: Claim) -> Result<(), Refusal> {
        self.provider_does(provider::Command::Claim(Box::new(claim)))
    }

    /// Asks a source, receives its answer and concludes.
    pub(crate) fn verify(&mut self, answer: &SourceAnswer) -> Result<VerificationId, Refusal> {
        self.verify_as(answer, &actor(Capacity::Msp))
    }

    pub(crate) fn verify_as(&mut self, answer: &SourceAnswer, by: &Actor) -> Result<VerificationId, Refusal> {
        let id = VerificationId::from_uuid(self.mint());
        let source = answer.evidence.source.clone();
        let events = Verification::request(self.provider(), answer.element.clone(), source, by)?;
        self.record(Stream::Verification(id), DomainEvent::Verification, events);
        self.verification(id, verification::Command::Receive(Box::new(answer.evidence.clone())), by)?;
        let claim = self.provider().claims().get(&answer.element).cloned().map(Box::new);
        self.verification(id, verification::Command::Conclude { claim }, by)?;
        Ok(id)
    }

    pub(crate) fn verification(
        &mut self,
        id: VerificationId,
        command: verification::Command,
        by: &Actor,
    ) -> Result<(), Refusal> {
        let events = self.records.verification(id).unwrap().decide(command, self.provider(), by, self.now)?;
        self.record(Stream::Verification(id), DomainEvent::Verification, events);
        Ok(())
    }

    /// A credentialing file from its opening to its approval, by the shortest lawful way.
    pub(crate) fn approve(&mut self) -> Result<CredentialingFileId, Refusal> {
        use credentialing_file::Command;
        let id = self.open_file()?;
        let applicant = Actor::new(NAME, Capacity::Provider).unwrap().being(self.provider);
        self.file(id, Command::Submit, &applicant)?;
        self.file(id, Command::Attest { signed_on: None, adverse: vec![] }, &applicant)?;
        let msp = actor(Capacity::Msp);
        self.file(id, Command::StartVerification, &msp)?;
        self.file(id, Command::CompleteVerification(Box::new(self.assessment())), &msp)?;
        self.file(id, Command::Classify(Box::new(self.assessment())), &msp)?;
        let approve = Command::Approve(Box::new(self.assessment()));
        if self.records.file(id).unwrap().state_name() == "clean-review" {
            self.file(id, approve, &actor(Capacity::MedicalDirector))?;
        } else {
            self.file(id, Command::PlaceOnAgenda, &msp)?;
            self.file(id, approve, &actor(Capacity::CredentialsCommittee))?;
        }
        Ok(id)
    }

    /// The facility's bodies, without a vote.
    pub(crate) fn authority(&self) -> Authority<'_> {
        let organization = self.records.organization(&organization_id()).unwrap();
        Authority::of(Host::of_facility(self.records.facility(&facility_id()).unwrap(), organization))
    }

    pub(crate) fn open_file(&mut self) -> Result<CredentialingFileId, Refusal> {
        let id = CredentialingFileId::from_uuid(self.mint());
        let organization = self.records.organization(&organization_id()).unwrap();
        let files = self.records.files_of(self.provider);
        let events = CredentialingFile::open(self.provider(), organization, files, &actor(Capacity::Msp), self.now)?;
        self.record(Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events);
        Ok(id)
    }

    pub(crate) fn assessment(&self) -> cred_core::credentialing::assessment::Assessment {
        let organization = self.records.organization(&organization_id()).unwrap();
        let on_file =
            self.records.files_of(self.provider).last().map(|file| file.on_file().clone()).unwrap_or_default();
        assess(organization, &self.records.dossier(self.provider).unwrap(), &on_file, self.now)
    }

    pub(crate) fn file(
        &mut self,
        id: CredentialingFileId,
        command: credentialing_file::Command,
        by: &Actor,
    ) -> Result<(), Refusal> {
        let authority = self.authority();
        let files: Vec<&CredentialingFile> = self.records.files_of(self.provider).collect();
        let file = self.records.file(id).unwrap();
        let events = file.decide(command, self.provider(), &authority, &files, by, self.now)?;
        self.record(Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events);
        Ok(())
    }

    /// The newest file, appointment or request, by the order of the ids.
    pub(crate) fn newest_file(&self) -> &CredentialingFile {
        self.records.files_of(self.provider).last().unwrap()
    }

    pub(crate) fn newest_appointment(&self) -> &Appointment {
        self.records.appointments_of(self.provider).last().unwrap()
    }

    pub(crate) fn newest_of(&self, id: &str) -> &PrivilegeRequest {
        self.records.privileges_of(self.provider).filter(|held| held.item() == &item(id)).last().unwrap()
    }

    /// The rules of the facility and of its organisation.
    pub(crate) fn standards(&self) -> Standards<'_> {
        self.governed().standards()
    }

    pub(crate) fn appoint(&mut self, start: Instant, months: u32) -> Result<AppointmentId, Refusal> {
        self.appoint_on(AppointmentTerms {
            category: text("active"),
            start,
            months,
            membership: true,
            provisional_until: None,
        })
    }

    pub(crate) fn appoint_on(&mut self, terms: AppointmentTerms) -> Result<AppointmentId, Refusal> {
        let id = AppointmentId::from_uuid(self.mint());
        let proof = self.newest_file().credentialed(self.now).expect("approved");
        let events = Appointment::appoint(
            &proof,
            self.provider(),
            &self.governed(),
            self.records.appointments_of(self.provider),
            terms,
            &self.authority(),
            &actor(Capacity::Board),
            self.now,
        )?;
        self.record(Stream::Appointment(id), DomainEvent::Appointment, events);
        Ok(id)
    }

    pub(crate) fn reappoint(&mut self, months: u32) -> Result<(), Refusal> {
        self.reappoint_for(months, None)
    }

    /// With the reason, where it is a conditional short term.
    pub(crate) fn reappoint_for(&mut self, months: u32, conditional: Option<Text>) -> Result<(), Refusal> {
        let Some(proof) = self.newest_file().credentialed(self.now) else {
            return Ok(());
        };
        let command = appointment::Command::Reappoint {
            proof,
            months,
            conditional,
            investigation: None,
            authority: self.authority(),
        };
        let held = self.newest_appointment();
        let id = held.id();
        let facility = &self.governed();
        let events = held.decide(command, self.provider(), facility, &actor(Capacity::Board), self.now)?;
        self.record(Stream::Appointment(id), DomainEvent::Appointment, events);
        Ok(())
    }

    /// Back from leave: the health statement and the query of the day before, the provider's request, and the decision.
    pub(crate) fn return_from_leave(&mut self, from: Instant) -> Result<(), Refusal> {
        // The day before, or the first day of a leave that is shorter than that.
        let yesterday = self.now.date_naive().pred_opt().unwrap();
        let begun =
            self.newest_appointment().leave_at(self.now).map(|leave| self.governed().zone().date_at(leave.from));
        let asked_on = begun.map_or(yesterday, |begun| begun.max(yesterday));
        let statement = Credential::HealthStatement { stated_by: text("Dr Reed") };
        self.verify(&found(statement, "2020-01-01", "").on(asked_on))?;
        self.verify(&clear(&Credential::NpdbQuery).on(asked_on))?;
        let applicant = Actor::new(NAME, Capacity::Provider).unwrap().being(self.provider);
        if self.newest_appointment().leave_at(self.now).is_some_and(|leave| leave.asked_at.is_none()) {
            self.staff_as(appointment::Command::RequestReinstatement, &applicant)?;
        }
        let Some(ready) = self.ready_to_return() else {
            let (state, open) =
                (self.newest_appointment().state_at(self.now), vec!["everything a return asks".to_owned()]);
            return Err(appointment::MACHINE.refuse(state, "return", Reason::RequirementsOpen { open }));
        };
        self.staff(appointment::Command::Return { from, ready: Box::new(ready) }, Capacity::Mec)
    }

    pub(crate) fn ready_to_return(&self) -> Option<appointment::ReadyToReturn> {
        let facility = self.records.facility(&facility_id()).unwrap();
        let dossier = self.records.dossier(self.provider).unwrap();
        ready_to_return(&self.records, &dossier, facility, self.newest_appointment(), self.now)
    }

    /// A command about the newest appointment.
    pub(crate) fn staff(&mut self, command: appointment::Command<'static>, by: Capacity) -> Result<(), Refusal> {
        self.staff_as(command, &actor(by))
    }

    pub(crate) fn staff_as(&mut self, command: appointment::Command<'static>, by: &Actor) -> Result<(), Refusal> {
        let held = self.newest_appointment();
        let id = held.id();
        let facility = &self.governed();
        let events = held.decide(command, self.provider(), facility, by, self.now)?;
        self.record(Stream::Appointment(id), DomainEvent::Appointment, events);
        Ok(())
    }

    /// An item requested, reviewed and granted from an instant to the end of the appointment, at every site that can have it.
    pub(crate) fn grant(&mut self, id: &str, start: Instant) -> Result<PrivilegeRequestId, Refusal> {
        self.grant_on(id, GrantTerms { start, months: None, sites: vec![], conditions: vec![] })
    }

    pub(crate) fn grant_on(&mut self, id: &str, terms: GrantTerms) -> Result<PrivilegeRequestId, Refusal> {
        use privilege_request::Command;
        let request = self.request(id)?;
        self.privilege(request, Command::CheckCriteria(Box::new(self.check(id))), Capacity::Msp)?;
        for by in [Capacity::Chair, Capacity::Mec] {
            let recommendation = Recommendation { favourable: true, note: text("competent") };
            self.privilege(request, Command::Recommend(recommendation), by)?;
        }
        let credentialed = self.newest_file().credentialed(self.now).expect("approved");
        let appointed = self.newest_appointment().appointed(self.now).expect("appointed");
        let grant = Command::Grant { credentialed, appointed, check: Box::new(self.check(id)), terms };
        let events = self.decided(request, grant, Capacity::Board)?;
        self.record(Stream::Privilege(request), DomainEvent::Privilege, events);
        Ok(request)
    }

    pub(crate) fn request(&mut self, id: &str) -> Result<PrivilegeRequestId, Refusal> {
        let request = PrivilegeRequestId::from_uuid(self.mint());
        let facility = self.records.facility(&facility_id()).unwrap();
        let set = self.records.privilege_set(&set_id()).unwrap();
        let existing = self.records.privileges_of(self.provider);
        let by = actor(Capacity::Msp);
        let events = PrivilegeRequest::request(self.provider(), facility, set, &item(id), existing, &by, self.now)?;
        self.record(Stream::Privilege(request), DomainEvent::Privilege, events);
        Ok(request)
    }

    pub(crate) fn check(&self, id: &str) -> cred_core::privileging::criteria_check::CriteriaCheck {
        let facility = self.governed();
        let set = self.records.privilege_set(&set_id()).unwrap();
        let dossier = self.records.dossier(self.provider).unwrap();
        criteria_check(&self.records, &dossier, facility, set, &item(id), self.now).unwrap()
    }

    fn decided(
        &self,
        id: PrivilegeRequestId,
        command: privilege_request::Command<'_>,
        by: Capacity,
    ) -> Result<Vec<privilege_request::Event>, Refusal> {
        let facility = &self.governed();
        let set = self.records.privilege_set(&set_id()).unwrap();
        let held = self.records.privilege(id).unwrap();
        let by = if by == Capacity::Provider { actor(by).being(self.provider) } else { actor(by) };
        held.decide(command, self.provider(), facility, set, &self.authority(), &by, self.now)
    }

    /// A command about one privilege.
    pub(crate) fn privilege(
        &mut self,
        id: PrivilegeRequestId,
        command: privilege_request::Command<'static>,
        by: Capacity,
    ) -> Result<(), Refusal> {
        let events = self.decided(id, command, by)?;
        self.record(Stream::Privilege(id), DomainEvent::Privilege, events);
        Ok(())
    }

    pub(crate) fn ask_for(&self, id: &str, at_site: &str, at: Instant, patient_age: Option<u32>) -> Answer {
        let question = Question { patient_age, ..self.question(id, at_site, at) };
        ask(&self.records, question).unwrap()
    }

    /// The question about an item, with nothing said of the patient.
    pub(crate) fn question(&self, id: &str, at_site: &str, at: Instant) -> Question {
        Question::new(self.provider, What::Privilege(item(id)), facility_id(), site(at_site), at)
    }

    pub(crate) fn ask(&self, id: &str, at_site: &str, at: Instant) -> Answer {
        self.ask_for(id, at_site, at, None)
    }

    /// The whole answer over time.
    pub(crate) fn over_time(&self, id: &str, at_site: &str) -> Timeline<Truth> {
        self.ask(id, at_site, self.now).evaluation().truth().clone()
    }

    pub(crate) fn may(&self, id: &str, at: Instant) -> Truth {
        self.ask(id, MAIN, at).truth()
    }
}
