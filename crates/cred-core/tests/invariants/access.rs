//! Who may read what.

use cred_core::{
    access::{Audience, is_peer_review, may_read},
    actor::Capacity,
    appointment,
    id::{CorrectiveActionId, FacilityId, MeetingId},
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request,
    provider::{Provider, credential::Credential},
};
use proptest::prelude::*;

use crate::{
    happenings::happenings,
    house::{CORE, found, text},
    plan::world,
    world::{World, actor, cases, facility_id},
};

const OUTSIDE: [Audience; 3] = [Audience::Provider, Audience::Payer, Audience::OtherFacility];

fn readable(world: &World, audience: Audience) -> Vec<&Recorded> {
    world.history.iter().filter(|event| may_read(audience, event, &world.records, None, None)).collect()
}

proptest! {
    #![proptest_config(cases(32))]

    // Catches: a recommendation, an evaluation, a restriction or a suspension told to the provider, a payer or another house; a committee
    // that does not see its own matter.
    #[test]
    fn inv_66_peer_review_stays_within_its_walls(history in happenings()) {
        let mut world = world();
        for happening in &history {
            let _ = happening.befall(&mut world);
        }
        const KEPT: [&str; 11] = [
            "recommended", "recommended-against", "hearing-concluded", "fppe-concluded", "restricted", "suspended",
            "suspension-lifted", "standing-restored", "revoked", "sent-to-review", "criteria-not-met",
        ];
        for audience in OUTSIDE {
            for event in readable(&world, audience) {
                let machine = event.stream.kind();
                let kept = matches!(machine, "privilege" | "appointment") && KEPT.contains(&event.event.name());
                prop_assert!(!kept, "{audience:?} reads {machine} {}", event.event.name());
            }
        }
        for audience in [Audience::MedicalStaffOffice, Audience::Committee] {
            prop_assert_eq!(readable(&world, audience).len(), world.history.len());
        }
    }
}

// Catches: a peer's reference or the data bank's answer told to the provider; a verification nobody knows taken for a harmless one.
#[test]
fn inv_66_what_a_peer_said_is_peer_review() {
    let mut world = world();
    let peer = Credential::PeerReference { peer: text("Dr. Stone") };
    let id = world.verify(&found(peer, "2026-01-01", "")).unwrap();
    let of = |event: &&Recorded| event.stream == Stream::Verification(id);
    assert!(world.history.iter().filter(of).count() >= 3);
    for audience in OUTSIDE {
        assert_eq!(readable(&world, audience).iter().copied().filter(of).count(), 0);
        assert!(readable(&world, audience).len() > 20, "the licences and the like are told");
    }
    let unknown = cred_core::records::Records::default();
    assert!(world.history.iter().filter(of).all(|event| is_peer_review(event, &unknown)));
}

// Catches: the peer review of one house read in another; a committee member who reads about themself as one of the committee.
#[test]
fn inv_66_a_house_reads_its_own_and_nobody_reads_about_themself() {
    let world = world();
    let (own, other) = (facility_id(), FacilityId::parse("elsewhere").unwrap());
    let kept: Vec<&Recorded> = world.history.iter().filter(|event| is_peer_review(event, &world.records)).collect();
    assert!(!kept.is_empty());
    for event in kept {
        let read = |of, at| may_read(Audience::Committee, event, &world.records, of, at);
        assert!(read(Some(&own), Some(&own)) && !read(Some(&own), Some(&other)));
    }
    let subject = world.provider();
    for capacity in Capacity::ALL {
        assert_eq!(Audience::of(&actor(capacity).being(world.provider), subject), Audience::Provider);
        let outside = matches!(
            capacity,
            Capacity::Provider
                | Capacity::Delegate
                | Capacity::Payer
                | Capacity::Cvo
                | Capacity::Facility
                | Capacity::System
        );
        assert_eq!(Audience::of(&actor(capacity), subject).is_within(), !outside, "{capacity}");
    }
}

// Catches: a record of a reading that changes the provider, or that outsiders may read.
#[test]
fn inv_66_every_reading_is_recorded_and_is_kept_itself() {
    let mut world = world();
    let before = world.provider().clone();
    let read = Provider::peer_review_read(&actor(Capacity::Mec), text("reappointment"), 7);
    world.record(Stream::Provider(world.provider), DomainEvent::Provider, vec![read]);
    assert_eq!(world.provider(), &before);
    let last = world.history.last().unwrap();
    assert!(OUTSIDE.iter().all(|audience| !may_read(*audience, last, &world.records, None, None)));
    // What is given up is told, and that there is a new term; why it is a short one is not.
    let told = |world: &World| {
        let last = world.history.last().unwrap();
        OUTSIDE.iter().all(|audience| may_read(*audience, last, &world.records, None, None))
    };
    let from = world.now;
    for (short, readable) in [(None, true), (Some(text("few cases, complaints")), false)] {
        let mut world = world.clone();
        world.reappoint_for(12, short).unwrap();
        assert_eq!(told(&world), readable);
    }
    let core = world.newest_of(CORE).id();
    world.privilege(core, privilege_request::Command::Relinquish { from, cause: None }, Capacity::Msp).unwrap();
    assert!(told(&world));
    world.staff(appointment::Command::Resign { from, cause: None }, Capacity::Msp).unwrap();
    assert!(told(&world));
    // Whole machines of peer review, whatever they come to say.
    for stream in [
        Stream::CorrectiveAction(CorrectiveActionId::from_uuid(uuid::Uuid::from_u128(1))),
        Stream::Meeting(MeetingId::from_uuid(uuid::Uuid::from_u128(1))),
    ] {
        assert!(matches!(stream.kind(), "corrective-action" | "meeting"));
    }
}
