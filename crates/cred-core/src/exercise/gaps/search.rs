//! The cheapest sets first: the alternatives are opened in the order of what has been chosen so far, so that what is listed is cheaper than
//! all that is not, wherever the search ends.

use std::collections::{BTreeMap, BTreeSet};

use crate::time::Instant;

use super::{Cost, Gap, GapSet, Goal};

/// So many sets are listed at most.
pub const MOST_SETS: usize = 32;

/// So many steps are taken at most; one step opens one alternative.
pub const MOST_STEPS: usize = 20_000;

type Key = (Cost, Option<Instant>, Vec<usize>);

/// Some gaps chosen, and alternatives still to be chosen from: so many of these.
#[derive(Clone)]
struct Choice<'g> {
    chosen: BTreeSet<usize>,
    open: Vec<(usize, &'g [Goal])>,
}

impl<'g> Choice<'g> {
    fn choose(&mut self, goal: &'g Goal) {
        match goal {
            Goal::Met | Goal::Never => {}
            Goal::Gap(gap) => {
                self.chosen.insert(*gap);
            }
            Goal::All(parts) => parts.iter().for_each(|part| self.choose(part)),
            Goal::AtLeast(k, parts) => self.open.push((*k, parts)),
        }
    }

    fn key(&self, gaps: &[Gap]) -> Key {
        let own = || self.chosen.iter().filter_map(|place| gaps.get(*place));
        (Cost::of(own()), own().filter_map(|gap| gap.earliest).max(), self.chosen.iter().copied().collect())
    }
}

/// Choices that wait, the cheapest first, and of those that cost the same the one that came first.
struct Waiting<'g> {
    gaps: &'g [Gap],
    serial: usize,
    choices: BTreeMap<(Key, usize), Choice<'g>>,
}

impl<'g> Waiting<'g> {
    fn add(&mut self, choice: Choice<'g>) {
        self.serial += 1;
        self.choices.insert((choice.key(self.gaps), self.serial), choice);
    }
}

fn holds(goal: &Goal, chosen: &BTreeSet<usize>) -> bool {
    match goal {
        Goal::Met => true,
        Goal::Never => false,
        Goal::Gap(gap) => chosen.contains(gap),
        Goal::All(parts) => parts.iter().all(|part| holds(part, chosen)),
        Goal::AtLeast(k, parts) => enough(*k, parts, chosen),
    }
}

fn enough(k: usize, parts: &[Goal], chosen: &BTreeSet<usize>) -> bool {
    parts.iter().filter(|part| holds(part, chosen)).take(k).count() >= k
}

/// The minimal sets that a goal asks for, the cheapest first, and whether more exist or may.
///
/// A set that holds another one costs more than it, so the smaller one is found first and the larger one is left out. Where the steps run
/// out before any set is found, one is made by leaving out of everything what is not needed, the costliest first.
pub(super) fn cheapest(goal: &Goal, gaps: &[Gap]) -> (Vec<GapSet>, bool) {
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    let mut waiting = Waiting { gaps, serial: 0, choices: BTreeMap::new() };
    if *goal != Goal::Never {
        let mut first = Choice { chosen: BTreeSet::new(), open: vec![] };
        first.choose(goal);
        waiting.add(first);
    }
    let mut steps = 0;
    while found.len() < MOST_SETS
        && steps < MOST_STEPS
        && let Some((_, mut choice)) = waiting.choices.pop_first()
    {
        steps += 1;
        if found.iter().any(|smaller| smaller.is_subset(&choice.chosen)) {
            continue;
        }
        let Choice { chosen, open } = &mut choice;
        open.retain(|(k, parts)| !enough(*k, parts, chosen));
        let Some((k, parts)) = open.pop() else {
            found.push(choice.chosen);
            continue;
        };
        let Some((one, rest)) = parts.split_first() else { continue };
        // Without this part, as long as enough of the others remain. What holds already costs nothing more.
        if rest.len() >= k && !holds(one, chosen) {
            let mut without = choice.clone();
            without.open.push((k, rest));
            waiting.add(without);
        }
        if k > 1 {
            choice.open.push((k - 1, rest));
        }
        choice.choose(one);
        waiting.add(choice);
    }
    let ended = waiting.choices.values().all(|choice| found.iter().any(|smaller| smaller.is_subset(&choice.chosen)));
    if found.is_empty() && !ended {
        found.push(swept(goal, gaps));
    }
    let set = |chosen: &BTreeSet<usize>| GapSet {
        gaps: chosen.iter().filter_map(|place| gaps.get(*place)).cloned().collect(),
    };
    (found.iter().map(set).collect(), !ended)
}

/// One minimal set: everything, less whatever can be left out, the costliest first.
fn swept(goal: &Goal, gaps: &[Gap]) -> BTreeSet<usize> {
    let mut kept: BTreeSet<usize> = (0..gaps.len()).collect();
    let mut order: Vec<(Cost, usize)> = gaps.iter().enumerate().map(|(place, gap)| (Cost::of([gap]), place)).collect();
    order.sort_unstable();
    for (_, place) in order.into_iter().rev() {
        kept.remove(&place);
        if !holds(goal, &kept) {
            kept.insert(place);
        }
    }
    kept
}
