//! Compiling and upkeep in one process, without a database: for a look at what a change to them does.

use std::time::Instant;

use cred_bench::{
    Fault, upkeep,
    world::{World, history},
};
use cred_core::{journal::Recorded, records::Records, register::registrar::Registrar};

/// As many events as a watch reads at a time.
const BATCH: usize = 10_000;

fn main() -> Result<(), Fault> {
    let providers = std::env::args().nth(1).ok_or("how many providers?")?.parse()?;
    let world = World::of(providers);
    let mut records = Records::default();
    let mut sample = upkeep::Sample::default();
    let (mut batch, mut catching_up, mut caught_up) = (Vec::new(), Registrar::default(), 0.0);
    history::write(&world, &mut |recorded: &Recorded, _| {
        records.apply(recorded)?;
        sample.take(recorded);
        batch.push(recorded.clone());
        if batch.len() == BATCH {
            let begun = Instant::now();
            catching_up.follow(&records, &batch);
            caught_up += begun.elapsed().as_secs_f64();
            batch.clear();
        }
        Ok(())
    })?;
    drop(catching_up);
    println!("following batches of {BATCH}: {:.2} µs an event", 1e6 * caught_up / records.position() as f64);
    let begun = Instant::now();
    let mut registrar = Registrar::of(&records);
    let compiled = begun.elapsed().as_secs_f64();
    println!("{} events; compiling {compiled:.3} s, {:.1} µs a person", records.position(), 1e6 * compiled / f64::from(providers));
    for (kind, seconds, events) in sample.follow(&mut registrar, &records) {
        println!("{kind}: {:.1} µs an event over {events}", 1e6 * seconds);
    }
    Ok(())
}
