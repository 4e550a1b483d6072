//! The command line over the use cases: parse, call, render. No rule of the domain lives here.

pub mod cli;
pub mod commands;
pub mod error;
pub mod global;
pub mod output;
pub mod session;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser as _;
use cred_wire::exit::Exit;

use cli::Cli;
use output::Output;

/// Runs one command line and prints to the process's own streams.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // A defect must not print the values it happened on: they may be secrets.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        Output::defect(&place);
    }));
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // Nothing can be done about a closed terminal.
            let _ = error.print();
            return ExitCode::from(if usage { Exit::Usage.code() } else { Exit::Yes.code() });
        }
    };
    let mut output = Output::new(cli.global.json, cli.global.color);
    ExitCode::from(execute(cli, &mut output).code())
}

/// Runs one parsed command line.
pub fn execute(cli: Cli, output: &mut Output) -> Exit {
    match commands::dispatch(cli.command, &cli.global, output) {
        Ok(exit) => exit,
        Err(error) => output.problem(&error),
    }
}
