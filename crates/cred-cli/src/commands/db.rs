//! `cred db`.

use std::path::PathBuf;

use cred_app::{
    audit::{self, Audit, Verdict},
    index::Derivation,
};
use cred_store::{Anchor, Bound, OpenMode, OpenOptions, SqliteStore, Store as _};
use cred_wire::exit::Exit;
use serde_json::json;

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, GOOD, Output},
};

/// Look after the database: verify its history, print its head, copy it while it is in use.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Walk the whole hash chain and compare the Merkle tree with it. With `--anchor` it also tells whether the end was cut off or written anew.
    Verify {
        /// A head printed earlier by `cred db head`, kept where the owner of the database cannot change it; may be given several times.
        #[arg(long = "anchor", value_name = "SEQ:HASH")]
        anchors: Vec<String>,
    },
    /// Print the head of the history: keep it elsewhere, as an anchor.
    Head,
    /// Copy the database into a new file while it is in use.
    Backup {
        /// The new file.
        to: PathBuf,
    },
    /// Make again what is derived from the history: the look-up index and the Merkle tree.
    Reindex,
}

pub(super) fn anchor(text: &str) -> Result<Anchor, CliError> {
    let parsed =
        text.split_once(':').and_then(|(seq, hash)| Some(Anchor { seq: seq.parse().ok()?, hash: hash.parse().ok()? }));
    parsed
        .ok_or_else(|| CliError::Usage(format!("`{text}` is no anchor: give what `cred db head` printed, `SEQ:HASH`")))
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mode = match command {
        Command::Verify { .. } => OpenMode::Inspect,
        Command::Head | Command::Backup { .. } | Command::Reindex => OpenMode::Existing,
    };
    let mut store = SqliteStore::open(&global.db, OpenOptions::new(mode))?;
    match command {
        Command::Head => {
            let head = store.head(Bound::Now)?;
            let line = format!("{}:{}", head.seq, head.hash);
            output.value(&json!({ "seq": head.seq, "hash": head.hash.to_string(), "anchor": line }), |_| line.clone());
            Ok(Exit::Yes)
        }
        Command::Backup { to } => {
            let head = store.copy_to(to)?;
            let line = format!("{}:{}", head.seq, head.hash);
            output.value(&json!({ "to": to.display().to_string(), "anchor": line }), |_| {
                format!("copied to {}; its head is {line}", to.display())
            });
            Ok(Exit::Yes)
        }
        Command::Reindex => {
            let mut derivation = Derivation::default();
            let changed = store.rebuild_index(&mut |event| derivation.next(event))?;
            let subtrees = store.rebuild_tree()?;
            output.value(&json!({ "entries": changed, "subtrees": subtrees }), |_| {
                format!("{changed} look-up entries and {subtrees} subtrees made from the history")
            });
            Ok(Exit::Yes)
        }
        Command::Verify { anchors } => {
            let anchors = anchors.iter().map(|text| anchor(text)).collect::<Result<Vec<_>, _>>()?;
            let Audit { verdict, findings, report, .. } = audit::audit(&store, &anchors, &[])?;
            let sound = verdict == Verdict::Consistent;
            let value = json!({
                "sound": sound, "events": report.events, "streams": report.streams, "unanchored": report.unanchored,
                "head": format!("{}:{}", report.head.seq, report.head.hash), "findings": findings,
            });
            output.value(&value, |_| {
                let mut lines = vec![if sound {
                    format!("{GOOD}sound{GOOD:#}: {} events in {} streams", report.events, report.streams)
                } else {
                    format!("{BAD}not sound{BAD:#}: {} events in {} streams", report.events, report.streams)
                }];
                lines.extend(findings.iter().map(|finding| format!("  {finding}")));
                lines.push(format!(
                    "  {} events after the last anchor could be rewritten without a trace in this file",
                    report.unanchored
                ));
                lines.push(format!("  head {}:{}", report.head.seq, report.head.hash));
                lines.join("\n")
            });
            Ok(if sound { Exit::Yes } else { Exit::Failure })
        }
    }
}
