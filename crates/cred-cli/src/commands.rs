//! One file for each verb or noun: its arguments and what is done with them.

pub mod appointment;
pub mod asking;
pub mod audit;
pub mod db;
pub mod demo;
pub mod due;
pub mod evidence;
pub mod facility;
pub mod file;
pub mod gaps;
pub mod history;
pub mod impact;
pub mod import;
pub mod list;
pub mod manual;
pub mod may;
pub mod monitor;
pub mod pack;
pub mod privilege;
pub mod privilege_set;
pub mod provider;
pub mod replay;
pub mod roster;
pub mod scenario;
pub mod schedule;
pub mod show;
mod signed_files;
pub mod snapshot;
pub mod source;
pub mod verification;
pub mod verify;
pub mod why;

use cred_app::Done;
use cred_wire::exit::Exit;

use crate::{cli::Command, error::CliError, global::Global, output::Output};

/// Carries out a command.
///
/// # Errors
/// When it is not carried out.
pub fn dispatch(command: Command, global: &Global, output: &mut Output) -> Result<Exit, CliError> {
    match command {
        Command::May(args) => may::run(&args, global, output),
        Command::Why(args) => why::run(&args, global, output),
        Command::Gaps(args) => gaps::run(&args, global, output),
        Command::Impact(args) => impact::run(&args, global, output),
        Command::Schedule(command) => schedule::run(&command, global, output),
        Command::Roster(args) => roster::run(&args, global, output),
        Command::Due(args) => due::run(&args, global, output),
        Command::Show(args) => show::run(&args, global, output),
        Command::History(args) => history::run(&args, global, output),
        Command::Provider(command) => provider::run(&command, global, output),
        Command::Import(command) => import::run(&command, global, output),
        Command::Verify(args) => verify::run(&args, global, output),
        Command::Verification(command) => verification::run(&command, global, output),
        Command::File(command) => file::run(&command, global, output),
        Command::Facility(command) => facility::run(&command, global, output),
        Command::PrivilegeSet(command) => privilege_set::run(&command, global, output),
        Command::Pack(command) => pack::run(&command, global, output),
        Command::Appoint(args) => appointment::appoint(&args, global, output),
        Command::Appointment(command) => appointment::run(&command, global, output),
        Command::Request(args) => privilege::request(&args, global, output),
        Command::Recommend(args) => privilege::recommend(&args, global, output),
        Command::Grant(args) => privilege::grant(&args, global, output),
        Command::Suspend(args) => privilege::suspend(&args, global, output),
        Command::Privilege(command) => privilege::run(&command, global, output),
        Command::Replay(args) => replay::run(&args, global, output),
        Command::Audit(command) => audit::run(&command, global, output),
        Command::Snapshot(command) => snapshot::run(&command, global, output),
        Command::List(command) => list::run(&command, global, output),
        Command::Monitor(command) => monitor::run(&command, global, output),
        Command::Evidence(command) => evidence::run(&command, global, output),
        Command::Source(command) => source::run(&command, global, output),
        Command::Db(command) => db::run(&command, global, output),
        Command::Scenario(command) => scenario::run(&command, output),
        Command::Do(args) => scenario::carry_out(&args, global, output),
        Command::Demo(args) => demo::run(&args, global, output),
        Command::Completions { shell } => manual::completions(shell, output),
        Command::Man { folder } => manual::man(&folder, output),
    }
}

/// Tells what a command did: as JSON the events it appended, for people one line.
fn report<R>(done: &Done<R>, output: &Output, text: impl FnOnce(&R) -> String) -> Exit {
    let events: Vec<serde_json::Value> = done
        .events
        .iter()
        .map(|event| serde_json::json!({ "seq": event.seq, "type": event.event_type, "stream": event.stream.id() }))
        .collect();
    let value = serde_json::json!({ "repeated": done.repeated, "events": events });
    output.value(&value, |_| match &done.result {
        None => "done before under this key; nothing was changed".to_owned(),
        Some(result) if done.events.is_empty() => format!("nothing to change: {}", text(result)),
        Some(result) => text(result),
    });
    Exit::Yes
}
