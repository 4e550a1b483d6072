//! Numbers for people who do not exist: the same for the same alias, with valid check digits, from ranges set apart for tests.

use cred_core::{digest::Digest, identifier::Npi};

/// So many names for one number are tried; the check digit follows from the rest.
const TRIES: u32 = 10_000;

/// An NPI of the range 1999…: the same alias has the same one, `taken` ones are passed over.
pub(crate) fn npi(alias: &str, taken: &[String]) -> Option<Npi> {
    let start = seed(alias) % 100_000;
    (0..TRIES).find_map(|step| {
        let body = format!("1999{:05}", (start + u64::from(step)) % 100_000);
        let found = (0..10).find_map(|check| Npi::parse(&format!("{body}{check}")).ok())?;
        (!taken.iter().any(|own| own == found.as_str())).then_some(found)
    })
}

/// A licence number, or another registration's or policy's.
pub(crate) fn number(alias: &str, prefix: &str) -> String {
    format!("{prefix}{:06}", seed(&format!("{alias}/{prefix}")) % 1_000_000)
}

/// A DEA number with a valid check digit, of a practitioner (`F`), with the first letter of the name.
pub(crate) fn dea_number(family: &str, alias: &str) -> String {
    let initial = family.chars().find(char::is_ascii_alphabetic).unwrap_or('X').to_ascii_uppercase();
    let body = format!("{:06}", seed(&format!("{alias}/dea")) % 1_000_000);
    let digits: Vec<u32> = body.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let odd: u32 = digits.iter().step_by(2).sum();
    let even: u32 = digits.iter().skip(1).step_by(2).sum();
    format!("F{initial}{body}{}", (odd + 2 * even) % 10)
}

/// The fingerprint of a stored answer that was never stored.
pub(crate) fn artefact(about: &str) -> Digest {
    Digest::of("cred/scenario/artefact", [about])
}

fn seed(text: &str) -> u64 {
    let digest = Digest::of("cred/scenario/number", [text]).to_string();
    let hex: String = digest.chars().filter(char::is_ascii_hexdigit).skip(8).take(12).collect();
    u64::from_str_radix(&hex, 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use cred_core::identifier::DeaNumber;

    use super::*;

    #[test]
    fn made_up_numbers_are_valid_and_stay_the_same() {
        let mut taken = Vec::new();
        for alias in ["okonkwo", "feld", "a", "", "okonkwo-2", "Ärzte"] {
            let number = npi(alias, &taken).unwrap();
            assert_eq!(npi(alias, &taken).unwrap(), number);
            assert!(number.as_str().starts_with("1999"));
            assert!(!taken.contains(&number.to_string()));
            taken.push(number.to_string());
            DeaNumber::parse(&dea_number("Okonkwo", alias)).unwrap();
        }
        assert_ne!(npi("okonkwo", &[npi("okonkwo", &[]).unwrap().to_string()]), npi("okonkwo", &[]));
    }
}
