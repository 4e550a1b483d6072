//! Categories of the staff and the provisional time of a first appointment.

use chrono::NaiveDate;

use crate::{
    id::{FacilityId, ProviderId},
    refusal::Reason,
    standard::{binding::Standards, topic::Topic},
    text::Text,
    time::{Instant, zone::Zone},
};

/// Categories that hold no privileges where no rule says otherwise.
pub const WITHOUT_PRIVILEGES: [&str; 5] =
    ["honorary", "emeritus", "honorary/emeritus", "affiliate", "refer-and-follow"];

/// The evaluations of a provider's privileges at a facility, none of them open, looked at for one instant. Made by
/// [`crate::exercise::standing_checks::evaluations_concluded`] alone.
#[derive(Debug, Clone)]
pub struct EvaluationsConcluded {
    pub(crate) provider: ProviderId,
    pub(crate) facility: FacilityId,
    pub(crate) open: Vec<String>,
    pub(crate) at: Instant,
}

impl EvaluationsConcluded {
    /// What is still open.
    #[must_use]
    pub fn open(&self) -> &[String] {
        &self.open
    }

    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Where.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }
}

/// The rule by which a category holds no privileges on a day; `None` where it may. Where no rule names it,
/// [`WITHOUT_PRIVILEGES`] decides.
#[must_use]
pub fn bars_privileges(standards: &Standards<'_>, category: &Text, on: NaiveDate) -> Option<String> {
    let rules = standards.on(on, |topic| {
        if let Topic::StaffCategory(rule) = topic
            && rule.category.means(category.as_str())
        {
            Some(rule)
        } else {
            None
        }
    });
    if rules.is_empty() {
        let barred = WITHOUT_PRIVILEGES.iter().any(|name| category.means(name));
        return barred.then(|| format!("no rule adopted gives privileges to the category {category}"));
    }
    rules.iter().find(|rule| !rule.value.privileges).map(crate::standard::binding::Bound::citation)
}

/// A category that the rules know; any where they name none.
pub(super) fn known(standards: &Standards<'_>, category: &Text, on: NaiveDate) -> Result<(), Reason> {
    let named =
        standards.on(on, |topic| if let Topic::StaffCategory(rule) = topic { Some(&rule.category) } else { None });
    if named.is_empty() || named.iter().any(|own| own.value.means(category.as_str())) {
        return Ok(());
    }
    let known = named.iter().map(|own| own.value.to_string()).collect();
    Err(Reason::Unknown { what: "category of the medical staff", name: category.to_string(), known })
}

/// The shortest and the longest a first appointment that begins at an instant is provisional, each with its rule.
struct Bounds {
    earliest: Option<(Instant, String)>,
    latest: Option<(Instant, String)>,
}

fn bounds(standards: &Standards<'_>, zone: Zone, start: Instant, on: NaiveDate) -> Result<Bounds, Reason> {
    let rules =
        standards.on(on, |topic| if let Topic::ProvisionalAppointment(rule) = topic { Some(rule) } else { None });
    let outside = || Reason::OutsideCalendar { what: "the provisional time" };
    let mut bounds = Bounds { earliest: None, latest: None };
    for rule in rules {
        let earliest = rule.value.at_least.held_until(start, zone).ok_or_else(outside)?;
        let latest = rule.value.at_most.held_until(start, zone).ok_or_else(outside)?;
        if bounds.earliest.as_ref().is_none_or(|(own, _)| *own < earliest) {
            bounds.earliest = Some((earliest, rule.citation()));
        }
        if bounds.latest.as_ref().is_none_or(|(own, _)| latest < *own) {
            bounds.latest = Some((latest, rule.citation()));
        }
    }
    Ok(bounds)
}

/// Until when an appointment is provisional: as given, within the rules; a first one for the longest they allow where not given.
pub(super) fn provisional(
    standards: &Standards<'_>,
    zone: Zone,
    start: Instant,
    given: Option<Instant>,
    first: bool,
    on: NaiveDate,
) -> Result<Option<Instant>, Reason> {
    if let Some(end) = given.filter(|end| *end <= start) {
        return Err(Reason::EmptyPeriod { what: "the provisional time", start, end });
    }
    let Bounds { earliest, latest } = bounds(standards, zone, start, on)?;
    let against = |rule: &str, because: String| Reason::AgainstRule {
        what: "the provisional time",
        rule: rule.to_owned(),
        because,
    };
    match (given, latest) {
        (Some(given), Some((latest, rule))) if given > latest => {
            Err(against(&rule, format!("at most until {latest}; given {given}")))
        }
        (Some(given), _) => match earliest {
            Some((earliest, rule)) if given < earliest => {
                Err(against(&rule, format!("at least until {earliest}; given {given}")))
            }
            _ => Ok(Some(given)),
        },
        (None, latest) => Ok(latest.filter(|_| first).map(|(latest, _)| latest)),
    }
}

/// Whether a provisional appointment may end with a category from an instant on.
pub(super) fn may_end(
    standards: &Standards<'_>,
    zone: Zone,
    start: Instant,
    provisional_until: Instant,
    from: Instant,
    on: NaiveDate,
) -> Result<(), Reason> {
    if from > provisional_until {
        return Err(Reason::TermEnded { ended: provisional_until });
    }
    match bounds(standards, zone, start, on)?.earliest {
        Some((earliest, rule)) if from < earliest => Err(Reason::AgainstRule {
            what: "the end of the provisional time",
            rule,
            because: format!("not before {earliest}; given {from}"),
        }),
        _ => Ok(()),
    }
}
