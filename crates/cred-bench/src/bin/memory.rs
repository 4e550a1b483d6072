//! How many bytes each engine keeps for the world, by a counting allocator; a process of its own, since counting takes time.

use cred_bench::{
    Fault,
    floor::BareIndex,
    hand::HandWritten,
    records,
    register::Compiled,
    world::{World, tables::Tables},
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// What stays allocated of what is made, as a line.
fn kept<T>(name: &str, make: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let before = COUNTED.current_usage();
    let made = make()?;
    println!("{name}\t{}", COUNTED.current_usage().saturating_sub(before));
    Ok(made)
}

fn main() -> Result<(), Fault> {
    let providers = std::env::args().nth(1).ok_or("how many providers?")?.parse()?;
    let world = World::of(providers);
    let tables = Tables::of(&world)?;
    // Of the register what is left when the records that it was made from are gone.
    drop(kept("register", || Compiled::of(&records::of(&world)?))?);
    drop(kept("records", || records::of(&world))?);
    drop(world);
    drop(kept("index", || Ok(BareIndex::of(&tables)))?);
    drop(kept("hand", || Ok(HandWritten::of(&tables)))?);
    #[cfg(feature = "rego")]
    drop(kept("rego", || cred_bench::peers::rego::Rego::of(&tables))?);
    #[cfg(feature = "cedar")]
    drop(kept("cedar", || cred_bench::peers::cedar::Cedar::of(&tables))?);
    println!("sqlite\t{}", cred_bench::peers::sqlite::Sqlite::of(&tables)?.bytes()?);
    Ok(())
}
