//! The question that is answered ahead: a snapshot of a site for readers without a database.

use cred_core::{
    id::{FacilityId, ProviderId, SiteId},
    time::Instant,
};
use cred_snapshot::make::{Lookup, Maker, Order};
use cred_store::Bound;

use crate::{App, clock::Clock, error::AppError};

impl App {
    /// A snapshot of a site as known now, from now until before an instant, ready to be sealed. Reads one provider with a link to the
    /// facility after the other, all as of one position.
    ///
    /// # Errors
    /// When there is no such site, the end is not after now, or the store fails.
    pub fn snapshot(
        &self,
        facility: &FacilityId,
        site: &SiteId,
        expires_at: Instant,
        lookup: Lookup,
    ) -> Result<Maker, AppError> {
        let head = self.store().head(Bound::Now)?;
        let bound = Bound::Seq(head.seq);
        let order = Order {
            facility: facility.clone(),
            site: site.clone(),
            made_at: self.now(),
            expires_at,
            position: head.seq,
            head: head.hash.0,
            simulated: matches!(self.clock, Clock::Simulated(_)),
            lookup,
        };
        let mut maker = Maker::new(&self.records(&[], std::slice::from_ref(facility), bound)?, order)?;
        for id in self.store().providers_at(facility.as_str(), bound)? {
            let provider: ProviderId =
                id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")))?;
            maker.add(&self.records(&[provider], std::slice::from_ref(facility), bound)?, provider)?;
        }
        Ok(maker)
    }
}
