//! Leaves that extend the time to the next decision: active duty, medical and maternity leave, a sabbatical.

use chrono::NaiveDate;

use super::{CredentialingFile, Event, LeaveCause};
use crate::{
    facility::organization::Organization,
    refusal::Reason,
    standard::{binding::Standards, limit::Limit, topic::Topic},
    text::Text,
    time::Instant,
};

/// The days after the return where no rule adopted says how many.
const DAYS_AFTER_RETURN: u32 = 60;

/// One such leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Why.
    pub cause: LeaveCause,
    /// Its first day.
    pub from: NaiveDate,
    /// More of it.
    pub reason: Text,
    /// From when the provider is back, and until when (exclusive) the next decision may be made; none while away.
    pub returned: Option<(Instant, Instant)>,
}

impl CredentialingFile {
    /// The leave that the provider has not come back from.
    pub(super) fn open_leave(&self) -> Option<&Leave> {
        self.leaves.last().filter(|leave| leave.returned.is_none())
    }

    /// Every leave, in order.
    #[must_use]
    pub fn leaves(&self) -> &[Leave] {
        &self.leaves
    }

    /// A leave extends what is in force and is begun before it ends. Where rules on extensions are adopted, each must list the cause;
    /// without one all four causes extend.
    pub(super) fn extends(
        &self,
        (cause, from, reason): (LeaveCause, NaiveDate, Text),
        organization: &Organization,
        at: Instant,
    ) -> Result<Event, Reason> {
        let zone = organization.zone();
        let Some(period) = self.period_at(at) else {
            let ended = self.in_force().and_then(|period| period.end()).unwrap_or(at);
            return Err(Reason::TermEnded { ended });
        };
        if let Some(leave) = self.open_leave() {
            let id = format!("{} leave from {}", leave.cause.word(), leave.from);
            return Err(Reason::Duplicate { what: "a leave", id });
        }
        if period.end().is_some_and(|end| zone.start_of_day(from) >= end) {
            return Err(Reason::TermEnded { ended: period.end().unwrap_or(at) });
        }
        let standards = Standards::of(&[organization.adoptions()]);
        let rules = standards
            .on(zone.date_at(at), |topic| if let Topic::LawfulExtension(rule) = topic { Some(rule) } else { None });
        match rules.iter().find(|rule| !rule.value.causes.is_empty() && !rule.value.causes.contains(&cause)) {
            Some(rule) => Err(Reason::AgainstRule {
                what: "the extension",
                rule: rule.citation(),
                because: format!("{} leave is none of those that extend the time", cause.word()),
            }),
            None => Ok(Event::Extended { cause, from, reason }),
        }
    }

    /// After the return the next decision is made within the time that the rules give, the day of the return being day 0; within 60 days
    /// where none is adopted.
    pub(super) fn comes_back(&self, on: NaiveDate, organization: &Organization, at: Instant) -> Result<Event, Reason> {
        let zone = organization.zone();
        let today = zone.date_at(at);
        let Some(leave) = self.open_leave() else {
            return Err(Reason::Unknown { what: "leave", name: on.to_string(), known: vec![] });
        };
        if on > today {
            return Err(Reason::FromTheFuture { given: on, today });
        }
        if on < leave.from {
            return Err(Reason::InvertedDates { from: leave.from.to_string(), to: on.to_string() });
        }
        let standards = Standards::of(&[organization.adoptions()]);
        let limit = standards.shortest(today, on, |topic| {
            if let Topic::LawfulExtension(rule) = topic { Some(rule.after_return) } else { None }
        });
        let limit = limit.map_or(Limit::days(DAYS_AFTER_RETURN), |bound| bound.value);
        let from = zone.start_of_day(on);
        let until = limit.late_from(from, zone).ok_or(Reason::OutsideCalendar { what: "the end of the extension" })?;
        Ok(Event::Returned { from, until })
    }
}
