//! Gaps in the work history, by interval logic: a date known to the month only leaves open on which of its days the work ended. What is
//! a gap whatever the days were, and not explained, is unmet; what may be one is unknown.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{Days, NaiveDate};

use super::Judge;
use crate::{
    credentialing::on_file::ExplanationForm,
    evidence::{dossier::Item, reply::Reply, verification::State},
    provider::element::{ElementKey, ElementKind},
    standard::{
        binding::Bound,
        limit::{InDays, InHours, InMonths, Limit},
        rule::OnBreach,
        topic::{Topic, credentialing::WorkHistory},
    },
    time::{calendar::subtract_months, partial_date::PartialDate},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FactSpan, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// Days from the one to the other, both included.
type Run = (NaiveDate, NaiveDate);

/// The days on which the provider worked: those known for certain, and those that may be meant.
#[derive(Debug, Default)]
struct Worked {
    certain: Vec<Run>,
    possible: Vec<Run>,
}

impl<'a> Judge<'a> {
    /// The rules of a day on gaps whose breach does a thing. Each binds.
    pub(super) fn work_history(&self, day: NaiveDate, breach: OnBreach) -> Vec<Evaluation> {
        let mut rules = self.bound(day, |topic| if let Topic::WorkHistory(rule) = topic { Some(rule) } else { None });
        rules.retain(|rule| rule.on_breach() == breach);
        rules.iter().map(|rule| self.settled(rule, self.gaps(rule))).collect()
    }

    fn gaps(&self, rule: &Bound<'a, &WorkHistory>) -> Evaluation {
        let asked = rule.value;
        let over = |limit: Option<Limit>, word: &str| {
            limit.map(|limit| {
                let more = if asked.from_exactly { "of" } else { "over" };
                format!("gaps {more} {limit} {word}")
            })
        };
        let told: Vec<String> =
            [over(asked.explain_over, "explained"), over(asked.written_over, "explained in writing")]
                .into_iter()
                .flatten()
                .collect();
        let need = Requirement {
            code: "work-history",
            asks: format!("work history of the last {}: {}", asked.look_back, told.join(", ")),
            citation: rule.citation(),
            owed_by: Owes::Provider,
        };
        let worked = self.worked();
        if worked.possible.is_empty() {
            let none = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
            return Evaluation::leaf(need, Timeline::constant(none));
        }
        let days = self.days_of_change(asked, &worked);
        // Where no day changes anything, every day sees the same; the first day of all would have nothing before it to look back on.
        let first = days.first().and_then(|day| day.pred_opt()).unwrap_or_default();
        let changes = days.iter().map(|day| (self.zone.start_of_day(*day), self.decided_on(asked, &worked, *day)));
        Evaluation::leaf(need, Timeline::from_changes(self.decided_on(asked, &worked, first), changes.collect()))
    }

    /// What the history is worth for a decision on a day.
    fn decided_on(&self, asked: &WorkHistory, worked: &Worked, day: NaiveDate) -> Cause {
        let window = (self.looked_at_from(asked, day), day.pred_opt().unwrap_or(day));
        let mut found = Cause::bare(Truth::Met, FindingReason::Enough);
        for (limit, written) in [(asked.explain_over, false), (asked.written_over, true)] {
            let Some(limit) = limit else { continue };
            let certain_gaps = rest(window, &worked.possible);
            let too_long = |run: &Run| is_over(*run, limit, asked.from_exactly);
            let gap = certain_gaps.iter().find(|run| too_long(run) && !self.is_explained(&[**run], written));
            if let Some(run) = gap {
                return self.told(Truth::Unmet, FindingReason::GapUnexplained, *run);
            }
            let may_be = rest(window, &worked.certain).into_iter().find(|run| {
                let inside: Vec<Run> =
                    certain_gaps.iter().filter(|own| run.0 <= own.0 && own.1 <= run.1).copied().collect();
                let to_explain = if inside.is_empty() { vec![*run] } else { inside };
                too_long(run) && !self.is_explained(&to_explain, written)
            });
            if let Some(run) = may_be {
                found = self.told(Truth::Unknown, FindingReason::PerhapsGap, run);
            }
        }
        found
    }

    fn told(&self, truth: Truth, reason: FindingReason, (from, to): Run) -> Cause {
        let fact = Arc::new(Fact {
            kind: FactKind::Provider,
            id: self.dossier.provider().id().to_string(),
            label: "gap in the work history".to_owned(),
            source: None,
            method: None,
            verified_on: None,
            span: Some(FactSpan::Dates { from: Some(from.into()), to: Some(to.into()) }),
        });
        Cause::on(truth, reason, &fact)
    }

    /// Whether every day of the runs is explained in the form asked.
    fn is_explained(&self, runs: &[Run], written: bool) -> bool {
        let suits = |form: ExplanationForm| !written || form == ExplanationForm::Written;
        let told: Vec<Run> =
            self.on_file.explanations.iter().filter(|own| suits(own.form)).map(|own| (own.from, own.to)).collect();
        runs.iter().all(|run| rest(*run, &told).is_empty())
    }

    /// The first day looked at: so far back from the decision, or since the first licence if that is shorter. A licence's own first day
    /// may be that of a renewal, so an earlier graduation counts before it; without a licence the whole time is looked at.
    fn looked_at_from(&self, asked: &WorkHistory, day: NaiveDate) -> NaiveDate {
        let back = back(asked.look_back, day);
        let known = self.first_days(ElementKind::License);
        let Some(licensed) = known.into_iter().min() else { return back };
        let graduated = self.graduations().into_iter().min();
        back.max(graduated.map_or(licensed, |graduated| graduated.min(licensed)))
    }

    /// The first days of all elements of a kind, claimed or answered; of a partial date the first that it may be.
    fn first_days(&self, kind: ElementKind) -> Vec<NaiveDate> {
        let claims = self.dossier.provider().claims().iter().filter(|(key, _)| key.kind() == kind);
        let claimed = claims.filter_map(|(_, claim)| claim.valid_from);
        let answered = self.dossier.elements().filter(|(key, _)| key.kind() == kind).flat_map(|(_, items)| {
            items.iter().filter_map(|item| match &item.held.evidence.reply {
                Reply::Found { valid_from, .. } => *valid_from,
                Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
            })
        });
        claimed.chain(answered).map(PartialDate::first_day).collect()
    }

    /// The days of graduation, claimed or answered: the last day of a school of which both are known, else the only one.
    fn graduations(&self) -> Vec<NaiveDate> {
        let claims = self.dossier.provider().claims().iter().filter(|(key, _)| key.kind() == ElementKind::Education);
        let claimed = claims.filter_map(|(_, claim)| claim.valid_to.or(claim.valid_from));
        let answered = self.dossier.elements().filter(|(key, _)| key.kind() == ElementKind::Education);
        let answered = answered.flat_map(|(_, items)| items.iter().filter_map(Item::completed));
        claimed.chain(answered).map(PartialDate::first_day).collect()
    }

    /// Each place of work by what its newest answer says, or else by the claim. One that a source does not bear out may have been.
    fn worked(&self) -> Worked {
        let mut worked = Worked::default();
        let mut add = |from: Option<PartialDate>, to: Option<PartialDate>, certain: bool| {
            let (earliest, latest) =
                (from.map_or(NaiveDate::MIN, PartialDate::first_day), to.map_or(NaiveDate::MAX, PartialDate::last_day));
            worked.possible.push((earliest, latest));
            if let Some(from) = from.filter(|_| certain) {
                let last = to.map_or(NaiveDate::MAX, PartialDate::first_day);
                if from.last_day() <= last {
                    worked.certain.push((from.last_day(), last));
                }
            }
        };
        let mut answered: BTreeSet<&ElementKey> = BTreeSet::new();
        for (key, items) in self.dossier.elements().filter(|(key, _)| key.kind() == ElementKind::WorkHistory) {
            let Some(item) = items.last() else { continue };
            let certain = !matches!(item.verification.state(), State::Discrepant(..));
            if let Reply::Found { valid_from, valid_to, .. } = &item.held.evidence.reply {
                answered.insert(key);
                add(*valid_from, *valid_to, certain);
            }
        }
        let claims = self.dossier.provider().claims().iter();
        for (key, claim) in claims.filter(|(key, _)| key.kind() == ElementKind::WorkHistory) {
            if !answered.contains(key) {
                let denied = self.dossier.elements().any(|(own, _)| own == key);
                add(claim.valid_from, claim.valid_to, !denied);
            }
        }
        worked
    }

    /// Every day from which on a decision may see another history: where work, an explanation or the time looked at begins or ends, where a
    /// gap to the present becomes too long, and where one leaves the time looked at. Months differ in length, so a few days about each.
    fn days_of_change(&self, asked: &WorkHistory, worked: &Worked) -> Vec<NaiveDate> {
        let ends = |runs: &[Run]| runs.iter().flat_map(|(from, to)| [*from, *to]).collect::<Vec<_>>();
        let mut borders = [ends(&worked.certain), ends(&worked.possible)].concat();
        borders.extend(self.on_file.explanations.iter().flat_map(|own| [own.from, own.to]));
        borders.extend(self.first_days(ElementKind::License));
        borders.extend(self.graduations());
        let limits: Vec<Limit> = [asked.explain_over, asked.written_over].into_iter().flatten().collect();
        let mut days = BTreeSet::new();
        let mut about = |day: Option<NaiveDate>| {
            let Some(day) = day else { return };
            let first = day.checked_sub_days(Days::new(4)).unwrap_or(day);
            days.extend(first.iter_days().take(9));
        };
        for border in borders.into_iter().filter(|day| (*day > NaiveDate::MIN) && (*day < NaiveDate::MAX)) {
            about(Some(border));
            about(asked.look_back.over_on(border));
            for limit in &limits {
                about(limit.over_on(border));
                about(asked.look_back.over_on(back(*limit, border)));
            }
        }
        days.into_iter().collect()
    }
}

/// A limit counted back from a day.
fn back(limit: Limit, day: NaiveDate) -> NaiveDate {
    let days = |days: u32| day.checked_sub_days(Days::new(u64::from(days)));
    match limit {
        Limit::Days(InDays { days: own }) => days(own),
        Limit::Months(InMonths { months, .. }) => subtract_months(day, months),
        Limit::Hours(InHours { hours }) => days(hours.div_ceil(24)),
    }
    .unwrap_or(NaiveDate::MIN)
}

/// Whether a run of days is longer than a limit, or where `from_exactly` of just that length.
fn is_over((from, to): Run, limit: Limit, from_exactly: bool) -> bool {
    let (Some(over), Some(end)) = (limit.over_on(from), to.succ_opt()) else { return true };
    if from_exactly { over <= end } else { over < end }
}

/// What is left of a run of days without these.
fn rest(run: Run, without: &[Run]) -> Vec<Run> {
    let mut left = vec![run];
    if run.1 < run.0 {
        return Vec::new();
    }
    for (from, to) in without {
        left = left
            .into_iter()
            .flat_map(|(first, last)| {
                if *to < first || last < *from {
                    return vec![(first, last)];
                }
                let before = from.pred_opt().filter(|end| first <= *end).map(|end| (first, end));
                let after = to.succ_opt().filter(|start| *start <= last).map(|start| (start, last));
                before.into_iter().chain(after).collect()
            })
            .collect();
    }
    left
}
