//! Which entries can be near to a subject at all: found by keys, so that the rest of the list is never looked at.
//!
//! What [`score`](crate::scoring::score) calls worth looking at is found here, all of it (a test holds this against every pair): entries with
//! a family name that is the same or one edit apart, with the same given name and a family name that begins alike, with given and family
//! name in each other's place, with the same date of birth, the same number, or a name of an organisation that is near.

use crate::{
    person_name::PersonForm,
    postings::Postings,
    profile::Profile,
    word::{Word, key, neighbour_keys},
};

/// An entry's name under a family name: what tells in a few instructions that the given name is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ByFamily {
    entry: u32,
    initials: u32,
    /// Letters of the given name; none where it is not told.
    letters: u32,
}

/// An entry's name under a given name and the initial of the family name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ByGiven {
    entry: u32,
    /// Letters of the family name, and how many there are.
    letters: u32,
    len: u8,
}

/// The keys of a list's entries.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// Each family name once; parts of double ones too.
    families: Vec<Word>,
    /// Places in `families`, by neighbour keys.
    neighbours: Postings<u32>,
    by_family: Postings<ByFamily>,
    by_given: Postings<ByGiven>,
    by_birth: Postings<u32>,
    by_npi: Postings<u32>,
    by_license: Postings<u32>,
    by_organization: Postings<u32>,
}

const NEIGHBOUR: u64 = 1;
const FAMILY: u64 = 2;
const GIVEN: u64 = 3;
const BIRTH: u64 = 4;
const NPI: u64 = 5;

impl Blocks {
    pub(crate) fn of(profiles: &[Profile]) -> Self {
        let mut families: Vec<Word> = profiles
            .iter()
            .flat_map(|profile| &profile.persons)
            .flat_map(|(_, form)| &form.families)
            .map(|(word, _)| *word)
            .collect();
        families.sort_unstable();
        families.dedup();
        let mut neighbours = vec![];
        for (at, family) in (0_u32..).zip(&families) {
            neighbour_keys(NEIGHBOUR, family.bytes(), |key| neighbours.push((key, at)));
        }
        let (mut by_family, mut by_given, mut by_birth) = (vec![], vec![], vec![]);
        let (mut by_npi, mut by_license, mut by_organization) = (vec![], vec![], vec![]);
        for (entry, profile) in (0_u32..).zip(profiles) {
            for (_, form) in &profile.persons {
                let row = ByFamily { entry, initials: form.initials, letters: form.given().letters() };
                by_family.extend(form.families.iter().map(|(word, _)| (key(FAMILY, word.bytes()), row)));
                let family = form.family();
                if !form.given().is_empty() && !family.is_empty() {
                    let len = u8::try_from(family.len()).unwrap_or(u8::MAX);
                    by_given.push((given_key(form), ByGiven { entry, letters: family.letters(), len }));
                }
            }
            by_birth.extend(profile.born.and_then(|born| born.day_key()).map(|day| (number_key(BIRTH, day), entry)));
            by_npi.extend(profile.npis.iter().map(|npi| (number_key(NPI, *npi), entry)));
            by_license.extend(profile.licenses.iter().map(|license| (license.number, entry)));
            for (_, form) in &profile.organizations {
                form.keys(|key| by_organization.push((key, entry)));
            }
        }
        Self {
            families,
            neighbours: Postings::of(neighbours),
            by_family: Postings::of(by_family),
            by_given: Postings::of(by_given),
            by_birth: Postings::of(by_birth),
            by_npi: Postings::of(by_npi),
            by_license: Postings::of(by_license),
            by_organization: Postings::of(by_organization),
        }
    }

    /// The entries that can be near to a subject, each once, in order.
    pub(crate) fn candidates(&self, subject: &Profile) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::with_capacity(64);
        for npi in &subject.npis {
            found.extend(self.by_npi.get(number_key(NPI, *npi)));
        }
        for license in &subject.licenses {
            found.extend(self.by_license.get(license.number));
        }
        if let Some(day) = subject.born.and_then(|born| born.day_key()) {
            found.extend(self.by_birth.get(number_key(BIRTH, day)));
        }
        for (_, form) in &subject.organizations {
            form.keys(|key| found.extend(self.by_organization.get(key)));
        }
        for (_, form) in &subject.persons {
            self.of_name(form, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn of_name(&self, form: &PersonForm, found: &mut Vec<u32>) {
        let (family, given) = (form.family(), form.given());
        let letters = given.letters();
        for (word, _) in &form.families {
            self.near_families(word, |rows| {
                let fits = |row: &&ByFamily| {
                    letters == 0
                        || row.letters == 0
                        || row.initials & form.open_initials != 0
                        || (row.letters ^ letters).count_ones() <= 2
                };
                found.extend(rows.iter().filter(fits).map(|row| row.entry));
            });
        }
        if given.len() < 2 || family.is_empty() {
            return;
        }
        // Given and family name in each other's place.
        let crossed = family.letters();
        self.near_families(&given, |rows| {
            let fits = |row: &&ByFamily| (row.letters ^ crossed).count_ones() <= 2;
            found.extend(rows.iter().filter(fits).map(|row| row.entry));
        });
        let len = family.len();
        let fits = |row: &&ByGiven| {
            let (theirs, both) = (row.letters, row.letters & crossed);
            let edited = (theirs ^ crossed).count_ones() <= 4 && len.abs_diff(usize::from(row.len)) <= 2;
            edited || both == theirs || both == crossed
        };
        found.extend(self.by_given.get(given_key(form)).iter().filter(fits).map(|row| row.entry));
    }

    /// The entries' names under every family name that is the same or one edit apart.
    fn near_families(&self, word: &Word, mut take: impl FnMut(&[ByFamily])) {
        let (letters, len) = (word.letters(), word.len());
        let mut seen: Vec<u32> = Vec::with_capacity(16);
        neighbour_keys(NEIGHBOUR, word.bytes(), |found| {
            for at in self.neighbours.get(found) {
                if seen.contains(at) {
                    continue;
                }
                seen.push(*at);
                let Some(family) = self.families.get(*at as usize) else { continue };
                // Two words with a key in common may be two edits apart: the letters tell most of them.
                if (family.letters() ^ letters).count_ones() <= 2 && family.len().abs_diff(len) <= 1 {
                    take(self.by_family.get(key(FAMILY, family.bytes())));
                }
            }
        });
    }
}

fn given_key(form: &PersonForm) -> u64 {
    key(GIVEN + (u64::from(form.family().first()) << 8), form.given().bytes())
}

fn number_key(salt: u64, number: u64) -> u64 {
    key(salt, &number.to_be_bytes())
}
