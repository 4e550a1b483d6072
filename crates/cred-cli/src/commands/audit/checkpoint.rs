//! `cred audit checkpoint`.

use std::path::{Path, PathBuf};

use cred_app::audit::{self, Verdict};
use cred_store::{OpenMode, OpenOptions, SqliteStore};
use cred_tlog::{Checkpoint, SignedCheckpoint};
use cred_wire::exit::Exit;
use serde_json::json;

use crate::{commands::signed_files as files, error::CliError, global::Global, output::Output};

/// Sign what the history is now: its name, its number of events and the root of its Merkle tree. The whole history is verified first, and
/// must go on from the last checkpoint that this key has signed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The log's private key, made with `cred audit key`.
    #[arg(long, value_name = "FILE")]
    sign_with: PathBuf,
    /// Write the checkpoint here, in place of an earlier one; lines of witnesses under the same checkpoint are kept.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let held = files::held_key(&args.sign_with)?;
    let last = held.last()?;
    let store = SqliteStore::open(&global.db, OpenOptions::new(OpenMode::Existing))?;
    let before: Vec<_> = last.iter().map(|last| last.checkpoint().head()).collect();
    let found = audit::audit(&store, &[], &before)?;
    let (Verdict::Consistent, Some(tree)) = (found.verdict, found.report.tree) else {
        let mut detail = format!("the history is {}; no checkpoint was signed", found.verdict.word());
        for finding in found.findings.iter().take(10) {
            detail.push_str("\n  ");
            detail.push_str(finding);
        }
        return Err(CliError::NotSound(detail));
    };
    let refused = |error: &dyn std::fmt::Display| CliError::Usage(format!("{}: {error}", args.sign_with.display()));
    let checkpoint = Checkpoint::new(held.key.verifier().name(), tree).map_err(|error| refused(&error))?;
    let signed = SignedCheckpoint::sign(checkpoint, &held.key).map_err(|error| refused(&error))?;
    let signed = match &args.out {
        None => signed,
        Some(out) => with_witnesses(out, signed)?,
    };
    // Remembered first: what was never handed out may be signed again, but no fork of what was.
    held.remember(&signed)?;
    let text = signed.to_string();
    if let Some(out) = &args.out {
        files::replace(out, &text, files::PUBLIC)?;
    }
    let value = json!({
        "origin": signed.checkpoint().origin(), "size": tree.size, "root": tree.root.to_string(), "checkpoint": text,
    });
    output.value(&value, |_| match &args.out {
        None => text.trim_end().to_owned(),
        Some(out) => format!("checkpoint of {} events, root {}, written to {}", tree.size, tree.root, out.display()),
    });
    Ok(Exit::Yes)
}

/// The checkpoint that is there already, if it states the same: it may have been cosigned.
fn with_witnesses(out: &Path, signed: SignedCheckpoint) -> Result<SignedCheckpoint, CliError> {
    if !out.try_exists().map_err(files::io_error(out))? {
        return Ok(signed);
    }
    let there = files::checkpoint(out)?;
    let same = signed.note().signatures().iter().all(|line| there.note().signatures().contains(line));
    Ok(if same && there.note().text() == signed.note().text() { there } else { signed })
}
