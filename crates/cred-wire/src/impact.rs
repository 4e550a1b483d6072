//! What would change.

use cred_core::{
    exercise::{duties, impact},
    id::SiteId,
    records::Records,
    time::{period::Period, zone::Zone},
};
use serde::Serialize;

use crate::{
    answer::{When, Who, word},
    finding::Finding,
    schedule::why_not,
};

/// An answer that would be another one for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerChange {
    /// Who.
    pub provider: Who,
    /// What.
    pub privilege: String,
    /// Where.
    pub site: String,
    /// From when.
    pub from: When,
    /// Until before when; left out where no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The answer as it is.
    pub before: String,
    /// The answer as it would be.
    pub after: String,
    /// What would decide it.
    pub because: Vec<Finding>,
}

/// How many may do something at a site would be another number for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterChange {
    /// Where.
    pub site: String,
    /// What.
    pub privilege: String,
    /// From when.
    pub from: When,
    /// Until before when; left out where no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// How many may.
    pub before: usize,
    /// How many would.
    pub after: usize,
}

/// The end of something on file would be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadlineChange {
    /// Whose.
    pub provider: Who,
    /// `license`, `appointment`, `credentialing`, …, as `cred due` tells them.
    pub kind: String,
    /// What changes then.
    pub what: String,
    /// When, as it is; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<When>,
    /// When, as it would be; left out where there would be none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<When>,
    /// What it would be from then on: `yes`, `no` or `unknown`; where there would be none, what it becomes as it is.
    pub becomes: String,
}

/// A duty, as far as it is told to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duty {
    /// The last good day, local to the facility.
    pub due_by: String,
    /// Who owes it.
    pub owed_by: String,
    /// The rule.
    pub rule: String,
    /// What a breach does: `block`, `task`, ….
    pub on_breach: String,
    /// On which day it was done after all, too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<String>,
}

/// Something would be to be done, would be to be done no more, or by another day or rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DutyChange {
    /// About whom.
    pub provider: Who,
    /// A stable code, such as `fppe` or `reappointment`.
    pub duty: String,
    /// What is owed.
    pub what: String,
    /// From when the list of duties would say so.
    pub from: When,
    /// Until before when; left out where no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// As it is; left out where it is not owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Duty>,
    /// As it would be; left out where it would not be owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Duty>,
}

/// A booked case that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseChange {
    /// The line of the list, from 1.
    pub line: u64,
    /// How the list calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Whom it is booked for.
    pub provider: Who,
    /// What: a privilege's id, or `procedure …`.
    pub what: String,
    /// Where.
    pub site: String,
    /// When.
    pub at: When,
    /// The answer as it is.
    pub before: String,
    /// The answer as it would be.
    pub after: String,
    /// What would limit a *yes*.
    pub conditions: Vec<String>,
    /// Why it would be none, one line a blocker.
    pub why_not: Vec<String>,
}

/// What would change at a facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Impact {
    /// The facility.
    pub facility: String,
    /// From when was looked: now.
    pub from: When,
    /// Until before when; left out where without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The answers that would change.
    pub answers: Vec<AnswerChange>,
    /// The rosters that would change.
    pub rosters: Vec<RosterChange>,
    /// The deadlines that would change.
    pub deadlines: Vec<DeadlineChange>,
    /// The duties that would change.
    pub duties: Vec<DutyChange>,
    /// The booked cases that would change.
    pub cases: Vec<CaseChange>,
}

/// How a list calls its cases: the line, and the reference where it has one.
pub type Called<'l> = (u64, Option<&'l str>);

impl Impact {
    /// An impact of the core at a facility, with the names of the records as they are.
    #[must_use]
    pub fn of(
        records: &Records,
        facility: &cred_core::id::FacilityId,
        window: Period,
        impact: &impact::Impact,
        cases: &[(Called<'_>, &impact::CaseChange)],
    ) -> Self {
        let held = records.facility(facility);
        let zone_of = |site: &SiteId| held.and_then(|own| own.site(site)).map_or(Zone::UTC, |own| own.zone);
        let zone = held.map_or(Zone::UTC, |own| own.zone());
        let answer = |own: &impact::Change| AnswerChange {
            provider: Who::of(records, own.provider),
            privilege: own.item.to_string(),
            site: own.site.to_string(),
            from: When::at(own.during.start(), zone_of(&own.site)),
            until: own.during.end().map(|at| When::at(at, zone_of(&own.site))),
            before: word(own.before).to_owned(),
            after: word(own.after).to_owned(),
            because: own.because.iter().map(Finding::from).collect(),
        };
        let roster = |own: &impact::RosterChange| RosterChange {
            site: own.site.to_string(),
            privilege: own.item.to_string(),
            from: When::at(own.during.start(), zone_of(&own.site)),
            until: own.during.end().map(|at| When::at(at, zone_of(&own.site))),
            before: own.before,
            after: own.after,
        };
        let deadline = |own: &impact::DeadlineChange| DeadlineChange {
            provider: Who::of(records, own.provider),
            kind: own.kind.to_owned(),
            what: own.what.clone(),
            before: own.before.as_ref().map(|due| When::at(due.at, zone)),
            after: own.after.as_ref().map(|due| When::at(due.at, zone)),
            becomes: own
                .after
                .as_ref()
                .or(own.before.as_ref())
                .map_or_else(String::new, |due| word(due.becomes).to_owned()),
        };
        let duty = |own: &impact::DutyChange| {
            let about = own.after.as_ref().or(own.before.as_ref());
            DutyChange {
                provider: Who::of(records, own.provider),
                duty: about.map_or_else(String::new, |duty| duty.code.to_owned()),
                what: about.map_or_else(String::new, |duty| duty.what.clone()),
                from: When::at(own.during.start(), zone),
                until: own.during.end().map(|at| When::at(at, zone)),
                before: own.before.as_ref().map(Duty::of),
                after: own.after.as_ref().map(Duty::of),
            }
        };
        let case = |((line, case), own): &(Called<'_>, &impact::CaseChange)| {
            let question = own.before.question();
            CaseChange {
                line: *line,
                case: case.map(str::to_owned),
                provider: Who::of(records, question.provider),
                what: question.what.to_string(),
                site: question.site.to_string(),
                at: When::at(question.at, zone_of(&question.site)),
                before: word(own.before.truth()).to_owned(),
                after: word(own.after.truth()).to_owned(),
                conditions: own.after.conditions().to_vec(),
                why_not: why_not(&own.after),
            }
        };
        Self {
            facility: facility.to_string(),
            from: When::at(window.start(), zone),
            until: window.end().map(|at| When::at(at, zone)),
            answers: impact.answers.iter().map(answer).collect(),
            rosters: impact.rosters.iter().map(roster).collect(),
            deadlines: impact.deadlines.iter().map(deadline).collect(),
            duties: impact.duties.iter().map(duty).collect(),
            cases: cases.iter().map(case).collect(),
        }
    }
}

impl Duty {
    fn of(duty: &duties::Duty) -> Self {
        Self {
            due_by: duty.due_by.to_string(),
            owed_by: duty.owed_by.word().to_owned(),
            rule: duty.citation.clone(),
            on_breach: duty.on_breach.word().to_owned(),
            done_on: duty.done_on.map(|day| day.to_string()),
        }
    }
}
