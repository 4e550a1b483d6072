use std::collections::HashSet;

use cred_core::evidence::list_entry::{ListedName, Party};
use proptest::prelude::*;

use super::*;
use crate::lists::comparison::{Incomparable, compare, difference};
use crate::lists::edition::{Expected, Listed};

const HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,\
                      REINDATE,WAIVERDATE,WVRSTATE";
const FULL: Format = Format::Leie(LeieFile::Full);

fn row(cells: [&str; 18]) -> String {
    cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(",") + "\r\n"
}

fn business(name: &str) -> String {
    let nothing = "00000000";
    row([
        "",
        "",
        "",
        name,
        "DME COMPANY",
        "DME - GENERAL",
        "",
        "0000000000",
        "",
        "1 TEST WAY",
        "PLACEHOLDER",
        "AZ",
        "85001",
        "1128b8",
        "20200120",
        nothing,
        nothing,
        "",
    ])
}

fn person(last: &str, first: &str, born: &str, npi: &str) -> String {
    row([
        last,
        first,
        "Q",
        "",
        "NURSE PRACTITIONER (",
        "NURSE/NURSES AIDE",
        "",
        npi,
        born,
        "2 TEST WAY",
        "PLACEHOLDER",
        "AZ",
        "85001",
        "1128a1",
        "20190418",
        "00000000",
        "00000000",
        "",
    ])
}

fn small() -> String {
    format!(
        "{HEADER}\r\n{}{}{}{}",
        business("#1 SAMPLE SUPPLY, INC"),
        person("TESTFIELD", "ROWAN", "19700102", "0000000000"),
        person("O'SAMPLE-TEST", "=1+1", "00000000", "1000000004"),
        business("SAMPLE MEDICAL PRODUCTS OF PLA"),
    )
}

fn code(outcome: Result<Load, Refused>) -> String {
    outcome.map_or_else(
        |refused| refused.refusal.code().to_owned(),
        |load| format!("taken, whole: {}", load.edition.whole),
    )
}

#[test]
fn rows_are_read_as_the_publisher_means_them() {
    let load = first(small(), &FULL).unwrap();
    assert!(load.edition.whole && load.report.warnings.is_empty(), "{:?}", load.report);
    let [supply, rowan, formula, _] = load.entries.as_slice() else { panic!() };
    assert_eq!((supply.line, supply.entry.party), (2, Party::Organization));
    assert_eq!(supply.entry.names, [ListedName::Whole("#1 SAMPLE SUPPLY, INC".to_owned())]);
    assert_eq!((&supply.entry.npi, supply.entry.born, supply.entry.to), (&None, None, None));
    assert_eq!(rowan.entry.names.first().unwrap().written(), "TESTFIELD, ROWAN Q");
    assert_eq!(rowan.entry.born.unwrap().expose(), day("1970-01-02"));
    assert_eq!(rowan.entry.occupations, ["NURSE PRACTITIONER (", "NURSE/NURSES AIDE"]);
    assert_eq!(rowan.entry.from.unwrap().to_string(), "2019-04-18");
    // A formula is data on the way in.
    assert_eq!(formula.entry.names.first().unwrap().written(), "O'SAMPLE-TEST, =1+1 Q");
    assert_eq!(formula.entry.npi.as_ref().unwrap().to_string(), "1000000004");
}

#[test]
fn what_cannot_be_read_is_left_out_and_told_and_the_entry_stays() {
    let row = row([
        "TESTFIELD",
        "ROWAN",
        "",
        "",
        "",
        "",
        "",
        "1234567890",
        "19701340",
        "",
        "",
        "ZZ",
        "",
        "1128a1",
        "2019",
        "00000000",
        "20200101",
        "QQ",
    ]);
    let load = first(format!("{HEADER}\r\n{row}"), &FULL).unwrap();
    let columns: Vec<&str> = load.report.warnings.iter().map(|w| w.column.as_deref().unwrap()).collect();
    assert_eq!(columns, ["NPI", "DOB", "STATE", "EXCLDATE", "WVRSTATE"]);
    // A birth date is not shown, and a waiver of an unknown state waives nothing.
    assert_eq!(load.report.warnings[1].value.as_deref(), Some("***"));
    assert_eq!(load.entries[0].entry.waiver, None);
    assert!(load.edition.whole);
}

#[test]
fn a_row_that_names_nobody_is_told_and_the_list_is_not_whole() {
    let nobody = row([
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "0000000000",
        "",
        "X",
        "",
        "AZ",
        "",
        "1128a1",
        "20190418",
        "00000000",
        "00000000",
        "",
    ]);
    let load = first(small() + &nobody, &FULL).unwrap();
    assert!(!load.edition.whole);
    assert_eq!((load.edition.rows, load.edition.entries, load.edition.faults), (5, 4, 1));
    assert_eq!(load.report.errors[0].rule.code(), "list/no-name");
    let own = (&load.edition, load.entries.as_slice());
    assert!(matches!(compare(own, own), Err(Incomparable::NotWhole { faults: 1, .. })));
}

#[test]
fn byte_identical_rows_are_one_entry_and_near_ones_are_two() {
    let row = person("TESTFIELD", "ROWAN", "19700102", "0000000000");
    let near = row.replace("PLACEHOLDER", "PLACE HOLDER");
    let load = first(format!("{HEADER}\r\n{row}{row}{near}"), &FULL).unwrap();
    assert_eq!((load.edition.rows, load.edition.entries, load.edition.duplicates), (3, 2, 1));
}

#[test]
fn damaged_and_foreign_files_are_refused_with_their_rule() {
    let good = small();
    let business = business("SAMPLE");
    for (file, expected) in [
        (good.trim_end().as_bytes().to_vec(), "list/cut-off"),
        (good.replace("1 TEST WAY", "1 TEST\0WAY").into_bytes(), "list/nul"),
        (good.replace("\"Q\",\"\",", "\"Q\",").into_bytes(), "list/width"),
        (good.replace("BUSNAME", "BUSINESS").into_bytes(), "file/missing-columns"),
        (good.replace("UPIN,", "NPI,").into_bytes(), "file/ambiguous-column"),
        (good.replace("WVRSTATE", "WVRSTATE,X,X").into_bytes(), "file/ambiguous-column"),
        (b"<!DOCTYPE html><html>busy</html>\r\n".to_vec(), "file/other-format"),
        (good.encode_utf16().flat_map(u16::to_le_bytes).collect(), "file/other-format"),
        (format!("{HEADER}\r\n").into_bytes(), "file/no-rows"),
        (Vec::new(), "file/empty"),
        ((good.clone() + &business.replace("SAMPLE", &"X".repeat(2 << 20))).into_bytes(), "file/field-too-long"),
        ((good.clone() + "\"SAMPLE").into_bytes(), "file/unclosed-quote"),
    ] {
        let outcome = first(file, &FULL);
        if let Err(refused) = &outcome {
            assert!(refused.to_string().len() > 40, "{refused}");
        }
        assert_eq!(code(outcome), expected);
    }
    // Windows-1252 is read, and told.
    let latin = good.replace("ROWAN", "NU~EZ").into_bytes().into_iter().map(|b| if b == b'~' { 0xD1 } else { b });
    let load = first(latin.collect::<Vec<u8>>(), &FULL).unwrap();
    assert_eq!(load.entries[1].entry.names[0].written(), "TESTFIELD, NUÑEZ Q");
    assert_eq!(load.report.warnings[0].rule.code(), "row/not-utf8");
    // A control character is not text; the row may be somebody's.
    let load = first(good.replace("ROWAN", "RO\u{7}WAN"), &FULL).unwrap();
    assert!(!load.edition.whole);
}

#[test]
fn a_thinned_out_file_is_refused_with_its_numbers() {
    let many: String = (0..40).map(|n| business(&format!("SAMPLE {n}"))).collect();
    let whole = first(format!("{HEADER}\r\n{many}"), &FULL).unwrap().edition;
    let with = |rows: usize, percent: u8| {
        let rows: String = many.split_inclusive("\r\n").take(rows).collect();
        let limits = Limits { shrinks_percent: percent, ..Limits::default() };
        load(format!("{HEADER}\r\n{rows}").as_bytes(), &FULL, &Terms::after(&whole, day("2026-09-10"), limits))
    };
    assert_eq!(code(with(36, 10)), "taken, whole: true");
    assert_eq!(code(with(35, 10)), "list/shrunken");
    assert!(with(35, 10).unwrap_err().to_string().contains("had 40 entries and this one has 35"));
    assert_eq!(code(with(35, 20)), "taken, whole: true");
    let again = with(40, 0).unwrap();
    assert!(again.repeated && again.edition.sha256 == whole.sha256);
    let limits = Limits::default();
    let early = load(small().as_bytes(), &FULL, &Terms::after(&whole, day("2026-01-01"), limits));
    assert_eq!(code(early), "list/other-previous");
    let announced = Terms {
        expected: Expected { rows: Some(41), ..Expected::default() },
        ..Terms::first("TEST", day("2026-08-10"), Limits::default())
    };
    assert_eq!(code(load(format!("{HEADER}\r\n{many}").as_bytes(), &FULL, &announced)), "list/announced");
}

#[test]
fn a_supplement_that_is_the_cumulative_list_is_recognised() {
    let additions = Format::Leie(LeieFile::Exclusions);
    assert_eq!(code(first(small(), &additions)), "list/cumulative");
    let recent = small().replace("20200120", "20260720").replace("20190418", "20260720");
    let load = first(&recent, &additions).unwrap();
    // Who is not in a supplement is not cleared by it.
    assert!(!load.edition.whole);
    let reinstated = small().replace("\"00000000\",\"00000000\",\"\"\r\n", "\"20260715\",\"00000000\",\"\"\r\n");
    assert_eq!(code(first(&reinstated, &FULL)), "list/reinstatements");
    let load = first(&reinstated, &Format::Leie(LeieFile::Reinstatements)).unwrap();
    assert_eq!(load.entries[0].entry.to.unwrap().to_string(), "2026-07-14");
    let undated = first(&recent, &Format::Leie(LeieFile::Reinstatements)).unwrap();
    assert_eq!((undated.edition.entries, undated.edition.faults), (0, 4));
}

#[test]
fn who_vanished_is_a_candidate_and_a_reinstatement_file_confirms() {
    let old = first(small(), &FULL).unwrap();
    let new = small()
        .replace(
            &person("TESTFIELD", "ROWAN", "19700102", "0000000000"),
            &person("TESTFIELD", "ROBIN", "19800102", "0000000000"),
        )
        .replace("SAMPLE MEDICAL PRODUCTS OF PLA\",\"DME COMPANY", "SAMPLE MEDICAL PRODUCTS OF PLA\",\"OTHER BUSINESS");
    let new = first(new, &FULL).unwrap();
    let changes = compare((&old.edition, &old.entries), (&new.edition, &new.entries)).unwrap();
    assert_eq!((changes.unchanged, changes.added.len(), changes.changed.len()), (2, 1, 1));
    assert_eq!(changes.vanished.len(), 1);
    assert_eq!((changes.vanished[0].was.line, changes.vanished[0].confirmed_by), (3, None));
    let rein = person("TESTFIELD", "ROWAN", "19700102", "0000000000").replacen("\"00000000\"", "\"20260701\"", 1);
    let rein = first(format!("{HEADER}\r\n{rein}"), &Format::Leie(LeieFile::Reinstatements)).unwrap();
    assert!(changes.confirmed_by(&rein.entries).vanished[0].confirmed_by.is_some());
}

#[test]
fn namesakes_are_never_taken_for_a_correction() {
    let one = first(format!("{HEADER}\r\n{}", person("SAMPLE", "JO", "19700102", "0000000000")), &FULL).unwrap();
    let other = first(format!("{HEADER}\r\n{}", person("SAMPLE", "JO", "19800102", "0000000000")), &FULL).unwrap();
    let changes = difference(&one.entries, &other.entries);
    assert_eq!((changes.changed.len(), changes.vanished.len(), changes.added.len()), (0, 1, 1));
}

/// A list of made-up rows, a few of them alike.
fn lists() -> impl Strategy<Value = Vec<String>> {
    let born = prop_oneof![Just("00000000"), Just("19700102"), Just("19800102"), Just("")];
    let npi = prop_oneof![Just("0000000000"), Just("1000000004"), Just("1000000012")];
    let name = prop_oneof![Just("SAMPLE"), Just("O'SAMPLE"), Just("TEST, \"JR\""), Just("NUÑEZ"), Just("A\r\nB")];
    let row = prop_oneof![
        (name, "[A-C]", born, npi).prop_map(|(last, first, born, npi)| person(last, &first, born, npi)),
        "[A-Z #,]{1,8}[A-Z]".prop_map(|name| business(&name)),
    ];
    proptest::collection::vec(row, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Cut anywhere but between two rows, a file is refused; there, it is smaller than the edition before and refused for that.
    #[test]
    fn no_part_of_a_list_is_read_as_the_whole(rows in lists()) {
        let file = format!("{HEADER}\r\n{}", rows.concat()).into_bytes();
        let whole = first(&file, &FULL).unwrap();
        prop_assert!(whole.edition.whole);
        let borders: HashSet<usize> = rows
            .iter()
            .scan(HEADER.len() + 2, |at, row| { *at += row.len(); Some(*at) })
            .collect();
        let limits = Limits { shrinks_percent: 0, ..Limits::default() };
        let after = Terms::after(&whole.edition, day("2026-09-10"), limits);
        let announced = Terms {
            expected: Expected { bytes: Some(file.len() as u64), ..Expected::default() },
            ..Terms::first("TEST", day("2026-08-10"), Limits::default())
        };
        for cut in 0..file.len() {
            let part = &file[..cut];
            if !borders.contains(&cut) {
                prop_assert!(first(part, &FULL).is_err(), "cut at {cut}");
            }
            prop_assert!(load(part, &FULL, &announced).is_err());
            match load(part, &FULL, &after) {
                Err(_) => {}
                // Only duplicates are missing: the same entries.
                Ok(load) => prop_assert_eq!(load.edition.entries, whole.edition.entries),
            }
        }
    }

    /// Columns are found by name, wherever they stand.
    #[test]
    fn the_order_of_the_columns_does_not_matter(rows in lists(), order in Just((0..18).collect::<Vec<usize>>()).prop_shuffle()) {
        let file = format!("{HEADER}\r\n{}", rows.concat());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        for record in reader.records() {
            let record = record.unwrap();
            writer.write_record(order.iter().map(|at| &record[*at])).unwrap();
        }
        let moved = first(writer.into_inner().unwrap(), &FULL).unwrap();
        let own = first(file, &FULL).unwrap();
        prop_assert_eq!(
            moved.entries.iter().map(|listed| listed.digest).collect::<Vec<_>>(),
            own.entries.iter().map(|listed| listed.digest).collect::<Vec<_>>()
        );
    }

    /// Nothing is lost between two editions: every entry is in exactly one place.
    #[test]
    fn a_difference_accounts_for_every_entry(was in lists(), is in lists()) {
        let [was, is] = [was, is].map(|rows| first(format!("{HEADER}\r\n{}", rows.concat()), &FULL).unwrap().entries);
        let changes = difference(&was, &is);
        let unchanged = changes.unchanged as usize;
        prop_assert_eq!(unchanged + changes.changed.len() + changes.vanished.len(), was.len());
        prop_assert_eq!(unchanged + changes.changed.len() + changes.added.len(), is.len());
        let known = |listed: &Listed, among: &[Listed]| among.iter().any(|other| other.digest == listed.digest);
        prop_assert!(changes.vanished.iter().all(|gone| !known(gone.was, &is)));
        prop_assert!(changes.added.iter().all(|new| !known(new, &was)));
        for (was, is) in &changes.changed {
            let (was, is) = (&was.entry, &is.entry);
            prop_assert!(was.born.is_none() || is.born.is_none() || was.born == is.born);
            prop_assert!(was.npi.is_none() || is.npi.is_none() || was.npi == is.npi);
        }
        prop_assert_eq!(difference(&was, &was).unchanged as usize, was.len());
    }

    #[test]
    fn garbage_never_panics_and_is_never_whole(bytes in proptest::collection::vec(any::<u8>(), 0..400), header in any::<bool>()) {
        let mut file = if header { format!("{HEADER}\r\n").into_bytes() } else { Vec::new() };
        file.extend(bytes);
        if let Ok(load) = first(&file, &FULL) {
            prop_assert_eq!(load.edition.rows, load.edition.entries + load.edition.duplicates + load.edition.faults);
        }
    }
}
