use super::*;
use crate::fault::{RowError, RowFault};

const CSV: &str = "Case,Surgeon,Code,Location,Start,Age,Room\n\
                   101,1000000004,0FT44ZZ,main,2026-03-02T07:30,44,OR 2\n\
                   102,Reyes,GS-CORE,main,2026-03-02 09:00,,\n";

const JSON: &str = r#"[
  {"case": "101", "provider": "1000000004", "what": "0FT44ZZ", "site": "main", "time": "2026-03-02T07:30", "patient_age": 44},
  {"case": 102, "provider": " Reyes ", "what": "GS-CORE", "site": "main", "time": "2026-03-02 09:00"}
]"#;

fn row(case: &str, provider: &str, what: &str, time: &str, patient_age: Option<u32>) -> CaseRow {
    CaseRow {
        provider: provider.to_owned(),
        what: what.to_owned(),
        site: "main".to_owned(),
        time: time.to_owned(),
        case: Some(case.to_owned()),
        patient_age,
        patient_state: None,
        federal_patient: None,
        setting: None,
    }
}

fn faults(outcomes: Vec<RowResult<CaseRow>>) -> Vec<(u64, Option<String>, String)> {
    let errors = outcomes.into_iter().filter_map(|outcome| match outcome {
        Err(RowFault::Row(row)) => Some(row.errors),
        Ok(_) | Err(RowFault::File(_)) => None,
    });
    errors.flatten().map(|RowError { line, column, rule, .. }| (line, column, rule.code().to_owned())).collect()
}

#[test]
fn a_list_is_the_same_as_csv_and_as_json() {
    let wanted = [
        row("101", "1000000004", "0FT44ZZ", "2026-03-02T07:30", Some(44)),
        row("102", "Reyes", "GS-CORE", "2026-03-02 09:00", None),
    ];
    let rows = read(CSV.as_bytes()).unwrap();
    assert_eq!(rows.ignored_columns(), ["Room"]);
    assert_eq!(rows.map(|row| row.unwrap().value).collect::<Vec<_>>(), wanted);
    let json = read_json(JSON).unwrap().into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(json.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(json.into_iter().map(|row| row.value).collect::<Vec<_>>(), wanted);
}

#[test]
fn every_fault_of_every_row_is_told_with_its_place() {
    let csv =
        "provider,what,site,time,patient_age,federal_patient\n,0FT44ZZ,main,,forty,perhaps\nReyes,X,main,now,1,no\n";
    let place = |line, column: &str, code: &str| (line, Some(column.to_owned()), code.to_owned());
    let wanted = [
        place(2, "provider", "row/required"),
        place(2, "time", "row/required"),
        place(2, "patient_age", "case/age"),
        place(2, "federal_patient", "row/word"),
    ];
    assert_eq!(faults(read(csv.as_bytes()).unwrap().collect()), wanted);
    let json = "[\n{\"what\": \"X\", \"site\": \"main\", \"time\": \"now\", \"room\": 2},\n7,\n{\"provider\": [1], \"what\": \"X\", \"site\": \"main\", \"time\": \"t\"}]";
    let wanted = [
        place(2, "room", "case/key"),
        place(2, "provider", "row/required"),
        (3, None, "case/json".to_owned()),
        place(4, "provider", "case/value"),
    ];
    assert_eq!(faults(read_json(json).unwrap()), wanted);
}

#[test]
fn what_is_no_list_is_told_with_its_place() {
    let error = read_json("[\n {\"provider\": }]").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(error.rule.to_string().contains("column"), "{}", error.rule);
    assert_eq!(read_json("[]").unwrap_err().rule.code(), "case/json");
    let missing = read("provider,what\nReyes,X\n".as_bytes()).unwrap_err();
    assert_eq!(missing.code(), "file/missing-columns");
    let twice = read("provider,npi,what,site,time\na,b,c,d,e\n".as_bytes()).unwrap_err();
    assert_eq!(twice.code(), "file/ambiguous-column");
}
