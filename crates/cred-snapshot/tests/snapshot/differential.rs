//! A snapshot says what the engine says.

use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};
use cred_core::{
    actor::Capacity,
    exercise::{
        answer::ask,
        question::{Question, What},
        roster::is_holder,
    },
    id::ProviderId,
    privileging::{
        privilege_request::Command,
        restriction::{Limits, Restriction},
    },
    time::{Instant, period::Period},
    timeline::truth::Truth,
};
use cred_snapshot::{
    snapshot::Snapshot,
    told::{Answer, NotTold, Told},
};
use proptest::prelude::*;

use crate::{
    happenings::happenings,
    house::{ANNEX, CORE, ITEMS, MAIN, ROBOTIC, item, label, site, state, text},
    staff::{CODES, Staff, coded_form, codes, order, signer, staff},
    world::{cases, facility_id},
};

fn limits() -> impl Strategy<Value = Limits> {
    let sites = prop::sample::subsequence(vec![MAIN, ANNEX], 0..=1);
    let excluded = prop::sample::subsequence(vec!["0FT44ZZ", "0FT4*", "0DT*"], 0..=2);
    (sites, excluded, prop::option::of(0_u32..90), any::<bool>(), prop::option::of(1_i64..9000)).prop_map(
        |(sites, excluded, not_under_age, requires_proctor, hours)| Limits {
            sites_excluded: sites.into_iter().map(site).collect(),
            procedures_excluded: codes(&excluded),
            not_under_age,
            requires_proctor,
            for_cases: None,
            until: hours.map(|hours| staff(false).world.now + TimeDelta::hours(4000 + hours)),
        },
    )
}

/// What is said about the patient.
#[derive(Debug, Clone)]
struct Patient {
    age: Option<u32>,
    state: Option<&'static str>,
    federal: Option<bool>,
    setting: Option<&'static str>,
    emergency: bool,
}

fn patient() -> impl Strategy<Value = Patient> {
    (
        prop::option::weighted(0.3, 0_u32..100),
        prop::option::weighted(0.2, prop::sample::select(vec!["AZ", "UT"])),
        prop::option::weighted(0.3, any::<bool>()),
        prop::option::weighted(0.2, prop::sample::select(vec!["icu", "clinic"])),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(age, state, federal, setting, emergency)| Patient { age, state, federal, setting, emergency })
}

fn whats() -> Vec<What> {
    let items = ITEMS.into_iter().map(|own| What::Privilege(item(own)));
    items.chain(CODES.into_iter().map(|code| What::Procedure(code.to_owned()))).collect()
}

/// The engine's answer as a snapshot would tell it: until, at the latest, the snapshot's end.
fn told_by_the_engine(staff: &Staff, question: Question, expires_at: Instant) -> Answer {
    let answer = ask(&staff.world.records, question).unwrap();
    let until = answer.until().filter(|(at, _)| *at < expires_at).unwrap_or((expires_at, Truth::Unknown));
    let because = answer.because().into_iter().map(|own| cred_snapshot::told::Finding {
        requirement: own.requirement.code.to_owned(),
        reason: own.cause.reason.code().to_owned(),
        citation: own.requirement.citation.clone(),
    });
    Answer {
        truth: answer.truth(),
        until,
        conditions: answer.conditions().to_vec(),
        conditions_until: answer.conditions_until().filter(|at| *at < until.0),
        because: because.collect(),
        privileges: answer.items().to_vec(),
    }
}

/// Without the order of the findings, and each once.
fn sorted(answer: &Answer) -> (BTreeSet<cred_snapshot::told::Finding>, Answer) {
    (answer.because.iter().cloned().collect(), Answer { because: vec![], ..answer.clone() })
}

fn codes_of(answer: &Answer) -> BTreeSet<(String, String)> {
    answer.because.iter().map(|own| (own.requirement.clone(), own.reason.clone())).collect()
}

fn question(provider: ProviderId, what: &What, at: Instant) -> Question {
    Question::new(provider, what.clone(), facility_id(), site(MAIN), at)
}

#[derive(Debug, Clone)]
struct Case {
    federal_scope: bool,
    happenings: Vec<crate::happenings::Happening>,
    restrictions: Vec<(bool, i64, Limits)>,
    next_form: Option<(u64, bool)>,
    /// Hours after what happened last at which it is made, and for how many.
    window: (i64, i64),
}

fn case() -> impl Strategy<Value = Case> {
    (
        any::<bool>(),
        happenings(),
        prop::collection::vec((any::<bool>(), 0_i64..6000, limits()), 0..3),
        prop::option::of((0_u64..200, any::<bool>())),
        (0_i64..2000, 1_i64..9000),
    )
        .prop_map(|(federal_scope, happenings, restrictions, next_form, window)| Case {
            federal_scope,
            happenings,
            restrictions,
            next_form,
            window,
        })
}

impl Case {
    /// The staff after everything of it that is lawful.
    fn staff(&self) -> Staff {
        let mut staff = staff(self.federal_scope);
        for (of_core, hours, limits) in &self.restrictions {
            let from = staff.world.now + TimeDelta::hours(*hours);
            let restriction = Restriction { limits: limits.clone(), ..Restriction::condition(from, text("limited")) };
            let id = staff.world.newest_of(if *of_core { CORE } else { ROBOTIC }).id();
            let _ = staff.world.privilege(id, Command::Restrict(restriction), Capacity::Board);
        }
        staff.world = staff.world.lives_through(&self.happenings);
        if let Some((days, grandfather)) = self.next_form {
            let mut form = coded_form();
            form.version = label("other-codes");
            form.effective_from = staff.world.now.date_naive() + Days::new(days + 2);
            form.grandfather = grandfather;
            for own in &mut form.items {
                own.criteria = None;
                own.procedures = if own.id == item(CORE) { codes(&["0FT*", "9Z99ZZZ"]) } else { codes(&["0FT44*"]) };
            }
            let _ = staff.world.publish(form);
        }
        staff
    }
}

proptest! {
    #![proptest_config(cases(150))]

    // Catches: a timeline clipped at the wrong border, a piece that is missing, a code resolved to another privilege or another version,
    // a holder left out, an answer for a patient that the snapshot knows nothing of.
    #[test]
    fn every_answer_is_the_engines(
        case in case(),
        instants in prop::collection::vec(0.0_f64..1.0, 3),
        patients in prop::collection::vec(patient(), 3),
    ) {
        let staff = case.staff();
        let made_at = staff.world.now + TimeDelta::hours(case.window.0);
        let order = order(&staff.world, made_at, case.window.1);
        let expires_at = order.expires_at;
        let window = Period::new(made_at, Some(expires_at)).unwrap();
        let snapshot = Snapshot::open(&staff.sealed(order), &signer().verifier(), None).unwrap();
        let seconds = (expires_at - made_at).num_seconds() as f64;
        let mut at: Vec<Instant> = instants.iter().map(|part| made_at + TimeDelta::seconds((part * seconds) as i64)).collect();
        at.extend([made_at, expires_at - TimeDelta::microseconds(1)]);
        for provider in &staff.people {
            let holds = is_holder(&staff.world.records, *provider, &facility_id(), &site(MAIN), window);
            for what in whats() {
                let mut borders = Vec::new();
                for at in &at {
                    let question = question(*provider, &what, *at);
                    let told = snapshot.may(&question, made_at);
                    if !holds {
                        prop_assert_eq!(told, Told::Nothing(NotTold::Provider(provider.to_string())));
                        continue;
                    }
                    let expected = told_by_the_engine(&staff, question, expires_at);
                    let answer = told.answer().cloned().expect("inside of the window, nothing said of the patient");
                    prop_assert_eq!(sorted(&answer), sorted(&expected), "{} at {}", &what, at);
                    borders.push(answer.until.0);
                    borders.extend(answer.conditions_until);
                }
                // At the borders themselves, and just before.
                let step = TimeDelta::microseconds(1);
                for at in borders.into_iter().flat_map(|at| [at - step, at]).filter(|at| window.contains(*at)) {
                    let question = question(*provider, &what, at);
                    let expected = told_by_the_engine(&staff, question.clone(), expires_at);
                    let answer = snapshot.may(&question, made_at).answer().cloned().expect("inside of the window");
                    prop_assert_eq!(sorted(&answer), sorted(&expected), "{} at {}", &what, at);
                }
                for (patient, at) in patients.iter().zip(&at).filter(|_| holds) {
                    let question = Question {
                        patient_age: patient.age,
                        patient_state: patient.state.map(state),
                        federal_patient: patient.federal,
                        setting: patient.setting.map(text),
                        emergency: patient.emergency,
                        ..question(*provider, &what, *at)
                    };
                    let expected = told_by_the_engine(&staff, question.clone(), expires_at);
                    match snapshot.may(&question, made_at) {
                        Told::Answer(answer) => {
                            prop_assert_eq!(answer.truth, expected.truth, "{} at {} of {:?}", &what, at, patient);
                            prop_assert_eq!(answer.until, expected.until);
                            prop_assert_eq!(&answer.conditions, &expected.conditions);
                            prop_assert_eq!(codes_of(&answer), codes_of(&expected));
                        }
                        Told::Nothing(reason) => {
                            prop_assert!(matches!(reason, NotTold::Patient(_)), "{:?}", reason);
                        }
                    }
                }
            }
        }
    }
}
