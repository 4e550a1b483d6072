//! Now, and waiting.

use std::time::Duration;

use chrono::TimeDelta;
use cred_core::time::Instant;

/// Tells the time and waits.
pub trait Clock {
    /// Now.
    fn now(&self) -> Instant;

    /// Waits.
    fn wait(&self, time: TimeDelta);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }

    fn wait(&self, time: TimeDelta) {
        std::thread::sleep(time.to_std().unwrap_or(Duration::ZERO));
    }
}
