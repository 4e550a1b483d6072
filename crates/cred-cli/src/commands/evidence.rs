//! `cred evidence`.

use std::{fs::File, path::PathBuf};

use cred_store::artefacts::{Artefacts, Standing};
use cred_wire::exit::Exit;
use serde_json::json;

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, Output},
    session,
};

/// Raw answers and documents, kept by content beside the database (`<database>.evidence`).
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Keep a file, and print its fingerprint: what `--artefact` of `cred verify` takes.
    Add {
        /// The file.
        file: PathBuf,
        /// Its media type, such as `application/pdf`.
        #[arg(long, value_name = "TYPE")]
        media_type: Option<String>,
    },
    /// Compare every artefact that is kept with its fingerprint, and tell which of those that evidence names are not kept.
    ///
    /// Exit code 1 where one was changed or cannot be read; one that is named and not kept is told, and is no failure: an answer may be kept
    /// elsewhere.
    Verify,
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let artefacts = Artefacts::beside(&global.db);
    match command {
        Command::Add { file, media_type } => {
            let source = File::open(file).map_err(|error| CliError::Io { path: file.display().to_string(), error })?;
            let kept = artefacts.keep_from(source).map_err(cred_app::error::AppError::from)?;
            if let Some(own) = media_type {
                artefacts.note_media_type(kept.digest, own).map_err(cred_app::error::AppError::from)?;
            }
            let digest = format!("sha256:{}", kept.digest);
            output.value(
                &json!({ "artefact": digest, "bytes": kept.bytes, "known": kept.known, "media_type": media_type }),
                |_| digest.clone(),
            );
            Ok(Exit::Yes)
        }
        Command::Verify => {
            let named = session::read(global)?.artefacts_named()?;
            let kept = artefacts.all().map_err(cred_app::error::AppError::from)?;
            let (mut whole, mut bytes, mut wrong) = (0_u64, 0_u64, Vec::new());
            for digest in &kept {
                match artefacts.check(*digest) {
                    Standing::Whole(own) => (whole, bytes) = (whole + 1, bytes + own),
                    Standing::Wrong(error) => wrong.push(error.to_string()),
                }
            }
            let missing: Vec<String> = named
                .iter()
                .filter(|(digest, _)| !kept.contains(digest))
                .map(|(digest, what)| format!("{digest} ({what})"))
                .collect();
            let value =
                json!({ "kept": kept.len(), "whole": whole, "bytes": bytes, "wrong": wrong, "not_kept": missing });
            output.value(&value, |_| {
                let mut lines = vec![format!("{whole} of {} artefacts whole, {bytes} bytes", kept.len())];
                lines.extend(wrong.iter().map(|own| format!("  {BAD}{own}{BAD:#}")));
                if !missing.is_empty() {
                    lines.push(format!("{} named by evidence and not kept here", missing.len()));
                }
                lines.extend(missing.iter().take(20).map(|own| format!("  {FAINT}{own}{FAINT:#}")));
                lines.join("\n")
            });
            Ok(if wrong.is_empty() { Exit::Yes } else { Exit::Failure })
        }
    }
}
