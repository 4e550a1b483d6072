//! What a committee of the board may decide between the board's meetings.

use chrono::TimeDelta;
use cred_core::{
    actor::Capacity,
    appointment::{self, Appointment},
    credentialing::{
        credentialing_file,
        meeting::{
            matter::{Matter, Motion},
            member::Member,
            vote::Ballots,
        },
    },
    evidence::reply::Reply,
    id::{MeetingId, PrivilegeRequestId},
    privileging::privilege_request::{self, GrantTerms},
    provider::credential::Credential,
    refusal::Reason,
    standard::topic::{Topic, credentialing::ExpeditedApproval, privileging::ReviewStep},
};
use proptest::prelude::*;

use crate::{
    body::{
        active, adopt, attend, convene, decided, grant, member, named, place, reviewed, spoken, unanimous, verified,
        vote,
    },
    house::{Bylaws, CORE, SourceAnswer, bylaws, text},
    plan::Plan,
    world::{NAME, NPI, World, actor, cases, facility_id},
};

const CC: Capacity = Capacity::CredentialsCommittee;
const BC: Capacity = Capacity::BoardCommittee;

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
        world.privilege(id, outcome, Capacity::Provider).unwrap();
    }
    assert_eq!(world.records.privilege(id).unwrap().state_name(), "board-review");
    id
}

/// Votes at all, of the board, present, and how the vote goes (0 none, 1 for, 2 against, 3 abstains).
type Sitting = (bool, bool, bool, u8);

type Is = fn(&Sitting) -> bool;

/// How the file came to its approval, and what the bodies said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
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

pub(crate) fn waiting(way: Way) -> (World, PrivilegeRequestId) {
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
        let approve = File::Approve(Box::new(world.assessment()));
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
        let ballots = Ballots { in_favour: cast(1), against: cast(2), abstain: cast(3) };
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

// Catches: a short term under investigation that slips through between the board's meetings; a renewal that may be expedited and is not.
#[test]
fn inv_42_a_new_term_under_investigation_is_for_the_whole_board() {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let held = world.newest_appointment().clone();
    let matter = Matter::Reappointment(held.id());
    unanimous(&mut world, Capacity::Mec, &matter, Motion::Recommend);
    let meeting = unanimous(&mut world, BC, &matter, Motion::Approve);
    for (conditional, lawful) in [(None, true), (Some(text("until the review is over")), false)] {
        let seen = world.assessment();
        let authority = world.authority().at_meeting(world.records.meeting(meeting));
        let command = appointment::Command::Reappoint {
            proof: world.newest_file().credentialed(world.now).unwrap(),
            months: 12,
            conditional,
            investigation: None,
            authority: authority.knowing(world.records.meetings()).seeing(Some(&seen)),
        };
        let decided = held.decide(command, world.provider(), &world.governed(), &actor(BC), world.now);
        assert_eq!(decided.is_ok(), lawful, "{decided:?}");
    }
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
        let now = world.now;
        Appointment::appoint(&proof, world.provider(), &facility, [], active(now), &authority, &actor(BC), now)
    };
    assert_eq!(appoint(&world, None).unwrap_err().reason().code(), "no-valid-vote");
    let alone = unanimous(&mut world, BC, &matter, Motion::Approve);
    assert_eq!(appoint(&world, Some(alone)).unwrap_err().reason().code(), "requirements-open");
    for (motion, lawful) in [(Motion::Recommend, true), (Motion::RecommendAgainst, false)] {
        unanimous(&mut world, Capacity::Mec, &matter, motion);
        assert_eq!(appoint(&world, Some(alone)).is_ok(), lawful, "{motion}");
    }
}
