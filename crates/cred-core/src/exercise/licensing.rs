//! Rules about licences and registrations: state by state, over the borders by compact, and at federal duty places.
//!
//! * A licence counts in its own state. A training licence counts nowhere: it covers its programme alone.
//! * An IMLC licence falls with the licence of the principal state at once, and comes back only when its own board has answered again after
//!   that one was restored. Discipline of one IMLC licence suspends the others, and the principal one, for [`COMPACT_SUSPENSION_DAYS`].
//! * An NLC multistate licence of an RN or LPN counts in every member state while nothing limits it and its holder lives where it was issued;
//!   after a move to another member state for [`DAYS_AFTER_A_MOVE`] more, after a move elsewhere no more.
//! * At a federal duty place a licence of any state counts.

use chrono::{Days, NaiveDate};

use super::{compact_members, credential_rules::held_among};
use crate::{
    evidence::dossier::{Dossier, Item, told, told_as},
    jurisdiction::Jurisdiction,
    provider::{
        credential::{Credential, LicenseCompact},
        element::ElementKind,
    },
    text::Text,
    time::{Instant, boundary::Boundary, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Requirement},
        truth::Truth,
    },
};

/// How long the other licences of the Interstate Medical Licensure Compact are suspended when one of them is disciplined, from the first day
/// of the order on; that day is day 1. A board may end it earlier for its own licence: that is not read, against the holder.
pub const COMPACT_SUSPENSION_DAYS: u64 = 90;

/// Within how many days after a move to another member state a nurse applies there; until then the multistate licence goes on.
pub const DAYS_AFTER_A_MOVE: u64 = 60;

/// The licence types that the Nurse Licensure Compact is about.
const NURSES: [&str; 5] = ["RN", "LPN", "LVN", "PN", "VN"];

/// Where a licence must count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a state.
    State(Jurisdiction),
    /// At a federal duty place: a licence of any state counts.
    Federal(Jurisdiction),
}

impl Place {
    /// The state the patient or the site is in.
    #[must_use]
    pub const fn state(self) -> Jurisdiction {
        match self {
            Self::State(state) | Self::Federal(state) => state,
        }
    }

    fn is_reached_by(self, license: Jurisdiction) -> bool {
        match self {
            Self::State(state) => state == license,
            Self::Federal(_) => true,
        }
    }
}

/// What is asked of a licence.
#[derive(Debug, Clone, Copy)]
pub struct LicenseNeed<'a> {
    /// Where it must count.
    pub place: Place,
    /// Of one of these types; any where empty.
    pub types: &'a [&'a str],
    /// Without any limit by the board.
    pub unrestricted: bool,
    /// Without a board order that bars one of these schedules.
    pub schedules: &'a [Text],
}

/// The parts of a licence.
#[derive(Clone, Copy)]
struct License<'a> {
    state: Jurisdiction,
    kind: &'a Text,
    compact: Option<LicenseCompact>,
    training: bool,
}

impl<'a> License<'a> {
    const fn of(credential: &'a Credential) -> Option<Self> {
        match credential {
            Credential::License { jurisdiction, license_type, compact, training, .. } => {
                Some(Self { state: *jurisdiction, kind: license_type, compact: *compact, training: *training })
            }
            Credential::Identity { .. }
            | Credential::Dea { .. }
            | Credential::ControlledSubstance { .. }
            | Credential::Education { .. }
            | Credential::Training { .. }
            | Credential::BoardCertification { .. }
            | Credential::Certification { .. }
            | Credential::Insurance { .. }
            | Credential::WorkHistory { .. }
            | Credential::PeerReference { .. }
            | Credential::HealthStatement { .. }
            | Credential::CaseLog { .. }
            | Credential::MalpracticeHistory
            | Credential::Sanctions { .. }
            | Credential::Exclusion { .. }
            | Credential::NpdbQuery => None,
        }
    }

    fn is_of(self, types: &[&str]) -> bool {
        types.is_empty() || types.iter().any(|wanted| self.kind.means(wanted))
    }

    fn is_multistate(self) -> bool {
        matches!(self.compact, Some(LicenseCompact::NlcMultistate { .. }))
            && NURSES.iter().any(|nurse| self.kind.means(nurse))
    }

    const fn principal(self) -> Option<Jurisdiction> {
        match self.compact {
            Some(LicenseCompact::Imlc { principal_state }) => Some(principal_state),
            Some(LicenseCompact::NlcMultistate { .. } | LicenseCompact::PrivilegeToPractice { .. }) | None => None,
        }
    }
}

/// A licence that counts at a place.
#[must_use]
pub fn license(dossier: &Dossier<'_>, need: LicenseNeed<'_>, requirement: &Requirement) -> Evaluation {
    let accepts = |credential: &Credential| {
        License::of(credential)
            .is_some_and(|own| own.is_of(need.types) && (need.place.is_reached_by(own.state) || own.is_multistate()))
    };
    held_among(dossier, ElementKind::License, requirement, accepts, |items| {
        let causes = told_as(items, |item, says| alone(dossier, item, need, says));
        let Some(own) = items.iter().rev().find_map(|item| License::of(item.credential()?)) else {
            return Evaluation::leaf(requirement.clone(), causes);
        };
        let causes = match own.principal() {
            Some(principal) => with_principal(dossier, items, principal, causes),
            None => causes,
        };
        let causes = after_discipline(dossier, items, own, causes);
        let leaf = Evaluation::leaf(requirement.clone(), causes);
        match own.compact {
            Some(LicenseCompact::PrivilegeToPractice { home_state }) => {
                // It rests on the home licence itself, never on another privilege.
                let home = told_in(dossier, home_state, own.kind, true);
                Evaluation::all(vec![leaf, Evaluation::leaf(requirement.clone(), home)])
            }
            Some(LicenseCompact::Imlc { .. } | LicenseCompact::NlcMultistate { .. }) | None => leaf,
        }
    })
}

/// What one answer about a licence says of the place.
fn alone(dossier: &Dossier<'_>, item: &Item<'_>, need: LicenseNeed<'_>, says: Timeline<Cause>) -> Timeline<Cause> {
    let Some(own) = item.credential().and_then(License::of) else { return says };
    let unmet = |says: Timeline<Cause>, reason| {
        says.map(|cause| match cause.truth {
            Truth::Met => Cause { truth: Truth::Unmet, reason, conditions: vec![], ..cause.clone() },
            Truth::Unknown | Truth::Unmet => cause.clone(),
        })
    };
    if own.training {
        return unmet(says, FindingReason::TrainingLicense);
    }
    let mut says = says;
    if !need.place.is_reached_by(own.state) {
        if !own.is_multistate() {
            return unmet(says, FindingReason::OtherKind);
        }
        // A limit on the licence ends its reach over the border.
        says = says.map(|cause| {
            let limited = cause.reason == FindingReason::Encumbered;
            Cause { truth: if limited { Truth::Unmet } else { cause.truth }, ..cause.clone() }
        });
        let reaches = reach(dossier, own, need.place.state(), item);
        says = says.zip_with(&reaches, |own, reaches| match (own.truth, reaches) {
            (Truth::Met, Truth::Met) | (Truth::Unknown | Truth::Unmet, _) => own.clone(),
            (Truth::Met, Truth::Unknown | Truth::Unmet) => {
                Cause { truth: *reaches, reason: FindingReason::OutsideCompact, conditions: vec![], ..own.clone() }
            }
        });
    }
    if need.unrestricted {
        says = says.map(|cause| match (cause.truth, cause.reason) {
            (Truth::Met, FindingReason::Encumbered) => Cause { truth: Truth::Unmet, ..cause.clone() },
            _ => cause.clone(),
        });
    }
    barred(item, need.schedules, says)
}

/// Unmet where an order on the licence or registration bars one of the schedules.
fn barred(item: &Item<'_>, schedules: &[Text], says: Timeline<Cause>) -> Timeline<Cause> {
    let bars = item.encumbered(|own| own.limits.bars(schedules));
    says.zip_with(&bars, |own, bars| match (own.truth, bars) {
        (Truth::Met, true) => {
            Cause { truth: Truth::Unmet, reason: FindingReason::ScheduleBarred, conditions: vec![], ..own.clone() }
        }
        (Truth::Met | Truth::Unknown | Truth::Unmet, _) => own.clone(),
    })
}

/// When a multistate licence reaches into another state.
fn reach(dossier: &Dossier<'_>, own: License<'_>, into: Jurisdiction, item: &Item<'_>) -> Timeline<Truth> {
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
fn told_in(dossier: &Dossier<'_>, state: Jurisdiction, kind: &Text, unrestricted: bool) -> Timeline<Cause> {
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
fn with_principal(
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
        let facts = own.facts.iter().chain(&principal_is.facts).map(std::sync::Arc::clone).collect();
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
                let facts = own.facts.iter().chain(&principal_was.facts).map(std::sync::Arc::clone).collect();
                Cause { truth: Truth::Unmet, reason: FindingReason::PrincipalLicenseFallen, facts, conditions: vec![] }
            } else {
                own.clone()
            }
        });
    }
    causes
}

/// Suspended for some time where another licence of the compact was taken away.
fn after_discipline(
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
                        let facts = own.facts.iter().chain(&cause.facts).map(std::sync::Arc::clone).collect();
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

/// What is asked of a DEA registration.
#[derive(Debug, Clone, Copy)]
pub struct DeaNeed<'a> {
    /// Where it must count: registration is per state, also at a federal duty place.
    pub place: Place,
    /// For all of these schedules.
    pub schedules: &'a [Text],
    /// Whether an institution's number with a code for the person will do.
    pub institutional: bool,
    /// The licence types of the profession: without a licence there is no authority, whatever the registration says.
    pub types: &'a [&'a str],
}

/// A DEA registration in the state for all the schedules, and the licence it depends on.
#[must_use]
pub fn dea(dossier: &Dossier<'_>, need: DeaNeed<'_>, requirement: Requirement) -> Evaluation {
    let accepts = |credential: &Credential| {
        matches!(credential, Credential::Dea { jurisdiction, number, schedules, fee_exempt }
            if *jurisdiction == need.place.state()
                && need.schedules.iter().all(|wanted| schedules.iter().any(|own| wanted.means(own.as_str())))
                && (need.institutional || number.suffix().is_none())
                && (!fee_exempt || matches!(need.place, Place::Federal(_))))
    };
    let registered = held_among(dossier, ElementKind::Dea, &requirement, accepts, |items| {
        let causes = told_as(items, |item, says| {
            let says = match item.credential() {
                Some(credential) if !accepts(credential) => says.map(|cause| match cause.truth {
                    Truth::Met => Cause { truth: Truth::Unmet, reason: FindingReason::OtherKind, ..cause.clone() },
                    Truth::Unknown | Truth::Unmet => cause.clone(),
                }),
                Some(_) | None => says,
            };
            barred(item, need.schedules, says)
        });
        Evaluation::leaf(requirement.clone(), causes)
    });
    let asks = format!("{}: the license it depends on", requirement.asks);
    let license_need =
        LicenseNeed { place: need.place, types: need.types, unrestricted: false, schedules: need.schedules };
    let licensed = license(dossier, license_need, &Requirement { asks, ..requirement });
    Evaluation::all(vec![registered, licensed])
}
