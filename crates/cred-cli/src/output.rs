//! Printing: for people (aligned, coloured on a terminal only) or as JSON.

use std::io::Write as _;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use cred_wire::{exit::Exit, problem::Problem};
use serde::Serialize;

use crate::{error::CliError, global::Color};

/// Where output goes and in which form.
#[derive(Debug)]
pub struct Output {
    json: bool,
    silent: bool,
    choice: ColorChoice,
}

/// Green, for yes.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Red, for no.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Yellow, for unknown.
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();
/// Dim, for what stands behind.
pub const FAINT: Style = Style::new().dimmed();

impl Output {
    /// Output in a form.
    #[must_use]
    pub const fn new(json: bool, color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { json, silent: false, choice }
    }

    /// Output that prints nothing.
    #[must_use]
    pub const fn silent() -> Self {
        Self { json: false, silent: true, choice: ColorChoice::Never }
    }

    /// Whether JSON is wanted.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.json
    }

    /// Prints text for people.
    pub fn text(&self, text: &str) {
        if self.silent {
            return;
        }
        let mut stream = AutoStream::new(std::io::stdout().lock(), self.choice);
        // A closed pipe (`cred roster | head`) is the reader's choice, no error of ours.
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(b"\n")).and_then(|()| stream.flush());
    }

    /// Prints a value: as JSON, or as the text made of it.
    pub fn value<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) {
        if self.json { self.json(value) } else { self.text(&text(value)) }
    }

    /// Prints a value as JSON, whatever form is wanted elsewhere.
    pub fn json<T: Serialize>(&self, value: &T) {
        match serde_json::to_string_pretty(value) {
            Ok(json) => self.text(&json),
            Err(error) => self.note(&error.to_string()),
        }
    }

    /// Prints a note beside the output.
    pub fn note(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr().lock(), self.choice);
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(b"\n"));
    }

    /// Prints a problem; the exit it calls for.
    pub fn problem(&mut self, error: &CliError) -> Exit {
        let problem = error.problem();
        if self.json {
            if let Ok(json) = serde_json::to_string_pretty(&problem) {
                self.note(&json);
            }
            return error.exit();
        }
        self.note(&Self::problem_text(&problem));
        error.exit()
    }

    /// Prints a problem among the output itself, as a transcript does; the exit it calls for.
    pub fn problem_in_place(&self, error: &CliError) -> Exit {
        self.text(&Self::problem_text(&error.problem()));
        error.exit()
    }

    fn problem_text(problem: &Problem) -> String {
        let mut lines = vec![format!("{BAD}{}{BAD:#}: {}", problem.title, problem.detail)];
        for candidate in &problem.candidates {
            lines.push(format!("  {}  {}", candidate.id, candidate.label));
        }
        if !problem.advice.is_empty() {
            lines.push(format!("  next: {}", problem.advice));
        }
        lines.push(format!("  {FAINT}code {}{FAINT:#}", problem.code));
        lines.join("\n")
    }

    /// Tells of a defect of the program by its place alone.
    pub fn defect(place: &str) {
        let mut stream = std::io::stderr().lock();
        let _ = writeln!(stream, "defect in cred at {place}; nothing was half-written. Please report this place.");
    }
}

/// A table without lines, for people. The last column takes what is left of the terminal.
#[must_use]
pub fn table(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(header.iter().map(|title| title.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The first twelve characters after the prefix: enough to tell ids apart, and to type.
#[must_use]
pub fn short(id: &str) -> String {
    match id.split_once('_') {
        Some((kind, rest)) if rest.len() == 32 => format!("{kind}_{}", rest.get(..12).unwrap_or(rest)),
        _ => id.to_owned(),
    }
}
