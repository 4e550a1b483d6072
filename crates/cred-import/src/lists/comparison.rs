//! What changed between two editions of a list.
//!
//! Every entry of the older edition is in exactly one of *unchanged*, *changed* and *vanished*, every entry of the newer one in exactly
//! one of *unchanged*, *changed* and *added*. That an entry vanished is never by itself a reinstatement: it is a candidate for one, to be
//! confirmed by the publisher's reinstatement file or letter.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use cred_core::digest::Digest;
use cred_core::evidence::list_entry::{ListEntry, ListedName};
use cred_core::text::folded;

use super::edition::{Coverage, ListEdition, Listed};

/// What differs, in file order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes<'a> {
    /// How many entries stand in both, word for word.
    pub unchanged: u64,
    /// Entries that are new.
    pub added: Vec<&'a Listed>,
    /// Entries that are corrected: the older and the newer one speak of the same party and contradict each other in no name, NPI or date
    /// of birth.
    pub changed: Vec<(&'a Listed, &'a Listed)>,
    /// Entries that are gone: candidate reinstatements to confirm.
    pub vanished: Vec<Vanished<'a>>,
    /// How many of the vanished ones are the last of the older file, without a gap. Publishers keep their order, so more than a few are
    /// the sign of a file that was cut off between two rows.
    pub tail: u64,
}

/// An entry that is no longer in the list: a candidate reinstatement to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vanished<'a> {
    /// The entry as it was.
    pub was: &'a Listed,
    /// The entry of a reinstatement file that confirms it.
    pub confirmed_by: Option<&'a Listed>,
}

/// Why two editions cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Incomparable {
    /// They are of different lists.
    #[error("`{older}` and `{newer}` are different lists: compare editions of one list")]
    Lists {
        /// The older edition's list.
        older: String,
        /// The newer edition's list.
        newer: String,
    },
    /// They are in the wrong order.
    #[error("the edition as of {newer} is not after the one as of {older}: give the older one first")]
    Order {
        /// The date of the edition given as the older.
        older: NaiveDate,
        /// The date of the edition given as the newer.
        newer: NaiveDate,
    },
    /// One is not the whole list: what is missing in it has not vanished.
    #[error(
        "the edition as of {as_of} is not the whole list ({faults} rows could not be read, or it is a supplement): what is missing in it \
         has not vanished"
    )]
    NotWhole {
        /// Its date.
        as_of: NaiveDate,
        /// The rows that could not be read.
        faults: u64,
    },
}

/// Compares two whole editions of one list.
///
/// # Errors
/// When they are of different lists, in the wrong order, or not whole.
pub fn compare<'a>(
    older: (&ListEdition, &'a [Listed]),
    newer: (&ListEdition, &'a [Listed]),
) -> Result<Changes<'a>, Incomparable> {
    let (before, was) = older;
    let (after, is) = newer;
    if before.list != after.list {
        return Err(Incomparable::Lists { older: before.list.clone(), newer: after.list.clone() });
    }
    if before.as_of > after.as_of {
        return Err(Incomparable::Order { older: before.as_of, newer: after.as_of });
    }
    for edition in [before, after] {
        if !edition.whole || edition.coverage != Coverage::Full {
            return Err(Incomparable::NotWhole { as_of: edition.as_of, faults: edition.faults });
        }
    }
    Ok(difference(was, is))
}

/// The difference of two lists of entries, each without duplicates.
#[must_use]
pub fn difference<'a>(was: &'a [Listed], is: &'a [Listed]) -> Changes<'a> {
    let mut left: HashMap<Digest, u64> = HashMap::new();
    for listed in was {
        *left.entry(listed.digest).or_default() += 1;
    }
    let mut changes = Changes::default();
    let mut added: Vec<&Listed> = Vec::new();
    for listed in is {
        match left.get_mut(&listed.digest) {
            Some(count) if *count > 0 => {
                *count -= 1;
                changes.unchanged += 1;
            }
            Some(_) | None => added.push(listed),
        }
    }
    let mut gone: Vec<&Listed> = Vec::new();
    for listed in was {
        if let Some(count) = left.get_mut(&listed.digest)
            && *count > 0
        {
            *count -= 1;
            gone.push(listed);
        }
    }
    for rule in [same_number, same_name_and_term, same_name] {
        pair(&mut gone, &mut added, &mut changes.changed, rule);
    }
    let gone_ones: HashSet<Digest> = gone.iter().map(|listed| listed.digest).collect();
    let tail = was.iter().rev().take_while(|listed| gone_ones.contains(&listed.digest)).count();
    changes.tail = u64::try_from(tail).unwrap_or(u64::MAX);
    changes.changed.sort_by_key(|(was, is)| (is.line, was.line));
    changes.added = added;
    changes.vanished = gone.into_iter().map(|was| Vanished { was, confirmed_by: None }).collect();
    changes
}

impl<'a> Changes<'a> {
    /// Notes which vanished entries a reinstatement file confirms: the same names, NPI and date of birth as far as both tell them, and
    /// the same first day.
    #[must_use]
    pub fn confirmed_by(mut self, reinstated: &'a [Listed]) -> Self {
        let mut by_name: HashMap<String, Vec<&'a Listed>> = HashMap::new();
        for listed in reinstated {
            by_name.entry(name(&listed.entry)).or_default().push(listed);
        }
        for vanished in &mut self.vanished {
            let own = &vanished.was.entry;
            let candidates = by_name.get(&name(own)).map(Vec::as_slice).unwrap_or_default();
            let same = |listed: &&&'a Listed| agree(own, &listed.entry) && own.from == listed.entry.from;
            let mut found = candidates.iter().filter(same);
            // Two that fit confirm neither.
            vanished.confirmed_by = found.next().copied().filter(|_| found.next().is_none());
        }
        self
    }
}

/// Whatever says that two entries speak of the same party; none where an entry does not tell it.
type Key = fn(&ListEntry) -> Option<String>;

/// Pairs entries that have the key alone in common with one another, and contradict each other in nothing that tells parties apart.
fn pair<'a>(
    gone: &mut Vec<&'a Listed>,
    added: &mut Vec<&'a Listed>,
    changed: &mut Vec<(&'a Listed, &'a Listed)>,
    key: Key,
) {
    let mut groups: BTreeMap<String, (Vec<&'a Listed>, Vec<&'a Listed>)> = BTreeMap::new();
    for listed in gone.iter() {
        if let Some(key) = key(&listed.entry) {
            groups.entry(key).or_default().0.push(listed);
        }
    }
    for listed in added.iter() {
        if let Some(key) = key(&listed.entry)
            && let Some(group) = groups.get_mut(&key)
        {
            group.1.push(listed);
        }
    }
    let before = changed.len();
    for (was, is) in groups.into_values() {
        // Several that look alike are told apart by nobody here: they stay vanished and added.
        if let ([was], [is]) = (was.as_slice(), is.as_slice())
            && agree(&was.entry, &is.entry)
        {
            changed.push((was, is));
        }
    }
    let paired = changed.iter().skip(before).map(|(was, is)| (was.digest, is.digest));
    let (olds, news): (HashSet<Digest>, HashSet<Digest>) = paired.unzip();
    gone.retain(|listed| !olds.contains(&listed.digest));
    added.retain(|listed| !news.contains(&listed.digest));
}

fn same_number(entry: &ListEntry) -> Option<String> {
    let npi = entry.npi.as_ref()?;
    Some(format!("{npi}|{}|{:?}", entry.basis, entry.from))
}

fn same_name_and_term(entry: &ListEntry) -> Option<String> {
    Some(format!("{}|{}|{:?}", name(entry), entry.basis, entry.from))
}

fn same_name(entry: &ListEntry) -> Option<String> {
    Some(name(entry))
}

/// Whether two entries contradict each other in nothing that tells parties apart.
fn agree(one: &ListEntry, other: &ListEntry) -> bool {
    fn alike<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
    one.party == other.party && alike(one.npi.as_ref(), other.npi.as_ref()) && alike(one.born, other.born)
}

fn name(entry: &ListEntry) -> String {
    entry.names.first().map(ListedName::written).map(|name| folded(&name)).unwrap_or_default()
}
