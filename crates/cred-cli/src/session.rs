//! Opening the database for a command.

use cred_app::{App, clock::Clock, moment, use_cases::By};
use cred_core::time::zone::Zone;
use cred_store::{OpenMode, OpenOptions, SqliteStore};

use crate::{error::CliError, global::Global};

/// How long a writer waits for its turn: half a minute.
const WAITS: u32 = 1_500;
const WAIT: std::time::Duration = std::time::Duration::from_millis(20);

/// Opens the database to write; it is created if it does not exist.
///
/// # Errors
/// When it cannot be opened, or belongs to another clock.
pub fn write(global: &Global) -> Result<App, CliError> {
    let app = open(global, OpenMode::Create)?;
    Ok(app.in_turn(turn(global)?))
}

/// A writer's turn: a lock on a file beside the database, waited for at most so long.
fn turn(global: &Global) -> Result<std::fs::File, CliError> {
    let mut path = global.db.clone().into_os_string();
    path.push(".lock");
    let path = std::path::PathBuf::from(path);
    let io = |error| CliError::Io { path: path.display().to_string(), error };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
    for _ in 0..WAITS {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(WAIT),
            Err(std::fs::TryLockError::Error(error)) => return Err(io(error)),
        }
    }
    Err(CliError::Busy { path: path.display().to_string() })
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
    let store = SqliteStore::open(&global.db, OpenOptions::new(mode))?;
    Ok(App::new(Box::new(store), clock(global)?)?)
}

/// The clock to go by.
///
/// # Errors
/// When the simulated time is none.
pub fn clock(global: &Global) -> Result<Clock, CliError> {
    // An empty variable is one that is not set.
    Ok(match global.simulate.as_deref().filter(|text| !text.trim().is_empty()) {
        Some(text) => Clock::Simulated(moment::parse("the time of `--simulate` (CRED_SIMULATE)", text, Zone::UTC)?),
        None => Clock::System,
    })
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
