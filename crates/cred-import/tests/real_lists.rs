//! Reads real lists and reports where they are at hand: `CRED_DATA_DIR` names a folder with them.

#![expect(clippy::print_stdout, reason = "a test that says when it skips")]

use std::collections::HashSet;
use std::fs::File;
use std::path::PathBuf;

use chrono::NaiveDate;
use cred_core::evidence::list_entry::Party;
use cred_core::identifier::Npi;
use cred_import::lists::comparison::compare;
use cred_import::lists::edition::{Limits, Terms, load};
use cred_import::lists::{self, Format, LeieFile};
use cred_import::nppes::scan::{scan_file, scan_stream};
use cred_import::{fsmb, nppes};

fn data(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRED_DATA_DIR");
    if folder.is_none() {
        println!("skipped: CRED_DATA_DIR is not set");
    }
    folder.map(|folder| PathBuf::from(folder).join(path))
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 10).unwrap_or_default()
}

#[test]
fn every_row_of_a_real_leie_extract_is_an_entry() {
    let Some(path) = data("leie/leie_subset_5000.csv") else { return };
    let bytes = std::fs::read(path).unwrap();
    let format = Format::Leie(LeieFile::Full);
    let load = load(bytes.as_slice(), &format, &Terms::first("OIG-LEIE", as_of(), Limits::default())).unwrap();
    let edition = &load.edition;
    println!("{edition:?}, {} warnings", load.report.warning_count);
    assert!(edition.whole);
    assert_eq!((edition.rows, edition.entries + edition.duplicates), (5_000, 5_000));
    let with_npi = load.entries.iter().filter(|listed| listed.entry.npi.is_some()).count();
    let businesses = load.entries.iter().filter(|listed| listed.entry.party == Party::Organization).count();
    println!("{with_npi} with NPI, {businesses} businesses");
    assert!(with_npi > 0 && businesses > 0);
    let own = (edition, load.entries.as_slice());
    let changes = compare(own, own).unwrap();
    assert_eq!((changes.unchanged, changes.added.len(), changes.vanished.len()), (edition.entries, 0, 0));
}

#[test]
fn a_real_leie_extract_cut_anywhere_near_its_end_is_refused() {
    let Some(path) = data("leie/leie_subset_5000.csv") else { return };
    let bytes = std::fs::read(path).unwrap();
    let format = Format::Leie(LeieFile::Full);
    let whole = load(bytes.as_slice(), &format, &Terms::first("OIG-LEIE", as_of(), Limits::default())).unwrap();
    let limits = Limits { shrinks_percent: 0, ..Limits::default() };
    for cut in (bytes.len() - 260..bytes.len()).step_by(7) {
        let part = load(&bytes[..cut], &format, &Terms::after(&whole.edition, as_of(), limits));
        assert!(part.is_err(), "cut at {cut}");
    }
    let error = lists::read(&bytes[..1], &format).unwrap_err();
    assert_eq!(error.code(), "file/missing-columns");
}

#[test]
fn a_scan_of_a_real_registry_extract_finds_what_the_reader_reads() {
    let Some(path) = data("nppes/npidata_v2_sample.csv") else { return };
    let rows: Vec<_> = nppes::read(File::open(&path).unwrap()).unwrap().map(Result::unwrap).collect();
    let roster: HashSet<Npi> = rows.iter().step_by(2).map(|row| row.value.npi.clone()).collect();
    let scan = scan_file(&path, &roster, 2).unwrap();
    let stream = scan_stream(File::open(&path).unwrap(), "stream", &roster).unwrap();
    assert_eq!(usize::try_from(scan.report.rows_read).unwrap(), rows.len());
    assert!(scan.absent.is_empty() && scan.report.is_clean());
    for row in rows.iter().filter(|row| roster.contains(&row.value.npi)) {
        assert_eq!(scan.found.get(&row.value.npi).unwrap().first(), Some(row));
        assert_eq!(stream.found.get(&row.value.npi).unwrap().first(), Some(row));
    }
}

#[test]
fn sample_reports_of_the_boards_are_read() {
    let Some(path) = data("fsmb") else { return };
    let report = fsmb::read(&std::fs::read(path.join("pdc_report_data_0.json")).unwrap()).unwrap();
    println!("{:?}", report.doubts);
    let of = |kind: &str| report.answers.iter().filter(|answer| answer.element.kind().word() == kind).count();
    assert_eq!((of("license"), of("board-certification")), (4, 2));
    // An alert without its orders is reported for every licensing state, and the school is not verified.
    assert_eq!((of("sanctions"), of("education")), (4, 0));
    assert!(fsmb::read(&std::fs::read(path.join("pdc_report_data_1.json")).unwrap()).is_err());
    for other in ["pdc_search_0.json", "med_profile_0.json", "fcvs_profile_0.json"] {
        assert!(fsmb::read(&std::fs::read(path.join(other)).unwrap()).is_err(), "{other}");
    }
}
