//! What a list's file says, what is refused, and that no part of a list is taken for the whole.

mod federal;
mod leie;
mod mapped;

use chrono::NaiveDate;

use super::edition::{Limits, Load, Refused, Terms, load};
use super::{Format, LeieFile};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn first(file: impl AsRef<[u8]>, format: &Format) -> Result<Load, Refused> {
    load(file.as_ref(), format, &Terms::first("TEST", day("2026-08-10"), Limits::default()))
}
