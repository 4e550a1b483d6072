//! Reads a real extract of the NPI dissemination file where one is at hand.

#![expect(clippy::print_stdout, reason = "a test that says when it skips")]

use std::fs::File;
use std::path::PathBuf;

use cred_import::nppes::{self, Entity};
use cred_import::report::ImportReport;
use cred_import::source_hash::Hashing;

/// `CRED_DATA_DIR` names a folder with `nppes/npidata_v2_sample.csv` in it.
#[test]
fn a_real_extract_is_read_without_a_fault() {
    let Some(folder) = std::env::var_os("CRED_DATA_DIR") else {
        println!("skipped: CRED_DATA_DIR is not set");
        return;
    };
    let path = PathBuf::from(folder).join("nppes").join("npidata_v2_sample.csv");
    let size = path.metadata().unwrap().len();
    let mut source = Hashing::new(File::open(&path).unwrap());
    let mut report = ImportReport::new("npidata_v2_sample.csv");
    let mut rows = nppes::read(&mut source).unwrap();
    assert_eq!(rows.groups(), (15, 50));
    let (mut persons, mut with_primary) = (0, 0);
    for row in rows.by_ref() {
        let Some(row) = report.tally(row) else { continue };
        persons += u32::from(matches!(row.value.entity, Entity::Individual { .. }));
        with_primary += u64::from(row.value.taxonomies.iter().any(|taxonomy| taxonomy.primary));
    }
    assert_eq!(rows.bytes_read(), size);
    println!("{} rows, {persons} persons, {} warnings", report.rows_read, report.warning_count);
    assert!(report.is_clean(), "{:?}", report.errors);
    assert!(report.rows_read > 0);
    assert_eq!(with_primary, report.accepted);
    assert!(source.finish().unwrap().to_string().starts_with("sha256:"));
}
