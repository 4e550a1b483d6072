use cred_core::evidence::list_entry::{ListedName, Party};

use super::*;

const SAM: &str = "\"Classification\",\"Name\",\"Prefix\",\"First\",\"Middle\",\"Last\",\"Suffix\",\"Address 1\",\"Address 2\",\"Address 3\",\
                   \"Address 4\",\"City\",\"State / Province\",\"Country\",\"Zip Code\",\"Open Data Flag\",\"Blank (Deprecated)\",\
                   \"Unique Entity ID\",\"Exclusion Program\",\"Excluding Agency\",\"CT Code\",\"Exclusion Type\",\
                   \"Additional Comments\",\"Active Date\",\"Termination Date\",\"Record Status\",\"Cross-Reference\",\"SAM Number\",\
                   \"CAGE\",\"NPI\",\"Creation_Date\"";

fn sam_row(cells: &[(usize, &str)]) -> String {
    let mut row = vec![""; 31];
    for (at, cell) in cells {
        row[*at] = cell;
    }
    row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\r\n"
}

#[test]
fn sam_rows_are_read_with_their_quirks() {
    let firm = sam_row(&[
        (0, "Firm"),
        (1, "SAMPLE SUPPLY"),
        (7, "1 TEST WAY"),
        (11, "TORONTO"),
        (12, "ONTARIO"),
        (13, "CAN"),
        (19, "HHS"),
        (21, "Prohibition/Restriction"),
        (23, "01/20/2020"),
        (24, "Indefinite"),
        (25, "Active"),
        (26, "(also SAMPLE, LLC, TEST SUPPLY)"),
        (27, "S4TEST1"),
        (29, "null"),
    ]);
    let person = sam_row(&[
        (0, "Individual"),
        (3, "ROWAN"),
        (5, "TESTFIELD"),
        (6, "JR"),
        (12, "AZ"),
        (13, "USA"),
        (23, "01/20/2020"),
        (24, "01/19/2025"),
        (27, "S4TEST2"),
        (29, "1000000004.0"),
        (30, "2020-01-20"),
    ]);
    let masked = sam_row(&[(0, "Individual"), (23, "01/20/2020"), (24, "01/19/2019"), (27, "S4TEST3")]);
    let load = first(format!("{SAM}\r\n{firm}{person}{masked}"), &Format::Sam).unwrap();
    assert!(load.edition.whole);
    let [firm, person, masked] = load.entries.as_slice() else { panic!() };
    assert_eq!((firm.entry.party, firm.entry.names.len(), firm.entry.to), (Party::Organization, 4, None));
    assert_eq!(firm.entry.basis, "Prohibition/Restriction, HHS");
    assert_eq!(person.entry.names[0].written(), "TESTFIELD, ROWAN JR");
    assert_eq!(person.entry.npi.as_ref().unwrap().to_string(), "1000000004");
    assert_eq!(person.entry.to.unwrap().to_string(), "2025-01-19");
    assert_eq!(masked.entry.names, [ListedName::Whole("(name withheld, SAM number S4TEST3)".to_owned())]);
    // An end before the beginning ends nothing.
    assert_eq!(masked.entry.to, None);
    let codes: Vec<&str> = load.report.warnings.iter().map(|warning| warning.rule.code()).collect();
    assert_eq!(codes, ["list/name-withheld", "row/period-order"]);
}

#[test]
fn the_withdrawn_sam_layout_is_recognised() {
    let file = format!("{}\r\nx\r\n", SAM.replace("Unique Entity ID", "DUNS"));
    let refused = first(file, &Format::Sam).unwrap_err();
    assert_eq!(refused.refusal.code(), "file/other-layout");
    assert!(refused.to_string().contains("V1"));
}

#[test]
fn a_bar_or_a_term_that_ends_ends_no_entry() {
    let revoked = "ENRLMT_ID,NPI,FIRST_NAME,MDL_NAME,LAST_NAME,ORG_NAME,MULTIPLE_NPI_FLAG,STATE_CD,PROVIDER_TYPE_DESC,REVOCATION_RSN,\
                   REVOCATION_EFCTV_DT,REENROLLMENT_BAR_EXPRTN_DT\n\
                   I20200101000001,1000000004,ROWAN,Q,TESTFIELD,,N,AZ,PRACTITIONER - NURSE PRACTITIONER,424.535(a)(1),01/20/2020,01/20/2023\n\
                   O20200101000002,,,,,SAMPLE CLINIC,N,ZZ,CLINIC,424.535(a)(3),13/20/2020,\n";
    let load = first(revoked, &Format::CmsRevoked).unwrap();
    let [person, clinic] = load.entries.as_slice() else { panic!() };
    assert_eq!((person.entry.to, person.entry.party), (None, Party::Person));
    assert_eq!(person.entry.basis, "424.535(a)(1); re-enrolment barred to 2023-01-20; enrolment I20200101000001");
    assert_eq!((clinic.entry.party, clinic.entry.from), (Party::Organization, None));
    assert_eq!(load.report.warning_count, 2);

    let opted = "First Name,Last Name,NPI,Specialty,Optout Effective Date,Optout End Date,First Line Street Address,\
                 Second Line Street Address,City Name,State Code,Zip code,Eligible to Order and Refer,Last updated\n\
                 Rowan,Testfield,1000000004,Dentist,04/01/2024,04/01/2026,1 Test Way,,Placeholder,AZ,85001,Y,08/01/2026\n";
    let load = first(opted, &Format::CmsOptOut).unwrap();
    assert_eq!(load.entries[0].entry.to, None);
    assert_eq!(load.entries[0].entry.address.street, "1 Test Way");
    assert_eq!(load.report.ignored_columns, ["Last updated"]);
    assert!(load.edition.whole);
}

proptest::proptest! {
    #[test]
    fn garbage_below_any_header_never_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let revoked = "ENRLMT_ID,NPI,FIRST_NAME,MDL_NAME,LAST_NAME,ORG_NAME,STATE_CD,PROVIDER_TYPE_DESC,REVOCATION_RSN,\
                       REVOCATION_EFCTV_DT,REENROLLMENT_BAR_EXPRTN_DT\n";
        for (format, header) in [(Format::Sam, SAM), (Format::CmsRevoked, revoked)] {
            let mut file = format!("{header}\n").into_bytes();
            file.extend(&bytes);
            let _ = first(file, &format);
        }
    }
}
