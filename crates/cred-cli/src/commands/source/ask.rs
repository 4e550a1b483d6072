//! `cred source ask`.

use std::path::{Path, PathBuf};

use cred_app::{App, wording};
use cred_core::{
    evidence::outcome::{Adverse, Effect, Outcome},
    id::{ProviderId, SourceId},
    provider::credential::Credential,
    text::Text,
};
use cred_sources::{
    clock::{Clock as _, SystemClock},
    request::Request,
    service::{Asked, Service},
    transport::Https,
};
use cred_store::Bound;
use cred_wire::exit::Exit;

use super::{key, read};
use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output},
    session,
};

/// Ask a source about an element of a provider, and tell what the answer would do. Nothing is recorded: with `--keep` the answer is stored as it
/// came, for `cred verify --artefact`.
///
/// Exit code 0 where the credential is satisfied or the search clear, 3 where something is on record against the provider, else 4.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The sources file.
    file: PathBuf,
    /// The id of the source.
    source: SourceId,
    /// Who.
    provider: String,
    /// The element: `license:AZ`, `exclusion:SAM`, `identity`, ….
    element: String,
    /// The rule pack under which the source has to count; every standard's word for it where left out.
    #[arg(long, default_value = "*")]
    standard: String,
    /// Store the answer in this folder, under its SHA-256.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Trust the certificates of this PEM file, and no others.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Tell whether it could be asked, and send nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(serde::Serialize)]
struct Told {
    outcome: &'static str,
    effect: &'static str,
    details: Vec<String>,
    sha256: Option<String>,
    stored: Option<String>,
    attempts: usize,
}

pub(super) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let sources = read(&args.file)?;
    let app = session::read(global)?;
    if !matches!(session::clock(global)?, cred_app::clock::Clock::System) {
        return Err(CliError::Usage(
            "a real source is not asked at a simulated time: leave `--simulate` out".to_owned(),
        ));
    }
    let provider = app.find_provider(&args.provider)?;
    let request = request(&app, provider, args)?;
    let https = match &args.trust {
        None => Https::default(),
        Some(file) => Https::trusting(file).map_err(CliError::usage)?,
    };
    let mut seed = [0; 8];
    // Without chance the waits are as long as they may be, and everything else is the same.
    let _ = getrandom::fill(&mut seed);
    let mut service = Service::new(sources, &https, &SystemClock, &key, u64::from_le_bytes(seed));
    if args.dry_run {
        let open = service.check(&request).map(|reason| reason.to_string());
        output.value(&open, |open| open.clone().unwrap_or_else(|| "it could be asked".to_owned()));
        return Ok(if open.is_none() { Exit::Yes } else { Exit::Unknown });
    }
    let asked = service.ask(&request);
    let stored = args.keep.as_ref().map(|folder| keep(folder, &asked)).transpose()?.flatten();
    let effect = service
        .source(&args.source)
        .map(|source| source.effect(&asked.outcome, &request.element, &args.standard, SystemClock.now()));
    let mut details = details(&asked.outcome);
    let (word, exit) = match effect {
        Some(effect @ (Effect::Satisfied | Effect::Clear)) => (effect.word(), Exit::Yes),
        Some(effect @ Effect::Adverse) => (effect.word(), Exit::No),
        Some(effect @ Effect::Unknown { open }) => {
            details.push(open.sentence().to_owned());
            (effect.word(), Exit::Unknown)
        }
        None => ("unknown", Exit::Unknown),
    };
    let told = Told {
        outcome: asked.outcome.word(),
        effect: word,
        details,
        sha256: (!asked.raw.is_empty()).then(|| asked.digest.to_string()),
        stored,
        attempts: asked.attempts.len(),
    };
    output.value(&told, |told| text(told, exit));
    Ok(exit)
}

fn text(told: &Told, exit: Exit) -> String {
    let style = match exit {
        Exit::Yes => GOOD,
        Exit::No => BAD,
        Exit::Unknown | Exit::Failure | Exit::Usage | Exit::Refused | Exit::Conflict => OPEN,
    };
    let mut lines = vec![format!("{style}{}{style:#} ({})", told.effect, told.outcome)];
    lines.extend(told.details.iter().map(|line| format!("  {line}")));
    let place = told.stored.iter().map(|path| format!("  {FAINT}stored: {path}{FAINT:#}"));
    lines.extend(place);
    lines.join("\n")
}

/// The element as the provider claims it, or one that nobody claims, such as a search.
fn request(app: &App, id: ProviderId, args: &Args) -> Result<Request, CliError> {
    let records = app.records(&[id], &[], Bound::Now)?;
    let provider = records.provider(id).ok_or_else(|| CliError::Usage(format!("`{}` has no record", args.provider)))?;
    let claimed = provider.claims().iter().filter(|(key, _)| key.is_written(&args.element));
    let claimed: Vec<_> = claimed.collect();
    let (element, claim) = match claimed.as_slice() {
        [(key, claim)] => ((*key).clone(), Some((*claim).clone())),
        [] => (searched(&args.element)?.key(), None),
        several => {
            let keys: Vec<String> = several.iter().map(|(key, _)| key.to_string()).collect();
            return Err(CliError::Usage(format!("`{}` may be any of {}", args.element, keys.join(", "))));
        }
    };
    Ok(Request {
        source: args.source.clone(),
        provider: id,
        element,
        claim,
        // Of merged records the first is the one that stands.
        npi: provider.npis().first().map(|npi| (*npi).clone()),
        names: std::iter::once(provider.name())
            .chain(provider.aliases().iter().map(|alias| &alias.name))
            .cloned()
            .collect(),
        born: None,
    })
}

fn searched(element: &str) -> Result<Credential, CliError> {
    if element == "identity" {
        return Ok(Credential::Identity { document: Text::of_words("registration") });
    }
    let (kind, issuer) = element.split_once(':').map_or((element, None), |(kind, rest)| (kind, Some(rest)));
    let words = wording::Words { element: kind, issuer, number: None, details: vec![] };
    wording::credential(&words)
        .map_err(|error| CliError::Usage(format!("{error} (nothing claimed is named `{element}`; see `cred show`)")))
}

/// What stands behind an outcome, without what a record holds in confidence.
fn details(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Matching { found } => vec![found.credential.describe()],
        Outcome::Differing { differences, .. } => differences.iter().map(ToString::to_string).collect(),
        Outcome::Adverse { record: Adverse::Encumbered { found, differences } } => {
            let limits = found.encumbrances.iter().map(|own| format!("{}: {}", own.kind.word(), own.terms));
            limits.chain(differences.iter().map(ToString::to_string)).collect()
        }
        Outcome::Adverse { record: Adverse::Listed { summary, .. } } => vec![summary.to_string()],
        Outcome::NotFound { searched } => {
            searched.iter().filter_map(|own| own.version.as_ref()).map(ToString::to_string).collect()
        }
        Outcome::Ambiguous { candidates, .. } => candidates.iter().map(|own| own.summary.to_string()).collect(),
        Outcome::Unavailable { reason } => vec![reason.to_string()],
        Outcome::Malformed { because } => vec![because.to_string()],
    }
}

fn keep(folder: &Path, asked: &Asked) -> Result<Option<String>, CliError> {
    if asked.raw.is_empty() {
        return Ok(None);
    }
    let path = folder.join(format!("{}.json", asked.digest));
    let shown = path.display().to_string();
    let io = |error| CliError::Io { path: shown.clone(), error };
    std::fs::create_dir_all(folder).map_err(io)?;
    std::fs::write(&path, &asked.raw).map_err(io)?;
    Ok(Some(shown))
}
