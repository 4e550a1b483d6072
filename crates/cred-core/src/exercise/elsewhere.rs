//! What happened to a provider at other facilities. Each facility decides for itself: nothing here changes a grant. It is a finding to
//! look at, where sharing it is lawful.

use crate::{
    appointment::{Cause, Standing, Taken},
    id::{FacilityId, ProviderId},
    journal::Stream,
    privileging::{grant::GrantStanding, restriction::RestrictionBasis},
    records::Records,
    time::Instant,
};

use super::investigations::{open_at, open_when_ended};

/// What happened elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Adverse {
    /// Suspended for competence or conduct.
    Suspended,
    /// Restricted by a final action or as a precaution.
    Restricted,
    /// Taken away for competence or conduct.
    Revoked,
    /// Given up under investigation.
    GivenUpUnderInvestigation,
}

impl Adverse {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Restricted => "restricted",
            Self::Revoked => "revoked",
            Self::GivenUpUnderInvestigation => "given-up-under-investigation",
        }
    }
}

/// An adverse matter at another facility.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingElsewhere {
    /// From when.
    pub from: Instant,
    /// Where.
    pub facility: FacilityId,
    /// What.
    pub what: Adverse,
    /// The record: an appointment's or a privilege's id.
    pub id: String,
}

/// Every adverse matter about a provider at other facilities than this one, by what is recorded, oldest first. Administrative matters are
/// none.
#[must_use]
pub fn findings_elsewhere(records: &Records, provider: ProviderId, facility: &FacilityId) -> Vec<FindingElsewhere> {
    let mut found = Vec::new();
    for held in records.appointments_of(provider).filter(|held| held.facility() != facility) {
        let stream = Stream::Appointment(held.id());
        for own in held.taken().iter().filter(|own| own.cause != Some(Cause::Administrative)) {
            let what = match own.standing {
                Standing::Suspended => Some(Adverse::Suspended),
                Standing::Revoked => Some(Adverse::Revoked),
                Standing::Resigned => given_up(records, provider, held.facility(), own, &stream),
                Standing::Good | Standing::OnLeave | Standing::Deceased => None,
            };
            let (from, facility, id) = (own.from, held.facility().clone(), held.id().to_string());
            found.extend(what.map(|what| FindingElsewhere { from, facility, what, id }));
        }
    }
    for own in records.privileges_of(provider).filter(|own| own.facility() != facility) {
        let Some(held) = own.held() else { continue };
        let (place, id, stream) = (own.facility(), own.id().to_string(), Stream::Privilege(own.id()));
        for taken in held.taken.iter().filter(|taken| taken.cause != Some(Cause::Administrative)) {
            let what = match taken.standing {
                GrantStanding::Suspended => Some(Adverse::Suspended),
                GrantStanding::Revoked => Some(Adverse::Revoked),
                GrantStanding::Relinquished => given_up(records, provider, place, taken, &stream),
                GrantStanding::Good => None,
            };
            let (from, facility, id) = (taken.from, place.clone(), id.clone());
            found.extend(what.map(|what| FindingElsewhere { from, facility, what, id }));
        }
        for restriction in held.restrictions.iter().filter(|own| own.basis != RestrictionBasis::Agreed) {
            let (from, facility, id) = (restriction.from, place.clone(), id.clone());
            found.push(FindingElsewhere { from, facility, what: Adverse::Restricted, id });
        }
    }
    found.sort();
    found
}

fn given_up<S>(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    taken: &Taken<S>,
    stream: &Stream,
) -> Option<Adverse> {
    let under = open_at(records, provider, facility, taken.from).next().is_some()
        || open_when_ended(records, provider, facility, stream).next().is_some();
    under.then_some(Adverse::GivenUpUnderInvestigation)
}
