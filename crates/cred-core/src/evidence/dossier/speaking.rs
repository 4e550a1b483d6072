//! Which of several answers about one element holds when.

use super::{Item, encumbered};
use crate::{
    evidence::reply::Reply,
    provider::element::ElementKind,
    time::{Instant, boundary::Boundary, partial_date::PartialDate},
    timeline::{
        Timeline,
        finding::{Cause, FindingReason},
        truth::Truth,
    },
};

/// Which of the answers holds at each instant, by its place.
pub(super) fn speaking(items: &[Item<'_>], says: &[Timeline<Cause>]) -> Timeline<usize> {
    let mut speaks = Timeline::constant(0);
    let adverse: Vec<Vec<Adverse>> = items.iter().map(Item::adverse).collect();
    for (place, item) in items.iter().enumerate().skip(1) {
        let (from, answered) = (item.speaks_from().earliest(), item.answered().latest());
        let mut points = vec![from, answered];
        points.extend(speaks.changes().iter().map(|(at, _)| *at));
        points.extend(says.iter().take(place + 1).flat_map(|says| says.changes().iter().map(|(at, _)| *at)));
        points.extend(adverse.iter().flatten().flat_map(|own| own.binds.changes().iter().map(|(at, _)| *at)));
        points.retain(|at| *at >= from);
        points.sort_unstable();
        points.dedup();
        let mut changes: Vec<(Instant, usize)> =
            speaks.changes().iter().filter(|(at, _)| *at < from).copied().collect();
        for at in points {
            let before = *speaks.at(at);
            let still = || {
                let (Some(held), Some(later)) = (says.get(before), says.get(place)) else { return false };
                let (held, later) = (held.at(at), later.at(at));
                let better = later.truth > held.truth || (later.truth == held.truth && later.truth == Truth::Met);
                let own = adverse.get(before).into_iter().flatten();
                let mut bind = own.filter(|own| own.reason == held.reason && *own.binds.at(at) != Truth::Unmet);
                let told: Vec<&Adverse> = adverse.get(place).into_iter().flatten().collect();
                better && later.reason != held.reason && bind.any(|own| !told.iter().any(|told| told.ends(own)))
            };
            changes.push((at, if at < answered && still() { before } else { place }));
        }
        speaks = Timeline::from_changes(*speaks.first(), changes);
    }
    speaks
}

/// What an answer tells against the holder: of which kind, and when. A border that is not known is taken against the holder.
struct Adverse {
    reason: FindingReason,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
    binds: Timeline<Truth>,
}

impl Adverse {
    /// Whether this is another one's end told later: of the same kind, begun no later, and over at some time after the other began.
    fn ends(&self, other: &Self) -> bool {
        let begun = match (self.from, other.from) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own.first_day() <= other.last_day(),
        };
        let over = self.to.is_some_and(|to| other.from.is_none_or(|from| from.first_day() <= to.last_day()));
        self.reason == other.reason && begun && over
    }
}

impl Item<'_> {
    /// What it tells against the holder. An answer that differs from the claim tells nothing yet.
    fn adverse(&self) -> Vec<Adverse> {
        if self.verification.state().usable().is_none() {
            return Vec::new();
        }
        let zone = self.held.evidence.date_zone();
        let adverse = |reason, from: Option<PartialDate>, to: Option<PartialDate>| Adverse {
            reason,
            from,
            to,
            binds: Timeline::between(
                from.map(|from| Boundary::start_of(from, zone)),
                to.map(|to| Boundary::end_of(to, zone)),
            ),
        };
        match &self.held.evidence.reply {
            Reply::Found { valid_from, encumbrances, .. } => encumbrances
                .iter()
                .map(|own| adverse(encumbered(own.kind).1, own.from.or(*valid_from), own.to))
                .collect(),
            Reply::Reported { from, to, .. } if self.verification.element().kind() == ElementKind::Exclusion => {
                vec![adverse(FindingReason::Excluded, *from, *to)]
            }
            Reply::Reported { .. } | Reply::NotFound | Reply::Clear { .. } | Reply::PossibleMatch { .. } => Vec::new(),
        }
    }
}
