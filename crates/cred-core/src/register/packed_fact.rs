//! One record that a finding rests on, in forty bytes.

use chrono::{DateTime, Datelike, NaiveDate};

use super::words::Spans;
use crate::{
    time::{Instant, partial_date::PartialDate},
    timeline::finding::FactSpan,
};

/// An instant as the microseconds since 1970 that it is made of. `MAX` stands for none.
pub(super) type Micros = i64;

/// A fact; its label has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedFact {
    pub(super) id: [u8; 16],
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) verified_on: Option<NaiveDate>,
    pub(super) label: u32,
}

/// No date.
const OPEN: i64 = i64::MIN;

impl PackedFact {
    pub(super) fn id_of_number(number: u32) -> [u8; 16] {
        u128::from(number).to_be_bytes()
    }

    pub(super) fn id_number(&self) -> u32 {
        u32::try_from(u128::from_be_bytes(self.id)).unwrap_or(u32::MAX)
    }

    /// What the ends of a span are, and both of them in numbers.
    pub(super) fn ends(span: Option<FactSpan>) -> (Spans, i64, i64) {
        match span {
            None => (Spans::Nothing, OPEN, OPEN),
            Some(FactSpan::Dates { from, to }) => (Spans::Dates, packed_date(from), packed_date(to)),
            Some(FactSpan::Instants { from, to }) => {
                let to = to.map_or(Micros::MAX, |to| to.timestamp_micros());
                (Spans::Instants, from.timestamp_micros(), to)
            }
        }
    }

    pub(super) fn span(&self, spans: Spans) -> Option<FactSpan> {
        match spans {
            Spans::Nothing => None,
            Spans::Dates => Some(FactSpan::Dates { from: date(self.from), to: date(self.to) }),
            Spans::Instants => {
                Some(FactSpan::Instants { from: instant(self.from).unwrap_or(Instant::MIN_UTC), to: instant(self.to) })
            }
        }
    }
}

/// Year, month and day after each other; a month or a day that is not known is 0.
fn packed_date(date: Option<PartialDate>) -> i64 {
    let (year, month, day) = match date {
        None => return OPEN,
        Some(PartialDate::Day(day)) => (day.year(), day.month(), day.day()),
        Some(PartialDate::Month(year, month)) => (year, month, 0),
        Some(PartialDate::Year(year)) => (year, 0, 0),
    };
    (i64::from(year) << 16) | i64::from((month << 8) | day)
}

fn date(packed: i64) -> Option<PartialDate> {
    if packed == OPEN {
        return None;
    }
    let year = i32::try_from(packed >> 16).ok()?;
    let (month, day) = (u32::try_from((packed >> 8) & 0xFF).ok()?, u32::try_from(packed & 0xFF).ok()?);
    Some(match (month, day) {
        (0, _) => PartialDate::Year(year),
        (month, 0) => PartialDate::Month(year, month),
        (month, day) => PartialDate::Day(NaiveDate::from_ymd_opt(year, month, day)?),
    })
}

/// The instant of so many microseconds; `None` for the end of all time.
pub(super) fn instant(micros: Micros) -> Option<Instant> {
    if micros == Micros::MAX { None } else { DateTime::from_timestamp_micros(micros) }
}
