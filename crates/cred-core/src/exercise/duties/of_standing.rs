//! Duties about decisions, terms, evaluations, absences and registrations.

use chrono::NaiveDate;

use super::{Duty, Ground, last_days};
use crate::{
    appointment::leave::ask_by,
    provider::element::ElementKind,
    standard::{binding::Bound, limit::Limit, rule::OnBreach, topic::Topic},
    timeline::finding::Owes,
};

/// How long before the end of a term its renewal is sent out; the due date does not hang on it.
const SENT_OUT_BEFORE: u64 = 180;

/// Decisions about appointments and privileges of which the provider is to be told. Told too late stays a breach.
pub(super) fn notices(ground: Ground<'_>) -> Vec<Duty> {
    let mut decided: Vec<(String, crate::time::Instant, Option<NaiveDate>)> = Vec::new();
    let own = ground.records.appointments_of(ground.provider());
    for own in own.filter(|own| own.facility() == ground.facility.id()) {
        let told = own.told_on(ground.facility, ground.as_of);
        decided.extend(own.decided_at().map(|at| (format!("appointment at {}", ground.facility.name()), at, told)));
    }
    for own in ground.records.privileges_of(ground.provider()) {
        if own.facility() == ground.facility.id() {
            decided.extend(own.decided_at().map(|at| (own.item().to_string(), at, own.told_on(ground.as_of))));
        }
    }
    let mut owed = Vec::new();
    for (about, at, told) in decided.into_iter().filter(|(_, at, _)| *at <= ground.as_of) {
        let since = ground.zone.date_at(at);
        let rules = ground
            .standards
            .on(since, |topic| if let Topic::DecisionNotice(rule) = topic { Some(rule.limit) } else { None });
        let binding = rules.iter().filter_map(|rule| Some((rule.value.last_day_after(since)?, rule)));
        let Some((due_by, rule)) = binding.min_by_key(|(due_by, _)| *due_by) else { continue };
        if told.is_some_and(|told| told <= due_by) {
            continue;
        }
        owed.push(Duty {
            code: "decision-notice",
            what: format!("tell the provider of the decision: {about}"),
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: told,
            owed_by: Owes::Msp,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        });
    }
    owed
}

/// Focused evaluations to be concluded. Their time may run out and the privilege stays exercisable: never a block.
pub(super) fn focused(ground: Ground<'_>) -> Vec<Duty> {
    let mut owed = Vec::new();
    for (own, held) in ground.in_force() {
        for evaluation in held.evaluations.iter().filter(|own| own.is_open_at(ground.as_of)) {
            let Some(until) = evaluation.until.or(held.grant.term.end()) else { continue };
            let known = evaluation.cases.iter().filter(|case| case.when <= ground.as_of).count();
            let began = ground.zone.date_at(evaluation.began);
            let rules = ground.standards.on(began, |topic| if let Topic::Fppe(_) = topic { Some(()) } else { None });
            let citation = rules.first().map_or_else(|| "the evaluation's plan".to_owned(), Bound::citation);
            owed.push(Duty {
                code: "fppe",
                what: format!("conclude {} {}; {known} cases on record", own.item(), evaluation.plan),
                since: began,
                due_by: ground.day_before(until),
                overdue: until <= ground.as_of,
                done_on: None,
                owed_by: Owes::Reviewers,
                citation,
                on_breach: OnBreach::Task,
            });
        }
    }
    owed
}

/// The ends of terms: reappointment, recredentialing, the provisional time.
pub(super) fn terms(ground: Ground<'_>) -> Vec<Duty> {
    let mut owed = Vec::new();
    let mut ends = |code, what: String, end, owed_by, rule: &str| {
        let due_by = ground.day_before(end);
        owed.push(Duty {
            code,
            what,
            since: due_by.checked_sub_days(chrono::Days::new(SENT_OUT_BEFORE)).unwrap_or(due_by),
            due_by,
            overdue: end <= ground.as_of,
            done_on: None,
            owed_by,
            citation: rule.to_owned(),
            on_breach: OnBreach::Block,
        });
    };
    for own in ground.appointments() {
        if let Some(until) = own.provisional_open() {
            let what = format!("conclude the provisional time at {}", ground.facility.name());
            ends("provisional-appointment", what, until, Owes::Reviewers, "provisional appointment");
        }
        if let Some(end) = own.end() {
            let what = format!("reappointment at {}", ground.facility.name());
            ends("reappointment", what, end, Owes::Provider, "the term of the appointment");
        }
    }
    let files = ground.records.files_of(ground.provider());
    let approved = files
        .filter(|file| file.organization() == ground.facility.organization())
        .filter_map(|file| file.in_force())
        .filter(|period| period.contains(ground.as_of));
    if let Some(end) = approved.filter_map(|period| period.end()).max() {
        let what = format!("recredentialing by {}", ground.facility.organization());
        ends("recredentialing", what, end, Owes::Provider, "the term of the approval");
    }
    owed
}

/// Leaves whose reinstatement is to be asked for, and relinquishments to be cured.
pub(super) fn absences(ground: Ground<'_>) -> Vec<Duty> {
    let mut owed = Vec::new();
    for own in ground.appointments() {
        let unasked = |leave: &&crate::appointment::Leave| leave.asked_at.is_none_or(|asked| ground.as_of < asked);
        if let Some(leave) = own.leave_at(ground.as_of).filter(unasked)
            && let Some((due_by, citation)) = ask_by(ground.standards, ground.zone, leave, ground.today)
        {
            owed.push(Duty {
                code: "leave-reinstatement-request",
                what: "ask for reinstatement after the leave".to_owned(),
                since: ground.zone.date_at(leave.from),
                due_by,
                overdue: ground.today > due_by,
                done_on: None,
                owed_by: Owes::Provider,
                citation,
                on_breach: OnBreach::Block,
            });
        }
        let open = own.relinquishments().iter().filter(|own| own.binds_at(ground.as_of));
        for own in open.filter(|own| own.cured.is_none_or(|cured| ground.as_of < cured)) {
            let Some(by) = own.cure_by else { continue };
            owed.push(Duty {
                code: "relinquishment-cure",
                what: format!("cure the automatic relinquishment: {}", own.trigger.word()),
                since: ground.zone.date_at(own.from),
                due_by: ground.day_before(by),
                overdue: by <= ground.as_of,
                done_on: None,
                owed_by: Owes::Provider,
                citation: own.rule.clone(),
                on_breach: OnBreach::Block,
            });
        }
    }
    owed
}

/// DEA registrations within their renewal window, or past their end.
pub(super) fn registrations(ground: Ground<'_>) -> Vec<Duty> {
    let rules =
        ground.standards.on(ground.today, |topic| if let Topic::DeaRenewal(rule) = topic { Some(rule) } else { None });
    let opens = |window: Limit, end: NaiveDate| {
        let reaches = |day: &NaiveDate| window.last_day_after(*day).is_some_and(|last| last >= end);
        std::iter::successors(Some(end), |day| day.pred_opt()).take(36_600).take_while(reaches).last()
    };
    let mut owed = Vec::new();
    if ground.appointments().next().is_none() {
        return owed;
    }
    for (what, due_by) in last_days(ground, ElementKind::Dea) {
        let windows = rules.iter().filter_map(|rule| Some((opens(rule.value.window, due_by)?, rule)));
        let Some((since, rule)) = windows.max_by_key(|(since, _)| *since) else { continue };
        if ground.today < since {
            continue;
        }
        let late = rules.iter().filter_map(|rule| rule.value.late_within.last_day_after(due_by)).min();
        let late = late.filter(|_| ground.today > due_by).map_or_else(String::new, |late| {
            if ground.today <= late {
                format!("; late renewal until {late}, without authority meanwhile")
            } else {
                format!("; late renewal was possible until {late}: a new number is needed")
            }
        });
        owed.push(Duty {
            code: "dea-renewal",
            what: format!("renew the {what}{late}"),
            since,
            due_by,
            overdue: ground.today > due_by,
            done_on: None,
            owed_by: Owes::Provider,
            citation: rule.citation(),
            on_breach: rule.on_breach(),
        });
    }
    owed
}
