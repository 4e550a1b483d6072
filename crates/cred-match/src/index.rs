//! The entries of a list, arranged so that a subject is held only against those that can match.

use cred_core::evidence::list_entry::{ListEntry, ListedLicense, ListedName};

use crate::{
    blocking::Blocks,
    name_tables::{Lexicon, NameTables},
    potential_match::{Field, FieldEvidence, PotentialMatch, Standing, pair_digest},
    profile::{Profile, states_of},
    scoring::{Scored, Told, score},
    subject::Subject,
    weights::{Thresholds, Weights},
};

/// The entries of a list, ready to be asked.
#[derive(Clone)]
pub struct Index {
    entries: Vec<ListEntry>,
    profiles: Vec<Profile>,
    blocks: Blocks,
    weights: Weights,
    lexicon: Lexicon,
}

impl std::fmt::Debug for Index {
    /// How large it is: entries hold dates of birth.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Arranges the entries, with the default weights and name tables.
    #[must_use]
    pub fn build(entries: impl IntoIterator<Item = ListEntry>) -> Self {
        Self::weighted(entries, Weights::default(), &NameTables::default())
    }

    /// Arranges the entries, with weights and name tables of the operator's.
    #[must_use]
    pub fn weighted(entries: impl IntoIterator<Item = ListEntry>, weights: Weights, tables: &NameTables) -> Self {
        let lexicon = tables.lexicon();
        let entries: Vec<ListEntry> = entries.into_iter().collect();
        let profiles: Vec<Profile> = entries.iter().map(|entry| Profile::of_entry(entry, &lexicon)).collect();
        Self { blocks: Blocks::of(&profiles), entries, profiles, weights, lexicon }
    }

    /// The entry at a position, in the order in which they were given.
    #[must_use]
    pub fn entry(&self, position: usize) -> Option<&ListEntry> {
        self.entries.get(position)
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The weights it scores with.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The entries that may be about a subject, the highest score first; those of equal score by the pair's fingerprint, so that the order
    /// of the list does not matter. Of identical entries the first one is given.
    #[must_use]
    pub fn matches(&self, subject: &Subject, thresholds: &Thresholds) -> Vec<PotentialMatch> {
        let profile = Profile::of_subject(subject, &self.lexicon);
        let candidates = self.blocks.candidates(&profile, &self.lexicon);
        // Candidates lie anywhere in memory. Reading all of their names first lets the reads overlap.
        let near = |entry: &u32| {
            let form = self.profiles.get(*entry as usize).and_then(|profile| profile.persons.first());
            form.map_or(0, |(_, form)| form.family.0.len() + form.given.0.len())
        };
        std::hint::black_box(candidates.iter().map(near).sum::<usize>());
        self.scored(subject, &profile, candidates.into_iter().map(|entry| entry as usize), thresholds)
    }

    /// The same by holding the subject against every entry: what [`matches`](Self::matches) must find, at a thousand times the cost. For
    /// tests and measurements.
    #[must_use]
    pub fn matches_exhaustively(&self, subject: &Subject, thresholds: &Thresholds) -> Vec<PotentialMatch> {
        let profile = Profile::of_subject(subject, &self.lexicon);
        self.scored(subject, &profile, 0..self.entries.len(), thresholds)
    }

    fn scored(
        &self,
        subject: &Subject,
        profile: &Profile,
        candidates: impl Iterator<Item = usize>,
        thresholds: &Thresholds,
    ) -> Vec<PotentialMatch> {
        let mut matches: Vec<PotentialMatch> = vec![];
        for position in candidates {
            let Some((entry, theirs)) = self.entries.get(position).zip(self.profiles.get(position)) else { continue };
            let Some(scored) = score(profile, theirs, &self.weights, &self.lexicon) else { continue };
            let points = u16::try_from(scored.sum().clamp(0, 1000)).unwrap_or_default();
            if points >= thresholds.potential || scored.same_npi {
                matches.push(potential_match(subject, entry, position, points, &scored, thresholds));
            }
        }
        matches.sort_by(|a, b| (b.score, b.identity, a.pair, a.entry).cmp(&(a.score, a.identity, b.pair, b.entry)));
        matches.dedup_by(|later, earlier| later.pair == earlier.pair);
        let identities: Vec<i32> = matches.iter().map(|found| found.identity).collect();
        for found in &mut matches {
            found.tied = identities.iter().filter(|identity| **identity == found.identity).count() > 1;
        }
        matches
    }
}

fn potential_match(
    subject: &Subject,
    entry: &ListEntry,
    position: usize,
    score: u16,
    scored: &Scored,
    thresholds: &Thresholds,
) -> PotentialMatch {
    let standing = if scored.same_npi && scored.named {
        Standing::Identifier
    } else if score >= thresholds.strong {
        Standing::Strong
    } else {
        Standing::Potential
    };
    PotentialMatch {
        entry: position,
        score,
        identity: scored.identity(),
        standing,
        tied: false,
        evidence: scored.told.iter().map(|told| written(subject, entry, told)).collect(),
        pair: pair_digest(subject, entry),
    }
}

/// A field's evidence with its two values as they were written.
fn written(subject: &Subject, entry: &ListEntry, told: &Told) -> FieldEvidence {
    let (at, place) = told.places;
    let (ours, theirs) = match told.field {
        Field::Npi => (text(subject.npis.get(at)), text(entry.npi.as_ref())),
        Field::License => (license(subject.licenses.get(at)), license(entry.licenses.get(place))),
        Field::Family | Field::Given | Field::Middle | Field::Suffix | Field::Organization => {
            (name(subject.names.get(at), told.field), name(entry.names.get(place), told.field))
        }
        // A date of birth is secret: that it is told, and how it compares, is all that is said.
        Field::Born => (masked(subject.born.is_some()), masked(entry.born.is_some())),
        Field::State => (text(subject.states.get(at)), text(states_of(entry).get(place))),
        Field::Occupation => (text(subject.occupations.get(at)), text(entry.occupations.get(place))),
    };
    FieldEvidence {
        field: told.field,
        ours,
        theirs,
        outcome: told.outcome,
        nearness: told.nearness,
        points: told.points,
    }
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn masked(told: bool) -> String {
    if told { "****-**-**".to_owned() } else { String::new() }
}

fn license(license: Option<&ListedLicense>) -> String {
    license
        .map(|own| match own.state {
            Some(state) => format!("{state} {}", own.number),
            None => own.number.clone(),
        })
        .unwrap_or_default()
}

fn name(name: Option<&ListedName>, field: Field) -> String {
    match (name, field) {
        (None, _) => String::new(),
        (Some(ListedName::Parts { family, .. }), Field::Family) => family.clone(),
        (Some(ListedName::Parts { given, .. }), Field::Given) => given.clone(),
        (Some(ListedName::Parts { middle, .. }), Field::Middle) => middle.clone(),
        (Some(ListedName::Parts { suffix, .. }), Field::Suffix) => suffix.clone(),
        (Some(name), _) => name.written(),
    }
}
