//! `cred privilege-set`.

use std::path::PathBuf;

use cred_wire::exit::Exit;

use super::report;
use crate::{error::CliError, global::Global, output::Output, session};

/// Publish a version of a privilege set (delineation form) from a file, or check one.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Publish the version in a TOML file. A published version never changes.
    Load {
        /// The file.
        file: PathBuf,
    },
    /// Check a file without writing anything.
    Check {
        /// The file.
        file: PathBuf,
    },
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let (Command::Load { file } | Command::Check { file }) = command;
    let label = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| CliError::Io { path: label.clone(), error })?;
    let parsed = cred_import::privilege_set_file::parse(&text, &label)
        .map_err(|fault| CliError::Faults { file: label.clone(), faults: fault.to_string() })?;
    let told = format!(
        "{} {} for {}: {} privileges, effective from {}",
        parsed.set,
        parsed.version.version,
        parsed.facility,
        parsed.version.items.len(),
        parsed.version.effective_from
    );
    if let Command::Check { .. } = command {
        output.value(&serde_json::json!({ "ok": true, "set": parsed.set.to_string() }), |_| {
            format!("no fault found: {told}")
        });
        return Ok(Exit::Yes);
    }
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let done = app.publish_privilege_set(&by, &parsed.facility, &parsed.set, &parsed.version)?;
    Ok(report(&done, output, |()| told))
}
