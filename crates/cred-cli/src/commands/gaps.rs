//! `cred gaps`.

use cred_app::{moment, questions::Asked};
use cred_core::{jurisdiction::Jurisdiction, text::Text};
use cred_wire::{
    exit::Exit,
    gaps::{Gap, Gaps},
};

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output},
    session,
};

/// What is missing for a yes: the smallest sets of things, the cheapest first, with who owes each and from when it could hold.
///
/// All of a set makes the answer yes; all but one of it does not. What a new grant would be held to is asked as well. Exit code 0 where the
/// answer is yes already, 3 for no, 4 for unknown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: NPI, id, or a part of the name.
    provider: String,
    /// What: a privilege's id, or a procedure code.
    what: String,
    /// Where: a site's id, or `facility/site`.
    #[arg(long, value_name = "SITE")]
    at_site: String,
    /// When; a time without an offset is local to the site. Now if left out.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The patient's age in completed years.
    #[arg(long, value_name = "YEARS")]
    patient_age: Option<u32>,
    /// The state the patient is in, for care at a distance; the site's if left out.
    #[arg(long, value_name = "STATE")]
    patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme; taken for one if left out.
    #[arg(long, value_name = "BOOL")]
    federal_patient: Option<bool>,
    /// The setting of care, where the form names settings.
    #[arg(long)]
    setting: Option<Text>,
    /// Answer from what was recorded up to this time.
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let (facility, site) = app.find_site(&args.at_site)?;
    let zone = app.site_zone(&facility, &site)?;
    let time = |text: &Option<String>| text.as_deref().map(|text| moment::parse("the time", text, zone)).transpose();
    let asked = Asked {
        provider: app.find_provider(&args.provider)?,
        what: args.what.clone(),
        facility,
        site,
        at: time(&args.at)?,
        patient_age: args.patient_age,
        patient_state: args.patient_state,
        federal_patient: args.federal_patient,
        setting: args.setting.clone(),
        emergency: false,
        known_at: time(&args.known_at)?,
    };
    let (records, gaps) = app.gaps(&asked)?;
    output.value(&Gaps::of(&records, &gaps), text);
    Ok(Exit::from(gaps.truth()))
}

fn text(gaps: &Gaps) -> String {
    let asked =
        format!("{} for {} at {}/{}, {}", gaps.what, gaps.provider.name, gaps.facility, gaps.site, gaps.at.local);
    let (style, word) = match gaps.answer.as_str() {
        "yes" => return format!("{GOOD}YES{GOOD:#}  {asked}: nothing is missing"),
        "no" => (BAD, "NO"),
        _ => (OPEN, "UNKNOWN"),
    };
    let mut lines = vec![format!("{style}{word}{style:#}  {asked}")];
    if gaps.sets.is_empty() {
        lines.push("  no set of things would make this a yes".to_owned());
    }
    for (index, set) in gaps.sets.iter().enumerate() {
        let when = match &set.earliest {
            Some(at) => format!("could hold from {}", at.local),
            None => format!("{BAD}cannot be cured{BAD:#}"),
        };
        let or = if index == 0 { "Missing" } else { "Or" };
        lines.push(String::new());
        lines.push(format!("{or} ({} of {}): {when}", index + 1, gaps.sets.len()));
        lines.extend(set.gaps.iter().flat_map(gap));
    }
    if gaps.more_exist {
        lines.push(String::new());
        lines.push("More sets exist than are listed, none of them cheaper.".to_owned());
    }
    lines.join("\n")
}

fn gap(gap: &Gap) -> Vec<String> {
    let owed = match (&gap.earliest, gap.by_itself) {
        (Some(at), true) => format!("owed by: {}; by itself at {}", gap.owed_by, at.local),
        (Some(_), false) => format!("owed by: {}", gap.owed_by),
        (None, _) => "nothing known cures it".to_owned(),
    };
    let mut lines = vec![
        format!("  - {}: {}  ({owed})", gap.asks, gap.text),
        format!("      {FAINT}rule: {} [{}]{FAINT:#}", gap.citations.join("; "), gap.reasons.join(", ")),
    ];
    if !gap.also.is_empty() {
        lines.push(format!("      {FAINT}closes too: {}{FAINT:#}", gap.also.join("; ")));
    }
    lines
}
