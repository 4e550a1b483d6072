//! `cred snapshot`: a site's register as a signed file.

mod seen;

use std::path::{Path, PathBuf};

use cred_app::{clock::Clock, error::AppError, moment};
use cred_core::time::Instant;
use cred_snapshot::{make::Lookup, snapshot::Snapshot};
use cred_tlog::VerifierKey;
use cred_wire::{
    exit::Exit,
    snapshot::{About, Shown},
};
use serde_json::json;

use crate::{
    commands::signed_files::{held_key, public_key},
    error::CliError,
    global::Global,
    output::{OPEN, Output, table},
    session,
};

/// A site's register as a signed file with an end, for readers without the database: `cred may --snapshot`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a snapshot of a site as known now.
    Make {
        /// Of which site: its id, or `facility/site`.
        #[arg(long, value_name = "SITE")]
        at_site: String,
        /// When it stops to answer; a time without an offset is local to the site. Hours or a few days: what happens meanwhile is not in it.
        #[arg(long, value_name = "TIME")]
        expires: String,
        /// The file with the private key, as `cred audit key` writes it.
        #[arg(long, value_name = "FILE")]
        sign_with: PathBuf,
        /// The file to write; one that is there is replaced.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// By what somebody can be found in it, beside the id.
        #[arg(long, value_enum, default_value_t = By::Npi, value_name = "BY")]
        lookup: By,
    },
    /// Show a snapshot: of what, from when to when, and who is in it with what is a yes now.
    Show {
        /// The file.
        file: PathBuf,
        /// The public key that must have signed it.
        #[arg(long, value_name = "KEY|FILE", value_parser = public_key)]
        trust: VerifierKey,
        /// At this time instead of now; a time without an offset is local to the site.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

/// By what somebody can be found in a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// By nothing else.
    Id,
    /// By the NPI.
    Npi,
    /// By NPI and name: the file then names people.
    Name,
}

impl From<By> for Lookup {
    fn from(by: By) -> Self {
        match by {
            By::Id => Self::Id,
            By::Npi => Self::Npi,
            By::Name => Self::Name,
        }
    }
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::Make { at_site, expires, sign_with, out, lookup } => {
            let held = held_key(sign_with)?;
            let app = session::read(global)?;
            let (facility, site) = app.find_site(at_site)?;
            let expires_at = moment::parse("`--expires`", expires, app.site_zone(&facility, &site)?)?;
            let maker = app.snapshot(&facility, &site, expires_at, (*lookup).into())?;
            let bytes = maker.seal(&held.key).map_err(AppError::from)?;
            seen::replace(out, &bytes)?;
            // What was written is read as a reader will read it.
            let snapshot = Snapshot::open(&bytes, &held.key.verifier(), None)
                .map_err(|error| CliError::Snapshot { file: out.display().to_string(), error })?;
            let (about, people, size) = (About::of(&snapshot), snapshot.holders().count(), bytes.len());
            let value =
                json!({ "file": out.display().to_string(), "bytes": size, "holders": people, "snapshot": about });
            output.value(&value, |_| {
                format!(
                    "{}: {}/{}, {people} holders, {size} bytes, of position {}; answers until {}",
                    out.display(),
                    about.facility,
                    about.site,
                    about.position,
                    about.expires_at.local
                )
            });
            Ok(Exit::Yes)
        }
        Command::Show { file, trust, at } => {
            let snapshot = opened(file, trust, None)?;
            let now = now(&snapshot, global)?;
            let zone = snapshot.origin().zone;
            let at = at.as_deref().map_or(Ok(now), |text| moment::parse("the time", text, zone))?;
            output.value(&Shown::of(&snapshot, at), shown);
            Ok(Exit::Yes)
        }
    }
}

/// Opens a snapshot for questions, holds it against the newest seen, and remembers it; the time that its reader goes by.
pub(super) fn open(
    file: &Path,
    trust: &VerifierKey,
    seen: Option<&Path>,
    global: &Global,
) -> Result<(Snapshot, Instant), CliError> {
    let kept = seen.map_or_else(|| beside(file, ".seen"), Path::to_path_buf);
    let newest = seen::read(&kept)?;
    let snapshot = opened(file, trust, newest.as_ref())?;
    let now = now(&snapshot, global)?;
    seen::write(&kept, &snapshot.newest(now), newest.as_ref())?;
    Ok((snapshot, now))
}

fn opened(
    file: &Path,
    trust: &VerifierKey,
    newest: Option<&cred_snapshot::newest::Newest>,
) -> Result<Snapshot, CliError> {
    let io = |error| CliError::Io { path: file.display().to_string(), error };
    let bytes = std::fs::read(file).map_err(io)?;
    let refused = |error| CliError::Snapshot { file: file.display().to_string(), error };
    Snapshot::open(&bytes, trust, newest).map_err(refused)
}

/// Now, by the kind of clock that the snapshot's history keeps to: nobody makes an expired one answer by a simulated time.
fn now(snapshot: &Snapshot, global: &Global) -> Result<Instant, CliError> {
    let clock = session::clock(global)?;
    let simulated = matches!(clock, Clock::Simulated(_));
    if simulated == snapshot.origin().simulated {
        return Ok(clock.now());
    }
    let (held, given) = if simulated { ("system", "simulated") } else { ("simulated", "system") };
    Err(AppError::OtherClock { held: held.to_owned(), given }.into())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

fn shown(shown: &Shown) -> String {
    let of = &shown.snapshot;
    let mut lines = vec![
        format!("Snapshot of {}/{}", of.facility, of.site),
        format!("  position    {} ({})", of.position, of.head),
        format!("  made        {}", of.made_at.local),
        format!("  answers     until {}", of.expires_at.local),
        format!("  signed by   {}", of.signed_by),
    ];
    lines.extend(shown.not_told_text.as_ref().map(|text| format!("  {OPEN}{text}{OPEN:#}")));
    lines.push(format!("Holders, and what is a yes at {}", shown.at.local));
    let rows = shown.holders.iter().map(|own| {
        let who = &own.provider;
        let name = if who.name.is_empty() { who.npi.clone() } else { Some(who.name.clone()) };
        vec![name.or_else(|| who.id.clone()).unwrap_or_default(), own.exercisable.join(" ")]
    });
    lines.push(table(&["who", "may"], rows.collect()));
    lines.join("\n")
}
