//! A facility with the rules that bind it: its own packs and its organisation's.

use chrono::NaiveDate;

use super::{Facility, organization::Organization};
use crate::{
    refusal::Reason,
    standard::{
        binding::{Bound, Standards},
        limit::Limit,
        topic::{Topic, privileging::ReviewStep},
    },
    time::{Instant, period::Period},
};

/// A facility with its organisation. What reads a facility reads this as well; what must know the rules asks it.
#[derive(Debug, Clone, Copy)]
pub struct Governed<'a> {
    facility: &'a Facility,
    organization: &'a Organization,
}

impl std::ops::Deref for Governed<'_> {
    type Target = Facility;

    fn deref(&self) -> &Facility {
        self.facility
    }
}

impl<'a> Governed<'a> {
    /// The two together; `None` where the facility is another organisation's.
    #[must_use]
    pub fn of(facility: &'a Facility, organization: &'a Organization) -> Option<Self> {
        (facility.organization() == organization.id()).then_some(Self { facility, organization })
    }

    /// The facility alone.
    #[must_use]
    pub const fn facility(self) -> &'a Facility {
        self.facility
    }

    /// Whose it is.
    #[must_use]
    pub const fn home(self) -> &'a Organization {
        self.organization
    }

    /// Every rule that the facility and its organisation adopted.
    #[must_use]
    pub fn standards(self) -> Standards<'a> {
        Standards::of(&[self.facility.adoptions(), self.organization.adoptions()])
    }

    /// The strictest limit on a length of time that begins at `start`, under the rules of the day of `decided`, as the longest period from
    /// `start` and the rule that binds.
    ///
    /// # Errors
    /// [`Reason::NoRules`] when no rule on it binds on that day; [`Reason::OutsideCalendar`] when the calendar ends.
    pub fn longest(
        self,
        what: &'static str,
        start: Instant,
        decided: Instant,
        pick: impl Fn(&'a Topic) -> Option<Limit>,
    ) -> Result<(Period, Bound<'a, Limit>), Reason> {
        let zone = self.facility.zone();
        let on = zone.date_at(decided);
        let bound = self.standards().shortest(on, zone.date_at(start), pick).ok_or_else(|| Reason::NoRules {
            who: self.facility.id().to_string(),
            what,
            on,
        })?;
        let end = bound.value.held_until(start, zone);
        let longest = end.and_then(|end| Period::new(start, Some(end)).ok());
        Ok((longest.ok_or(Reason::OutsideCalendar { what: "the term" })?, bound))
    }

    /// The bodies that review a request on a local day: every body that any rule names. Where no rule on it is adopted, all of them do:
    /// nothing is passed over for want of a rule.
    #[must_use]
    pub fn review(self, on: NaiveDate) -> Vec<ReviewStep> {
        let rules =
            self.standards().on(on, |topic| if let Topic::Review(review) = topic { Some(review) } else { None });
        if rules.is_empty() {
            return vec![ReviewStep::Chair, ReviewStep::CredentialsCommittee, ReviewStep::Mec];
        }
        let mut steps: Vec<ReviewStep> = rules.iter().flat_map(|bound| bound.value.steps.iter().copied()).collect();
        steps.sort_unstable();
        steps.dedup();
        steps
    }
}
