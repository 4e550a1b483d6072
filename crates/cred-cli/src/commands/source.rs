//! `cred source`.

mod ask;

use std::path::{Path, PathBuf};

use cred_sources::{
    clock::{Clock as _, SystemClock},
    sources_file::{self, Source},
};
use cred_wire::exit::Exit;

use crate::{
    error::CliError,
    global::Global,
    output::{FAINT, GOOD, OPEN, Output},
};

/// Primary sources: what is described, whether it could be asked, and asking it.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the sources of a file: what each verifies, what it counts for, and how fast it may be asked.
    List {
        /// The sources file (docs/sources.md).
        file: PathBuf,
    },
    /// Read a sources file, and tell which sources could not be asked now: a key is not set, or an outage is announced. Nothing is sent.
    ///
    /// Exit code 0 where all could be asked, else 4.
    Check {
        /// The sources file.
        file: PathBuf,
    },
    /// Print a sources file that shows every key.
    Example,
    #[expect(missing_docs, reason = "the help text is the doc comment of its arguments")]
    Ask(Box<ask::Args>),
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::List { file } => Ok(list(&read(file)?, output)),
        Command::Check { file } => Ok(check(&read(file)?, output)),
        Command::Example => {
            output.text(sources_file::EXAMPLE.trim_end());
            Ok(Exit::Yes)
        }
        Command::Ask(args) => ask::run(args, global, output),
    }
}

fn read(file: &Path) -> Result<Vec<Source>, CliError> {
    let path = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| CliError::Io { path: path.clone(), error })?;
    sources_file::parse(&text, &path).map_err(|fault| CliError::Faults { file: path, faults: fault.to_string() })
}

/// The value of an environment variable.
fn key(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|key| !key.trim().is_empty())
}

#[derive(serde::Serialize)]
struct Listed {
    id: String,
    name: String,
    verifies: Vec<String>,
    counts: Vec<String>,
    needs: Vec<&'static str>,
    rate: String,
}

fn list(sources: &[Source], output: &Output) -> Exit {
    let listed: Vec<Listed> = sources
        .iter()
        .map(|source| {
            let about = &source.about;
            let counts = about.standings.iter().map(|own| {
                let counts = match own.counts {
                    cred_core::evidence::primary_source::Counts::Primary => "primary",
                    cred_core::evidence::primary_source::Counts::DesignatedEquivalent => "designated-equivalent",
                    cred_core::evidence::primary_source::Counts::Neither => "neither",
                };
                format!("{} under {}: {counts}", own.element, own.standard)
            });
            Listed {
                id: about.id.to_string(),
                name: about.name.to_string(),
                verifies: about.verifies.iter().map(ToString::to_string).collect(),
                counts: counts.collect(),
                needs: about.inputs.iter().map(|input| input.word()).collect(),
                rate: format!("{} in {} s", about.pace.rate.requests, about.pace.rate.seconds),
            }
        })
        .collect();
    output.value(&listed, |listed| {
        let line = |own: &Listed| {
            let counts = own.counts.join("; ");
            format!(
                "{GOOD}{}{GOOD:#}  {}  {}\n  {FAINT}{counts}; {}{FAINT:#}",
                own.id,
                own.name,
                own.verifies.join(", "),
                own.rate
            )
        };
        listed.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Exit::Yes
}

#[derive(serde::Serialize)]
struct Checked {
    id: String,
    /// Why it could not be asked now; none where it could.
    open: Option<String>,
}

fn check(sources: &[Source], output: &Output) -> Exit {
    let now = SystemClock.now();
    let checked: Vec<Checked> = sources
        .iter()
        .map(|source| {
            let unset = source.auth.as_ref().filter(|auth| key(&auth.env).is_none());
            let open = match (unset, source.about.out_until(now)) {
                (Some(auth), _) => Some(format!("its key is not set: set {}", auth.env)),
                (None, Some(until)) => Some(format!("it is known not to answer until {until}")),
                (None, None) => None,
            };
            Checked { id: source.about.id.to_string(), open }
        })
        .collect();
    output.value(&checked, |checked| {
        let line = |own: &Checked| match &own.open {
            None => format!("{GOOD}{}{GOOD:#}  could be asked", own.id),
            Some(open) => format!("{OPEN}{}{OPEN:#}  {open}", own.id),
        };
        checked.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    if checked.iter().all(|own| own.open.is_none()) { Exit::Yes } else { Exit::Unknown }
}
