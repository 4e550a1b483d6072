//! What came of scenarios: for each file whether it passed, and every expectation that failed, with the explanation.

use cred_wire::exit::Exit;
use serde::Serialize;

use crate::check::Check;

/// What came of several files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// How many passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
    /// How many are wrong: they could not be carried out.
    pub wrong: usize,
    /// Each file.
    pub files: Vec<FileReport>,
}

/// What came of one file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// The scenario's title.
    pub title: String,
    /// `passed`, `failed` or `wrong`.
    pub result: Verdict,
    /// How many steps were carried out.
    pub steps: usize,
    /// How many questions were asked.
    pub questions: usize,
    /// How many expectations were looked at.
    pub expectations: usize,
    /// What failed.
    pub failures: Vec<Failure>,
    /// What is wrong with the file, in lines of `file:line:column: message`.
    pub faults: Vec<String>,
}

/// Whether a file passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every expectation holds.
    Passed,
    /// Some do not.
    Failed,
    /// The file is wrong, and was not carried out to its end.
    Wrong,
}

/// One step or question that did not go as expected.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// `file:line`.
    pub place: String,
    /// The word.
    pub word: String,
    /// When, local to the scenario's zone.
    pub at: String,
    /// The remark on the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The expectations that do not hold.
    pub differs: Vec<Check>,
    /// What explains what was found.
    pub explanation: Vec<String>,
}

impl Report {
    /// Adds a file.
    pub fn add(&mut self, file: FileReport) {
        match file.result {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Wrong => self.wrong += 1,
        }
        self.files.push(file);
    }

    /// 0 where all passed, 3 where some failed, 2 where a file is wrong.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        if self.wrong > 0 {
            Exit::Usage
        } else if self.failed > 0 {
            Exit::No
        } else {
            Exit::Yes
        }
    }

    /// The summary in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let total = self.files.len();
        let expectations: usize = self.files.iter().map(|file| file.expectations).sum();
        let s = if total == 1 { "" } else { "s" };
        let mut told = format!("{total} scenario{s}, {expectations} expectations: {} passed", self.passed);
        if self.failed > 0 {
            told.push_str(&format!(", {} failed", self.failed));
        }
        if self.wrong > 0 {
            told.push_str(&format!(", {} wrong", self.wrong));
        }
        told
    }
}

impl FileReport {
    /// A file that cannot be carried out.
    #[must_use]
    pub fn wrong(file: String, title: String, faults: Vec<String>) -> Self {
        Self {
            file,
            title,
            result: Verdict::Wrong,
            steps: 0,
            questions: 0,
            expectations: 0,
            failures: Vec::new(),
            faults,
        }
    }

    /// What failed or is wrong, in lines for people.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.faults.clone();
        for failure in &self.failures {
            lines.push(format!("{}: {} at {}", failure.place, failure.word, failure.at));
            lines.extend(failure.note.iter().map(|note| format!("  note: {note}")));
            for check in &failure.differs {
                lines.push(format!("  {}", check.what));
                lines.push(format!("    - expected  {}", check.expected));
                lines.push(format!("    + found     {}", check.found));
            }
            lines.extend(failure.explanation.iter().map(|line| format!("    {line}")));
        }
        lines
    }
}
