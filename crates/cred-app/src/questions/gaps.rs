//! Questions about what is missing for a yes.

use cred_core::{
    exercise::gaps::{self, Gaps},
    records::Records,
};

use super::{Asked, known_at, question};
use crate::{App, error::AppError};

impl App {
    /// What is missing for the answer to be yes, as the smallest sets, the cheapest first. Reads the same streams as [`App::may`].
    ///
    /// # Errors
    /// When the question names something there is not, or the store fails.
    pub fn gaps(&self, asked: &Asked) -> Result<(Records, Gaps), AppError> {
        let bound = known_at(asked.known_at);
        let records = self.records(&[asked.provider], std::slice::from_ref(&asked.facility), bound)?;
        let gaps = gaps::gaps(&records, question(&records, asked, self.now())?)?;
        Ok((records, gaps))
    }
}
