//! Reading a history as somebody: what is peer-review matter is left out for who may not read it, and its reading is recorded.

use cred_core::{
    access::{Audience, is_peer_review, may_read},
    id::{FacilityId, ProviderId},
    journal::{DomainEvent, Stream},
    provider::Provider,
    text::Text,
};
use cred_store::{Bound, StoredEvent};

use super::{By, have};
use crate::{App, codec, envelope::Envelope, error::AppError};

/// A history as one reader may see it.
#[derive(Debug, Clone)]
pub struct HistoryRead {
    /// As whom it was read.
    pub audience: Audience,
    /// What may be read, oldest first.
    pub events: Vec<StoredEvent>,
    /// How many events were left out.
    pub left_out: usize,
    /// How many of the events are peer-review matter: their reading is on record.
    pub peer_review: usize,
}

impl App {
    /// A provider's history for the actor of `by`, read at a facility (its own peer review alone is shown; one house where none is
    /// given). With any peer-review matter in it, that it was read, by whom and why is recorded first.
    ///
    /// # Errors
    /// When there is no such provider, or the store fails.
    pub fn history_for(
        &mut self,
        by: &By,
        provider: ProviderId,
        at: Option<&FacilityId>,
        why: &Text,
    ) -> Result<HistoryRead, AppError> {
        let bound = self.pinned(Bound::Now)?;
        let records = self.records(&[provider], &[], bound)?;
        let subject = have(records.provider(provider), "provider", &provider)?;
        let audience = Audience::of(&by.actor, subject);
        let (mut events, mut left_out, mut peer_review) = (Vec::new(), 0, 0);
        for event in self.history(provider)? {
            let recorded = codec::recorded(&event)?;
            let of = event.facility.as_deref().map(FacilityId::parse).transpose();
            let of = of.map_err(|error| AppError::Codec(error.to_string()))?;
            if may_read(audience, &recorded, &records, of.as_ref(), at) {
                peer_review += usize::from(is_peer_review(&recorded, &records));
                events.push(event);
            } else {
                left_out += 1;
            }
        }
        if peer_review > 0 {
            let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("history-for", provider, at, why))?;
            let count = u64::try_from(peer_review).unwrap_or(u64::MAX);
            self.run(&envelope, |desk| {
                desk.load_provider(provider)?;
                let read = Provider::peer_review_read(desk.actor(), why.clone(), count);
                desk.emit(&Stream::Provider(provider), [DomainEvent::Provider(read)])
            })?;
        }
        Ok(HistoryRead { audience, events, left_out, peer_review })
    }
}
