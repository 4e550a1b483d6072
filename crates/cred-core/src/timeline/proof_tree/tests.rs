//! What a proof tells, held by the algebra itself: with the leaves changed, the rule is evaluated again.

use proptest::prelude::*;

use super::*;
use crate::{
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

fn now() -> Instant {
    chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

#[derive(Debug, Clone)]
enum Rule {
    Leaf(u8),
    All(Vec<Self>),
    AtLeast(usize, Vec<Self>),
    Otherwise(Vec<Self>),
    From(i64, Box<Self>, Box<Self>),
}

fn a_truth() -> impl Strategy<Value = Truth> {
    prop::sample::select(vec![Truth::Unmet, Truth::Unknown, Truth::Met])
}

/// Rules whose leaves are few, so that one stands in several places.
fn a_rule() -> impl Strategy<Value = Rule> {
    let leaf = (0_u8..8).prop_map(Rule::Leaf);
    leaf.prop_recursive(4, 30, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(Rule::All),
            (1_usize..4, parts()).prop_map(|(k, parts)| Rule::AtLeast(k.min(parts.len()), parts)),
            parts().prop_map(Rule::Otherwise),
            (-5_i64..5, inner.clone(), inner.clone()).prop_map(|(days, before, after)| Rule::From(
                days,
                Box::new(before),
                Box::new(after)
            )),
        ]
    })
}

/// Every leaf of a name has the value that the first of them has: it is one fact.
fn evaluated(rule: &Rule, values: &[Truth; 8]) -> Evaluation {
    let below = |parts: &[Rule]| parts.iter().map(|part| evaluated(part, values)).collect();
    match rule {
        Rule::Leaf(name) => {
            let requirement = Requirement {
                code: "leaf",
                asks: name.to_string(),
                citation: "a rule".to_owned(),
                owed_by: Owes::Nobody,
            };
            let truth = values[usize::from(*name)];
            Evaluation::leaf(requirement, Timeline::constant(Cause::bare(truth, FindingReason::Held)))
        }
        Rule::All(parts) => Evaluation::all(below(parts)),
        Rule::AtLeast(k, parts) => Evaluation::at_least(*k, below(parts)),
        Rule::Otherwise(parts) => Evaluation::otherwise(below(parts)),
        Rule::From(days, before, after) => {
            let at = now() + chrono::TimeDelta::days(*days);
            Evaluation::pieces(evaluated(before, values), vec![(at, evaluated(after, values))])
        }
    }
}

fn with(values: &[Truth; 8], truth: Truth, which: impl Fn(&str) -> bool) -> [Truth; 8] {
    let mut changed = *values;
    for (name, own) in changed.iter_mut().enumerate() {
        if which(&name.to_string()) {
            *own = truth;
        }
    }
    changed
}

fn names(tree: &ProofTree) -> Vec<&str> {
    tree.findings().into_iter().map(|finding| finding.requirement.asks.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..Default::default() })]

    // Catches: a blocker that is none; one that another one hides; a part that decides and is not told.
    #[test]
    fn each_blocker_alone_suffices_and_all_together_are_enough(rule in a_rule(), values in prop::array::uniform8(a_truth())) {
        let found = evaluated(&rule, &values);
        let value = found.at(now());
        let proof = found.proof(now()).unwrap();
        prop_assert!(proof.findings().iter().all(|finding| finding.cause.truth == value));
        match value {
            Truth::Met => {
                let told = names(&proof);
                let rest = with(&values, Truth::Unmet, |name| !told.contains(&name));
                prop_assert_eq!(evaluated(&rule, &rest).at(now()), Truth::Met);
            }
            Truth::Unmet | Truth::Unknown => {
                for blocker in proof.blockers() {
                    let own = names(blocker);
                    // What is unmet beside an unknown does not come into it; it may be cured all the same.
                    let counts = |place: usize| value == Truth::Unmet || values[place] == Truth::Unknown;
                    let others = with(&values, Truth::Met, |name| !own.contains(&name) && counts(name.parse().unwrap()));
                    prop_assert_eq!(evaluated(&rule, &others).at(now()), value, "{:?}", blocker);
                }
                let told = names(&proof);
                let cleared = with(&values, Truth::Met, |name| told.contains(&name));
                prop_assert!(evaluated(&rule, &cleared).at(now()) > value);
            }
        }
    }

    // Catches: a tree with a finding that the flat list of what decides does not have.
    #[test]
    fn a_proof_tells_nothing_beside_what_decides(rule in a_rule(), values in prop::array::uniform8(a_truth())) {
        let found = evaluated(&rule, &values);
        let deciding: Vec<String> =
            found.deciding(now()).into_iter().map(|finding| finding.requirement.asks.clone()).collect();
        let proof = found.proof(now()).unwrap();
        prop_assert!(names(&proof).into_iter().all(|name| deciding.iter().any(|own| own == name)));
        prop_assert_eq!(&found.proof(now()), &Some(proof));
    }
}

fn finding(name: u8) -> Rule {
    Rule::Leaf(name)
}

const UNMET: [Truth; 8] = [Truth::Unmet; 8];

#[test]
fn what_closes_every_way_is_told_once_and_what_cannot_matter_not_at_all() {
    let ways = |of: Vec<Rule>| evaluated(&Rule::Otherwise(of), &UNMET).proof(now()).unwrap();
    let shared = ways(vec![Rule::All(vec![finding(0), finding(1)]), Rule::All(vec![finding(2), finding(0)])]);
    assert_eq!(shared.blockers().len(), 2);
    assert_eq!(names(&shared.blockers()[0]), ["0"]);
    assert_eq!(names(&shared.blockers()[1]), ["1", "2"]);
    let narrower = ways(vec![finding(0), Rule::All(vec![finding(0), finding(1)])]);
    assert_eq!(names(&narrower), ["0"]);
}

#[test]
fn a_rule_that_says_nothing_has_no_proof() {
    assert_eq!(Evaluation::all(vec![]).proof(now()), None);
}
