//! Bodies of the test world: convened, their matters placed, their votes put, and what they decide by them; through the public commands
//! alone.

use cred_core::{
    actor::Capacity,
    appointment::AppointmentTerms,
    credentialing::{
        assessment::Assessment,
        credentialing_file,
        meeting::{
            Command, Meeting,
            host::Host,
            matter::{Matter, Motion},
            member::Member,
            vote::Ballots,
        },
    },
    facility,
    id::{CredentialingFileId, MeetingId, PackId, PrivilegeRequestId},
    journal::{DomainEvent, Stream},
    privileging::privilege_request::{self, GrantTerms, Recommendation},
    provider::Provider,
    refusal::Refusal,
    standard::{
        adoption::Adoption,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{Topic, credentialing::Committee},
    },
    time::Instant,
};
use uuid::Uuid;

use crate::{
    house::{CORE, SourceAnswer, date, text},
    plan::Plan,
    world::{NAME, NPI, World, actor, facility_id, organization_id, set_id},
};

/// A member who votes and is nothing else.
pub(crate) fn member(name: &str) -> Member {
    Member {
        name: text(name),
        physician: false,
        voting: true,
        board: false,
        provider: None,
        department: None,
        conflicts: vec![],
    }
}

pub(crate) fn named(index: usize) -> String {
    format!("member {index}")
}

pub(crate) fn votes(in_favour: &[&str], against: &[&str]) -> Ballots {
    let names = |names: &[&str]| names.iter().map(|name| text(name)).collect();
    Ballots { in_favour: names(in_favour), against: names(against), abstain: vec![] }
}

fn host(world: &World) -> Host<'_> {
    let organization = world.records.organization(&organization_id()).unwrap();
    Host::of_facility(world.records.facility(&facility_id()).unwrap(), organization)
}

/// Two years of the active staff from an instant.
pub(crate) fn active(start: Instant) -> AppointmentTerms {
    AppointmentTerms { category: text("active"), start, months: 24, membership: true, provisional_until: None }
}

/// The facility adopts a pack of bylaws with these rules.
pub(crate) fn adopt(world: &mut World, topics: Vec<Topic>) {
    if topics.is_empty() {
        return;
    }
    let rule = |topic| Rule {
        code: Some(text("4.2")),
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    };
    let pack = RulePack {
        id: PackId::parse("valley-committees").unwrap(),
        title: text("How the committees of Valley vote"),
        body: text("Valley"),
        program: text("committees"),
        edition: text("2026"),
        applies_from: date("2026-01-01"),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("the test"),
        confidence: Confidence::Seen,
        rules: topics.into_iter().map(rule).collect(),
    };
    let from = world.records.facility(&facility_id()).unwrap().zone().date_at(world.now);
    let adoption = Adoption { pack, from, to: None, readings: std::collections::BTreeMap::new() };
    world.facility(facility::Command::AdoptPack(Box::new(adoption))).unwrap();
}

pub(crate) fn convene(world: &mut World, body: Capacity, members: Vec<Member>) -> Result<MeetingId, Refusal> {
    let id = MeetingId::from_uuid(Uuid::from_u128(9_000 + world.records.meetings().count() as u128));
    let by = actor(body);
    let events = Meeting::convene(&host(world), body, world.now, members, &by, world.now)?;
    world.record(Stream::Meeting(id), DomainEvent::Meeting, events);
    Ok(id)
}

/// A command about the world's provider, given by the body itself.
pub(crate) fn give(
    world: &mut World,
    id: MeetingId,
    command: impl for<'a> Fn(&'a Provider, &'a World) -> Command<'a>,
) -> Result<(), Refusal> {
    let meeting = world.records.meeting(id).unwrap();
    let by = actor(meeting.body());
    let events = meeting.decide(command(world.provider(), world), &host(world), &by, world.now)?;
    world.record(Stream::Meeting(id), DomainEvent::Meeting, events);
    Ok(())
}

pub(crate) fn place(world: &mut World, id: MeetingId, matter: &Matter) -> Result<(), Refusal> {
    give(world, id, |subject, world| Command::PlaceMatter {
        matter: matter.clone(),
        subject,
        about: text("a surgeon"),
        earlier: world.records.meetings().collect(),
    })
}

pub(crate) fn attend(world: &mut World, id: MeetingId, present: &[&str]) -> Result<(), Refusal> {
    give(world, id, |_, _| Command::RecordAttendance { present: present.iter().map(|name| text(name)).collect() })
}

pub(crate) fn recuse(world: &mut World, id: MeetingId, matter: &Matter, member: &str) -> Result<(), Refusal> {
    give(world, id, |subject, _| Command::Recuse {
        member: text(member),
        matter: matter.clone(),
        subject,
        reason: text("a partner in practice"),
    })
}

pub(crate) fn vote(
    world: &mut World,
    id: MeetingId,
    matter: &Matter,
    motion: Motion,
    ballots: &Ballots,
) -> Result<(), Refusal> {
    give(world, id, |subject, _| Command::Vote { matter: matter.clone(), motion, subject, ballots: ballots.clone() })
}

/// Three members, all there, of one mind about a motion.
pub(crate) fn unanimous(world: &mut World, body: Capacity, matter: &Matter, motion: Motion) -> MeetingId {
    let names = ["Ada", "Ben", "Cyd"];
    let sits = |name: &&str| Member { physician: true, board: true, ..member(name) };
    let id = convene(world, body, names.iter().map(sits).collect()).unwrap();
    place(world, id, matter).unwrap();
    attend(world, id, &names).unwrap();
    vote(world, id, matter, motion, &votes(&names, &[])).unwrap();
    id
}

/// A file of the world's provider, verified and classified, before the committee.
pub(crate) fn pending(world: &mut World) -> CredentialingFileId {
    use credentialing_file::Command as File;
    let id = reviewed(world);
    world.file(id, File::PlaceOnAgenda, &actor(Capacity::Msp)).unwrap();
    id
}

/// A file of the world's provider, verified and classified.
pub(crate) fn reviewed(world: &mut World) -> CredentialingFileId {
    use credentialing_file::Command as File;
    let id = world.open_file().unwrap();
    let applicant = cred_core::actor::Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider);
    let msp = actor(Capacity::Msp);
    world.file(id, File::Submit, &applicant).unwrap();
    world.file(id, File::Attest { signed_on: None, adverse: vec![] }, &applicant).unwrap();
    world.file(id, File::StartVerification, &msp).unwrap();
    world.file(id, File::CompleteVerification(Box::new(world.assessment())), &msp).unwrap();
    world.file(id, File::Classify(Box::new(world.assessment())), &msp).unwrap();
    id
}

pub(crate) fn committee(body: Capacity) -> Topic {
    Topic::Committee(Committee {
        body,
        quorum_members: None,
        quorum_percent: None,
        count_recused: false,
        physician_majority: false,
    })
}

/// The provider with everything verified on the days given, and no file yet.
pub(crate) fn verified(answers: Vec<SourceAnswer>) -> World {
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register(NAME, Some(NPI));
    for answer in &answers {
        world.verify(answer).unwrap();
    }
    world
}

pub(crate) fn decided(
    world: &World,
    id: PrivilegeRequestId,
    command: privilege_request::Command<'_>,
    body: Capacity,
    meeting: Option<MeetingId>,
    seen: Option<&Assessment>,
) -> Result<Vec<privilege_request::Event>, Refusal> {
    let authority = world.authority().at_meeting(meeting.and_then(|id| world.records.meeting(id))).seeing(seen);
    let facility = world.governed();
    let set = world.records.privilege_set(&set_id()).unwrap();
    let held = world.records.privilege(id).unwrap();
    held.decide(command, world.provider(), &facility, set, &authority, &actor(body), world.now)
}

pub(crate) fn grant(
    world: &World,
    id: PrivilegeRequestId,
    body: Capacity,
    meeting: Option<MeetingId>,
) -> Result<(), Refusal> {
    let start = world.newest_appointment().whole().unwrap().start().max(world.now);
    let command = privilege_request::Command::Grant {
        credentialed: world.newest_file().credentialed(world.now).unwrap(),
        appointed: world.newest_appointment().appointed(world.now).unwrap(),
        check: Box::new(world.check(CORE)),
        terms: GrantTerms { start, months: None, sites: vec![], conditions: vec![] },
    };
    decided(world, id, command, body, meeting, Some(&world.assessment())).map(|_| ())
}

pub(crate) fn spoken(favourable: bool) -> privilege_request::Command<'static> {
    privilege_request::Command::Recommend(Recommendation { favourable, note: text("as the committee said") })
}
