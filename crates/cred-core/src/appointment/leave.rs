//! Leave of absence: how long it may be, when its end must be asked for, and what a return takes. The term keeps running meanwhile.

use chrono::NaiveDate;

use crate::{
    id::AppointmentId,
    refusal::Reason,
    standard::{binding::Standards, topic::Topic},
    time::{Instant, zone::Zone},
    timeline::{evaluation::Evaluation, finding::Finding, truth::Truth},
};

/// One leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    /// Its first instant.
    pub from: Instant,
    /// Its printed end (exclusive); open where none. Past it there is no exercise either, until somebody reinstates.
    pub until: Option<Instant>,
    /// When the provider asked to be reinstated.
    pub asked_at: Option<Instant>,
}

/// What a return from leave takes: a health statement, a licence, liability cover and a data bank query, each looked at for one instant.
/// Made by [`crate::exercise::standing_checks::ready_to_return`] alone.
#[derive(Debug, Clone)]
pub struct ReadyToReturn {
    pub(crate) appointment: AppointmentId,
    pub(crate) evaluation: Evaluation,
    pub(crate) at: Instant,
}

impl ReadyToReturn {
    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// What is still open.
    #[must_use]
    pub fn open(&self) -> Vec<Finding> {
        self.evaluation.missing(self.at)
    }

    /// Whether everything is there.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.evaluation.at(self.at) == Truth::Met
    }
}

/// The printed end of a leave: as given, or the longest that the rules allow. Where no rule is adopted any end is taken, and none too.
pub(super) fn end_of_leave(
    standards: &Standards<'_>,
    zone: Zone,
    from: Instant,
    until: Option<Instant>,
    on: NaiveDate,
) -> Result<Option<Instant>, Reason> {
    if let Some(end) = until.filter(|end| *end <= from) {
        return Err(Reason::EmptyPeriod { what: "the leave", start: from, end });
    }
    let rules = standards.on(on, |topic| if let Topic::Leave(leave) = topic { Some(leave.limit) } else { None });
    let longest = rules
        .into_iter()
        .map(|rule| rule.value.held_until(from, zone).map(|end| (end, rule)))
        .collect::<Option<Vec<_>>>()
        .ok_or(Reason::OutsideCalendar { what: "the leave" })?
        .into_iter()
        .min_by_key(|(end, _)| *end);
    match (until, longest) {
        (Some(given), Some((end, rule))) if given > end => Err(Reason::AgainstRule {
            what: "the leave",
            rule: rule.citation(),
            because: format!("at most {}, so until {end}; given {given}", rule.value),
        }),
        (Some(given), _) => Ok(Some(given)),
        (None, longest) => Ok(longest.map(|(end, _)| end)),
    }
}

/// The last local day on which reinstatement may be asked for, with the rule behind it: of several, the earliest day. `None` where the
/// leave is open or no rule asks. Of a leave that is shorter than the time it is its first day: nobody asks before they leave.
pub(crate) fn ask_by(
    standards: &Standards<'_>,
    zone: Zone,
    leave: &Leave,
    on: NaiveDate,
) -> Option<(NaiveDate, String)> {
    let (first, end) = (zone.date_at(leave.from), zone.date_at(leave.until?));
    let rules = standards.on(on, |topic| if let Topic::Leave(leave) = topic { leave.ask_before } else { None });
    let days = rules.into_iter().filter_map(|rule| {
        // The last day from which the whole time still fits before the end: month ends make it a search of a few days.
        let reaches = |day: NaiveDate| rule.value.last_day_after(day).is_some_and(|last| last <= end);
        let last = std::iter::successors(Some(end), |day| day.pred_opt()).take(36_600).find(|day| reaches(*day));
        last.map(|last| (last, rule.citation()))
    });
    days.min_by_key(|(last, _)| *last).map(|(last, rule)| (last.max(first), rule))
}
