//! `cred verify`.

use chrono::NaiveDate;
use cred_app::{
    App,
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    digest::Digest,
    evidence::verification::Evidence,
    id::ProviderId,
    provider::{credential::Credential, element::ElementKey},
    time::{partial_date::PartialDate, zone::Zone},
};
use cred_store::Bound;
use cred_wire::exit::Exit;
use sha2::Digest as _;

use super::{provider::detail, report};
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short},
    session,
};

/// Record a source's answer about an element, and conclude it against the claim.
///
/// The element is named as claimed (`license:AZ`, see `cred show`), or by kind with `--issuer`, `--number` and `--detail`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who.
    provider: String,
    #[command(flatten)]
    answer: AnswerArgs,
}

/// A source's answer.
#[derive(Debug, clap::Args)]
pub struct AnswerArgs {
    /// The element: `license:AZ`, `dea:AZ`, `exclusion`, ….
    element: String,
    /// Who issued it: state, school, programme, board, carrier, list, ….
    #[arg(long)]
    issuer: Option<String>,
    /// Its number.
    #[arg(long)]
    number: Option<String>,
    /// A further fact as the source has it; may be given several times.
    #[arg(long = "detail", value_name = "KEY=VALUE", value_parser = detail)]
    details: Vec<(String, String)>,
    /// Who answered.
    #[arg(long)]
    source: String,
    /// How they were asked: primary, designated-equivalent, continuous-monitoring, applicant-copy.
    #[arg(long, default_value = "primary")]
    method: String,
    /// The day on which they answered.
    #[arg(long, value_name = "DATE")]
    verified_on: NaiveDate,
    /// match, adverse, not-found; for searches clear, reported, possible-match.
    #[arg(long)]
    result: String,
    /// The first day the source vouches for: 2026-12-31, 2026-12 or 2026.
    #[arg(long)]
    valid_from: Option<PartialDate>,
    /// The last day, inclusive.
    #[arg(long)]
    valid_to: Option<PartialDate>,
    /// What the issuer did: limited, suspended, revoked, surrendered.
    #[arg(long)]
    standing: Option<String>,
    /// From which day.
    #[arg(long)]
    standing_from: Option<PartialDate>,
    /// The last day of that standing; open if left out.
    #[arg(long)]
    standing_to: Option<PartialDate>,
    /// On which terms; for a search, the summary of the report.
    #[arg(long)]
    terms: Option<String>,
    /// The stored answer: a file, whose fingerprint is taken, or `sha256:` and 64 hexadecimal digits.
    #[arg(long, value_name = "FILE|SHA256")]
    artefact: String,
    /// The zone of the dates, where it is not the issuer's.
    #[arg(long)]
    zone: Option<Zone>,
    /// Which edition of a list was searched.
    #[arg(long)]
    list_version: Option<String>,
    /// Of a limit: the drug schedules that may not be prescribed, such as `2 2N`.
    #[arg(long)]
    no_schedules: Option<String>,
    /// The issuer says that it goes on past its printed end until it decides about a renewal filed in time.
    #[arg(long)]
    continues: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let provider = app.find_provider(&args.provider)?;
    let (element, evidence) = args.answer.evidence(&app, provider)?;
    let done = app.verify(&by, provider, &element, &evidence)?;
    Ok(report(&done, output, |concluded| {
        let mut told = format!("{element}: {} ({})", concluded.state, short(&concluded.id.to_string()));
        for difference in &concluded.differences {
            told.push_str(&format!("\n  {difference}"));
        }
        told
    }))
}

impl AnswerArgs {
    /// The element and the evidence that the arguments name.
    pub(super) fn evidence(&self, app: &App, provider: ProviderId) -> Result<(ElementKey, Evidence), CliError> {
        let credential = self.credential(app, provider)?;
        let element = credential.key();
        let words = AnswerWords {
            source: &self.source,
            method: &self.method,
            result: &self.result,
            verified_on: Some(self.verified_on),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            standing: self.standing.as_deref(),
            standing_from: self.standing_from,
            standing_to: self.standing_to,
            terms: self.terms.as_deref(),
            artefact: Some(fingerprint(&self.artefact)?),
            zone: self.zone,
            list_version: self.list_version.as_deref(),
            name: None,
            no_schedules: self.no_schedules.as_deref(),
            supervised: None,
            continues: self.continues.then_some("yes"),
        };
        Ok((element, wording::evidence(credential, &words).map_err(CliError::usage)?))
    }

    fn credential(&self, app: &App, provider: ProviderId) -> Result<Credential, CliError> {
        if self.issuer.is_none() && self.number.is_none() && self.details.is_empty() {
            let records = app.records(&[provider], &[], Bound::Now)?;
            let claims = records.provider(provider).map(cred_core::provider::Provider::claims);
            let named: Vec<_> = claims
                .into_iter()
                .flatten()
                .filter(|(key, _)| key.to_string() == self.element || key.is_written(&self.element))
                .collect();
            match named.as_slice() {
                [(_, claim)] => return Ok(claim.credential.clone()),
                [] => {}
                several => {
                    let keys: Vec<String> = several.iter().map(|(key, _)| key.to_string()).collect();
                    return Err(CliError::Usage(format!("`{}` may be any of {}", self.element, keys.join(", "))));
                }
            }
        }
        // `exclusion:LEIE` names the issuer in the element.
        let (element, rest) = self.element.split_once(':').map_or((self.element.as_str(), None), |(e, r)| (e, Some(r)));
        let words = Words {
            element,
            issuer: self.issuer.as_deref().or(rest),
            number: self.number.as_deref(),
            details: self.details.clone(),
        };
        wording::credential(&words).map_err(|error| {
            CliError::Usage(format!("{error} (nothing claimed is named `{}`; see `cred show`)", self.element))
        })
    }
}

fn fingerprint(text: &str) -> Result<Digest, CliError> {
    if let Some(hex) = text.strip_prefix("sha256:") {
        return hex.parse().map_err(CliError::usage);
    }
    let bytes = std::fs::read(text).map_err(|error| CliError::Io { path: text.to_owned(), error })?;
    let mut hex = String::new();
    for byte in sha2::Sha256::digest(&bytes) {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex.parse().map_err(CliError::usage)
}
