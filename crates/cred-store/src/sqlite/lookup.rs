//! The look-up index as a table. The rules are those of [`crate::lookup::LookupIndex`].

use super::{
    append::Written,
    read::{Reader, number},
};
use crate::{Bound, IndexChange, IndexEntry, IndexRow, StoreError, Taken, lookup::LookupIndex, store::Derive};

/// Makes the changes of an append; they take effect at its last event.
pub(super) fn apply(writer: &Reader<'_>, changes: &[IndexChange], at: u64) -> Result<(), StoreError> {
    for change in changes {
        match change {
            IndexChange::Put { space, key, target, unique } => {
                put(writer, space, key, target, *unique, at)?;
            }
            IndexChange::Remove { space, key, target } => close(writer, space, key, target, at)?,
        }
    }
    Ok(())
}

fn put(writer: &Reader<'_>, space: &str, key: &str, target: &str, unique: bool, at: u64) -> Result<(), StoreError> {
    let open: Vec<(String, bool)> = writer.all(
        "SELECT target, is_unique FROM lookup WHERE space = ?1 AND key = ?2 AND to_seq IS NULL \
         ORDER BY target",
        (space, key),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (other, claimed) in open {
        if other == target {
            if claimed == unique {
                return Ok(());
            }
        } else if unique || claimed {
            let (space, key) = (space.to_owned(), key.to_owned());
            return Err(Taken { space, key, by: other }.into());
        }
    }
    close(writer, space, key, target, at)?;
    writer.run(
        "INSERT INTO lookup (space, key, target, is_unique, from_seq) VALUES (?1, ?2, ?3, ?4, ?5)",
        (space, key, target, unique, number(at)),
    )
}

/// Ends the open entry of a target; one that began at the same position never was.
fn close(writer: &Reader<'_>, space: &str, key: &str, target: &str, at: u64) -> Result<(), StoreError> {
    writer.run(
        "DELETE FROM lookup \
         WHERE space = ?1 AND key = ?2 AND target = ?3 AND to_seq IS NULL AND from_seq = ?4",
        (space, key, target, number(at)),
    )?;
    writer.run(
        "UPDATE lookup SET to_seq = ?4 \
         WHERE space = ?1 AND key = ?2 AND target = ?3 AND to_seq IS NULL",
        (space, key, target, number(at)),
    )
}

/// Replaces the whole index by the one the events give.
pub(super) fn replace(writer: &Reader<'_>, derive: &mut Derive<'_>) -> Result<Written<u64>, StoreError> {
    let derived = writer.derived_index(derive)?;
    writer.run("DELETE FROM lookup", ())?;
    let rows = derived.rows();
    for row in &rows {
        writer.run(
            "INSERT INTO lookup (space, key, target, is_unique, from_seq, to_seq) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (&row.space, &row.key, &row.target, row.unique, number(row.from), row.to.map(number)),
        )?;
    }
    Ok(Written::Changed(u64::try_from(rows.len()).unwrap_or(u64::MAX)))
}

impl Reader<'_> {
    pub(super) fn find(&self, space: &str, key: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        self.all(
            "SELECT target FROM lookup WHERE space = ?1 AND key = ?2 \
             AND from_seq <= ?3 AND (to_seq IS NULL OR to_seq > ?3) ORDER BY target",
            (space, key, self.last_seq(up_to)?),
            |row| row.get(0),
        )
    }

    pub(super) fn search(
        &self,
        space: &str,
        contains: &str,
        limit: usize,
        up_to: Bound,
    ) -> Result<Vec<IndexEntry>, StoreError> {
        self.all(
            "SELECT key, target FROM lookup WHERE space = ?1 AND instr(key, ?2) > 0 \
             AND from_seq <= ?3 AND (to_seq IS NULL OR to_seq > ?3) \
             ORDER BY key, target LIMIT ?4",
            (space, contains, self.last_seq(up_to)?, i64::try_from(limit).unwrap_or(i64::MAX)),
            |row| Ok(IndexEntry { key: row.get(0)?, target: row.get(1)? }),
        )
    }

    pub(super) fn index_rows(&self) -> Result<Vec<IndexRow>, StoreError> {
        let position = |value: i64| u64::try_from(value).unwrap_or(0);
        self.all("SELECT space, key, target, is_unique, from_seq, to_seq FROM lookup", (), |row| {
            Ok(IndexRow {
                space: row.get(0)?,
                key: row.get(1)?,
                target: row.get(2)?,
                unique: row.get(3)?,
                from: position(row.get(4)?),
                to: row.get::<_, Option<i64>>(5)?.map(position),
            })
        })
    }

    /// The index the events give, at the state the connection sees.
    pub(super) fn derived_index(&self, derive: &mut Derive<'_>) -> Result<LookupIndex, StoreError> {
        LookupIndex::derived(|seq, limit| self.after(seq, limit, Bound::Now), derive)
    }
}
