//! Rules about licences and registrations: state by state, over the borders by compact, and at federal duty places.
//!
//! * A licence counts in its own state. A training licence counts nowhere: it covers its programme alone.
//! * An IMLC licence falls with the licence of the principal state at once, and comes back only when its own board has answered again after
//!   that one was restored. Discipline of one IMLC licence suspends the others, and the principal one, for [`COMPACT_SUSPENSION_DAYS`].
//! * An NLC multistate licence of an RN or LPN counts in every member state while nothing limits it and its holder lives where it was issued;
//!   after a move to another member state for [`DAYS_AFTER_A_MOVE`] more, after a move elsewhere no more.
//! * At a federal duty place a licence of any state counts.

mod compact;
mod dea;

use super::credential_rules::held_among;
use crate::{
    evidence::dossier::{Dossier, Item, told_as},
    jurisdiction::Jurisdiction,
    provider::{
        credential::{Credential, LicenseCompact},
        element::ElementKind,
    },
    text::Text,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Requirement},
        truth::Truth,
    },
};

use compact::{after_discipline, reach, told_in, with_principal};
pub(super) use dea::OF_REGISTRATION;
pub use dea::{DeaNeed, dea};

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
            | Credential::ContinuousQuery
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
