//! The cold command: a process that starts, opens the database, answers one question and ends.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use crate::{
    Fault,
    database::Database,
    measure::median,
    verdict::{Question, Verdict},
    world::{World, history},
};

/// Builds other programs of this repository, with the cargo that runs this one.
///
/// # Errors
/// When they cannot be built.
pub fn build(folder: &Path, arguments: &[&str]) -> Result<(), Fault> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status =
        Command::new(cargo).args(["build", "--release", "--quiet"]).args(arguments).current_dir(folder).status()?;
    if status.success() { Ok(()) } else { Err(format!("cargo build {} failed", arguments.join(" ")).into()) }
}

/// Where programs of a workspace are built to.
#[must_use]
pub fn built(folder: &Path, name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    target.join("release").join(name)
}

/// Writes a world of so many providers as a database.
///
/// # Errors
/// When the core or the store refuses something.
pub fn database(providers: u32, path: &Path) -> Result<(), Fault> {
    let mut database = Database::create(path)?;
    history::write(&World::of(providers), &mut |recorded, records| database.take(recorded, records))?;
    database.flush()
}

/// The median of a process from its start to its end, in nanoseconds; every command is run once before.
///
/// # Errors
/// When it cannot be started, or ends with another code than these.
pub fn process(commands: &mut [Command], codes: &[i32], rounds: usize) -> Result<f64, Fault> {
    let mut taken = Vec::new();
    for round in 0..=rounds {
        for command in &mut *commands {
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let begun = Instant::now();
            let status = command.status()?;
            let nanos = begun.elapsed().as_nanos() as f64;
            if !status.code().is_some_and(|code| codes.contains(&code)) {
                return Err(format!("{command:?} ended with {status}").into());
            }
            if round > 0 {
                taken.push(nanos);
            }
        }
    }
    Ok(median(taken))
}

/// The command for a question.
///
/// # Errors
/// When the instant is none.
pub fn may(program: &Path, database: &Path, world: &World, asked: Question) -> Result<Command, Fault> {
    let person = world.people.get(asked.provider as usize).ok_or("no such provider")?;
    let at = chrono::DateTime::from_timestamp(asked.at, 0).ok_or("no such instant")?;
    let mut command = Command::new(program);
    command.args(["may", &person.npi(), &format!("privilege-{}", asked.item), "--json", "--at-site"]);
    command.args([format!("site-{}", asked.site), "--at".to_owned(), at.to_rfc3339()]).arg("--db").arg(database);
    Ok(command)
}

/// What the command answers must be what the others answer.
///
/// # Errors
/// When it cannot be run, prints no JSON, or answers otherwise.
pub fn answers(command: &mut Command, wanted: Verdict) -> Result<(), Fault> {
    let out = command.output()?;
    let told: serde_json::Value = serde_json::from_slice(&out.stdout)
        .map_err(|error| format!("{command:?}: {error}: {}", String::from_utf8_lossy(&out.stderr).trim()))?;
    let yes = told.get("answer").and_then(serde_json::Value::as_str) == Some("yes");
    if yes == wanted.yes {
        Ok(())
    } else {
        Err(format!("{command:?} answers {told}, the others {}", wanted.words()).into())
    }
}
