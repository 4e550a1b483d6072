//! The newest register, handed to readers while the next one is being made.

use std::sync::{Arc, PoisonError, RwLock};

use super::Register;

/// Where readers find the newest register. A reader holds the lock for the copy of one pointer, and so does the writer: nobody waits for
/// the making of a register, and whoever has one keeps it.
#[derive(Debug, Default)]
pub struct Published(RwLock<Arc<Register>>);

impl Published {
    /// The newest register. It is of one position, whatever is published meanwhile.
    #[must_use]
    pub fn newest(&self) -> Arc<Register> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The newest register where it is at least as new as a position that the reader saw; `None` where it is not there yet: wait, or ask the
    /// records.
    #[must_use]
    pub fn at_least(&self, position: u64) -> Option<Arc<Register>> {
        Some(self.newest()).filter(|own| own.is_at_least(position))
    }

    /// Hands out a register from now on, unless it is older than the one that is out: readers never go back in time.
    pub fn publish(&self, register: Register) {
        let register = Arc::new(register);
        let mut out = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if out.position() <= register.position() {
            *out = register;
        }
    }
}
