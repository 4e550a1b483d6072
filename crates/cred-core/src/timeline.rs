//! Timelines: piecewise-constant functions of time, and the three-valued algebra on them.
//!
//! Every fact and every rule evaluates to one. *All* of several is the minimum, *any* the maximum, *at least k* the k-th
//! largest, in the order Unmet < Unknown < Met.

pub mod evaluation;
pub mod finding;
pub mod proof_tree;
pub mod truth;

use crate::time::{Instant, boundary::Boundary, period::Period};
use truth::Truth;

/// A value for every instant, changing at finitely many.
///
/// INVARIANT: the change points strictly increase and no two neighbouring values are equal, so two timelines that agree at
/// every instant are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Timeline<V> {
    first: V,
    changes: Vec<(Instant, V)>,
}

impl<V: Clone + PartialEq> Timeline<V> {
    /// The same value at all times.
    #[must_use]
    pub const fn constant(value: V) -> Self {
        Self { first: value, changes: Vec::new() }
    }

    /// `first` until the first change, then each value from its instant on. Of several values at one instant the last given
    /// holds.
    #[must_use]
    pub fn from_changes(first: V, mut changes: Vec<(Instant, V)>) -> Self {
        changes.sort_by_key(|(at, _)| *at);
        let mut timeline = Self { first, changes: Vec::with_capacity(changes.len()) };
        for (at, value) in changes {
            if timeline.changes.last().is_some_and(|(last, _)| *last == at) {
                timeline.changes.pop();
            }
            if *timeline.last_value() != value {
                timeline.changes.push((at, value));
            }
        }
        timeline
    }

    /// One value inside the period, another outside of it.
    #[must_use]
    pub fn within(period: Period, inside: V, outside: V) -> Self {
        let mut changes = vec![(period.start(), inside)];
        changes.extend(period.end().map(|end| (end, outside.clone())));
        Self::from_changes(outside, changes)
    }

    fn last_value(&self) -> &V {
        self.changes.last().map_or(&self.first, |(_, value)| value)
    }

    /// The value at an instant.
    #[must_use]
    pub fn at(&self, instant: Instant) -> &V {
        let after = self.changes.partition_point(|(at, _)| *at <= instant);
        after.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(&self.first, |(_, value)| value)
    }

    /// The first change strictly after an instant: when, and to what.
    #[must_use]
    pub fn next_change(&self, instant: Instant) -> Option<(Instant, &V)> {
        let after = self.changes.partition_point(|(at, _)| *at <= instant);
        self.changes.get(after).map(|(at, value)| (*at, value))
    }

    /// The value before every change.
    #[must_use]
    pub const fn first(&self) -> &V {
        &self.first
    }

    /// Every change, in order.
    #[must_use]
    pub fn changes(&self) -> &[(Instant, V)] {
        &self.changes
    }

    /// The timeline of a function of the value.
    #[must_use]
    pub fn map<W: Clone + PartialEq>(&self, mut f: impl FnMut(&V) -> W) -> Timeline<W> {
        let first = f(&self.first);
        Timeline::from_changes(first, self.changes.iter().map(|(at, value)| (*at, f(value))).collect())
    }

    /// The timeline of a function of two values.
    #[must_use]
    pub fn zip_with<U: Clone + PartialEq, W: Clone + PartialEq>(
        &self,
        other: &Timeline<U>,
        mut f: impl FnMut(&V, &U) -> W,
    ) -> Timeline<W> {
        let mut points: Vec<Instant> =
            self.changes.iter().map(|(at, _)| *at).chain(other.changes.iter().map(|(at, _)| *at)).collect();
        points.sort_unstable();
        points.dedup();
        let first = f(&self.first, &other.first);
        Timeline::from_changes(first, points.into_iter().map(|at| (at, f(self.at(at), other.at(at)))).collect())
    }

    /// This timeline before the instant, the other from it on.
    #[must_use]
    pub fn then_from(&self, instant: Instant, other: &Self) -> Self {
        let mut changes: Vec<_> = self.changes.iter().filter(|(at, _)| *at < instant).cloned().collect();
        changes.push((instant, other.at(instant).clone()));
        changes.extend(other.changes.iter().filter(|(at, _)| *at > instant).cloned());
        Self::from_changes(self.first.clone(), changes)
    }
}

impl Timeline<Truth> {
    /// Met from the one border until before the other; unknown where a border is uncertain. `None` for no border on that side.
    #[must_use]
    pub fn between(start: Option<Boundary>, end: Option<Boundary>) -> Self {
        let started = start.map_or_else(
            || Self::constant(Truth::Met),
            |start| {
                Self::from_changes(Truth::Unmet, vec![(start.earliest(), Truth::Unknown), (start.latest(), Truth::Met)])
            },
        );
        let not_ended = end.map_or_else(
            || Self::constant(Truth::Met),
            |end| Self::from_changes(Truth::Met, vec![(end.earliest(), Truth::Unknown), (end.latest(), Truth::Unmet)]),
        );
        Self::all([&started, &not_ended])
    }

    /// The minimum: met where all are. Of none: always met.
    #[must_use]
    pub fn all<'a>(of: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::counted(of, |count| {
            if count.unmet > 0 {
                Truth::Unmet
            } else if count.unknown > 0 {
                Truth::Unknown
            } else {
                Truth::Met
            }
        })
    }

    /// The maximum: met where at least one is. Of none: never met.
    #[must_use]
    pub fn any<'a>(of: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::at_least(1, of)
    }

    /// The k-th largest: met where at least `k` are. `k` = 0 is always met.
    #[must_use]
    pub fn at_least<'a>(k: usize, of: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::counted(of, |count| {
            if count.met >= k {
                Truth::Met
            } else if count.met + count.unknown >= k {
                Truth::Unknown
            } else {
                Truth::Unmet
            }
        })
    }

    /// Met where this is unmet and the other way round; unknown stays unknown.
    #[must_use]
    pub fn not(&self) -> Self {
        self.map(|truth| truth.not())
    }

    /// One sweep over the merged change points, with a running count of each value.
    fn counted<'a>(of: impl IntoIterator<Item = &'a Self>, read: impl Fn(&Count) -> Truth) -> Self {
        let mut count = Count::default();
        let mut steps: Vec<(Instant, Truth, Truth)> = Vec::new();
        for timeline in of {
            *count.of(timeline.first) += 1;
            let mut before = timeline.first;
            for (at, value) in &timeline.changes {
                steps.push((*at, before, *value));
                before = *value;
            }
        }
        steps.sort_by_key(|(at, ..)| *at);
        let first = read(&count);
        let mut changes = Vec::with_capacity(steps.len());
        for (at, before, after) in steps {
            *count.of(before) -= 1;
            *count.of(after) += 1;
            changes.push((at, read(&count)));
        }
        Self::from_changes(first, changes)
    }
}

#[derive(Default)]
struct Count {
    unmet: usize,
    unknown: usize,
    met: usize,
}

impl Count {
    const fn of(&mut self, truth: Truth) -> &mut usize {
        match truth {
            Truth::Unmet => &mut self.unmet,
            Truth::Unknown => &mut self.unknown,
            Truth::Met => &mut self.met,
        }
    }
}
