//! What closes with what: a requirement that is said to be closed with another one is met wherever that one is, on random evidence.

use cred_core::{
    delineation::{
        criterion::{
            BoardCriterion, BoardEligibleCriterion, CasesCriterion, CertificationCriterion, CourseCriterion, Criterion,
            EducationCriterion, InsuranceCriterion, LicenseCriterion, TrainingCriterion,
        },
        privilege_item::ItemKind,
    },
    evidence::reply::EncumbranceKind,
    exercise::gaps::{Gap, Gaps, gaps},
    provider::credential::{CaseRole, Credential},
    text::Text,
    time::Instant,
    timeline::{evaluation::Evaluation, finding::Requirement, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{CORE, MAIN, SourceAnswer, certificate, form, found, instant, insurance, license, plain_item, text},
    licensing::rule,
    plan::Plan,
    world::{World, cases},
};

const SPECIALTIES: [&str; 3] = ["general surgery", "colon and rectal surgery", "thoracic surgery"];
const BOARDS: [&str; 2] = ["ABS", "AOBS"];

/// Some of a few words, at least one.
fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<Text>> {
    prop::sample::subsequence(words.to_vec(), 1..=words.len()).prop_map(|own| own.into_iter().map(text).collect())
}

fn months() -> impl Strategy<Value = Option<u32>> {
    prop::sample::select(vec![None, Some(12), Some(24), Some(60)])
}

fn boards() -> impl Strategy<Value = Vec<Text>> {
    prop_oneof![Just(vec![]), some_of(&BOARDS)]
}

/// Criteria of one family and evidence that speaks of it: what is comparable meets what tells it apart.
type Family = (BoxedStrategy<Criterion>, BoxedStrategy<Credential>);

fn families() -> Vec<Family> {
    let surgical = || some_of(&SPECIALTIES);
    let specialty = || prop::sample::select(SPECIALTIES.to_vec()).prop_map(text);
    let named = || prop::sample::select(vec!["ACLS", "PALS"]).prop_map(text);
    let amount = || prop::sample::select(vec![1_000_000_u64, 2_000_000, 3_000_000]);
    let trained = (surgical(), months())
        .prop_map(|(specialties, within_months)| Criterion::Training(TrainingCriterion { specialties, within_months }));
    let eligible =
        (boards(), surgical(), prop_oneof![Just(vec![]), surgical()], prop::sample::select(vec![1_u32, 2, 5]));
    let eligible = eligible.prop_map(|(boards, certificates, specialties, within_years_of_training)| {
        let asked = BoardEligibleCriterion { boards, certificates, specialties, within_years_of_training, when: None };
        Criterion::BoardEligible(asked)
    });
    let training = (specialty(), 0_u8..3).prop_map(|(specialty, program)| Credential::Training {
        program: text(&format!("program {program}")),
        specialty,
    });
    let certified = (boards(), surgical()).prop_map(|(boards, certificates)| {
        Criterion::BoardCertification(BoardCriterion { boards, certificates, when: None })
    });
    let certificates = (prop::sample::select(BOARDS.to_vec()), specialty())
        .prop_map(|(board, certificate)| Credential::BoardCertification { board: text(board), certificate });
    let covered = (amount(), amount()).prop_map(|(one, all)| {
        Criterion::Insurance(InsuranceCriterion { per_claim: one.min(all), aggregate: one.max(all) })
    });
    let cover = (amount(), amount()).prop_map(|(one, all)| insurance(one.min(all), one.max(all)));
    let degrees =
        some_of(&["MD", "DO", "DPM"]).prop_map(|degrees| Criterion::Education(EducationCriterion { degrees }));
    let degree = prop::sample::select(vec!["MD", "DO", "DPM"])
        .prop_map(|degree| Credential::Education { institution: text("a school"), degree: text(degree) });
    let courses = prop_oneof![
        named().prop_map(|name| Criterion::Certification(CertificationCriterion { name, when: None })),
        (named(), months()).prop_map(|(name, within_months)| Criterion::Course(CourseCriterion {
            name,
            within_months,
            when: None
        })),
    ];
    let done = (
        prop::sample::select(vec![5_u32, 10, 20]),
        prop::sample::select(vec![12_u32, 24]),
        any::<bool>(),
        prop::option::of(prop::sample::select(vec![40_u32, 400])),
        prop::sample::select(vec![vec![], vec![CaseRole::Primary, CaseRole::Assistant]]),
    );
    let done = done.prop_map(|(at_least, months, combine_sites, max_gap_days, roles)| {
        let asked = CasesCriterion::new(text("robotic"), at_least, months);
        Criterion::Cases(CasesCriterion { combine_sites, max_gap_days, roles, ..asked })
    });
    let logs = (1_u32..30, any::<bool>(), prop::sample::select(vec![CaseRole::Primary, CaseRole::Assistant]));
    let logs = logs.prop_map(|(count, here, role)| Credential::CaseLog {
        activity: text("robotic"),
        role,
        count,
        place: text(if here { MAIN } else { "elsewhere" }),
        under_disaster: false,
    });
    let licensed = (prop_oneof![Just(vec![]), some_of(&["MD", "DO"])], any::<bool>())
        .prop_map(|(types, unrestricted)| Criterion::License(LicenseCriterion { types, unrestricted }));
    let licenses = prop::sample::select(vec!["MD", "DO"]).prop_map(|kind| license("AZ", kind, "R1001"));
    vec![
        (prop_oneof![trained, eligible].boxed(), prop_oneof![3 => training, 1 => certificates.clone()].boxed()),
        (certified.boxed(), certificates.boxed()),
        (covered.boxed(), cover.boxed()),
        (degrees.boxed(), degree.boxed()),
        (courses.boxed(), named().prop_map(|name| certificate(name.as_str())).boxed()),
        (done.boxed(), logs.boxed()),
        (licensed.boxed(), licenses.boxed()),
    ]
}

fn asked_and_on_file() -> impl Strategy<Value = (Vec<Criterion>, Vec<SourceAnswer>)> {
    (0_usize..families().len()).prop_flat_map(|family| {
        let (criterion, credential) = families().swap_remove(family);
        (prop::collection::vec(criterion, 2..7), prop::collection::vec(answer(credential), 0..6))
    })
}

fn answer(credential: BoxedStrategy<Credential>) -> impl Strategy<Value = SourceAnswer> {
    let limited = prop::option::weighted(0.3, Just(EncumbranceKind::Limited));
    (credential, limited, 2020_u32..2026, 1_u32..13, prop::option::of(2026_u32..2031)).prop_map(
        |(own, limited, from, month, to)| {
            let until = to.map_or_else(String::new, |year| format!("{year}-06-30"));
            let until = if matches!(own, Credential::CaseLog { .. }) { format!("{from}-{month:02}-28") } else { until };
            let limited = limited.filter(|_| matches!(own, Credential::License { .. }));
            let answer = found(own, &format!("{from}-{month:02}-01"), &until);
            limited.map_or(answer.clone(), |kind| answer.limited(kind, None, None))
        },
    )
}

fn world(asked: &[Criterion], answers: &[SourceAnswer]) -> World {
    let mut form = form();
    form.items = vec![plain_item(CORE, ItemKind::Core)];
    form.items.extend(asked.iter().enumerate().map(|(place, own)| {
        let mut item = plain_item(&format!("item-{place}"), ItemKind::Special);
        item.criteria = Some(own.clone());
        item
    }));
    let mut world = World::with_house(&Plan { form, ..Plan::default() });
    world.provider = world.register("Jonas Weber", None);
    world.now = instant("2026-02-10T17:00:00Z");
    for answer in answers {
        // An answer that says less than another one of its element may be refused; the others stand.
        let _ = world.verify(answer);
    }
    world
}

fn gap(asked: &Requirement) -> Gap {
    let Requirement { code, asks, owed_by, .. } = asked.clone();
    let (citations, causes, also) = (vec![], vec![], vec![]);
    Gap { code, asks, owed_by, citations, causes, earliest: None, by_itself: false, also }
}

/// What several criteria that are asked for by the same words ask together.
fn by_words(world: &World, asked: &[Criterion]) -> Vec<(Requirement, Evaluation)> {
    let mut all: Vec<(Requirement, Vec<Evaluation>)> = Vec::new();
    for own in asked {
        let evaluated = rule(world, MAIN, own);
        let words = evaluated.leaves().first().unwrap().0.clone();
        match all.iter_mut().find(|(known, _)| known.code == words.code && known.asks == words.asks) {
            Some((_, parts)) => parts.push(evaluated),
            None => all.push((Requirement::clone(&words), vec![evaluated])),
        }
    }
    all.into_iter().map(|(words, parts)| (words, Evaluation::all(parts))).collect()
}

fn closed(world: &World) -> Gaps {
    gaps(&world.records, world.question(CORE, MAIN, world.now)).unwrap()
}

proptest! {
    #![proptest_config(cases(500))]

    // Catches: a requirement said to be closed with a weaker one, or with another one altogether; a limit compared the wrong way round.
    #[test]
    fn what_is_closed_with_a_requirement_is_met_wherever_that_one_is(
        (asked, answers) in asked_and_on_file(),
    ) {
        let world = world(&asked, &answers);
        let closing = closed(&world);
        let all = by_words(&world, &asked);
        for (one, met) in &all {
            for (other, also) in all.iter().filter(|(other, _)| (other.code, &other.asks) != (one.code, &one.asks)) {
                if !closing.closes(&[gap(one)], other) {
                    continue;
                }
                let mut borders: Vec<Instant> = vec![instant("2000-01-01T00:00:00Z")];
                borders.extend([met, also].iter().flat_map(|own| own.truth().changes().iter().map(|(at, _)| *at)));
                for at in borders {
                    prop_assert!(
                        met.at(at) != Truth::Met || also.at(at) == Truth::Met,
                        "{} without {} at {}", one.asks, other.asks, at
                    );
                }
            }
        }
    }
}

/// What must be found: the cases people meet.
#[test]
fn the_stronger_one_closes_the_weaker_one() {
    let training = |within_months| {
        Criterion::Training(TrainingCriterion { specialties: vec![text(SPECIALTIES[0])], within_months })
    };
    let cover = |per_claim| Criterion::Insurance(InsuranceCriterion { per_claim, aggregate: 3 * per_claim });
    let cases = |at_least| Criterion::Cases(CasesCriterion::new(text("robotic"), at_least, 24));
    let types = vec![text("MD"), text("DO")];
    let named = Criterion::License(LicenseCriterion { types, unrestricted: false });
    let clean = Criterion::License(LicenseCriterion { types: vec![], unrestricted: true });
    let pairs = [
        (training(Some(24)), training(None)),
        (training(Some(24)), training(Some(60))),
        (cover(2_000_000), cover(1_000_000)),
        (cases(20), cases(10)),
        (clean, named),
    ];
    for (stronger, weaker) in pairs {
        let world = world(&[stronger.clone(), weaker.clone()], &[]);
        let words = |own: &Criterion| Requirement::clone(rule(&world, MAIN, own).leaves().first().unwrap().0);
        let (stronger, weaker) = (words(&stronger), words(&weaker));
        let closing = closed(&world);
        assert!(closing.closes(&[gap(&stronger)], &weaker), "{} and {}", stronger.asks, weaker.asks);
        assert!(!closing.closes(&[gap(&weaker)], &stronger), "{} and {}", weaker.asks, stronger.asks);
    }
}
