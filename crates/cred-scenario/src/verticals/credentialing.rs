//! Credentialing files: command by command, or on the whole way to a decision.

use cred_app::use_cases::credentialing::FileStep;
use cred_core::{
    actor::Capacity,
    credentialing::{
        assessment::{Assessment, assess, line},
        credentialing_file::{CredentialingFile, MACHINE},
        meeting::matter::{Matter, Motion},
    },
    id::{CredentialingFileId, MeetingId, OrganizationId, ProviderId},
    records::Records,
    text::Text,
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    meeting,
    voting::{self, Decision, Place},
};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Credentialing files",
    steps: Some(Words::<dyn Step>::of::<CredentialingStep>(&[
        Word::does(
            "credential",
            Capacity::MedicalDirector,
            &[(
                &MACHINE,
                &[
                    "open",
                    "submit",
                    "attest",
                    "start-verification",
                    "complete-verification",
                    "classify",
                    "place-on-agenda",
                    "approve",
                ],
            )],
        ),
        Word::does("open-file", Capacity::Msp, &[(&MACHINE, &["open"])]),
        Word::does("submit-file", Capacity::Provider, &[(&MACHINE, &["submit"])]),
        Word::does("attest", Capacity::Provider, &[(&MACHINE, &["attest"])]),
        Word::does("find-incomplete", Capacity::Msp, &[(&MACHINE, &["find-incomplete"])]),
        Word::does("deem-withdrawn", Capacity::Msp, &[(&MACHINE, &["deem-withdrawn"])]),
        Word::does("start-verification", Capacity::Msp, &[(&MACHINE, &["start-verification"])]),
        Word::does("complete-verification", Capacity::Msp, &[(&MACHINE, &["complete-verification"])]),
        Word::does("classify-file", Capacity::System, &[(&MACHINE, &["classify"])]),
        Word::does("flag-file", Capacity::Msp, &[(&MACHINE, &["flag"])]),
        Word::does("place-on-agenda", Capacity::Msp, &[(&MACHINE, &["place-on-agenda"])]),
        Word::does("defer-file", Capacity::CredentialsCommittee, &[(&MACHINE, &["defer"])]),
        Word::does("re-verify", Capacity::Msp, &[(&MACHINE, &["re-verify"])]),
        Word::does("approve-file", Capacity::MedicalDirector, &[(&MACHINE, &["approve"])]),
        Word::does("deny-file", Capacity::CredentialsCommittee, &[(&MACHINE, &["deny"])]),
        Word::does("withdraw-file", Capacity::Provider, &[(&MACHINE, &["withdraw"])]),
        Word::does("terminate-file", Capacity::CredentialsCommittee, &[(&MACHINE, &["terminate"])]),
    ])),
    questions: None,
};

/// What is done about a credentialing file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum CredentialingStep {
    /// Shorthand: from where the file stands (a new one where none is pending) to its approval: open, submit, attest, start, complete,
    /// classify, approve. A clean file is approved by the medical director where the rules let one, any other goes on the agenda and is
    /// approved by the credentials committee. The evidence must be there before. `by` names who approves. Facts: `state`.
    Credential {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// Questions of the attestation that are answered with an adverse yes.
        #[serde(default)]
        adverse: Vec<Text>,
        /// Stop when the file is in this state.
        #[serde(default)]
        stop_at: Option<String>,
    },
    /// Opens a file. Facts: `state`.
    OpenFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// The provider hands the file in. Facts: `state`.
    SubmitFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// The provider signs that the file is correct and complete. Facts: `state`.
    Attest {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// Questions answered with an adverse yes.
        #[serde(default)]
        adverse: Vec<Text>,
        /// The day of the signature; today where left out.
        #[serde(default)]
        signed_on: Option<Moment>,
    },
    /// Items are missing. Facts: `state`.
    FindIncomplete {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// What is missing.
        items: Vec<Text>,
    },
    /// The time to complete it is over. Facts: `state`.
    DeemWithdrawn {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Verification begins. Facts: `state`.
    StartVerification {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Everything required is verified. Facts: `state`.
    CompleteVerification {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Clean or flagged, by rule. Facts: `state`.
    ClassifyFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// A closer look is needed. Facts: `state`.
    FlagFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// Why.
        reason: Text,
    },
    /// For the committee. Facts: `state`.
    PlaceOnAgenda {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// The committee asks for more. Facts: `state`.
    DeferFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// The question.
        question: Text,
    },
    /// Verifies again what aged out. Facts: `state`.
    ReVerify {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Approves the file. Facts: `state`.
    ApproveFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
    },
    /// Denies. Facts: `state`.
    DenyFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// Why.
        reason: Text,
    },
    /// The provider takes it back. Facts: `state`.
    WithdrawFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Ends an approval. Facts: `state`.
    TerminateFile {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
}

impl Step for CredentialingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let mut at_meeting = None;
        let (provider, organization, default, step) = match self {
            Self::Credential { provider, organization, meeting, adverse, stop_at } => {
                let way =
                    Way { adverse, meeting: meeting::named(stage, meeting.as_ref())?, stop_at: stop_at.as_deref() };
                return way.go(stage, provider, organization.as_deref());
            }
            Self::OpenFile { provider, organization } => {
                let (id, home) = (stage.provider(provider)?, stage.organization(organization.as_deref())?);
                let by = stage.by(Capacity::Msp, Some(id))?;
                stage.act().open_file(&by, id, &home)?;
                return Ok(Outcome::state("draft"));
            }
            Self::SubmitFile { provider, organization } => {
                (provider, organization, Capacity::Provider, FileStep::Submit)
            }
            Self::Attest { provider, organization, adverse, signed_on } => {
                let step = match stage.maybe("signed_on", signed_on.as_ref())? {
                    Some(signed) => FileStep::AttestOn(stage.zone().date_at(signed), adverse.clone()),
                    None => FileStep::Attest(adverse.clone()),
                };
                (provider, organization, Capacity::Provider, step)
            }
            Self::FindIncomplete { provider, organization, items } => {
                (provider, organization, Capacity::Msp, FileStep::FindIncomplete(items.clone()))
            }
            Self::DeemWithdrawn { provider, organization } => {
                (provider, organization, Capacity::Msp, FileStep::DeemWithdrawn)
            }
            Self::StartVerification { provider, organization } => {
                (provider, organization, Capacity::Msp, FileStep::StartVerification)
            }
            Self::CompleteVerification { provider, organization } => {
                (provider, organization, Capacity::Msp, FileStep::CompleteVerification)
            }
            Self::ClassifyFile { provider, organization } => {
                (provider, organization, Capacity::System, FileStep::Classify)
            }
            Self::FlagFile { provider, organization, reason } => {
                (provider, organization, Capacity::Msp, FileStep::Flag(reason.clone()))
            }
            Self::PlaceOnAgenda { provider, organization } => {
                (provider, organization, Capacity::Msp, FileStep::PlaceOnAgenda)
            }
            Self::DeferFile { provider, organization, question } => {
                (provider, organization, Capacity::CredentialsCommittee, FileStep::Defer(question.clone()))
            }
            Self::ReVerify { provider, organization } => (provider, organization, Capacity::Msp, FileStep::ReVerify),
            Self::ApproveFile { provider, organization, meeting } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                let (_, id) = file(stage, provider, organization.as_deref())?;
                let state = state_of(stage, provider, id)?;
                (provider, organization, approver(state), FileStep::Approve)
            }
            Self::DenyFile { provider, organization, meeting, reason } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                (provider, organization, Capacity::CredentialsCommittee, FileStep::Deny(reason.clone()))
            }
            Self::WithdrawFile { provider, organization } => {
                (provider, organization, Capacity::Provider, FileStep::Withdraw)
            }
            Self::TerminateFile { provider, organization, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, organization, Capacity::CredentialsCommittee, FileStep::Terminate(from, reason.clone()))
            }
        };
        let (subject, id) = file(stage, provider, organization.as_deref())?;
        let home = stage.organization(organization.as_deref())?;
        let state = given(stage, subject, id, &home, default, &step, at_meeting)?;
        Ok(state.map_or_else(Outcome::nothing, Outcome::state))
    }
}

/// One step of a file, by whoever the step says or the default.
fn given(
    stage: &mut Stage,
    subject: ProviderId,
    id: CredentialingFileId,
    home: &OrganizationId,
    default: Capacity,
    step: &FileStep,
    meeting: Option<MeetingId>,
) -> Result<Option<&'static str>, Trouble> {
    let motion = if matches!(step, FileStep::Deny(..)) { Motion::Deny } else { Motion::Approve };
    let decision = Decision {
        body: stage.spoken_for().unwrap_or(default),
        place: Place::Organization(home.clone()),
        matters: vec![Matter::CredentialingFile(id)],
        motion,
    };
    voting::decide(stage, meeting, &decision, |stage, meeting| {
        let by = stage.by(default, Some(subject))?;
        Ok(stage.act().file_step_at(&by, id, step, meeting)?.result)
    })
}

/// Who approves a file in a state, by default.
fn approver(state: &str) -> Capacity {
    if state == "committee-pending" { Capacity::CredentialsCommittee } else { Capacity::MedicalDirector }
}

/// The provider's file at an organisation: the pending one, or else the latest.
pub(super) fn file(
    stage: &Stage,
    provider: &str,
    organization: Option<&str>,
) -> Result<(ProviderId, CredentialingFileId), Trouble> {
    let (id, home) = (stage.provider(provider)?, stage.organization(organization)?);
    let records = stage.records(id)?;
    let found = latest(records.files_of(id).filter(|file| *file.organization() == home));
    let missing =
        || Trouble::nothing("file of the provider", format!("{provider} at {home}"), "open one with `open-file`");
    found.map(|file| (id, file.id())).ok_or_else(missing)
}

/// The pending file, or else the one whose approval begins last.
pub(super) fn latest<'f>(files: impl Iterator<Item = &'f CredentialingFile>) -> Option<&'f CredentialingFile> {
    files.max_by_key(|file| (file.is_pending(), file.in_force().map(|period| period.start()), file.id()))
}

fn state_of(stage: &Stage, provider: &str, id: CredentialingFileId) -> Result<&'static str, Trouble> {
    let records = stage.records(stage.provider(provider)?)?;
    Ok(records.file(id).map_or("", CredentialingFile::state_name))
}

fn on_agenda(stage: &mut Stage, subject: ProviderId, id: CredentialingFileId) -> Result<Option<&'static str>, Trouble> {
    let by = stage.acting(Capacity::Msp, Some(subject))?;
    Ok(stage.act().file_step_at(&by, id, &FileStep::PlaceOnAgenda, None)?.result)
}

/// The whole way of a file.
struct Way<'a> {
    adverse: &'a [Text],
    meeting: Option<MeetingId>,
    stop_at: Option<&'a str>,
}

/// No file takes more steps than this to its decision.
const MOST_STEPS: usize = 16;

impl Way<'_> {
    fn go(&self, stage: &mut Stage, provider: &str, organization: Option<&str>) -> Result<Outcome, Trouble> {
        let (subject, home) = (stage.provider(provider)?, stage.organization(organization)?);
        let records = stage.records(subject)?;
        let pending = records.files_of(subject).find(|file| *file.organization() == home && file.is_pending());
        let (id, mut state) = match pending {
            Some(file) => (file.id(), file.state_name()),
            None => {
                let by = stage.acting(Capacity::Msp, Some(subject))?;
                let done = stage.act().open_file(&by, subject, &home)?;
                let id = done.result.ok_or_else(|| Trouble::file("provider", "the file was opened before"))?;
                (id, "draft")
            }
        };
        for _ in 0..MOST_STEPS {
            if self.stop_at == Some(state) || state == "approved" {
                break;
            }
            let Some((capacity, step)) = self.next(state) else { break };
            let next = if state == "clean-review" && self.goes_to_committee(stage) {
                on_agenda(stage, subject, id)?
            } else if matches!(step, FileStep::Approve) {
                match given(stage, subject, id, &home, capacity, &step, self.meeting) {
                    // Nobody says who approves, and the rules leave it to the committee.
                    Err(Trouble::Engine(error))
                        if state == "clean-review"
                            && error.code().ends_with("/against-rule")
                            && !stage.is_spoken_for()
                            && !stage.expects_refusal("against-rule") =>
                    {
                        on_agenda(stage, subject, id)?
                    }
                    came => came?,
                }
            } else {
                let by = stage.acting(capacity, Some(subject))?;
                stage.act().file_step_at(&by, id, &step, None)?.result
            };
            let Some(next) = next else { break };
            state = next;
        }
        let wanted = self.stop_at.unwrap_or("approved");
        if state == wanted {
            return Ok(Outcome::state(state));
        }
        Err(Trouble::Stuck { state: state.to_owned(), open: open(stage, subject, &home)? })
    }

    /// Whether a clean file is put on the agenda all the same: it is to get there, or the committee is to decide.
    fn goes_to_committee(&self, stage: &Stage) -> bool {
        let committee = |by| matches!(by, Capacity::CredentialsCommittee | Capacity::Board);
        matches!(self.stop_at, Some("committee-pending" | "deferred"))
            || self.meeting.is_some() && stage.spoken_for().is_none()
            || stage.spoken_for().is_some_and(committee)
    }

    /// What is done next with a file in a state, and by whom.
    fn next(&self, state: &str) -> Option<(Capacity, FileStep)> {
        Some(match state {
            "draft" => (Capacity::Provider, FileStep::Submit),
            "submitted" | "incomplete" => (Capacity::Provider, FileStep::Attest(self.adverse.to_vec())),
            "attested" => (Capacity::Msp, FileStep::StartVerification),
            "in-verification" => (Capacity::Msp, FileStep::CompleteVerification),
            "verification-complete" => (Capacity::System, FileStep::Classify),
            "clean-review" | "committee-pending" => (approver(state), FileStep::Approve),
            "flagged-review" | "deferred" => (Capacity::Msp, FileStep::PlaceOnAgenda),
            _ => return None,
        })
    }
}

/// The file held against the rules adopted, at an instant.
pub(super) fn assessed(
    records: &Records,
    provider: ProviderId,
    home: &OrganizationId,
    at: Instant,
) -> Option<Assessment> {
    let file = latest(records.files_of(provider).filter(|file| file.organization() == home))?;
    Some(assess(records.organization(home)?, &records.dossier(provider)?, file.on_file(), at))
}

/// What the rules still ask of a provider, one line each.
pub(super) fn open(stage: &Stage, provider: ProviderId, home: &OrganizationId) -> Result<Vec<String>, Trouble> {
    let records = stage.records(provider)?;
    let assessment = assessed(&records, provider, home, stage.now());
    Ok(assessment
        .map_or_else(|| vec!["there is no file".to_owned()], |assessment| assessment.open().iter().map(line).collect()))
}
