use cred_core::evidence::reply::Reply;
use proptest::prelude::*;

use super::*;

fn report(status: &str, rest: &str) -> String {
    format!(
        r#"{{"fid":"000000001","reportId":7,"asOfDateTimeUtc":"2026-08-10T12:00:00.03Z","boardActionStatus":"{status}",
        "names":{{"legal":{{"firstName":"Rowan","middleName":"","lastName":"Testfield"}}}},
        "birthDate":{{"year":"1970","month":"02"}},
        "medicalEducation":{{"school":{{"name":"Sample School","isVerified":true}},"graduationDate":{{"year":"1999","isVerified":true}},
        "degree":{{"code":"MD","isVerified":true}}}},
        "licenses":[
          {{"issuerName":"ARIZONA","status":"Active","licenseNumber":"T1","issueDate":"2010-07-01T00:00:00","expirationDate":"2030-06-30T00:00:00"}},
          {{"issuerName":"NEVADA","status":"Expired","licenseNumber":"T2","expirationDate":"2030-06-30T00:00:00"}},
          {{"issuerName":"UTAH","status":"Probation","licenseNumber":"T3","expirationDate":"2030-06-30T00:00:00"}},
          {{"issuerName":"OHIO","status":"Sleeping","licenseNumber":"T4","expirationDate":"2030-06-30T00:00:00"}}],
        "npi":[{{"npiNumber":"1000000004"}},{{"npiNumber":"1"}}]{rest}}}"#
    )
}

fn words(report: &PdcReport) -> Vec<String> {
    report.answers.iter().map(|answer| format!("{} {}", answer.element, answer.reply.word())).collect()
}

#[test]
fn a_cleared_report_answers_for_what_it_tells_and_doubts_the_rest() {
    let report = read(report("Cleared", "").as_bytes()).unwrap();
    assert_eq!((report.name.as_str(), report.born.unwrap().to_string().as_str()), ("Testfield, Rowan", "1970-02"));
    let words = words(&report);
    assert_eq!(words.iter().filter(|word| word.contains(" clear")).count(), 4, "{words:?}");
    assert_eq!(words.iter().filter(|word| word.starts_with("license:")).count(), 2, "{words:?}");
    let limited = report.answers.iter().filter(|answer| answer.reply.is_adverse()).count();
    assert_eq!(limited, 1);
    let places: Vec<&str> = report.doubts.iter().map(|doubt| doubt.place.as_str()).collect();
    assert_eq!(places, ["licenses[1].status", "licenses[3].status", "npi[1]"]);
}

#[test]
fn nothing_but_cleared_clears() {
    for status in ["Alerted", "Unknown", "cleared", ""] {
        let report = read(report(status, "").as_bytes()).unwrap();
        assert!(!words(&report).iter().any(|word| word.contains(" clear")), "{status}");
    }
    let alerted = read(report("Alerted", "").as_bytes()).unwrap();
    assert_eq!(words(&alerted).iter().filter(|word| word.contains(" reported")).count(), 4);
    let order = r#","boardOrders":[{"orderId":9,"issueDate":"2025-01-02","disciplinaryEntity":{"name":"UTAH"},"actions":[
        {"actionCode":"A1","actionDescription":"PROBATION","isIndefinite":true,"expirationDate":"2025-06-01","effectiveDate":"2025-01-03"}]}]"#;
    let contradiction = read(report("Cleared", order).as_bytes()).unwrap();
    assert_eq!(contradiction.status, BoardActionStatus::Alerted);
    let last = contradiction.answers.last().unwrap();
    let Reply::Reported { from, to, .. } = &last.reply else { panic!("{last:?}") };
    assert_eq!((from.unwrap().to_string().as_str(), *to), ("2025-01-03", None));
}

#[test]
fn certificates_keep_the_precision_of_their_dates() {
    let rest = r#","abms":{"certifications":[
        {"boardName":"Sample Board","certificateName":"Surgery","isCertified":true,"certificateStatus":"Active","certificateDuration":"Time Limited",
         "effectiveDate":{"year":"2015"},"expirationDate":{"year":"2027","month":"12"}},
        {"boardName":"Sample Board","certificateName":"Lapsed","isCertified":false,"certificateDuration":"Lifetime"},
        {"boardName":"Sample Board","certificateName":"Endless","isCertified":true,"certificateStatus":"Active","certificateDuration":"Time Limited"}]},
        "dea":{"certifications":[{"deaNumber":"AB1234563","state":"AZ","expirationDate":"2027-01-31","drugSchedules":"22N 33N 4 5"}]}"#;
    let report = read(report("Cleared", rest).as_bytes()).unwrap();
    let surgery =
        report.answers.iter().find(|answer| answer.element.is_written("board-certification:surgery")).unwrap();
    let Reply::Found { valid_from, valid_to, .. } = &surgery.reply else { panic!() };
    assert_eq!(
        (valid_from.unwrap().to_string(), valid_to.unwrap().to_string()),
        ("2015".to_owned(), "2027-12".to_owned())
    );
    assert!(report.answers.iter().any(|answer| answer.reply == Reply::NotFound));
    assert!(report.doubts.iter().any(|doubt| doubt.place == "abms.certifications[2].expirationDate"));
    let dea = report.answers.iter().find_map(|answer| {
        if let Reply::Found { credential: Credential::Dea { schedules, .. }, .. } = &answer.reply {
            Some(schedules.len())
        } else {
            None
        }
    });
    assert_eq!(dea, Some(6));
}

proptest! {
    #[test]
    fn garbage_is_an_error_and_never_panics(text in ".*", at in 0..1500_usize, status in "[A-Za-z]{0,8}") {
        prop_assert!(read(text.as_bytes()).is_err());
        let whole = report(&status, "");
        prop_assert!(read(&whole.as_bytes()[..at.min(whole.len() - 1)]).is_err());
    }
}
