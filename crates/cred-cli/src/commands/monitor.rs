//! `cred monitor`.

use chrono::TimeDelta;
use cred_app::use_cases::{
    By,
    screening::{ScreenedProvider, Screens},
};
use cred_core::id::ListId;
use cred_match::weights::Thresholds;
use cred_store::artefacts::Artefacts;
use cred_wire::exit::Exit;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde_json::{Value, json};

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, FAINT, GOOD, OPEN, Output},
    session,
};

/// Watching what may change without anybody telling.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Screen providers against the editions held of exclusion lists, and record what came of it.
    ///
    /// Left out is whose screen against the edition stands: made in this calendar month, after the last change of the provider's record. So a
    /// run that broke off goes on where it was. An entry under the provider's own NPI excludes at once; any other potential match makes the
    /// answer unknown (or what the adopted rule says) until a person says: `cred verification resolve` clears it, `cred verify … --result
    /// reported` confirms it. A pair cleared once does not come back until something told of either changes. Exit code 0 where everybody came
    /// out clear, 3 where somebody is excluded, 4 where something is open or failed.
    Run {
        /// Against which list; may be given several times.
        #[arg(long = "list", value_name = "LIST", required = true)]
        lists: Vec<ListId>,
        /// Only this provider.
        #[arg(long)]
        provider: Option<String>,
        /// The least score of a potential match, 0 to 1000; see docs/screening.md.
        #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u16).range(0..=1000))]
        potential: Option<u16>,
        /// An edition older than so many days tells no absence.
        #[arg(long, value_name = "DAYS", default_value_t = 45, value_parser = clap::value_parser!(u16).range(1..=400))]
        stale_after: u16,
    },
}

pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let Command::Run { lists, provider, potential, stale_after } = command;
    let mut app = session::write(global)?;
    let by = session::by(&app, global)?;
    let providers = match provider {
        Some(text) => vec![app.find_provider(text)?],
        None => app.all_providers()?,
    };
    let mut thresholds = Thresholds::default();
    if let Some(potential) = potential {
        thresholds.potential = *potential;
    }
    let artefacts = Artefacts::beside(&global.db);
    let mut all: Vec<(&ListId, Screens)> = Vec::new();
    for list in lists {
        let screening = app.screening(&artefacts, list, thresholds, TimeDelta::days(i64::from(*stale_after)))?;
        let bar = if global.json {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
        } else {
            ProgressBar::new(providers.len() as u64)
        };
        let key = by.key.as_ref().map(|key| format!("{key}:{list}"));
        let by = By { actor: by.actor.clone(), key };
        let screens = app.screen(&by, &screening, &providers, &mut |done| bar.inc(done as u64))?;
        bar.finish_and_clear();
        all.push((list, screens));
    }
    let value: Vec<Value> = all.iter().map(|(list, screens)| json(list, screens)).collect();
    output.value(&value, |_| all.iter().map(|(list, own)| text(list, own)).collect::<Vec<_>>().join("\n"));
    let some = |word: &str| all.iter().any(|(_, own)| own.came_to.contains_key(word));
    Ok(if some("adverse") {
        Exit::No
    } else if some("unknown") || all.iter().any(|(_, own)| !own.failed.is_empty()) {
        Exit::Unknown
    } else {
        Exit::Yes
    })
}

fn json(list: &ListId, own: &Screens) -> Value {
    let open = |own: &ScreenedProvider| {
        json!({
            "provider": own.provider.to_string(), "name": own.name, "effect": own.effect, "found": own.found,
        })
    };
    let failed = own.failed.iter().map(|(id, why)| json!({ "provider": id.to_string(), "because": why }));
    json!({
        "list": list.as_str(), "providers": own.providers, "screened": own.screened, "standing": own.standing,
        "came_to": own.came_to, "open": own.open.iter().map(open).collect::<Vec<_>>(),
        "failed": failed.collect::<Vec<_>>(),
    })
}

fn text(list: &ListId, own: &Screens) -> String {
    let came: Vec<String> = own.came_to.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let mut lines = vec![format!(
        "{list}: {} providers, {} screened, {} stand from before: {}",
        own.providers,
        own.screened,
        own.standing,
        came.join(", ")
    )];
    for person in &own.open {
        let (word, style) = match person.effect.word() {
            "adverse" => ("EXCLUDED", BAD),
            "clear" => ("CLEAR", GOOD),
            _ => ("OPEN", OPEN),
        };
        lines.push(format!("  {style}{word}{style:#}  {} {FAINT}{}{FAINT:#}", person.name, person.provider));
        if let cred_core::evidence::outcome::Effect::Unknown { open } = person.effect {
            lines.push(format!("      {}", open.sentence()));
        }
        lines.extend(person.found.iter().map(|found| format!("      {found}")));
    }
    lines.extend(own.failed.iter().map(|(id, why)| format!("  {BAD}FAILED{BAD:#}  {id}: {why}")));
    lines.join("\n")
}
