use proptest::prelude::*;

use super::*;
use crate::fault::{RowErrors, RowFault};
use crate::row::Row;

const CELLS: [&str; COLUMNS.len()] = [
    "1000000004",
    "License",
    "State Board of Samples",
    "T-0001",
    "board web site",
    "primary",
    "2026-08-31",
    "match",
    "2020",
    "12/31/2027",
    "active",
    "2020-05",
    "supervised until 2021",
    "class = full; limits=none;",
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
];

fn file(header: &[&str], cells: &[&str]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    writer.write_record(cells).unwrap();
    writer.into_inner().unwrap()
}

/// The one row of a file whose cell under `column` is replaced.
fn with(column: &str, value: &str) -> RowResult<EvidenceRow> {
    let mut cells = CELLS;
    cells[COLUMNS.iter().position(|name| *name == column).unwrap()] = value;
    read(&file(&COLUMNS, &cells)[..]).unwrap().next().unwrap()
}

fn row() -> Row<EvidenceRow> {
    with("npi", CELLS[0]).unwrap()
}

fn refused(result: RowResult<EvidenceRow>) -> RowErrors {
    match result {
        Err(RowFault::Row(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_verification_is_read_with_its_dates_words_and_details() {
    let row = row();
    assert_eq!((row.line, row.warnings.len()), (2, 0));
    let evidence = row.value;
    assert_eq!((evidence.element.as_str(), evidence.result.as_str()), ("license", "match"));
    assert_eq!(evidence.number.unwrap().expose(), "T-0001");
    assert_eq!(evidence.verified_on.to_string(), "2026-08-31");
    assert_eq!(evidence.valid_from.unwrap().to_string(), "2020");
    assert_eq!(evidence.valid_to.unwrap().to_string(), "2027-12-31");
    assert_eq!(evidence.standing_from.unwrap().to_string(), "2020-05");
    assert_eq!(evidence.detail.iter().collect::<Vec<_>>(), [("class", "full"), ("limits", "none")]);
    assert_eq!(evidence.detail.get("class"), Some("full"));
    assert_eq!(evidence.artefact.unwrap().to_string(), CELLS[14]);
}

#[test]
fn only_the_first_eight_columns_but_issuer_and_number_need_a_value() {
    for column in COLUMNS {
        let required = ["npi", "element", "source", "method", "verified_on", "result"].contains(&column);
        match with(column, "") {
            Ok(_) => assert!(!required, "{column}"),
            Err(RowFault::Row(errors)) => {
                assert!(required, "{column}");
                assert_eq!(errors.errors[0].to_string(), format!("line 2, `{column}`: a value is required"));
            }
            Err(fault) => panic!("{fault}"),
        }
    }
}

#[test]
fn each_rule_has_its_code() {
    for (column, value, code) in [
        ("npi", "1000000005", "npi/checksum"),
        ("element", "board certification", "row/word-shape"),
        ("verified_on", "2026-08", "date/day-missing"),
        ("valid_from", "2028-01-01", "row/period-order"),
        ("valid_to", "13/13/2026", "date/month"),
        ("detail", "class", "row/pairs"),
        ("detail", "class=a; class=b", "row/pairs"),
        ("detail", "=a", "row/pairs"),
        ("artefact", "sha256:ba78", "row/sha256"),
        ("terms", "\u{7}", "row/control-character"),
    ] {
        assert_eq!(refused(with(column, value)).errors[0].rule.code(), code, "{column} {value}");
    }
}

#[test]
fn a_partly_known_period_is_refused_only_when_no_day_could_fit() {
    assert!(with("valid_from", "2027-12").is_ok());
    assert!(with("valid_from", "2027").is_ok());
    assert!(with("valid_from", "2028").is_err());
}

#[test]
fn numbers_terms_and_details_are_never_shown() {
    let secret = "BT1234563";
    for (column, value) in
        [("number", format!("{secret}\u{0}")), ("detail", format!("dea {secret}")), ("terms", secret.repeat(500))]
    {
        let errors = refused(with(column, &value));
        assert!(!format!("{errors:?}").contains(secret), "{column}");
        assert_eq!(errors.errors[0].value.as_deref(), Some("***"));
    }
    let shown =
        format!("{:?} {:?}", with("number", secret).unwrap(), with("detail", &format!("dea={secret}")).unwrap());
    assert!(!shown.contains(secret), "{shown}");
}

#[test]
fn all_columns_must_be_there_and_others_are_named() {
    let message = read(&file(&COLUMNS[..14], &CELLS[..14])[..]).unwrap_err().to_string();
    assert!(
        message.starts_with("the header lacks `artefact`: expected the evidence layout: npi, element"),
        "{message}"
    );

    let header = [&COLUMNS[..], &["remarks"]].concat();
    let rows = file(&header, &[&CELLS[..], &["none"]].concat());
    assert_eq!(read(&rows[..]).unwrap().ignored_columns(), ["remarks"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn permuted_columns_give_the_same_row(order in Just((0..COLUMNS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let header: Vec<&str> = order.iter().map(|at| COLUMNS[*at]).collect();
        let cells: Vec<&str> = order.iter().map(|at| CELLS[*at]).collect();
        let bytes = file(&header, &cells);
        let permuted = read(&bytes[..]).unwrap().next().unwrap().unwrap();
        prop_assert_eq!(permuted, row());
    }

    #[test]
    fn no_value_panics(column in prop::sample::select(COLUMNS.to_vec()), value in ".{0,60}") {
        if let Err(fault) = with(column, &value) {
            let _ = fault.to_string();
        }
    }
}
