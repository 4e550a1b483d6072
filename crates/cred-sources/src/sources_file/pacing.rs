//! When, how fast and how often a source is asked.

use chrono::{NaiveTime, Weekday};
use cred_core::{
    evidence::primary_source::{
        outage::Outage,
        pace::{Cadence, Pace, RateLimit, Retry},
    },
    time::zone::Zone,
};
use cred_import::toml_fault::{not_one_of, table::Table};

/// One request a second; three attempts with half a second between, at most half a minute; fifteen seconds for one attempt.
const RATE: RateLimit = RateLimit { requests: 1, seconds: 1 };
const RETRY: Retry = Retry { attempts: 3, first_wait_ms: 500, longest_wait_ms: 30_000 };
const TIMEOUT_MS: u32 = 15_000;

pub(super) fn of(table: &mut Table<'_, '_>) -> Option<(Cadence, Vec<Outage>, Pace)> {
    let cadence = table.required::<Cadence>("renewed");
    if cadence.is_some_and(|cadence| cadence.stale_after_hours == 0) {
        table.fault("renewed", "`stale_after_hours` is 0: nothing would be recent enough");
    }
    let outages: Option<Vec<Outage>> = table.tables("outage").into_iter().map(outage).collect();
    let rate = if table.has("rate") { table.optional("rate")? } else { RATE };
    if rate.requests == 0 || rate.seconds == 0 {
        table.fault("rate", "give at least 1 request in at least 1 second");
    }
    let retry = if table.has("retry") { table.optional("retry")? } else { RETRY };
    if !(1..=10).contains(&retry.attempts) {
        table.fault("retry", "`attempts` is 1 to 10");
    }
    if retry.first_wait_ms > retry.longest_wait_ms || retry.longest_wait_ms > 3_600_000 {
        table.fault("retry", "`first_wait_ms` is at most `longest_wait_ms`, and that at most an hour (3600000)");
    }
    let timeout_ms = table.optional("timeout_ms").unwrap_or(TIMEOUT_MS);
    if !(1..=300_000).contains(&timeout_ms) {
        table.fault("timeout_ms", "give 1 to 300000 milliseconds");
    }
    Some((cadence?, outages?, Pace { rate, retry, timeout_ms }))
}

fn outage(mut table: Table<'_, '_>) -> Option<Outage> {
    let zone: Option<Zone> = table.required("zone");
    // A time of day repeats; with a date it is once.
    let once = table.text_or_time("from").is_some_and(|from| from.contains('-'));
    let outage = if once {
        let (from, until) = (table.instant("from", zone), table.instant("until", zone));
        let (from, until) = from.zip(until)?;
        if until <= from {
            table.fault("until", "it is not after `from`");
        }
        Some(Outage::Once { from, until })
    } else {
        let weekday = if table.has("weekday") { Some(weekday(&mut table)?) } else { None };
        let (from, until) = (clock(&mut table, "from"), clock(&mut table, "until"));
        Some(Outage::Repeated { weekday, from: from?, until: until?, zone: zone? })
    };
    table.finish();
    outage
}

fn clock(table: &mut Table<'_, '_>, key: &'static str) -> Option<NaiveTime> {
    table.required_value(key)?;
    let written = table.text_or_time(key)?;
    let read = ["%H:%M", "%H:%M:%S"].into_iter().find_map(|form| NaiveTime::parse_from_str(&written, form).ok());
    if read.is_none() {
        table.fault(key, "expected a time of day like `22:00`, or a date and time like `2026-01-31T22:00:00`");
    }
    read
}

fn weekday(table: &mut Table<'_, '_>) -> Option<Weekday> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = table.word("weekday")?;
    let read = DAYS.contains(&word).then(|| word.parse().ok()).flatten();
    if read.is_none() {
        table.fault("weekday", not_one_of(word, &DAYS));
    }
    read
}
