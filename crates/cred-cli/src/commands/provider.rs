//! `cred provider`.

use chrono::NaiveDate;
use cred_app::wording::{self, Words};
use cred_core::{
    identifier::{CaqhId, DateOfBirth, Npi, Ssn, TaxonomyCode},
    provider::{
        self, Registration,
        claim::Claim,
        name::{DatedName, NameKind, PersonName},
        provider_type::ProviderType,
    },
    text::Text,
    time::partial_date::PartialDate,
};
use cred_wire::exit::Exit;

use super::report;
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short},
    session,
};

/// Register a provider, add a name or a claim, correct a claim, record a death.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Register a provider.
    Add(AddArgs),
    /// Add a name that the provider bears or bore.
    Name(NameArgs),
    /// Record a credential that the provider claims: `cred provider claim 1234567893 license --issuer AZ --number 12345 --detail type=MD`.
    Claim(ClaimArgs),
    /// Put another claim in the place of one, with the reason.
    CorrectClaim {
        /// The claim replaced, such as `license:AZ:MD:12345` (see `cred show`).
        #[arg(long, value_name = "ELEMENT")]
        replaces: String,
        /// Why.
        #[arg(long)]
        reason: Text,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        claim: ClaimArgs,
    },
    /// Record that the provider died.
    Death {
        /// Who.
        provider: String,
        /// The day.
        #[arg(long)]
        on: NaiveDate,
    },
}

/// A name in its parts.
#[derive(Debug, clap::Args)]
pub struct NameParts {
    /// Family name.
    #[arg(long)]
    family: Text,
    /// First name.
    #[arg(long)]
    given: Option<Text>,
    /// Middle names.
    #[arg(long)]
    middle: Option<Text>,
    /// Jr, III, ….
    #[arg(long)]
    suffix: Option<Text>,
}

/// What a provider is registered with.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    #[command(flatten)]
    name: NameParts,
    /// The profession: physician, dentist, podiatrist, crna, nurse-practitioner, physician-assistant, psychologist, other.
    #[arg(long = "type", value_parser = profession)]
    provider_type: ProviderType,
    /// National provider identifier.
    #[arg(long)]
    npi: Option<Npi>,
    /// Date of birth; never shown again.
    #[arg(long)]
    date_of_birth: Option<String>,
    /// Social security number; never shown again.
    #[arg(long)]
    ssn: Option<String>,
    /// CAQH provider id.
    #[arg(long)]
    caqh_id: Option<CaqhId>,
    /// Taxonomy code; the primary one first.
    #[arg(long = "taxonomy")]
    taxonomies: Vec<TaxonomyCode>,
}

/// A further name.
#[derive(Debug, clap::Args)]
pub struct NameArgs {
    /// Who.
    provider: String,
    #[command(flatten)]
    name: NameParts,
    /// legal, former, professional or other.
    #[arg(long, value_parser = name_kind, default_value = "former")]
    kind: NameKind,
    /// The first day it was borne: 2026-12-31, 2026-12 or 2026.
    #[arg(long)]
    from: Option<PartialDate>,
    /// The last day.
    #[arg(long)]
    to: Option<PartialDate>,
}

/// A claimed credential in words.
#[derive(Debug, clap::Args)]
pub struct ClaimArgs {
    /// Who.
    provider: String,
    /// The kind of element: license, dea, education, training, board-certification, … (docs/cli.md lists what each takes).
    element: String,
    /// Who issued it: state, school, programme, board, carrier, ….
    #[arg(long)]
    issuer: Option<String>,
    /// Its number.
    #[arg(long)]
    number: Option<String>,
    /// A further fact, such as `type=MD` or `certificate=general surgery`; may be given several times.
    #[arg(long = "detail", value_name = "KEY=VALUE", value_parser = detail)]
    details: Vec<(String, String)>,
    /// The first day of validity.
    #[arg(long)]
    valid_from: Option<PartialDate>,
    /// The last day of validity, inclusive.
    #[arg(long)]
    valid_to: Option<PartialDate>,
}

fn profession(word: &str) -> Result<ProviderType, String> {
    let found = ProviderType::ALL.into_iter().find(|known| known.word().eq_ignore_ascii_case(word));
    found.ok_or_else(|| ProviderType::ALL.map(ProviderType::word).join(", "))
}

fn name_kind(word: &str) -> Result<NameKind, String> {
    let kinds = [NameKind::Legal, NameKind::Former, NameKind::Professional, NameKind::Other];
    kinds.into_iter().find(|kind| kind.word() == word).ok_or_else(|| kinds.map(NameKind::word).join(", "))
}

/// `key=value`.
pub(crate) fn detail(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or_else(|| "write it as key=value".to_owned())?;
    Ok((pair.0.trim().to_owned(), pair.1.trim().to_owned()))
}

impl From<&NameParts> for PersonName {
    fn from(parts: &NameParts) -> Self {
        Self {
            family: parts.family.clone(),
            given: parts.given.clone(),
            middle: parts.middle.clone(),
            suffix: parts.suffix.clone(),
        }
    }
}

impl ClaimArgs {
    fn claim(&self) -> Result<Claim, CliError> {
        let words = Words {
            element: &self.element,
            issuer: self.issuer.as_deref(),
            number: self.number.as_deref(),
            details: self.details.clone(),
        };
        let credential = wording::credential(&words).map_err(CliError::usage)?;
        Ok(Claim { credential, valid_from: self.valid_from, valid_to: self.valid_to })
    }
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let (who, command, told) = match command {
        Command::Add(args) => {
            // Parsed here and not by the argument parser, whose message would quote the value.
            let ssn = args.ssn.as_deref().map(Ssn::parse).transpose().map_err(CliError::usage)?;
            let birth = args.date_of_birth.as_deref().map(DateOfBirth::parse).transpose().map_err(CliError::usage)?;
            let registration = Registration {
                name: PersonName::from(&args.name),
                provider_type: args.provider_type,
                npi: args.npi.clone(),
                date_of_birth: birth,
                ssn,
                caqh_id: args.caqh_id.clone(),
                taxonomies: args.taxonomies.clone(),
            };
            let done = app.register_provider(&by, &registration)?;
            return Ok(report(&done, output, |id| {
                format!("registered {} as {}", registration.name, short(&id.to_string()))
            }));
        }
        Command::Name(args) => {
            let name = PersonName::from(&args.name);
            let told = format!("name {name} added");
            let dated = DatedName { name, kind: args.kind, from: args.from, to: args.to };
            (&args.provider, provider::Command::AddName(dated), told)
        }
        Command::Claim(args) => {
            let claim = args.claim()?;
            let told = format!("claim {} recorded; it proves nothing until it is verified", claim.key());
            (&args.provider, provider::Command::Claim(Box::new(claim)), told)
        }
        Command::CorrectClaim { replaces, reason, claim: args } => {
            let claim = args.claim()?;
            let id = app.find_provider(&args.provider)?;
            let records = app.records(&[id], &[], cred_store::Bound::Now)?;
            let claims = records.provider(id).map(provider::Provider::claims);
            let held = claims
                .and_then(|claims| claims.keys().find(|key| key.to_string() == *replaces || key.is_written(replaces)));
            let element = held
                .cloned()
                .ok_or_else(|| CliError::Usage(format!("`{replaces}` is not claimed; see `cred show`")))?;
            let told = format!("{element} corrected to {}", claim.key());
            (
                &args.provider,
                provider::Command::CorrectClaim { element, claim: Box::new(claim), reason: reason.clone() },
                told,
            )
        }
        Command::Death { provider, on } => (
            provider,
            provider::Command::RecordDeath { on: *on },
            format!("death on {on} recorded; record it at each appointment too"),
        ),
    };
    let id = app.find_provider(who)?;
    let done = app.provider_command(&by, id, &command)?;
    Ok(report(&done, output, |()| told))
}
