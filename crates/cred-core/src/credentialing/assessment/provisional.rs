//! Provisional credentialing: a decision on less, for a short time.

use chrono::NaiveDate;

use super::{Judge, Provisional};
use crate::{
    standard::{rule::OnBreach, topic::Topic},
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

impl Judge<'_> {
    /// What the rules of a day ask before a provisional approval, and until when it lasts at most: every element that any of them lists, by
    /// each rule on that element, and the attestation. `None` where no rule allows one.
    pub(super) fn provisional(&self, day: NaiveDate, at: Instant) -> Option<Provisional> {
        let rules =
            self.bound(day, |topic| if let Topic::ProvisionalCredentialing(rule) = topic { Some(rule) } else { None });
        let ends = |rule: &crate::standard::binding::Bound<
            '_,
            &crate::standard::topic::credentialing::ProvisionalCredentialing,
        >| { rule.value.limit.held_until(at, self.zone) };
        let first = rules.iter().min_by_key(|rule| ends(rule).unwrap_or(Instant::MAX_UTC))?;
        let ages = self.ages(day, |breach| breach == OnBreach::Block);
        let mut kinds: Vec<_> = rules.iter().flat_map(|rule| rule.value.elements.iter().copied()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let asked = self.elements(day, OnBreach::Block);
        let mut parts = Vec::new();
        for kind in kinds {
            let own: Vec<Evaluation> = asked
                .iter()
                .filter(|rule| rule.value.element == kind)
                .filter_map(|rule| self.element(rule, &ages))
                .collect();
            // A list that names what no rule says how to verify asks for something that nobody can show.
            if own.is_empty() {
                let need = Requirement {
                    code: "element",
                    asks: format!("{kind} verified"),
                    citation: first.citation(),
                    owed_by: Owes::Msp,
                };
                let none = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
                parts.push(Evaluation::leaf(need, Timeline::constant(none)));
            }
            parts.extend(own);
        }
        parts.extend(self.attestation(day, OnBreach::Block));
        let need = Requirement {
            code: "attestation",
            asks: "a signed attestation".to_owned(),
            citation: first.citation(),
            owed_by: Owes::Provider,
        };
        let signed = match self.on_file.signed_on {
            Some(_) => Cause::bare(Truth::Met, FindingReason::Held),
            None => Cause::bare(Truth::Unknown, FindingReason::NotOnFile),
        };
        parts.push(Evaluation::leaf(need, Timeline::constant(signed)));
        Some(Provisional { evaluation: Evaluation::all(parts), until: ends(first), citation: first.citation() })
    }
}
