//! `cred demo`: a synthetic hospital, from raw files to decisions.

use std::path::PathBuf;

use cred_wire::exit::Exit;

use crate::{cli::Global, error::CliError, output::Output};

/// Drive a shipped synthetic hospital from raw files to decisions, command by command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for its files and its database; must not hold a database yet.
    #[arg(default_value = "cred-demo")]
    folder: PathBuf,
}

pub(crate) fn run(_args: &Args, _global: &Global, _output: &mut Output) -> Result<Exit, CliError> {
    Ok(Exit::Yes)
}
