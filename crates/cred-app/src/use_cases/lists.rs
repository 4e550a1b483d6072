//! Loading editions of exclusion lists, and reading the one held.

use chrono::NaiveDate;
use cred_core::{
    evidence::exclusion_list::{Edition, ExclusionList, Turnover},
    id::ListId,
    journal::{DomainEvent, Stream},
    text::Text,
};
use cred_import::lists::{
    Format, LeieFile,
    comparison::difference,
    edition::{Coverage, Expected, Limits, Listed, Load, Terms, load},
    mapping::ListMapping,
};
use cred_store::{Bound, artefacts::Artefacts};

use super::{By, have, wrap};
use crate::{App, Done, codec, envelope::Envelope, error::AppError};

/// A file to load.
#[derive(Debug, Clone)]
pub struct ListFile<'a> {
    /// Of which list.
    pub list: ListId,
    /// Its layout: see [`LAYOUTS`].
    pub layout: &'a str,
    /// The mapping file's text, for the layout `mapped`.
    pub mapping: Option<&'a str>,
    /// The day of which the publisher says it is.
    pub as_of: NaiveDate,
    /// The file.
    pub bytes: &'a [u8],
    /// What the publisher or the download told of its size.
    pub expected: Expected,
    /// Why it is right though many entries are gone.
    pub accepted: Option<Text>,
}

/// The layouts that are known: the word, and what it is.
pub const LAYOUTS: &[(&str, &str)] = &[
    ("leie", "the full exclusion list of the Office of Inspector General (UPDATED.csv)"),
    ("sam", "the public exclusions extract of SAM.gov, V2"),
    ("cms-revoked", "the providers whose Medicare enrollment CMS revoked"),
    ("cms-opt-out", "the practitioners who opted out of Medicare"),
    ("mapped", "any other list, with a mapping file"),
];

/// So many doubts are told; all are counted.
const TOLD: usize = 10;

/// What loading did.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The edition now held.
    pub edition: Edition,
    /// Entries that are new.
    pub added: u64,
    /// Entries that are corrected.
    pub changed: u64,
    /// Entries that are gone: candidate reinstatements, in words.
    pub gone: Vec<String>,
    /// Byte-identical or equal rows passed over.
    pub duplicates: u64,
    /// How many values could not be read and were left out of their entries.
    pub doubts: u64,
    /// The first of them, with line and column.
    pub first_doubts: Vec<String>,
    /// Whether the same file was held already.
    pub repeated: bool,
}

impl App {
    /// Loads a file as the newest edition of a list. The file is kept as an artefact, so that every screen can be made again.
    ///
    /// # Errors
    /// When the file is not, or may not be, what it is said to be; when the core refuses (too many entries gone, an older edition); when an
    /// artefact cannot be kept or the one of the edition held cannot be read; when the store fails.
    pub fn load_list(&mut self, by: &By, artefacts: &Artefacts, file: &ListFile<'_>) -> Result<Done<Loaded>, AppError> {
        let (format, layout) = layout(artefacts, file)?;
        let list = ExclusionList::spelled(&file.list);
        let stream = Stream::ExclusionList(list.clone());
        let read = read(&list, file.as_of, file.bytes, &format, file.expected)?;
        if read.edition.coverage != Coverage::Full {
            return Err(AppError::Usage(format!(
                "a supplement is no edition of `{}`: whoever is not in it would read as reinstated; load the full list",
                file.list
            )));
        }
        if !read.edition.whole {
            let first = read.report.errors.first().map(|error| format!(", the first: {error}")).unwrap_or_default();
            return Err(AppError::ListRefused {
                list: file.list.to_string(),
                told: format!(
                    "{} rows cannot be read{first}; whoever stands there would read as clear: fetch the file again",
                    read.edition.faults
                ),
            });
        }
        let kept = artefacts.keep(file.bytes)?;
        let edition = Edition {
            as_of: file.as_of,
            artefact: kept.digest.to_string().parse().map_err(|_| AppError::Codec("a fingerprint".to_owned()))?,
            layout,
            rows: read.edition.rows,
            entries: read.edition.entries,
        };
        let envelope =
            Envelope::seal(by.actor.clone(), by.key.clone(), &("load-list", &list, &edition, &file.accepted))?;
        self.run(&envelope, |desk| {
            desk.load_stream(&stream)?;
            // Compared with the edition that this command is decided on, and with no other.
            let held = desk.records().exclusion_list(&list);
            let before = held.map(|own| entries(artefacts, own)).transpose()?.unwrap_or_default();
            let changes = difference(&before, &read.entries);
            let told = Loaded {
                added: changes.added.len() as u64,
                changed: changes.changed.len() as u64,
                gone: changes.vanished.iter().map(|own| described(own.was)).collect(),
                duplicates: read.edition.duplicates,
                doubts: read.report.warning_count,
                first_doubts: read.report.warnings.iter().take(TOLD).map(ToString::to_string).collect(),
                repeated: held.is_some_and(|own| own.edition().artefact == edition.artefact),
                edition: edition.clone(),
            };
            let turnover = Turnover {
                added: told.added,
                gone: changes.vanished.iter().map(|own| own.was.digest).collect(),
                gone_at_end: changes.tail,
            };
            let events = match held {
                Some(own) => own.load(edition.clone(), turnover, file.accepted.clone(), desk.actor(), desk.now())?,
                None => ExclusionList::first(edition.clone(), desk.actor(), desk.now())?,
            };
            desk.emit(&stream, wrap(events, DomainEvent::ExclusionList))?;
            Ok(told)
        })
    }

    /// A list with its editions, where any was loaded.
    ///
    /// # Errors
    /// When the store fails.
    pub fn list(&self, id: &ListId) -> Result<Option<ExclusionList>, AppError> {
        let id = &ExclusionList::spelled(id);
        let stream = Stream::ExclusionList(id.clone());
        let stream = codec::stream_id(stream.kind(), &stream.id())?;
        Ok(codec::replay(&self.store().stream(&stream, Bound::Now)?)?.exclusion_list(id).cloned())
    }

    /// A list that was loaded.
    ///
    /// # Errors
    /// When none was, or the store fails.
    pub fn held_list(&self, id: &ListId) -> Result<ExclusionList, AppError> {
        have(self.list(id)?, "exclusion list that was loaded", id)
    }
}

/// The entries of the edition held, from its artefact.
///
/// # Errors
/// When the artefact is missing, was changed or cannot be read.
pub(crate) fn entries(artefacts: &Artefacts, list: &ExclusionList) -> Result<Vec<Listed>, AppError> {
    let edition = list.edition();
    let digest = |text: &str| text.parse().map_err(|_| AppError::Codec(format!("`{text}` is no fingerprint")));
    let bytes = artefacts.read(digest(&edition.artefact.to_string())?)?;
    let word = edition.layout.as_str();
    let format = match word.split_once(' ') {
        Some(("mapped", mapping)) => mapped(&String::from_utf8_lossy(&artefacts.read(digest(mapping)?)?))?,
        Some(_) | None => format(word)?,
    };
    Ok(read(list.id(), edition.as_of, &bytes, &format, Expected::default())?.entries)
}

/// Reads a file by itself: how it compares with the edition before is the core's to judge.
fn read(list: &ListId, as_of: NaiveDate, bytes: &[u8], format: &Format, expected: Expected) -> Result<Load, AppError> {
    let terms = Terms { expected, ..Terms::first(list.as_str(), as_of, Limits::default()) };
    load(bytes, format, &terms)
        .map_err(|refused| AppError::ListRefused { list: list.to_string(), told: refused.refusal.to_string() })
}

fn layout(artefacts: &Artefacts, file: &ListFile<'_>) -> Result<(Format, Text), AppError> {
    let (format, word) = match (file.layout, file.mapping) {
        ("mapped", Some(text)) => {
            let format = mapped(text)?;
            (format, format!("mapped {}", artefacts.keep(text.as_bytes())?.digest))
        }
        ("mapped", None) => return Err(AppError::Usage("the layout `mapped` takes a mapping file".to_owned())),
        (word, None) => (format(word)?, word.to_owned()),
        (word, Some(_)) => return Err(AppError::Usage(format!("the layout `{word}` takes no mapping file"))),
    };
    Ok((format, Text::of_words(&word)))
}

fn mapped(text: &str) -> Result<Format, AppError> {
    let mapping = ListMapping::parse(text, "the mapping file").map_err(|fault| AppError::Usage(fault.to_string()))?;
    Ok(Format::Mapped(std::sync::Arc::new(mapping)))
}

fn format(word: &str) -> Result<Format, AppError> {
    match word {
        "leie" => Ok(Format::Leie(LeieFile::Full)),
        "sam" => Ok(Format::Sam),
        "cms-revoked" => Ok(Format::CmsRevoked),
        "cms-opt-out" => Ok(Format::CmsOptOut),
        other => {
            let known: Vec<&str> = LAYOUTS.iter().map(|(word, _)| *word).collect();
            Err(AppError::Usage(format!("`{other}` is no layout: give one of {}", known.join(", "))))
        }
    }
}

/// An entry in one line.
pub(crate) fn described(listed: &Listed) -> String {
    let entry = &listed.entry;
    let name = entry.names.first().map(|name| name.written()).unwrap_or_default();
    let npi = entry.npi.as_ref().map(|npi| format!(", NPI {npi}")).unwrap_or_default();
    let from = entry.from.map(|from| format!(", from {from}")).unwrap_or_default();
    let basis = if entry.basis.is_empty() { String::new() } else { format!(", {}", entry.basis) };
    format!("{name}{npi}{from}{basis}")
}
