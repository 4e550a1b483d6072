//! `cred file`.

use cred_app::{App, moment, use_cases::credentialing::FileStep};
use cred_core::{
    credentialing::{assessment::assess, credentialing_file::CredentialingFile},
    id::{CredentialingFileId, OrganizationId, ProviderId},
    text::Text,
    time::zone::Zone,
};
use cred_store::Bound;
use cred_wire::{exit::Exit, finding::Finding};

use super::report;
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short, table},
    session,
};

/// Move a credentialing file (application) from its opening to a decision.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Open a file for a provider.
    Open(Which),
    /// The provider hands it in.
    Submit(Which),
    /// The provider signs that it is correct and complete.
    Attest {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// A question answered with an adverse yes; may be given several times.
        #[arg(long)]
        adverse: Vec<Text>,
    },
    /// Items are missing.
    Incomplete {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// What is missing; may be given several times.
        #[arg(long = "item", required = true)]
        items: Vec<Text>,
    },
    /// The time to complete it is over.
    DeemWithdrawn(Which),
    /// Begin to verify.
    Start(Which),
    /// What the policy still asks for, element by element; changes nothing.
    Check(Which),
    /// Everything required is verified.
    Complete(Which),
    /// Clean or flagged, by rule.
    Classify(Which),
    /// A closer look is needed.
    Flag(WithReason),
    /// Place it on the committee's agenda.
    Agenda(Which),
    /// The committee asks for more.
    Defer(WithReason),
    /// Verify again what aged out.
    ReVerify(Which),
    /// Approve: the medical director a clean file, the committee or board any.
    Approve(Which),
    /// Deny.
    Deny(WithReason),
    /// The provider takes it back.
    Withdraw(Which),
    /// End an approval.
    Terminate {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        with: WithReason,
        /// From when; now if left out.
        #[arg(long)]
        from: Option<String>,
    },
}

/// Which file.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// Whose: NPI, id, or a part of the name.
    provider: String,
    /// At which organisation; the one of the only facility if left out.
    #[arg(long, value_name = "ORGANIZATION")]
    organization: Option<OrganizationId>,
}

/// Which file, and why.
#[derive(Debug, clap::Args)]
pub struct WithReason {
    #[command(flatten)]
    which: Which,
    /// Why.
    #[arg(long)]
    reason: Text,
}

impl Which {
    fn organization(&self, app: &App) -> Result<OrganizationId, CliError> {
        if let Some(organization) = &self.organization {
            return Ok(organization.clone());
        }
        let mut organizations: Vec<OrganizationId> = Vec::new();
        for facility in app.facilities()? {
            let records = app.records(&[], std::slice::from_ref(&facility), Bound::Now)?;
            organizations.extend(records.facility(&facility).map(|own| own.organization().clone()));
        }
        organizations.sort();
        organizations.dedup();
        match organizations.as_slice() {
            [one] => Ok(one.clone()),
            [] => {
                Err(CliError::Usage("no organisation is on file: load a facility with `cred facility load`".to_owned()))
            }
            many => {
                let names: Vec<&str> = many.iter().map(OrganizationId::as_str).collect();
                Err(CliError::Usage(format!("say which organisation: --organization {}", names.join(" or "))))
            }
        }
    }

    /// The provider's file at the organisation: the pending one, or else the latest.
    fn find(&self, app: &App) -> Result<(ProviderId, CredentialingFileId), CliError> {
        let provider = app.find_provider(&self.provider)?;
        let organization = self.organization(app)?;
        let records = app.records(&[provider], &[], Bound::Now)?;
        let files = records.files_of(provider).filter(|file| *file.organization() == organization);
        let file =
            files.max_by_key(|file| (file.is_pending(), file.in_force().map(|period| period.start()), file.id()));
        file.map(CredentialingFile::id).map(|id| (provider, id)).ok_or_else(|| {
            CliError::Usage(format!("the provider has no file at {organization}: open one with `cred file open`"))
        })
    }
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let (which, step) = match command {
        Command::Check(which) => return check(which, global, output),
        Command::Open(which) => {
            let mut app = session::write(global)?;
            let by = session::by(&app, global)?;
            let (provider, organization) = (app.find_provider(&which.provider)?, which.organization(&app)?);
            let done = app.open_file(&by, provider, &organization)?;
            return Ok(report(&done, output, |id| format!("file {} opened at {organization}", short(&id.to_string()))));
        }
        Command::Submit(which) => (which, FileStep::Submit),
        Command::Attest { which, adverse } => (which, FileStep::Attest(adverse.clone())),
        Command::Incomplete { which, items } => (which, FileStep::FindIncomplete(items.clone())),
        Command::DeemWithdrawn(which) => (which, FileStep::DeemWithdrawn),
        Command::Start(which) => (which, FileStep::StartVerification),
        Command::Complete(which) => (which, FileStep::CompleteVerification),
        Command::Classify(which) => (which, FileStep::Classify),
        Command::Flag(with) => (&with.which, FileStep::Flag(with.reason.clone())),
        Command::Agenda(which) => (which, FileStep::PlaceOnAgenda),
        Command::Defer(with) => (&with.which, FileStep::Defer(with.reason.clone())),
        Command::ReVerify(which) => (which, FileStep::ReVerify),
        Command::Approve(which) => (which, FileStep::Approve),
        Command::Deny(with) => (&with.which, FileStep::Deny(with.reason.clone())),
        Command::Withdraw(which) => (which, FileStep::Withdraw),
        Command::Terminate { with, from } => {
            let from = from.as_deref().map(|text| moment::parse("the time", text, Zone::UTC)).transpose()?;
            (&with.which, FileStep::Terminate(from, with.reason.clone()))
        }
    };
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let (_, id) = which.find(&app)?;
    let done = app.file_step(&by, id, &step)?;
    Ok(report(&done, output, |state| format!("file {} is now {state}", short(&id.to_string()))))
}

fn check(which: &Which, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let provider = app.find_provider(&which.provider)?;
    let organization = which.organization(&app)?;
    let facilities = app.facilities()?;
    let records = app.records(&[provider], &facilities, Bound::Now)?;
    let files = records.files_of(provider).filter(|file| *file.organization() == organization);
    let newest = files.max_by_key(|file| (file.is_pending(), file.in_force().map(|period| period.start()), file.id()));
    let on_file = newest.map(|file| file.on_file().clone()).unwrap_or_default();
    let assessment = records
        .organization(&organization)
        .zip(records.dossier(provider))
        .map(|(home, dossier)| assess(home, &dossier, &on_file, app.now()))
        .filter(|assessment| !assessment.packs().is_empty())
        .ok_or_else(|| CliError::Usage(format!("{organization} has adopted no rule pack in force: load one")))?;
    let packs: Vec<String> = assessment.packs().iter().map(|(id, _)| id.to_string()).collect();
    let named = packs.join(", ");
    let truth = assessment.evaluation().at(app.now());
    let open: Vec<Finding> = assessment.open().iter().map(Finding::from).collect();
    let until = assessment.evaluation().truth().next_change(app.now()).map(|(at, _)| cred_wire::finding::instant(at));
    let value = serde_json::json!({
        "complete": truth == cred_core::timeline::truth::Truth::Met,
        "packs": packs,
        "until": until,
        "flags": assessment.flags(),
        "open": open,
    });
    output.value(&value, |_| {
        let mut lines = vec![if open.is_empty() {
            format!("everything that {named} asks for is verified")
        } else {
            format!("{named} still asks for")
        }];
        let row = |own: &Finding| vec![own.asks.clone(), own.text.clone(), own.owed_by.clone()];
        if !open.is_empty() {
            lines.push(table(&["element", "stands", "owed by"], open.iter().map(row).collect()));
        }
        lines.extend(until.as_ref().map(|at| format!("next change at {at}")));
        lines.extend(assessment.flags().iter().map(|flag| format!("flag: {flag}")));
        lines.join("\n")
    });
    Ok(Exit::from(truth))
}
