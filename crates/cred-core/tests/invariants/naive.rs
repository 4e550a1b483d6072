//! The algebra of timelines a second time, without change points: a value is a function, evaluated at one instant from the raw borders.

use chrono::{Datelike as _, Days, Months, NaiveDate, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use cred_core::{
    time::{Instant, boundary::Boundary, partial_date::PartialDate, period::Period, zone::Zone},
    timeline::{Timeline, truth::Truth},
};

/// A border as it is given: an instant, or the first or last day of something in a zone or in none.
#[derive(Debug, Clone)]
pub(crate) enum Border {
    Exact(Instant),
    StartOf(PartialDate, Option<Tz>),
    EndOf(PartialDate, Option<Tz>),
}

/// An expression over raw intervals.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Constant(Truth),
    Steps(Truth, Vec<(Instant, Truth)>),
    Within(Instant, Option<Instant>, Truth, Truth),
    Between(Option<Border>, Option<Border>),
    Not(Box<Self>),
    Map([Truth; 3], Box<Self>),
    Zip([[Truth; 3]; 3], Box<Self>, Box<Self>),
    Then(Instant, Box<Self>, Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    AtLeast(usize, Vec<Self>),
}

const fn rank(truth: Truth) -> usize {
    match truth {
        Truth::Unmet => 0,
        Truth::Unknown => 1,
        Truth::Met => 2,
    }
}

/// Midnight of a day in a zone by the zone's own rules; the zones used here never skip one.
pub(crate) fn midnight(day: NaiveDate, zone: Tz) -> Instant {
    let local = day.and_hms_opt(0, 0, 0).unwrap();
    zone.from_local_datetime(&local).earliest().unwrap().to_utc()
}

/// The first and the last day that a partial date may mean.
pub(crate) fn days_of(date: PartialDate) -> (NaiveDate, NaiveDate) {
    match date {
        PartialDate::Day(day) => (day, day),
        PartialDate::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
            (first, first.checked_add_months(Months::new(1)).unwrap().pred_opt().unwrap())
        }
        PartialDate::Year(year) => {
            let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            (day(year), day(year + 1).pred_opt().unwrap())
        }
    }
}

impl Border {
    /// The earliest and the latest instant it may be.
    pub(crate) fn range(&self) -> (Instant, Instant) {
        let starts = |first: NaiveDate, last: NaiveDate, zone: &Option<Tz>| match zone {
            Some(zone) => (midnight(first, *zone), midnight(last, *zone)),
            // Somewhere on earth it is midnight 14 hours earlier than in UTC, and 12 hours later.
            None => (
                midnight(first, chrono_tz::UTC) - TimeDelta::hours(14),
                midnight(last, chrono_tz::UTC) + TimeDelta::hours(12),
            ),
        };
        match self {
            Self::Exact(at) => (*at, *at),
            Self::StartOf(date, zone) => {
                let (first, last) = days_of(*date);
                starts(first, last, zone)
            }
            Self::EndOf(date, zone) => {
                let (first, last) = days_of(*date);
                starts(first + Days::new(1), last + Days::new(1), zone)
            }
        }
    }

    pub(crate) fn build(&self) -> Boundary {
        let zone = |zone: &Option<Tz>| zone.map(|zone| Zone::parse(zone.name()).unwrap());
        match self {
            Self::Exact(at) => Boundary::at(*at),
            Self::StartOf(date, tz) => Boundary::start_of(*date, zone(tz)),
            Self::EndOf(date, tz) => Boundary::end_of(*date, zone(tz)),
        }
    }

    pub(crate) fn year_is_sane(&self) -> bool {
        (1900..2200).contains(&self.range().0.year())
    }
}

/// Unmet before the border, met from it on, unknown while it may have come.
fn begun(border: &Border, at: Instant) -> Truth {
    let (earliest, latest) = border.range();
    if at >= latest {
        Truth::Met
    } else if at >= earliest {
        Truth::Unknown
    } else {
        Truth::Unmet
    }
}

const fn turned(truth: Truth) -> Truth {
    match truth {
        Truth::Unmet => Truth::Met,
        Truth::Unknown => Truth::Unknown,
        Truth::Met => Truth::Unmet,
    }
}

/// The k-th largest, by sorting. Before the first there is always something met, after the last there never is.
pub(crate) fn kth_largest(k: usize, mut values: Vec<Truth>) -> Truth {
    values.sort_by_key(|truth| std::cmp::Reverse(rank(*truth)));
    match k {
        0 => Truth::Met,
        k => values.get(k - 1).copied().unwrap_or(Truth::Unmet),
    }
}

impl Expr {
    pub(crate) fn at(&self, at: Instant) -> Truth {
        match self {
            Self::Constant(truth) => *truth,
            Self::Steps(first, steps) => {
                let mut holds: Option<(Instant, Truth)> = None;
                for (from, truth) in steps {
                    if *from <= at && holds.is_none_or(|(held, _)| *from >= held) {
                        holds = Some((*from, *truth));
                    }
                }
                holds.map_or(*first, |(_, truth)| truth)
            }
            Self::Within(start, end, inside, outside) => {
                if *start <= at && end.is_none_or(|end| at < end) {
                    *inside
                } else {
                    *outside
                }
            }
            Self::Between(start, end) => {
                let started = start.as_ref().map_or(Truth::Met, |start| begun(start, at));
                let not_over = end.as_ref().map_or(Truth::Met, |end| turned(begun(end, at)));
                if rank(started) < rank(not_over) { started } else { not_over }
            }
            Self::Not(of) => turned(of.at(at)),
            Self::Map(table, of) => table[rank(of.at(at))],
            Self::Zip(table, left, right) => table[rank(left.at(at))][rank(right.at(at))],
            Self::Then(from, before, after) => {
                if at < *from {
                    before.at(at)
                } else {
                    after.at(at)
                }
            }
            Self::All(of) => of.iter().map(|of| of.at(at)).min_by_key(|truth| rank(*truth)).unwrap_or(Truth::Met),
            Self::Any(of) => of.iter().map(|of| of.at(at)).max_by_key(|truth| rank(*truth)).unwrap_or(Truth::Unmet),
            Self::AtLeast(k, of) => kth_largest(*k, of.iter().map(|of| of.at(at)).collect()),
        }
    }

    /// The same expression by the code under test.
    pub(crate) fn build(&self) -> Timeline<Truth> {
        let list = |of: &[Self]| of.iter().map(Self::build).collect::<Vec<_>>();
        match self {
            Self::Constant(truth) => Timeline::constant(*truth),
            Self::Steps(first, steps) => Timeline::from_changes(*first, steps.clone()),
            Self::Within(start, end, inside, outside) => {
                Timeline::within(Period::new(*start, *end).unwrap(), *inside, *outside)
            }
            Self::Between(start, end) => {
                Timeline::between(start.as_ref().map(Border::build), end.as_ref().map(Border::build))
            }
            Self::Not(of) => of.build().not(),
            Self::Map(table, of) => of.build().map(|truth| table[rank(*truth)]),
            Self::Zip(table, left, right) => {
                left.build().zip_with(&right.build(), |left, right| table[rank(*left)][rank(*right)])
            }
            Self::Then(from, before, after) => before.build().then_from(*from, &after.build()),
            Self::All(of) => Timeline::all(&list(of)),
            Self::Any(of) => Timeline::any(&list(of)),
            Self::AtLeast(k, of) => Timeline::at_least(*k, &list(of)),
        }
    }

    /// Every border in it: nowhere else can the value change.
    pub(crate) fn borders(&self) -> Vec<Instant> {
        match self {
            Self::Constant(_) => vec![],
            Self::Steps(_, steps) => steps.iter().map(|(at, _)| *at).collect(),
            Self::Within(start, end, ..) => std::iter::once(*start).chain(*end).collect(),
            Self::Between(start, end) => start
                .iter()
                .chain(end)
                .flat_map(|border| {
                    let (earliest, latest) = border.range();
                    [earliest, latest]
                })
                .collect(),
            Self::Not(of) | Self::Map(_, of) => of.borders(),
            Self::Zip(_, left, right) => [left.borders(), right.borders()].concat(),
            Self::Then(from, before, after) => [vec![*from], before.borders(), after.borders()].concat(),
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => of.iter().flat_map(Self::borders).collect(),
        }
    }
}

/// The first of the borders after an instant at which a function has another value than at the instant.
pub(crate) fn next_difference(
    borders: &[Instant],
    at: Instant,
    value: impl Fn(Instant) -> Truth,
) -> Option<(Instant, Truth)> {
    let now = value(at);
    let mut later: Vec<Instant> = borders.iter().copied().filter(|border| *border > at).collect();
    later.sort_unstable();
    later.into_iter().map(|border| (border, value(border))).find(|(_, then)| *then != now)
}

/// A rule tree over numbered leaves; a quiet leaf counts and is never named.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Leaf { number: usize, quiet: bool },
    All(Vec<Self>),
    Any(Vec<Self>),
    AtLeast(usize, Vec<Self>),
}

impl Tree {
    pub(crate) fn value(&self, leaves: &[Truth]) -> Truth {
        match self {
            Self::Leaf { number, .. } => leaves[*number],
            Self::All(of) => {
                of.iter().map(|of| of.value(leaves)).min_by_key(|truth| rank(*truth)).unwrap_or(Truth::Met)
            }
            Self::Any(of) => {
                of.iter().map(|of| of.value(leaves)).max_by_key(|truth| rank(*truth)).unwrap_or(Truth::Unmet)
            }
            Self::AtLeast(k, of) => kth_largest(*k, of.iter().map(|of| of.value(leaves)).collect()),
        }
    }

    pub(crate) fn parts(&self) -> &[Self] {
        match self {
            Self::Leaf { .. } => &[],
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => of,
        }
    }

    /// The numbers of the leaves reached through parts for which the test holds, quiet ones too.
    pub(crate) fn reached(&self, leaves: &[Truth], through: &dyn Fn(Truth, Truth) -> bool) -> Vec<usize> {
        if let Self::Leaf { number, .. } = self {
            return vec![*number];
        }
        let own = self.value(leaves);
        let parts = self.parts().iter().filter(|part| through(own, part.value(leaves)));
        parts.flat_map(|part| part.reached(leaves, through)).collect()
    }

    pub(crate) fn quiet(&self) -> Vec<usize> {
        match self {
            Self::Leaf { number, quiet: true } => vec![*number],
            Self::Leaf { .. } => vec![],
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => of.iter().flat_map(Self::quiet).collect(),
        }
    }

    /// Numbers the leaves from 0 on, so that each stands once; says how many there are.
    pub(crate) fn number(&mut self, next: usize) -> usize {
        match self {
            Self::Leaf { number, .. } => {
                *number = next;
                next + 1
            }
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => {
                of.iter_mut().fold(next, |next, part| part.number(next))
            }
        }
    }
}
