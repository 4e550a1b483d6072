//! Gaps: the smallest sets of missing things that would turn an answer to *yes*.
//!
//! The rule of exercise is read as it stands at the instant asked about. A thing that is asked for and not found there is one gap, wherever the
//! rule asks for it; *all* needs a gap of each part, *any* and *at least k* offer alternatives. Where a privilege is not granted, what the form in
//! force asks of a new grant is asked as well: the board's vote alone makes no *yes*.
//!
//! Whoever meets the stronger of two requirements has met the weaker one too: a residency within 24 months is a residency. Such a set names
//! the stronger one alone, and tells what is closed with it.
//!
//! No listed set holds more than it must: without any one of its gaps the answer stays what it is. The cheapest come first, see [`Cost`].

mod closing;
mod cost;
mod search;

use closing::Closing;
pub use cost::Cost;
pub use search::{MOST_SETS, MOST_STEPS};

use std::collections::BTreeSet;

use super::{
    answer::{NotAskable, ask, scene},
    question::Question,
    rules::{Scene, asks_for_grant, of_a_new_grant},
};
use crate::{
    id::ItemId,
    records::Records,
    time::Instant,
    timeline::{
        Timeline,
        evaluation::{Evaluation, Shape},
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// One thing that is asked for and not found at the instant asked about. What several rules ask for in the same words is one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// A stable code, such as `license`.
    pub code: &'static str,
    /// What is asked, in a few words.
    pub asks: String,
    /// Who must act to have it met.
    pub owed_by: Owes,
    /// Where it is asked: each rule once, in the order of the whole rule.
    pub citations: Vec<String>,
    /// What was found instead, each cause once: several where the rule asks at several places.
    pub causes: Vec<Cause>,
    /// The earliest instant at which it could hold: where it becomes met by itself, as known now, that instant; else the instant asked
    /// about, since somebody can settle it; `None` where nothing known cures it.
    pub earliest: Option<Instant>,
    /// Whether it becomes met by itself, by what is on file.
    pub by_itself: bool,
    /// What else is missing and closed with it, in the words that ask for it.
    pub also: Vec<String>,
}

impl Gap {
    /// Whether anything known cures it: not so for a death, an exclusion or a revocation on file, and for what nobody here can change.
    #[must_use]
    pub const fn is_curable(&self) -> bool {
        self.earliest.is_some()
    }

    /// Whether a requirement asks for this thing.
    #[must_use]
    pub fn is_asked_by(&self, requirement: &Requirement) -> bool {
        self.code == requirement.code && self.asks == requirement.asks && self.owed_by == requirement.owed_by
    }

    fn of(requirement: &Requirement) -> Self {
        let Requirement { code, asks, owed_by, .. } = requirement;
        let (citations, causes, also) = (vec![], vec![], vec![]);
        Self { code, asks: asks.clone(), owed_by: *owed_by, citations, causes, earliest: None, by_itself: false, also }
    }

    /// Found unmet at a place of the rule; of several the kindest finding counts.
    fn found(&mut self, requirement: &Requirement, causes: &Timeline<Cause>, at: Instant) {
        if !self.citations.contains(&requirement.citation) {
            self.citations.push(requirement.citation.clone());
        }
        let cause = causes.at(at);
        if !self.causes.contains(cause) {
            self.causes.push(cause.clone());
        }
        let later = causes.changes().iter().find(|(from, cause)| *from > at && cause.truth == Truth::Met);
        let cured = self.owed_by != Owes::Nobody && !is_final(cause.reason);
        match later.map(|(from, _)| *from) {
            Some(from) if self.by_itself => self.earliest = self.earliest.min(Some(from)),
            Some(from) => (self.earliest, self.by_itself) = (Some(from), true),
            None if self.earliest.is_none() && cured => self.earliest = Some(at),
            None => {}
        }
    }
}

/// What no act of anybody here undoes. An exclusion or a revocation that is over again by its own dates is told as what waits for them.
const fn is_final(reason: FindingReason) -> bool {
    matches!(
        reason,
        FindingReason::Deceased
            | FindingReason::Excluded
            | FindingReason::Revoked
            | FindingReason::RevokedByIssuer
            | FindingReason::MayNotSupervise
            | FindingReason::CapReached
    )
}

/// One set of gaps: with all of them closed the answer is *yes*, with all but one it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapSet {
    /// The gaps, in the order of the rule.
    pub gaps: Vec<Gap>,
}

impl GapSet {
    /// Whether a requirement asks for one of these.
    #[must_use]
    pub fn is_asked_by(&self, requirement: &Requirement) -> bool {
        self.gaps.iter().any(|gap| gap.is_asked_by(requirement))
    }

    /// Whether every gap of it can be closed.
    #[must_use]
    pub fn is_curable(&self) -> bool {
        self.gaps.iter().all(Gap::is_curable)
    }

    /// The earliest instant at which all of it could hold; `None` where it cannot be cured.
    #[must_use]
    pub fn earliest(&self) -> Option<Instant> {
        let each: Option<Vec<Instant>> = self.gaps.iter().map(|gap| gap.earliest).collect();
        each?.into_iter().max()
    }

    /// What it costs.
    #[must_use]
    pub fn cost(&self) -> Cost {
        Cost::of(&self.gaps)
    }
}

/// What is missing for a *yes*.
#[derive(Debug, Clone)]
#[must_use = "what is missing is there to be settled"]
pub struct Gaps {
    question: Question,
    truth: Truth,
    evaluation: Evaluation,
    sets: Vec<GapSet>,
    more: bool,
    closing: Closing,
}

impl Gaps {
    /// What was asked.
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// The answer as it is.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        self.truth
    }

    /// The sets, the cheapest first; empty for a *yes*, and where no set of things would make one.
    #[must_use]
    pub fn sets(&self) -> &[GapSet] {
        &self.sets
    }

    /// Whether there are more sets than are listed, or may be: the search ends at [`MOST_SETS`] sets or [`MOST_STEPS`] steps.
    #[must_use]
    pub const fn more_exist(&self) -> bool {
        self.more
    }

    /// Whether a set closes what a requirement asks for: as one of its gaps, or with one of them.
    #[must_use]
    pub fn closes(&self, set: &[Gap], requirement: &Requirement) -> bool {
        let Requirement { code, asks, .. } = requirement;
        set.iter().any(|gap| gap.is_asked_by(requirement) || self.closing.closes(gap, code, asks))
    }

    /// The rule that was read: that of the answer, with what new grants would be held to.
    #[must_use]
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }
}

/// What is missing for the answer to be *yes* at the instant of the question.
///
/// # Errors
/// When the question names something that the records do not have.
pub fn gaps(records: &Records, question: Question) -> Result<Gaps, NotAskable> {
    let answer = ask(records, question)?;
    let question = answer.question().clone();
    let dossier = records.dossier(question.provider).ok_or(NotAskable::Provider(question.provider))?;
    let scene = scene(records, &dossier, &question)?;
    let items = items_of(scene);
    let evaluation = with_new_grants(scene, answer.evaluation(), question.at, &items, &[]);
    let truth = answer.truth();
    let closing = Closing::of(scene, &items);
    let (sets, more) = sets(&evaluation, question.at, &|one, other| closing.closes(one, other.code, &other.asks));
    Ok(Gaps { truth, evaluation, sets, more, closing, question })
}

/// Every item of the facility's forms, each once.
fn items_of(scene: Scene<'_>) -> Vec<&ItemId> {
    let versions = scene.records.privilege_sets_of(scene.facility.id()).flat_map(|set| set.versions());
    let mut items: Vec<&ItemId> = versions.flat_map(|version| &version.items).map(|item| &item.id).collect();
    items.sort();
    items.dedup();
    items
}

/// The minimal sets of gaps of a rule at an instant, the cheapest first, and whether more exist or may. None where the rule is met, and
/// where nothing would have it met.
///
/// `closes` tells whether whatever closes the first gap closes the second too; from one to the next to a third. Of gaps that close each other
/// only the one that the rule asks for first is listed.
#[must_use]
pub fn sets(evaluation: &Evaluation, at: Instant, closes: &dyn Fn(&Gap, &Gap) -> bool) -> (Vec<GapSet>, bool) {
    let mut gaps = Vec::new();
    let goal = goal(evaluation, at, &mut gaps);
    if goal == Goal::Met {
        return (vec![], false);
    }
    let mut asked = BTreeSet::new();
    goal.places(&mut asked);
    let closers = closers(&gaps, &asked, closes);
    for (place, closers) in closers.iter().enumerate() {
        let Some(words) = gaps.get(place).map(|gap| gap.asks.clone()) else { continue };
        for closer in closers.iter().filter(|closer| **closer != place) {
            gaps.get_mut(*closer).into_iter().for_each(|gap| gap.also.push(words.clone()));
        }
    }
    search::cheapest(&goal.with_closers(&closers), &gaps)
}

/// For each gap which ones close it, of those that are asked for in earnest: itself, or the first of those that it is the same as, and all
/// that are more.
fn closers(gaps: &[Gap], asked: &BTreeSet<usize>, closes: &dyn Fn(&Gap, &Gap) -> bool) -> Vec<Vec<usize>> {
    let same = |one: &Gap, other: &Gap| closes(one, other) && closes(other, one);
    let of_use = || gaps.iter().enumerate().filter(|(place, _)| asked.contains(place));
    let first = |own: &Gap| of_use().find(|(_, other)| same(other, own)).map(|(place, _)| place);
    let each = gaps.iter().enumerate().map(|(place, own)| {
        let itself = first(own).map_or(place, |first| first.min(place));
        let more = of_use().filter(|(other, gap)| {
            let stands_for_itself = first(gap).is_none_or(|first| first >= *other);
            *other != place && closes(gap, own) && !closes(own, gap) && stands_for_itself
        });
        std::iter::once(itself).chain(more.map(|(other, _)| other)).collect()
    });
    each.collect()
}

/// The rule with what a new grant would be held to beside each grant that is missing.
fn with_new_grants(
    scene: Scene<'_>,
    rule: &Evaluation,
    at: Instant,
    items: &[&ItemId],
    above: &[ItemId],
) -> Evaluation {
    rule.asking_more(&|requirement, causes| {
        if !matches!(requirement.code, "grant" | "prerequisite") || !is_decided_anew(causes.at(at)) {
            return None;
        }
        let item = items.iter().find(|item| asks_for_grant(scene, item).contains(requirement))?;
        if above.contains(item) {
            return None;
        }
        let above: Vec<ItemId> = above.iter().chain([*item]).cloned().collect();
        Some(with_new_grants(scene, &of_a_new_grant(scene, item, at), at, items, &above))
    })
}

/// Whether only a new decision of the board helps: a grant that is suspended or not begun is decided already.
fn is_decided_anew(cause: &Cause) -> bool {
    use FindingReason::{Denied, Expired, NotGranted, OtherSite, Relinquished, Revoked, UnderReview};
    let anew = [Denied, Expired, NotGranted, OtherSite, Relinquished, Revoked, UnderReview].contains(&cause.reason);
    cause.truth != Truth::Met && anew
}

/// What must be closed, as far as it is open. The numbers are places in the list of gaps.
#[derive(Debug, PartialEq, Eq)]
enum Goal {
    Met,
    /// Nothing would do it.
    Never,
    Gap(usize),
    All(Vec<Self>),
    /// At least so many, at least one and fewer than there are.
    AtLeast(usize, Vec<Self>),
}

impl Goal {
    /// The gaps that it speaks of.
    fn places(&self, into: &mut BTreeSet<usize>) {
        match self {
            Self::Met | Self::Never => {}
            Self::Gap(place) => {
                into.insert(*place);
            }
            Self::All(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.places(into)),
        }
    }

    /// The same with each gap closed as well by what closes it.
    fn with_closers(self, closers: &[Vec<usize>]) -> Self {
        let below = |parts: Vec<Self>| parts.into_iter().map(|part| part.with_closers(closers)).collect();
        match self {
            Self::Met | Self::Never => self,
            Self::Gap(place) => match closers.get(place).map(Vec::as_slice) {
                Some([only]) => Self::Gap(*only),
                Some(some) => Self::AtLeast(1, some.iter().map(|place| Self::Gap(*place)).collect()),
                None => self,
            },
            Self::All(parts) => Self::All(below(parts)),
            Self::AtLeast(k, parts) => Self::AtLeast(k, below(parts)),
        }
    }
}

fn goal(rule: &Evaluation, at: Instant, gaps: &mut Vec<Gap>) -> Goal {
    if rule.at(at) == Truth::Met {
        return Goal::Met;
    }
    let (k, parts) = match rule.shape(at) {
        Shape::Leaf { quiet: true, .. } => return Goal::Never,
        Shape::Leaf { requirement, causes, .. } => {
            let known = gaps.iter().position(|gap| gap.is_asked_by(requirement));
            let place = known.unwrap_or(gaps.len());
            if known.is_none() {
                gaps.push(Gap::of(requirement));
            }
            if let Some(gap) = gaps.get_mut(place) {
                gap.found(requirement, causes, at);
            }
            return Goal::Gap(place);
        }
        Shape::All(parts) => (parts.len(), parts),
        Shape::AtLeast(k, parts) => (k, parts),
    };
    let parts: Vec<Goal> = parts.iter().map(|part| goal(part, at, gaps)).collect();
    let met = parts.iter().filter(|part| **part == Goal::Met).count();
    let mut open: Vec<Goal> = parts.into_iter().filter(|part| !matches!(part, Goal::Met | Goal::Never)).collect();
    match k.saturating_sub(met) {
        0 => Goal::Met,
        k if k > open.len() => Goal::Never,
        k if k == open.len() => match open.pop() {
            Some(only) if open.is_empty() => only,
            last => {
                open.extend(last);
                Goal::All(open)
            }
        },
        k => Goal::AtLeast(k, open),
    }
}
