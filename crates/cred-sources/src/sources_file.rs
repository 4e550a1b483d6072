//! The sources file: sources as data, one `[[source]]` each. Every fault is told with line and column.
//!
//! No key stands in it: `auth` names the environment variable that has it.
//!
//! ```
//! let text = r#"
//! [[source]]
//! id = "npi-registry"
//! name = "NPPES"
//! adapter = "nppes"
//! address = "http://npiregistry.example.org"
//! verifies = ["identity"]
//! renewed = { every_hours = 24, stale_after_hours = 72 }
//! "#;
//! let fault = cred_sources::sources_file::parse(text, "sources.toml").unwrap_err();
//! assert!(fault.to_string().starts_with("sources.toml:6:11: `address`: sources are asked over `https://` alone"));
//! ```

mod mapping;
mod pacing;
mod reach;

use std::collections::BTreeSet;

use cred_core::{
    evidence::primary_source::{Counts, Input, PrimarySource, Standing},
    identifier::Npi,
    provider::{element::ElementKind, name::PersonName},
    text::Text,
};
use cred_import::toml_fault::{TomlFault, document::read, not_one_of, table::Table};

use crate::{
    adapter::{Adapter, Control, json::Piece, sam::Sam},
    transport::origin::Origin,
};

/// A file that shows every key, with made-up sources.
pub const EXAMPLE: &str = include_str!("../fixtures/sources.toml");

/// A source with all that is needed to ask it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub about: PrimarySource,
    /// Where it is.
    pub origin: Origin,
    /// Headers that every question bears.
    pub headers: Vec<(String, String)>,
    /// The key that it wants to see.
    pub auth: Option<Auth>,
    /// The most bytes of one answer that are read.
    pub most_bytes: u64,
    /// The shape of its questions and answers.
    pub adapter: Adapter,
}

/// A key, by the name of the environment variable that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// The variable.
    pub env: String,
    /// Where it is shown.
    pub shown: Shown,
    /// What stands before it: `Bearer `.
    pub prefix: String,
}

/// Where a key is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// In this header.
    Header(String),
    /// In this field of the query.
    Query(String),
}

/// Reads a sources file. `label` is the name under which faults are reported.
///
/// # Errors
/// Everything found wrong, each with its line and column.
pub fn parse(text: &str, label: &str) -> Result<Vec<Source>, TomlFault> {
    read(text, label, |mut file| {
        let tables = file.some_tables("source");
        let faults = file.faults();
        let mut ids = BTreeSet::new();
        let mut sources = Vec::new();
        let mut all = true;
        for table in tables {
            let at = table.place_of("id");
            // A source that cannot be read is never left out of the rest: nobody would miss it.
            let Some(source) = source(table) else {
                all = false;
                continue;
            };
            if !ids.insert(source.about.id.clone()) {
                faults.add(at, format!("`id`: there is another source `{}`: give each its own", source.about.id));
            }
            sources.push(source);
        }
        file.finish();
        all.then_some(sources)
    })
}

fn source(mut table: Table<'_, '_>) -> Option<Source> {
    let id = table.required("id");
    let name = table.required("name");
    let adapter = table.required::<String>("adapter");
    let verifies = verifies(&mut table);
    let reach = reach::of(&mut table);
    let standings: Option<Vec<Standing>> = table.tables("counts").into_iter().map(standing).collect();
    let pacing = pacing::of(&mut table);
    let needs: Option<Vec<String>> = table.list("needs");
    let needs = needs.and_then(|words| inputs(&table, &words));
    let kinds: Vec<ElementKind> = verifies.iter().flatten().filter_map(|written| kind_of(written.as_str())).collect();
    let shape = adapter.and_then(|word| shape(&mut table, &word, &kinds));
    table.finish();
    let (cadence, outages, pace) = pacing?;
    let (origin, headers, auth, most_bytes) = reach?;
    let shape = shape?;
    let mut inputs = needs?;
    inputs.extend(own_inputs(&shape));
    inputs.sort_unstable();
    inputs.dedup();
    let about = PrimarySource {
        id: id?,
        name: name?,
        verifies: verifies?,
        inputs,
        standings: standings?,
        cadence,
        outages,
        pace,
    };
    Some(Source { about, origin, headers, auth, most_bytes, adapter: shape })
}

fn kind_of(written: &str) -> Option<ElementKind> {
    written.split(':').next().and_then(ElementKind::parse)
}

fn verifies(table: &mut Table<'_, '_>) -> Option<Vec<Text>> {
    let written: Vec<Text> = table.filled("verifies")?;
    let strange = written.iter().find(|written| kind_of(written.as_str()).is_none());
    if let Some(strange) = strange {
        let known = ElementKind::ALL.map(ElementKind::word);
        let word = strange.as_str().split(':').next().unwrap_or_default();
        table.fault("verifies", not_one_of(word, &known));
        return None;
    }
    Some(written)
}

fn standing(mut table: Table<'_, '_>) -> Option<Standing> {
    let standard = table.required("standard");
    let element: Option<ElementKind> = table.required("element");
    let counts: Option<Counts> = table.required("as");
    table.finish();
    Some(Standing { standard: standard?, element: element?, counts: counts? })
}

fn inputs(table: &Table<'_, '_>, words: &[String]) -> Option<Vec<Input>> {
    let known = Input::ALL.map(Input::word);
    let strange = words.iter().find(|word| Input::parse(word).is_none());
    if let Some(strange) = strange {
        table.fault("needs", not_one_of(strange, &known));
        return None;
    }
    Some(words.iter().filter_map(|word| Input::parse(word)).collect())
}

/// What the shape itself cannot do without.
fn own_inputs(adapter: &Adapter) -> Vec<Input> {
    match adapter {
        // Without an NPI the registry is searched by name.
        Adapter::Nppes => vec![],
        Adapter::Sam(_) => vec![Input::FamilyName],
        Adapter::Json(mapping) => {
            let asked = mapping.path.iter().filter_map(|piece| match piece {
                Piece::Input(input) => Some(*input),
                Piece::Literal(_) => None,
            });
            asked.chain(mapping.echo.iter().map(|(_, input)| *input)).collect()
        }
    }
}

fn shape(table: &mut Table<'_, '_>, word: &str, kinds: &[ElementKind]) -> Option<Adapter> {
    let fits = |own: &[ElementKind]| kinds.iter().all(|kind| own.contains(kind));
    match word {
        "nppes" if !fits(&[ElementKind::Identity]) => {
            table.fault(
                "verifies",
                "the NPI registry tells of `identity` alone: what it has of licences is what the person said",
            );
            None
        }
        "nppes" => Some(Adapter::Nppes),
        "sam" if !fits(&[ElementKind::Exclusion]) => {
            table.fault("verifies", "the register of exclusions tells of `exclusion:SAM` alone");
            None
        }
        "sam" => {
            let own = if table.has("sam") { pages(table.table("sam")?)? } else { (10, 10) };
            let Some(control) = control(table)? else {
                table.fault("adapter", "`[source.control]` is missing: name somebody whom every search must find");
                return None;
            };
            Some(Adapter::Sam(Sam { page: own.0, pages: own.1, control }))
        }
        "json" => {
            let control = control(table)?;
            mapping::of(table, kinds, control).map(|mapping| Adapter::Json(Box::new(mapping)))
        }
        other => {
            table.fault("adapter", not_one_of(other, &["nppes", "sam", "json"]));
            None
        }
    }
}

/// Entries on a page, and pages.
fn pages(mut table: Table<'_, '_>) -> Option<(usize, usize)> {
    let (page, pages) = (table.optional::<usize>("page").unwrap_or(10), table.optional::<usize>("pages").unwrap_or(10));
    if !(1..=100).contains(&page) {
        table.fault("page", "give 1 to 100 entries on a page");
    }
    if !(1..=100).contains(&pages) {
        table.fault("pages", "give 1 to 100 pages");
    }
    table.finish();
    Some((page, pages))
}

/// Somebody whom every search must find; none where the table is left out.
#[expect(clippy::option_option, reason = "a table with a fault is another thing than one left out")]
fn control(table: &mut Table<'_, '_>) -> Option<Option<Control>> {
    if !table.has("control") {
        return Some(None);
    }
    let mut table = table.table("control")?;
    let family: Option<Text> = table.optional("family-name");
    let given: Option<Text> = table.optional("given-name");
    let npi: Option<Npi> = table.optional("npi");
    if family.is_none() && npi.is_none() {
        table.fault("family-name", "name somebody: `family-name`, `npi` or both");
    }
    table.finish();
    let name = family.map(|family| PersonName { family, given, middle: None, suffix: None });
    (name.is_some() || npi.is_some()).then_some(Some(Control { name, npi }))
}

#[cfg(test)]
mod tests;
