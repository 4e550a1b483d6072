//! Duties to report to the data bank (45 CFR 60.12), derived from the records. Nothing is stored: what was done, lifted or reported since
//! changes the list.
//!
//! Reported is what a professional review does about competence or conduct for longer than the rule allows, and what is given up while
//! an investigation of that kind is open. Never what is administrative: a licence that lapsed, cover, records, dues, a contract, a
//! threshold criterion that was not met.

mod actions;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    facility::Facility,
    id::ProviderId,
    privileging::corrective_action::ReportKind,
    provider::provider_type::ProviderType,
    records::Records,
    standard::{binding::Standards, limit::Limit, topic::Topic},
    time::Instant,
};

use actions::{Action, When, actions};

/// What is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reported {
    /// A suspension that lasts longer than the rule allows, final or not.
    Suspension,
    /// A restriction that does.
    Restriction,
    /// A revocation.
    Revocation,
    /// A denial after the executive committee recommended against it, or by a final action.
    Denial,
    /// An appointment or privilege given up under investigation.
    Surrender,
    /// A term that ended under investigation without a decision.
    NonRenewal,
    /// An application withdrawn under investigation.
    Withdrawal,
    /// A leave under investigation that keeps the provider from privileges held.
    Leave,
    /// A restriction accepted under investigation.
    AcceptedRestriction,
}

impl Reported {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspension => "suspension",
            Self::Restriction => "restriction",
            Self::Revocation => "revocation",
            Self::Denial => "denial",
            Self::Surrender => "surrender",
            Self::NonRenewal => "non-renewal",
            Self::Withdrawal => "withdrawal",
            Self::Leave => "leave",
            Self::AcceptedRestriction => "accepted-restriction",
        }
    }
}

/// One duty to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDuty {
    /// What is reported.
    pub what: Reported,
    /// The day from which the time to report is counted, in the facility's zone; for a suspension the day on which it had lasted longer
    /// than the rule allows.
    pub action_day: NaiveDate,
    /// The last good day for the report.
    pub due: NaiveDate,
    /// Why, in words.
    pub why: String,
    /// The records it rests on, by their ids.
    pub evidence: Vec<String>,
    /// Whether it may be reported and need not: another profession than the rule names, or a first application.
    pub optional: bool,
    /// Where the rule stands.
    pub rule: String,
    /// The day on which an initial report about it was sent that was not voided since.
    pub reported_on: Option<NaiveDate>,
}

impl ReportDuty {
    /// Whether it must be reported, was not, and its last good day is over.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        !self.optional && self.reported_on.is_none() && self.due < today
    }
}

/// The figures of one rule.
struct Rule {
    longer_than: Limit,
    within: Limit,
    provider_types: Vec<ProviderType>,
    citation: String,
}

/// The rules in force on a day: those adopted; where packs are adopted and none speaks of reports, 30 days and 30 days about physicians and
/// dentists; where nothing is adopted, none.
fn rules(standards: &Standards<'_>, on: NaiveDate) -> Vec<Rule> {
    let adopted = standards.on(on, |topic| if let Topic::NpdbReport(rule) = topic { Some(rule) } else { None });
    if adopted.is_empty() && standards.any_on(on) {
        return vec![Rule {
            longer_than: Limit::days(30),
            within: Limit::days(30),
            provider_types: vec![ProviderType::Physician, ProviderType::Dentist],
            citation: "45 CFR 60.12 (no adopted rule speaks of reports)".to_owned(),
        }];
    }
    adopted
        .into_iter()
        .map(|bound| Rule {
            longer_than: bound.value.longer_than,
            within: bound.value.within,
            provider_types: bound.value.provider_types.clone(),
            citation: bound.citation(),
        })
        .collect()
}

/// Every duty to report about a provider at a facility whose action day has come by an instant, reported or not, the first to be due first.
///
/// `standards` are the facility's and its organisation's rules together. Of several rules the one that is due first is named.
#[must_use]
pub fn report_duties(
    records: &Records,
    standards: &Standards<'_>,
    provider: ProviderId,
    facility: &Facility,
    as_of: Instant,
) -> Vec<ReportDuty> {
    let Some(subject) = records.provider(provider) else { return vec![] };
    let today = facility.zone().date_at(as_of);
    let mut duties: BTreeMap<(NaiveDate, Reported), ReportDuty> = BTreeMap::new();
    for action in actions(records, subject, facility, as_of) {
        let rules = rules(standards, facility.zone().date_at(action.when.start()));
        let named = rules.iter().any(|rule| rule.provider_types.contains(&subject.provider_type()));
        let dated = rules.iter().filter_map(|rule| {
            let action_day = action_day(&action, rule, facility, as_of)?;
            Some((rule.within.last_day_after(action_day)?, action_day, rule))
        });
        let Some((due, action_day, rule)) = dated.min_by_key(|(due, ..)| *due) else { continue };
        if action_day > today {
            continue;
        }
        let optional = action.optional || !named;
        match duties.get_mut(&(action_day, action.what)) {
            Some(duty) => {
                duty.optional &= optional;
                if !duty.why.split("; ").any(|own| own == action.why) {
                    duty.why = format!("{}; {}", duty.why, action.why);
                }
                duty.evidence.extend(action.evidence);
                duty.evidence.sort();
                duty.evidence.dedup();
            }
            None => {
                let Action { what, why, evidence, .. } = action;
                let rule = rule.citation.clone();
                let reported_on = reported_on(records, provider, facility, action_day, today);
                let duty = ReportDuty { what, action_day, due, why, evidence, optional, rule, reported_on };
                duties.insert((action_day, what), duty);
            }
        }
    }
    let mut duties: Vec<ReportDuty> = duties.into_values().collect();
    duties.sort_by_key(|duty| (duty.due, duty.what));
    duties
}

/// The day from which the time to report is counted under a rule; none where the action is over too soon, or has not lasted long enough yet.
fn action_day(action: &Action, rule: &Rule, facility: &Facility, as_of: Instant) -> Option<NaiveDate> {
    let zone = facility.zone();
    // Day 1 is the first day in force: from 1 May, longer than 30 days is reached with the beginning of 31 May.
    let exceeded = |from: Instant, until: Option<Instant>| {
        let day = rule.longer_than.over_on(zone.date_at(from))?;
        until.is_none_or(|until| zone.start_of_day(day) < until).then_some(day)
    };
    match action.when {
        When::On(at) => Some(zone.date_at(at)),
        When::ForTerm { decided_at, from, until } => exceeded(from, until).map(|_| zone.date_at(decided_at)),
        When::WhileItLasts { from, until } => exceeded(from, until).filter(|day| zone.start_of_day(*day) <= as_of),
    }
}

/// The day of the initial report about an action that stands by a day.
fn reported_on(
    records: &Records,
    provider: ProviderId,
    facility: &Facility,
    action_day: NaiveDate,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let matters = records.corrective_actions_of(provider).filter(|matter| matter.facility() == facility.id());
    matters
        .filter_map(|matter| {
            let about = matter.reports().iter().filter(|own| own.action_day == action_day && own.sent_on <= today);
            about.fold(None, |stands, own| match own.kind {
                ReportKind::Initial => Some(own.sent_on),
                ReportKind::Void => None,
                ReportKind::Correction | ReportKind::Revision | ReportKind::NoticeOfAppeal => stands,
            })
        })
        .min()
}
