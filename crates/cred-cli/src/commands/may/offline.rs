//! `cred may --snapshot`: the same question to a file.

use std::path::Path;

use cred_app::{
    error::{AppError, Candidate},
    moment,
};
use cred_core::{
    exercise::question::Question,
    id::{FacilityId, SiteId},
};
use cred_snapshot::{
    newest::NotBefore,
    snapshot::{Known, Snapshot},
    told::{NotTold, Told},
};
use cred_tlog::VerifierKey;
use cred_wire::{
    exit::Exit,
    snapshot::{SnapshotAnswer, Whom},
};

use super::{Args, verdict};
use crate::{
    commands::snapshot::open,
    error::CliError,
    global::Global,
    output::{FAINT, Output},
};

pub(super) fn run(
    args: &Args,
    file: &Path,
    trust: &VerifierKey,
    global: &Global,
    output: &Output,
) -> Result<Exit, CliError> {
    let asked = &args.question;
    let (snapshot, now) = open(file, trust, args.seen.as_deref(), global)?;
    let origin = snapshot.origin();
    let time = |field, text: &str| moment::parse(field, text, origin.zone);
    if let Some(least) = &args.not_before {
        let least = match least.parse() {
            Ok(position) => NotBefore::Position(position),
            Err(_) => NotBefore::MadeAt(time("`--not-before`", least)?),
        };
        let refused = |error| CliError::Snapshot { file: file.display().to_string(), error };
        snapshot.not_before(least).map_err(refused)?;
    }
    let at = asked.at.as_deref().map_or(Ok(now), |text| time("the time", text))?;
    let (facility, site) = match asked.at_site.split_once('/') {
        Some((facility, site)) => (FacilityId::parse(facility).map_err(CliError::usage)?, site),
        None => (origin.facility.clone(), asked.at_site.as_str()),
    };
    let site = SiteId::parse(site).map_err(CliError::usage)?;
    let what = snapshot.what(&asked.what);
    let (whom, told) = match who(&snapshot, &asked.provider)? {
        Some(known) => {
            let question = Question {
                patient_age: asked.patient_age,
                patient_state: asked.patient_state,
                federal_patient: asked.federal_patient,
                setting: asked.setting.clone(),
                ..Question::new(known.provider, what.clone(), facility.clone(), site.clone(), at)
            };
            (Whom::of(known, &asked.provider), snapshot.may(&question, now))
        }
        None => {
            let why = snapshot.answers_at(now).err().unwrap_or_else(|| NotTold::Provider(asked.provider.clone()));
            (Whom::unknown(&asked.provider), Told::Nothing(why))
        }
    };
    output.value(&SnapshotAnswer::of(&snapshot, &what, (&facility, &site), at, whom, &told), text);
    Ok(Exit::from(told.truth()))
}

/// The one whom a text names; nobody where the snapshot knows none.
fn who<'s>(snapshot: &'s Snapshot, text: &str) -> Result<Option<Known<'s>>, CliError> {
    match snapshot.find(text).as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        many => {
            let candidate = |known: &Known<'_>| Candidate {
                id: known.provider.to_string(),
                label: [known.name, known.npi].into_iter().flatten().collect::<Vec<_>>().join(", NPI "),
            };
            let candidates = many.iter().map(candidate).collect();
            Err(AppError::Ambiguous { what: "provider", text: text.to_owned(), candidates }.into())
        }
    }
}

fn text(answer: &SnapshotAnswer) -> String {
    let who = &answer.provider;
    let npi = who.npi.as_ref().filter(|npi| **npi != who.name);
    let npi = npi.map_or_else(String::new, |npi| format!(" (NPI {npi})"));
    let (verdict, verb) = verdict(&answer.answer);
    let mut lines = vec![format!(
        "{verdict}  {}{npi} {verb} exercise {} at {}/{}",
        who.name, answer.what, answer.facility, answer.site
    )];
    if answer.what.starts_with("procedure") && !answer.privileges.is_empty() {
        lines.push(format!("  covered by  {}", answer.privileges.join(", ")));
    }
    lines.push(format!("  at          {}", answer.at.local));
    let until = answer.until.iter().zip(&answer.then);
    lines.extend(until.map(|(until, then)| format!("  until       {}, then {then}", until.local)));
    for (index, condition) in answer.conditions.iter().enumerate() {
        lines.push(format!("  {:<12}{condition}", if index == 0 { "conditions" } else { "" }));
    }
    lines.extend(answer.conditions_until.as_ref().map(|at| format!("  {:<12}other conditions from {}", "", at.local)));
    lines.extend([String::new(), "Because".to_owned()]);
    lines.extend(answer.not_told_text.as_ref().map(|text| format!("  {text}")));
    for own in &answer.because {
        lines.push(format!("  {}: {}", own.requirement, own.text));
        lines.push(format!("      {FAINT}rule: {} [{}]{FAINT:#}", own.citation, own.reason));
    }
    let of = &answer.snapshot;
    lines.push(String::new());
    lines.push(format!(
        "{FAINT}From a snapshot of position {}, made {}, which answers until {}{FAINT:#}",
        of.position, of.made_at.local, of.expires_at.local
    ));
    lines.join("\n")
}
