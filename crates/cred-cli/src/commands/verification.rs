//! `cred verification`.

use cred_app::{App, Done, use_cases::verifying::Concluded};
use cred_core::{
    evidence::verification::{self, Verification},
    id::{ProviderId, VerificationId},
    text::Text,
};
use cred_store::Bound;
use cred_wire::exit::Exit;

use super::{report, verify::AnswerArgs};
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short},
    session,
};

/// Single steps of a verification: ask, follow up, record, resolve, give up, accept an alternate, mark as an error.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Ask a source about a claimed element.
    Request {
        /// Who.
        provider: String,
        /// The claimed element: `license:AZ`, ….
        element: String,
        /// Whom to ask.
        #[arg(long)]
        source: Text,
    },
    /// Ask again; log the attempt.
    FollowUp {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// How, and what came of it.
        #[arg(long)]
        note: Text,
    },
    /// Record the answer to a request.
    Receive {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        answer: Box<AnswerArgs>,
    },
    /// Record that the provider was told that the source says something else; it comes before `resolve`.
    Tell {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// On which day; today if left out.
        #[arg(long)]
        on: Option<chrono::NaiveDate>,
        /// How, and of what.
        #[arg(long)]
        note: Text,
    },
    /// Record that the provider, once told of a discrepancy, explained or corrected it.
    Resolve {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// What was said and accepted.
        #[arg(long)]
        explanation: Text,
    },
    /// Give up after follow-ups: the source cannot be brought to answer.
    GiveUp {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: Text,
    },
    /// Accept another answer in the place of one that cannot be had.
    Alternate {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        answer: Box<AnswerArgs>,
        /// Why it is acceptable.
        #[arg(long)]
        reason: Text,
    },
    /// Mark as entered in error: it is kept, and never used again.
    Error {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: Text,
    },
}

/// Which verification.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Who.
    provider: String,
    /// The verification's id, or the beginning of it (see `cred show`).
    verification: String,
}

impl Which {
    fn find(&self, app: &App) -> Result<(ProviderId, VerificationId), CliError> {
        let provider = app.find_provider(&self.provider)?;
        let records = app.records(&[provider], &[], Bound::Now)?;
        let ids: Vec<VerificationId> = records.verifications_of(provider).map(Verification::id).collect();
        let named: Vec<_> = ids.iter().filter(|id| id.to_string().starts_with(&self.verification)).collect();
        match named.as_slice() {
            [one] if self.verification.len() >= 8 => Ok((provider, **one)),
            [] => Err(CliError::Usage(format!(
                "the provider has no verification `{}`; see `cred show`",
                self.verification
            ))),
            _ => Err(CliError::Usage(format!(
                "`{}` may be several verifications: give more of the id",
                self.verification
            ))),
        }
    }
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let (id, command) = match command {
        Command::Request { provider, element, source } => {
            let provider = app.find_provider(provider)?;
            let records = app.records(&[provider], &[], Bound::Now)?;
            let claims = records.provider(provider).map(cred_core::provider::Provider::claims);
            let key = claims.and_then(|claims| claims.keys().find(|key| key.is_written(element))).cloned();
            let key = key.ok_or_else(|| {
                CliError::Usage(format!(
                    "nothing claimed is named `{element}`: claim it, or record the answer with `cred verify`"
                ))
            })?;
            let done = app.request_verification(&by, provider, &key, source)?;
            return Ok(report(&done, output, |id| format!("{key}: asked {source} ({})", short(&id.to_string()))));
        }
        Command::FollowUp { which, note } => {
            (which.find(&app)?.1, verification::Command::FollowUp { note: note.clone() })
        }
        Command::Receive { which, answer } => {
            let (provider, id) = which.find(&app)?;
            (id, verification::Command::Receive(Box::new(answer.evidence(&app, provider)?.1)))
        }
        Command::Tell { which, on, note } => {
            let on = on.unwrap_or_else(|| app.now().date_naive());
            (which.find(&app)?.1, verification::Command::TellProvider { on, note: note.clone() })
        }
        Command::Resolve { which, explanation } => {
            (which.find(&app)?.1, verification::Command::Resolve { explanation: explanation.clone() })
        }
        Command::GiveUp { which, reason } => {
            (which.find(&app)?.1, verification::Command::GiveUp { reason: reason.clone(), attempts: 1 })
        }
        Command::Alternate { which, answer, reason } => {
            let (provider, id) = which.find(&app)?;
            let evidence = Box::new(answer.evidence(&app, provider)?.1);
            (id, verification::Command::AcceptAlternate { evidence, reason: reason.clone() })
        }
        Command::Error { which, reason } => {
            (which.find(&app)?.1, verification::Command::EnterInError { reason: reason.clone() })
        }
    };
    let done: Done<Concluded> = app.verification_command(&by, id, &command)?;
    Ok(report(&done, output, |concluded| {
        let mut told = format!("{}: {}", short(&concluded.id.to_string()), concluded.state);
        for difference in &concluded.differences {
            told.push_str(&format!("\n  {difference}"));
        }
        told
    }))
}
