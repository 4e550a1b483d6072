//! Options of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
