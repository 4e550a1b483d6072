//! Screening: what holding one provider against one list comes to.
//!
//! A name that agrees is a *potential match* until an identifier or a person confirms it. A pair that a person has cleared does not come back
//! while nothing about either changes, for its fingerprint is made of what is told of both. And who was on the list and no longer is has not
//! thereby been reinstated: that is for a person to confirm against the publisher's letter or reinstatement file.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    list_entry::ListEntry,
    outcome::{Adverse, Candidate, Outcome, Searched},
    reply::Reply,
    verification::{Held, State, Verification},
};
use crate::{digest::Digest, provider::element::ElementKey, text::Text, time::partial_date::PartialDate};

/// A provider held against an entry that may be about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The fingerprint of what is told of both.
    pub digest: Digest,
    /// Whether an identifier agrees and the name does not speak against it.
    pub by_identifier: bool,
    /// The entry.
    pub entry: ListEntry,
    /// The evidence in one line.
    pub summary: Text,
}

/// What earlier screens of a provider against a list left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The pairs that a person has cleared.
    pub cleared: BTreeSet<Digest>,
    /// Whether the last answer reports an entry that has not ended, or a match that nobody has judged: then nothing found is no clear.
    pub open: bool,
}

impl Before {
    /// Of the verifications of one provider, those about the list; `on` is the day of the new screen.
    #[must_use]
    pub fn of<'v>(
        verifications: impl IntoIterator<Item = &'v Verification>,
        element: &ElementKey,
        on: NaiveDate,
    ) -> Self {
        let mut before = Self::default();
        let mut last = None;
        for own in verifications.into_iter().filter(|own| own.element() == element) {
            // What was entered in error says nothing, and clears nobody.
            if matches!(own.state(), State::EnteredInError) {
                continue;
            }
            let Some(held) = own.state().held() else { continue };
            if let Reply::PossibleMatch { pairs, .. } = &held.evidence.reply
                && held.resolved
            {
                before.cleared.extend(pairs.iter().copied());
            }
            if last.is_none_or(|last: &Held| held.seq > last.seq) {
                last = Some(held);
            }
        }
        before.open = last.is_some_and(|held| match &held.evidence.reply {
            Reply::Reported { to, .. } => !has_ended(*to, on),
            Reply::PossibleMatch { .. } => !held.resolved,
            Reply::Found { .. } | Reply::NotFound | Reply::Clear { .. } => false,
        });
        before
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screened {
    /// The outcome, as of any source.
    pub outcome: Outcome,
    /// The pairs that a person has to judge; kept with the evidence, and cleared with it.
    pub open: Vec<Digest>,
}

impl Screened {
    /// The reply that evidence keeps, with the pairs that it is about.
    #[must_use]
    pub fn keep(&self, reply: Reply) -> Reply {
        match reply {
            Reply::PossibleMatch { summary, .. } => Reply::PossibleMatch { summary, pairs: self.open.clone() },
            other @ (Reply::Found { .. } | Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. }) => other,
        }
    }
}

/// Judges a screen made on a day. An entry under the provider's own identifier is adverse at once; every other pair that nobody has cleared is
/// for a person; nothing found is *not found*, unless the provider was on the list before.
///
/// A report has room for one exclusion. So an end is told only where nothing else is open: with other pairs to judge, an exclusion that has not
/// ended is reported without an end, and one that has ended leaves the pairs to judge.
#[must_use]
pub fn screened(searched: Searched, pairs: Vec<Pair>, before: &Before, on: NaiveDate) -> Screened {
    let open: Vec<Pair> = pairs.into_iter().filter(|pair| !before.cleared.contains(&pair.digest)).collect();
    let (own, others): (Vec<&Pair>, Vec<&Pair>) = open.iter().partition(|pair| pair.by_identifier);
    // Several entries under one identifier are several exclusions: the earliest beginning, and an end only where all have one.
    let ends: Option<Vec<PartialDate>> = own.iter().map(|pair| pair.entry.to).collect();
    let to = ends.and_then(|ends| ends.into_iter().max_by_key(|end| end.last_day()));
    if let Some(first) = own.first()
        && (others.is_empty() || !has_ended(to, on))
    {
        let from = own.iter().map(|pair| pair.entry.from).reduce(earlier).flatten();
        let to = to.filter(|_| others.is_empty());
        let (summary, entry) = (first.summary.clone(), Some(Box::new(first.entry.clone())));
        let record = Adverse::Listed { summary, from, to, entry };
        return Screened { outcome: Outcome::Adverse { record }, open: vec![] };
    }
    let candidate = |pair: &&Pair| Candidate {
        summary: pair.summary.clone(),
        found: None,
        entry: Some(Box::new(pair.entry.clone())),
    };
    if !others.is_empty() {
        let candidates = others.iter().map(candidate).collect();
        let open = others.iter().map(|pair| pair.digest).collect();
        return Screened { outcome: Outcome::Ambiguous { candidates, all: true }, open };
    }
    if before.open {
        let gone = format!(
            "reported for {}, or open, before and not found in this edition: a candidate reinstatement, to be confirmed",
            searched.element
        );
        let candidates = vec![Candidate { summary: Text::of_words(&gone), found: None, entry: None }];
        return Screened { outcome: Outcome::Ambiguous { candidates, all: true }, open: vec![] };
    }
    Screened { outcome: Outcome::NotFound { searched: Some(searched) }, open: vec![] }
}

/// Whether an exclusion is over before a day; one without an end never is.
fn has_ended(to: Option<PartialDate>, on: NaiveDate) -> bool {
    to.is_some_and(|to| to.last_day() < on)
}

/// The earlier beginning. Of which the beginning is not told has begun.
fn earlier(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    let (one, other) = (one?, other?);
    Some(if other.first_day() < one.first_day() { other } else { one })
}
