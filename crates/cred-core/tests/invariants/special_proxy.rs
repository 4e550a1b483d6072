//! Telemedicine by proxy: what a distant decision carries, and that it falls with it at once. Invariants 13 and 63.

use chrono::TimeDelta;
use cred_core::{
    actor::Capacity,
    appointment::{self, Ground},
    evidence::reply::EncumbranceKind,
    facility::{
        self,
        agreement::{Agreement, AgreementKind, DistantSite},
        resource::Outage,
    },
    id::ProxyPrivilegeId,
    privileging::{
        privilege_request,
        proxy_privilege::{
            Command, ProxyAsk,
            grant::{Distant, Listed},
        },
    },
    standard::topic::{
        Topic,
        privileging::{Telemedicine, TelemedicineWay},
    },
    time::{Instant, period::Period},
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    house::{
        ANNEX, CORE, MAIN, az_license, date, found, instant, item, leie, license, partial, reported, resource, site,
        text,
    },
    plan::world,
    special_house::{adopt_at, agreement_id, known, rural, with_rural},
    world::{World, actor, cases, facility_id},
};

fn at_work() -> Instant {
    instant("2026-03-02T17:00:00Z")
}

fn agreement(with: DistantSite) -> Agreement {
    Agreement {
        id: agreement_id(),
        with,
        kind: AgreementKind::TelemedicineHospital,
        from: instant("2026-02-01T07:00:00Z"),
        to: None,
        medicare_participating: true,
        meets_standards: false,
    }
}

fn on_valley() -> Distant {
    Distant::Facility { facility: facility_id(), item: item(CORE) }
}

fn outside(to: Option<Instant>) -> Distant {
    let (attested_by, attested_on) = (text("its staff office"), date("2026-02-15"));
    Distant::Outside { listed: Listed { attested_by, attested_on, from: instant("2025-01-01T07:00:00Z"), to } }
}

fn ask(world: &World, distant: Distant) -> ProxyAsk {
    ProxyAsk { agreement: agreement_id(), distant, start: world.now, months: None, sites: vec![], conditions: vec![] }
}

/// Privileged at the valley hospital, and by proxy at the rural one since March.
pub(crate) fn by_proxy() -> (World, ProxyPrivilegeId) {
    static MADE: std::sync::OnceLock<(World, ProxyPrivilegeId)> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let mut world = with_rural(world(), Some(agreement(DistantSite::Facility(facility_id()))));
        world.now = at_work();
        let id = world.grant_proxy(CORE, ask(&world, on_valley())).unwrap();
        (world, id)
    })
    .clone()
}

#[test]
fn inv_13_a_distant_decision_carries_without_an_appointment_here() {
    let (world, id) = by_proxy();
    let answer = world.far(CORE, at_work());
    assert_eq!(answer.truth(), Truth::Met, "{:?}", answer.missing());
    let carrier = answer.carrier().unwrap();
    assert_eq!((carrier.word, carrier.record), ("proxy-privilege", Some(id.to_string())));
    // The distant term ends on 2028-02-01, the own one of 24 months later: the distant one is the end.
    assert_eq!(answer.until().map(|(at, _)| at), Some(instant("2028-02-01T07:00:00Z")));
    assert_ne!(world.far(CORE, at_work() - TimeDelta::seconds(1)).truth(), Truth::Met);
}

type Happening = (&'static str, fn(&mut World, Instant), bool);

/// What happens at the distant hospital, how, and whether the privilege by proxy comes back when it is undone.
const HAPPENINGS: [Happening; 6] = [
    (
        "suspended from the staff",
        |world, from| {
            world
                .staff(
                    appointment::Command::Suspend { from, reason: text("a danger"), ground: Ground::default() },
                    Capacity::Mec,
                )
                .unwrap();
        },
        true,
    ),
    (
        "resigned",
        |world, from| {
            world.staff(appointment::Command::Resign { from, cause: None }, Capacity::Msp).unwrap();
        },
        false,
    ),
    (
        "revoked from the staff",
        |world, from| {
            world
                .staff(
                    appointment::Command::Revoke { from, reason: text("conduct"), ground: Ground::default() },
                    Capacity::Board,
                )
                .unwrap();
        },
        false,
    ),
    (
        "privilege suspended",
        |world, from| {
            let id = world.newest_of(CORE).id();
            let reason = text("a danger");
            world
                .privilege(
                    id,
                    privilege_request::Command::Suspend { from, reason, ground: Ground::default() },
                    Capacity::Chair,
                )
                .unwrap();
        },
        true,
    ),
    (
        "privilege given up",
        |world, from| {
            let id = world.newest_of(CORE).id();
            world.privilege(id, privilege_request::Command::Relinquish { from, cause: None }, Capacity::Msp).unwrap();
        },
        false,
    ),
    (
        "privilege revoked",
        |world, from| {
            let id = world.newest_of(CORE).id();
            let reason = text("competence");
            world
                .privilege(
                    id,
                    privilege_request::Command::Revoke { from, reason, ground: Ground::default() },
                    Capacity::Board,
                )
                .unwrap();
        },
        false,
    ),
];

proptest! {
    #![proptest_config(cases(48))]

    // Catches: a privilege by proxy that outlives what it rests on by an instant.
    #[test]
    fn inv_63_what_falls_at_the_distant_site_falls_here_at_once(which in 0..HAPPENINGS.len(), hours in 0_i64..9_000) {
        let (mut world, _) = by_proxy();
        let from = at_work() + TimeDelta::hours(hours);
        let (what, happens, _) = HAPPENINGS[which];
        happens(&mut world, from);
        let step = TimeDelta::microseconds(1);
        prop_assert_eq!(world.far(CORE, from).truth(), Truth::Unmet, "{}", what);
        prop_assert_eq!(world.far(CORE, from - step).truth() == Truth::Met, hours > 0, "{}", what);
        // What the distant hospital allows is never less than what is allowed here by its decision.
        for at in [from, from + TimeDelta::days(400)] {
            let here = world.far(CORE, at).truth();
            prop_assert!(here != Truth::Met || world.may(CORE, at) == Truth::Met);
        }
    }
}

// Catches: a suspension there that is lifted and holds on here for ever; an ending there that a new decision there undoes here.
#[test]
fn inv_63_a_suspension_is_over_when_it_is_over_and_an_ending_is_not() {
    let (mut world, _) = by_proxy();
    let (from, lifted) = (at_work() + TimeDelta::days(1), at_work() + TimeDelta::days(11));
    let suspend = appointment::Command::Suspend { from, reason: text("a danger"), ground: Ground::default() };
    world.staff(suspend, Capacity::Mec).unwrap();
    world.staff(appointment::Command::Lift { from: lifted }, Capacity::Mec).unwrap();
    assert_eq!(world.far(CORE, lifted - TimeDelta::seconds(1)).truth(), Truth::Unmet);
    assert_eq!(world.far(CORE, lifted).truth(), Truth::Met);

    let (mut world, _) = by_proxy();
    let id = world.newest_of(CORE).id();
    let from = world.now + TimeDelta::days(5);
    world.privilege(id, privilege_request::Command::Relinquish { from, cause: None }, Capacity::Msp).unwrap();
    world.now = from + TimeDelta::days(30);
    let start = world.now + TimeDelta::days(1);
    world.grant(CORE, start).unwrap();
    assert_eq!(world.may(CORE, start), Truth::Met, "granted again there");
    assert_eq!(world.far(CORE, start).truth(), Truth::Unmet, "another decision is no decision here");
}

// Catches: a licence or an exclusion not looked at here; a room there that is.
#[test]
fn inv_03_the_patients_state_and_this_houses_rules_are_asked() {
    let (mut world, _) = by_proxy();
    world.now += TimeDelta::days(3);
    let mut unlicensed = world.clone();
    let suspended = found(az_license(), "2020-01-01", "2033-12-31").on(date("2026-03-04"));
    let suspended = suspended.limited(EncumbranceKind::Suspended, Some(partial("2026-03-04")), None);
    unlicensed.verify(&suspended).unwrap();
    assert_eq!(unlicensed.far(CORE, unlicensed.now).truth(), Truth::Unmet);
    let mut excluded = world.clone();
    excluded.verify(&reported(&leie(), Some(partial("2026-03-04")), None).on(date("2026-03-04"))).unwrap();
    assert_eq!(excluded.far(CORE, excluded.now).truth(), Truth::Unmet);
    let out = Period::new(world.now, None).unwrap();
    let outage = Outage { period: out, reason: text("service"), limits: None };
    let closed = facility::Command::RecordOutage { site: site(MAIN), resource: resource("robot"), outage };
    world.facility(closed).unwrap();
    assert_eq!(world.far(CORE, world.now).truth(), Truth::Met);
    let _ = ANNEX;
}

#[test]
fn inv_13_it_ends_with_the_agreement_and_with_what_is_decided_here() {
    let (world, id) = by_proxy();
    let later = at_work() + TimeDelta::days(10);
    let mut ended = world.clone();
    ended.facility_of(&rural(), facility::Command::EndAgreement { id: agreement_id(), from: later }).unwrap();
    assert_eq!(ended.far(CORE, later - TimeDelta::seconds(1)).truth(), Truth::Met);
    assert_eq!(ended.far(CORE, later).truth(), Truth::Unmet);
    let mut here = world.clone();
    here.now = later;
    here.proxy(id, Command::Suspend { reason: text("a complaint") }, Capacity::Ceo).unwrap();
    assert_eq!(here.far(CORE, later).truth(), Truth::Unmet);
    assert_eq!(here.may(CORE, later), Truth::Met, "the distant hospital decides for itself");
    here.now = later + TimeDelta::days(1);
    here.proxy(id, Command::Lift, Capacity::Mec).unwrap();
    assert_eq!(here.far(CORE, here.now).truth(), Truth::Met);
    here.proxy(id, Command::Revoke { reason: text("no need") }, Capacity::Board).unwrap();
    assert_eq!(here.far(CORE, here.now).truth(), Truth::Unmet);
}

// Catches: a grant by somebody else, on no fit agreement, on nothing that stands there, or against a rule.
#[test]
fn what_a_grant_by_proxy_takes() {
    let refused = |world: &World, ask: ProxyAsk| world.clone().grant_proxy(CORE, ask).unwrap_err().reason().code();
    let with = |agreement| {
        let mut world = with_rural(world(), Some(agreement));
        world.now = at_work();
        world
    };
    let valley = || DistantSite::Facility(facility_id());
    let fit = with(agreement(valley()));
    let asked = || ask(&fit, on_valley());
    let ceo = fit.clone().grant_proxy_as(CORE, asked(), &actor(Capacity::Ceo));
    assert_eq!(ceo.unwrap_err().reason().code(), "not-yours");
    let own = fit.clone().grant_proxy_as(CORE, asked(), &actor(Capacity::Board).being(fit.provider));
    assert_eq!(own.unwrap_err().reason().code(), "own-file");
    let mut none = with_rural(world(), None);
    none.now = at_work();
    assert_eq!(refused(&none, asked()), "unknown");
    let not_medicare = with(Agreement { medicare_participating: false, ..agreement(valley()) });
    assert_eq!(refused(&not_medicare, asked()), "requirements-open");
    let entity = Agreement { kind: AgreementKind::TelemedicineEntity, ..agreement(valley()) };
    assert_eq!(refused(&with(entity.clone()), asked()), "requirements-open");
    assert!(with(Agreement { meets_standards: true, ..entity }).grant_proxy(CORE, asked()).is_ok());
    let over = with(Agreement { to: Some(at_work()), ..agreement(valley()) });
    assert_eq!(refused(&over, asked()), "requirements-open");
    let elsewhere = with(agreement(DistantSite::Outside(text("a hospital far away"))));
    assert_eq!(refused(&elsewhere, asked()), "mismatch");
    assert_eq!(refused(&fit, ProxyAsk { months: Some(25), ..asked() }), "outside-limit");
    let yesterday = at_work() - TimeDelta::days(1);
    assert_eq!(refused(&fit, ProxyAsk { start: yesterday, ..asked() }), "back-dated");
    let mut barred = fit.clone();
    let ways = vec![TelemedicineWay::OwnProcess];
    adopt_at(&mut barred, &rural(), "own", vec![Topic::Telemedicine(Telemedicine { ways })]);
    assert_eq!(refused(&barred, asked()), "against-rule");
    // Nobody is privileged there who holds nothing there.
    let mut nobody = with_rural(known(crate::house::answers()), Some(agreement(valley())));
    nobody.now = at_work();
    assert_eq!(refused(&nobody, asked()), "requirements-open");
}

// Catches: an outside list that runs out and carries on; an ending told late that begins late; a licence of another state.
#[test]
fn inv_63_the_lists_of_an_outside_site() {
    let with = DistantSite::Outside(text("a hospital far away"));
    let mut world = with_rural(known(crate::house::answers()), Some(agreement(with)));
    world.now = at_work();
    let to = at_work() + TimeDelta::days(60);
    let short = ask(&world, outside(Some(at_work())));
    assert_eq!(world.grant_proxy(CORE, short).unwrap_err().reason().code(), "requirements-open");
    let id = world.grant_proxy(CORE, ask(&world, outside(Some(to)))).unwrap();
    assert_eq!(world.far(CORE, at_work()).truth(), Truth::Met, "{:?}", world.far(CORE, at_work()).missing());
    assert_eq!(world.far(CORE, to).truth(), Truth::Unmet);
    world.now = at_work() + TimeDelta::days(50);
    let renewed = |from, to| Listed {
        attested_by: text("its staff office"),
        attested_on: date("2026-04-20"),
        from,
        to: Some(to),
    };
    let gap = Command::RecordDistantPrivileges { listed: renewed(to + TimeDelta::days(1), to + TimeDelta::days(90)) };
    assert_eq!(world.proxy(id, gap, Capacity::Msp).unwrap_err().reason().code(), "term-ended");
    let follows = Command::RecordDistantPrivileges { listed: renewed(to, to + TimeDelta::days(90)) };
    world.proxy(id, follows, Capacity::Msp).unwrap();
    assert_eq!(world.far(CORE, to).truth(), Truth::Met);
    // Told today, true since last week.
    let from = world.now - TimeDelta::days(7);
    let told = Command::RecordDistantPrivilegesEnded { from, reason: text("not renewed there") };
    world.proxy(id, told, Capacity::Msp).unwrap();
    assert_eq!(world.far(CORE, from).truth(), Truth::Unmet);
    assert_eq!(world.far(CORE, from - TimeDelta::seconds(1)).truth(), Truth::Met);

    let kept = crate::house::answers().into_iter().filter(|own| own.element.kind().word() != "license");
    let elsewhere = kept.chain([found(license("CA", "MD", "C1"), "2020-01-01", "2033-12-31")]).collect();
    let with = DistantSite::Outside(text("a hospital far away"));
    let mut world = with_rural(known(elsewhere), Some(agreement(with)));
    world.now = at_work();
    let asked = ask(&world, outside(None));
    assert_eq!(world.grant_proxy(CORE, asked).unwrap_err().reason().code(), "requirements-open");
}
