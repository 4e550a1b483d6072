//! Noticing a file that was cut: every page must be in the file or in the WAL.
//!
//! SQLite reads a page beyond the end of the file as zeroes when a WAL is there, and a checkpoint
//! would then paper over the hole.
//!
//! The database file itself is never opened here while it is in use: closing a descriptor of it
//! would drop the locks that every other handle of this process holds on it.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::{
    beside,
    failure::Place,
    read::{Reader, pragma},
};
use crate::{StorageProblem, StoreError};

const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER_BYTES: u64 = 100;

/// Refuses a file that lacks pages. Reads the WAL, which SQLite never locks, but not the database.
pub(super) fn check(reader: &Reader<'_>) -> Result<(), StoreError> {
    let Reader { connection, place } = reader;
    // Held so that the WAL cannot be started anew between the steps below.
    let snapshot = reader.snapshot()?;
    let page_bytes = u64::from(pragma::<u32>(connection, place, "page_size")?);
    let pages = u64::from(pragma::<u32>(connection, place, "page_count")?);
    let missing = || -> io::Result<Option<StorageProblem>> {
        let found = fs::metadata(place.path())?.len();
        let expected = pages.saturating_mul(page_bytes);
        if found >= expected {
            return Ok(None);
        }
        let first_due = (found / page_bytes.max(1)).saturating_add(1);
        let in_wal = pages_in_wal(&beside(place.path(), "-wal"), page_bytes)?;
        let all_there = (first_due..=pages).all(|page| in_wal.contains(&page));
        Ok((!all_there).then_some(StorageProblem::Truncated { expected, found }))
    };
    let missing = missing().map_err(|error| place.system(&error))?;
    drop(snapshot);
    missing.map_or(Ok(()), |problem| Err(place.error(problem)))
}

/// Says whether a file SQLite has refused, and nobody therefore uses, is one that was cut.
pub(super) fn diagnose(place: &Place) -> Option<StorageProblem> {
    let mut file = File::open(place.path()).ok()?;
    let mut header = Vec::new();
    file.by_ref().take(HEADER_BYTES).read_to_end(&mut header).ok()?;
    let found = file.metadata().ok()?.len();
    if !header.starts_with(MAGIC) {
        return None;
    }
    let due = || {
        let page_bytes = match be32(&header, 14)? & 0xffff {
            1 => 65_536,
            size => u64::from(size),
        };
        // The page count holds only if the two change counters agree.
        let valid = be32(&header, 24)? == be32(&header, 92)?;
        valid.then_some(u64::from(be32(&header, 28)?).saturating_mul(page_bytes))
    };
    let expected = due().unwrap_or(HEADER_BYTES);
    (found < expected).then_some(StorageProblem::Truncated { expected, found })
}

/// The pages in the current generation of the WAL.
fn pages_in_wal(wal: &Path, page_bytes: u64) -> io::Result<HashSet<u64>> {
    const WAL_HEADER: usize = 32;
    const FRAME_HEADER: usize = 24;
    let mut pages = HashSet::new();
    let mut file = match File::open(wal) {
        Ok(file) => io::BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(pages),
        Err(error) => return Err(error),
    };
    let mut header = [0; WAL_HEADER];
    if !read_whole(&mut file, &mut header)? {
        return Ok(pages);
    }
    let salts = (be32(&header, 16), be32(&header, 20));
    let skip = i64::try_from(page_bytes).map_err(io::Error::other)?;
    let mut frame = [0; FRAME_HEADER];
    while read_whole(&mut file, &mut frame)? && (be32(&frame, 8), be32(&frame, 12)) == salts {
        pages.extend(be32(&frame, 0).map(u64::from));
        file.seek(SeekFrom::Current(skip))?;
    }
    Ok(pages)
}

fn read_whole(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}
