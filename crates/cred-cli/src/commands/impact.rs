//! `cred impact`.

mod text;

use std::path::PathBuf;

use chrono::NaiveDate;
use cred_app::{App, moment};
use cred_core::{
    exercise::{simulation::Adopting, supposition::Supposition},
    id::{FacilityId, ResourceId},
    standard::adoption::Adoption,
    time::period::Period,
};
use cred_wire::{exit::Exit, impact::Impact};

use crate::{
    commands::{pack, schedule},
    error::CliError,
    global::Global,
    output::Output,
    session,
};

/// What would change if: which answers, rosters, deadlines, duties and booked cases, from when to when. Nothing is written.
///
/// Each option may be given several times; all of it is supposed to happen, in the order lapses, outages, adoptions, leavings. What the rules
/// do not allow cannot be supposed either.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("supposed").required(true).multiple(true)))]
pub struct Args {
    /// A credential on file ends with a day: the provider, the credential (`license:AZ`, `insurance`, …) and its last good day.
    #[arg(long, num_args = 3, value_names = ["PROVIDER", "CREDENTIAL", "LAST_DAY"], group = "supposed")]
    lapses: Vec<String>,
    /// A resource is out of service: the site, the resource, and `<from>..<until>`; `<from>..` where the return is not known.
    #[arg(long, num_args = 3, value_names = ["SITE", "RESOURCE", "FROM..UNTIL"], group = "supposed")]
    out: Vec<String>,
    /// The facility adopts a rule pack: a shipped pack's id or a file, and the first day on which it binds.
    #[arg(long, num_args = 2, value_names = ["PACK", "FIRST_DAY"], group = "supposed")]
    adopts: Vec<String>,
    /// The facility's organization adopts one.
    #[arg(long, num_args = 2, value_names = ["PACK", "FIRST_DAY"], group = "supposed")]
    organization_adopts: Vec<String>,
    /// A provider leaves the facility: who, and from when.
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "FROM"], group = "supposed")]
    leaves: Vec<String>,
    /// At which facility; the only one if left out.
    #[arg(long, value_name = "FACILITY")]
    facility: Option<String>,
    /// Look no further than to this time (exclusive); without end if left out.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// A list of booked cases, as `cred schedule check` takes it: tell which of them would change.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let facility = app.find_facility(args.facility.as_deref())?;
    let zone = app.facility_zone(&facility)?;
    let until = args.until.as_deref().map(|text| moment::parse("the time", text, zone)).transpose()?;
    let supposed = supposed(&app, args, &facility)?;
    let cases = args.cases.as_deref().map_or_else(|| Ok(vec![]), |path| schedule::read(&app, path))?;
    let found = app.impact(&facility, &supposed, until, &cases)?;
    let called: Vec<_> = found
        .cases
        .iter()
        .filter_map(|own| cases.get(own.place).map(|case| ((case.line, case.case.as_deref()), own)))
        .collect();
    let impact = Impact::of(&found.records, &facility, found.window, &found.impact, &called);
    output.value(&impact, text::of);
    Ok(Exit::Yes)
}

fn supposed(app: &App, args: &Args, facility: &FacilityId) -> Result<Vec<Supposition>, CliError> {
    let mut supposed = Vec::new();
    let day = |text: &str| {
        text.parse::<NaiveDate>().map_err(|_| CliError::usage(format!("`{text}` is no day: write 2026-12-31")))
    };
    for given in args.lapses.chunks(3) {
        let [provider, element, last_day] = given else { continue };
        let provider = app.find_provider(provider)?;
        let element = app.find_element(provider, element)?;
        supposed.push(Supposition::Lapse { provider, element, last_day: day(last_day)? });
    }
    for given in args.out.chunks(3) {
        let [site, resource, span] = given else { continue };
        let (facility, site) = app.find_site(site)?;
        let zone = app.site_zone(&facility, &site)?;
        let (from, until) = span
            .split_once("..")
            .ok_or_else(|| CliError::usage(format!("`{span}` is no span: write `<from>..<until>` or `<from>..`")))?;
        let from = moment::parse("the beginning of the outage", from, zone)?;
        let until = Some(until.trim()).filter(|text| !text.is_empty());
        let until = until.map(|text| moment::parse("the end of the outage", text, zone)).transpose()?;
        let period = Period::new(from, until).map_err(CliError::usage)?;
        let resource = ResourceId::parse(resource).map_err(CliError::usage)?;
        supposed.push(Supposition::Outage { facility, site, resource, period });
    }
    let adopted = |given: &[String], by: &Adopting| -> Result<Vec<Supposition>, CliError> {
        let each = given.chunks(2).filter_map(|pair| <&[String; 2]>::try_from(pair).ok());
        each.map(|[pack, first_day]| {
            let (pack, from) = (pack::read(pack)?, day(first_day)?);
            let adoption = Box::new(Adoption { pack, from, to: None, readings: std::collections::BTreeMap::new() });
            Ok(Supposition::Adoption { by: by.clone(), adoption })
        })
        .collect()
    };
    supposed.extend(adopted(&args.adopts, &Adopting::Facility(facility.clone()))?);
    if !args.organization_adopts.is_empty() {
        let organization = app.organization_of(facility)?;
        supposed.extend(adopted(&args.organization_adopts, &Adopting::Organization(organization))?);
    }
    for given in args.leaves.chunks(2) {
        let [provider, from] = given else { continue };
        let provider = app.find_provider(provider)?;
        let from = moment::parse("the time of leaving", from, app.facility_zone(facility)?)?;
        supposed.push(Supposition::Leaving { provider, facility: Some(facility.clone()), from });
    }
    Ok(supposed)
}
