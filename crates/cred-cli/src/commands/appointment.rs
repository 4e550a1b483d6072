//! `cred appoint` and `cred appointment`.

use cred_app::moment;
use cred_app::use_cases::appointing::AppointmentStep;
use cred_core::text::Text;
use cred_wire::exit::Exit;

use super::report;
use crate::{
    error::CliError,
    global::Global,
    output::{Output, short},
    session,
};

/// Appoint a credentialed provider to a facility's medical staff.
#[derive(Debug, clap::Args)]
pub struct AppointArgs {
    #[command(flatten)]
    which: Which,
    /// The staff category: active, courtesy, consulting, ….
    #[arg(long)]
    category: Text,
    /// For how many months, to the day.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: u32,
    /// From when; now if left out.
    #[arg(long)]
    start: Option<String>,
}

/// What becomes of an appointment.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// A new term, from the end of the old one.
    Reappoint {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// For how many months, to the day.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1200))]
        months: u32,
    },
    /// Leave of absence; the term keeps running.
    Leave(WithReason),
    /// Back from leave.
    Return(From),
    /// Suspend from the staff.
    Suspend(WithReason),
    /// Lift a suspension.
    Lift(From),
    /// The provider resigns.
    Resign(From),
    /// The board takes it away.
    Revoke(WithReason),
    /// The provider died.
    Death {
        #[command(flatten)]
        #[expect(missing_docs, reason = "flattened")]
        which: Which,
        /// When; may lie in the past.
        #[arg(long)]
        from: String,
    },
}

/// Whose appointment.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Whose: NPI, id, or a part of the name.
    provider: String,
    /// At which facility; the only one if left out.
    #[arg(long, value_name = "FACILITY")]
    facility: Option<String>,
}

/// Whose appointment, from when.
#[derive(Debug, clap::Args)]
pub struct From {
    #[command(flatten)]
    which: Which,
    /// From when; now if left out.
    #[arg(long)]
    from: Option<String>,
}

/// Whose appointment, from when, and why.
#[derive(Debug, clap::Args)]
pub struct WithReason {
    #[command(flatten)]
    from: From,
    /// Why.
    #[arg(long)]
    reason: Text,
}

pub(crate) fn appoint(args: &AppointArgs, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let facility = app.find_facility(args.which.facility.as_deref())?;
    let zone = app.facility_zone(&facility)?;
    let provider = app.find_provider(&args.which.provider)?;
    let start = args.start.as_deref().map(|text| moment::parse("the time", text, zone)).transpose()?;
    let done = app.appoint(&by, provider, &facility, &args.category, start, args.months)?;
    Ok(report(&done, output, |id| {
        format!("appointed to {facility} for {} months ({})", args.months, short(&id.to_string()))
    }))
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let which = match command {
        Command::Reappoint { which, .. } | Command::Death { which, .. } => which,
        Command::Leave(with) | Command::Suspend(with) | Command::Revoke(with) => &with.from.which,
        Command::Return(from) | Command::Lift(from) | Command::Resign(from) => &from.which,
    };
    let facility = app.find_facility(which.facility.as_deref())?;
    let zone = app.facility_zone(&facility)?;
    let provider = app.find_provider(&which.provider)?;
    let from = |from: &From| from.from.as_deref().map(|text| moment::parse("the time", text, zone)).transpose();
    let step = match command {
        Command::Reappoint { months, .. } => AppointmentStep::Reappoint(*months),
        Command::Leave(with) => AppointmentStep::TakeLeave(from(&with.from)?, with.reason.clone()),
        Command::Return(own) => AppointmentStep::Return(from(own)?),
        Command::Suspend(with) => AppointmentStep::Suspend(from(&with.from)?, with.reason.clone()),
        Command::Lift(own) => AppointmentStep::Lift(from(own)?),
        Command::Resign(own) => AppointmentStep::Resign(from(own)?),
        Command::Revoke(with) => AppointmentStep::Revoke(from(&with.from)?, with.reason.clone()),
        Command::Death { from, .. } => AppointmentStep::RecordDeath(moment::parse("the time", from, zone)?),
    };
    let done = app.appointment_step(&by, provider, &facility, &step)?;
    Ok(report(&done, output, |id| format!("appointment {}: recorded", short(&id.to_string()))))
}
