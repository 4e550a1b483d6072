//! The DEA's registrant file: lines of fixed width, in two layouts.
//!
//! The file is a licensed product. Its restricted variant holds social security numbers and tax numbers, which are passed over unread. A
//! line of another length is refused: in a file without delimiters nothing else tells that it is shifted.

use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;
use cred_core::evidence::reply::Reply;
use cred_core::identifier::DeaNumber;
use cred_core::jurisdiction::Jurisdiction;
use cred_core::provider::credential::Credential;
use cred_core::text::Text;
use cred_core::time::partial_date::PartialDate;

use crate::fault::{FileError, RowError, RowErrors, RowFault, RowResult, Rule};
use crate::fsmb::schedules;
use crate::identifier;
use crate::row::Row;
use crate::table::decode;

/// Which of the two layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeaLayout {
    /// Controlled Substances Act active registrants, until 2024: 295 bytes a line.
    Active,
    /// The layout after it: 299 bytes of fields in lines of 299 to 303 bytes.
    Current,
}

/// One registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeaRegistration {
    /// The number. Secret.
    pub number: DeaNumber,
    /// What the registrant does: A pharmacy, B hospital or clinic, C practitioner, M mid-level practitioner.
    pub activity: char,
    /// Schedules, as `2`, `2N`.
    pub schedules: Vec<Text>,
    /// Its last day, inclusive.
    pub expires: NaiveDate,
    /// The first day of the first registration, where the layout has it.
    pub registered: Option<NaiveDate>,
    /// `LAST, FIRST MI DEGREE`, or a business's name.
    pub name: String,
    /// The state of the registered address.
    pub state: Jurisdiction,
    /// Issued without a fee, where the layout tells it.
    pub fee_exempt: bool,
    /// The state licence that it rests on, as written.
    pub state_license: String,
}

impl DeaRegistration {
    /// What the file answers for the registration.
    #[must_use]
    pub fn reply(&self) -> Reply {
        Reply::Found {
            credential: Credential::Dea {
                jurisdiction: self.state,
                number: self.number.clone(),
                schedules: self.schedules.clone(),
                fee_exempt: self.fee_exempt,
            },
            valid_from: self.registered.map(PartialDate::Day),
            valid_to: Some(PartialDate::Day(self.expires)),
            encumbrances: Vec::new(),
            continues_until_final_action: false,
        }
    }
}

/// The lines of a registrant file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct DeaRows<R> {
    source: BufReader<R>,
    layout: DeaLayout,
    line: u64,
    any: bool,
    ended: bool,
}

/// Prepares to read a file.
pub fn read<R: Read>(source: R, layout: DeaLayout) -> DeaRows<R> {
    DeaRows { source: BufReader::new(source), layout, line: 0, any: false, ended: false }
}

/// Where a field is: its name, its first byte counted from 1, and its width.
type Field = (&'static str, usize, usize);

struct Fields {
    lengths: std::ops::RangeInclusive<usize>,
    number: Field,
    activity: Field,
    schedules: Field,
    expires: Field,
    registered: Option<Field>,
    name: Field,
    state: Field,
    payment: Option<Field>,
    license: Field,
}

impl DeaLayout {
    fn fields(self) -> Fields {
        match self {
            Self::Active => Fields {
                lengths: 295..=295,
                number: ("DEA Registration Number", 1, 9),
                activity: ("Business Activity Code", 10, 1),
                schedules: ("Drug Schedules", 11, 16),
                expires: ("Expiration Date", 27, 8),
                registered: None,
                name: ("Name", 35, 40),
                state: ("State", 228, 2),
                payment: Some(("Payment Indicator", 237, 1)),
                license: ("State License Number", 256, 20),
            },
            Self::Current => Fields {
                lengths: 299..=303,
                number: ("DEA Number", 1, 9),
                activity: ("Business Activity Code", 10, 1),
                schedules: ("Drug Schedules", 233, 12),
                expires: ("Expiration Date", 225, 8),
                registered: Some(("Date of Original Registration", 217, 8)),
                name: ("Name", 13, 40),
                state: ("State", 206, 2),
                payment: None,
                license: ("State License Number", 270, 15),
            },
        }
    }
}

/// A line being read.
struct Line<'a> {
    bytes: &'a [u8],
    line: u64,
    errors: Vec<RowError>,
}

impl Line<'_> {
    fn text(&self, (_, start, width): Field) -> String {
        let start = start.saturating_sub(1);
        decode(self.bytes.get(start..start + width).unwrap_or_default()).value.into_owned()
    }

    /// Values are never shown: a shifted line may hold a secret anywhere.
    fn parse<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.text(field);
        let value = (!text.is_empty()).then(|| "***".to_owned());
        let fault = |rule| RowError { line: self.line, column: Some(field.0.to_owned()), value: value.clone(), rule };
        parse(&text).map_err(fault).map_err(|error| self.errors.push(error)).ok()
    }

    fn read(mut self, layout: DeaLayout) -> RowResult<DeaRegistration> {
        let fields = layout.fields();
        let line = self.line;
        if !fields.lengths.contains(&self.bytes.len()) {
            let (least, most) = (fields.lengths.start(), fields.lengths.end());
            let reason = format!("the line has {} bytes, the layout {least} to {most}", self.bytes.len());
            let rule = Rule::Domain { code: "dea/line-length".to_owned(), reason };
            self.errors.push(RowError { line, column: None, value: None, rule });
            return Err(RowFault::Row(RowErrors { line, errors: self.errors, warnings: Vec::new() }));
        }
        let number = self.parse(fields.number, identifier::dea);
        let activity = self.parse(fields.activity, |text| text.chars().next().ok_or(Rule::Required));
        let expires = self.parse(fields.expires, day);
        let registered = fields.registered.and_then(|field| {
            let blank = ["", "00000000"].contains(&self.text(field).as_str());
            if blank { None } else { self.parse(field, day) }
        });
        let state = self.parse(fields.state, identifier::state);
        let schedules = schedules(&self.text(fields.schedules));
        let fee_exempt = fields.payment.is_some_and(|field| self.text(field).eq_ignore_ascii_case("E"));
        let (name, state_license) = (self.text(fields.name), self.text(fields.license));
        let value = (|| {
            Some(DeaRegistration {
                number: number?,
                activity: activity?,
                schedules,
                expires: expires?,
                registered,
                name,
                state: state?,
                fee_exempt,
                state_license,
            })
        })();
        match value {
            Some(value) if self.errors.is_empty() => Ok(Row { line, value, warnings: Vec::new() }),
            Some(_) | None => Err(RowFault::Row(RowErrors { line, errors: self.errors, warnings: Vec::new() })),
        }
    }
}

fn day(text: &str) -> Result<NaiveDate, Rule> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten();
    read.ok_or_else(|| Rule::Domain {
        code: "date/form".to_owned(),
        reason: "expected a date that exists, written %Y%m%d".to_owned(),
    })
}

impl<R: Read> Iterator for DeaRows<R> {
    type Item = RowResult<DeaRegistration>;

    fn next(&mut self) -> Option<Self::Item> {
        /// Longer than any line of the layouts; of a longer one the rest is told as further lines.
        const LINE_LIMIT: u64 = 4_096;
        while !self.ended {
            let mut bytes = Vec::new();
            let count = (&mut self.source).take(LINE_LIMIT).read_until(b'\n', &mut bytes);
            self.line += 1;
            match count {
                Err(source) => {
                    self.ended = true;
                    return Some(Err(FileError::Io { line: self.line, source }.into()));
                }
                Ok(0) => {
                    self.ended = true;
                    return (!self.any).then_some(Err(FileError::NoRows.into()));
                }
                Ok(_) => {}
            }
            let ends = bytes.ends_with(b"\n");
            let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if text.is_empty() {
                continue;
            }
            self.any = true;
            if !ends && bytes.len() < usize::try_from(LINE_LIMIT).unwrap_or(usize::MAX) {
                self.ended = true;
                return Some(Err(FileError::CutOff { line: self.line }.into()));
            }
            return Some(Line { bytes: text, line: self.line, errors: Vec::new() }.read(self.layout));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(layout: DeaLayout) -> String {
        let fields = layout.fields();
        let mut bytes = vec![b' '; *fields.lengths.start()];
        let mut put = |(_, start, _): Field, text: &str| {
            bytes[start - 1..start - 1 + text.len()].copy_from_slice(text.as_bytes());
        };
        put(fields.number, "AB1234563");
        put(fields.activity, "C");
        put(fields.schedules, "22N 33N 4 5");
        put(fields.expires, "20270131");
        put(fields.name, "TESTFIELD, ROWAN MD");
        put(fields.state, "AZ");
        if let Some(field) = fields.registered {
            put(field, "20100131");
        }
        if let Some(field) = fields.payment {
            put(field, "E");
        }
        String::from_utf8(bytes).unwrap() + "\r\n"
    }

    #[test]
    fn both_layouts_are_read() {
        for (layout, exempt) in [(DeaLayout::Active, true), (DeaLayout::Current, false)] {
            let file = line(layout).repeat(2);
            let rows: Vec<_> = read(file.as_bytes(), layout).map(Result::unwrap).collect();
            assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2]);
            let own = &rows[0].value;
            assert_eq!((own.schedules.len(), own.fee_exempt, own.name.as_str()), (6, exempt, "TESTFIELD, ROWAN MD"));
            assert!(matches!(own.reply(), Reply::Found { valid_to: Some(_), .. }));
        }
    }

    #[test]
    fn a_line_of_another_length_or_a_cut_one_is_told() {
        let whole = line(DeaLayout::Active);
        let shifted = whole.replacen("TESTFIELD", "TESTFIEL", 1);
        let file = format!("{shifted}{}{}", whole.replace("20270131", "20270231"), whole.get(..100).unwrap());
        let told: Vec<String> = read(file.as_bytes(), DeaLayout::Active)
            .map(|row| match row.unwrap_err() {
                RowFault::Row(row) => row.errors[0].to_string(),
                RowFault::File(fault) => fault.to_string(),
            })
            .collect();
        assert_eq!(told.len(), 3);
        assert!(told[0].contains("the line has 294 bytes"), "{told:?}");
        assert!(told[1].contains("line 2, `Expiration Date`, `***`"), "{told:?}");
        assert!(told[2].contains("cut off"), "{told:?}");
    }

    proptest::proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..900)) {
            let _ = read(bytes.as_slice(), DeaLayout::Current).count();
        }
    }
}
