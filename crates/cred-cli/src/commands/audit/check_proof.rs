//! `cred audit check-proof`.

use std::path::PathBuf;

use cred_app::audit::proof::Proof;
use cred_tlog::VerifierKey;
use cred_wire::exit::Exit;
use serde_json::json;

use crate::{
    commands::signed_files as files,
    error::CliError,
    output::{GOOD, Output},
};

/// Check a proof against signed checkpoints. Needs no database.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proof, as `cred audit prove` wrote it.
    proof: PathBuf,
    /// The checkpoint whose history it is about.
    #[arg(long, value_name = "FILE")]
    checkpoint: PathBuf,
    /// The earlier checkpoint that it leads from, kept by you.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// A public key that must have signed the checkpoints: that of the log, and any witness's; may be given several times.
    #[arg(long, value_name = "KEY|FILE", value_parser = files::public_key, required = true)]
    trust: Vec<VerifierKey>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let text = files::read(&args.proof)?;
    let proof: Proof = serde_json::from_str(&text)
        .map_err(|error| CliError::Usage(format!("{}: this is no proof: {error}", args.proof.display())))?;
    let (newer, signers) = files::trusted(&args.checkpoint, &args.trust)?;
    let older =
        args.since.as_deref().map(|path| files::trusted(path, &args.trust)).transpose()?.map(|(older, _)| older);
    if let Some(older) = &older
        && older.checkpoint().origin() != newer.checkpoint().origin()
    {
        return Err(CliError::NotProven("the two checkpoints are of different logs; give two of the same".to_owned()));
    }
    let (newer, origin) = (newer.checkpoint().head(), newer.checkpoint().origin());
    let older = older.map(|older| older.checkpoint().head());
    proof
        .check(&newer, older.as_ref())
        .map_err(|error| CliError::NotProven(format!("{}: {error}", args.proof.display())))?;
    let proven = match &proof {
        Proof::Inclusion { event, event_hash, content, .. } => {
            let shown = if content.is_some() { "with the content shown" } else { "with this hash" };
            format!("event {event} {shown} ({event_hash}) is in the history of {} events of `{origin}`", newer.size)
        }
        Proof::Consistency { from, .. } => {
            format!("the history of {from} events is the beginning of that of {} events of `{origin}`", newer.size)
        }
    };
    let signers: Vec<_> = signers.iter().map(|signer| json!({ "name": signer.name, "at": signer.at })).collect();
    let value =
        json!({ "proven": true, "statement": proven, "origin": origin, "size": newer.size, "signers": signers });
    output.value(&value, |_| format!("{GOOD}proven{GOOD:#}: {proven}"));
    Ok(Exit::Yes)
}
