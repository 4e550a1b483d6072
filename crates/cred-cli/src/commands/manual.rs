//! `cred completions`, `cred man`, and the command-line reference.

use std::path::Path;

use clap::CommandFactory as _;
use cred_wire::exit::Exit;

use crate::{cli::Cli, error::CliError, output::Output};

pub(crate) fn completions(shell: clap_complete::Shell, output: &Output) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "cred", &mut script);
    output.text(&String::from_utf8_lossy(&script));
    Ok(Exit::Yes)
}

pub(crate) fn man(folder: &Path, output: &Output) -> Result<Exit, CliError> {
    let io = |error| CliError::Io { path: folder.display().to_string(), error };
    std::fs::create_dir_all(folder).map_err(io)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(io)?;
    output.text(&format!("manual pages written to {}", folder.display()));
    Ok(Exit::Yes)
}

/// The reference of every command, in Markdown; docs/cli.md is made of it.
#[must_use]
pub fn reference() -> String {
    let mut text = String::new();
    let mut root = Cli::command().term_width(100);
    root.build();
    section(&root, "cred", &mut text);
    text
}

fn section(command: &clap::Command, path: &str, text: &mut String) {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    // Global options stand once, with `cred` itself.
    let own: Vec<&str> =
        if path == "cred" { help } else { help.into_iter().take_while(|line| *line != "Global options:").collect() };
    text.push_str(&format!("\n## `{path}`\n\n```text\n{}\n```\n", own.join("\n").trim_end()));
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        section(sub, &format!("{path} {}", sub.get_name()), text);
    }
}
