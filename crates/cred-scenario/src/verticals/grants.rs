//! What becomes of a grant: limited, suspended, given up, taken away.

use cred_app::use_cases::privileging::PrivilegeStep;
use cred_core::{
    actor::Capacity,
    appointment::Cause,
    delineation::procedure_code::CodePattern,
    id::SiteId,
    privileging::{privilege_request::MACHINE, restriction::Limits},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::privileging::{self, items::Items};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Grants",
    steps: Some(Words::<dyn Step>::of::<GrantWord>(&[
        Word::does("restrict", Capacity::Board, &[(&MACHINE, &["restrict"])]),
        Word::does("lift-restriction", Capacity::Mec, &[(&MACHINE, &["lift-restriction"])]),
        Word::does("suspend-privilege", Capacity::Chair, &[(&MACHINE, &["suspend"])]),
        Word::does("lift-privilege-suspension", Capacity::Mec, &[(&MACHINE, &["lift"])]),
        Word::does("relinquish", Capacity::Provider, &[(&MACHINE, &["relinquish"])]),
        Word::does("revoke-privilege", Capacity::Board, &[(&MACHINE, &["revoke"])]),
    ])),
    questions: None,
};

/// What a restriction takes away, read by the rule of exercise.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Not at these sites.
    #[serde(default)]
    pub sites_excluded: Vec<String>,
    /// Not these procedures; `0FT4*` is every code that begins so.
    #[serde(default)]
    pub procedures_excluded: Vec<String>,
    /// Not for patients under this age, in completed years.
    #[serde(default)]
    pub not_under_age: Option<u32>,
    /// Only with a proctor.
    #[serde(default)]
    pub requires_proctor: bool,
    /// For so many cases; lifted when they are done.
    #[serde(default)]
    pub for_cases: Option<u32>,
    /// Until when (exclusive); until it is lifted where left out.
    #[serde(default)]
    pub until: Option<Moment>,
}

impl Taken {
    /// The same for the engine.
    pub(super) fn limits(&self, stage: &Stage) -> Result<Limits, Trouble> {
        let site = |text: &String| SiteId::parse(text).map_err(|error| Trouble::value("limits", error));
        let code = |text: &String| CodePattern::parse(text).map_err(|error| Trouble::value("limits", error));
        Ok(Limits {
            sites_excluded: self.sites_excluded.iter().map(site).collect::<Result<_, _>>()?,
            procedures_excluded: self.procedures_excluded.iter().map(code).collect::<Result<_, _>>()?,
            not_under_age: self.not_under_age,
            requires_proctor: self.requires_proctor,
            for_cases: self.for_cases,
            until: stage.maybe("limits", self.until.as_ref())?,
        })
    }
}

/// What becomes of a grant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum GrantWord {
    /// The board limits a grant: a condition that the provider agreed to, or of an evaluation. An adverse one is a `final-action`.
    /// Facts: `state`.
    Restrict {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Its terms.
        terms: Text,
        /// What it takes away; where left out the terms are told as a condition.
        #[serde(default)]
        limits: Option<Taken>,
    },
    /// A restriction is over. Facts: `state`.
    LiftRestriction {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which one, in the order in which they were put; 1 where left out.
        #[serde(default = "first")]
        number: u32,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Suspends a grant. `summary-suspension` also records the matter that it belongs to. Facts: `state`.
    SuspendPrivilege {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
        /// Who acts together with `by`, each written as `by` is.
        #[serde(default)]
        together_with: Vec<String>,
        /// Whether the cause is administrative, nothing about competence or conduct.
        #[serde(default)]
        administrative: bool,
    },
    /// Lifts the suspension of a grant. Facts: `state`.
    LiftPrivilegeSuspension {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The holder gives a grant up; or it falls for an administrative cause, which the staff records. Facts: `state`.
    Relinquish {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Whether it falls for an administrative cause; recorded by `msp` by default.
        #[serde(default)]
        administrative: bool,
    },
    /// The board takes a grant away. With a rule on hearings a matter of competence or conduct is a `final-action`. Facts: `state`.
    RevokePrivilege {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
        /// Whether the cause is administrative, nothing about competence or conduct.
        #[serde(default)]
        administrative: bool,
    },
}

const fn first() -> u32 {
    1
}

impl Step for GrantWord {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, privileges, facility, default, step) = match self {
            Self::Restrict { provider, privileges, facility, from, terms, limits } => {
                let from = stage.maybe("from", from.as_ref())?;
                let limits = limits.as_ref().map(|own| own.limits(stage)).transpose()?;
                let step = match limits {
                    None => PrivilegeStep::Restrict(from, terms.clone()),
                    Some(limits) => PrivilegeStep::RestrictWithin(from, terms.clone(), limits),
                };
                (provider, privileges, facility, Capacity::Board, step)
            }
            Self::LiftRestriction { provider, privileges, facility, number, from } => {
                let step = PrivilegeStep::LiftRestriction(*number, stage.maybe("from", from.as_ref())?);
                (provider, privileges, facility, Capacity::Mec, step)
            }
            Self::SuspendPrivilege { provider, privileges, facility, from, reason, together_with, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                let reason = stage.said("reason", reason.as_ref(), "a concern about patients")?;
                let together = stage.actors("together_with", together_with)?;
                let cause = administrative.then_some(Cause::Administrative);
                let step = PrivilegeStep::SuspendTogether(from, reason, together, cause);
                (provider, privileges, facility, Capacity::Chair, step)
            }
            Self::LiftPrivilegeSuspension { provider, privileges, facility, from } => {
                let step = PrivilegeStep::Lift(stage.maybe("from", from.as_ref())?);
                (provider, privileges, facility, Capacity::Mec, step)
            }
            Self::Relinquish { provider, privileges, facility, from, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                let (by, step) = if *administrative {
                    (Capacity::Msp, PrivilegeStep::RelinquishAdministratively(from))
                } else {
                    (Capacity::Provider, PrivilegeStep::Relinquish(from))
                };
                (provider, privileges, facility, by, step)
            }
            Self::RevokePrivilege { provider, privileges, facility, from, reason, administrative } => {
                let from = stage.maybe("from", from.as_ref())?;
                let reason = stage.said("reason", reason.as_ref(), "decided by the board")?;
                let step = if *administrative {
                    PrivilegeStep::RevokeAdministratively(from, reason)
                } else {
                    PrivilegeStep::Revoke(from, reason)
                };
                (provider, privileges, facility, Capacity::Board, step)
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let by = stage.by(default, Some(id))?;
        let done = stage.act().privilege_step(&by, id, &at, privileges.ids(), &step)?;
        privileging::outcome(stage, id, &at, privileges.ids(), done.result.unwrap_or_default())
    }
}
