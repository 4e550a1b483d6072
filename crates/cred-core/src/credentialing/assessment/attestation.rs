//! The attestation: how old the provider's signature may be.

use chrono::NaiveDate;

use super::Judge;
use crate::{
    standard::{
        binding::Bound,
        rule::OnBreach,
        topic::{Topic, credentialing::AttestationAge},
    },
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

impl<'a> Judge<'a> {
    /// The rules of a day on the age of the signature whose breach does a thing. Of several the one that is over first binds, and is named;
    /// one that counts to the report is no measure for one that counts to the decision.
    pub(super) fn attestation(&self, day: NaiveDate, breach: OnBreach) -> Vec<Evaluation> {
        let mut rules =
            self.bound(day, |topic| if let Topic::AttestationAge(rule) = topic { Some(rule) } else { None });
        rules.retain(|rule| rule.on_breach() == breach);
        let anchor = self.on_file.signed_on.unwrap_or(day);
        let last = |rule: &Bound<'a, &AttestationAge>| rule.value.limit.last_day_after(anchor).unwrap_or(anchor);
        let mut named: Vec<&Bound<'a, &AttestationAge>> = Vec::new();
        for rule in &rules {
            let shorter =
                |other: &&Bound<'a, &AttestationAge>| other.key_date() == rule.key_date() && last(other) < last(rule);
            let same =
                |other: &&&Bound<'a, &AttestationAge>| other.key_date() == rule.key_date() && last(other) == last(rule);
            if !rules.iter().any(|other| shorter(&other)) && !named.iter().any(|other| same(&other)) {
                named.push(rule);
            }
        }
        named.into_iter().map(|rule| self.settled(rule, self.signature(rule, last(rule)))).collect()
    }

    fn signature(&self, rule: &Bound<'a, &AttestationAge>, last_good: NaiveDate) -> Evaluation {
        let need = Requirement {
            code: "attestation",
            asks: format!("attestation signed within {}", rule.value.limit),
            citation: rule.citation(),
            owed_by: Owes::Provider,
        };
        let stale = Cause::bare(Truth::Unknown, FindingReason::Stale);
        let causes = match self.on_file.signed_on {
            None => Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)),
            Some(signed_on) => {
                let from: Instant = self.zone.start_of_day(signed_on);
                let fresh = Cause::bare(Truth::Met, FindingReason::Fresh);
                Timeline::from_changes(stale.clone(), vec![(from, fresh), (self.zone.end_of_day(last_good), stale)])
            }
        };
        Evaluation::leaf(need, causes)
    }
}
