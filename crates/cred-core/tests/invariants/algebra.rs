//! The timeline algebra against the naive one, on random expressions, at every border, a microsecond beside it, and at random points.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use cred_core::{
    time::{Instant, partial_date::PartialDate},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};
use proptest::prelude::*;

use crate::{
    house::instant,
    naive::{Border, Expr, Tree, next_difference},
    world::cases,
};

pub(crate) fn truth() -> impl Strategy<Value = Truth> {
    prop_oneof![Just(Truth::Unmet), Just(Truth::Unknown), Just(Truth::Met)]
}

/// Points a quarter of a day apart, so that borders of different parts fall together.
fn point() -> impl Strategy<Value = Instant> {
    (-160_i64..160).prop_map(|quarter| instant("2026-02-01T00:00:00Z") + TimeDelta::hours(6 * quarter))
}

fn partial_date() -> impl Strategy<Value = PartialDate> {
    let day = (0_u64..90)
        .prop_map(|days| PartialDate::Day(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(days)));
    let month = (1_u32..4).prop_map(|month| PartialDate::Month(2026, month));
    prop_oneof![4 => day, 2 => month, 1 => (2025_i32..2027).prop_map(PartialDate::Year)]
}

fn zone() -> impl Strategy<Value = Option<Tz>> {
    prop_oneof![
        Just(None),
        Just(Some(chrono_tz::UTC)),
        Just(Some(chrono_tz::America::Phoenix)),
        Just(Some(chrono_tz::America::New_York)),
        Just(Some(chrono_tz::Pacific::Guam)),
    ]
}

fn border() -> impl Strategy<Value = Border> {
    prop_oneof![
        point().prop_map(Border::Exact),
        (partial_date(), zone()).prop_map(|(date, zone)| Border::StartOf(date, zone)),
        (partial_date(), zone()).prop_map(|(date, zone)| Border::EndOf(date, zone)),
    ]
}

fn raw() -> impl Strategy<Value = Expr> {
    prop_oneof![
        1 => truth().prop_map(Expr::Constant),
        3 => (truth(), prop::collection::vec((point(), truth()), 0..6))
            .prop_map(|(first, steps)| Expr::Steps(first, steps)),
        2 => (point(), prop::option::of(1_i64..100), truth(), truth()).prop_map(|(start, quarters, inside, outside)| {
            Expr::Within(start, quarters.map(|quarters| start + TimeDelta::hours(6 * quarters)), inside, outside)
        }),
        3 => (prop::option::of(border()), prop::option::of(border()))
            .prop_map(|(start, end)| Expr::Between(start, end)),
    ]
}

fn expression() -> impl Strategy<Value = Expr> {
    raw().prop_recursive(4, 40, 5, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..5);
        let one = || inner.clone().prop_map(Box::new);
        let row = || [truth(), truth(), truth()];
        prop_oneof![
            some().prop_map(Expr::All),
            some().prop_map(Expr::Any),
            (0_usize..6, some()).prop_map(|(k, of)| Expr::AtLeast(k, of)),
            one().prop_map(Expr::Not),
            (row(), one()).prop_map(|(table, of)| Expr::Map(table, of)),
            ([row(), row(), row()], one(), one()).prop_map(|(table, a, b)| Expr::Zip(table, a, b)),
            (point(), one(), one()).prop_map(|(from, a, b)| Expr::Then(from, a, b)),
        ]
    })
}

/// The borders, a microsecond on either side of each, and the given points.
fn around(borders: &[Instant], more: &[Instant]) -> Vec<Instant> {
    let step = TimeDelta::microseconds(1);
    borders.iter().flat_map(|at| [*at - step, *at, *at + step]).chain(more.iter().copied()).collect()
}

proptest! {
    #![proptest_config(cases(300))]

    // Catches: `<=` for `<` in `at`; a forgotten border in `zip_with`; met and unknown changing places in `counted`; `then_from` losing
    // the value at its own instant; `between` reading the latest for the earliest.
    #[test]
    fn a_timeline_has_the_value_of_its_expression_at_every_instant(
        expression in expression(),
        more in prop::collection::vec(point(), 8),
    ) {
        let timeline = expression.build();
        for at in around(&expression.borders(), &more) {
            prop_assert_eq!(*timeline.at(at), expression.at(at), "at {}", at);
        }
    }

    // Catches: `next_change` that is not strictly after the instant, or that stops at a border where the value stays.
    #[test]
    fn the_next_change_is_the_next_instant_at_which_the_value_differs(
        expression in expression(),
        more in prop::collection::vec(point(), 8),
    ) {
        let timeline = expression.build();
        let borders = expression.borders();
        for at in around(&borders, &more) {
            let expected = next_difference(&borders, at, |at| expression.at(at));
            prop_assert_eq!(timeline.next_change(at).map(|(at, truth)| (at, *truth)), expected, "after {}", at);
        }
    }

    // Catches: `from_changes` keeping a change to the same value, or the first of two values at one instant.
    #[test]
    fn two_timelines_that_agree_everywhere_are_equal(expression in expression()) {
        let timeline = expression.build();
        let changes = timeline.changes();
        prop_assert!(changes.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1));
        prop_assert!(changes.first().is_none_or(|(_, truth)| truth != timeline.first()));
        let mut pieces: Vec<(Instant, Truth)> =
            expression.borders().into_iter().map(|at| (at, expression.at(at))).collect();
        pieces.reverse();
        let before = expression.at(instant("1900-01-01T00:00:00Z"));
        prop_assert_eq!(&Timeline::from_changes(before, pieces), &timeline);
        prop_assert_eq!(&timeline.not().not(), &timeline);
    }

    // Catches: a zone's offset applied the wrong way round; the last day of a month taken for its first; the day after the last one
    // forgotten.
    #[test]
    fn a_border_is_where_the_calendar_puts_it(border in border()) {
        prop_assert!(border.year_is_sane());
        let built = border.build();
        prop_assert_eq!((built.earliest(), built.latest()), border.range());
        prop_assert_eq!(built.is_exact(), built.earliest() == built.latest());
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop::bool::weighted(0.15).prop_map(|quiet| Tree::Leaf { number: 0, quiet });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            some().prop_map(Tree::All),
            some().prop_map(Tree::Any),
            (0_usize..5, some()).prop_map(|(k, of)| Tree::AtLeast(k, of)),
        ]
    })
    .prop_map(|mut tree| {
        let leaves = tree.number(0);
        (tree, leaves)
    })
    .prop_filter_map("too large", |(tree, leaves)| (leaves <= LEAVES).then_some(tree))
}

const LEAVES: usize = 24;

fn evaluation(tree: &Tree, leaves: &[Expr]) -> Evaluation {
    let list = |of: &[Tree]| of.iter().map(|of| evaluation(of, leaves)).collect::<Vec<_>>();
    match tree {
        Tree::Leaf { number, quiet } => {
            let requirement = Requirement {
                code: "leaf",
                asks: number.to_string(),
                citation: "a test".to_owned(),
                owed_by: Owes::Nobody,
            };
            let causes = leaves[*number].build().map(|truth| Cause::bare(*truth, FindingReason::Held));
            let leaf = Evaluation::leaf(requirement, causes);
            if *quiet { leaf.quiet() } else { leaf }
        }
        Tree::All(of) => Evaluation::all(list(of)),
        Tree::Any(of) => Evaluation::any(list(of)),
        Tree::AtLeast(k, of) => Evaluation::at_least(*k, list(of)),
    }
}

/// A tree of at most 24 leaves, each with a raw timeline, and for each a value to put in its place.
fn case() -> impl Strategy<Value = (Tree, Vec<Expr>, Vec<Truth>, Instant)> {
    let leaves = prop::collection::vec(raw(), LEAVES);
    (tree(), leaves, prop::collection::vec(truth(), LEAVES), point())
}

proptest! {
    #![proptest_config(cases(300))]

    // Catches: `deciding` that stops at the first blocker, names leaves of another value, or names a quiet leaf; `missing` that follows
    // parts of an alternative that is met; `until` read from the whole rule's timeline.
    #[test]
    fn an_explanation_names_exactly_the_leaves_that_decide((tree, leaves, _, at) in case()) {
        let evaluation = evaluation(&tree, &leaves);
        let values: Vec<Truth> = leaves.iter().map(|leaf| leaf.at(at)).collect();
        prop_assert_eq!(evaluation.at(at), tree.value(&values));
        let quiet = tree.quiet();
        let loud = |mut numbers: Vec<usize>| {
            numbers.retain(|number| !quiet.contains(number));
            numbers
        };
        let named = |findings: Vec<cred_core::timeline::finding::Finding>| {
            findings.iter().map(|finding| finding.requirement.asks.parse().unwrap()).collect::<Vec<usize>>()
        };
        prop_assert_eq!(named(evaluation.deciding(at)), loud(tree.reached(&values, &|own, part| own == part)));
        let missing = if tree.value(&values) == Truth::Met {
            vec![]
        } else {
            loud(tree.reached(&values, &|_, part| part != Truth::Met))
        };
        prop_assert_eq!(named(evaluation.missing(at)), missing);
        for finding in evaluation.deciding(at) {
            let number: usize = finding.requirement.asks.parse().unwrap();
            let leaf = &leaves[number];
            let until = next_difference(&leaf.borders(), at, |at| leaf.at(at)).map(|(at, _)| at);
            prop_assert_eq!((finding.cause.truth, finding.until), (values[number], until));
        }
    }

    // Catches: the same as above from the side of its meaning, should both implementations share a mistake.
    #[test]
    fn the_deciding_leaves_alone_determine_the_answer((tree, leaves, others, at) in case()) {
        let values: Vec<Truth> = leaves.iter().map(|leaf| leaf.at(at)).collect();
        let own = tree.value(&values);
        let quiet = tree.quiet();
        let named = evaluation(&tree, &leaves).deciding(at);
        let deciding: Vec<usize> = named.iter().map(|finding| finding.requirement.asks.parse().unwrap()).collect();
        let put = |from: &dyn Fn(usize) -> Truth| (0..values.len()).map(from).collect::<Vec<Truth>>();
        match own {
            // Whatever the others are.
            Truth::Met | Truth::Unmet => {
                let kept = |n: usize| deciding.contains(&n) || quiet.contains(&n);
                let replaced = put(&|n| if kept(n) { values[n] } else { others[n] });
                prop_assert_eq!(tree.value(&replaced), own);
            }
            // As the others are, the unknown ones turn it both ways.
            Truth::Unknown => {
                let turns = |n: &usize| deciding.contains(n) || (quiet.contains(n) && values[*n] == Truth::Unknown);
                for to in [Truth::Met, Truth::Unmet] {
                    let replaced = put(&|n| if turns(&n) { to } else { values[n] });
                    prop_assert_eq!(tree.value(&replaced), to);
                }
            }
        }
        let missing: Vec<usize> = evaluation(&tree, &leaves)
            .missing(at)
            .iter()
            .map(|finding| finding.requirement.asks.parse().unwrap())
            .collect();
        prop_assert!(missing.iter().all(|number| values[*number] != Truth::Met));
        let cured = put(&|n| if missing.contains(&n) || quiet.contains(&n) { Truth::Met } else { values[n] });
        // `at least 4 of 3` has no cure.
        if own != Truth::Met && tree.value(&vec![Truth::Met; values.len()]) == Truth::Met {
            prop_assert_eq!(tree.value(&cured), Truth::Met);
        }
    }
}
