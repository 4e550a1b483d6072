//! `cred due`.

use cred_app::moment;
use cred_wire::{due::Due, exit::Exit};

use crate::{
    error::CliError,
    global::Global,
    output::{Output, table},
    session,
};

/// What changes next: licences, certificates, terms, approvals and privileges, soonest first.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only for this provider.
    provider: Option<String>,
    /// At which facility; the only one if left out.
    #[arg(long, value_name = "FACILITY")]
    facility: Option<String>,
    /// After this time; now if left out.
    #[arg(long, value_name = "TIME")]
    after: Option<String>,
    /// Only so many days ahead.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    within: Option<u32>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let facility = app.find_facility(args.facility.as_deref())?;
    let zone = app.facility_zone(&facility)?;
    let provider = args.provider.as_deref().map(|text| app.find_provider(text)).transpose()?;
    let after = args.after.as_deref().map_or_else(|| Ok(app.now()), |text| moment::parse("the time", text, zone))?;
    let horizon = args.within.map(|days| after + chrono::TimeDelta::days(i64::from(days)));
    let due: Vec<Due> = app
        .due(provider, &facility, after)?
        .iter()
        .filter(|(_, _, due)| horizon.is_none_or(|horizon| due.at <= horizon))
        .map(|(id, name, due)| Due::of(*id, name, due, zone))
        .collect();
    output.value(&due, |due| {
        if due.is_empty() {
            return "nothing known is due".to_owned();
        }
        let row = |own: &Due| {
            vec![own.at.local.clone(), own.provider.clone(), own.kind.clone(), own.what.clone(), own.becomes.clone()]
        };
        table(&["when", "provider", "kind", "what", "becomes"], due.iter().map(row).collect())
    });
    Ok(Exit::Yes)
}
