//! Decisions about temporary and disaster privileges and those by proxy: every one of their events.

use cred_core::{
    journal::Stream,
    privileging::{
        proxy_privilege::{self, grant::Distant},
        temporary_privilege::{self, Purpose, grant::Ground},
    },
};

use super::{Around, Way, months};
use crate::use_cases::temporary::{
    DistantDecision, ProxyStep, ProxyTerms, TemporaryKind, TemporaryStep, TemporaryTerms, one_by_proxy, one_temporary,
    proxy_step, temporary_step,
};

pub(super) fn temporary(around: &Around, event: &temporary_privilege::Event) -> Option<Vec<Way>> {
    use temporary_privilege::Event;
    let Stream::TemporaryPrivilege(id) = around.stream else { return None };
    let step = match event.clone() {
        Event::Granted { provider, facility, item, grant, .. } => {
            let kind = match grant.ground {
                Ground::NewApplicant { application, competence } => {
                    TemporaryKind::NewApplicant { application: Some(application), competence }
                }
                Ground::CareNeed { need, competence } => TemporaryKind::CareNeed { need, competence },
                Ground::LocumTenens { need, competence } => TemporaryKind::LocumTenens { need, competence },
                Ground::Disaster(ground) => TemporaryKind::Disaster {
                    presented_at: ground.presented_at,
                    arrived_at: Some(ground.arrived_at),
                    identity: ground.identity,
                    oversight: ground.oversight,
                },
            };
            let terms = TemporaryTerms {
                kind,
                purpose: Purpose::PatientCare,
                start: Some(grant.term.start()),
                until: grant.term.end(),
                sites: grant.sites,
                conditions: grant.conditions,
                recommended: grant.recommended,
                concerns: vec![],
            };
            return Some(vec![
                around.way(move |desk| one_temporary(desk, provider, &facility, &item, &terms).map(|_| ())),
            ]);
        }
        Event::LicenseVerified { evidence: Some(evidence), .. } => TemporaryStep::VerifiedBy(evidence),
        Event::LicenseVerified { evidence: None, source, verified_at, .. } => {
            TemporaryStep::Verified(source, Some(verified_at))
        }
        Event::VerificationImpossible { reason, .. } => TemporaryStep::Impossible(reason),
        Event::Continued { reason, .. } => TemporaryStep::Continue(reason),
        Event::Terminated { reason, .. } => TemporaryStep::Terminate(reason),
        Event::Relinquished { .. } => TemporaryStep::Relinquish,
        _ => return None,
    };
    Some(vec![around.way(move |desk| temporary_step(desk, id, &step))])
}

pub(super) fn by_proxy(around: &Around, event: &proxy_privilege::Event) -> Option<Vec<Way>> {
    use proxy_privilege::Event;
    let Stream::ProxyPrivilege(id) = around.stream else { return None };
    let step = match event.clone() {
        Event::Granted { provider, facility, item, grant, .. } => {
            let (distant, there) = match grant.distant {
                Distant::Facility { facility, item } => {
                    (DistantDecision::Facility(facility.clone(), Some(item)), Some(facility))
                }
                Distant::Outside { listed } => (DistantDecision::Outside(listed), None),
            };
            let terms = |months| ProxyTerms {
                agreement: grant.agreement.clone(),
                distant: distant.clone(),
                start: Some(grant.term.start()),
                months,
                sites: grant.sites.clone(),
                conditions: grant.conditions.clone(),
            };
            let way = |terms: ProxyTerms| {
                let (facility, item, there) = (facility.clone(), item.clone(), there.clone());
                around.way(move |desk| {
                    there.as_ref().map_or(Ok(()), |there| desk.load_facility(there))?;
                    one_by_proxy(desk, provider, &facility, &item, &terms).map(|_| ())
                })
            };
            let asked = months(grant.term.start(), grant.term.end()).into_iter().map(Some);
            return Some(std::iter::once(None).chain(asked).map(terms).map(way).collect());
        }
        Event::ListSupplied { listed, .. } => ProxyStep::Listed(listed),
        Event::DistantEnded { from, reason, .. } => ProxyStep::DistantEnded(Some(from), reason),
        Event::Suspended { reason, .. } => ProxyStep::Suspend(reason),
        Event::Lifted { .. } => ProxyStep::Lift,
        Event::Revoked { reason, .. } => ProxyStep::Revoke(reason),
        Event::Relinquished { .. } => ProxyStep::Relinquish,
        _ => return None,
    };
    Some(vec![around.way(move |desk| proxy_step(desk, id, &step))])
}
