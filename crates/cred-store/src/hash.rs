//! The link: SHA-256 over every column of an event.
//!
//! The hashed bytes are the tag `cred-store event v1`, then the columns in the order written below.
//! Every piece is preceded by its length as eight bytes, most significant first, so that no two
//! different rows give the same bytes. Numbers are eight bytes, most significant first. An absent
//! link is the single byte 0; a present one is the byte 1 followed by the piece.
//!
//! Changing anything here orphans every existing history: a new layout needs a new tag.

use sha2::{Digest as _, Sha256};

use crate::{Digest, StoredEvent};

const TAG: &[u8] = b"cred-store event v1";

/// Computes what `event.hash` must be.
pub(crate) fn of_event(event: &StoredEvent) -> Digest {
    // Taken apart by name: a new column does not compile until it is decided here.
    let StoredEvent {
        seq,
        stream,
        version,
        event_type,
        event_version,
        provider,
        facility,
        recorded_at,
        actor,
        key,
        request_hash,
        body,
        prev,
        hash: _,
    } = event;
    let mut hasher = Pieces(Sha256::new());
    hasher.piece(TAG);
    hasher.piece(&seq.to_be_bytes());
    hasher.piece(stream.kind().as_bytes());
    hasher.piece(stream.id().as_bytes());
    hasher.piece(&version.to_be_bytes());
    hasher.piece(event_type.as_bytes());
    hasher.piece(&u64::from(*event_version).to_be_bytes());
    hasher.optional(provider.as_deref());
    hasher.optional(facility.as_deref());
    hasher.piece(&recorded_at.to_be_bytes());
    hasher.piece(actor.as_bytes());
    hasher.piece(key.as_bytes());
    hasher.piece(&request_hash.0);
    hasher.piece(body.as_bytes());
    hasher.piece(&prev.0);
    Digest(hasher.0.finalize().into())
}

struct Pieces(Sha256);

impl Pieces {
    fn piece(&mut self, bytes: &[u8]) {
        // usize is at most 64 bits wide on every platform Rust supports.
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(bytes);
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.0.update([0]),
            Some(text) => {
                self.0.update([1]);
                self.piece(text.as_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamId;

    fn event() -> StoredEvent {
        StoredEvent {
            seq: 7,
            stream: StreamId::new("provider", "prov_1").unwrap(),
            version: 3,
            event_type: "provider.registered".into(),
            event_version: 2,
            provider: Some("prov_1".into()),
            facility: None,
            recorded_at: 1_700_000_000_000_000,
            actor: "user_1".into(),
            key: "key-1".into(),
            request_hash: Digest::of(b"request"),
            body: "{\"name\":\"\u{e9}\"}".into(),
            prev: Digest::ZERO,
            hash: Digest::ZERO,
        }
    }

    /// Computed outside this crate, with Python's hashlib, from the layout described above.
    #[test]
    fn the_layout_is_the_published_one() {
        assert_eq!(
            event().computed_hash().to_string(),
            "a0d1ba9c80e65b4778dd7fa5bc6fcde558700b48971882a6a672038064545b1c"
        );
    }

    #[test]
    fn every_column_changes_the_hash() {
        let mut rows = vec![event()];
        let mut vary = |change: fn(&mut StoredEvent)| {
            let mut row = event();
            change(&mut row);
            rows.push(row);
        };
        vary(|row| row.seq = 8);
        vary(|row| row.stream = StreamId::new("facility", "prov_1").unwrap());
        vary(|row| row.stream = StreamId::new("provider", "prov_2").unwrap());
        vary(|row| row.stream = StreamId::new("providerp", "rov_1").unwrap());
        vary(|row| row.version = 4);
        vary(|row| row.event_type = "provider.left".into());
        vary(|row| row.event_version = 3);
        vary(|row| row.provider = None);
        vary(|row| row.provider = Some(String::new()));
        vary(|row| row.facility = Some(String::new()));
        vary(|row| (row.provider, row.facility) = (None, Some("prov_1".into())));
        vary(|row| row.recorded_at += 1);
        vary(|row| row.recorded_at = -1);
        vary(|row| row.actor = "user_2".into());
        vary(|row| row.key = "key-2".into());
        vary(|row| (row.actor, row.key) = ("user_1k".into(), "ey-1".into()));
        vary(|row| row.request_hash = Digest::ZERO);
        vary(|row| row.body.push(' '));
        vary(|row| row.prev = Digest::of(b""));
        let distinct: std::collections::BTreeSet<_> = rows.iter().map(StoredEvent::computed_hash).collect();
        assert_eq!(distinct.len(), rows.len());
    }

    #[test]
    fn the_hash_does_not_cover_itself() {
        let mut row = event();
        row.hash = Digest::of(b"anything");
        assert_eq!(row.computed_hash(), event().computed_hash());
    }
}
