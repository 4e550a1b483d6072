//! The report: Markdown between two markers of a document that says the rest.

use std::{fs, path::Path};

use crate::Fault;

/// The measured part, as it grows.
#[derive(Debug, Default)]
pub struct Report {
    text: String,
}

/// A time in the unit that fits it.
#[must_use]
pub fn time(nanos: f64) -> String {
    let scales = [(1e9, "s"), (1e6, "ms"), (1e3, "µs")];
    let scale = scales.into_iter().find(|(scale, _)| nanos >= *scale);
    let (value, unit) = scale.map_or((nanos, "ns"), |(scale, unit)| (nanos / scale, unit));
    format!("{} {unit}", digits(value))
}

/// Three digits that matter.
fn digits(value: f64) -> String {
    match value {
        _ if value >= 100.0 => format!("{value:.0}"),
        _ if value >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// How many times the other.
#[must_use]
pub fn times(value: f64, of: f64) -> String {
    format!("{} ×", digits(value / of))
}

/// Bytes in millions.
#[must_use]
pub fn megabytes(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

impl Report {
    /// A paragraph.
    pub fn say(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.say(&format!("### {text}"));
    }

    /// A table.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.text.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len())));
        for row in rows {
            self.text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        self.text.push('\n');
    }

    /// The Markdown.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts it between the markers of a part of a document.
    ///
    /// # Errors
    /// When the document cannot be read or written, or has no such markers.
    pub fn write(&self, path: &Path, part: &str) -> Result<(), Fault> {
        let document = fs::read_to_string(path)?;
        let (begin, end) = (format!("<!-- {part}: begin -->"), format!("<!-- {part}: end -->"));
        let parts = document.split_once(&begin).zip(document.split_once(&end));
        let ((before, _), (_, after)) =
            parts.ok_or_else(|| format!("{} has no lines `{begin}` and `{end}` to write between", path.display()))?;
        fs::write(path, format!("{before}{begin}\n\n{}{end}{after}", self.text))?;
        Ok(())
    }
}
