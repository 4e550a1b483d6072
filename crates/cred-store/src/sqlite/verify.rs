//! Verifying a file, and copying one so that the copy is verified.

use std::{fs, path::Path};

use cred_tlog::TreeHead;

use super::{
    OpenMode, OpenOptions, SqliteStore, beside,
    failure::Place,
    read::{Reader, decode, select_events},
    schema,
    tree::StoredTree,
};
use crate::{Anchor, Bound, Finding, Head, StorageProblem, Store, StoreError, VerifyReport, verify::Walk};

/// How many damages SQLite is asked to name.
const DAMAGES_NAMED: i64 = 20;

pub(super) fn verify(reader: &Reader<'_>, anchors: &[Anchor], trees: &[TreeHead]) -> Result<VerifyReport, StoreError> {
    let snapshot = reader.snapshot()?;
    let mut walk = Walk::new(anchors, trees);
    let difference = schema::difference(reader.connection, reader.place);
    if let Some(detail) = unless_damaged(&mut walk, difference)?.flatten() {
        walk.found(Finding::SchemaAltered { detail });
    }
    let walked = walk_over(reader, &mut walk);
    unless_damaged(&mut walk, walked)?;
    for detail in unless_damaged(&mut walk, damages(reader))?.unwrap_or_default() {
        walk.found(Finding::StorageDamaged { detail });
    }
    let recorded = unless_damaged(&mut walk, reader.recorded_head())?;
    drop(snapshot);
    Ok(walk.finish(recorded))
}

/// Walks over the events, and over the stored tree beside them for as long as there is no gap.
fn walk_over(reader: &Reader<'_>, walk: &mut Walk<'_>) -> Result<(), StoreError> {
    let failed = |error| reader.place.engine(error);
    let mut select = reader.connection.prepare_cached(StoredTree::SELECT).map_err(failed)?;
    let mut stored = StoredTree::new(select.query(()).map_err(failed)?, reader.place)?;
    let (mut whole, mut compared) = (true, Ok(()));
    reader.each(select_events!("ORDER BY seq"), |row| {
        let completed = match decode(row) {
            Ok(event) => Some(event.seq).zip(walk.event(event)),
            Err(seq) => {
                walk.unreadable(seq);
                None
            }
        };
        whole = whole && completed.is_some() && compared.is_ok();
        let Some((seq, due)) = completed.filter(|_| whole) else { return };
        match stored.differs_at(seq, &due) {
            Ok(differs) => differs.into_iter().for_each(|seq| walk.found(Finding::TreeDiffers { seq })),
            Err(error) => compared = Err(error),
        }
    })?;
    compared?;
    // What is left ends with no event.
    let left = if whole { stored.differs_at(u64::MAX, &[])? } else { Vec::new() };
    left.into_iter().for_each(|seq| walk.found(Finding::TreeDiffers { seq }));
    Ok(())
}

/// Turns an error that says something about the stored data into a finding.
fn unless_damaged<T>(walk: &mut Walk<'_>, result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Storage {
            place: _,
            problem: StorageProblem::Damaged { detail } | StorageProblem::Engine { detail },
        }) => {
            walk.found(Finding::StorageDamaged { detail });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What SQLite finds wrong with pages, indexes and constraints.
fn damages(reader: &Reader<'_>) -> Result<Vec<String>, StoreError> {
    let mut named = Vec::new();
    let check = |row: &rusqlite::Row<'_>| {
        named.push(row.get::<_, String>(0)?);
        Ok(())
    };
    reader
        .connection
        .pragma(None, "integrity_check", DAMAGES_NAMED, check)
        .map_err(|error| reader.place.engine(error))?;
    named.retain(|line| line != "ok");
    Ok(named)
}

pub(super) fn copy_to(reader: &Reader<'_>, target: &Path) -> Result<Head, StoreError> {
    let place = Place::new(target, reader.place.wait());
    if target.exists() {
        return Err(place.error(StorageProblem::AlreadyThere));
    }
    // A WAL left by an earlier file of this name would be taken for the copy's own.
    if beside(target, "-wal").exists() {
        return Err(place.error(StorageProblem::AlreadyThere));
    }
    let copied = copy(reader, &place);
    if copied.is_err() {
        // Only what this call has made; the error that matters is the first one.
        let _ = fs::remove_file(target);
    }
    copied
}

fn copy(reader: &Reader<'_>, place: &Place) -> Result<Head, StoreError> {
    let target = place.path();
    let name = target.to_str().ok_or_else(|| {
        let detail = "the name is not UTF-8".to_owned();
        place.error(StorageProblem::CannotOpen { detail })
    })?;
    reader.connection.execute("VACUUM INTO ?1", (name,)).map_err(|error| place.engine(error))?;
    fs::File::open(target).and_then(|file| file.sync_all()).map_err(|error| place.system(&error))?;
    let options = OpenOptions { wait: place.wait(), ..OpenOptions::new(OpenMode::ReadOnly) };
    let copy = SqliteStore::open(target, options)?;
    let report = copy.verify(&[])?;
    if let Some(finding) = report.findings.first() {
        let detail = finding.to_string();
        return Err(place.error(StorageProblem::Damaged { detail }));
    }
    // The copy is a prefix of the source, which may have grown meanwhile.
    let head = copy.head(Bound::Now)?;
    let source = reader.head(Bound::Seq(head.seq))?;
    if source != head {
        let (recorded, last) = (source.anchor(), head.anchor());
        return Err(StoreError::HeadDiffers { recorded, last });
    }
    Ok(head)
}
