//! Opening the database for a command.

use cred_app::{App, clock::Clock, moment, use_cases::By};
use cred_core::time::zone::Zone;
use cred_store::{OpenMode, OpenOptions, SqliteStore};

use crate::{cli::Global, error::CliError};

/// Opens the database to write; it is created if it does not exist.
///
/// # Errors
/// When it cannot be opened, or belongs to another clock.
pub fn write(global: &Global) -> Result<App, CliError> {
    open(global, OpenMode::Create)
}

/// Opens the database to read.
///
/// # Errors
/// When it does not exist, cannot be opened, or belongs to another clock.
pub fn read(global: &Global) -> Result<App, CliError> {
    // Read-only needs the write-ahead log to exist; where it does not, opening for writing makes it.
    open(global, OpenMode::Existing).or_else(|error| open(global, OpenMode::ReadOnly).map_err(|_| error))
}

fn open(global: &Global, mode: OpenMode) -> Result<App, CliError> {
    let clock = match &global.simulate {
        Some(text) => Clock::Simulated(moment::parse("the time", text, Zone::UTC)?),
        None => Clock::System,
    };
    let store = SqliteStore::open(&global.db, OpenOptions::new(mode))?;
    Ok(App::new(Box::new(store), clock)?)
}

/// Who acts, with the idempotency key.
///
/// # Errors
/// When nobody is named, or the text names nobody who can act.
pub fn by(app: &App, global: &Global) -> Result<By, CliError> {
    let text = global.actor.as_deref().ok_or_else(|| {
        CliError::Usage("say who acts: `--as <capacity>:<who>` (or CRED_AS), such as `--as msp:j.reyes`".to_owned())
    })?;
    Ok(By { actor: app.actor(text)?, key: global.key.clone() })
}
