//! The published and constructed test numbers, good and bad, rule by rule.

use chrono::NaiveDate;

use crate::identifier::{
    AamcId, AmaMeNumber, CaqhId, Ccn, CcnSupplier, CcnUnit, CliaNumber, DateOfBirth, Dbid, DeaNumber, EcfmgNumber, Ein,
    Facility, IdentifierError, Itin, Level, LicenseNumber, NpdbReportNumber, Npi, PecosEnrollee, PecosEnrollmentId,
    PecosPacId, Ptan, Rule, Ssn, TaxonomyCode, Tin, Upin, UsmleId,
};

#[track_caller]
fn refused<T: core::fmt::Debug>(result: Result<T, IdentifierError>, code: &str) {
    assert_eq!(result.unwrap_err().code(), code);
}

#[test]
fn npi_vectors() {
    for good in [
        "1234567893",
        "1558598797",
        "1487726881",
        "1487797189",
        "1992999999",
        "2000000002",
        "1000000004",
        "1111111112",
        "2222222228",
        "1500000009",
        "1861000002",
    ] {
        assert_eq!(Npi::parse(good).unwrap().as_str(), good);
    }
    refused(Npi::parse("1234567890"), "npi/checksum");
    refused(Npi::parse("2134567893"), "npi/checksum");
    refused(Npi::parse("1234567839"), "npi/checksum");
    refused(Npi::parse("3234567891"), "npi/first-digit");
    refused(Npi::parse("0000000006"), "npi/first-digit");
    refused(Npi::parse("123456789"), "npi/form");
    refused(Npi::parse("12345678931"), "npi/form");
    refused(Npi::parse("808401234567893"), "npi/form");
    refused(Npi::parse("123456789X"), "npi/form");
    refused(Npi::parse(" - "), "npi/blank");
    refused(Npi::parse("1234567893.0"), "npi/unexpected-character");
    refused(Npi::parse("١٢٣٤٥٦٧٨٩٣"), "npi/not-ascii");
    refused(Npi::parse("１２３４５６７８９３"), "npi/not-ascii");
    refused(Npi::parse("1234–567–893"), "npi/not-ascii");
    assert_eq!(Npi::parse(" 1234-567 893\t").unwrap().as_str(), "1234567893");
}

#[test]
fn npi_check_digit_does_not_see_09_for_90() {
    assert!(Npi::parse("1090000005").is_ok());
    assert!(Npi::parse("1900000005").is_ok());
}

#[test]
fn refusal_names_the_place_the_rule_and_the_next_step() {
    let refusal = Npi::parse("1234567890").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "npi `1234567890` fails its check digit: the Luhn sum over 80840 and the number must end in 0; \
         check it against the registry entry"
    );
    assert_eq!(refusal.level(), Level::ChecksumFailed);
    assert_eq!(refusal.rule(), Rule::NpiCheckDigit);
    assert_eq!(
        AamcId::parse("12\u{0}").unwrap_err().to_string(),
        "aamc id `12\\0` may hold only letters, digits, spaces and hyphens; check it against the AAMC account"
    );
    assert_eq!(
        Ssn::parse("666-12-3456").unwrap_err().to_string(),
        "social security number starts with 000, 666 or 900 to 999, which are never issued; \
         check it against the provider's signed application"
    );
    assert_eq!(Ssn::parse("666-12-3456").unwrap_err().level(), Level::Malformed);
}

#[test]
fn dea_vectors() {
    for good in [
        "AP5836727",
        "AB1234563",
        "F91234563",
        "BS1424326",
        "AB4523761",
        "MS1357905",
        "FR9876547",
        "BG5555555",
        "RA0204064",
    ] {
        let number = DeaNumber::parse(good).unwrap();
        assert_eq!(number.expose(), good);
        assert_eq!(number.suffix(), None);
    }
    for bad in ["AB1234567", "AB4523767", "AB4523763", "MJ0123456", "FM5612345"] {
        refused(DeaNumber::parse(bad), "dea-number/checksum");
    }
    assert_eq!(DeaNumber::parse("ab-123 4563").unwrap().expose(), "AB1234563");
    assert_eq!(DeaNumber::parse("F91234563").unwrap().masked(), "F*****563");
    refused(DeaNumber::parse("A1234563"), "dea-number/form");
    refused(DeaNumber::parse("AB123456"), "dea-number/form");
    refused(DeaNumber::parse("ABC234563"), "dea-number/form");
    refused(DeaNumber::parse("AB12345630"), "dea-number/form");
    refused(DeaNumber::parse("QB1234563"), "dea-number/first-letter");
    refused(DeaNumber::parse("9B1234563"), "dea-number/first-letter");
    refused(DeaNumber::parse("A81234563"), "dea-number/second-character");
    refused(DeaNumber::parse("AB١٢٣٤٥٦٣"), "dea-number/not-ascii");
}

#[test]
fn dea_institution_code_is_kept_apart_from_the_number() {
    let resident = DeaNumber::parse("f91234563 - 001ab").unwrap();
    assert_eq!(resident.expose(), "F91234563-001AB");
    assert_eq!(resident.suffix(), Some("001AB"));
    assert_eq!(resident.masked(), "F*****563");
    for bad in ["F91234563-", "F91234563-00-1", "F91234563--1", "F91234563-12345678901"] {
        refused(DeaNumber::parse(bad), "dea-number/suffix");
    }
    refused(DeaNumber::parse("F91234563 001AB"), "dea-number/form");
    refused(DeaNumber::parse("F91234567-001AB"), "dea-number/checksum");
}

#[test]
fn dea_check_digit_does_not_see_five_more_or_less_in_an_even_place() {
    for blind in ["AP5836727", "AP5336727", "AP5831727", "AP5836777"] {
        assert!(DeaNumber::parse(blind).is_ok());
    }
}

#[test]
fn ssn_vectors() {
    assert_eq!(Ssn::parse("001-01-0001").unwrap().expose(), "001010001");
    assert_eq!(Ssn::parse("899999999").unwrap().masked(), "***-**-9999");
    refused(Ssn::parse("000-12-3456"), "ssn/area");
    refused(Ssn::parse("666-12-3456"), "ssn/area");
    refused(Ssn::parse("900-12-3456"), "ssn/area");
    refused(Ssn::parse("123-00-4567"), "ssn/group");
    refused(Ssn::parse("123-45-0000"), "ssn/serial");
    refused(Ssn::parse("078-05-1120"), "ssn/advertised");
    refused(Ssn::parse("219-09-9999"), "ssn/advertised");
    for last in 0..10 {
        refused(Ssn::parse(&format!("987-65-432{last}")), "ssn/advertised");
    }
    refused(Ssn::parse("987-65-4330"), "ssn/area");
    refused(Ssn::parse("12345678"), "ssn/form");
    assert!(Ssn::parse("219-09-9998").is_ok());
}

#[test]
fn itin_groups_are_exactly_the_issued_ones() {
    assert_eq!(Itin::parse("912-70-1234").unwrap().masked(), "***-**-1234");
    for group in 0..100 {
        let issued = matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
        let parsed = Itin::parse(&format!("9{:02}-{group:02}-1234", 12));
        assert_eq!(parsed.is_ok(), issued, "group {group}");
    }
    refused(Itin::parse("912-66-1234"), "itin/group");
    refused(Itin::parse("812-70-1234"), "itin/form");
}

#[test]
fn tin_is_told_apart_by_its_hyphens() {
    assert_eq!(Ein::parse("12-3456789").unwrap().to_string(), "12-3456789");
    assert_eq!(Ein::parse("123456789").unwrap().as_str(), "123456789");
    refused(Ein::parse("12-345678"), "ein/form");
    assert!(matches!(Tin::parse("12-3456789").unwrap(), Tin::Ein(_)));
    assert!(matches!(Tin::parse("123-45-6789").unwrap(), Tin::Ssn(_)));
    assert!(matches!(Tin::parse("912-70-1234").unwrap(), Tin::Itin(_)));
    refused(Tin::parse("123456789"), "tin/ambiguous");
    refused(Tin::parse("1234-56789"), "tin/ambiguous");
    refused(Tin::parse("666-12-3456"), "ssn/area");
    refused(Tin::parse("912-66-1234"), "itin/group");
    assert_eq!(Tin::parse("123-45-6789").unwrap().masked(), "***-**-6789");
    assert_eq!(Tin::parse("12-3456789").unwrap().masked(), "12-3456789");
    assert_eq!(Tin::parse("123-45-6789").unwrap().expose(), "123-45-6789");
}

#[test]
fn caqh_and_upin_vectors() {
    assert_eq!(CaqhId::parse("12345678").unwrap().as_str(), "12345678");
    assert_eq!(CaqhId::parse("0").unwrap().as_str(), "0");
    assert!(CaqhId::parse("1234567890").is_ok());
    refused(CaqhId::parse("12345678901"), "caqh-id/form");
    refused(CaqhId::parse("1234567A"), "caqh-id/form");
    assert!(!Upin::parse("a12345").unwrap().is_surrogate());
    for surrogate in ["OTH000", "RES000", "VAD000"] {
        assert!(Upin::parse(surrogate).unwrap().is_surrogate());
    }
    refused(Upin::parse("AB1234"), "upin/form");
    refused(Upin::parse("A1234"), "upin/form");
    refused(Upin::parse("123456"), "upin/form");
}

#[test]
fn facility_numbers() {
    let clia = CliaNumber::parse("05d1234567").unwrap();
    assert_eq!((clia.as_str(), clia.state_code()), ("05D1234567", "05"));
    refused(CliaNumber::parse("05C1234567"), "clia/form");
    refused(CliaNumber::parse("D5D1234567"), "clia/form");
    refused(CliaNumber::parse("05D123456"), "clia/form");

    let supplier = Ccn::parse("05C0001234").unwrap();
    assert_eq!(supplier.state_code(), "05");
    assert_eq!(supplier.facility(), Facility::Supplier(CcnSupplier::AmbulatorySurgicalCenter));
    assert_eq!(Ccn::parse("A5-0001").unwrap().state_code(), "A5");
    for bad in ["05000", "0500011", "050A01X", "05000X", "05C000123", "0500001234", "05C000123X"] {
        refused(Ccn::parse(bad), "ccn/form");
    }
}

#[test]
fn ccn_tells_the_facility_by_range_and_letter() {
    let ranges = [
        (1, 879, Facility::ShortTermHospital),
        (1300, 1399, Facility::CriticalAccessHospital),
        (1500, 1799, Facility::Hospice),
        (1800, 1989, Facility::FederallyQualifiedHealthCenter),
        (2000, 2299, Facility::LongTermCareHospital),
        (2300, 2899, Facility::RenalDialysisFacility),
        (3025, 3099, Facility::RehabilitationHospital),
        (3300, 3399, Facility::ChildrensHospital),
        (4000, 4499, Facility::PsychiatricHospital),
        (5000, 6499, Facility::SkilledNursingFacility),
        (7000, 8499, Facility::HomeHealthAgency),
    ];
    for number in 0..=9999_u16 {
        let expected = ranges
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&number))
            .map_or(Facility::Unlisted, |(_, _, facility)| *facility);
        assert_eq!(Ccn::parse(&format!("05{number:04}")).unwrap().facility(), expected);
    }
    for (ccn, facility) in [
        ("05S001", Facility::Unit(CcnUnit::Psychiatric)),
        ("05T001", Facility::Unit(CcnUnit::Rehabilitation)),
        ("05M001", Facility::Unit(CcnUnit::CriticalAccessPsychiatric)),
        ("05R001", Facility::Unit(CcnUnit::CriticalAccessRehabilitation)),
        ("05U001", Facility::Unit(CcnUnit::SwingBed)),
        ("05W001", Facility::Unit(CcnUnit::SwingBed)),
        ("05Y001", Facility::Unit(CcnUnit::SwingBed)),
        ("05Z001", Facility::Unit(CcnUnit::SwingBed)),
        ("05SA01", Facility::Unit(CcnUnit::Psychiatric)),
        ("05A001", Facility::Unlisted),
        ("05001E", Facility::Unlisted),
        ("05D0001234", Facility::Supplier(CcnSupplier::Laboratory)),
        ("05X0001234", Facility::Supplier(CcnSupplier::PortableXRay)),
        ("05P0001234", Facility::Supplier(CcnSupplier::Unlisted)),
    ] {
        assert_eq!(Ccn::parse(ccn).unwrap().facility(), facility, "{ccn}");
    }
}

#[test]
fn taxonomy_vectors() {
    for good in ["208600000X", "207RC0000X", "207RI0011X", "367500000X", "363L00000X", "363A00000X", "207R00000X"] {
        assert_eq!(TaxonomyCode::parse(&good.to_lowercase()).unwrap().as_str(), good);
    }
    for bad in ["207R00000", "207R000000", "207R000000X", "X"] {
        refused(TaxonomyCode::parse(bad), "taxonomy-code/form");
    }
}

#[test]
fn enrollment_numbers() {
    assert_eq!(Ptan::parse("0012 34567").unwrap().as_str(), "001234567");
    assert!(Ptan::parse("ABCDE1234567890").is_ok());
    refused(Ptan::parse("ABCDE12345678901"), "ptan/too-long");

    let id = PecosEnrollmentId::parse("I20031103000001").unwrap();
    assert_eq!(id.enrollee(), PecosEnrollee::Individual);
    assert_eq!(id.opened_on(), NaiveDate::from_ymd_opt(2003, 11, 3).unwrap());
    let group = PecosEnrollmentId::parse("o20040229000001").unwrap();
    assert_eq!(group.enrollee(), PecosEnrollee::Organization);
    refused(PecosEnrollmentId::parse("I20030229000001"), "pecos-enrollment-id/calendar-date");
    refused(PecosEnrollmentId::parse("P20031103000001"), "pecos-enrollment-id/form");
    refused(PecosEnrollmentId::parse("I2003110300001"), "pecos-enrollment-id/form");
    assert_eq!(PecosPacId::parse("0123456789").unwrap().to_string(), "0123456789");
    refused(PecosPacId::parse("123456789"), "pecos-pac-id/form");
}

#[test]
fn education_numbers() {
    let ecfmg = EcfmgNumber::parse("0-123-456-7").unwrap();
    assert_eq!((ecfmg.as_str(), ecfmg.to_string().as_str()), ("01234567", "0-123-456-7"));
    assert_eq!(UsmleId::parse("51234567").unwrap().to_string(), "5-123-456-7");
    refused(EcfmgNumber::parse("0-123-456"), "ecfmg-number/form");
    refused(UsmleId::parse("512345678"), "usmle-id/form");
    assert_eq!(AamcId::parse("12345678").unwrap().to_string(), "12345678");
    refused(AamcId::parse("1234567"), "aamc-id/form");
    let me = AmaMeNumber::parse("03501 98 0123").unwrap();
    assert_eq!((me.school_code(), me.graduation_year()), ("03501", "98"));
    refused(AmaMeNumber::parse("0350198012"), "ama-me-number/form");
    refused(AmaMeNumber::parse("03501980"), "ama-me-number/form");
}

#[test]
fn npdb_numbers() {
    let dbid = Dbid::parse("123450000000001").unwrap();
    assert_eq!(dbid.masked(), "***************");
    assert_eq!(dbid.expose(), "123450000000001");
    refused(Dbid::parse("12345000000001"), "npdb-dbid/form");
    assert!(NpdbReportNumber::parse("5500000012345678").is_ok());
    refused(NpdbReportNumber::parse("550000001234567"), "npdb-report-number/form");
}

#[test]
fn license_numbers_are_kept_as_entered_and_compared_by_key() {
    let entered = LicenseNumber::parse("  a-0012.345 ").unwrap();
    assert_eq!(entered.as_entered(), "a-0012.345");
    assert_eq!(entered.to_string(), "a-0012.345");
    assert_eq!(entered.comparison_key(), "A0012345");
    for (one, other) in [("036-123456", "36123456"), ("md 012345l", "MD-012345-L"), ("000", "0")] {
        let (one, other) = (LicenseNumber::parse(one).unwrap(), LicenseNumber::parse(other).unwrap());
        assert!(one.is_same_number_as(&other), "{one} {other}");
        assert_ne!(one, other);
    }
    let (one, other) = (LicenseNumber::parse("A1234").unwrap(), LicenseNumber::parse("G1234").unwrap());
    assert!(!one.is_same_number_as(&other));
    assert!(LicenseNumber::parse("№ Ж-12/345 (провизорный)").is_ok());
    assert!(LicenseNumber::parse(&"9".repeat(64)).is_ok());
    refused(LicenseNumber::parse(&"9".repeat(65)), "license-number/too-long");
    refused(LicenseNumber::parse("--"), "license-number/blank");
    refused(LicenseNumber::parse(""), "license-number/blank");
    refused(LicenseNumber::parse("A12\u{0}34"), "license-number/control-character");
    refused(LicenseNumber::parse("A12\u{202e}34"), "license-number/control-character");
}

#[test]
fn dates_of_birth_are_whole_calendar_days() {
    let leap = NaiveDate::from_ymd_opt(1980, 2, 29).unwrap();
    assert_eq!(DateOfBirth::parse("1980-02-29").unwrap().expose(), leap);
    refused(DateOfBirth::parse("1981-02-29"), "date-of-birth/calendar-date");
    for bad in ["1980-02", "1980", "02/29/1980", "80-02-29", "1980-2-29", "1980-02-29T00:00", "+980-02-29"] {
        refused(DateOfBirth::parse(bad), "date-of-birth/form");
    }
    refused(DateOfBirth::parse(" "), "date-of-birth/blank");
    refused(DateOfBirth::parse("１９80-02-29"), "date-of-birth/form");
    assert!(DateOfBirth::new(leap).is_ok());
    refused(DateOfBirth::new(NaiveDate::MAX), "date-of-birth/form");
}
