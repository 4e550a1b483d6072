//! Notes about the store itself, each set once.

use super::{append::Written, read::Reader};
use crate::{StoreError, event::check_name};

pub(super) fn set_once(writer: &Reader<'_>, key: &str, value: &str) -> Result<Written<()>, StoreError> {
    check_name("note name", key)?;
    check_name("note", value)?;
    match writer.meta(key)? {
        None => {
            writer.run("INSERT INTO meta (key, value) VALUES (?1, ?2)", (key, value))?;
            Ok(Written::Changed(()))
        }
        Some(found) if found == value => Ok(Written::Nothing(())),
        Some(found) => {
            let (key, given) = (key.to_owned(), value.to_owned());
            Err(StoreError::MetaFixed { key, found, given })
        }
    }
}

impl Reader<'_> {
    pub(super) fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM meta WHERE key = ?1", (key,), |row| row.get(0))
    }
}
