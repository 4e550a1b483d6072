//! What is asked about matters, suspensions and reports.

use cred_core::{
    exercise::{npdb_reports::ReportDuty, suspensions::OwedReview},
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Day, Stage, Trouble, find};
use crate::{check::Checks, vertical::Question, verticals::answers::Reply};

/// A duty to report, as `report-duties` expects it; what is left out may be anything.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    /// What is reported: `suspension`, `restriction`, `revocation`, `denial`, `surrender`, `non-renewal`, `withdrawal`, `leave`,
    /// `accepted-restriction`.
    #[serde(default)]
    pub what: Option<String>,
    /// A part of why.
    #[serde(default)]
    pub why: Option<String>,
    /// The day from which its time is counted.
    #[serde(default)]
    pub action_day: Option<Day>,
    /// The last good day.
    #[serde(default)]
    pub due: Option<Day>,
    /// Whether it may be reported and need not.
    #[serde(default)]
    pub optional: Option<bool>,
    /// Whether it must be, was not, and the last good day is over.
    #[serde(default)]
    pub overdue: Option<bool>,
    /// On which day it was reported.
    #[serde(default)]
    pub reported_on: Option<Day>,
    /// Whether it was reported.
    #[serde(default)]
    pub reported: Option<bool>,
}

/// A review of a suspension, as `suspension-reviews` expects it; what is left out may be anything.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    /// The last good day.
    #[serde(default)]
    pub due: Option<Day>,
    /// Whether it was reviewed.
    #[serde(default)]
    pub reviewed: Option<bool>,
    /// Whether it was missed.
    #[serde(default)]
    pub missed: Option<bool>,
}

/// What happened elsewhere, as `findings-elsewhere` expects it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Elsewhere {
    /// At which facility; also written `facility`.
    #[serde(default, alias = "facility")]
    pub at: Option<String>,
    /// What: `suspended`, `restricted`, `revoked`, `given-up-under-investigation`.
    #[serde(default)]
    pub what: Option<String>,
}

/// What is asked about corrective action, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
pub(super) enum CorrectiveQuestion {
    /// How does a matter stand, as recorded up to this place of the list?
    CorrectiveAction {
        /// About whom.
        provider: String,
        /// Which matter; the open one, or else the latest, where left out.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: its state; `none` where there is no matter.
        #[serde(default)]
        state: Option<String>,
        /// Expected: the last day to ask for a hearing; `none` where its time does not run.
        #[serde(default)]
        ask_until: Option<String>,
    },
    /// Is an investigation of the provider's competence or conduct open at this time?
    Investigation {
        /// About whom.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: `yes` or `no`.
        answer: Reply,
    },
    /// Which duties to report to the data bank have come by this time, reported or not?
    ReportDuties {
        /// About whom.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: these and no others. An empty list: none.
        #[serde(default)]
        only: Option<Vec<Report>>,
        /// Expected: each of these is among them.
        #[serde(default)]
        includes: Option<Vec<Report>>,
        /// Expected: none of these is.
        #[serde(default)]
        excludes: Option<Vec<Report>>,
    },
    /// Which reviews of precautionary suspensions by the executive committee were or are owed by this time?
    SuspensionReviews {
        /// Whose.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: these and no others. An empty list: none.
        only: Vec<Review>,
    },
    /// What happened to the provider at other facilities? A finding to look at; it changes no grant here.
    FindingsElsewhere {
        /// About whom.
        provider: String,
        /// At which facility it is asked; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: these and no others. An empty list: nothing.
        only: Vec<Elsewhere>,
    },
}

impl Report {
    fn is(&self, duty: &ReportDuty, overdue: bool) -> bool {
        self.what.as_ref().is_none_or(|what| what == duty.what.word())
            && self.why.as_ref().is_none_or(|why| duty.why.to_lowercase().contains(&why.to_lowercase()))
            && self.action_day.is_none_or(|day| day.0 == duty.action_day)
            && self.due.is_none_or(|day| day.0 == duty.due)
            && self.optional.is_none_or(|own| own == duty.optional)
            && self.overdue.is_none_or(|own| own == overdue)
            && self.reported_on.is_none_or(|day| Some(day.0) == duty.reported_on)
            && self.reported.is_none_or(|own| own == duty.reported_on.is_some())
    }

    fn said(&self) -> String {
        let mut parts: Vec<String> = [&self.what, &self.why].into_iter().flatten().cloned().collect();
        parts.extend(self.action_day.map(|day| format!("action of {}", day.0)));
        parts.extend(self.due.map(|day| format!("due {}", day.0)));
        parts.extend(self.optional.map(|own| if own { "may be reported" } else { "must be reported" }.to_owned()));
        parts.extend(self.overdue.map(|own| if own { "overdue" } else { "not overdue" }.to_owned()));
        parts.extend(self.reported_on.map(|day| format!("reported on {}", day.0)));
        parts.extend(self.reported.map(|own| if own { "reported" } else { "not reported" }.to_owned()));
        if parts.is_empty() { "any duty to report".to_owned() } else { parts.join(", ") }
    }
}

fn told(duty: &ReportDuty, overdue: bool) -> String {
    let optional = if duty.optional { ", may be reported" } else { "" };
    let over = if overdue { ", overdue" } else { "" };
    let reported = duty.reported_on.map_or_else(String::new, |day| format!(", reported on {day}"));
    let (what, day, due) = (duty.what.word(), duty.action_day, duty.due);
    format!("{what} ({}), action of {day}, due {due}{optional}{over}{reported}", duty.why)
}

impl Review {
    fn is(&self, owed: &OwedReview) -> bool {
        self.due.is_none_or(|day| day.0 == owed.due)
            && self.reviewed.is_none_or(|own| own == owed.reviewed_at.is_some())
            && self.missed.is_none_or(|own| own == owed.missed)
    }
}

/// Whether each expected one is there and none else is.
fn exactly<E, F>(expected: &[E], found: &[F], is: impl Fn(&E, &F) -> bool) -> bool {
    let mut left: Vec<&F> = found.iter().collect();
    let all = expected.iter().all(|wanted| {
        let place = left.iter().position(|own| is(wanted, own));
        place.map(|place| left.remove(place)).is_some()
    });
    all && left.is_empty()
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "nothing".to_owned() } else { texts.join("; ") }
}

impl Question for CorrectiveQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::CorrectiveAction { provider, action, facility, state, ask_until } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let matter = find(stage, action.as_deref(), id, &at)?;
                let records = stage.records(id)?;
                let matter = matter.and_then(|matter| records.corrective_action(matter));
                checks.word("state", state.as_deref(), matter.map_or("none", |own| own.state()));
                let last = matter.and_then(|own| own.notice()).and_then(|notice| notice.ask_until);
                let last = last.map_or_else(|| "none".to_owned(), |day| day.to_string());
                checks.word("ask_until", ask_until.as_deref(), &last);
                Ok(())
            }
            Self::Investigation { provider, facility, answer } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let open = stage.app().open_investigation(id, &at, Some(about))?;
                let found = if open.is_some() { "yes" } else { "no" };
                checks.add("answer", answer.word().to_owned(), found.to_owned(), answer.is(found));
                Ok(())
            }
            Self::ReportDuties { provider, facility, only, includes, excludes } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let records = stage.records(id)?;
                let zone = records.facility(&at).map_or_else(|| stage.zone(), |own| own.zone());
                let today = zone.date_at(about);
                let duties = stage.app().report_duties(Some(id), &at, Some(about))?;
                let duties: Vec<(ReportDuty, bool)> = duties
                    .into_iter()
                    .map(|(_, duty)| {
                        let overdue = duty.is_overdue(today);
                        (duty, overdue)
                    })
                    .collect();
                let lines: Vec<String> = duties.iter().map(|(duty, overdue)| told(duty, *overdue)).collect();
                checks.explain(lines.clone());
                if let Some(only) = only {
                    let said: Vec<String> = only.iter().map(Report::said).collect();
                    let holds = exactly(only, &duties, |own, (duty, overdue)| own.is(duty, *overdue));
                    checks.add("only", listed(&said), listed(&lines), holds);
                }
                for (what, wanted, list) in [("includes", true, includes), ("excludes", false, excludes)] {
                    for own in list.iter().flatten() {
                        let found = duties.iter().any(|(duty, overdue)| own.is(duty, *overdue));
                        checks.add(what, own.said(), listed(&lines), found == wanted);
                    }
                }
                Ok(())
            }
            Self::SuspensionReviews { provider, facility, only } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let owed = stage.app().suspension_reviews(Some(id), &at, Some(about))?;
                let owed: Vec<OwedReview> = owed.into_iter().map(|(_, review)| review).collect();
                let word = |own: Option<bool>, yes: &str, no: &str| {
                    own.map_or_else(String::new, |own| format!(" {}", if own { yes } else { no }))
                };
                let line = |due: String, reviewed, missed| {
                    let (reviewed, missed) =
                        (word(reviewed, "reviewed", "not reviewed"), word(missed, "missed", "not missed"));
                    format!("review{due}{reviewed}{missed}")
                };
                let said: Vec<String> = only
                    .iter()
                    .map(|own| {
                        let due = own.due.map_or_else(String::new, |day| format!(" due {}", day.0));
                        line(due, own.reviewed, own.missed)
                    })
                    .collect();
                let found: Vec<String> = owed
                    .iter()
                    .map(|own| line(format!(" due {}", own.due), Some(own.reviewed_at.is_some()), Some(own.missed)))
                    .collect();
                checks.add("only", listed(&said), listed(&found), exactly(only, &owed, Review::is));
                Ok(())
            }
            Self::FindingsElsewhere { provider, facility, only } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let found = stage.app().findings_elsewhere(id, &at)?;
                let is = |own: &Elsewhere, found: &cred_core::exercise::elsewhere::FindingElsewhere| {
                    own.at.as_ref().is_none_or(|at| at == found.facility.as_str())
                        && own.what.as_ref().is_none_or(|what| what == found.what.word())
                };
                let holds = exactly(only, &found, is);
                let told: Vec<String> =
                    found.iter().map(|own| format!("{} at {}", own.what.word(), own.facility)).collect();
                let said: Vec<String> = only
                    .iter()
                    .map(|own| {
                        format!("{} at {}", own.what.as_deref().unwrap_or("any"), own.at.as_deref().unwrap_or("any"))
                    })
                    .collect();
                checks.add("only", listed(&said), listed(&told), holds);
                Ok(())
            }
        }
    }
}
