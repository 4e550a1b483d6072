//! The rule of exercise a second time, written from the field notes for the test world alone: plain comparisons at one instant, no
//! timelines, no findings.

use chrono::{Months, NaiveDate};
use chrono_tz::Tz;
use cred_core::{
    evidence::reply::EncumbranceKind,
    time::{Instant, partial_date::PartialDate},
    timeline::truth::Truth,
};

use crate::{
    house::{CORE, PCI, ROBOTIC},
    naive::{Border, days_of, midnight},
};

const HOUSE: Tz = chrono_tz::America::Phoenix;

/// What a source says about a credential. Days inclusive, in the zone; in none where it is not known.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) answered: NaiveDate,
    pub(crate) zone: Option<Tz>,
    /// The zone the issuer is known to sit in, where the answer names none.
    pub(crate) issuer: Option<Tz>,
    pub(crate) from: Option<PartialDate>,
    pub(crate) to: Option<PartialDate>,
    pub(crate) limit: Option<(EncumbranceKind, Option<PartialDate>, Option<PartialDate>)>,
}

/// What a list says.
#[derive(Debug, Clone)]
pub(crate) enum Listed {
    Clear { answered: NaiveDate },
    PossibleMatch { answered: NaiveDate },
    Excluded { answered: NaiveDate, zone: Option<Tz>, from: Option<PartialDate>, to: Option<PartialDate> },
}

/// Whether good standing holds from an instant on, in the order recorded.
pub(crate) type Standings = Vec<(Instant, bool)>;

#[derive(Debug, Clone)]
pub(crate) struct Granted {
    pub(crate) start: Instant,
    /// To the end of the appointment as it was then, where none.
    pub(crate) months: Option<u32>,
    pub(crate) standings: Standings,
}

/// A resource: its outages (`true` for one that only limits it), and its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Served {
    pub(crate) outages: Vec<(Instant, Option<Instant>, bool)>,
    pub(crate) ended: Option<Instant>,
}

/// Everything about the surgeon and the house that the answer depends on.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) approved: (Instant, Instant),
    pub(crate) terminated: Option<Instant>,
    pub(crate) appointed: (Instant, Instant),
    pub(crate) reappointed_months: Option<u32>,
    pub(crate) staff: Standings,
    pub(crate) licenses: Vec<Vec<Held>>,
    pub(crate) policies: Vec<Vec<Held>>,
    pub(crate) life_support: Vec<Held>,
    pub(crate) list: Vec<Listed>,
    /// From this local day on, whether the bylaws still ask for liability cover.
    pub(crate) next_bylaws: Option<(NaiveDate, bool)>,
    pub(crate) core: Granted,
    pub(crate) robotic: Granted,
    pub(crate) pci: Granted,
    pub(crate) robot: Served,
    pub(crate) cath_lab: Served,
}

/// Unmet before, met after, unknown while the border may have been passed or not.
fn since(border: &Border, at: Instant) -> Truth {
    match border.range() {
        (earliest, _) if at < earliest => Truth::Unmet,
        (_, latest) if at < latest => Truth::Unknown,
        _ => Truth::Met,
    }
}

const fn opposite(truth: Truth) -> Truth {
    match truth {
        Truth::Unmet => Truth::Met,
        Truth::Unknown => Truth::Unknown,
        Truth::Met => Truth::Unmet,
    }
}

fn yes(holds: bool) -> Truth {
    if holds { Truth::Met } else { Truth::Unmet }
}

fn least<const N: usize>(of: [Truth; N]) -> Truth {
    of.into_iter().min().unwrap()
}

fn most(of: impl IntoIterator<Item = Truth>) -> Truth {
    of.into_iter().max().unwrap()
}

fn start_of(day: PartialDate, zone: Option<Tz>) -> Border {
    Border::StartOf(day, zone)
}

/// From the first day to the last, both inclusive.
fn between(from: Option<PartialDate>, to: Option<PartialDate>, zone: Option<Tz>, at: Instant) -> Truth {
    let begun = from.map_or(Truth::Met, |from| since(&start_of(from, zone), at));
    let over = to.map_or(Truth::Unmet, |to| since(&Border::EndOf(to, zone), at));
    least([begun, opposite(over)])
}

impl Held {
    fn days_in(&self) -> Option<Tz> {
        self.zone.or(self.issuer)
    }

    fn answered_at(&self) -> Instant {
        midnight(self.answered, self.zone.unwrap_or(chrono_tz::UTC))
    }

    /// The first day it vouches for; without one the day of the answer, or that of an act of the issuer before it.
    fn speaks_from(&self) -> Instant {
        let acts =
            self.limit.as_ref().and_then(|(_, from, _)| *from).map(|from| start_of(from, self.days_in()).range().0);
        let begins = acts.into_iter().chain([self.answered_at()]).min().unwrap();
        self.from.map_or(begins, |from| start_of(from, self.days_in()).range().0)
    }

    fn at(&self, at: Instant) -> Truth {
        if self.from.is_none() && at < self.speaks_from() {
            return Truth::Unknown;
        }
        let valid = between(self.from, self.to, self.days_in(), at);
        match &self.limit {
            Some((kind, from, to)) if valid == Truth::Met && *kind != EncumbranceKind::Limited => {
                // Where the order may be in force, it is.
                let ordered = between(from.or(self.from), *to, self.days_in(), at);
                yes(ordered == Truth::Unmet)
            }
            _ => valid,
        }
    }

    fn borders(&self) -> Vec<Instant> {
        let zone = self.days_in();
        let (limit_from, limit_to) = self.limit.as_ref().map_or((None, None), |(_, from, to)| (*from, *to));
        let starts = [self.from, limit_from].into_iter().flatten().map(|day| start_of(day, zone));
        let ends = [self.to, limit_to].into_iter().flatten().map(|day| Border::EndOf(day, zone));
        let ranges = starts.chain(ends).flat_map(|border| [border.range().0, border.range().1]);
        ranges.chain([self.answered_at()]).collect()
    }
}

impl Held {
    /// Whether an order that takes the credential away binds by this answer, where the answer would else be good.
    fn ordered(&self, at: Instant) -> bool {
        let valid = between(self.from, self.to, self.days_in(), at);
        valid == Truth::Met && self.at(at) == Truth::Unmet
    }

    /// Whether this later answer tells of another one's order too, with its end.
    fn tells_the_end_of(&self, earlier: &Self) -> bool {
        let (Some((own, own_from, own_to)), Some((kind, from, _))) = (&self.limit, &earlier.limit) else {
            return false;
        };
        let begun = match (own_from.or(self.from), from.or(earlier.from)) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => days_of(own).0 <= days_of(other).1,
        };
        let over = own_to.is_some_and(|to| from.or(earlier.from).is_none_or(|from| days_of(from).0 <= days_of(to).1));
        own == kind && begun && over
    }
}

/// The answers one after the other: a later one takes over from its first day, but of the time before it was given it takes back no order
/// whose end it does not tell.
fn held(answers: &[Held], at: Instant) -> Truth {
    let mut speaks = &answers[0];
    for later in &answers[1..] {
        if at < later.speaks_from() {
            continue;
        }
        let stands = at < later.answered_at()
            && speaks.ordered(at)
            && later.at(at) > Truth::Unmet
            && !later.tells_the_end_of(speaks);
        if !stands {
            speaks = later;
        }
    }
    speaks.at(at)
}

impl Listed {
    fn answered_at(&self) -> Instant {
        match self {
            Self::Clear { answered } | Self::PossibleMatch { answered } => midnight(*answered, chrono_tz::UTC),
            Self::Excluded { answered, zone, .. } => midnight(*answered, zone.unwrap_or(chrono_tz::UTC)),
        }
    }

    fn speaks_from(&self) -> Instant {
        match self {
            Self::Clear { answered } | Self::PossibleMatch { answered } => midnight(*answered, chrono_tz::UTC),
            Self::Excluded { answered, zone, from: None, .. } => midnight(*answered, zone.unwrap_or(chrono_tz::UTC)),
            Self::Excluded { zone, from: Some(from), .. } => start_of(*from, *zone).range().0,
        }
    }

    fn at(&self, at: Instant) -> Truth {
        match self {
            Self::Clear { .. } if at < self.speaks_from() => Truth::Unknown,
            Self::Clear { .. } => Truth::Met,
            Self::PossibleMatch { .. } => Truth::Unknown,
            Self::Excluded { zone, from, to, .. } => yes(between(*from, *to, *zone, at) == Truth::Unmet),
        }
    }

    fn borders(&self) -> Vec<Instant> {
        let mut borders = vec![self.speaks_from(), self.answered_at()];
        if let Self::Excluded { zone, from, to, .. } = self {
            borders.extend(
                from.iter().flat_map(|from| [start_of(*from, *zone).range().0, start_of(*from, *zone).range().1]),
            );
            borders.extend(to.iter().flat_map(|to| {
                let range = Border::EndOf(*to, *zone).range();
                [range.0, range.1]
            }));
        }
        borders
    }
}

/// As of credentials: an earlier report of an exclusion stands in the time before a later answer, unless that one tells of its end.
fn listed(answers: &[Listed], at: Instant) -> Truth {
    let mut speaks = &answers[0];
    for later in &answers[1..] {
        if at < later.speaks_from() {
            continue;
        }
        let end = match (speaks, later) {
            (Listed::Excluded { from, .. }, Listed::Excluded { from: own, to, .. }) => {
                let begun = match (own, from) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(own), Some(other)) => days_of(*own).0 <= days_of(*other).1,
                };
                begun && to.is_some_and(|to| from.is_none_or(|from| days_of(from).0 <= days_of(to).1))
            }
            _ => false,
        };
        let excluded = matches!(speaks, Listed::Excluded { .. }) && speaks.at(at) == Truth::Unmet;
        if !(at < later.answered_at() && excluded && later.at(at) > Truth::Unmet && !end) {
            speaks = later;
        }
    }
    speaks.at(at)
}

fn good(standings: &Standings, at: Instant) -> bool {
    standings.iter().rev().find(|(from, _)| *from <= at).is_none_or(|(_, good)| *good)
}

impl Served {
    fn at(&self, at: Instant) -> Truth {
        let out = self.outages.iter().any(|(from, to, limited)| !limited && *from <= at && to.is_none_or(|to| at < to));
        yes(!out && self.ended.is_none_or(|ended| at < ended))
    }

    fn borders(&self) -> Vec<Instant> {
        let outages = self.outages.iter().flat_map(|(from, to, _)| std::iter::once(*from).chain(*to));
        outages.chain(self.ended).collect()
    }
}

/// So many months later, to the day, in the house's zone.
pub(crate) fn months_on(start: Instant, months: u32) -> Instant {
    let local = start.with_timezone(&HOUSE).date_naive();
    midnight(local.checked_add_months(Months::new(months)).unwrap(), HOUSE)
}

impl Granted {
    fn end(&self, case: &Case) -> Instant {
        self.months.map_or(case.appointed.1, |months| months_on(self.start, months))
    }

    fn at(&self, case: &Case, at: Instant) -> Truth {
        yes(self.start <= at && at < self.end(case) && good(&self.standings, at))
    }
}

impl Case {
    fn last_day_of_staff(&self) -> Instant {
        self.reappointed_months.map_or(self.appointed.1, |months| months_on(self.appointed.1, months))
    }

    /// May the item be exercised at the main site?
    pub(crate) fn may(&self, item: &str, at: Instant) -> Truth {
        let approved =
            self.approved.0 <= at && at < self.approved.1 && self.terminated.is_none_or(|terminated| at < terminated);
        let appointed = self.appointed.0 <= at && at < self.last_day_of_staff() && good(&self.staff, at);
        let licensed = most(self.licenses.iter().map(|answers| held(answers, at)));
        let asked = match self.next_bylaws {
            Some((day, asked)) if at >= midnight(day, HOUSE) => asked,
            Some(_) | None => true,
        };
        let insured = if asked { most(self.policies.iter().map(|answers| held(answers, at))) } else { Truth::Met };
        let listed = listed(&self.list, at);
        least([yes(approved), yes(appointed), licensed, insured, listed, self.granted(item, at)])
    }

    fn granted(&self, item: &str, at: Instant) -> Truth {
        let life_support = held(&self.life_support, at);
        let core = || least([self.core.at(self, at), life_support]);
        match item {
            CORE => core(),
            ROBOTIC => least([self.robotic.at(self, at), life_support, self.robot.at(at), core()]),
            PCI => least([self.pci.at(self, at), life_support, self.cath_lab.at(at), self.core.at(self, at)]),
            other => panic!("the oracle knows nothing of {other}"),
        }
    }

    /// Where the answer may change.
    pub(crate) fn borders(&self) -> Vec<Instant> {
        let answers = self.licenses.iter().chain(&self.policies).flatten().chain(&self.life_support);
        let grants = [&self.core, &self.robotic, &self.pci];
        let mut borders: Vec<Instant> = answers.flat_map(Held::borders).collect();
        borders.extend(self.list.iter().flat_map(Listed::borders));
        borders.extend([
            self.approved.0,
            self.approved.1,
            self.appointed.0,
            self.appointed.1,
            self.last_day_of_staff(),
        ]);
        borders.extend(self.terminated);
        borders.extend(self.staff.iter().map(|(from, _)| *from));
        borders.extend(grants.iter().flat_map(|grant| [grant.start, grant.end(self)]));
        borders.extend(grants.iter().flat_map(|grant| grant.standings.iter().map(|(from, _)| *from)));
        borders.extend(self.robot.borders().into_iter().chain(self.cath_lab.borders()));
        borders.extend(self.next_bylaws.map(|(day, _)| midnight(day, HOUSE)));
        borders
    }
}
