//! `cred audit verify`.

use std::path::PathBuf;

use cred_app::audit::{self, Audit, Standing, Verdict};
use cred_store::{OpenMode, OpenOptions, SqliteStore};
use cred_tlog::VerifierKey;
use cred_wire::exit::Exit;
use serde_json::{Value, json};

use crate::{
    commands::db::anchor,
    commands::signed_files as files,
    error::CliError,
    global::Global,
    output::{BAD, GOOD, Output},
};

/// Make everything again from the events and compare: hashes, links, versions, Merkle tree, look-up index. With `--since` also with
/// checkpoints noted earlier: only they tell of a history that was cut, or rewritten with all its hashes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A checkpoint kept from earlier; may be given several times.
    #[arg(long, value_name = "FILE")]
    since: Vec<PathBuf>,
    /// A public key that must have signed each of them: that of the log, and any witness's; may be given several times.
    #[arg(long, value_name = "KEY|FILE", value_parser = files::public_key, requires = "since")]
    trust: Vec<VerifierKey>,
    /// A head printed earlier by `cred db head`; may be given several times.
    #[arg(long = "anchor", value_name = "SEQ:HASH")]
    anchors: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let anchors = args.anchors.iter().map(|text| anchor(text)).collect::<Result<Vec<_>, _>>()?;
    let mut trees = Vec::new();
    for path in &args.since {
        let signed = match args.trust.as_slice() {
            [] => files::checkpoint(path)?,
            trust => files::trusted(path, trust)?.0,
        };
        trees.push(signed.checkpoint().head());
    }
    let store = SqliteStore::open(&global.db, OpenOptions::new(OpenMode::Inspect))?;
    let found = audit::audit(&store, &anchors, &trees)?;
    let since: Vec<Value> = args
        .since
        .iter()
        .zip(&trees)
        .zip(&found.since)
        .map(|((path, tree), standing)| {
            let mut value = json!({
                "checkpoint": path.display().to_string(), "size": tree.size, "root": tree.root.to_string(),
                "signed": !args.trust.is_empty(), "verdict": standing.word(),
            });
            if let (Standing::Forked { after, until }, Value::Object(fields)) = (standing, &mut value) {
                fields.insert("first_difference".to_owned(), json!({ "after": after, "until": until }));
            }
            value
        })
        .collect();
    let value = json!({
        "verdict": found.verdict.word(),
        "event": if let Verdict::Edited { event } = found.verdict { Some(event) } else { None },
        "events": found.report.events, "streams": found.report.streams, "unanchored": found.report.unanchored,
        "tree": found.report.tree.map(|tree| json!({ "size": tree.size, "root": tree.root.to_string() })),
        "head": format!("{}:{}", found.report.head.seq, found.report.head.hash),
        "since": since, "findings": found.findings, "more_findings": found.more_findings,
    });
    output.value(&value, |_| told(args, &found));
    Ok(if found.verdict == Verdict::Consistent { Exit::Yes } else { Exit::Failure })
}

fn told(args: &Args, found: &Audit) -> String {
    let report = &found.report;
    let counted = format!("{} events in {} streams", report.events, report.streams);
    let mut lines = vec![match found.verdict {
        Verdict::Consistent => format!("{GOOD}consistent{GOOD:#}: {counted}"),
        Verdict::Edited { event } => format!("{BAD}edited at event {event}{BAD:#}: {counted}"),
        other @ (Verdict::Forked | Verdict::Truncated | Verdict::Damaged | Verdict::NotDerivable) => {
            format!("{BAD}{}{BAD:#}: {counted}", other.word())
        }
    }];
    for (path, standing) in args.since.iter().zip(&found.since) {
        let path = path.display();
        lines.push(match standing {
            Standing::Forked { after, until } => {
                format!("  {path}: {BAD}forked{BAD:#}; the first event that differs comes after {after} and not after {until}")
            }
            Standing::Consistent => format!("  {path}: {GOOD}consistent{GOOD:#}"),
            Standing::Truncated | Standing::Undecided => format!("  {path}: {BAD}{}{BAD:#}", standing.word()),
        });
    }
    if !args.since.is_empty() && args.trust.is_empty() {
        lines.push(
            "  the signatures of these checkpoints were not checked: give the log's public key with `--trust`"
                .to_owned(),
        );
    }
    lines.extend(found.findings.iter().map(|finding| format!("  {finding}")));
    if found.more_findings > 0 {
        lines.push(format!("  and {} findings more", found.more_findings));
    }
    lines.push(format!(
        "  {} events after the newest checkpoint or anchor could be rewritten without a trace in this file",
        report.unanchored
    ));
    if let Some(tree) = report.tree {
        lines.push(format!("  root {} over {} events", tree.root, tree.size));
    }
    lines.push(format!("  head {}:{}", report.head.seq, report.head.hash));
    lines.join("\n")
}
