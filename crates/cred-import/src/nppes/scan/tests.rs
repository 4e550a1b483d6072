use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// The columns that the layout requires, and no others.
const NAMES: [&str; 15] = [
    "Is Sole Proprietor",
    "NPI",
    "Entity Type Code",
    "Provider Organization Name (Legal Business Name)",
    "Provider Last Name (Legal Name)",
    "Provider First Name",
    "Provider Enumeration Date",
    "Last Update Date",
    "NPI Deactivation Date",
    "NPI Reactivation Date",
    "Healthcare Provider Taxonomy Code_1",
    "Provider License Number_1",
    "Provider License Number State Code_1",
    "Healthcare Provider Primary Taxonomy Switch_1",
    "Certification Date",
];
const NPIS: [&str; 4] = ["1000000004", "1000000012", "1000000020", "1000000038"];

fn header() -> String {
    NAMES.map(|name| format!("\"{name}\"")).join(",")
}

fn row(npi: &str, name: &str) -> String {
    format!(
        "\"X\",\"{npi}\",\"2\",\"{name}\",\"\",\"\",\"05/23/2006\",\"07/08/2024\",\"\",\"\",\"\",\"\",\"\",\"\",\"\""
    )
}

fn roster(npis: &[&str]) -> HashSet<Npi> {
    npis.iter().map(|npi| Npi::parse(npi).unwrap()).collect()
}

fn scanned(file: &[u8], roster: &HashSet<Npi>, threads: usize) -> Result<Scan, FileError> {
    scan(|| Ok(Cursor::new(file)), "npidata.csv", roster, threads)
}

#[test]
fn the_roster_is_found_and_who_is_absent_is_told() {
    let file = format!("{}\r\n{}\r\n{}\r\n", header(), row(NPIS[0], "SAMPLE, INC"), row(NPIS[1], "OTHER"));
    let scan = scanned(file.as_bytes(), &roster(&[NPIS[0], NPIS[2]]), 2).unwrap();
    assert_eq!(scan.report.rows_read, 2);
    assert_eq!(scan.absent, [Npi::parse(NPIS[2]).unwrap()]);
    let found: Vec<u64> = scan.found.values().flatten().map(|row| row.line).collect();
    assert_eq!(found, [2]);
    assert!(scan.report.is_clean());
}

#[test]
fn no_row_is_passed_over_in_silence() {
    let wide = row(NPIS[1], "WIDE") + ",\"\"";
    let blank = row("", "NO NUMBER");
    let file = format!(
        "{}\n{}\n{wide}\n{blank}\n{}\n{}\n",
        header(),
        row(NPIS[0], "SAMPLE"),
        row("123", "SHORT"),
        row(NPIS[0], "AGAIN")
    );
    let scan = scanned(file.as_bytes(), &roster(&NPIS[..1]), 1).unwrap();
    let told: Vec<(u64, &str)> = scan.report.errors.iter().map(|error| (error.line, error.rule.code())).collect();
    assert_eq!(told, [(3, "row/field-count"), (4, "row/required"), (5, "npi/form")]);
    assert_eq!((scan.report.rows_read, scan.report.accepted, scan.report.rejected), (5, 2, 3));
    assert_eq!(scan.report.warnings[0].rule.code(), "row/duplicate-npi");
    assert_eq!(scan.found.values().flatten().count(), 2);
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was() {
    let file = format!("{}\r\n{}\r\n{}\r\n", header(), row(NPIS[0], "SAMPLE"), row(NPIS[1], "OTHER"));
    let borders = [file.len(), header().len() + row(NPIS[0], "SAMPLE").len() + 4];
    for cut in 0..file.len() {
        let part = scanned(&file.as_bytes()[..cut], &roster(&NPIS), 1);
        // The carriage return alone may end a line; the last row is whole there.
        let whole_rows = borders.contains(&cut) || borders.contains(&(cut + 1));
        assert_eq!(part.is_ok(), whole_rows, "cut at {cut}");
    }
}

/// Texts that put a tokenizer to the test: quotes in quotes, breaks in fields, half rows.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => Just("\",\"".to_owned()),
        3 => Just("\"".to_owned()),
        2 => Just("\"\"".to_owned()),
        2 => Just("\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"".to_owned()),
        3 => Just("\"\n\"".to_owned()),
        2 => Just("\"\r\n\"".to_owned()),
        1 => Just(",".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        3 => "[a-c0-9ñ ]{0,4}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// All records, by the strict division where it divides and by the tokenizer elsewhere.
fn divided(text: &[u8], wanted: usize) -> (Vec<Vec<Vec<u8>>>, Option<FileError>) {
    let mut records = Vec::new();
    let mut block = Block::new(text);
    loop {
        let waiting = block.waiting();
        match strict::start(waiting, wanted) {
            Start::Row { fields, wanted: found, length } => {
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&waiting[..length]);
                let own: Vec<csv::ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
                assert_eq!(own.len(), 1, "one row is one record");
                assert_eq!(own[0].len(), fields);
                assert_eq!(own[0].get(wanted).unwrap_or_default(), &waiting[found]);
                records.push(own[0].iter().map(<[u8]>::to_vec).collect());
                block.pass(length);
            }
            Start::Open if block.fill().unwrap() => {}
            Start::Open | Start::Other => match block.record() {
                Err(fault) => return (records, Some(fault)),
                Ok(Piece::End) => return (records, None),
                Ok(Piece::Row { length, .. }) => {
                    records.push(block.divided().fields().map(<[u8]>::to_vec).collect());
                    block.pass(length);
                }
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Byte for byte what the `csv` crate divides.
    #[test]
    fn rows_are_divided_as_another_reader_divides_them(text in hostile(), wanted in 0..20_usize) {
        // A mark of byte order is one at the beginning alone, which is not here.
        let text = format!("-\n{text}");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let expected: Vec<Vec<Vec<u8>>> =
            reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
        let (found, fault) = divided(text.as_bytes(), wanted);
        match fault {
            None => prop_assert_eq!(found, expected),
            // The other reader closes an open quote by itself.
            Some(_) => prop_assert_eq!(&found[..], &expected[..found.len()]),
        }
    }

    /// However many threads read, they find what the row reader finds, at the same lines.
    #[test]
    fn any_number_of_threads_reads_what_one_reads(
        rows in proptest::collection::vec((0..4_usize, "[A-C,]{0,6}", 0..8_u8), 1..40),
        threads in 1..6_usize,
        crlf in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut file = header() + end;
        for (npi, name, kind) in rows {
            // Names that look like the beginning of a row to whoever looks for one.
            let trap = format!("A\"\"{end}\"\"1000000012\"\",\"\"B");
            let name = match kind { 0 => trap, 1 => format!("{name}{end}X"), 2 => format!("\"\"{name}"), _ => format!("{name}Z") };
            file += &row(NPIS[npi], &name);
            file += if kind == 3 { ",\"\"" } else { "" };
            file += end;
        }
        let roster = roster(&NPIS[..2]);
        let scan = scanned(file.as_bytes(), &roster, threads).unwrap();
        let mut report = ImportReport::new("npidata.csv");
        let mut expected: Vec<Row<NppesRecord>> =
            super::super::read(file.as_bytes()).unwrap().filter_map(|row| report.tally(row)).collect();
        expected.retain(|row| roster.contains(&row.value.npi));
        let mut found: Vec<Row<NppesRecord>> = scan.found.into_values().flatten().collect();
        found.iter_mut().for_each(|row| row.warnings.clear());
        found.sort_by_key(|row| row.line);
        prop_assert_eq!(found, expected);
        prop_assert_eq!(scan.report.rows_read, report.rows_read);
        prop_assert_eq!(scan.report.errors, report.errors);
        let stream = scan_stream(file.as_bytes(), "npidata.csv", &roster).unwrap();
        prop_assert_eq!(stream.report.rows_read, report.rows_read);
    }

    #[test]
    fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000), threads in 1..4_usize) {
        let mut file = (header() + "\n").into_bytes();
        file.extend(bytes);
        let _ = scanned(&file, &roster(&NPIS), threads);
    }
}
