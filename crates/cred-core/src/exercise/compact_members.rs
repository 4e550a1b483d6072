//! Who is a member of the licensure compacts: a table that ages.
//!
//! What practitioners know as of [`AS_OF`], confidence *memory*: look at the compacts' own lists before relying on a border of it. A state
//! that joined later is none here, and a licence does not reach into it until this table says so. Where a date is in doubt the later one
//! stands: a privilege that is refused for some weeks too long harms nobody.

use chrono::NaiveDate;

use crate::jurisdiction::Jurisdiction;

/// The day as of which the tables stand, as year, month, day.
pub const AS_OF: (i32, u32, u32) = (2025, 12, 31);

/// A member and its first day, as year, month, day.
pub type Member = (&'static str, (i32, u32, u32));

/// The first day of the present Nurse Licensure Compact.
const BEGINNING: (i32, u32, u32) = (2018, 1, 19);

/// The Nurse Licensure Compact, each state from the day on which it gives and takes multistate licences. States that have enacted it and
/// not put it in force yet (Massachusetts, Guam, the Virgin Islands) are left out.
pub static NLC: [Member; 40] = [
    ("AL", (2020, 1, 1)),
    ("AR", BEGINNING),
    ("AZ", BEGINNING),
    ("CO", BEGINNING),
    ("CT", (2025, 10, 1)),
    ("DE", BEGINNING),
    ("FL", BEGINNING),
    ("GA", BEGINNING),
    ("IA", BEGINNING),
    ("ID", BEGINNING),
    ("IN", (2020, 7, 1)),
    ("KS", (2019, 7, 1)),
    ("KY", BEGINNING),
    ("LA", (2019, 7, 1)),
    ("MD", BEGINNING),
    ("ME", BEGINNING),
    ("MO", BEGINNING),
    ("MS", BEGINNING),
    ("MT", BEGINNING),
    ("NC", BEGINNING),
    ("ND", BEGINNING),
    ("NE", BEGINNING),
    ("NH", BEGINNING),
    ("NJ", (2021, 11, 15)),
    ("NM", BEGINNING),
    ("OH", (2023, 1, 1)),
    ("OK", BEGINNING),
    ("PA", (2025, 7, 7)),
    ("RI", (2024, 1, 1)),
    ("SC", BEGINNING),
    ("SD", BEGINNING),
    ("TN", BEGINNING),
    ("TX", BEGINNING),
    ("UT", BEGINNING),
    ("VA", BEGINNING),
    ("VT", (2022, 2, 1)),
    ("WA", (2024, 1, 31)),
    ("WI", BEGINNING),
    ("WV", BEGINNING),
    ("WY", BEGINNING),
];

/// The Interstate Medical Licensure Compact: the states whose licence can be the principal one, whatever the day. It is only told where a
/// principal state is none of them; the licences themselves are each state's own.
pub static IMLC_PRINCIPAL: [&str; 40] = [
    "AL", "AR", "AZ", "CO", "DE", "FL", "GA", "GU", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MD", "ME", "MI", "MN",
    "MO", "MS", "MT", "ND", "NE", "NH", "NJ", "NV", "OH", "OK", "PA", "RI", "SD", "TN", "TX", "UT", "WA", "WI", "WV",
    "WY", "DC",
];

/// The first day on which a state is a member of the Nurse Licensure Compact; `None` where it is none.
#[must_use]
pub fn nlc_from(state: Jurisdiction) -> Option<NaiveDate> {
    let (_, (year, month, day)) = NLC.iter().find(|(code, _)| *code == state.code())?;
    NaiveDate::from_ymd_opt(*year, *month, *day)
}

/// Whether a state's licence can be the principal one of the Interstate Medical Licensure Compact.
#[must_use]
pub fn may_be_principal(state: Jurisdiction) -> bool {
    IMLC_PRINCIPAL.contains(&state.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_a_state_and_stands_once() {
        for codes in [NLC.iter().map(|(code, _)| *code).collect::<Vec<_>>(), IMLC_PRINCIPAL.to_vec()] {
            let mut once = codes.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), codes.len());
            assert!(codes.iter().all(|code| Jurisdiction::parse(code).is_ok()));
        }
        for (code, _) in &NLC {
            assert!(nlc_from(Jurisdiction::parse(code).unwrap()).is_some(), "{code}");
        }
        assert!(nlc_from(Jurisdiction::parse("CA").unwrap()).is_none());
    }
}
