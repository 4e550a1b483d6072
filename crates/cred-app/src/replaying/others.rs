//! Supervision agreements, and what the comparison of an answer with a claim comes to.

use cred_core::{evidence::verification, journal::Stream, privileging::supervision};

use super::{Around, Way};
use crate::use_cases::{
    supervising::{self, Agreed, SupervisionStep},
    verifying,
};

pub(super) fn supervision(around: &Around, event: &supervision::Event) -> Option<Vec<Way>> {
    use supervision::Event;
    let Stream::Supervision(id) = around.stream else { return None };
    let step = match event.clone() {
        Event::Agreed { provider, supervisor, facility, kind, items, term, signatures, .. } => {
            let agreed = Agreed {
                kind,
                supervisee: provider,
                supervisor,
                items,
                from: Some(term.start()),
                to: term.end(),
                signed_by_supervisee: Some(signatures.supervisee),
                signed_by_supervisor: Some(signatures.supervisor),
            };
            return Some(vec![Box::new(move |desk| supervising::agree_on(desk, &facility, &agreed).map(|_| ()))]);
        }
        Event::AlternateAdded { alternate, from, to, .. } => SupervisionStep::AddAlternate(alternate, Some(from), to),
        Event::AlternateRemoved { alternate, from, .. } => SupervisionStep::RemoveAlternate(alternate, Some(from)),
        Event::Ended { from, reason, .. } => SupervisionStep::End(Some(from), reason),
        _ => return None,
    };
    Some(vec![Box::new(move |desk| supervising::step_on(desk, id, &step).map(|_| ()))])
}

/// What a source answered is told, not decided; whether it agrees with the claim is derived.
pub(super) fn verification(around: &Around, event: &verification::Event) -> Option<Vec<Way>> {
    use verification::Event;
    let Stream::Verification(id) = around.stream else { return None };
    match event {
        Event::Verified { .. } | Event::FoundDiscrepant { .. } => {
            Some(vec![around.way(move |desk| verifying::conclude(desk, id).map(|_| ()))])
        }
        _ => None,
    }
}
