//! Payers: enrolling, what becomes of it, and whether a service may be billed.

pub mod answers;
pub mod application;

use cred_app::use_cases::enrolling::EnrollmentStep;
use cred_core::{
    actor::Capacity,
    enrollment::{
        Enrollment, MACHINE,
        application::{Notice, TerminationKind},
    },
    id::{EnrollmentId, ProviderId},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::application::{Apply, day, today};
use crate::{
    made_up,
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Question, Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Enrollment with payers",
    steps: Some(Words::<dyn Step>::of::<EnrollingStep>(&[
        Word::does("enroll", Capacity::Payer, &[(&MACHINE, &["approve"])]),
        Word::does("prepare-enrollment", Capacity::Msp, &[(&MACHINE, &["prepare"])]),
        Word::does("sign-enrollment", Capacity::Provider, &[(&MACHINE, &["sign"])]),
        Word::does("submit-enrollment", Capacity::Msp, &[(&MACHINE, &["submit"])]),
        Word::does("development-letter", Capacity::Payer, &[(&MACHINE, &["receive-development-letter"])]),
        Word::does("reply-to-payer", Capacity::Msp, &[(&MACHINE, &["reply"])]),
        Word::does("reject-enrollment", Capacity::Payer, &[(&MACHINE, &["reject"])]),
        Word::does("resubmit-enrollment", Capacity::Msp, &[(&MACHINE, &["resubmit"])]),
        Word::does("payer-credentials", Capacity::Payer, &[(&MACHINE, &["begin-credentialing"])]),
        Word::does("approve-enrollment", Capacity::Payer, &[(&MACHINE, &["approve"])]),
        Word::does("move-effective-date", Capacity::Payer, &[(&MACHINE, &["move-effective-date"])]),
        Word::does("ask-revalidation", Capacity::Payer, &[(&MACHINE, &["revalidation-due"])]),
        Word::does("submit-revalidation", Capacity::Msp, &[(&MACHINE, &["submit-revalidation"])]),
        Word::does("accept-revalidation", Capacity::Payer, &[(&MACHINE, &["accept-revalidation"])]),
        Word::does("hold-payment", Capacity::Payer, &[(&MACHINE, &["hold-payment"])]),
        Word::does("deactivate-enrollment", Capacity::Payer, &[(&MACHINE, &["deactivate"])]),
        Word::does("reactivate-enrollment", Capacity::Payer, &[(&MACHINE, &["reactivate"])]),
        Word::does("revoke-enrollment", Capacity::Payer, &[(&MACHINE, &["revoke"])]),
        Word::does("apply-again", Capacity::Provider, &[(&MACHINE, &["apply-again"])]),
        Word::does("deny-enrollment", Capacity::Payer, &[(&MACHINE, &["deny"])]),
        Word::does("withdraw-enrollment", Capacity::Msp, &[(&MACHINE, &["withdraw"])]),
        Word::does("terminate-enrollment", Capacity::Payer, &[(&MACHINE, &["terminate"])]),
        Word::does("opt-out", Capacity::Provider, &[(&MACHINE, &["opt-out"])]),
        Word::does("end-opt-out", Capacity::Provider, &[(&MACHINE, &["end-opt-out"])]),
    ])),
    questions: Some(Words::<dyn Question>::of::<answers::EnrollmentQuestion>(&[
        Word::ask("claimable"),
        Word::ask("enrollment"),
    ])),
};

/// The steps: each names the provider and, where several enrollments are on record, which.
macro_rules! steps {
    ($($(#[$doc:meta])* $word:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {
        /// What is done about an enrollment.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[schemars(tag = "do")]
        enum EnrollingStep {
            /// Shorthand: an application to a payer, signed, filed and approved. `by` names who approves. Facts: `state`,
            /// `effective_from`.
            Enroll(Box<application::Enroll>),
            /// Prepares an application to a payer. Facts: `state`.
            PrepareEnrollment(Box<Apply>),
            $($(#[$doc])* $word {
                /// Who.
                provider: String,
                /// Which enrollment, by the name that `prepare-enrollment` gave it; or give `payer`.
                #[serde(default)]
                enrollment: Option<String>,
                /// The enrollment with this payer; the last one prepared where both are left out.
                #[serde(default)]
                payer: Option<String>,
                $($(#[$field_doc])* #[serde(default)] $field: $type,)*
            },)+
        }
    };
}

steps! {
    /// Signs the application: the provider in person; where benefits are reassigned the group's official (`by = "ceo"`) as well. Facts:
    /// `state`.
    SignEnrollment {}
    /// Files the application. Facts: `state`.
    SubmitEnrollment {
        /// The filing date; today where left out.
        on: Option<Moment>,
        /// When the data-set profile was last attested, where a rule asks.
        attested_on: Option<Moment>,
    }
    /// The payer asks for more. Facts: `state`.
    DevelopmentLetter {
        /// The last day for a reply; by the adopted rule where left out.
        due: Option<Moment>,
        /// What it asks for.
        asks: Option<Text>,
    }
    /// The payer's letter is answered. Facts: `state`.
    ReplyToPayer {
        /// The day; today where left out.
        on: Option<Moment>,
    }
    /// The payer returns the application unprocessed: its filing date is lost. Facts: `state`.
    RejectEnrollment {
        /// Why.
        reason: Option<Text>,
    }
    /// Files again after a return. Facts: `state`.
    ResubmitEnrollment {
        /// The new filing date; today where left out.
        on: Option<Moment>,
        /// When the data-set profile was last attested, where a rule asks.
        attested_on: Option<Moment>,
    }
    /// The payer begins its own credentialing. Facts: `state`.
    PayerCredentials {}
    /// The payer approves, by its notice. Facts: `state`, `effective_from`.
    ApproveEnrollment {
        /// The effective date that the notice gives; today where left out.
        effective_from: Option<Moment>,
        /// The payer's reference of the notice; another one each time where left out. The same reference is the same notice.
        notice: Option<Text>,
        /// The date of the notice; today where left out.
        notice_date: Option<Moment>,
    }
    /// The payer moves the effective date, by another notice. Facts: `state`, `effective_from`.
    MoveEffectiveDate {
        /// The new effective date; today where left out.
        effective_from: Option<Moment>,
        /// The payer's reference of the notice; another one each time where left out. The same reference is the same notice.
        notice: Option<Text>,
        /// The date of the notice; today where left out.
        notice_date: Option<Moment>,
    }
    /// The payer asks for revalidation. Facts: `state`.
    AskRevalidation {
        /// The last day, as the payer's contractor published it; today where left out.
        due: Option<Moment>,
    }
    /// Files the revalidation. Facts: `state`.
    SubmitRevalidation {
        /// The day; today where left out.
        on: Option<Moment>,
    }
    /// The payer accepts the revalidation, by its notice. Facts: `state`.
    AcceptRevalidation {
        /// The payer's reference of the notice; another one each time where left out. The same reference is the same notice.
        notice: Option<Text>,
        /// The date of the notice; today where left out.
        notice_date: Option<Moment>,
    }
    /// The payer holds payment for an overdue revalidation. Facts: `state`.
    HoldPayment {
        /// From which day; today where left out.
        from: Option<Moment>,
    }
    /// The payer deactivates: nothing is paid until it reactivates, and never for the days between. Facts: `state`.
    DeactivateEnrollment {
        /// The first day without it; today where left out.
        from: Option<Moment>,
        /// Why.
        reason: Option<Text>,
    }
    /// The payer reactivates, by its notice. Facts: `state`, `effective_from`.
    ReactivateEnrollment {
        /// The day on which it received the new application: it covers from then on; today where left out.
        received_on: Option<Moment>,
        /// The payer's reference of the notice; another one each time where left out. The same reference is the same notice.
        notice: Option<Text>,
        /// The date of the notice; today where left out.
        notice_date: Option<Moment>,
    }
    /// The payer revokes, with a bar to apply again. Facts: `state`.
    RevokeEnrollment {
        /// The first day without it; today where left out.
        from: Option<Moment>,
        /// The first day on which one may apply again; one year after `from` where left out.
        bar_until: Option<Moment>,
        /// Why.
        reason: Option<Text>,
    }
    /// Begins again after the bar of a revocation. Facts: `state`.
    ApplyAgain {}
    /// The payer denies. Facts: `state`.
    DenyEnrollment {
        /// Why.
        reason: Option<Text>,
    }
    /// The application is taken back. Facts: `state`.
    WithdrawEnrollment {}
    /// The enrollment ends. Facts: `state`.
    TerminateEnrollment {
        /// The first day without it; today where left out.
        from: Option<Moment>,
        /// `voluntary` (where left out; by the provider or the office), `for-cause` or `no-response` (both by the payer).
        kind: Option<Kind>,
    }
    /// Opts out of Medicare. Facts: `state`.
    OptOut {
        /// The first day; today where left out.
        from: Option<Moment>,
        /// The last day; until it is ended where left out.
        last_day: Option<Moment>,
    }
    /// Ends an opt-out. Facts: `state`.
    EndOptOut {
        /// Its last day; today where left out.
        last_day: Option<Moment>,
    }
}

/// Why an enrollment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// The provider or the group ended it.
    Voluntary,
    /// The payer, for cause.
    ForCause,
    /// The payer, because nobody answered.
    NoResponse,
}

impl Step for EnrollingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let stand = |stage: &mut Stage, which: (&str, Option<&String>, Option<&String>), by, step: &EnrollmentStep| {
            go(stage, which, by, step)
        };
        macro_rules! step {
            ($provider:ident, $enrollment:ident, $payer:ident, $by:expr, $step:expr) => {{
                let step = $step;
                stand(stage, ($provider.as_str(), $enrollment.as_ref(), $payer.as_ref()), $by, &step)
            }};
        }
        match self {
            Self::Enroll(own) => own.act(stage),
            Self::PrepareEnrollment(own) => own.prepare(stage, false).map(|_| Outcome::state("preparing")),
            Self::SignEnrollment { provider, enrollment, payer } => {
                step!(provider, enrollment, payer, Capacity::Provider, EnrollmentStep::Sign)
            }
            Self::SubmitEnrollment { provider, enrollment, payer, on, attested_on } => {
                let (on, attested) = (day(stage, "on", on)?, day(stage, "attested_on", attested_on)?);
                step!(provider, enrollment, payer, Capacity::Msp, EnrollmentStep::Submit(on, attested))
            }
            Self::DevelopmentLetter { provider, enrollment, payer, due, asks } => {
                let step = EnrollmentStep::ReceiveDevelopmentLetter(
                    day(stage, "due", due)?,
                    said(stage, "asks", asks.as_ref(), "further documents")?,
                );
                step!(provider, enrollment, payer, Capacity::Payer, step)
            }
            Self::ReplyToPayer { provider, enrollment, payer, on } => {
                let on = day(stage, "on", on)?;
                step!(provider, enrollment, payer, Capacity::Msp, EnrollmentStep::Reply(on))
            }
            Self::RejectEnrollment { provider, enrollment, payer, reason } => {
                let reason = said(stage, "reason", reason.as_ref(), "incomplete")?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Reject(reason))
            }
            Self::ResubmitEnrollment { provider, enrollment, payer, on, attested_on } => {
                let (on, attested) = (day(stage, "on", on)?, day(stage, "attested_on", attested_on)?);
                step!(provider, enrollment, payer, Capacity::Msp, EnrollmentStep::Resubmit(on, attested))
            }
            Self::PayerCredentials { provider, enrollment, payer } => {
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::BeginCredentialing)
            }
            Self::ApproveEnrollment { provider, enrollment, payer, effective_from, notice, notice_date } => {
                let from = today(stage, "effective_from", effective_from)?;
                let notice = told_by(stage, notice.as_ref(), notice_date)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Approve(from, notice))
            }
            Self::MoveEffectiveDate { provider, enrollment, payer, effective_from, notice, notice_date } => {
                let from = today(stage, "effective_from", effective_from)?;
                let notice = told_by(stage, notice.as_ref(), notice_date)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::MoveEffectiveDate(from, notice))
            }
            Self::AskRevalidation { provider, enrollment, payer, due } => {
                let due = today(stage, "due", due)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::AskRevalidation(due))
            }
            Self::SubmitRevalidation { provider, enrollment, payer, on } => {
                let on = day(stage, "on", on)?;
                step!(provider, enrollment, payer, Capacity::Msp, EnrollmentStep::SubmitRevalidation(on))
            }
            Self::AcceptRevalidation { provider, enrollment, payer, notice, notice_date } => {
                let notice = told_by(stage, notice.as_ref(), notice_date)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::AcceptRevalidation(notice))
            }
            Self::HoldPayment { provider, enrollment, payer, from } => {
                let from = today(stage, "from", from)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::HoldPayment(from))
            }
            Self::DeactivateEnrollment { provider, enrollment, payer, from, reason } => {
                let from = today(stage, "from", from)?;
                let reason = said(stage, "reason", reason.as_ref(), "no revalidation")?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Deactivate(from, reason))
            }
            Self::ReactivateEnrollment { provider, enrollment, payer, received_on, notice, notice_date } => {
                let received = today(stage, "received_on", received_on)?;
                let notice = told_by(stage, notice.as_ref(), notice_date)?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Reactivate(received, notice))
            }
            Self::RevokeEnrollment { provider, enrollment, payer, from, bar_until, reason } => {
                let from = today(stage, "from", from)?;
                let year = from.checked_add_months(chrono::Months::new(12)).unwrap_or(from);
                let until = match day(stage, "bar_until", bar_until)? {
                    Some(until) => until,
                    None => stage.made_up("bar_until", year)?,
                };
                let reason = said(stage, "reason", reason.as_ref(), "abuse of billing privileges")?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Revoke(from, until, reason))
            }
            Self::ApplyAgain { provider, enrollment, payer } => {
                step!(provider, enrollment, payer, Capacity::Provider, EnrollmentStep::ApplyAgain)
            }
            Self::DenyEnrollment { provider, enrollment, payer, reason } => {
                let reason = said(stage, "reason", reason.as_ref(), "not eligible")?;
                step!(provider, enrollment, payer, Capacity::Payer, EnrollmentStep::Deny(reason))
            }
            Self::WithdrawEnrollment { provider, enrollment, payer } => {
                step!(provider, enrollment, payer, Capacity::Msp, EnrollmentStep::Withdraw)
            }
            Self::TerminateEnrollment { provider, enrollment, payer, from, kind } => {
                let (kind, by) = match kind {
                    None | Some(Kind::Voluntary) => (TerminationKind::Voluntary, Capacity::Msp),
                    Some(Kind::ForCause) => (TerminationKind::ForCause, Capacity::Payer),
                    Some(Kind::NoResponse) => (TerminationKind::NoResponse, Capacity::Payer),
                };
                let from = today(stage, "from", from)?;
                step!(provider, enrollment, payer, by, EnrollmentStep::Terminate(from, kind))
            }
            Self::OptOut { provider, enrollment, payer, from, last_day } => {
                let (from, last) = (today(stage, "from", from)?, day(stage, "last_day", last_day)?);
                step!(provider, enrollment, payer, Capacity::Provider, EnrollmentStep::OptOut(from, last))
            }
            Self::EndOptOut { provider, enrollment, payer, last_day } => {
                let last = today(stage, "last_day", last_day)?;
                step!(provider, enrollment, payer, Capacity::Provider, EnrollmentStep::EndOptOut(last))
            }
        }
    }
}

/// Under which kind the stage remembers enrollments.
const KIND: &str = "enrollment";

/// Gives a step to an enrollment.
fn go(
    stage: &mut Stage,
    (provider, enrollment, payer): (&str, Option<&String>, Option<&String>),
    default: Capacity,
    step: &EnrollmentStep,
) -> Result<Outcome, Trouble> {
    let id = stage.provider(provider)?;
    let which = which(stage, id, enrollment, payer)?;
    let by = stage.by(default, Some(id))?;
    stage.act().enrollment_step(&by, id, which, step)?;
    stand(stage, id, which)
}

/// How an enrollment stands now.
fn stand(stage: &Stage, provider: ProviderId, which: EnrollmentId) -> Result<Outcome, Trouble> {
    let records = stage.records(provider)?;
    let Some(own) = records.enrollment(which) else { return Ok(Outcome::nothing()) };
    let from = effective_from(own).map_or_else(|| "none".to_owned(), |day| day.to_string());
    Ok(Outcome::state(own.state()).word("effective_from", from))
}

/// The first day of the last span that an enrollment covers.
fn effective_from(own: &Enrollment) -> Option<chrono::NaiveDate> {
    own.coverage().spans().last().map(|span| span.from)
}

/// The enrollment that is named, or of a payer; the last one prepared where neither is given.
fn which(
    stage: &Stage,
    provider: ProviderId,
    enrollment: Option<&String>,
    payer: Option<&String>,
) -> Result<EnrollmentId, Trouble> {
    if let Some(name) = enrollment {
        return stage.recall(KIND, "enrollment", name);
    }
    let records = stage.records(provider)?;
    let held: Vec<&Enrollment> = records.enrollments_of(provider).collect();
    let mut begun: Vec<String> = Vec::new();
    for event in stage.app().history(provider)? {
        if event.stream.kind() == KIND {
            begun.push(event.stream.id().to_owned());
        }
    }
    let order = |own: &Enrollment| begun.iter().position(|stream| *stream == own.id().to_string());
    let of_payer = held.iter().filter(|own| payer.is_none_or(|payer| own.application().payer.means(payer)));
    // One that is open goes before what has ended.
    let found = of_payer.max_by_key(|own| (own.is_open(), order(own), own.id()));
    found.map(|own| own.id()).ok_or_else(|| match payer {
        Some(payer) => {
            let known: Vec<&str> = held.iter().map(|own| own.application().payer.as_str()).collect();
            Trouble::file("payer", cred_import::toml_fault::not_one_of(payer, &known))
        }
        None => Trouble::nothing("enrollment of the provider", "enrollment", "begin one with `prepare-enrollment`"),
    })
}

/// The payer's notice. Another one each time, unless its reference is the same.
fn told_by(stage: &Stage, reference: Option<&Text>, date: &Option<Moment>) -> Result<Notice, Trouble> {
    let date = today(stage, "notice_date", date)?;
    let artefact = match reference {
        Some(reference) => made_up::artefact(&format!("payer's notice {reference}")),
        None => stage.made_up("notice", made_up::artefact(&format!("payer's notice, command {}", stage.given())))?,
    };
    Ok(Notice { date, artefact, reference: reference.cloned() })
}

/// A text that may be left out.
pub(super) fn said(stage: &Stage, key: &'static str, text: Option<&Text>, usual: &str) -> Result<Text, Trouble> {
    match text {
        Some(text) => Ok(text.clone()),
        None => Text::parse(stage.made_up(key, usual)?).map_err(|error| Trouble::value(key, error)),
    }
}
