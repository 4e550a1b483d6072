//! What is asked of whoever exercises is asked whatever carries it: supervision and cover, by the board's grant or by another carrier. Invariants
//! 6 and 10.

use chrono::TimeDelta;
use cred_core::{
    actor::Capacity,
    appointment,
    exercise::answer::Answer,
    facility,
    id::ProviderId,
    provider::{credential::Credential, provider_type::ProviderType},
    refusal::Reason,
    standard::{limit::Limit, rule::OnBreach, topic::Topic, topic::privileging::DayCount},
    time::Instant,
    timeline::{finding::FindingReason, truth::Truth},
};

use crate::{
    house::{CORE, MAIN, answers, found, instant, insurance, license, text},
    identity::because,
    plan::Plan,
    special_disaster::flood,
    special_house::{adopt, adopt_at, for_need, rural, temporary, volunteer},
    special_proxy::by_proxy,
    supervising::{Staff, adopted, asked_of, plain_form, terms},
    world::World,
};

use Truth::{Met, Unmet};

fn reasons(answer: &Answer) -> Vec<FindingReason> {
    answer.because().iter().map(|finding| finding.cause.reason).collect()
}

/// A surgeon on the staff, and a nurse anaesthetist with a temporary privilege and no appointment, under a rule on supervision.
fn locum_nurse() -> Staff {
    let mut world = Plan { form: plain_form(), items: vec![CORE], ..Plan::default() }.build();
    let first = world.provider;
    let supervision = Topic::Supervision(asked_of(ProviderType::Crna));
    let rules = facility::Command::AdoptPack(Box::new(adopted(vec![supervision], OnBreach::Block)));
    world.at_the_beginning(|world| world.facility(rules)).unwrap();
    let nurse = world.register_as("Ana Ruiz", None, ProviderType::Crna);
    world.provider = nurse;
    for answer in answers() {
        world.verify(&answer).unwrap();
    }
    world.verify(&found(license("AZ", "CRNA", "N777"), "2020-01-01", "2033-12-31")).unwrap();
    world.now = instant("2026-03-01T17:00:00Z");
    adopt(&mut world, "need", vec![Topic::TemporaryCareNeed(temporary(Limit::days(60), DayCount::HeldDays))]);
    world.grant_temporary(CORE, for_need(&world, "no anaesthetist in March")).unwrap();
    Staff { world, first, second: first, nurse }
}

// Catches: a temporary privilege as a way around the rule that a profession works under supervision.
#[test]
fn inv_10_a_temporary_privilege_is_no_way_around_supervision() {
    let mut staff = locum_nurse();
    let now = staff.world.now;
    let alone = reasons(&staff.world.ask(CORE, MAIN, now));
    assert!(alone.contains(&FindingReason::NotSupervised), "{alone:?}");
    let (from, lost) = (now + TimeDelta::days(1), now + TimeDelta::days(9));
    staff.agree(staff.first, terms(from, None)).unwrap();
    staff.to(staff.first, |world| {
        world.staff(appointment::Command::Resign { from: lost, cause: None }, Capacity::Msp).unwrap();
    });
    for (at, may) in [(now, Unmet), (from, Met), (lost - TimeDelta::microseconds(1), Met), (lost, Unmet)] {
        assert_eq!(staff.may(at), may, "{at}");
    }
}

/// From now on physicians work under supervision at the facility.
fn physicians_are_supervised(world: &mut World, facility: &cred_core::id::FacilityId) {
    adopt_at(world, facility, "supervised", vec![Topic::Supervision(asked_of(ProviderType::Physician))]);
}

// Catches: a privilege by proxy or a disaster privilege as a way around it.
#[test]
fn inv_10_neither_a_proxy_nor_a_disaster_privilege_is_a_way_around_supervision() {
    let (mut world, _) = by_proxy();
    assert_eq!(world.far(CORE, world.now).truth(), Met);
    physicians_are_supervised(&mut world, &rural());
    let answer = world.far(CORE, world.now);
    assert_eq!((answer.truth(), reasons(&answer).contains(&FindingReason::NotSupervised)), (Unmet, true));
    let mut world = flood(vec![]);
    world.grant_temporary(CORE, volunteer(&world, world.now)).unwrap();
    assert_eq!(world.may(CORE, world.now), Met);
    physicians_are_supervised(&mut world, &crate::world::facility_id());
    let answer = world.ask(CORE, MAIN, world.now);
    assert_eq!((answer.truth(), reasons(&answer).contains(&FindingReason::NotSupervised)), (Unmet, true));
}

fn cover_without_the_core(world: &mut World) {
    let mut policy = insurance(1_000_000, 3_000_000);
    if let Credential::Insurance { excluded_activities, .. } = &mut policy {
        excluded_activities.push(text(CORE));
    }
    let today = world.now.date_naive().pred_opt().unwrap();
    world.verify(&found(policy, "2025-01-01", "2033-12-31").zone("America/Chicago").on(today)).unwrap();
}

// Catches: a policy that leaves the item out and is read for the board's grants alone.
#[test]
fn inv_06_what_the_cover_leaves_out_no_carrier_carries() {
    let mut staff = locum_nurse();
    staff.agree(staff.first, terms(staff.world.now, None)).unwrap();
    assert_eq!(staff.may(staff.world.now), Met);
    cover_without_the_core(&mut staff.world);
    assert_eq!(staff.may(staff.world.now), Unmet);
    let (mut world, _) = by_proxy();
    cover_without_the_core(&mut world);
    assert_eq!(world.far(CORE, world.now).truth(), Unmet);
    let mut world = flood(answers());
    world.grant_temporary(CORE, volunteer(&world, world.now)).unwrap();
    assert_eq!(world.may(CORE, world.now), Met);
    cover_without_the_core(&mut world);
    assert_eq!(world.may(CORE, world.now), Unmet);
}

/// A second record of a person, merged into the first.
fn twin(world: &mut World, of: ProviderId, name: &str, provider_type: ProviderType) -> ProviderId {
    let twin = world.register_as(name, None, provider_type);
    world.merge(twin, of, because("the same diploma")).unwrap();
    twin
}

// Catches: one person under two records who supervises themselves, or whom an agreement no longer knows after the merger.
#[test]
fn inv_61_one_person_under_several_records_is_one_party_of_an_agreement() {
    use cred_core::privileging::supervision::Command;
    let mut staff = crate::supervising::staff();
    let (msp, now) = (crate::world::actor(Capacity::Msp), staff.world.now);
    let id = staff.agree(staff.first, terms(now, None)).unwrap();
    let nurse = twin(&mut staff.world, staff.nurse, "Ana Lopez", ProviderType::Crna);
    let first = twin(&mut staff.world, staff.first, "Maya Reyes", ProviderType::Physician);
    let alternate = twin(&mut staff.world, staff.second, "Ines Costa", ProviderType::Physician);
    let own = staff.agreed(nurse, terms(now, None), &msp).unwrap_err();
    assert!(matches!(own.reason(), Reason::Mismatch { what: "the supervisor", .. }), "{own}");
    let add = |alternate| Command::AddAlternate { alternate, from: now, to: None };
    for party in [nurse, first] {
        let refused = staff.step(id, add(party), &msp).unwrap_err();
        assert!(matches!(refused.reason(), Reason::Mismatch { what: "the alternate", .. }), "{refused}");
    }
    staff.step(id, add(alternate), &msp).unwrap();
    let twice = staff.step(id, add(staff.second), &msp).unwrap_err();
    assert!(matches!(twice.reason(), Reason::Duplicate { .. }), "{twice}");
    let lost: Instant = instant("2026-03-01T07:00:00Z");
    staff.to(staff.first, |world| {
        world.staff(appointment::Command::Resign { from: lost, cause: None }, Capacity::Msp).unwrap();
    });
    assert_eq!(staff.may(lost), Met, "the alternate stands in: {:?}", reasons(&staff.world.ask(CORE, MAIN, lost)));
    // Removed by the other id of the same person.
    let from = lost + TimeDelta::days(6);
    staff.step(id, Command::RemoveAlternate { alternate: staff.second, from }, &msp).unwrap();
    assert_eq!((staff.may(from - TimeDelta::microseconds(1)), staff.may(from)), (Met, Unmet));
    staff.step(id, Command::End { from, reason: text("as agreed") }, &msp).unwrap();
}
