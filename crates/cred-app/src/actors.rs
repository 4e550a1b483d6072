//! Actors as people write them: `capacity:who`, such as `msp:j.reyes`, `board:minutes of May`, `provider:1234567893`.

use cred_core::actor::{Actor, Capacity};

use crate::{App, error::AppError};

impl App {
    /// The actor that a text names. Where `who` is a provider's NPI or id, the actor is known to be that provider, whatever the
    /// capacity: nobody acts on their own file under another hat.
    ///
    /// # Errors
    /// When the text has another shape, the capacity does not exist, or an actor in the capacity of a provider is nobody on file.
    pub fn actor(&self, text: &str) -> Result<Actor, AppError> {
        let shape = || {
            let words: Vec<&str> = Capacity::ALL.iter().map(|capacity| capacity.word()).collect();
            AppError::Usage(format!("`{text}` is not `capacity:who`; the capacities are {}", words.join(", ")))
        };
        let (capacity, who) = text.split_once(':').ok_or_else(shape)?;
        let capacity = Capacity::ALL.into_iter().find(|known| known.word() == capacity.trim()).ok_or_else(shape)?;
        let actor = Actor::new(who, capacity).map_err(|error| AppError::Usage(error.to_string()))?;
        let who = who.trim();
        if capacity == Capacity::Provider {
            return Ok(actor.being(self.find_provider(who)?));
        }
        let is_number = who.len() == 10 && who.bytes().all(|b| b.is_ascii_digit());
        if is_number || who.starts_with("prov_") {
            return match self.find_provider(who) {
                Ok(id) => Ok(actor.being(id)),
                Err(AppError::NotFound { .. } | AppError::Usage(_)) => Ok(actor),
                Err(error) => Err(error),
            };
        }
        Ok(actor)
    }
}
