//! The approval: what it takes, what it rests on and how long it is good.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CredentialingFile, FileKind, following::last_approved};
use crate::{
    actor::{Actor, Capacity},
    credentialing::assessment::{Assessment, line},
    digest::Digest,
    facility::organization::Organization,
    id::{PackId, VerificationId},
    provider::Provider,
    refusal::Reason,
    standard::{binding::Standards, topic::Topic},
    time::{Instant, period::Period},
    timeline::truth::Truth,
};

/// What an approval rested on and how long it is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// From the decision until the approval is over (exclusive). Counted to the day, that is at the start of the day on which the next
    /// decision is due; counted to the month, at the end of it.
    pub term: Period,
    /// The last day on which the next decision is in time: decided 2023-11-05, three years to the day 2026-11-05, to the month
    /// 2026-11-30. On a due day that the term no longer covers the next decision is not late, but until it is made nothing is held.
    pub due: NaiveDate,
    /// Whether it came after the last one had lapsed: the time between is no time of credentialing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Who decided.
    pub decided_by: Actor,
    /// The rule packs it was judged by, each with its fingerprint.
    pub packs: Vec<(PackId, Digest)>,
    /// The evidence it rested on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}

/// A provisional approval: on less, for a short time, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisionalApproval {
    /// From the decision until its limit (exclusive); it ends with the final decision if that is earlier.
    pub term: Period,
    /// The rule whose limit that is.
    pub rule: String,
    /// Who decided.
    pub decided_by: Actor,
    /// The rule packs it was judged by, each with its fingerprint.
    pub packs: Vec<(PackId, Digest)>,
    /// The evidence it rested on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}

impl CredentialingFile {
    pub(super) fn is_about(&self, assessment: &Assessment, subject: &Provider, at: Instant) -> Result<(), Reason> {
        if !subject.has_id(assessment.provider()) {
            let (given, wanted) = (assessment.provider().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the assessment", given, wanted });
        }
        if *assessment.organization() != self.organization {
            let (given, wanted) = (assessment.organization().to_string(), self.organization.to_string());
            return Err(Reason::Mismatch { what: "the assessment", given, wanted });
        }
        if assessment.at() != at {
            return Err(Reason::OutOfDate { what: "the assessment", made_for: assessment.at(), now: at });
        }
        if assessment.on_file() != self.on_file() {
            let (given, wanted) = ("what stood on another file".to_owned(), "what stands on this one".to_owned());
            return Err(Reason::Mismatch { what: "the assessment", given, wanted });
        }
        Ok(())
    }

    pub(super) fn all_met(&self, assessment: &Assessment, subject: &Provider, at: Instant) -> Result<(), Reason> {
        self.is_about(assessment, subject, at)?;
        subject.lives()?;
        if assessment.packs().is_empty() {
            let (who, on) = (self.organization.to_string(), assessment.decided_on());
            return Err(Reason::NoRules { who, what: "rule pack", on });
        }
        if assessment.evaluation().at(at) == Truth::Met {
            Ok(())
        } else {
            Err(Reason::RequirementsOpen { open: assessment.open().iter().map(line).collect() })
        }
    }

    /// What keeps it from being clean: adverse answers of the provider, what a person raised, what came up since the last approval, and
    /// what the evidence shows.
    pub(super) fn flags(&self, assessment: &Assessment, subject: &Provider, files: &[&Self]) -> Vec<String> {
        let before = files.iter().copied().filter(|file| {
            file.id != self.id && subject.has_id(file.provider) && file.organization == self.organization
        });
        let findings = last_approved(before).map(|(file, _)| file.findings()).unwrap_or_default();
        let found = findings.iter().map(|finding| match &finding.resolved {
            Some((resolution, _)) => format!("finding: {} (resolved: {resolution})", finding.what),
            None => format!("finding: {} (open)", finding.what),
        });
        let yes = self.adverse.iter().map(|answer| format!("attestation: {answer}"));
        yes.chain(self.raised.iter().map(|flag| format!("raised: {flag}")))
            .chain(found)
            .chain(assessment.flags().iter().cloned())
            .collect()
    }

    pub(super) fn approve(
        &self,
        assessment: &Assessment,
        subject: &Provider,
        organization: &Organization,
        files: &[&Self],
        actor: &Actor,
        at: Instant,
    ) -> Result<Approval, Reason> {
        self.all_met(assessment, subject, at)?;
        if self.state_name() == "clean-review" {
            let flags = self.flags(assessment, subject, files);
            if !flags.is_empty() {
                return Err(Reason::NotClean { flags });
            }
            approves_clean(organization, actor, at)?;
        }
        let late = self.still_follows(subject, organization, files, at)?;
        let decided_on = organization.zone().date_at(at);
        let standards = Standards::of(&[organization.adoptions()]);
        let next = standards.shortest(decided_on, decided_on, |topic| {
            if let Topic::Recredentialing(rule) = topic { Some(rule.limit) } else { None }
        });
        let next = next.ok_or_else(|| Reason::NoRules {
            who: self.organization.to_string(),
            what: "rule on recredentialing",
            on: decided_on,
        })?;
        let term = next
            .value
            .held_until(at, organization.zone())
            .and_then(|over| Period::new(at, Some(over)).ok())
            .ok_or(Reason::OutsideCalendar { what: "the recredentialing date" })?;
        let due = next
            .value
            .last_day_after(decided_on)
            .ok_or(Reason::OutsideCalendar { what: "the recredentialing date" })?;
        Ok(Approval {
            term,
            due,
            late,
            decided_by: actor.clone(),
            packs: assessment.packs().to_vec(),
            basis: assessment.basis().to_vec(),
        })
    }

    pub(super) fn approve_provisionally(
        &self,
        assessment: &Assessment,
        subject: &Provider,
        files: &[&Self],
        actor: &Actor,
        at: Instant,
    ) -> Result<ProvisionalApproval, Reason> {
        self.is_about(assessment, subject, at)?;
        subject.lives()?;
        let Some(allowed) = assessment.provisional() else {
            let (who, on) = (self.organization.to_string(), assessment.decided_on());
            return Err(Reason::NoRules { who, what: "rule on provisional credentialing", on });
        };
        let against = |because: &str| Reason::AgainstRule {
            what: "the provisional approval",
            rule: allowed.citation.clone(),
            because: because.to_owned(),
        };
        if self.kind != FileKind::Initial {
            return Err(against("it is for a first file alone"));
        }
        let own = |file: &&&Self| subject.has_id(file.provider) && file.organization == self.organization;
        let before = files.iter().filter(own).find(|file| file.provisional.is_some()).map(|file| file.id);
        if let Some(id) = before.or_else(|| self.provisional.as_ref().map(|_| self.id)) {
            return Err(against(&format!("a provider has one once, and file {id} had it")));
        }
        if allowed.evaluation.at(at) != Truth::Met {
            let open = allowed.evaluation.missing(at).iter().map(line).collect();
            return Err(Reason::RequirementsOpen { open });
        }
        let flags = self.flags(assessment, subject, files);
        if actor.capacity() != Capacity::CredentialsCommittee && !flags.is_empty() {
            return Err(Reason::NotClean { flags });
        }
        let term = allowed
            .until
            .and_then(|until| Period::new(at, Some(until)).ok())
            .ok_or(Reason::OutsideCalendar { what: "the end of the provisional approval" })?;
        Ok(ProvisionalApproval {
            term,
            rule: allowed.citation.clone(),
            decided_by: actor.clone(),
            packs: assessment.packs().to_vec(),
            basis: assessment.basis().to_vec(),
        })
    }
}

/// Whether the actor's capacity approves clean files without the committee: what every rule on them names; the medical director where no
/// such rule is adopted.
fn approves_clean(organization: &Organization, actor: &Actor, at: Instant) -> Result<(), Reason> {
    let standards = Standards::of(&[organization.adoptions()]);
    let rules = standards.on(organization.zone().date_at(at), |topic| {
        if let Topic::CleanFile(rule) = topic { Some(rule) } else { None }
    });
    let refuse = |rule: String, by: &[Capacity]| {
        let named: Vec<&str> = by.iter().map(|own| own.word()).collect();
        let who = if named.is_empty() { "nobody".to_owned() } else { named.join(" or ") };
        let because = format!("{who} approves a clean file without the committee, not {}", actor.capacity());
        Err(Reason::AgainstRule { what: "the approval of a clean file", rule, because })
    };
    if rules.is_empty() && actor.capacity() != Capacity::MedicalDirector {
        return refuse("the rule where none is adopted".to_owned(), &[Capacity::MedicalDirector]);
    }
    match rules.iter().find(|rule| !rule.value.by.contains(&actor.capacity())) {
        Some(rule) => refuse(rule.citation(), &rule.value.by),
        None => Ok(()),
    }
}
