//! Elements: which must be verified, from which sources, and how recently.

use chrono::NaiveDate;

use super::Judge;
use crate::{
    evidence::{
        dossier::{Item, told_as},
        source::Method,
    },
    provider::{
        element::{ElementKey, ElementKind},
        provider_type::ProviderType,
    },
    standard::{
        binding::Bound,
        limit::Comparator,
        rule::OnBreach,
        topic::{
            Topic,
            credentialing::{ElementRule, VerificationAge},
        },
    },
    text::Text,
    time::{boundary::Boundary, partial_date::PartialDate},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

type Asked<'a> = Bound<'a, &'a ElementRule>;
type Aged<'a> = Bound<'a, &'a VerificationAge>;

impl<'a> Judge<'a> {
    /// The element rules of a day for the provider's profession whose breach does a thing.
    pub(super) fn elements(&self, day: NaiveDate, breach: OnBreach) -> Vec<Asked<'a>> {
        let own = self.dossier.provider().provider_type();
        let mut rules = self.bound(day, |topic| {
            if let Topic::Element(rule) = topic { concerns(&rule.provider_types, own).then_some(rule) } else { None }
        });
        rules.retain(|rule| rule.on_breach() == breach);
        rules
    }

    /// The rules of a day on the age of verifications whose breach does something wanted.
    pub(super) fn ages(&self, day: NaiveDate, wanted: impl Fn(OnBreach) -> bool) -> Vec<Aged<'a>> {
        let own = self.dossier.provider().provider_type();
        let mut rules = self.bound(day, |topic| {
            if let Topic::VerificationAge(rule) = topic {
                concerns(&rule.provider_types, own).then_some(rule)
            } else {
                None
            }
        });
        rules.retain(|rule| wanted(rule.on_breach()));
        rules
    }

    /// One rule on an element, or on any one of its alternatives. `None` where it asks nothing of one who claims none.
    pub(super) fn element(&self, rule: &Asked<'a>, ages: &[Aged<'a>]) -> Option<Evaluation> {
        let kinds = self.kinds(rule.value);
        let mut parts: Vec<Evaluation> =
            kinds.into_iter().filter_map(|kind| self.element_of(kind, rule, ages)).collect();
        if parts.len() > 1 { Some(Evaluation::any(parts)) } else { parts.pop() }
    }

    /// Met by so many elements of a kind, or by each that is claimed.
    fn element_of(&self, kind: ElementKind, rule: &Asked<'a>, ages: &[Aged<'a>]) -> Option<Evaluation> {
        let asked = rule.value;
        let asks = |what: &str| Requirement {
            code: "element",
            asks: format!("{what} verified"),
            citation: rule.citation(),
            owed_by: Owes::Msp,
        };
        let missing =
            |what: &str, reason| Evaluation::leaf(asks(what), Timeline::constant(Cause::bare(Truth::Unknown, reason)));
        let verified: Vec<(&ElementKey, &[Item<'_>])> =
            self.dossier.elements().filter(|(key, _)| key.kind() == kind).collect();
        let claimed: Vec<&ElementKey> =
            self.dossier.provider().claims().keys().filter(|key| key.kind() == kind).collect();
        if asked.only_if_claimed && claimed.is_empty() && verified.is_empty() {
            return None;
        }
        let mut parts: Vec<Evaluation> = Vec::new();
        for (key, items) in &verified {
            let instead = key.kind() != asked.element;
            let accepted = told_as(items, |item, says| {
                let says = if instead { still_proves(key.kind(), says) } else { says };
                accepted(asked, item, says)
            });
            let mut own = vec![Evaluation::leaf(asks(&key.to_string()), accepted)];
            // What stands in for another element is held to that one's age: a certification that proves schooling does not go stale.
            let ages = ages.iter().filter(|age| age.value.element == asked.element);
            own.extend(self.freshness(key, items, &ages.collect::<Vec<_>>()));
            parts.push(Evaluation::all(own));
        }
        for key in claimed.iter().filter(|key| !verified.iter().any(|(held, _)| held == *key)) {
            parts.push(missing(&key.to_string(), FindingReason::NotVerified));
        }
        let wanted = usize::try_from(asked.at_least.unwrap_or(1)).unwrap_or(usize::MAX).max(1);
        let each = asked.each_claimed.then(|| Evaluation::all(parts.clone()));
        let enough = if parts.len() < wanted {
            let what = if wanted == 1 {
                kind.word().to_owned()
            } else {
                format!("{} of {wanted} × {}", parts.len(), kind.word())
            };
            // So many are known of; the rest is not on file.
            Evaluation::all(parts.into_iter().chain([missing(&what, FindingReason::NotOnFile)]).collect())
        } else {
            Evaluation::at_least(wanted, parts)
        };
        Some(match each {
            Some(each) => Evaluation::all(vec![each, enough]),
            None => enough,
        })
    }

    /// The kinds that will do: the kind asked, and of those that may stand in its place none that is lower than the highest claimed.
    fn kinds(&self, asked: &ElementRule) -> Vec<ElementKind> {
        let mut kinds: Vec<ElementKind> = std::iter::once(asked.element).chain(asked.alternatives.clone()).collect();
        let claims = self.dossier.provider().claims().keys().map(ElementKey::kind);
        let highest = claims.filter(|kind| kinds.contains(kind)).map(height).max().unwrap_or_default();
        kinds.retain(|kind| height(*kind) >= highest);
        kinds
    }

    /// The rules on the age of one element's verification: of several the one that is over first binds, and is named.
    fn freshness(&self, key: &ElementKey, items: &[Item<'_>], ages: &[&Aged<'a>]) -> Vec<Evaluation> {
        let last_day = |age: &Aged<'a>, item: &Item<'_>| last_good(age.value, item.held.evidence.verified_on);
        // One that counts to the report is no measure for one that counts to the decision.
        let strictest = |age: &&Aged<'a>| {
            let rivals: Vec<_> = ages.iter().filter(|other| other.key_date() == age.key_date()).collect();
            items.iter().any(|item| rivals.iter().all(|other| last_day(age, item) <= last_day(other, item)))
        };
        let mut named: Vec<Evaluation> = Vec::new();
        let mut limits = Vec::new();
        for age in ages.iter().copied().filter(strictest) {
            // Two packs with one limit: the first adopted is named.
            let limit = (age.value.limit, age.value.comparator, age.key_date());
            if limits.contains(&limit) {
                continue;
            }
            limits.push(limit);
            let need = Requirement {
                code: "verification-age",
                asks: format!("{key} verified within {}", age.value.limit),
                citation: age.citation(),
                owed_by: Owes::Msp,
            };
            let fresh = told_as(items, |item, _| self.fresh(item, last_day(age, item)));
            named.push(self.settled(age, Evaluation::leaf(need, fresh)));
        }
        named
    }

    /// Met from the day of the answer through the last good day.
    fn fresh(&self, item: &Item<'_>, last_good: NaiveDate) -> Timeline<Cause> {
        let evidence = &item.held.evidence;
        let answered_in = evidence.zone.unwrap_or(self.zone);
        let fact = item.fact();
        Timeline::between(
            Some(Boundary::start_of(PartialDate::Day(evidence.verified_on), Some(answered_in))),
            Some(Boundary::at(self.zone.end_of_day(last_good))),
        )
        .map(|fresh| match fresh {
            Truth::Met => Cause::on(Truth::Met, FindingReason::Fresh, &fact),
            Truth::Unmet | Truth::Unknown => Cause::on(Truth::Unknown, FindingReason::Stale, &fact),
        })
    }
}

/// Of school, training and certification the later is the higher.
const fn height(kind: ElementKind) -> u8 {
    match kind {
        ElementKind::BoardCertification => 2,
        ElementKind::Training => 1,
        ElementKind::Education
        | ElementKind::Identity
        | ElementKind::License
        | ElementKind::Dea
        | ElementKind::ControlledSubstance
        | ElementKind::Certification
        | ElementKind::Insurance
        | ElementKind::WorkHistory
        | ElementKind::MalpracticeHistory
        | ElementKind::Sanctions
        | ElementKind::Exclusion
        | ElementKind::NpdbQuery
        | ElementKind::ContinuousQuery
        | ElementKind::PeerReference
        | ElementKind::HealthStatement
        | ElementKind::CaseLog => 0,
    }
}

/// A certification that ran out still proves the training that it took; one that was revoked or suspended proves nothing.
fn still_proves(kind: ElementKind, says: Timeline<Cause>) -> Timeline<Cause> {
    if kind != ElementKind::BoardCertification {
        return says;
    }
    says.map(|cause| {
        if cause.reason == FindingReason::Expired {
            Cause { truth: Truth::Met, reason: FindingReason::Held, ..cause.clone() }
        } else {
            cause.clone()
        }
    })
}

/// Whether a list of professions has one; an empty list has all.
fn concerns(listed: &[ProviderType], own: ProviderType) -> bool {
    listed.is_empty() || listed.contains(&own)
}

/// The last day on which a verification of a day is recent enough; that day itself where the calendar ends.
fn last_good(age: &VerificationAge, verified_on: NaiveDate) -> NaiveDate {
    let last = age.limit.last_day_after(verified_on).unwrap_or(verified_on);
    match age.comparator {
        Comparator::AtMost => last,
        Comparator::LessThan => last.pred_opt().unwrap_or(last),
    }
}

/// What an answer says to a rule that accepts some sources and methods only. Each answer by itself: one about a term to come does not
/// lend its method to what an older one says of today.
fn accepted(rule: &ElementRule, item: &Item<'_>, says: Timeline<Cause>) -> Timeline<Cause> {
    let evidence = &item.held.evidence;
    let method = rule.methods.contains(&evidence.method)
        || (evidence.method == Method::ContinuousMonitoring && rule.methods.contains(&Method::Primary));
    let named = |list: &[Text]| list.is_empty() || list.iter().any(|source| source.means(evidence.source.as_str()));
    let source = named(&rule.sources) && (evidence.method != Method::DesignatedEquivalent || named(&rule.equivalents));
    if method && source {
        return says;
    }
    let fact = item.fact();
    says.map(|cause| match cause.truth {
        Truth::Met => Cause::on(Truth::Unknown, FindingReason::SourceNotAccepted, &fact),
        Truth::Unknown | Truth::Unmet => cause.clone(),
    })
}
