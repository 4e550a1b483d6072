//! How latency, memory and build time grow with the world. People are compiled one by one beside the house alone, so that a world fits which has
//! no room as records.

use std::{hint::black_box, time::Instant};

use cred_core::register::registrar::Registrar;

use crate::{
    Fault,
    floor::BareIndex,
    hand::HandWritten,
    measure::{Lane, medians},
    register::Compiled,
    verdict::questions,
    world::{World, history, tables::Tables},
};

/// One size of the world.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How many people.
    pub providers: u32,
    /// How many grants.
    pub grants: usize,
    /// Bytes of the register.
    pub bytes: f64,
    /// Seconds for compiling, the history's making aside.
    pub compiled: f64,
    /// Nanoseconds of a question: the bare index, the register's yes or no, the check by hand, the register's reasons.
    pub nanos: [f64; 4],
}

/// Measures one size.
///
/// # Errors
/// When the core refuses something, or two engines differ.
pub fn measure(providers: u32, asked: usize, rounds: usize) -> Result<Size, Fault> {
    let world = World::of(providers);
    let mut registrar = Registrar::default();
    let mut compiled = 0.0;
    history::each_person(&world, &mut |records, provider| {
        let begun = Instant::now();
        registrar.compile(records, &[provider]);
        compiled += begun.elapsed().as_secs_f64();
        Ok(())
    })?;
    let register = Compiled::around(registrar.publish())?;
    drop(registrar);
    let tables = Tables::of(&world)?;
    let (index, hand) = (BareIndex::of(&tables), HandWritten::of(&tables));
    let (asked, keyed): (Vec<_>, Vec<_>) = questions(&tables, asked, 5)
        .into_iter()
        .filter_map(|own| Some((own, register.prepare(own)?)))
        .filter(|(_, keyed)| register.verdict(keyed).is_some())
        .unzip();
    for (own, keyed) in asked.iter().zip(&keyed).take(20_000) {
        let wanted = hand.decide(*own).verdict();
        if register.decide(keyed)?.map(|(verdict, _)| verdict) != Some(wanted) {
            return Err(format!("the register differs at {own:?}: the check by hand says {}", wanted.words()).into());
        }
    }
    let mut lanes = [
        Lane::new("bare", &asked, |own| index.ask(*own)),
        Lane::new("verdict", &keyed, |own| register.verdict(own)),
        Lane::new("hand", &asked, |own| hand.explain(*own)),
        Lane::new("explain", &keyed, |own| register.explain(own)),
    ];
    let nanos = medians(&mut lanes, rounds);
    let &[bare, verdict, by_hand, explain] = &*nanos else { return Err("four lanes".into()) };
    black_box(&register);
    Ok(Size {
        providers,
        grants: world.grants(),
        bytes: register.register().bytes() as f64,
        compiled,
        nanos: [bare, verdict, by_hand, explain],
    })
}
