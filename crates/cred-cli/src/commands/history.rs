//! `cred history`.

use cred_wire::{exit::Exit, finding::instant};

use crate::{
    error::CliError,
    global::Global,
    output::{Output, short, table},
    session,
};

/// Every event of a provider, oldest first. Secrets are masked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: NPI, id, or a part of the name.
    provider: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let provider = app.find_provider(&args.provider)?;
    let events: Vec<serde_json::Value> = app
        .history(provider)?
        .into_iter()
        .map(|event| {
            let at = chrono::DateTime::from_timestamp_micros(event.recorded_at).map(instant);
            serde_json::json!({
                "seq": event.seq,
                "recorded_at": at,
                "actor": event.actor,
                "type": event.event_type,
                "stream": event.stream.id(),
                "version": event.version,
                "body": cred_app::redact::body(&event.body),
                "hash": event.hash.to_string(),
            })
        })
        .collect();
    output.value(&events, |events| {
        let word = |event: &serde_json::Value, key: &str| {
            event
                .get(key)
                .map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        let row = |event: &serde_json::Value| {
            vec![
                word(event, "seq"),
                word(event, "recorded_at"),
                word(event, "actor"),
                word(event, "type"),
                short(&word(event, "stream")),
            ]
        };
        table(&["seq", "recorded at", "actor", "event", "stream"], events.iter().map(row).collect())
    });
    Ok(Exit::Yes)
}
