//! The settings that durability and safety rest on: made, then read back, at every opening.

use rusqlite::{Connection, config::DbConfig};

use super::failure::Place;
use crate::{StorageProblem, StoreError};

/// Earlier versions can corrupt a database in WAL mode when a checkpoint and a commit collide.
const OLDEST_ENGINE: (i32, &str) = (3_051_003, "3.51.3");

/// Name, value to set, value it must then have.
const SAFE: [(&str, &str, &str); 3] =
    [("trusted_schema", "off", "0"), ("foreign_keys", "on", "1"), ("cell_size_check", "on", "1")];
const SYNCHRONOUS: [(&str, &str, &str); 1] = [("synchronous", "full", "2")];
const WRITE_AHEAD: [(&str, &str, &str); 1] = [("journal_mode", "wal", "wal")];

pub(super) fn check_engine(place: &Place) -> Result<(), StoreError> {
    let (oldest, needed) = OLDEST_ENGINE;
    if rusqlite::version_number() >= oldest {
        return Ok(());
    }
    let found = rusqlite::version().to_owned();
    Err(place.error(StorageProblem::OldEngine { found, needed }))
}

/// What a file may not do to whoever opens it; for every handle.
pub(super) fn make_safe(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    let configure = || {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)
    };
    configure().map_err(|error| place.engine(error))?;
    make(connection, place, &SAFE)?;
    check(connection, place, &SAFE)
}

/// What keeps acknowledged events; for handles that write.
pub(super) fn make_durable(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    make_synchronous(connection, place)?;
    make(connection, place, &WRITE_AHEAD)?;
    check(connection, place, &WRITE_AHEAD)
}

pub(super) fn make_synchronous(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    make(connection, place, &SYNCHRONOUS)?;
    check(connection, place, &SYNCHRONOUS)
}

/// Leaves the WAL as it is when this handle closes, for a file in which something is amiss.
pub(super) fn keep_wal(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map(|_| ())
        .map_err(|error| place.engine(error))
}

pub(super) fn limit_size(connection: &Connection, place: &Place, max_bytes: Option<u64>) -> Result<(), StoreError> {
    let Some(max_bytes) = max_bytes else {
        return Ok(());
    };
    let limit = || {
        let page_bytes: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let max_bytes = i64::try_from(max_bytes).unwrap_or(i64::MAX);
        let pages = max_bytes.saturating_add(page_bytes - 1) / page_bytes.max(1);
        connection.pragma_update_and_check(None, "max_page_count", pages.max(1), |_| Ok(()))
    };
    limit().map_err(|error| place.engine(error))
}

type Settings = [(&'static str, &'static str, &'static str)];

fn make(connection: &Connection, place: &Place, settings: &Settings) -> Result<(), StoreError> {
    for (name, value, _) in settings {
        // Some pragmas answer with a row, some do not.
        connection.pragma_update(None, name, value).map_err(|error| place.engine(error))?;
    }
    Ok(())
}

fn check(connection: &Connection, place: &Place, settings: &Settings) -> Result<(), StoreError> {
    for (name, _, wanted) in settings {
        let found = connection
            .pragma_query_value(None, name, |row| {
                // Some pragmas answer with a number, some with a word.
                let number = row.get::<_, i64>(0).map(|number| number.to_string());
                number.or_else(|_| row.get(0))
            })
            .map_err(|error| place.engine(error))?;
        if found != *wanted {
            return Err(place.error(StorageProblem::Setting { name, wanted, found }));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use super::*;

    #[test]
    fn each_wrong_setting_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("settings.db")).unwrap();
        let place = Place::new(Path::new("settings.db"), Duration::ZERO);
        make_safe(&connection, &place).unwrap();
        make_durable(&connection, &place).unwrap();
        let wrong = [
            ("trusted_schema", "on"),
            ("foreign_keys", "off"),
            ("cell_size_check", "off"),
            ("synchronous", "normal"),
            ("journal_mode", "delete"),
        ];
        let all = [&SAFE[..], &SYNCHRONOUS[..], &WRITE_AHEAD[..]].concat();
        for (name, value) in wrong {
            connection.pragma_update(None, name, value).unwrap();
            let refused = check(&connection, &place, &all).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
            make(&connection, &place, &all).unwrap();
            assert_eq!(check(&connection, &place, &all), Ok(()));
        }
    }

    #[test]
    fn memory_cannot_be_made_durable() {
        let connection = Connection::open_in_memory().unwrap();
        let place = Place::new(Path::new("memory"), Duration::ZERO);
        let refused = make_durable(&connection, &place).unwrap_err();
        assert!(matches!(
            refused,
            StoreError::Storage { problem: StorageProblem::Setting { name: "journal_mode", .. }, .. }
        ));
    }
}
