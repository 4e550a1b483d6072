//! Screening providers against the edition held of a list. What is found is recorded as a verification of the provider's `exclusion:<list>`.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use cred_core::{
    digest::Digest,
    evidence::{
        exclusion_list::Edition,
        outcome::{Adverse, Effect, Open, Outcome, Searched, effect, reply},
        reply::Reply,
        screening::{Before, Pair, screened},
        source::Method,
        verification::{Evidence, Held, State},
    },
    id::{ListId, ProviderId},
    journal::Stream,
    provider::{
        Provider,
        credential::Credential,
        element::{ElementKey, ElementKind},
    },
    records::Records,
    text::Text,
    time::{Instant, zone::Zone},
};
use cred_match::{
    index::Index,
    potential_match::{Outcome as Agreement, PotentialMatch, Standing},
    subject::Subject,
    weights::Thresholds,
};
use cred_store::{Bound, artefacts::Artefacts};

use super::{By, have, lists, verifying};
use crate::{App, codec, desk::Desk, envelope::Envelope, error::AppError};

/// So many providers are screened in one transaction.
const AT_ONCE: usize = 200;

/// A list made ready to screen against.
#[derive(Debug)]
pub struct Screening {
    list: ListId,
    element: ElementKey,
    edition: Edition,
    index: Index,
    thresholds: Thresholds,
    stale_after: TimeDelta,
}

/// What screening one provider came to.
#[derive(Debug, Clone)]
pub struct ScreenedProvider {
    /// Who.
    pub provider: ProviderId,
    /// Their name.
    pub name: String,
    /// What it does to the element.
    pub effect: Effect,
    /// What was found, one line for each entry.
    pub found: Vec<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Screens {
    /// Providers on file.
    pub providers: u64,
    /// Those screened in this run.
    pub screened: u64,
    /// Those whose screen against this edition stands.
    pub standing: u64,
    /// How many came to what, in this run or the screen that stands: `clear`, `adverse`, `unknown`.
    pub came_to: BTreeMap<&'static str, u64>,
    /// Those who did not come out clear.
    pub open: Vec<ScreenedProvider>,
    /// Those whose screen could not be recorded, and why: nothing was taken for clear.
    pub failed: Vec<(ProviderId, String)>,
}

impl App {
    /// Makes the edition held of a list ready. An edition older than `stale_after` tells no absence.
    ///
    /// # Errors
    /// When none was loaded, its artefact is missing or was changed, or the store fails.
    pub fn screening(
        &self,
        artefacts: &Artefacts,
        list: &ListId,
        thresholds: Thresholds,
        stale_after: TimeDelta,
    ) -> Result<Screening, AppError> {
        let held = self.held_list(list)?;
        let entries = lists::entries(artefacts, &held)?;
        let list = held.id();
        let element = Credential::Exclusion { list: Text::of_words(list.as_str()) }.key();
        let index = Index::build(entries.into_iter().map(|own| own.entry));
        Ok(Screening { list: list.clone(), element, edition: held.edition().clone(), index, thresholds, stale_after })
    }

    /// Screens these providers, two hundred in a transaction, and leaves out those whose screen against this edition stands: made in this
    /// calendar month, and after the last change of the provider's record. So a run that broke off goes on where it was.
    ///
    /// # Errors
    /// When the store fails. What fails for one provider alone is in the result.
    pub fn screen(
        &mut self,
        by: &By,
        screening: &Screening,
        providers: &[ProviderId],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Screens, AppError> {
        let mut all = Screens { providers: providers.len() as u64, ..Screens::default() };
        for (number, chunk) in providers.chunks(AT_ONCE).enumerate() {
            let mut due = Vec::with_capacity(chunk.len());
            for provider in chunk {
                match self.standing(screening, *provider)? {
                    Some(own) => all.stands(own),
                    None => due.push(*provider),
                }
            }
            let key = by.key.as_ref().map(|key| format!("{key}#{number}"));
            let by = By { actor: by.actor.clone(), key };
            // Where one of them is refused (a verifier's own record, say), each is screened alone.
            match self.screen_together(&by, screening, &due) {
                Ok(screens) => screens.into_iter().for_each(|own| all.count(own)),
                Err(AppError::Refused(_) | AppError::Replay(_) | AppError::Codec(_) | AppError::NotFound { .. }) => {
                    for provider in &due {
                        let by = By { actor: by.actor.clone(), key: None };
                        match self.screen_together(&by, screening, &[*provider]) {
                            Ok(screens) => screens.into_iter().for_each(|own| all.count(own)),
                            Err(error @ AppError::Store(_)) => return Err(error),
                            Err(error) => all.failed.push((*provider, error.to_string())),
                        }
                    }
                }
                Err(error) => return Err(error),
            }
            progress(chunk.len());
        }
        Ok(all)
    }

    fn screen_together(
        &mut self,
        by: &By,
        screening: &Screening,
        providers: &[ProviderId],
    ) -> Result<Vec<ScreenedProvider>, AppError> {
        if providers.is_empty() {
            return Ok(vec![]);
        }
        let request = ("screen", &screening.list, &screening.edition, providers);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        let done = self.run(&envelope, |desk| providers.iter().map(|own| one(desk, screening, *own)).collect())?;
        Ok(done.result.unwrap_or_default())
    }

    /// The provider's screen against this edition, where it stands.
    fn standing(&self, screening: &Screening, provider: ProviderId) -> Result<Option<ScreenedProvider>, AppError> {
        let records = self.records(&[provider], &[], Bound::Now)?;
        // What is compared: the records of the whole person, and what sources confirmed beside such screens.
        let mut changed = None;
        for record in records.same_person(provider) {
            let stream = Stream::Provider(record);
            let events = self.store().stream(&codec::stream_id(stream.kind(), &stream.id())?, Bound::Now)?;
            changed = changed.max(events.last().map(|last| last.seq));
        }
        let answers = records.verifications_of(provider).filter(|own| own.element().kind() != ElementKind::Exclusion);
        changed = changed.max(answers.filter_map(|own| own.state().held()).map(|held| held.seq).max());
        let month = |at: Instant| (at.year(), at.month());
        let now = month(self.now());
        let own = records.verifications_of(provider).filter(|own| own.element() == &screening.element);
        let stands = |held: &&Held| {
            held.evidence.artefact == screening.edition.artefact
                && month(held.recorded_at) == now
                && changed.is_some_and(|changed| changed < held.seq)
        };
        let not_in_error = own.filter(|own| !matches!(own.state(), State::EnteredInError));
        let last = not_in_error.filter_map(|own| own.state().held()).filter(stands).max_by_key(|held| held.seq);
        Ok(last.map(|held| {
            let (effect, found) = match &held.evidence.reply {
                Reply::PossibleMatch { summary, .. } if !held.resolved => {
                    (Effect::Unknown { open: Open::Ambiguous }, vec![summary.to_string()])
                }
                Reply::Reported { summary, .. } => (Effect::Adverse, vec![summary.to_string()]),
                Reply::Clear { .. } | Reply::PossibleMatch { .. } | Reply::NotFound | Reply::Found { .. } => {
                    (Effect::Clear, vec![])
                }
            };
            let name = records.provider(provider).map(|own| own.name().to_string()).unwrap_or_default();
            ScreenedProvider { provider, name, effect, found }
        }))
    }
}

impl Screens {
    fn count(&mut self, own: ScreenedProvider) {
        self.screened += 1;
        self.came_to(own);
    }

    fn stands(&mut self, own: ScreenedProvider) {
        self.standing += 1;
        self.came_to(own);
    }

    fn came_to(&mut self, own: ScreenedProvider) {
        *self.came_to.entry(own.effect.word()).or_default() += 1;
        if own.effect != Effect::Clear {
            self.open.push(own);
        }
    }
}

fn one(desk: &mut Desk<'_>, screening: &Screening, provider: ProviderId) -> Result<ScreenedProvider, AppError> {
    desk.load_provider(provider)?;
    let now = desk.now();
    let own = have(desk.records().provider(provider), "provider", &provider)?;
    let name = own.name().to_string();
    let subject = subject(desk.records(), own);
    let matches = screening.index.matches(&subject, &screening.thresholds);
    let pairs: Vec<Pair> = matches.iter().filter_map(|own| pair(&screening.index, own)).collect();
    let before = Before::of(desk.records().verifications_of(provider), &screening.element, day(now));
    let edition = &screening.edition;
    let searched = Searched {
        element: screening.element.clone(),
        version: Some(Text::of_words(&edition.version())),
        // The beginning of its day: of what came later on that day it need not tell.
        as_of: Zone::UTC.start_of_day(edition.as_of),
        whole: true,
    };
    let screened = screened(searched, pairs, &before, day(now));
    let found = match &screened.outcome {
        Outcome::Ambiguous { candidates, .. } => candidates.iter().map(|own| own.summary.to_string()).collect(),
        Outcome::Adverse { record: Adverse::Listed { summary, .. } } => vec![summary.to_string()],
        Outcome::Adverse { record: Adverse::Encumbered { .. } }
        | Outcome::Matching { .. }
        | Outcome::Differing { .. }
        | Outcome::NotFound { .. }
        | Outcome::Unavailable { .. }
        | Outcome::Malformed { .. } => vec![],
    };
    let effect = effect(&screened.outcome, &screening.element, now, screening.stale_after);
    // Where there is nothing to keep (an edition too old to tell an absence), nothing is recorded and the element stays as it is.
    if let Some(reply) = reply(&screened.outcome, &screening.element, now, screening.stale_after) {
        let evidence = Evidence {
            source: Text::of_words(screening.list.as_str()),
            method: Method::Primary,
            verified_on: day(now),
            zone: Some(Zone::UTC),
            name: None,
            artefact: edition.artefact,
            reply: screened.keep(reply),
        };
        verifying::verify(desk, provider, screening.element.clone(), evidence)?;
    }
    Ok(ScreenedProvider { provider, name, effect, found })
}

fn day(at: Instant) -> NaiveDate {
    Zone::UTC.date_at(at)
}

/// Who is screened: all that the provider tells of themself, and all that sources confirmed, of the whole person.
fn subject(records: &Records, provider: &Provider) -> Subject {
    let mut subject = Subject::of_provider(provider);
    for other in records.same_person(provider.id()).iter().filter_map(|id| records.provider(*id)) {
        if other.id() != provider.id() {
            let more = Subject::of_provider(other);
            subject.names.extend(more.names);
            subject.npis.extend(more.npis);
            subject.born = subject.born.or(more.born);
            subject.licenses.extend(more.licenses);
            subject.states.extend(more.states);
            subject.occupations.extend(more.occupations);
        }
    }
    for own in records.verifications_of(provider.id()) {
        if let Some(Reply::Found { credential, .. }) = own.state().usable().map(|held| &held.evidence.reply) {
            subject.learn(credential);
        }
    }
    subject
}

fn pair(index: &Index, own: &PotentialMatch) -> Option<Pair> {
    let entry = index.entry(own.entry)?.clone();
    let agrees: Vec<&str> = own
        .evidence
        .iter()
        .filter(|field| matches!(field.outcome, Agreement::Same | Agreement::Near))
        .map(|field| field.field.word())
        .collect();
    let name = entry.names.first().map(|name| name.written()).unwrap_or_default();
    let from = entry.from.map(|from| format!(" from {from}")).unwrap_or_default();
    let tied = if own.tied { ", tied with another" } else { "" };
    let told = format!(
        "{} ({} of 1000{tied}): {name}, {}{from}; agrees in {}",
        own.standing.wording(),
        own.score,
        entry.basis,
        agrees.join(", ")
    );
    let digest: Digest = own.pair;
    let by_identifier = own.standing == Standing::Identifier;
    Some(Pair { digest, by_identifier, entry, summary: Text::of_words(&told) })
}
