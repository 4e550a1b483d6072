use super::*;
use crate::fault::RowFault;

const MAPPING: &str = r#"
state = "AZ"
dates = ["%m/%d/%Y", "%Y-%m-%dT00:00:00.000"]
no-discipline = ["None"]
[columns]
number = "licensenumber"
type = "licensetype"
status = "licensestatusdescription"
expires = "licenseexpirationdate"
family = "lastname"
given = "firstname"
discipline = "programaction"
[status]
good = ["Active"]
over = ["Expired"]
limited = ["Active - With Conditions"]
revoked = ["Revoked"]
"#;
const HEADER: &str =
    "licensenumber,licensetype,licensestatusdescription,licenseexpirationdate,lastname,firstname,programaction\n";

fn rows(text: &str) -> Vec<RowResult<LicenseRow>> {
    let mapping = LicenseMapping::parse(MAPPING, "az.toml").unwrap();
    read(format!("{HEADER}{text}").as_bytes(), &mapping).unwrap().collect()
}

#[test]
fn a_status_that_nobody_explained_is_no_licence() {
    let rows = rows(
        "DR.0012345,MD,Active,2030-12-31T00:00:00.000,Testfield,Rowan,None\n\
         DR.0012346,MD,Sleeping,12/31/2030,Testfield,Rowan,\n\
         DR.0012347,MD,Active,,Testfield,Rowan,\n\
         DR.0012348,MD,Expired,12/31/2030,Testfield,Rowan,\n",
    );
    let good = &rows[0].as_ref().unwrap().value;
    assert!(good.encumbrances.is_empty() && good.name == "Testfield, Rowan");
    for (at, code) in [(1, "license/status"), (2, "row/required")] {
        let Err(RowFault::Row(faults)) = &rows[at] else { panic!() };
        assert_eq!(faults.errors[0].rule.code(), code);
    }
    // Over by the board's word though its date is ahead: no authority.
    assert_eq!(rows[3].as_ref().unwrap().value.encumbrances[0].kind, EncumbranceKind::Suspended);
}

#[test]
fn the_rows_of_one_licence_are_one_answer_with_every_limit() {
    let rows: Vec<LicenseRow> = rows(
        "DR.0012345,MD,Active,12/31/2030,Testfield,Rowan,Letter of Admonition\n\
         DR.0012345,MD,Active - With Conditions,12/31/2029,Testfield,Rowan,Stipulation\n",
    )
    .into_iter()
    .map(|row| row.unwrap().value)
    .collect();
    let whole = joined(&rows).unwrap();
    assert_eq!((whole.encumbrances.len(), whole.expires.to_string().as_str()), (3, "2029-12-31"));
    let mut other = rows[0].clone();
    other.number = LicenseNumber::parse("DR.0099999").unwrap();
    assert_eq!(joined(&[rows[0].clone(), other]), None);
}

#[test]
fn a_mapping_tells_all_its_faults() {
    let wrong =
        "dates = []\n[columns]\nnumber = \"A\"\nstatus = \"A\"\n[status]\ngood = [\"Active\"]\nover = [\"active\"]\n";
    let fault = LicenseMapping::parse(wrong, "az.toml").unwrap_err().to_string();
    for part in
        ["az.toml:1:", "`state` is missing", "`type` is missing", "`expires` is missing", "az.toml:4:10", "az.toml:7:8"]
    {
        assert!(fault.contains(part), "{part}: {fault}");
    }
}

proptest::proptest! {
    #[test]
    fn no_mapping_and_no_rows_panic(text in ".*", body in "[A-Za-z0-9/,\" \n]*") {
        let _ = LicenseMapping::parse(&text, "x.toml");
        let _ = rows(&body);
    }
}
