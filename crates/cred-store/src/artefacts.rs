//! Artefacts: the raw answers and documents that evidence names by fingerprint, kept by content beside the history.
//!
//! A file per content, named by its SHA-256: the same bytes are kept once, and a name that does not belong to its bytes shows. Nothing is
//! changed or removed here; a file is written whole under another name, synced, and then takes its own, so that no half of one is ever found.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::Digest;

/// The largest artefact that is kept unless a caller says otherwise: 512 MiB, more than any exclusion list.
pub const LARGEST: u64 = 512 << 20;

/// A folder of artefacts.
#[derive(Debug, Clone)]
pub struct Artefacts {
    folder: PathBuf,
    largest: u64,
}

/// Why an artefact is not kept or not handed out.
#[derive(Debug, thiserror::Error)]
pub enum ArtefactError {
    /// It is larger than may be kept.
    #[error("the file has more than {largest} bytes, the most that is kept: give the part that is evidence")]
    TooLarge {
        /// The most that is kept, in bytes.
        largest: u64,
    },
    /// It is not there.
    #[error("no artefact {digest} is kept: add the file again (`cred evidence add`)")]
    Missing {
        /// Its fingerprint.
        digest: Digest,
    },
    /// What is there is not what its name says.
    #[error("the artefact kept as {digest} is {found}: it was changed or damaged; restore it from a backup")]
    Altered {
        /// The fingerprint that names it.
        digest: Digest,
        /// The fingerprint of what is there.
        found: Digest,
    },
    /// The media type is none.
    #[error("`{0}` is no media type: write it as `application/pdf`")]
    MediaType(String),
    /// The system failed.
    #[error("{}: {error}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// How.
        #[source]
        error: io::Error,
    },
}

/// What was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its fingerprint.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether it was there already.
    pub known: bool,
}

/// How one artefact stands.
#[derive(Debug)]
pub enum Standing {
    /// It is what its name says.
    Whole(u64),
    /// It is not there, is another one, or cannot be read.
    Wrong(ArtefactError),
}

impl Artefacts {
    /// The folder beside a database: its name with `.evidence` at the end. It is made when the first artefact is kept.
    #[must_use]
    pub fn beside(database: &Path) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(".evidence");
        Self { folder: PathBuf::from(folder), largest: LARGEST }
    }

    /// The same with another bound, in bytes.
    #[must_use]
    pub const fn no_larger_than(mut self, largest: u64) -> Self {
        self.largest = largest;
        self
    }

    /// Where an artefact lies.
    #[must_use]
    pub fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// Keeps bytes.
    ///
    /// # Errors
    /// When they are too many, or the system fails; then nothing is kept.
    pub fn keep(&self, bytes: &[u8]) -> Result<Kept, ArtefactError> {
        self.keep_from(bytes)
    }

    /// Keeps all that a reader gives, in constant memory.
    ///
    /// # Errors
    /// When it is too much, or reading or the system fails; then nothing is kept.
    pub fn keep_from(&self, source: impl io::Read) -> Result<Kept, ArtefactError> {
        let draft = self.folder.join(format!(".draft-{}-{:?}", std::process::id(), std::thread::current().id()));
        let kept = self.write(source, &draft);
        if kept.is_err() {
            // The error that matters is the first one; a draft that stays behind is no artefact.
            let _ = fs::remove_file(&draft);
        }
        kept
    }

    fn write(&self, source: impl io::Read, draft: &Path) -> Result<Kept, ArtefactError> {
        let io_at = |path: &Path| {
            let path = path.to_owned();
            move |error| ArtefactError::Io { path, error }
        };
        fs::create_dir_all(&self.folder).map_err(io_at(&self.folder))?;
        let mut file = File::create(draft).map_err(io_at(draft))?;
        let source = source.take(self.largest.saturating_add(1));
        let (digest, bytes) = hashed(source, |part| file.write_all(part)).map_err(io_at(draft))?;
        if bytes > self.largest {
            return Err(ArtefactError::TooLarge { largest: self.largest });
        }
        let path = self.path(digest);
        // One that is there and whole stays; one that was damaged is healed by its own bytes.
        let known = matches!(self.check(digest), Standing::Whole(_));
        if known {
            fs::remove_file(draft).map_err(io_at(draft))?;
        } else {
            file.sync_all().map_err(io_at(draft))?;
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder).map_err(io_at(folder))?;
            fs::rename(draft, &path).map_err(io_at(&path))?;
            #[cfg(unix)]
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_at(folder))?;
        }
        Ok(Kept { digest, bytes, known })
    }

    /// Notes the media type of an artefact beside it; a later note takes the place of an earlier one.
    ///
    /// # Errors
    /// When it is no media type, or the system fails.
    pub fn note_media_type(&self, digest: Digest, media_type: &str) -> Result<(), ArtefactError> {
        let token = |own: &str| {
            !own.is_empty() && own.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_'))
        };
        let fits =
            media_type.len() <= 120 && media_type.split_once('/').is_some_and(|(of, own)| token(of) && token(own));
        if !fits {
            return Err(ArtefactError::MediaType(media_type.chars().take(60).collect()));
        }
        let path = self.path(digest).with_extension("type");
        fs::write(&path, media_type).map_err(|error| ArtefactError::Io { path, error })
    }

    /// The media type that was noted.
    #[must_use]
    pub fn media_type(&self, digest: Digest) -> Option<String> {
        fs::read_to_string(self.path(digest).with_extension("type")).ok()
    }

    /// Reads an artefact whole. Nothing is handed out that is not what its name says.
    ///
    /// # Errors
    /// When it is not there, was changed, or the system fails.
    pub fn read(&self, digest: Digest) -> Result<Vec<u8>, ArtefactError> {
        let path = self.path(digest);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ArtefactError::Missing { digest }),
            Err(error) => return Err(ArtefactError::Io { path, error }),
        };
        let found = Digest::of(&bytes);
        if found == digest { Ok(bytes) } else { Err(ArtefactError::Altered { digest, found }) }
    }

    /// Reads an artefact to its end and compares it with its name, in constant memory.
    #[must_use]
    pub fn check(&self, digest: Digest) -> Standing {
        let path = self.path(digest);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Standing::Wrong(ArtefactError::Missing { digest });
            }
            Err(error) => return Standing::Wrong(ArtefactError::Io { path, error }),
        };
        match hashed(file, |_| Ok(())) {
            Ok((found, bytes)) if found == digest => Standing::Whole(bytes),
            Ok((found, _)) => Standing::Wrong(ArtefactError::Altered { digest, found }),
            Err(error) => Standing::Wrong(ArtefactError::Io { path, error }),
        }
    }

    /// The fingerprints of all that is kept, in order; a file of another name is passed over.
    ///
    /// # Errors
    /// When the folder cannot be read. One that is not there holds nothing.
    pub fn all(&self) -> Result<Vec<Digest>, ArtefactError> {
        let mut found = Vec::new();
        let listed = |path: &Path| match fs::read_dir(path) {
            Ok(entries) => entries.collect::<Result<Vec<_>, _>>(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![]),
            Err(error) => Err(error),
        };
        let io_at = |path: &Path, error| ArtefactError::Io { path: path.to_owned(), error };
        for shelf in listed(&self.folder).map_err(|error| io_at(&self.folder, error))? {
            if !shelf.path().is_dir() {
                continue;
            }
            for file in listed(&shelf.path()).map_err(|error| io_at(&shelf.path(), error))? {
                found.extend(file.file_name().to_str().and_then(|name| name.parse::<Digest>().ok()));
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

/// Reads to the end, hands each part on, and gives the fingerprint and the length of all.
fn hashed(mut source: impl io::Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<(Digest, u64)> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 64 << 10]);
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok((Digest(hash.finalize().into()), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = buffer.get(..read).unwrap_or_default();
        hash.update(part);
        bytes = bytes.saturating_add(read as u64);
        each(part)?;
    }
}
