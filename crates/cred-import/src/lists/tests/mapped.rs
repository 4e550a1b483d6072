use std::sync::Arc;

use cred_core::evidence::list_entry::{ListedName, Party};

use super::*;
use crate::lists::mapping::ListMapping;

const MAPPING: &str = r#"
list = "XX-MEDICAID"
dates = ["%m/%d/%Y", "%m.%d.%y", "Reinstated effective %m/%d/%Y", "%B %Y"]
born-dates = ["%m/%d/%Y"]
never = ["Indefinite", "Permanent"]
nothing = ["N/A", "-"]
state = "AZ"
limits = { shrinks-percent = 5, at-least = 2 }

[names]
order = "family-first"
marks = ["doing business as"]

[columns]
name = "Provider Name"
also = ["AKA", "D/B/A"]
npi = "NPI"
born = "DOB"
license = "License #"
occupation = "Type"
from = "Start"
to = "End"
reinstated = "Reinstated"

[lengths]
"Type" = 12
"#;
const HEADER: &str = "\u{feff} Provider Name ;AKA;D/B/A;NPI;DOB;License #;Type;Start;End;Reinstated;Notes";

fn mapping() -> Format {
    Format::Mapped(Arc::new(ListMapping::parse(MAPPING, "xx.toml").unwrap()))
}

#[test]
fn a_states_list_is_read_as_its_mapping_says() {
    let file = format!(
        "{HEADER}\n\
         Testfield, Rowan Q Jr aka Sample, Rowan;;;1000000004;01/02/1970;RN-1;Nurse;01.20.20;Permanent;;x\n\
         Sample Supply, Inc d/b/a Test Supply;Other Supply;N/A;1000000004/1000000012;;;Equipment supplier;March 2020;02/01/2021;;\n\
         Testfield;;;123;1/2/70;-;;01/20/2020;soon;Reinstated effective 02/01/2021;\n"
    );
    let load = first(file, &mapping()).unwrap();
    assert!(load.edition.whole);
    let [rowan, supply, further, other] = load.entries.as_slice() else { panic!() };
    let written = |name: &ListedName| name.written();
    let names: Vec<String> = rowan.entry.names.iter().map(written).collect();
    assert_eq!(names, ["Testfield, Rowan Q Jr", "Testfield, Rowan Q Jr", "Sample, Rowan", "Sample, Rowan"]);
    assert!(matches!(rowan.entry.names[0], ListedName::Parts { .. }));
    assert!(matches!(rowan.entry.names[1], ListedName::Whole(_)));
    assert_eq!((rowan.entry.to, rowan.entry.party), (None, Party::Other));
    assert_eq!(rowan.entry.licenses[0].state.unwrap().code(), "AZ");
    assert!(supply.entry.names.contains(&ListedName::Whole("Test Supply".to_owned())));
    assert!(supply.entry.names.contains(&ListedName::Whole("Other Supply".to_owned())));
    assert_eq!(supply.entry.from.unwrap().to_string(), "2020-03");
    assert_eq!(supply.entry.npi.as_ref().unwrap().to_string(), "1000000004");
    // A row with two NPIs is an entry for each; the rows are three all the same.
    assert_eq!(further.entry.npi.as_ref().unwrap().to_string(), "1000000012");
    assert_eq!((further.line, &further.entry.names), (supply.line, &supply.entry.names));
    assert_eq!((load.edition.rows, load.edition.entries, load.edition.duplicates), (3, 4, 0));
    assert_eq!(other.entry.to.unwrap().to_string(), "2021-01-31");
    let told: Vec<(u64, &str, &str)> = load
        .report
        .warnings
        .iter()
        .map(|warning| (warning.line, warning.column.as_deref().unwrap_or_default(), warning.rule.code()))
        .collect();
    assert_eq!(
        told,
        [(3, "Type", "list/length"), (4, "NPI", "npi/form"), (4, "DOB", "date/form"), (4, "End", "date/form"),]
    );
    assert_eq!(load.report.ignored_columns, ["Notes"]);
}

#[test]
fn a_mapping_is_read_whole_and_every_fault_has_its_line() {
    let wrong = r#"
list = "X X"
delimiter = "+"
dates = ["%q"]
born-dates = ["%m/%d/%y"]
colour = 1

[names]
order = "backwards"

[columns]
given = "First"
npi = ["A", "B"]
from = "First"
"#;
    let fault = ListMapping::parse(wrong, "xx.toml").unwrap_err();
    let lines: Vec<usize> = fault.faults().iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4, 4, 5, 6, 9, 11, 13, 14], "{fault}");
    assert!(fault.to_string().contains("xx.toml:5:14: `born-dates`"), "{fault}");
}

#[test]
fn a_renamed_column_is_refused_and_a_similar_one_suggested() {
    let refused = first(HEADER.replace("License", "Licence") + "\nx\n", &mapping()).unwrap_err();
    assert!(refused.to_string().contains("did you mean `Licence #`?"), "{refused}");
}

#[test]
fn an_open_last_line_is_taken_only_where_the_mapping_says_so() {
    let file = "Name\nSample\nTest";
    let with = |extra: &str| {
        let text = format!("list = \"X\"\n{extra}\n[columns]\nname = \"Name\"\n");
        first(file, &Format::Mapped(Arc::new(ListMapping::parse(&text, "x.toml").unwrap())))
    };
    assert_eq!(with("").unwrap_err().refusal.code(), "list/cut-off");
    assert!(with("open-last-line = true").unwrap().edition.whole);
}

proptest::proptest! {
    #[test]
    fn no_mapping_and_no_rows_panic(text in ".*", rows in "[A-Za-z0-9;/,\" \n]*") {
        let _ = ListMapping::parse(&text, "x.toml");
        let _ = first(format!("{HEADER}\n{rows}\n"), &mapping());
    }
}
