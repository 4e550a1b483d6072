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
    /// Following one event of a person.
    pub of_a_person: f64,
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
    let (mut of_people, mut of_house): (Vec<Recorded>, Vec<Recorded>) = (Vec::new(), Vec::new());
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
        for (number, own) in batch.into_iter().enumerate() {
            match own.stream {
                Stream::Facility(_) if of_house.len() < 400 => of_house.push(own),
                Stream::Privilege(_) | Stream::Verification(_) if number % 700 == 0 => of_people.push(own),
                _ => {}
            }
        }
        if ends {
            break;
        }
    }
    let begun = Instant::now();
    let mut registrar = Registrar::of(&records);
    let compiled = begun.elapsed().as_secs_f64();
    // The events of resources come last in a house's history.
    let of_house: Vec<Recorded> = of_house.into_iter().rev().take(OF_A_HOUSE).collect();
    of_people.truncate(OF_PEOPLE);
    let mut each = |own: &[Recorded]| {
        let begun = Instant::now();
        for event in own {
            registrar.follow(&records, std::iter::once(event));
        }
        begun.elapsed().as_secs_f64() / own.len().max(1) as f64
    };
    Ok(Upkeep { events, read, decoded, applied, compiled, of_a_person: each(&of_people), of_a_house: each(&of_house) })
}
