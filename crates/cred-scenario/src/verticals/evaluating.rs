//! Evaluating privileges: the focused evaluation (FPPE), the ongoing one (OPPE); what is owed; what a newer form changes for its holders.

use cred_app::use_cases::evaluating::EvaluationStep;
use cred_core::{
    actor::Capacity,
    delineation::privilege_item::Fppe,
    exercise::duties::Duty,
    id::{FacilityId, ItemId, PrivilegeSetId, VersionLabel},
    privileging::{
        focused_evaluation::{CaseOutcome, ReviewData, ReviewOutcome},
        privilege_request::MACHINE,
    },
    text::Text,
    time::Instant,
};
use cred_store::Bound;
use schemars::JsonSchema;
use serde::Deserialize;

use super::privileging::{self, items::Items};
use crate::{
    check::Checks,
    moment::{Day, Moment},
    one_or_more::Names,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Question, Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Evaluations and duties",
    steps: Some(Words::<dyn Step>::of::<EvaluatingStep>(&[
        Word::does("plan-fppe", Capacity::Chair, &[(&MACHINE, &["plan-fppe"])]),
        Word::does("record-proctored-case", Capacity::Msp, &[(&MACHINE, &["record-proctored-case"])]),
        Word::does("extend-fppe", Capacity::Chair, &[(&MACHINE, &["extend-fppe"])]),
        Word::does("start-fppe", Capacity::Chair, &[(&MACHINE, &["start-fppe"])]),
        Word::does("conclude-fppe", Capacity::Chair, &[(&MACHINE, &["conclude-fppe"])]),
        Word::does("record-review", Capacity::Chair, &[(&MACHINE, &["record-review"])]),
    ])),
    questions: Some(Words::<dyn Question>::of::<EvaluatingQuestion>(&[
        Word::ask("duties"),
        Word::ask("carry-forward"),
    ])),
};

/// What is done about evaluations.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum EvaluatingStep {
    /// A reviewing body plans the focused evaluation of a pending request. Facts: `state`, `until`.
    PlanFppe {
        /// Who.
        provider: String,
        /// Which item.
        privilege: ItemName,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// How many cases; none where left out, and then `within_months` says how long.
        #[serde(default)]
        cases: u32,
        /// How: `concurrent` (where left out), `retrospective`, `direct`, ….
        #[serde(default)]
        method: Option<Text>,
        /// Within so many months after the privilege begins.
        #[serde(default)]
        within_months: Option<u32>,
    },
    /// Cases of the open focused evaluation. Facts: `state`, `until`.
    RecordProctoredCase {
        /// Whose case.
        provider: String,
        /// Which item.
        privilege: ItemName,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Who looked; must hold the privilege and be under no evaluation for it.
        proctor: String,
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// When: one time or several, each a case; now where left out.
        #[serde(default)]
        when: Names,
        /// What it showed: `acceptable` (where left out) or `concern`. Those alone that are acceptable count.
        #[serde(default = "acceptable")]
        outcome: CaseOutcome,
        /// What was seen.
        #[serde(default)]
        seen: Option<Text>,
    },
    /// The open focused evaluation lasts longer. Facts: `state`, `until`.
    ExtendFppe {
        /// Who.
        provider: String,
        /// Which item.
        privilege: ItemName,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Until when (exclusive).
        until: Moment,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// A focused evaluation for a cause; not adverse by itself. Facts: `state`, `until`.
    StartFppe {
        /// Who.
        provider: String,
        /// Which item.
        privilege: ItemName,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// How many cases; none where left out, and then `within_months` says how long.
        #[serde(default)]
        cases: u32,
        /// How: `concurrent` (where left out), `retrospective`, `direct`, ….
        #[serde(default)]
        method: Option<Text>,
        /// Within so many months.
        #[serde(default)]
        within_months: Option<u32>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// The focused evaluation is concluded. Facts: `state`, `until`.
    ConcludeFppe {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What was found.
        #[serde(default)]
        report: Option<Text>,
        /// Why fewer cases than planned, or a shorter time, will do.
        #[serde(default)]
        fewer: Option<Text>,
    },
    /// An ongoing evaluation of a privilege. Facts: `state`, `until`.
    RecordReview {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// On which day; today where left out.
        #[serde(default)]
        on: Option<Day>,
        /// What it concluded; `continue` where left out.
        #[serde(default = "goes_on")]
        outcome: ReviewOutcome,
        /// Whose data: the facility's own (where left out), or another place's alone, which never stands for the own.
        #[serde(default = "own_site")]
        data: ReviewData,
        /// What was found.
        #[serde(default)]
        found: Option<Text>,
    },
}

const fn acceptable() -> CaseOutcome {
    CaseOutcome::Acceptable
}

const fn goes_on() -> ReviewOutcome {
    ReviewOutcome::Continue
}

const fn own_site() -> ReviewData {
    ReviewData::OwnSite
}

/// One item of the facility's forms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline)]
struct ItemName(ItemId);

impl TryFrom<String> for ItemName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        ItemId::parse(&text).map(Self).map_err(|error| error.to_string())
    }
}

fn plan(stage: &Stage, cases: u32, method: Option<&Text>, within_months: Option<u32>) -> Result<Fppe, Trouble> {
    Ok(Fppe { cases, method: stage.said("method", method, "concurrent")?, within_months })
}

impl Step for EvaluatingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let one = |item: &ItemName| vec![item.0.clone()];
        let (provider, items, facility, default, steps) = match self {
            Self::PlanFppe { provider, privilege, facility, cases, method, within_months } => {
                let step = EvaluationStep::PlanFppe(plan(stage, *cases, method.as_ref(), *within_months)?);
                (provider, one(privilege), facility, Capacity::Chair, vec![step])
            }
            Self::RecordProctoredCase { provider, privilege, facility, proctor, site, when, outcome, seen } => {
                let proctor = stage.person("proctor", proctor)?;
                let (_, site) = stage.site(site.as_deref())?;
                let note = stage.said("seen", seen.as_ref(), "seen by the proctor")?;
                let times: Vec<Instant> = if when.0.is_empty() {
                    vec![stage.now()]
                } else {
                    let read = |text: &String| {
                        let moment = Moment::parse(text).map_err(|error| Trouble::value("when", error))?;
                        stage.instant("when", &moment)
                    };
                    when.0.iter().map(read).collect::<Result<_, Trouble>>()?
                };
                let case = |at| EvaluationStep::RecordProctoredCase(proctor, site.clone(), at, *outcome, note.clone());
                let steps = times.into_iter().map(case).collect();
                (provider, one(privilege), facility, Capacity::Msp, steps)
            }
            Self::ExtendFppe { provider, privilege, facility, until, reason } => {
                let reason = stage.said("reason", reason.as_ref(), "too few cases")?;
                let step = EvaluationStep::ExtendFppe(stage.instant("until", until)?, reason);
                (provider, one(privilege), facility, Capacity::Chair, vec![step])
            }
            Self::StartFppe { provider, privilege, facility, cases, method, within_months, from, reason } => {
                let plan = plan(stage, *cases, method.as_ref(), *within_months)?;
                let reason = stage.said("reason", reason.as_ref(), "a trigger of the ongoing evaluation")?;
                let step = EvaluationStep::StartFppe(plan, stage.maybe("from", from.as_ref())?, reason);
                (provider, one(privilege), facility, Capacity::Chair, vec![step])
            }
            Self::ConcludeFppe { provider, privileges, facility, report, fewer } => {
                let report = stage.said("report", report.as_ref(), "as it should be")?;
                let step = EvaluationStep::ConcludeFppe(report, fewer.clone());
                (provider, privileges.ids().to_vec(), facility, Capacity::Chair, vec![step])
            }
            Self::RecordReview { provider, privileges, facility, on, outcome, data, found } => {
                let note = stage.said("found", found.as_ref(), "as it should be")?;
                let step = EvaluationStep::RecordReview(on.map(|day| day.0), *outcome, *data, note);
                (provider, privileges.ids().to_vec(), facility, Capacity::Chair, vec![step])
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        for item in &items {
            for step in &steps {
                let by = stage.by(default, Some(id))?;
                stage.act().evaluation_step(&by, id, &at, item, step)?;
            }
        }
        privileging::outcome(stage, id, &at, &items, vec![])
    }
}

/// A duty, as `duties` expects it; what is left out may be anything.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// Its code: `oppe`, `fppe`, `npdb-query`, `npdb-query-before-privileges`, `exclusion-screen`, `monitoring`, `decision-notice`,
    /// `reappointment`, `recredentialing`, `provisional-appointment`, `leave-reinstatement-request`, `relinquishment-cure`,
    /// `dea-renewal`.
    #[serde(default)]
    pub code: Option<String>,
    /// A part of what is owed.
    #[serde(default)]
    pub what: Option<String>,
    /// The day from which its time is counted.
    #[serde(default)]
    pub since: Option<Day>,
    /// The last good day.
    #[serde(default)]
    pub due: Option<Day>,
    /// Whether that day is over.
    #[serde(default)]
    pub overdue: Option<bool>,
    /// On which day it was done after all, too late.
    #[serde(default)]
    pub done_on: Option<Day>,
    /// Who owes it: `provider`, `msp`, `reviewers`, `facility`.
    #[serde(default)]
    pub owed_by: Option<String>,
}

impl Owed {
    fn is(&self, duty: &Duty) -> bool {
        self.code.as_ref().is_none_or(|code| code == duty.code)
            && self.what.as_ref().is_none_or(|what| duty.what.to_lowercase().contains(&what.to_lowercase()))
            && self.since.is_none_or(|day| day.0 == duty.since)
            && self.due.is_none_or(|day| day.0 == duty.due_by)
            && self.overdue.is_none_or(|overdue| overdue == duty.overdue)
            && self.done_on.is_none_or(|day| Some(day.0) == duty.done_on)
            && self.owed_by.as_ref().is_none_or(|who| who == duty.owed_by.word())
    }

    fn said(&self) -> String {
        let mut parts: Vec<String> = [&self.code, &self.what, &self.owed_by].into_iter().flatten().cloned().collect();
        parts.extend(self.since.map(|day| format!("since {}", day.0)));
        parts.extend(self.due.map(|day| format!("due {}", day.0)));
        parts.extend(self.overdue.map(|own| if own { "overdue".to_owned() } else { "in time".to_owned() }));
        parts.extend(self.done_on.map(|day| format!("done on {}", day.0)));
        if parts.is_empty() { "any duty".to_owned() } else { parts.join(", ") }
    }
}

fn told(duty: &Duty) -> String {
    let over = if duty.overdue { ", overdue" } else { "" };
    let done = duty.done_on.map_or_else(String::new, |day| format!(", done on {day}"));
    let Duty { code, what, since, due_by, .. } = duty;
    format!("{code} ({what}), since {since}, due {due_by}{over}{done}, owed by {}", duty.owed_by.word())
}

/// One item of a comparison of two versions of a form, as `carry-forward` expects it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Which item.
    pub item: String,
    /// What became of it: `same`, `stricter`, `looser`, `different`, `renamed`, `dropped`, `new`.
    #[serde(default)]
    pub change: Option<String>,
    /// Whether it is held.
    #[serde(default)]
    pub held: Option<bool>,
    /// A part of one of the differences.
    #[serde(default)]
    pub difference: Option<String>,
}

/// What is asked about evaluations and duties, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum EvaluatingQuestion {
    /// What is owed about a provider at this time: done too late, overdue, and to come? Reports to the data bank are `report-duties`.
    Duties {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
        /// Expected: each of these is among the duties.
        #[serde(default)]
        includes: Option<Vec<Owed>>,
        /// Expected: none of these is.
        #[serde(default)]
        excludes: Option<Vec<Owed>>,
        /// Expected: these codes are overdue, and no others. An empty list: nothing is.
        #[serde(default)]
        overdue: Option<Vec<String>>,
    },
    /// What does a version of a form change for the privileges that the provider holds on it now, under another version?
    CarryForward {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which form; the only one on which the provider holds anything where left out.
        #[serde(default)]
        set: Option<String>,
        /// To which version; the newest where left out.
        #[serde(default)]
        to: Option<String>,
        /// Expected: each of these is among the items compared.
        #[serde(default)]
        includes: Option<Vec<Carried>>,
        /// Expected: these items became something else than `same`, and no others.
        #[serde(default)]
        changed: Option<Vec<String>>,
    },
}

impl Question for EvaluatingQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::Duties { provider, facility, known_at, includes, excludes, overdue } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let known = stage.maybe("known_at", known_at.as_ref())?;
                let owed = stage.app().duties(Some(id), &at, Some(about), known)?;
                let duties: Vec<&Duty> = owed.iter().map(|(_, _, duty)| duty).collect();
                let lines: Vec<String> = duties.iter().map(|duty| told(duty)).collect();
                checks.explain(lines.clone());
                for (what, wanted, list) in [("includes", true, includes), ("excludes", false, excludes)] {
                    for own in list.iter().flatten() {
                        let found = duties.iter().any(|duty| own.is(duty));
                        checks.add(what, own.said(), lines.join("; "), found == wanted);
                    }
                }
                let mut late: Vec<String> =
                    duties.iter().filter(|duty| duty.overdue).map(|duty| duty.code.to_owned()).collect();
                late.dedup();
                checks.exactly("overdue", overdue.as_deref(), &late);
                Ok(())
            }
            Self::CarryForward { provider, facility, set, to, includes, changed } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let sets = forms(stage, id, &at, set.as_deref())?;
                let to = to.as_deref().map(VersionLabel::parse).transpose();
                let to = to.map_err(|error| Trouble::value("to", error))?;
                let mut lines = Vec::new();
                for set in &sets {
                    let compared = stage.app().carry_forward(id, &at, set, to.as_ref())?;
                    lines.extend(compared.into_iter().flat_map(|own| own.lines));
                }
                let told: Vec<String> = lines
                    .iter()
                    .map(|line| {
                        let held = if line.held { " (held)" } else { "" };
                        format!("{}{held}: {} {}", line.item, line.change.word(), line.differences.join("; "))
                    })
                    .collect();
                checks.explain(told.clone());
                for own in includes.iter().flatten() {
                    let found = lines.iter().any(|line| {
                        let part = |text: &String| line.differences.iter().any(|own| own.contains(text));
                        line.item.as_str() == own.item
                            && own.change.as_ref().is_none_or(|change| change == line.change.word())
                            && own.held.is_none_or(|held| held == line.held)
                            && own.difference.as_ref().is_none_or(part)
                    });
                    let said = [Some(&own.item), own.change.as_ref(), own.difference.as_ref()];
                    let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
                    checks.add("includes", said.join(" "), told.join("; "), found);
                }
                let others: Vec<String> = lines
                    .iter()
                    .filter(|line| line.change.word() != "same")
                    .map(|line| line.item.to_string())
                    .collect();
                checks.exactly("changed", changed.as_deref(), &others);
                Ok(())
            }
        }
    }
}

/// The form named; those on which the provider has something there where none is.
fn forms(
    stage: &Stage,
    id: cred_core::id::ProviderId,
    facility: &FacilityId,
    set: Option<&str>,
) -> Result<Vec<PrivilegeSetId>, Trouble> {
    if let Some(set) = set {
        return Ok(vec![PrivilegeSetId::parse(set).map_err(|error| Trouble::value("set", error))?]);
    }
    let records = stage.app().records(&[id], std::slice::from_ref(facility), Bound::Now)?;
    let own = records.privileges_of(id).filter(|own| own.facility() == facility);
    let mut sets: Vec<PrivilegeSetId> = own.map(|own| own.set().clone()).collect();
    sets.sort();
    sets.dedup();
    Ok(sets)
}
