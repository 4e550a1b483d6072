//! Use cases: load what a command needs, let the core decide, append what it decided. The only imperative place.
//!
//! Both adapters, the command line and the HTTP server, call these functions and nothing below them. No rule lives here: when the core
//! refuses, the refusal is handed on.

pub mod actors;
pub mod clock;
pub mod codec;
pub mod desk;
pub mod envelope;
pub mod error;
pub mod find;
pub mod index;
pub mod moment;
pub mod questions;
pub mod redact;
pub mod use_cases;
pub mod watch;
pub mod wording;

use cred_core::{
    id::{FacilityId, ProviderId},
    records::Records,
    time::Instant,
};
use cred_store::{Bound, Outcome, Store, StoreError, StoredEvent};

use clock::Clock;
use desk::Desk;
use envelope::Envelope;
use error::AppError;

/// By so many microseconds two processes that write at once may differ in their reading of one clock.
const A_MOMENT: i64 = 10_000_000;

/// A store, a clock, and the use cases on them.
pub struct App {
    store: Box<dyn Store>,
    clock: Clock,
    /// Held by a writer so that no other process of this program reads, decides and appends at the same time.
    turn: Option<std::fs::File>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("clock", &self.clock).field("in_turn", &self.turn.is_some()).finish_non_exhaustive()
    }
}

/// What a command did.
#[derive(Debug, Clone)]
pub struct Done<R> {
    /// What the use case has to tell; nothing where the command had been carried out before.
    pub result: Option<R>,
    /// The events it appended, or had appended the first time.
    pub events: Vec<StoredEvent>,
    /// Whether the same command had been carried out before, and nothing was done now.
    pub repeated: bool,
}

impl App {
    /// Opens the use cases on a store.
    ///
    /// # Errors
    /// When the clock given is not the kind that the store was begun with: a simulated time never enters a real history.
    pub fn new(mut store: Box<dyn Store>, clock: Clock) -> Result<Self, AppError> {
        clock.admit(store.as_mut())?;
        Ok(Self { store, clock, turn: None })
    }

    /// The same, holding a locked file for as long as it lives: what was read for a decision cannot change before the decision is
    /// appended. Versions alone do not see a *new* stream that another process begins meanwhile.
    #[must_use]
    pub fn in_turn(mut self, turn: std::fs::File) -> Self {
        self.turn = Some(turn);
        self
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Now, by the clock in use.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Sets the simulated clock. What was recorded stays where it is, and a command at a time before the last event is refused.
    ///
    /// # Errors
    /// When the clock is the machine's: a simulated time never enters a real history.
    pub fn set_simulated(&mut self, now: Instant) -> Result<(), AppError> {
        match self.clock {
            Clock::Simulated(_) => {
                self.clock = Clock::Simulated(now);
                Ok(())
            }
            Clock::System => Err(AppError::OtherClock { held: "system".to_owned(), given: "simulated" }),
        }
    }

    /// Carries out one command in one transaction: `decide` loads and emits on the desk, then everything emitted is appended together
    /// or not at all.
    ///
    /// # Errors
    /// What `decide` refuses; a conflict when another writer was faster; a failure of the store.
    pub fn run<R>(
        &mut self,
        envelope: &Envelope,
        decide: impl FnOnce(&mut Desk<'_>) -> Result<R, AppError>,
    ) -> Result<Done<R>, AppError> {
        let earlier = self.store.command_by_key(&envelope.key)?;
        if let Some(first) = earlier.first() {
            if first.request_hash != envelope.request_hash {
                return Err(AppError::KeyReused { key: envelope.key.clone() });
            }
            return Ok(Done { result: None, events: earlier, repeated: true });
        }
        let recorded_at = self.clock.recorded_at(self.store.head(Bound::Now)?.recorded_at)?;
        let mut desk = Desk::new(self.store.as_ref(), envelope, recorded_at);
        let result = decide(&mut desk)?;
        let mut append = desk.into_append()?;
        let mut attempts = 0;
        let outcome = loop {
            match self.store.append(&append) {
                // Another process recorded something else between our reading of the clock and the append: what was decided here stands,
                // and is recorded after it.
                Err(StoreError::ClockBehind { last, .. })
                    if attempts < 16 && last - append.command.recorded_at < A_MOMENT =>
                {
                    append.command.recorded_at = last;
                    attempts += 1;
                }
                other => break other?,
            }
        };
        let repeated = matches!(outcome, Outcome::Replayed { .. });
        Ok(Done { result: Some(result), events: outcome.events().to_vec(), repeated })
    }

    /// What is known now as a position: all that is read under it is of one moment, whoever writes meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pinned(&self, bound: Bound) -> Result<Bound, AppError> {
        Ok(match bound {
            Bound::Now => Bound::Seq(self.store.head(Bound::Now)?.seq),
            Bound::Seq(_) | Bound::RecordedAt(_) => bound,
        })
    }

    /// Reads the other records of every person in the records, as known at a bound.
    fn complete_persons(&self, records: &mut Records, bound: Bound) -> Result<(), AppError> {
        let mut read = Vec::new();
        while let Some(other) = records.missing_records().into_iter().find(|id| !read.contains(id)) {
            read.push(other);
            for event in self.store.events_of_provider(&other.to_string(), bound)? {
                records.apply(&codec::recorded(&event)?)?;
            }
        }
        Ok(())
    }

    /// The events of those who answer for the providers by the supervision agreements among some events: what they hold decides what
    /// the others may do. Who answers for them in turn is not asked.
    fn events_of_supervisors(
        &self,
        events: &[StoredEvent],
        loaded: &[ProviderId],
        bound: Bound,
    ) -> Result<Vec<StoredEvent>, AppError> {
        let agreements = events.iter().filter(|event| event.stream.kind() == "supervision").cloned();
        let agreements = codec::replay(&agreements.collect::<Vec<_>>())?;
        let mut people: Vec<ProviderId> = loaded
            .iter()
            .flat_map(|provider| agreements.supervisions_of(*provider).flat_map(|agreement| agreement.people()))
            .filter(|person| !loaded.contains(person))
            .collect();
        people.sort_unstable();
        people.dedup();
        let mut theirs = Vec::new();
        for person in people {
            theirs.extend(self.store.events_of_provider(&person.to_string(), bound)?);
        }
        Ok(theirs)
    }

    /// The records of some providers and facilities, as known at a bound, of those who answer for the providers, and of the organisations
    /// behind the facilities. Nothing else is read. A privilege by proxy rests on a facility elsewhere: where one of the
    /// providers has one, that facility is read too.
    ///
    /// # Errors
    /// When the store fails or its history is broken.
    pub fn records(
        &self,
        providers: &[ProviderId],
        facilities: &[FacilityId],
        bound: Bound,
    ) -> Result<Records, AppError> {
        let bound = self.pinned(bound)?;
        let mut events = Vec::new();
        for facility in facilities {
            events.extend(self.store.events_of_facility(facility.as_str(), bound)?);
        }
        for provider in providers {
            events.extend(self.store.events_of_provider(&provider.to_string(), bound)?);
        }
        events.extend(self.events_of_supervisors(&events, providers, bound)?);
        // Whoever is named twice is read once.
        events.sort_by_key(|event| event.seq);
        events.dedup_by_key(|event| event.seq);
        let mut records = codec::replay(&events)?;
        self.complete_persons(&mut records, bound)?;
        let organizations: Vec<_> = records.facilities().map(|facility| facility.organization().clone()).collect();
        for organization in organizations {
            if records.organization(&organization).is_none() {
                let stream = codec::stream_id("organization", organization.as_str())?;
                for event in self.store.stream(&stream, bound)? {
                    records.apply(&codec::recorded(&event)?)?;
                }
            }
        }
        // What a privilege by proxy rests on elsewhere must be known too, or it would be unknown.
        let mut more: Vec<FacilityId> = Vec::new();
        for own in providers.iter().flat_map(|provider| records.proxy_privileges_of(*provider)) {
            let missing = own.distant_facility().filter(|distant| records.facility(distant).is_none());
            let asked = facilities.contains(own.facility());
            more.extend(missing.filter(|distant| asked && !facilities.contains(distant)).cloned());
        }
        if !more.is_empty() {
            more.extend(facilities.iter().cloned());
            more.sort();
            more.dedup();
            return self.records(providers, &more, bound);
        }
        Ok(records)
    }
}
