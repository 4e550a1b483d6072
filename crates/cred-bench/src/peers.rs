//! The engines that one could have taken instead, each asked the same question in its own way.

#[cfg(feature = "cedar")]
pub mod cedar;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "rego")]
pub mod rego;
pub mod rows;
pub mod sqlite;

use crate::{
    Fault,
    verdict::{Question, Verdict},
};

/// An engine that is asked for all its reasons.
pub trait Engine {
    /// The question in the engine's own form; making it is not timed.
    type Asked;

    /// Puts a question into the engine's own form.
    ///
    /// # Errors
    /// When the engine refuses it.
    fn prepare(&self, asked: Question) -> Result<Self::Asked, Fault>;

    /// Answers it.
    ///
    /// # Errors
    /// When the engine fails.
    fn ask(&mut self, asked: &Self::Asked) -> Result<Verdict, Fault>;
}
