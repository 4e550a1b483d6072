//! `cred list`.

use std::path::PathBuf;

use chrono::NaiveDate;
use cred_app::use_cases::lists::{ListFile, Loaded};
use cred_core::{evidence::exclusion_list::Edition, id::ListId, text::Text};
use cred_import::lists::edition::Expected;
use cred_store::artefacts::Artefacts;
use cred_wire::exit::Exit;
use serde_json::{Value, json};

use super::report;
use crate::{
    error::CliError,
    global::Global,
    output::{FAINT, Output},
    session,
};

/// Exclusion lists and their editions.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Load a file as the newest edition of a list. The file is kept beside the database.
    ///
    /// Refused are a file that may not be whole, one that lost more than two of a hundred entries, or more than two from its very end (with the
    /// numbers), and one older than the edition held. The same file again changes nothing. Entries that are gone are candidate reinstatements: the providers concerned stay as
    /// they are until a person confirms it.
    Load {
        /// Of which list, by the word that rules name it with: `LEIE`, `SAM`.
        list: ListId,
        /// The file.
        file: PathBuf,
        /// Its layout: leie, sam, cms-revoked, cms-opt-out, mapped.
        #[arg(long)]
        layout: String,
        /// The mapping file, for `mapped`.
        #[arg(long, value_name = "FILE")]
        mapping: Option<PathBuf>,
        /// The day of which the publisher says it is.
        #[arg(long, value_name = "DATE")]
        as_of: NaiveDate,
        /// How many bytes the download announced (`Content-Length`); another length is refused. A first edition has nothing else to be held
        /// against.
        #[arg(long, value_name = "BYTES")]
        expect_bytes: Option<u64>,
        /// How many rows behind the header the publisher tells; another number is refused.
        #[arg(long, value_name = "ROWS")]
        expect_rows: Option<u64>,
        /// Take it though many entries are gone, with the reason why that is right.
        #[arg(long, value_name = "REASON")]
        accept_gone: Option<Text>,
    },
    /// Show which edition of a list is held, and those before it.
    Show {
        /// The list.
        list: ListId,
    },
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::Load { list, file, layout, mapping, as_of, expect_bytes, expect_rows, accept_gone } => {
            let io = |path: &PathBuf| {
                let path = path.display().to_string();
                move |error| CliError::Io { path, error }
            };
            let bytes = std::fs::read(file).map_err(io(file))?;
            let mapping = mapping.as_ref().map(|own| std::fs::read_to_string(own).map_err(io(own))).transpose()?;
            let mut app = session::write(global)?;
            let by = session::by(&app, global)?;
            let file = ListFile {
                list: list.clone(),
                layout,
                mapping: mapping.as_deref(),
                as_of: *as_of,
                bytes: &bytes,
                expected: Expected { bytes: *expect_bytes, rows: *expect_rows, sha256: None },
                accepted: accept_gone.clone(),
            };
            let done = app.load_list(&by, &Artefacts::beside(&global.db), &file)?;
            Ok(report(&done, output, |loaded| text(list, loaded)))
        }
        Command::Show { list } => {
            let held = session::read(global)?.held_list(list)?;
            let editions: Vec<Value> = held.replaced().iter().chain([held.edition()]).rev().map(edition).collect();
            output.value(&json!({ "list": list.as_str(), "editions": editions }), |_| {
                let line = |own: &Edition| {
                    format!("  {}  {} entries in {} rows, layout {}", own.version(), own.entries, own.rows, own.layout)
                };
                let older = held.replaced().iter().rev().map(line);
                [list.to_string(), line(held.edition())].into_iter().chain(older).collect::<Vec<_>>().join("\n")
            });
            Ok(Exit::Yes)
        }
    }
}

fn edition(own: &Edition) -> Value {
    json!({
        "version": own.version(), "as_of": own.as_of, "artefact": own.artefact.to_string(), "layout": own.layout.as_str(),
        "rows": own.rows, "entries": own.entries,
    })
}

fn text(list: &ListId, loaded: &Loaded) -> String {
    let Edition { entries, rows, .. } = &loaded.edition;
    let mut lines = vec![format!("{list}: {entries} entries in {rows} rows, edition {}", loaded.edition.version())];
    if loaded.repeated {
        lines.push("  the same file is held already: nothing changed".to_owned());
        return lines.join("\n");
    }
    let (gone, duplicates, doubts) = (loaded.gone.len(), loaded.duplicates, loaded.doubts);
    lines.push(format!("  {} new, {} corrected, {gone} gone; {duplicates} duplicates", loaded.added, loaded.changed));
    if doubts > 0 {
        lines.push(format!("  {doubts} values could not be read and were left out of their entries"));
        lines.extend(loaded.first_doubts.iter().map(|own| format!("    {own}")));
    }
    lines.extend(loaded.gone.iter().take(20).map(|own| format!("  gone, a reinstatement to confirm: {own}")));
    if gone > 20 {
        lines.push(format!("  {FAINT}and {} more{FAINT:#}", gone - 20));
    }
    lines.push(format!("  {FAINT}next: `cred monitor run`{FAINT:#}"));
    lines.join("\n")
}
