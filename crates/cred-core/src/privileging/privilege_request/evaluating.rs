//! The focused and the ongoing evaluation of a grant, and the notice of a decision: what may be recorded, and what comes of it.

use chrono::NaiveDate;

use super::{Event, Held, PrivilegeRequest};
use crate::{
    delineation::privilege_item::Fppe,
    facility::Facility,
    privileging::focused_evaluation::{CaseOutcome, FocusedEvaluation, FocusedKind, ProctoredCase, Proctoring, Review},
    provider::Provider,
    refusal::Reason,
    text::Text,
    time::Instant,
};

/// A plan that looks at something: at cases, or over a time.
pub(super) fn whole(plan: &Fppe) -> Result<(), Reason> {
    if (plan.cases == 0 && plan.within_months.is_none()) || plan.within_months.is_some_and(|n| n == 0 || n > 1200) {
        let open = vec!["a focused evaluation of so many cases, or of 1 to 1200 months".to_owned()];
        return Err(Reason::RequirementsOpen { open });
    }
    Ok(())
}

impl PrivilegeRequest {
    /// The focused evaluation planned for the grant by the reviewers.
    #[must_use]
    pub const fn fppe_plan(&self) -> Option<&Fppe> {
        self.fppe_plan.as_ref()
    }

    /// When it was decided: granted, or denied where that is recorded.
    #[must_use]
    pub fn decided_at(&self) -> Option<Instant> {
        self.held().map(|held| held.grant.decided_at).or(self.denied_at)
    }

    /// The first day on which the provider was told of the decision, as far as known at an instant.
    #[must_use]
    pub fn told_on(&self, as_of: Instant) -> Option<NaiveDate> {
        self.told.iter().filter(|(recorded, _)| *recorded <= as_of).map(|(_, on)| *on).min()
    }

    pub(super) fn open_evaluation(&self) -> Result<&FocusedEvaluation, Reason> {
        self.held().and_then(Held::open_evaluation).ok_or_else(|| Reason::Unknown {
            what: "open focused evaluation",
            name: self.item.to_string(),
            known: vec![],
        })
    }

    pub(super) fn case(
        &self,
        subject: &Provider,
        proctoring: &Proctoring,
        outcome: CaseOutcome,
        note: Text,
        at: Instant,
    ) -> Result<ProctoredCase, Reason> {
        let open = self.open_evaluation()?;
        if subject.has_id(proctoring.proctor) {
            return Err(Reason::OwnFile { actor: proctoring.name.clone() });
        }
        if proctoring.facility != self.facility || proctoring.item != self.item {
            let given = format!("{} at {}", proctoring.item, proctoring.facility);
            let wanted = format!("{} at {}", self.item, self.facility);
            return Err(Reason::Mismatch { what: "the proctor's privilege", given, wanted });
        }
        if proctoring.at != at {
            return Err(Reason::OutOfDate { what: "the proctor's proof", made_for: proctoring.at, now: at });
        }
        let term = self.held().map(|held| held.grant.term);
        let sites = self.held().map(|held| held.grant.sites.as_slice()).unwrap_or_default();
        let inside = term.is_some_and(|term| term.contains(proctoring.when)) && sites.contains(&proctoring.site);
        if !inside || proctoring.when < open.began || proctoring.when > at {
            return Err(Reason::Mismatch {
                what: "the case",
                given: format!("{} at {}", proctoring.when, proctoring.site),
                wanted: format!("a time from {} to {at} at a site of the grant", open.began),
            });
        }
        if open.cases.iter().any(|own| own.when == proctoring.when) {
            return Err(Reason::Duplicate { what: "a case of that time", id: proctoring.when.to_string() });
        }
        let (proctor, name, site) = (proctoring.proctor, proctoring.name.clone(), proctoring.site.clone());
        Ok(ProctoredCase { proctor, name, site, when: proctoring.when, outcome, note })
    }

    pub(super) fn may_extend(&self, until: Instant, at: Instant) -> Result<(), Reason> {
        let open = self.open_evaluation()?;
        let earliest = open.until.map_or(at, |own| own.max(at));
        if until <= earliest {
            return Err(Reason::EmptyPeriod { what: "the evaluation", start: earliest, end: until });
        }
        Ok(())
    }

    pub(super) fn may_start(&self, plan: &Fppe, from: Instant, at: Instant) -> Result<(), Reason> {
        whole(plan)?;
        if from < at {
            return Err(Reason::BackDated { what: "the evaluation", start: from, decided: at });
        }
        match self.held().and_then(Held::open_evaluation) {
            Some(_) => Err(Reason::Duplicate { what: "a focused evaluation", id: self.id.to_string() }),
            None => Ok(()),
        }
    }

    pub(super) fn may_review(&self, review: &Review, facility: &Facility, at: Instant) -> Result<(), Reason> {
        let today = facility.zone().date_at(at);
        let starts = self.held().map(|held| facility.zone().date_at(held.grant.term.start()));
        if review.on > today || starts.is_none_or(|starts| review.on < starts) {
            let from = starts.map_or_else(|| "the grant".to_owned(), |day| day.to_string());
            let wanted = format!("a day from {from} to {today}");
            return Err(Reason::Mismatch { what: "the day of the review", given: review.on.to_string(), wanted });
        }
        Ok(())
    }

    pub(super) fn may_tell(&self, told: NaiveDate, facility: &Facility, at: Instant) -> Result<(), Reason> {
        let today = facility.zone().date_at(at);
        let decided_on = self.decided_at().map(|decided| facility.zone().date_at(decided));
        if told > today || decided_on.is_some_and(|decided| told < decided) {
            let from = decided_on.map_or_else(|| "the decision".to_owned(), |day| day.to_string());
            let wanted = format!("a day from {from} to {today}");
            return Err(Reason::Mismatch { what: "the day of the notice", given: told.to_string(), wanted });
        }
        Ok(())
    }
}

impl Held {
    /// Takes in what happened to the evaluations.
    pub(super) fn evaluate(&mut self, event: &Event) {
        match event {
            Event::FppeConcluded { from, .. } => {
                if let Some(open) = self.open_evaluation_mut() {
                    open.concluded = Some(*from);
                }
            }
            Event::CaseRecorded { case, .. } => {
                if let Some(open) = self.open_evaluation_mut() {
                    open.cases.push(case.clone());
                }
            }
            Event::FppeExtended { until, .. } => {
                if let Some(open) = self.open_evaluation_mut() {
                    open.until = Some(*until);
                }
            }
            Event::FppeStarted { plan, from, until, .. } => self.evaluations.push(FocusedEvaluation {
                kind: FocusedKind::ForCause,
                plan: plan.clone(),
                began: *from,
                until: *until,
                concluded: None,
                cases: Vec::new(),
            }),
            Event::Reviewed { review, .. } => self.reviews.push(review.clone()),
            Event::RestrictionImposed(_)
            | Event::RestrictionLifted { .. }
            | Event::Requested { .. }
            | Event::SentToReview { .. }
            | Event::CriteriaNotMet { .. }
            | Event::Recommended { .. }
            | Event::RecommendedAgainst { .. }
            | Event::HearingConcluded { .. }
            | Event::Granted { .. }
            | Event::Denied { .. }
            | Event::Withdrawn
            | Event::FppePlanned { .. }
            | Event::Restricted(_)
            | Event::StandingChanged { .. }
            | Event::NoticeGiven { .. } => {}
        }
    }
}
