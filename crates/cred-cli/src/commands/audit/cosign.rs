//! `cred audit cosign`.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use cred_app::audit::proof::Proof;
use cred_tlog::{KeyKind, VerifierKey};
use cred_wire::exit::Exit;
use serde_json::json;

use crate::{commands::signed_files as files, error::CliError, output::Output};

/// As a witness, add your line to a checkpoint: you saw it at this time, and it goes on from the last one that your key has signed. Needs
/// no database.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The checkpoint; it is written back with your line.
    checkpoint: PathBuf,
    /// The witness's private key, made with `cred audit key --witness`; one key for each log.
    #[arg(long, value_name = "FILE")]
    sign_with: PathBuf,
    /// The log's public key.
    #[arg(long, value_name = "KEY|FILE", value_parser = files::public_key)]
    trust: VerifierKey,
    /// The proof that it goes on from the last one (`cred audit prove --since`); not needed for the first.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let held = files::held_key(&args.sign_with)?;
    if held.key.verifier().kind() != KeyKind::Witness {
        return Err(CliError::Usage("this is the key of a log; make one with `cred audit key --witness`".to_owned()));
    }
    let (mut signed, _) = files::trusted(&args.checkpoint, std::slice::from_ref(&args.trust))?;
    let newer = signed.checkpoint().head();
    if let Some(last) = held.last()? {
        if last.checkpoint().origin() != signed.checkpoint().origin() {
            let origin = last.checkpoint().origin();
            return Err(CliError::Usage(format!(
                "this key has signed checkpoints of `{origin}`; use another for another log"
            )));
        }
        let older = last.checkpoint().head();
        if older.size > newer.size || (older.size == newer.size && older.root != newer.root) {
            let (older, newer) = (older.size, newer.size);
            return Err(CliError::NotProven(format!(
                "this checkpoint of {newer} events does not go on from the last one signed, of {older}: the log was cut or forked; keep both"
            )));
        }
        // From the empty history everything goes on.
        if older.size > 0 && older.size < newer.size {
            let path = args.proof.as_deref().ok_or_else(|| {
                let from = older.size;
                CliError::Usage(format!(
                    "ask the log for a proof from {from} to {} events, and give it with `--proof`",
                    newer.size
                ))
            })?;
            let proof: Proof = serde_json::from_str(&files::read(path)?)
                .map_err(|error| CliError::Usage(format!("{}: this is no proof: {error}", path.display())))?;
            proof
                .check(&newer, Some(&older))
                .map_err(|error| CliError::NotProven(format!("{}: {error}", path.display())))?;
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    signed.cosign(&held.key, now);
    held.remember(&signed)?;
    files::replace(&args.checkpoint, &signed.to_string(), files::PUBLIC)?;
    let name = held.key.verifier().name().to_owned();
    let value = json!({ "witness": name, "at": now, "size": newer.size, "root": newer.root.to_string() });
    output.value(&value, |_| format!("`{name}` has signed the checkpoint of {} events", newer.size));
    Ok(Exit::Yes)
}
