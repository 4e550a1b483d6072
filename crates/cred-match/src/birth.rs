//! Dates of birth, held against one another.

use chrono::Datelike as _;
use cred_core::time::partial_date::PartialDate;

use crate::{
    potential_match::{Nearness, Outcome},
    weights::Weights,
};

/// A date of birth taken apart; what is not known is 0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Birth {
    year: i32,
    month: u32,
    day: u32,
}

impl Birth {
    pub(crate) fn of(date: PartialDate) -> Self {
        match date {
            PartialDate::Year(year) => Self { year, month: 0, day: 0 },
            PartialDate::Month(year, month) => Self { year, month, day: 0 },
            PartialDate::Day(day) => Self { year: day.year(), month: day.month(), day: day.day() },
        }
    }

    /// A number for the day, where it is known to the day.
    pub(crate) fn day_key(self) -> Option<u64> {
        (self.day != 0).then(|| u64::from(self.year.unsigned_abs()) * 10_000 + u64::from(self.month * 100 + self.day))
    }

    pub(crate) fn against(self, other: Self, weights: &Weights) -> (Outcome, Option<Nearness>, i32) {
        let near = |nearness, points| (Outcome::Near, Some(nearness), points);
        let differs = (Outcome::Differs, None, weights.born_differs);
        if self.month == 0 || other.month == 0 {
            return if self.year == other.year { near(Nearness::LessPrecise, weights.born_year) } else { differs };
        }
        if self.day == 0 || other.day == 0 {
            let agree = (self.year, self.month) == (other.year, other.month);
            return if agree { near(Nearness::LessPrecise, weights.born_month) } else { differs };
        }
        if self == other {
            return (Outcome::Same, None, weights.born_same);
        }
        if (self.year, self.month, self.day) == (other.year, other.day, other.month) {
            return near(Nearness::DayAndMonthSwapped, weights.born_swapped);
        }
        if self.one_digit_from(other) { near(Nearness::OneEdit, weights.born_one_edit) } else { differs }
    }

    fn digits(self) -> [u32; 8] {
        let year = self.year.unsigned_abs();
        let (month, day) = (self.month, self.day);
        [year / 1000 % 10, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10]
    }

    fn one_digit_from(self, other: Self) -> bool {
        let pairs = self.digits().into_iter().zip(other.digits()).enumerate();
        let apart: Vec<(usize, (u32, u32))> = pairs.filter(|(_, (a, b))| a != b).collect();
        match apart.as_slice() {
            [_] => true,
            [(at, (a, b)), (next, (c, d))] => at + 1 == *next && a == d && b == c,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_birth_are_the_same_near_or_different() {
        let cases = [
            ("1961-03-04", "1961-03-04", Outcome::Same, None),
            ("1961-03-04", "1961-04-03", Outcome::Near, Some(Nearness::DayAndMonthSwapped)),
            ("1961-03-04", "1961-03-05", Outcome::Near, Some(Nearness::OneEdit)),
            ("1961-03-04", "1971-03-04", Outcome::Near, Some(Nearness::OneEdit)),
            ("1961-03-04", "1916-03-04", Outcome::Near, Some(Nearness::OneEdit)),
            ("1961-03-04", "1961-03", Outcome::Near, Some(Nearness::LessPrecise)),
            ("1961", "1961-03", Outcome::Near, Some(Nearness::LessPrecise)),
            ("1961-03-04", "1961-04", Outcome::Differs, None),
            ("1961-03-04", "1962", Outcome::Differs, None),
            ("1961-03-04", "1962-03-05", Outcome::Differs, None),
        ];
        for (ours, theirs, outcome, nearness) in cases {
            let read = |text: &str| Birth::of(PartialDate::parse(text).unwrap());
            for (a, b) in [(ours, theirs), (theirs, ours)] {
                let (found, how, _) = read(a).against(read(b), &Weights::default());
                assert_eq!((found, how), (outcome, nearness), "{a} {b}");
            }
        }
    }
}
