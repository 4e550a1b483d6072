//! Meetings: a committee or the board, its members, its agenda, who is recused, and what was voted.
//!
//! What a meeting decided is shown by a [`carried::Carried`], which a decision takes through its [`authority::Authority`].

pub mod authority;
pub mod carried;
mod command;
mod event;
pub mod host;
pub mod matter;
pub mod member;
mod table;
pub mod vote;
mod voting;

use chrono::NaiveDate;

use crate::{
    actor::{Actor, Capacity},
    id::{FacilityId, MeetingId, OrganizationId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, zone::Zone},
};
pub use command::Command;
pub use event::Event;
use host::{BODIES, Host};
use matter::{AgendaItem, Matter, Recusal};
use member::Member;
pub use table::MACHINE;

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    id: MeetingId,
    organization: OrganizationId,
    facility: Option<FacilityId>,
    body: Capacity,
    on: Instant,
    zone: Zone,
    members: Vec<Member>,
    agenda: Vec<AgendaItem>,
    present: Vec<Text>,
    state: &'static str,
}

impl Meeting {
    /// Convenes a body of an organisation or a facility on an instant of today or later.
    ///
    /// # Errors
    /// When the actor may not, the body is none that meets, nobody in it votes, somebody is in it twice, or the day is over.
    pub fn convene(
        host: &Host<'_>,
        body: Capacity,
        on: Instant,
        members: Vec<Member>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "convene", actor)?;
        let zone = host.zone();
        let checked = || -> Result<(), Reason> {
            host.is_whole()?;
            if !BODIES.contains(&body) {
                let known = BODIES.iter().map(ToString::to_string).collect();
                return Err(Reason::Unknown { what: "body that meets", name: body.to_string(), known });
            }
            is_keeper(body, actor)?;
            if zone.date_at(on) < zone.date_at(at) {
                return Err(Reason::BackDated { what: "the meeting", start: on, decided: at });
            }
            if !members.iter().any(|member| member.voting) {
                return Err(Reason::NoValidVote {
                    body: body.to_string(),
                    because: "it has no voting member".to_owned(),
                });
            }
            for (index, member) in members.iter().enumerate() {
                if Actor::new(member.name.as_str(), body).is_err() {
                    return Err(Reason::TextMissing { field: "the name of a member", max: 120 });
                }
                let mut others = members.iter().skip(index + 1);
                if others.any(|other| other.is_same_person(member) || other.name.means(member.name.as_str())) {
                    return Err(Reason::Duplicate { what: "a member of this name or id", id: member.name.to_string() });
                }
            }
            Ok(())
        };
        checked().map_err(|reason| MACHINE.refuse(Machine::START, "convene", reason))?;
        Ok(vec![Event::Convened {
            organization: host.organization().id().clone(),
            facility: host.facility().map(|facility| facility.id().clone()),
            body,
            on,
            zone,
            members,
        }])
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails. A vote without a quorum, or with a
    /// recused, absent or non-voting member in it, is refused and not recorded.
    pub fn decide(
        &self,
        command: Command<'_>,
        host: &Host<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state, name, actor)?;
        self.decided(command, host, actor, at)
            .map(|event| vec![event])
            .map_err(|reason| MACHINE.refuse(self.state, name, reason))
    }

    fn decided(&self, command: Command<'_>, host: &Host<'_>, actor: &Actor, at: Instant) -> Result<Event, Reason> {
        host.is(&self.organization, self.facility.as_ref())?;
        is_keeper(self.body, actor)?;
        match command {
            Command::PlaceMatter { matter, subject, about, earlier } => {
                not_own(subject, actor)?;
                self.place(matter, subject, about, &earlier)
            }
            Command::RecordAttendance { present } => {
                self.is_sitting(at)?;
                let mut here: Vec<Text> = Vec::new();
                for name in &present {
                    let member = self.member(name)?.name.clone();
                    if here.contains(&member) {
                        return Err(Reason::Duplicate { what: "a member of this name", id: member.to_string() });
                    }
                    here.push(member);
                }
                Ok(Event::AttendanceRecorded { present: here })
            }
            Command::Recuse { member, matter, subject, reason } => {
                let item = self.undecided(&matter, subject, actor)?;
                let member = self.member(&member)?.name.clone();
                if item.recusals.iter().any(|held| held.member == member) {
                    return Err(Reason::Duplicate { what: "a recusal", id: member.to_string() });
                }
                Ok(Event::MemberRecused { matter, recusal: Recusal { member, reason } })
            }
            Command::Vote { matter, motion, subject, ballots } => {
                self.is_sitting(at)?;
                let item = self.undecided(&matter, subject, actor)?;
                let vote = self.put(item, motion, subject, ballots, host, at)?;
                Ok(Event::Voted { matter, vote: Box::new(vote) })
            }
            Command::Defer { matter, subject, question } => {
                self.is_sitting(at)?;
                let item = self.undecided(&matter, subject, actor)?;
                let vote = self.put_off(item, subject, host, at)?;
                Ok(Event::MatterDeferred { matter, question, vote: Box::new(vote) })
            }
            Command::Adjourn => Ok(Event::Adjourned),
        }
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: MeetingId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Convened { organization, facility, body, on, zone, members } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            organization: organization.clone(),
            facility: facility.clone(),
            body: *body,
            on: *on,
            zone: *zone,
            members: members.clone(),
            agenda: Vec::new(),
            present: Vec::new(),
            state: "convened",
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let broken = || ReplayError { stream: self.id.to_string(), event: event.name(), after: self.state.to_owned() };
        let next = match event {
            Event::Convened { .. } => return Err(broken()),
            Event::MatterPlaced { .. } | Event::MemberRecused { .. } => self.state,
            Event::AttendanceRecorded { .. } | Event::Voted { .. } | Event::MatterDeferred { .. } => "in-session",
            Event::Adjourned => "adjourned",
        };
        let follows = match event {
            Event::MatterPlaced { matter, .. } => self.item(matter).is_none(),
            Event::MemberRecused { matter, .. }
            | Event::Voted { matter, .. }
            | Event::MatterDeferred { matter, .. } => self.item(matter).is_some_and(|item| item.decided().is_none()),
            Event::Convened { .. } | Event::AttendanceRecorded { .. } | Event::Adjourned => true,
        };
        if !follows || !MACHINE.leads(self.state, event.commands(), next) {
            return Err(broken());
        }
        match event {
            Event::Convened { .. } | Event::Adjourned => {}
            Event::MatterPlaced { matter, provider, about, recusals } => self.agenda.push(AgendaItem {
                matter: matter.clone(),
                provider: *provider,
                about: about.clone(),
                recusals: recusals.clone(),
                votes: Vec::new(),
                question: None,
            }),
            Event::AttendanceRecorded { present } => self.present.clone_from(present),
            Event::MemberRecused { matter, recusal } => {
                if let Some(item) = self.item_mut(matter) {
                    item.recusals.push(recusal.clone());
                }
            }
            Event::Voted { matter, vote } => {
                if let Some(item) = self.item_mut(matter) {
                    item.votes.push((**vote).clone());
                }
            }
            Event::MatterDeferred { matter, question, vote } => {
                if let Some(item) = self.item_mut(matter) {
                    item.votes.push((**vote).clone());
                    item.question = Some(question.clone());
                }
            }
        }
        self.state = next;
        Ok(())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> MeetingId {
        self.id
    }

    /// Whose body.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// Of which facility; the organisation's own where none.
    #[must_use]
    pub const fn facility(&self) -> Option<&FacilityId> {
        self.facility.as_ref()
    }

    /// Which body.
    #[must_use]
    pub const fn body(&self) -> Capacity {
        self.body
    }

    /// From when on it sits.
    #[must_use]
    pub const fn on(&self) -> Instant {
        self.on
    }

    /// The zone in which its day is counted.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// Its local day: the rules in force on it bind, and it is the day of its decisions.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.zone.date_at(self.on)
    }

    /// The members, as convened.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Who is there, by the newest list.
    #[must_use]
    pub fn present(&self) -> &[Text] {
        &self.present
    }

    /// The agenda, in order.
    #[must_use]
    pub fn agenda(&self) -> &[AgendaItem] {
        &self.agenda
    }

    /// A matter on the agenda.
    #[must_use]
    pub fn item(&self, matter: &Matter) -> Option<&AgendaItem> {
        self.agenda.iter().find(|item| item.matter == *matter)
    }

    fn item_mut(&mut self, matter: &Matter) -> Option<&mut AgendaItem> {
        self.agenda.iter_mut().find(|item| item.matter == *matter)
    }

    /// The state's name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        self.state
    }
}

fn not_own(subject: &Provider, actor: &Actor) -> Result<(), Reason> {
    if subject.is(actor) { Err(Reason::OwnFile { actor: actor.name().to_owned() }) } else { Ok(()) }
}

/// A body's meeting is kept by the staff or by itself, not by another body.
fn is_keeper(body: Capacity, actor: &Actor) -> Result<(), Reason> {
    if actor.capacity() == Capacity::Msp || actor.capacity() == body {
        return Ok(());
    }
    let (given, wanted) = (actor.capacity().to_string(), format!("{} or {body}", Capacity::Msp));
    Err(Reason::Mismatch { what: "the actor", given, wanted })
}
