//! The stored form of events: JSON, with a stable type name and a schema version beside it.

use cred_core::{
    id::{FacilityId, ProviderId},
    journal::{DomainEvent, Recorded, Stream},
    records::Records,
};
use cred_store::{NewEvent, StoredEvent, StreamId};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::AppError;

/// The version of the shapes below. A reader of a later version must still read earlier ones.
pub const EVENT_VERSION: u32 = 1;

/// Reads a stored event.
///
/// # Errors
/// When the event is of a later version or another shape than this program knows.
pub fn recorded(stored: &StoredEvent) -> Result<Recorded, AppError> {
    let broken = |what: String| AppError::Codec(format!("event {} ({}): {what}", stored.seq, stored.event_type));
    if stored.event_version > EVENT_VERSION {
        return Err(broken(format!(
            "its version is {}, this program reads up to {EVENT_VERSION}; use a newer one",
            stored.event_version
        )));
    }
    let stream = Stream::parse(stored.stream.kind(), stored.stream.id())
        .ok_or_else(|| broken("its stream is of no kind that this program knows".to_owned()))?;
    let event = match &stream {
        Stream::Provider(_) => DomainEvent::Provider(parse(&stored.body).map_err(broken)?),
        Stream::Verification(_) => DomainEvent::Verification(parse(&stored.body).map_err(broken)?),
        Stream::ExclusionList(_) => DomainEvent::ExclusionList(parse(&stored.body).map_err(broken)?),
        Stream::CredentialingFile(_) => DomainEvent::CredentialingFile(parse(&stored.body).map_err(broken)?),
        Stream::Appointment(_) => DomainEvent::Appointment(parse(&stored.body).map_err(broken)?),
        Stream::Privilege(_) => DomainEvent::Privilege(parse(&stored.body).map_err(broken)?),
        Stream::Meeting(_) => DomainEvent::Meeting(parse(&stored.body).map_err(broken)?),
        Stream::TemporaryPrivilege(_) => DomainEvent::TemporaryPrivilege(parse(&stored.body).map_err(broken)?),
        Stream::ProxyPrivilege(_) => DomainEvent::ProxyPrivilege(parse(&stored.body).map_err(broken)?),
        Stream::Supervision(_) => DomainEvent::Supervision(parse(&stored.body).map_err(broken)?),
        Stream::CorrectiveAction(_) => DomainEvent::CorrectiveAction(parse(&stored.body).map_err(broken)?),
        Stream::Enrollment(_) => DomainEvent::Enrollment(parse(&stored.body).map_err(broken)?),
        Stream::Organization(_) => DomainEvent::Organization(parse(&stored.body).map_err(broken)?),
        Stream::Facility(_) => DomainEvent::Facility(parse(&stored.body).map_err(broken)?),
        Stream::PrivilegeSet(_) => DomainEvent::PrivilegeSet(parse(&stored.body).map_err(broken)?),
    };
    let recorded_at = chrono::DateTime::from_timestamp_micros(stored.recorded_at)
        .ok_or_else(|| broken("its time lies outside of the calendar".to_owned()))?;
    Ok(Recorded { seq: stored.seq, stream, recorded_at, event })
}

/// Replays stored events.
///
/// # Errors
/// When one cannot be read or cannot follow.
pub fn replay(stored: &[StoredEvent]) -> Result<Records, AppError> {
    let mut records = Records::default();
    for event in stored {
        records.apply(&recorded(event)?)?;
    }
    Ok(records)
}

/// Writes an event for the store.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn stored(
    stream: &Stream,
    event: &DomainEvent,
    provider: Option<ProviderId>,
    facility: Option<&FacilityId>,
) -> Result<NewEvent, AppError> {
    let body = match event {
        DomainEvent::Provider(event) => text(event),
        DomainEvent::Verification(event) => text(event),
        DomainEvent::ExclusionList(event) => text(event),
        DomainEvent::CredentialingFile(event) => text(event),
        DomainEvent::Appointment(event) => text(event),
        DomainEvent::Privilege(event) => text(event),
        DomainEvent::Meeting(event) => text(event),
        DomainEvent::TemporaryPrivilege(event) => text(event),
        DomainEvent::ProxyPrivilege(event) => text(event),
        DomainEvent::Supervision(event) => text(event),
        DomainEvent::CorrectiveAction(event) => text(event),
        DomainEvent::Enrollment(event) => text(event),
        DomainEvent::Organization(event) => text(event),
        DomainEvent::Facility(event) => text(event),
        DomainEvent::PrivilegeSet(event) => text(event),
    }?;
    Ok(NewEvent {
        stream: stream_id(stream.kind(), &stream.id())?,
        event_type: format!("{}.{}", stream.kind(), event.name()),
        event_version: EVENT_VERSION,
        provider: provider.map(|id| id.to_string()),
        facility: facility.map(ToString::to_string),
        body,
    })
}

/// The store's name of a stream.
///
/// # Errors
/// When the store does not take the name.
pub fn stream_id(kind: &str, id: &str) -> Result<StreamId, AppError> {
    StreamId::new(kind, id).map_err(|error| AppError::Codec(error.to_string()))
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    // The message of the JSON reader may quote a value, and a value may be a secret: only the place is told.
    serde_json::from_str(body).map_err(|error| format!("unreadable at column {}", error.column()))
}

fn text(event: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(event).map_err(|error| AppError::Codec(error.to_string()))
}
