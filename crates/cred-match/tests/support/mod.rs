//! Short ways to write subjects and entries.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use cred_core::{
    evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party},
    identifier::{DateOfBirth, Npi, Secret},
    jurisdiction::Jurisdiction,
    time::partial_date::PartialDate,
};
use cred_match::{index::Index, potential_match::PotentialMatch, subject::Subject, weights::Thresholds};

/// `Family, Given Middle` with a suffix behind a slash: `King, Martin Luther / Jr`.
pub(crate) fn name(text: &str) -> ListedName {
    let (text, suffix) = text.split_once(" / ").unwrap_or((text, ""));
    let (family, rest) = text.split_once(", ").unwrap_or((text, ""));
    let (given, middle) = rest.split_once(' ').unwrap_or((rest, ""));
    ListedName::Parts {
        family: family.to_owned(),
        given: given.to_owned(),
        middle: middle.to_owned(),
        suffix: suffix.to_owned(),
    }
}

pub(crate) fn person(names: &[&str], born: &str, state: &str) -> Subject {
    let mut subject = Subject::of(Party::Person);
    subject.names = names.iter().map(|text| name(text)).collect();
    subject.born = (!born.is_empty()).then(|| Secret::new(PartialDate::parse(born).unwrap()));
    subject.states = Jurisdiction::parse(state).into_iter().collect();
    subject
}

pub(crate) fn entry(text: &str, born: &str, state: &str) -> ListEntry {
    ListEntry {
        party: Party::Person,
        names: vec![name(text)],
        npi: None,
        born: DateOfBirth::parse(born).ok(),
        licenses: vec![],
        occupations: vec![],
        address: ListedAddress { state: Jurisdiction::parse(state).ok(), ..ListedAddress::default() },
        basis: "1128a1".to_owned(),
        from: None,
        to: None,
        waiver: None,
    }
}

/// The subject whose description is the entry's.
pub(crate) fn subject_of(entry: &ListEntry) -> Subject {
    Subject {
        party: entry.party,
        names: entry.names.clone(),
        npis: entry.npi.iter().cloned().collect(),
        born: entry.born.map(|born| Secret::new(PartialDate::Day(born.expose()))),
        states: entry.address.state.into_iter().collect(),
        licenses: entry.licenses.clone(),
        occupations: entry.occupations.clone(),
    }
}

pub(crate) fn npi(nine: &str) -> Npi {
    (0..10).find_map(|check| Npi::parse(&format!("{nine}{check}")).ok()).unwrap()
}

/// The pair's match at the default thresholds.
pub(crate) fn pair(subject: &Subject, entry: &ListEntry) -> Option<PotentialMatch> {
    Index::build([entry.clone()]).matches(subject, &Thresholds::default()).into_iter().next()
}

/// The pair's score, however low.
pub(crate) fn score(subject: &Subject, entry: &ListEntry) -> u16 {
    let least = Thresholds { potential: 0, ..Thresholds::default() };
    let found = Index::build([entry.clone()]).matches_exhaustively(subject, &least);
    found.first().map_or(0, |found| found.score)
}
