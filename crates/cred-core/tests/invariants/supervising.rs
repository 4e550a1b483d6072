//! Invariant 10, and edge case 14: who needs a supervisor exercises only while one is there.

use std::sync::OnceLock;

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{self, Standing},
    evidence::reply::EncumbranceKind,
    facility,
    id::{PackId, ProviderId, SupervisionId},
    journal::{DomainEvent, Stream},
    privileging::supervision::{Command, Event, Kind, Supervision, Terms},
    provider::provider_type::ProviderType,
    refusal::Refusal,
    standard::{
        adoption::Adoption,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{Topic, privileging},
    },
    time::{Instant, partial_date::PartialDate},
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    happenings::{Happening, What, happenings, some_instant},
    house::{CORE, MAIN, ROBOTIC, answers, date, form, found, instant, item, license, state, text},
    licensing::license_rule,
    plan::Plan,
    world::{NAME, World, actor, cases, facility_id},
};

use Truth::{Met, Unmet};

/// A pack of these topics, adopted from 2020 on. What a breach does is said for all.
pub(crate) fn adopted(topics: Vec<Topic>, on_breach: OnBreach) -> Adoption {
    let rule = |topic| Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    };
    let pack = RulePack {
        id: PackId::parse("house-rules").unwrap(),
        title: text("House rules"),
        body: text("Valley"),
        program: text("house rules"),
        edition: text("1"),
        applies_from: date("2020-01-01"),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("a test"),
        confidence: Confidence::Memory,
        rules: topics.into_iter().map(rule).collect(),
    };
    Adoption { pack, from: date("2020-01-02"), to: None, readings: std::collections::BTreeMap::new() }
}

fn rule() -> privileging::Supervision {
    asked_of(ProviderType::Crna)
}

/// What is asked of one profession: a physician who supervises.
pub(crate) fn asked_of(profession: ProviderType) -> privileging::Supervision {
    privileging::Supervision {
        provider_types: vec![profession],
        alternates: 0,
        except_states: vec![],
        supervisor_types: vec![ProviderType::Physician],
        holds_scope: false,
    }
}

/// Two surgeons on the staff and a nurse anaesthetist with a privilege; nobody has agreed on anything. The world's provider is she.
pub(crate) struct Staff {
    pub(crate) world: World,
    pub(crate) first: ProviderId,
    pub(crate) second: ProviderId,
    pub(crate) nurse: ProviderId,
}

fn joins(world: &mut World, name: &str, provider_type: ProviderType, licensed: &str, items: &[&str]) -> ProviderId {
    let id = world.register_as(name, None, provider_type);
    world.provider = id;
    for answer in answers() {
        world.verify(&answer).unwrap();
    }
    world.verify(&found(license("AZ", licensed, "N777"), "2020-01-01", "2033-12-31")).unwrap();
    world.approve().unwrap();
    let start = instant("2026-02-01T07:00:00Z");
    world.appoint(start, 24).unwrap();
    for item in items {
        world.grant(item, start).unwrap();
    }
    id
}

/// The form without criteria.
pub(crate) fn plain_form() -> cred_core::delineation::privilege_set::PrivilegeSetVersion {
    let mut form = form();
    for own in &mut form.items {
        own.criteria = None;
        own.ages = None;
    }
    form
}

fn staff_under(rule: privileging::Supervision) -> Staff {
    let world = |rule: privileging::Supervision| {
        let mut world = Plan { form: plain_form(), items: vec![CORE], ..Plan::default() }.build();
        let first = world.provider;
        let second = joins(&mut world, "Ines Duarte", ProviderType::Physician, "MD", &[]);
        let nurse = joins(&mut world, "Ana Ruiz", ProviderType::Crna, "CRNA", &[CORE, ROBOTIC]);
        let adoption = adopted(vec![Topic::Supervision(rule)], OnBreach::Block);
        let adopt = facility::Command::AdoptPack(Box::new(adoption));
        world.at_the_beginning(|world| world.facility(adopt)).unwrap();
        Staff { world, first, second, nurse }
    };
    world(rule)
}

pub(crate) fn staff() -> Staff {
    static STAFF: OnceLock<(World, ProviderId, ProviderId, ProviderId)> = OnceLock::new();
    let (world, first, second, nurse) = STAFF.get_or_init(|| {
        let staff = staff_under(rule());
        (staff.world, staff.first, staff.second, staff.nurse)
    });
    Staff { world: world.clone(), first: *first, second: *second, nurse: *nurse }
}

pub(crate) fn terms(from: Instant, to: Option<Instant>) -> Terms {
    Terms {
        kind: Kind::Supervision,
        items: vec![],
        from,
        to,
        signed_by_supervisee: Some(text("Ana Ruiz")),
        signed_by_supervisor: Some(text(NAME)),
    }
}

impl Staff {
    pub(crate) fn agree(&mut self, supervisor: ProviderId, terms: Terms) -> Result<SupervisionId, Refusal> {
        let events = self.agreed(supervisor, terms, &actor(Capacity::Msp))?;
        let id = SupervisionId::from_uuid(self.world.mint());
        self.world.record(Stream::Supervision(id), DomainEvent::Supervision, events);
        Ok(id)
    }

    pub(crate) fn agreed(&self, supervisor: ProviderId, terms: Terms, by: &Actor) -> Result<Vec<Event>, Refusal> {
        let records = &self.world.records;
        let [nurse, supervisor] = [self.nurse, supervisor].map(|id| records.provider(id).unwrap());
        Supervision::agree(terms, nurse, supervisor, records.facility(&facility_id()).unwrap(), by, self.world.now)
    }

    pub(crate) fn step(&mut self, id: SupervisionId, command: Command, by: &Actor) -> Result<(), Refusal> {
        let records = &self.world.records;
        let agreement = records.supervision(id).unwrap();
        let named = match &command {
            Command::AddAlternate { alternate, .. } | Command::RemoveAlternate { alternate, .. } => Some(*alternate),
            Command::End { .. } => None,
        };
        let events = agreement.decide(
            command,
            records.provider(agreement.provider()).unwrap(),
            records.provider(agreement.supervisor()).unwrap(),
            named.and_then(|id| records.provider(id)),
            by,
            self.world.now,
        )?;
        self.world.record(Stream::Supervision(id), DomainEvent::Supervision, events);
        Ok(())
    }

    pub(crate) fn may(&self, at: Instant) -> Truth {
        self.world.may(CORE, at)
    }

    /// Something happens to another one than the nurse.
    pub(crate) fn to(&mut self, who: ProviderId, does: impl FnOnce(&mut World)) {
        self.world.provider = who;
        does(&mut self.world);
        self.world.provider = self.nurse;
    }

    /// Whether somebody is appointed in good standing and licensed, told from the records.
    fn is_there(&self, who: ProviderId, at: Instant) -> bool {
        let appointed = self.world.records.appointments_of(who).any(|held| {
            let standing = held.standings().iter().rev().find(|(from, _)| *from <= at).map(|(_, standing)| *standing);
            held.terms().iter().any(|term| term.contains(at)) && standing.is_none_or(|own| own == Standing::Good)
        });
        let mut world = self.world.clone();
        world.provider = who;
        appointed && license_rule(&world, MAIN, &["MD", "DO"]).at(at) == Met
    }
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: an agreement enough by itself; a supervisor asked for once and not at every instant; an alternate who counts outside of their time.
    #[test]
    fn inv_10_exercisable_needs_a_supervisor_or_an_alternate_who_is_there(
        first in happenings(),
        second in happenings(),
        alternate in prop::option::of((0_i64..600, prop::option::of(1_i64..600))),
        ended in prop::option::of(0_i64..800),
        more in prop::collection::vec(some_instant(), 8),
    ) {
        let mut staff = staff();
        let now = staff.world.now;
        let days = |days: i64| now + TimeDelta::days(days);
        let id = staff.agree(staff.first, terms(now, None)).unwrap();
        if let Some((from, length)) = alternate {
            let to = length.map(|length| days(from + length));
            let command = Command::AddAlternate { alternate: staff.second, from: days(from), to };
            staff.step(id, command, &actor(Capacity::Msp)).unwrap();
        }
        if let Some(ended) = ended {
            let command = Command::End { from: days(ended), reason: text("moved away") };
            staff.step(id, command, &actor(Capacity::Msp)).unwrap();
        }
        let of_privileges = |own: &Happening| {
            use What::{GrantAgain, LiftPrivilege, RelinquishPrivilege, RestrictPrivilege, RevokePrivilege, SuspendPrivilege};
            matches!(
                own.what,
                SuspendPrivilege(_) | LiftPrivilege(_) | RevokePrivilege(_) | RelinquishPrivilege(_) | RestrictPrivilege(_)
                    | GrantAgain(_)
            )
        };
        for (who, mut history) in [(staff.first, first), (staff.second, second)] {
            history.retain(|own| !of_privileges(own));
            staff.to(who, |world| *world = world.clone().lives_through(&history));
        }
        let timeline = staff.world.over_time(CORE, MAIN);
        let changes: Vec<Instant> = timeline.changes().iter().map(|(at, _)| *at).collect();
        let step = TimeDelta::microseconds(1);
        for at in changes.iter().flat_map(|at| [*at - step, *at]).chain(more) {
            if *timeline.at(at) != Met {
                continue;
            }
            let stands_in = alternate.is_some_and(|(from, length)| {
                days(from) <= at && length.is_none_or(|length| at < days(from + length))
            });
            let covered = now <= at && ended.is_none_or(|ended| at < days(ended));
            let there = staff.is_there(staff.first, at) || (stands_in && staff.is_there(staff.second, at));
            prop_assert!(covered && there, "at {}", at);
        }
    }

    // Catches: exercise that outlives the sponsor by an instant; an alternate who does not restore it by themselves, or a supervisor who is back.
    #[test]
    fn inv_10_sponsor_loss_ends_exercise_at_once_and_an_alternate_restores_it(
        gone in 30_i64..200,
        after in 0_i64..100,
        back in prop::option::of(1_i64..200),
        how in 0..4_usize,
    ) {
        let mut staff = staff();
        let now = staff.world.now;
        let days = |days: i64| now + TimeDelta::days(days);
        let id = staff.agree(staff.first, terms(now, None)).unwrap();
        let (from, step) = (days(gone), TimeDelta::microseconds(1));
        let reason = || text("a reason");
        staff.to(staff.first, |world| match how {
            0 => world.staff(appointment::Command::Resign { from, cause: None }, Capacity::Msp).unwrap(),
            1 => world.staff(appointment::Command::TakeLeave { from, until: None, reason: reason() }, Capacity::Mec).unwrap(),
            2 => world.staff(appointment::Command::Suspend { from, reason: reason(), ground: Default::default() }, Capacity::Mec).unwrap(),
            _ => {
                let day = PartialDate::Day(cred_core::time::zone::Zone::parse("America/Phoenix").unwrap().date_at(from));
                let answer = found(crate::house::az_license(), "2020-01-01", "2033-12-31");
                world.verify(&answer.limited(EncumbranceKind::Suspended, Some(day), None)).unwrap();
            }
        });
        let lost = if how == 3 { crate::naive::midnight(from.with_timezone(&chrono_tz::America::Phoenix).date_naive(), chrono_tz::America::Phoenix) } else { from };
        prop_assert_eq!(staff.may(lost - step), Met);
        prop_assert_eq!(staff.may(lost), Unmet);
        if let (Some(back), 1) = (back, how) {
            let mut returned = Staff { world: staff.world.clone(), ..staff };
            let from = days(gone + back);
            returned.to(returned.first, |world| {
                world.now = from;
                world.return_from_leave(from).unwrap();
            });
            prop_assert_eq!(returned.may(from - step), Unmet);
            prop_assert_eq!(returned.may(from), Met);
        }
        let from = days(gone + after);
        staff.step(id, Command::AddAlternate { alternate: staff.second, from, to: None }, &actor(Capacity::Msp)).unwrap();
        if after > 0 {
            prop_assert_eq!(staff.may(from - step), Unmet);
        }
        prop_assert_eq!(staff.may(from), Met);
        // What the nurse was granted is untouched.
        prop_assert_eq!(staff.world.newest_of(CORE).state_name(), "granted");
    }
}

fn reasons(staff: &Staff, id: &str, at: Instant) -> Vec<FindingReason> {
    staff.world.ask(id, MAIN, at).because().iter().map(|finding| finding.cause.reason).collect()
}

// Catches: a rule that asks nothing of those without any agreement, or asks physicians too.
#[test]
fn without_an_agreement_nothing_is_exercised_and_physicians_need_none() {
    let mut staff = staff();
    let at = instant("2026-05-01T00:00:00Z");
    assert_eq!(reasons(&staff, CORE, at), [FindingReason::NotSupervised]);
    let (first, mut may) = (staff.first, None);
    staff.to(first, |world| may = Some(world.may(CORE, at)));
    assert_eq!(may, Some(Met));
    // Edge case 14: the collaborating physician resigns at 17:00.
    staff.agree(staff.first, terms(staff.world.now, None)).unwrap();
    let at_five = instant("2026-06-02T00:00:00Z");
    staff.to(first, |world| {
        world.staff(appointment::Command::Resign { from: at_five, cause: None }, Capacity::Msp).unwrap();
    });
    assert_eq!(staff.may(at_five - TimeDelta::microseconds(1)), Met);
    assert_eq!(reasons(&staff, CORE, at_five), [FindingReason::Relinquished]);
    let answer = staff.world.ask(CORE, MAIN, at);
    assert_eq!(answer.until(), Some((at_five, Unmet)));
}

// Catches: an agreement about one item that carries another; a prerequisite left without a supervisor.
#[test]
fn an_agreement_covers_its_items_alone_and_a_prerequisite_must_be_covered_too() {
    let mut staff = staff();
    let at = instant("2026-05-01T00:00:00Z");
    let of = |items: &[&str], now| Terms { items: items.iter().map(|id| item(id)).collect(), ..terms(now, None) };
    let mut robotic = Staff { world: staff.world.clone(), ..staff };
    robotic.agree(robotic.first, of(&[ROBOTIC], robotic.world.now)).unwrap();
    assert_eq!((robotic.may(at), robotic.world.may(ROBOTIC, at)), (Unmet, Unmet));
    staff.agree(staff.first, of(&[CORE, ROBOTIC], staff.world.now)).unwrap();
    assert_eq!((staff.may(at), staff.world.may(ROBOTIC, at)), (Met, Met));
}

// Catches: an opt-out that counts where the patient is in a state without one; one that is not read.
#[test]
fn a_state_that_opted_out_asks_for_no_supervisor() {
    let staff = staff_under(privileging::Supervision { except_states: vec![state("AZ")], ..rule() });
    let at = instant("2026-05-01T00:00:00Z");
    assert_eq!(staff.may(at), Met);
    let elsewhere = cred_core::exercise::question::Question {
        patient_state: Some(state("NV")),
        ..staff.world.question(CORE, MAIN, at)
    };
    let answer = cred_core::exercise::answer::ask(&staff.world.records, elsewhere).unwrap();
    assert!(answer.missing().iter().any(|own| own.cause.reason == FindingReason::NotSupervised));
}

// Catches: a supervisor of any profession or scope; fewer alternates than the rule asks for.
#[test]
fn the_supervisor_must_qualify_and_enough_alternates_be_named() {
    let at = instant("2026-05-01T00:00:00Z");
    let mut dentists =
        staff_under(privileging::Supervision { supervisor_types: vec![ProviderType::Dentist], ..rule() });
    dentists.agree(dentists.first, terms(dentists.world.now, None)).unwrap();
    assert_eq!(reasons(&dentists, CORE, at), [FindingReason::MayNotSupervise]);

    let mut scope = staff_under(privileging::Supervision { holds_scope: true, ..rule() });
    // The first surgeon holds the core privilege and not the robotic one, the second one neither.
    scope.agree(scope.second, terms(scope.world.now, None)).unwrap();
    assert_eq!(reasons(&scope, CORE, at), [FindingReason::NotGranted]);
    scope.agree(scope.first, terms(scope.world.now, None)).unwrap();
    assert_eq!((scope.may(at), scope.world.may(ROBOTIC, at)), (Met, Unmet));

    let mut alternates = staff_under(privileging::Supervision { alternates: 1, ..rule() });
    let id = alternates.agree(alternates.first, terms(alternates.world.now, None)).unwrap();
    assert_eq!(reasons(&alternates, CORE, at), [FindingReason::TooFewAlternates]);
    let command = Command::AddAlternate { alternate: alternates.second, from: alternates.world.now, to: Some(at) };
    alternates.step(id, command, &actor(Capacity::Msp)).unwrap();
    assert_eq!(alternates.may(at - TimeDelta::seconds(1)), Met);
    assert_eq!(alternates.may(at), Unmet);
}

// Catches: an agreement of one signature, with oneself, by a party, back-dated; an end by a stranger; an end that shields from an earlier one.
#[test]
fn an_agreement_is_of_two_who_signed_and_each_of_them_may_end_it() {
    let mut staff = staff();
    let now = staff.world.now;
    let msp = actor(Capacity::Msp);
    let code = |refused: Result<Vec<Event>, Refusal>| refused.unwrap_err().reason().code();
    let unsigned = Terms { signed_by_supervisor: None, ..terms(now, None) };
    assert_eq!(code(staff.agreed(staff.first, unsigned, &msp)), "requirements-open");
    assert_eq!(code(staff.agreed(staff.nurse, terms(now, None), &msp)), "mismatch");
    let early = terms(now - TimeDelta::seconds(1), None);
    assert_eq!(code(staff.agreed(staff.first, early, &msp)), "back-dated");
    assert_eq!(code(staff.agreed(staff.first, terms(now, Some(now)), &msp)), "empty-period");
    for party in [staff.first, staff.nurse] {
        let by = actor(Capacity::Msp).being(party);
        assert_eq!(code(staff.agreed(staff.first, terms(now, None), &by)), "own-file");
    }
    let id = staff.agree(staff.first, terms(now, None)).unwrap();
    let end = |from| Command::End { from, reason: text("over") };
    let stranger = Actor::new("Ines Duarte", Capacity::Provider).unwrap().being(staff.second);
    assert_eq!(staff.step(id, end(now), &stranger).unwrap_err().reason().code(), "mismatch");
    let add = |from, to| Command::AddAlternate { alternate: staff.second, from, to };
    let command = add(now, None);
    staff.step(id, command.clone(), &msp).unwrap();
    assert_eq!(staff.step(id, command, &msp).unwrap_err().reason().code(), "duplicate");
    // The alternate withdraws in person.
    let remove = Command::RemoveAlternate { alternate: staff.second, from: now + TimeDelta::days(9) };
    staff.step(id, remove, &stranger).unwrap();
    let later = now + TimeDelta::days(60);
    staff.step(id, end(later), &msp).unwrap();
    let nurse = Actor::new("Ana Ruiz", Capacity::Provider).unwrap().being(staff.nurse);
    let sooner = now + TimeDelta::days(20);
    staff.step(id, end(sooner), &nurse).unwrap();
    let agreement = staff.world.records.supervision(id).unwrap();
    assert_eq!(agreement.end(), Some(sooner));
    assert_eq!((agreement.state_at(now), agreement.state_at(sooner)), ("agreed", "ended"));
    assert_eq!(staff.step(id, end(later), &msp).unwrap_err().reason().code(), "not-in-this-state");
}
