//! What holds for every number, found by trying many.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{PARSERS, dea_of, npi_of, with_digit};
use crate::identifier::{
    AamcId, AmaMeNumber, CaqhId, Ccn, CliaNumber, DateOfBirth, Dbid, DeaNumber, EcfmgNumber, Ein, IdentifierError,
    Itin, Level, LicenseNumber, NpdbReportNumber, NpdbSelfQueryOrderId, Npi, PecosEnrollmentId, PecosPacId,
    PhysicianDegree, Ptan, Ssn, TaxonomyCode, Tin, Upin, UsmleId,
};

fn reads_what_it_prints<T>(text: &str)
where
    T: FromStr<Err = IdentifierError> + TryFrom<String> + Into<String> + Display,
    T: Clone + Debug + Eq + Serialize + DeserializeOwned,
{
    let identifier: T = text.parse().unwrap();
    assert_eq!(identifier.to_string().parse::<T>().unwrap(), identifier);
    let canonical: String = identifier.clone().into();
    assert_eq!(T::try_from(canonical).ok().unwrap(), identifier);
    survives_storage(&identifier);
}

fn survives_storage<T: Debug + Eq + Serialize + DeserializeOwned>(identifier: &T) {
    let stored = serde_json::to_string(identifier).unwrap();
    assert!(stored.starts_with('"'), "stored as plain text");
    assert_eq!(serde_json::from_str::<T>(&stored).unwrap(), *identifier);
    assert!(serde_json::from_str::<T>("\"?\"").is_err());
    assert!(serde_json::from_str::<T>("\"\"").is_err());
    assert!(serde_json::from_str::<T>("1234567893").is_err());
    assert!(serde_json::from_str::<T>("null").is_err());
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in any::<String>()) {
        for (_, parse) in PARSERS {
            let _ = parse(&text);
        }
    }

    #[test]
    fn no_nearly_right_text_makes_a_parser_panic(text in "[A-Za-z]{0,2}[0-9٠-٩０-９ .–-]{0,17}\\PC?[A-Z]?") {
        for (kind, parse) in PARSERS {
            if let Err(refusal) = parse(&text) {
                prop_assert!(refusal.code().contains('/'));
                prop_assert!(!refusal.to_string().contains('\n'), "{kind}");
            }
        }
        if let Ok(number) = LicenseNumber::parse(&text) {
            let _ = number.warnings_for("CA", PhysicianDegree::Md);
        }
    }

    #[test]
    fn digits_of_another_script_are_never_accepted(
        place in 0_usize..10,
        nine in "[12][0-9]{8}",
        foreign in prop::sample::select(vec!['٣', '３', '३', '𝟑', '³', '⑶']),
    ) {
        let text = with_digit(&npi_of(&nine), place, foreign);
        prop_assert_eq!(Npi::parse(&text).unwrap_err().code(), "npi/not-ascii");
    }

    #[test]
    fn shown_identifiers_read_what_they_print(
        nine in "[12][0-9]{8}",
        eight in "[0-9]{8}",
        ten in "[0-9]{10}",
        sixteen in "[0-9]{16}",
        upin in "[A-Za-z][0-9]{5}|[A-Z]{3}000",
        clia in "[0-9]{2}[Dd][0-9]{7}",
        ccn in "[0-9A-Z]{2}-?([0-9]{4}|[A-Z][0-9A-Z][0-9]{2}|[0-9]{3}[EF]|[A-Z][0-9]{7})",
        taxonomy in "[0-9A-Z]{9}[Xx]",
        ptan in "[0-9A-Za-z]{1,15}",
        caqh in "[0-9]{1,10}",
        pecos in "[IOio](19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{6}",
    ) {
        reads_what_it_prints::<Npi>(&npi_of(&nine));
        reads_what_it_prints::<Ein>(&nine);
        reads_what_it_prints::<EcfmgNumber>(&eight);
        reads_what_it_prints::<UsmleId>(&eight);
        reads_what_it_prints::<AamcId>(&eight);
        reads_what_it_prints::<PecosPacId>(&ten);
        reads_what_it_prints::<AmaMeNumber>(&format!("1{ten}"));
        reads_what_it_prints::<NpdbReportNumber>(&sixteen);
        reads_what_it_prints::<NpdbSelfQueryOrderId>(&sixteen);
        reads_what_it_prints::<Upin>(&upin);
        reads_what_it_prints::<CliaNumber>(&clia);
        reads_what_it_prints::<Ccn>(&ccn);
        reads_what_it_prints::<TaxonomyCode>(&taxonomy);
        reads_what_it_prints::<Ptan>(&ptan);
        reads_what_it_prints::<CaqhId>(&caqh);
        reads_what_it_prints::<PecosEnrollmentId>(&pecos);
    }

    #[test]
    fn secret_identifiers_survive_storage(
        ssn in "[1-5][0-9]{2}-(0[1-9]|[1-9][0-9])-[1-9][0-9]{3}",
        itin in "9[0-9]{2}-7[0-9]-[0-9]{4}",
        ein in "[0-9]{2}-[0-9]{7}",
        dbid in "[0-9]{15}",
        six in "[0-9]{6}",
        suffix in "(-[0-9A-Z]{1,10})?",
        born in "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
    ) {
        survives_storage(&Ssn::parse(&ssn).unwrap());
        survives_storage(&Itin::parse(&itin).unwrap());
        for tin in [&ssn, &itin, &ein] {
            let parsed = Tin::parse(tin).unwrap();
            prop_assert_eq!(&parsed.expose(), tin);
            survives_storage(&parsed);
        }
        survives_storage(&Dbid::parse(&dbid).unwrap());
        survives_storage(&DeaNumber::parse(&format!("{}{suffix}", dea_of("F9", &six))).unwrap());
        survives_storage(&DateOfBirth::parse(&born).unwrap());
    }

    #[test]
    fn spaces_hyphens_and_case_do_not_make_another_number(
        npi in "[12][0-9]{8}".prop_map(|nine| npi_of(&nine)),
        place in 0_usize..10,
        filler in "[ -]{1,3}",
        taxonomy in "[0-9a-z]{9}x",
    ) {
        let (head, tail) = npi.split_at(place);
        prop_assert_eq!(Npi::parse(&format!("{head}{filler}{tail}")).unwrap(), Npi::parse(&npi).unwrap());
        prop_assert_eq!(
            TaxonomyCode::parse(&taxonomy).unwrap(),
            TaxonomyCode::parse(&taxonomy.to_uppercase()).unwrap()
        );
    }

    #[test]
    fn any_single_wrong_digit_in_an_npi_is_caught(nine in "[12][0-9]{8}") {
        let npi = npi_of(&nine);
        for place in 0..10 {
            for digit in ('0'..='9').filter(|digit| npi.chars().nth(place) != Some(*digit)) {
                let refusal = Npi::parse(&with_digit(&npi, place, digit)).unwrap_err();
                prop_assert!(place == 0 || refusal.level() == Level::ChecksumFailed);
            }
        }
    }

    #[test]
    fn swapped_neighbours_in_an_npi_are_caught_unless_09_for_90(nine in "[12][0-9]{8}", place in 1_usize..9) {
        let npi = npi_of(&nine);
        let characters: Vec<char> = npi.chars().collect();
        let (left, right) = (characters[place], characters[place + 1]);
        let swapped = with_digit(&with_digit(&npi, place, right), place + 1, left);
        let blind = left == right || matches!((left, right), ('0', '9') | ('9', '0'));
        prop_assert_eq!(Npi::parse(&swapped).is_ok(), blind);
    }

    #[test]
    fn a_single_wrong_digit_in_a_dea_number_is_caught_unless_off_by_five_in_an_even_place(six in "[0-9]{6}") {
        let number = dea_of("AB", &six);
        for place in 1..=7 {
            let right = number.chars().nth(place + 1).unwrap();
            for wrong in ('0'..='9').filter(|digit| *digit != right) {
                let off_by_five = u32::from(right).abs_diff(u32::from(wrong)) == 5;
                let blind = off_by_five && place % 2 == 0;
                prop_assert_eq!(DeaNumber::parse(&with_digit(&number, place + 1, wrong)).is_ok(), blind);
            }
        }
    }

    #[test]
    fn every_license_number_survives_as_entered_and_its_key_is_stable(text in "\\PC{1,80}") {
        if let Ok(number) = LicenseNumber::parse(&text) {
            reads_what_it_prints::<LicenseNumber>(&text);
            prop_assert_eq!(number.as_entered(), text.trim());
            let key = number.comparison_key();
            prop_assert!(!key.is_empty());
            prop_assert_eq!(LicenseNumber::parse(&key).unwrap().comparison_key(), key.clone());
            let punctuated = LicenseNumber::parse(&format!("00-{key}"));
            if let Ok(punctuated) = punctuated {
                prop_assert!(punctuated.is_same_number_as(&number));
            }
        }
    }
}
