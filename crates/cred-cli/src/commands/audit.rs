//! `cred audit`.

use cred_wire::exit::Exit;

use crate::{error::CliError, global::Global, output::Output};

mod check_proof;
mod checkpoint;
mod cosign;
mod key;
mod prove;
mod verify;

/// Show to people outside that the history was not altered: checkpoints that the log signs, proofs, and their checks (docs/audit.md).
#[derive(Debug, clap::Subcommand)]
#[expect(missing_docs, reason = "the help text of each command is the doc comment of its arguments")]
pub enum Command {
    Key(key::Args),
    Checkpoint(checkpoint::Args),
    Verify(verify::Args),
    Prove(prove::Args),
    CheckProof(check_proof::Args),
    Cosign(cosign::Args),
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::Key(args) => key::run(args, output),
        Command::Checkpoint(args) => checkpoint::run(args, global, output),
        Command::Verify(args) => verify::run(args, global, output),
        Command::Prove(args) => prove::run(args, global, output),
        Command::CheckProof(args) => check_proof::run(args, output),
        Command::Cosign(args) => cosign::run(args, output),
    }
}
