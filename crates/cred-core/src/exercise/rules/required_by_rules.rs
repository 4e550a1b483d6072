//! What adopted rules ask again and again: data bank queries, screens of exclusion lists, ongoing evaluations. Overdue they are a duty
//! ([`crate::exercise::duties`]); they stand in the way of exercise only where the rule's breach blocks.

use chrono::NaiveDate;

use crate::{
    evidence::{
        dossier::{Dossier, Item, told},
        reply::Reply,
    },
    facility::Facility,
    id::ItemId,
    privileging::focused_evaluation::ReviewData,
    provider::{
        credential::Credential,
        element::{ElementKey, ElementKind},
    },
    records::Records,
    standard::{
        binding::Bound,
        limit::Limit,
        rule::OnBreach,
        topic::{Topic, privileging::NpdbQuery},
    },
    text::Text,
    time::{Instant, period::Period, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};
use std::sync::Arc;

use super::{Scene, best, fact, need, only_within};

/// Something done on a local day, with the last day it is good for where that does not follow from a rule's interval.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// On which day.
    pub(crate) on: NaiveDate,
    /// Through which day by itself (an enrollment); none where an interval says.
    pub(crate) through: Option<NaiveDate>,
    /// The record.
    pub(crate) fact: Arc<Fact>,
}

impl Done {
    /// The last day it is good for.
    pub(crate) fn good_through(&self, interval: Limit) -> Option<NaiveDate> {
        self.through.or_else(|| interval.last_day_after(self.on))
    }
}

/// The data bank queries of a provider: each query and each initial response of an enrollment on its day, and the enrollments in force
/// through their last day, where continuous query counts. What the applicant brings is never one.
pub(crate) fn data_bank_queries(dossier: &Dossier<'_>, continuous: bool, zone: Zone) -> Vec<Done> {
    let mut found = Vec::new();
    for (key, items) in dossier.elements() {
        let usable = items.iter().filter(|item| item.verification.state().usable().is_some());
        for item in usable {
            let evidence = &item.held.evidence;
            if key.kind() == ElementKind::NpdbQuery {
                found.push(Done { on: evidence.verified_on, through: None, fact: item.fact() });
            } else if let Reply::Found { credential: Credential::ContinuousQuery, valid_from, .. } = &evidence.reply {
                let on = valid_from.and_then(|from| from.day()).unwrap_or(evidence.verified_on);
                found.push(Done { on, through: None, fact: item.fact() });
            }
        }
        if continuous && key.kind() == ElementKind::ContinuousQuery {
            found.extend(enrollments(items, zone));
        }
    }
    found
}

/// The times during which an enrollment was in force, by what the answers about it say together.
fn enrollments(items: &[Item<'_>], zone: Zone) -> Vec<Done> {
    let told = told(items);
    let pieces = told.changes().iter().zip(told.changes().iter().skip(1));
    let in_force = pieces.filter(|((_, cause), _)| cause.truth == Truth::Met);
    in_force
        .filter_map(|((from, cause), (until, _))| {
            // Whole local days alone: the day in which it ends is not one.
            let through = zone.date_at(*until).pred_opt()?;
            Some(Done { on: zone.date_at(*from), through: Some(through), fact: Arc::clone(cause.facts.first()?) })
        })
        .collect()
}

/// The screens of one list, whatever they found.
pub(crate) fn screens(dossier: &Dossier<'_>, list: &str) -> Vec<Done> {
    let wanted = ElementKey::new(ElementKind::Exclusion, &[list]);
    let own = dossier.elements().filter(|(key, _)| **key == wanted).flat_map(|(_, items)| items);
    own.map(|item| Done { on: item.held.evidence.verified_on, through: None, fact: item.fact() }).collect()
}

/// From which days on the ongoing evaluation of an item is counted: the start of the grant (a renewal that joins it is none) and every
/// review with the facility's own data.
pub(crate) fn reviewed_since(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: &Facility,
    item: &ItemId,
) -> Vec<Done> {
    let own = records.privileges_of(dossier.provider().id());
    let own = own.filter(|own| own.facility() == facility.id() && own.item() == item);
    let held: Vec<_> = own.filter_map(|own| own.held().map(|held| (own.id(), held))).collect();
    let mut found = Vec::new();
    for (id, own) in &held {
        let start = own.grant.term.start();
        let joins = |other: &Period| other.start() < start && other.end().is_none_or(|end| start <= end);
        let record = |label| fact(FactKind::Privilege, id.to_string(), label, Some(own.grant.term));
        if !held.iter().any(|(_, other)| joins(&other.grant.term)) {
            let on = facility.zone().date_at(start);
            found.push(Done { on, through: None, fact: record(format!("{item} granted")) });
        }
        for review in own.reviews.iter().filter(|review| review.data == ReviewData::OwnSite) {
            found.push(Done { on: review.on, through: None, fact: record(format!("{item} reviewed")) });
        }
    }
    found
}

/// Met from each time it was done through the last day that is good by the interval; unmet else.
pub(super) fn within_interval(done: &[Done], interval: Limit, zone: Zone) -> Timeline<Cause> {
    let layers = done.iter().filter_map(|done| {
        let over = done.good_through(interval)?.succ_opt()?;
        let period = Period::new(zone.start_of_day(done.on), Some(zone.start_of_day(over))).ok()?;
        let (met, late) = (
            Cause::on(Truth::Met, FindingReason::DoneInTime, &done.fact),
            Cause::on(Truth::Unmet, FindingReason::Overdue, &done.fact),
        );
        Some(Timeline::within(period, met, late))
    });
    best(layers.collect(), Cause::bare(Truth::Unmet, FindingReason::NotOnFile))
}

/// The period in which a rule binds.
fn binds<T>(bound: &Bound<'_, T>, zone: Zone) -> Option<Period> {
    let end = bound.to.and_then(|to| to.succ_opt()).map(|day| zone.start_of_day(day));
    Period::new(zone.start_of_day(bound.from), end).ok()
}

fn asked<T>(
    scene: Scene<'_>,
    bound: &Bound<'_, T>,
    code: &'static str,
    asks: String,
    owed_by: Owes,
    causes: Timeline<Cause>,
) -> Option<Evaluation> {
    let citation = bound.citation();
    let leaf = Evaluation::leaf(need(code, asks, citation.clone(), owed_by), causes);
    Some(only_within(binds(bound, scene.facility.zone())?, leaf, &citation))
}

/// The code and words that ask for a data bank query within a time.
pub(crate) fn query_asked(interval: Limit) -> (&'static str, String) {
    ("npdb-query", format!("data bank query within {interval}"))
}

/// The code and words that ask for a screen of a list within a time, whatever it finds.
pub(crate) fn screen_asked(list: &Text, interval: Limit) -> (&'static str, String) {
    ("exclusion-screen", format!("screened ({list}) within {interval}"))
}

pub(super) fn queried(scene: Scene<'_>, bound: &Bound<'_, &NpdbQuery>) -> Option<Evaluation> {
    let NpdbQuery { interval, continuous_counts, .. } = bound.value;
    let done = data_bank_queries(scene.dossier, *continuous_counts, scene.facility.zone());
    let causes = within_interval(&done, *interval, scene.facility.zone());
    let (code, asks) = query_asked(*interval);
    asked(scene, bound, code, asks, Owes::Msp, causes)
}

/// What the rules ask at every instant of exercise, where their breach blocks.
pub(super) fn required_by_rules(scene: Scene<'_>, item: &ItemId) -> Vec<Evaluation> {
    let standards = scene.standards();
    let zone = scene.facility.zone();
    let mut parts = Vec::new();
    let blocks = |on_breach: OnBreach| on_breach == OnBreach::Block;
    let queries = standards.every(|topic| if let Topic::NpdbQuery(rule) = topic { Some(rule) } else { None });
    parts.extend(queries.iter().filter(|rule| blocks(rule.on_breach())).filter_map(|rule| queried(scene, rule)));
    let lists = standards.every(|topic| {
        if let Topic::ExclusionScreen(rule) = topic {
            rule.interval.map(|interval| (&rule.list, interval))
        } else {
            None
        }
    });
    for rule in lists.iter().filter(|rule| blocks(rule.on_breach())) {
        let (list, interval) = rule.value;
        let causes = within_interval(&screens(scene.dossier, list.as_str()), interval, zone);
        let (code, asks) = screen_asked(list, interval);
        parts.extend(asked(scene, rule, code, asks, Owes::Msp, causes));
    }
    let reviews = standards.every(|topic| if let Topic::Oppe(rule) = topic { Some(rule.interval) } else { None });
    for rule in reviews.iter().filter(|rule| blocks(rule.on_breach())) {
        let done = reviewed_since(scene.records, scene.dossier, &scene.facility, item);
        if done.is_empty() {
            continue;
        }
        let causes = within_interval(&done, rule.value, zone);
        let asks = format!("ongoing evaluation within {}", rule.value);
        parts.extend(asked(scene, rule, "oppe", asks, Owes::Reviewers, causes));
    }
    parts
}

/// The query that rules ask for before any privilege begins, where its breach blocks: looked at with the decision.
pub(super) fn queried_before_privileges(scene: Scene<'_>) -> Vec<Evaluation> {
    let standards = scene.standards();
    let queries = standards.every(|topic| {
        if let Topic::NpdbQuery(rule) = topic
            && rule.before_privileges
        {
            Some(rule)
        } else {
            None
        }
    });
    let blocks = queries.iter().filter(|rule| rule.on_breach() == OnBreach::Block);
    blocks.filter_map(|rule| queried(scene, rule)).collect()
}

/// The latest of what was done by an instant, by the last day it is good for.
pub(crate) fn latest(done: &[Done], interval: Limit, zone: Zone, as_of: Instant) -> Option<(NaiveDate, NaiveDate)> {
    let today = zone.date_at(as_of);
    let known = done.iter().filter(|done| done.on <= today);
    known.filter_map(|done| Some((done.good_through(interval)?, done.on))).max().map(|(through, on)| (on, through))
}
