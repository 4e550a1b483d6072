//! World A as a database of the project's own, as the command line reads it.

use std::path::Path;

use cred_app::{codec, index};
use cred_core::{
    id::{FacilityId, ProviderId},
    journal::{Recorded, Stream},
    records::Records,
    time::Instant,
};
use cred_store::{
    Append, CommandStamp, Digest, IndexChange, NewEvent, OpenMode, OpenOptions, SqliteStore, Store as _, StreamId,
};

use crate::Fault;

/// Writes events into a new database, many at once.
#[derive(Debug)]
pub struct Database {
    store: SqliteStore,
    at: Option<Instant>,
    events: Vec<NewEvent>,
    index: Vec<IndexChange>,
    streams: std::collections::BTreeSet<StreamId>,
    written: u64,
}

impl Database {
    /// A new database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> Result<Self, Fault> {
        let store = SqliteStore::open(path, OpenOptions::new(OpenMode::Create))?;
        Ok(Self { store, at: None, events: vec![], index: vec![], streams: Default::default(), written: 0 })
    }

    /// Takes an event; the records have it applied. A stream must be told of within one instant.
    ///
    /// # Errors
    /// When the store refuses what came before it.
    pub fn take(&mut self, recorded: &Recorded, records: &Records) -> Result<(), Fault> {
        if self.at.is_some_and(|at| at != recorded.recorded_at) {
            self.flush()?;
        }
        self.at = Some(recorded.recorded_at);
        let (provider, facility) = links(&recorded.stream, records);
        self.events.push(codec::stored(&recorded.stream, &recorded.event, provider, facility.as_ref())?);
        self.index.extend(index::of(recorded, records));
        self.streams.insert(codec::stream_id(recorded.stream.kind(), &recorded.stream.id())?);
        Ok(())
    }

    /// Writes what is still to be written.
    ///
    /// # Errors
    /// When the store refuses it.
    pub fn flush(&mut self) -> Result<(), Fault> {
        let Some(at) = self.at.take() else { return Ok(()) };
        self.written += 1;
        let key = format!("bench-{}", self.written);
        let command = CommandStamp {
            request_hash: Digest::of(key.as_bytes()),
            key,
            actor: "bench".to_owned(),
            recorded_at: at.timestamp_micros(),
        };
        let expect = std::mem::take(&mut self.streams).into_iter().map(|stream| (stream, 0)).collect();
        let (events, index) = (std::mem::take(&mut self.events), std::mem::take(&mut self.index));
        // Each key is used once, so nothing is ever repeated.
        let _ = self.store.append(&Append { command, expect, events, index })?;
        Ok(())
    }
}

/// Which provider and facility a stream concerns, as the application files it.
fn links(stream: &Stream, records: &Records) -> (Option<ProviderId>, Option<FacilityId>) {
    match stream {
        Stream::Provider(id) => (Some(*id), None),
        Stream::Verification(id) => (records.verification(*id).map(|own| own.provider()), None),
        Stream::CredentialingFile(id) => (records.file(*id).map(|own| own.provider()), None),
        Stream::Appointment(id) => {
            records.appointment(*id).map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone())))
        }
        Stream::Privilege(id) => {
            records.privilege(*id).map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone())))
        }
        Stream::Facility(id) => (None, Some(id.clone())),
        Stream::PrivilegeSet(id) => (None, records.privilege_set(id).map(|own| own.facility().clone())),
        _ => (None, None),
    }
}
