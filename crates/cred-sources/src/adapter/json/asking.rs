//! Asking by a mapping, and what the answers make of the question.

use cred_core::{
    evidence::{
        outcome::{Adverse, Outcome, Searched, compared},
        primary_source::Input,
    },
    text::Text,
    time::Instant,
};
use serde_json::Value;

use super::{Mapping, Piece};
use crate::{
    adapter::{Answer, Step, reading},
    request::Request,
    transport::origin::escaped,
};

impl Mapping {
    pub(in crate::adapter) fn next(&self, request: &Request, answers: &[Answer], begun: Instant) -> Step {
        let turns = self.turns(request);
        let mut candidates = Vec::new();
        let (mut all, mut nothing) = (true, None);
        for (index, turn) in turns.iter().enumerate() {
            let Some(answer) = answers.get(index) else { return self.ask(turn) };
            match self.judged(turn, answer, begun) {
                Outcome::Ambiguous { candidates: own, all: whole } => {
                    candidates.extend(own);
                    all &= whole;
                }
                found @ Outcome::NotFound { .. } => match (&nothing, &found) {
                    // Two answers from two editions are no search of one.
                    (
                        Some(Outcome::NotFound { searched: Some(first) }),
                        Outcome::NotFound { searched: Some(searched) },
                    ) if first.version != searched.version => {
                        return Step::malformed("its version changed from one name to the next");
                    }
                    _ => nothing = nothing.or(Some(found)),
                },
                decided @ (Outcome::Matching { .. }
                | Outcome::Differing { .. }
                | Outcome::Adverse { .. }
                | Outcome::Unavailable { .. }
                | Outcome::Malformed { .. }) => return Step::Done(decided),
            }
        }
        match nothing {
            Some(nothing) if candidates.is_empty() => Step::Done(nothing),
            _ => Step::Done(Outcome::Ambiguous { candidates, all }),
        }
    }

    /// A search by name is made under every name that the person bears or bore; any other question is asked once.
    fn turns(&self, request: &Request) -> Vec<Request> {
        let by = |input| self.path.contains(&Piece::Input(input));
        if !request.element.kind().is_search() || !by(Input::FamilyName) && !by(Input::GivenName) {
            return vec![request.clone()];
        }
        let mut turns: Vec<Request> = Vec::new();
        for (index, name) in request.names.iter().enumerate() {
            let mut names = request.names.clone();
            names.swap(0, index);
            let turn = Request { names, ..request.clone() };
            let same = |own: &Request| {
                own.input(Input::FamilyName) == turn.input(Input::FamilyName)
                    && (!by(Input::GivenName) || own.names.first().map(|own| &own.given) == Some(&name.given))
            };
            if !turns.iter().any(same) {
                turns.push(turn);
            }
        }
        // Somebody without a name is asked about once, which tells what is missing.
        if turns.is_empty() { vec![request.clone()] } else { turns }
    }

    /// What one answer makes of one question.
    fn judged(&self, request: &Request, answer: &Answer, begun: Instant) -> Outcome {
        let body = &answer.body;
        if self.absent.statuses.contains(&answer.status) {
            return self.nothing(request, body, begun);
        }
        let error = self.error.as_ref().and_then(|at| body.pointer(at)).filter(|error| !empty(error));
        if let Some(error) = error {
            return Outcome::malformed(&format!("it says: {error}"));
        }
        let says = self.absent.says.as_ref();
        let said = says.and_then(|(at, words)| Some((reading::text(body.pointer(at))?, words)));
        if said.is_some_and(|(said, words)| words.iter().any(|word| word.eq_ignore_ascii_case(&said))) {
            return match body.pointer(&self.records) {
                Some(records) if !empty(records) => Outcome::malformed("it says that it has nothing, beside records"),
                Some(_) | None => self.nothing(request, body, begun),
            };
        }
        let records = match body.pointer(&self.records) {
            Some(Value::Array(records)) => records.as_slice(),
            Some(record @ Value::Object(_)) => std::slice::from_ref(record),
            Some(Value::Null) if self.absent.empty => &[],
            _ => return Outcome::malformed(&format!("there are no records at `{}`", self.records)),
        };
        let total = self.total.as_ref().map(|at| reading::count(body.pointer(at)));
        if total.is_some_and(|total| total != Some(records.len())) {
            return Outcome::malformed("the number of records is not the one that it tells");
        }
        if records.is_empty() {
            return if self.absent.empty {
                self.nothing(request, body, begun)
            } else {
                Outcome::malformed("an empty list of records, which does not tell that there are none")
            };
        }
        let search = request.element.kind().is_search();
        let read = if search { self.searched(request, records) } else { self.held(request, records, begun) };
        read.unwrap_or_else(|because| Outcome::malformed(&because))
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
    fn held(&self, request: &Request, records: &[Value], begun: Instant) -> Result<Outcome, String> {
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
        // Without a total there may be more than came.
        Ok(Outcome::Ambiguous { candidates, all: self.total.is_some() })
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
