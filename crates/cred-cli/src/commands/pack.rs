//! `cred pack`.

mod look;
mod simulate;

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use cred_app::use_cases::adopting::Adopter;
use cred_core::{
    id::{OrganizationId, PackId},
    standard::{adoption::Adoption, rule_pack::RulePack},
    text::Text,
};
use cred_wire::exit::Exit;

use super::report;
use crate::{error::CliError, global::Global, output::Output, session};

/// Rule packs: check, show, compare, explain, adopt, and see what one would change.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the packs that ship with the program.
    List,
    /// Check files, each by itself and all together: no two editions of one programme may bind on one day.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<String>,
    },
    /// Show the rules of a pack.
    Show {
        /// A shipped pack's id, or a file.
        pack: String,
    },
    /// What a second pack says differently from a first one.
    Diff {
        /// A shipped pack's id, or a file.
        first: String,
        /// A shipped pack's id, or a file.
        second: String,
    },
    /// Tell where each rule comes from and how sure it is; with an adopter, which rule binds there on a day.
    Explain {
        /// A shipped pack's id, or a file; left out, what the adopter has adopted.
        pack: Option<String>,
        /// Only rules on this topic.
        #[arg(long)]
        topic: Option<String>,
        /// The key date; today if left out.
        #[arg(long)]
        on: Option<NaiveDate>,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adopter: AdopterArgs,
    },
    /// Which files, terms and grants adopting a pack would change. Nothing is written.
    Simulate {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adoption: AdoptionArgs,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adopter: AdopterArgs,
    },
    /// Adopt a pack from a day on.
    Adopt {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adoption: AdoptionArgs,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adopter: AdopterArgs,
    },
    /// End the adoption of a pack.
    End {
        /// The pack's id.
        pack: PackId,
        /// The last day on which it binds.
        #[arg(long)]
        last_day: NaiveDate,
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        adopter: AdopterArgs,
    },
    /// Print the JSON Schema of a pack's file, for editors.
    Schema,
}

/// Who adopts.
#[derive(Debug, Clone, clap::Args)]
#[group(multiple = false)]
pub struct AdopterArgs {
    /// A facility.
    #[arg(long)]
    pub facility: Option<String>,
    /// An organization.
    #[arg(long)]
    pub organization: Option<OrganizationId>,
}

/// What is adopted.
#[derive(Debug, Clone, clap::Args)]
pub struct AdoptionArgs {
    /// A shipped pack's id, or a file.
    pub pack: String,
    /// The first day on which it binds, in the adopter's zone; today if left out.
    #[arg(long)]
    pub from: Option<NaiveDate>,
    /// The last day; open if left out.
    #[arg(long)]
    pub to: Option<NaiveDate>,
    /// Where sources disagree: `parameter=reading`. May be given several times.
    #[arg(long = "reading", value_name = "PARAMETER=READING")]
    pub readings: Vec<String>,
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::List => look::list(output),
        Command::Check { files } => look::check(files, output),
        Command::Show { pack } => look::show(&read(pack)?, output),
        Command::Diff { first, second } => look::diff(&read(first)?, &read(second)?, output),
        Command::Explain { pack: Some(pack), topic, on, .. } => {
            look::explain(&read(pack)?, topic.as_deref(), *on, output)
        }
        Command::Explain { pack: None, topic, on, adopter } => {
            let app = session::read(global)?;
            let (standards_of, today) = adopted(&app, adopter)?;
            look::binding(&standards_of, topic.as_deref(), on.unwrap_or(today), output)
        }
        Command::Simulate { adoption, adopter } => {
            let app = session::read(global)?;
            simulate::run(&app, &named(&app, adopter)?, adoption, output)
        }
        Command::Adopt { adoption, adopter } => {
            let mut app = session::write(global)?;
            let by = session::by(&app, global)?;
            let adopter = named(&app, adopter)?;
            let adoption = read_adoption(adoption, app.today(&adopter)?)?;
            let done = app.adopt_pack(&by, &adopter, &adoption)?;
            Ok(report(&done, output, |()| format!("{adopter}: {} from {}", adoption.pack.id, adoption.from)))
        }
        Command::End { pack, last_day, adopter } => {
            let mut app = session::write(global)?;
            let by = session::by(&app, global)?;
            let adopter = named(&app, adopter)?;
            let done = app.end_pack(&by, &adopter, pack, *last_day)?;
            Ok(report(&done, output, |()| format!("{adopter}: {pack} until {last_day} inclusive")))
        }
        Command::Schema => look::schema(output),
    }
}

/// A shipped pack by its id, or a pack's file.
pub(crate) fn read(pack: &str) -> Result<RulePack, CliError> {
    let faults = |file: &str, fault: cred_import::toml_fault::TomlFault| CliError::Faults {
        file: file.to_owned(),
        faults: fault.to_string(),
    };
    if let Some(found) = cred_packs::find(pack) {
        return found.map_err(|fault| faults(pack, fault));
    }
    if !Path::new(pack).exists() && !pack.contains(['/', '\\', '.']) {
        let known: Vec<&str> = cred_packs::SHIPPED.iter().map(|(id, _)| *id).collect();
        return Err(CliError::usage(format!(
            "there is no shipped pack `{pack}`, and no such file; there is {}",
            known.join(", ")
        )));
    }
    let text = std::fs::read_to_string(pack).map_err(|error| CliError::Io { path: pack.to_owned(), error })?;
    cred_import::rule_pack_file::parse(&text, pack).map_err(|fault| faults(pack, fault))
}

fn read_adoption(args: &AdoptionArgs, today: NaiveDate) -> Result<Adoption, CliError> {
    let mut readings = BTreeMap::new();
    for reading in &args.readings {
        let (of, is) = reading
            .split_once('=')
            .ok_or_else(|| CliError::usage(format!("`--reading {reading}`: write `parameter=reading`")))?;
        let text = |text: &str| Text::parse(text).map_err(CliError::usage);
        readings.insert(text(of)?, text(is)?);
    }
    Ok(Adoption { pack: read(&args.pack)?, from: args.from.unwrap_or(today), to: args.to, readings })
}

/// The adopter that is named, or the only facility there is.
fn named(app: &cred_app::App, args: &AdopterArgs) -> Result<Adopter, CliError> {
    Ok(match &args.organization {
        Some(id) => Adopter::Organization(id.clone()),
        None => Adopter::Facility(app.find_facility(args.facility.as_deref())?),
    })
}

/// Everything that binds an adopter, and its today.
fn adopted(app: &cred_app::App, args: &AdopterArgs) -> Result<(Vec<Adoption>, NaiveDate), CliError> {
    let adopter = named(app, args)?;
    Ok((app.adoptions(&adopter)?, app.today(&adopter)?))
}
