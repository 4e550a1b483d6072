//! Saying that two records are one person's, taking it back, and finding who may have two.

use cred_core::{
    id::ProviderId,
    journal::{DomainEvent, Stream},
    provider::merging::{Comparison, Grounds, Merger},
    text::Text,
};
use cred_store::Bound;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// Two records that may be one person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The one.
    pub one: ProviderId,
    /// The other.
    pub other: ProviderId,
    /// What agrees and what differs.
    pub comparison: Comparison,
}

impl App {
    /// Merges a record into another one of the same person. Nothing moves: both ids stay, and questions about either see both records.
    /// `record` may have been the survivor of earlier mergers; `survivor` may not be merged itself.
    ///
    /// # Errors
    /// When there is no such record, the core refuses, or the store fails.
    pub fn merge_providers(
        &mut self,
        by: &By,
        record: ProviderId,
        survivor: ProviderId,
        grounds: &Grounds,
    ) -> Result<Done<ProviderId>, AppError> {
        let request = ("merge-providers", record, survivor, grounds);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(record)?;
            desk.load_provider(survivor)?;
            let own = have(desk.records().provider(record), "provider", &record)?;
            let other = have(desk.records().provider(survivor), "provider", &survivor)?;
            let merger = own.merge_into(other, grounds.clone(), desk.actor())?;
            record_merger(desk, merger)
        })
    }

    /// Takes a merger back: both records are then as if it had never been. What was recorded meanwhile stays with the id it was
    /// recorded under.
    ///
    /// # Errors
    /// When there is no such record, it is not merged, the core refuses, or the store fails.
    pub fn unmerge_provider(
        &mut self,
        by: &By,
        record: ProviderId,
        reason: &Text,
    ) -> Result<Done<ProviderId>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("unmerge-provider", record, reason))?;
        self.run(&envelope, |desk| {
            desk.load_provider(record)?;
            let own = have(desk.records().provider(record), "provider", &record)?;
            let merger = own.unmerge(reason.clone(), desk.actor())?;
            record_merger(desk, merger)
        })
    }

    /// Pairs of live records that may be one person's. It merges nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn duplicate_providers(&self) -> Result<Vec<Likeness>, AppError> {
        let bound = self.pinned(Bound::Now)?;
        let records = self.records(&self.all_providers()?, &[], bound)?;
        let pairs = records.duplicates().into_iter();
        Ok(pairs.map(|(one, other, comparison)| Likeness { one, other, comparison }).collect())
    }
}

/// Records both sides of a merger, or of its undoing, in one transaction; tells the survivor.
fn record_merger(desk: &mut Desk<'_>, merger: Merger) -> Result<ProviderId, AppError> {
    desk.emit(&Stream::Provider(merger.record), wrap(merger.of_record, DomainEvent::Provider))?;
    desk.emit(&Stream::Provider(merger.survivor), wrap(merger.of_survivor, DomainEvent::Provider))?;
    Ok(merger.survivor)
}
