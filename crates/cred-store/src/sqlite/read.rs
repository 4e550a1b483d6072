//! Reading events: every row is checked against its own hash before it is handed out.

use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, types::FromSql};

use super::failure::Place;
use crate::{Anchor, Bound, Digest, Head, StoreError, StoredEvent, StreamId, Tampering};

/// A connection and the place to name in errors. Every query of this engine is a method of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) place: &'a Place,
}

/// The columns of an event, in the order `decode` takes them.
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT seq, stream_kind, stream_id, version, event_type, event_version, provider, ",
            "facility, recorded_at, actor, key, request_hash, body, prev, hash FROM events ",
            $rest
        )
    };
}
pub(super) use select_events;

impl<'a> Reader<'a> {
    /// Holds the state of this moment for several reads, until it is dropped.
    pub(super) fn snapshot(&self) -> Result<Transaction<'a>, StoreError> {
        self.connection.unchecked_transaction().map_err(|error| self.place.engine(error))
    }

    pub(super) fn stream(&self, stream: &StreamId, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        let events = self.events(
            select_events!("WHERE stream_kind = ?1 AND stream_id = ?2 AND seq <= ?3 ORDER BY version"),
            (stream.kind(), stream.id(), self.last_seq(up_to)?),
        )?;
        for (expected, event) in (1..).zip(&events) {
            if event.version != expected {
                return Err(tampered(event.seq, Tampering::LinkBroken));
            }
        }
        Ok(events)
    }

    pub(super) fn events_of_provider(&self, provider: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.events(select_events!("WHERE provider = ?1 AND seq <= ?2 ORDER BY seq"), (provider, self.last_seq(up_to)?))
    }

    pub(super) fn events_of_facility(&self, facility: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.events(
            select_events!("WHERE facility = ?1 AND provider IS NULL AND seq <= ?2 ORDER BY seq"),
            (facility, self.last_seq(up_to)?),
        )
    }

    pub(super) fn providers(&self, up_to: Bound) -> Result<Vec<String>, StoreError> {
        // The event that brings a provider in stands for it, so that its hash can be checked.
        let first = self.events(
            select_events!(
                "WHERE seq IN (SELECT min(seq) FROM events \
                 WHERE provider IS NOT NULL AND seq <= ?1 GROUP BY provider) ORDER BY provider"
            ),
            (self.last_seq(up_to)?,),
        )?;
        Ok(first.into_iter().filter_map(|event| event.provider).collect())
    }

    pub(super) fn providers_at(&self, facility: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        let first = self.events(
            select_events!(
                "WHERE seq IN (SELECT min(seq) FROM events WHERE facility = ?1 \
                 AND provider IS NOT NULL AND seq <= ?2 GROUP BY provider) ORDER BY provider"
            ),
            (facility, self.last_seq(up_to)?),
        )?;
        Ok(first.into_iter().filter_map(|event| event.provider).collect())
    }

    pub(super) fn after(&self, seq: u64, limit: usize, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let events = self.events(
            select_events!("WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3"),
            (number(seq), self.last_seq(up_to)?, limit),
        )?;
        let (mut last, mut hash) = (seq, None);
        for event in &events {
            let expected = last.saturating_add(1);
            if event.seq != expected {
                return Err(tampered(expected, Tampering::Missing));
            }
            if hash.is_some_and(|hash| event.prev != hash) {
                return Err(tampered(event.seq, Tampering::LinkBroken));
            }
            (last, hash) = (event.seq, Some(event.hash));
        }
        Ok(events)
    }

    pub(super) fn head(&self, up_to: Bound) -> Result<Head, StoreError> {
        let last =
            self.events(select_events!("WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1"), (self.last_seq(up_to)?,))?;
        Ok(last.first().map_or(Head::EMPTY, StoredEvent::head))
    }

    /// The end of the history, compared with the head record.
    pub(super) fn checked_head(&self) -> Result<Head, StoreError> {
        let snapshot = match self.connection.is_autocommit() {
            true => Some(self.snapshot()?),
            false => None,
        };
        let head = self.head(Bound::Now)?;
        let recorded = self.recorded_head()?;
        drop(snapshot);
        let last = head.anchor();
        if recorded == last {
            return Ok(head);
        }
        Err(StoreError::HeadDiffers { recorded, last })
    }

    pub(super) fn recorded_head(&self) -> Result<Anchor, StoreError> {
        let row =
            self.one("SELECT seq, hash FROM head", (), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)))?;
        // No head record at all is one that names nothing.
        let (seq, hash) = row.unwrap_or((0, [0; 32]));
        Ok(Anchor { seq: u64::try_from(seq).unwrap_or(0), hash: Digest(hash) })
    }

    pub(super) fn command_by_key(&self, key: &str) -> Result<Vec<StoredEvent>, StoreError> {
        self.events(select_events!("WHERE key = ?1 ORDER BY seq"), (key,))
    }

    pub(super) fn version_of(&self, stream: &StreamId) -> Result<u64, StoreError> {
        let last = self.one(
            "SELECT max(version) FROM events WHERE stream_kind = ?1 AND stream_id = ?2",
            (stream.kind(), stream.id()),
            |row| row.get::<_, Option<i64>>(0),
        )?;
        Ok(last.flatten().and_then(|version| u64::try_from(version).ok()).unwrap_or(0))
    }

    /// The last position within a bound, as a number SQL can compare with.
    pub(super) fn last_seq(&self, up_to: Bound) -> Result<i64, StoreError> {
        match up_to {
            Bound::Now => Ok(i64::MAX),
            Bound::Seq(seq) => Ok(number(seq)),
            Bound::RecordedAt(at) => {
                let last = self.one(
                    "SELECT seq FROM events WHERE recorded_at <= ?1 \
                     ORDER BY recorded_at DESC, seq DESC LIMIT 1",
                    (at,),
                    |row| row.get(0),
                )?;
                Ok(last.unwrap_or(0))
            }
        }
    }

    fn events(&self, sql: &str, params: impl Params) -> Result<Vec<StoredEvent>, StoreError> {
        let rows = self.all(sql, params, |row| Ok(decode(row)))?;
        let check = |row: Result<StoredEvent, u64>| match row {
            Ok(event) if event.computed_hash() == event.hash => Ok(event),
            Ok(event) => Err(tampered(event.seq, Tampering::HashMismatch)),
            Err(seq) => Err(tampered(seq, Tampering::Unreadable)),
        };
        rows.into_iter().map(check).collect()
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let query = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map(params, take)?.collect::<Result<Vec<_>, _>>()
        };
        query().map_err(|error| self.place.engine(error))
    }

    /// Takes rows one by one, for reads too large to be collected.
    pub(super) fn each(&self, sql: &str, mut take: impl FnMut(&Row<'_>)) -> Result<(), StoreError> {
        let mut query = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(())?;
            while let Some(row) = rows.next()? {
                take(row);
            }
            Ok(())
        };
        query().map_err(|error| self.place.engine(error))
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        take: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let query = || self.connection.prepare_cached(sql)?.query_row(params, take).optional();
        query().map_err(|error| self.place.engine(error))
    }
}

/// Takes a row of `select_events!` apart; the position if a column does not hold what it must.
pub(super) fn decode(row: &Row<'_>) -> Result<StoredEvent, u64> {
    let seq = row.get::<_, i64>(0).ok().and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0);
    let event = || -> rusqlite::Result<Option<StoredEvent>> {
        let (kind, id): (String, String) = (row.get(1)?, row.get(2)?);
        let Ok(stream) = StreamId::new(kind, id) else {
            return Ok(None);
        };
        let Ok(version) = u64::try_from(row.get::<_, i64>(3)?) else {
            return Ok(None);
        };
        Ok(Some(StoredEvent {
            seq,
            stream,
            version,
            event_type: row.get(4)?,
            event_version: row.get(5)?,
            provider: row.get(6)?,
            facility: row.get(7)?,
            recorded_at: row.get(8)?,
            actor: row.get(9)?,
            key: row.get(10)?,
            request_hash: Digest(row.get(11)?),
            body: row.get(12)?,
            prev: Digest(row.get(13)?),
            hash: Digest(row.get(14)?),
        }))
    };
    event().ok().flatten().ok_or(seq)
}

pub(super) fn pragma<T: FromSql>(connection: &Connection, place: &Place, name: &str) -> Result<T, StoreError> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(|error| place.engine(error))
}

/// A position as SQLite stores it; no history gets near the end of the range.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn tampered(seq: u64, what: Tampering) -> StoreError {
    StoreError::Tampered { seq, what }
}
