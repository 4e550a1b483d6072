//! `cred audit key`.

use std::path::PathBuf;

use cred_tlog::{KeyKind, SigningKey};
use cred_wire::exit::Exit;
use serde_json::json;
use zeroize::Zeroizing;

use crate::{commands::signed_files as files, error::CliError, output::Output};

/// Make the private key of a log, of a witness or of snapshots, or print the public key of one. Keep the private key where those who can write to the
/// database cannot read it, and give the public key to everybody who is to check.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file of the private key; with `--name` it must not exist yet.
    file: PathBuf,
    /// Make a key of this name, such as `hospital.example/credentials`: it names the log, or the witness, for good.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Make the key of a witness, who signs other people's checkpoints (`cred audit cosign`).
    #[arg(long, requires = "name")]
    witness: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let key = match &args.name {
        None => files::held_key(&args.file)?.key.verifier(),
        Some(name) => {
            let kind = if args.witness { KeyKind::Witness } else { KeyKind::Note };
            let mut seed = Zeroizing::new([0; 32]);
            getrandom::fill(seed.as_mut_slice()).map_err(|error| CliError::Io {
                path: "the system's source of random numbers".to_owned(),
                error: std::io::Error::other(error.to_string()),
            })?;
            let key = SigningKey::from_seed(name, kind, &seed).map_err(CliError::usage)?;
            let text = Zeroizing::new(format!("{}\n", key.to_private_text().as_str()));
            files::create_private(&args.file, &text)?;
            key.verifier()
        }
    };
    output.value(&json!({ "name": key.name(), "public_key": key.to_string() }), |_| key.to_string());
    Ok(Exit::Yes)
}
