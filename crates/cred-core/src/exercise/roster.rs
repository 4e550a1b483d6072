//! Rosters: who may do what at a site at an instant (42 CFR 482.51(a)(4)).

use super::{
    answer::{Answer, NotAskable, ask},
    question::{Question, What},
    rules::held_at,
};
use crate::{
    id::{FacilityId, ItemId, ProviderId, SiteId},
    records::Records,
    time::{Instant, period::Period},
};

/// One held privilege on a roster, exercisable or not.
#[derive(Debug)]
pub struct Entry {
    /// Who.
    pub provider: ProviderId,
    /// What.
    pub item: ItemId,
    /// Whether it may be exercised now, until when, and why not.
    pub answer: Answer,
}

/// Every privilege that a provider holds for the site at the instant, by a grant whose term covers it, by a temporary privilege or by proxy,
/// with the answer for it.
///
/// # Errors
/// When the records do not have the facility or site.
pub fn held(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    site: &SiteId,
    at: Instant,
) -> Result<Vec<Entry>, NotAskable> {
    let mut items: Vec<&ItemId> = records
        .privileges_of(provider)
        .filter(|privilege| privilege.facility() == facility)
        .filter(|privilege| {
            privilege.held().is_some_and(|held| held.grant.term.contains(at) && held.grant.sites.contains(site))
        })
        .map(|privilege| privilege.item())
        .collect();
    let special = held_at(records, provider, facility, site, at);
    items.extend(&special);
    items.sort();
    items.dedup();
    items
        .into_iter()
        .map(|item| {
            let question = Question::new(provider, What::Privilege(item.clone()), facility.clone(), site.clone(), at);
            Ok(Entry { provider, item: item.clone(), answer: ask(records, question)? })
        })
        .collect()
}

/// Whether a provider has any carrier for the site whose term shares an instant with the period: a grant, a temporary privilege or one by
/// proxy, exercisable or not, ended early or not.
#[must_use]
pub fn is_holder(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    site: &SiteId,
    within: Period,
) -> bool {
    let here = |own: &FacilityId, sites: &[SiteId], term: Period| {
        own == facility && sites.contains(site) && term.overlaps(within)
    };
    let by_board = records
        .privileges_of(provider)
        .filter_map(|own| Some((own.facility(), own.held()?)))
        .any(|(facility, held)| here(facility, &held.grant.sites, held.grant.term));
    let temporary = records
        .temporary_privileges_of(provider)
        .any(|own| here(own.facility(), &own.grant_given().sites, own.grant_given().term));
    let by_proxy = records
        .proxy_privileges_of(provider)
        .any(|own| here(own.facility(), &own.grant_given().sites, own.grant_given().term));
    by_board || temporary || by_proxy
}
