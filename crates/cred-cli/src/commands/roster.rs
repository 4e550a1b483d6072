//! `cred roster`.

use cred_app::moment;
use cred_core::time::Instant;
use cred_wire::{
    answer::When,
    exit::Exit,
    roster::{Entry, Roster},
};

use crate::{
    error::CliError,
    global::Global,
    output::{Output, table},
    session,
};

/// Who may do what at a site: every privilege held there, exercisable or not (42 CFR 482.51(a)(4)).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where: a site's id, or `facility/site`.
    site: String,
    /// When; a time without an offset is local to the site. Now if left out.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Only privileges of the surgical service.
    #[arg(long)]
    surgical: bool,
    /// Only this privilege.
    #[arg(long, value_name = "PRIVILEGE")]
    privilege: Option<String>,
    /// Answer from what was recorded up to this time.
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let (facility, site) = app.find_site(&args.site)?;
    let zone = app.site_zone(&facility, &site)?;
    let time = |text: &Option<String>| text.as_deref().map(|text| moment::parse("the time", text, zone)).transpose();
    let at: Instant = time(&args.at)?.unwrap_or_else(|| app.now());
    let wanted = |entry: &Entry| {
        (!args.surgical || entry.surgical)
            && args.privilege.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(&entry.privilege))
    };
    let mut entries = Vec::new();
    for own in app.roster(&facility, &site, at, time(&args.known_at)?)? {
        let of = own.entries.iter().map(|entry| Entry::of(&own.records, entry, zone));
        entries.extend(of.filter(wanted));
    }
    let roster = Roster { facility: facility.to_string(), site: site.to_string(), at: When::at(at, zone), entries };
    output.value(&roster, text);
    Ok(Exit::Yes)
}

fn text(roster: &Roster) -> String {
    let title = format!("Roster of {}/{} at {}", roster.facility, roster.site, roster.at.local);
    if roster.entries.is_empty() {
        return format!("{title}\n  nobody holds a privilege here at this time");
    }
    let mut last = String::new();
    let rows = roster.entries.iter().map(|entry| {
        let name = if entry.provider.id == last { String::new() } else { entry.provider.name.clone() };
        last.clone_from(&entry.provider.id);
        let until = entry.until.as_ref().map_or_else(|| "no change known".to_owned(), |until| until.local.clone());
        let notes = if entry.exercisable == "yes" { entry.conditions.join("; ") } else { entry.why_not.join("; ") };
        vec![name, entry.privilege.clone(), entry.exercisable.clone(), until, notes]
    });
    let rows = rows.collect();
    format!("{title}\n{}", table(&["provider", "privilege", "now", "until", "conditions, or why not"], rows))
}
