//! What is compared of a subject or an entry, made ready once.

use cred_core::{
    evidence::list_entry::{ListEntry, ListedLicense, ListedName, Party},
    identifier::{LicenseNumber, Npi},
    jurisdiction::Jurisdiction,
    time::partial_date::PartialDate,
};

use crate::{
    birth::Birth,
    name_tables::Lexicon,
    occupation::Occupation,
    organization_name::{self, OrganizationForm},
    person_name::PersonForm,
    subject::Subject,
    word::key,
};

/// A licence number as it is compared: a key of its letters and digits, and the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct License {
    /// Its place among those told, since some cannot be read.
    pub(crate) place: usize,
    pub(crate) number: u64,
    pub(crate) state: Option<Jurisdiction>,
}

/// Either side of a comparison. Places in its lists are kept beside the values, since what cannot be read is left out.
#[derive(Clone)]
pub(crate) struct Profile {
    pub(crate) persons: Vec<(usize, PersonForm)>,
    pub(crate) organizations: Vec<(usize, OrganizationForm)>,
    pub(crate) npis: Vec<u64>,
    pub(crate) born: Option<Birth>,
    pub(crate) licenses: Vec<License>,
    pub(crate) states: Vec<Jurisdiction>,
    pub(crate) occupations: Vec<Occupation>,
}

impl Profile {
    pub(crate) fn of_subject(subject: &Subject, lexicon: &Lexicon) -> Self {
        let born = subject.born.as_ref().map(|born| Birth::of(*born.expose()));
        let mut profile = Self::named(subject.party, &subject.names, lexicon);
        profile.npis = subject.npis.iter().filter_map(number).collect();
        profile.born = born;
        profile.licenses = licenses(&subject.licenses);
        profile.states.clone_from(&subject.states);
        profile.occupations = occupations(&subject.occupations);
        profile
    }

    pub(crate) fn of_entry(entry: &ListEntry, lexicon: &Lexicon) -> Self {
        let mut profile = Self::named(entry.party, &entry.names, lexicon);
        profile.npis = entry.npi.iter().filter_map(number).collect();
        profile.born = entry.born.map(|born| Birth::of(PartialDate::Day(born.expose())));
        profile.licenses = licenses(&entry.licenses);
        profile.states = states_of(entry);
        profile.occupations = occupations(&entry.occupations);
        profile
    }

    fn named(party: Party, names: &[ListedName], lexicon: &Lexicon) -> Self {
        let (person, organization) = match party {
            Party::Person => (true, false),
            Party::Organization => (false, true),
            Party::Other => (true, true),
        };
        let mut profile = Self {
            persons: vec![],
            organizations: vec![],
            npis: vec![],
            born: None,
            licenses: vec![],
            states: vec![],
            occupations: vec![],
        };
        for (at, name) in names.iter().enumerate() {
            if person {
                profile.persons.extend(PersonForm::of(name, lexicon).map(|form| (at, form)));
            }
            if organization {
                let text = name.written();
                profile
                    .organizations
                    .extend(organization_name::forms(&text, lexicon).into_iter().map(|form| (at, form)));
            }
        }
        profile
    }
}

/// The states that an entry tells: of its address and of its licences.
pub(crate) fn states_of(entry: &ListEntry) -> Vec<Jurisdiction> {
    let mut states: Vec<Jurisdiction> =
        entry.address.state.into_iter().chain(entry.licenses.iter().filter_map(|license| license.state)).collect();
    states.dedup();
    states
}

fn licenses(told: &[ListedLicense]) -> Vec<License> {
    told.iter().enumerate().filter_map(|(place, license)| License::of(place, license)).collect()
}

fn occupations(told: &[String]) -> Vec<Occupation> {
    told.iter().enumerate().filter_map(|(place, text)| Occupation::of(place, text)).collect()
}

fn number(npi: &Npi) -> Option<u64> {
    npi.to_string().parse().ok()
}

impl License {
    /// Numbers of fewer than four letters and digits are borne by too many.
    fn of(place: usize, license: &ListedLicense) -> Option<Self> {
        let number = LicenseNumber::parse(&license.number).ok()?.comparison_key();
        (number.len() >= 4).then(|| Self { place, number: key(31, number.as_bytes()), state: license.state })
    }
}
