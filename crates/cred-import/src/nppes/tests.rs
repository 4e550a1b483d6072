use proptest::prelude::*;

use super::*;
use crate::fault::{RowErrors, RowFault};
use crate::row::Row;

/// The names of the V.2 layout that a reader could want, with all groups.
fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "NPI",
        "Entity Type Code",
        "Replacement NPI",
        "Employer Identification Number (EIN)",
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
        "Provider First Name",
        "Provider Middle Name",
        "Provider Name Prefix Text",
        "Provider Name Suffix Text",
        "Provider Credential Text",
        "Provider Other Organization Name",
        "Provider Other Organization Name Type Code",
        "Provider Other Last Name",
        "Provider Other First Name",
        "Provider Other Middle Name",
        "Provider Other Name Prefix Text",
        "Provider Other Name Suffix Text",
        "Provider Other Credential Text",
        "Provider Other Last Name Type Code",
        "Provider Business Practice Location Address City Name",
        "Provider Business Practice Location Address State Name",
        "Provider Business Practice Location Address Postal Code",
        "Provider Enumeration Date",
        "Last Update Date",
        "NPI Deactivation Reason Code",
        "NPI Deactivation Date",
        "NPI Reactivation Date",
        "Provider Sex Code",
    ]
    .map(str::to_owned)
    .into();
    for group in 1..=15 {
        for name in [
            "Healthcare Provider Taxonomy Code",
            "Provider License Number",
            "Provider License Number State Code",
            "Healthcare Provider Primary Taxonomy Switch",
        ] {
            names.push(format!("{name}_{group}"));
        }
    }
    for group in 1..=50 {
        for name in ["", " Type Code", " State", " Issuer"] {
            names.push(format!("Other Provider Identifier{name}_{group}"));
        }
    }
    names.push("Is Sole Proprietor".to_owned());
    names.push("Certification Date".to_owned());
    names
}

type Cells<'a> = &'a [(&'a str, &'a str)];

const INDIVIDUAL: Cells<'static> = &[
    ("NPI", "1000000004"),
    ("Entity Type Code", "1"),
    ("Provider Last Name (Legal Name)", "TESTFIELD"),
    ("Provider First Name", "ROWAN"),
    ("Provider Name Prefix Text", "--"),
    ("Provider Credential Text", "M.D."),
    ("Provider Other Last Name", "SAMPLE"),
    ("Provider Other Last Name Type Code", "1"),
    ("Provider Business Practice Location Address City Name", "PLACEHOLDER"),
    ("Provider Business Practice Location Address State Name", "AZ"),
    ("Provider Business Practice Location Address Postal Code", "850010000"),
    ("Provider Enumeration Date", "05/23/2006"),
    ("Last Update Date", "07/08/2024"),
    ("Provider Sex Code", "F"),
    ("Healthcare Provider Taxonomy Code_1", "208600000X"),
    ("Provider License Number_1", "T-0001"),
    ("Provider License Number State Code_1", "AZ"),
    ("Healthcare Provider Primary Taxonomy Switch_1", "N"),
    ("Healthcare Provider Taxonomy Code_15", "207R00000X"),
    ("Healthcare Provider Primary Taxonomy Switch_15", "Y"),
    ("Other Provider Identifier_50", "T55"),
    ("Other Provider Identifier Type Code_50", "05"),
    ("Other Provider Identifier State_50", "AZ"),
];

const ORGANIZATION: Cells<'static> = &[
    ("NPI", "1999999992"),
    ("Entity Type Code", "2"),
    ("Employer Identification Number (EIN)", "<UNAVAIL>"),
    ("Provider Organization Name (Legal Business Name)", "TESTFIELD CLINIC, LLC"),
    ("Provider Other Organization Name", "MADE-UP CARE"),
    ("Provider Other Organization Name Type Code", "3"),
    ("Provider Enumeration Date", "01/02/2010"),
    ("Last Update Date", "01/02/2010"),
];

const DEACTIVATED: Cells<'static> = &[("NPI", "1000000012"), ("NPI Deactivation Date", "02/03/2020")];

fn file(names: &[String], rows: &[Cells<'_>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    writer.write_record(names).unwrap();
    for cells in rows {
        let value = |name: &String| cells.iter().find(|(cell, _)| cell == name).map_or("", |(_, value)| value);
        writer.write_record(names.iter().map(value)).unwrap();
    }
    writer.into_inner().unwrap()
}

fn rows(file: &[u8]) -> Vec<RowResult<NppesRecord>> {
    read(file).unwrap().collect()
}

fn row(cells: Cells<'_>) -> Row<NppesRecord> {
    rows(&file(&names(), &[cells])).remove(0).unwrap()
}

/// The row with some cells replaced.
fn with<'a>(cells: Cells<'a>, changed: Cells<'a>) -> Vec<(&'a str, &'a str)> {
    let kept = cells.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    kept.chain(changed).copied().collect()
}

fn refused(cells: Cells<'_>) -> RowErrors {
    match rows(&file(&names(), &[cells])).remove(0) {
        Err(RowFault::Row(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

fn faults(errors: &[crate::RowError]) -> Vec<(String, String)> {
    let fault = |error: &crate::RowError| (error.column.clone().unwrap_or_default(), error.rule.code().to_owned());
    errors.iter().map(fault).collect()
}

fn refusal(header: &[String]) -> String {
    read(&file(header, &[INDIVIDUAL])[..]).unwrap_err().to_string()
}

#[test]
fn a_person_comes_with_alias_taxonomies_and_identifiers() {
    let row = row(INDIVIDUAL);
    assert_eq!((row.line, row.warnings.len()), (2, 0));
    let record = row.value;
    let Entity::Individual { name, alias: Some(alias) } = &record.entity else { panic!("{:?}", record.entity) };
    assert_eq!((name.last.as_str(), name.first.as_deref()), ("TESTFIELD", Some("ROWAN")));
    assert_eq!((name.prefix.as_deref(), name.credential.as_deref()), (None, Some("M.D.")));
    assert_eq!((alias.name.last.as_str(), alias.kind.as_deref()), ("SAMPLE", Some("1")));
    assert_eq!(record.npi.to_string(), "1000000004");
    assert_eq!(record.enumerated.unwrap().to_string(), "2006-05-23");
    assert_eq!(record.updated.unwrap().to_string(), "2024-07-08");
    assert_eq!(record.practice.state.as_deref(), Some("AZ"));
    let [first, last] = record.taxonomies.as_slice() else { panic!("{:?}", record.taxonomies) };
    assert_eq!((first.code.to_string().as_str(), first.primary), ("208600000X", false));
    assert_eq!(first.licence.as_ref().unwrap().to_string(), "T-0001");
    assert_eq!((last.code.to_string().as_str(), last.primary), ("207R00000X", true));
    assert_eq!(record.identifiers.len(), 1);
    assert_eq!(record.identifiers[0].kind.as_deref(), Some("05"));
    assert!(record.deactivation.is_none());
}

#[test]
fn an_organisation_has_no_person() {
    let Entity::Organization { name, alias: Some(alias) } = row(ORGANIZATION).value.entity else { panic!() };
    assert_eq!((name.as_str(), alias.name.as_str()), ("TESTFIELD CLINIC, LLC", "MADE-UP CARE"));
}

#[test]
fn a_row_reduced_to_its_deactivation_is_taken_as_such_and_no_other_is() {
    let record = row(DEACTIVATED).value;
    assert_eq!(record.entity, Entity::Withheld);
    assert_eq!(record.deactivation.unwrap().on.to_string(), "2020-02-03");

    let required = [
        ("Entity Type Code".to_owned(), "row/required".to_owned()),
        ("Provider Enumeration Date".to_owned(), "row/required".to_owned()),
        ("Last Update Date".to_owned(), "row/required".to_owned()),
    ];
    assert_eq!(faults(&refused(&[("NPI", "1000000012")]).errors), required);
    let active_again = with(DEACTIVATED, &[("NPI Reactivation Date", "03/03/2021")]);
    assert_eq!(faults(&refused(&active_again).errors), required);

    let back_before_it_ended =
        with(INDIVIDUAL, &[("NPI Deactivation Date", "02/03/2020"), ("NPI Reactivation Date", "02/02/2020")]);
    assert_eq!(refused(&back_before_it_ended).errors[0].rule.code(), "row/period-order");
}

#[test]
fn all_faults_of_a_row_are_reported_by_header_name() {
    let cells = with(
        INDIVIDUAL,
        &[
            ("NPI", "1000000005"),
            ("Provider Last Name (Legal Name)", ""),
            ("Last Update Date", "31/12/2024"),
            ("Healthcare Provider Taxonomy Code_1", "Surgery"),
            ("Healthcare Provider Primary Taxonomy Switch_15", "yes"),
        ],
    );
    let errors = refused(&cells);
    assert_eq!(errors.line, 2);
    let expected = [
        ("NPI", "npi/checksum"),
        ("Provider Last Name (Legal Name)", "row/required"),
        ("Last Update Date", "date/month"),
        ("Healthcare Provider Taxonomy Code_1", "taxonomy-code/form"),
        ("Healthcare Provider Primary Taxonomy Switch_15", "row/word"),
    ];
    assert_eq!(faults(&errors.errors), expected.map(|(column, code)| (column.to_owned(), code.to_owned())));
    assert_eq!(errors.errors[2].value.as_deref(), Some("31/12/2024"));
}

#[test]
fn what_only_decorates_a_row_is_a_warning() {
    let cells = with(
        INDIVIDUAL,
        &[
            ("Provider License Number_1", "."),
            ("Healthcare Provider Primary Taxonomy Switch_1", "Y"),
            ("Provider License Number_2", "T-2"),
            ("Other Provider Identifier Issuer_3", "NOBODY"),
        ],
    );
    let row = row(&cells);
    let expected = [
        ("Provider License Number_1", "license-number/blank"),
        ("Provider License Number_2", "row/orphan"),
        ("Healthcare Provider Primary Taxonomy Switch_15", "row/second-primary"),
        ("Other Provider Identifier Issuer_3", "row/orphan"),
    ];
    assert_eq!(faults(&row.warnings), expected.map(|(column, code)| (column.to_owned(), code.to_owned())));
    assert_eq!(row.value.taxonomies[0].licence, None);
}

#[test]
fn missing_columns_are_one_error_that_names_them_and_the_layout() {
    let mut header = names();
    header.retain(|name| name != "Entity Type Code" && name != "Last Update Date");
    let message = refusal(&header);
    assert!(message.contains("`Entity Type Code`"), "{message}");
    assert!(message.contains("`Last Update Date`"), "{message}");
    assert!(message.contains("V.2 (330 columns"), "{message}");

    let mut header = names();
    header[0] = "N.P.I. Number".to_owned();
    let message = refusal(&header);
    assert!(message.starts_with("the header lacks `NPI`"), "{message}");
}

#[test]
fn fewer_groups_are_read_and_half_a_group_is_refused() {
    let mut fewer = names();
    fewer.retain(|name| !name.starts_with("Other Provider") && !name.ends_with("_15"));
    let bytes = file(&fewer, &[INDIVIDUAL]);
    let mut rows = read(&bytes[..]).unwrap();
    assert_eq!(rows.groups(), (14, 0));
    assert_eq!(rows.next().unwrap().unwrap().value.taxonomies.len(), 1);

    let mut half = names();
    half.retain(|name| name != "Provider License Number_7");
    assert!(refusal(&half).contains("`Provider License Number_7`"));
}

#[test]
fn harmless_differences_of_the_header_do_not_matter() {
    let mut header = names();
    for name in &mut header {
        *name = match name.as_str() {
            "Provider Sex Code" => "Provider Gender Code".to_owned(),
            other => format!("  {} ", other.replace(' ', "  ").to_uppercase()),
        };
    }
    header.push("Certification Date".to_owned());
    let value = |at: usize| {
        let name = names().get(at).cloned().unwrap_or_default();
        INDIVIDUAL.iter().find(|(cell, _)| *cell == name).map_or(String::new(), |(_, value)| (*value).to_owned())
    };
    let values: Vec<String> = (0..header.len()).map(value).collect();
    let bytes = format!("\u{FEFF}{}\r\n\"{}\"\r\n", header.join(","), values.join("\",\""));
    assert_eq!(rows(bytes.as_bytes()).remove(0).unwrap().value, row(INDIVIDUAL).value);
}

#[test]
fn a_column_that_is_read_may_not_occur_twice() {
    let mut header = names();
    header.push("NPI".to_owned());
    let message = refusal(&header);
    assert!(message.contains("more than one column for `NPI` (`NPI` in column 1, `NPI` in column"), "{message}");
}

#[test]
fn latin_1_is_read_and_said_so() {
    let bytes = file(&names(), &[&with(INDIVIDUAL, &[("Provider Last Name (Legal Name)", "PEÑASCO")])]);
    let mut latin = Vec::new();
    for character in String::from_utf8(bytes).unwrap().chars() {
        latin.push(u8::try_from(u32::from(character)).unwrap());
    }
    let row = rows(&latin).remove(0).unwrap();
    let Entity::Individual { name, .. } = row.value.entity else { panic!() };
    assert_eq!(name.last, "PEÑASCO");
    assert_eq!(faults(&row.warnings)[0].1, "row/not-utf8");
}

#[test]
fn a_ragged_row_and_a_faulty_one_leave_the_others_alone() {
    let mut bytes = file(&names(), &[INDIVIDUAL]);
    bytes.extend_from_slice(b"\"1000000012\",\"1\"\n\n");
    bytes.extend_from_slice(file(&names(), &[ORGANIZATION]).split(|byte| *byte == b'\n').nth(1).unwrap());
    let rows = rows(&bytes);
    assert_eq!(rows.len(), 3);
    let Err(RowFault::Row(ragged)) = &rows[1] else { panic!() };
    let reason = ragged.errors[0].to_string();
    assert!(reason.starts_with("line 3: the header has 291 fields and this row 2:"), "{reason}");
    assert_eq!(rows[2].as_ref().unwrap().line, 5);
}

#[test]
fn a_header_alone_is_said_to_have_no_rows() {
    let rows = rows(&file(&names(), &[]));
    assert!(matches!(rows.as_slice(), [Err(RowFault::File(FileError::NoRows))]));
}

#[test]
fn after_a_fault_of_the_file_there_are_no_more_rows() {
    let mut bytes = file(&names(), &[INDIVIDUAL]);
    bytes.extend_from_slice(b"\"1000000012");
    let rows = rows(&bytes);
    assert_eq!(rows.len(), 2);
    assert!(matches!(rows[1], Err(RowFault::File(FileError::UnclosedQuote { line: 3 }))));
}

#[test]
fn progress_reaches_the_size_of_the_file() {
    let bytes = file(&names(), &[INDIVIDUAL, ORGANIZATION]);
    let mut rows = read(&bytes[..]).unwrap();
    assert_eq!(rows.by_ref().count(), 2);
    assert_eq!(rows.bytes_read(), u64::try_from(bytes.len()).unwrap());
    assert_eq!(
        rows.ignored_columns(),
        ["Employer Identification Number (EIN)", "Provider Sex Code", "Is Sole Proprietor", "Certification Date"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn permuted_columns_give_the_same_records(header in Just(names()).prop_shuffle()) {
        let rows_of = |header: &[String]| -> Vec<NppesRecord> {
            rows(&file(header, &[INDIVIDUAL, ORGANIZATION, DEACTIVATED]))
                .into_iter()
                .map(|row| row.unwrap().value)
                .collect()
        };
        prop_assert_eq!(rows_of(&header), rows_of(&names()));
    }

    #[test]
    fn no_bytes_below_a_good_header_panic(
        cells in prop::collection::vec("[\"0-9/A-Z\\-\n\u{0}é]{0,10}", 0..300),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut input = file(&names(), &[INDIVIDUAL]);
        input.extend_from_slice(cells.join(",").as_bytes());
        input.extend_from_slice(&bytes);
        for row in read(&input[..]).unwrap() {
            if let Err(fault) = row {
                let _ = fault.to_string();
            }
        }
    }
}
