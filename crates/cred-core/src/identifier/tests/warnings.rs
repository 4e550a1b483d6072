//! What is accepted and still looked at.

use chrono::NaiveDate;

use crate::identifier::{
    CaqhId, DateOfBirth, DeaNumber, DeaRegistrant, Ein, LicenseNumber, PhysicianDegree, Tin, Upin, Warning,
};

#[test]
fn dea_first_letter_warns_when_no_longer_issued() {
    for letter in ('A'..='Z').filter(|letter| !"IOQVWYZ".contains(*letter)) {
        let warnings = DeaNumber::parse(&format!("{letter}B1234563")).unwrap().warnings();
        let expected = match letter {
            'A' | 'B' | 'F' | 'G' | 'M' | 'P' | 'R' => vec![],
            'X' => vec![Warning::DeaObsoleteLetter],
            _ => vec![Warning::DeaHistoricalLetter],
        };
        assert_eq!(warnings, expected, "{letter}");
    }
    for letter in "IOQVWYZ".chars() {
        assert!(DeaNumber::parse(&format!("{letter}B1234563")).is_err());
    }
}

#[test]
fn dea_second_character_may_be_the_initial_of_any_name_ever_used() {
    let number = DeaNumber::parse("AB1234563").unwrap();
    let fits = |surnames: &[&str]| number.warnings_for(DeaRegistrant::Person { surnames }).is_empty();
    assert!(fits(&["Jones", "baker"]));
    assert!(fits(&["Garcia Baker"]));
    assert!(fits(&["Jones-Baker"]));
    assert!(fits(&["van Buren"]));
    assert!(!fits(&["Jones", "O'Brien"]));
    assert!(!fits(&[]));
    assert!(!fits(&["Бейкер", "", "-"]));

    let accented = DeaNumber::parse("FO1234563").unwrap();
    assert!(accented.warnings_for(DeaRegistrant::Person { surnames: &["öztürk"] }).is_empty());
    assert_eq!(accented.warnings_for(DeaRegistrant::Person { surnames: &["Jones"] }), [Warning::DeaNameMismatch]);
}

#[test]
fn dea_nine_fits_a_business_and_is_asked_about_for_a_person() {
    let hospital = DeaNumber::parse("F91234563").unwrap();
    assert!(hospital.warnings_for(DeaRegistrant::Business { names: &[] }).is_empty());
    assert_eq!(hospital.warnings_for(DeaRegistrant::Person { surnames: &["Jones"] }), [Warning::DeaBusinessAddress]);
    let named = DeaNumber::parse("FS1234563").unwrap();
    assert!(named.warnings_for(DeaRegistrant::Business { names: &["Saint Elsewhere"] }).is_empty());
    assert_eq!(named.warnings_for(DeaRegistrant::Business { names: &["Elsewhere"] }), [Warning::DeaNameMismatch]);
}

#[test]
fn dea_institution_code_is_no_registration_of_the_person() {
    let resident = DeaNumber::parse("F91234563-001AB").unwrap();
    assert_eq!(resident.warnings(), [Warning::DeaInstitutionSuffix]);
}

#[test]
fn ein_prefixes_never_issued_warn() {
    let never = [0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];
    for prefix in 0..100 {
        let text = format!("{prefix:02}-3456789");
        let warns = !Ein::parse(&text).unwrap().warnings().is_empty();
        assert_eq!(warns, never.contains(&prefix), "{prefix}");
        assert_eq!(!Tin::parse(&text).unwrap().warnings().is_empty(), warns);
    }
}

#[test]
fn caqh_length_and_upin_age_warn() {
    assert_eq!(CaqhId::parse("12345678").unwrap().warnings(), []);
    assert_eq!(CaqhId::parse("1234567").unwrap().warnings(), [Warning::CaqhUnusualLength]);
    assert_eq!(Upin::parse("A12345").unwrap().warnings(), [Warning::UpinRetired]);
    assert_eq!(Upin::parse("RES000").unwrap().warnings(), [Warning::UpinRetired, Warning::UpinSurrogate]);
}

#[test]
fn license_patterns_only_warn() {
    use PhysicianDegree::{Do, Md};
    let usual = [
        ("CA", Md, "A12345"),
        ("CA", Md, "G1234"),
        ("ca", Md, "C 123456"),
        ("CA", Do, "20A 1234"),
        ("FL", Md, "ME12345"),
        ("FL", Do, "OS 123"),
        ("OH", Md, "35.123456"),
        ("OH", Do, "34.012345"),
        ("IL", Md, "036123456"),
        ("IL", Do, "036-123456"),
        ("MI", Md, "4301123456"),
        ("MI", Do, "5101123456"),
        ("NJ", Md, "25MA12345678"),
        ("PA", Md, "MD123456"),
        ("PA", Md, "MD-123456-L"),
        ("NY", Md, "123456"),
        ("NC", Md, "2001-00123"),
        ("TX", Do, "K1234"),
    ];
    for (state, degree, number) in usual {
        let warnings = LicenseNumber::parse(number).unwrap().warnings_for(state, degree);
        assert_eq!(warnings, [], "{state} {number}");
    }
    let unusual = [
        ("CA", Md, "B12345"),
        ("CA", Md, "A123"),
        ("CA", Do, "A12345"),
        ("FL", Md, "OS123"),
        ("FL", Md, "ME"),
        ("OH", Md, "34.123456"),
        ("IL", Md, "123456"),
        ("MI", Md, "5101123456"),
        ("NJ", Md, "25MB12345678"),
        ("PA", Md, "MD123456M"),
        ("NY", Md, "12345"),
        ("TX", Md, "12345"),
        ("NY", Md, "١٢٣٤٥٦"),
    ];
    for (state, degree, number) in unusual {
        let warnings = LicenseNumber::parse(number).unwrap().warnings_for(state, degree);
        assert_eq!(warnings, [Warning::LicenseUnusualForm], "{state} {number}");
    }
    let elsewhere = LicenseNumber::parse("anything 1").unwrap();
    assert_eq!(elsewhere.warnings_for("WY", Md), []);
    assert_eq!(elsewhere.warnings_for("NJ", Do), []);
}

#[test]
fn ages_change_on_the_birthday() {
    let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let born = DateOfBirth::new(on(1980, 2, 29)).unwrap();
    assert_eq!(born.warnings(on(1980, 2, 28)), [Warning::BirthInFuture]);
    assert_eq!(born.warnings(on(1980, 2, 29)), [Warning::BirthBelowWorkingAge]);
    assert_eq!(born.warnings(on(1998, 2, 27)), [Warning::BirthBelowWorkingAge]);
    assert_eq!(born.warnings(on(1998, 2, 28)), []);
    assert_eq!(born.warnings(on(2081, 2, 27)), []);
    assert_eq!(born.warnings(on(2081, 2, 28)), [Warning::BirthOverHundredYearsAgo]);
    assert_eq!(born.warnings(NaiveDate::MIN), [Warning::BirthInFuture]);
    assert_eq!(born.warnings(NaiveDate::MAX), [Warning::BirthOverHundredYearsAgo]);
}
