//! What is taken from a provider against their will: for which class of cause, together with whom, and on which decision after a
//! hearing it rests.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    id::{CorrectiveActionId, FacilityId, ProviderId},
    provider::Provider,
    refusal::Reason,
    standard::{binding::Standards, topic::Topic},
    text::folded,
    time::Instant,
};

use super::Taken;

/// The class of a cause. It decides what is reported: see [`crate::exercise`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The provider's competence or professional conduct.
    CompetenceOrConduct,
    /// A licence, cover, records, dues, a contract: nothing about competence or conduct.
    Administrative,
}

impl Cause {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::CompetenceOrConduct => "competence-or-conduct",
            Self::Administrative => "administrative",
        }
    }
}

/// What a professional review may recommend and decide, from the mildest to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewAction {
    /// Nothing.
    None,
    /// A letter of guidance, warning or reprimand.
    Letter,
    /// A focused evaluation.
    Fppe,
    /// A limit on privileges.
    Restriction,
    /// A suspension.
    Suspension,
    /// A request is denied.
    Denial,
    /// The appointment or the privileges are taken away.
    Revocation,
}

impl ReviewAction {
    /// Every action.
    pub const ALL: [Self; 7] =
        [Self::None, Self::Letter, Self::Fppe, Self::Restriction, Self::Suspension, Self::Denial, Self::Revocation];

    /// Whether it takes something from the provider, and so needs notice and the offer of a hearing.
    #[must_use]
    pub const fn is_adverse(self) -> bool {
        matches!(self, Self::Restriction | Self::Suspension | Self::Denial | Self::Revocation)
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Letter => "letter",
            Self::Fppe => "fppe",
            Self::Restriction => "restriction",
            Self::Suspension => "suspension",
            Self::Denial => "denial",
            Self::Revocation => "revocation",
        }
    }
}

/// The proof that a corrective action came to an adverse decision about a provider at a facility: the board's final action, or what the
/// executive committee made of a precautionary suspension. Made by the corrective action alone.
///
/// ```compile_fail,E0451
/// # use cred_core::{appointment::{AdverseDecision, ReviewAction}, id::{CorrectiveActionId, FacilityId, ProviderId}};
/// fn forge(provider: ProviderId, facility: FacilityId, by: CorrectiveActionId) -> AdverseDecision {
///     AdverseDecision { provider, facility, by, action: ReviewAction::Revocation, precautionary: false }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a proof does nothing until a command takes it"]
pub struct AdverseDecision {
    provider: ProviderId,
    facility: FacilityId,
    by: CorrectiveActionId,
    action: ReviewAction,
    precautionary: bool,
}

impl AdverseDecision {
    pub(crate) const fn new(
        provider: ProviderId,
        facility: FacilityId,
        by: CorrectiveActionId,
        action: ReviewAction,
        precautionary: bool,
    ) -> Self {
        Self { provider, facility, by, action, precautionary }
    }

    /// By which corrective action.
    #[must_use]
    pub const fn by(&self) -> CorrectiveActionId {
        self.by
    }

    /// Whether it is a precaution of the executive committee, with the hearing yet to come.
    #[must_use]
    pub const fn is_precautionary(&self) -> bool {
        self.precautionary
    }

    /// Whether it is about this provider here, and to this effect.
    ///
    /// # Errors
    /// When it is about another matter.
    pub fn carries(&self, subject: &Provider, facility: &FacilityId, action: ReviewAction) -> Result<(), Reason> {
        if subject.has_id(self.provider) && self.facility == *facility && self.action == action {
            return Ok(());
        }
        Err(Reason::Mismatch {
            what: "the decision of the corrective action",
            given: format!("{} of {} at {}", self.action.word(), self.provider, self.facility),
            wanted: format!("{} of {} at {facility}", action.word(), subject.id()),
        })
    }
}

/// On what a suspension or revocation rests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// The class of its cause; competence or conduct where none is given.
    pub cause: Option<Cause>,
    /// Who acts together with the actor.
    pub together_with: Vec<Actor>,
    /// The decision after a hearing that it carries out; none for a summary suspension.
    pub decision: Option<AdverseDecision>,
}

impl Ground {
    /// Of a class, by the actor alone, summarily.
    #[must_use]
    pub const fn of(cause: Cause) -> Self {
        Self { cause: Some(cause), together_with: Vec::new(), decision: None }
    }

    /// What carries out the decision of a corrective action.
    #[must_use]
    pub const fn decided(decision: AdverseDecision) -> Self {
        Self { cause: Some(Cause::CompetenceOrConduct), together_with: Vec::new(), decision: Some(decision) }
    }
}

fn one_person(a: &Actor, b: &Actor) -> bool {
    folded(a.name()) == folded(b.name()) || (a.provider().is_some() && a.provider() == b.provider())
}

/// Whether they may suspend by the rules on summary suspension: each rule's number of persons, in as many capacities, all of them
/// among those it names. Where no rule is adopted, the table alone says who may. What carries out a decision is no summary suspension.
///
/// # Errors
/// When somebody would act on their own file, the decision is about something else, or a rule is not kept; it is named.
pub fn may_suspend(
    standards: &Standards<'_>,
    on: NaiveDate,
    subject: &Provider,
    facility: &FacilityId,
    actor: &Actor,
    ground: &Ground,
) -> Result<(), Reason> {
    if let Some(own) = ground.together_with.iter().find(|other| subject.is(other)) {
        return Err(Reason::OwnFile { actor: own.name().to_owned() });
    }
    if let Some(decision) = &ground.decision {
        return decision.carries(subject, facility, ReviewAction::Suspension);
    }
    let rules = standards.on(on, |topic| if let Topic::SummarySuspension(rule) = topic { Some(rule) } else { None });
    for bound in rules {
        let words: Vec<&str> = bound.value.by.iter().map(|capacity| capacity.word()).collect();
        let against = |because: String| Reason::AgainstRule { what: "the suspension", rule: bound.citation(), because };
        if !bound.value.by.contains(&actor.capacity()) {
            return Err(against(format!("{} may not suspend; it takes {}", actor.capacity(), words.join(" or "))));
        }
        // Who is counted already, under another name or hat, is not counted again.
        let mut counted: Vec<&Actor> = Vec::new();
        for own in std::iter::once(actor).chain(&ground.together_with) {
            let again = counted.iter().any(|held| one_person(held, own) || held.capacity() == own.capacity());
            if bound.value.by.contains(&own.capacity()) && !again {
                counted.push(own);
            }
        }
        if u32::try_from(counted.len()).unwrap_or(u32::MAX) < bound.value.together {
            return Err(against(format!(
                "{} persons of {} must act together, each in another capacity; {} does",
                bound.value.together,
                words.join(", "),
                counted.len()
            )));
        }
    }
    Ok(())
}

/// Whether somebody may lift the suspension in force at an instant: what carries out the board's final action, the board alone. A precaution
/// is lifted by whom the table names.
pub(crate) fn may_lift<S: Copy + PartialEq>(actor: &Actor, taken: &[Taken<S>], suspended: S, from: Instant) -> bool {
    let last = taken.iter().filter(|own| own.standing == suspended && own.from <= from).max_by_key(|own| own.from);
    actor.capacity() == Capacity::Board || last.is_none_or(|own| own.decision.is_none())
}

pub(crate) fn only_the_board() -> Reason {
    Reason::RequirementsOpen { open: vec!["the board's decision: the suspension is its final action".to_owned()] }
}

/// Whether something may be taken away for good. With a rule on hearings in force, a cause of competence or conduct needs the final
/// action of a corrective action, which has notice and hearing behind it; where none is adopted the board decides.
///
/// # Errors
/// When the decision is missing or about something else.
pub fn may_revoke(
    standards: &Standards<'_>,
    on: NaiveDate,
    subject: &Provider,
    facility: &FacilityId,
    ground: &Ground,
) -> Result<(), Reason> {
    match &ground.decision {
        Some(decision) if decision.is_precautionary() => Err(Reason::Mismatch {
            what: "the decision of the corrective action",
            given: "a precaution".to_owned(),
            wanted: "the board's final action".to_owned(),
        }),
        Some(decision) => decision.carries(subject, facility, ReviewAction::Revocation),
        None if ground.cause == Some(Cause::Administrative) => Ok(()),
        None => {
            let hearing = standards.on(on, |topic| matches!(topic, Topic::Hearing(_)).then_some(()));
            hearing.first().map_or(Ok(()), |bound| {
                Err(Reason::AgainstRule {
                    what: "the revocation",
                    rule: bound.citation(),
                    because:
                        "it needs notice, the time to ask for a hearing, and the hearing or its waiver: take the final \
                              action of a corrective action"
                            .to_owned(),
                })
            })
        }
    }
}
