use proptest::prelude::*;

use super::*;

fn result(complete: &str, license: &str) -> String {
    format!(
        r#"{{"Transaction":{{"TransactionId":"t","ProcessingCompleteFlag":{complete}}},"NurseLookupResponses":[
        {{"SuccessFlag":true,"Errors":null,"NurseLookupRequest":{{"RecordId":"r1"}},"FirstName":"ROWAN","LastName":"TESTFIELD","NcsbnId":"1",
          "NurseLookupLicenses":[{{"LicenseType":"RN","JurisdictionAbbreviation":"CA-RN","LicenseNumber":"T1",
          "LicenseOriginalDate":"2010-01-02T00:00:00","LicenseExpirationDate":"2027-01-31T00:00:00","CompactStatus":"Multistate",{license}}}]}},
        {{"SuccessFlag":false,"Errors":[{{"ErrorMessage":"not found"}}],"NurseLookupRequest":{{"RecordId":"r2"}}}}]}}"#
    )
}

#[test]
fn a_licence_is_found_and_a_failed_look_up_answers_nothing() {
    let nurses = read(result("true", r#""Active":"Yes""#).as_bytes()).unwrap();
    let [found, failed] = nurses.as_slice() else { panic!() };
    let Reply::Found { credential, encumbrances, .. } = &found.answers[0].reply else { panic!() };
    assert!(encumbrances.is_empty());
    assert!(matches!(credential, Credential::License { compact: Some(LicenseCompact::NlcMultistate { .. }), .. }));
    assert_eq!((found.name.as_str(), found.record_id.as_deref()), ("TESTFIELD, ROWAN", Some("r1")));
    assert!(failed.answers.is_empty() && failed.failed[0].contains("not found"));
}

#[test]
fn a_look_up_that_is_not_done_is_no_result() {
    for complete in ["false", "null", "\"maybe\""] {
        assert!(matches!(read(result(complete, r#""Active":"Yes""#).as_bytes()), Err(NursysError::Incomplete)));
    }
}

#[test]
fn discipline_limits_until_the_board_itself_ends_it() {
    let action = |duration: &str, again: &str| {
        let license = format!(
            r#""Active":"No","LicenseStatus":"SUSPENDED","NurseLookupDisciplines":[{{"JurisdictionAbbreviation":"CA-RN",
            "DateActionWasTaken":"2025-01-02","NurseLookupInitialActions":[{{"ActionDescription":"SUSPENSION OF LICENSE","StartDate":"2025-01-03",
            "EndDate":"2025-06-01","Duration":"{duration}","AutomaticReinstatement":"{again}"}}],"NurseLookupRevisionReports":[{{}}]}}]"#
        );
        let nurses = read(result("true", &license).as_bytes()).unwrap();
        let Some(Reply::Found { encumbrances, .. }) =
            nurses[0].answers.iter().map(|own| &own.reply).find(|own| own.word() == "found")
        else {
            panic!()
        };
        assert_eq!(nurses[0].doubts.len(), 1);
        assert_eq!(encumbrances[1].kind, EncumbranceKind::Suspended);
        (encumbrances.len(), encumbrances[1].to.map(|to| to.to_string()))
    };
    assert_eq!(action("Specified", "Yes"), (2, Some("2025-06-01".to_owned())));
    assert_eq!(action("Specified", "Yes With Conditions"), (2, None));
    assert_eq!(action("Indefinite/Unspecified", "No"), (2, None));
}

proptest! {
    #[test]
    fn garbage_is_an_error_and_never_panics(text in ".*", at in 0..700_usize) {
        prop_assert!(read(text.as_bytes()).is_err());
        let whole = result("true", r#""Active":"Yes""#);
        prop_assert!(read(&whole.as_bytes()[..at.min(whole.len() - 1)]).is_err());
    }
}
