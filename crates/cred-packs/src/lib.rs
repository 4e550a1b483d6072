//! The rule packs that ship with the program.
//!
//! A pack is a file under `packs/`; this crate carries their text and reads them. A new edition of a standard is a new file there, and a
//! line in [`SHIPPED`].

pub mod reference;
pub mod schema_words;

use cred_core::standard::rule_pack::RulePack;
use cred_import::{rule_pack_file, toml_fault::TomlFault};

macro_rules! shipped {
    ($($id:literal),+ $(,)?) => {
        /// Every shipped pack: its id, and its text.
        pub const SHIPPED: &[(&str, &str)] = &[$(($id, include_str!(concat!("../packs/", $id, ".toml")))),+];
    };
}

shipped![
    "caqh",
    "cms-asc",
    "cms-cah",
    "cms-hospital",
    "dea",
    "example-bylaws",
    "hrsa-health-center",
    "medicaid-enrollment",
    "medicare-enrollment",
    "ncqa-cvo-2024",
    "ncqa-cvo-2025",
    "ncqa-hpa-2024",
    "ncqa-hpa-2025",
    "npdb-2024",
    "npdb-2026",
    "tjc-hospital-2021",
    "tjc-hospital-2022",
    "tjc-hospital-2026",
    "urac-2010",
];

/// The text of a shipped pack.
#[must_use]
pub fn text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(own, _)| *own == id).map(|(_, text)| *text)
}

/// A shipped pack; `None` where there is none of that id.
///
/// # Errors
/// When its text cannot be read, which would be a defect of this crate (a test reads them all).
pub fn find(id: &str) -> Option<Result<RulePack, TomlFault>> {
    text(id).map(|text| rule_pack_file::parse(text, &format!("{id}.toml")))
}

/// The JSON Schema of a pack's file: editors complete and check with it. Line by line the same on every machine.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(RulePack);
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_whole_and_named_after_its_file() {
        for (id, text) in SHIPPED {
            match rule_pack_file::parse(text, id) {
                Ok(pack) => assert_eq!(pack.id.as_str(), *id),
                Err(fault) => panic!("{fault}"),
            }
        }
    }

    #[test]
    fn no_file_is_left_out() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/packs");
        let files = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(files, SHIPPED.len());
        assert!(SHIPPED.is_sorted());
    }

    #[test]
    fn no_two_editions_of_a_programme_bind_on_one_day() {
        let packs: Vec<RulePack> = SHIPPED.iter().map(|(id, _)| find(id).unwrap().unwrap()).collect();
        for (index, pack) in packs.iter().enumerate() {
            for other in packs.iter().skip(index + 1) {
                assert!(!pack.overlaps(other), "{} and {}", pack.id, other.id);
            }
        }
    }
}
