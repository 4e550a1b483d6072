//! The NPI registry's API, version 2.1: asked by NPI, or by name where none is known, which yields candidates alone.
//!
//! Older shapes are read too: the number as an integer, epochs in seconds, `gender` for `sex`. `--` means empty. Errors come with status 200.

mod registration;

use cred_core::{
    evidence::{
        outcome::{Outcome, compared},
        reply::{Encumbrance, EncumbranceKind, Limits},
    },
    text::Text,
    time::partial_date::PartialDate,
};
use serde_json::Value;

use super::{Answer, Step, reading};
use crate::{request::Request, transport::origin::escaped};

pub use registration::{Registration, Taxonomy};

/// The registry's own bounds: so many at once, and none further on than this and one page.
const LIMIT: usize = 200;
const FURTHEST: usize = 1_000;

pub(super) fn next(request: &Request, answers: &[Answer]) -> Step {
    if request.npi.is_some() { by_number(request, answers) } else { by_name(request, answers) }
}

fn by_number(request: &Request, answers: &[Answer]) -> Step {
    let Some(npi) = &request.npi else { return Step::malformed("it was asked without an NPI") };
    let Some(answer) = answers.first() else {
        return Step::Ask(format!("/api/?version=2.1&number={}", escaped(&npi.to_string())));
    };
    let results = match results(&answer.body) {
        Ok(results) => results,
        Err(because) => return Step::malformed(&because),
    };
    let mut read = Vec::new();
    for result in results {
        match Registration::read(result) {
            Ok(registration) if registration.npi == *npi => read.push(registration),
            Ok(registration) => {
                return Step::malformed(&format!("asked about NPI {npi}, answered about {}", registration.npi));
            }
            Err(because) => return Step::malformed(&because),
        }
    }
    Step::Done(match read.as_slice() {
        [] => Outcome::NotFound { searched: None },
        [only] => judged(request, only),
        several => {
            Outcome::Ambiguous { candidates: several.iter().map(|own| own.candidate(request)).collect(), all: true }
        }
    })
}

fn by_name(request: &Request, answers: &[Answer]) -> Step {
    let Some(name) = request.names.first() else { return Step::malformed("it was asked without a name") };
    let mut candidates = Vec::new();
    let mut full = true;
    for answer in answers {
        let results = match results(&answer.body) {
            Ok(results) => results,
            Err(because) => return Step::malformed(&because),
        };
        full = results.len() >= LIMIT;
        for result in results {
            match Registration::read(result) {
                Ok(registration) => candidates.push(registration.candidate(request)),
                Err(because) => return Step::malformed(&because),
            }
        }
    }
    let skip = answers.len() * LIMIT;
    if full && skip <= FURTHEST {
        let given = name.given.as_ref().map(|given| format!("&first_name={}", escaped(given.as_str())));
        return Step::Ask(format!(
            "/api/?version=2.1&enumeration_type=NPI-1&last_name={}{}&limit={LIMIT}&skip={skip}",
            escaped(name.family.as_str()),
            given.unwrap_or_default(),
        ));
    }
    Step::Done(if candidates.is_empty() {
        Outcome::NotFound { searched: None }
    } else {
        Outcome::Ambiguous { candidates, all: !full }
    })
}

/// The results of a page, as many as it says it has.
fn results(body: &Value) -> Result<&[Value], String> {
    let errors = ["Errors", "errors"].into_iter().find_map(|key| body.get(key)).filter(|errors| !errors.is_null());
    if let Some(errors) = errors {
        let said = errors.as_array().and_then(|all| all.first()).and_then(|first| first.get("description"));
        return Err(format!("it says: {}", said.and_then(Value::as_str).unwrap_or("an error without a description")));
    }
    let results = body.get("results").and_then(Value::as_array).ok_or("there are no `results`")?;
    let told = reading::count(body.get("result_count")).ok_or("there is no `result_count`")?;
    if told != results.len() {
        return Err(format!("`result_count` is {told}, and there are {} results", results.len()));
    }
    Ok(results)
}

/// What the registration of the NPI that was asked for makes of the question.
fn judged(request: &Request, registration: &Registration) -> Outcome {
    let mut found = registration.found(request);
    if !registration.active {
        found.encumbrances.push(Encumbrance {
            kind: EncumbranceKind::Revoked,
            from: registration.deactivated.map(PartialDate::Day),
            to: None,
            terms: Text::of_words("the NPI is deactivated"),
            limits: Limits::default(),
        });
    }
    if registration.person {
        return compared(request.asked(), found);
    }
    // An organisation of the person's name is no person.
    Outcome::Ambiguous { candidates: vec![registration.candidate(request)], all: true }
}
