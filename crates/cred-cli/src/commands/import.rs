//! `cred import`.

use std::{fs::File, io::BufReader, path::PathBuf, time::Duration};

use cred_app::use_cases::importing::{Imported, Options};
use cred_import::roster::Mapping;
use cred_wire::exit::Exit;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, Output, table},
    session,
};

/// Import providers, rosters or evidence from CSV files.
///
/// All or nothing for each file, unless `--partial`. The same file again changes nothing.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Import the federal NPI file (NPPES V.2, 330 columns, unzipped). Organisations and deactivated numbers are left out.
    Nppes(Args),
    /// Import a roster: a CSV with a header of your own (see `--mapping`).
    Roster {
        /// A TOML file that says which column holds what (docs/cli.md shows one); well-known headers need none.
        #[arg(long, value_name = "FILE")]
        mapping: Option<PathBuf>,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        args: Args,
    },
    /// Import verifications done elsewhere, one a row (docs/cli.md lists the columns).
    Evidence(Args),
}

/// Arguments of every import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file.
    file: PathBuf,
    /// Take the good rows of a file that has bad ones; the bad ones are reported all the same.
    #[arg(long)]
    partial: bool,
    /// Take only rows of providers that are on file.
    #[arg(long)]
    known_only: bool,
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let (Command::Nppes(args) | Command::Roster { args, .. } | Command::Evidence(args)) = command;
    let label = args.file.display().to_string();
    let io = |error| CliError::Io { path: label.clone(), error };
    let file = File::open(&args.file).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mapping = match command {
        Command::Roster { mapping: Some(path), .. } => {
            let path_label = path.display().to_string();
            let text =
                std::fs::read_to_string(path).map_err(|error| CliError::Io { path: path_label.clone(), error })?;
            Mapping::from_toml(&text)
                .map_err(|fault| CliError::Faults { file: path_label, faults: fault.to_string() })?
        }
        Command::Roster { .. } | Command::Nppes(_) | Command::Evidence(_) => Mapping::built_in(),
    };
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let options = Options { partial: args.partial, known_only: args.known_only };
    let bar = progress_bar(size);
    let mut progress = |bytes| bar.set_position(bytes);
    let imported = match command {
        Command::Nppes(_) => app.import_nppes(&by, &label, &mut reader, options, &mut progress),
        Command::Roster { .. } => app.import_roster(&by, &label, &mut reader, &mapping, options, &mut progress),
        Command::Evidence(_) => app.import_evidence(&by, &label, &mut reader, options, &mut progress),
    };
    bar.finish_and_clear();
    let imported = imported?;
    output.value(&imported, |imported| text(imported, options));
    Ok(if imported.report.is_clean() && imported.report.stopped.is_none() { Exit::Yes } else { Exit::Usage })
}

/// A bar on a terminal, from one megabyte on; nothing elsewhere.
fn progress_bar(size: u64) -> ProgressBar {
    if size < 1 << 20 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(size);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} eta {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn text(imported: &Imported, options: Options) -> String {
    let report = &imported.report;
    let mut lines = vec![format!(
        "{}: {} rows read, {} accepted, {} rejected, {} left out",
        report.file, report.rows_read, report.accepted, report.rejected, imported.left_out
    )];
    if let Some(stop) = &report.stopped {
        lines.push(format!("{BAD}stopped{BAD:#}: {} [{}]", stop.reason, stop.code));
    }
    if !report.errors.is_empty() {
        let row = |error: &cred_import::RowError| {
            vec![
                error.line.to_string(),
                error.column.clone().unwrap_or_default(),
                error.value.clone().unwrap_or_default(),
                error.rule.to_string(),
            ]
        };
        lines.push(table(&["line", "column", "value", "reason"], report.errors.iter().map(row).collect()));
    }
    if !report.warnings.is_empty() {
        let row = |error: &cred_import::RowError| {
            vec![error.line.to_string(), error.column.clone().unwrap_or_default(), error.rule.to_string()]
        };
        lines.push("warnings".to_owned());
        lines.push(table(&["line", "column", "what is doubtful"], report.warnings.iter().map(row).collect()));
    }
    if !report.ignored_columns.is_empty() && report.ignored_columns.len() <= 40 {
        lines.push(format!("columns not read: {}", report.ignored_columns.join(", ")));
    }
    lines.push(if imported.repeated {
        "imported before; nothing was changed".to_owned()
    } else if imported.written {
        format!("{} providers registered, {} names, claims or answers added", imported.registered, imported.added)
    } else if report.is_clean() && report.stopped.is_none() {
        "nothing in it is new; nothing was changed".to_owned()
    } else if options.partial {
        "nothing was written".to_owned()
    } else {
        "nothing was written; mend the rows, or take the good ones with --partial".to_owned()
    });
    lines.join("\n")
}
