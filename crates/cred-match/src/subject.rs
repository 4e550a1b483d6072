//! Who is screened.

use chrono::NaiveDate;
use cred_core::{
    digest::Digest,
    evidence::list_entry::{ListedLicense, ListedName, Party},
    identifier::{Npi, Secret},
    jurisdiction::Jurisdiction,
    provider::{Provider, credential::Credential, name::PersonName},
    text::Text,
    time::partial_date::PartialDate,
};

/// A person or an organisation that is held against a list: what is known of them. A field that is not known is empty, and never counts
/// as agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// A person, an organisation, or a party whose kind is not known, which is held against both.
    pub party: Party,
    /// Every name ever borne: the current one, former ones, those used at work. A list may hold any of them, whatever its date, so no
    /// dates stand here.
    pub names: Vec<ListedName>,
    /// National provider identifiers: more than one only where one was issued in error.
    pub npis: Vec<Npi>,
    /// Date of birth, as far as it is known; secret.
    pub born: Option<Secret<PartialDate>>,
    /// States of practice, of licences and of addresses.
    pub states: Vec<Jurisdiction>,
    /// Licences.
    pub licenses: Vec<ListedLicense>,
    /// Professions and specialties, in words.
    pub occupations: Vec<String>,
}

impl Subject {
    /// A subject of whom nothing is known but the kind.
    #[must_use]
    pub const fn of(party: Party) -> Self {
        Self { party, names: vec![], npis: vec![], born: None, states: vec![], licenses: vec![], occupations: vec![] }
    }

    /// The same with a full date of birth.
    #[must_use]
    pub fn born_on(mut self, day: NaiveDate) -> Self {
        self.born = Some(Secret::new(PartialDate::Day(day)));
        self
    }

    /// What a provider's record tells: all names, every NPI of the person, date of birth, licences with their states, profession,
    /// specialties of training and board certificates.
    #[must_use]
    pub fn of_provider(provider: &Provider) -> Self {
        let mut subject = Self::of(Party::Person);
        let aliases = provider.aliases().iter().map(|alias| &alias.name);
        subject.names = std::iter::once(provider.name()).chain(aliases).map(listed).collect();
        subject.names.dedup();
        subject.npis = provider.npis().into_iter().cloned().collect();
        subject.born = provider.registration().date_of_birth.map(|born| Secret::new(PartialDate::Day(born.expose())));
        subject.occupations.push(provider.provider_type().word().replace('-', " "));
        for claim in provider.claims().values() {
            subject.learn(&claim.credential);
        }
        subject.states.sort();
        subject.states.dedup();
        subject
    }

    /// Takes up what a credential tells of its holder.
    pub fn learn(&mut self, credential: &Credential) {
        match credential {
            Credential::License { jurisdiction, number, .. } => {
                self.states.push(*jurisdiction);
                self.licenses
                    .push(ListedLicense { state: Some(*jurisdiction), number: number.as_entered().to_owned() });
            }
            Credential::Dea { jurisdiction, .. } | Credential::ControlledSubstance { jurisdiction, .. } => {
                self.states.push(*jurisdiction);
            }
            Credential::Training { specialty: word, .. } | Credential::BoardCertification { certificate: word, .. } => {
                self.occupations.push(word.as_str().to_owned());
            }
            Credential::Identity { .. }
            | Credential::Education { .. }
            | Credential::Certification { .. }
            | Credential::Insurance { .. }
            | Credential::WorkHistory { .. }
            | Credential::PeerReference { .. }
            | Credential::HealthStatement { .. }
            | Credential::CaseLog { .. }
            | Credential::MalpracticeHistory
            | Credential::Sanctions { .. }
            | Credential::Exclusion { .. }
            | Credential::NpdbQuery
            | Credential::ContinuousQuery => {}
        }
    }

    /// The fingerprint of all that is compared. The order in which names, numbers, states, licences and occupations stand, and repeats
    /// among them, do not count.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let names = self.names.iter().map(|name| match name {
            ListedName::Whole(name) => Digest::of("whole", [name.as_str()]).to_string(),
            ListedName::Parts { family, given, middle, suffix } => {
                let parts = [family.as_str(), given.as_str(), middle.as_str(), suffix.as_str()];
                Digest::of("parts", parts).to_string()
            }
        });
        let licenses = self.licenses.iter().map(|license| {
            let state = license.state.map(Jurisdiction::code).unwrap_or_default();
            Digest::of("license", [state, license.number.as_str()]).to_string()
        });
        let groups: [Vec<String>; 6] = [
            names.collect(),
            self.npis.iter().map(ToString::to_string).collect(),
            self.born.iter().map(|born| born.expose().to_string()).collect(),
            self.states.iter().map(ToString::to_string).collect(),
            licenses.collect(),
            self.occupations.clone(),
        ];
        let mut fields = vec![self.party.word().to_owned()];
        for mut group in groups {
            group.sort();
            group.dedup();
            fields.push(group.len().to_string());
            fields.extend(group);
        }
        Digest::of("cred/screened-subject/1", fields.iter().map(String::as_str))
    }
}

fn listed(name: &PersonName) -> ListedName {
    let text = |part: &Option<Text>| part.as_ref().map(|part| part.as_str().to_owned()).unwrap_or_default();
    ListedName::Parts {
        family: name.family.as_str().to_owned(),
        given: text(&name.given),
        middle: text(&name.middle),
        suffix: text(&name.suffix),
    }
}
