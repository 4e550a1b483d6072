//! One step of the vocabulary on a real history: every command for operators at once.

use cred_app::App;
use cred_core::time::zone::Zone;

use crate::{
    outcome::{Fact, Outcome, Trouble},
    reading::{self, Faults},
    scenario::{Body, Entry},
    setting,
    stage::Stage,
};

/// A step that was read alone.
#[derive(Debug)]
pub struct SingleStep {
    entry: Entry,
}

/// What came of it.
#[derive(Debug)]
pub enum Came {
    /// Carried out: the facts it left.
    Done(Vec<(String, String)>),
    /// The engine did not do it.
    Engine(cred_app::error::AppError),
    /// The file is wrong.
    Wrong(String),
}

/// Reads one step: the keys of a `[[step]]` at the top of a text. Local times are read in the zone.
///
/// # Errors
/// Everything found wrong.
pub fn read_step(text: &str, label: &str, zone: Zone, now: cred_core::time::Instant) -> Result<SingleStep, Faults> {
    let entry = reading::alone(text, label, zone, now)?.entry;
    let fault = |rule: &str| Faults(vec![format!("{}: {rule}", entry.place.of("at"))]);
    match &entry.body {
        Body::Question(_) => {
            Err(Faults(vec![format!("{}: a question is asked with `cred may` and its kin", entry.place.of("ask"))]))
        }
        Body::Step { .. } if entry.at != now => Err(fault("a real step is done now: leave `at` out")),
        Body::Step { expect, .. } if expect.refused.is_some() || !expect.then.is_empty() => Err(Faults(vec![format!(
            "{}: expectations belong to scenarios: leave them out",
            entry.place.of("refused")
        )])),
        Body::Step { .. } => Ok(SingleStep { entry }),
    }
}

/// Carries the step out. Who acts stands in the step, or is the given actor.
#[must_use]
pub fn carry_out(app: App, step: &SingleStep, actor: Option<String>, zone: Zone, key: Option<String>) -> Came {
    let Body::Step { by, step: own, .. } = &step.entry.body else {
        return Came::Wrong("a question is no step".to_owned());
    };
    let Some(speaker) = by.clone().or(actor) else {
        return Came::Wrong("say who acts: `by = \"<capacity>:<who>\"` in the step, or `--as`".to_owned());
    };
    let mut stage = Stage::real(app, zone, speaker, key);
    match own.act(&mut stage) {
        Ok(outcome) => Came::Done(told(&outcome)),
        Err(Trouble::Engine(error)) => Came::Engine(error),
        Err(trouble @ Trouble::File { .. }) => {
            let place = if let Trouble::File { key, .. } = &trouble { step.entry.place.of(key) } else { String::new() };
            Came::Wrong(format!("{place}: {}", setting::told(&trouble)))
        }
        Err(trouble @ Trouble::Stuck { .. }) => Came::Wrong(setting::told(&trouble)),
    }
}

fn told(outcome: &Outcome) -> Vec<(String, String)> {
    let one = |key: &&'static str| {
        let text = match outcome.fact(key)? {
            Fact::Word(word) => word.clone(),
            Fact::List(list) => list.join("; "),
            Fact::Moment(at) => at.map_or_else(|| "none".to_owned(), cred_wire::finding::instant),
        };
        Some(((*key).to_owned(), text))
    };
    outcome.keys().iter().filter_map(one).filter(|(_, text)| !text.is_empty()).collect()
}

impl SingleStep {
    /// The word of the step.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.entry.word
    }
}
