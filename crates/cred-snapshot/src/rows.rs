//! The body of a snapshot: tables of rows that name each other by number, written with postcard.
//!
//! Every text, finding and timeline is written once. Each table is sorted by its content, so that the same content is the same bytes in
//! whatever order it was put together. What is read is held against the same rules before it is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::DateTime;
use cred_core::{
    delineation::procedure_code::CodePattern,
    id::{FacilityId, ItemId, ProviderId, SiteId},
    jurisdiction::Jurisdiction,
    time::{Instant, zone::Zone},
    timeline::truth::Truth,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::content::{ByCode, Content, Coverage, Depends, Finding, Holder, Origin, Over, Piece};

/// Times are microseconds since 1970 in the origin, and since the snapshot was made everywhere else.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    facility: String,
    site: String,
    zone: String,
    jurisdiction: String,
    simulated: bool,
    position: u64,
    head: [u8; 32],
    made_at: i64,
    expires_at: i64,
    texts: Vec<String>,
    items: Vec<u32>,
    coverage: Vec<(u32, u32, u64)>,
    findings: Vec<[u32; 3]>,
    timelines: Vec<TimelineRow>,
    holders: Vec<HolderRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TimelineRow {
    depends: u8,
    pieces: Vec<PieceRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PieceRow {
    from: u64,
    truth: u8,
    findings: Vec<u32>,
    conditions: Vec<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
struct HolderRow {
    provider: [u8; 16],
    survivor: Option<[u8; 16]>,
    npi: Option<String>,
    name: Option<String>,
    may: Vec<u32>,
    by_code: Vec<(u32, u32, u32)>,
}

/// A table in the making: each value once, numbered in the order of the values.
struct Table<'a, T>(BTreeMap<&'a T, u32>);

impl<'a, T: Ord> FromIterator<&'a T> for Table<'a, T> {
    fn from_iter<I: IntoIterator<Item = &'a T>>(values: I) -> Self {
        let values: BTreeSet<&T> = values.into_iter().collect();
        Self(values.into_iter().zip(0..).collect())
    }
}

impl<T: Ord> Table<'_, T> {
    /// Every value that is asked for was put in.
    fn of(&self, value: &T) -> u32 {
        self.0.get(value).copied().unwrap_or(u32::MAX)
    }
}

/// The bytes of a content. `None` where it cannot be written.
pub(crate) fn write(content: &Content) -> Option<Vec<u8>> {
    let origin = &content.origin;
    let start = origin.made_at.timestamp_micros();
    let since = |at: Instant| u64::try_from(at.timestamp_micros().saturating_sub(start)).unwrap_or(0);
    let overs: BTreeSet<&Over> = content
        .holders
        .values()
        .flat_map(|holder| holder.may.iter().chain(holder.by_code.iter().map(|own| &own.over)))
        .map(AsRef::as_ref)
        .collect();
    let pieces = || overs.iter().flat_map(|over| &over.pieces);
    let findings: Table<'_, Finding> = pieces().flat_map(|piece| &piece.because).collect();
    let items: Vec<String> = content.items.iter().map(ToString::to_string).collect();
    let by_code = content.holders.values().flat_map(|holder| &holder.by_code);
    let patterns: Vec<String> = content
        .coverage
        .iter()
        .map(|own| own.pattern.to_string())
        .chain(by_code.map(|own| own.pattern.to_string()))
        .collect();
    let words = findings.0.keys().flat_map(|own| [&own.requirement, &own.reason, &own.citation]);
    let conditions = pieces().flat_map(|piece| &piece.conditions);
    let texts: Table<'_, String> = words.chain(conditions).chain(&items).chain(&patterns).collect();
    let item = |item: &ItemId| texts.of(&item.to_string());
    let pattern = |pattern: &CodePattern| texts.of(&pattern.to_string());
    let row = |over: &Over| TimelineRow {
        depends: u8::from(over.depends.age) | u8::from(over.depends.setting) << 1 | u8::from(over.depends.federal) << 2,
        pieces: over
            .pieces
            .iter()
            .map(|piece| PieceRow {
                from: since(piece.from),
                truth: match piece.truth {
                    Truth::Unmet => 0,
                    Truth::Unknown => 1,
                    Truth::Met => 2,
                },
                findings: piece.because.iter().map(|own| findings.of(own)).collect(),
                conditions: piece.conditions.iter().map(|own| texts.of(own)).collect(),
            })
            .collect(),
    };
    let timelines: Table<'_, Over> = overs.iter().copied().collect();
    let holders = content.holders.iter().map(|(provider, holder)| HolderRow {
        provider: *provider.uuid().as_bytes(),
        survivor: holder.survivor.map(|own| *own.uuid().as_bytes()),
        npi: holder.npi.clone(),
        name: holder.name.clone(),
        may: holder.may.iter().map(|own| timelines.of(own)).collect(),
        by_code: holder
            .by_code
            .iter()
            .map(|own| (item(&own.item), pattern(&own.pattern), timelines.of(&own.over)))
            .collect(),
    });
    let body = Body {
        facility: origin.facility.to_string(),
        site: origin.site.to_string(),
        zone: origin.zone.name().to_owned(),
        jurisdiction: origin.jurisdiction.to_string(),
        simulated: origin.simulated,
        position: origin.position,
        head: origin.head,
        made_at: start,
        expires_at: origin.expires_at.timestamp_micros(),
        items: content.items.iter().map(item).collect(),
        coverage: content
            .coverage
            .iter()
            .map(|own| (item(&own.item), pattern(&own.pattern), since(own.from)))
            .collect(),
        findings: findings
            .0
            .keys()
            .map(|own| [texts.of(&own.requirement), texts.of(&own.reason), texts.of(&own.citation)])
            .collect(),
        timelines: timelines.0.keys().map(|over| row(over)).collect(),
        holders: holders.collect(),
        texts: texts.0.into_keys().cloned().collect(),
    };
    postcard::to_allocvec(&body).ok()
}

fn increases<T: PartialOrd>(values: &[T]) -> bool {
    values.iter().zip(values.iter().skip(1)).all(|(one, next)| one < next)
}

/// A value of a table by its number.
fn numbered<T>(table: &[T], number: u32) -> Result<&T, &'static str> {
    table.get(number as usize).ok_or("a row names one that is not there")
}

fn instant(micros: i64) -> Result<Instant, &'static str> {
    DateTime::from_timestamp_micros(micros).ok_or("a time is none")
}

/// The content of a body.
///
/// # Errors
/// When the bytes are not as [`write`] writes them; which rule they break.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, &'static str> {
    let (body, rest) = postcard::take_from_bytes::<Body>(bytes).map_err(|_| "its body cannot be read")?;
    if !rest.is_empty() {
        return Err("there is more behind its body");
    }
    let origin = Origin {
        facility: FacilityId::parse(&body.facility).map_err(|_| "its facility is none")?,
        site: SiteId::parse(&body.site).map_err(|_| "its site is none")?,
        zone: Zone::parse(&body.zone).map_err(|_| "its zone is none")?,
        jurisdiction: Jurisdiction::parse(&body.jurisdiction).map_err(|_| "its state is none")?,
        simulated: body.simulated,
        position: body.position,
        head: body.head,
        made_at: instant(body.made_at)?,
        expires_at: instant(body.expires_at)?,
    };
    if origin.expires_at <= origin.made_at {
        return Err("it is over before it begins");
    }
    let at = |since: u64| {
        let at = i64::try_from(since).ok().and_then(|since| body.made_at.checked_add(since));
        let at = instant(at.ok_or("a time is none")?)?;
        if at < origin.expires_at { Ok(at) } else { Err("a time lies outside of it") }
    };
    let text = |number: u32| numbered(&body.texts, number);
    let item = |number: u32| ItemId::parse(text(number)?).map_err(|_| "a privilege's id is none");
    let pattern = |number: u32| CodePattern::parse(text(number)?).map_err(|_| "a procedure code is none");
    let findings = body
        .findings
        .iter()
        .map(|[requirement, reason, citation]| {
            let own = |number: &u32| text(*number).cloned();
            Ok(Finding { requirement: own(requirement)?, reason: own(reason)?, citation: own(citation)? })
        })
        .collect::<Result<Vec<_>, &'static str>>()?;
    let piece = |row: &PieceRow| {
        Ok(Piece {
            from: at(row.from)?,
            truth: match row.truth {
                0 => Truth::Unmet,
                1 => Truth::Unknown,
                2 => Truth::Met,
                _ => return Err("a value is none of the three"),
            },
            because: row.findings.iter().map(|own| numbered(&findings, *own).cloned()).collect::<Result<_, _>>()?,
            conditions: row.conditions.iter().map(|own| text(*own).cloned()).collect::<Result<_, _>>()?,
        })
    };
    let timelines = body
        .timelines
        .iter()
        .map(|row| {
            let pieces = row.pieces.iter().map(piece).collect::<Result<Vec<_>, &'static str>>()?;
            let begins = pieces.first().is_some_and(|first| first.from == origin.made_at);
            let follow = pieces.iter().zip(pieces.iter().skip(1)).all(|(one, next)| one.from < next.from);
            if row.depends > 7 || !begins || !follow {
                return Err("a timeline does not cover it");
            }
            let [age, setting, federal] = [1, 2, 4].map(|bit| row.depends & bit != 0);
            Ok(Arc::new(Over { depends: Depends { age, setting, federal }, pieces }))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let over = |number: u32| numbered(&timelines, number).map(Arc::clone);
    let items = body.items.iter().map(|own| item(*own)).collect::<Result<Vec<_>, _>>()?;
    let coverage = body
        .coverage
        .iter()
        .map(|(of, by, from)| Ok(Coverage { item: item(*of)?, pattern: pattern(*by)?, from: at(*from)? }))
        .collect::<Result<Vec<_>, &'static str>>()?;
    if !increases(&body.texts) || !increases(&items) || !increases(&coverage) {
        return Err("a table is not in its order");
    }
    if coverage.iter().any(|own| items.binary_search(&own.item).is_err()) {
        return Err("a code is one of no privilege");
    }
    let provider = |bytes: [u8; 16]| ProviderId::from_uuid(Uuid::from_bytes(bytes));
    let mut holders = BTreeMap::new();
    for row in &body.holders {
        let id = provider(row.provider);
        if row.may.len() != items.len() || holders.last_key_value().is_some_and(|(last, _)| *last >= id) {
            return Err("a holder is out of order, or lacks a privilege");
        }
        let may = row.may.iter().map(|own| over(*own)).collect::<Result<_, _>>()?;
        let by_code = row
            .by_code
            .iter()
            .map(|(of, by, own)| Ok(ByCode { item: item(*of)?, pattern: pattern(*by)?, over: over(*own)? }))
            .collect::<Result<_, &'static str>>()?;
        let (npi, name) = (row.npi.clone(), row.name.clone());
        holders.insert(id, Holder { survivor: row.survivor.map(provider), npi, name, may, by_code });
    }
    Ok(Content { origin, items, coverage, holders })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content() -> Content {
        let instant = |text: &str| text.parse::<Instant>().unwrap();
        let (made_at, item) = (instant("2026-03-01T00:00:00Z"), |id: &str| ItemId::parse(id).unwrap());
        let finding = |requirement: &str| Finding {
            requirement: requirement.to_owned(),
            reason: "in-force".to_owned(),
            citation: "law".to_owned(),
        };
        let piece = |from, truth, conditions: &[&str]| Piece {
            from,
            truth,
            because: vec![finding("license"), finding("grant")],
            conditions: conditions.iter().map(ToString::to_string).collect(),
        };
        let later = instant("2026-03-02T12:00:00Z");
        let depends = Depends { age: true, setting: false, federal: true };
        let yes = Over::of(depends, [piece(made_at, Truth::Met, &["adults"]), piece(later, Truth::Unmet, &[])]);
        let no = Arc::new(Over::of(Depends::default(), [piece(made_at, Truth::Unknown, &[])]));
        let pattern = |text: &str| CodePattern::parse(text).unwrap();
        let provider = |n| ProviderId::from_uuid(Uuid::from_u128(n));
        let holder = |n: u128| Holder {
            survivor: (n == 9).then(|| provider(4)),
            npi: Some("1234567893".to_owned()),
            name: None,
            may: vec![Arc::new(yes.clone()), Arc::clone(&no)],
            by_code: vec![ByCode { item: item("a"), pattern: pattern("0FT4*"), over: Arc::clone(&no) }],
        };
        Content {
            origin: Origin {
                facility: FacilityId::parse("valley").unwrap(),
                site: SiteId::parse("main").unwrap(),
                zone: Zone::parse("America/Phoenix").unwrap(),
                jurisdiction: Jurisdiction::parse("AZ").unwrap(),
                simulated: false,
                position: 17,
                head: [3; 32],
                made_at,
                expires_at: instant("2026-03-08T00:00:00Z"),
            },
            items: vec![item("a"), item("b")],
            coverage: vec![Coverage { item: item("a"), pattern: pattern("0FT4*"), from: later }],
            holders: [4, 9].map(|n| (provider(n), holder(n))).into(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_written_again_alike() {
        let bytes = write(&content()).unwrap();
        assert_eq!(read(&bytes), Ok(content()));
        assert_eq!(write(&read(&bytes).unwrap()), Some(bytes));
    }

    proptest! {
        // What is signed is read with care all the same: no bytes make it panic, and whatever is read can be written.
        #[test]
        fn no_bytes_make_the_reader_panic(
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<prop::sample::Index>(),
            whole in any::<bool>(),
            noise in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut bytes = write(&content()).unwrap();
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if !whole {
                bytes.truncate(cut.index(bytes.len()));
            }
            for bytes in [bytes, noise] {
                if let Ok(content) = read(&bytes) {
                    prop_assert!(write(&content).is_some());
                }
            }
        }
    }
}
