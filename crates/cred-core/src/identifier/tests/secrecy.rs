//! What no error, `Debug` or refused deserialisation may show.

use proptest::prelude::*;

use super::{PARSERS, dea_of};
use crate::identifier::{DateOfBirth, Dbid, DeaNumber, IdentifierError, Itin, Secret, Ssn, Tin};

fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Parses a text as every kind, and looks for the secret inside it in whatever comes back.
fn stays_hidden_in_every_field(text: &str, secret: &str) {
    for (kind, parse) in PARSERS {
        match parse(text) {
            Err(refusal) => {
                for shown in [refusal.to_string(), format!("{refusal:?}")] {
                    assert!(!bare(&shown).contains(&bare(secret)), "{kind}: {shown}");
                }
            }
            Ok(shown) if kind.is_secret() => {
                assert!(!bare(&shown).contains(&bare(secret)), "{kind}: {shown}");
            }
            // A text that is a sound public number is one.
            Ok(_) => {}
        }
    }
}

proptest! {
    #[test]
    fn refusals_of_secrets_do_not_depend_on_the_value(text in "\\PC{0,20}|[A-Z]{0,2}[0-9-]{6,17}") {
        for (kind, parse) in PARSERS {
            if let Err(refusal) = parse(&text)
                && kind.is_secret()
            {
                let blind = IdentifierError::new(refusal.kind(), refusal.rule(), "");
                prop_assert!(refusal.kind().is_secret());
                prop_assert_eq!(refusal, blind);
            }
        }
    }

    #[test]
    fn a_secret_in_the_wrong_field_is_not_repeated(
        person in "[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{9}",
        six in "[0-9]{6}",
        letters in "[ABFGMPR][A-Z9]",
        suffix in "(-[0-9A-Z]{1,10})?",
        dbid in "[0-9]{15}",
        born in "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
        american in "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
    ) {
        let dea = dea_of(&letters, &six);
        stays_hidden_in_every_field(&person, &person);
        stays_hidden_in_every_field(&format!("{dea}{suffix}"), &dea);
        stays_hidden_in_every_field(&dbid, &dbid);
        stays_hidden_in_every_field(&born, &born);
        stays_hidden_in_every_field(&american, &american);
        stays_hidden_in_every_field(&format!("{person} {born}"), &person);
    }

    #[test]
    fn debug_of_a_secret_is_always_the_same(
        ssn in "[1-5][0-9]{2}-(0[1-9]|[1-9][0-9])-[1-9][0-9]{3}",
        itin in "9[0-9]{2}-7[0-9]-[0-9]{4}",
        dbid in "[0-9]{15}",
        six in "[0-9]{6}",
        born in "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
    ) {
        let dea = DeaNumber::parse(&dea_of("AB", &six)).unwrap();
        prop_assert_eq!(format!("{:?}", Ssn::parse(&ssn).unwrap()), "Ssn(Secret(***))");
        prop_assert_eq!(format!("{:?}", Tin::parse(&ssn).unwrap()), "Ssn(Ssn(Secret(***)))");
        prop_assert_eq!(format!("{:?}", Itin::parse(&itin).unwrap()), "Itin(Secret(***))");
        prop_assert_eq!(format!("{:?}", Dbid::parse(&dbid).unwrap()), "Dbid(Secret(***))");
        prop_assert_eq!(format!("{dea:?}"), "DeaNumber(Secret(***))");
        prop_assert_eq!(format!("{:?}", DateOfBirth::parse(&born).unwrap()), "DateOfBirth(Secret(***))");
        // Pretty-printing goes another way through `Debug`.
        let pretty = format!("{dea:#?}");
        prop_assert!(!pretty.contains(&six));
        prop_assert!(!dea.masked().contains(six.get(..5).unwrap()));
    }

    #[test]
    fn refused_deserialisation_does_not_repeat_the_value(number in 100_000_000_u64..999_999_999, nested in any::<bool>()) {
        let digits = number.to_string();
        let json = if nested { format!("{{\"{digits}\":{digits}}}") } else { digits.clone() };
        let refusals = [
            serde_json::from_str::<Ssn>(&json).unwrap_err(),
            serde_json::from_str::<Itin>(&json).unwrap_err(),
            serde_json::from_str::<Tin>(&json).unwrap_err(),
            serde_json::from_str::<Dbid>(&json).unwrap_err(),
            serde_json::from_str::<DeaNumber>(&json).unwrap_err(),
            serde_json::from_str::<DateOfBirth>(&json).unwrap_err(),
            serde_json::from_str::<Secret<String>>(&json).unwrap_err(),
            serde_json::from_str::<Secret<chrono::NaiveDate>>(&json).unwrap_err(),
            serde_json::from_str::<Secret<bool>>(&json).unwrap_err(),
            serde_json::from_str::<Ssn>(&format!("\"666{digits}\"")).unwrap_err(),
            serde_json::from_str::<DeaNumber>(&format!("\"AB{digits}\"")).unwrap_err(),
        ];
        for refusal in refusals {
            prop_assert!(!refusal.to_string().contains(&digits), "{}", refusal);
        }
    }
}

#[test]
fn secrets_compare_and_store_as_the_bare_value() {
    let secret = Secret::new(7_u8);
    assert_eq!(serde_json::to_string(&secret).unwrap(), "7");
    assert_eq!(serde_json::from_str::<Secret<u8>>("7").unwrap(), secret);
    assert!(secret < Secret::new(8));
    assert_eq!(*secret.expose(), 7);
    assert_eq!(secret.into_exposed(), 7);
    assert_eq!(serde_json::to_string(&Ssn::parse("001-01-0001").unwrap()).unwrap(), "\"001010001\"");
}
