//! Where a privilege stands.

use crate::{
    appointment::Taken,
    privileging::{
        focused_evaluation::{FocusedEvaluation, FocusedKind, Review},
        grant::{Grant, GrantStanding, Restriction},
    },
    standard::topic::privileging::ReviewStep,
    time::Instant,
};

/// A grant and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// As it was given.
    pub grant: Grant,
    /// Its focused evaluations, in the order they began.
    pub evaluations: Vec<FocusedEvaluation>,
    /// Its ongoing evaluations, in the order they were recorded.
    pub reviews: Vec<Review>,
    /// Limits put on it since.
    pub restrictions: Vec<Restriction>,
    /// Changes of standing, in the order they were recorded.
    pub standings: Vec<(Instant, GrantStanding)>,
    /// The same changes, each with the class of its cause and the decision it carries out, where they were recorded.
    pub taken: Vec<Taken<GrantStanding>>,
}

/// Where a privilege stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Not granted (yet): the name of the state in the table.
    Ungranted(&'static str),
    /// Granted, whatever came of it since.
    Granted(Box<Held>),
}

pub(super) const fn review_state(step: Option<ReviewStep>) -> &'static str {
    match step {
        Some(ReviewStep::Chair) => "chair-review",
        Some(ReviewStep::CredentialsCommittee) => "committee-review",
        Some(ReviewStep::Mec) => "mec-review",
        None => "board-review",
    }
}

/// The body that reviews next: the first of the bylaws after the state, in the order of the table. Whom newer bylaws put between is
/// not passed over.
pub(super) fn next_review(review: &[ReviewStep], state: &str) -> Option<ReviewStep> {
    let every = [ReviewStep::Chair, ReviewStep::CredentialsCommittee, ReviewStep::Mec];
    let here = every.into_iter().find(|step| review_state(Some(*step)) == state);
    review.iter().copied().filter(|step| here.is_none_or(|here| here < *step)).min()
}

pub(super) const fn standing_state(standing: GrantStanding) -> &'static str {
    match standing {
        GrantStanding::Good => "granted",
        GrantStanding::Suspended => "suspended",
        GrantStanding::Relinquished => "relinquished",
        GrantStanding::Revoked => "revoked",
    }
}

impl Held {
    /// A grant just given: its evaluation begins with it.
    pub(super) fn given(grant: &Grant) -> Self {
        let focused = grant.fppe.clone().map(|plan| FocusedEvaluation {
            kind: FocusedKind::NewPrivilege,
            plan,
            began: grant.fppe_from.unwrap_or_else(|| grant.term.start()),
            until: grant.fppe_until,
            concluded: None,
            cases: Vec::new(),
        });
        Self {
            grant: grant.clone(),
            evaluations: focused.into_iter().collect(),
            reviews: Vec::new(),
            restrictions: Vec::new(),
            standings: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Whether a focused evaluation of it is one that nobody has concluded.
    #[must_use]
    pub fn fppe_is_open(&self) -> bool {
        self.open_evaluation().is_some()
    }

    /// The focused evaluation that nobody has concluded.
    #[must_use]
    pub fn open_evaluation(&self) -> Option<&FocusedEvaluation> {
        self.evaluations.iter().find(|own| own.is_open())
    }

    pub(super) fn open_evaluation_mut(&mut self) -> Option<&mut FocusedEvaluation> {
        self.evaluations.iter_mut().find(|own| own.is_open())
    }

    fn index(number: u32) -> Option<usize> {
        usize::try_from(number).ok()?.checked_sub(1)
    }

    /// Whether the restriction of that number (1 for the first) binds at an instant.
    #[must_use]
    pub fn restriction_binds(&self, number: u32, at: Instant) -> bool {
        let restriction = Self::index(number).and_then(|index| self.restrictions.get(index));
        restriction.is_some_and(|restriction| restriction.binds(at))
    }

    pub(super) fn lift_restriction(&mut self, number: u32, from: Instant) {
        if let Some(restriction) = Self::index(number).and_then(|index| self.restrictions.get_mut(index)) {
            restriction.limits.until = Some(from);
        }
    }

    /// The changes of standing in their order in time. One recorded later wins from its instant on, but takes away nothing that was recorded
    /// against the holder for a time after it. Only an ending ends those.
    pub(crate) fn ordered(&self) -> Vec<(Instant, GrantStanding)> {
        let mut kept: Vec<(Instant, GrantStanding)> = Vec::new();
        for (from, standing) in &self.standings {
            let ends = matches!(standing, GrantStanding::Relinquished | GrantStanding::Revoked);
            kept.retain(|(earlier, held)| earlier < from || (earlier > from && *held != GrantStanding::Good && !ends));
            kept.push((*from, *standing));
        }
        kept.sort_by_key(|(from, _)| *from);
        kept
    }
}
