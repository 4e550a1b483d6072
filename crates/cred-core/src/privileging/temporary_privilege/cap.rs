//! Who may grant, and how long: the strictest of the rules that bind on the day of the decision.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    check::{Earlier, TemporaryCheck},
    command::Asked,
    grant::{Application, Kind},
};
use crate::{
    actor::{Actor, Capacity},
    id::TemporaryPrivilegeId,
    refusal::Reason,
    standard::{
        binding::Standards,
        limit::Limit,
        topic::{
            Topic,
            privileging::{DayCount, Disaster, Temporary},
        },
    },
};

/// Where no rule names the cap of the new-applicant kind.
const NEW_APPLICANT_DAYS: u32 = 120;

/// Where no rule names the two clocks of a disaster privilege.
const DISASTER_HOURS: u32 = 72;

/// One limit with how its days are summed and where it stands.
pub(super) struct Cap {
    limit: Limit,
    count: DayCount,
    pub(super) citation: String,
}

fn temporary(kind: Kind, topic: &Topic) -> Option<&Temporary> {
    match (kind, topic) {
        (Kind::NewApplicant, Topic::TemporaryNewApplicant(rule))
        | (Kind::CareNeed | Kind::LocumTenens, Topic::TemporaryCareNeed(rule)) => Some(rule),
        _ => None,
    }
}

pub(super) fn disaster(topic: &Topic) -> Option<&Disaster> {
    if let Topic::Disaster(rule) = topic { Some(rule) } else { None }
}

/// Whether every rule names the actor's capacity. Where none is adopted: the chief executive, and in a disaster the medical director too.
pub(super) fn may_grant(
    kind: Kind,
    standards: &Standards<'_>,
    on: NaiveDate,
    actor: &Actor,
    what: &'static str,
) -> Result<(), Reason> {
    let named: Vec<(Vec<Capacity>, String)> = if kind == Kind::Disaster {
        standards.on(on, disaster).into_iter().map(|bound| (bound.value.by.clone(), bound.citation())).collect()
    } else {
        let rules = standards.on(on, |topic| temporary(kind, topic)).into_iter();
        rules.map(|bound| (bound.value.by.clone(), bound.citation())).collect()
    };
    let default = match kind {
        Kind::Disaster => vec![Capacity::Ceo, Capacity::MedicalDirector],
        Kind::NewApplicant | Kind::CareNeed | Kind::LocumTenens => vec![Capacity::Ceo],
    };
    let named =
        if named.is_empty() { vec![(default, "the default where no rule is adopted".to_owned())] } else { named };
    for (by, rule) in named {
        if !by.contains(&actor.capacity()) {
            let by: Vec<&str> = by.iter().map(|capacity| capacity.word()).collect();
            let because = format!("a {} may not; it takes {}", actor.capacity(), by.join(" or "));
            return Err(Reason::AgainstRule { what, rule, because });
        }
    }
    Ok(())
}

/// Every limit that binds. For a new applicant 120 days where no rule is adopted; for a need or a locum there is no lawful time then.
pub(super) fn caps(
    kind: Kind,
    standards: &Standards<'_>,
    on: NaiveDate,
    who: &impl ToString,
) -> Result<Vec<Cap>, Reason> {
    let none = |what| Reason::NoRules { who: who.to_string(), what, on };
    let of_temporary = || -> Vec<Cap> {
        let rules = standards.on(on, |topic| temporary(kind, topic)).into_iter();
        rules
            .map(|bound| Cap { limit: bound.value.limit, count: bound.value.count, citation: bound.citation() })
            .collect()
    };
    match kind {
        Kind::NewApplicant => {
            let caps = of_temporary();
            Ok(if caps.is_empty() {
                let citation = format!("the default of {NEW_APPLICANT_DAYS} days where no rule is adopted");
                vec![Cap { limit: Limit::days(NEW_APPLICANT_DAYS), count: DayCount::HeldDays, citation }]
            } else {
                caps
            })
        }
        Kind::CareNeed => Some(of_temporary())
            .filter(|caps| !caps.is_empty())
            .ok_or_else(|| none("rule on temporary privileges for a patient-care need")),
        Kind::LocumTenens => {
            let rules = standards.on(on, |topic| if let Topic::LocumTenens(term) = topic { Some(term) } else { None });
            let caps = rules.into_iter().map(|bound| Cap {
                limit: bound.value.limit,
                count: DayCount::HeldDays,
                citation: bound.citation(),
            });
            Some(caps.collect::<Vec<Cap>>()).filter(|caps| !caps.is_empty()).ok_or_else(|| none("rule on locum tenens"))
        }
        Kind::Disaster => Ok(vec![]),
    }
}

/// The instants from which the verification and the decision are late, counted by the strictest rule; 72 exact hours where none is adopted.
pub(super) fn clocks(
    standards: &Standards<'_>,
    on: NaiveDate,
    zone: crate::time::zone::Zone,
    presented_at: crate::time::Instant,
    arrived_at: crate::time::Instant,
) -> Option<(crate::time::Instant, crate::time::Instant, String)> {
    let rules = standards.on(on, disaster);
    let default = Limit::hours(DISASTER_HOURS);
    if rules.is_empty() {
        let citation = format!("the default of {DISASTER_HOURS} hours where no rule is adopted");
        return Some((default.late_from(presented_at, zone)?, default.late_from(arrived_at, zone)?, citation));
    }
    let verify = rules.iter().map(|rule| rule.value.verify_within.late_from(presented_at, zone));
    let decide = rules.iter().map(|rule| rule.value.decide_within.late_from(arrived_at, zone));
    let citation = rules.iter().map(crate::standard::binding::Bound::citation).collect::<Vec<_>>().join("; ");
    let first = |of: Vec<Option<crate::time::Instant>>| of.into_iter().flatten().min();
    Some((first(verify.collect())?, first(decide.collect())?, citation))
}

/// The earlier ones whose days count with a new one. Of a new applicant: all for the same application, and all for an earlier one that no
/// final decision has closed. Of a need or a locum: those for the same need, those that a new one would follow without a day between, and
/// those granted already for a later time that begin within it or where it would be over, at `over`.
pub(super) fn summed<'c>(
    asked: &Asked,
    check: &'c TemporaryCheck,
    first_day: NaiveDate,
    over: NaiveDate,
) -> Vec<&'c Earlier> {
    let closed: BTreeSet<TemporaryPrivilegeId> = check
        .earlier
        .iter()
        .filter(|held| held.closed)
        .flat_map(|held| held.summed_with.iter().copied().chain([held.id]))
        .collect();
    let same_kind = check.earlier.iter().filter(|held| held.kind == asked.kind());
    match asked {
        Asked::NewApplicant { application, .. } => same_kind
            .filter(|held| {
                let same = match (application, held.application) {
                    (_, Some(own)) if own == *application => return true,
                    (Application::CredentialingFile(_), Some(Application::CredentialingFile(_))) => true,
                    (Application::PrivilegeRequest(_), Some(Application::PrivilegeRequest(_))) => {
                        held.item == check.item
                    }
                    _ => false,
                };
                same && !closed.contains(&held.id)
            })
            .collect(),
        Asked::CareNeed { need, .. } | Asked::LocumTenens { need, .. } => {
            let mut chain: Vec<&Earlier> = Vec::new();
            let mut reaches = first_day;
            let mut left: Vec<&Earlier> = same_kind.filter(|held| held.item == check.item).collect();
            // Backwards along those that follow each other.
            while let Some(place) = left.iter().position(|held| {
                held.need.as_ref().is_some_and(|own| own.means(need.as_str()))
                    || held.days.is_some_and(|(from, until)| from <= reaches && reaches <= until)
                    || held.days.is_some_and(|(from, _)| first_day < from && from <= over)
            }) {
                let held = left.swap_remove(place);
                reaches = held.days.map_or(reaches, |(from, _)| from.min(reaches));
                chain.push(held);
            }
            chain
        }
        Asked::Disaster { .. } => vec![],
    }
}

impl Cap {
    /// The first day on which a privilege held from `first_day` is over at the latest, the days of the earlier ones counted; `None` when no
    /// day is left, and how many there are in all.
    pub(super) fn over_on(&self, first_day: NaiveDate, earlier: &[&Earlier]) -> (Option<NaiveDate>, i64) {
        let begun = earlier.iter().filter_map(|held| held.days).map(|(from, _)| from).chain([first_day]).min();
        let anchor = begun.unwrap_or(first_day);
        let Some(calendar_end) = self.limit.over_on(anchor) else { return (None, 0) };
        let most = (calendar_end - anchor).num_days();
        if self.count == DayCount::CalendarDays {
            return ((first_day < calendar_end).then_some(calendar_end), most);
        }
        let mut held: BTreeSet<NaiveDate> = earlier
            .iter()
            .filter_map(|held| held.days)
            .flat_map(|(from, over)| from.iter_days().take_while(move |day| *day < over))
            .collect();
        let mut over = first_day;
        for day in first_day.iter_days() {
            held.insert(day);
            if i64::try_from(held.len()).map_or(true, |days| days > most) {
                break;
            }
            over = day.succ_opt().unwrap_or(day);
        }
        ((first_day < over).then_some(over), most)
    }
}
