//! Emergency acts: a member within the licence, whatever is granted.

use chrono::TimeDelta;
use cred_core::{
    actor::Capacity,
    appointment::{self, Ground},
    privileging::privilege_request,
    standard::topic::{Topic, privileging::Emergency},
    time::Instant,
    timeline::truth::Truth,
};

use crate::{
    house::{CORE, ROBOTIC, answers, az_license, date, found, instant, leie, partial, reported, text},
    plan::Plan,
    special_house::{adopt, known},
    world::World,
};

fn at_work() -> Instant {
    instant("2026-03-02T17:00:00Z")
}

/// A member with the core alone.
fn member() -> World {
    let mut world = Plan { items: vec![CORE], ..Plan::default() }.build();
    world.now = at_work();
    world
}

// Catches: a member who may not save a life for want of a grant; a stranger who may.
#[test]
fn a_member_may_act_to_save_life_whatever_is_granted() {
    let world = member();
    assert_eq!(world.may(ROBOTIC, at_work()), Truth::Unmet);
    let answer = world.in_emergency(ROBOTIC, at_work());
    assert_eq!(answer.truth(), Truth::Met);
    assert_eq!(answer.conditions(), ["emergency: to save life or limb, until relieved"]);
    assert_eq!(answer.carrier().unwrap().word, "emergency");
    // Where the privilege is held it carries, without a condition.
    let held = world.in_emergency(CORE, at_work());
    assert_eq!((held.carrier().unwrap().word, held.conditions().len()), ("appointment", 0));
    let mut stranger = known(answers());
    stranger.now = at_work();
    assert_eq!(stranger.in_emergency(CORE, at_work()).truth(), Truth::Unmet);
    assert_eq!(world.in_emergency(ROBOTIC, instant("2028-02-01T07:00:00Z")).truth(), Truth::Unmet, "term over");
}

// Catches: the clause that lets somebody act without a licence, excluded, suspended, on leave or after an ending.
#[test]
fn only_in_good_standing_and_within_the_licence() {
    let stop: [fn(&mut World); 6] = [
        |world| {
            world.verify(&found(az_license(), "2020-01-01", "2026-02-20").on(date("2026-03-01"))).unwrap();
        },
        |world| {
            world.verify(&reported(&leie(), Some(partial("2026-02-20")), None).on(date("2026-03-01"))).unwrap();
        },
        |world| {
            let suspend =
                appointment::Command::Suspend { from: at_work(), reason: text("a danger"), ground: Ground::default() };
            world.staff(suspend, Capacity::Mec).unwrap();
        },
        |world| {
            let leave = appointment::Command::TakeLeave { from: at_work(), until: None, reason: text("a year away") };
            world.staff(leave, Capacity::Mec).unwrap();
        },
        |world| world.staff(appointment::Command::Resign { from: at_work(), cause: None }, Capacity::Msp).unwrap(),
        |world| {
            let id = world.newest_of(CORE).id();
            let (from, reason) = (at_work(), text("a danger"));
            world
                .privilege(
                    id,
                    privilege_request::Command::Suspend { from, reason, ground: Ground::default() },
                    Capacity::Chair,
                )
                .unwrap();
        },
    ];
    for (which, stop) in stop.iter().enumerate() {
        let mut world = member();
        stop(&mut world);
        assert_eq!(world.in_emergency(CORE, at_work()).truth(), Truth::Unmet, "{which}");
    }
}

// Catches: a lenient rule read for an ended member, or one lenient rule of two.
#[test]
fn a_suspended_member_only_where_every_rule_lets_them() {
    let lenient = |even_if_suspended| Topic::Emergency(Emergency { even_if_suspended });
    let mut world = member();
    let suspend =
        appointment::Command::Suspend { from: at_work(), reason: text("a danger"), ground: Ground::default() };
    world.staff(suspend, Capacity::Mec).unwrap();
    let later = at_work() + TimeDelta::hours(1);
    adopt(&mut world, "lenient", vec![lenient(true)]);
    assert_eq!(world.in_emergency(ROBOTIC, later).truth(), Truth::Met);
    adopt(&mut world, "strict", vec![lenient(false)]);
    assert_eq!(world.in_emergency(ROBOTIC, later).truth(), Truth::Unmet);
    let mut revoked = member();
    adopt(&mut revoked, "lenient", vec![lenient(true)]);
    let revoke = appointment::Command::Revoke { from: at_work(), reason: text("conduct"), ground: Ground::default() };
    revoked.staff(revoke, Capacity::Board).unwrap();
    assert_eq!(revoked.in_emergency(ROBOTIC, later).truth(), Truth::Unmet);
}
