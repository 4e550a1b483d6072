//! The dossier: everything established about one provider, by element; the only thing a credential rule may look at.

mod speaking;

use std::{collections::BTreeMap, sync::Arc};

use super::{
    reply::{Encumbrance, EncumbranceKind, Reply},
    verification::{Held, State, Verification},
};
use crate::{
    digest::Digest,
    id::VerificationId,
    provider::{
        Provider,
        credential::Credential,
        element::{ElementKey, ElementKind},
    },
    time::{Instant, boundary::Boundary, partial_date::PartialDate, zone::Zone},
    timeline::{
        Timeline,
        finding::{Cause, Fact, FactKind, FactSpan, FindingReason},
        truth::Truth,
    },
};

use speaking::speaking;

/// One provider's claims and evidence.
#[derive(Debug, Clone)]
pub struct Dossier<'a> {
    provider: &'a Provider,
    elements: BTreeMap<&'a ElementKey, Vec<Item<'a>>>,
}

/// One verification that carries an answer.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The verification.
    pub verification: &'a Verification,
    /// Its answer.
    pub held: &'a Held,
}

impl<'a> Dossier<'a> {
    /// Gathers a provider's verifications. Answers are ordered by the day the source gave them, then by when they were recorded.
    #[must_use]
    pub fn new(provider: &'a Provider, verifications: impl IntoIterator<Item = &'a Verification>) -> Self {
        let mut elements: BTreeMap<&ElementKey, Vec<Item<'a>>> = BTreeMap::new();
        for verification in verifications {
            let concluded =
                matches!(verification.state(), State::Discrepant(..)) || verification.state().usable().is_some();
            if let Some(held) =
                verification.state().held().filter(|_| concluded && provider.has_id(verification.provider()))
            {
                elements.entry(verification.element()).or_default().push(Item { verification, held });
            }
        }
        for items in elements.values_mut() {
            items.sort_by_key(|item| (item.held.evidence.verified_on, item.held.recorded_at, item.held.seq));
        }
        Self { provider, elements }
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> &'a Provider {
        self.provider
    }

    /// Every element with an answer, and its answers in order.
    pub fn elements(&self) -> impl Iterator<Item = (&'a ElementKey, &[Item<'a>])> {
        self.elements.iter().map(|(key, items)| (*key, items.as_slice()))
    }

    /// Whether something is claimed that the test accepts.
    pub fn claims(&self, mut accepts: impl FnMut(&Credential) -> bool) -> bool {
        self.provider.claims().values().any(|claim| accepts(&claim.credential))
    }

    /// The ids and fingerprints of all usable evidence: what a decision rests on.
    #[must_use]
    pub fn basis(&self) -> Vec<(VerificationId, Digest)> {
        let items = self.elements.values().flatten().filter(|item| item.verification.state().usable().is_some());
        items.filter_map(|item| Some((item.verification.id(), item.verification.digest()?))).collect()
    }
}

impl<'a> Item<'a> {
    /// The record for an explanation.
    #[must_use]
    pub fn fact(&self) -> Arc<Fact> {
        let evidence = &self.held.evidence;
        let (label, span) = match &evidence.reply {
            Reply::Found { credential, valid_from, valid_to, .. } => {
                (credential.describe(), Some(FactSpan::Dates { from: *valid_from, to: *valid_to }))
            }
            Reply::Reported { from, to, .. } => {
                (self.verification.element().to_string(), Some(FactSpan::Dates { from: *from, to: *to }))
            }
            Reply::NotFound | Reply::Clear { .. } | Reply::PossibleMatch { .. } => {
                (self.verification.element().to_string(), None)
            }
        };
        Arc::new(Fact {
            kind: FactKind::Evidence,
            id: self.verification.id().to_string(),
            label,
            source: Some(evidence.source.to_string()),
            method: Some(evidence.method.word()),
            verified_on: Some(evidence.verified_on),
            span,
        })
    }

    /// What the source has, where it has something.
    pub(crate) const fn credential(&self) -> Option<&'a Credential> {
        match &self.held.evidence.reply {
            Reply::Found { credential, .. } => Some(credential),
            Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
        }
    }

    /// Where one of the limits that the test picks binds, by this answer. A border that is not known is taken against the holder, so it
    /// is never unknown.
    pub(crate) fn encumbered(&self, mut pick: impl FnMut(&Encumbrance) -> bool) -> Timeline<bool> {
        let zone = self.held.evidence.date_zone();
        let Reply::Found { valid_from, encumbrances, .. } = &self.held.evidence.reply else {
            return Timeline::constant(false);
        };
        let mut binds = Timeline::constant(false);
        for encumbrance in encumbrances.iter().filter(|own| pick(own)) {
            let (from, to) = (encumbrance.from.or(*valid_from), encumbrance.to);
            let span = Timeline::between(
                from.map(|from| Boundary::start_of(from, zone)),
                to.map(|to| Boundary::end_of(to, zone)),
            );
            binds = binds.zip_with(&span, |own, limit| *own || *limit != Truth::Unmet);
        }
        binds
    }

    /// The day on which what is told of was completed: the last day of school or training where it is given; else the first.
    pub(crate) fn completed(&self) -> Option<PartialDate> {
        match &self.held.evidence.reply {
            Reply::Found { valid_from, valid_to, .. } => {
                valid_to.filter(|_| self.verification.element().kind().is_completed()).or(*valid_from)
            }
            Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. } => None,
        }
    }

    fn answered(&self) -> Boundary {
        let evidence = &self.held.evidence;
        Boundary::start_of(PartialDate::Day(evidence.verified_on), Some(evidence.zone.unwrap_or(Zone::UTC)))
    }

    /// From when a credential that was found is vouched for: from its first day, or else from the day of the answer, or from that of an act
    /// of the issuer before it: what was suspended on a day was there on that day.
    fn vouched_from(&self, valid_from: Option<PartialDate>, encumbrances: &[Encumbrance]) -> Boundary {
        let zone = self.held.evidence.date_zone();
        if let Some(from) = valid_from {
            return Boundary::start_of(from, zone);
        }
        let acts = encumbrances.iter().filter_map(|own| own.from).map(|from| Boundary::start_of(from, zone));
        acts.chain([self.answered()]).min_by_key(|own| own.earliest()).unwrap_or_else(|| self.answered())
    }

    /// From when this answer speaks: from the first day it vouches for, or else from the day it was given.
    fn speaks_from(&self) -> Boundary {
        let zone = self.held.evidence.date_zone();
        match &self.held.evidence.reply {
            Reply::Found { valid_from, encumbrances, .. } if self.verification.state().usable().is_some() => {
                self.vouched_from(*valid_from, encumbrances)
            }
            Reply::Reported { from: Some(from), .. } if self.verification.state().usable().is_some() => {
                Boundary::start_of(*from, zone)
            }
            Reply::Found { .. }
            | Reply::NotFound
            | Reply::Clear { .. }
            | Reply::Reported { .. }
            | Reply::PossibleMatch { .. } => self.answered(),
        }
    }

    /// A search that found nobody: it tells of the time from its day on.
    fn searched_clear(&self) -> Timeline<Cause> {
        let fact = self.fact();
        Timeline::between(Some(self.answered()), None).map(|started| match started {
            Truth::Met => Cause::on(Truth::Met, FindingReason::NotExcluded, &fact),
            Truth::Unknown | Truth::Unmet => Cause::on(Truth::Unknown, FindingReason::DateUncertain, &fact),
        })
    }

    /// What this answer alone says, at all times.
    fn says(&self) -> Timeline<Cause> {
        let fact = self.fact();
        let cause = |truth, reason| Cause::on(truth, reason, &fact);
        if let State::Discrepant(..) = self.verification.state() {
            let reason = match self.held.evidence.reply {
                Reply::PossibleMatch { .. } => FindingReason::PossibleMatch,
                Reply::Found { .. } | Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } => {
                    FindingReason::Discrepant
                }
            };
            return Timeline::constant(cause(Truth::Unknown, reason));
        }
        let zone = self.held.evidence.date_zone();
        let span = |from: &Option<PartialDate>, to: &Option<PartialDate>| {
            Timeline::between(from.map(|from| Boundary::start_of(from, zone)), to.map(|to| Boundary::end_of(to, zone)))
        };
        match &self.held.evidence.reply {
            Reply::Found { valid_from, valid_to, encumbrances, continues_until_final_action, .. } => {
                // What was learned or done in the past stays learned and done: the last day of school or training completes it, and that of
                // a position ends no proof of it.
                let kind = self.verification.element().kind();
                let completed = valid_to.filter(|_| kind.is_completed()).map(|to| Boundary::end_of(to, zone));
                let begins = completed.unwrap_or_else(|| self.vouched_from(*valid_from, encumbrances));
                let started = Timeline::between(Some(begins), None);
                let lasts = kind.is_completed() || kind == ElementKind::WorkHistory;
                let printed = span(valid_from, if lasts { &None } else { valid_to });
                let valid = if *continues_until_final_action { span(valid_from, &None) } else { printed.clone() };
                let mut says = started.zip_with(&valid, |started, valid| {
                    match (started, valid) {
                        // Without a first day, what was before the answer is not known.
                        (Truth::Unmet, _) if valid_from.is_none() => {
                            cause(Truth::Unknown, FindingReason::DateUncertain)
                        }
                        (Truth::Unmet, _) => cause(Truth::Unmet, FindingReason::NotYetInForce),
                        (_, Truth::Met) => cause(Truth::Met, FindingReason::InForce),
                        (_, Truth::Unknown) => cause(Truth::Unknown, FindingReason::DateUncertain),
                        (_, Truth::Unmet) => cause(Truth::Unmet, FindingReason::Expired),
                    }
                });
                if *continues_until_final_action {
                    let goes_on = "past its printed end by a renewal filed in time, until the issuer decides";
                    says = says.zip_with(&printed, |own, printed| {
                        let mut cause = own.clone();
                        if own.truth == Truth::Met && *printed != Truth::Met {
                            cause.conditions.push(format!("{}: {goes_on}", fact.label));
                        }
                        cause
                    });
                }
                for encumbrance in encumbrances {
                    let from = encumbrance.from.or(*valid_from);
                    let (truth, reason) = encumbered(encumbrance.kind);
                    says = says.zip_with(&span(&from, &encumbrance.to), |own, limit| match limit {
                        Truth::Unmet => own.clone(),
                        // A border that is not known is taken against the holder.
                        Truth::Unknown | Truth::Met if own.truth == Truth::Met => {
                            let mut cause = cause(truth, reason);
                            cause.conditions.clone_from(&own.conditions);
                            cause.conditions.push(format!("{}: {}", fact.label, encumbrance.terms));
                            if encumbrance.limits.supervised {
                                cause.conditions.push(format!("{}: under supervision alone", fact.label));
                            }
                            let barred = &encumbrance.limits.no_schedules;
                            if !barred.is_empty() {
                                let barred: Vec<&str> = barred.iter().map(crate::text::Text::as_str).collect();
                                cause.conditions.push(format!("{}: no schedule {}", fact.label, barred.join(", ")));
                            }
                            cause
                        }
                        Truth::Unknown | Truth::Met => own.clone(),
                    });
                }
                says
            }
            // A report is adverse and flags the file; the search itself was made. Only a list of the excluded excludes.
            Reply::Reported { .. } if self.verification.element().kind() != ElementKind::Exclusion => {
                Timeline::between(Some(self.answered()), None).map(|started| match started {
                    Truth::Met => cause(Truth::Met, FindingReason::Held),
                    Truth::Unknown | Truth::Unmet => cause(Truth::Unknown, FindingReason::DateUncertain),
                })
            }
            Reply::Clear { .. } => self.searched_clear(),
            // A person said that the match is somebody else: nothing else was found.
            Reply::PossibleMatch { .. } if self.held.resolved => self.searched_clear(),
            Reply::Reported { from, to, .. } => {
                let begins = from.map_or_else(|| self.answered(), |from| Boundary::start_of(from, zone));
                let started = Timeline::between(Some(begins), None);
                let excludes = started.zip_with(&span(from, to), |started, reported| match (started, reported) {
                    (Truth::Unmet, _) => None,
                    (_, Truth::Met | Truth::Unknown) => Some(Truth::Unmet),
                    (_, Truth::Unmet) => Some(Truth::Met),
                });
                // Of the time before its period a report tells only from the day of the search on.
                let searched = Timeline::between(Some(self.answered()), None);
                excludes.zip_with(&searched, |excludes, searched| match (excludes, searched) {
                    (Some(Truth::Met), _) | (None, Truth::Met) => cause(Truth::Met, FindingReason::NotExcluded),
                    (Some(_), _) => cause(Truth::Unmet, FindingReason::Excluded),
                    (None, _) => cause(Truth::Unknown, FindingReason::NotOnFile),
                })
            }
            Reply::NotFound | Reply::PossibleMatch { .. } => {
                Timeline::constant(cause(Truth::Unknown, FindingReason::Discrepant))
            }
        }
    }
}

/// What the answers about one element say together: a later answer holds from the first day it speaks of, the earlier ones before. What an
/// earlier one told against the holder in the time before the later was given stays, unless that one tells of it too, with its end.
#[must_use]
pub fn told(items: &[Item<'_>]) -> Timeline<Cause> {
    told_of(items, &mut |_| true)
}

/// The same, for a rule that accepts some credentials only: an answer about the element that shows another one (a lower cover, fewer
/// schedules) tells against it from its own first day on.
pub(crate) fn told_of(items: &[Item<'_>], accepts: &mut dyn FnMut(&Credential) -> bool) -> Timeline<Cause> {
    told_as(items, |item, says| match &item.held.evidence.reply {
        Reply::Found { credential, .. } if !accepts(credential) => says.map(|cause| match cause.truth {
            Truth::Met => Cause { truth: Truth::Unmet, reason: FindingReason::OtherKind, ..cause.clone() },
            Truth::Unknown | Truth::Unmet => cause.clone(),
        }),
        Reply::Found { .. }
        | Reply::NotFound
        | Reply::Clear { .. }
        | Reply::Reported { .. }
        | Reply::PossibleMatch { .. } => says,
    })
}

/// The same, with each answer read on its own before they are put together.
pub(crate) fn told_as(
    items: &[Item<'_>],
    mut read: impl FnMut(&Item<'_>, Timeline<Cause>) -> Timeline<Cause>,
) -> Timeline<Cause> {
    let says: Vec<Timeline<Cause>> = items.iter().map(Item::says).collect();
    let speaks = speaking(items, &says);
    let read: Vec<Timeline<Cause>> = items.iter().zip(says).map(|(item, says)| read(item, says)).collect();
    let nothing = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
    let mut points: Vec<Instant> = speaks.changes().iter().map(|(at, _)| *at).collect();
    points.extend(read.iter().flat_map(|says| says.changes().iter().map(|(at, _)| *at)));
    points.sort_unstable();
    points.dedup();
    let first = read.first().map_or_else(|| nothing.clone(), |says| says.first().clone());
    let at = |at: Instant| read.get(*speaks.at(at)).map_or_else(|| nothing.clone(), |says| says.at(at).clone());
    Timeline::from_changes(first, points.into_iter().map(|point| (point, at(point))).collect())
}

/// What an issuer's act makes of a credential.
const fn encumbered(kind: EncumbranceKind) -> (Truth, FindingReason) {
    match kind {
        EncumbranceKind::Suspended => (Truth::Unmet, FindingReason::SuspendedByIssuer),
        EncumbranceKind::Revoked => (Truth::Unmet, FindingReason::RevokedByIssuer),
        EncumbranceKind::Surrendered => (Truth::Unmet, FindingReason::Surrendered),
        EncumbranceKind::Limited => (Truth::Met, FindingReason::Encumbered),
    }
}
