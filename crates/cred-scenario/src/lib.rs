//! Scenarios: a TOML file that reads like a case conference: who is there, which rules bind, what happened when, and which answers are
//! expected. They are carried out by the use cases of `cred-app` on a store in memory, with the clock set to the time of each step.
//!
//! # How a vertical adds its words
//!
//! A *vertical* is one part of the domain (appointments, verifications, …) and one file in [`verticals`]. It has
//!
//! 1. an enum of steps that derives `Deserialize` and `JsonSchema` with `#[serde(rename_all = "kebab-case", deny_unknown_fields)]` and
//!    `#[schemars(tag = "do")]`. Each variant is a word, its doc comment is what the vocabulary says about it, its fields are the keys of
//!    the table with their own doc comments. Use [`moment::Moment`] for an instant and `Option<…>` with `#[serde(default)]` for what may
//!    be left out;
//! 2. an `impl` [`vertical::Step`] for it, whose `act` names the actor with [`stage::Stage::by`] (the `by` of the step, or the default of
//!    the capacity), calls an `App` method and returns an [`outcome::Outcome`]: the facts that `then = { … }` may ask about;
//! 3. for questions, an enum with `#[schemars(tag = "ask")]` whose fields are both what is asked and what is expected, and an `impl`
//!    [`vertical::Question`], which compares with [`check::Checks`];
//! 4. a [`vertical::Vertical`] that names the words with their default actors and the commands behind them (from which the vocabulary
//!    tells who may), and a line in [`verticals::ALL`].
//!
//! Nothing else knows the words: the reader, the runner, the schema and the documentation go through [`verticals::ALL`].

pub mod check;
pub mod moment;
pub mod one_or_more;
pub mod outcome;
pub mod reading;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schema;
pub mod stage;
pub mod vertical;
pub mod verticals;
pub mod vocabulary;

mod adopting;
mod explaining;
mod made_up;
mod setting;
mod single;

pub use run::{run_file, run_file_then, run_text};
pub use single::{Came, SingleStep, carry_out, read_step};
