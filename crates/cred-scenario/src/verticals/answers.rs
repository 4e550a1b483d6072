//! Questions about exercise: may she, who may, and what is due.

use cred_app::{error::AppError, questions::Asked};
use cred_core::{
    jurisdiction::Jurisdiction,
    text::Text,
    time::Instant,
    timeline::{finding::FindingReason, truth::Truth},
};
use cred_import::toml_fault::not_one_of;
use cred_wire::answer;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    check::Checks,
    explaining,
    moment::{Moment, Until},
    outcome::Trouble,
    stage::Stage,
    vertical::{Question, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Exercise",
    steps: None,
    questions: Some(Words::<dyn Question>::of::<ExerciseQuestion>(&[
        Word::ask("may"),
        Word::ask("roster"),
        Word::ask("due"),
    ])),
};

/// `yes`, `no` or `unknown`; unknown never grants. `not-yes` expects either of the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not known.
    Unknown,
    /// No, or not known: not granted either way.
    NotYes,
}

impl Reply {
    /// Whether an answer is the one expected.
    #[must_use]
    pub fn is(self, answer: &str) -> bool {
        if self == Self::NotYes { answer != answer::word(Truth::Met) } else { answer == self.word() }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => answer::word(Truth::Met),
            Self::No => answer::word(Truth::Unmet),
            Self::Unknown => answer::word(Truth::Unknown),
            Self::NotYes => "not-yes",
        }
    }
}

/// A pair of a requirement's code and a reason's code: `license/expired`; `license` for any reason, `/expired` for any requirement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Because(String);

impl TryFrom<String> for Because {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((_, reason)) = text.split_once('/') {
            let known: Vec<&str> = FindingReason::ALL.iter().map(|reason| reason.code()).collect();
            if !known.contains(&reason.trim()) {
                return Err(not_one_of(reason.trim(), &known));
            }
        }
        Ok(Self(text.trim().to_owned()))
    }
}

pub(super) fn texts(pairs: Option<&[Because]>) -> Option<Vec<String>> {
    pairs.map(|pairs| pairs.iter().map(|pair| pair.0.clone()).collect())
}

/// A change to come, as `due` expects it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What kind: `license`, `appointment`, `credentialing`, `privilege`, …; any where left out.
    #[serde(default)]
    pub kind: Option<String>,
    /// A part of what changes; any where left out.
    #[serde(default)]
    pub what: Option<String>,
    /// When; any time where left out.
    #[serde(default)]
    pub at: Option<Moment>,
    /// What it is from then on; any where left out.
    #[serde(default)]
    pub becomes: Option<Reply>,
}

/// May the provider exercise this here, at this time, and why?
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct May {
    /// Who.
    provider: String,
    /// Which privilege, by the item's id; or give `procedure`.
    #[serde(default)]
    privilege: Option<String>,
    /// Which procedure, by its code; or give `privilege`.
    #[serde(default)]
    procedure: Option<String>,
    /// Where: a site's id, or `facility/site`; the only one where left out.
    #[serde(default)]
    site: Option<String>,
    /// The patient's age in completed years. Where left out, an age band is a condition of the yes.
    #[serde(default)]
    patient_age: Option<u32>,
    /// The state in which the patient is, for care at a distance; the site's where left out. Licence and DEA must be of this state.
    #[serde(default)]
    patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme; taken for one where left out.
    #[serde(default)]
    federal_patient: Option<bool>,
    /// The setting of care, where the privilege names settings.
    #[serde(default)]
    setting: Option<Text>,
    /// Whether it is to save life or limb: then a member may act within the licence, whatever is granted.
    #[serde(default)]
    emergency: bool,
    /// Answer from what was recorded up to this time.
    #[serde(default)]
    known_at: Option<Moment>,
    /// Expected: the answer.
    #[serde(default)]
    answer: Option<Reply>,
    /// Expected: the first instant after at which the answer is another one, or `none`.
    #[serde(default)]
    until: Option<Until>,
    /// Expected: these are among the findings that decide.
    #[serde(default)]
    because: Option<Vec<Because>>,
    /// Expected: these are the findings that decide, and no others.
    #[serde(default)]
    because_only: Option<Vec<Because>>,
    /// Expected: none of these is among the findings that decide.
    #[serde(default)]
    because_not: Option<Vec<Because>>,
    /// Expected: these are among everything that stands in the way, unmet and unknown alike.
    #[serde(default)]
    missing: Option<Vec<Because>>,
    /// Expected: each of these is a part of one of the conditions of a yes. An empty list: there is none.
    #[serde(default)]
    conditions: Option<Vec<String>>,
    /// Expected: the first instant at which the conditions of a yes are others, or `none`.
    #[serde(default)]
    conditions_until: Option<Until>,
    /// Expected: what carries a yes: `appointment`, `temporary-privilege` (of a new applicant, for a need, of a locum), `disaster-privilege`,
    /// `proxy-privilege` or `emergency`.
    #[serde(default)]
    carrier: Option<String>,
    /// Expected: each of these is a part of the citation of a rule that decides.
    #[serde(default)]
    cites: Option<Vec<String>>,
}

/// What is asked about exercise, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum ExerciseQuestion {
    /// May the provider exercise this here, at this time, and why?
    May(Box<May>),
    /// Who may do what at a site? Entries are written `alias privilege`, such as `okonkwo GS-CORE`.
    Roster {
        /// Where: a site's id, or `facility/site`; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
        /// Expected: each of these is held and exercisable. An empty list: nothing is.
        #[serde(default)]
        yes: Option<Vec<String>>,
        /// Expected: each of these is held and not exercisable. An empty list: nothing is.
        #[serde(default)]
        no: Option<Vec<String>>,
        /// Expected: each of these is held, and it is not known whether exercisable. An empty list: nothing is.
        #[serde(default)]
        unknown: Option<Vec<String>>,
        /// Expected: not held.
        #[serde(default)]
        absent: Option<Vec<String>>,
        /// Whether each list that is given is the whole of it.
        #[serde(default)]
        no_others: bool,
    },
    /// What changes next for a provider at a facility?
    Due {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: each of these is among the changes to come.
        #[serde(default)]
        includes: Option<Vec<Change>>,
        /// Expected: none of these is.
        #[serde(default)]
        excludes: Option<Vec<Change>>,
    },
}

impl Question for ExerciseQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::May(own) => own.ask(stage, about, checks),
            Self::Roster { site, known_at, yes, no, unknown, absent, no_others } => {
                let (facility, site) = stage.site(site.as_deref())?;
                let known = stage.maybe("known_at", known_at.as_ref())?;
                let mut held: [Vec<String>; 3] = Default::default();
                for own in stage.app().roster(&facility, &site, about, known)? {
                    for entry in &own.entries {
                        let told = format!("{} {}", stage.alias_of(own.provider), entry.item);
                        let [yes, no, unknown] = &mut held;
                        match entry.answer.truth() {
                            Truth::Met => yes.push(told),
                            Truth::Unmet => no.push(told),
                            Truth::Unknown => unknown.push(told),
                        }
                    }
                }
                let all: Vec<String> = held.iter().flatten().cloned().collect();
                let [is_yes, is_no, is_unknown] = &held;
                for (what, wanted, found) in [("yes", yes, is_yes), ("no", no, is_no), ("unknown", unknown, is_unknown)]
                {
                    let Some(wanted) = wanted else { continue };
                    if *no_others || wanted.is_empty() {
                        exact(checks, what, Some(wanted), found);
                    } else {
                        let holds = wanted.iter().all(|own| found.contains(own));
                        let told = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
                        checks.add(what, format!("among others {}", wanted.join(", ")), told, holds);
                    }
                }
                if let Some(absent) = absent {
                    let there = absent.iter().any(|own| all.contains(own));
                    checks.add("absent", absent.join(", "), format!("held are {}", all.join(", ")), !there);
                }
                Ok(())
            }
            Self::Due { provider, facility, includes, excludes } => {
                let id = stage.provider(provider)?;
                let facility = stage.facility(facility.as_deref())?;
                let due = stage.app().due(Some(id), &facility, about)?;
                let told: Vec<String> = due
                    .iter()
                    .map(|(_, _, due)| {
                        let becomes = answer::word(due.becomes);
                        format!("{} {} ({}) becomes {becomes}", checks.told(Some(due.at)), due.kind, due.what)
                    })
                    .collect();
                checks.explain(told.clone());
                for (wanted, changes) in [(true, includes), (false, excludes)] {
                    for change in changes.iter().flatten() {
                        let at = stage.maybe("at", change.at.as_ref())?;
                        let found = due.iter().any(|(_, _, due)| {
                            change.kind.as_ref().is_none_or(|kind| kind == due.kind)
                                && change
                                    .what
                                    .as_ref()
                                    .is_none_or(|what| due.what.to_lowercase().contains(&what.to_lowercase()))
                                && at.is_none_or(|at| at == due.at)
                                && change.becomes.is_none_or(|becomes| becomes.word() == answer::word(due.becomes))
                        });
                        let what = if wanted { "includes" } else { "excludes" };
                        let said = format!(
                            "{} {} {} {}",
                            at.map_or_else(String::new, |at| checks.told(Some(at))),
                            change.kind.as_deref().unwrap_or_default(),
                            change.what.as_deref().unwrap_or_default(),
                            change.becomes.map_or("", Reply::word)
                        );
                        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                        checks.add(what, said, told.join("; "), found == wanted);
                    }
                }
                Ok(())
            }
        }
    }
}

/// Exactly these entries, in any order.
fn exact(checks: &mut Checks, what: &str, expected: Option<&[String]>, found: &[String]) {
    let Some(expected) = expected else { return };
    let mut expected = expected.to_vec();
    let mut found = found.to_vec();
    expected.sort();
    found.sort();
    let told = |list: &[String]| if list.is_empty() { "nothing".to_owned() } else { list.join(", ") };
    checks.add(what, told(&expected), told(&found), expected == found);
}

impl May {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let Self {
            provider,
            privilege,
            procedure,
            site,
            patient_age,
            patient_state,
            federal_patient,
            setting,
            emergency,
            known_at,
            answer: expected,
            until,
            because,
            because_only,
            because_not,
            missing,
            conditions,
            conditions_until,
            carrier,
            cites,
        } = self;
        let what = match (privilege, procedure) {
            (Some(what), None) | (None, Some(what)) => what.clone(),
            _ => return Err(Trouble::file("privilege", "give either `privilege` or `procedure`")),
        };
        let (facility, site) = stage.site(site.as_deref())?;
        let asked = Asked {
            provider: stage.provider(provider)?,
            what,
            facility,
            site,
            at: Some(about),
            patient_age: *patient_age,
            patient_state: *patient_state,
            federal_patient: *federal_patient,
            setting: setting.clone(),
            emergency: *emergency,
            known_at: stage.maybe("known_at", known_at.as_ref())?,
        };
        let (records, found) = stage.app().may(&asked).map_err(|error| {
            let unknown = matches!(error, AppError::NotFound { .. });
            if unknown { Trouble::value("privilege", error) } else { Trouble::Engine(error) }
        })?;
        let wire = answer::Answer::of(&records, &found);
        checks.explain(explaining::answer(&wire));
        if let Some(expected) = expected {
            checks.add("answer", expected.word().to_owned(), wire.answer.clone(), expected.is(&wire.answer));
        }
        checks.until("until", until.as_ref(), found.until().map(|(at, _)| at))?;
        let deciding = explaining::pairs(&wire.because);
        checks.includes("because", texts(because.as_deref()).as_deref(), &deciding);
        checks.exactly("because_only", texts(because_only.as_deref()).as_deref(), &deciding);
        checks.excludes("because_not", texts(because_not.as_deref()).as_deref(), &deciding);
        let all: Vec<_> =
            wire.because.iter().chain(&wire.also_missing).filter(|own| own.value != "met").cloned().collect();
        checks.includes("missing", texts(missing.as_deref()).as_deref(), &explaining::pairs(&all));
        match conditions.as_deref() {
            Some([]) => checks.exactly("conditions", Some(&[]), &wire.conditions),
            some => checks.includes("conditions", some, &wire.conditions),
        }
        checks.until("conditions_until", conditions_until.as_ref(), found.conditions_until())?;
        checks.word("carrier", carrier.as_deref(), found.carrier().map_or("none", |carrier| carrier.word));
        let citations: Vec<String> = wire.because.iter().map(|own| own.citation.clone()).collect();
        checks.includes("cites", cites.as_deref(), &citations);
        Ok(())
    }
}
