//! Walking the whole history and writing down what does not hold.

use std::collections::{HashMap, HashSet};

use cred_tlog::{Frontier, TreeHash, TreeHead};

use crate::{Anchor, Digest, Head, StoredEvent, StreamId};

/// The most findings a report lists; the rest are counted.
pub const MAX_FINDINGS: usize = 200;

/// What a walk over the whole history has found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an unread report verifies nothing"]
pub struct VerifyReport {
    /// The number of events walked over.
    pub events: u64,
    /// The number of streams they belong to.
    pub streams: u64,
    /// The end of the history as it is stored.
    pub head: Head,
    /// The anchors that were given and hold.
    pub anchored: Vec<Anchor>,
    /// The tree over the events; `None` if they have a gap, so that no tree is theirs.
    pub tree: Option<TreeHead>,
    /// The earlier trees that were given and are the beginning of this one.
    pub consistent: Vec<TreeHead>,
    /// The number of events after the newest anchor or earlier tree that holds. A cut or a rewrite that
    /// touches only these cannot be seen: note down [`Head::anchor`] or `tree` to shrink the number.
    pub unanchored: u64,
    /// What does not hold, at most [`MAX_FINDINGS`] of it, in the order of the history.
    pub findings: Vec<Finding>,
    /// How many more findings there are.
    pub more_findings: u64,
}

impl VerifyReport {
    /// Whether everything holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The columns of an event do not give its hash.
    #[error("event {seq}: the columns do not give the hash")]
    Altered {
        /// The event.
        seq: u64,
    },
    /// A column of an event does not hold what it must.
    #[error("event {seq}: a column cannot be read")]
    Unreadable {
        /// The event.
        seq: u64,
    },
    /// Events are missing.
    #[error("event {expected} should follow, but event {found} does")]
    SeqGap {
        /// The position that should have come.
        expected: u64,
        /// The position that came.
        found: u64,
    },
    /// An event is not linked to the one before it.
    #[error("event {seq}: not linked to the event before it")]
    LinkBroken {
        /// The event.
        seq: u64,
    },
    /// An event does not have the next version of its stream.
    #[error("event {seq}: version {found} of stream `{stream}` where version {expected} is due")]
    VersionGap {
        /// The event.
        seq: u64,
        /// Its stream.
        stream: StreamId,
        /// The version that is due.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// An event was recorded before the one before it.
    #[error("event {seq}: recorded before the event before it")]
    ClockBehind {
        /// The event.
        seq: u64,
    },
    /// An idempotency key appears in more than one command.
    #[error("event {seq}: its idempotency key belongs to an earlier, different command")]
    KeyReused {
        /// The event.
        seq: u64,
    },
    /// The record of the last event names another event.
    #[error("the head record names event {} but the last event is {}", recorded.seq, last.seq)]
    HeadDiffers {
        /// What the head record says.
        recorded: Anchor,
        /// The last event there is.
        last: Anchor,
    },
    /// The event at an anchor has another hash than noted.
    #[error("event {}: not the event noted at the anchor: the history was rewritten", anchor.seq)]
    AnchorDiffers {
        /// The anchor.
        anchor: Anchor,
    },
    /// The history ends before an anchor.
    #[error("event {} was noted at an anchor but is not there: the history was cut", anchor.seq)]
    AnchorMissing {
        /// The anchor.
        anchor: Anchor,
    },
    /// The stored tree has another, no, or one more subtree that ends with an event.
    #[error("event {seq}: the stored tree does not follow from the events")]
    TreeDiffers {
        /// The event.
        seq: u64,
    },
    /// The events do not give the root noted earlier for so many of them.
    #[error(
        "the first {} events do not give the root noted for them: the history was rewritten at or before event {}",
        tree.size, tree.size
    )]
    RootDiffers {
        /// What was noted.
        tree: TreeHead,
    },
    /// The history ends before a tree noted earlier.
    #[error("{} events were noted with their root but are not there: the history was cut", tree.size)]
    RootMissing {
        /// What was noted.
        tree: TreeHead,
    },
    /// The structure of the storage is not what it must be.
    #[error("the structure of the storage was altered: {detail}")]
    SchemaAltered {
        /// The first difference.
        detail: String,
    },
    /// The storage itself is damaged.
    #[error("the storage is damaged: {detail}")]
    StorageDamaged {
        /// What the engine says.
        detail: String,
    },
}

/// A walk in progress: rows go in by ascending position, a report comes out.
pub(crate) struct Walk<'a> {
    anchors: &'a [Anchor],
    trees: &'a [TreeHead],
    /// The tree so far; `None` from the first gap on.
    frontier: Option<Frontier>,
    report: VerifyReport,
    versions: HashMap<StreamId, u64>,
    keys: HashSet<String>,
    command: Option<(String, Digest, String, i64)>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(anchors: &'a [Anchor], trees: &'a [TreeHead]) -> Self {
        let report = VerifyReport {
            events: 0,
            streams: 0,
            head: Head::EMPTY,
            anchored: Vec::new(),
            tree: None,
            consistent: Vec::new(),
            unanchored: 0,
            findings: Vec::new(),
            more_findings: 0,
        };
        let frontier = Some(Frontier::default());
        let (versions, keys) = (HashMap::new(), HashSet::new());
        let mut walk = Self { anchors, trees, frontier, report, versions, keys, command: None };
        walk.check_anchors(Head::EMPTY.anchor());
        walk.check_trees();
        walk
    }

    pub(crate) fn found(&mut self, finding: Finding) {
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(finding);
        } else {
            self.report.more_findings = self.report.more_findings.saturating_add(1);
        }
    }

    /// Takes a row that cannot be read as an event.
    pub(crate) fn unreadable(&mut self, seq: u64) {
        self.found(Finding::Unreadable { seq });
        self.step(seq);
        self.frontier = None;
        // Its hash is unknown: the next row cannot be checked against it and is reported unlinked.
        self.report.head = Head { seq, hash: Digest::ZERO, recorded_at: self.report.head.recorded_at };
    }

    /// Takes the next row; gives the subtrees it completes, of level 1 and up, or `None` after a gap.
    pub(crate) fn event(&mut self, event: StoredEvent) -> Option<Vec<TreeHash>> {
        let before = self.report.head;
        let seq = event.seq;
        self.step(seq);
        if event.computed_hash() != event.hash {
            self.found(Finding::Altered { seq });
        }
        if event.prev != before.hash {
            self.found(Finding::LinkBroken { seq });
        }
        if before.recorded_at.is_some_and(|last| event.recorded_at < last) {
            self.found(Finding::ClockBehind { seq });
        }
        self.check_anchors(event.head().anchor());
        self.report.head = event.head();
        let completed = self.frontier.as_mut().map(|frontier| frontier.push(event.leaf()));
        self.check_trees();
        self.check_version(&event);
        self.check_key(event);
        completed
    }

    /// Ends the walk; `recorded` is the head record of an engine that keeps one.
    pub(crate) fn finish(mut self, recorded: Option<Anchor>) -> VerifyReport {
        let last = self.report.head.anchor();
        if let Some(recorded) = recorded
            && recorded != last
        {
            self.found(Finding::HeadDiffers { recorded, last });
        }
        for anchor in self.anchors {
            if anchor.seq > last.seq {
                self.found(Finding::AnchorMissing { anchor: *anchor });
            }
        }
        for tree in self.trees {
            if tree.size > last.seq {
                self.found(Finding::RootMissing { tree: *tree });
            }
        }
        self.report.tree = self.frontier.as_ref().map(Frontier::head);
        let anchored = self.report.anchored.iter().map(|anchor| anchor.seq);
        let newest = anchored.chain(self.report.consistent.iter().map(|tree| tree.size)).max().unwrap_or(0);
        self.report.unanchored = last.seq.saturating_sub(newest);
        self.report.streams = u64::try_from(self.versions.len()).unwrap_or(u64::MAX);
        self.report
    }

    fn step(&mut self, found: u64) {
        let expected = self.report.head.seq.saturating_add(1);
        if found != expected {
            self.found(Finding::SeqGap { expected, found });
            self.frontier = None;
        }
        self.report.events = self.report.events.saturating_add(1);
    }

    fn check_anchors(&mut self, here: Anchor) {
        for anchor in self.anchors {
            if *anchor == here {
                self.report.anchored.push(*anchor);
            } else if anchor.seq == here.seq {
                self.found(Finding::AnchorDiffers { anchor: *anchor });
            }
        }
    }

    fn check_trees(&mut self) {
        let Some(size) = self.frontier.as_ref().map(Frontier::size) else { return };
        for tree in self.trees.iter().filter(|tree| tree.size == size) {
            if self.frontier.as_ref().is_some_and(|frontier| frontier.head() == *tree) {
                self.report.consistent.push(*tree);
            } else {
                self.found(Finding::RootDiffers { tree: *tree });
            }
        }
    }

    fn check_version(&mut self, event: &StoredEvent) {
        let version = self.versions.entry(event.stream.clone()).or_default();
        let expected = version.saturating_add(1);
        // Going on from what is there reports one gap once.
        *version = event.version;
        if event.version != expected {
            let (seq, stream, found) = (event.seq, event.stream.clone(), event.version);
            self.found(Finding::VersionGap { seq, stream, expected, found });
        }
    }

    fn check_key(&mut self, event: StoredEvent) {
        let seq = event.seq;
        let command = (event.key, event.request_hash, event.actor, event.recorded_at);
        if self.command.as_ref() == Some(&command) {
            return;
        }
        if !self.keys.insert(command.0.clone()) {
            self.found(Finding::KeyReused { seq });
        }
        self.command = Some(command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history with valid hashes and links, from the columns that differ.
    fn forged(rows: &[(&str, i64, &str)]) -> Vec<Finding> {
        let mut walk = Walk::new(&[], &[]);
        let mut prev = Digest::ZERO;
        for ((key, recorded_at, actor), seq) in rows.iter().zip(1..) {
            let mut event = StoredEvent {
                seq,
                stream: StreamId::new("provider", "prov_1").unwrap(),
                version: seq,
                event_type: "noted".into(),
                event_version: 1,
                provider: None,
                facility: None,
                recorded_at: *recorded_at,
                actor: (*actor).into(),
                key: (*key).into(),
                request_hash: Digest::ZERO,
                body: String::new(),
                prev,
                hash: Digest::ZERO,
            };
            event.hash = event.computed_hash();
            prev = event.hash;
            walk.event(event);
        }
        walk.finish(None).findings
    }

    #[test]
    fn valid_hashes_do_not_excuse_a_clock_that_went_back() {
        let findings = forged(&[("k1", 5, "u"), ("k2", 5, "u"), ("k3", 4, "u")]);
        assert_eq!(findings, [Finding::ClockBehind { seq: 3 }]);
    }

    #[test]
    fn valid_hashes_do_not_excuse_a_command_carried_out_twice() {
        assert_eq!(forged(&[("k1", 5, "u"), ("k1", 5, "u"), ("k2", 5, "u")]), []);
        let apart = forged(&[("k1", 5, "u"), ("k2", 5, "u"), ("k1", 5, "u")]);
        assert_eq!(apart, [Finding::KeyReused { seq: 3 }]);
        let another = forged(&[("k1", 5, "u"), ("k1", 5, "v")]);
        assert_eq!(another, [Finding::KeyReused { seq: 2 }]);
    }

    #[test]
    fn a_report_counts_what_it_does_not_list() {
        let mut walk = Walk::new(&[], &[]);
        for seq in 1..=250 {
            walk.unreadable(seq);
        }
        let report = walk.finish(None);
        assert_eq!(report.findings.len(), MAX_FINDINGS);
        assert_eq!((report.events, report.more_findings), (250, 50));
        assert!(!report.is_sound());
    }
}
