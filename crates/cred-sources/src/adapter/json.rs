//! Any source that answers a GET over HTTPS with JSON, by a mapping: where to ask, where in the answer what stands, and how it tells that
//! there is something, nothing, or something against the person. What the mapping does not foresee is malformed, never nothing.

mod record;

use std::collections::BTreeMap;

use cred_core::{
    evidence::{
        outcome::{Adverse, Outcome, Searched, compared},
        primary_source::Input,
    },
    text::Text,
    time::Instant,
};
use serde_json::Value;

use super::{Answer, Control, Step, reading};
use crate::{request::Request, transport::origin::escaped};

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

impl Mapping {
    pub(super) fn next(&self, request: &Request, answers: &[Answer], begun: Instant) -> Step {
        let Some(answer) = answers.first() else { return self.ask(request) };
        let body = &answer.body;
        let search = request.element.kind().is_search();
        if self.absent.statuses.contains(&answer.status) {
            return Step::Done(self.nothing(request, body, begun));
        }
        let error = self.error.as_ref().and_then(|at| body.pointer(at)).filter(|error| !empty(error));
        if let Some(error) = error {
            return Step::malformed(&format!("it says: {error}"));
        }
        let says = self.absent.says.as_ref();
        let said = says.and_then(|(at, words)| Some((reading::text(body.pointer(at))?, words)));
        if said.is_some_and(|(said, words)| words.iter().any(|word| word.eq_ignore_ascii_case(&said))) {
            return Step::Done(match body.pointer(&self.records) {
                Some(records) if !empty(records) => Outcome::malformed("it says that it has nothing, beside records"),
                Some(_) | None => self.nothing(request, body, begun),
            });
        }
        let records = match body.pointer(&self.records) {
            Some(Value::Array(records)) => records.as_slice(),
            Some(record @ Value::Object(_)) => std::slice::from_ref(record),
            Some(Value::Null) if self.absent.empty => &[],
            _ => return Step::malformed(&format!("there are no records at `{}`", self.records)),
        };
        let total = self.total.as_ref().map(|at| reading::count(body.pointer(at)));
        if total.is_some_and(|total| total != Some(records.len())) {
            return Step::malformed("the number of records is not the one that it tells");
        }
        if records.is_empty() {
            return Step::Done(if self.absent.empty {
                self.nothing(request, body, begun)
            } else {
                Outcome::malformed("an empty list of records, which does not tell that there are none")
            });
        }
        let read = if search { self.searched(request, records) } else { self.judged(request, records, begun) };
        Step::Done(read.unwrap_or_else(|because| Outcome::malformed(&because)))
    }

    fn ask(&self, request: &Request) -> Step {
        let mut path = String::new();
        for piece in &self.path {
            match piece {
                Piece::Literal(text) => path.push_str(text),
                Piece::Input(input) => match request.input(*input) {
                    Some(value) => path.push_str(&escaped(&value)),
                    None => return Step::malformed(&format!("it was asked without `{}`", input.word())),
                },
            }
        }
        Step::Ask(path)
    }

    fn nothing(&self, request: &Request, body: &Value, begun: Instant) -> Outcome {
        if !request.element.kind().is_search() {
            return Outcome::NotFound { searched: None };
        }
        let version = self.version.as_ref().and_then(|at| reading::text(body.pointer(at)));
        let as_of = match &self.as_of {
            None => Some(begun),
            Some(at) => reading::text(body.pointer(at)).and_then(|written| instant(&written)),
        };
        let Some(as_of) = as_of else { return Outcome::malformed("it does not tell as of when it is") };
        let version = version.map(|version| Text::of_words(&version));
        Outcome::NotFound { searched: Some(Searched { element: request.element.clone(), version, as_of, whole: true }) }
    }

    /// What records about a credential make of the question.
    fn judged(&self, request: &Request, records: &[Value], begun: Instant) -> Result<Outcome, String> {
        let mut read = Vec::new();
        for record in records {
            self.echoed(request, record)?;
            read.push(self.found(request, record, begun)?);
        }
        let strange = read.first().map(|found| found.credential.key()).filter(|key| *key != request.element);
        read.retain(|found| found.credential.key() == request.element);
        Ok(match (read.len(), strange) {
            (0, Some(key)) => Outcome::malformed(&format!("asked about {}, answered about {key}", request.element)),
            (0 | 1, _) => match read.pop() {
                Some(found) => compared(request.asked(), found),
                None => Outcome::malformed("it answered about something else"),
            },
            (..) => {
                Outcome::Ambiguous { candidates: read.into_iter().map(|found| found.candidate()).collect(), all: true }
            }
        })
    }

    /// What records of a search make of the question: tied to the person by the NPI and a name, or candidates.
    fn searched(&self, request: &Request, records: &[Value]) -> Result<Outcome, String> {
        let mut candidates = Vec::new();
        for record in records {
            self.echoed(request, record)?;
            let candidate = self.listed(request, record)?;
            let Some(entry) = &candidate.entry else { continue };
            let named = entry.names.iter().any(|name| {
                let written = name.written();
                request.names.iter().any(|own| own.is_written(&written))
            });
            if named && entry.npi.is_some() && entry.npi == request.npi {
                let (summary, from, to) = (candidate.summary.clone(), entry.from, entry.to);
                return Ok(Outcome::Adverse { record: Adverse::Listed { summary, from, to, entry: candidate.entry } });
            }
            candidates.push(candidate);
        }
        Ok(Outcome::Ambiguous { candidates, all: true })
    }

    fn echoed(&self, request: &Request, record: &Value) -> Result<(), String> {
        for (at, input) in &self.echo {
            let asked = request.input(*input);
            let told = reading::text(record.pointer(at));
            let same = asked.as_ref().zip(told.as_ref()).is_some_and(|(asked, told)| bare(asked) == bare(told));
            if !same {
                return Err(format!("a record repeats another `{}` than was asked", input.word()));
            }
        }
        Ok(())
    }
}

/// Letters and digits alone, without leading zeros.
fn bare(text: &str) -> String {
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    plain.trim_start_matches('0').to_owned()
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

/// An instant with its offset, or a day, of which the last zone on earth to begin it is meant: the list is then older, never younger.
fn instant(written: &str) -> Option<Instant> {
    written.parse().ok().or_else(|| {
        let day = reading::day(written)?;
        Some(day.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::TimeDelta::hours(14))
    })
}
