//! What can be typed. The doc comments are the help text.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{
    appointment, audit, db, demo, due, evidence, facility, file, gaps, history, impact, import, list, may, monitor,
    pack, privilege, privilege_set, provider, replay, roster, scenario, schedule, show, snapshot, source, verification,
    verify, why,
};
use crate::global::Global;

/// Credentialing and privileging: who may do what, where, when, and why.
///
/// Every command that changes something says who acts with `--as`. The history is a file (`--db`); it is created by the first command that
/// writes. A no is an answer, not an error: see the exit codes in docs/cli.md.
#[derive(Debug, Parser)]
#[command(name = "cred", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment here would replace the help text")]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the help text of each command is the doc comment of its arguments")]
pub enum Command {
    May(may::Args),
    Why(why::Args),
    Gaps(gaps::Args),
    Impact(impact::Args),
    #[command(subcommand)]
    Schedule(schedule::Command),
    Roster(roster::Args),
    Due(due::Args),
    Show(show::Args),
    History(history::Args),
    #[command(subcommand)]
    Provider(provider::Command),
    #[command(subcommand)]
    Import(import::Command),
    Verify(Box<verify::Args>),
    #[command(subcommand)]
    Verification(verification::Command),
    #[command(subcommand)]
    File(file::Command),
    #[command(subcommand)]
    Facility(facility::Command),
    #[command(subcommand)]
    PrivilegeSet(privilege_set::Command),
    #[command(subcommand)]
    Pack(pack::Command),
    Appoint(appointment::AppointArgs),
    #[command(subcommand)]
    Appointment(appointment::Command),
    Request(privilege::RequestArgs),
    Recommend(privilege::RecommendArgs),
    Grant(privilege::GrantArgs),
    Suspend(privilege::SuspendArgs),
    #[command(subcommand)]
    Privilege(privilege::Command),
    Replay(replay::Args),
    #[command(subcommand)]
    Audit(audit::Command),
    #[command(subcommand)]
    Snapshot(snapshot::Command),
    #[command(subcommand)]
    List(list::Command),
    #[command(subcommand)]
    Monitor(monitor::Command),
    #[command(subcommand)]
    Evidence(evidence::Command),
    #[command(subcommand)]
    Source(source::Command),
    #[command(subcommand)]
    Db(db::Command),
    #[command(subcommand)]
    Scenario(scenario::Command),
    Do(scenario::DoArgs),
    Demo(demo::Args),
    /// Print a shell's completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder.
    Man {
        /// The folder.
        folder: PathBuf,
    },
}
