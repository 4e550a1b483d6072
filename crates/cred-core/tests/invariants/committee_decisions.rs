//! What bodies decide by their votes: files, recommendations, grants and appointments; and the file that ages under their hands.

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Appointment, Cause, ReviewAction},
    credentialing::{
        credentialing_file,
        meeting::matter::{Matter, Motion},
    },
    evidence::reply::Reply,
    id::{CredentialingFileId, MeetingId},
    journal::{DomainEvent, Stream},
    privileging::{
        corrective_action::{self, Delivery, FinalAction, NoticeContent, PanelMember, Waiver},
        privilege_request,
    },
    provider::credential::Credential,
    refusal::{Reason, Refusal},
};

use crate::{
    body::{
        active, adopt, attend, committee, convene, decided, grant, member, pending, place, reviewed, spoken, unanimous,
        verified, vote,
    },
    expedited::{Way, waiting},
    house::{CORE, SourceAnswer, az_license, date, found, text},
    plan::Plan,
    world::{NAME, World, actor, facility_id},
};

const CC: Capacity = Capacity::CredentialsCommittee;

fn approve(world: &World, id: CredentialingFileId, meeting: Option<MeetingId>, by: &Actor) -> Result<(), Refusal> {
    let meeting = meeting.and_then(|id| world.records.meeting(id));
    let authority = world.authority().at_meeting(meeting);
    let command = credentialing_file::Command::Approve(Box::new(world.assessment()));
    world.records.file(id).unwrap().decide(command, world.provider(), &authority, &[], by, world.now).map(|_| ())
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

// Catches: an adverse final action by whoever says to be the board; a panel's word without the panel's vote; a vote against it taken for it.
#[test]
fn inv_40_a_final_action_and_the_panels_word_take_the_vote_the_rules_ask_for() {
    use corrective_action::Command;
    let no_vote = |refused: Result<(), Refusal>| assert_eq!(refused.unwrap_err().reason().code(), "no-valid-vote");
    let (board, panel) = (actor(Capacity::Board), actor(Capacity::HearingPanel));
    let mut world = crate::plan::world();
    adopt(&mut world, vec![committee(Capacity::Board), committee(Capacity::HearingPanel)]);
    let id = world.investigate(Cause::CompetenceOrConduct);
    let matter = Matter::CorrectiveAction(id);
    let action = ReviewAction::Revocation;
    world.matter(id, Command::Recommend { action, reason: text("poor") }, &actor(Capacity::Mec)).unwrap();
    let notify = Command::Notify {
        sent_on: crate::matters::day_of(world.now),
        delivery: Delivery::InHand,
        received_on: None,
        contents: NoticeContent::ALL.to_vec(),
    };
    world.matter(id, notify, &actor(Capacity::Msp)).unwrap();
    let himself = crate::matters::in_person(&world);
    let taken = |world: &World, action| {
        Command::TakeFinalAction(FinalAction { action, from: world.now, until: None, reason: text("poor") })
    };
    // After a waiver, the board.
    let mut waived = world.clone();
    waived.matter(id, Command::RecordWaiver { how: Waiver::Written }, &himself).unwrap();
    let revoke = taken(&waived, action);
    no_vote(waived.matter(id, revoke.clone(), &board));
    let mut against = waived.clone();
    let meeting = unanimous(&mut against, Capacity::Board, &matter, Motion::Deny);
    no_vote(against.matter_at(id, revoke.clone(), &board, Some(meeting)));
    let nothing = taken(&against, ReviewAction::None);
    no_vote(against.matter(id, nothing.clone(), &board));
    against.matter_at(id, nothing, &board, Some(meeting)).unwrap();
    let meeting = unanimous(&mut waived, Capacity::Board, &matter, Motion::Approve);
    waived.matter_at(id, revoke, &board, Some(meeting)).unwrap();
    assert!(waived.records.corrective_action(id).unwrap().decision().is_some());
    // At a hearing, the panel.
    world.matter(id, Command::RequestHearing, &himself).unwrap();
    let hearing_at = world.now + TimeDelta::days(40);
    let notice_on = crate::matters::day_of(world.now);
    let call = Command::ScheduleHearing { notice_on, hearing_at, place: text("board room"), witnesses: vec![] };
    world.matter(id, call, &actor(Capacity::Msp)).unwrap();
    let sits =
        |name| PanelMember { name: text(name), provider: None, direct_competitor: false, took_part_earlier: false };
    let members = vec![sits("Ada"), sits("Ben"), sits("Cyd")];
    world.matter(id, Command::AppointPanel { members }, &actor(Capacity::Mec)).unwrap();
    world.now = hearing_at + TimeDelta::hours(2);
    let word = || Command::ConcludeHearing { recommends: action, report: text("as found") };
    no_vote(world.matter(id, word(), &panel));
    let meeting = unanimous(&mut world, Capacity::HearingPanel, &matter, Motion::Recommend);
    world.matter_at(id, word(), &panel, Some(meeting)).unwrap();
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
    let events = held.decide(defer, world.provider(), &authority, &[], &actor(CC), world.now).unwrap();
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
    world.file(file, File::Attest { signed_on: None, adverse: vec![] }, &applicant).unwrap();
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
    let approve = credentialing_file::Command::Approve(Box::new(world.assessment()));
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
    Appointment::appoint(&proof, world.provider(), &facility, [], active(now), &authority, &board, now).unwrap();
}
