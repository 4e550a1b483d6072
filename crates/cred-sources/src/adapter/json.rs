//! Any source that answers a GET over HTTPS with JSON, by a mapping: where to ask, where in the answer what stands, and how it tells that
//! there is something, nothing, or something against the person. What the mapping does not foresee is malformed, never nothing.

mod asking;
mod record;

use std::collections::BTreeMap;

use cred_core::evidence::primary_source::Input;

use super::Control;

/// A piece of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Literal(String),
    /// The value of an input, escaped.
    Input(Input),
}

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The whole name.
    Name,
    /// The family name.
    FamilyName,
    /// The first name.
    GivenName,
    /// The middle name.
    MiddleName,
    /// Jr, III, …
    Suffix,
    /// The number.
    Number,
    /// The state.
    State,
    /// The type of licence.
    LicenseType,
    /// The board, school or programme.
    Issuer,
    /// The certificate, degree or specialty.
    Certificate,
    /// The first day.
    ValidFrom,
    /// The last day.
    ValidTo,
    /// The NPI.
    Npi,
    /// What is on record, in words.
    Summary,
}

impl Part {
    /// Every part, with its word.
    pub const ALL: [(&'static str, Self); 14] = [
        ("name", Self::Name),
        ("family-name", Self::FamilyName),
        ("given-name", Self::GivenName),
        ("middle-name", Self::MiddleName),
        ("suffix", Self::Suffix),
        ("number", Self::Number),
        ("state", Self::State),
        ("license-type", Self::LicenseType),
        ("issuer", Self::Issuer),
        ("certificate", Self::Certificate),
        ("valid-from", Self::ValidFrom),
        ("valid-to", Self::ValidTo),
        ("npi", Self::Npi),
        ("summary", Self::Summary),
    ];
}

/// Where a part stands, and how it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its JSON pointer in the record; none where it is always the same.
    pub at: Option<String>,
    /// What it always is.
    pub is: Option<String>,
    /// The source's words and ours. A word that is none of them stands for itself.
    pub words: BTreeMap<String, String>,
    /// The form of its date, as in `strftime`; the usual ones where none.
    pub date: Option<String>,
}

/// What the words of a source mean for a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// In force without limits.
    Active,
    /// Past its last day.
    Expired,
    /// Not in use: no authority meanwhile.
    Inactive,
    /// Limited, suspended, revoked or surrendered.
    Encumbered(cred_core::evidence::reply::EncumbranceKind),
}

/// Where a record tells its condition. A word that is not listed makes the answer malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    /// Its JSON pointer in the record.
    pub at: String,
    /// The words, in lower case.
    pub words: BTreeMap<String, Condition>,
}

/// How a source tells that it has nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absent {
    /// By a status.
    pub statuses: Vec<u16>,
    /// By a word at a place of the answer.
    pub says: Option<(String, Vec<String>)>,
    /// By an empty list.
    pub empty: bool,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Path and query below the source's address.
    pub path: Vec<Piece>,
    /// The JSON pointer of the records: a list, or one record.
    pub records: String,
    /// The JSON pointer of how many there are in all.
    pub total: Option<String>,
    /// The JSON pointer of what is there in an error alone.
    pub error: Option<String>,
    /// How it tells that it has nothing.
    pub absent: Absent,
    /// What each record repeats of the question, or of which the answer is no answer to it.
    pub echo: Vec<(String, Input)>,
    /// The parts of a record.
    pub parts: BTreeMap<Part, Place>,
    /// Where a record tells its condition.
    pub conditions: Option<Conditions>,
    /// Of a search: the JSON pointer of the version of what was searched.
    pub version: Option<String>,
    /// Of a search: where the answer tells as of when it is; when it was asked, where none.
    pub as_of: Option<String>,
    /// Of a search: somebody whom it is known to find.
    pub control: Option<Control>,
}
