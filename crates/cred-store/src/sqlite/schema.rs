//! Whose file it is, and bringing an older structure up to date.

use rusqlite::{Connection, TransactionBehavior};

use super::{
    failure::Place,
    read::{Reader, pragma},
    tree,
};
use crate::{StorageProblem, StoreError};

/// `CRED` in ASCII, in the header of every store.
const APPLICATION_ID: i32 = 0x4352_4544;

/// A step to the next schema version.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// What is to be there.
    sql: &'static str,
    /// What SQL alone cannot fill it with.
    fill: fn(&Reader<'_>) -> Result<(), StoreError>,
}

/// The steps from an empty database to the present schema; step `n` leads to schema version `n`.
/// Steps are only ever added.
pub(super) const LADDER: &[Step] = &[
    Step { sql: include_str!("0001_history.sql"), fill: |_| Ok(()) },
    Step { sql: include_str!("0002_tree.sql"), fill: tree::begin },
];

/// Refuses a database of another program. Changes nothing.
pub(super) fn check_owner(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    let found: i32 = pragma(connection, place, "application_id")?;
    if found == APPLICATION_ID {
        return Ok(());
    }
    Err(place.error(StorageProblem::OtherApplication { found }))
}

/// Marks a new database as a store.
pub(super) fn claim(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(|error| place.engine(error))
}

/// Refuses a schema other than the present one, for handles that must not migrate.
pub(super) fn check_current(connection: &Connection, place: &Place) -> Result<(), StoreError> {
    let (found, supported) = versions(connection, place, LADDER)?;
    if found < supported {
        return Err(place.error(StorageProblem::OlderSchema { found, supported }));
    }
    Ok(())
}

/// Climbs the steps that are missing, all in one transaction.
pub(super) fn migrate(connection: &mut Connection, place: &Place, ladder: &[Step]) -> Result<(), StoreError> {
    let (found, supported) = versions(connection, place, ladder)?;
    if found == supported {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| place.engine(error))?;
    // Once more, now that no other process can be migrating.
    let (found, supported) = versions(&transaction, place, ladder)?;
    let done = usize::try_from(found).unwrap_or(0);
    for step in ladder.iter().skip(done) {
        transaction.execute_batch(step.sql).map_err(|error| place.engine(error))?;
        (step.fill)(&Reader { connection: &transaction, place })?;
    }
    let end = || {
        transaction.pragma_update(None, "user_version", supported)?;
        transaction.commit()
    };
    end().map_err(|error| place.engine(error))
}

/// The schema version found and the one this program knows; refuses a newer one.
fn versions(connection: &Connection, place: &Place, ladder: &[Step]) -> Result<(i64, i64), StoreError> {
    let found: i64 = pragma(connection, place, "user_version")?;
    let supported = i64::try_from(ladder.len()).unwrap_or(i64::MAX);
    if found > supported || found < 0 {
        return Err(place.error(StorageProblem::NewerSchema { found, supported }));
    }
    Ok((found, supported))
}

/// Names the first table, index or trigger that is not as the ladder makes it.
pub(super) fn difference(connection: &Connection, place: &Place) -> Result<Option<String>, StoreError> {
    let compare = || -> rusqlite::Result<Option<String>> {
        let found = objects(connection)?;
        let fresh = Connection::open_in_memory()?;
        for step in LADDER {
            fresh.execute_batch(step.sql)?;
        }
        let due = objects(&fresh)?;
        if let Some((name, _)) = due.iter().find(|object| !found.contains(object)) {
            return Ok(Some(format!("`{name}` is missing or different")));
        }
        let extra = found.iter().find(|object| !due.contains(object));
        Ok(extra.map(|(name, _)| format!("`{name}` does not belong here")))
    };
    compare().map_err(|error| place.engine(error))
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    // sqlite_stat tables are left by ANALYZE and harmless.
    let mut select = connection.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_stat%' ESCAPE '^' \
         ORDER BY name",
    )?;
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use super::*;

    const fn plain(sql: &'static str) -> Step {
        Step { sql, fill: |_| Ok(()) }
    }

    const TWO_STEPS: &[Step] =
        &[plain("CREATE TABLE a (x INTEGER) STRICT;"), plain("ALTER TABLE a ADD COLUMN y INTEGER;")];
    const BROKEN_STEP: &[Step] = &[
        plain("CREATE TABLE a (x INTEGER) STRICT;"),
        plain("CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;"),
    ];
    const UNFILLED_STEP: &[Step] = &[
        plain("CREATE TABLE a (x INTEGER) STRICT;"),
        Step {
            sql: "CREATE TABLE b (x INTEGER) STRICT;",
            fill: |reader| Err(reader.place.error(StorageProblem::DiskFull)),
        },
    ];

    fn place() -> Place {
        Place::new(Path::new("test"), Duration::ZERO)
    }

    fn version(connection: &Connection) -> i64 {
        pragma(connection, &place(), "user_version").unwrap()
    }

    #[test]
    fn an_older_schema_climbs_only_the_steps_it_lacks() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &place(), &TWO_STEPS[..1]).unwrap();
        connection.execute("INSERT INTO a (x) VALUES (1)", ()).unwrap();
        migrate(&mut connection, &place(), TWO_STEPS).unwrap();
        assert_eq!(version(&connection), 2);
        migrate(&mut connection, &place(), TWO_STEPS).unwrap();
        let row: (i64, Option<i64>) =
            connection.query_row("SELECT x, y FROM a", (), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(row, (1, None));
    }

    #[test]
    fn a_step_that_fails_leaves_the_older_schema_whole() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &place(), &BROKEN_STEP[..1]).unwrap();
        for ladder in [BROKEN_STEP, UNFILLED_STEP] {
            assert!(migrate(&mut connection, &place(), ladder).is_err());
            assert_eq!(version(&connection), 1);
            assert_eq!(objects(&connection).unwrap().len(), 1);
            assert!(connection.is_autocommit());
        }
    }

    #[test]
    fn a_newer_schema_is_not_touched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 3).unwrap();
        let problem = StorageProblem::NewerSchema { found: 3, supported: 2 };
        assert_eq!(migrate(&mut connection, &place(), TWO_STEPS), Err(place().error(problem)));
    }
}
