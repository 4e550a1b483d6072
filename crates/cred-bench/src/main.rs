use cred_bench::*;
fn main() -> Result<(), Fault> {
    let n = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200);
    let world = world::World::of(n);
    println!("{} grants {} credentials", world.grants(), world.credentials());
    let t = std::time::Instant::now();
    let records = records::of(&world)?;
    println!("records {:?} position {}", t.elapsed(), records.position());
    let tables = world::tables::Tables::of(&world)?;
    let index = floor::BareIndex::of(&tables);
    let hand = hand::HandWritten::of(&tables);
    let qs = verdict::questions(&tables, 2000, 1);
    let mut yes = 0;
    let mut bad = 0;
    let t = std::time::Instant::now();
    for q in qs {
        let (v, until) = records::decide(&records, q)?;
        let i = index.ask(q);
        let h = hand.decide(q);
        yes += v.yes as u32;
        if v != h.verdict() || i.yes != v.yes || i.until != until || (h.until != until && v.yes) || hand.may(q) != v.yes {
            bad += 1;
            if bad < 20 { println!("{q:?}\n  records {} {until:?}\n  hand {} {:?}\n  index {i:?}", v.words(), h.verdict().words(), h.until); }
        }
    }
    println!("yes {yes} bad {bad} {:?}", t.elapsed());
    Ok(())
}
