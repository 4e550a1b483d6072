//! SQLite in memory: indexed tables and one prepared statement that gives every reason as a bit.

use rusqlite::{Connection, params};

use super::{Engine, rows};
use crate::{
    Fault,
    verdict::{Question, Verdict},
    world::{state_of, tables::Tables},
};

/// The database.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    sql: String,
}

impl Sqlite {
    /// A database in memory with these rows.
    ///
    /// # Errors
    /// When SQLite refuses something.
    pub fn of(tables: &Tables) -> Result<Self, Fault> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(rows::SCHEMA)?;
        let transaction = connection.transaction()?;
        rows::each(tables, &mut |table, row| {
            let holes: Vec<String> = (1..=row.len()).map(|at| format!("?{at}")).collect();
            let sql = format!("INSERT INTO {table} VALUES ({})", holes.join(","));
            transaction.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(row))?;
            Ok(())
        })?;
        transaction.commit()?;
        connection.execute_batch("ANALYZE")?;
        let sql = rows::question().replace('$', "?");
        Ok(Self { connection, sql })
    }

    /// How many bytes its pages take.
    ///
    /// # Errors
    /// When SQLite refuses to say.
    pub fn bytes(&self) -> Result<i64, Fault> {
        let read = |pragma| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        Ok(read("page_count")? * read("page_size")?)
    }
}

impl Engine for Sqlite {
    type Asked = Question;

    fn prepare(&self, asked: Question) -> Result<Self::Asked, Fault> {
        Ok(asked)
    }

    fn ask(&mut self, own: &Self::Asked) -> Result<Verdict, Fault> {
        let mut statement = self.connection.prepare_cached(&self.sql)?;
        let bits: i64 = statement.query_row(
            params![own.provider, own.facility(), own.site, own.item, own.at, state_of(own.facility()), own.site % 2],
            |row| row.get(0),
        )?;
        Ok(Verdict::from_bits(u32::try_from(bits)?))
    }
}
