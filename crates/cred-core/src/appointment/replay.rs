//! An appointment rebuilt from its events. No rules here.

use super::{Appointment, Event, Leave, MACHINE, Provisional, Standing, Taken};
use crate::{id::AppointmentId, machine::Machine, refusal::ReplayError};

impl Appointment {
    /// Begins an appointment from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: AppointmentId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Appointed { provider, facility, category, term, membership, provisional_until, decided_at, .. } =
            event
        else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            membership: *membership,
            categories: vec![(term.start(), category.clone())],
            provisional: provisional_until.map(|until| Provisional { until, ended: None }),
            terms: vec![*term],
            standings: Vec::new(),
            taken: Vec::new(),
            leaves: Vec::new(),
            relinquishments: Vec::new(),
            reinstatements: Vec::new(),
            decided_at: *decided_at,
            told: Vec::new(),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let mut after = self.clone();
        let follows = after.take(event);
        let (state, to) = event.from().map_or((Machine::START, "appointed"), |from| {
            // What is recorded for a later time leads to the state of that time.
            (self.state_at(from), after.state_at(from))
        });
        if !follows || !MACHINE.leads(state, event.commands(), to) {
            let after = state.to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        *self = after;
        Ok(())
    }

    /// Takes in what happened; says whether it can have.
    fn take(&mut self, event: &Event) -> bool {
        match event {
            Event::Appointed { .. } => return false,
            Event::Reappointed { term, decided_at, .. } => {
                if self.end() != Some(term.start()) {
                    return false;
                }
                self.terms.push(*term);
                self.decided_at = Some(*decided_at);
            }
            Event::StandingChanged { standing, from, until, cause, decision, .. } => {
                if *standing == Standing::OnLeave {
                    self.leaves.push(Leave { from: *from, until: *until, asked_at: None });
                }
                self.standings.push((*from, *standing));
                self.taken.push(Taken { from: *from, standing: *standing, cause: *cause, decision: *decision });
            }
            Event::ReinstatementRequested { asked_at } => {
                let Some(leave) = self.leaves.iter_mut().rfind(|leave| leave.from <= *asked_at) else {
                    return false;
                };
                leave.asked_at = Some(*asked_at);
            }
            Event::RelinquishedAutomatically { relinquishment, .. } => {
                self.relinquishments.push(relinquishment.clone());
            }
            Event::CureRecorded { trigger, from, .. } => {
                return self.cure(*trigger, *from);
            }
            Event::Reinstated { trigger, from, .. } => {
                self.restore(*trigger, *from);
                self.reinstatements.push((*from, *trigger));
            }
            Event::CategoryChanged { category, from } => self.categories.push((*from, category.clone())),
            Event::ProvisionalEnded { category, from } => {
                let Some(provisional) = self.provisional.as_mut().filter(|own| own.ended.is_none()) else {
                    return false;
                };
                provisional.ended = Some(*from);
                self.categories.push((*from, category.clone()));
            }
            Event::NoticeGiven { recorded, on } => self.told.push((*recorded, *on)),
        }
        true
    }
}
