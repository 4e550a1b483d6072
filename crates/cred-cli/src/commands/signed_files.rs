//! Signed files and the keys that sign them: checkpoints, proofs, snapshots.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use cred_tlog::{SignedCheckpoint, Signer, SigningKey, VerifierKey};
use zeroize::Zeroizing;

use crate::error::CliError;

/// For its owner only.
pub(crate) const PRIVATE: u32 = 0o600;
/// For everybody to read.
pub(crate) const PUBLIC: u32 = 0o644;
/// The longest file that is read, in bytes: a proof may show an event's body.
const LONGEST: u64 = 64 * 1024 * 1024;

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> CliError + '_ {
    |error| CliError::Io { path: path.display().to_string(), error }
}

pub(crate) fn read(path: &Path) -> Result<String, CliError> {
    let file = fs::File::open(path).map_err(io_error(path))?;
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text).map_err(io_error(path))?;
    if u64::try_from(read).is_ok_and(|read| read <= LONGEST) {
        return Ok(text);
    }
    Err(CliError::Usage(format!("{} has more than {LONGEST} bytes; name the file meant", path.display())))
}

pub(crate) fn checkpoint(path: &Path) -> Result<SignedCheckpoint, CliError> {
    let wrong = |error| CliError::Usage(format!("{}: {error}", path.display()));
    read(path)?.parse().map_err(wrong)
}

/// A public key, written out, or the file that holds it.
///
/// # Errors
/// When it is neither.
pub(crate) fn public_key(text: &str) -> Result<VerifierKey, String> {
    let written = text.trim().parse();
    let file = Path::new(text);
    let key = if written.is_err() && file.is_file() {
        fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?.trim().parse()
    } else {
        written
    };
    key.map_err(|error: cred_tlog::KeyError| format!("{error}, or the file that holds it"))
}

/// A checkpoint that every one of the keys must have signed, one of them being the log's.
pub(crate) fn trusted(path: &Path, trust: &[VerifierKey]) -> Result<(SignedCheckpoint, Vec<Signer>), CliError> {
    let signed = checkpoint(path)?;
    let unsigned = |error| CliError::NotProven(format!("{}: {error}", path.display()));
    let signers = signed.verify(trust).map_err(unsigned)?;
    Ok((signed, signers))
}

/// A private key, and its file locked until it is dropped, so that one key signs one thing at a time.
pub(crate) struct HeldKey {
    pub(crate) key: SigningKey,
    path: PathBuf,
    _lock: fs::File,
}

/// Reads a private key; a file that others could read is refused.
pub(crate) fn held_key(path: &Path) -> Result<HeldKey, CliError> {
    let mut file = fs::File::open(path).map_err(io_error(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata().map_err(io_error(path))?.permissions().mode();
        if mode & 0o077 != 0 {
            let (path, mode) = (path.display(), mode & 0o777);
            return Err(CliError::NotProven(format!(
                "{path}: others may read this private key (mode {mode:03o}); make it yours alone (`chmod 600`), or a new one if it was read"
            )));
        }
    }
    file.lock().map_err(io_error(path))?;
    // Never grown: a copy left behind by a larger buffer would not be cleared.
    let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
    io::Read::by_ref(&mut file).take(4 * 1024).read_to_string(&mut text).map_err(io_error(path))?;
    let key = SigningKey::parse(text.trim_end_matches('\n'));
    let key = key.map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))?;
    Ok(HeldKey { key, path: path.to_owned(), _lock: file })
}

impl HeldKey {
    fn memory(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".last");
        PathBuf::from(name)
    }

    /// The last checkpoint that this key has signed, kept beside it: what it signs next must go on from there.
    pub(crate) fn last(&self) -> Result<Option<SignedCheckpoint>, CliError> {
        let path = self.memory();
        if !path.try_exists().map_err(io_error(&path))? {
            return Ok(None);
        }
        let last = checkpoint(&path)?;
        let own = last.note().verify(&self.key.verifier());
        own.map_err(|error| CliError::NotProven(format!("{}: {error}", path.display())))?;
        Ok(Some(last))
    }

    pub(crate) fn remember(&self, signed: &SignedCheckpoint) -> Result<(), CliError> {
        replace(&self.memory(), &signed.to_string(), PRIVATE)
    }
}

/// Writes a file that must not exist yet, for its owner only.
pub(crate) fn create_private(path: &Path, text: &str) -> Result<(), CliError> {
    write(path, text, PRIVATE).map_err(io_error(path))
}

/// Writes a file, in place of the one that may be there: whoever reads it finds the old one or the new one, whole.
pub(crate) fn replace(path: &Path, text: &str, mode: u32) -> Result<(), CliError> {
    let mut draft = path.to_owned().into_os_string();
    draft.push(format!(".new-{}", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = write(&draft, text, mode).and_then(|()| fs::rename(&draft, path));
    written.map_err(|error| {
        // The error that matters is the first one.
        let _ = fs::remove_file(&draft);
        io_error(path)(error)
    })
}

fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
