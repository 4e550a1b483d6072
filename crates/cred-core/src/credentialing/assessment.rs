//! Assessments: a provider's dossier held against a policy, as a timeline.

use chrono::Days;

use super::policy::{CredentialingPolicy, ElementRule};
use crate::{
    digest::Digest,
    evidence::{
        dossier::{Dossier, Item, told_as},
        source::Method,
    },
    facility::organization::Organization,
    id::{OrganizationId, ProviderId, VerificationId, VersionLabel},
    provider::element::ElementKey,
    time::{Instant, boundary::Boundary, partial_date::PartialDate, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Finding, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// What a policy finds in a dossier. Made by [`assess`] alone; it names its subject and its instant, and a decision checks both.
#[derive(Debug, Clone)]
pub struct Assessment {
    provider: ProviderId,
    organization: OrganizationId,
    policy: VersionLabel,
    policy_digest: Digest,
    at: Instant,
    evaluation: Evaluation,
    flags: Vec<String>,
    basis: Vec<(VerificationId, Digest)>,
}

/// Holds a dossier against the policy that is in force at an instant. `None` when no policy is.
#[must_use]
pub fn assess(organization: &Organization, dossier: &Dossier<'_>, at: Instant) -> Option<Assessment> {
    let policy = organization.policy_on(organization.zone().date_at(at))?;
    let rules = policy.rules_for(dossier.provider().provider_type());
    let mut parts: Vec<Evaluation> = rules.filter_map(|rule| element(organization, policy, rule, dossier)).collect();
    // A policy that asks nothing of a profession has forgotten it: all of nothing would be met.
    if parts.is_empty() {
        let profession = dossier.provider().provider_type().word();
        let need = Requirement {
            code: "policy",
            asks: format!("a rule of the policy for a {profession}"),
            citation: format!("{} credentialing policy {}", organization.name(), policy.version),
            owed_by: Owes::Facility,
        };
        let silent = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
        parts.push(Evaluation::leaf(need, Timeline::constant(silent)));
    }
    let evaluation = Evaluation::all(parts);
    Some(Assessment {
        provider: dossier.provider().id(),
        organization: organization.id().clone(),
        policy: policy.version.clone(),
        policy_digest: policy.digest(),
        at,
        evaluation,
        flags: flags(dossier),
        basis: dossier.basis(),
    })
}

/// One rule of the policy: met by one element of its kind, or by each that is claimed.
fn element(
    organization: &Organization,
    policy: &CredentialingPolicy,
    rule: &ElementRule,
    dossier: &Dossier<'_>,
) -> Option<Evaluation> {
    let asks = |what: &str| Requirement {
        code: "element",
        asks: format!(
            "{what} verified{}",
            rule.max_age_days.map_or_else(String::new, |days| format!(" within {days} days"))
        ),
        citation: format!("{} credentialing policy {}", organization.name(), policy.version),
        owed_by: Owes::Msp,
    };
    let verified: Vec<(&ElementKey, Evaluation)> = dossier
        .elements()
        .filter(|(key, _)| key.kind() == rule.element)
        .map(|(key, items)| (key, Evaluation::leaf(asks(&key.to_string()), usable(rule, items, organization.zone()))))
        .collect();
    let claimed: Vec<&ElementKey> =
        dossier.provider().claims().keys().filter(|key| key.kind() == rule.element).collect();
    let missing =
        |what: &str, reason| Evaluation::leaf(asks(what), Timeline::constant(Cause::bare(Truth::Unknown, reason)));
    if rule.only_if_claimed && claimed.is_empty() && verified.is_empty() {
        return None;
    }
    let unverified: Vec<Evaluation> = claimed
        .iter()
        .filter(|key| !verified.iter().any(|(held, _)| held == *key))
        .map(|key| missing(&key.to_string(), FindingReason::NotVerified))
        .collect();
    let mut parts: Vec<Evaluation> = verified.into_iter().map(|(_, evaluation)| evaluation).collect();
    parts.extend(unverified);
    Some(if parts.is_empty() {
        missing(rule.element.word(), FindingReason::NotOnFile)
    } else if rule.each_claimed {
        Evaluation::all(parts)
    } else {
        Evaluation::any(parts)
    })
}

/// Whether the answers about one element can carry a decision: in force, fresh, and from an accepted source. Each answer by itself: a
/// fresh one about a term to come does not vouch for what an older one says of today.
fn usable(rule: &ElementRule, items: &[Item<'_>], zone: Zone) -> Timeline<Cause> {
    told_as(items, |item, says| carries(rule, item, says, zone))
}

fn carries(rule: &ElementRule, item: &Item<'_>, says: Timeline<Cause>, zone: Zone) -> Timeline<Cause> {
    let evidence = &item.held.evidence;
    let accepted_method = rule.methods.contains(&evidence.method)
        || (evidence.method == Method::ContinuousMonitoring && rule.methods.contains(&Method::Primary));
    let accepted_source =
        rule.sources.is_empty() || rule.sources.iter().any(|source| source.means(evidence.source.as_str()));
    let fact = item.fact();
    if !accepted_method || !accepted_source {
        return says.map(|cause| match cause.truth {
            Truth::Met => Cause::on(Truth::Unknown, FindingReason::SourceNotAccepted, &fact),
            Truth::Unknown | Truth::Unmet => cause.clone(),
        });
    }
    let Some(days) = rule.max_age_days else {
        return says;
    };
    let answered_in = evidence.zone.unwrap_or(zone);
    let last_good = evidence.verified_on.checked_add_days(Days::new(u64::from(days))).unwrap_or(evidence.verified_on);
    let fresh = Timeline::between(
        Some(Boundary::start_of(PartialDate::Day(evidence.verified_on), Some(answered_in))),
        Some(Boundary::at(zone.end_of_day(last_good))),
    );
    says.zip_with(&fresh, |cause, fresh| match (cause.truth, fresh) {
        (Truth::Met, Truth::Unmet | Truth::Unknown) => Cause::on(Truth::Unknown, FindingReason::Stale, &fact),
        _ => cause.clone(),
    })
}

/// What keeps a file from being clean: adverse answers, explained differences, alternates.
fn flags(dossier: &Dossier<'_>) -> Vec<String> {
    let mut flags = Vec::new();
    for (key, items) in dossier.elements() {
        for item in items {
            let state = item.verification.state();
            let flag = match state.name() {
                "verified-with-adverse" => Some("adverse answer"),
                "discrepant" => Some("open discrepancy"),
                "alternate-accepted" => Some("alternate source"),
                _ if item.held.resolved => Some("explained discrepancy"),
                _ => None,
            };
            flags.extend(flag.map(|flag| format!("{key}: {flag}")));
        }
    }
    flags.dedup();
    flags
}

impl Assessment {
    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// For which organisation.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// The policy's version.
    #[must_use]
    pub const fn policy(&self) -> &VersionLabel {
        &self.policy
    }

    /// The policy's fingerprint.
    #[must_use]
    pub const fn policy_digest(&self) -> Digest {
        self.policy_digest
    }

    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The whole of it, over time: when elements go stale is in here.
    #[must_use]
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// What is still open at its instant.
    #[must_use]
    pub fn open(&self) -> Vec<Finding> {
        self.evaluation.missing(self.at)
    }

    /// What keeps the file from being clean.
    #[must_use]
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    /// The evidence a decision now would rest on.
    #[must_use]
    pub fn basis(&self) -> &[(VerificationId, Digest)] {
        &self.basis
    }
}

/// A finding in one line.
#[must_use]
pub fn line(finding: &Finding) -> String {
    format!("{}: {}", finding.requirement.asks, finding.cause.reason.sentence())
}
