//! `cred scenario` and `cred do`.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use cred_core::time::zone::Zone;
use cred_scenario::{
    Came,
    report::{Report, Verdict},
    run_file, schema, vocabulary,
};
use cred_wire::exit::Exit;

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output, table},
    session,
};

/// Carry out scenarios (dated steps and questions in TOML files) and hold the answers against what they expect.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Carry out scenarios on a store in memory. Exit code 0 when all pass, 3 when some fail, 2 when a file is wrong.
    Run {
        /// Files, or folders: every `.toml` in them, in the order of their names; those whose name begins with `_` are settings for others.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Only those whose path or title has this part.
        #[arg(long, value_name = "TEXT")]
        filter: Option<String>,
    },
    /// Print the JSON Schema of a scenario's file, for editors.
    Schema,
    /// List the words: what can be done and asked.
    Steps {
        /// Only words, parts of the domain or lines with this part.
        text: Option<String>,
    },
}

/// Carry out one step of the scenarios' vocabulary on the database, now: `cred do step.toml --as msp:<you>`, or from standard input with `-`.
#[derive(Debug, clap::Args)]
pub struct DoArgs {
    /// The file with the keys of the step (`do = "…"` and its fields); `-` for standard input.
    file: PathBuf,
    /// The zone in which local times of the step are read; that of the only facility if left out.
    #[arg(long)]
    zone: Option<Zone>,
}

pub(crate) fn run(command: &Command, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::Run { paths, filter } => scenarios(paths, filter.as_deref(), output),
        Command::Schema => {
            output.text(&schema::schema());
            Ok(Exit::Yes)
        }
        Command::Steps { text } => {
            steps(text.as_deref(), output);
            Ok(Exit::Yes)
        }
    }
}

fn scenarios(paths: &[PathBuf], filter: Option<&str>, output: &Output) -> Result<Exit, CliError> {
    let mut files = Vec::new();
    for path in paths {
        let found = cred_scenario::run::files(path);
        files.extend(found.map_err(|error| CliError::Io { path: path.display().to_string(), error })?);
    }
    let wanted = |text: &str| filter.is_none_or(|part| text.to_lowercase().contains(&part.to_lowercase()));
    let mut report = Report::default();
    for file in &files {
        let by_path = wanted(&file.display().to_string());
        if !by_path && !std::fs::read_to_string(file).is_ok_and(|text| text.lines().take(40).any(&wanted)) {
            continue;
        }
        let own = run_file(file);
        if !by_path && !wanted(&own.title) {
            continue;
        }
        if !output.is_json() {
            let (style, word) = match own.result {
                Verdict::Passed => (GOOD, "pass"),
                Verdict::Failed => (BAD, "FAIL"),
                Verdict::Wrong => (OPEN, "WRONG"),
            };
            output.text(&format!("{style}{word:<5}{style:#} {}  {FAINT}{}{FAINT:#}", own.file, own.title));
            let lines = own.lines();
            if !lines.is_empty() {
                output.text(&lines.join("\n"));
            }
        }
        report.add(own);
    }
    if report.files.is_empty() {
        return Err(CliError::Usage("no scenario is there: name a `.toml` file, or a folder with some".to_owned()));
    }
    output.value(&report, |report| format!("\n{}", report.summary()));
    Ok(report.exit())
}

fn steps(text: Option<&str>, output: &Output) {
    let wanted = |line: &(String, String, String)| {
        text.is_none_or(|text| {
            format!("{} {} {}", line.0, line.1, line.2).to_lowercase().contains(&text.to_lowercase())
        })
    };
    let lines: Vec<_> = vocabulary::lines().into_iter().filter(wanted).collect();
    let value: Vec<_> =
        lines.iter().map(|(part, word, doc)| serde_json::json!({ "part": part, "word": word, "does": doc })).collect();
    output.value(&value, |_| {
        let rows = lines.iter().map(|(part, word, doc)| vec![word.clone(), doc.clone(), part.clone()]).collect();
        table(&["word", "what it does", "part"], rows)
    });
}

/// The longest step, in bytes.
const MAX_STEP: u64 = 256 * 1024;

pub(crate) fn carry_out(args: &DoArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let label = args.file.display().to_string();
    let io = |error| CliError::Io { path: label.clone(), error };
    let mut text = String::new();
    if args.file == Path::new("-") {
        std::io::stdin().lock().take(MAX_STEP).read_to_string(&mut text).map_err(io)?;
    } else {
        std::fs::File::open(&args.file).map_err(io)?.take(MAX_STEP).read_to_string(&mut text).map_err(io)?;
    }
    let app = session::write(global)?;
    let zone = match args.zone {
        Some(zone) => zone,
        None => app.find_facility(None).ok().map_or(Ok(Zone::UTC), |facility| app.facility_zone(&facility))?,
    };
    let faults = |faults: String| CliError::Faults { file: label.clone(), faults };
    let step = cred_scenario::read_step(&text, &label, zone, app.now()).map_err(|own| faults(own.to_string()))?;
    match cred_scenario::carry_out(app, &step, global.actor.clone(), zone, global.key.clone()) {
        Came::Done(facts) => {
            let value: serde_json::Map<String, serde_json::Value> =
                facts.iter().map(|(key, text)| (key.clone(), serde_json::Value::String(text.clone()))).collect();
            output.value(&serde_json::json!({ "done": step.word(), "facts": value }), |_| {
                let told: Vec<String> = facts.iter().map(|(key, text)| format!("{key} {text}")).collect();
                format!("{}: {}", step.word(), if told.is_empty() { "done".to_owned() } else { told.join(", ") })
            });
            Ok(Exit::Yes)
        }
        Came::Engine(error) => Err(error.into()),
        Came::Wrong(message) => Err(faults(message)),
    }
}
