//! Impact: the difference of two states of the records, such as the records and what they would be had something happened.
//!
//! Every answer is a timeline, so the difference of two answers is one too: from when until when it is another answer.

mod owed;

pub use owed::{DeadlineChange, DutyChange};

use super::{
    answer::{Answer, NotAskable, ask},
    question::{Question, What},
};
use crate::{
    id::{FacilityId, ItemId, ProviderId, SiteId},
    records::Records,
    time::{Instant, period::Period},
    timeline::{Timeline, finding::Finding, truth::Truth},
};

/// One answer that is another one for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub provider: ProviderId,
    /// What.
    pub item: ItemId,
    /// Where.
    pub site: SiteId,
    /// From when until before when, within the window asked about.
    pub during: Period,
    /// The answer as it is.
    pub before: Truth,
    /// The answer as it would be.
    pub after: Truth,
    /// What decides the answer as it would be, at the beginning of the time.
    pub because: Vec<Finding>,
}

/// How many may do something at a site is another number for a time: what the roster there would lose or gain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterChange {
    /// Where.
    pub site: SiteId,
    /// What.
    pub item: ItemId,
    /// From when until before when, within the window asked about.
    pub during: Period,
    /// How many may, as it is.
    pub before: usize,
    /// How many would.
    pub after: usize,
}

/// What would change at a facility.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// The answers, by site, provider and privilege, in order of time.
    pub answers: Vec<Change>,
    /// The rosters, by site and privilege, in order of time.
    pub rosters: Vec<RosterChange>,
    /// The deadlines from the beginning of the window on, by provider, soonest first.
    pub deadlines: Vec<DeadlineChange>,
    /// The duties, by provider, in order of time. Reviews of suspensions and reports to the data bank are not among them: these are for the
    /// eyes of peer review.
    pub duties: Vec<DutyChange>,
}

/// The answers, rosters, deadlines and duties of a facility that differ between two states of the records, within a window: of everybody who holds or held
/// something there, in either state, by whatever carries it. Nothing is said of the patient. Answers that stay *yes* under other conditions
/// are no change.
///
/// # Errors
/// When either state lacks the facility.
pub fn impact(before: &Records, after: &Records, facility: &FacilityId, window: Period) -> Result<Impact, NotAskable> {
    let mut impact = Impact::default();
    let unknown = || NotAskable::Facility(facility.clone());
    let sites: Vec<SiteId> =
        before.facility(facility).ok_or_else(unknown)?.sites().map(|site| site.id.clone()).collect();
    for site in &sites {
        let mut counted: Vec<(ItemId, Timeline<usize>, Timeline<usize>)> = Vec::new();
        for provider in people(before, after) {
            for item in held_ever(before, after, provider, facility, site) {
                let question = || {
                    let what = What::Privilege(item.clone());
                    Question::new(provider, what, facility.clone(), site.clone(), window.start())
                };
                let (one, other) = (ask(before, question())?, ask(after, question())?);
                let (was, would) = (one.evaluation().truth(), other.evaluation().truth());
                let both = was.zip_with(would, |was, would| (*was, *would));
                for ((was, would), during) in pieces(&both, window).into_iter().filter(|((a, b), _)| a != b) {
                    let because = other.evaluation().deciding(during.start());
                    let (item, site) = (item.clone(), site.clone());
                    impact.answers.push(Change { provider, item, site, during, before: was, after: would, because });
                }
                let add = |sum: &usize, truth: &Truth| *sum + usize::from(*truth == Truth::Met);
                match counted.iter_mut().find(|(own, ..)| *own == item) {
                    Some((_, a, b)) => (*a, *b) = (a.zip_with(was, add), b.zip_with(would, add)),
                    None => {
                        let none = Timeline::constant(0);
                        counted.push((item, none.zip_with(was, add), none.zip_with(would, add)));
                    }
                }
            }
        }
        counted.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        for (item, was, would) in counted {
            let both = was.zip_with(&would, |was, would| (*was, *would));
            for ((before, after), during) in pieces(&both, window).into_iter().filter(|((a, b), _)| a != b) {
                impact.rosters.push(RosterChange { site: site.clone(), item: item.clone(), during, before, after });
            }
        }
    }
    for provider in people(before, after) {
        impact.deadlines.extend(owed::deadlines(before, after, provider, facility, window)?);
        impact.duties.extend(owed::duty_changes(before, after, provider, facility, window)?);
    }
    Ok(impact)
}

/// One booked case whose answer would be another one: the two answers.
#[derive(Debug, Clone)]
pub struct CaseChange {
    /// The place of the question in the list.
    pub place: usize,
    /// As it is.
    pub before: Answer,
    /// As it would be.
    pub after: Answer,
}

/// The questions of a list whose answers would be others, or the same *yes* under other conditions.
///
/// # Errors
/// When a question names something that either state of the records does not have.
pub fn cases(before: &Records, after: &Records, questions: &[Question]) -> Result<Vec<CaseChange>, NotAskable> {
    let mut changed = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let (one, other) = (ask(before, question.clone())?, ask(after, question.clone())?);
        if one.truth() != other.truth() || one.conditions() != other.conditions() {
            changed.push(CaseChange { place, before: one, after: other });
        }
    }
    Ok(changed)
}

/// Whether both are there and alike, or neither is there.
fn same_by<T>(one: &Option<T>, other: &Option<T>, alike: impl Fn(&T, &T) -> bool) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => alike(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The values of a timeline within a window, each with its time.
fn pieces<V: Clone + PartialEq>(timeline: &Timeline<V>, window: Period) -> Vec<(V, Period)> {
    let within = timeline.changes().iter().map(|(at, _)| *at).filter(|at| *at > window.start() && window.contains(*at));
    let starts: Vec<Instant> = std::iter::once(window.start()).chain(within).collect();
    let ends = starts.iter().skip(1).map(|at| Some(*at)).chain([window.end()]);
    let periods = starts.iter().zip(ends).filter_map(|(start, end)| Period::new(*start, end).ok());
    periods.map(|period| (timeline.at(period.start()).clone(), period)).collect()
}

/// Everybody of either state, each person once.
fn people(before: &Records, after: &Records) -> Vec<ProviderId> {
    let mut people: Vec<ProviderId> = [before, after]
        .into_iter()
        .flat_map(|records| records.providers().map(|provider| records.survivor(provider.id())))
        .filter(|id| before.dossier(*id).is_some() && after.dossier(*id).is_some())
        .collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Every item that a provider holds or held for a site in either state.
fn held_ever(
    before: &Records,
    after: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    site: &SiteId,
) -> Vec<ItemId> {
    let mut items: Vec<ItemId> =
        [before, after].into_iter().flat_map(|records| holdings(records, provider, facility, site)).collect();
    items.sort();
    items.dedup();
    items
}

/// Every item that a provider holds or held for a site, by a grant, a temporary privilege or by proxy, exercisable or not.
pub(super) fn holdings(records: &Records, provider: ProviderId, facility: &FacilityId, site: &SiteId) -> Vec<ItemId> {
    let granted = records.privileges_of(provider).filter(|own| own.facility() == facility);
    let granted = granted.filter(|own| own.held().is_some_and(|held| held.grant.sites.contains(site)));
    let temporary = records.temporary_privileges_of(provider).filter(|own| own.facility() == facility);
    let temporary = temporary.filter(|own| own.grant_given().sites.contains(site));
    let by_proxy = records.proxy_privileges_of(provider).filter(|own| own.facility() == facility);
    let by_proxy = by_proxy.filter(|own| own.grant_given().sites.contains(site));
    granted
        .map(|own| own.item())
        .chain(temporary.map(|own| own.item()))
        .chain(by_proxy.map(|own| own.item()))
        .cloned()
        .collect()
}
