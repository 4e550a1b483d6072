//! A list of cases: against asking everybody in turn.

use cred_core::{
    exercise::{
        answer::ask,
        booking::{Need, check},
        question::{Question, What},
    },
    id::ProviderId,
    records::Records,
    timeline::truth::Truth,
};
use proptest::prelude::*;

use crate::{
    happenings::{happenings, some_instant},
    house::{ANNEX, CORE, ITEMS, MAIN, ROBOTIC, instant, item, site},
    supervising::{staff, terms},
    supposing::two,
    world::{World, cases, facility_id},
};

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => prop::sample::select(ITEMS.to_vec()).prop_map(|own| What::Privilege(item(own))),
        1 => Just(What::Procedure("0FT44ZZ".to_owned())),
        1 => Just(What::Procedure("9Z99ZZZ".to_owned())),
    ]
}

type Booked = (bool, What, bool, chrono::DateTime<chrono::Utc>, Option<u32>);

fn booked() -> impl Strategy<Value = Booked> {
    (any::<bool>(), what(), any::<bool>(), some_instant(), prop::option::of(0_u32..90))
}

fn question(world: &World, colleague: ProviderId, (own, what, main, at, patient_age): Booked) -> Question {
    let (who, place) = (if own { world.provider } else { colleague }, if main { MAIN } else { ANNEX });
    Question { patient_age, ..Question::new(who, what, facility_id(), site(place), at) }
}

/// Everybody else of whom the answer is yes.
fn naive(records: &Records, case: &Question) -> Vec<ProviderId> {
    let others = records.providers().map(|own| own.id()).filter(|own| *own != case.provider);
    let mut may: Vec<ProviderId> = others
        .filter(|own| ask(records, Question { provider: *own, ..case.clone() }).unwrap().truth() == Truth::Met)
        .collect();
    may.sort_unstable();
    may
}

proptest! {
    #![proptest_config(cases(48))]

    // Catches: a case answered for another time, site or patient; somebody offered who may not; somebody left out who may; whoever is booked
    // offered as their own alternative; a list that is cut and does not say so.
    #[test]
    fn a_checked_list_is_what_asking_everybody_finds(
        happened in happenings(),
        list in prop::collection::vec(booked(), 1..5),
        most in 0_usize..3,
    ) {
        let (world, colleague) = two();
        let world = world.lives_through(&happened);
        let list: Vec<Question> = list.into_iter().map(|own| question(&world, colleague, own)).collect();
        let checked = check(&world.records, &list, most).unwrap();
        prop_assert_eq!(checked.len(), list.len());
        for (case, own) in list.iter().zip(&checked) {
            let answer = ask(&world.records, case.clone()).unwrap();
            prop_assert_eq!(own.answer.question(), case);
            prop_assert_eq!(own.answer.truth(), answer.truth());
            prop_assert_eq!(own.answer.conditions(), answer.conditions());
            let others = naive(&world.records, case);
            let mut told: Vec<ProviderId> = own.alternatives.iter().map(|own| own.provider()).collect();
            prop_assert!(own.alternatives.iter().all(|own| own.exercisable().is_some()));
            prop_assert_eq!(own.more_alternatives, others.len() > most);
            prop_assert_eq!(told.len(), others.len().min(most));
            told.sort_unstable();
            prop_assert!(told.iter().all(|own| others.contains(own)));
            if told.len() == others.len() {
                prop_assert_eq!(told, others);
            }
        }
    }

    // Catches: an order that hangs on ids or on the order in which people were registered.
    #[test]
    fn whoever_needs_nobody_comes_first_and_the_longest_good_before_the_others(at in some_instant(), main in any::<bool>()) {
        let (world, colleague) = two();
        let nobody = ProviderId::from_uuid(uuid::Uuid::nil());
        let case = question(&world, colleague, (true, What::Privilege(item(CORE)), main, at, None));
        let all = check(&world.records, &[case], usize::MAX).unwrap();
        let rank = |own: &cred_core::exercise::booking::Alternative| {
            let until = own.answer.until().map(|(at, _)| at);
            (own.needs.len(), own.answer.conditions().len(), until.is_some(), std::cmp::Reverse(until))
        };
        let ranks: Vec<_> = all[0].alternatives.iter().map(rank).collect();
        prop_assert!(ranks.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(all[0].alternatives.iter().all(|own| own.provider() != nobody));
    }
}

#[test]
fn a_new_privilege_needs_a_proctor_and_the_plan_is_told() {
    let (world, _) = two();
    let at = instant("2026-03-01T15:00:00Z");
    let case = Question { patient_age: Some(40), ..world.question(ROBOTIC, MAIN, at) };
    let checked = check(&world.records, &[case, world.question(CORE, MAIN, at)], 3).unwrap();
    assert_eq!(checked[0].answer.truth(), Truth::Met);
    let own = world.newest_of(ROBOTIC).id();
    assert!(
        matches!(&checked[0].needs[..], [Need::Proctor { privilege, plan, done: 0 }] if *privilege == own && plan.contains("5 cases")),
        "{:?}",
        checked[0].needs
    );
    assert!(checked[1].needs.iter().all(|need| !matches!(need, Need::Proctor { privilege, .. } if *privilege == own)));
}

#[test]
fn a_case_under_supervision_names_who_may_answer_for_it() {
    let mut staff = staff();
    let agreement = staff.agree(staff.first, terms(instant("2026-02-01T07:00:00Z"), None)).unwrap();
    let case = staff.world.question(CORE, MAIN, instant("2026-03-01T15:00:00Z"));
    let checked = check(&staff.world.records, &[case], 3).unwrap();
    let wanted = Need::Supervision { agreement, by: vec![staff.first] };
    assert!(checked[0].needs.contains(&wanted), "{:?}", checked[0].needs);
    // The surgeon herself needs nobody.
    let case = Question { provider: staff.first, ..checked[0].answer.question().clone() };
    assert!(
        check(&staff.world.records, &[case], 3).unwrap()[0]
            .needs
            .iter()
            .all(|own| !matches!(own, Need::Supervision { .. }))
    );
}
