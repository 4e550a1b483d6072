//! What it costs to build the register from a store, step by step, and to keep it up to date.

use std::{path::Path, time::Instant};

use cred_app::codec;
use cred_core::{
    journal::{Recorded, Stream},
    records::Records,
    register::registrar::Registrar,
};
use cred_store::{Bound, OpenMode, OpenOptions, SqliteStore, Store as _};

use crate::Fault;

/// How many events are read at a time.
const BATCH: usize = 10_000;
/// On so many events of people the upkeep is measured, and on so few of a house, as each concerns hundreds.
const OF_PEOPLE: usize = 2_000;
const OF_A_HOUSE: usize = 5;

/// Some events of each kind, for measuring the upkeep.
#[derive(Debug, Default)]
pub struct Sample {
    seen: u64,
    of_privileges: Vec<Recorded>,
    of_evidence: Vec<Recorded>,
    of_house: Vec<Recorded>,
}

impl Sample {
    /// Takes an event where it is one of the sample.
    pub fn take(&mut self, own: &Recorded) {
        self.seen += 1;
        match own.stream {
            Stream::Facility(_) if self.of_house.len() < 400 => self.of_house.push(own.clone()),
            Stream::Privilege(_) if self.seen.is_multiple_of(701) && self.of_privileges.len() < OF_PEOPLE => {
                self.of_privileges.push(own.clone());
            }
            Stream::Verification(_) if self.seen.is_multiple_of(101) && self.of_evidence.len() < OF_PEOPLE => {
                self.of_evidence.push(own.clone());
            }
            _ => {}
        }
    }

    /// Follows each event of the sample: what it is of, the seconds that one takes, and how many there were.
    pub fn follow(&self, registrar: &mut Registrar, records: &Records) -> [(&'static str, f64, usize); 3] {
        // The events of resources come last in a house's history.
        let of_house: Vec<Recorded> = self.of_house.iter().rev().take(OF_A_HOUSE).cloned().collect();
        let mut each = |kind, own: &[Recorded]| {
            let begun = Instant::now();
            for event in own {
                registrar.follow(records, std::iter::once(event));
            }
            (kind, begun.elapsed().as_secs_f64() / own.len().max(1) as f64, own.len())
        };
        [
            each("of a privilege", &self.of_privileges),
            each("of a verification", &self.of_evidence),
            each("of a resource", &of_house),
        ]
    }
}

/// In seconds, for all events; and in seconds of one event.
#[derive(Debug, Clone, Copy)]
pub struct Upkeep {
    /// How many events the store has.
    pub events: usize,
    /// Reading and checking their hashes.
    pub read: f64,
    /// Decoding them.
    pub decoded: f64,
    /// Applying them to the records.
    pub applied: f64,
    /// Compiling everybody.
    pub compiled: f64,
    /// Following one event of a privilege.
    pub of_a_privilege: f64,
    /// Following one event of a verification.
    pub of_a_verification: f64,
    /// Following one event of a resource, on which many people's answers rest.
    pub of_a_house: f64,
}

/// Measures it on a database.
///
/// # Errors
/// When the store fails or its history is broken.
pub fn measure(path: &Path) -> Result<Upkeep, Fault> {
    let store = SqliteStore::open(path, OpenOptions::new(OpenMode::Existing))?;
    let mut records = Records::default();
    let (mut read, mut decoded, mut applied) = (0.0, 0.0, 0.0);
    let mut sample = Sample::default();
    let mut events = 0;
    loop {
        let begun = Instant::now();
        let stored = store.after(records.position(), BATCH, Bound::Now)?;
        read += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        let batch = stored.iter().map(codec::recorded).collect::<Result<Vec<Recorded>, _>>()?;
        decoded += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        for event in &batch {
            records.apply(event)?;
        }
        applied += begun.elapsed().as_secs_f64();
        events += batch.len();
        let ends = batch.len() < BATCH;
        batch.iter().for_each(|own| sample.take(own));
        if ends {
            break;
        }
    }
    let begun = Instant::now();
    let mut registrar = Registrar::of(&records);
    let compiled = begun.elapsed().as_secs_f64();
    let [(_, of_a_privilege, _), (_, of_a_verification, _), (_, of_a_house, _)] =
        sample.follow(&mut registrar, &records);
    Ok(Upkeep { events, read, decoded, applied, compiled, of_a_privilege, of_a_verification, of_a_house })
}
