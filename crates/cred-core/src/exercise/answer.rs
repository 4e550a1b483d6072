//! Answers: yes, no or unknown; until when; under which conditions; and why.

use super::{
    question::{Question, What},
    rules::{Scene, emergency_act, exercise},
};
use crate::{
    delineation::privilege_set::PrivilegeSet,
    evidence::dossier::Dossier,
    id::{FacilityId, ItemId, OrganizationId, ProviderId, SiteId},
    records::Records,
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Finding, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// What cannot be asked: the question names something that the records do not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAskable {
    /// No such provider.
    #[error("there is no provider {0}")]
    Provider(ProviderId),
    /// No such facility.
    #[error("there is no facility {0} with its organization")]
    Facility(FacilityId),
    /// No such organisation.
    #[error("there is no organization {0}")]
    Organization(OrganizationId),
    /// No such site.
    #[error("facility {facility} has no site {site}; it has {}", known.join(", "))]
    Site {
        /// The facility.
        facility: FacilityId,
        /// The site asked for.
        site: SiteId,
        /// The sites there are.
        known: Vec<String>,
    },
    /// No such privilege.
    #[error("facility {facility} has no privilege {item}; it has {}", known.join(", "))]
    Privilege {
        /// The facility.
        facility: FacilityId,
        /// The privilege asked for.
        item: ItemId,
        /// The privileges there are.
        known: Vec<String>,
    },
}

/// An answer. It always carries a proof: a *yes* the facts that carry it, a *no* every blocker.
#[derive(Debug, Clone)]
#[must_use = "an answer that nobody reads protects nobody"]
pub struct Answer {
    question: Question,
    items: Vec<ItemId>,
    evaluation: Evaluation,
    conditions: Vec<String>,
    position: u64,
}

/// Asks the records.
///
/// # Errors
/// When the question names something that the records do not have.
pub fn ask(records: &Records, question: Question) -> Result<Answer, NotAskable> {
    let dossier = records.dossier(question.provider).ok_or(NotAskable::Provider(question.provider))?;
    let scene = scene(records, &dossier, &question)?;
    let facility = scene.facility;
    let items = match &question.what {
        What::Privilege(item) => vec![item.clone()],
        What::Procedure(code) => covering(records, &question, code),
    };
    let mut alternatives = Vec::new();
    for item in &items {
        let set = records.set_of_item(facility.id(), item).ok_or_else(|| NotAskable::Privilege {
            facility: facility.id().clone(),
            item: item.clone(),
            known: items_of(records, facility.id()),
        })?;
        alternatives.push(exercise(scene, set, item));
    }
    let evaluation = match (alternatives.len(), alternatives.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            alternatives.push(last);
            Evaluation::any(alternatives)
        }
        (_, None) => unmapped(&question),
    };
    let evaluation = if question.emergency {
        Evaluation::otherwise(vec![evaluation, emergency_act(scene, &items)])
    } else {
        evaluation
    };
    let conditions = conditions_at(&evaluation, question.at);
    Ok(Answer { question, items, evaluation, conditions, position: records.position() })
}

/// What the rules look at for a question.
pub(super) fn scene<'a>(
    records: &'a Records,
    dossier: &'a Dossier<'a>,
    question: &'a Question,
) -> Result<Scene<'a>, NotAskable> {
    let facility =
        records.governed(&question.facility).ok_or_else(|| NotAskable::Facility(question.facility.clone()))?;
    let site = facility.facility().site(&question.site).ok_or_else(|| NotAskable::Site {
        facility: question.facility.clone(),
        site: question.site.clone(),
        known: facility.sites().map(|site| site.id.to_string()).collect(),
    })?;
    Ok(Scene {
        patient_age: question.patient_age,
        patient_state: question.patient_state,
        federal_patient: question.federal_patient,
        setting: question.setting.as_ref(),
        procedure: match &question.what {
            What::Privilege(_) => None,
            What::Procedure(code) => Some(code),
        },
        ..Scene::new(records, dossier, facility, site)
    })
}

/// The items that cover the code in any version published to take effect by the time of the question.
fn covering(records: &Records, question: &Question, code: &str) -> Vec<ItemId> {
    let Some(facility) = records.facility(&question.facility) else { return vec![] };
    let on = facility.zone().date_at(question.at);
    let mut items: Vec<ItemId> = records
        .privilege_sets_of(facility.id())
        .flat_map(PrivilegeSet::versions)
        .filter(|version| version.effective_from <= on)
        .flat_map(|version| &version.items)
        .filter(|item| item.procedures.iter().any(|pattern| pattern.covers(code)))
        .map(|item| item.id.clone())
        .collect();
    items.sort();
    items.dedup();
    items
}

fn items_of(records: &Records, facility: &FacilityId) -> Vec<String> {
    let versions = records.privilege_sets_of(facility).filter_map(|set| set.versions().last());
    versions.flat_map(|version| &version.items).map(|item| item.id.to_string()).collect()
}

/// What limits a *yes* at an instant; nothing limits what is none.
fn conditions_at(evaluation: &Evaluation, at: Instant) -> Vec<String> {
    if evaluation.at(at) != Truth::Met {
        return vec![];
    }
    let mut conditions: Vec<String> =
        evaluation.deciding(at).into_iter().flat_map(|finding| finding.cause.conditions).collect();
    conditions.sort();
    conditions.dedup();
    conditions
}

fn unmapped(question: &Question) -> Evaluation {
    let requirement = Requirement {
        code: "procedure-code",
        asks: format!("a privilege of {} that covers {}", question.facility, question.what),
        citation: "the facility's privilege sets".to_owned(),
        owed_by: Owes::Facility,
    };
    Evaluation::leaf(requirement, Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::CodeNotMapped)))
}

impl Answer {
    /// What was asked.
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// The privileges that the question comes down to.
    #[must_use]
    pub fn items(&self) -> &[ItemId] {
        &self.items
    }

    /// The answer at the instant asked about.
    #[must_use]
    pub fn truth(&self) -> Truth {
        self.evaluation.at(self.question.at)
    }

    /// The first instant after the one asked about at which the answer is another one, as known now; `None` when none is known.
    #[must_use]
    pub fn until(&self) -> Option<(Instant, Truth)> {
        self.evaluation.truth().next_change(self.question.at).map(|(at, truth)| (at, *truth))
    }

    /// The first instant after the one asked about at which a *yes* is a yes under other conditions, before it ends; `None` when none is
    /// known.
    #[must_use]
    pub fn conditions_until(&self) -> Option<Instant> {
        if self.truth() != Truth::Met {
            return None;
        }
        let end = self.until().map(|(at, _)| at);
        let leaves = self.evaluation.leaves();
        let mut points: Vec<Instant> = leaves
            .iter()
            .flat_map(|(_, causes)| causes.changes())
            .map(|(at, _)| *at)
            .filter(|at| *at > self.question.at && end.is_none_or(|end| *at < end))
            .collect();
        points.sort_unstable();
        points.dedup();
        points.into_iter().find(|at| conditions_at(&self.evaluation, *at) != self.conditions)
    }

    /// What limits a *yes*.
    #[must_use]
    pub fn conditions(&self) -> &[String] {
        &self.conditions
    }

    /// The findings that decide: what carries a *yes*, every blocker of a *no*, what is not known.
    #[must_use]
    pub fn because(&self) -> Vec<Finding> {
        self.evaluation.deciding(self.question.at)
    }

    /// Everything that stands in the way, unmet and unknown alike; empty for a *yes*.
    #[must_use]
    pub fn missing(&self) -> Vec<Finding> {
        self.evaluation.missing(self.question.at)
    }

    /// What carries a *yes*: the board's grant, a temporary or disaster privilege, a privilege by proxy, or the standing rule on emergency
    /// acts; `None` for what is no *yes*.
    #[must_use]
    pub fn carrier(&self) -> Option<Carrier> {
        if self.truth() != Truth::Met {
            return None;
        }
        let because = self.because();
        let carries = |finding: &&Finding| Carrier::word_of(finding.requirement.code).is_some();
        let finding = because.iter().find(carries)?;
        let member = because.iter().filter(|own| own.requirement.code == "appointment");
        let with_member = finding.requirement.code == "grant";
        let until = member.filter(|_| with_member).chain([finding]).filter_map(|own| own.until).min();
        Some(Carrier {
            word: if with_member { "appointment" } else { Carrier::word_of(finding.requirement.code)? },
            record: finding.cause.facts.first().map(|fact| fact.id.clone()),
            until,
        })
    }

    /// The whole rule over time.
    #[must_use]
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// The position in the history that it was answered from.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The proof that it is a *yes*.
    pub fn exercisable(&self) -> Option<Exercisable<'_>> {
        (self.truth() == Truth::Met).then_some(Exercisable { answer: self })
    }
}

/// What carries a *yes*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// A stable word: `appointment` (the board's grant to a member), `temporary-privilege`, `disaster-privilege`, `proxy-privilege`, `emergency`.
    pub word: &'static str,
    /// The id of the record.
    pub record: Option<String>,
    /// The first instant at which it carries no more, by itself; open where none is known.
    pub until: Option<Instant>,
}

impl Carrier {
    const WORDS: [&'static str; 5] =
        ["grant", "temporary-privilege", "disaster-privilege", "proxy-privilege", "emergency"];

    fn word_of(code: &str) -> Option<&'static str> {
        Self::WORDS.into_iter().find(|word| *word == code)
    }
}

/// The proof that a provider may exercise something somewhere at an instant. Made by [`Answer::exercisable`] alone; a scheduler that books
/// with it cannot book from a bare id.
///
/// ```compile_fail,E0451
/// # use cred_core::exercise::answer::{Answer, Exercisable};
/// fn book(answer: &Answer) -> Option<Exercisable<'_>> {
///     Some(Exercisable { answer })
/// }
/// ```
///
/// ```
/// # use cred_core::exercise::answer::{Answer, Exercisable};
/// fn book(answer: &Answer) -> Option<Exercisable<'_>> {
///     answer.exercisable()
/// }
/// ```
#[derive(Debug)]
#[must_use = "a proof does nothing until something takes it"]
pub struct Exercisable<'a> {
    answer: &'a Answer,
}

impl Exercisable<'_> {
    /// What it proves.
    pub const fn question(&self) -> &Question {
        &self.answer.question
    }

    /// Until when (exclusive) it is a *yes* under these conditions, as known now.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        self.answer.conditions_until().or_else(|| self.answer.until().map(|(at, _)| at))
    }

    /// Under which conditions.
    #[must_use]
    pub fn conditions(&self) -> &[String] {
        &self.answer.conditions
    }
}
