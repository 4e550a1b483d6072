//! The same check as a careful programmer would write it by hand for this world alone: rows at numbers, one hash look-up for the grant, and
//! a list of all reasons against.

use rustc_hash::FxHashMap;

use crate::{
    verdict::{Question, Reason, Verdict},
    world::{
        Asks, RESOURCES, SITES, asks, state_of,
        tables::{AppointmentRow, LicenceRow, ProviderRow, Span, Tables},
    },
};

/// What is kept of a grant.
#[derive(Debug, Clone, Copy)]
struct Held {
    sites: [bool; 2],
    term: Span,
    suspended: Span,
}

/// The check with its tables.
#[derive(Debug)]
pub struct HandWritten {
    providers: Vec<ProviderRow>,
    appointments: Vec<[AppointmentRow; 2]>,
    /// Of each provider two; the second never counts where there is one alone.
    licences: Vec<[LicenceRow; 2]>,
    grants: FxHashMap<u64, Held>,
    /// By site and resource.
    outages: Vec<Vec<Span>>,
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// All reasons against; empty for a yes.
    pub reasons: Vec<Reason>,
    /// The first instant at which something that carries a yes ends; none for a no, and where none is known.
    pub until: Option<i64>,
}

/// One thing that was looked at: named by what would stand against it, and until when it holds; none where it stands against.
pub type Finding = (Reason, Option<i64>);

impl Decision {
    /// Reduced to what all engines give.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::from_bits(self.reasons.iter().fold(0, |bits, own| bits | own.bit()))
    }
}

const fn key(provider: u32, facility: u8, item: u8) -> u64 {
    ((provider as u64) << 16) | ((facility as u64) << 8) | item as u64
}

/// Which of the two terms holds at an instant.
fn current(spans: &[Span; 2], at: i64) -> Option<i64> {
    spans.iter().find(|own| own.holds(at)).map(|own| own.to)
}

impl HandWritten {
    /// The check over these rows.
    #[must_use]
    pub fn of(tables: &Tables) -> Self {
        let mut grants = FxHashMap::default();
        for own in &tables.grants {
            let held = Held { sites: own.sites, term: own.term, suspended: own.suspended };
            grants.insert(key(own.provider, own.facility, own.item), held);
        }
        let nothing = LicenceRow { state: u8::MAX, licence: [Span::NEVER; 2], dea: [Span::NEVER; 2] };
        let two = |rows: &Vec<LicenceRow>| [0, 1].map(|at| rows.get(at).copied().unwrap_or(nothing));
        let mut outages = vec![Vec::new(); usize::from(SITES) * usize::from(RESOURCES)];
        for own in &tables.outages {
            outages[usize::from(own.site) * usize::from(RESOURCES) + usize::from(own.resource)].push(own.span);
        }
        Self {
            providers: tables.providers.clone(),
            appointments: tables.appointments.clone(),
            licences: tables.licences.iter().map(two).collect(),
            grants,
            outages,
        }
    }

    /// The decision with all its reasons against.
    #[must_use]
    pub fn decide(&self, asked: Question) -> Decision {
        let mut reasons = Vec::new();
        let mut until = i64::MAX;
        self.check(asked, |held, reason| match held {
            Some(end) => until = until.min(end),
            None => reasons.push(reason),
        });
        let until = (reasons.is_empty() && until != i64::MAX).then_some(until);
        Decision { reasons, until }
    }

    /// The decision with all that decides it: every reason against a no, and for a yes everything that carries it.
    #[must_use]
    pub fn explain(&self, asked: Question) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::with_capacity(12);
        let mut against = false;
        self.check(asked, |held, reason| {
            if held.is_none() && !against {
                against = true;
                findings.clear();
            }
            if held.is_none() == against {
                findings.push((reason, held));
            }
        });
        findings
    }

    /// Everything that is looked at: until when it holds, or what stands against it.
    #[inline]
    fn check(&self, asked: Question, mut needs: impl FnMut(Option<i64>, Reason)) {
        let at = asked.at;
        let provider = &self.providers[asked.provider as usize];
        needs(provider.approved.holds(at).then_some(provider.approved.to), Reason::NotApproved);
        let appointed = self.appointments[asked.provider as usize].iter().find(|own| own.facility == asked.facility());
        match appointed {
            None => needs(None, Reason::NotAppointed),
            Some(own) if own.leave.holds(at) => needs(None, Reason::OnLeave),
            Some(own) if own.overstayed.holds(at) => needs(None, Reason::LeaveOver),
            Some(own) if own.suspended.holds(at) => needs(None, Reason::Suspended),
            Some(own) if at < own.term.from => needs(None, Reason::AppointmentToCome),
            Some(own) if at >= own.term.to => needs(None, Reason::AppointmentOver),
            Some(own) => {
                let stop = [own.leave.from, own.suspended.from].into_iter().filter(|from| *from > at).min();
                needs(Some(own.term.to.min(stop.unwrap_or(i64::MAX))), Reason::AppointmentOver);
            }
        }
        let state = state_of(asked.facility());
        let licence = self.licences[asked.provider as usize].iter().find(|own| own.state == state);
        let licensed = licence.and_then(|own| current(&own.licence, at));
        // Where there is none on file it is not known, and told only where nothing else stands in the way; somebody without any is on no
        // staff there.
        if licence.is_some() {
            needs(licensed, Reason::LicenceExpired);
        }
        needs(current(&provider.insurance, at), Reason::InsuranceExpired);
        let stop = if provider.excluded.from > at { provider.excluded.from } else { i64::MAX };
        needs((!provider.excluded.holds(at)).then_some(stop), Reason::Excluded);
        let resource = || match asks(asked.item) {
            Asks::Resource(resource) => {
                let here = &self.outages[usize::from(asked.site) * usize::from(RESOURCES) + usize::from(resource)];
                if here.iter().any(|own| own.holds(at)) {
                    None
                } else {
                    Some(here.iter().map(|own| own.from).find(|from| *from > at).unwrap_or(i64::MAX))
                }
            }
            Asks::Nothing | Asks::Board | Asks::Dea => Some(i64::MAX),
        };
        let Some(grant) = self.grants.get(&key(asked.provider, asked.facility(), asked.item)) else {
            needs(None, Reason::NotGranted);
            needs(resource(), Reason::ResourceOut);
            return;
        };
        if grant.suspended.holds(at) {
            needs(None, Reason::GrantSuspended);
        } else if at < grant.term.from {
            needs(None, Reason::GrantToCome);
        } else if at >= grant.term.to {
            needs(None, Reason::GrantOver);
        } else if !grant.sites[asked.place()] {
            needs(None, Reason::OtherSite);
        } else {
            let stop = if grant.suspended.from > at { grant.suspended.from } else { i64::MAX };
            needs(Some(grant.term.to.min(stop)), Reason::GrantOver);
        }
        needs(current(&provider.certificate, at), Reason::CertificateExpired);
        match asks(asked.item) {
            Asks::Nothing => {}
            Asks::Board => needs(current(&provider.board, at), Reason::BoardExpired),
            // A registration is nothing without the licence it depends on.
            Asks::Dea => {
                let registered = licence.and_then(|own| current(&own.dea, at));
                needs(registered.filter(|_| licensed.is_some()), Reason::DeaExpired);
            }
            Asks::Resource(_) => needs(resource(), Reason::ResourceOut),
        }
    }

    /// Who may exercise an item at a site at an instant: a look at every provider.
    #[must_use]
    pub fn scan(&self, site: u8, item: u8, at: i64) -> Vec<u32> {
        let facility = site / 2;
        let mut found = Vec::new();
        for (provider, appointments) in self.appointments.iter().enumerate() {
            if appointments.iter().all(|own| own.facility != facility || !own.term.holds(at)) {
                continue;
            }
            let provider = provider as u32;
            if self.may(Question { provider, site, item, at }) {
                found.push(provider);
            }
        }
        found
    }

    /// The whole roster of a site at an instant, who may do what: a look at every provider, and at every item of those on the staff.
    #[must_use]
    pub fn scan_all(&self, site: u8, at: i64) -> Vec<(u32, u8)> {
        let facility = site / 2;
        let mut found = Vec::new();
        for (provider, appointments) in self.appointments.iter().enumerate() {
            if appointments.iter().all(|own| own.facility != facility || !own.term.holds(at)) {
                continue;
            }
            let provider = provider as u32;
            let may = |item: &u8| self.may(Question { provider, site, item: *item, at });
            found.extend((0..crate::world::ITEMS).filter(may).map(|item| (provider, item)));
        }
        found
    }

    /// Whether it is a yes, stopping at the first reason against.
    #[must_use]
    pub fn may(&self, asked: Question) -> bool {
        let at = asked.at;
        let Some(grant) = self.grants.get(&key(asked.provider, asked.facility(), asked.item)) else { return false };
        let provider = &self.providers[asked.provider as usize];
        let state = state_of(asked.facility());
        let held = |spans: &[Span; 2]| spans.iter().any(|own| own.holds(at));
        let licence = self.licences[asked.provider as usize].iter().find(|own| own.state == state);
        grant.term.holds(at)
            && grant.sites[asked.place()]
            && !grant.suspended.holds(at)
            && provider.approved.holds(at)
            && !provider.excluded.holds(at)
            && held(&provider.insurance)
            && held(&provider.certificate)
            && self.appointments[asked.provider as usize].iter().any(|own| {
                own.facility == asked.facility()
                    && own.term.holds(at)
                    && !own.leave.holds(at)
                    && !own.overstayed.holds(at)
                    && !own.suspended.holds(at)
            })
            && licence.is_some_and(|own| held(&own.licence))
            && match asks(asked.item) {
                Asks::Nothing => true,
                Asks::Board => held(&provider.board),
                Asks::Dea => licence.is_some_and(|own| held(&own.dea)),
                Asks::Resource(resource) => {
                    let here = usize::from(asked.site) * usize::from(RESOURCES) + usize::from(resource);
                    !self.outages[here].iter().any(|own| own.holds(at))
                }
            }
    }
}
