//! `cred-bench`: one command, one world, one run; the medians go into docs/performance.md.

use std::{collections::BTreeMap, path::PathBuf, process::Command, time::Instant};

use clap::Parser;
use cred_bench::{
    Fault, agree, cold,
    database::Database,
    floor::BareIndex,
    hand::HandWritten,
    machine,
    measure::{Lane, medians},
    peers::{Engine, sqlite::Sqlite},
    records,
    register::Compiled,
    report::{Report, megabytes, time, times},
    verdict::{Question, questions},
    world::{FACILITIES, SITES, World, history, tables::Tables},
};
use cred_core::{exercise::answer::ask, records::Records};

/// Measures the answers of cred against a floor, a check by hand and other engines.
#[derive(Debug, Parser)]
struct Args {
    /// How many providers the world has; each has 30 grants and two appointments.
    #[arg(long, default_value_t = 10_000)]
    providers: u32,
    /// Rounds of each measurement; the median of them counts.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// On so many questions all engines must agree before they are timed.
    #[arg(long, default_value_t = 20_000)]
    agree: usize,
    /// The document that the medians are written into; left as it is where the world is not the whole one.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Leave out the cold command and the memory, which build and start other programs.
    #[arg(long)]
    in_process: bool,
    /// Measure these sizes of the world instead: latency, memory and build time of the register.
    #[arg(long, value_delimiter = ',', num_args = 0.., default_missing_value = "3000,10000,30000")]
    growth: Vec<u32>,
}

/// So many questions for what takes nanoseconds, and for what takes microseconds.
const FAST: usize = 200_000;
const SLOW: usize = 2_000;

fn note(text: &str) {
    eprintln!("{text}");
}

/// One engine's questions beside those of the others.
fn lane<'l, E: Engine>(name: &str, engine: &'l mut E, asked: &'l [E::Asked]) -> Lane<'l> {
    Lane::new(name, asked, move |own| engine.ask(own).map(|own| own.reasons))
}

fn prepared<E: Engine>(engine: &E, of: &[Question]) -> Result<Vec<E::Asked>, Fault> {
    of.iter().map(|own| engine.prepare(*own)).collect()
}

fn main() -> Result<(), Fault> {
    let args = Args::parse();
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let document = args.write.clone().unwrap_or_else(|| here.join("../../docs/performance.md"));
    if !args.growth.is_empty() {
        return measure_growth(&args, &document);
    }
    let folder = tempfile::Builder::new().prefix("cred-bench").tempdir()?;
    let world = World::of(args.providers);
    note(&format!("the world of {} providers: its history is decided, event by event", args.providers));
    let begun = Instant::now();
    let whole = folder.path().join("whole.db");
    let mut database = (!args.in_process).then(|| Database::create(&whole)).transpose()?;
    let mut records = Records::default();
    history::write(&world, &mut |recorded, own| {
        records.apply(recorded)?;
        database.as_mut().map_or(Ok(()), |database| database.take(recorded, own))
    })?;
    if let Some(database) = &mut database {
        database.flush()?;
    }
    drop(database);
    note(&format!("{} events in {}", records.position(), time(begun.elapsed().as_nanos() as f64)));
    let begun = Instant::now();
    let register = Compiled::of(&records)?;
    let compiling = begun.elapsed().as_nanos() as f64;
    let tables = Tables::of(&world)?;
    let (index, hand) = (BareIndex::of(&tables), HandWritten::of(&tables));

    let checked = questions(&tables, args.agree, 1);
    let agreed = agree::ours(&checked, &records, &index, &hand, &register)?;
    note(&format!("agreed: {agreed:?}"));
    let mut sqlite = Sqlite::of(&tables)?;
    agree::peer("SQLite", &checked, &hand, &mut sqlite)?;
    note("SQLite agrees");

    let slow = questions(&tables, SLOW, 2);
    let all_fast = questions(&tables, FAST, 3);
    let (fast, keyed): (Vec<Question>, Vec<_>) = all_fast
        .iter()
        .filter_map(|own| Some((*own, register.prepare(*own)?)))
        .filter(|(_, keyed)| register.verdict(keyed).is_some())
        .unzip();
    let core = slow.iter().map(|own| records::question(*own)).collect::<Result<Vec<_>, _>>()?;
    let core_fast = fast.iter().take(SLOW).map(|own| records::question(*own)).collect::<Result<Vec<_>, _>>()?;

    let sqlite_asked = prepared(&sqlite, &slow)?;
    #[cfg(feature = "rego")]
    let (mut rego, rego_asked) = {
        let mut own = cred_bench::peers::rego::Rego::of(&tables)?;
        agree::peer("regorus", &checked, &hand, &mut own)?;
        note("regorus agrees");
        let asked = prepared(&own, &slow)?;
        (own, asked)
    };
    #[cfg(feature = "cedar")]
    let (mut cedar, cedar_asked) = {
        let mut own = cred_bench::peers::cedar::Cedar::of(&tables)?;
        agree::peer("cedar-policy", &checked, &hand, &mut own)?;
        note("cedar-policy agrees");
        let asked = prepared(&own, &slow)?;
        (own, asked)
    };
    let mut absent: Vec<String> = Vec::new();
    #[cfg(feature = "postgres")]
    let mut postgres = match cred_bench::peers::postgres::Postgres::of(&tables) {
        Ok(mut own) => {
            agree::peer("PostgreSQL", &checked, &hand, &mut own)?;
            note("PostgreSQL agrees");
            Some(own)
        }
        Err(error) => {
            absent.push(format!("PostgreSQL was not measured: {error}."));
            None
        }
    };
    #[cfg(feature = "postgres")]
    let (postgres_version, postgres_asked) = match &postgres {
        Some(own) => (Some(own.version().to_owned()), prepared(own, &slow)?),
        None => (None, vec![]),
    };

    // Rosters: items at sites at instants of the questions.
    let rosters: Vec<Question> = slow.iter().copied().take(200).collect();
    for own in &rosters {
        let at = chrono::DateTime::from_timestamp(own.at, 0).ok_or("no such instant")?;
        let (one, two) =
            (hand.scan(own.site, own.item, own.at).len(), register.roster_of(own.site, own.item, at).len());
        let (three, four) = (hand.scan_all(own.site, own.at).len(), register.roster(own.site, at).len());
        if (one, three) != (two, four) {
            return Err(
                format!("rosters differ at {own:?}: {one} {three} by hand, {two} {four} by the register").into()
            );
        }
    }
    note("the rosters agree; timing");

    // No two lanes that read the same tables follow one another: what the one leaves in the cache would be the other's gain.
    let mut lanes = vec![
        Lane::new("bare index of merged intervals", &fast, |own| index.ask(*own)),
        Lane::new("register, yes/no and until", &keyed, |own| register.verdict(own)),
        Lane::new("check by hand, all that decides", &fast, |own| hand.explain(*own)),
        Lane::new("register, all that decides", &keyed, |own| register.explain(own)),
        Lane::new("check by hand, first reason", &fast, |own| hand.may(*own)),
        Lane::new("one hash look-up", &fast, |own| index.is_known(*own)),
        Lane::new("check by hand, all reasons against", &fast, |own| hand.decide(*own)),
        Lane::new("register by names, all that decides", &core_fast, |own| {
            register.register().ask(own).map(|own| (own.verdict(), own.because().collect::<Vec<_>>()))
        }),
        Lane::new("records", &core, |own| ask(&records, own.clone()).map(|own| own.because())),
        Lane::new("register, records where it has nothing", &core, |own| match register.register().ask(own) {
            Some(own) => Ok((own.verdict().truth, own.because().count())),
            None => ask(&records, own.clone()).map(|own| (own.truth(), own.because().len())),
        }),
        Lane::new("roster scan", &rosters, |own| hand.scan(own.site, own.item, own.at)),
        Lane::new("roster scan, all items", &rosters, |own| hand.scan_all(own.site, own.at)),
        Lane::new("roster", &rosters, |own| {
            chrono::DateTime::from_timestamp(own.at, 0).map(|at| register.roster_of(own.site, own.item, at))
        }),
        Lane::new("roster, all items", &rosters, |own| {
            chrono::DateTime::from_timestamp(own.at, 0).map(|at| register.roster(own.site, at))
        }),
        lane("SQLite", &mut sqlite, &sqlite_asked),
    ];
    #[cfg(feature = "rego")]
    lanes.push(lane("regorus", &mut rego, &rego_asked));
    #[cfg(feature = "cedar")]
    lanes.push(lane("cedar-policy", &mut cedar, &cedar_asked));
    #[cfg(feature = "postgres")]
    let rounds_trip = std::cell::RefCell::new(&mut postgres);
    #[cfg(feature = "postgres")]
    if !postgres_asked.is_empty() {
        let connection = &rounds_trip;
        lanes.push(Lane::new("PostgreSQL", &postgres_asked, move |own| {
            connection.borrow_mut().as_mut().map(|engine| engine.ask(own).map(|own| own.reasons))
        }));
        lanes.push(Lane::new("PostgreSQL round trip", &postgres_asked, move |_| {
            connection.borrow_mut().as_mut().map(cred_bench::peers::postgres::Postgres::round_trip)
        }));
    }
    let nanos = medians(&mut lanes, args.rounds);
    let measured: BTreeMap<String, f64> = lanes.iter().map(|lane| lane.name.clone()).zip(nanos).collect();
    drop(lanes);
    let of = |name: &str| measured.get(name).copied().unwrap_or(f64::NAN);

    let mut report = Report::default();
    let yes = 100.0 * agreed.yes as f64 / agreed.asked as f64;
    let missing = 100.0 * agreed.not_compiled as f64 / agreed.asked as f64;
    report.say(&format!(
        "World A: {} providers, {FACILITIES} facilities with {SITES} sites, {} grants, {} terms of credentials that end, {} appointments, \
         {} outages of resources; {} events. {} questions answered alike by all before any was timed, {yes:.0} % of them yes. One thread; \
         medians of {} rounds, all lanes in turn.",
        world.people.len(), world.grants(), world.credentials(), 2 * world.people.len(), world.outages.len(), records.position(),
        agreed.asked, args.rounds,
    ));
    report.say(&format!("Machine: {}. {}.", machine::described(), machine::compiler()));
    for own in &absent {
        report.say(own);
    }

    report.heading("Yes or no, and until when");
    let bare = of("bare index of merged intervals");
    let verdict = of("register, yes/no and until");
    report.table(
        &["", "per question", "of the bare index"],
        &["one hash look-up", "bare index of merged intervals", "register, yes/no and until"]
            .map(|name| vec![name.to_owned(), time(of(name)), times(of(name), bare)]),
    );
    report.say(&format!(
        "Reach: at most 1.5 × the bare index; measured {}. Asked about what somebody holds or held. {missing:.0} % of the random questions \
         are about something else; there the register says nothing and the records are asked, which makes the mean over all random questions \
         {}.",
        times(verdict, bare),
        time(of("register, records where it has nothing")),
    ));

    report.heading("The decision with its reasons");
    let by_hand = of("check by hand, all that decides");
    let decided = of("register, all that decides");
    let mut rows = Vec::new();
    let mut row = |name: &str, label: String| {
        if let Some(own) = measured.get(name) {
            rows.push(vec![label, time(*own), times(*own, by_hand), times(*own, decided)]);
        }
    };
    for name in [
        "check by hand, first reason",
        "check by hand, all reasons against",
        "check by hand, all that decides",
        "register, all that decides",
        "register by names, all that decides",
    ] {
        row(name, name.to_owned());
    }
    row("records", "every rule over all time, from the records".to_owned());
    row("regorus", format!("{}, compiled for its VM, all reasons", machine::version_of("regorus")));
    row("cedar-policy", format!("{}, one forbid per reason", machine::version_of("cedar-policy")));
    row(
        "SQLite",
        format!("SQLite in memory ({}), indexed, prepared, reasons as bits", machine::version_of("rusqlite")),
    );
    #[cfg(feature = "postgres")]
    if let Some(version) = &postgres_version {
        row("PostgreSQL", format!("PostgreSQL {version} over a Unix socket, prepared, reasons as bits"));
        row("PostgreSQL round trip", "the round trip to PostgreSQL alone".to_owned());
    }
    report.table(&["", "per decision", "of the check by hand", "of the register"], &rows);
    report.say(&format!(
        "Reach: at most 1.5 × the check by hand; measured {}. At least 200 × faster than cedar-policy ({}), 100 × than regorus ({}), 200 × than \
         SQLite ({}) and PostgreSQL ({}).",
        times(decided, by_hand),
        times(of("cedar-policy"), decided),
        times(of("regorus"), decided),
        times(of("SQLite"), decided),
        times(of("PostgreSQL"), decided),
    ));

    report.heading("The roster of a site");
    let pairs = [
        ("roster scan", "roster", "who may exercise one privilege"),
        ("roster scan, all items", "roster, all items", "who may do what"),
    ];
    let rows =
        pairs.map(|(scan, own, label)| vec![label.to_owned(), time(of(scan)), time(of(own)), times(of(own), of(scan))]);
    report.table(&["", "scan of all providers by hand", "register", "of the scan"], &rows);
    report.say("Reach: at most 2 × the scan.");

    if !args.in_process {
        measure_memory(&mut report, &here, &args, compiling)?;
        measure_cold(&mut report, &here, &args, &world, (&whole, &hand), folder.path())?;
        measure_upkeep(&mut report, &whole)?;
    }
    println!("{}", report.text());
    if args.providers == 10_000 && !args.in_process {
        report.write(&document, "measured")?;
    }
    Ok(())
}

/// The features this program was built with, for the others beside it.
fn features() -> Vec<&'static str> {
    let all = [
        ("cedar", cfg!(feature = "cedar")),
        ("rego", cfg!(feature = "rego")),
        ("postgres", cfg!(feature = "postgres")),
    ];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

fn measure_memory(report: &mut Report, here: &std::path::Path, args: &Args, compiling: f64) -> Result<(), Fault> {
    note("memory, in a process that counts");
    cold::build(here, &["--bins", "--no-default-features", "--features", &features().join(",")])?;
    let out = Command::new(cold::built(here, "memory")).arg(args.providers.to_string()).output()?;
    if !out.status.success() {
        return Err(format!("memory: {}", String::from_utf8_lossy(&out.stderr).trim()).into());
    }
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let words = [
        ("register", "register"),
        ("index", "bare index of merged intervals (no reasons)"),
        ("hand", "tables of the check by hand"),
        ("records", "records, all history replayed"),
        ("sqlite", "SQLite, its pages"),
        ("rego", "regorus, its data"),
        ("cedar", "cedar-policy, its entities"),
    ];
    let kept: BTreeMap<&str, f64> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, own)| Some((name, own.parse().ok()?)))
        .collect();
    let rows: Vec<_> =
        words.iter().filter_map(|(name, label)| Some(vec![(*label).to_owned(), megabytes(*kept.get(name)?)])).collect();
    report.heading("Memory");
    report.table(&["", "kept for World A"], &rows);
    report.say(&format!("Reach: at most 60 MB. The register is compiled from the records in {}.", time(compiling)));
    Ok(())
}

fn measure_cold(
    report: &mut Report,
    here: &std::path::Path,
    args: &Args,
    world: &World,
    (whole, hand): (&std::path::Path, &HandWritten),
    folder: &std::path::Path,
) -> Result<(), Fault> {
    note("the cold command");
    let root = here.join("../..");
    cold::build(&root, &["-p", "cred-cli"])?;
    let (cred, floor) = (cold::built(&root, "cred"), cold::built(here, "cold_floor"));
    let few = (args.providers / 20).max(20);
    let small = folder.join("small.db");
    cold::database(few, &small)?;
    let rounds = args.rounds.max(5);
    let mut rows = Vec::new();
    let mut version = Command::new(&floor);
    version.arg("--version");
    rows.push(vec![
        "a process that prints its version by clap".to_owned(),
        time(cold::process(&mut [version], &[0], 5 * rounds)?),
    ]);
    for (path, providers) in [(&small, few), (&whole.to_path_buf(), args.providers)] {
        let own = World::of(providers);
        let tables = Tables::of(&own)?;
        let asked = questions(&tables, 20, 4);
        let mut lookups = Vec::new();
        let mut commands = Vec::new();
        for question in &asked {
            let person = own.people.get(question.provider as usize).ok_or("no such provider")?;
            let mut lookup = Command::new(&floor);
            lookup.arg(path).arg(person.npi());
            lookups.push(lookup);
            let mut command = cold::may(&cred, path, &own, *question)?;
            let by_hand = if providers == args.providers {
                hand.decide(*question)
            } else {
                HandWritten::of(&tables).decide(*question)
            };
            cold::answers(&mut command, by_hand.verdict())?;
            commands.push(command);
        }
        let size = std::fs::metadata(path)?.len() as f64;
        let label = format!("{providers} providers, a database of {}", megabytes(size));
        rows.push(vec![format!("one look-up in SQLite: {label}"), time(cold::process(&mut lookups, &[0], rounds)?)]);
        // 0 for yes, 3 for no.
        rows.push(vec![format!("`cred may … --json`: {label}"), time(cold::process(&mut commands, &[0, 3], rounds)?)]);
    }
    report.heading("The cold command");
    report.table(&["", "from start to end"], &rows);
    report.say("Reach: at most 10 ms, whatever the number of providers. The files are in the page cache.");
    debug_assert_eq!(world.people.len(), args.providers as usize);
    Ok(())
}

fn measure_upkeep(report: &mut Report, whole: &std::path::Path) -> Result<(), Fault> {
    note("building from the store, and upkeep");
    let own = cred_bench::upkeep::measure(whole)?;
    let events = own.events as f64;
    let rate = |seconds: f64| format!("{:.0}", events / seconds);
    let row = |label: &str, seconds: f64| vec![label.to_owned(), time(1e9 * seconds), rate(seconds)];
    let whole = own.read + own.decoded + own.applied + own.compiled;
    report.heading("From the store to the register, and upkeep");
    report.table(
        &["", "World A", "events a second"],
        &[
            row("reading, each event checked against its hash", own.read),
            row("decoding JSON", own.decoded),
            row("applying to the records", own.applied),
            row("compiling everybody", own.compiled),
            row("all of it", whole),
        ],
    );
    report.say(&format!(
        "Following one event of a privilege takes {} ({:.0} a second), one of a verification {} ({:.0} a second); one event of a resource, on \
         which hundreds of people's answers rest, {}. Reach: 1 M events a second and core when building, 100,000 a second of upkeep; both are \
         missed, by {:.0} × and {:.0} × to {:.0} ×.",
        time(1e9 * own.of_a_privilege),
        1.0 / own.of_a_privilege,
        time(1e9 * own.of_a_verification),
        1.0 / own.of_a_verification,
        time(1e9 * own.of_a_house),
        1e6 / (events / whole),
        1e5 * own.of_a_privilege.min(own.of_a_verification),
        1e5 * own.of_a_privilege.max(own.of_a_verification),
    ));
    Ok(())
}

fn measure_growth(args: &Args, document: &std::path::Path) -> Result<(), Fault> {
    let mut report = Report::default();
    let mut rows = Vec::new();
    for providers in &args.growth {
        let own = cred_bench::growth::measure(*providers, FAST, args.rounds)?;
        let [bare, verdict, by_hand, explain] = own.nanos;
        let people = f64::from(own.providers);
        rows.push(vec![
            providers.to_string(),
            own.grants.to_string(),
            time(bare),
            format!("{} ({})", time(verdict), times(verdict, bare)),
            time(by_hand),
            format!("{} ({})", time(explain), times(explain, by_hand)),
            format!("{} ({:.0} B a person)", megabytes(own.bytes), own.bytes / people),
            format!("{} ({} a person)", time(1e9 * own.compiled), time(1e9 * own.compiled / people)),
        ]);
        note(&rows.last().map(|row| row.join(" | ")).unwrap_or_default());
    }
    report.table(
        &[
            "providers",
            "grants",
            "bare index",
            "register, yes/no",
            "check by hand",
            "register, reasons",
            "memory",
            "compiling",
        ],
        &rows,
    );
    report.say(&format!("Machine: {}. {}.", machine::described(), machine::compiler()));
    println!("{}", report.text());
    report.write(document, "growth")
}
