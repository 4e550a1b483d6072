//! Enrolling providers with payers, and whether a service may be billed.

use chrono::NaiveDate;
use cred_core::{
    enrollment::{
        Applicant, Command, Enrollment,
        application::{Application, Notice, TerminationKind},
    },
    exercise::claimable::{Claimable, Service, claimable},
    id::{EnrollmentId, ProviderId},
    journal::{DomainEvent, Stream},
    records::Records,
    standard::binding::Standards,
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError, questions::known_at};

/// What is asked of an enrollment. Days are local to the practice location; a day left out is today.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnrollmentStep {
    /// Sign.
    Sign,
    /// File: on a day; the profile last attested on a day, where recorded.
    Submit(Option<NaiveDate>, Option<NaiveDate>),
    /// The payer asks for more: the last day for a reply, and what.
    ReceiveDevelopmentLetter(Option<NaiveDate>, Text),
    /// Answer the payer.
    Reply(Option<NaiveDate>),
    /// The payer returns it unprocessed.
    Reject(Text),
    /// File again: on a day; the profile last attested on a day, where recorded.
    Resubmit(Option<NaiveDate>, Option<NaiveDate>),
    /// The payer begins its own credentialing.
    BeginCredentialing,
    /// The payer approves from a day, by a notice.
    Approve(NaiveDate, Notice),
    /// The payer moves the effective date, by a new notice.
    MoveEffectiveDate(NaiveDate, Notice),
    /// The payer asks for revalidation by a day.
    AskRevalidation(NaiveDate),
    /// File the revalidation.
    SubmitRevalidation(Option<NaiveDate>),
    /// The payer accepts it, by a notice.
    AcceptRevalidation(Notice),
    /// The payer holds payment for services from a day on.
    HoldPayment(NaiveDate),
    /// The payer deactivates from a day.
    Deactivate(NaiveDate, Text),
    /// The payer reactivates from the day of receipt, by a notice.
    Reactivate(NaiveDate, Notice),
    /// The payer revokes from a day; one may apply again on another.
    Revoke(NaiveDate, NaiveDate, Text),
    /// Begin again after the bar.
    ApplyAgain,
    /// The payer denies.
    Deny(Text),
    /// Take the application back.
    Withdraw,
    /// End it from a day.
    Terminate(NaiveDate, TerminationKind),
    /// Opt out of Medicare from a day, until a last day.
    OptOut(NaiveDate, Option<NaiveDate>),
    /// End an opt-out after a last day.
    EndOptOut(NaiveDate),
}

impl EnrollmentStep {
    fn command(self, today: NaiveDate) -> Command {
        match self {
            Self::Sign => Command::Sign,
            Self::Submit(on, attested_on) => Command::Submit { filed_on: on.unwrap_or(today), attested_on },
            Self::ReceiveDevelopmentLetter(due, asks) => Command::ReceiveDevelopmentLetter { due, asks },
            Self::Reply(on) => Command::Reply { on: on.unwrap_or(today) },
            Self::Reject(reason) => Command::Reject { reason },
            Self::Resubmit(on, attested_on) => Command::Resubmit { filed_on: on.unwrap_or(today), attested_on },
            Self::BeginCredentialing => Command::BeginCredentialing,
            Self::Approve(effective_from, notice) => Command::Approve { effective_from, notice },
            Self::MoveEffectiveDate(effective_from, notice) => Command::MoveEffectiveDate { effective_from, notice },
            Self::AskRevalidation(due) => Command::AskRevalidation { due },
            Self::SubmitRevalidation(on) => Command::SubmitRevalidation { filed_on: on.unwrap_or(today) },
            Self::AcceptRevalidation(notice) => Command::AcceptRevalidation { notice },
            Self::HoldPayment(from) => Command::HoldPayment { from },
            Self::Deactivate(from, reason) => Command::Deactivate { from, reason },
            Self::Reactivate(received_on, notice) => Command::Reactivate { received_on, notice },
            Self::Revoke(from, bar_until, reason) => Command::Revoke { from, bar_until, reason },
            Self::ApplyAgain => Command::ApplyAgain,
            Self::Deny(reason) => Command::Deny { reason },
            Self::Withdraw => Command::Withdraw,
            Self::Terminate(from, kind) => Command::Terminate { from, kind },
            Self::OptOut(from, last_day) => Command::OptOut { from, last_day },
            Self::EndOptOut(last_day) => Command::EndOptOut { last_day },
        }
    }
}

impl App {
    /// Prepares an application to a payer.
    ///
    /// # Errors
    /// When there is no such provider or organisation, the core refuses, or the store fails.
    pub fn prepare_enrollment(
        &mut self,
        by: &By,
        provider: ProviderId,
        application: &Application,
    ) -> Result<Done<EnrollmentId>, AppError> {
        let request = ("prepare-enrollment", provider, application);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            load(desk, provider, application)?;
            let events = with_applicant(desk, provider, application, |applicant, desk| {
                Ok(Enrollment::prepare(applicant, application.clone(), desk.actor(), desk.now())?)
            })?;
            let id = desk.mint_enrollment();
            desk.emit(&Stream::Enrollment(id), wrap(events, DomainEvent::Enrollment))?;
            Ok(id)
        })
    }

    /// Gives a step to an enrollment of a provider.
    ///
    /// # Errors
    /// When there is none, the core refuses, or the store fails.
    pub fn enrollment_step(
        &mut self,
        by: &By,
        provider: ProviderId,
        enrollment: EnrollmentId,
        step: &EnrollmentStep,
    ) -> Result<Done<&'static str>, AppError> {
        let request = ("enrollment-step", provider, enrollment, step);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_provider(provider)?;
            let application =
                have(desk.records().enrollment(enrollment), "enrollment", &enrollment)?.application().clone();
            load(desk, provider, &application)?;
            let events = with_applicant(desk, provider, &application, |applicant, desk| {
                let own = have(desk.records().enrollment(enrollment), "enrollment", &enrollment)?;
                let command = step.clone().command(application.zone.date_at(desk.now()));
                Ok(own.decide(command, applicant, desk.actor(), desk.now())?)
            })?;
            desk.emit(&Stream::Enrollment(enrollment), wrap(events, DomainEvent::Enrollment))?;
            Ok(have(desk.records().enrollment(enrollment), "enrollment", &enrollment)?.state())
        })
    }

    /// May a service of a day be billed to a payer? As known now, or at an earlier time.
    ///
    /// # Errors
    /// When there is no such provider, or the store fails.
    pub fn claimable(&self, service: Service, known: Option<Instant>) -> Result<(Records, Claimable), AppError> {
        let records = self.enrollment_records(service.provider, known)?;
        let provider = service.provider;
        let answer = have(claimable(&records, service), "provider", &provider)?;
        Ok((records, answer))
    }

    /// The effective date that a payer will probably give to an application under way: the later of its filing date and the first
    /// service. `None` where it has no filing date, as after a rejection.
    ///
    /// # Errors
    /// When there is no such enrollment, or the store fails.
    pub fn predicted_effective(
        &self,
        provider: ProviderId,
        enrollment: EnrollmentId,
        first_service: NaiveDate,
    ) -> Result<Option<NaiveDate>, AppError> {
        let records = self.enrollment_records(provider, None)?;
        let own = have(records.enrollment(enrollment), "enrollment", &enrollment)?;
        Ok(own.prediction(first_service, own.application().zone.date_at(self.now())))
    }

    /// A provider's records with the rules of everyone who bills for them.
    fn enrollment_records(&self, provider: ProviderId, known: Option<Instant>) -> Result<Records, AppError> {
        let bound = self.pinned(known_at(known))?;
        let first = self.records(&[provider], &[], bound)?;
        let facilities: Vec<_> =
            first.enrollments_of(provider).filter_map(|own| own.application().facility.clone()).collect();
        let mut records = self.records(&[provider], &facilities, bound)?;
        let wanted: Vec<_> =
            records.enrollments_of(provider).map(|own| own.application().organization.clone()).collect();
        for organization in wanted {
            if records.organization(&organization).is_none() {
                let stream = crate::codec::stream_id("organization", organization.as_str())?;
                for event in self.store().stream(&stream, bound)? {
                    records.apply(&crate::codec::recorded(&event)?)?;
                }
            }
        }
        Ok(records)
    }
}

fn load(desk: &mut Desk<'_>, provider: ProviderId, application: &Application) -> Result<(), AppError> {
    desk.load_provider(provider)?;
    desk.load_organization(&application.organization)?;
    have(desk.records().organization(&application.organization), "organization", &application.organization)?;
    application.facility.as_ref().map_or(Ok(()), |facility| desk.load_facility(facility))
}

fn with_applicant<R>(
    desk: &Desk<'_>,
    provider: ProviderId,
    application: &Application,
    decide: impl FnOnce(&Applicant<'_>, &Desk<'_>) -> Result<R, AppError>,
) -> Result<R, AppError> {
    let records = desk.records();
    let dossier = have(records.dossier(provider), "provider", &provider)?;
    let enrollments: Vec<&Enrollment> = records.enrollments_of(provider).collect();
    let organization = records.organization(&application.organization).map(|own| own.adoptions());
    let facility = application.facility.as_ref().and_then(|id| records.facility(id)).map(|own| own.adoptions());
    let adopters: Vec<_> = organization.into_iter().chain(facility).collect();
    let standards = Standards::of(&adopters);
    decide(&Applicant { dossier: &dossier, enrollments: &enrollments, standards: &standards }, desk)
}
