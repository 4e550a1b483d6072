//! Is the history what it was? Everything is made again from the events and compared with what is stored and with what was noted earlier.

pub mod proof;

use cred_core::records::Records;
use cred_store::{Anchor, Bound, Finding, Store, VerifyReport};
use cred_tlog::TreeHead;

use crate::{codec, error::AppError, index::Derivation};

/// How many events are replayed at once.
const PAGE: usize = 1_000;

/// What an audit has found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an unread audit finds nothing"]
pub struct Audit {
    /// In one word.
    pub verdict: Verdict,
    /// What does not hold, in words.
    pub findings: Vec<String>,
    /// How many more findings there are.
    pub more_findings: u64,
    /// What the events say of each tree noted earlier, in the order given.
    pub since: Vec<Standing>,
    /// The walk itself.
    pub report: VerifyReport,
}

/// What an audit says of the whole history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything stored follows from the events, and everything noted earlier still holds.
    Consistent,
    /// The history does not hold together. This is the first event at which it shows.
    Edited {
        /// The event.
        event: u64,
    },
    /// The history holds together, but is another than the one noted earlier.
    Forked,
    /// The history holds together, but events that were there are gone from its end.
    Truncated,
    /// The stored tree, the structure or the file is not what it must be; no event shows it.
    Damaged,
    /// The events hold together but cannot be replayed, or the look-up index does not follow from them.
    NotDerivable,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consistent => "consistent",
            Self::Edited { .. } => "edited",
            Self::Forked => "forked",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::NotDerivable => "not-derivable",
        }
    }
}

/// What the events say of a tree noted earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They begin with exactly what it was made of.
    Consistent,
    /// They begin otherwise. The first event that differs comes after `after` and not after `until`.
    Forked {
        /// The largest of the trees given that still holds; 0 if none does.
        after: u64,
        /// The size of this tree.
        until: u64,
    },
    /// There are fewer events than it was made of.
    Truncated,
    /// A gap among the events leaves nothing to compare it with.
    Undecided,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consistent => "consistent",
            Self::Forked { .. } => "forked",
            Self::Truncated => "truncated",
            Self::Undecided => "undecided",
        }
    }

    fn of(tree: &TreeHead, report: &VerifyReport) -> Self {
        // By number and not by the list of findings, which may be cut short.
        if report.consistent.contains(tree) {
            Self::Consistent
        } else if tree.size > report.head.seq {
            Self::Truncated
        } else if report.tree.is_none() {
            Self::Undecided
        } else {
            let holding = report.consistent.iter().map(|tree| tree.size);
            let after = holding.filter(|size| *size < tree.size).max().unwrap_or(0);
            Self::Forked { after, until: tree.size }
        }
    }
}

/// Walks the whole history: hashes, links, versions, keys, the stored tree, the head record, everything noted earlier; then replays it
/// and makes the look-up index again.
///
/// # Errors
/// When the storage cannot be read at all. What is wrong with the history is in the audit.
pub fn audit(store: &dyn Store, anchors: &[Anchor], trees: &[TreeHead]) -> Result<Audit, AppError> {
    let report = store.verify_against(anchors, trees)?;
    let mut findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let mut verdict = verdict(&report.findings);
    if report.is_sound() {
        // Every event must also be one that this program can read and replay, and the look-up must follow from them.
        findings.extend(replayed(store).err().map(|error| error.to_string()));
        let mut derivation = Derivation::default();
        let differences = store.check_index(&mut |event| derivation.next(event))?;
        let told = |difference| format!("look-up index: {difference:?}; run `cred db reindex`");
        findings.extend(differences.iter().map(told));
        if !findings.is_empty() {
            verdict = Verdict::NotDerivable;
        }
    }
    let since = trees.iter().map(|tree| Standing::of(tree, &report)).collect();
    Ok(Audit { verdict, findings, more_findings: report.more_findings, since, report })
}

/// What the findings come to: an event that does not hold says more than a root that differs because of it.
fn verdict(findings: &[Finding]) -> Verdict {
    let (mut edited, mut forked, mut truncated) = (None::<u64>, false, false);
    for finding in findings {
        let at = match finding {
            Finding::Altered { seq }
            | Finding::Unreadable { seq }
            | Finding::LinkBroken { seq }
            | Finding::VersionGap { seq, .. }
            | Finding::ClockBehind { seq }
            | Finding::KeyReused { seq } => Some(*seq),
            Finding::SeqGap { expected, .. } => Some(*expected),
            Finding::HeadDiffers { recorded, last } if recorded.seq > last.seq => {
                truncated = true;
                None
            }
            Finding::HeadDiffers { last, .. } => Some(last.seq),
            Finding::AnchorDiffers { .. } | Finding::RootDiffers { .. } => {
                forked = true;
                None
            }
            Finding::AnchorMissing { .. } | Finding::RootMissing { .. } => {
                truncated = true;
                None
            }
            // The tree is derived: where it alone differs, the events are what they were.
            Finding::TreeDiffers { .. } | Finding::SchemaAltered { .. } | Finding::StorageDamaged { .. } => None,
        };
        edited = edited.into_iter().chain(at).min();
    }
    match edited {
        Some(event) => Verdict::Edited { event },
        None if forked => Verdict::Forked,
        None if truncated => Verdict::Truncated,
        None if findings.is_empty() => Verdict::Consistent,
        None => Verdict::Damaged,
    }
}

fn replayed(store: &dyn Store) -> Result<(), AppError> {
    let mut records = Records::default();
    let mut seq = 0;
    loop {
        let page = store.after(seq, PAGE, Bound::Now)?;
        let Some(last) = page.last() else { return Ok(()) };
        seq = last.seq;
        for event in &page {
            records.apply(&codec::recorded(event)?)?;
        }
    }
}
