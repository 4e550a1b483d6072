//! Which entries can be near to a subject at all: found by keys, so that the rest of the list is never looked at.
//!
//! What [`score`](crate::scoring::score) calls worth looking at is found here, all of it (a test holds this against every pair): entries with
//! a family name that is the same or one edit apart, with the same given name and a family name that begins alike, with given and family
//! name in each other's place, with the same date of birth, the same number, or a name of an organisation that is near.

use std::borrow::Borrow;

use crate::{
    birth::Birth,
    name_tables::Lexicon,
    person_name::PersonForm,
    postings::Postings,
    profile::Profile,
    scoring::{GIVEN_LEFT as LEFT, TWICE_EDITABLE},
    word::{LONGEST, Word, key, neighbour_keys},
};

/// An entry's name, in as few bytes as tell in a few instructions that it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    entry: u32,
    /// Initials of given and middle names.
    initials: u32,
    /// Letters of the given name; none where it is not told.
    letters: u32,
    /// The given name, and one middle name.
    given: u32,
    middle: u32,
    /// Letters of the family name.
    family: u32,
    len: u8,
    given_len: u8,
    /// Whether the name has more parts than stand here.
    open: bool,
    /// Whether an initial stands for the given name.
    initial: bool,
}

impl Row {
    fn of(entry: u32, form: &PersonForm) -> Self {
        let given = form.given.0;
        let mut middles = form.middles.iter().filter(|word| !word.is_initial());
        let middle = middles.next().map_or(0, short_key);
        Self {
            entry,
            initials: form.initials,
            letters: given.letters(),
            given: short_key(&given),
            middle,
            family: form.family.0.letters(),
            len: u8::try_from(form.family.0.len()).unwrap_or(u8::MAX),
            given_len: u8::try_from(given.len()).unwrap_or(u8::MAX),
            open: given.is_empty()
                || !form.given_parts.is_empty()
                || !form.family_parts.is_empty()
                || middles.next().is_some(),
            initial: given.is_initial(),
        }
    }
}

/// What of a subject's name is held against the rows.
struct Asked<'a> {
    form: &'a PersonForm,
    /// Everything that may stand for the given name.
    names: Vec<u32>,
    given: u32,
    letters: u32,
    initial: u32,
    family: u32,
    open: bool,
}

impl<'a> Asked<'a> {
    fn of(form: &'a PersonForm, lexicon: &Lexicon) -> Self {
        let given = form.given.0;
        let mut names: Vec<u32> = Vec::with_capacity(16);
        names.extend(form.givens().map(|(word, _)| short_key(word)));
        names.extend(form.middles.iter().filter(|word| !word.is_initial()).map(short_key));
        names.extend(form.short_forms.iter().flat_map(|at| lexicon.related_keys(*at)));
        Self {
            form,
            names,
            given: short_key(&given),
            letters: given.letters(),
            initial: given.initial(),
            family: form.family.0.letters(),
            open: given.len() < 2 || !form.family_parts.is_empty(),
        }
    }

    /// Whether the given names may be near. Never no where they are.
    fn fits(&self, row: &Row) -> bool {
        let same_initial = row.initials & self.initial != 0;
        let given = self.form.given.0.len();
        (row.letters ^ self.letters).count_ones() <= 2
            || self.names.contains(&row.given)
            || row.middle == self.given
            || (same_initial && may_be_edited_or_cut((self.letters, given), (row.letters, row.given_len)))
            || ((self.open || row.open || row.initial) && self.may_stand(row))
    }

    fn may_stand(&self, row: &Row) -> bool {
        row.letters == 0 || self.letters == 0 || row.initials & self.form.open_initials != 0
    }

    /// Whether the family names may be near, for an entry found by something else.
    fn family_fits(&self, row: &Row) -> bool {
        self.open
            || row.open
            || (row.family ^ self.family).count_ones() <= 2
            || may_be_edited_or_cut((self.family, self.form.family.0.len()), (row.family, row.len))
            // Given and family name in each other's place.
            || (row.letters ^ self.family).count_ones() <= 2
    }
}

/// Whether two words, by their letters and lengths, may be two edits apart, or one the other cut off.
fn may_be_edited_or_cut((ours, len): (u32, usize), (theirs, other): (u32, u8)) -> bool {
    let (other, both) = (usize::from(other), ours & theirs);
    let edited = len.min(other) >= TWICE_EDITABLE && len.abs_diff(other) <= 2 && (ours ^ theirs).count_ones() <= 4;
    let shorter = if len < other { ours } else { theirs };
    edited || (both == shorter && len.min(other) >= LEFT)
}

/// The keys of a list's entries, or of a roster's subjects: the two sides of a pair are compared alike, so either may be asked for the
/// other.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// Each family name once; parts of double ones too.
    families: Vec<Word>,
    /// Places in `families`, by neighbour keys.
    neighbours: Postings<u32>,
    by_family: Postings<Row>,
    by_given: Postings<Row>,
    by_birth: Postings<Row>,
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
    /// Positions over 2^32 are not kept.
    pub(crate) fn of<P: Borrow<Profile>>(profiles: impl IntoIterator<Item = P>) -> Self {
        let mut families: Vec<Word> = vec![];
        let (mut by_family, mut by_given, mut by_birth) = (vec![], vec![], vec![]);
        let (mut by_npi, mut by_license, mut by_organization) = (vec![], vec![], vec![]);
        for (entry, profile) in (0_u32..).zip(profiles) {
            let profile = profile.borrow();
            for (_, form) in &profile.persons {
                let row = Row::of(entry, form);
                families.extend(form.families().map(|(word, _)| *word));
                by_family.extend(form.families().map(|(word, _)| (key(FAMILY, word.bytes()), row)));
                by_given.extend((!form.given.0.is_empty()).then(|| (given_key(&form.family.0, &form.given.0), row)));
                by_birth.extend(profile.born.and_then(Birth::day_key).map(|day| (number_key(BIRTH, day), row)));
            }
            by_npi.extend(profile.npis.iter().map(|npi| (number_key(NPI, *npi), entry)));
            by_license.extend(profile.licenses.iter().map(|license| (license.number, entry)));
            for (_, form) in &profile.organizations {
                form.keys(|key| by_organization.push((key, entry)));
            }
        }
        families.sort_unstable();
        families.dedup();
        let mut neighbours = vec![];
        for (at, family) in (0_u32..).zip(&families) {
            neighbour_keys(NEIGHBOUR, family.bytes(), |key| neighbours.push((key, at)));
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
    pub(crate) fn candidates(&self, subject: &Profile, lexicon: &Lexicon) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::with_capacity(64);
        for npi in &subject.npis {
            found.extend(self.by_npi.get(number_key(NPI, *npi)));
        }
        for license in &subject.licenses {
            found.extend(self.by_license.get(license.number));
        }
        for (_, form) in &subject.organizations {
            form.keys(|key| found.extend(self.by_organization.get(key)));
        }
        let born = subject.born.and_then(Birth::day_key).map(|day| number_key(BIRTH, day));
        for (_, form) in &subject.persons {
            let asked = Asked::of(form, lexicon);
            self.of_name(&asked, &mut found);
            let rows = born.map(|key| self.by_birth.get(key)).unwrap_or_default();
            found.extend(rows.iter().filter(|row| asked.fits(row) || asked.family_fits(row)).map(|row| row.entry));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn of_name(&self, asked: &Asked<'_>, found: &mut Vec<u32>) {
        let (family, given) = (asked.form.family.0, asked.form.given.0);
        for (word, _) in asked.form.families() {
            self.near_families(word, |rows| {
                found.extend(rows.iter().filter(|row| asked.fits(row)).map(|row| row.entry));
            });
        }
        if given.len() < 2 || family.is_empty() {
            return;
        }
        // Given and family name in each other's place: one of the two is the same, and the other begins alike.
        let crossed = self.by_family.get(key(FAMILY, given.bytes())).iter();
        found.extend(crossed.filter(|row| (row.letters ^ asked.family).count_ones() <= 2).map(|row| row.entry));
        let crossed = self.by_given.get(given_key(&given, &family)).iter();
        found.extend(crossed.filter(|row| (row.family ^ asked.letters).count_ones() <= 2).map(|row| row.entry));
        let fits = |row: &&Row| may_be_edited_or_cut((asked.family, family.len()), (row.family, row.len));
        found.extend(self.by_given.get(given_key(&family, &given)).iter().filter(fits).map(|row| row.entry));
    }

    /// The entries' names under every family name that is the same or one edit apart.
    fn near_families(&self, word: &Word, mut take: impl FnMut(&[Row])) {
        let (letters, len) = (word.letters(), word.len());
        let mut seen: Vec<u32> = Vec::with_capacity(16);
        let mut keys: Vec<u64> = Vec::with_capacity(LONGEST + 1);
        neighbour_keys(NEIGHBOUR, word.bytes(), |key| keys.push(key));
        self.neighbours.bring_near(&keys);
        for key_of in keys {
            for at in self.neighbours.get(key_of) {
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
        }
    }
}

/// A given name, with the initial of the family name.
fn given_key(family: &Word, given: &Word) -> u64 {
    key(GIVEN + (u64::from(family.first()) << 8), given.bytes())
}

/// A key for telling rows apart quickly.
pub(crate) fn short_key(word: &Word) -> u32 {
    key(GIVEN, word.bytes()) as u32
}

fn number_key(salt: u64, number: u64) -> u64 {
    key(salt, &number.to_be_bytes())
}
