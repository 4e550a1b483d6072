use std::io::Read;

use proptest::prelude::*;

use super::{Delimiter, FIELD_COUNT_LIMIT, FIELD_LIMIT, RECORD_LIMIT, Records};
use crate::fault::FileError;

type Line = (u64, Vec<Vec<u8>>);

/// All records, and the fault reading ended with.
fn read(source: impl Read, delimiter: Delimiter) -> (Vec<Line>, Option<FileError>) {
    let mut records = match Records::open(source, delimiter) {
        Ok(records) => records,
        Err(fault) => return (Vec::new(), Some(fault)),
    };
    let mut lines = Vec::new();
    loop {
        match records.next_record() {
            Ok(Some(record)) => lines.push((record.line(), record.fields().map(<[u8]>::to_vec).collect())),
            Ok(None) => return (lines, None),
            Err(fault) => return (lines, Some(fault)),
        }
    }
}

fn texts(lines: &[Line]) -> Vec<Vec<String>> {
    let text = |field: &Vec<u8>| String::from_utf8_lossy(field).into_owned();
    lines.iter().map(|(_, fields)| fields.iter().map(text).collect()).collect()
}

fn message(bytes: &[u8]) -> String {
    read(bytes, Delimiter::Comma).1.expect("a fault").to_string()
}

/// Hands out a few bytes at a time, so that every border falls between two reads.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// An endless source, to show that reading stops by itself.
struct Endless(u64);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(b'x');
        if self.0 == 0
            && let Some(first) = buffer.first_mut()
        {
            *first = b'"';
        }
        self.0 += u64::try_from(buffer.len()).unwrap();
        assert!(self.0 < 64 << 20, "still reading after 64 MiB");
        Ok(buffer.len())
    }
}

#[test]
fn a_record_knows_the_line_it_starts_on() {
    for breaks in ["\n", "\r\n", "\r"] {
        let file = ["a,b", "1,\"two", "lines\"", "", "", "2,x", "3,y"].join(breaks);
        let lines: Vec<u64> = read(file.as_bytes(), Delimiter::Comma).0.iter().map(|line| line.0).collect();
        assert_eq!(lines, [1, 2, 6, 7], "{breaks:?}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let (lines, _) = read("\u{FEFF}\"npi\",b\r\n1,2".as_bytes(), Delimiter::Sniffed);
    assert_eq!(texts(&lines), [["npi", "b"], ["1", "2"]]);
}

#[test]
fn a_delimiter_announced_above_the_header_is_obeyed() {
    let (lines, _) = read(&b"sep=;\r\na,x;b\r\n1;2\r\n"[..], Delimiter::Sniffed);
    assert_eq!(texts(&lines), [["a,x", "b"], ["1", "2"]]);
    assert_eq!(lines[0].0, 2);
}

#[test]
fn a_quote_that_never_closes_is_named_by_the_line_it_opens_on() {
    let (lines, fault) = read(&b"a,b\n1,2\n3,\"4\n5,6\n7,8\n"[..], Delimiter::Comma);
    assert_eq!(lines.len(), 2);
    assert!(matches!(fault, Some(FileError::UnclosedQuote { line: 3 })), "{fault:?}");
    assert!(read(&b"a,b\n1,\"\""[..], Delimiter::Comma).1.is_none());
    assert!(read(&b"a,b\n1,\"2\""[..], Delimiter::Comma).1.is_none());
    assert!(read(&b"a,b\n1,\"\"\""[..], Delimiter::Comma).1.is_some());
}

#[test]
fn an_oversized_field_record_or_row_ends_the_reading_at_its_line() {
    let mut file = b"a,b\n1,\"".to_vec();
    file.resize(file.len() + (20 << 20), b'x');
    file.extend_from_slice(b"\"\n2,3\n");
    let (lines, fault) = read(&file[..], Delimiter::Comma);
    assert_eq!(lines.len(), 1);
    assert!(matches!(fault, Some(FileError::FieldTooLong { line: 2, field: 2, .. })), "{fault:?}");

    let field = "x".repeat(FIELD_LIMIT);
    let fits = format!("{field},b\n");
    assert!(read(fits.as_bytes(), Delimiter::Comma).1.is_none());
    let row = [field.as_str(); RECORD_LIMIT / FIELD_LIMIT + 1].join(",");
    let fault = read(format!("a\n{row}\n").as_bytes(), Delimiter::Comma).1;
    assert!(matches!(fault, Some(FileError::RecordTooLong { line: 2, .. })), "{fault:?}");

    let row = ",".repeat(FIELD_COUNT_LIMIT + 1);
    let fault = read(format!("a\n{row}\n").as_bytes(), Delimiter::Comma).1;
    assert!(matches!(fault, Some(FileError::TooManyFields { line: 2, .. })), "{fault:?}");

    let fault = read(Endless(0), Delimiter::Sniffed).1;
    assert!(matches!(fault, Some(FileError::FieldTooLong { line: 1, field: 1, .. })), "{fault:?}");
}

#[test]
fn what_is_no_table_is_named_with_what_to_do() {
    assert_eq!(message(b""), "the file is empty: expected a header line and at least one row");
    assert!(message(b"\x1F\x8B\x08\x00\x00").ends_with("unzip it first"));
    assert!(message(b"PK\x03\x04\x14\x00").contains("save the sheet as CSV"));
    assert!(message(b"N\x00P\x00I\x00").contains("binary data"));
}

#[test]
fn a_failing_source_is_a_fault_of_the_file() {
    struct Broken(bool);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 {
                return Err(std::io::Error::other("gone"));
            }
            self.0 = true;
            buffer[..4].copy_from_slice(b"a,b\n");
            Ok(4)
        }
    }
    assert!(matches!(read(Broken(false), Delimiter::Comma).1, Some(FileError::Io { line: 1, .. })));
}

fn other_reader(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader
        .byte_records()
        .map(|record| record.unwrap().iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn written_records_come_back_with_their_lines(
        rows in prop::collection::vec(prop::collection::vec("[a-z,;\"\n\r é]{0,6}", 2..5), 1..8),
        crlf in any::<bool>(),
        step in 1_usize..9,
    ) {
        let mut file = Vec::new();
        let mut expected = Vec::new();
        for row in &rows {
            let before = String::from_utf8(file.clone()).unwrap();
            let line = before.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1;
            expected.push((u64::try_from(line).unwrap(), row.iter().map(|field| field.clone().into_bytes()).collect()));
            let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new()
                .terminator(terminator)
                .quote_style(csv::QuoteStyle::Always)
                .from_writer(&mut file);
            writer.write_record(row).unwrap();
            writer.flush().unwrap();
        }
        let (whole, fault) = read(&file[..], Delimiter::Comma);
        prop_assert!(fault.is_none());
        prop_assert_eq!(&whole, &expected);
        let (dripped, fault) = read(Drip(&file, step), Delimiter::Comma);
        prop_assert!(fault.is_none());
        prop_assert_eq!(&dripped, &expected);
    }

    #[test]
    fn untidy_text_is_divided_as_another_reader_divides_it(text in "[ab\",\n\r]{1,40}") {
        let (ours, fault) = read(text.as_bytes(), Delimiter::Comma);
        let ours = texts(&ours);
        let theirs = other_reader(text.as_bytes());
        match fault {
            None => prop_assert_eq!(ours, theirs),
            // The other reader takes what is left after the open quote for one more record.
            Some(FileError::UnclosedQuote { .. }) => {
                prop_assert_eq!(&ours[..], &theirs[..theirs.len() - 1]);
            }
            Some(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), step in 1_usize..50) {
        for delimiter in [Delimiter::Comma, Delimiter::Sniffed] {
            let (whole, _) = read(&bytes[..], delimiter);
            let (dripped, _) = read(Drip(&bytes, step), delimiter);
            prop_assert_eq!(whole, dripped);
        }
    }
}
