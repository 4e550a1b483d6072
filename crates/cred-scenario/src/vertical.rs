//! What a vertical brings: its words, how they are read, and what they do.

use cred_core::{actor::Capacity, machine::Machine, time::Instant};
use cred_import::toml_fault::{Wrong, named::Named};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::{
    check::Checks,
    outcome::{Outcome, Trouble},
    stage::Stage,
};

/// Something that is done.
pub trait Step: std::fmt::Debug {
    /// Carries it out.
    ///
    /// # Errors
    /// What the engine refuses, what the file has wrong, or where a shorthand cannot go on.
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble>;
}

/// Something that is asked.
pub trait Question: std::fmt::Debug {
    /// Asks it about an instant, and compares the answer with what is expected.
    ///
    /// # Errors
    /// When it cannot be asked, or the file has something wrong.
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble>;
}

/// One word of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The word: that of a variant of the enum.
    pub word: &'static str,
    /// Who does it where the step does not say; nobody for a question.
    pub by: Option<Capacity>,
    /// The commands behind it: who may give them stands in the tables.
    pub commands: &'static [(&'static Machine, &'static [&'static str])],
}

impl Word {
    /// A word that asks.
    #[must_use]
    pub const fn ask(word: &'static str) -> Self {
        Self { word, by: None, commands: &[] }
    }

    /// A word that does something, by default in a capacity, with the commands behind it.
    #[must_use]
    pub const fn does(
        word: &'static str,
        by: Capacity,
        commands: &'static [(&'static Machine, &'static [&'static str])],
    ) -> Self {
        Self { word, by: Some(by), commands }
    }
}

/// How the words of one enum are read.
#[derive(Debug)]
pub struct Words<T: ?Sized + 'static> {
    /// Every word.
    pub words: &'static [Word],
    /// Reads one with its fields.
    pub read: fn(Named<'_, '_>) -> Result<Box<T>, Wrong>,
    /// The schema of the enum.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// One part of the domain.
#[derive(Debug)]
pub struct Vertical {
    /// What it is about, as a title of the vocabulary.
    pub title: &'static str,
    /// What can be done.
    pub steps: Option<Words<dyn Step>>,
    /// What can be asked.
    pub questions: Option<Words<dyn Question>>,
}

impl Words<dyn Step> {
    /// The words of an enum of steps.
    #[must_use]
    pub const fn of<T: Step + DeserializeOwned + JsonSchema + 'static>(words: &'static [Word]) -> Self {
        Self { words, read: read_step::<T>, schema: T::json_schema }
    }
}

impl Words<dyn Question> {
    /// The words of an enum of questions.
    #[must_use]
    pub const fn of<T: Question + DeserializeOwned + JsonSchema + 'static>(words: &'static [Word]) -> Self {
        Self { words, read: read_question::<T>, schema: T::json_schema }
    }
}

fn read_step<T: Step + DeserializeOwned + 'static>(named: Named<'_, '_>) -> Result<Box<dyn Step>, Wrong> {
    T::deserialize(named).map(|step| Box::new(step) as Box<dyn Step>)
}

fn read_question<T: Question + DeserializeOwned + 'static>(named: Named<'_, '_>) -> Result<Box<dyn Question>, Wrong> {
    T::deserialize(named).map(|question| Box::new(question) as Box<dyn Question>)
}
