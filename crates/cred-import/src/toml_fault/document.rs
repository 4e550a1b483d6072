//! A file under reading: its text, the faults found so far, and the places they belong to.

use std::cell::RefCell;

use toml::de::DeTable;

use super::{Fault, TomlFault, table::Table, wrong::Wrong};

/// The longest file, in bytes. The longest real ones have a tenth of it.
const MAX_BYTES: usize = 512 * 1024;
/// The most faults listed; nobody mends more in one go.
const MAX_FAULTS: usize = 100;
/// The longest message, in characters.
const MAX_MESSAGE: usize = 600;

/// Collects the faults of one text. Places are byte offsets until the end.
#[derive(Debug)]
pub struct Faults<'t> {
    text: &'t str,
    found: RefCell<Vec<(usize, String)>>,
}

impl<'t> Faults<'t> {
    const fn none_yet(text: &'t str) -> Self {
        Self { text, found: RefCell::new(Vec::new()) }
    }

    /// Notes a fault at a place.
    pub fn add(&self, at: usize, message: impl AsRef<str>) {
        if message.as_ref().is_empty() {
            return;
        }
        self.found.borrow_mut().push((at, one_line(message.as_ref())));
    }

    /// What was read, or none and a fault: at its own place, or else at `at`. A word that is not known speaks for itself; the rest is
    /// told with the key it stands under.
    pub fn keep<T>(&self, read: Result<T, Wrong>, at: usize, key: &str) -> Option<T> {
        read.map_err(|wrong| self.add(wrong.at.unwrap_or(at), wrong.under(key))).ok()
    }

    /// What was read, or none and a fault that says by itself what it is about.
    pub fn note<T>(&self, read: Result<T, Wrong>, at: usize) -> Option<T> {
        read.map_err(|wrong| self.add(wrong.at.unwrap_or(at), wrong.message())).ok()
    }

    /// The line of a place, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        position(self.text, at).0
    }

    fn into_fault(self, label: &str) -> Option<TomlFault> {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        let more = found.len().saturating_sub(MAX_FAULTS);
        found.truncate(MAX_FAULTS);
        let place = |(at, message)| {
            let (line, column) = position(self.text, at);
            Fault { line, column, message }
        };
        let faults: Vec<Fault> = found.into_iter().map(place).collect();
        (!faults.is_empty()).then(|| TomlFault { label: label.to_owned(), faults, more })
    }
}

/// Reads a text with `reader`, which returns a value unless it noted a fault.
pub fn read<T>(text: &str, label: &str, reader: impl FnOnce(Table<'_, '_>) -> Option<T>) -> Result<T, TomlFault> {
    let faults = Faults::none_yet(text);
    let value = read_into(text, &faults, reader);
    if value.is_none() && faults.found.borrow().is_empty() {
        faults.add(0, "the file could not be understood: compare it with an example file");
    }
    match (faults.into_fault(label), value) {
        (None, Some(value)) => Ok(value),
        (Some(fault), _) => Err(fault),
        (None, None) => Err(TomlFault { label: label.to_owned(), faults: Vec::new(), more: 0 }),
    }
}

fn read_into<T>(text: &str, faults: &Faults<'_>, reader: impl FnOnce(Table<'_, '_>) -> Option<T>) -> Option<T> {
    if text.len() > MAX_BYTES {
        faults
            .add(0, format!("the file has more than {MAX_BYTES} bytes: divide it, or check that it is the right one"));
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        faults.add(error.span().map_or(text.len(), |span| span.start), format!("not TOML: {}", error.message()));
    }
    errors.is_empty().then(|| reader(Table::root(root.get_ref(), faults))).flatten()
}

/// Line and column of a byte offset, both counted from 1. Offsets behind the last line are put at its end.
fn position(text: &str, at: usize) -> (usize, usize) {
    let end = text.strip_suffix('\n').map_or(text.len(), |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    let mut at = at.min(end);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or_default();
    // Between the two halves of a line break is still the end of the line.
    let before = if text.get(at..).is_some_and(|rest| rest.starts_with('\n')) {
        before.strip_suffix('\r').unwrap_or(before)
    } else {
        before
    };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let column = line.chars().filter(|c| *c != '\u{feff}').count();
    (before.matches('\n').count() + 1, column + 1)
}

/// Control characters of a value must not break the line, nor reach a terminal.
fn one_line(message: &str) -> String {
    let mut line = String::new();
    for c in message.chars().take(MAX_MESSAGE) {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    if message.chars().nth(MAX_MESSAGE).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_and_a_column_that_the_file_has() {
        let text = "\u{feff}a = 1\r\nbä = 2\r\n";
        assert_eq!(position(text, 3), (1, 1));
        assert_eq!(position(text, text.find('=').unwrap()), (1, 3));
        assert_eq!(position(text, text.rfind('=').unwrap()), (2, 4));
        assert_eq!(position(text, text.len()), (2, 7));
        assert_eq!(position(text, usize::MAX), (2, 7));
        assert_eq!(position(text, text.find('\n').unwrap()), (1, 6));
        assert_eq!(position("", 9), (1, 1));
    }

    #[test]
    fn a_message_stays_on_its_line() {
        assert_eq!(one_line("a\n\u{1b}[31mb"), "a\\n\\u{1b}[31mb");
        assert_eq!(one_line(&"x".repeat(MAX_MESSAGE + 1)).chars().count(), MAX_MESSAGE + 1);
    }

    #[test]
    fn a_flood_of_faults_is_cut_and_counted() {
        let text = "x = 1\n".repeat(150);
        let fault = read(&text, "f.toml", |_| Some(())).unwrap_err();
        assert_eq!((fault.faults.len(), fault.more), (100, 49));
        assert!(fault.to_string().ends_with("and 49 more; mend these first"));
    }
}
