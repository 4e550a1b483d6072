//! `cred schedule`.

use std::path::{Path, PathBuf};

use cred_app::{
    App,
    questions::schedule::{BookedCase, ListForm},
};
use cred_wire::{
    exit::Exit,
    schedule::{Alternative, Case, Need},
};

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output},
    session,
};

/// Lists of booked cases.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Check an operating room's list: may each case be done by whom it is booked for, until when, who has to be there, and who else may.
    ///
    /// A CSV with the columns `provider`, `what` (a procedure code or a privilege), `site` and `time`, and where wanted `case`, `patient_age`,
    /// `patient_state`, `federal_patient`, `setting`; or, in a file that ends in `.json`, an array of objects with these keys. A list with a
    /// fault in any row is refused as a whole, and every fault is told. Exit code 0 where every answer is yes, 3 where one is no, else 4.
    Check {
        /// The file.
        list: PathBuf,
        /// How many others who may do a case are listed at most.
        #[arg(long, value_name = "NUMBER", default_value_t = 3)]
        alternatives: usize,
    },
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let Command::Check { list, alternatives } = command;
    let app = session::read(global)?;
    let booked = read(&app, list)?;
    let mut cases: Vec<(usize, Case)> = Vec::new();
    for own in app.check_cases(&booked, *alternatives)? {
        for (place, checked) in &own.checked {
            let Some(called) = booked.get(*place) else { continue };
            cases.push((*place, Case::of(&own.records, called.line, called.case.as_deref(), checked)));
        }
    }
    cases.sort_by_key(|(place, _)| *place);
    let cases: Vec<Case> = cases.into_iter().map(|(_, case)| case).collect();
    output.value(&cases, |cases| text(cases));
    let some = |word: &str| cases.iter().any(|case| case.answer == word);
    Ok(if some("no") {
        Exit::No
    } else if some("unknown") {
        Exit::Unknown
    } else {
        Exit::Yes
    })
}

/// The cases of a list; an error with every fault where it has any.
pub(super) fn read(app: &App, path: &Path) -> Result<Vec<BookedCase>, CliError> {
    let label = path.display().to_string();
    let content = std::fs::read(path).map_err(|error| CliError::Io { path: label.clone(), error })?;
    let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let list = app.case_list(&label, &content, if json { ListForm::Json } else { ListForm::Csv })?;
    if list.report.is_clean() {
        return Ok(list.cases);
    }
    let mut faults: Vec<String> = list.report.errors.iter().map(ToString::to_string).collect();
    faults.extend(list.report.stopped.iter().map(|stop| format!("{} [{}]", stop.reason, stop.code)));
    Err(CliError::Faults { file: label, faults: faults.join("\n") })
}

fn text(cases: &[Case]) -> String {
    cases.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

fn one(case: &Case) -> String {
    let (style, word) = match case.answer.as_str() {
        "yes" => (GOOD, "YES"),
        "no" => (BAD, "NO"),
        _ => (OPEN, "UNKNOWN"),
    };
    let called = case.case.as_ref().map_or_else(|| format!("line {}", case.line), |own| format!("case {own}"));
    let until = case.until.as_ref().map_or_else(|| "no change known".to_owned(), |at| format!("until {}", at.local));
    let mut lines = vec![format!(
        "{style}{word}{style:#}  {called}: {}, {} at {}/{}, {} ({until})",
        case.provider.name, case.what, case.facility, case.site, case.at.local
    )];
    lines.extend(case.why_not.iter().map(|own| format!("  - {own}")));
    lines.extend(case.needs.iter().map(|need| format!("  needs {}", need.text)));
    lines.extend(case.conditions.iter().map(|own| format!("  {FAINT}condition: {own}{FAINT:#}")));
    lines.extend(case.alternatives.iter().map(other));
    if case.more_alternatives {
        lines.push("  or others: see --alternatives".to_owned());
    } else if case.alternatives.is_empty() {
        lines.push("  nobody else may at that site and time".to_owned());
    }
    lines.join("\n")
}

fn other(own: &Alternative) -> String {
    let until = own.until.as_ref().map(|at| format!("until {}", at.local));
    let needs = own.needs.iter().map(|need: &Need| format!("needs {}", need.text));
    let notes: Vec<String> = until.into_iter().chain(needs).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    format!("  or {}{notes}", own.provider.name)
}
