//! Lists of booked cases, checked.

use cred_core::{
    exercise::{answer, booking},
    records::Records,
    time::zone::Zone,
    timeline::truth::Truth,
};
use serde::Serialize;

use crate::answer::{When, Who, word};

/// Somebody who has to be there, or to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Need {
    /// `proctor` or `supervision`.
    pub need: String,
    /// In words.
    pub text: String,
    /// The record behind it: a privilege or a supervision agreement.
    pub record: String,
    /// Who may answer for it, for supervision.
    pub by: Vec<Who>,
}

/// Somebody else who may do the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alternative {
    /// Who.
    pub provider: Who,
    /// Until when, as known now; left out where no change is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// What limits it.
    pub conditions: Vec<String>,
    /// Who has to be there.
    pub needs: Vec<Need>,
}

/// One case of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// The line of the list, from 1.
    pub line: u64,
    /// How the list calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Whom it is booked for.
    pub provider: Who,
    /// What: a privilege's id, or `procedure …`.
    pub what: String,
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// When.
    pub at: When,
    /// `yes`, `no` or `unknown`. Unknown never grants.
    pub answer: String,
    /// The first instant at which the answer is another one; left out where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// What limits a *yes*.
    pub conditions: Vec<String>,
    /// Who has to be there for a *yes*.
    pub needs: Vec<Need>,
    /// Why not, one line a blocker; empty for a *yes*.
    pub why_not: Vec<String>,
    /// Others who may do it at that site and time, the best first.
    pub alternatives: Vec<Alternative>,
    /// Whether there are more of them than are listed.
    pub more_alternatives: bool,
}

impl Case {
    /// A checked case of the core.
    #[must_use]
    pub fn of(records: &Records, line: u64, case: Option<&str>, checked: &booking::Checked) -> Self {
        let question = checked.answer.question();
        let site = records.facility(&question.facility).and_then(|facility| facility.site(&question.site));
        let zone = site.map_or(Zone::UTC, |site| site.zone);
        let until = |answer: &answer::Answer| answer.until().map(|(at, _)| When::at(at, zone));
        let needs = |needs: &[booking::Need]| needs.iter().map(|need| Need::of(records, need)).collect();
        let other = |own: &booking::Alternative| Alternative {
            provider: Who::of(records, own.provider()),
            until: until(&own.answer),
            conditions: own.answer.conditions().to_vec(),
            needs: needs(&own.needs),
        };
        Self {
            line,
            case: case.map(str::to_owned),
            provider: Who::of(records, question.provider),
            what: question.what.to_string(),
            facility: question.facility.to_string(),
            site: question.site.to_string(),
            at: When::at(question.at, zone),
            answer: word(checked.answer.truth()).to_owned(),
            until: until(&checked.answer),
            conditions: checked.answer.conditions().to_vec(),
            needs: needs(&checked.needs),
            why_not: why_not(&checked.answer),
            alternatives: checked.alternatives.iter().map(other).collect(),
            more_alternatives: checked.more_alternatives,
        }
    }
}

impl Need {
    fn of(records: &Records, need: &booking::Need) -> Self {
        match need {
            booking::Need::Proctor { privilege, plan, done } => {
                let item = records.privilege(*privilege).map_or_else(String::new, |own| own.item().to_string());
                let text = format!("a proctor for {item}: {plan}; {done} acceptable so far");
                Self { need: "proctor".to_owned(), text, record: privilege.to_string(), by: vec![] }
            }
            booking::Need::Supervision { agreement, by } => {
                let by: Vec<Who> = by.iter().map(|id| Who::of(records, *id)).collect();
                let names: Vec<&str> = by.iter().map(|who| who.name.as_str()).collect();
                let text = format!("supervision by {}", names.join(" or "));
                Self { need: "supervision".to_owned(), text, record: agreement.to_string(), by }
            }
        }
    }
}

/// Why an answer is no *yes*, one line a blocker.
#[must_use]
pub fn why_not(answer: &answer::Answer) -> Vec<String> {
    if answer.truth() == Truth::Met {
        return vec![];
    }
    let findings = answer.because();
    findings.iter().map(|own| format!("{}: {}", own.requirement.asks, own.cause.reason.sentence())).collect()
}
