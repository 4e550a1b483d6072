//! DEA registrations: per state, for schedules, and nothing without the licence they depend on.

use super::{LicenseNeed, Place, barred, license};
use crate::{
    evidence::dossier::{Dossier, told_as},
    exercise::credential_rules::held_among,
    provider::{credential::Credential, drug_schedule, element::ElementKind},
    text::Text,
    timeline::{
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Requirement},
        truth::Truth,
    },
};

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

/// How the licence that a registration depends on is asked for, after the registration's own words.
pub(in crate::exercise) const OF_REGISTRATION: &str = ": the license it depends on";

/// Whether two words mean one schedule: `II` is `2`.
fn same(wanted: &Text, own: &Text) -> bool {
    match (drug_schedule::canonical(wanted.as_str()), drug_schedule::canonical(own.as_str())) {
        (Some(wanted), Some(own)) => wanted == own,
        _ => wanted.means(own.as_str()),
    }
}

/// A DEA registration in the state for all the schedules, and the licence it depends on.
#[must_use]
pub fn dea(dossier: &Dossier<'_>, need: DeaNeed<'_>, requirement: Requirement) -> Evaluation {
    let accepts = |credential: &Credential| {
        matches!(credential, Credential::Dea { jurisdiction, number, schedules, fee_exempt }
            if *jurisdiction == need.place.state()
                && need.schedules.iter().all(|wanted| schedules.iter().any(|own| same(wanted, own)))
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
    let asks = format!("{}{OF_REGISTRATION}", requirement.asks);
    let license_need =
        LicenseNeed { place: need.place, types: need.types, unrestricted: false, schedules: need.schedules };
    let licensed = license(dossier, license_need, &Requirement { asks, ..requirement });
    Evaluation::all(vec![registered, licensed])
}
