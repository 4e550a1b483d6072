//! What a step came to: facts that `then` may ask about, or the trouble that it met.

use std::collections::BTreeMap;

use cred_app::error::AppError;
use cred_core::time::Instant;

/// One fact about what a step left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A word, such as a state.
    Word(String),
    /// Several texts.
    List(Vec<String>),
    /// An instant; none where there is none.
    Moment(Option<Instant>),
}

/// What a step that was carried out came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    facts: BTreeMap<&'static str, Fact>,
}

impl Outcome {
    /// Nothing to tell.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The state that something is in now.
    #[must_use]
    pub fn state(state: impl Into<String>) -> Self {
        Self::default().word("state", state)
    }

    /// With a word.
    #[must_use]
    pub fn word(mut self, key: &'static str, word: impl Into<String>) -> Self {
        self.facts.insert(key, Fact::Word(word.into()));
        self
    }

    /// With several texts.
    #[must_use]
    pub fn list(mut self, key: &'static str, texts: Vec<String>) -> Self {
        self.facts.insert(key, Fact::List(texts));
        self
    }

    /// With an instant.
    #[must_use]
    pub fn moment(mut self, key: &'static str, at: Option<Instant>) -> Self {
        self.facts.insert(key, Fact::Moment(at));
        self
    }

    /// A fact by its key.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.facts.get(key)
    }

    /// The keys there are.
    #[must_use]
    pub fn keys(&self) -> Vec<&'static str> {
        self.facts.keys().copied().collect()
    }
}

/// Why a step was not carried out, or a question could not be asked.
#[derive(Debug)]
pub enum Trouble {
    /// The engine did not do it: refused, or something is not there. A step may expect it.
    Engine(AppError),
    /// The file says something that cannot be: a name that nothing bears, a time that the clocks skip. No step expects that.
    File {
        /// The key of the step.
        key: &'static str,
        /// The rule, and what to write instead.
        message: String,
    },
    /// A shorthand cannot go on: what it leads to is out of reach.
    Stuck {
        /// Where it stands.
        state: String,
        /// What stands in the way, one line each.
        open: Vec<String>,
    },
}

impl Trouble {
    /// A fault of the file.
    pub fn file(key: &'static str, message: impl Into<String>) -> Self {
        Self::File { key, message: message.into() }
    }

    /// Nothing of the kind is on record: a step may expect that it is refused for this.
    pub fn nothing(what: &'static str, of: impl Into<String>, advice: &str) -> Self {
        Self::Engine(AppError::NotFound { what, text: of.into(), advice: advice.to_owned() })
    }

    /// A value of the file that does not fit.
    pub fn value(key: &'static str, error: impl ToString) -> Self {
        Self::File { key, message: error.to_string() }
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::Engine(error)
    }
}
