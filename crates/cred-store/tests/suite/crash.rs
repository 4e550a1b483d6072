//! A writer killed at any moment: everything it acknowledged is there, and nothing is half there.
//!
//! `CRED_LONG=1` kills 300 times instead of 20.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::Stdio,
    thread,
    time::Duration,
};

use cred_store::{Anchor, Append, Bound, OpenMode, Outcome, Store};

use crate::sample::{all, as_child, child, note, open, stream};

/// Two events per command: a torn one would show.
fn pair(version: u64) -> Append {
    let mut append = note("load", version);
    append.events.push(append.events[0].clone());
    append.events[0].body = "x".repeat(usize::try_from(version % 50).unwrap() * 100);
    append
}

#[test]
fn child_appends_until_killed() {
    let Some(path) = as_child() else { return };
    let mut store = open(&path, OpenMode::Create).unwrap();
    let mut version = store.stream(&stream("load"), Bound::Now).unwrap().len();
    let mut out = std::io::stdout();
    loop {
        let Outcome::Appended { events } = store.append(&pair(u64::try_from(version).unwrap())).unwrap() else {
            panic!("a command was taken for another");
        };
        version += events.len();
        let head = events.last().unwrap().head();
        writeln!(out, "ack {} {}", head.seq, head.hash).unwrap();
        out.flush().unwrap();
    }
}

/// Runs a writer, kills it after a number of acknowledgements or some time, and gives what it
/// acknowledged.
fn run_and_kill(path: &Path, round: u64) -> Vec<Anchor> {
    let mut writer =
        child("crash::child_appends_until_killed", path).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut acks = Vec::new();
    let mut take = |line: String| {
        // The last line may be torn.
        let mut words = line.split(' ').skip_while(|word| *word != "ack").skip(1);
        let seq = words.next().and_then(|seq| seq.parse().ok());
        let hash = words.next().and_then(|hash| hash.parse().ok());
        acks.extend(seq.zip(hash).map(|(seq, hash)| Anchor { seq, hash }));
        acks.len()
    };
    if round.is_multiple_of(4) {
        // Also while a file is being created or opened.
        thread::sleep(Duration::from_millis(round * 7 % 40));
    } else {
        let wanted = usize::try_from(round * 5 % 17).unwrap() + 1;
        for line in lines.by_ref() {
            if take(line.unwrap()) >= wanted {
                break;
            }
        }
        thread::sleep(Duration::from_micros(round * 331 % 2_000));
    }
    writer.kill().unwrap();
    for line in lines {
        take(line.unwrap());
    }
    writer.wait().unwrap();
    acks
}

#[test]
fn a_killed_writer_loses_nothing_it_acknowledged() {
    let kills = if std::env::var_os("CRED_LONG").is_some() { 300 } else { 20 };
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("x.cred");
    let (mut kept_acks, mut total) = (Vec::new(), 0);
    for round in 0..kills {
        let fresh = folder.path().join(format!("fresh{round}.cred"));
        let (path, mut acks) = match round % 4 {
            0 => (&fresh, Vec::new()),
            _ => (&kept, std::mem::take(&mut kept_acks)),
        };
        let before = acks.len();
        acks.extend(run_and_kill(path, round));
        total += acks.len() - before;
        if !path.exists() {
            assert_eq!(acks, []);
            continue;
        }
        let mut store = open(path, OpenMode::Existing).unwrap();
        let report = store.verify(&acks).unwrap();
        assert!(report.is_sound(), "round {round}: {report:?}");
        assert_eq!(report.anchored, acks);
        assert_eq!(report.events % 2, 0, "round {round}: half a command");
        // Whoever did not hear the answer sends the command again.
        if let Some(last) = acks.last() {
            let events = all(&store)[usize::try_from(last.seq).unwrap() - 2..][..2].to_vec();
            let again = store.append(&pair(last.seq - 2)).unwrap();
            assert_eq!(again, Outcome::Replayed { events });
        }
        if *path == kept {
            kept_acks = acks;
        }
    }
    assert!(total > 20, "{total} acknowledged");
    // Drafts of creations that were killed may be left; nothing else.
    for entry in fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.ends_with(".cred") || name.contains(".cred.new-"), "{name}");
    }
}
