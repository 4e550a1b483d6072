//! Rules about cases done: how many, when, where, in which role, and how far apart.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::{
    delineation::criterion::CasesCriterion,
    evidence::{dossier::Dossier, reply::Reply},
    provider::{
        credential::{CaseRole, Credential},
        element::ElementKind,
    },
    time::{calendar, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FindingReason, Requirement},
        truth::Truth,
    },
};

/// One verified case log: how many cases between which days, both inclusive, as far as known.
struct Log {
    fact: Arc<Fact>,
    count: u64,
    from: NaiveDate,
    to: NaiveDate,
}

impl CasesCriterion {
    fn counts(&self, role: CaseRole) -> bool {
        let named = if self.roles.is_empty() { role == CaseRole::Primary } else { self.roles.contains(&role) };
        named || (self.simulator_counts && role == CaseRole::Simulator)
    }
}

/// The logs that count, and whether one of them has no dates. `here` are the names by which the logs of this place are known.
fn logs(dossier: &Dossier<'_>, criterion: &CasesCriterion, here: &[&str]) -> (Vec<Log>, bool) {
    let mut logs: Vec<Log> = Vec::new();
    let mut undated = false;
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::CaseLog) {
        let mut of_place: Vec<Log> = Vec::new();
        for item in items.iter().filter(|item| item.verification.state().usable().is_some()) {
            let Reply::Found {
                credential: Credential::CaseLog { activity, role, count, place, under_disaster },
                valid_from,
                valid_to,
                ..
            } = &item.held.evidence.reply
            else {
                continue;
            };
            let elsewhere = !criterion.combine_sites && !here.iter().any(|own| place.means(own));
            let in_disaster = *under_disaster && !criterion.disaster_counts;
            if !activity.means(criterion.activity.as_str()) || !criterion.counts(*role) || elsewhere || in_disaster {
                continue;
            }
            let Some((from, to)) = valid_from.zip(*valid_to) else {
                undated = true;
                continue;
            };
            let log = Log { fact: item.fact(), count: u64::from(*count), from: from.first_day(), to: to.last_day() };
            // A later answer of the same place about days that were answered before replaces the earlier one: no case counts twice.
            of_place.retain(|earlier| earlier.to < log.from || log.to < earlier.from);
            of_place.push(log);
        }
        logs.extend(of_place);
    }
    logs.sort_by_key(|log| (log.from, log.to));
    (logs, undated)
}

/// At least so many cases in the window before each day: [day − months, day). A log that reaches over the window's border counts as
/// perhaps. Where a longest gap is asked, the time since the last case counts as one; within a log the cases may lie anywhere.
#[must_use]
pub fn cases(
    dossier: &Dossier<'_>,
    criterion: &CasesCriterion,
    zone: Zone,
    here: &[&str],
    requirement: Requirement,
) -> Evaluation {
    let (logs, undated) = logs(dossier, criterion, here);
    if logs.is_empty() {
        let reason = if undated { FindingReason::DateUncertain } else { FindingReason::NotOnFile };
        return Evaluation::leaf(requirement, Timeline::constant(Cause::bare(Truth::Unknown, reason)));
    }
    // The count changes only on the day after a log ends, and around the days on which its borders leave the window: month
    // arithmetic may shift those by up to three days, so each is looked at.
    let mut days: Vec<NaiveDate> = Vec::new();
    for log in &logs {
        days.extend(log.from.succ_opt());
        days.extend(log.to.succ_opt());
        for border in [log.from, log.to] {
            let leaves = calendar::add_months(border, criterion.months).unwrap_or(border);
            days.extend((0..=4).filter_map(|back| leaves.checked_sub_days(Days::new(back))));
            days.extend((1..=4).filter_map(|on| leaves.checked_add_days(Days::new(on))));
            let gap = criterion.max_gap_days.and_then(|gap| border.checked_add_days(Days::new(u64::from(gap) + 1)));
            days.extend(gap);
        }
    }
    let enough = u64::from(criterion.at_least);
    let on = |day: NaiveDate| {
        let opens = calendar::subtract_months(day, criterion.months).unwrap_or(NaiveDate::MIN);
        let inside = |log: &&Log| log.from >= opens && log.to < day;
        let touches = |log: &&Log| log.from < day && log.to >= opens;
        let least: u64 = logs.iter().filter(inside).map(|log| log.count).sum();
        let most: u64 = logs.iter().filter(touches).map(|log| log.count).sum();
        let (mut truth, mut reason) = if least >= enough {
            (Truth::Met, FindingReason::Enough)
        } else if most >= enough || undated {
            (Truth::Unknown, FindingReason::PerhapsEnough)
        } else {
            (Truth::Unmet, FindingReason::TooLittle)
        };
        if let Some(longest) = criterion.max_gap_days {
            let touched: Vec<&Log> = logs.iter().filter(touches).filter(|log| log.count > 0).collect();
            let gaps = gaps(&touched, day, i64::from(longest));
            if gaps < truth {
                (truth, reason) = (gaps, FindingReason::GapTooLong);
            }
        }
        Cause {
            truth,
            reason,
            facts: logs.iter().filter(touches).map(|log| Arc::clone(&log.fact)).collect(),
            conditions: vec![],
        }
    };
    let first = days
        .iter()
        .min()
        .and_then(|day| day.pred_opt())
        .map_or_else(|| Cause::bare(Truth::Unmet, FindingReason::TooLittle), on);
    let causes = Timeline::from_changes(first, days.iter().map(|day| (zone.start_of_day(*day), on(*day))).collect());
    Evaluation::leaf(requirement, causes)
}

/// Whether no two cases that follow each other, and no last case and the day, lie more than `longest` days apart. The logs are in the order of
/// their first days. Each has a case somewhere: the earliest and the latest place of each are what is known.
fn gaps(logs: &[&Log], day: NaiveDate, longest: i64) -> Truth {
    let mut surely = true;
    let mut reached: Option<(NaiveDate, NaiveDate)> = None;
    let apart = |from: NaiveDate, to: NaiveDate| to.signed_duration_since(from).num_days();
    for log in logs {
        if let Some((earliest, latest)) = reached {
            if apart(latest, log.from) > longest {
                return Truth::Unmet;
            }
            surely &= apart(earliest, log.to) <= longest;
        }
        // Two cases of one log may stand at its two ends.
        surely &= apart(log.from, log.to) <= longest;
        // The last case known so far lies no earlier than the later of the first days, and no later than the later of the last ones.
        reached =
            Some(reached.map_or((log.from, log.to), |(earliest, latest)| (earliest.max(log.from), latest.max(log.to))));
    }
    match reached {
        None => Truth::Unmet,
        Some((_, latest)) if apart(latest, day) > longest => Truth::Unmet,
        Some((earliest, _)) if surely && apart(earliest, day) <= longest => Truth::Met,
        Some(_) => Truth::Unknown,
    }
}
