//! The world as the real history: every event is one that the core decided on a command, from the organisation's policy to each grant.
//!
//! Nobody's history looks at anybody else's, so each provider's is decided beside the house alone and handed on, event by event.

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Appointment, AppointmentTerms, Ground},
    credentialing::{
        assessment::assess,
        credentialing_file::{self, CredentialingFile},
        meeting::{authority::Authority, host::Host},
    },
    digest::Digest,
    evidence::{
        reply::Reply,
        source::Method,
        verification::{self, Evidence, Verification},
    },
    exercise::rules::criteria_check,
    id::{AppointmentId, CredentialingFileId, PrivilegeRequestId, ProviderId, VerificationId},
    identifier::{DeaNumber, LicenseNumber, Npi},
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request::{self, GrantTerms, PrivilegeRequest},
    provider::{
        Provider, Registration, credential::Credential as Shown, name::PersonName, provider_type::ProviderType,
    },
    records::Records,
    time::{Instant, partial_date::PartialDate, zone::Zone},
};
use uuid::Uuid;

use super::{
    Absence, Credential, Person, Staff, TERM_MONTHS, World, day,
    house::{self, by, facility, item, organization, set, site, state, text},
    state_of,
};
use crate::Fault;

/// So many providers are written at one instant.
pub const AT_ONCE: u32 = 40;

/// When a provider's history is written: all of it at one instant of January 2026, what is to come included.
#[must_use]
pub fn told_at(provider: u32) -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_768_046_400 + i64::from(provider / AT_ONCE))
}

/// When the house's history is written: at the beginning, as the rules are adopted from then on.
fn founded_at() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_577_966_400)
}

/// A provider's id.
#[must_use]
pub const fn provider_id(number: u32) -> ProviderId {
    ProviderId::from_uuid(Uuid::from_u128((1 << 96) | number as u128))
}

/// Takes down what was decided: applies it to what is known here and hands it on.
pub struct Scribe<'s> {
    records: Records,
    now: Instant,
    seq: u64,
    minted: u128,
    hand_on: &'s mut dyn FnMut(&Recorded, &Records) -> Result<(), Fault>,
}

impl Scribe<'_> {
    pub(super) const fn records(&self) -> &Records {
        &self.records
    }

    pub(super) const fn now(&self) -> Instant {
        self.now
    }

    fn mint(&mut self) -> Uuid {
        self.minted += 1;
        Uuid::from_u128(self.minted)
    }

    pub(super) fn take<E>(&mut self, stream: &Stream, wrap: fn(E) -> DomainEvent, events: Vec<E>) -> Result<(), Fault> {
        for event in events {
            self.seq += 1;
            let recorded =
                Recorded { seq: self.seq, stream: stream.clone(), recorded_at: self.now, event: wrap(event) };
            self.records.apply(&recorded)?;
            (self.hand_on)(&recorded, &self.records)?;
        }
        Ok(())
    }
}

/// Writes the whole history, handing on each event with the records of the house and of its provider.
///
/// # Errors
/// When the core refuses something, which would be a defect of this generator; or what the receiver answers.
pub fn write(world: &World, hand_on: &mut dyn FnMut(&Recorded, &Records) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut scribe = Scribe { records: Records::default(), now: founded_at(), seq: 0, minted: 2 << 96, hand_on };
    house::build(world, &mut scribe)?;
    let house = scribe.records.clone();
    for own in &world.people {
        scribe.records = house.clone();
        scribe.now = told_at(own.number);
        Career { id: provider_id(own.number), own, scribe: &mut scribe }.write()?;
    }
    Ok(())
}

/// Hands on each provider with the records of the house and of that provider alone, its history complete.
///
/// # Errors
/// As [`write`].
pub fn each_person(
    world: &World,
    take: &mut dyn FnMut(&Records, ProviderId) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let hand_on = &mut |_: &Recorded, _: &Records| Ok(());
    let mut scribe = Scribe { records: Records::default(), now: founded_at(), seq: 0, minted: 2 << 96, hand_on };
    house::build(world, &mut scribe)?;
    let house = scribe.records.clone();
    for own in &world.people {
        scribe.records = house.clone();
        scribe.now = told_at(own.number);
        Career { id: provider_id(own.number), own, scribe: &mut scribe }.write()?;
        take(&scribe.records, provider_id(own.number))?;
    }
    Ok(())
}

/// One provider's way.
struct Career<'c, 's> {
    id: ProviderId,
    own: &'c Person,
    scribe: &'c mut Scribe<'s>,
}

/// A DEA number of its own, good by its check digit.
fn dea_number(seed: u32) -> String {
    let digits = format!("{seed:06}");
    let weighed = digits.bytes().zip([1, 2].into_iter().cycle()).map(|(byte, weight)| u32::from(byte - b'0') * weight);
    format!("FL{digits}{}", weighed.sum::<u32>() % 10)
}

impl Career<'_, '_> {
    fn provider(&self) -> Result<&Provider, Fault> {
        self.scribe.records.provider(self.id).ok_or_else(|| "the provider is there".into())
    }

    fn write(mut self) -> Result<(), Fault> {
        let name = PersonName {
            family: text(&format!("Lind {}", self.own.number))?,
            given: Some(text("Rosa")?),
            middle: None,
            suffix: None,
        };
        let registration = Registration {
            name,
            provider_type: ProviderType::Physician,
            npi: Some(Npi::parse(&self.own.npi())?),
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let events = Provider::register(registration, &by(Capacity::Msp)?)?;
        self.scribe.take(&Stream::Provider(self.id), DomainEvent::Provider, events)?;
        self.credentials()?;
        let file = self.approve()?;
        for staff in &self.own.staffs {
            self.staff(staff, file)?;
        }
        if let Some((from, to)) = self.own.excluded {
            let list = Shown::Exclusion { list: text("LEIE")? };
            let (from, to) = (Some(PartialDate::Day(from)), Some(PartialDate::Day(to)));
            self.verify(&list, Reply::Reported { summary: text("on the list")?, from, to }, state(0)?.1)?;
        }
        Ok(())
    }

    fn credentials(&mut self) -> Result<(), Fault> {
        let own = self.own;
        for (at, (number, licence, dea)) in own.licences.iter().enumerate() {
            let (jurisdiction, zone) = state(*number)?;
            let shown = Shown::License {
                jurisdiction,
                license_type: text("MD")?,
                number: LicenseNumber::parse(&format!("R{}", 10_000 + own.number))?,
                compact: None,
                training: false,
            };
            self.found(&shown, licence, zone)?;
            let shown = Shown::Dea {
                jurisdiction,
                number: DeaNumber::parse(&dea_number(2 * own.number + at as u32))?,
                schedules: vec![text("2")?, text("3")?],
                fee_exempt: false,
            };
            self.found(&shown, dea, zone)?;
        }
        let board = Shown::BoardCertification { board: text("ABS")?, certificate: text("general surgery")? };
        let insurance = Shown::Insurance {
            carrier: text("Mutual")?,
            policy: text(&format!("P-{}", own.number))?,
            per_claim_cents: 100_000_000,
            aggregate_cents: 300_000_000,
            retroactive_from: None,
            excluded_activities: vec![],
        };
        let certificate = Shown::Certification { name: text("ACLS")? };
        let (_, home) = state(0)?;
        for (shown, credential) in [board, insurance, certificate].iter().zip(&own.lasting) {
            self.found(shown, credential, home)?;
        }
        let list = Shown::Exclusion { list: text("LEIE")? };
        self.verify(&list, Reply::Clear { list_version: None }, home)
    }

    fn found(&mut self, shown: &Shown, credential: &Credential, zone: Zone) -> Result<(), Fault> {
        for (from, to) in credential.terms() {
            let reply = Reply::Found {
                credential: shown.clone(),
                valid_from: Some(PartialDate::Day(from)),
                valid_to: Some(PartialDate::Day(to)),
                encumbrances: vec![],
                continues_until_final_action: false,
            };
            self.verify(shown, reply, zone)?;
        }
        Ok(())
    }

    fn verify(&mut self, shown: &Shown, reply: Reply, zone: Zone) -> Result<(), Fault> {
        let id = VerificationId::from_uuid(self.scribe.mint());
        let stream = Stream::Verification(id);
        let by = by(Capacity::Msp)?;
        let source = text("the source itself")?;
        let events = Verification::request(self.provider()?, shown.key(), source.clone(), &by)?;
        self.scribe.take(&stream, DomainEvent::Verification, events)?;
        let artefact = Digest::of("bench/artefact", [format!("{reply:?}").as_str()]);
        let verified_on: NaiveDate = day(0) + Days::new(4);
        let evidence =
            Evidence { source, method: Method::Primary, verified_on, zone: Some(zone), name: None, artefact, reply };
        let received = verification::Command::Receive(Box::new(evidence));
        for command in [received, verification::Command::Conclude { claim: None }] {
            let held = self.scribe.records.verification(id).ok_or("the verification is there")?;
            let events = held.decide(command, self.provider()?, &by, self.scribe.now)?;
            self.scribe.take(&stream, DomainEvent::Verification, events)?;
        }
        Ok(())
    }

    /// The file from its opening to its approval.
    fn approve(&mut self) -> Result<CredentialingFileId, Fault> {
        use credentialing_file::Command;
        let id = CredentialingFileId::from_uuid(self.scribe.mint());
        let now = self.scribe.now;
        let organization = organization()?;
        let own = |records: &Records| records.organization(&organization).cloned().ok_or("the organization is there");
        let organization = own(&self.scribe.records)?;
        let events = CredentialingFile::open(self.provider()?, &organization, [], &by(Capacity::Msp)?, now)?;
        self.scribe.take(&Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events)?;
        let applicant = Actor::new(&self.provider()?.name().to_string(), Capacity::Provider)?.being(self.id);
        let mut step = |command: fn(Box<cred_core::credentialing::assessment::Assessment>) -> Command,
                        actor: &Actor|
         -> Result<(), Fault> {
            let records = &self.scribe.records;
            let dossier = records.dossier(self.id).ok_or("the dossier is there")?;
            let file = records.file(id).ok_or("the file is there")?;
            let assessment = assess(&organization, &dossier, &file.on_file().clone(), now);
            let house = records.facility(&facility(self.own.staffs[0].facility)?).ok_or("the facility is there")?;
            let authority = Authority::of(Host::of_facility(house, &organization));
            let subject = records.provider(self.id).ok_or("the provider is there")?;
            let events = file.decide(command(Box::new(assessment)), subject, &authority, &[file], actor, now)?;
            self.scribe.take(&Stream::CredentialingFile(id), DomainEvent::CredentialingFile, events)
        };
        let msp = by(Capacity::Msp)?;
        step(|_| Command::Submit, &applicant)?;
        step(|_| Command::Attest { signed_on: None, adverse: vec![] }, &applicant)?;
        step(|_| Command::StartVerification, &msp)?;
        step(Command::CompleteVerification, &msp)?;
        step(Command::Classify, &msp)?;
        step(Command::Approve, &by(Capacity::MedicalDirector)?)?;
        Ok(id)
    }

    fn staff(&mut self, staff: &Staff, file: CredentialingFileId) -> Result<(), Fault> {
        let now = self.scribe.now;
        let (_, zone) = state(state_of(staff.facility))?;
        let house = facility(staff.facility)?;
        let id = AppointmentId::from_uuid(self.scribe.mint());
        let stream = Stream::Appointment(id);
        let terms = AppointmentTerms {
            category: text("active")?,
            start: zone.start_of_day(staff.from),
            months: TERM_MONTHS,
            membership: true,
            provisional_until: None,
        };
        let records = &self.scribe.records;
        let governed = records.governed(&house).ok_or("the facility is there")?;
        let proof = records.file(file).and_then(|file| file.credentialed(now)).ok_or("approved")?;
        let authority = Authority::of(Host::of_facility(
            records.facility(&house).ok_or("the facility is there")?,
            records.organization(&organization()?).ok_or("the organization is there")?,
        ));
        let existing = records.appointments_of(self.id);
        let board = by(Capacity::Board)?;
        let events =
            Appointment::appoint(&proof, self.provider()?, &governed, existing, terms, &authority, &board, now)?;
        self.scribe.take(&stream, DomainEvent::Appointment, events)?;
        for own in &staff.grants {
            self.grant(staff.facility, zone, own, (id, file))?;
        }
        let Some((kind, (from, to))) = staff.absence else { return Ok(()) };
        let (from, to) = (zone.start_of_day(from), zone.start_of_day(to));
        let reason = text("as recorded")?;
        let commands = match kind {
            Absence::Leave => vec![appointment::Command::TakeLeave { from, until: Some(to), reason }],
            Absence::Suspension => vec![
                appointment::Command::Suspend { from, reason, ground: Ground::default() },
                appointment::Command::Lift { from: to },
            ],
        };
        for command in commands {
            let records = &self.scribe.records;
            let held = records.appointment(id).ok_or("the appointment is there")?;
            let governed = records.governed(&house).ok_or("the facility is there")?;
            let events = held.decide(command, self.provider()?, &governed, &by(Capacity::Mec)?, now)?;
            self.scribe.take(&stream, DomainEvent::Appointment, events)?;
        }
        Ok(())
    }

    fn grant(
        &mut self,
        at: u8,
        zone: Zone,
        own: &super::Grant,
        (appointment, file): (AppointmentId, CredentialingFileId),
    ) -> Result<(), Fault> {
        use privilege_request::Command;
        let (now, house, form, wanted) = (self.scribe.now, facility(at)?, set(at)?, item(own.item)?);
        let id = PrivilegeRequestId::from_uuid(self.scribe.mint());
        let stream = Stream::Privilege(id);
        let records = &self.scribe.records;
        let place = records.facility(&house).ok_or("the facility is there")?;
        let set = records.privilege_set(&form).ok_or("the form is there")?;
        let existing = records.privileges_of(self.id);
        let events =
            PrivilegeRequest::request(self.provider()?, place, set, &wanted, existing, &by(Capacity::Msp)?, now)?;
        self.scribe.take(&stream, DomainEvent::Privilege, events)?;
        let dossier = self.scribe.records.dossier(self.id).ok_or("the dossier is there")?;
        let governed = self.scribe.records.governed(&house).ok_or("the facility is there")?;
        let set = self.scribe.records.privilege_set(&form).ok_or("the form is there")?;
        let check = criteria_check(&self.scribe.records, &dossier, governed, set, &wanted, now)
            .ok_or("the item is on the form")?;
        let mut sites = Vec::new();
        for (place, given) in own.sites.iter().enumerate() {
            if *given {
                sites.push(site(2 * at + place as u8)?);
            }
        }
        let terms = GrantTerms { start: zone.start_of_day(own.from), months: own.months, sites, conditions: vec![] };
        self.privilege(id, at, Command::CheckCriteria(Box::new(check.clone())), Capacity::Msp)?;
        let recommendation = privilege_request::Recommendation { favourable: true, note: text("competent")? };
        self.privilege(id, at, Command::Recommend(recommendation), Capacity::Mec)?;
        {
            let records = &self.scribe.records;
            let credentialed = records.file(file).and_then(|file| file.credentialed(now)).ok_or("approved")?;
            let held = records.appointment(appointment).ok_or("the appointment is there")?;
            let appointed = held.appointed(now).ok_or("appointed")?;
            let grant = Command::Grant { credentialed, appointed, check: Box::new(check), terms };
            let events = self.decided(id, at, grant, Capacity::Board)?;
            self.scribe.take(&stream, DomainEvent::Privilege, events)?;
        }
        let Some((from, to)) = own.suspended else { return Ok(()) };
        let (from, to) = (zone.start_of_day(from), zone.start_of_day(to));
        let suspend = Command::Suspend { from, reason: text("as recorded")?, ground: Ground::default() };
        self.privilege(id, at, suspend, Capacity::Chair)?;
        self.privilege(id, at, Command::Lift { from: to }, Capacity::Mec)
    }

    fn decided(
        &self,
        id: PrivilegeRequestId,
        at: u8,
        command: privilege_request::Command<'_>,
        capacity: Capacity,
    ) -> Result<Vec<privilege_request::Event>, Fault> {
        let records = &self.scribe.records;
        let governed = records.governed(&facility(at)?).ok_or("the facility is there")?;
        let set = records.privilege_set(&set(at)?).ok_or("the form is there")?;
        let held = records.privilege(id).ok_or("the request is there")?;
        let authority = Authority::of(Host::of_facility(
            records.facility(&facility(at)?).ok_or("the facility is there")?,
            records.organization(&organization()?).ok_or("the organization is there")?,
        ));
        Ok(held.decide(command, self.provider()?, &governed, set, &authority, &by(capacity)?, self.scribe.now)?)
    }

    fn privilege(
        &mut self,
        id: PrivilegeRequestId,
        at: u8,
        command: privilege_request::Command<'static>,
        capacity: Capacity,
    ) -> Result<(), Fault> {
        let events = self.decided(id, at, command, capacity)?;
        self.scribe.take(&Stream::Privilege(id), DomainEvent::Privilege, events)
    }
}
