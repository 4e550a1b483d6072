//! One entry of a list of excluded, debarred or revoked parties: what the publisher wrote, in one shape for every list.
//!
//! An entry says that *somebody of this description* is on the list. Whether that is a given provider is a match, which a person or an
//! identifier confirms; the entry never says it by itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    identifier::{DateOfBirth, Npi},
    jurisdiction::Jurisdiction,
    time::partial_date::PartialDate,
};

/// What kind of party is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// A person.
    Person,
    /// A business or other organisation.
    Organization,
    /// A vessel, an aircraft, or what the publisher does not tell.
    Other,
}

impl Party {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Other => "other",
        }
    }
}

/// A name as a list writes it. A part that is not told is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ListedName {
    /// A person's, in its parts.
    Parts {
        /// Family name.
        family: String,
        /// First name.
        #[serde(default)]
        given: String,
        /// Middle names.
        #[serde(default)]
        middle: String,
        /// Jr, III, …
        #[serde(default)]
        suffix: String,
    },
    /// A name in one piece: an organisation's, or a person's in a list that does not part it.
    Whole(String),
}

impl ListedName {
    /// The name in one line, `Family, Given Middle Suffix` where it has parts.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { family, given, middle, suffix } => {
                let rest: Vec<&str> =
                    [given, middle, suffix].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                if rest.is_empty() { family.clone() } else { format!("{family}, {}", rest.join(" ")) }
            }
        }
    }
}

/// A licence that an entry names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedLicense {
    /// Whose licence, where told.
    pub state: Option<Jurisdiction>,
    /// The number as written.
    pub number: String,
}

/// An address as written; a part that is not told is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListedAddress {
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, where it is one that is known here.
    pub state: Option<Jurisdiction>,
    /// Postal code.
    pub zip: String,
}

/// A waiver of an exclusion for one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The state that it holds in, where told.
    pub state: Option<Jurisdiction>,
    /// Its first day, where told.
    pub from: Option<NaiveDate>,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    /// What kind of party.
    pub party: Party,
    /// Its names: first the entry's own, then those it is also known by. Never empty.
    pub names: Vec<ListedName>,
    /// Its NPI. A placeholder of the list (`0000000000`) is none.
    pub npi: Option<Npi>,
    /// Its date of birth.
    pub born: Option<DateOfBirth>,
    /// Licences that it names.
    pub licenses: Vec<ListedLicense>,
    /// Occupation and specialty as written; a list may cut them off (at 20 letters in the LEIE).
    pub occupations: Vec<String>,
    /// Where it was.
    pub address: ListedAddress,
    /// Why, in the list's own code or words (`1128a1`).
    pub basis: String,
    /// The first day of the exclusion, inclusive.
    pub from: Option<PartialDate>,
    /// Its last day, inclusive, where the list itself tells one. Never an elapsed minimum term.
    pub to: Option<PartialDate>,
    /// A waiver of it.
    pub waiver: Option<Waiver>,
}

impl ListEntry {
    /// The fingerprint of all that it says. Two byte-identical rows of a file are one entry; a corrected spelling is another one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields: Vec<String> = vec![self.party.word().to_owned()];
        let group = |fields: &mut Vec<String>, of: Vec<String>| {
            fields.push(of.len().to_string());
            fields.extend(of);
        };
        group(&mut fields, self.names.iter().flat_map(parts).collect());
        fields.push(self.npi.as_ref().map(ToString::to_string).unwrap_or_default());
        fields.push(self.born.map(|born| born.expose().to_string()).unwrap_or_default());
        let license = |own: &ListedLicense| [state(own.state), own.number.clone()];
        group(&mut fields, self.licenses.iter().flat_map(license).collect());
        group(&mut fields, self.occupations.clone());
        let ListedAddress { street, city, state: of, zip } = &self.address;
        fields.extend([street.clone(), city.clone(), state(*of), zip.clone(), self.basis.clone()]);
        fields.extend([self.from, self.to].map(|date| date.map(|date| date.to_string()).unwrap_or_default()));
        let waiver = self.waiver.iter();
        let waiver = waiver.flat_map(|own| [state(own.state), own.from.map(|day| day.to_string()).unwrap_or_default()]);
        group(&mut fields, waiver.collect());
        Digest::of("cred/list-entry/1", fields.iter().map(String::as_str))
    }
}

fn state(of: Option<Jurisdiction>) -> String {
    of.map(|own| own.to_string()).unwrap_or_default()
}

fn parts(name: &ListedName) -> Vec<String> {
    match name {
        ListedName::Whole(name) => vec!["whole".to_owned(), name.clone()],
        ListedName::Parts { family, given, middle, suffix } => {
            vec!["parts".to_owned(), family.clone(), given.clone(), middle.clone(), suffix.clone()]
        }
    }
}
