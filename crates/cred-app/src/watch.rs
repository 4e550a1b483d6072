//! A register of a whole store, kept up to date: built once, then followed event by event, while readers go on with what they have.

use std::sync::Arc;

use cred_core::{
    journal::Recorded,
    records::Records,
    register::{published::Published, registrar::Registrar},
};
use cred_store::{Bound, Store};

use crate::{codec, error::AppError};

/// How many events are read at a time.
const BATCH: usize = 10_000;

/// Who keeps the register of a store.
#[derive(Debug, Default)]
pub struct Watch {
    records: Records,
    registrar: Registrar,
    published: Arc<Published>,
}

impl Watch {
    /// Reads the whole store and compiles everybody.
    ///
    /// # Errors
    /// When the store fails or its history is broken.
    pub fn of(store: &dyn Store) -> Result<Self, AppError> {
        let mut records = Records::default();
        loop {
            let events = store.after(records.position(), BATCH, Bound::Now)?;
            for event in &events {
                records.apply(&codec::recorded(event)?)?;
            }
            if events.len() < BATCH {
                break;
            }
        }
        let registrar = Registrar::of(&records);
        let published = Arc::new(Published::default());
        published.publish(registrar.publish());
        Ok(Self { records, registrar, published })
    }

    /// Where readers find the newest register.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published)
    }

    /// The records that the register is of.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// Follows what was recorded since, and publishes. Says how many events that were.
    ///
    /// # Errors
    /// When the store fails or its history is broken: what was published before stays.
    pub fn catch_up(&mut self, store: &dyn Store) -> Result<usize, AppError> {
        let mut followed = 0;
        loop {
            let stored = store.after(self.records.position(), BATCH, Bound::Now)?;
            let events: Vec<Recorded> = stored.iter().map(codec::recorded).collect::<Result<_, _>>()?;
            for event in &events {
                self.records.apply(event)?;
            }
            self.registrar.follow(&self.records, &events);
            followed += events.len();
            if events.len() < BATCH {
                break;
            }
        }
        self.published.publish(self.registrar.publish());
        Ok(followed)
    }
}
