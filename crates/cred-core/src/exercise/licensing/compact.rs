//! Licences over the borders: how far a multistate one reaches, and what an IMLC one stands and falls with.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::{COMPACT_SUSPENSION_DAYS, DAYS_AFTER_A_MOVE, License};
use crate::{
    evidence::dossier::{Dossier, Item, told},
    exercise::compact_members,
    jurisdiction::Jurisdiction,
    provider::{credential::LicenseCompact, element::ElementKind},
    text::Text,
    time::{Instant, boundary::Boundary, zone::Zone},
    timeline::{
        Timeline,
        finding::{Cause, FindingReason},
        truth::Truth,
    },
};

/// When a multistate licence reaches into another state.
pub(super) fn reach(dossier: &Dossier<'_>, own: License<'_>, into: Jurisdiction, item: &Item<'_>) -> Timeline<Truth> {
    let Some(both) = compact_members::nlc_from(own.state).zip(compact_members::nlc_from(into)) else {
        return Timeline::constant(Truth::Unmet);
    };
    let zone = item.held.evidence.date_zone().or_else(|| own.state.board_zone());
    let start = |day: NaiveDate, state: Jurisdiction| state.board_zone().unwrap_or(Zone::UTC).start_of_day(day);
    let member = Boundary::at(start(both.0, own.state).max(start(both.1, into)));
    let mut reaches = Timeline::between(Some(member), None);
    // What its holder says of a move is believed against the holder as well as what the board says.
    let element = item.verification.element();
    let claimed = dossier.provider().claims().get(element).map(|claim| &claim.credential).and_then(License::of);
    let moves = [own.compact, claimed.and_then(|claimed| claimed.compact)];
    for moved in moves.into_iter().flatten().filter_map(LicenseCompact::moved) {
        let left = Boundary::start_of(moved.on, zone);
        let end = if compact_members::nlc_from(moved.to).is_some() {
            let after = |at: Instant| {
                let zone = zone.unwrap_or(Zone::UTC);
                let day = zone.date_at(at).checked_add_days(Days::new(DAYS_AFTER_A_MOVE));
                day.map_or(at, |day| zone.start_of_day(day))
            };
            (after(left.earliest()), after(left.latest()))
        } else {
            (left.earliest(), left.latest())
        };
        let goes_on = Timeline::from_changes(Truth::Met, vec![(end.0, Truth::Unknown), (end.1, Truth::Unmet)]);
        reaches = Timeline::all([&reaches, &goes_on]);
    }
    reaches
}

const fn has_fallen(reason: FindingReason) -> bool {
    matches!(reason, FindingReason::SuspendedByIssuer | FindingReason::RevokedByIssuer | FindingReason::Surrendered)
}

/// What is told of the licences of one kind in a state that were not issued by a compact: where one is in force that one speaks.
pub(super) fn told_in(dossier: &Dossier<'_>, state: Jurisdiction, kind: &Text, unrestricted: bool) -> Timeline<Cause> {
    let mut best: Option<Timeline<Cause>> = None;
    for (_, items) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::License) {
        let own = items.iter().rev().find_map(|item| License::of(item.credential()?));
        let wanted = own.is_some_and(|own| {
            let derived =
                matches!(own.compact, Some(LicenseCompact::Imlc { .. } | LicenseCompact::PrivilegeToPractice { .. }));
            own.state == state && !own.training && !derived && same_profession(own.kind, kind)
        });
        if !wanted {
            continue;
        }
        let says = told(items).map(|cause| match (cause.truth, cause.reason) {
            (Truth::Met, FindingReason::Encumbered) if unrestricted => Cause { truth: Truth::Unmet, ..cause.clone() },
            _ => cause.clone(),
        });
        best = Some(match best {
            None => says,
            Some(before) => before.zip_with(&says, |one, other| {
                let fallen = |cause: &Cause| has_fallen(cause.reason);
                // Of two that are not in force the one that was taken away tells more than the one that ran out.
                let other_leads =
                    other.truth > one.truth || (other.truth == one.truth && !fallen(one) && fallen(other));
                if other_leads { other.clone() } else { one.clone() }
            }),
        });
    }
    best.unwrap_or_else(|| Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)))
}

/// MD and DO license one profession.
fn same_profession(one: &Text, other: &Text) -> bool {
    let physician = |kind: &Text| kind.means("MD") || kind.means("DO");
    one.means(other.as_str()) || (physician(one) && physician(other))
}

/// What is left of an IMLC licence by the licence of its principal state.
pub(super) fn with_principal(
    dossier: &Dossier<'_>,
    items: &[Item<'_>],
    principal: Jurisdiction,
    causes: Timeline<Cause>,
) -> Timeline<Cause> {
    let Some(own) = items.iter().rev().find_map(|item| License::of(item.credential()?)) else { return causes };
    let principal_causes = told_in(dossier, principal, own.kind, false);
    let zone = principal.board_zone().unwrap_or(Zone::UTC);
    let mut waits: Vec<(Instant, Option<Instant>, Cause)> = Vec::new();
    let first = (Instant::MIN_UTC, principal_causes.first().clone());
    let points: Vec<(Instant, Cause)> =
        std::iter::once(first).chain(principal_causes.changes().iter().cloned()).collect();
    for (index, (from, cause)) in points.iter().enumerate().filter(|(_, (_, cause))| has_fallen(cause.reason)) {
        let mut later = points.iter().skip(index + 1);
        let restored = later.find(|(_, cause)| cause.truth == Truth::Met).map(|(at, _)| *at);
        // Its own board must have said again that it is in force, on or after the day on which the principal one was restored.
        let answered = restored.and_then(|restored| {
            let day = zone.date_at(restored);
            let answers = items.iter().filter(|item| item.verification.state().usable().is_some());
            let answers = answers.filter(|item| item.credential().is_some()).map(|item| &item.held.evidence);
            let answers = answers.filter(|evidence| evidence.verified_on >= day);
            answers.map(|evidence| evidence.date_zone().unwrap_or(Zone::UTC).start_of_day(evidence.verified_on)).min()
        });
        waits.push((*from, restored.zip(answered).map(|(restored, answered)| restored.max(answered)), cause.clone()));
    }
    let mut causes = causes.zip_with(&principal_causes, |own, principal_is| {
        if own.truth != Truth::Met {
            return own.clone();
        }
        let facts = own.facts.iter().chain(&principal_is.facts).map(Arc::clone).collect();
        match principal_is.truth {
            Truth::Met => {
                let mut cause = Cause { facts, ..own.clone() };
                if principal_is.reason == FindingReason::Encumbered {
                    cause.conditions.push(format!("the license of the principal state {principal} is limited"));
                }
                cause
            }
            Truth::Unmet if has_fallen(principal_is.reason) => {
                Cause { truth: Truth::Unmet, reason: FindingReason::PrincipalLicenseFallen, facts, conditions: vec![] }
            }
            Truth::Unmet => {
                let mut cause = Cause { facts, ..own.clone() };
                let why = principal_is.reason.sentence();
                cause.conditions.push(format!("the license of the principal state {principal}: {why}"));
                cause
            }
            Truth::Unknown => Cause { truth: Truth::Unknown, reason: principal_is.reason, facts, conditions: vec![] },
        }
    });
    if !compact_members::may_be_principal(principal) {
        let told = format!("{principal} is no principal state of the IMLC by the table of members: look it up");
        causes = causes.map(|cause| {
            let mut cause = cause.clone();
            if cause.truth == Truth::Met {
                cause.conditions.push(told.clone());
            }
            cause
        });
    }
    for (from, to, principal_was) in waits {
        let mut span = vec![(from, true)];
        span.extend(to.map(|to| (to, false)));
        causes = causes.zip_with(&Timeline::from_changes(false, span), |own, waits| {
            if *waits && own.truth == Truth::Met {
                let facts = own.facts.iter().chain(&principal_was.facts).map(Arc::clone).collect();
                Cause { truth: Truth::Unmet, reason: FindingReason::PrincipalLicenseFallen, facts, conditions: vec![] }
            } else {
                own.clone()
            }
        });
    }
    causes
}

/// Suspended for some time where another licence of the compact was taken away.
pub(super) fn after_discipline(
    dossier: &Dossier<'_>,
    items: &[Item<'_>],
    own: License<'_>,
    mut causes: Timeline<Cause>,
) -> Timeline<Cause> {
    let Some(element) = items.first().map(|item| item.verification.element()) else { return causes };
    for (_, others) in dossier.elements().filter(|(key, _)| key.kind() == ElementKind::License && *key != element) {
        let Some(other) = others.iter().rev().find_map(|item| License::of(item.credential()?)) else { continue };
        let Some(principal) = other.principal() else { continue };
        // One that the compact gave itself, or the principal one of the licence that was taken away.
        let bound = own.principal().is_some() || (own.compact.is_none() && own.state == principal);
        if !bound || !same_profession(own.kind, other.kind) {
            continue;
        }
        let zone = other.state.board_zone().unwrap_or(Zone::UTC);
        let says = told(others);
        let mut before = has_fallen(says.first().reason);
        for (from, cause) in says.changes() {
            let now = has_fallen(cause.reason);
            if now && !before {
                let over = zone.date_at(*from).checked_add_days(Days::new(COMPACT_SUSPENSION_DAYS));
                let mut span = vec![(*from, true)];
                span.extend(over.map(|over| (zone.start_of_day(over), false)));
                causes = causes.zip_with(&Timeline::from_changes(false, span), |own, suspended| {
                    if *suspended && own.truth == Truth::Met {
                        let facts = own.facts.iter().chain(&cause.facts).map(Arc::clone).collect();
                        let reason = FindingReason::CompactSuspension;
                        Cause { truth: Truth::Unmet, reason, facts, conditions: vec![] }
                    } else {
                        own.clone()
                    }
                });
            }
            before = now;
        }
    }
    causes
}
