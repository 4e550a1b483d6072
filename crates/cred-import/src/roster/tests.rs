use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::fault::{FileError, RowErrors, RowFault};
use crate::row::Row;

const HEADER: &str = "NPI,Last Name,First Name,Middle,Suffix,Degree,Provider Type,License Number,License State,\
                      License Expiration,DEA Number,DEA State,DEA Expiration,Board,Board Certificate,\
                      Board Expiration,CAQH ID,Specialty,Email,Date of Birth,Other Last Name";
const ROW: &str = "1000000004,Testfield,Rowan,Q,Jr.,MD,Physician,T-0001,az,12/31/2027,BT1234563,AZ,2027-06,\
                   Board of Samples,Internal Samples,2030,12345678,207R00000X,rowan@example.org,02/29/1972,Sample";
/// What no message may repeat.
const SECRETS: [&str; 2] = ["BT1234563", "1972"];

fn file(rows: &[&str]) -> String {
    [&[HEADER], rows].concat().join("\r\n")
}

fn rows(file: &str) -> Vec<RowResult<RosterRow>> {
    read(file.as_bytes(), &Mapping::built_in()).unwrap().collect()
}

fn row(file: &str) -> Row<RosterRow> {
    rows(file).remove(0).unwrap()
}

fn refused(row: &RowResult<RosterRow>) -> &RowErrors {
    match row {
        Err(RowFault::Row(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

/// The row with the cell under `name` replaced.
fn with(name: &str, value: &str) -> String {
    let cell = |(header, cell): (&str, &str)| if header == name { value.to_owned() } else { cell.to_owned() };
    let cells: Vec<String> = HEADER.split(',').zip(ROW.split(',')).map(cell).collect();
    file(&[&cells.join(",")])
}

fn fault(name: &str, value: &str) -> String {
    refused(&rows(&with(name, value))[0]).errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn doubts(name: &str, value: &str) -> Vec<String> {
    row(&with(name, value)).warnings.iter().map(|warning| warning.rule.code().to_owned()).collect()
}

fn refusal(header: &str, mapping: &Mapping) -> String {
    read(format!("{header}\n1,2,3,4\n").as_bytes(), mapping).unwrap_err().to_string()
}

fn mapping(lines: &str) -> Result<Mapping, MappingError> {
    let required = "[columns]\nnpi = \"Id\"\nlast_name = \"L\"\nfirst_name = \"F\"\n";
    Mapping::from_toml(&format!("{required}{lines}"))
}

#[test]
fn the_template_is_read_without_a_mapping() {
    let row = row(&file(&[ROW]));
    assert_eq!((row.line, row.warnings.as_slice()), (2, [].as_slice()));
    let provider = row.value;
    assert_eq!(provider.npi.to_string(), "1000000004");
    assert_eq!((provider.last_name.as_str(), provider.first_name.as_str()), ("Testfield", "Rowan"));
    assert_eq!(provider.former_last_name.as_deref(), Some("Sample"));
    let license = provider.license.unwrap();
    assert_eq!((license.number.to_string().as_str(), license.state.code()), ("T-0001", "AZ"));
    assert_eq!(license.expires.unwrap().to_string(), "2027-12-31");
    let dea = provider.dea.unwrap();
    assert_eq!(dea.number.expose().expose(), "BT1234563");
    assert_eq!(dea.expires.unwrap().to_string(), "2027-06");
    let board = provider.board.unwrap();
    assert_eq!(board.certificate.as_deref(), Some("Internal Samples"));
    assert_eq!(board.expires.unwrap().to_string(), "2030");
    assert_eq!(provider.caqh_id.unwrap().to_string(), "12345678");
    assert!(matches!(provider.specialty, Some(Specialty::Taxonomy(_))));
    assert_eq!(provider.date_of_birth.unwrap().expose().to_string(), "1972-02-29");
}

#[test]
fn no_name_stands_for_two_fields() {
    let mut field_of: BTreeMap<String, Field> = BTreeMap::new();
    for field in Field::ALL {
        assert_eq!(Field::of_key(field.key()), Some(field));
        for name in field.names() {
            let folded: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(*field_of.entry(folded).or_insert(field), field, "{name}");
        }
    }
}

#[test]
fn synonyms_delimiters_and_marks_of_absence_are_understood() {
    for delimiter in [",", ";", "\t", "|"] {
        let lines = [
            ["npi number", "SURNAME", "Given_Name", "State License #", "Licence State", "DOB", "Notes", ""],
            ["1000000004", "\"Testfield;,\t|\"", "Rowan", "T-1", "NY", "N/A", "-", ""],
            ["", "", " ", "", "", "", "", ""],
        ];
        let text = lines.map(|line| line.join(delimiter)).join("\n");
        let mut rows = read(text.as_bytes(), &Mapping::built_in()).unwrap();
        let provider = rows.next().unwrap().unwrap().value;
        assert_eq!(provider.last_name, "Testfield;, |");
        assert_eq!(provider.license.unwrap().number.to_string(), "T-1");
        assert_eq!(provider.date_of_birth, None);
        assert!(rows.next().is_none(), "a row of delimiters is a blank line");
        assert_eq!(rows.ignored_columns(), ["Notes"]);
    }
}

#[test]
fn a_mapping_replaces_the_built_in_names() {
    let mapping = mapping("license_number = \"Lic\"\nlicense_state = \"St\"\n").unwrap();
    let text = "DEA,St,F,L,Id,Lic\nnot a number,CA,Rowan,Testfield,1000000004,T-1\n";
    let mut rows = read(text.as_bytes(), &mapping).unwrap();
    assert_eq!(rows.ignored_columns(), ["DEA"]);
    let provider = rows.next().unwrap().unwrap().value;
    assert_eq!(provider.license.unwrap().state.code(), "CA");
    assert_eq!(provider.dea, None);
}

#[test]
fn a_mapped_column_that_is_missing_is_named_with_its_nearest() {
    let mapping = mapping("email = \"E-Mail Adress\"\nboard = \"Quite Different\"\n").unwrap();
    let message = refusal("Id,L,F,Email Address", &mapping);
    assert!(message.contains("`E-Mail Adress` (did you mean `Email Address`?)"), "{message}");
    assert!(message.contains("`Quite Different`:") || message.contains("`Quite Different`,"), "{message}");

    let message = refusal("NPI,Lst Name,First Name,Degree", &Mapping::built_in());
    assert!(message.starts_with("the header lacks `Last Name` (did you mean `Lst Name`?): expected"), "{message}");
    let message = refusal("NPI,Last Name,First Name,License Number", &Mapping::built_in());
    assert!(message.contains("lacks `License State`"), "{message}");
}

#[test]
fn two_columns_for_one_field_are_refused() {
    let message = refusal("NPI,Last Name,First Name,NPI Number", &Mapping::built_in());
    assert!(message.contains("`NPI` in column 1, `NPI Number` in column 4"), "{message}");
    assert!(message.ends_with("name the right one in a mapping file"), "{message}");
}

#[test]
fn a_faulty_mapping_says_what_to_change() {
    for (result, words) in [
        (mapping("licence_number = \"X\""), "`licence_number` is no roster field (did you mean `license_number`?)"),
        (mapping("email = \" \""), "`email` is mapped to a blank name"),
        (mapping("email = \"l\""), "`last_name` and `email` are both mapped to `l`"),
        (mapping("email = 3"), "in line 5"),
        (mapping("[rows]"), "unknown field `rows`"),
        (mapping("npi = \"Again\""), "in line 5"),
        (Mapping::from_toml("[columns]\nnpi = \"Id\""), "the mapping has no `last_name`"),
        (Mapping::from_toml(""), "missing field `columns`"),
        (Mapping::from_toml("columns"), "is not TOML"),
    ] {
        let message = result.unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn each_rule_names_line_column_value_and_code() {
    for (name, value, expected) in [
        ("NPI", "1000000005", "line 2, `NPI`, `1000000005`: npi `1000000005` fails its check digit"),
        ("NPI", "", "line 2, `NPI`: a value is required"),
        ("Last Name", " ", "line 2, `Last Name`: a value is required"),
        ("License State", "Arizona", "line 2, `License State`, `Arizona`: expected a two-letter state code"),
        ("License State", "", "line 2, `License State`: a value is required when `License Number` is filled"),
        ("License State", "\u{A0}", "line 2, `License State`: a value is required when `License Number` is filled"),
        ("License Expiration", "13/13/2026", "line 2, `License Expiration`, `13/13/2026`: the month must be 01 to 12"),
        ("License Expiration", "12/31/9999", "the year must be 1850 to 2999"),
        ("CAQH ID", "12A", "line 2, `CAQH ID`, `12A`: caqh provider id"),
        ("Email", "555-0100", "line 2, `Email`, `555-0100`: expected an e-mail address"),
        ("First Name", "Row\u{0}an", "line 2, `First Name`, `Row\u{FFFD}an`: control characters are not text"),
    ] {
        let message = fault(name, value);
        assert!(message.contains(expected), "{message}");
    }
    let long = fault("First Name", &"x".repeat(501));
    assert!(long.contains("at most 500 characters") && long.len() < 120, "{long}");
}

#[test]
fn secrets_are_not_repeated_even_from_the_wrong_column() {
    for (name, value) in [
        ("DEA Number", "BT1234560"),
        ("DEA Number", "not one BT1234563"),
        ("Date of Birth", "1972-02-30"),
        ("Date of Birth", "29/02/1972"),
        ("NPI", "BT1234563"),
        ("NPI", "000-12-3456"),
        ("CAQH ID", "BT1234563"),
        ("Email", "BT1234563"),
    ] {
        let message = fault(name, value);
        assert!(message.contains("***"), "{message}");
        for secret in SECRETS.into_iter().chain([value]) {
            assert!(!message.contains(secret), "{message}");
        }
    }
    let shown = format!("{:?}", rows(&file(&[ROW])));
    assert!(SECRETS.into_iter().all(|secret| !shown.contains(secret)), "{shown}");
}

#[test]
fn a_dea_number_of_another_initial_is_doubted_and_taken() {
    assert_eq!(doubts("Last Name", "Placeholder"), ["dea-number/name-mismatch"]);
    assert_eq!(doubts("Last Name", "van Testfield"), [""; 0]);
    let former = with("Last Name", "Placeholder").replace(",Sample", ",Testfield");
    assert!(row(&former).warnings.is_empty());
    assert_eq!(doubts("CAQH ID", "123"), ["caqh-id/unusual-length"]);
}

#[test]
fn values_without_their_key_are_ignored_and_said_so() {
    assert_eq!(doubts("License Number", ""), ["row/orphan"; 2]);
    assert_eq!(doubts("DEA Number", "N/A"), ["row/orphan"; 2]);
    assert_eq!(doubts("Board", ""), ["row/orphan"; 2]);
    assert_eq!(row(&with("Board", "")).value.board, None);
}

#[test]
fn a_provider_named_twice_is_refused_with_the_earlier_line() {
    let again = ROW.replace("Rowan", "\"Row\nan\"");
    let other = ROW.replace("1000000004", "1000000012");
    let results = rows(&file(&[ROW, "", &other, &again, "1000000004,short", &again]));
    assert!(results[0].is_ok() && results[1].is_ok());
    let duplicate = refused(&results[2]);
    assert_eq!(duplicate.line, 5);
    let message = duplicate.errors[0].to_string();
    assert_eq!(message, "line 5, `NPI`, `1000000004`: the same NPI is in line 2: keep one row per provider");
    let ragged = refused(&results[3]).errors[0].to_string();
    assert!(ragged.starts_with("line 7: the header has 21 fields and this row 2"), "{ragged}");
    assert_eq!(refused(&results[4]).line, 8);
}

#[test]
fn all_faults_of_a_row_come_together() {
    let text = file(&["x,,Rowan,,,,,T,ZZ,1/2/03,AB1,AZ,,,,,,,a@b,,"]);
    let codes: Vec<String> = refused(&rows(&text)[0]).errors.iter().map(|error| error.rule.code().to_owned()).collect();
    assert_eq!(codes.len(), 6, "{codes:?}");
}

#[test]
fn an_error_serializes_as_its_five_parts() {
    let results = rows(&with("License State", "Arizona"));
    let json = serde_json::to_value(&refused(&results[0]).errors[0]).unwrap();
    let expected = serde_json::json!({
        "line": 2,
        "column": "License State",
        "value": "Arizona",
        "code": "row/state",
        "reason": "expected a two-letter state code, e.g. CA",
    });
    assert_eq!(json, expected);
}

/// The last digit that makes nine others an NPI.
fn npi(serial: u32) -> String {
    (0..10).map(|digit| format!("1{serial:08}{digit}")).find(|text| Npi::parse(text).is_ok()).unwrap()
}

fn name() -> impl Strategy<Value = String> {
    "[A-Z][a-zé'\",;.-]{0,8}( [A-Z][a-z]{0,6})?"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_well_formed_roster_reads_back_whatever_the_order_of_its_columns(
        people in prop::collection::btree_map(0_u32..99_999_999, (name(), name(), 1850_i32..2999, 1_u32..13), 1..6),
        order in Just([0_usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        delimiter in prop::sample::select(b",;\t".to_vec()),
        mark in any::<bool>(),
    ) {
        let lines: Vec<[String; 6]> = people
            .iter()
            .map(|(serial, (last, first, year, month))| {
                [npi(*serial), last.clone(), first.clone(), "T-1".into(), "AZ".into(), format!("{year}-{month:02}")]
            })
            .collect();
        let header = ["NPI", "Last Name", "First Name", "License #", "License State", "License Exp"].map(str::to_owned);
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        for line in std::iter::once(&header).chain(&lines) {
            writer.write_record(order.map(|at| &line[at])).unwrap();
        }
        let mut text = if mark { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
        text.extend(writer.into_inner().unwrap());
        let back: Vec<[String; 6]> = read(&text[..], &Mapping::built_in())
            .unwrap()
            .map(|row| {
                let row = row.unwrap().value;
                let license = row.license.unwrap();
                [
                    row.npi.to_string(),
                    row.last_name,
                    row.first_name,
                    license.number.to_string(),
                    license.state.to_string(),
                    license.expires.unwrap().to_string(),
                ]
            })
            .collect();
        prop_assert_eq!(back, lines);
    }

    #[test]
    fn no_bytes_panic_and_every_row_is_accounted_for(
        good in any::<bool>(),
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'\n'), Just(b'"')], 0..400),
    ) {
        let mut text = if good { file(&[ROW, ""]).into_bytes() } else { Vec::new() };
        text.extend(bytes);
        let mut report = crate::report::ImportReport::new("generated.csv");
        match read(&text[..], &Mapping::built_in()) {
            Ok(rows) => rows.for_each(|row| drop(report.tally(row))),
            Err(fault) => report.stop(&fault),
        }
        prop_assert_eq!(report.rows_read, report.accepted + report.rejected);
        prop_assert!(!serde_json::to_string(&report).unwrap().contains("BT1234563"));
    }

    #[test]
    fn no_mapping_panics(text in ".{0,80}") {
        let _ = Mapping::from_toml(&text);
        let _ = mapping(&text);
    }
}

#[test]
fn a_file_of_a_header_alone_says_so() {
    assert!(matches!(rows(HEADER).as_slice(), [Err(RowFault::File(FileError::NoRows))]));
}
