//! The register: what this project answers from in a moment.

use chrono::DateTime;
use cred_core::{
    id::ProviderId,
    records::Records,
    register::{
        ItemKey, PlaceKey, Register,
        reading::{Reason as Finding, Verdict as Known},
        registrar::Registrar,
    },
    time::Instant,
    timeline::truth::Truth,
};

use crate::{
    Fault,
    verdict::{Question, Reason, Verdict},
    world::{FACILITIES, ITEMS, SITES, history, house},
};

/// The register with the keys of this world's sites and items.
#[derive(Debug)]
pub struct Compiled {
    register: Register,
    places: Vec<Option<PlaceKey>>,
    items: Vec<Option<ItemKey>>,
}

/// A question by the register's keys.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Who.
    pub provider: ProviderId,
    /// What.
    pub item: ItemKey,
    /// Where.
    pub place: PlaceKey,
    /// When.
    pub at: Instant,
}

impl Compiled {
    /// The register of these records.
    ///
    /// # Errors
    /// Never: the ids are well formed.
    pub fn of(records: &Records) -> Result<Self, Fault> {
        Self::around(Registrar::of(records).publish())
    }

    /// A register that is there already.
    ///
    /// # Errors
    /// Never: the ids are well formed.
    pub fn around(register: Register) -> Result<Self, Fault> {
        let mut places = Vec::new();
        for number in 0..SITES {
            places.push(register.place(&house::facility(number / 2)?, &house::site(number)?));
        }
        let mut items = Vec::new();
        for facility in 0..FACILITIES {
            for number in 0..ITEMS {
                items.push(register.item(&house::facility(facility)?, &house::item(number)?));
            }
        }
        Ok(Self { register, places, items })
    }

    /// The register itself.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    fn item(&self, facility: u8, item: u8) -> Option<ItemKey> {
        *self.items.get(usize::from(facility) * usize::from(ITEMS) + usize::from(item))?
    }

    /// The question by keys; none where the register knows no such site or item.
    #[must_use]
    pub fn prepare(&self, own: Question) -> Option<Asked> {
        Some(Asked {
            provider: history::provider_id(own.provider),
            item: self.item(own.facility(), own.item)?,
            place: (*self.places.get(usize::from(own.site))?)?,
            at: DateTime::from_timestamp(own.at, 0)?,
        })
    }

    /// Yes or no, and until when; none where the records have to be asked.
    #[inline]
    #[must_use]
    pub fn verdict(&self, own: &Asked) -> Option<Known> {
        self.register.verdict(own.provider, own.item, own.place, own.at)
    }

    /// The decision with all that decides it; none where the records have to be asked.
    #[inline]
    #[must_use]
    pub fn explain(&self, own: &Asked) -> Option<(Known, Vec<Finding<'_>>)> {
        let reading = self.register.read(own.provider, own.item, own.place, own.at)?;
        let mut findings = Vec::with_capacity(12);
        findings.extend(reading.because());
        Some((reading.verdict(), findings))
    }

    /// The decision in the words of all engines, and until when; none where the records have to be asked.
    ///
    /// # Errors
    /// When it is *unknown*, or gives a reason that this world does not have.
    pub fn decide(&self, own: &Asked) -> Result<Option<(Verdict, Option<i64>)>, Fault> {
        let Some((known, findings)) = self.explain(own) else { return Ok(None) };
        let mut reasons = 0;
        if known.truth == Truth::Unmet {
            for finding in findings {
                let code = finding.requirement().ok_or("a finding has its requirement")?.code;
                let reason = Reason::of(code, finding.reason().code()).ok_or("no reason of this world")?;
                reasons |= reason.bit();
            }
        }
        if known.truth == Truth::Unknown {
            return Err(format!("unknown at {own:?}").into());
        }
        let until = known.until().map(|(at, _)| at.timestamp());
        Ok(Some((Verdict { yes: known.truth == Truth::Met, reasons }, until)))
    }

    /// Who may exercise an item at a site at an instant.
    #[must_use]
    pub fn roster_of(&self, site: u8, item: u8, at: Instant) -> Vec<ProviderId> {
        let (Some(Some(place)), Some(item)) = (self.places.get(usize::from(site)), self.item(site / 2, item)) else {
            return Vec::new();
        };
        let everyone = self.register.holders(*place, item, at);
        everyone.filter(|(_, known)| known.truth == Truth::Met).map(|(who, _)| who).collect()
    }

    /// The whole roster of a site at an instant: who may do what.
    #[must_use]
    pub fn roster(&self, site: u8, at: Instant) -> Vec<(ProviderId, ItemKey)> {
        let Some(Some(place)) = self.places.get(usize::from(site)) else { return Vec::new() };
        let everyone = self.register.roster(*place, at);
        everyone.filter(|(.., known)| known.truth == Truth::Met).map(|(who, item, _)| (who, item)).collect()
    }
}
