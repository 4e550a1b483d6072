//! How fast the providers of a roster are found in the full-width dissemination file, beside the bare `csv` crate over the same bytes.
//!
//! `cargo bench -p cred-import --bench reading` writes a synthetic file of 1 GiB into a temporary folder (`CRED_BENCH_MIB` for another size),
//! reads it five times in each way in turn, prints the medians, and removes it. `CRED_BENCH_KEEP=PATH` keeps it there for other readers.
#![expect(clippy::print_stdout, reason = "a benchmark is read from its output")]

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cred_core::identifier::Npi;
use cred_import::nppes::scan::{Scan, scan_file};

const ROUNDS: usize = 5;
/// How many providers of the file are looked for.
const ROSTER: usize = 10_000;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mebibytes: u64 = std::env::var("CRED_BENCH_MIB").ok().and_then(|own| own.parse().ok()).unwrap_or(1024);
    let folder = tempfile::tempdir()?;
    let kept = std::env::var_os("CRED_BENCH_KEEP").map(PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("npidata.csv"));
    let (rows, npis) = generate(&path, mebibytes << 20)?;
    let bytes = std::fs::metadata(&path)?.len();
    let step = npis.len() / ROSTER.min(npis.len()).max(1);
    let roster: HashSet<Npi> = npis.iter().step_by(step.max(1)).filter_map(|npi| Npi::parse(npi).ok()).collect();
    println!("{rows} rows, 330 columns, {} MB, {} providers looked for", bytes / 1_000_000, roster.len());
    let before = peak();
    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let [bare, one, two] = &mut times;
        timed(bare, || bare_csv(&path).map(|found| assert_eq!(found, rows)))?;
        for (times, threads) in [(one, 1), (two, 2)] {
            timed(times, || {
                let scan = scan_file(&path, &roster, threads)?;
                check(&scan, rows, roster.len());
                Ok(())
            })?;
        }
    }
    let [bare, one, two] = times.map(|mut times| {
        times.sort();
        times.get(ROUNDS / 2).copied().unwrap_or_default().as_secs_f64()
    });
    let speed = |seconds: f64| f64::from(u32::try_from(bytes / 1_000_000).unwrap_or(u32::MAX)) / seconds;
    println!("csv crate, byte records, one thread   {:7.0} MB/s", speed(bare));
    println!("roster found, one thread              {:7.0} MB/s  {:.2} x csv", speed(one), bare / one);
    println!("roster found, two threads             {:7.0} MB/s  {:.2} x csv", speed(two), bare / two);
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("peak memory before and after          {before} and {after} KiB");
    }
    Ok(())
}

fn timed(times: &mut Vec<Duration>, run: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let start = Instant::now();
    run()?;
    times.push(start.elapsed());
    Ok(())
}

fn check(scan: &Scan, rows: u64, roster: usize) {
    assert_eq!(scan.report.rows_read, rows);
    assert_eq!((scan.found.len(), scan.absent.len(), scan.report.rejected), (roster, 0, 0));
}

fn bare_csv(path: &Path) -> Outcome<u64> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

/// The most memory that this process ever held, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Writes rows until the file has the size, and tells their number and every 16th NPI.
fn generate(path: &Path, size: u64) -> Outcome<(u64, Vec<String>)> {
    let names = columns();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut written = write_row(&mut file, names.iter().map(String::as_str))?;
    let mut npis = Vec::new();
    let mut rows = 0;
    let at = |name: &str| names.iter().position(|own| own == name).unwrap_or_default();
    let filled = Filled::new(&at);
    let mut cells = vec![String::new(); names.len()];
    while written < size {
        let npi = npi(rows);
        filled.fill(&mut cells, &npi, rows);
        written += write_row(&mut file, cells.iter().map(String::as_str))?;
        if rows % 16 == 0 {
            npis.push(npi);
        }
        rows += 1;
    }
    file.flush()?;
    Ok((rows, npis))
}

fn write_row<'a>(file: &mut impl io::Write, cells: impl Iterator<Item = &'a str>) -> io::Result<u64> {
    let mut line = Vec::with_capacity(2_048);
    for (at, cell) in cells.enumerate() {
        line.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
        line.extend_from_slice(cell.as_bytes());
        line.push(b'"');
    }
    line.push(b'\n');
    file.write_all(&line)?;
    Ok(line.len().try_into().unwrap_or_default())
}

/// What a row of a person says, by position.
struct Filled(Vec<(usize, &'static str)>, usize);

impl Filled {
    fn new(at: &impl Fn(&str) -> usize) -> Self {
        let cells = [
            ("Entity Type Code", "1"),
            ("Provider Last Name (Legal Name)", "TESTFIELD"),
            ("Provider First Name", "ROWAN"),
            ("Provider Middle Name", "QUINN"),
            ("Provider Name Prefix Text", "--"),
            ("Provider Name Suffix Text", "--"),
            ("Provider Credential Text", "M.D."),
            ("Provider First Line Business Mailing Address", "100 PLACEHOLDER AVENUE NORTH"),
            ("Provider Second Line Business Mailing Address", "SUITE 100"),
            ("Provider Business Mailing Address City Name", "SAMPLETOWN"),
            ("Provider Business Mailing Address State Name", "AZ"),
            ("Provider Business Mailing Address Postal Code", "850010000"),
            ("Provider Business Mailing Address Country Code (If outside U.S.)", "US"),
            ("Provider Business Mailing Address Telephone Number", "6025550100"),
            ("Provider First Line Business Practice Location Address", "100 PLACEHOLDER AVENUE NORTH"),
            ("Provider Business Practice Location Address City Name", "SAMPLETOWN"),
            ("Provider Business Practice Location Address State Name", "AZ"),
            ("Provider Business Practice Location Address Postal Code", "850010000"),
            ("Provider Business Practice Location Address Telephone Number", "6025550100"),
            ("Provider Enumeration Date", "05/23/2006"),
            ("Last Update Date", "07/08/2024"),
            ("Provider Sex Code", "F"),
            ("Healthcare Provider Taxonomy Code_1", "208600000X"),
            ("Provider License Number_1", "T-00001"),
            ("Provider License Number State Code_1", "AZ"),
            ("Healthcare Provider Primary Taxonomy Switch_1", "Y"),
            ("Other Provider Identifier_1", "TEST0001"),
            ("Other Provider Identifier Type Code_1", "05"),
            ("Other Provider Identifier State_1", "AZ"),
            ("Is Sole Proprietor", "N"),
            ("Certification Date", "07/08/2024"),
        ];
        Self(cells.into_iter().map(|(name, cell)| (at(name), cell)).collect(), at("NPI"))
    }

    fn fill(&self, cells: &mut [String], npi: &str, row: u64) {
        for (at, cell) in &self.0 {
            if let Some(own) = cells.get_mut(*at) {
                own.clear();
                // Every third row is sparser, so that rows differ in length.
                own.push_str(if row.is_multiple_of(3) && cell.len() > 10 { "X" } else { cell });
            }
        }
        if let Some(own) = cells.get_mut(self.1) {
            own.clear();
            own.push_str(npi);
        }
    }
}

/// A number with its check digit.
fn npi(row: u64) -> String {
    let body = 100_000_000 + row;
    let digit = (0..10).find(|digit| Npi::parse(&format!("{body}{digit}")).is_ok()).unwrap_or_default();
    format!("{body}{digit}")
}

/// A header as wide as the real one.
fn columns() -> Vec<String> {
    let mut names: Vec<String> = [
        "NPI",
        "Entity Type Code",
        "Replacement NPI",
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
        "Provider First Name",
        "Provider Middle Name",
        "Provider Name Prefix Text",
        "Provider Name Suffix Text",
        "Provider Credential Text",
        "Provider First Line Business Mailing Address",
        "Provider Second Line Business Mailing Address",
        "Provider Business Mailing Address City Name",
        "Provider Business Mailing Address State Name",
        "Provider Business Mailing Address Postal Code",
        "Provider Business Mailing Address Country Code (If outside U.S.)",
        "Provider Business Mailing Address Telephone Number",
        "Provider First Line Business Practice Location Address",
        "Provider Business Practice Location Address City Name",
        "Provider Business Practice Location Address State Name",
        "Provider Business Practice Location Address Postal Code",
        "Provider Business Practice Location Address Telephone Number",
        "Provider Enumeration Date",
        "Last Update Date",
        "NPI Deactivation Reason Code",
        "NPI Deactivation Date",
        "NPI Reactivation Date",
        "Provider Sex Code",
    ]
    .map(str::to_owned)
    .into();
    let taxonomy = [
        "Healthcare Provider Taxonomy Code",
        "Provider License Number",
        "Provider License Number State Code",
        "Healthcare Provider Primary Taxonomy Switch",
    ];
    names.extend((1..=15).flat_map(|group| taxonomy.map(|name| format!("{name}_{group}"))));
    let other = ["", " Type Code", " State", " Issuer"];
    names.extend((1..=50).flat_map(|group| other.map(|name| format!("Other Provider Identifier{name}_{group}"))));
    names.push("Is Sole Proprietor".to_owned());
    let filler = 330 - 1 - names.len();
    names.extend((1..=filler).map(|number| format!("Column {number}")));
    names.push("Certification Date".to_owned());
    names
}
