//! Opening a file: is it there, is it ours, is it whole, does it keep what it acknowledges?

use std::{
    ffi::OsString,
    fs, io,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use rusqlite::{Connection, OpenFlags};

use super::{OpenMode, OpenOptions, beside, failure::Place, length, read::Reader, schema, settings};
use crate::{StorageProblem, StoreError};

const STATEMENTS_KEPT: usize = 64;
/// One page of the smallest size there is, in bytes.
const SMALLEST_DATABASE: u64 = 512;

pub(super) fn open(place: &Place, options: &OpenOptions) -> Result<Connection, StoreError> {
    settings::check_engine(place)?;
    match fs::metadata(place.path()) {
        Ok(found) if !found.is_file() => return Err(place.error(StorageProblem::NotAFile)),
        Ok(found) if found.len() == 0 => return Err(place.error(StorageProblem::EmptyFile)),
        Ok(found) if found.len() < SMALLEST_DATABASE => {
            let cut = length::diagnose(place);
            return Err(place.error(cut.unwrap_or(StorageProblem::NotADatabase)));
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            check_folder(place)?;
            match options.mode {
                OpenMode::Create => create(place)?,
                OpenMode::Existing | OpenMode::ReadOnly | OpenMode::Inspect => {
                    return Err(place.error(StorageProblem::Missing));
                }
            }
        }
        Err(error) => return Err(place.system(&error)),
    }
    let opened = match options.mode {
        OpenMode::Create | OpenMode::Existing => open_for_writing(place, options),
        OpenMode::ReadOnly => open_for_reading(place).and_then(|connection| {
            check_whole(&connection, place)?;
            Ok(connection)
        }),
        OpenMode::Inspect => open_for_reading(place),
    };
    let Err(StoreError::Storage { problem: StorageProblem::Damaged { .. } | StorageProblem::NotADatabase, .. }) =
        &opened
    else {
        return opened;
    };
    length::diagnose(place).map_or(opened, |problem| Err(place.error(problem)))
}

fn open_for_writing(place: &Place, options: &OpenOptions) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(place, place.path(), flags)?;
    // SQLite quietly opens for reading what it cannot open for writing.
    if connection.is_readonly("main").map_err(|error| place.engine(error))? {
        return Err(place.error(StorageProblem::ReadOnly));
    }
    // Before anything is changed: a file of another program stays as it is.
    check_file(&connection, place)?;
    settings::make_durable(&connection, place)?;
    settings::limit_size(&connection, place, options.max_bytes)?;
    schema::migrate(&mut connection, place, schema::LADDER)?;
    check_whole(&connection, place)?;
    Ok(connection)
}

fn open_for_reading(place: &Place) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |target: &Path, flags| {
        let connection = connect(place, target, flags)?;
        check_file(&connection, place)?;
        Ok(connection)
    };
    let connection = match open(place.path(), flags) {
        Err(StoreError::Storage { problem: StorageProblem::CannotOpen { .. } | StorageProblem::ReadOnly, .. })
            if !has_wal(place) =>
        {
            // In a folder that cannot be written SQLite cannot coordinate with writers. Nobody has
            // left anything beside the file, so it is read as the fixed copy it is.
            let uri = fixed_copy_uri(place.path());
            open(uri.as_ref(), flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        opened => opened?,
    };
    schema::check_current(&connection, place)?;
    Ok(connection)
}

fn connect(place: &Place, target: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connect = || {
        let connection = Connection::open_with_flags(target, flags)?;
        connection.busy_timeout(place.wait())?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(connection)
    };
    let connection = connect().map_err(|error| place.engine(error))?;
    settings::make_safe(&connection, place)?;
    Ok(connection)
}

/// Refuses what is not ours or was cut, and leaves it as it is.
fn check_file(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    let check = || {
        schema::check_owner(connection, place)?;
        length::check(&Reader { connection, place })
    };
    check().inspect_err(|_| {
        // Failing here changes nothing about what is to be reported.
        let _ = settings::keep_wal(connection, place);
    })
}

/// Refuses an altered structure and a history that does not end where it should.
fn check_whole(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    if let Some(detail) = schema::difference(connection, place)? {
        return Err(place.error(StorageProblem::SchemaAltered { detail }));
    }
    Reader { connection, place }.checked_head()?;
    Ok(())
}

fn check_folder(place: &Place) -> Result<(), StoreError> {
    let folder = folder_of(place.path());
    if folder.is_dir() {
        return Ok(());
    }
    let folder = folder.display().to_string();
    Err(place.error(StorageProblem::FolderMissing { folder }))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Builds a whole store under another name, then gives it its own: whoever opens the path finds
/// either nothing or a complete store, even if this process ends half-way.
fn create(place: &Place) -> Result<(), StoreError> {
    let draft = draft_file(place)?;
    let made = build(place, &draft).and_then(|()| publish(place, &draft));
    for suffix in ["", "-journal", "-wal", "-shm"] {
        // What cannot be removed is in nobody's way; the error that matters is the first one.
        let _ = fs::remove_file(beside(&draft, suffix));
    }
    made
}

fn draft_file(place: &Place) -> Result<std::path::PathBuf, StoreError> {
    static DRAFTS: AtomicU32 = AtomicU32::new(0);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    loop {
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = beside(place.path(), &format!(".new-{}-{number}", std::process::id()));
        match options.open(&draft) {
            Ok(_) => return Ok(draft),
            // Left by an earlier process with the same number that ended half-way.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(place.system(&error)),
        }
    }
}

fn build(place: &Place, draft: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(place, draft, flags)?;
    // The WAL comes last: only the file itself is published, so everything has to be in it, and a
    // checkpoint that fails while closing is not reported.
    settings::make_synchronous(&connection, place)?;
    schema::claim(&connection, place)?;
    schema::migrate(&mut connection, place, schema::LADDER)?;
    settings::make_durable(&connection, place)?;
    connection.close().map_err(|(_, error)| place.engine(error))?;
    if beside(draft, "-wal").exists() {
        let detail = "the new store could not be closed whole".to_owned();
        return Err(place.error(StorageProblem::Io { detail }));
    }
    Ok(())
}

fn publish(place: &Place, draft: &Path) -> Result<(), StoreError> {
    match fs::hard_link(draft, place.path()) {
        Ok(()) => {}
        // Another process was faster: its store is as good.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        // No hard links here; renaming could replace a store made in the last few microseconds.
        Err(_) if !place.path().exists() => {
            fs::rename(draft, place.path()).map_err(|error| place.system(&error))?;
        }
        Err(error) => return Err(place.system(&error)),
    }
    #[cfg(unix)]
    fs::File::open(folder_of(place.path()))
        .and_then(|folder| folder.sync_all())
        .map_err(|error| place.system(&error))?;
    Ok(())
}

fn has_wal(place: &Place) -> bool {
    fs::metadata(beside(place.path(), "-wal")).is_ok_and(|found| found.len() > 0)
}

/// The URI of a file nobody changes, with every byte that could mean something escaped.
fn fixed_copy_uri(path: &Path) -> OsString {
    use std::fmt::Write as _;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file:");
    for byte in absolute.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.') {
            uri.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02x}");
        }
    }
    uri.push_str("?immutable=1");
    OsString::from(uri)
}
