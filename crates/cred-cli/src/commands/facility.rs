//! `cred facility`.

use std::path::PathBuf;

use cred_app::moment;
use cred_core::{
    facility::{
        self,
        resource::{Ending, Outage},
    },
    id::ResourceId,
    text::Text,
    time::period::Period,
};
use cred_wire::exit::Exit;

use super::report;
use crate::{error::CliError, global::Global, output::Output, session};

/// Load a facility from a file; record what happens to its resources.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Bring the records of an organisation and a facility to what a TOML file says. What it leaves out stays.
    Load {
        /// The file.
        file: PathBuf,
    },
    /// Record that a resource is out of service, or in service with limits.
    Outage {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        at: ResourceArgs,
        /// From when; now if left out.
        #[arg(long)]
        from: Option<String>,
        /// Until when (exclusive): it is back then. Leave it out where the return is not certain.
        #[arg(long)]
        until: Option<String>,
        /// Why.
        #[arg(long)]
        reason: Text,
        /// The limits under which it still serves; without any it is out of service.
        #[arg(long)]
        limits: Option<Text>,
    },
    /// Put a planned resource in service.
    InService {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        at: ResourceArgs,
        /// From when; now if left out.
        #[arg(long)]
        from: Option<String>,
    },
    /// Record that a resource is back before, or without, a recorded end of its outage.
    Return {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        at: ResourceArgs,
        /// From when; now if left out.
        #[arg(long)]
        from: Option<String>,
    },
    /// Record that a resource is retired, or lost (`--lost`: a licence or contract behind it is gone).
    Retire {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        at: ResourceArgs,
        /// From when; now if left out.
        #[arg(long)]
        from: Option<String>,
        /// Lost, not retired.
        #[arg(long)]
        lost: bool,
    },
}

/// Which resource.
#[derive(Debug, clap::Args)]
pub struct ResourceArgs {
    /// The site: its id, or `facility/site`.
    site: String,
    /// The resource's id.
    resource: ResourceId,
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    if let Command::Load { file } = command {
        return load(file, global, output);
    }
    let (Command::Outage { at, from, .. }
    | Command::InService { at, from }
    | Command::Return { at, from }
    | Command::Retire { at, from, .. }) = command
    else {
        return Ok(Exit::Usage);
    };
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let (facility, site) = app.find_site(&at.site)?;
    let zone = app.site_zone(&facility, &site)?;
    let from = from.as_deref().map_or_else(|| Ok(app.now()), |text| moment::parse("the time", text, zone))?;
    let (resource, told) = (at.resource.clone(), format!("{} at {site}: recorded", at.resource));
    let command = match command {
        Command::Load { .. } => return Ok(Exit::Usage),
        Command::Outage { until, reason, limits, .. } => {
            let until = until.as_deref().map(|text| moment::parse("the time", text, zone)).transpose()?;
            let period = Period::new(from, until).map_err(CliError::usage)?;
            let outage = Outage { period, reason: reason.clone(), limits: limits.clone() };
            facility::Command::RecordOutage { site, resource, outage }
        }
        Command::InService { .. } => facility::Command::PutInService { site, resource, from },
        Command::Return { .. } => facility::Command::ReturnToService { site, resource, from },
        Command::Retire { lost, .. } => {
            let ending = if *lost { Ending::Lost } else { Ending::Retired };
            facility::Command::EndResource { site, resource, from, ending }
        }
    };
    let done = app.facility_command(&by, &facility, &command)?;
    Ok(report(&done, output, |()| told))
}

fn load(file: &std::path::Path, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let label = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| CliError::Io { path: label.clone(), error })?;
    let parsed = cred_import::facility_file::parse(&text, &label)
        .map_err(|fault| CliError::Faults { file: label.clone(), faults: fault.to_string() })?;
    // A pack is a shipped one, or a file beside this one.
    let beside = file.parent().unwrap_or_else(|| std::path::Path::new("."));
    let mut packs = std::collections::BTreeMap::new();
    for reference in parsed.organization.adopt.iter().chain(&parsed.facility.adopt) {
        let name = reference.pack.to_string();
        let path = beside.join(&name);
        let from = if path.is_file() { path.display().to_string() } else { name.clone() };
        packs.insert(name, super::pack::read(&from)?);
    }
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let done = app.load_facility_file(&by, &text, &parsed, &|name| packs.get(name).cloned())?;
    Ok(report(&done, output, |()| {
        format!("{} of {}: {} changes recorded", parsed.facility.id, parsed.organization.id, done.events.len())
    }))
}
