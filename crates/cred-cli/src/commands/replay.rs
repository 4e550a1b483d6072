//! `cred replay`.

use std::collections::BTreeMap;

use cred_app::replaying::{Difference, Differs, Replayed};
use cred_wire::{exit::Exit, finding::instant};
use serde_json::{Value, json};

use crate::{
    error::CliError,
    global::Global,
    output::{BAD, GOOD, Output, table},
    session,
};

/// Derive every stored decision again, and report any that differs.
///
/// Each is made again on the records as they were just before it, and compared byte for byte: docs/replay.md says which events are decisions
/// and which are only applied. Nothing is written. Exit code 1 where anything differs. `cred db verify` looks at the hash chain.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also count the events by their type.
    #[arg(long)]
    counts: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let replayed = session::read(global)?.replay()?;
    output.value(&shape(&replayed), |_| text(&replayed, args.counts));
    Ok(if replayed.is_the_same() { Exit::Yes } else { Exit::Failure })
}

fn shape(replayed: &Replayed) -> Value {
    json!({
        "same": replayed.is_the_same(),
        "events": replayed.events,
        "decisions": replayed.decisions(),
        "derived": replayed.derived,
        "applied": replayed.applied,
        "differences": replayed.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}

fn difference(own: &Difference) -> Value {
    let mut value = json!({
        "seq": own.seq, "stream": own.stream.id(), "type": own.event_type, "actor": own.actor,
        "recorded_at": recorded_at(own), "differs": own.differs.code(),
    });
    let mut add = |key: &str, what: Value| {
        if let Some(fields) = value.as_object_mut() {
            fields.insert(key.to_owned(), what);
        }
    };
    match &own.differs {
        Differs::Refused { code, why } => {
            add("code", json!(code));
            add("why", json!(why));
        }
        Differs::Content(fields) => {
            let field = |own: &cred_app::replaying::Field| json!({ "at": own.at, "stored": own.stored, "derived": own.derived });
            add("fields", fields.iter().map(field).collect());
        }
        Differs::Unreadable(why) | Differs::CannotFollow(why) => add("why", json!(why)),
        Differs::Nothing => {}
    }
    value
}

fn recorded_at(own: &Difference) -> Option<String> {
    chrono::DateTime::from_timestamp_micros(own.recorded_at).map(instant)
}

fn text(replayed: &Replayed, counts: bool) -> String {
    let decisions = replayed.decisions();
    let told = format!("{decisions} decisions derived again of {} events", replayed.events);
    let mut lines = vec![if replayed.is_the_same() {
        format!("{GOOD}the same{GOOD:#}: {told}")
    } else {
        format!("{BAD}{} differ{BAD:#}: {told}", replayed.differences.len())
    }];
    for own in &replayed.differences {
        lines.push(format!(
            "  event {} · {} {} · {} by {}",
            own.seq,
            own.event_type,
            own.stream.id(),
            recorded_at(own).unwrap_or_default(),
            own.actor
        ));
        match &own.differs {
            Differs::Refused { code, why } => lines.push(format!("    refused on those records: {why} [{code}]")),
            Differs::Content(fields) => lines.extend(
                fields.iter().map(|own| format!("    {}: stored {}, derived {}", own.at, own.stored, own.derived)),
            ),
            Differs::Nothing => lines.push("    derived: nothing, it was so already".to_owned()),
            Differs::Unreadable(why) => lines.push(format!("    cannot be read: {why}")),
            Differs::CannotFollow(why) => lines.push(format!("    cannot follow: {why}")),
        }
    }
    if counts {
        let rows = |of: &BTreeMap<String, u64>, how: &str| -> Vec<Vec<String>> {
            of.iter().map(|(name, count)| vec![name.clone(), count.to_string(), how.to_owned()]).collect()
        };
        let all = [rows(&replayed.derived, "derived again"), rows(&replayed.applied, "applied")].concat();
        lines.push(String::new());
        lines.push(table(&["event", "count", "how"], all));
    }
    lines.join("\n")
}
