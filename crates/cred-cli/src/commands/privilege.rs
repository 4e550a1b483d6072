//! `cred request`, `cred recommend`, `cred grant`, `cred suspend` and `cred privilege`.

use cred_app::{
    App, Done, moment,
    use_cases::{
        By,
        privileging::{PrivilegeStep, Stand},
    },
};
use cred_core::{
    id::{FacilityId, ItemId, ProviderId, SiteId},
    privileging::privilege_request::Recommendation,
    text::Text,
    time::zone::Zone,
};
use cred_wire::exit::Exit;

use super::report;
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short, table},
    session,
};

/// Request privileges on the facility's forms.
#[derive(Debug, clap::Args)]
pub struct RequestArgs {
    #[command(flatten)]
    which: Which,
}

/// Recommend for or against a request. A recommendation is never a grant.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("opinion").required(true)))]
pub struct RecommendArgs {
    #[command(flatten)]
    which: Which,
    /// For it.
    #[arg(long, group = "opinion")]
    favourable: bool,
    /// Against it.
    #[arg(long, group = "opinion")]
    adverse: bool,
    /// Why, and under which conditions.
    #[arg(long)]
    note: Text,
}

/// Grant privileges: the board, to a credentialed and appointed provider whose criteria are met now.
#[derive(Debug, clap::Args)]
pub struct GrantArgs {
    #[command(flatten)]
    which: Which,
    /// From when; now if left out.
    #[arg(long)]
    start: Option<String>,
    /// For how many months, to the day; to the end of the appointment if left out.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: Option<u32>,
    /// For this site; for all at which the criteria are met if left out. May be given several times.
    #[arg(long = "site")]
    sites: Vec<SiteId>,
    /// A condition; may be given several times.
    #[arg(long = "condition")]
    conditions: Vec<Text>,
}

/// Suspend privileges.
#[derive(Debug, clap::Args)]
pub struct SuspendArgs {
    #[command(flatten)]
    which: Which,
    /// From when; now if left out.
    #[arg(long)]
    from: Option<String>,
    /// Why.
    #[arg(long)]
    reason: Text,
}

/// Further steps of a privilege.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Hold the criteria against the dossier, and send the request to review if they are met.
    Check(Which),
    /// The hearing was held or waived.
    ConcludeHearing(WithText),
    /// The board denies.
    Deny(WithText),
    /// The applicant takes the request back.
    Withdraw(Which),
    /// The focused evaluation (FPPE) is concluded.
    ConcludeFppe(WithText),
    /// The board limits the grant.
    Restrict(FromWithText),
    /// A suspension is lifted.
    Lift(FromArgs),
    /// The holder gives it up.
    Relinquish(FromArgs),
    /// The board takes it away.
    Revoke(FromWithText),
}

/// Whose privileges.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Whose: NPI, id, or a part of the name.
    provider: String,
    /// Which: the items' ids.
    #[arg(required = true, value_name = "PRIVILEGE")]
    items: Vec<ItemId>,
    /// At which facility; the only one if left out.
    #[arg(long, value_name = "FACILITY")]
    facility: Option<String>,
}

/// Whose privileges, and a text.
#[derive(Debug, clap::Args)]
pub struct WithText {
    #[command(flatten)]
    which: Which,
    /// The reason, report or outcome.
    #[arg(long)]
    reason: Text,
}

/// Whose privileges, from when.
#[derive(Debug, clap::Args)]
pub struct FromArgs {
    #[command(flatten)]
    which: Which,
    /// From when; now if left out.
    #[arg(long)]
    from: Option<String>,
}

/// Whose privileges, from when, and a text.
#[derive(Debug, clap::Args)]
pub struct FromWithText {
    #[command(flatten)]
    from: FromArgs,
    /// The reason or terms.
    #[arg(long)]
    reason: Text,
}

/// What a step is about.
struct Matter {
    app: App,
    by: By,
    provider: ProviderId,
    facility: FacilityId,
    zone: Zone,
}

impl Matter {
    fn open(which: &Which, global: &Global) -> Result<Self, CliError> {
        let app = session::write(global)?;
        let by = session::by(&app, global)?;
        let facility = app.find_facility(which.facility.as_deref())?;
        let zone = app.facility_zone(&facility)?;
        let provider = app.find_provider(&which.provider)?;
        Ok(Self { app, by, provider, facility, zone })
    }

    fn step(mut self, which: &Which, step: &PrivilegeStep, output: &Output) -> Result<Exit, CliError> {
        let done = self.app.privilege_step(&self.by, self.provider, &self.facility, &which.items, step)?;
        Ok(told(&done, output))
    }

    fn time(&self, text: Option<&String>) -> Result<Option<cred_core::time::Instant>, CliError> {
        Ok(text.map(|text| moment::parse("the time", text, self.zone)).transpose()?)
    }
}

fn told(done: &Done<Vec<Stand>>, output: &Output) -> Exit {
    report(done, output, |stands| {
        let row = |stand: &Stand| vec![stand.item.to_string(), stand.state.to_owned(), short(&stand.id.to_string())];
        let mut told = table(&["privilege", "stands", "id"], stands.iter().map(row).collect());
        for stand in stands {
            for open in &stand.open {
                told.push_str(&format!("\n  {} asks {open}", stand.item));
            }
        }
        told
    })
}

pub(crate) fn request(args: &RequestArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut matter = Matter::open(&args.which, global)?;
    let done = matter.app.request_privileges(&matter.by, matter.provider, &matter.facility, &args.which.items)?;
    Ok(told(&done, output))
}

pub(crate) fn recommend(args: &RecommendArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let recommendation = Recommendation { favourable: args.favourable, note: args.note.clone() };
    Matter::open(&args.which, global)?.step(&args.which, &PrivilegeStep::Recommend(recommendation), output)
}

pub(crate) fn grant(args: &GrantArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let matter = Matter::open(&args.which, global)?;
    let start = matter.time(args.start.as_ref())?;
    let step = PrivilegeStep::Grant(start, args.months, args.sites.clone(), args.conditions.clone());
    matter.step(&args.which, &step, output)
}

pub(crate) fn suspend(args: &SuspendArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let matter = Matter::open(&args.which, global)?;
    let from = matter.time(args.from.as_ref())?;
    matter.step(&args.which, &PrivilegeStep::Suspend(from, args.reason.clone()), output)
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let which = match command {
        Command::Check(which) | Command::Withdraw(which) => which,
        Command::ConcludeHearing(with) | Command::Deny(with) | Command::ConcludeFppe(with) => &with.which,
        Command::Lift(from) | Command::Relinquish(from) => &from.which,
        Command::Restrict(with) | Command::Revoke(with) => &with.from.which,
    };
    let matter = Matter::open(which, global)?;
    let step = match command {
        Command::Check(_) => PrivilegeStep::CheckCriteria,
        Command::ConcludeHearing(with) => PrivilegeStep::ConcludeHearing(with.reason.clone()),
        Command::Deny(with) => PrivilegeStep::Deny(with.reason.clone()),
        Command::Withdraw(_) => PrivilegeStep::Withdraw,
        Command::ConcludeFppe(with) => PrivilegeStep::ConcludeFppe(with.reason.clone()),
        Command::Restrict(with) => PrivilegeStep::Restrict(matter.time(with.from.from.as_ref())?, with.reason.clone()),
        Command::Lift(from) => PrivilegeStep::Lift(matter.time(from.from.as_ref())?),
        Command::Relinquish(from) => PrivilegeStep::Relinquish(matter.time(from.from.as_ref())?),
        Command::Revoke(with) => PrivilegeStep::Revoke(matter.time(with.from.from.as_ref())?, with.reason.clone()),
    };
    matter.step(which, &step, output)
}
