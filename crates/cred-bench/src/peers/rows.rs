//! The world in SQL: the same tables and the same statement for every database.

use crate::{
    Fault,
    verdict::Reason,
    world::{
        Asks, ITEMS, asks,
        tables::{Span, Tables},
    },
};

/// The tables. Each is found by its key.
pub const SCHEMA: &str = "
CREATE TABLE provider (id bigint PRIMARY KEY, from_at bigint NOT NULL, to_at bigint NOT NULL);
CREATE TABLE credential (provider bigint NOT NULL, kind bigint NOT NULL, state bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, PRIMARY KEY (provider, kind, state, from_at));
CREATE TABLE exclusion (provider bigint PRIMARY KEY, from_at bigint NOT NULL, to_at bigint NOT NULL);
CREATE TABLE appointment (provider bigint NOT NULL, facility bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, PRIMARY KEY (provider, facility));
CREATE TABLE absence (provider bigint NOT NULL, facility bigint NOT NULL, reason bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, PRIMARY KEY (provider, facility, reason));
CREATE TABLE held (provider bigint NOT NULL, facility bigint NOT NULL, item bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, first bigint NOT NULL, second bigint NOT NULL, PRIMARY KEY (provider, facility, item));
CREATE TABLE held_suspension (provider bigint NOT NULL, facility bigint NOT NULL, item bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, PRIMARY KEY (provider, facility, item));
CREATE TABLE item (id bigint PRIMARY KEY, needs bigint NOT NULL, resource bigint NOT NULL);
CREATE TABLE outage (site bigint NOT NULL, resource bigint NOT NULL, from_at bigint NOT NULL, to_at bigint NOT NULL, PRIMARY KEY (site, resource, from_at));
";

/// The names of the tables.
pub const TABLES: [&str; 9] =
    ["provider", "credential", "exclusion", "appointment", "absence", "held", "held_suspension", "item", "outage"];

const LICENCE: i64 = 1;
const DEA: i64 = 2;
const BOARD: i64 = 3;
const INSURANCE: i64 = 4;
const CERTIFICATE: i64 = 5;
/// The state of what is good everywhere.
const ANY_STATE: i64 = -1;

/// Who takes the rows: the name of the table, and the cells.
pub type Take<'t> = &'t mut dyn FnMut(&str, Vec<i64>) -> Result<(), Fault>;

/// Hands on every row with the name of its table.
///
/// # Errors
/// What the receiver answers.
pub fn each(tables: &Tables, take: Take<'_>) -> Result<(), Fault> {
    for (number, own) in tables.providers.iter().enumerate() {
        let id = number as i64;
        take("provider", vec![id, own.approved.from, own.approved.to])?;
        let mut credentials = vec![
            (BOARD, ANY_STATE, own.board),
            (INSURANCE, ANY_STATE, own.insurance),
            (CERTIFICATE, ANY_STATE, own.certificate),
        ];
        for row in &tables.licences[number] {
            credentials.push((LICENCE, i64::from(row.state), row.licence));
            credentials.push((DEA, i64::from(row.state), row.dea));
        }
        for (kind, state, spans) in credentials {
            for span in spans.iter().filter(|own| **own != Span::NEVER) {
                take("credential", vec![id, kind, state, span.from, span.to])?;
            }
        }
        if own.excluded != Span::NEVER {
            take("exclusion", vec![id, own.excluded.from, own.excluded.to])?;
        }
        for row in &tables.appointments[number] {
            let facility = i64::from(row.facility);
            take("appointment", vec![id, facility, row.term.from, row.term.to])?;
            let absences =
                [(Reason::OnLeave, row.leave), (Reason::LeaveOver, row.overstayed), (Reason::Suspended, row.suspended)];
            for (reason, span) in absences.into_iter().filter(|(_, own)| *own != Span::NEVER) {
                take("absence", vec![id, facility, i64::from(reason.bit()), span.from, span.to])?;
            }
        }
    }
    for own in &tables.grants {
        let key = vec![i64::from(own.provider), i64::from(own.facility), i64::from(own.item)];
        if own.suspended != Span::NEVER {
            take("held_suspension", [key.clone(), vec![own.suspended.from, own.suspended.to]].concat())?;
        }
        let rest = vec![own.term.from, own.term.to, i64::from(own.sites[0]), i64::from(own.sites[1])];
        take("held", [key, rest].concat())?;
    }
    for item in 0..ITEMS {
        let (needs, resource) = match asks(item) {
            Asks::Nothing => (0, -1),
            Asks::Board => (1, -1),
            Asks::Dea => (2, -1),
            Asks::Resource(resource) => (3, i64::from(resource)),
        };
        take("item", vec![i64::from(item), needs, resource])?;
    }
    for own in &tables.outages {
        take("outage", vec![i64::from(own.site), i64::from(own.resource), own.span.from, own.span.to])?;
    }
    Ok(())
}

/// The statement: provider, facility, site, item, instant, state, place (`$1` to `$7`) to the reasons as bits.
#[must_use]
pub fn question() -> String {
    let bit = |reason: Reason| reason.bit();
    let credential = |kind: i64, state: &str| {
        format!(
            "EXISTS (SELECT 1 FROM credential WHERE provider = $1 AND kind = {kind} AND state = {state} \
             AND from_at <= $5 AND $5 < to_at)"
        )
    };
    let unless = |holds: &str, reason: Reason| format!("CASE WHEN {holds} THEN 0 ELSE {} END", bit(reason));
    let (any, licensed) = (ANY_STATE.to_string(), credential(LICENCE, "$6"));
    let parts = [
        unless("EXISTS (SELECT 1 FROM provider WHERE id = $1 AND from_at <= $5 AND $5 < to_at)", Reason::NotApproved),
        format!(
            "COALESCE((SELECT reason FROM absence WHERE provider = $1 AND facility = $2 AND from_at <= $5 AND $5 < to_at), \
             (SELECT CASE WHEN $5 < from_at THEN {} WHEN $5 >= to_at THEN {} ELSE 0 END FROM appointment \
             WHERE provider = $1 AND facility = $2), {})",
            bit(Reason::AppointmentToCome),
            bit(Reason::AppointmentOver),
            bit(Reason::NotAppointed)
        ),
        format!(
            "CASE WHEN {licensed} OR NOT EXISTS (SELECT 1 FROM credential WHERE provider = $1 AND kind = {LICENCE} \
             AND state = $6) THEN 0 ELSE {} END",
            bit(Reason::LicenceExpired)
        ),
        unless(&credential(INSURANCE, &any), Reason::InsuranceExpired),
        format!(
            "CASE WHEN EXISTS (SELECT 1 FROM exclusion WHERE provider = $1 AND from_at <= $5 AND $5 < to_at) THEN {} ELSE 0 END",
            bit(Reason::Excluded)
        ),
        format!(
            "COALESCE((SELECT CASE WHEN EXISTS (SELECT 1 FROM held_suspension WHERE provider = $1 AND facility = $2 \
             AND item = $4 AND from_at <= $5 AND $5 < to_at) THEN {} WHEN $5 < h.from_at THEN {} WHEN $5 >= h.to_at THEN {} \
             WHEN ($7 = 0 AND h.first = 0) OR ($7 = 1 AND h.second = 0) THEN {} ELSE 0 END | {} \
             | CASE WHEN i.needs <> 1 OR {} THEN 0 ELSE {} END \
             | CASE WHEN i.needs <> 2 OR ({licensed} AND {}) THEN 0 ELSE {} END \
             FROM held h JOIN item i ON i.id = h.item WHERE h.provider = $1 AND h.facility = $2 AND h.item = $4), {})",
            bit(Reason::GrantSuspended),
            bit(Reason::GrantToCome),
            bit(Reason::GrantOver),
            bit(Reason::OtherSite),
            unless(&credential(CERTIFICATE, &any), Reason::CertificateExpired),
            credential(BOARD, &any),
            bit(Reason::BoardExpired),
            credential(DEA, "$6"),
            bit(Reason::DeaExpired),
            bit(Reason::NotGranted)
        ),
        format!(
            "CASE WHEN EXISTS (SELECT 1 FROM item i JOIN outage o ON o.site = $3 AND o.resource = i.resource \
             WHERE i.id = $4 AND o.from_at <= $5 AND $5 < o.to_at) THEN {} ELSE 0 END",
            bit(Reason::ResourceOut)
        ),
    ];
    let parts: Vec<String> = parts.iter().map(|own| format!("({own})")).collect();
    format!("SELECT CAST({} AS bigint)", parts.join(" | "))
}
