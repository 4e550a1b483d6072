//! `cred may`.

mod offline;

use std::path::PathBuf;

use cred_core::time::zone::Zone;
use cred_tlog::VerifierKey;
use cred_wire::{
    answer::{Answer, When},
    exit::Exit,
    finding::Finding,
};

use super::{asking::QuestionArgs, signed_files};
use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output, short},
    session,
};

/// May she do this here, at this time, and why?
///
/// Exit code 0 for yes, 3 for no, 4 for unknown (which never grants).
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment here would replace the help text")]
    pub question: QuestionArgs,
    /// Answer from this snapshot, without a database. What it does not know is unknown.
    #[arg(long, value_name = "FILE", requires = "trust", conflicts_with = "known_at")]
    snapshot: Option<PathBuf>,
    /// The public key that must have signed the snapshot.
    #[arg(long, value_name = "KEY|FILE", requires = "snapshot", value_parser = signed_files::public_key)]
    trust: Option<VerifierKey>,
    /// Refuse a snapshot made from an earlier position, or at an earlier time, than this.
    #[arg(long, value_name = "POSITION|TIME", requires = "snapshot")]
    not_before: Option<String>,
    /// Where the newest snapshot seen is remembered; an older one is refused. Beside the snapshot, with `.seen` at the end, if left out.
    #[arg(long, value_name = "FILE", requires = "snapshot")]
    seen: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    if let (Some(snapshot), Some(trust)) = (&args.snapshot, &args.trust) {
        return offline::run(args, snapshot, trust, global, output);
    }
    let app = session::read(global)?;
    let (records, answer) = args.question.ask(&app)?;
    let exit = Exit::from(answer.truth());
    output.value(&Answer::of(&records, &answer), text);
    Ok(exit)
}

/// The answer in a word, coloured, and as the verb of a sentence.
fn verdict(answer: &str) -> (String, &'static str) {
    let (style, word, verb) = match answer {
        "yes" => (GOOD, "YES", "may"),
        "no" => (BAD, "NO", "may not"),
        _ => (OPEN, "UNKNOWN", "may not (not known to be allowed)"),
    };
    (format!("{style}{word}{style:#}"), verb)
}

fn text(answer: &Answer) -> String {
    let (verdict, verb) = verdict(&answer.answer);
    let who = &answer.provider;
    let npi = who.npi.as_ref().map_or_else(String::new, |npi| format!(" (NPI {npi})"));
    let mut lines = vec![format!(
        "{verdict}  {}{npi} {verb} exercise {} at {}/{}",
        who.name, answer.what, answer.facility, answer.site
    )];
    if answer.what.starts_with("procedure") && !answer.privileges.is_empty() {
        lines.push(format!("  covered by  {}", answer.privileges.join(", ")));
    }
    lines.push(format!("  at          {}", answer.at.local));
    lines.push(match (&answer.until, &answer.then) {
        (Some(until), Some(then)) => format!("  until       {}, then {then}", until.local),
        _ => "  until       no change known".to_owned(),
    });
    for (index, condition) in answer.conditions.iter().enumerate() {
        lines.push(format!("  {:<12}{condition}", if index == 0 { "conditions" } else { "" }));
    }
    lines.extend(answer.conditions_until.as_ref().map(|at| format!("  {:<12}other conditions from {}", "", at.local)));
    lines.push(String::new());
    lines.push("Because".to_owned());
    let zone = Zone::parse(&answer.zone).unwrap_or(Zone::UTC);
    lines.extend(answer.because.iter().flat_map(|own| finding(own, zone)));
    if !answer.also_missing.is_empty() {
        lines.push(String::new());
        lines.push("Also missing".to_owned());
        lines.extend(answer.also_missing.iter().flat_map(|own| finding(own, zone)));
    }
    lines.join("\n")
}

/// A finding in words: what was asked and found, then the records behind it.
fn finding(finding: &Finding, zone: Zone) -> Vec<String> {
    let local = |text: &str| {
        let parsed = chrono::DateTime::parse_from_rfc3339(text);
        parsed.map_or_else(|_| text.to_owned(), |at| When::at(at.to_utc(), zone).local)
    };
    let (style, mark) = match finding.value.as_str() {
        "met" => (GOOD, "+"),
        "unmet" => (BAD, "-"),
        _ => (OPEN, "?"),
    };
    let owed = if finding.value == "met" || finding.owed_by == "nobody" {
        String::new()
    } else {
        format!("  (owed by: {})", finding.owed_by)
    };
    let mut lines = vec![format!("  {style}{mark}{style:#} {}: {}{owed}", finding.asks, finding.text)];
    lines.push(format!("      {FAINT}rule: {} [{}]{FAINT:#}", finding.citation, finding.reason));
    for fact in &finding.facts {
        let mut parts = vec![format!("{} {}", fact.kind, short(&fact.id)), fact.label.clone()];
        parts.extend(
            fact.source.as_ref().zip(fact.method.as_ref()).map(|(source, method)| format!("{source} ({method})")),
        );
        parts.extend(fact.verified_on.as_ref().map(|day| format!("verified {day}")));
        parts.extend(match (&fact.first_day, &fact.last_day) {
            (None, None) => None,
            (first, last) => Some(format!(
                "{} through {}",
                first.as_deref().unwrap_or("(no first day)"),
                last.as_deref().unwrap_or("(no last day)")
            )),
        });
        parts.extend(fact.from.as_ref().map(|from| {
            let until = fact.until.as_ref().map_or_else(String::new, |until| format!(" until {}", local(until)));
            format!("from {}{until}", local(from))
        }));
        lines.push(format!("      {FAINT}{}{FAINT:#}", parts.join(" · ")));
    }
    lines
}
