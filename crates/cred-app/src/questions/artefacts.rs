//! Which artefacts the history names.

use std::collections::BTreeMap;

use cred_core::{
    evidence::{exclusion_list, verification},
    journal::DomainEvent,
};
use cred_store::{Bound, Digest};

use crate::{App, codec, error::AppError};

/// So many events are read at a time.
const PAGE: usize = 1_000;

impl App {
    /// Every artefact that evidence or an edition of a list names, each with the first record that does. Reads the whole history.
    ///
    /// # Errors
    /// When the store fails or an event cannot be read.
    pub fn artefacts_named(&self) -> Result<BTreeMap<Digest, String>, AppError> {
        let (mut named, mut after) = (BTreeMap::new(), 0);
        loop {
            let page = self.store().after(after, PAGE, Bound::Now)?;
            let Some(last) = page.last() else { return Ok(named) };
            after = last.seq;
            for stored in &page {
                let recorded = codec::recorded(stored)?;
                let Some(digest) = named_by(&recorded.event) else { continue };
                named.entry(Digest(*digest.bytes())).or_insert_with(|| recorded.stream.to_string());
            }
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what names an artefact has it in a field of that name")]
fn named_by(event: &DomainEvent) -> Option<cred_core::digest::Digest> {
    match event {
        DomainEvent::Verification(
            verification::Event::Received { evidence, .. } | verification::Event::AlternateAccepted { evidence, .. },
        ) => Some(evidence.artefact),
        DomainEvent::ExclusionList(exclusion_list::Event::Loaded { edition, .. }) => Some(edition.artefact),
        _ => None,
    }
}
