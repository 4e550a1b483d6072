//! `cred audit prove`.

use std::path::{Path, PathBuf};

use cred_app::audit::proof::Proof;
use cred_store::{Bound, OpenMode, OpenOptions, SqliteStore, Store as _};
use cred_tlog::TreeHead;
use cred_wire::exit::Exit;

use crate::{commands::signed_files as files, error::CliError, global::Global, output::Output};

/// Prove, for somebody without the database, that an event is in the history of a checkpoint, or that the history of a checkpoint is the
/// beginning of that of a later one.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// The event at this position is in the history.
    #[arg(long, value_name = "SEQ", group = "what")]
    event: Option<u64>,
    /// The first so many events are the beginning of the history.
    #[arg(long, value_name = "SIZE", group = "what")]
    from: Option<u64>,
    /// What this earlier checkpoint states is the beginning of the history.
    #[arg(long, value_name = "FILE", group = "what")]
    since: Option<PathBuf>,
    /// The history of so many events; all there are if left out.
    #[arg(long, value_name = "SIZE", conflicts_with = "checkpoint")]
    size: Option<u64>,
    /// The history that this checkpoint states.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Also tell what the event says, all of it. Refused for an event with a number that is never shown.
    #[arg(long, requires = "event", requires = "out")]
    reveal: bool,
    /// Write the proof here, readable by you alone; printed if left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let store = SqliteStore::open(&global.db, OpenOptions::new(OpenMode::ReadOnly))
        .or_else(|_| SqliteStore::open(&global.db, OpenOptions::new(OpenMode::Existing)))?;
    let newer = match (&args.checkpoint, args.size) {
        (Some(path), _) => stated(&store, path)?,
        (None, Some(size)) => store.tree(Bound::Seq(size)).map(|tree| TreeHead { size, ..tree })?,
        (None, None) => store.tree(Bound::Now)?,
    };
    let older = match (&args.since, args.from) {
        (Some(path), _) => Some(stated(&store, path)?),
        (None, Some(size)) => Some(TreeHead { size, root: store.tree(Bound::Seq(size))?.root }),
        (None, None) => None,
    };
    let proof = match (args.event, &older) {
        (Some(event), _) => Proof::of_event(&store, event, newer.size, args.reveal)?,
        (None, Some(older)) => Proof::of_growth(&store, older.size, newer.size)?,
        (None, None) => return Err(CliError::Usage("say what to prove: `--event`, `--from` or `--since`".to_owned())),
    };
    // Made from the stored tree, which may have been altered.
    proof
        .check(&newer, older.as_ref())
        .map_err(|error| CliError::NotSound(format!("{error}; run `cred audit verify`")))?;
    let json =
        serde_json::to_string_pretty(&proof).map_err(|error| cred_app::error::AppError::Codec(error.to_string()))?;
    match &args.out {
        None => output.text(&json),
        Some(out) => {
            files::replace(out, &format!("{json}\n"), files::PRIVATE)?;
            let value = serde_json::json!({ "written": out.display().to_string(), "size": newer.size });
            output.value(&value, |_| {
                format!("proof for the history of {} events written to {}", newer.size, out.display())
            });
        }
    }
    Ok(Exit::Yes)
}

/// The tree that a checkpoint states, which must be one of this history.
fn stated(store: &SqliteStore, path: &Path) -> Result<TreeHead, CliError> {
    let stated = files::checkpoint(path)?.checkpoint().head();
    let found = store.tree(Bound::Seq(stated.size))?;
    if found == stated {
        return Ok(stated);
    }
    let what = if found.size < stated.size { "has fewer events than" } else { "is another than that of" };
    Err(CliError::NotSound(format!(
        "this history {what} the checkpoint {}; run `cred audit verify --since`",
        path.display()
    )))
}
