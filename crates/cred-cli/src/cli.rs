//! What can be typed. The doc comments are the help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    appointment, db, demo, due, facility, file, history, import, may, privilege, privilege_set, provider, roster, show,
    verification, verify,
};

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

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The database file.
    #[arg(long, global = true, env = "CRED_DB", default_value = "cred.db", value_name = "FILE")]
    pub db: PathBuf,
    /// Who acts: `capacity:who`, such as `msp:j.reyes`, `board:minutes-2026-05`, `provider:1234567893`.
    #[arg(long = "as", global = true, env = "CRED_AS", value_name = "ACTOR")]
    pub actor: Option<String>,
    /// Idempotency key: the same command with the same key is carried out once.
    #[arg(long, global = true, value_name = "KEY")]
    pub key: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Take this for now, in a database that was begun so: for demonstrations, training and tests.
    #[arg(long, global = true, env = "CRED_SIMULATE", value_name = "INSTANT")]
    pub simulate: Option<String>,
}

/// When to print colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the help text of each command is the doc comment of its arguments")]
pub enum Command {
    May(may::Args),
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
    Appoint(appointment::AppointArgs),
    #[command(subcommand)]
    Appointment(appointment::Command),
    Request(privilege::RequestArgs),
    Recommend(privilege::RecommendArgs),
    Grant(privilege::GrantArgs),
    Suspend(privilege::SuspendArgs),
    #[command(subcommand)]
    Privilege(privilege::Command),
    #[command(subcommand)]
    Db(db::Command),
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
