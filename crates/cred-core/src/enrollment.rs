//! Enrollment: the approval of a payer for one person, product, group, location and state; from when, and which days it covers.
//!
//! The effective date is the payer's. It is recorded from the payer's notice, predicted for a question, and never set here.

pub mod application;
pub mod coverage;

mod command;
mod decision;
mod event;
mod table;

use chrono::NaiveDate;

use crate::{
    actor::Actor,
    evidence::dossier::Dossier,
    id::{EnrollmentId, ProviderId},
    refusal::ReplayError,
    standard::binding::Standards,
};
use application::{Application, Notice};
use coverage::{Coverage, GapKind};

pub use command::Command;
pub use event::Event;
pub use table::MACHINE;

/// Who applies, and all that a decision about an enrollment looks at beside it.
#[derive(Debug, Clone, Copy)]
pub struct Applicant<'a> {
    /// The person.
    pub dossier: &'a Dossier<'a>,
    /// Every enrollment of the person, this one among them or not.
    pub enrollments: &'a [&'a Enrollment],
    /// The packs adopted by the billing organisation and its facility.
    pub standards: &'a Standards<'a>,
}

/// An opt-out of Medicare. Both days inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptOut {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; open where none.
    pub last_day: Option<NaiveDate>,
}

impl OptOut {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.last_day.is_none_or(|last| day <= last)
    }
}

/// One enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    id: EnrollmentId,
    provider: ProviderId,
    application: Application,
    state: &'static str,
    signatures: Vec<(Actor, NaiveDate)>,
    filed_on: Option<NaiveDate>,
    returned_on: Option<NaiveDate>,
    reply_due: Option<NaiveDate>,
    revalidation_due: Option<NaiveDate>,
    notices: Vec<Notice>,
    coverage: Coverage,
    opt_out: Option<OptOut>,
}

impl Enrollment {
    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: EnrollmentId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Prepared { provider, application } = event else {
            let after = crate::machine::Machine::START.to_owned();
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after });
        };
        Ok(Self {
            id,
            provider: *provider,
            application: (**application).clone(),
            state: event.leads_to(),
            signatures: Vec::new(),
            filed_on: None,
            returned_on: None,
            reply_due: None,
            revalidation_due: None,
            notices: Vec::new(),
            coverage: Coverage::default(),
            opt_out: None,
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        if !MACHINE.leads(self.state, event.commands(), event.leads_to()) {
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after: self.state.to_owned() });
        }
        self.state = event.leads_to();
        match event {
            Event::Prepared { .. } | Event::CredentialingBegun => {}
            Event::Signed { by, on } => self.signatures.push((by.clone(), *on)),
            Event::Submitted { filed_on, .. } | Event::Resubmitted { filed_on, .. } => self.filed_on = Some(*filed_on),
            Event::DevelopmentAsked { due, .. } => self.reply_due = Some(*due),
            Event::Replied { .. } => self.reply_due = None,
            Event::Rejected { on, .. } => {
                self.filed_on = None;
                self.reply_due = None;
                self.returned_on = Some(*on);
            }
            Event::Approved { effective_from, notice } => {
                self.notices.push(notice.clone());
                self.coverage.begin(*effective_from);
            }
            Event::EffectiveDateMoved { effective_from, notice } => {
                self.notices.push(notice.clone());
                self.coverage.move_to(*effective_from);
            }
            Event::RevalidationAsked { due } => self.revalidation_due = Some(*due),
            Event::RevalidationSubmitted { .. } | Event::RevalidationReturned { .. } => {}
            Event::Revalidated { notice } => {
                self.notices.push(notice.clone());
                self.revalidation_due = None;
                self.coverage.release();
            }
            Event::PaymentHeld { from } => self.coverage.hold(*from),
            Event::Deactivated { from, .. } => {
                self.revalidation_due = None;
                self.coverage.gap(GapKind::Deactivated, *from, None);
            }
            Event::Reactivated { received_on, notice } => {
                self.notices.push(notice.clone());
                self.coverage.begin(*received_on);
            }
            Event::Revoked { from, bar_until, .. } => {
                self.revalidation_due = None;
                self.coverage.gap(GapKind::Revoked, *from, Some(*bar_until));
            }
            Event::AppliedAgain => {
                self.signatures.clear();
                self.filed_on = None;
                self.returned_on = None;
            }
            Event::Denied { .. } | Event::Withdrawn => {
                self.filed_on = None;
                self.reply_due = None;
            }
            Event::Terminated { from, .. } => self.coverage.end(*from),
            Event::OptedOut { from, last_day } => {
                self.coverage.end(*from);
                self.opt_out = Some(OptOut { from: *from, last_day: *last_day });
            }
            Event::OptOutEnded { last_day } => {
                if let Some(opt_out) = &mut self.opt_out {
                    opt_out.last_day = Some(*last_day);
                }
            }
        }
        Ok(())
    }

    /// The later of the filing date of an application and the first service at the location: what a payer will probably take as the
    /// effective date, if it approves that application at last. A prediction; the payer's notice decides.
    #[must_use]
    pub fn predicted_effective(filed_on: NaiveDate, first_service: NaiveDate) -> NaiveDate {
        filed_on.max(first_service)
    }

    /// The same for the application as it stands on a day: `None` where none is under way, it was returned unprocessed (its filing date is
    /// lost), or a reply is past due (the payer may return it).
    #[must_use]
    pub fn prediction(&self, first_service: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let under_way = matches!(self.state, "submitted" | "pended" | "in-credentialing");
        let late = self.reply_due.is_some_and(|due| due < today);
        self.filed_on.filter(|_| under_way && !late).map(|filed| Self::predicted_effective(filed, first_service))
    }

    /// Whether it stands in the way of another application of the same key.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !MACHINE.terminal.contains(&self.state)
    }

    /// The state's name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        self.state
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> EnrollmentId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// What was applied for.
    #[must_use]
    pub const fn application(&self) -> &Application {
        &self.application
    }

    /// Who signed, and on which local day.
    #[must_use]
    pub fn signatures(&self) -> &[(Actor, NaiveDate)] {
        &self.signatures
    }

    /// The filing date of the application under way or approved; none once it was returned.
    #[must_use]
    pub const fn filed_on(&self) -> Option<NaiveDate> {
        self.filed_on
    }

    /// The last day on which a reply to the payer counts, while one is owed.
    #[must_use]
    pub const fn reply_due(&self) -> Option<NaiveDate> {
        self.reply_due
    }

    /// The last day for the revalidation asked for, as the payer's contractor published it.
    #[must_use]
    pub const fn revalidation_due(&self) -> Option<NaiveDate> {
        self.revalidation_due
    }

    /// Every notice of the payer that moved a date, in the order they were recorded.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The days it covers.
    #[must_use]
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The opt-out, if any.
    #[must_use]
    pub const fn opt_out(&self) -> Option<OptOut> {
        self.opt_out
    }

    /// The first day on which one may apply to the payer again, by the last revocation.
    #[must_use]
    pub fn barred_until(&self) -> Option<NaiveDate> {
        let gaps = self.coverage.gaps().iter().filter(|gap| gap.kind == GapKind::Revoked);
        gaps.filter_map(|gap| gap.to).max()
    }
}
