//! How long a provider has to ask for a hearing, and how long before it a hearing is called.

use chrono::NaiveDate;

use crate::{
    refusal::Reason,
    standard::{
        binding::Standards,
        limit::Limit,
        topic::{Topic, privileging::Hearing as Rule},
    },
};

/// 30 days to ask and 30 days of notice (42 USC 11112) bind where no rule is adopted; the time to ask then runs from receipt.
const DEFAULT: Limit = Limit::days(30);

/// The name of the default, for a refusal.
const BY_LAW: &str = "42 USC 11112 (no rule on hearings is adopted)";

/// The longest time that any rule in force gives, from a day on: its last day, and where it stands.
pub(super) fn longest(
    standards: &Standards<'_>,
    from: NaiveDate,
    pick: impl Fn(&Rule) -> Limit,
) -> Result<(NaiveDate, String), Reason> {
    let rules = standards.on(from, |topic| if let Topic::Hearing(rule) = topic { Some(rule) } else { None });
    let last = |limit: Limit| limit.last_day_after(from);
    let found = rules
        .iter()
        .filter_map(|bound| Some((last(pick(bound.value))?, bound.citation())))
        .max_by_key(|(day, _)| *day)
        .or_else(|| rules.is_empty().then(|| last(DEFAULT)).flatten().map(|day| (day, BY_LAW.to_owned())));
    found.ok_or(Reason::OutsideCalendar { what: "the time of the notice" })
}
