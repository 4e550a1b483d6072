//! Temporary and disaster privileges: authority for a short time, each kind with its own preconditions and cap.
//!
//! They need no appointment and no approved credentialing file. When one ends is read from the facts: its term, the board's decision, the
//! closing of its application, the activation of the emergency plan, a clock that nobody stopped in time.

mod cap;
pub(crate) mod check;
mod command;
mod event;
pub mod grant;
mod granting;
mod table;

use crate::{
    actor::{Actor, Capacity},
    evidence::{reply::Reply, source::Method},
    facility::{Facility, governed::Governed},
    id::{FacilityId, ItemId, PrivilegeSetId, ProviderId, TemporaryPrivilegeId},
    machine::Machine,
    provider::{Provider, credential::Credential},
    refusal::{Reason, Refusal, ReplayError},
    time::Instant,
};

pub use check::TemporaryCheck;
pub use command::{Ask, Asked, Command, Psv, Purpose};
pub use event::Event;
use grant::{DisasterGround, Ground, Kind, TemporaryGrant};
pub use table::MACHINE;

/// One temporary privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryPrivilege {
    id: TemporaryPrivilegeId,
    provider: ProviderId,
    facility: FacilityId,
    set: PrivilegeSetId,
    item: ItemId,
    grant: TemporaryGrant,
    verified_at: Option<Instant>,
    impossible_from: Option<Instant>,
    continued: bool,
    ended: Option<Instant>,
    state: &'static str,
}

impl TemporaryPrivilege {
    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state or the kind, the actor may not give it, it comes too late, or a guard fails.
    pub fn decide(
        &self,
        command: Command<'_>,
        subject: &Provider,
        facility: Governed<'_>,
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
        let in_disaster = || self.in_disaster().map_err(refuse);
        Ok(vec![match command {
            Command::RecordLicensePsv(psv) => {
                let ground = in_disaster()?;
                let (verified_at, event) =
                    self.license_verified(psv, subject, facility.facility(), actor, at).map_err(refuse)?;
                Self::in_time(verified_at, self.verify_by(ground, facility.facility())).map_err(refuse)?;
                event
            }
            Command::RecordPsvImpossible { reason } => {
                let ground = in_disaster()?;
                Self::in_time(at, self.verify_by(ground, facility.facility())).map_err(refuse)?;
                Event::VerificationImpossible { from: at, reason }
            }
            Command::Continue { reason } => {
                let ground = in_disaster()?;
                let on = facility.zone().date_at(at);
                cap::may_grant(Kind::Disaster, &facility.standards(), on, actor, "the decision to continue")
                    .map_err(refuse)?;
                Self::in_time(at, Some(ground.decide_by)).map_err(refuse)?;
                let over = facility.emergency_plan().begun_at(ground.activation).and_then(|own| own.ended);
                Self::in_time(at, over).map_err(refuse)?;
                Event::Continued { from: at, reason }
            }
            Command::Terminate { reason } => Event::Terminated { from: at, reason },
            Command::Relinquish => Event::Relinquished { from: at },
        }])
    }

    fn in_disaster(&self) -> Result<&DisasterGround, Reason> {
        match &self.grant.ground {
            Ground::Disaster(ground) => Ok(ground),
            Ground::NewApplicant { .. } | Ground::CareNeed { .. } | Ground::LocumTenens { .. } => {
                Err(Reason::Mismatch {
                    what: "the temporary privilege",
                    given: self.grant.ground.kind().to_string(),
                    wanted: Kind::Disaster.to_string(),
                })
            }
        }
    }

    fn in_time(at: Instant, late_from: Option<Instant>) -> Result<(), Reason> {
        match late_from {
            Some(ended) if ended <= at => Err(Reason::TermEnded { ended }),
            Some(_) | None => Ok(()),
        }
    }

    /// The instant from which a verification of the licence is late: by its own clock, or when the disaster was under control if that was
    /// before. `None` where it was recorded in time that it is impossible.
    pub(crate) fn verify_by(&self, ground: &DisasterGround, facility: &Facility) -> Option<Instant> {
        let activation = facility.emergency_plan().begun_at(ground.activation);
        let under_control = activation.and_then(|own| own.under_control_from);
        let late_from = under_control.map_or(ground.verify_by, |from| from.min(ground.verify_by));
        match self.impossible_from {
            Some(from) if from < late_from => None,
            Some(_) | None => Some(late_from),
        }
    }

    fn license_verified(
        &self,
        psv: Psv<'_>,
        subject: &Provider,
        facility: &Facility,
        verifier: &Actor,
        at: Instant,
    ) -> Result<(Instant, Event), Reason> {
        let (verified_at, evidence, source) = match psv {
            Psv::Source { source, at } => (at, None, source),
            Psv::Evidence(verification) => {
                let usable = verification.state().usable().filter(|held| held.evidence.method != Method::ApplicantCopy);
                let state = usable.and_then(|held| {
                    if let Reply::Found { credential: Credential::License { jurisdiction, .. }, .. } =
                        &held.evidence.reply
                    {
                        Some(*jurisdiction)
                    } else {
                        None
                    }
                });
                let at_a_site = self.grant.sites.iter().filter_map(|site| facility.site(site));
                let here = at_a_site.into_iter().any(|site| Some(site.jurisdiction) == state);
                let Some(held) = usable.filter(|_| subject.has_id(verification.provider()) && here) else {
                    return Err(Reason::Mismatch {
                        what: "the evidence",
                        given: verification.element().to_string(),
                        wanted: "a licence of this provider in the state of a site, verified at its source".to_owned(),
                    });
                };
                (held.recorded_at, Some(verification.id()), held.evidence.source.clone())
            }
        };
        if at < verified_at {
            let zone = facility.zone();
            return Err(Reason::FromTheFuture { given: zone.date_at(verified_at), today: zone.date_at(at) });
        }
        Ok((verified_at, Event::LicenseVerified { verified_at, evidence, source, verifier: verifier.clone() }))
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: TemporaryPrivilegeId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Granted { provider, facility, set, item, grant } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            set: set.clone(),
            item: item.clone(),
            grant: (**grant).clone(),
            verified_at: None,
            impossible_from: None,
            continued: false,
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
            Event::Granted { .. } | Event::LicenseVerified { .. } | Event::VerificationImpossible { .. } => self.state,
            Event::Continued { .. } => "continued",
            Event::Terminated { .. } => "terminated",
            Event::Relinquished { .. } => "relinquished",
        };
        if !MACHINE.leads(self.state, event.commands(), to) {
            let after = self.state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Granted { .. } => {}
            Event::Continued { .. } => self.continued = true,
            Event::LicenseVerified { verified_at, .. } => {
                self.verified_at = Some(self.verified_at.map_or(*verified_at, |own| own.min(*verified_at)));
            }
            Event::VerificationImpossible { from, .. } => {
                self.impossible_from = Some(self.impossible_from.map_or(*from, |own| own.min(*from)));
            }
            Event::Terminated { from, .. } | Event::Relinquished { from } => self.ended = Some(*from),
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
    pub const fn id(&self) -> TemporaryPrivilegeId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Where.
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
    pub const fn grant_given(&self) -> &TemporaryGrant {
        &self.grant
    }

    /// When the licence was recorded as verified at its source; of a disaster privilege.
    #[must_use]
    pub const fn verified_at(&self) -> Option<Instant> {
        self.verified_at
    }

    /// Since when it has been recorded that the licence cannot be verified in time; of a disaster privilege.
    #[must_use]
    pub const fn impossible_from(&self) -> Option<Instant> {
        self.impossible_from
    }

    /// Whether it was decided to continue; of a disaster privilege.
    #[must_use]
    pub const fn is_continued(&self) -> bool {
        self.continued
    }

    /// From when it was ended by those who may, or given up.
    #[must_use]
    pub const fn ended(&self) -> Option<Instant> {
        self.ended
    }
}
