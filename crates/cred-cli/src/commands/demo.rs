//! `cred demo`: a synthetic hospital, from raw files to decisions.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use cred_wire::exit::Exit;

use crate::{
    cli::Cli,
    error::CliError,
    global::Global,
    output::{FAINT, Output},
};

/// Drive a shipped synthetic hospital from raw files to decisions, command by command.
///
/// It writes its raw files and a database with a simulated clock into the folder, and prints every command with its output.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; must not hold the demonstration already.
    #[arg(default_value = "cred-demo")]
    folder: PathBuf,
}

/// The raw files, by name.
const FILES: [(&str, &str); 8] = [
    ("facility.toml", include_str!("../../demo/facility.toml")),
    ("surgery.toml", include_str!("../../demo/surgery.toml")),
    ("cardiology.toml", include_str!("../../demo/cardiology.toml")),
    ("advanced-practice.toml", include_str!("../../demo/advanced-practice.toml")),
    ("npidata.csv", include_str!("../../demo/npidata.csv")),
    ("roster.csv", include_str!("../../demo/roster.csv")),
    ("evidence.csv", include_str!("../../demo/evidence.csv")),
    ("steps.txt", STEPS),
];

const STEPS: &str = include_str!("../../demo/steps.txt");

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Exit, CliError> {
    let db = args.folder.join("hospital.db");
    if db.exists() {
        return Err(CliError::Usage(format!("{} exists already: name another folder, or remove it", db.display())));
    }
    let io = |path: &Path, error| CliError::Io { path: path.display().to_string(), error };
    std::fs::create_dir_all(&args.folder).map_err(|error| io(&args.folder, error))?;
    for (name, text) in FILES {
        let path = args.folder.join(name);
        std::fs::write(&path, text).map_err(|error| io(&path, error))?;
    }
    let mut expected = Exit::Yes.code();
    let mut now = None;
    let mut number = 0_u32;
    for line in STEPS.lines() {
        let Some((sign, rest)) = line.split_once(' ') else { continue };
        match sign {
            ">" => output.text(&format!("\n{rest}")),
            "@" => {
                output.text(&format!("{FAINT}-- it is {rest} --{FAINT:#}"));
                now = Some(rest.to_owned());
            }
            "!" => expected = rest.trim().parse().unwrap_or(expected),
            "$" | "." => {
                if sign == "$" {
                    output.text(&format!("\n$ {rest}"));
                }
                let quiet = sign == ".";
                number += 1;
                // A key for each step makes every id, and so the whole transcript, the same on every machine. An import has its own.
                let key = (!rest.starts_with("cred import")).then(|| format!("demo-{number}"));
                let own = Global { db: db.clone(), simulate: now.clone(), actor: None, key, ..global.clone() };
                let exit = step(rest, &args.folder, own, quiet, output)?;
                if exit.code() != expected {
                    return Err(CliError::Usage(format!("the demonstration broke at `{rest}`: exit {}", exit.code())));
                }
                if exit != Exit::Yes {
                    output.text(&format!("{FAINT}(exit {}: {}){FAINT:#}", exit.code(), exit.meaning()));
                }
                expected = Exit::Yes.code();
            }
            _ => {}
        }
    }
    output.text(&next_steps(&args.folder));
    Ok(Exit::Yes)
}

/// Runs one command line of the steps as the program itself would.
fn step(line: &str, folder: &Path, global: Global, quiet: bool, output: &mut Output) -> Result<Exit, CliError> {
    let mut words = shlex::split(line).ok_or_else(|| CliError::Usage(format!("`{line}` has an open quote")))?;
    for word in &mut words {
        // The raw files lie in the demonstration's folder.
        if FILES.iter().any(|(name, _)| name == word) {
            *word = folder.join(&*word).display().to_string();
        }
    }
    let cli = Cli::try_parse_from(words).map_err(CliError::usage)?;
    let global = Global { actor: cli.global.actor.clone(), ..global };
    let mut silent = Output::silent();
    let own = if quiet { &mut silent } else { output };
    match crate::commands::dispatch(cli.command, &global, own) {
        Ok(exit) => Ok(exit),
        Err(error) if quiet => Err(error),
        Err(error) => Ok(own.problem_in_place(&error)),
    }
}

fn next_steps(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "
The files are in {folder}; look at them, and go on in the same database:
  export CRED_DB={folder}/hospital.db CRED_SIMULATE=2026-02-02T07:55:00-07:00
  cred show okonkwo          everything on file about one provider
  cred history okonkwo       every event, with who and when
  cred show copper-basin     the facility, its resources and forms

With your own data, in a real database (no simulated clock):
  unset CRED_SIMULATE; export CRED_DB=hospital.db
  cred facility load your-facility.toml --as facility:<you>
  cred privilege-set load your-form.toml --as board:<minutes>
  cred import nppes npidata.csv --known-only --as msp:<you>
  cred import roster your-roster.csv --as msp:<you>
  cred --help"
    )
}
