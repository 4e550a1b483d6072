//! stub
use crate::{house::*, world::*};
#[test] fn builds() {
    let t = std::time::Instant::now();
    let w = Plan::default().build();
    eprintln!("{:?} {}", t.elapsed(), w.history.len());
    for i in ITEMS { for s in [MAIN, ANNEX] {
    let a = w.ask(i, s, instant("2026-03-01T00:00:00Z"));
    eprintln!("{i} {s} {:?} {:?} {:?} {:?}", a.truth(), a.until(), a.conditions(), a.missing().iter().map(|f| (f.requirement.asks.clone(), f.cause.reason)).collect::<Vec<_>>());
    } }
    let t = std::time::Instant::now();
    for _ in 0..100 { let _ = w.over_time(ROBOTIC, MAIN); }
    eprintln!("{:?}", t.elapsed()/100);
    let t = std::time::Instant::now();
    for _ in 0..100 { let _ = w.clone(); }
    eprintln!("{:?}", t.elapsed()/100);
}
