//! Reading a scenario: every fault at its file, line and column.

mod entries;
mod setting;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::Datelike as _;
use cred_core::time::{Instant, zone::Zone};
use cred_import::toml_fault::{TomlFault, document, table::Table};

use crate::{
    moment::Moment,
    scenario::{Entry, Place, Scenario, Setting},
};

/// The most files that one scenario may use, itself included.
const MOST_FILES: usize = 32;

/// Where files come from.
pub trait Shelf {
    /// The text of a file.
    ///
    /// # Errors
    /// What the system says.
    fn text(&self, path: &Path) -> Result<String, String>;
}

/// The files of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// The longest file that is read at all, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

impl Shelf for Disk {
    fn text(&self, path: &Path) -> Result<String, String> {
        let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
        if size > MAX_BYTES {
            return Err(format!("it has more than {MAX_BYTES} bytes"));
        }
        std::fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

/// No files: a scenario that stands alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Shelf for Nothing {
    fn text(&self, _: &Path) -> Result<String, String> {
        Err("other files are not read here".to_owned())
    }
}

/// What is wrong with a file, in lines of `file:line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);

impl From<TomlFault> for Faults {
    fn from(fault: TomlFault) -> Self {
        Self(fault.to_string().lines().map(str::to_owned).collect())
    }
}

/// Reads a scenario's text. `path` is the name under which faults are reported, and the place from which other files are found.
///
/// # Errors
/// Everything found wrong.
pub fn read(text: &str, path: &Path, shelf: &dyn Shelf) -> Result<Scenario, Faults> {
    let mut reader =
        Reader { shelf, zone: None, seen: Vec::new(), last: None, setting: Setting::default(), entries: Vec::new() };
    let head = reader.file(text, path, true)?;
    let label = path.display().to_string();
    let zone = head.zone.or(reader.zone);
    let (Some(title), Some(zone)) = (head.title, zone) else {
        return Err(Faults(vec![format!("{label}:1:1: a scenario has a `title` and a `zone`: add them")]));
    };
    if reader.entries.is_empty() {
        return Err(Faults(vec![format!("{label}:1:1: `[[step]]` is missing: add at least one")]));
    }
    let Head { why, source, rules, begins, .. } = head;
    Ok(Scenario { title, why, source, rules, zone, begins, setting: reader.setting, entries: reader.entries })
}

/// The zone of a step that is read alone, and the step.
pub(crate) struct Alone {
    pub(crate) entry: Entry,
}

/// Reads one step that stands alone in a file, at an instant.
pub(crate) fn alone(text: &str, label: &str, zone: Zone, now: Instant) -> Result<Alone, Faults> {
    let name: Arc<str> = Arc::from(label);
    let read = document::read(text, label, |table| {
        let mut last = Some(now);
        entries::entry(table, &name, Some(zone), &mut last).map(|entry| Alone { entry })
    });
    read.map_err(Faults::from)
}

/// What stands at the top of a file.
#[derive(Default)]
struct Head {
    title: Option<String>,
    why: String,
    source: String,
    rules: Vec<String>,
    zone: Option<Zone>,
    begins: Option<Instant>,
}

struct Reader<'s> {
    shelf: &'s dyn Shelf,
    /// The zone for what is read next where it gives none itself.
    zone: Option<Zone>,
    seen: Vec<PathBuf>,
    /// The time of the last step.
    last: Option<Instant>,
    setting: Setting,
    entries: Vec<Entry>,
}

impl Reader<'_> {
    /// Reads a file after those that it uses.
    fn file(&mut self, text: &str, path: &Path, main: bool) -> Result<Head, Faults> {
        let label = path.display().to_string();
        self.seen.push(path.to_path_buf());
        let uses = document::read(text, &label, |mut file| {
            let place = file.place_of("use");
            let line = file.faults().line(place);
            Some((file.list::<String>("use").unwrap_or_default(), line))
        })?;
        let mut inherited = None;
        for name in uses.0 {
            let other = path.parent().unwrap_or(Path::new("")).join(&name);
            if self.seen.contains(&other) {
                continue;
            }
            let fault = |rule: &str| Faults(vec![format!("{label}:{}:1: `use`: {name}: {rule}", uses.1)]);
            if self.seen.len() >= MOST_FILES {
                return Err(fault(&format!("more than {MOST_FILES} files")));
            }
            let text = self.shelf.text(&other).map_err(|rule| fault(&rule))?;
            let head = self.file(&text, &other, false)?;
            // The first file that is used gives the zone, and one that it uses itself only where it gives none.
            inherited = inherited.or(head.zone);
            self.zone = inherited.or(self.zone);
        }
        let zone = self.zone;
        let Self { shelf, last, setting, entries, .. } = self;
        let name: Arc<str> = Arc::from(label.as_str());
        let head = document::read(text, &label, |mut file| {
            let _ = file.value("use");
            let head = head(&mut file, zone, main);
            let zone = head.as_ref().and_then(|head| head.zone).or(zone);
            let whole = setting::read(&mut file, &name, path, *shelf, zone, setting);
            let steps = file.tables("step");
            let count = steps.len();
            let before = entries.len();
            entries.extend(steps.into_iter().filter_map(|step| entries::entry(step, &name, zone, last)));
            let all = entries.len() - before == count;
            file.finish();
            head.filter(|_| whole && all).map(|head| Head { zone: head.zone.or(inherited), ..head })
        })?;
        Ok(head)
    }
}

fn head(file: &mut Table<'_, '_>, inherited: Option<Zone>, main: bool) -> Option<Head> {
    let title = if main || file.has("title") { file.required("title") } else { Some(String::new()) };
    let why = file.optional("why").unwrap_or_default();
    let source = file.optional("source").unwrap_or_default();
    let rules = file.list("rules")?;
    let zone =
        if file.has("zone") || (main && inherited.is_none()) { file.required("zone").map(Some) } else { Some(None) };
    let zone: Option<Zone> = zone?;
    let begins = match file.text_or_time("begins") {
        Some(text) => Some(time(file, "begins", &text, zone.or(inherited))?),
        None => None,
    };
    Some(Head { title: title?.into(), why, source, rules, zone, begins })
}

/// An instant under a key.
fn time(file: &Table<'_, '_>, key: &str, text: &str, zone: Option<Zone>) -> Option<Instant> {
    let moment = Moment::parse(text).map_err(|rule| file.fault(key, rule)).ok()?;
    let zone = zone?;
    let read = cred_app::moment::parse(&format!("`{key}`"), moment.as_str(), zone);
    read.map_err(|error| file.fault(key, error)).ok().filter(|at| (1850..=2999).contains(&at.year()))
}

fn place(table: &Table<'_, '_>, label: &Arc<str>) -> Place {
    let line = table.faults().line(table.at());
    Place { label: Arc::clone(label), line, keys: Arc::from(table.lines()) }
}
