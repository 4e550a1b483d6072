//! The API of federal exclusions, version 4. Most of its entries bear no NPI, so it is searched by every family name that the person bears
//! or bore, and each entry found is a candidate: an NPI that is the same, with the family name, ties it to the person; nothing else does.
//!
//! Nothing found counts only after the control search found somebody: a register that answers every search with nothing tells nothing.

mod entry;

use std::collections::BTreeSet;

use cred_core::{
    evidence::{
        list_entry::{ListEntry, ListedName},
        outcome::{Adverse, Candidate, Outcome, Searched},
    },
    text::{Text, plain},
    time::Instant,
};
use serde_json::Value;

use super::{Answer, Control, Step, reading};
use crate::{request::Request, transport::origin::escaped};

pub use entry::read;

/// How it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sam {
    /// Entries on a page.
    pub page: usize,
    /// At most so many pages for one name; more are told as not all.
    pub pages: usize,
    /// Somebody whom it is known to find.
    pub control: Control,
}

impl Sam {
    pub(super) fn next(&self, request: &Request, answers: &[Answer], begun: Instant) -> Step {
        let families: BTreeSet<String> = request.names.iter().flat_map(|name| nets(name.family.as_str())).collect();
        if families.is_empty() {
            return Step::malformed("it was asked without a name");
        }
        let mut answers = answers.iter();
        let mut entries: Vec<ListEntry> = Vec::new();
        let mut all = true;
        for family in &families {
            let (mut page, mut seen, mut told) = (0, 0, None);
            loop {
                let Some(answer) = answers.next() else {
                    let size = self.page;
                    return Step::Ask(format!(
                        "/entity-information/v4/exclusions?exclusionName={}&page={page}&size={size}",
                        escaped(family)
                    ));
                };
                let (total, read) = match page_of(&answer.body) {
                    Ok(page) => page,
                    Err(because) => return Step::malformed(&because),
                };
                if told.is_some_and(|told| told != total) {
                    return Step::malformed("`totalRecords` changed from one page to the next");
                }
                (told, page, seen) = (Some(total), page + 1, seen + read.len());
                let more = seen < total;
                if seen > total || more && read.is_empty() {
                    return Step::malformed(&format!("`totalRecords` is {total}, and there are {seen} entries"));
                }
                entries.extend(read);
                if !more {
                    break;
                }
                if page >= self.pages {
                    all = false;
                    break;
                }
            }
        }
        Step::Done(judged(request, entries, all, begun))
    }
}

/// How many entries there are in all, and those of this page.
fn page_of(body: &Value) -> Result<(usize, Vec<ListEntry>), String> {
    let total = reading::count(body.get("totalRecords")).ok_or("there is no `totalRecords`")?;
    let entries = body.get("excludedEntity").filter(|entries| !entries.is_null());
    let entries = match entries {
        None if total == 0 => &[],
        None => return Err("there is no `excludedEntity`".to_owned()),
        Some(entries) => entries.as_array().ok_or("`excludedEntity` is no list")?.as_slice(),
    };
    Ok((total, entries.iter().map(read).collect::<Result<_, _>>()?))
}

fn judged(request: &Request, entries: Vec<ListEntry>, all: bool, begun: Instant) -> Outcome {
    let mut seen = BTreeSet::new();
    let entries: Vec<ListEntry> = entries.into_iter().filter(|entry| seen.insert(entry.digest())).collect();
    if let Some(own) = entries.iter().find(|entry| is_of(request, entry)) {
        return Outcome::Adverse {
            record: Adverse::Listed {
                summary: summary(own),
                from: own.from,
                to: own.to,
                entry: Some(Box::new(own.clone())),
            },
        };
    }
    if entries.is_empty() && all {
        let version = Some(Text::of_words(&format!("as it stood at {}", begun.format("%Y-%m-%d %H:%M:%S UTC"))));
        let searched = Searched { element: request.element.clone(), version, as_of: begun, whole: true };
        return Outcome::NotFound { searched: Some(searched) };
    }
    let candidate =
        |entry: ListEntry| Candidate { summary: summary(&entry), found: None, entry: Some(Box::new(entry)) };
    Outcome::Ambiguous { candidates: entries.into_iter().map(candidate).collect(), all }
}

/// What a family name is searched by: itself, itself without its apostrophe, and each long part of one in several parts, since a list may
/// have any of them.
fn nets(family: &str) -> BTreeSet<String> {
    let whole = plain(family).to_uppercase();
    let parts = whole.split(['-', ' ']).filter(|part| part.chars().count() > 3).map(str::to_owned);
    let mut nets: BTreeSet<String> = parts.collect();
    nets.insert(whole.replace('\'', ""));
    nets.insert(whole);
    nets
}

/// Whether an entry is tied to the person: the same NPI, under a family name of theirs.
fn is_of(request: &Request, entry: &ListEntry) -> bool {
    let named = |name: &ListedName| {
        let written = match name {
            ListedName::Parts { family, .. } => plain(family),
            ListedName::Whole(name) => plain(name),
        };
        request.names.iter().any(|own| {
            let family = plain(own.family.as_str());
            written == family
                || matches!(name, ListedName::Parts { .. }) && nets(&family).contains(&written.to_uppercase())
                || matches!(name, ListedName::Whole(_)) && own.is_written(&written)
        })
    };
    entry.npi.is_some() && entry.npi == request.npi && entry.names.iter().any(named)
}

fn summary(entry: &ListEntry) -> Text {
    let name = entry.names.first().map(ListedName::written).unwrap_or_default();
    let place = entry.address.state.map(|state| format!(", {state}")).unwrap_or_default();
    let from = entry.from.map(|from| format!(", from {from}")).unwrap_or_default();
    Text::of_words(&format!("{name}{place}{from}: {}", entry.basis))
}
