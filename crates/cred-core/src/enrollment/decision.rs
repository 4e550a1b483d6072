//! What may happen to an enrollment: every rule of the machine.

use chrono::NaiveDate;

use super::{
    Applicant, Command, Enrollment, Event, MACHINE,
    application::{Application, Notice, Program, TerminationKind},
    coverage::Covered,
};
use crate::{
    actor::{Actor, Capacity},
    evidence::dossier::told,
    machine::Machine,
    provider::element::ElementKind,
    refusal::{Reason, Refusal},
    standard::topic::Topic,
    time::Instant,
    timeline::truth::Truth,
};

impl Enrollment {
    /// Prepares an application.
    ///
    /// # Errors
    /// When the actor may not, another application of the key is open, or a bar of the payer is in force.
    pub fn prepare(
        applicant: &Applicant<'_>,
        application: Application,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "prepare", actor)?;
        let today = application.zone.date_at(at);
        let checked = || -> Result<(), Reason> {
            hands(applicant, actor)?;
            if let Some(held) =
                of_person(applicant).find(|held| held.is_open() && held.application.same_key(&application))
            {
                return Err(Reason::Duplicate { what: "an enrollment of this key", id: held.id.to_string() });
            }
            no_bar(applicant, &application, today)
        };
        checked().map_err(|reason| MACHINE.refuse(Machine::START, "prepare", reason))?;
        let provider = applicant.dossier.provider().id();
        Ok(vec![Event::Prepared { provider, application: Box::new(application) }])
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command,
        applicant: &Applicant<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state, name, actor)?;
        self.decided(command, applicant, actor, at)
            .map(|event| vec![event])
            .map_err(|reason| MACHINE.refuse(self.state, name, reason))
    }

    fn decided(
        &self,
        command: Command,
        applicant: &Applicant<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Event, Reason> {
        let subject = applicant.dossier.provider();
        if !subject.has_id(self.provider) {
            let (given, wanted) = (subject.id().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the subject", given, wanted });
        }
        hands(applicant, actor)?;
        let today = self.application.zone.date_at(at);
        Ok(match command {
            Command::Sign => {
                if self.signatures.iter().any(|(signer, _)| signer.capacity() == actor.capacity()) {
                    return Err(Reason::Duplicate { what: "this signature", id: self.id.to_string() });
                }
                Event::Signed { by: actor.clone(), on: today }
            }
            Command::Submit { filed_on, attested_on } => {
                self.signed()?;
                let signed_on = self.signatures.iter().map(|(_, on)| *on).max();
                if let Some(signed_on) = signed_on.filter(|signed| filed_on < *signed) {
                    let because = format!("it was signed on {signed_on}");
                    return Err(against("the filing date", "an application is signed before it is filed", because));
                }
                self.filed(applicant, filed_on, attested_on, today)?;
                Event::Submitted { filed_on, attested_on }
            }
            Command::Resubmit { filed_on, attested_on } => {
                if let Some(returned) = self.returned_on.filter(|returned| filed_on < *returned) {
                    let because = format!("it was returned on {returned}, and what was filed before is lost");
                    return Err(against("the filing date", "the payer's return of the application", because));
                }
                self.filed(applicant, filed_on, attested_on, today)?;
                Event::Resubmitted { filed_on, attested_on }
            }
            Command::ReceiveDevelopmentLetter { due, asks } => {
                Event::DevelopmentAsked { due: self.reply_by(applicant, due, today)?, asks }
            }
            Command::Reply { on } => {
                not_future(on, today)?;
                if let Some(due) = self.reply_due.filter(|due| *due < on) {
                    return Err(against("the reply", "the payer's letter", format!("it was due on {due}")));
                }
                Event::Replied { on }
            }
            Command::Reject { .. }
                if actor.capacity() == Capacity::System && self.reply_due.is_none_or(|due| today <= due) =>
            {
                let due = self.reply_due.map_or_else(|| "no day".to_owned(), |due| due.to_string());
                return Err(against("the return", "the payer's letter", format!("a reply is due by {due}")));
            }
            Command::Reject { reason } if self.state == "revalidation-submitted" => {
                Event::RevalidationReturned { on: today, reason }
            }
            Command::Reject { reason } => Event::Rejected { on: today, reason },
            Command::BeginCredentialing => Event::CredentialingBegun,
            Command::Approve { effective_from, notice } => {
                self.admit_notice(&notice, today)?;
                self.may_begin(applicant, effective_from, today)?;
                Event::Approved { effective_from, notice }
            }
            Command::MoveEffectiveDate { effective_from, notice } => {
                self.admit_notice(&notice, today)?;
                self.may_begin(applicant, effective_from, today)?;
                Event::EffectiveDateMoved { effective_from, notice }
            }
            Command::AskRevalidation { due } => Event::RevalidationAsked { due },
            Command::SubmitRevalidation { filed_on } => {
                not_future(filed_on, today)?;
                Event::RevalidationSubmitted { filed_on }
            }
            Command::AcceptRevalidation { notice } => {
                self.admit_notice(&notice, today)?;
                Event::Revalidated { notice }
            }
            Command::HoldPayment { from } => Event::PaymentHeld { from },
            Command::Deactivate { from, reason } => Event::Deactivated { from, reason },
            Command::Reactivate { received_on, notice } => {
                not_future(received_on, today)?;
                self.admit_notice(&notice, today)?;
                let gap = self.coverage.gaps().iter().rev().find(|gap| gap.to.is_none());
                if let Some(gap) = gap.filter(|gap| received_on < gap.from) {
                    let because = format!("it was deactivated from {}: the gap is not filled", gap.from);
                    return Err(against("the reactivation", "effective from the receipt of the application", because));
                }
                self.may_begin(applicant, received_on, today)?;
                Event::Reactivated { received_on, notice }
            }
            Command::Revoke { from, bar_until, .. } if bar_until < from => {
                return Err(Reason::InvertedDates { from: from.to_string(), to: bar_until.to_string() });
            }
            Command::Revoke { from, bar_until, reason } => Event::Revoked { from, bar_until, reason },
            Command::ApplyAgain => {
                no_bar(applicant, &self.application, today)?;
                Event::AppliedAgain
            }
            Command::Deny { reason } => Event::Denied { reason },
            Command::Withdraw => Event::Withdrawn,
            Command::Terminate { from, kind } => {
                let by_payer = actor.capacity() == Capacity::Payer;
                if by_payer == (kind == TerminationKind::Voluntary) {
                    let may: &[Capacity] =
                        if by_payer { &[Capacity::Provider, Capacity::Msp] } else { &[Capacity::Payer] };
                    let may = may.iter().map(|capacity| capacity.word()).collect::<Vec<_>>().join(" or ");
                    let (given, wanted) = (actor.capacity().to_string(), may);
                    return Err(Reason::Mismatch { what: "the kind of termination", given, wanted });
                }
                Event::Terminated { from, kind }
            }
            Command::OptOut { from, last_day } => {
                self.may_opt_out(applicant, from, last_day)?;
                Event::OptedOut { from, last_day }
            }
            Command::EndOptOut { last_day } => {
                if let Some(opt_out) = self.opt_out.filter(|opt_out| last_day < opt_out.from) {
                    let (from, to) = (opt_out.from.to_string(), last_day.to_string());
                    return Err(Reason::InvertedDates { from, to });
                }
                Event::OptOutEnded { last_day }
            }
        })
    }

    /// Signed by everyone who must.
    fn signed(&self) -> Result<(), Reason> {
        let by = |capacity| self.signatures.iter().any(|(signer, _)| signer.capacity() == capacity);
        let mut open = Vec::new();
        if self.application.reassigns {
            for (capacity, who) in [(Capacity::Provider, "the provider"), (Capacity::Ceo, "the group's official")] {
                if !by(capacity) {
                    open.push(format!("benefits are reassigned by both signatures: {who} has not signed"));
                }
            }
        }
        if open.is_empty() { Ok(()) } else { Err(Reason::RequirementsOpen { open }) }
    }

    /// A filing date, and a profile that was attested in time for it. Where no day of attestation is recorded, or no rule on it adopted,
    /// that is not looked at.
    fn filed(
        &self,
        applicant: &Applicant<'_>,
        filed_on: NaiveDate,
        attested_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), Reason> {
        not_future(filed_on, today)?;
        let Some(attested_on) = attested_on else { return Ok(()) };
        not_future(attested_on, today)?;
        let payer = &self.application.payer;
        let rule = applicant.standards.shortest(filed_on, attested_on, |topic| {
            if let Topic::ReAttestation(rule) = topic
                && rule.payer.as_ref().is_none_or(|own| own.means(payer.as_str()))
            {
                Some(rule.limit)
            } else {
                None
            }
        });
        let Some(rule) = rule else { return Ok(()) };
        if rule.value.last_day_after(attested_on).is_none_or(|last| last < filed_on) {
            let because = format!("the profile was attested on {attested_on}, more than {} before", rule.value);
            return Err(Reason::AgainstRule { what: "the filing", rule: rule.citation(), because });
        }
        Ok(())
    }

    /// The last day for a reply: the letter's, or by the adopted rule on replies to payers.
    fn reply_by(
        &self,
        applicant: &Applicant<'_>,
        due: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<NaiveDate, Reason> {
        let payer = &self.application.payer;
        let rule = applicant.standards.shortest(today, today, |topic| {
            if let Topic::DevelopmentReply(rule) = topic
                && rule.payer.as_ref().is_none_or(|own| own.means(payer.as_str()))
            {
                Some(rule.limit)
            } else {
                None
            }
        });
        due.or_else(|| rule.and_then(|rule| rule.value.last_day_after(today))).ok_or_else(|| Reason::NoRules {
            who: self.application.organization.to_string(),
            what: "rule on replies to a payer",
            on: today,
        })
    }

    /// A notice of the payer that was not used before: an effective date moves by a new one only.
    fn admit_notice(&self, notice: &Notice, today: NaiveDate) -> Result<(), Reason> {
        not_future(notice.date, today)?;
        if self.notices.iter().any(|held| held.artefact == notice.artefact) {
            let (given, wanted) = (notice.artefact.to_string(), "a notice that nothing rests on yet".to_owned());
            return Err(Reason::Mismatch { what: "the payer's notice", given, wanted });
        }
        Ok(())
    }

    /// Nothing becomes active for whom a list excludes, who opted out, or whom the payer bars.
    fn may_begin(&self, applicant: &Applicant<'_>, from: NaiveDate, today: NaiveDate) -> Result<(), Reason> {
        if let Some(died) = applicant.dossier.provider().died() {
            return Err(Reason::RequirementsOpen { open: vec![format!("the provider died on {died}")] });
        }
        let zone = self.application.zone;
        for (key, items) in applicant.dossier.elements().filter(|(key, _)| key.kind() == ElementKind::Exclusion) {
            let told = told(items);
            for day in [from, today] {
                if told.at(zone.start_of_day(day)).truth == Truth::Unmet {
                    return Err(Reason::RequirementsOpen { open: vec![format!("{key}: excluded on {day}")] });
                }
            }
        }
        if self.application.program == Program::Medicare {
            let out = of_person(applicant)
                .find(|held| held.opt_out.is_some_and(|out| out.last_day.is_none_or(|last| from <= last)));
            if let Some(out) = out {
                return Err(Reason::Duplicate { what: "a Medicare opt-out", id: out.id.to_string() });
            }
        }
        if let Some(until) = barred(applicant, &self.application).filter(|until| from < *until) {
            let because = format!("it is barred until {until}");
            return Err(against("the effective date", "the payer's bar after a revocation", because));
        }
        Ok(())
    }

    fn may_opt_out(
        &self,
        applicant: &Applicant<'_>,
        from: NaiveDate,
        last_day: Option<NaiveDate>,
    ) -> Result<(), Reason> {
        if self.application.program != Program::Medicare {
            let (given, wanted) = (self.application.payer.to_string(), "Medicare".to_owned());
            return Err(Reason::Mismatch { what: "what is opted out of", given, wanted });
        }
        if last_day.is_some_and(|last| last < from) {
            let to = last_day.map_or_else(String::new, |last| last.to_string());
            return Err(Reason::InvertedDates { from: from.to_string(), to });
        }
        let active = of_person(applicant).find(|held| {
            held.id != self.id
                && held.application.program == Program::Medicare
                && (held.covers_from(from)
                    || matches!(held.state, "active" | "revalidation-due" | "revalidation-submitted" | "payment-hold"))
        });
        match active {
            Some(held) => Err(Reason::Duplicate { what: "a Medicare enrollment", id: held.id.to_string() }),
            None => Ok(()),
        }
    }

    /// Whether it covers a day or any after it.
    fn covers_from(&self, day: NaiveDate) -> bool {
        matches!(self.coverage.on(day), Covered::Active | Covered::Held | Covered::Before(_))
    }
}

/// The provider's own acts are the provider's; all others are somebody else's.
fn hands(applicant: &Applicant<'_>, actor: &Actor) -> Result<(), Reason> {
    let subject = applicant.dossier.provider();
    match actor.capacity() {
        Capacity::Provider | Capacity::Delegate if subject.is_represented_by(actor) => Ok(()),
        Capacity::Provider | Capacity::Delegate => {
            let (given, wanted) = (actor.to_string(), subject.id().to_string());
            Err(Reason::Mismatch { what: "the actor", given, wanted })
        }
        Capacity::Msp
        | Capacity::Cvo
        | Capacity::Chair
        | Capacity::CredentialsCommittee
        | Capacity::MedicalDirector
        | Capacity::Mec
        | Capacity::Board
        | Capacity::BoardCommittee
        | Capacity::Ceo
        | Capacity::HearingPanel
        | Capacity::Facility
        | Capacity::Payer
        | Capacity::System => {
            if subject.is(actor) {
                Err(Reason::OwnFile { actor: actor.name().to_owned() })
            } else {
                Ok(())
            }
        }
    }
}

fn of_person<'a>(applicant: &Applicant<'a>) -> impl Iterator<Item = &'a Enrollment> {
    let subject = applicant.dossier.provider();
    applicant.enrollments.iter().copied().filter(move |held| subject.has_id(held.provider))
}

/// The last bar of the same payer, whatever the product, group or place: it is the person who is barred.
fn barred(applicant: &Applicant<'_>, application: &Application) -> Option<NaiveDate> {
    let of_payer = of_person(applicant).filter(|held| {
        held.application.payer.means(application.payer.as_str())
            || (held.application.program == Program::Medicare && application.program == Program::Medicare)
    });
    of_payer.filter_map(Enrollment::barred_until).max()
}

fn no_bar(applicant: &Applicant<'_>, application: &Application, today: NaiveDate) -> Result<(), Reason> {
    match barred(applicant, application).filter(|until| today < *until) {
        Some(until) => Err(against(
            "the application",
            "the payer's bar after a revocation",
            format!("one may apply again on {until}"),
        )),
        None => Ok(()),
    }
}

fn not_future(given: NaiveDate, today: NaiveDate) -> Result<(), Reason> {
    if given > today { Err(Reason::FromTheFuture { given, today }) } else { Ok(()) }
}

fn against(what: &'static str, rule: &str, because: String) -> Reason {
    Reason::AgainstRule { what, rule: rule.to_owned(), because }
}
