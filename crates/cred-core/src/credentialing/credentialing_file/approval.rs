//! The approval: what it takes, what it rests on and how long it is good.

use crate::{
    actor::Actor,
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
use serde::{Deserialize, Serialize};

use super::CredentialingFile;

/// What an approval rested on and how long it is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// From the decision until the next one is due (exclusive).
    pub term: Period,
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
        Ok(())
    }

    pub(super) fn all_met(&self, assessment: &Assessment, subject: &Provider, at: Instant) -> Result<(), Reason> {
        self.is_about(assessment, subject, at)?;
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

    pub(super) fn flags(&self, assessment: &Assessment) -> Vec<String> {
        let yes = self.adverse.iter().map(|answer| format!("attestation: {answer}"));
        yes.chain(self.raised.iter().map(|flag| format!("raised: {flag}")))
            .chain(assessment.flags().iter().cloned())
            .collect()
    }

    pub(super) fn approve(
        &self,
        assessment: &Assessment,
        organization: &Organization,
        subject: &Provider,
        actor: &Actor,
        at: Instant,
    ) -> Result<Approval, Reason> {
        self.all_met(assessment, subject, at)?;
        let flags = self.flags(assessment);
        if self.state_name() == "clean-review" && !flags.is_empty() {
            return Err(Reason::NotClean { flags });
        }
        if *organization.id() != self.organization {
            let (given, wanted) = (organization.id().to_string(), self.organization.to_string());
            return Err(Reason::Mismatch { what: "the organization", given, wanted });
        }
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
        Ok(Approval {
            term,
            decided_by: actor.clone(),
            packs: assessment.packs().to_vec(),
            basis: assessment.basis().to_vec(),
        })
    }
}
