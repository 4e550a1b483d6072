//! Dates as the publishers of lists write them, each list in the forms that are declared for it.

use chrono::NaiveDate;
use cred_core::time::partial_date::PartialDate;

use crate::fault::Rule;

/// A declared way to write a date, in the letters of `strftime`: `%Y %y %m %d %B %b` and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateForm {
    pattern: String,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Year,
    ShortYear,
    Month,
    MonthName,
    Day,
    Literal(char),
}

impl DateForm {
    /// Reads a pattern.
    /// Refuses another letter, no year, a day without a month, or a part twice.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        let mut items = Vec::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            items.push(match letter {
                '%' => match letters.next() {
                    Some('Y') => Item::Year,
                    Some('y') => Item::ShortYear,
                    Some('m') => Item::Month,
                    Some('B' | 'b') => Item::MonthName,
                    Some('d') => Item::Day,
                    other => {
                        let other = other.map(String::from).unwrap_or_default();
                        return Err(format!("`%{other}` is no part of a date here: write %Y, %y, %m, %B, %b or %d"));
                    }
                },
                other => Item::Literal(other),
            });
        }
        let count = |wanted: &[Item]| items.iter().filter(|item| wanted.contains(item)).count();
        let (years, months, days) =
            (count(&[Item::Year, Item::ShortYear]), count(&[Item::Month, Item::MonthName]), count(&[Item::Day]));
        if years != 1 || months > 1 || days > months {
            return Err("a date has one year, at most one month, and a day only with a month".to_owned());
        }
        Ok(Self { pattern: pattern.to_owned(), items })
    }

    /// Whether it writes the year in two digits, so that a century must be supposed.
    pub(crate) fn supposes_century(&self) -> bool {
        self.items.contains(&Item::ShortYear)
    }

    fn read(&self, text: &str) -> Option<PartialDate> {
        let mut rest = text;
        let (mut year, mut month, mut day) = (None, None, None);
        for (at, item) in self.items.iter().enumerate() {
            // Between separators a month or day may have one digit; in a run of digits it may not.
            let run = !matches!(self.items.get(at + 1), None | Some(Item::Literal(_)))
                || at.checked_sub(1).is_some_and(|before| !matches!(self.items.get(before), Some(Item::Literal(_))));
            let least = if run { 2 } else { 1 };
            match item {
                Item::Literal(letter) => rest = rest.strip_prefix(*letter)?,
                Item::Year => year = Some(i32::try_from(digits(&mut rest, 4, 4)?).ok()?),
                Item::ShortYear => {
                    let short = i32::try_from(digits(&mut rest, 2, 2)?).ok()?;
                    year = Some(if short < 70 { 2000 + short } else { 1900 + short });
                }
                Item::Month => month = Some(digits(&mut rest, least, 2)?),
                Item::Day => day = Some(digits(&mut rest, least, 2)?),
                Item::MonthName => month = Some(month_name(&mut rest)?),
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let date = match (year?, month, day) {
            (year, None, _) => PartialDate::Year(year),
            (year, Some(month), None) => {
                NaiveDate::from_ymd_opt(year, month, 1).map(|_| PartialDate::Month(year, month))?
            }
            (year, Some(month), Some(day)) => PartialDate::Day(NaiveDate::from_ymd_opt(year, month, day)?),
        };
        (1850..=2999).contains(&date.year()).then_some(date)
    }
}

/// Reads a date in the first of the forms that fits.
pub(crate) fn date(text: &str, forms: &[DateForm]) -> Result<PartialDate, Rule> {
    forms.iter().find_map(|form| form.read(text)).ok_or_else(|| {
        let forms: Vec<&str> = forms.iter().map(|form| form.pattern.as_str()).collect();
        Rule::Domain {
            code: "date/form".to_owned(),
            reason: format!("expected a date that exists, written {}", forms.join(" or ")),
        }
    })
}

/// Reads a full day in the first of the forms that fits.
pub(crate) fn day(text: &str, forms: &[DateForm]) -> Result<NaiveDate, Rule> {
    date(text, forms)?.day().ok_or(Rule::Date(crate::DateRule::DayMissing))
}

/// Forms that are known to be sound.
pub(crate) fn forms(patterns: &[&str]) -> Vec<DateForm> {
    patterns.iter().filter_map(|pattern| DateForm::parse(pattern).ok()).collect()
}

fn digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    number.parse().ok()
}

fn month_name(rest: &mut &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let count = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, after) = rest.split_at_checked(count)?;
    let name = name.to_ascii_lowercase();
    let at = NAMES.iter().position(|month| name == *month || (name.len() >= 3 && month.starts_with(&name)))?;
    *rest = after;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_forms_are_read_and_no_others() {
        for (pattern, text, read) in [
            ("%Y%m%d", "20200131", "2020-01-31"),
            ("%m/%d/%Y", "1/31/2020", "2020-01-31"),
            ("%m.%d.%y", "01.31.20", "2020-01-31"),
            ("%m/%d/%y", "1/31/99", "1999-01-31"),
            ("%B %Y", "March 2021", "2021-03"),
            ("%B %d, %Y", "Sept 9, 2021", "2021-09-09"),
            ("Reinstated effective %m/%d/%Y", "Reinstated effective 1/2/2021", "2021-01-02"),
            ("%Y", "2021", "2021"),
        ] {
            let form = DateForm::parse(pattern).unwrap();
            assert_eq!(date(text, &[form]).unwrap().to_string(), read, "{pattern}");
        }
        for (pattern, text) in [
            ("%Y%m%d", "2020131"),
            ("%Y%m%d", "20200230"),
            ("%m/%d/%Y", "01/31/20"),
            ("%m/%d/%Y", "01/31/2020 x"),
            ("%m/%d/%y", "01/31/2020"),
            ("%B %Y", "Ma 2021"),
            ("%Y", "0001"),
        ] {
            assert!(date(text, &[DateForm::parse(pattern).unwrap()]).is_err(), "{pattern} {text}");
        }
        for pattern in ["%q", "%", "%m/%d", "%Y %y", "%d %Y", ""] {
            assert!(DateForm::parse(pattern).is_err(), "{pattern}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(pattern in "[%YymdBb/ .é-]{0,10}", text in ".*") {
            if let Ok(form) = DateForm::parse(&pattern) {
                let _ = date(&text, &[form]);
            }
        }
    }
}
