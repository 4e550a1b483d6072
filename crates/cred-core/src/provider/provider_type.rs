//! Kinds of provider, and the licence types that license each.

use serde::{Deserialize, Serialize};

/// What a provider is by profession.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProviderType {
    /// MD or DO.
    Physician,
    /// DDS or DMD.
    Dentist,
    /// DPM.
    Podiatrist,
    /// Certified registered nurse anaesthetist.
    Crna,
    /// Nurse practitioner.
    NursePractitioner,
    /// Physician assistant (physician associate).
    PhysicianAssistant,
    /// Clinical psychologist.
    Psychologist,
    /// Any other; licensed by whatever licence type the board gives it.
    Other,
}

impl ProviderType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Physician,
        Self::Dentist,
        Self::Podiatrist,
        Self::Crna,
        Self::NursePractitioner,
        Self::PhysicianAssistant,
        Self::Psychologist,
        Self::Other,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Physician => "physician",
            Self::Dentist => "dentist",
            Self::Podiatrist => "podiatrist",
            Self::Crna => "crna",
            Self::NursePractitioner => "nurse-practitioner",
            Self::PhysicianAssistant => "physician-assistant",
            Self::Psychologist => "psychologist",
            Self::Other => "other",
        }
    }

    /// The licence types that license this profession; empty means that any does.
    #[must_use]
    pub const fn license_types(self) -> &'static [&'static str] {
        match self {
            Self::Physician => &["MD", "DO"],
            Self::Dentist => &["DDS", "DMD"],
            Self::Podiatrist => &["DPM"],
            Self::Crna => &["CRNA", "APRN", "APRN-CRNA"],
            Self::NursePractitioner => &["NP", "APRN", "APRN-CNP", "CNP", "CRNP", "ARNP"],
            Self::PhysicianAssistant => &["PA", "PA-C"],
            Self::Psychologist => &["PSY", "LP", "PHD", "PSYD"],
            Self::Other => &[],
        }
    }

    /// The type that a taxonomy code or a post-nominal suggests: a convenience for imports, to be looked at by a person.
    #[must_use]
    pub fn suggested_by(taxonomy: Option<&str>, post_nominal: Option<&str>) -> Option<Self> {
        let by_code = |code: &str| match code {
            _ if code.starts_with("20") => Some(Self::Physician),
            _ if code.starts_with("1223") || code.starts_with("122300000X") => Some(Self::Dentist),
            _ if code.starts_with("213E") => Some(Self::Podiatrist),
            _ if code.starts_with("367500000X") => Some(Self::Crna),
            _ if code.starts_with("363L") => Some(Self::NursePractitioner),
            _ if code.starts_with("363A") => Some(Self::PhysicianAssistant),
            _ if code.starts_with("103T") => Some(Self::Psychologist),
            _ => None,
        };
        let by_title = |title: &str| {
            let title = title.replace(['.', ' '], "").to_ascii_uppercase();
            let first = title.split(',').next().unwrap_or_default().to_owned();
            match first.as_str() {
                "MD" | "DO" | "MBBS" => Some(Self::Physician),
                "DDS" | "DMD" => Some(Self::Dentist),
                "DPM" => Some(Self::Podiatrist),
                "CRNA" => Some(Self::Crna),
                "NP" | "FNP" | "CRNP" | "ARNP" | "APRN" | "DNP" => Some(Self::NursePractitioner),
                "PA" | "PA-C" => Some(Self::PhysicianAssistant),
                "PSYD" => Some(Self::Psychologist),
                _ => None,
            }
        };
        taxonomy.and_then(by_code).or_else(|| post_nominal.and_then(by_title))
    }
}

impl std::fmt::Display for ProviderType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
