//! Carrying a scenario out.

use std::path::{Path, PathBuf};

use cred_app::error::AppError;
use cred_wire::answer::When;

use crate::{
    check::{Check, Checks},
    outcome::{Fact, Outcome, Trouble},
    reading::{self, Shelf},
    report::{Failure, FileReport, Verdict},
    scenario::{self, Body, Entry, Expect, Expected, Place, Scenario},
    setting,
    stage::Stage,
    vertical::Step,
};

/// Reads and carries out a file.
#[must_use]
pub fn run_file(path: &Path) -> FileReport {
    let label = path.display().to_string();
    match reading::Disk.text(path) {
        Ok(text) => run_text(&text, path, &reading::Disk),
        Err(rule) => FileReport::wrong(label.clone(), String::new(), vec![format!("{label}: {rule}")]),
    }
}

/// Reads and carries out a text; `path` is its name, and where other files are found from.
#[must_use]
pub fn run_text(text: &str, path: &Path, shelf: &dyn Shelf) -> FileReport {
    let label = path.display().to_string();
    match reading::read(text, path, shelf) {
        Ok(scenario) => Run::of(&scenario, label).carry_out(),
        Err(faults) => FileReport::wrong(label, String::new(), faults.0),
    }
}

/// The stage as a file leaves it, whether or not its expectations hold.
///
/// # Errors
/// When the file is wrong: what is wrong with it.
pub fn stage(path: &Path) -> Result<Stage, String> {
    let label = path.display().to_string();
    let text = reading::Disk.text(path).map_err(|rule| format!("{label}: {rule}"))?;
    let scenario = reading::read(&text, path, &reading::Disk).map_err(|faults| faults.0.join("\n"))?;
    Run::of(&scenario, label).all()
}

struct Run<'s> {
    scenario: &'s Scenario,
    report: FileReport,
}

impl<'s> Run<'s> {
    fn of(scenario: &'s Scenario, label: String) -> Self {
        let mut report = FileReport::wrong(label, scenario.title.clone(), Vec::new());
        report.result = Verdict::Passed;
        Self { scenario, report }
    }

    fn carry_out(mut self) -> FileReport {
        match self.all() {
            Ok(_) if self.report.failures.is_empty() => {}
            Ok(_) => self.report.result = Verdict::Failed,
            Err(fault) => {
                self.report.result = Verdict::Wrong;
                self.report.faults.push(fault);
            }
        }
        self.report
    }

    fn all(&mut self) -> Result<Stage, String> {
        let Scenario { zone, begins, setting, entries, .. } = self.scenario;
        let steps = entries.iter().filter(|entry| matches!(entry.body, Body::Step { .. }));
        let first = steps.map(|entry| entry.at).min().or_else(|| entries.first().map(|entry| entry.at));
        let first = first.ok_or_else(|| format!("{}: there is no step", self.report.file))?;
        let begins = begins.unwrap_or_else(|| zone.start_of_day(zone.date_at(first)));
        if begins > first {
            return Err(format!("{}: `begins` is after the first step", self.report.file));
        }
        let app = setting::empty(begins).map_err(|error| error.to_string())?;
        let shelf = scenario::Shelf {
            packs: setting.packs.iter().map(|pack| (pack.id.clone(), pack.clone())).collect(),
            forms: setting.privilege_sets.iter().filter(|form| form.held_back).cloned().collect(),
        };
        let mut stage = Stage::new(app, *zone, shelf);
        setting::put_up(&mut stage, setting).map_err(|fault| self.fault(&fault.0, &fault.1))?;
        for entry in entries {
            self.one(&mut stage, entry).map_err(|trouble| self.fault(&entry.place, &trouble))?;
        }
        Ok(stage)
    }

    fn fault(&self, place: &Place, trouble: &Trouble) -> String {
        let at = match trouble {
            _ if place.line == 0 => self.report.file.clone(),
            Trouble::File { key, .. } => place.of(key),
            Trouble::Engine(_) | Trouble::Stuck { .. } => place.of(""),
        };
        format!("{at}: {}", setting::told(trouble))
    }

    fn one(&mut self, stage: &mut Stage, entry: &Entry) -> Result<(), Trouble> {
        let mut checks = Checks::new(stage.zone());
        match &entry.body {
            Body::Step { by, step, expect } => {
                self.report.steps += 1;
                stage.next(entry.at, by.as_deref())?;
                stage.expecting(expect.refused.as_deref());
                step_as_expected(stage, step.as_ref(), expect, &mut checks)?;
            }
            Body::Question(question) => {
                self.report.questions += 1;
                match question.ask(stage, entry.at, &mut checks) {
                    Ok(()) if checks.is_empty() => {
                        let message = format!(
                            "`{}` expects nothing, and so tests nothing: add `answer`, or another expectation",
                            entry.word
                        );
                        return Err(Trouble::File { key: "ask", message });
                    }
                    Ok(()) => {}
                    Err(Trouble::Engine(error)) => {
                        checks.add("asked", "an answer".to_owned(), told(&error), false);
                    }
                    Err(other) => return Err(other),
                }
            }
        }
        let (all, explanation) = checks.into_parts();
        self.report.expectations += all.len();
        let differs: Vec<Check> = all.into_iter().filter(|check| !check.holds).collect();
        if !differs.is_empty() {
            self.report.failures.push(Failure {
                place: entry.place.of(""),
                word: entry.word.clone(),
                at: When::at(entry.at, stage.zone()).local,
                note: entry.note.clone(),
                differs,
                explanation,
            });
        }
        Ok(())
    }
}

/// What a shorthand that cannot go on is refused for.
const REQUIREMENTS_OPEN: &str = "requirements-open";

/// Carries out a step and compares what came of it with what is expected.
fn step_as_expected(stage: &mut Stage, step: &dyn Step, expect: &Expect, checks: &mut Checks) -> Result<(), Trouble> {
    let came = step.act(stage);
    let found = match &came {
        Ok(_) => "accepted".to_owned(),
        Err(Trouble::Engine(error)) => told(error),
        Err(Trouble::Stuck { state, open }) => {
            checks.explain(open.clone());
            format!("refused with {REQUIREMENTS_OPEN}: it cannot go on from {state}")
        }
        Err(Trouble::File { .. }) => String::new(),
    };
    match (&expect.refused, came) {
        (_, Err(trouble @ Trouble::File { .. })) => return Err(trouble),
        (None, came) => {
            checks.add("outcome", "accepted".to_owned(), found, came.is_ok());
            if let Ok(outcome) = came {
                facts(&outcome, expect, checks)?;
            }
        }
        (Some(code), Err(Trouble::Engine(error))) => {
            let own = error.code();
            let holds = code == "any" || own == *code || own.rsplit('/').next() == Some(code);
            checks.add("outcome", format!("refused with {code}"), found, holds);
            if let Some(part) = &expect.saying {
                let text = error.to_string();
                checks.includes("saying", Some(std::slice::from_ref(part)), &[text]);
            }
        }
        // A shorthand that cannot go on is as good as refused: by where it stands, or for what is open.
        (Some(code), Err(Trouble::Stuck { state, open })) => {
            let reason = code.rsplit('/').next().unwrap_or(code);
            let holds = code == "any" || reason == state || reason == "requirements-open";
            checks.add("outcome", format!("refused with {code}"), found, holds);
            if let Some(part) = &expect.saying {
                checks.includes("saying", Some(std::slice::from_ref(part)), &[open.join("; ")]);
            }
        }
        (Some(code), Ok(_)) => checks.add("outcome", format!("refused with {code}"), found, false),
    }
    Ok(())
}

fn told(error: &AppError) -> String {
    let advice = error.advice();
    let next = if advice.is_empty() { String::new() } else { format!("; next: {advice}") };
    format!("refused with {}: {error}{next}", error.code())
}

/// What holds after a step.
fn facts(outcome: &Outcome, expect: &Expect, checks: &mut Checks) -> Result<(), Trouble> {
    for (key, expected) in &expect.then {
        let Some(fact) = outcome.fact(key) else {
            let rule = cred_import::toml_fault::not_one_of(key, &outcome.keys());
            return Err(Trouble::file("then", rule));
        };
        let name = outcome.keys().into_iter().find(|own| own == key).unwrap_or("then");
        let as_list = |word: &String| vec![word.clone()];
        match (expected, fact) {
            (Expected::Word(word), Fact::Word(found)) => checks.word(key, Some(word), found),
            (Expected::List(list), Fact::Word(found)) => checks.exactly(key, Some(list), std::slice::from_ref(found)),
            (Expected::Word(word), Fact::List(found)) => checks.includes(key, Some(&as_list(word)), found),
            (Expected::List(list), Fact::List(found)) if list.is_empty() => checks.exactly(key, Some(&[]), found),
            (Expected::List(list), Fact::List(found)) => checks.includes(key, Some(list), found),
            (Expected::Word(word), Fact::Moment(found)) => {
                let until = word.clone().try_into().map_err(|rule: String| Trouble::file("then", rule))?;
                checks.until(name, Some(&until), *found)?;
            }
            (Expected::List(_), Fact::Moment(_)) => {
                return Err(Trouble::file("then", format!("`{key}` is an instant, or `none`")));
            }
        }
    }
    Ok(())
}

/// Whether a file is a rule pack's or a privilege set's, which a scenario beside it names: it has rules or items, and no step. One that cannot
/// be read is told of when it is run.
fn is_pack_or_form(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let starts =
        |headers: &[&str]| text.lines().any(|line| headers.iter().any(|header| line.trim().starts_with(header)));
    starts(&["[[rule]]", "[[item]]"]) && !starts(&["[[step]]", "use", "step"])
}

/// The scenarios of a path: the file itself, or every `.toml` of a folder and the folders in it, in the order of their names. Files and
/// folders whose name begins with `_` or `.` are left out: they are settings that others use; so are rule packs and privilege sets.
///
/// # Errors
/// When the path is not there, or a folder cannot be read.
pub fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(['_', '.']) {
                continue;
            }
            // A link to a folder above would never come to an end.
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|extension| extension == "toml")
                && !is_pack_or_form(&entry.path())
            {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
