//! Invariants 3, 4, 7, 15 and 17 where licences reach over borders: compacts, federal sites, patients elsewhere, training, board orders.

use chrono::{Days, NaiveDate, TimeDelta};
use cred_core::{
    delineation::criterion::{Criterion, DeaCriterion, LicenseCriterion},
    evidence::reply::{Encumbrance, EncumbranceKind, Limits, Reply},
    exercise::{answer::ask, compact_members, question::Question},
    facility,
    identifier::DeaNumber,
    provider::{
        claim::Claim,
        credential::{Credential, LicenseCompact, Move},
        provider_type::ProviderType,
    },
    time::{Instant, partial_date::PartialDate},
    timeline::{finding::FindingReason, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{
        ANNEX, CORE, MAIN, PRESCRIBING, SourceAnswer, a_site, az_license, date, dea, form, found, found_between,
        instant, license, site, state, text,
    },
    naive::midnight,
    plan::{Plan, world},
    world::{World, cases},
};

use Truth::{Met, Unknown, Unmet};

const PHOENIX: chrono_tz::Tz = chrono_tz::America::Phoenix;
const DENVER: chrono_tz::Tz = chrono_tz::America::Denver;

fn over(credential: Credential, through: LicenseCompact) -> Credential {
    let Credential::License { jurisdiction, license_type, number, training, .. } = credential else {
        panic!("no licence")
    };
    Credential::License { jurisdiction, license_type, number, compact: Some(through), training }
}

fn imlc(code: &str, number: &str, principal: &str) -> Credential {
    over(license(code, "MD", number), LicenseCompact::Imlc { principal_state: state(principal) })
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..500).prop_map(|days| date("2026-03-01") + Days::new(days))
}

fn taken(kind: EncumbranceKind, answer: SourceAnswer, from: NaiveDate, to: Option<NaiveDate>) -> SourceAnswer {
    answer.limited(kind, Some(PartialDate::Day(from)), to.map(PartialDate::Day))
}

/// The surgeon works in Arizona and, over the compact, at the annex in Colorado; her principal state is Arizona.
fn over_the_border() -> World {
    let plan = Plan { annex: "CO", ..Plan::default() };
    plan.with(found(imlc("CO", "C9", "AZ"), "2024-01-01", "2033-12-31")).build()
}

fn at(world: &World, place: &str, at: Instant) -> Truth {
    world.ask(CORE, place, at).truth()
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: an IMLC licence read by its own dates alone; one that comes back with the principal licence, before its own board has spoken.
    #[test]
    fn inv_03_an_imlc_license_falls_with_the_principal_one_on_the_same_instant(
        from in day(),
        length in prop::option::of(1_u64..90),
        kind in prop::sample::select(vec![
            EncumbranceKind::Suspended, EncumbranceKind::Revoked, EncumbranceKind::Surrendered,
        ]),
        answered in 0_u64..90,
    ) {
        let mut world = over_the_border();
        let to = length.map(|length| from + Days::new(length));
        world.now = midnight(from, PHOENIX) + TimeDelta::days(400);
        let answer = found(az_license(), "2020-01-01", "2033-12-31");
        world.verify(&taken(kind, answer, from, to)).unwrap();
        let falls = midnight(from, PHOENIX);
        for place in [MAIN, ANNEX] {
            prop_assert_eq!(at(&world, place, falls - TimeDelta::microseconds(1)), Met);
            prop_assert_eq!(at(&world, place, falls), Unmet);
        }
        let because = world.ask(CORE, ANNEX, falls).because();
        prop_assert!(because.iter().any(|own| own.cause.reason == FindingReason::PrincipalLicenseFallen));
        let Some(to) = to else { return Ok(()) };
        let restored = midnight(to + Days::new(1), PHOENIX);
        prop_assert_eq!(at(&world, MAIN, restored), Met);
        prop_assert_eq!(at(&world, ANNEX, restored + TimeDelta::days(30)), Unmet);
        // Colorado says again that it is in force.
        let day = to + Days::new(1 + answered);
        world.verify(&found(imlc("CO", "C9", "AZ"), "2024-01-01", "2033-12-31").on(day)).unwrap();
        let back = restored.max(midnight(day, DENVER));
        prop_assert_eq!(at(&world, ANNEX, back), Met);
        prop_assert_eq!(at(&world, ANNEX, back - TimeDelta::microseconds(1)), Unmet);
    }

    // Catches: another state's discipline that changes nothing, that lasts one day more or less, or that reaches licences outside the compact.
    #[test]
    fn inv_03_discipline_of_one_imlc_license_suspends_the_rest_for_90_days(
        from in day(),
        kind in prop::sample::select(EncumbranceKind::ALL.to_vec()),
        principal in any::<bool>(),
    ) {
        let mut world = over_the_border();
        // A third state's licence, of the same principal state or of another.
        let of = if principal { "AZ" } else { "UT" };
        world.verify(&found(license("UT", "MD", "U1"), "2020-01-01", "2033-12-31")).unwrap();
        world.now = midnight(from, DENVER) + TimeDelta::days(200);
        let answer = found(imlc("NV", "N3", of), "2024-01-01", "2033-12-31");
        world.verify(&taken(kind, answer, from, None)).unwrap();
        let nevada = chrono_tz::America::Los_Angeles;
        let (begins, ends) = (midnight(from, nevada), midnight(from + Days::new(90), nevada));
        let step = TimeDelta::microseconds(1);
        let disciplined = kind != EncumbranceKind::Limited;
        for (place, bound) in [(ANNEX, disciplined), (MAIN, disciplined && principal)] {
            prop_assert_eq!(at(&world, place, begins - step), Met);
            prop_assert_eq!(at(&world, place, begins), if bound { Unmet } else { Met });
            prop_assert_eq!(at(&world, place, ends - step), if bound { Unmet } else { Met });
            prop_assert_eq!(at(&world, place, ends), Met);
        }
    }

    // Catches: a multistate licence taken for one everywhere, by its home state alone, or for ever after a move.
    #[test]
    fn inv_03_a_multistate_license_reaches_members_while_its_holder_lives_there(
        place in prop::sample::select(vec!["AZ", "CO", "CA", "NY", "PA"]),
        moved in prop::option::of((day(), prop::sample::select(vec!["TX", "CA"]), any::<bool>())),
        probe in day(),
        encumbered in any::<bool>(),
    ) {
        let moves = moved.map(|(on, to, _)| Move { to: state(to), on: PartialDate::Day(on) });
        let told_by_board = moved.is_none_or(|(_, _, claimed)| !claimed);
        let own = |moved| over(license("AZ", "RN", "RN7"), LicenseCompact::NlcMultistate { moved });
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register_as("Rosa Lind", None, ProviderType::Other);
        world.facility(facility::Command::OpenSite(a_site("ward", place, "America/Phoenix"))).unwrap();
        if let Some(Move { .. }) = moves.filter(|_| !told_by_board) {
            let credential = own(moves);
            world.claim(Claim { credential, valid_from: None, valid_to: None }).unwrap();
        }
        let mut answer = found(own(moves.filter(|_| told_by_board)), "2020-01-01", "2033-12-31");
        if encumbered {
            answer = answer.limited(EncumbranceKind::Limited, None, None);
        }
        world.verify(&answer).unwrap();
        let asks = license_rule(&world, "ward", &["RN"]);
        let member = compact_members::nlc_from(state(place)).is_some();
        let gone = moved.map(|(on, to, _)| on + Days::new(if to == "TX" { 60 } else { 0 }));
        for day in [Some(probe), gone, gone.map(|day| day - Days::new(1))].into_iter().flatten() {
            let noon = midnight(day, PHOENIX) + TimeDelta::hours(12);
            let resident = gone.is_none_or(|gone| noon < midnight(gone, PHOENIX));
            let expected = place == "AZ" || (member && resident && !encumbered);
            prop_assert_eq!(asks.at(noon) == Met, expected, "{} {:?} on {}", place, moved, day);
        }
        let noon = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        // It is no licence of an advanced practice role.
        prop_assert_ne!(license_rule(&world, "ward", &["APRN", "CRNA"]).at(noon), Met);
    }

    // Catches: a licence that is added and takes something away; a second one under discipline that blocks by itself.
    #[test]
    fn inv_17_a_license_added_takes_nothing_away(
        code in prop::sample::select(vec!["AZ", "CO", "NV", "UT"]),
        principal in prop::option::of(prop::sample::select(vec!["AZ", "CO", "NV", "UT"])),
        training in any::<bool>(),
        discipline in prop::option::of((day(), prop::sample::select(EncumbranceKind::ALL.to_vec()))),
        second in prop::option::of((day(), prop::sample::select(EncumbranceKind::ALL.to_vec()))),
        probe in day(),
    ) {
        let mut before = over_the_border();
        if let Some((from, kind)) = discipline {
            let answer = found(imlc("NV", "N3", "AZ"), "2024-01-01", "2033-12-31");
            before.verify(&taken(kind, answer, from, None)).unwrap();
        }
        let mut after = before.clone();
        let mut added = license(code, "MD", "X77");
        if let Credential::License { compact, training: own, .. } = &mut added {
            *compact = principal.map(|state_code| LicenseCompact::Imlc { principal_state: state(state_code) });
            *own = training;
        }
        let mut answer = found(added, "2021-01-01", "2033-12-31");
        // Not one of the compact: there the law itself lets a disciplined licence take others with it.
        if let Some((from, kind)) = second.filter(|_| principal.is_none() && (code == "NV" || code == "UT")) {
            answer = taken(kind, answer, from, None);
        }
        after.verify(&answer).unwrap();
        let noon = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        for place in [MAIN, ANNEX] {
            if at(&before, place, noon) == Met {
                prop_assert_eq!(at(&after, place, noon), Met, "at {}", place);
            }
        }
    }

    // Catches: the site's state asked where the patient is elsewhere; the DEA registration left in the site's state.
    #[test]
    fn inv_03_for_a_patient_elsewhere_the_patients_state_counts(last in day(), probe in day()) {
        let plan = Plan::default()
            .with(found_between(license("NV", "MD", "N1"), Some(PartialDate::Year(2020)), Some(PartialDate::Day(last))));
        let world = plan.build();
        let noon = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        let asked = |id: &str, code: &str| {
            let question = Question { patient_state: Some(state(code)), ..world.question(id, MAIN, noon) };
            ask(&world.records, question).unwrap().truth()
        };
        prop_assert_eq!(asked(CORE, "AZ"), Met);
        prop_assert_eq!(asked(CORE, "NV") == Met, probe <= last);
        prop_assert_ne!(asked(CORE, "CA"), Met);
        prop_assert_eq!(asked(PRESCRIBING, "AZ"), Met);
        // The registration is Arizona's.
        prop_assert_ne!(asked(PRESCRIBING, "NV"), Met);
    }

    // Catches: an order read as words alone; one that takes more than the schedules it names, or that binds outside its time.
    #[test]
    fn inv_07_an_order_against_a_schedule_takes_prescribing_alone(
        from in day(),
        length in prop::option::of(0_u64..100),
        barred in prop::sample::select(vec!["2", "2N", "3", "4"]),
        on_license in any::<bool>(),
        probe in day(),
    ) {
        let mut world = world();
        let credential = if on_license { az_license() } else { dea(&["2", "3"]) };
        let to = length.map(|length| from + Days::new(length));
        let mut answer = found(credential, "2024-01-01", "2032-12-31");
        if let Reply::Found { encumbrances, .. } = &mut answer.evidence.reply {
            encumbrances.push(Encumbrance {
                kind: EncumbranceKind::Limited,
                from: Some(PartialDate::Day(from)),
                to: to.map(PartialDate::Day),
                terms: text("as ordered"),
                limits: Limits { no_schedules: vec![text(barred)], supervised: false },
            });
        }
        world.verify(&answer).unwrap();
        let noon = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        let binds = from <= probe && to.is_none_or(|to| probe <= to);
        let two = barred.starts_with('2');
        prop_assert_eq!(world.may(PRESCRIBING, noon) == Met, !(binds && two));
        prop_assert_eq!(world.may(CORE, noon), Met);
        if binds && on_license {
            prop_assert!(world.ask(CORE, MAIN, noon).conditions().iter().any(|told| told.contains("schedule")));
        }
    }

    // Catches: a renewal filed in time taken for none; one that goes on without a word; a DEA registration that outlives the licence.
    #[test]
    fn inv_07_a_registration_goes_on_past_its_end_only_where_the_source_says_so(
        last in day(),
        continues in any::<bool>(),
        probe in day(),
    ) {
        let mut answer = found_between(dea(&["2"]), Some(PartialDate::Year(2024)), Some(PartialDate::Day(last)));
        if let Reply::Found { continues_until_final_action, .. } = &mut answer.evidence.reply {
            *continues_until_final_action = continues;
        }
        let world = Plan::default().with(answer).build();
        let noon = midnight(probe, PHOENIX) + TimeDelta::hours(12);
        let answer = world.ask(PRESCRIBING, MAIN, noon);
        prop_assert_eq!(answer.truth() == Met, continues || probe <= last);
        let told = answer.conditions().iter().any(|told| told.contains("printed end"));
        prop_assert_eq!(told, continues && probe > last);
    }
}

/// A criterion for a licence of one of the types at a site.
pub(crate) fn license_rule(world: &World, place: &str, types: &[&str]) -> cred_core::timeline::evaluation::Evaluation {
    let types = types.iter().map(|own| text(own)).collect();
    rule(world, place, &Criterion::License(LicenseCriterion { types, unrestricted: false }))
}

pub(crate) fn rule(world: &World, place: &str, asked: &Criterion) -> cred_core::timeline::evaluation::Evaluation {
    let dossier = world.records.dossier(world.provider).unwrap();
    let facility = world.governed();
    let scene = cred_core::exercise::rules::Scene::new(
        &world.records,
        &dossier,
        facility,
        world.records.facility(&crate::world::facility_id()).unwrap().site(&site(place)).unwrap(),
    );
    cred_core::exercise::rules::criterion(scene, asked, "a test")
}

// Edge case 11. Catches: a hospital's number with a code taken for a registration of one's own; a fee-exempt one used in private practice.
#[test]
fn a_number_of_the_hospital_or_of_an_agency_is_no_registration_of_ones_own() {
    let registration = |number: &str, fee_exempt: bool| {
        let number = DeaNumber::parse(number).unwrap();
        let credential = Credential::Dea { jurisdiction: state("AZ"), number, schedules: vec![text("2")], fee_exempt };
        let mut world = World::with_house(&Plan::default());
        world.provider = world.register("Jonas Weber", None);
        let clinic = facility::site::Site { federal: true, ..a_site("va", "AZ", "America/Phoenix") };
        world.facility(facility::Command::OpenSite(clinic)).unwrap();
        world.verify(&found(az_license(), "2020-01-01", "2033-12-31")).unwrap();
        world.verify(&found(credential, "2024-01-01", "2032-12-31")).unwrap();
        world
    };
    let asked = |institutional| Criterion::Dea(DeaCriterion { schedules: vec![text("2")], institutional });
    let at = instant("2026-05-01T00:00:00Z");
    let hospitals = registration("FR1234563-001AB", false);
    assert_ne!(rule(&hospitals, MAIN, &asked(false)).at(at), Met);
    assert_eq!(rule(&hospitals, MAIN, &asked(true)).at(at), Met);
    let agencys = registration("FR1234563", true);
    assert_ne!(rule(&agencys, MAIN, &asked(false)).at(at), Met);
    assert_eq!(rule(&agencys, "va", &asked(false)).at(at), Met);
    assert_eq!(rule(&registration("FR1234563", false), MAIN, &asked(false)).at(at), Met);
}

// Edge case 11. Catches: a registration that shows active while the licence behind it is gone.
#[test]
fn without_the_license_a_registration_gives_no_authority() {
    let mut world = world();
    let from = Some(PartialDate::Day(date("2026-06-01")));
    let answer = found(az_license(), "2020-01-01", "2033-12-31").limited(EncumbranceKind::Suspended, from, None);
    world.verify(&answer).unwrap();
    let asked = Criterion::Dea(DeaCriterion { schedules: vec![text("2")], institutional: false });
    let rule = rule(&world, MAIN, &asked);
    assert_eq!(rule.at(instant("2026-06-01T06:59:59Z")), Met);
    assert_eq!(rule.at(instant("2026-06-01T07:00:00Z")), Unmet);
}

// Edge case 6. Catches: a federal site where the site's own state is asked for, and one whose exemption follows its people home.
#[test]
fn at_a_federal_site_a_license_of_any_state_will_do_and_nowhere_else() {
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register("Jonas Weber", None);
    let clinic = facility::site::Site { federal: true, ..a_site("va", "NV", "America/Los_Angeles") };
    world.facility(facility::Command::OpenSite(clinic)).unwrap();
    world.facility(facility::Command::OpenSite(a_site("reno", "NV", "America/Los_Angeles"))).unwrap();
    world.verify(&found(license("OH", "MD", "35.1"), "2020-01-01", "2026-12-31")).unwrap();
    let before = instant("2027-01-01T04:59:59Z");
    let over = instant("2027-01-01T05:00:00Z");
    assert_eq!(license_rule(&world, "va", &["MD"]).at(before), Met);
    assert_eq!(license_rule(&world, "va", &["MD"]).at(over), Unmet);
    assert_ne!(license_rule(&world, "reno", &["MD"]).at(before), Met);
}

// Edge case 2. Catches: a training licence on which privileges rest; one that hides the full licence beside it.
#[test]
fn on_a_training_license_nothing_rests() {
    let training = |credential: Credential| {
        let Credential::License { jurisdiction, license_type, number, compact, .. } = credential else { panic!() };
        Credential::License { jurisdiction, license_type, number, compact, training: true }
    };
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register("Jonas Weber", None);
    world.verify(&found(training(license("AZ", "MD", "T55")), "2025-07-01", "2028-06-30")).unwrap();
    let at = instant("2026-05-01T00:00:00Z");
    assert_eq!(license_rule(&world, MAIN, &["MD"]).at(at), Unmet);
    world.verify(&found(az_license(), "2026-01-01", "2026-12-31")).unwrap();
    let rule = license_rule(&world, MAIN, &["MD"]);
    assert_eq!(rule.at(at), Met);
    // The end of the one neither masks nor carries the other.
    assert_eq!(rule.at(instant("2027-01-01T07:00:00Z")), Unmet);
}

// Edge case 6. Catches: an IMLC licence good although nobody has looked at the licence it stands and falls with.
#[test]
fn an_imlc_license_without_a_word_about_the_principal_one_is_unknown() {
    let mut world = World::with_house(&Plan { annex: "CO", ..Plan::default() });
    world.provider = world.register("Jonas Weber", None);
    world.verify(&found(imlc("CO", "C9", "UT"), "2024-01-01", "2033-12-31")).unwrap();
    let at = instant("2026-05-01T00:00:00Z");
    assert_eq!(license_rule(&world, ANNEX, &["MD"]).at(at), Unknown);
    world.verify(&found(license("UT", "DO", "U1"), "2020-01-01", "2026-12-31")).unwrap();
    assert_eq!(license_rule(&world, ANNEX, &["MD"]).at(at), Met);
    // That the principal one ran out is no discipline: the licence of the other state stands, and it is told.
    assert_eq!(license_rule(&world, ANNEX, &["MD"]).at(instant("2027-05-01T00:00:00Z")), Met);
}

// Catches: a privilege to practise that outlives the home licence, or that rests on a limited one.
#[test]
fn a_privilege_to_practise_rests_on_an_unencumbered_home_license() {
    let mut world = World::with_house(&Plan { annex: "CO", ..Plan::default() });
    world.provider = world.register_as("Ana Ruiz", None, ProviderType::PhysicianAssistant);
    let home = state("UT");
    let privilege = over(license("CO", "PA", "P1"), LicenseCompact::PrivilegeToPractice { home_state: home });
    world.verify(&found(privilege, "2025-01-01", "2033-12-31")).unwrap();
    let at = instant("2026-05-01T00:00:00Z");
    assert_eq!(license_rule(&world, ANNEX, &["PA"]).at(at), Unknown);
    let own = found(license("UT", "PA", "U1"), "2020-01-01", "2033-12-31");
    world.verify(&own).unwrap();
    assert_eq!(license_rule(&world, ANNEX, &["PA"]).at(at), Met);
    let from = Some(PartialDate::Day(date("2026-04-01")));
    world.verify(&own.limited(EncumbranceKind::Limited, from, None)).unwrap();
    assert_eq!(license_rule(&world, ANNEX, &["PA"]).at(at), Unmet);
}

// Catches: a difference between claim and source in what the licence is worth that passes for a match.
#[test]
fn a_claim_of_a_full_license_differs_from_a_training_one() {
    let mut training = az_license();
    if let Credential::License { training, .. } = &mut training {
        *training = true;
    }
    assert_eq!(az_license().differences(&training).len(), 1);
    assert_eq!(imlc("CO", "C9", "AZ").differences(&imlc("CO", "C9", "UT")).len(), 1);
    assert!(az_license().differences(&az_license()).is_empty());
}

// Inv 15. Catches: a setting that is not looked at where it is given, or not told where it is not.
#[test]
fn inv_15_a_setting_outside_the_items_is_outside_the_privilege() {
    let mut form = form();
    for own in form.items.iter_mut().filter(|own| own.id.as_str() == CORE) {
        own.settings = vec![text("med-surg"), text("ICU")];
    }
    let world = Plan { form, items: vec![CORE], ..Plan::default() }.build();
    let at = instant("2026-05-01T00:00:00Z");
    let asked = |setting: Option<&str>| {
        let question = Question { setting: setting.map(text), ..world.question(CORE, MAIN, at) };
        ask(&world.records, question).unwrap()
    };
    assert_eq!(asked(Some("icu")).truth(), Met);
    assert_eq!(asked(Some("clinic")).truth(), Unmet);
    assert_eq!(asked(None).truth(), Met);
    assert!(asked(None).conditions().iter().any(|told| told.contains("med-surg")));
    assert!(asked(Some("icu")).conditions().iter().all(|told| !told.contains("med-surg")));
}
