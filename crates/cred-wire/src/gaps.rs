//! What is missing for a *yes*.

use cred_core::{exercise::gaps, records::Records, time::zone::Zone};
use serde::Serialize;

use crate::answer::{When, Who, word};

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gap {
    /// The requirement's stable code.
    pub requirement: String,
    /// What is asked, in words.
    pub asks: String,
    /// Where it is asked, each rule once.
    pub citations: Vec<String>,
    /// Why it is not met: the reasons' stable codes.
    pub reasons: Vec<String>,
    /// The same in words.
    pub text: String,
    /// Who owes it: `provider`, `msp`, `reviewers`, `facility`, `nobody`.
    pub owed_by: String,
    /// Whether anything known cures it.
    pub curable: bool,
    /// Whether it is met by itself at `earliest`, by what is on file.
    pub by_itself: bool,
    /// The earliest instant at which it could hold; left out where nothing known cures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<When>,
    /// What else is missing and closed with it, in the words that ask for it: a residency within 24 months is a residency.
    pub also: Vec<String>,
}

/// One smallest set: all of it makes a *yes*, all but one of it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GapSet {
    /// Whether all of it can be cured.
    pub curable: bool,
    /// The earliest instant at which all of it could hold; left out where it cannot be cured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<When>,
    /// What it holds, in the order of the rule.
    pub gaps: Vec<Gap>,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gaps {
    /// The answer as it is: `yes`, `no` or `unknown`.
    pub answer: String,
    /// Who.
    pub provider: Who,
    /// What was asked: a privilege's id, or `procedure …`.
    pub what: String,
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// The site's zone.
    pub zone: String,
    /// The instant asked about.
    pub at: When,
    /// The sets, the cheapest first; none for a *yes*, and where nothing would make one.
    pub sets: Vec<GapSet>,
    /// Whether there are, or may be, more than are listed.
    pub more_exist: bool,
}

impl Gaps {
    /// The gaps of the core, with the names of the records they were read from.
    #[must_use]
    pub fn of(records: &Records, gaps: &gaps::Gaps) -> Self {
        let question = gaps.question();
        let site = records.facility(&question.facility).and_then(|facility| facility.site(&question.site));
        let zone = site.map_or(Zone::UTC, |site| site.zone);
        let set = |set: &gaps::GapSet| GapSet {
            curable: set.is_curable(),
            earliest: set.earliest().map(|at| When::at(at, zone)),
            gaps: set.gaps.iter().map(|gap| Gap::of(gap, zone)).collect(),
        };
        Self {
            answer: word(gaps.truth()).to_owned(),
            provider: Who::of(records, question.provider),
            what: question.what.to_string(),
            facility: question.facility.to_string(),
            site: question.site.to_string(),
            zone: zone.name().to_owned(),
            at: When::at(question.at, zone),
            sets: gaps.sets().iter().map(set).collect(),
            more_exist: gaps.more_exist(),
        }
    }
}

impl Gap {
    fn of(gap: &gaps::Gap, zone: Zone) -> Self {
        let mut reasons: Vec<_> = Vec::new();
        for cause in &gap.causes {
            if !reasons.contains(&cause.reason) {
                reasons.push(cause.reason);
            }
        }
        let words: Vec<&str> = reasons.iter().map(|reason| reason.sentence()).collect();
        Self {
            requirement: gap.code.to_owned(),
            asks: gap.asks.clone(),
            citations: gap.citations.clone(),
            reasons: reasons.iter().map(|reason| reason.code().to_owned()).collect(),
            text: words.join("; "),
            owed_by: gap.owed_by.word().to_owned(),
            curable: gap.is_curable(),
            by_itself: gap.by_itself,
            earliest: gap.earliest.map(|at| When::at(at, zone)),
            also: gap.also.clone(),
        }
    }
}
