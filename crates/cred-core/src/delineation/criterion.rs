//! Criteria: what a privilege asks of its holder and its site, as an expression tree with three-valued results.

mod cases;

use serde::{Deserialize, Serialize};

use crate::{id::ResourceId, text::Text};

pub use cases::{CasesCriterion, ProctoredCriterion};

/// When a criterion is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At every instant of exercise, and at the decision.
    Standing,
    /// At the decision about the grant alone.
    AtDecision,
}

/// One node of the tree. In a file each is a table with one key: `{ all = [ … ] }`, `{ certification = { … } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// All of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// At least so many of these.
    AtLeast(AtLeast),
    /// A licence in the site's state, beyond what every privilege asks.
    License(LicenseCriterion),
    /// A DEA registration in the site's state.
    Dea(DeaCriterion),
    /// A registration of the site's state for controlled substances.
    ControlledSubstance(ControlledSubstanceCriterion),
    /// Liability cover.
    Insurance(InsuranceCriterion),
    /// A degree.
    Education(EducationCriterion),
    /// Training in a specialty.
    Training(TrainingCriterion),
    /// A specialty board's certification.
    BoardCertification(BoardCriterion),
    /// Not certified yet, and trained recently enough.
    BoardEligible(BoardEligibleCriterion),
    /// Any other certificate.
    Certification(CertificationCriterion),
    /// A course.
    Course(CourseCriterion),
    /// Cases done.
    Cases(CasesCriterion),
    /// Cases done under a proctor before the decision.
    Proctored(ProctoredCriterion),
    /// A resource in service at the site.
    Resource(ResourceId),
}

/// At least `count` of `of`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtLeast {
    /// How many.
    pub count: usize,
    /// Of which.
    pub of: Vec<Criterion>,
}

/// A licence in the site's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseCriterion {
    /// Of one of these types; the profession's own where empty.
    #[serde(default)]
    pub types: Vec<Text>,
    /// Without any limit by the board.
    #[serde(default)]
    pub unrestricted: bool,
}

/// A DEA registration in the site's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeaCriterion {
    /// For all of these schedules.
    #[serde(default)]
    pub schedules: Vec<Text>,
    /// Whether an institution's number with a code for the person will do; it is no registration of the person.
    #[serde(default)]
    pub institutional: bool,
}

/// A registration of the state for controlled substances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlledSubstanceCriterion {}

/// Liability cover of at least these limits, in whole US dollars, beyond what the bylaws ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsuranceCriterion {
    /// At least so much per claim.
    pub per_claim: u64,
    /// At least so much in the aggregate.
    pub aggregate: u64,
}

/// One of these degrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EducationCriterion {
    /// The degrees.
    pub degrees: Vec<Text>,
}

/// Training in one of these specialties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingCriterion {
    /// The specialties.
    pub specialties: Vec<Text>,
    /// Completed no longer ago than so many months, at the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_months: Option<u32>,
}

/// Certification in one of these certificates by one of these boards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardCriterion {
    /// The boards; any where empty.
    #[serde(default)]
    pub boards: Vec<Text>,
    /// The certificates.
    pub certificates: Vec<Text>,
    /// When it is looked at; `standing` where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// Eligible for certification: training completed no more than so many years ago, and never certified. After that it is met no more: write it
/// beside the certification, `{ any = [ { board-certification = … }, { board-eligible = … } ] }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardEligibleCriterion {
    /// The boards; any where empty.
    #[serde(default)]
    pub boards: Vec<Text>,
    /// The certificates.
    pub certificates: Vec<Text>,
    /// The specialties of the training; those of the certificates where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specialties: Vec<Text>,
    /// How many years after the training.
    pub within_years_of_training: u32,
    /// When it is looked at; `standing` where not said, so that the time to certify runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// A course, as a certificate of this name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseCriterion {
    /// The name.
    pub name: Text,
    /// Completed no longer ago than so many months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_months: Option<u32>,
    /// When it is looked at; `at-decision` where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// The longest look-back.
const MAX_MONTHS: u32 = 1200;

/// A certificate of this name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificationCriterion {
    /// The name: `ACLS`, …
    pub name: Text,
    /// When it is looked at; `standing` where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

impl Criterion {
    /// When it is looked at. Of a tree: at every instant of exercise if any part of it is.
    #[must_use]
    pub fn when(&self) -> When {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(AtLeast { of: parts, .. }) => {
                if parts.iter().any(|part| part.when() == When::Standing) { When::Standing } else { When::AtDecision }
            }
            Self::BoardCertification(criterion) => criterion.when.unwrap_or(When::Standing),
            Self::Certification(criterion) => criterion.when.unwrap_or(When::Standing),
            Self::BoardEligible(criterion) => criterion.when.unwrap_or(When::Standing),
            Self::Course(criterion) => criterion.when.unwrap_or(When::AtDecision),
            Self::Cases(_) | Self::Proctored(_) => When::AtDecision,
            Self::Training(criterion) if criterion.within_months.is_some() => When::AtDecision,
            Self::License(_)
            | Self::Dea(_)
            | Self::ControlledSubstance(_)
            | Self::Insurance(_)
            | Self::Education(_)
            | Self::Training(_)
            | Self::Resource(_) => When::Standing,
        }
    }

    /// Whether it asks anywhere for a licence that none of these types is: one of another profession.
    #[must_use]
    pub fn asks_license_beyond(&self, types: &[&str]) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(AtLeast { of: parts, .. }) => {
                parts.iter().any(|part| part.asks_license_beyond(types))
            }
            Self::License(LicenseCriterion { types: asked, .. }) => {
                !asked.is_empty() && !asked.iter().any(|own| types.contains(&own.as_str()))
            }
            Self::Dea(_)
            | Self::ControlledSubstance(_)
            | Self::Insurance(_)
            | Self::Education(_)
            | Self::Training(_)
            | Self::BoardCertification(_)
            | Self::BoardEligible(_)
            | Self::Certification(_)
            | Self::Course(_)
            | Self::Cases(_)
            | Self::Proctored(_)
            | Self::Resource(_) => false,
        }
    }

    /// What of it law and the site ask (licence, registration, resources), without what asks for competence. `None` where nothing is. An
    /// alternative counts only if all of it is of that kind.
    #[must_use]
    pub fn legal_part(&self) -> Option<Self> {
        match self {
            Self::All(parts) => {
                let legal: Vec<Self> = parts.iter().filter_map(Self::legal_part).collect();
                (!legal.is_empty()).then_some(Self::All(legal))
            }
            Self::Any(parts) | Self::AtLeast(AtLeast { of: parts, .. }) => {
                parts.iter().all(|part| part.legal_part().as_ref() == Some(part)).then(|| self.clone())
            }
            Self::License(_) | Self::Dea(_) | Self::ControlledSubstance(_) | Self::Insurance(_) | Self::Resource(_) => {
                Some(self.clone())
            }
            Self::Education(_)
            | Self::Training(_)
            | Self::BoardCertification(_)
            | Self::BoardEligible(_)
            | Self::Certification(_)
            | Self::Course(_)
            | Self::Cases(_)
            | Self::Proctored(_) => None,
        }
    }

    /// The registrations with a drug authority that it asks for; `None` where it asks for none. An alternative counts only if all of it is
    /// of that kind.
    #[must_use]
    pub fn registrations(&self) -> Option<Self> {
        match self {
            Self::All(parts) => {
                let asked: Vec<Self> = parts.iter().filter_map(Self::registrations).collect();
                (!asked.is_empty()).then_some(Self::All(asked))
            }
            Self::Any(parts) | Self::AtLeast(AtLeast { of: parts, .. }) => {
                parts.iter().all(|part| part.registrations().as_ref() == Some(part)).then(|| self.clone())
            }
            Self::Dea(_) | Self::ControlledSubstance(_) => Some(self.clone()),
            Self::License(_)
            | Self::Insurance(_)
            | Self::Resource(_)
            | Self::Education(_)
            | Self::Training(_)
            | Self::BoardCertification(_)
            | Self::BoardEligible(_)
            | Self::Certification(_)
            | Self::Course(_)
            | Self::Cases(_)
            | Self::Proctored(_) => None,
        }
    }

    /// Every resource it names.
    #[must_use]
    pub fn resources(&self) -> Vec<&ResourceId> {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(AtLeast { of: parts, .. }) => {
                parts.iter().flat_map(Self::resources).collect()
            }
            Self::Resource(resource) => vec![resource],
            Self::License(_)
            | Self::Dea(_)
            | Self::ControlledSubstance(_)
            | Self::Insurance(_)
            | Self::Education(_)
            | Self::Training(_)
            | Self::BoardCertification(_)
            | Self::BoardEligible(_)
            | Self::Certification(_)
            | Self::Course(_)
            | Self::Cases(_)
            | Self::Proctored(_) => vec![],
        }
    }

    /// What is wrong with it as a rule: an empty alternative, a count that cannot be reached, a tree too deep. `None` if nothing is.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.fault_below(0)
    }

    fn fault_below(&self, depth: usize) -> Option<String> {
        if depth > 16 {
            return Some("criteria are nested deeper than 16 levels".to_owned());
        }
        let below = |parts: &[Self]| parts.iter().find_map(|part| part.fault_below(depth + 1));
        match self {
            Self::All(parts) => below(parts),
            Self::Any(parts) if parts.is_empty() => Some("`any` of nothing can never be met".to_owned()),
            Self::Any(parts) => below(parts),
            Self::AtLeast(AtLeast { count, of }) if *count == 0 || *count > of.len() => {
                Some(format!("`at-least` {count} of {} is always or never met", of.len()))
            }
            Self::AtLeast(AtLeast { of, .. }) => below(of),
            Self::Education(criterion) if criterion.degrees.is_empty() => {
                Some("`education` names no degree".to_owned())
            }
            Self::Training(criterion) if criterion.specialties.is_empty() => {
                Some("`training` names no specialty".to_owned())
            }
            Self::BoardCertification(criterion) if criterion.certificates.is_empty() => {
                Some("`board-certification` names no certificate".to_owned())
            }
            Self::BoardEligible(criterion)
                if criterion.certificates.is_empty() || !(1..=50).contains(&criterion.within_years_of_training) =>
            {
                Some("`board-eligible` names at least one certificate and 1 to 50 years".to_owned())
            }
            Self::Insurance(criterion) if criterion.aggregate < criterion.per_claim => {
                Some("`insurance`: `aggregate` is less than `per_claim`".to_owned())
            }
            Self::Course(criterion)
                if criterion.within_months.is_some_and(|months| !(1..=MAX_MONTHS).contains(&months)) =>
            {
                Some("`course` needs 1 to 1200 months".to_owned())
            }
            Self::Proctored(criterion)
                if criterion.at_least == 0
                    || criterion.within_months.is_some_and(|months| !(1..=MAX_MONTHS).contains(&months)) =>
            {
                Some("`proctored` needs at least 1 case, in 1 to 1200 months".to_owned())
            }
            Self::Cases(criterion) if criterion.max_gap_days == Some(0) => {
                Some("`cases`: a longest gap of 0 days allows no two cases".to_owned())
            }
            Self::Cases(criterion) if criterion.at_least == 0 || criterion.months == 0 || criterion.months > 1200 => {
                Some("`cases` needs at least 1 case in 1 to 1200 months".to_owned())
            }
            Self::License(_)
            | Self::Dea(_)
            | Self::ControlledSubstance(_)
            | Self::Insurance(_)
            | Self::Education(_)
            | Self::Training(_)
            | Self::BoardCertification(_)
            | Self::BoardEligible(_)
            | Self::Certification(_)
            | Self::Course(_)
            | Self::Cases(_)
            | Self::Proctored(_)
            | Self::Resource(_) => None,
        }
    }
}
