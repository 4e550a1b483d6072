//! Duties: what rules ask to be done by a day, read from the records and the adopted rules at an instant.
//!
//! A duty is no authority: overdue it is a violation, derived and never stored, so that nothing clears it but the deed. Whether it also
//! stands in the way of exercise is the rule's `on_breach`: see [`super::rules`]. The review of suspensions, reports to the data bank and
//! the notices of credentialing files are derived beside their own records.

mod of_standing;

use chrono::NaiveDate;

use super::{
    answer::NotAskable,
    rules::{Done, data_bank_queries, latest, reviewed_since, screens},
};
use crate::{
    appointment::Appointment,
    evidence::dossier::Dossier,
    facility::Facility,
    id::{ItemId, ProviderId},
    privileging::privilege_request::{Held, PrivilegeRequest},
    provider::element::ElementKind,
    records::Records,
    standard::{
        binding::{Bound, Standards},
        limit::Limit,
        rule::OnBreach,
        topic::{Topic, privileging::NpdbQuery},
    },
    time::{Instant, zone::Zone},
    timeline::finding::Owes,
};

/// One duty. Its days are local days of the facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// A stable code: `oppe`, `fppe`, `npdb-query`, `npdb-query-before-privileges`, `exclusion-screen`, `monitoring`, `decision-notice`,
    /// `reappointment`, `recredentialing`, `provisional-appointment`, `leave-reinstatement-request`, `relinquishment-cure`,
    /// `dea-renewal`.
    pub code: &'static str,
    /// What is owed, about what.
    pub what: String,
    /// The day from which the time is counted.
    pub since: NaiveDate,
    /// The last good day.
    pub due_by: NaiveDate,
    /// Whether that day is over: a violation.
    pub overdue: bool,
    /// When it was done after all, too late; a breach stays one.
    pub done_on: Option<NaiveDate>,
    /// Who owes it.
    pub owed_by: Owes,
    /// The rule.
    pub citation: String,
    /// What a breach does.
    pub on_breach: OnBreach,
}

/// What a duty is read from.
#[derive(Clone, Copy)]
struct Ground<'a> {
    records: &'a Records,
    dossier: &'a Dossier<'a>,
    facility: &'a Facility,
    standards: &'a Standards<'a>,
    zone: Zone,
    as_of: Instant,
    today: NaiveDate,
}

impl<'a> Ground<'a> {
    fn provider(&self) -> ProviderId {
        self.dossier.provider().id()
    }

    /// The appointments here that are not over, begun or not.
    fn appointments(self) -> impl Iterator<Item = &'a Appointment> {
        let own = self.records.appointments_of(self.provider());
        own.filter(move |own| {
            let not_over = own.whole().is_some_and(|whole| whole.end().is_none_or(|end| self.as_of < end));
            own.facility() == self.facility.id() && not_over
        })
    }

    /// The grants here.
    fn grants(self) -> impl Iterator<Item = (&'a PrivilegeRequest, &'a Held)> {
        let own = self.records.privileges_of(self.provider()).filter(move |own| own.facility() == self.facility.id());
        own.filter_map(|own| Some((own, own.held()?)))
    }

    /// The grants here whose term runs and that are not ended.
    fn in_force(self) -> impl Iterator<Item = (&'a PrivilegeRequest, &'a Held)> {
        self.grants().filter(move |(own, held)| {
            let carried = self.records.appointment(held.grant.appointment).and_then(Appointment::whole);
            let carried = carried.is_some_and(|whole| whole.contains(self.as_of));
            carried
                && held.grant.term.contains(self.as_of)
                && matches!(own.state_at(self.as_of), "granted" | "suspended")
        })
    }

    /// The last whole day before an instant.
    fn day_before(&self, end: Instant) -> NaiveDate {
        let day = self.zone.date_at(end);
        if self.zone.start_of_day(day) < end { day } else { day.pred_opt().unwrap_or(day) }
    }
}

/// Everything owed about a provider at a facility at an instant, soonest first: done too late, overdue, and to come. Of several rules on one
/// matter the one that is over first binds and is named.
///
/// # Errors
/// When the records do not have the provider.
pub fn duties(
    records: &Records,
    provider: ProviderId,
    facility: &Facility,
    as_of: Instant,
) -> Result<Vec<Duty>, NotAskable> {
    let dossier = records.dossier(provider).ok_or(NotAskable::Provider(provider))?;
    let standards = records.standards_at(facility);
    let zone = facility.zone();
    let today = zone.date_at(as_of);
    let ground = Ground { records, dossier: &dossier, facility, standards: &standards, zone, as_of, today };
    let mut owed = Vec::new();
    if dossier.provider().died().is_none_or(|died| today < died) {
        owed.extend(data_bank(ground));
        owed.extend(excluded(ground));
        owed.extend(monitored(ground));
        owed.extend(ongoing(ground));
        owed.extend(of_standing::focused(ground));
        owed.extend(of_standing::terms(ground));
        owed.extend(of_standing::absences(ground));
        owed.extend(of_standing::registrations(ground));
    }
    owed.extend(of_standing::notices(ground));
    owed.sort_by(|a, b| (a.due_by, a.code, &a.what).cmp(&(b.due_by, b.code, &b.what)));
    owed.dedup();
    Ok(owed)
}

/// Of the rules on one matter, the one by which what was done is over first; counted from the start where nothing was done.
fn soonest<'r, T>(
    rules: &'r [Bound<'_, T>],
    interval: impl Fn(&T) -> Limit,
    done: impl Fn(&T) -> Vec<Done>,
    start: Option<NaiveDate>,
    ground: Ground<'_>,
) -> Option<(NaiveDate, NaiveDate, &'r Bound<'r, T>)> {
    let each = rules.iter().filter_map(|rule| {
        let last = latest(&done(&rule.value), interval(&rule.value), ground.zone, ground.as_of);
        let (on, through) = last.or_else(|| start.map(|start| (start, start)))?;
        Some((on, through, rule))
    });
    each.min_by_key(|(_, through, _)| *through)
}

/// The first day on which the provider holds anything here: of an appointment that is not over, or of an approval.
fn active_since(ground: Ground<'_>) -> Option<NaiveDate> {
    let appointed = ground.appointments().filter_map(|own| own.whole()).map(|whole| whole.start());
    let files = ground.records.files_of(ground.provider());
    let credentialed = files
        .filter(|file| file.organization() == ground.facility.organization())
        .filter_map(|file| file.in_force())
        .filter(|period| period.contains(ground.as_of))
        .map(|period| period.start());
    appointed.chain(credentialed).min().map(|start| ground.zone.date_at(start))
}

fn npdb(topic: &Topic) -> Option<&NpdbQuery> {
    if let Topic::NpdbQuery(rule) = topic { Some(rule) } else { None }
}

/// Data bank queries: before the first privilege, and again and again while there is an appointment.
fn data_bank(ground: Ground<'_>) -> Vec<Duty> {
    let mut owed = Vec::new();
    let Some(appointed) = ground.appointments().filter_map(|own| own.whole()).map(|whole| whole.start()).min() else {
        return owed;
    };
    let first = ground.grants().map(|(_, held)| held.grant.term.start()).min();
    let starts = ground.zone.date_at(first.map_or(appointed, |first| first.min(appointed)));
    let rules = ground.standards.on(ground.today, npdb);
    let found = soonest(
        &rules,
        |rule| rule.interval,
        |rule| data_bank_queries(ground.dossier, rule.continuous_counts, ground.zone),
        Some(starts),
        ground,
    );
    if let Some((since, due_by, rule)) = found {
        owed.push(Duty {
            code: "npdb-query",
            what: "data bank query, or an enrollment in force".to_owned(),
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: None,
            owed_by: Owes::Msp,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        });
    }
    let began = first.map(|first| ground.zone.date_at(first)).filter(|began| *began <= ground.today);
    let before = began.map(|began| ground.standards.on(began, npdb)).unwrap_or_default();
    let (Some(began), Some(rule)) = (began, before.iter().find(|rule| rule.value.before_privileges)) else {
        return owed;
    };
    let days: Vec<NaiveDate> =
        data_bank_queries(ground.dossier, true, ground.zone).iter().map(|done| done.on).collect();
    let late = days.iter().copied().filter(|day| *day <= ground.today).min();
    if !days.iter().any(|day| *day <= began) {
        owed.push(Duty {
            code: "npdb-query-before-privileges",
            what: "data bank query before the first privilege began".to_owned(),
            since: began,
            due_by: began,
            overdue: ground.today > began,
            done_on: late,
            owed_by: Owes::Msp,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        });
    }
    owed
}

/// Screens of every list that a rule names with an interval.
fn excluded(ground: Ground<'_>) -> Vec<Duty> {
    let Some(start) = active_since(ground) else { return vec![] };
    let rules = ground.standards.on(ground.today, |topic| {
        if let Topic::ExclusionScreen(rule) = topic {
            rule.interval.map(|interval| (&rule.list, interval))
        } else {
            None
        }
    });
    let mut owed: Vec<Duty> = Vec::new();
    for rule in &rules {
        let (list, interval) = rule.value;
        let done = screens(ground.dossier, list.as_str());
        let (since, due_by) = latest(&done, interval, ground.zone, ground.as_of).unwrap_or((start, start));
        let what = format!("screen of {list}");
        let duty = Duty {
            code: "exclusion-screen",
            what,
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: None,
            owed_by: Owes::Msp,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        };
        match owed.iter_mut().find(|own| own.what.eq_ignore_ascii_case(&duty.what)) {
            Some(own) if duty.due_by < own.due_by => *own = duty,
            Some(_) => {}
            None => owed.push(duty),
        }
    }
    owed
}

/// Elements that are looked at between decisions: each one on file.
fn monitored(ground: Ground<'_>) -> Vec<Duty> {
    let mut owed = Vec::new();
    if active_since(ground).is_none() {
        return owed;
    }
    for (key, items) in ground.dossier.elements() {
        let rules = ground.standards.on(ground.today, |topic| {
            if let Topic::Monitoring(rule) = topic
                && rule.element == key.kind()
            {
                Some(rule.interval)
            } else {
                None
            }
        });
        let looked: Vec<Done> = items
            .iter()
            .map(|item| Done { on: item.held.evidence.verified_on, through: None, fact: item.fact() })
            .collect();
        let found = soonest(&rules, |interval| *interval, |_| looked.clone(), None, ground);
        owed.extend(found.map(|(since, due_by, rule)| Duty {
            code: "monitoring",
            what: format!("look at {key} again"),
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: None,
            owed_by: Owes::Msp,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        }));
    }
    owed
}

/// Ongoing evaluation of every privilege in force.
fn ongoing(ground: Ground<'_>) -> Vec<Duty> {
    let rules = ground
        .standards
        .on(ground.today, |topic| if let Topic::Oppe(rule) = topic { Some(rule.interval) } else { None });
    let mut items: Vec<&ItemId> = ground.in_force().map(|(own, _)| own.item()).collect();
    items.sort();
    items.dedup();
    let each = items.into_iter().filter_map(|item| {
        let done = reviewed_since(ground.records, ground.dossier, ground.facility, item);
        let (since, due_by, rule) = soonest(&rules, |interval| *interval, |_| done.clone(), None, ground)?;
        Some(Duty {
            code: "oppe",
            what: format!("ongoing evaluation of {item}"),
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: None,
            owed_by: Owes::Reviewers,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        })
    });
    each.collect()
}

/// The last day of every element of a kind on file, by its latest usable answer.
fn last_days(ground: Ground<'_>, kind: ElementKind) -> Vec<(String, NaiveDate)> {
    use crate::evidence::reply::Reply;
    let of_kind = ground.dossier.elements().filter(|(key, _)| key.kind() == kind);
    of_kind
        .filter_map(|(_, items)| {
            let item = items.iter().rev().find(|item| item.verification.state().usable().is_some())?;
            let Reply::Found { credential, valid_to, encumbrances, .. } = &item.held.evidence.reply else {
                return None;
            };
            encumbrances.is_empty().then_some((credential.describe(), (*valid_to)?.last_day()))
        })
        .collect()
}
