//! The history that the server answers from.

use std::{path::Path, sync::Arc, thread};

use cred_app::{App, clock::Clock, error::AppError};
use cred_store::{OpenMode, OpenOptions, SqliteStore};
use tokio::sync::Semaphore;

use crate::{error::ApiError, serve::Limits};

/// Where the history is, and how it is read. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    db: Arc<Path>,
    clock: Clock,
    limits: Limits,
    readers: Arc<Semaphore>,
}

impl AppState {
    /// A history in a SQLite file, which is opened once to see that it can be.
    ///
    /// # Errors
    /// When the file is missing, is no history, or was begun with another clock.
    pub fn open(db: &Path, clock: Clock, limits: Limits) -> Result<Self, AppError> {
        open(db, clock)?;
        // Opening and replaying is work for the processor: more at once would only wait for one another.
        let readers = thread::available_parallelism().map_or(2, usize::from) * 2;
        Ok(Self { db: Arc::from(db), clock, limits, readers: Arc::new(Semaphore::new(readers)) })
    }

    /// The limits of time that a request is held to.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Asks the history, on a thread that may wait.
    ///
    /// # Errors
    /// When the history cannot be opened, what the question meets, or a defect.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&App) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let turn = Arc::clone(&self.readers).acquire_owned().await.map_err(|_| ApiError::defect())?;
        let (db, clock) = (Arc::clone(&self.db), self.clock);
        let asked = tokio::task::spawn_blocking(move || {
            // Held until the thread is done, also when nobody waits for the answer any more.
            let _turn = turn;
            question(&open(&db, clock)?)
        });
        // The only way to fail is a panic: the task is never aborted.
        asked.await.unwrap_or_else(|_| Err(ApiError::defect()))
    }
}

/// Opened for each request: a file that was replaced (a restored backup, say) is never answered from for longer.
fn open(db: &Path, clock: Clock) -> Result<App, AppError> {
    App::new(Box::new(SqliteStore::open(db, OpenOptions::new(OpenMode::ReadOnly))?), clock)
}
