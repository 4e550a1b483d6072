#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement may stop, and prints"
)]
//! q
use cred_match::{
    generator::{Planted, World},
    index::Index,
    potential_match::Standing,
    weights::Thresholds,
};
use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args.get(1).and_then(|a| a.parse().ok()).unwrap_or(100_000);
    let m: usize = args.get(2).and_then(|a| a.parse().ok()).unwrap_or(80_000);
    let world = World::new(1, n);
    let planted: Vec<Planted> = (0..m).map(|at| world.entry(at)).collect();
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, p) in planted.iter().enumerate() {
        if let Some(a) = p.about {
            of.entry(a).or_default().push(at);
        }
    }
    let t = Instant::now();
    let index = Index::build(planted.iter().map(|p| p.entry.clone()));
    println!("build {:?}", t.elapsed());
    let th = Thresholds::default();
    let mut total = std::time::Duration::ZERO;
    let (mut tp, mut fp, mut fnn) = (0, 0, 0);
    let mut missed: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut pats: BTreeMap<String, usize> = BTreeMap::new();
    let mut fps: Vec<String> = vec![];
    let mut fns: Vec<String> = vec![];
    let mut hist: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
    for chunk in (0..n).collect::<Vec<_>>().chunks(10_000) {
        let subjects: Vec<_> = chunk.iter().map(|at| world.subject(*at)).collect();
        let t = Instant::now();
        let found: Vec<_> = subjects.iter().map(|s| index.matches(s, &th)).collect();
        total += t.elapsed();
        for ((at, s), found) in chunk.iter().zip(&subjects).zip(&found) {
            let want = of.get(at).cloned().unwrap_or_default();
            for w in &want {
                let ok = found.iter().any(|f| f.entry == *w);
                let k = format!("{:?}", planted[*w].perturbations);
                let e = missed.entry(k).or_default();
                e.1 += 1;
                if ok {
                    tp += 1;
                } else {
                    fnn += 1;
                    e.0 += 1;
                    if fns.len() < 15 {
                        fns.push(format!(
                            "{:?} {:?} {:?} | {:?} {:?}",
                            planted[*w].perturbations,
                            s.names,
                            s.states,
                            planted[*w].entry.names,
                            planted[*w].entry.address.state
                        ));
                    }
                }
            }
            for f in found {
                let ok = want.contains(&f.entry);
                let h = hist.entry(f.score / 20 * 20).or_default();
                if ok {
                    h.0 += 1
                } else {
                    h.1 += 1
                }
                if !ok {
                    let key = f
                        .evidence
                        .iter()
                        .filter(|e| e.outcome != cred_match::potential_match::Outcome::NotTold)
                        .map(|e| {
                            format!(
                                "{}{}{} ",
                                e.field.word().chars().take(3).collect::<String>(),
                                match e.outcome {
                                    cred_match::potential_match::Outcome::Same => "=",
                                    cred_match::potential_match::Outcome::Near => "~",
                                    _ => "!",
                                },
                                e.nearness.map(|n| format!("{n:?}")).unwrap_or_default()
                            )
                        })
                        .collect::<String>();
                    *pats.entry(key).or_insert(0) += 1;
                    fp += 1;
                    if fps.len() < 12 || (f.standing == Standing::Strong && fps.len() < 24) {
                        fps.push(format!(
                            "{} {:?}",
                            f.score,
                            f.evidence
                                .iter()
                                .map(|e| format!(
                                    "{}:{}|{}={:?}/{:?}{}",
                                    e.field.word(),
                                    e.ours,
                                    e.theirs,
                                    e.outcome,
                                    e.nearness,
                                    e.points
                                ))
                                .collect::<Vec<_>>()
                        ));
                    }
                }
            }
        }
    }
    println!(
        "{n} in {:?}: {:.0}/s; tp {tp} fp {fp} fn {fnn} recall {:.4} precision {:.4}",
        total,
        n as f64 / total.as_secs_f64(),
        f64::from(tp) / f64::from(tp + fnn),
        f64::from(tp) / f64::from(tp + fp)
    );
    for (k, v) in missed {
        if v.0 > 0 {
            println!("{k} {v:?}");
        }
    }
    for (k, v) in hist {
        println!("{k} {v:?}");
    }
    let mut pats: Vec<_> = pats.into_iter().collect();
    pats.sort_by_key(|p| std::cmp::Reverse(p.1));
    for p in pats.iter().take(60) {
        println!("P {} {}", p.1, p.0);
    }
    for f in fps {
        println!("FP {f}");
    }
    for f in fns {
        println!("FN {f}");
    }
}
