//! The desk: what one command has loaded, what it has emitted so far, and the versions it rests on.

use std::collections::BTreeMap;

use cred_core::{
    actor::Actor,
    id::{
        AppointmentId, CorrectiveActionId, CredentialingFileId, EnrollmentId, FacilityId, MeetingId, OrganizationId,
        PrivilegeRequestId, ProviderId, ProxyPrivilegeId, SupervisionId, TemporaryPrivilegeId, VerificationId,
    },
    journal::{DomainEvent, Recorded, Stream},
    records::Records,
    time::Instant,
};
use cred_store::{Append, Bound, CommandStamp, IndexChange, NewEvent, Store, StoredEvent, StreamId};
use uuid::Uuid;

use crate::{codec, envelope::Envelope, error::AppError, index};

/// The working place of one command.
pub struct Desk<'s> {
    store: &'s dyn Store,
    envelope: &'s Envelope,
    now: Instant,
    records: Records,
    versions: BTreeMap<StreamId, u64>,
    events: Vec<NewEvent>,
    index: Vec<IndexChange>,
    loaded: Vec<String>,
    minted: u32,
    /// What of the history is read: all of it, or what there was before an event whose decision is made again.
    bound: Bound,
    /// The id that is minted whatever the command's key: that of the stream whose beginning is decided again.
    id: Option<Uuid>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("now", &self.now).field("emitted", &self.events.len()).finish_non_exhaustive()
    }
}

impl<'s> Desk<'s> {
    pub(crate) fn new(store: &'s dyn Store, envelope: &'s Envelope, now: Instant) -> Self {
        Self {
            store,
            envelope,
            now,
            records: Records::default(),
            versions: BTreeMap::new(),
            events: Vec::new(),
            index: Vec::new(),
            loaded: Vec::new(),
            minted: 0,
            bound: Bound::Now,
            id: None,
        }
    }

    /// A desk at which a decision is made again: on the history as it was at a bound, with the id that the first one minted. What it emits
    /// is compared, and never appended.
    pub(crate) fn again(
        store: &'s dyn Store,
        envelope: &'s Envelope,
        now: Instant,
        bound: Bound,
        id: Option<Uuid>,
    ) -> Self {
        Self { bound, id, ..Self::new(store, envelope, now) }
    }

    /// What of the history is read here.
    pub(crate) const fn bound(&self) -> Bound {
        self.bound
    }

    /// What was emitted.
    pub(crate) fn emitted(&self) -> &[NewEvent] {
        &self.events
    }

    /// The instant at which everything here is decided and recorded.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Who gives the command.
    #[must_use]
    pub const fn actor(&self) -> &'s Actor {
        &self.envelope.actor
    }

    /// What is loaded, with what is emitted applied.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// The store, to look things up in.
    #[must_use]
    pub const fn store(&self) -> &'s dyn Store {
        self.store
    }

    /// Loads all streams of a provider, under every id of the person.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn load_provider(&mut self, id: ProviderId) -> Result<(), AppError> {
        let text = id.to_string();
        if self.take_note(&text) {
            self.load(&self.store.events_of_provider(&text, self.bound)?)?;
        }
        // What is on another record of the same person counts here too.
        while let Some(other) = self.records.missing_records().into_iter().find(|id| !self.is_noted(&id.to_string())) {
            let text = other.to_string();
            self.take_note(&text);
            self.load(&self.store.events_of_provider(&text, self.bound)?)?;
        }
        match self.records.provider(id) {
            Some(_) => Ok(()),
            None => Err(AppError::NotFound { what: "provider", text, advice: "look with `cred show`".to_owned() }),
        }
    }

    /// Loads a facility with its forms and its organisation.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn load_facility(&mut self, id: &FacilityId) -> Result<(), AppError> {
        if self.take_note(id.as_str()) {
            self.load(&self.store.events_of_facility(id.as_str(), self.bound)?)?;
        }
        let Some(facility) = self.records.facility(id) else {
            let advice = "load it with `cred facility load <file>`".to_owned();
            return Err(AppError::NotFound { what: "facility", text: id.to_string(), advice });
        };
        let organization = facility.organization().clone();
        self.load_organization(&organization)
    }

    /// Loads an organisation, if there is one of that id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn load_organization(&mut self, id: &OrganizationId) -> Result<(), AppError> {
        self.load_stream(&Stream::Organization(id.clone()))
    }

    /// Loads one stream, if it exists.
    ///
    /// # Errors
    /// When the store fails.
    pub fn load_stream(&mut self, stream: &Stream) -> Result<(), AppError> {
        if !self.take_note(&stream.to_string()) {
            return Ok(());
        }
        let id = codec::stream_id(stream.kind(), &stream.id())?;
        if self.versions.contains_key(&id) {
            return Ok(());
        }
        self.load(&self.store.stream(&id, self.bound)?)
    }

    fn is_noted(&self, what: &str) -> bool {
        self.loaded.iter().any(|loaded| loaded == what)
    }

    fn take_note(&mut self, what: &str) -> bool {
        let new = !self.is_noted(what);
        if new {
            self.loaded.push(what.to_owned());
        }
        new
    }

    fn load(&mut self, events: &[StoredEvent]) -> Result<(), AppError> {
        for event in events {
            // What another loading has read already stays as it was read.
            if self.versions.get(&event.stream).is_some_and(|version| *version >= event.version) {
                continue;
            }
            self.records.apply(&codec::recorded(event)?)?;
            self.versions.insert(event.stream.clone(), event.version);
        }
        Ok(())
    }

    /// Takes decided events: they will be appended with the command, and are applied to what is loaded.
    ///
    /// # Errors
    /// When an event cannot follow what is loaded, which would be a defect of the core.
    pub fn emit(&mut self, stream: &Stream, events: impl IntoIterator<Item = DomainEvent>) -> Result<(), AppError> {
        let id = codec::stream_id(stream.kind(), &stream.id())?;
        for event in events {
            let recorded = Recorded {
                seq: self.records.position().saturating_add(1),
                stream: stream.clone(),
                recorded_at: self.now,
                event,
            };
            self.records.apply(&recorded)?;
            let (provider, facility) = self.links(stream);
            self.events.push(codec::stored(stream, &recorded.event, provider, facility.as_ref())?);
            self.index.extend(index::of(&recorded, &self.records));
            self.versions.entry(id.clone()).or_insert(0);
        }
        Ok(())
    }

    /// Which provider and facility a stream concerns.
    fn links(&self, stream: &Stream) -> (Option<ProviderId>, Option<FacilityId>) {
        let records = &self.records;
        match stream {
            Stream::Provider(id) => (Some(*id), None),
            Stream::Verification(id) => (records.verification(*id).map(|own| own.provider()), None),
            Stream::CredentialingFile(id) => (records.file(*id).map(|own| own.provider()), None),
            Stream::Appointment(id) => records
                .appointment(*id)
                .map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone()))),
            Stream::Privilege(id) => {
                records.privilege(*id).map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone())))
            }
            Stream::TemporaryPrivilege(id) => records
                .temporary_privilege(*id)
                .map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone()))),
            Stream::ProxyPrivilege(id) => records
                .proxy_privilege(*id)
                .map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone()))),
            Stream::Meeting(id) => (None, records.meeting(*id).and_then(|own| own.facility().cloned())),
            Stream::Supervision(id) => records
                .supervision(*id)
                .map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone()))),
            Stream::CorrectiveAction(id) => records
                .corrective_action(*id)
                .map_or((None, None), |own| (Some(own.provider()), Some(own.facility().clone()))),
            Stream::Enrollment(id) => records
                .enrollment(*id)
                .map_or((None, None), |own| (Some(own.provider()), own.application().facility.clone())),
            Stream::Organization(_) | Stream::ExclusionList(_) => (None, None),
            Stream::Facility(id) => (None, Some(id.clone())),
            Stream::PrivilegeSet(id) => (None, records.privilege_set(id).map(|own| own.facility().clone())),
        }
    }

    /// The next id. It follows from the command's key and its place in the command, so that a repetition mints the same.
    fn mint(&mut self) -> Uuid {
        if let Some(id) = self.id {
            return id;
        }
        self.minted = self.minted.saturating_add(1);
        let seed = format!("{}\u{0}{}", self.envelope.key, self.minted);
        let digest = cred_store::Digest::of(seed.as_bytes());
        let mut bytes = [0_u8; 16];
        bytes.iter_mut().zip(digest.0).for_each(|(byte, from)| *byte = from);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// Mints a provider's id.
    pub fn mint_provider(&mut self) -> ProviderId {
        ProviderId::from_uuid(self.mint())
    }

    /// Mints a verification's id.
    pub fn mint_verification(&mut self) -> VerificationId {
        VerificationId::from_uuid(self.mint())
    }

    /// Mints a credentialing file's id.
    pub fn mint_file(&mut self) -> CredentialingFileId {
        CredentialingFileId::from_uuid(self.mint())
    }

    /// Mints an appointment's id.
    pub fn mint_appointment(&mut self) -> AppointmentId {
        AppointmentId::from_uuid(self.mint())
    }

    /// Mints a privilege's id.
    pub fn mint_privilege(&mut self) -> PrivilegeRequestId {
        PrivilegeRequestId::from_uuid(self.mint())
    }

    /// Mints the id of a meeting.
    pub fn mint_meeting(&mut self) -> MeetingId {
        MeetingId::from_uuid(self.mint())
    }

    /// Mints the id of a temporary privilege.
    pub fn mint_temporary_privilege(&mut self) -> TemporaryPrivilegeId {
        TemporaryPrivilegeId::from_uuid(self.mint())
    }

    /// Mints the id of a proxy privilege.
    pub fn mint_proxy_privilege(&mut self) -> ProxyPrivilegeId {
        ProxyPrivilegeId::from_uuid(self.mint())
    }

    /// Mints the id of a supervision.
    pub fn mint_supervision(&mut self) -> SupervisionId {
        SupervisionId::from_uuid(self.mint())
    }

    /// Mints the id of a corrective action.
    pub fn mint_corrective_action(&mut self) -> CorrectiveActionId {
        CorrectiveActionId::from_uuid(self.mint())
    }

    /// Mints the id of a enrollment.
    pub fn mint_enrollment(&mut self) -> EnrollmentId {
        EnrollmentId::from_uuid(self.mint())
    }

    pub(crate) fn into_append(self) -> Result<Append, AppError> {
        // With nothing to write there is nothing whose versions could be in conflict.
        let expect = if self.events.is_empty() { vec![] } else { self.versions.into_iter().collect() };
        let command = CommandStamp {
            key: self.envelope.key.clone(),
            request_hash: self.envelope.request_hash,
            actor: self.envelope.actor.to_string(),
            recorded_at: self.now.timestamp_micros(),
        };
        Ok(Append { command, expect, events: self.events, index: self.index })
    }
}
