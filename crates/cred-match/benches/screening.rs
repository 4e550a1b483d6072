//! Screening a synthetic nation against a synthetic list: rates, recall, precision, growth, and what a month costs. Prints the tables of
//! `docs/performance.md`. `cargo bench -p cred-match`, or with `-- --providers 100000` for a short run.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock and prints"
)]
#![expect(clippy::cast_precision_loss, reason = "rates are printed to three digits")]

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use chrono::Datelike as _;
use cred_core::evidence::list_entry::{ListEntry, ListedName};
use cred_match::{
    generator::{Planted, World},
    index::Index,
    roster::Roster,
    subject::Subject,
    weights::Thresholds,
};
use rapidfuzz::distance::jaro_winkler;

const SEED: u64 = 20_260_101;

fn main() {
    let argument = |name: &str, default: usize| {
        let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
        arguments.next().and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    // `cargo test` builds and runs benchmarks too: then only that it runs is asked.
    let small = std::env::args().any(|argument| argument == "--test");
    let providers = argument("--providers", if small { 2_000 } else { 1_000_000 });
    let entries = argument("--entries", if small { 2_000 } else { 80_000 });
    let world = World::new(SEED, providers);
    let list: Vec<Planted> = (0..entries).map(|place| world.entry(place)).collect();
    screening(&world, providers, &list);
    exhaustive(&world, providers, &list);
    growth(&world, providers, entries);
    month(&world, providers, entries);
    println!("\npeak memory of the run: {} MiB", peak_memory());
}

/// The time that this thread has computed: on a shared machine the clock tells of the others' work too.
fn on_cpu() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    told.and_then(|text| text.split(' ').next()?.parse().ok()).map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn index_of(list: &[Planted]) -> Index {
    Index::build(list.iter().map(|planted| planted.entry.clone()))
}

fn rate(of: usize, time: Duration) -> String {
    format!("{:.0}", of as f64 / time.as_secs_f64())
}

/// Runs over all providers in portions, so that making them up is not timed.
fn over(world: &World, places: impl Iterator<Item = usize>, mut each: impl FnMut(&[usize], &[Subject])) {
    let places: Vec<usize> = places.collect();
    for portion in places.chunks(10_000) {
        let subjects: Vec<Subject> = portion.iter().map(|place| world.subject(*place)).collect();
        each(portion, &subjects);
    }
}

#[derive(Default)]
struct Tally {
    found: usize,
    missed: usize,
    others: usize,
}

impl Tally {
    fn add(&mut self, about: &[usize], found: &BTreeSet<usize>) {
        self.found += about.iter().filter(|entry| found.contains(entry)).count();
        self.missed += about.iter().filter(|entry| !found.contains(entry)).count();
        self.others += found.iter().filter(|entry| !about.contains(entry)).count();
    }

    fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed).max(1) as f64
    }

    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.others).max(1) as f64
    }
}

fn abouts(list: &[Planted]) -> BTreeMap<usize, Vec<usize>> {
    let mut abouts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, planted) in list.iter().enumerate() {
        if let Some(about) = planted.about {
            abouts.entry(about).or_default().push(at);
        }
    }
    abouts
}

fn screening(world: &World, providers: usize, list: &[Planted]) {
    let (abouts, none) = (abouts(list), vec![]);
    let begun = on_cpu();
    let index = index_of(list);
    let built = on_cpu() - begun;
    let levels = [250, 300, 330, 360, 400, 450, 500];
    let mut tallies: BTreeMap<u16, Tally> = levels.iter().map(|level| (*level, Tally::default())).collect();
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut time = Duration::ZERO;
    let least = Thresholds { potential: 250, ..Thresholds::default() };
    over(world, 0..providers, |portion, subjects| {
        let begun = on_cpu();
        for subject in subjects {
            std::hint::black_box(index.matches(subject, &Thresholds::default()));
        }
        time += on_cpu() - begun;
        for (place, subject) in portion.iter().zip(subjects) {
            let about = abouts.get(place).unwrap_or(&none);
            let matches = index.matches(subject, &least);
            for (level, tally) in &mut tallies {
                let found = matches.iter().filter(|found| found.score >= *level).map(|found| found.entry).collect();
                tally.add(about, &found);
            }
            let found: BTreeSet<usize> = matches
                .iter()
                .filter(|found| found.score >= Thresholds::default().potential)
                .map(|found| found.entry)
                .collect();
            for entry in about {
                let done: Vec<String> = list[*entry].perturbations.iter().map(|kind| format!("{kind:?}")).collect();
                kinds
                    .entry(done.join(" + "))
                    .or_default()
                    .add(&[*entry], &found.iter().copied().filter(|at| at == entry).collect());
            }
        }
    });
    println!("\n{providers} providers × {} entries; index built in {:.2} s\n", list.len(), built.as_secs_f64());
    println!("| lane | providers/s/core | recall of the planted | precision |\n|---|---|---|---|");
    let own = &tallies[&Thresholds::default().potential];
    println!(
        "| `Index::matches`, default threshold | {} | {:.4} | {:.3} |",
        rate(providers, time),
        own.recall(),
        own.precision()
    );
    floor(world, providers, list, &abouts);
    println!("\n| threshold | recall | precision | others found |\n|---|---|---|---|");
    for (level, tally) in &tallies {
        println!("| {level} | {:.4} | {:.3} | {} |", tally.recall(), tally.precision(), tally.others);
    }
    println!("\n| planted with | entries | missed |\n|---|---|---|");
    for (kind, tally) in kinds.iter().filter(|(kind, tally)| tally.missed > 0 || !kind.contains('+')) {
        println!("| {kind} | {} | {} |", tally.found + tally.missed, tally.missed);
    }
}

/// Four keys and Jaro-Winkler on both names: what one writes in an afternoon.
fn floor(world: &World, providers: usize, list: &[Planted], abouts: &BTreeMap<usize, Vec<usize>>) {
    let keys = |names: &[(String, String)], born: Option<i32>, npi: Option<&str>| {
        let hash = |kind: u64, parts: [&str; 2], lens: [usize; 2]| {
            parts.iter().zip(lens).fold(kind, |sum, (part, len)| {
                part.bytes()
                    .take(len)
                    .chain([0])
                    .fold(sum, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
            })
        };
        let mut keys = Vec::with_capacity(6);
        for (family, given) in names {
            keys.extend([hash(1, [family, given], [4, 1]), hash(2, [given, family], [99, 1])]);
        }
        keys.extend(
            born.zip(names.first())
                .map(|(born, (family, _))| hash(u64::from(born.unsigned_abs()) << 3, [family, ""], [1, 0])),
        );
        keys.extend(npi.map(|npi| hash(4, [npi, ""], [10, 0])));
        keys
    };
    let mut blocks = table::Map::default();
    let entries: Vec<Vec<(String, String)>> = list.iter().map(|planted| plain(&planted.entry.names)).collect();
    for (at, planted) in list.iter().enumerate() {
        let born = planted.entry.born.map(|born| born.expose().num_days_from_ce());
        let npi = planted.entry.npi.as_ref().map(ToString::to_string);
        for key in keys(&entries[at], born, npi.as_deref()) {
            blocks.entry(key).or_default().push(at);
        }
    }
    let (mut time, mut tally, none) = (Duration::ZERO, Tally::default(), vec![]);
    over(world, 0..providers, |portion, subjects| {
        // Its subjects come ready: lower case, numbers for dates.
        let ready: Vec<_> = subjects
            .iter()
            .map(|subject| {
                let born = subject.born.as_ref().and_then(|born| born.expose().day());
                let npi = subject.npis.first().map(ToString::to_string);
                (plain(&subject.names), born.map(|born| born.num_days_from_ce()), npi)
            })
            .collect();
        let begun = on_cpu();
        let mut all = Vec::with_capacity(portion.len());
        for (names, born, npi) in &ready {
            let mut candidates: Vec<usize> = vec![];
            for key in keys(names, *born, npi.as_deref()) {
                candidates.extend(blocks.get(&key).into_iter().flatten());
            }
            candidates.sort_unstable();
            candidates.dedup();
            let near = |at: &usize| {
                let (own, theirs) = (names, &entries[*at]);
                own.iter().any(|(family, given)| {
                    theirs.iter().any(|(other, first)| similar(family, other) && similar(given, first))
                })
            };
            candidates.retain(near);
            all.push(candidates.into_iter().collect::<BTreeSet<usize>>());
        }
        time += on_cpu() - begun;
        for (place, found) in portion.iter().zip(&all) {
            tally.add(abouts.get(place).unwrap_or(&none), found);
        }
    });
    println!(
        "| four keys and Jaro-Winkler ≥ 0.92 (`rapidfuzz`) | {} | {:.4} | {:.3} |",
        rate(providers, time),
        tally.recall(),
        tally.precision()
    );
}

mod table {
    #![expect(
        clippy::disallowed_types,
        reason = "the floor is allowed what the crate is not: its answers are counted, not ordered"
    )]
    pub(crate) type Map = std::collections::HashMap<u64, Vec<usize>, std::hash::BuildHasherDefault<Fast>>;

    /// The keys are hashes already.
    #[derive(Default)]
    pub(crate) struct Fast(u64);

    impl std::hash::Hasher for Fast {
        fn finish(&self) -> u64 {
            self.0
        }

        fn write(&mut self, _: &[u8]) {}

        fn write_u64(&mut self, key: u64) {
            self.0 = key.rotate_left(26);
        }
    }
}

fn similar(a: &str, b: &str) -> bool {
    let arguments = jaro_winkler::Args::default().score_cutoff(0.92);
    jaro_winkler::similarity_with_args(a.bytes(), b.bytes(), &arguments).is_some()
}

fn plain(names: &[ListedName]) -> Vec<(String, String)> {
    let lower = |text: &String| text.to_ascii_lowercase();
    names
        .iter()
        .map(|name| match name {
            ListedName::Parts { family, given, .. } => (lower(family), lower(given)),
            ListedName::Whole(name) => (lower(name), String::new()),
        })
        .collect()
}

fn exhaustive(world: &World, providers: usize, list: &[Planted]) {
    let index = index_of(list);
    let least = Thresholds::cautious();
    // Half of the sample is on the list.
    let planted = list.iter().filter_map(|planted| planted.about);
    let sample: BTreeSet<usize> = planted.take(200).chain((0..200).map(|at| at * 7 % providers)).collect();
    let (mut wanted, mut lost, mut time, mut names) = (0, 0, Duration::ZERO, Duration::ZERO);
    let entries: Vec<Vec<(String, String)>> = list.iter().map(|planted| plain(&planted.entry.names)).collect();
    let mut scanned = 0;
    for place in &sample {
        let subject = world.subject(*place);
        let begun = on_cpu();
        let all: Vec<usize> = index.matches_exhaustively(&subject, &least).iter().map(|found| found.entry).collect();
        time += on_cpu() - begun;
        let found: Vec<usize> = index.matches(&subject, &least).iter().map(|found| found.entry).collect();
        wanted += all.len();
        lost += all.iter().filter(|entry| !found.contains(entry)).count();
        if scanned < 50 {
            scanned += 1;
            let own = plain(&subject.names);
            let begun = on_cpu();
            let near = |name: &Vec<(String, String)>| {
                name.iter().any(|(other, theirs)| {
                    own.iter().any(|(family, given)| similar(family, other) && similar(given, theirs))
                })
            };
            std::hint::black_box(entries.iter().filter(|name| near(name)).count());
            names += on_cpu() - begun;
        }
    }
    println!("\n| every pair of a sample | pairs/s | found by keys |\n|---|---|---|");
    let share = 1.0 - lost as f64 / f64::max(wanted as f64, 1.0);
    println!(
        "| the same score, {} providers, from score {} | {} | {share:.4} of {wanted} |",
        sample.len(),
        least.potential,
        rate(sample.len() * list.len(), time)
    );
    println!("| Jaro-Winkler on names (`rapidfuzz`), {scanned} providers | {} | |", rate(scanned * list.len(), names));
}

fn growth(world: &World, providers: usize, entries: usize) {
    println!("\n| providers | entries | index built, s | screened, s | µs a provider |\n|---|---|---|---|---|");
    let few = (providers / 10).max(1);
    let sizes = [
        (few, entries / 8),
        (few, entries / 4),
        (few, entries / 2),
        (few, entries),
        (few, entries * 2),
        (few * 2, entries),
        (few * 4, entries),
    ];
    for (providers, entries) in sizes {
        let list: Vec<Planted> = (0..entries).map(|place| world.entry(place)).collect();
        let begun = on_cpu();
        let index = index_of(&list);
        let built = on_cpu() - begun;
        let mut time = Duration::ZERO;
        over(world, 0..providers, |_, subjects| {
            let begun = on_cpu();
            for subject in subjects {
                std::hint::black_box(index.matches(subject, &Thresholds::default()));
            }
            time += on_cpu() - begun;
        });
        let each = time.as_secs_f64() * 1e6 / providers as f64;
        println!("| {providers} | {entries} | {:.2} | {:.2} | {each:.1} |", built.as_secs_f64(), time.as_secs_f64());
    }
}

fn month(world: &World, providers: usize, entries: usize) {
    let begun = on_cpu();
    let roster = Roster::of((0..providers).map(|place| world.subject(place)));
    let arranged = on_cpu() - begun;
    // What a month brings: some three hundred added, some fifty gone.
    let changed: Vec<ListEntry> = (entries..entries + 300).chain(0..50).map(|place| world.entry(place).entry).collect();
    let begun = on_cpu();
    let affected = roster.affected(&changed);
    let looked_up = on_cpu() - begun;
    let subjects: Vec<Subject> = affected.iter().map(|place| world.subject(*place)).collect();
    let begun = on_cpu();
    let index = Index::build(changed);
    let found: usize = subjects.iter().map(|subject| index.matches(subject, &Thresholds::default()).len()).sum();
    let screened = on_cpu() - begun;
    let mut everybody = Duration::ZERO;
    over(world, 0..providers, |_, subjects| {
        let begun = on_cpu();
        for subject in subjects {
            std::hint::black_box(index.matches(subject, &Thresholds::default()));
        }
        everybody += on_cpu() - begun;
    });
    println!("\n| a month's 350 changed entries | s |\n|---|---|");
    println!("| roster arranged once (with making it up) | {:.1} |", arranged.as_secs_f64());
    println!("| `Roster::affected`: {} of {providers} | {:.3} |", affected.len(), looked_up.as_secs_f64());
    println!("| those screened against the changed entries: {found} matches | {:.3} |", screened.as_secs_f64());
    println!("| instead, everybody against the changed entries | {:.2} |", everybody.as_secs_f64());
}
