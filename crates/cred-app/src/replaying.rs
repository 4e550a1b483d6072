//! Replaying a database: every stored decision is made again, on the history as it was just before it, and compared byte for byte.
//!
//! What a person brings to a decision (which privilege, the reason, the day) is read from the event; what the rules make of it (whether it may
//! be, the next step of a review, terms, packs, fingerprints of evidence, the vote it takes) is derived anew by the same use case. So a
//! difference is one of three: the decision was written by another hand, the records before it were, or this program decides
//! differently from the one that recorded it. Events that only tell what somebody says happened have nothing to derive, and are applied.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "an event that no arm derives is only applied, and the scenarios hold that no decision is among those"
)]

mod appointments;
mod corrective;
mod difference;
mod files;
mod meetings;
mod others;
mod privileges;
mod special;

use std::collections::BTreeMap;

use cred_core::{
    actor::{Actor, Capacity},
    id::{FacilityId, MeetingId, ProviderId},
    journal::{DomainEvent, Recorded, Stream},
    records::Records,
    time::Instant,
};
use cred_store::{Bound, StoredEvent, StreamId};
use uuid::Uuid;

use crate::{A_MOMENT, App, codec, desk::Desk, envelope::Envelope, error::AppError};
pub use difference::{Difference, Differs, Field};

/// So many events are read at a time.
const PAGE: usize = 1_000;

/// A decision is dated on the day of its vote: a meeting that voted longer ago is no authority for it, in whatever zone it sat.
const A_VOTE_HOLDS: chrono::TimeDelta = chrono::TimeDelta::hours(48);

/// What replaying a database found.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// How many events there are.
    pub events: u64,
    /// How many of them were derived again, by their type; those that differ are among them.
    pub derived: BTreeMap<String, u64>,
    /// How many were only applied, by their type.
    pub applied: BTreeMap<String, u64>,
    /// What differs, in the order of the history.
    pub differences: Vec<Difference>,
}

impl Replayed {
    /// Whether every decision is what this program decides.
    #[must_use]
    pub fn is_the_same(&self) -> bool {
        self.differences.is_empty()
    }

    /// How many decisions were derived again.
    #[must_use]
    pub fn decisions(&self) -> u64 {
        self.derived.values().sum()
    }
}

/// One way to have made a decision: a use case at a desk.
type Way = Box<dyn Fn(&mut Desk<'_>) -> Result<(), AppError>>;

/// What is known of a decision beside its event.
struct Around {
    stream: Stream,
    provider: Option<ProviderId>,
    facility: Option<FacilityId>,
    /// The meetings by whose vote it may have been made, the latest first.
    meetings: Vec<MeetingId>,
}

impl Around {
    /// A way that needs the provider's records and the facility's.
    fn way(&self, does: impl Fn(&mut Desk<'_>) -> Result<(), AppError> + 'static) -> Way {
        let (provider, facility) = (self.provider, self.facility.clone());
        Box::new(move |desk| {
            provider.map_or(Ok(()), |id| desk.load_provider(id))?;
            facility.as_ref().map_or(Ok(()), |id| desk.load_facility(id))?;
            does(desk)
        })
    }

    /// The same without a meeting, then by each that may have decided it.
    fn ways_by_vote(
        &self,
        does: impl Fn(&mut Desk<'_>, Option<MeetingId>) -> Result<(), AppError> + Clone + 'static,
    ) -> Vec<Way> {
        let (provider, facility) = (self.provider, self.facility.clone());
        std::iter::once(None)
            .chain(self.meetings.iter().copied().map(Some))
            .map(|meeting| -> Way {
                let (does, facility) = (does.clone(), facility.clone());
                Box::new(move |desk| {
                    crate::use_cases::meeting::load(desk, meeting)?;
                    provider.map_or(Ok(()), |id| desk.load_provider(id))?;
                    facility.as_ref().map_or(Ok(()), |id| desk.load_facility(id))?;
                    does(desk, meeting)
                })
            })
            .collect()
    }
}

/// The ways in which an event may have come about; `None` where nothing of it is derived.
fn ways(around: &Around, event: &DomainEvent) -> Option<Vec<Way>> {
    match event {
        DomainEvent::CredentialingFile(event) => files::ways(around, event),
        DomainEvent::Privilege(event) => privileges::ways(around, event),
        DomainEvent::Appointment(event) => appointments::ways(around, event),
        DomainEvent::TemporaryPrivilege(event) => special::temporary(around, event),
        DomainEvent::ProxyPrivilege(event) => special::by_proxy(around, event),
        DomainEvent::Meeting(event) => meetings::ways(around, event),
        DomainEvent::CorrectiveAction(event) => corrective::ways(around, event),
        DomainEvent::Supervision(event) => others::supervision(around, event),
        DomainEvent::Verification(event) => others::verification(around, event),
        DomainEvent::Provider(_)
        | DomainEvent::Enrollment(_)
        | DomainEvent::Organization(_)
        | DomainEvent::ExclusionList(_)
        | DomainEvent::Facility(_)
        | DomainEvent::PrivilegeSet(_) => None,
    }
}

impl App {
    /// Derives every stored decision again, on the records as they were known just before it and at its own instant, and compares what comes
    /// of it with what is stored, byte for byte. Reads the whole history once, and for each decision the streams it rests on; writes
    /// nothing. The hash chain is not looked at: that is for [`cred_store::Store::verify`].
    ///
    /// # Errors
    /// When the store fails. What is wrong with an event is in the result, no error.
    pub fn replay(&self) -> Result<Replayed, AppError> {
        let mut replayed = Replayed::default();
        let (mut records, mut votes, mut seq) = (Records::default(), Vec::new(), 0);
        loop {
            let page = self.store().after(seq, PAGE, Bound::Now)?;
            let Some(last) = page.last() else { return Ok(replayed) };
            seq = last.seq;
            for stored in &page {
                self.one(stored, &mut records, &mut votes, &mut replayed)?;
            }
        }
    }

    fn one(
        &self,
        stored: &StoredEvent,
        records: &mut Records,
        votes: &mut Vec<(MeetingId, Instant)>,
        replayed: &mut Replayed,
    ) -> Result<(), AppError> {
        replayed.events = replayed.events.saturating_add(1);
        let recorded = match codec::recorded(stored) {
            Ok(recorded) => recorded,
            Err(error) => {
                replayed.differences.push(Difference::of(stored, Differs::Unreadable(error.to_string())));
                return Ok(());
            }
        };
        votes.retain(|(_, at)| recorded.recorded_at.signed_duration_since(*at) <= A_VOTE_HOLDS);
        let around = around(stored, &recorded, votes);
        let counts = match ways(&around, &recorded.event) {
            Some(ways) => {
                if let Some(differs) = self.again(stored, &recorded, &ways)? {
                    replayed.differences.push(Difference::of(stored, differs));
                }
                &mut replayed.derived
            }
            None => &mut replayed.applied,
        };
        let count = counts.entry(stored.event_type.clone()).or_default();
        *count = count.saturating_add(1);
        if let Err(error) = records.apply(&recorded) {
            replayed.differences.push(Difference::of(stored, Differs::CannotFollow(error.to_string())));
        }
        if let (Stream::Meeting(id), "voted" | "matter-deferred") = (&recorded.stream, recorded.event.name()) {
            votes.retain(|(own, _)| own != id);
            votes.push((*id, recorded.recorded_at));
        }
        Ok(())
    }

    /// Makes the decision again in each way until one gives the stored bytes; how the first differs where none does.
    fn again(&self, stored: &StoredEvent, recorded: &Recorded, ways: &[Way]) -> Result<Option<Differs>, AppError> {
        let bound = Bound::Seq(stored.seq.saturating_sub(1));
        let mut first: Option<Differs> = None;
        for actor in self.actors(stored)? {
            let (key, request_hash) = (stored.key.clone(), stored.request_hash);
            let envelope = Envelope { actor, key, request_hash };
            for now in instants(stored, recorded.recorded_at) {
                for way in ways {
                    let mut desk = Desk::again(self.store(), &envelope, now, bound, uuid_of(&stored.stream));
                    let differs = match way(&mut desk) {
                        Ok(()) => match desk.emitted().first() {
                            Some(made) if difference::is_same(stored, made) => return Ok(None),
                            Some(made) => Differs::between(stored, made),
                            None => Differs::Nothing,
                        },
                        Err(AppError::Store(error)) if !matches!(error, cred_store::StoreError::Tampered { .. }) => {
                            return Err(AppError::Store(error));
                        }
                        Err(error) => Differs::Refused { code: error.code(), why: error.to_string() },
                    };
                    // The way that comes nearest tells most: another content more than a refusal.
                    let nearer = match (&first, &differs) {
                        (None, _) => true,
                        (Some(Differs::Content(held)), Differs::Content(new)) => new.len() < held.len(),
                        (Some(_), Differs::Content(_)) => true,
                        (Some(_), _) => false,
                    };
                    if nearer {
                        first = Some(differs);
                    }
                }
            }
        }
        Ok(first.or(Some(Differs::Nothing)))
    }

    /// Who may have given the command: the actor's text says in which capacity and under which name; whose record that is, is said by an
    /// event that names the actor, by the look-up, or, of a provider, by the stream.
    fn actors(&self, stored: &StoredEvent) -> Result<Vec<Actor>, AppError> {
        let broken = || AppError::Codec(format!("event {}: `{}` names no actor", stored.seq, stored.actor));
        let (capacity, name) = stored.actor.split_once(':').ok_or_else(broken)?;
        let capacity = Capacity::ALL.into_iter().find(|own| own.word() == capacity).ok_or_else(broken)?;
        let plain = Actor::new(name, capacity).map_err(|_| broken())?;
        let mut people: Vec<ProviderId> = difference::named(&stored.body, &plain);
        people.extend(self.find_provider_as_known(name, Bound::Seq(stored.seq)).ok());
        if matches!(capacity, Capacity::Provider | Capacity::Delegate) {
            people.extend(stored.provider.as_ref().and_then(|id| id.parse::<ProviderId>().ok()));
        }
        let mut actors = vec![];
        // Somebody whom the command line would take for a provider is tried as one first.
        let being = people.into_iter().map(|id| plain.clone().being(id));
        for actor in being.chain([plain.clone()]) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        Ok(actors)
    }
}

fn around(stored: &StoredEvent, recorded: &Recorded, votes: &[(MeetingId, Instant)]) -> Around {
    Around {
        stream: recorded.stream.clone(),
        provider: stored.provider.as_ref().and_then(|id| id.parse().ok()),
        facility: stored.facility.as_ref().and_then(|id| FacilityId::parse(id).ok()),
        meetings: votes.iter().rev().map(|(id, _)| *id).collect(),
    }
}

/// When it was decided: when it was recorded, or a moment before, where another process recorded something in between.
fn instants(stored: &StoredEvent, recorded_at: Instant) -> Vec<Instant> {
    let mut instants = vec![recorded_at];
    for at in difference::instants(&stored.body) {
        let before = recorded_at.signed_duration_since(at).num_microseconds();
        if before.is_some_and(|before| 0 < before && before < A_MOMENT) && !instants.contains(&at) {
            instants.push(at);
        }
    }
    instants
}

/// The bits of a minted id.
fn uuid_of(stream: &StreamId) -> Option<Uuid> {
    stream.id().rsplit_once('_').and_then(|(_, bits)| Uuid::try_parse(bits).ok())
}

/// The numbers of whole months that a term may have been given for.
fn months(from: Instant, to: Option<Instant>) -> Vec<u32> {
    use chrono::Datelike as _;
    let Some(to) = to else { return vec![] };
    let count = |at: Instant| i64::from(at.year()) * 12 + i64::from(at.month());
    let between = count(to) - count(from);
    // The local months of a zone may be one more or less than those of UTC.
    [between, between - 1, between + 1].into_iter().filter_map(|months| u32::try_from(months).ok()).collect()
}
