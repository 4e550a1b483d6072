//! Who votes and when a vote is valid: quorum, recusal, composition.

use cred_core::{
    actor::{Actor, Capacity},
    credentialing::{
        credentialing_file,
        meeting::{
            Command, Meeting,
            authority::Authority,
            host::{BODIES, Host},
            matter::{Matter, Motion},
            member::{Conflict, ConflictKind, Member},
            vote::Ballots,
        },
    },
    id::{CredentialingFileId, MeetingId},
    privileging::privilege_request::{self, Recommendation},
    provider::{
        self,
        name::{DatedName, NameKind, PersonName},
    },
    refusal::{Reason, Refusal},
    standard::topic::{Topic, credentialing::Committee},
};
use proptest::prelude::*;

use crate::{
    body::{adopt, attend, convene, member, named, pending, place, recuse, vote, votes},
    house::{CORE, text},
    plan::Plan,
    world::{NAME, NPI, World, actor, cases, organization_id},
};

const CC: Capacity = Capacity::CredentialsCommittee;

/// A provider whose file is before the committee; made once.
fn waiting() -> (World, CredentialingFileId) {
    static WORLD: std::sync::OnceLock<(World, CredentialingFileId)> = std::sync::OnceLock::new();
    let made = WORLD.get_or_init(|| {
        let plan = Plan::default();
        let mut world = World::with_house(&plan);
        world.provider = world.register(NAME, Some(NPI));
        for answer in &plan.answers {
            world.verify(answer).unwrap();
        }
        world.now = plan.approved_at;
        let file = pending(&mut world);
        (world, file)
    });
    made.clone()
}

/// The committee denies the file at a meeting, or without one. The adopted rules are the facility's.
fn deny(world: &World, file: CredentialingFileId, meeting: Option<MeetingId>) -> Result<(), Refusal> {
    let meeting = meeting.and_then(|id| world.records.meeting(id));
    let authority = world.authority().at_meeting(meeting);
    let command = credentialing_file::Command::Deny { reason: text("as voted") };
    let held = world.records.file(file).unwrap();
    held.decide(command, world.provider(), &authority, &[], &actor(CC), world.now).map(|_| ())
}

/// What a member is and does: votes at all, physician, present, recused, and how the vote goes (0 none, 1 for, 2 against, 3 abstains).
type Sitting = (bool, bool, bool, bool, u8);

#[derive(Debug, Clone)]
struct House {
    members: Vec<Sitting>,
    rule: Option<Committee>,
}

fn house() -> impl Strategy<Value = House> {
    let sitting =
        (prop::bool::weighted(0.8), any::<bool>(), prop::bool::weighted(0.7), prop::bool::weighted(0.25), 0_u8..4);
    let rule = (prop::option::of(1_u32..5), prop::option::of(1_u32..=100), any::<bool>(), prop::bool::weighted(0.3));
    let rule = rule.prop_map(|(quorum_members, quorum_percent, count_recused, physician_majority)| Committee {
        body: CC,
        quorum_members,
        quorum_percent,
        count_recused,
        physician_majority,
    });
    (prop::collection::vec(sitting, 1..8), prop::option::of(rule)).prop_map(|(members, rule)| House { members, rule })
}

impl House {
    fn count(&self, of: impl Fn(&Sitting) -> bool) -> usize {
        self.members.iter().filter(|member| member.0 && of(member)).count()
    }

    /// Written down again from the field notes, by counting alone.
    fn is_able(&self) -> bool {
        let may = |m: &Sitting| !m.3;
        let counts = |m: &Sitting| self.rule.as_ref().is_some_and(|rule| rule.count_recused) || !m.3;
        let (base, here) = (self.count(counts), self.count(|m| counts(m) && m.2));
        let quorum = match &self.rule {
            Some(rule) if rule.quorum_members.is_some() || rule.quorum_percent.is_some() => {
                rule.quorum_members.is_none_or(|least| here >= least as usize)
                    && rule.quorum_percent.is_none_or(|percent| here * 100 >= base * percent as usize)
            }
            _ => here * 2 > base,
        };
        let physicians = self
            .rule
            .as_ref()
            .is_none_or(|rule| !rule.physician_majority || self.count(|m| m.1) * 2 > self.count(|_| true));
        self.count(|m| may(m) && m.2) > 0 && quorum && physicians
    }

    fn carries(&self) -> bool {
        let cast = |which| self.count(|m| !m.3 && m.2 && m.4 == which);
        cast(1) > cast(2)
    }

    fn members(&self) -> Vec<Member> {
        let sits = |(index, (voting, physician, ..)): (usize, &Sitting)| Member {
            voting: *voting,
            physician: *physician,
            ..member(&named(index))
        };
        self.members.iter().enumerate().map(sits).collect()
    }

    fn names(&self, of: impl Fn(&Sitting) -> bool) -> Vec<String> {
        self.members.iter().enumerate().filter(|(_, m)| of(m)).map(|(index, _)| named(index)).collect()
    }

    /// Every lawful vote as it is meant.
    fn ballots(&self) -> Ballots {
        let cast = |which| {
            self.names(|m| m.0 && m.2 && !m.3 && m.4 == which).iter().map(|name| text(name)).collect::<Vec<_>>()
        };
        Ballots { in_favour: cast(1), against: cast(2), abstain: cast(3) }
    }

    /// The meeting, sitting, with everybody recused who is.
    fn sit(&self, world: &mut World, matter: &Matter) -> MeetingId {
        adopt(world, self.rule.clone().map(Topic::Committee).into_iter().collect());
        let id = convene(world, CC, self.members()).unwrap();
        place(world, id, matter).unwrap();
        for name in self.names(|m| m.3) {
            recuse(world, id, matter, &name).unwrap();
        }
        let here = self.names(|m| m.2);
        attend(world, id, &here.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        id
    }
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn inv_40_quorum_is_counted_on_those_entitled_and_a_decision_without_one_is_void(house in house()) {
        prop_assume!(house.count(|_| true) > 0);
        let (mut world, file) = waiting();
        let matter = Matter::CredentialingFile(file);
        let id = house.sit(&mut world, &matter);
        let needed = house.rule.is_some();
        prop_assert_eq!(deny(&world, file, None).is_err(), needed);
        let put = vote(&mut world, id, &matter, Motion::Deny, &house.ballots());
        prop_assert_eq!(put.is_ok(), house.is_able(), "{:?}", put);
        if let Err(refused) = put {
            prop_assert_eq!(refused.reason().code(), "no-valid-vote");
        }
        let carried = house.is_able() && house.carries();
        let meeting = world.records.meeting(id).unwrap();
        prop_assert_eq!(meeting.carried(&matter, Motion::Deny).is_some(), carried);
        for other in [Motion::Approve, Motion::Defer, Motion::Recommend] {
            prop_assert!(meeting.carried(&matter, other).is_none());
        }
        // A meeting that is named must have carried it, rule or no rule.
        prop_assert_eq!(deny(&world, file, Some(id)).is_ok(), carried);
    }

    #[test]
    fn inv_39_no_vote_is_taken_of_the_recused_the_absent_or_those_without_one(house in house(), who in 0_usize..8, twice in any::<bool>()) {
        prop_assume!(house.count(|_| true) > 0);
        let (mut world, file) = waiting();
        let matter = Matter::CredentialingFile(file);
        let id = house.sit(&mut world, &matter);
        let mut ballots = house.ballots();
        let who = who % house.members.len();
        let lawful = matches!(house.members[who], (true, _, true, false, _));
        let cast = ballots.in_favour.iter().chain(&ballots.against).chain(&ballots.abstain).any(|name| name.means(&named(who)));
        if lawful && (!cast || !twice) {
            return Ok(());
        }
        ballots.in_favour.push(text(&named(who)));
        let before = world.records.meeting(id).unwrap().clone();
        let refused = vote(&mut world, id, &matter, Motion::Approve, &ballots).unwrap_err();
        let wanted = if lawful { "duplicate" } else { "no-valid-vote" };
        prop_assert_eq!(refused.reason().code(), wanted);
        prop_assert_eq!(world.records.meeting(id).unwrap(), &before);
    }

    #[test]
    fn inv_39_nobody_votes_on_their_own_file_under_any_name(disguise in 0_usize..6, body in 0_usize..5, motion in 0_usize..5, late in any::<bool>()) {
        let (mut world, file) = waiting();
        let matter = Matter::CredentialingFile(file);
        let own = [NAME, NPI, "Okonkwo, Maya", "Dr. M. Okonkwo", "Maya Brandt", "somebody"][disguise];
        let alias = |world: &mut World| {
            let name = PersonName { family: text("Brandt"), given: Some(text("Maya")), middle: None, suffix: None };
            let former = DatedName { name, kind: NameKind::Former, from: None, to: None };
            world.provider_does(provider::Command::AddName(former)).unwrap();
        };
        if !late {
            alias(&mut world);
        }
        let herself = Member { provider: (own == "somebody").then_some(world.provider), ..member(own) };
        let (body, motion) = (BODIES[body], Motion::ALL[motion]);
        let board = |name| Member { board: true, physician: true, ..member(name) };
        let id = convene(&mut world, body, vec![herself, board("Ada"), board("Ben")]).unwrap();
        place(&mut world, id, &matter).unwrap();
        // A name that becomes known after the agenda was made counts as well.
        alias(&mut world);
        attend(&mut world, id, &[own, "Ada", "Ben"]).unwrap();
        let refused = vote(&mut world, id, &matter, motion, &votes(&[own, "Ada"], &[])).unwrap_err();
        prop_assert!(matches!(refused.reason(), Reason::OwnFile { .. }), "{refused}");
        // Present, she makes no quorum of one who may vote.
        attend(&mut world, id, &[own, "Ada"]).unwrap();
        prop_assert!(vote(&mut world, id, &matter, motion, &votes(&["Ada"], &[])).is_err());
        attend(&mut world, id, &[own, "Ada", "Ben"]).unwrap();
        vote(&mut world, id, &matter, motion, &votes(&["Ada", "Ben"], &[])).unwrap();
        let carried = world.records.meeting(id).unwrap().carried(&matter, motion).unwrap();
        prop_assert_eq!(&carried.vote().recused, &vec![text(own)]);
    }
}

// Catches: the applicant at the desk of the secretary, recusing who would vote against her or counting the votes.
#[test]
fn inv_39_nobody_keeps_a_meeting_about_themselves() {
    let (mut world, file) = waiting();
    let matter = Matter::CredentialingFile(file);
    let id = convene(&mut world, CC, vec![member("Ada")]).unwrap();
    place(&mut world, id, &matter).unwrap();
    attend(&mut world, id, &["Ada"]).unwrap();
    let host = Host::of_facility(
        world.records.facility(&crate::world::facility_id()).unwrap(),
        world.records.organization(&organization_id()).unwrap(),
    );
    let subject = world.provider();
    let commands = || {
        let matter = || matter.clone();
        let (about, reason, question) = (text("x"), text("a rival"), text("why?"));
        let ballots = votes(&["Ada"], &[]);
        let other = Matter::Reappointment(cred_core::id::AppointmentId::from_uuid(uuid::Uuid::from_u128(1)));
        [
            Command::PlaceMatter { matter: other, subject, about, earlier: vec![] },
            Command::Recuse { member: text("Ada"), matter: matter(), subject, reason },
            Command::Vote { matter: matter(), motion: Motion::Approve, subject, ballots },
            Command::Defer { matter: matter(), subject, question },
        ]
    };
    for herself in [Actor::new(NAME, Capacity::Msp).unwrap(), actor(CC).being(world.provider)] {
        for command in commands() {
            let meeting = world.records.meeting(id).unwrap();
            let refused = meeting.decide(command, &host, &herself, world.now).unwrap_err();
            assert!(matches!(refused.reason(), Reason::OwnFile { .. }), "{refused}");
        }
    }
}

// Catches: a declared conflict that nobody acts on; one with somebody else that silences a member here.
#[test]
fn inv_39_a_declared_conflict_with_this_provider_recuses() {
    let (mut world, file) = waiting();
    let matter = Matter::CredentialingFile(file);
    let another = world.register("Ida Lindqvist", None);
    let with = |provider, kind| vec![Conflict { kind, with: Some(provider), note: text("declared in January") }];
    let partner = Member { conflicts: with(world.provider, ConflictKind::Partner), ..member("Ada") };
    let brother = Member { conflicts: with(another, ConflictKind::Relative), ..member("Ben") };
    let id = convene(&mut world, CC, vec![partner, brother, member("Cyd")]).unwrap();
    place(&mut world, id, &matter).unwrap();
    attend(&mut world, id, &["Ada", "Ben", "Cyd"]).unwrap();
    let refused = vote(&mut world, id, &matter, Motion::Approve, &votes(&["Ada", "Ben"], &[])).unwrap_err();
    assert!(matches!(refused.reason(), Reason::NoValidVote { .. }), "{refused}");
    vote(&mut world, id, &matter, Motion::Approve, &votes(&["Ben", "Cyd"], &[])).unwrap();
}

// Catches: a panel with a direct competitor, or with somebody who voted on the matter in the executive committee, whatever they declare.
#[test]
fn inv_44_no_competitor_and_no_earlier_decider_sits_on_a_hearing_panel() {
    let (mut world, file) = waiting();
    let matter = Matter::CredentialingFile(file);
    let mec = convene(&mut world, Capacity::Mec, vec![member("Ada"), member("Ben"), member("Cyd")]).unwrap();
    place(&mut world, mec, &matter).unwrap();
    attend(&mut world, mec, &["Ada", "Ben"]).unwrap();
    vote(&mut world, mec, &matter, Motion::RecommendAgainst, &votes(&["Ada"], &["Ben"])).unwrap();
    let another = world.register("Ida Lindqvist", None);
    let conflict = |kind, with| vec![Conflict { kind, with, note: text("the same street") }];
    let subject = Some(world.provider);
    let who = |name: &str, kind, with| Member { conflicts: conflict(kind, with), ..member(name) };
    let panels = [
        (member("Ada"), false),
        (member("ben"), false),
        (member("Cyd"), true),
        (member("Dot"), true),
        (who("Dot", ConflictKind::Competitor, subject), false),
        (who("Dot", ConflictKind::Competitor, None), false),
        (who("Dot", ConflictKind::EarlierDecider, subject), false),
        (who("Dot", ConflictKind::Competitor, Some(another)), true),
    ];
    for (third, sits) in panels {
        let mut world = world.clone();
        let told = format!("{third:?}");
        let panel = convene(&mut world, Capacity::HearingPanel, vec![member("Eve"), member("Fay"), third]).unwrap();
        let placed = place(&mut world, panel, &matter);
        assert_eq!(placed.is_ok(), sits, "{told}");
        if let Err(refused) = placed {
            assert!(matches!(refused.reason(), Reason::NoValidVote { .. }), "{refused}");
        }
    }
}

// Catches: a vote by the rules of the meeting's house that another house's decision takes over; one of another matter, motion, body, day.
#[test]
fn a_vote_decides_its_own_matter_its_own_way_on_its_own_day() {
    let (mut world, file) = waiting();
    let matter = Matter::CredentialingFile(file);
    let other = Matter::CredentialingFile(CredentialingFileId::from_uuid(uuid::Uuid::from_u128(1)));
    let id = crate::body::unanimous(&mut world, CC, &matter, Motion::Deny);
    let elsewhere = crate::body::unanimous(&mut world, CC, &other, Motion::Deny);
    let mec = crate::body::unanimous(&mut world, Capacity::Mec, &matter, Motion::Deny);
    let approving = crate::body::unanimous(&mut world, CC, &matter, Motion::Approve);
    for wrong in [elsewhere, mec, approving] {
        let refused = deny(&world, file, Some(wrong)).unwrap_err();
        assert!(matches!(refused.reason(), Reason::NoValidVote { .. } | Reason::Mismatch { .. }), "{refused}");
    }
    // A proof handed over by itself is looked at as closely.
    let held = world.records.file(file).unwrap();
    let decided = |meeting: &Meeting, matter: &Matter, motion| {
        let authority: Authority<'_> = world.authority().by_vote(meeting.carried(matter, motion));
        let command = credentialing_file::Command::Deny { reason: text("as voted") };
        held.decide(command, world.provider(), &authority, &[], &actor(CC), world.now)
    };
    let meeting = |id| world.records.meeting(id).unwrap();
    for (id, matter, motion) in
        [(elsewhere, &other, Motion::Deny), (mec, &matter, Motion::Deny), (approving, &matter, Motion::Approve)]
    {
        let refused = decided(meeting(id), matter, motion).unwrap_err();
        assert!(matches!(refused.reason(), Reason::Mismatch { what: "the vote", .. }), "{refused}");
    }
    decided(meeting(id), &matter, Motion::Deny).unwrap();
    deny(&world, file, Some(id)).unwrap();
    let voted_at = world.now;
    for (now, lawful) in [
        (voted_at + chrono::TimeDelta::hours(1), true),
        (voted_at - chrono::TimeDelta::seconds(1), false),
        (voted_at + chrono::TimeDelta::days(1), false),
    ] {
        world.now = now;
        let decided = deny(&world, file, Some(id));
        assert_eq!(decided.is_ok(), lawful, "{decided:?}");
    }
}

// Catches: a stricter rule that a meeting of the organisation did not know, and the facility's decision leaves out.
#[test]
fn a_meeting_of_the_organisation_is_held_to_the_facilitys_rules_where_it_decides_for_it() {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let request = world.request(CORE).unwrap();
    let check = privilege_request::Command::CheckCriteria(Box::new(world.check(CORE)));
    world.privilege(request, check, Capacity::Msp).unwrap();
    let spoken =
        |favourable| privilege_request::Command::Recommend(Recommendation { favourable, note: text("competent") });
    world.privilege(request, spoken(true), Capacity::Chair).unwrap();
    let matter = Matter::Privilege(request);
    // The organisation's executive committee: one of three is there by a rule of nobody's, so two are needed; two are.
    let organization = world.records.organization(&organization_id()).unwrap().clone();
    let host = Host::of_organization(&organization);
    let by = actor(Capacity::Mec);
    let id = MeetingId::from_uuid(uuid::Uuid::from_u128(8_000));
    let members = vec![member("Ada"), member("Ben"), member("Cyd")];
    let events = Meeting::convene(&host, Capacity::Mec, world.now, members, &by, world.now).unwrap();
    let mut meeting = Meeting::begin(id, &events[0]).unwrap();
    let subject = world.provider().clone();
    for command in [
        Command::PlaceMatter { matter: matter.clone(), subject: &subject, about: text("core"), earlier: vec![] },
        Command::RecordAttendance { present: vec![text("Ada"), text("Ben")] },
        Command::Vote {
            matter: matter.clone(),
            motion: Motion::Recommend,
            subject: &subject,
            ballots: votes(&["Ada", "Ben"], &[]),
        },
    ] {
        for event in meeting.decide(command, &host, &by, world.now).unwrap() {
            meeting.apply(&event).unwrap();
        }
    }
    let recommended = |world: &World| {
        let authority = world.authority().at_meeting(Some(&meeting));
        let facility = world.governed();
        let set = world.records.privilege_set(&crate::world::set_id()).unwrap();
        let held = world.records.privilege(request).unwrap();
        held.decide(spoken(true), world.provider(), &facility, set, &authority, &by, world.now)
    };
    recommended(&world).unwrap();
    let all = Committee {
        body: Capacity::Mec,
        quorum_members: Some(3),
        quorum_percent: None,
        count_recused: false,
        physician_majority: false,
    };
    adopt(&mut world, vec![Topic::Committee(all)]);
    let refused = recommended(&world).unwrap_err();
    assert!(matches!(refused.reason(), Reason::NoValidVote { because, .. } if because.contains("4.2")), "{refused}");
}
