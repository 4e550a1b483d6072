//! Telemedicine privileges that rest on a distant site's decision, and end with it (42 CFR 482.22(a)(3)-(4), 485.616(c)).
//!
//! They need no appointment and no credentialing here. That the agreement, the privilege at the distant site or the term is over is read from
//! the facts, at once. The originating facility owes the distant site its performance data, at least adverse events and complaints.

pub(crate) mod check;
mod command;
mod event;
pub mod grant;
mod granting;
mod table;

use crate::{
    actor::{Actor, Capacity},
    facility::Facility,
    id::{FacilityId, ItemId, PrivilegeSetId, ProviderId, ProxyPrivilegeId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    time::Instant,
};

pub use check::ProxyCheck;
pub use command::{Command, ProxyAsk};
pub use event::Event;
use grant::{Distant, Listed, ProxyGrant};
pub use table::MACHINE;

/// One privilege by proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyPrivilege {
    id: ProxyPrivilegeId,
    provider: ProviderId,
    facility: FacilityId,
    set: PrivilegeSetId,
    item: ItemId,
    grant: ProxyGrant,
    lists: Vec<Listed>,
    suspensions: Vec<(Instant, bool)>,
    ended: Option<Instant>,
    state: &'static str,
}

impl ProxyPrivilege {
    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state or to this distant site, the actor may not give it, or it comes too late.
    pub fn decide(
        &self,
        command: Command,
        subject: &Provider,
        facility: &Facility,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state, name, actor)?;
        let refuse = |reason| MACHINE.refuse(self.state, name, reason);
        if !subject.has_id(self.provider) || *facility.id() != self.facility {
            let given = format!("{} at {}", subject.id(), facility.id());
            let wanted = format!("{} at {}", self.provider, self.facility);
            return Err(refuse(Reason::Mismatch { what: "the subject", given, wanted }));
        }
        if matches!(command, Command::Relinquish) {
            if actor.capacity() != Capacity::Msp && !subject.is_represented_by(actor) {
                let (given, wanted) = (actor.to_string(), self.provider.to_string());
                return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
            }
        } else if subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        let zone = facility.zone();
        Ok(vec![match command {
            Command::RecordDistantPrivileges { listed } => {
                self.follows(&listed, at).map_err(refuse)?;
                let today = zone.date_at(at);
                if today < listed.attested_on {
                    return Err(refuse(Reason::FromTheFuture { given: listed.attested_on, today }));
                }
                Event::ListSupplied { listed }
            }
            Command::RecordDistantPrivilegesEnded { from, .. } if at < from => {
                return Err(refuse(Reason::FromTheFuture { given: zone.date_at(from), today: zone.date_at(at) }));
            }
            Command::RecordDistantPrivilegesEnded { from, reason } => Event::DistantEnded { from, reason },
            Command::Suspend { reason } => Event::Suspended { from: at, reason },
            Command::Lift => Event::Lifted { from: at },
            Command::Revoke { reason } => Event::Revoked { from: at, reason },
            Command::Relinquish => Event::Relinquished { from: at },
        }])
    }

    /// A new list of an outside site follows the last one without a gap, before that ran out: what has ended takes a new decision.
    fn follows(&self, listed: &Listed, at: Instant) -> Result<(), Reason> {
        if let Distant::Facility { facility, .. } = &self.grant.distant {
            let wanted = format!("the records of {facility}, which are here");
            return Err(Reason::Mismatch { what: "the list", given: listed.attested_by.to_string(), wanted });
        }
        if let Some(end) = listed.to.filter(|to| *to <= listed.from) {
            return Err(Reason::EmptyPeriod { what: "the list", start: listed.from, end });
        }
        let over = self.lists.last().and_then(|last| last.to);
        match over {
            Some(ended) if ended <= at || ended < listed.from => Err(Reason::TermEnded { ended }),
            Some(_) | None => Ok(()),
        }
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: ProxyPrivilegeId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Granted { provider, facility, set, item, grant } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        let lists = match &grant.distant {
            Distant::Facility { .. } => vec![],
            Distant::Outside { listed } => vec![listed.clone()],
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            set: set.clone(),
            item: item.clone(),
            grant: (**grant).clone(),
            lists,
            suspensions: Vec::new(),
            ended: None,
            state: "granted",
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let to = match event {
            Event::Granted { .. } | Event::ListSupplied { .. } => self.state,
            Event::Lifted { .. } => "granted",
            Event::Suspended { .. } => "suspended",
            Event::DistantEnded { .. } => "distant-ended",
            Event::Revoked { .. } => "revoked",
            Event::Relinquished { .. } => "relinquished",
        };
        if !MACHINE.leads(self.state, event.commands(), to) {
            let after = self.state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Granted { .. } => {}
            Event::ListSupplied { listed } => self.lists.push(listed.clone()),
            Event::Suspended { from, .. } => self.suspensions.push((*from, true)),
            Event::Lifted { from } => self.suspensions.push((*from, false)),
            Event::DistantEnded { from, .. } | Event::Revoked { from, .. } | Event::Relinquished { from } => {
                self.ended = Some(*from);
            }
        }
        self.state = to;
        Ok(())
    }

    /// The state's name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        self.state
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> ProxyPrivilegeId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Where the patients are.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }

    /// On which form.
    #[must_use]
    pub const fn set(&self) -> &PrivilegeSetId {
        &self.set
    }

    /// Which item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// As it was given.
    #[must_use]
    pub const fn grant_given(&self) -> &ProxyGrant {
        &self.grant
    }

    /// The facility here whose decision it rests on.
    #[must_use]
    pub const fn distant_facility(&self) -> Option<&FacilityId> {
        match &self.grant.distant {
            Distant::Facility { facility, .. } => Some(facility),
            Distant::Outside { .. } => None,
        }
    }

    /// The lists of an outside site, each following the one before.
    #[must_use]
    pub fn lists(&self) -> &[Listed] {
        &self.lists
    }

    /// When it was suspended here (`true`) and lifted (`false`), in order.
    #[must_use]
    pub fn suspensions(&self) -> &[(Instant, bool)] {
        &self.suspensions
    }

    /// From when the distant site, the board here or the holder ended it.
    #[must_use]
    pub const fn ended(&self) -> Option<Instant> {
        self.ended
    }
}
