//! What bodies decide by their votes: files, recommendations, grants and appointments; what may be expedited; and the file that ages
//! under their hands.

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Appointment},
    credentialing::{
        assessment::Assessment,
        credentialing_file,
        meeting::{
            matter::{Matter, Motion},
            member::Member,
        },
    },
    evidence::reply::Reply,
    id::{CredentialingFileId, MeetingId, PrivilegeRequestId},
    journal::{DomainEvent, Stream},
    privileging::privilege_request::{self, GrantTerms, Recommendation},
    provider::credential::Credential,
    refusal::{Reason, Refusal},
    standard::topic::{
        Topic,
        credentialing::{Committee, ExpeditedApproval},
        privileging::ReviewStep,
    },
};
use proptest::prelude::*;

use crate::{
    body::{adopt, attend, convene, member, named, pending, place, reviewed, unanimous, vote},
    house::{Bylaws, CORE, SourceAnswer, az_license, bylaws, date, found, text},
    plan::Plan,
    world::{NAME, NPI, World, actor, cases, facility_id, set_id},
};

const CC: Capacity = Capacity::CredentialsCommittee;
const BC: Capacity = Capacity::BoardCommittee;

fn committee(body: Capacity) -> Topic {
    Topic::Committee(Committee {
        body,
        quorum_members: None,
        quorum_percent: None,
        count_recused: false,
        physician_majority: false,
    })
}

/// The provider with everything verified on the days given, and no file yet.
fn verified(answers: Vec<SourceAnswer>) -> World {
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register(NAME, Some(NPI));
    for answer in &answers {
        world.verify(answer).unwrap();
    }
    world
}

fn approve(world: &World, id: CredentialingFileId, meeting: Option<MeetingId>, by: &Actor) -> Result<(), Refusal> {
    let meeting = meeting.and_then(|id| world.records.meeting(id));
    let authority = world.authority().at_meeting(meeting);
    let organization = world.records.organization(&crate::world::organization_id()).unwrap();
    let command = credentialing_file::Command::Approve(Box::new(world.assessment()), Box::new(organization.clone()));
    world.records.file(id).unwrap().decide(command, world.provider(), &authority, by, world.now).map(|_| ())
}

fn decided(
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

fn grant(world: &World, id: PrivilegeRequestId, body: Capacity, meeting: Option<MeetingId>) -> Result<(), Refusal> {
    let start = world.newest_appointment().whole().unwrap().start().max(world.now);
    let command = privilege_request::Command::Grant {
        credentialed: world.newest_file().credentialed(world.now).unwrap(),
        appointed: world.newest_appointment().appointed(world.now).unwrap(),
        check: Box::new(world.check(CORE)),
        terms: GrantTerms { start, months: None, sites: vec![], conditions: vec![] },
    };
    decided(world, id, command, body, meeting, Some(&world.assessment())).map(|_| ())
}

fn spoken(favourable: bool) -> privilege_request::Command<'static> {
    privilege_request::Command::Recommend(Recommendation { favourable, note: text("as the committee said") })
}

/// A request that went through the bodies of the bylaws and is before the board; each body's word.
fn before_the_board(world: &mut World, words: &[(Capacity, bool)]) -> PrivilegeRequestId {
    let id = world.request(CORE).unwrap();
    let check = privilege_request::Command::CheckCriteria(Box::new(world.check(CORE)));
    world.privilege(id, check, Capacity::Msp).unwrap();
    for (body, favourable) in words {
        world.privilege(id, spoken(*favourable), *body).unwrap();
    }
    if world.records.privilege(id).unwrap().state_name() == "hearing-pending" {
        let outcome = privilege_request::Command::ConcludeHearing { outcome: text("waived") };
        world.privilege(id, outcome, Capacity::Msp).unwrap();
    }
    assert_eq!(world.records.privilege(id).unwrap().state_name(), "board-review");
    id
}

/// Votes at all, of the board, present, and how the vote goes (0 none, 1 for, 2 against, 3 abstains).
type Sitting = (bool, bool, bool, u8);

type Is = fn(&Sitting) -> bool;

/// How the file came to its approval, and what the bodies said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Clean,
    Flagged,
    ChairAgainst,
    MecAgainst,
    NoCommittee,
    CommitteeInstead,
    AdverseSince,
}

const WAYS: [Way; 7] = [
    Way::Clean,
    Way::Flagged,
    Way::ChairAgainst,
    Way::MecAgainst,
    Way::NoCommittee,
    Way::CommitteeInstead,
    Way::AdverseSince,
];

fn waiting(way: Way) -> (World, PrivilegeRequestId) {
    static WORLDS: std::sync::OnceLock<Vec<(World, PrivilegeRequestId)>> = std::sync::OnceLock::new();
    let made = WORLDS.get_or_init(|| WAYS.into_iter().map(make).collect());
    made[WAYS.iter().position(|own| *own == way).unwrap()].clone()
}

fn make(way: Way) -> (World, PrivilegeRequestId) {
    use credentialing_file::Command as File;
    let review = match way {
        Way::NoCommittee => vec![ReviewStep::Chair],
        Way::CommitteeInstead => vec![ReviewStep::CredentialsCommittee],
        Way::Clean | Way::Flagged | Way::ChairAgainst | Way::MecAgainst | Way::AdverseSince => {
            vec![ReviewStep::Chair, ReviewStep::Mec]
        }
    };
    let plan = Plan { items: vec![], bylaws: Bylaws { review, ..bylaws() }, ..Plan::default() };
    let mut world = World::with_house(&plan);
    world.provider = world.register(NAME, Some(NPI));
    for answer in &plan.answers {
        world.verify(answer).unwrap();
    }
    world.now = plan.approved_at;
    if way == Way::Flagged {
        let id = reviewed(&mut world);
        world.file(id, File::Flag { reason: text("a gap") }, &actor(Capacity::Msp)).unwrap();
        world.file(id, File::PlaceOnAgenda, &actor(Capacity::Msp)).unwrap();
        let organization = world.records.organization(&crate::world::organization_id()).unwrap().clone();
        let approve = File::Approve(Box::new(world.assessment()), Box::new(organization));
        world.file(id, approve, &actor(CC)).unwrap();
    } else {
        world.approve().unwrap();
    }
    world.now = plan.appointed_at;
    world.appoint(plan.zone.start_of_day(plan.term.0), 24).unwrap();
    let id = match way {
        Way::NoCommittee => before_the_board(&mut world, &[(Capacity::Chair, true)]),
        Way::CommitteeInstead => before_the_board(&mut world, &[(CC, true)]),
        Way::ChairAgainst => before_the_board(&mut world, &[(Capacity::Chair, false), (Capacity::Mec, true)]),
        Way::MecAgainst => before_the_board(&mut world, &[(Capacity::Chair, true), (Capacity::Mec, false)]),
        Way::Clean | Way::Flagged | Way::AdverseSince => {
            before_the_board(&mut world, &[(Capacity::Chair, true), (Capacity::Mec, true)])
        }
    };
    if way == Way::AdverseSince {
        let reply = Reply::Reported { summary: text("a payment"), from: None, to: None };
        world.verify(&SourceAnswer::of(Credential::MalpracticeHistory.key(), reply)).unwrap();
    }
    (world, id)
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn inv_42_a_committee_of_the_board_expedites_by_enough_of_the_board_and_what_is_eligible(
        members in prop::collection::vec((prop::bool::weighted(0.8), prop::bool::weighted(0.7), prop::bool::weighted(0.8), 0_u8..4), 1..7),
        least in prop::option::of(1_u32..4),
        way in 0_usize..7,
        other in 0_usize..5,
    ) {
        prop_assume!(members.iter().any(|member| member.0));
        let way = if other == 0 { WAYS[way] } else { Way::Clean };
        let (mut world, id) = waiting(way);
        adopt(&mut world, least.map(|voting_members| Topic::ExpeditedApproval(ExpeditedApproval { voting_members })).into_iter().collect());
        let sits = |(index, (voting, board, ..)): (usize, &Sitting)| Member {
            voting: *voting,
            board: *board,
            ..member(&named(index))
        };
        let matter = Matter::Privilege(id);
        let meeting = convene(&mut world, BC, members.iter().enumerate().map(sits).collect()).unwrap();
        place(&mut world, meeting, &matter).unwrap();
        let names = |of: Is| -> Vec<String> {
            members.iter().enumerate().filter(|(_, m)| of(m)).map(|(index, _)| named(index)).collect()
        };
        let here = names(|m| m.2);
        attend(&mut world, meeting, &here.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        let cast = |which| {
            let cast = members.iter().enumerate().filter(|(_, m)| m.0 && m.2 && m.3 == which);
            cast.map(|(index, _)| text(&named(index))).collect::<Vec<_>>()
        };
        let ballots = cred_core::credentialing::meeting::vote::Ballots { in_favour: cast(1), against: cast(2), abstain: cast(3) };
        let put = vote(&mut world, meeting, &matter, Motion::Approve, &ballots);
        let least = least.unwrap_or(2) as usize;
        let (voting, present) = (names(|m| m.0).len(), names(|m| m.0 && m.2).len());
        let of_the_board = |of: Is| members.iter().filter(|m| m.0 && m.1 && m.2 && of(m)).count();
        let able = present * 2 > voting && of_the_board(|_| true) >= least;
        prop_assert_eq!(put.is_ok(), able, "{:?}", put);
        let carried = able && ballots.in_favour.len() > ballots.against.len() && of_the_board(|m| m.3 == 1) >= least;
        prop_assert_eq!(world.records.meeting(meeting).unwrap().carried(&matter, Motion::Approve).is_some(), carried);
        let eligible = matches!(way, Way::Clean | Way::CommitteeInstead);
        let granted = grant(&world, id, BC, Some(meeting));
        prop_assert_eq!(granted.is_ok(), carried && eligible, "{:?} {:?}", way, granted);
        // Without a vote it never decides, whatever is adopted; the whole board does, where no rule asks for one.
        prop_assert_eq!(grant(&world, id, BC, None).unwrap_err().reason().code(), "no-valid-vote");
        grant(&world, id, Capacity::Board, None).unwrap();
    }
}

// Catches: a refusal that leaves the reader guessing; a file judged as it was at the approval.
#[test]
fn inv_42_what_is_not_eligible_says_why() {
    for (way, wanted) in [
        (Way::Flagged, "not-clean"),
        (Way::AdverseSince, "not-clean"),
        (Way::ChairAgainst, "requirements-open"),
        (Way::MecAgainst, "requirements-open"),
        (Way::NoCommittee, "requirements-open"),
    ] {
        let (mut world, id) = waiting(way);
        let meeting = unanimous(&mut world, BC, &Matter::Privilege(id), Motion::Approve);
        assert_eq!(grant(&world, id, BC, Some(meeting)).unwrap_err().reason().code(), wanted, "{way:?}");
    }
    let (mut world, id) = waiting(Way::Clean);
    let meeting = unanimous(&mut world, BC, &Matter::Privilege(id), Motion::Approve);
    let start = world.newest_appointment().whole().unwrap().start();
    let command = || privilege_request::Command::Grant {
        credentialed: world.newest_file().credentialed(world.now).unwrap(),
        appointed: world.newest_appointment().appointed(world.now).unwrap(),
        check: Box::new(world.check(CORE)),
        terms: GrantTerms { start, months: None, sites: vec![], conditions: vec![] },
    };
    let unseen = decided(&world, id, command(), BC, Some(meeting), None).unwrap_err();
    assert_eq!(unseen.reason().code(), "requirements-open");
    let mut earlier = world.clone();
    earlier.now -= TimeDelta::minutes(1);
    let old = earlier.assessment();
    let stale = decided(&world, id, command(), BC, Some(meeting), Some(&old)).unwrap_err();
    assert!(matches!(stale.reason(), Reason::OutOfDate { what: "the assessment", .. }), "{stale}");
}

// Catches: a committee of the board that appoints before the executive committee spoke for it, or after it spoke against it.
#[test]
fn inv_42_an_expedited_appointment_rests_on_the_executive_committees_word() {
    let mut world = verified(crate::house::answers());
    world.now = Plan::default().approved_at;
    world.approve().unwrap();
    let matter = Matter::Appointment { provider: world.provider, facility: facility_id() };
    let appoint = |world: &World, meeting: Option<MeetingId>| {
        let seen = world.assessment();
        let authority = world.authority().at_meeting(meeting.and_then(|id| world.records.meeting(id)));
        let authority = authority.knowing(world.records.meetings()).seeing(Some(&seen));
        let facility = world.governed();
        let proof = world.newest_file().credentialed(world.now).unwrap();
        let (category, now) = (text("active"), world.now);
        Appointment::appoint(&proof, world.provider(), &facility, [], category, now, 24, &authority, &actor(BC), now)
    };
    assert_eq!(appoint(&world, None).unwrap_err().reason().code(), "no-valid-vote");
    let alone = unanimous(&mut world, BC, &matter, Motion::Approve);
    assert_eq!(appoint(&world, Some(alone)).unwrap_err().reason().code(), "requirements-open");
    for (motion, lawful) in [(Motion::Recommend, true), (Motion::RecommendAgainst, false)] {
        unanimous(&mut world, Capacity::Mec, &matter, motion);
        assert_eq!(appoint(&world, Some(alone)).is_ok(), lawful, "{motion}");
    }
}

// Catches: a body that decides or recommends by itself where a rule of its house asks for its vote; a rule of one body read as another's.
#[test]
fn inv_40_where_a_rule_asks_for_a_vote_nothing_is_decided_without_one() {
    let no_vote = |refused: Refusal| {
        let cited =
            matches!(refused.reason(), Reason::NoValidVote { because, .. } if because.contains("Valley committees"));
        assert!(cited, "{refused}");
    };
    // Files: approved, denied, put off.
    let mut world = verified(crate::house::answers());
    world.now = Plan::default().approved_at;
    let file = pending(&mut world);
    approve(&world, file, None, &actor(CC)).unwrap();
    let mut ruled = world.clone();
    adopt(&mut ruled, vec![committee(CC)]);
    no_vote(approve(&ruled, file, None, &actor(CC)).unwrap_err());
    approve(&ruled, file, None, &actor(Capacity::Board)).unwrap();
    let (reason, question) = (text("as voted"), text("which cases?"));
    for command in [credentialing_file::Command::Deny { reason }, credentialing_file::Command::Defer { question }] {
        no_vote(ruled.clone().file(file, command, &actor(CC)).unwrap_err());
    }
    let meeting = unanimous(&mut ruled, CC, &Matter::CredentialingFile(file), Motion::Approve);
    approve(&ruled, file, Some(meeting), &actor(CC)).unwrap();
    // Privileges: recommended, granted, denied.
    let (mut world, id) = waiting(Way::Clean);
    adopt(&mut world, vec![committee(Capacity::Board), committee(Capacity::Mec)]);
    no_vote(grant(&world, id, Capacity::Board, None).unwrap_err());
    let deny = privilege_request::Command::Deny { reason: text("as voted") };
    no_vote(world.clone().privilege(id, deny, Capacity::Board).unwrap_err());
    let meeting = unanimous(&mut world, Capacity::Board, &Matter::Privilege(id), Motion::Approve);
    grant(&world, id, Capacity::Board, Some(meeting)).unwrap();
    // The executive committee's word is the word it voted.
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    adopt(&mut world, vec![committee(Capacity::Mec)]);
    let id = world.request(CORE).unwrap();
    world.privilege(id, privilege_request::Command::CheckCriteria(Box::new(world.check(CORE))), Capacity::Msp).unwrap();
    world.privilege(id, spoken(true), Capacity::Chair).unwrap();
    no_vote(world.clone().privilege(id, spoken(true), Capacity::Mec).unwrap_err());
    let meeting = unanimous(&mut world, Capacity::Mec, &Matter::Privilege(id), Motion::RecommendAgainst);
    let mec = |favourable| decided(&world, id, spoken(favourable), Capacity::Mec, Some(meeting), None);
    assert!(matches!(mec(true).unwrap_err().reason(), Reason::NoValidVote { .. }));
    mec(false).unwrap();
    // Appointments: the first, and a new term.
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    adopt(&mut world, vec![committee(Capacity::Board)]);
    let held = world.newest_appointment().clone();
    let matter = Matter::Reappointment(held.id());
    let reappoint = |world: &World, meeting: Option<MeetingId>| {
        let proof = world.newest_file().credentialed(world.now).unwrap();
        let authority = world.authority().at_meeting(meeting.and_then(|id| world.records.meeting(id)));
        let command =
            appointment::Command::Reappoint { proof, months: 12, conditional: None, investigation: None, authority };
        let facility = world.governed();
        held.decide(command, world.provider(), &facility, &actor(Capacity::Board), world.now)
    };
    no_vote(reappoint(&world, None).unwrap_err());
    let meeting = unanimous(&mut world, Capacity::Board, &matter, Motion::Approve);
    reappoint(&world, Some(meeting)).unwrap();
    let mut world = verified(crate::house::answers());
    world.now = Plan::default().approved_at;
    world.approve().unwrap();
    adopt(&mut world, vec![committee(Capacity::Board)]);
    no_vote(world.clone().appoint(world.now, 24).unwrap_err());
}

// Catches: a deferral by common consent that the file does not take; one that lets the matter be decided in the same meeting after all.
#[test]
fn what_is_put_off_by_consent_is_put_off_and_no_more_is_voted_on_it() {
    let mut world = verified(crate::house::answers());
    world.now = Plan::default().approved_at;
    let file = pending(&mut world);
    adopt(&mut world, vec![committee(CC)]);
    let matter = Matter::CredentialingFile(file);
    let meeting = convene(&mut world, CC, ["Ada", "Ben", "Cyd"].map(member).to_vec()).unwrap();
    place(&mut world, meeting, &matter).unwrap();
    let put_off = |world: &mut World| {
        crate::body::give(world, meeting, |subject, _| cred_core::credentialing::meeting::Command::Defer {
            matter: matter.clone(),
            subject,
            question: text("why?"),
        })
    };
    attend(&mut world, meeting, &["Ada"]).unwrap();
    assert_eq!(put_off(&mut world).unwrap_err().reason().code(), "no-valid-vote");
    attend(&mut world, meeting, &["Ada", "Ben"]).unwrap();
    put_off(&mut world).unwrap();
    let again = vote(&mut world, meeting, &matter, Motion::Approve, &crate::body::votes(&["Ada", "Ben"], &[]));
    assert_eq!(again.unwrap_err().reason().code(), "duplicate");
    let defer = credentialing_file::Command::Defer { question: text("why?") };
    let authority = world.authority().at_meeting(world.records.meeting(meeting));
    let held = world.records.file(file).unwrap();
    let events = held.decide(defer, world.provider(), &authority, &actor(CC), world.now).unwrap();
    world.record(Stream::CredentialingFile(file), DomainEvent::CredentialingFile, events);
    assert_eq!(world.records.file(file).unwrap().state_name(), "deferred");
    assert!(approve(&world, file, Some(meeting), &actor(CC)).is_err());
}

// Catches: a medical director who approves what was flagged, what has become adverse since, his own file, or his own classification.
#[test]
fn inv_43_the_medical_director_approves_only_what_somebody_else_found_clean() {
    use credentialing_file::Command as File;
    let mut world = verified(crate::house::answers());
    world.now = Plan::default().approved_at;
    let director = Actor::new("Ida Lindqvist", Capacity::MedicalDirector).unwrap();
    let clean = {
        let mut world = world.clone();
        let file = reviewed(&mut world);
        (world, file)
    };
    approve(&clean.0, clean.1, None, &director).unwrap();
    let herself = Actor::new(NAME, Capacity::MedicalDirector).unwrap();
    assert_eq!(approve(&clean.0, clean.1, None, &herself).unwrap_err().reason().code(), "own-file");
    // Flagged, by rule or by a person: it goes to the committee.
    let mut flagged = clean.0.clone();
    flagged.file(clean.1, File::Flag { reason: text("a gap") }, &actor(Capacity::Msp)).unwrap();
    assert_eq!(approve(&flagged, clean.1, None, &director).unwrap_err().reason().code(), "not-in-this-state");
    flagged.file(clean.1, File::PlaceOnAgenda, &actor(Capacity::Msp)).unwrap();
    assert_eq!(approve(&flagged, clean.1, None, &director).unwrap_err().reason().code(), "not-yours");
    // Clean yesterday: what counts is this instant.
    let mut since = clean.0.clone();
    since.now += TimeDelta::hours(1);
    let reply = Reply::Reported { summary: text("a payment"), from: None, to: None };
    since.verify(&SourceAnswer::of(Credential::MalpracticeHistory.key(), reply)).unwrap();
    assert!(approve(&since, clean.1, None, &director).is_err());
    // Who classified it does not approve it alone, in whatever capacity.
    let file = world.open_file().unwrap();
    let applicant = Actor::new(NAME, Capacity::Provider).unwrap().being(world.provider);
    let msp = actor(Capacity::Msp);
    let himself = Actor::new("ida  lindqvist", Capacity::Msp).unwrap();
    let assessed = |world: &World| Box::new(world.assessment());
    world.file(file, File::Submit, &applicant).unwrap();
    world.file(file, File::Attest { adverse: vec![] }, &applicant).unwrap();
    world.file(file, File::StartVerification, &msp).unwrap();
    let complete = File::CompleteVerification(assessed(&world));
    world.file(file, complete, &msp).unwrap();
    let classify = File::Classify(assessed(&world));
    world.file(file, classify, &himself).unwrap();
    let refused = approve(&world, file, None, &director).unwrap_err();
    assert!(matches!(refused.reason(), Reason::Mismatch { what: "the actor", .. }), "{refused}");
    approve(&world, file, None, &actor(Capacity::MedicalDirector)).unwrap();
}

/// A file of which one element, the license, goes stale days before all others; the first instant at which it is stale.
fn aging() -> (World, CredentialingFileId, cred_core::time::Instant) {
    let mut answers = crate::house::answers();
    for answer in &mut answers {
        let license = answer.element == az_license().key();
        answer.evidence.verified_on = date(if license { "2026-01-02" } else { "2026-01-05" });
    }
    let mut world = verified(answers);
    let file = pending(&mut world);
    let (stale, _) = world.assessment().evaluation().truth().next_change(world.now).unwrap();
    (world, file, stale)
}

// Catches: a decision that looks at the agenda's day instead of its own; a whole file verified again for one element.
#[test]
fn edge_13_an_element_goes_stale_on_the_day_of_the_meeting() {
    let (mut world, file, stale) = aging();
    adopt(&mut world, vec![committee(CC)]);
    let matter = Matter::CredentialingFile(file);
    let committee = actor(CC);
    // The last good day, to its last microsecond: fresh.
    let mut in_time = world.clone();
    in_time.now = stale - TimeDelta::microseconds(1);
    let meeting = unanimous(&mut in_time, CC, &matter, Motion::Approve);
    approve(&in_time, file, Some(meeting), &committee).unwrap();
    // The meeting was postponed to the next day: the vote is a valid vote, and the decision is refused at that instant.
    world.now = stale;
    let meeting = unanimous(&mut world, CC, &matter, Motion::Approve);
    let refused = approve(&world, file, Some(meeting), &committee).unwrap_err();
    let Reason::RequirementsOpen { open } = refused.reason() else { panic!("{refused}") };
    assert_eq!(open.len(), 1, "{open:?}");
    // Only that element is verified again; the vote of the day stands.
    use credentialing_file::Command as File;
    world.file(file, File::ReVerify, &actor(Capacity::Msp)).unwrap();
    assert_eq!(approve(&world, file, Some(meeting), &committee).unwrap_err().reason().code(), "not-in-this-state");
    world.now += TimeDelta::hours(10);
    let today = world.records.facility(&facility_id()).unwrap().zone().date_at(world.now);
    world.verify(&found(az_license(), "2020-01-01", "2033-12-31").on(today)).unwrap();
    let msp = actor(Capacity::Msp);
    let complete = File::CompleteVerification(Box::new(world.assessment()));
    world.file(file, complete, &msp).unwrap();
    let classify = File::Classify(Box::new(world.assessment()));
    world.file(file, classify, &msp).unwrap();
    world.file(file, File::PlaceOnAgenda, &msp).unwrap();
    approve(&world, file, Some(meeting), &committee).unwrap();
    // The day after, that vote is of yesterday: the committee meets again.
    world.now += TimeDelta::days(1);
    assert_eq!(approve(&world, file, Some(meeting), &committee).unwrap_err().reason().code(), "out-of-date");
    let again = unanimous(&mut world, CC, &matter, Motion::Approve);
    approve(&world, file, Some(again), &committee).unwrap();
}

// Catches: the board's own date read as the plan's: the committee's approval stands although an element ages before the board sits.
#[test]
fn edge_13_the_board_three_weeks_later_does_not_undo_the_committees_approval() {
    let (mut world, file, stale) = aging();
    world.now = stale - TimeDelta::hours(6);
    let organization = world.records.organization(&crate::world::organization_id()).unwrap().clone();
    let approve = credentialing_file::Command::Approve(Box::new(world.assessment()), Box::new(organization));
    world.file(file, approve, &actor(CC)).unwrap();
    adopt(&mut world, vec![committee(Capacity::Board)]);
    world.now += TimeDelta::days(21);
    assert!(!world.assessment().open().is_empty());
    let matter = Matter::Appointment { provider: world.provider, facility: facility_id() };
    let meeting = unanimous(&mut world, Capacity::Board, &matter, Motion::Approve);
    let authority = world.authority().at_meeting(world.records.meeting(meeting));
    let facility = world.governed();
    let proof = world.newest_file().credentialed(world.now).unwrap();
    let (board, now) = (actor(Capacity::Board), world.now);
    Appointment::appoint(&proof, world.provider(), &facility, [], text("active"), now, 24, &authority, &board, now)
        .unwrap();
}
