//! What holds of a file at an instant: read from its facts, never stored.

use chrono::NaiveDate;

use super::{Approval, CredentialingFile, MACHINE, ProvisionalApproval, State};
use crate::{
    standard::{binding::Standards, limit::Limit, topic::Topic},
    time::{Instant, period::Period, zone::Zone},
};

impl CredentialingFile {
    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        let decided = ["approved", "denied"].contains(&self.state_name());
        !decided && !MACHINE.terminal.contains(&self.state_name())
    }

    /// The approval, ended or not.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        match &self.state {
            State::Approved(approval) | State::Terminated(approval, _) => Some(approval),
            State::Named(_) => None,
        }
    }

    /// Every period in which its approval is good, in order: from the decision until the next one is due, and from the return of a lawful
    /// leave until the time after it is over, where that is later. In between it is not: who is away does not practise.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let Some(approval) = self.approval() else { return Vec::new() };
        let mut periods = vec![approval.term];
        for (from, until) in self.leaves.iter().filter_map(|leave| leave.returned) {
            let Some(last) = periods.last_mut() else { continue };
            match last.end() {
                Some(end) if end < until => {
                    let joined = Period::new(if from <= end { last.start() } else { from }, Some(until));
                    match joined {
                        Ok(joined) if from <= end => *last = joined,
                        Ok(apart) => periods.push(apart),
                        Err(_) => {}
                    }
                }
                Some(_) | None => {}
            }
        }
        match &self.state {
            State::Terminated(_, ending) => periods.iter().filter_map(|period| period.cut_at(ending.from)).collect(),
            State::Approved(_) | State::Named(_) => periods,
        }
    }

    /// The period in which its approval is good at an instant.
    #[must_use]
    pub fn period_at(&self, at: Instant) -> Option<Period> {
        self.periods().into_iter().find(|period| period.contains(at))
    }

    /// The last period in which its approval is good; `None` where there is none.
    #[must_use]
    pub fn in_force(&self) -> Option<Period> {
        self.periods().pop()
    }

    /// The last day on which the next decision is in time: that of the approval, or the last day of the time that a lawful leave added.
    #[must_use]
    pub fn due(&self, zone: Zone) -> Option<NaiveDate> {
        let approval = self.approval()?;
        let over = self.in_force()?.end()?;
        if Some(over) <= approval.term.end() {
            return Some(approval.due);
        }
        let day = zone.date_at(over);
        if zone.start_of_day(day) == over { day.pred_opt() } else { Some(day) }
    }

    /// What it was worth at an instant: `approved` while its approval is good, `extended` on a lawful leave past the due date, `lapsed`
    /// after it; its state's name otherwise.
    #[must_use]
    pub fn state_at(&self, at: Instant) -> &'static str {
        let begun = self.approval().is_some_and(|approval| approval.term.start() <= at);
        match &self.state {
            State::Terminated(_, ending) if ending.from <= at => "terminated",
            State::Approved(_) | State::Terminated(..) if begun => {
                let away = || self.leaves.iter().any(|leave| leave.returned.is_none_or(|(from, _)| at < from));
                if self.period_at(at).is_some() {
                    "approved"
                } else if away() {
                    "extended"
                } else {
                    "lapsed"
                }
            }
            State::Named(_) | State::Approved(_) | State::Terminated(..) => self.state_name(),
        }
    }

    /// The provisional approval, ended or not.
    #[must_use]
    pub fn provisional(&self) -> Option<&ProvisionalApproval> {
        self.provisional.as_deref()
    }

    /// From when until when its provisional approval is good: until its limit, or the final decision. It is no approval: nothing is
    /// appointed or granted on it.
    #[must_use]
    pub fn provisional_period(&self) -> Option<Period> {
        let term = self.provisional.as_ref()?.term;
        self.ended_at.map_or(Some(term), |ended| term.cut_at(ended))
    }

    /// When it was approved or denied.
    #[must_use]
    pub fn decided_at(&self) -> Option<Instant> {
        let denied = ["denied", "denial-told"].contains(&self.state_name());
        let decided = self.approval().is_some() || denied;
        self.ended_at.filter(|_| decided)
    }

    /// Since when it is complete by the applicant: the signature, or the last item after it.
    #[must_use]
    pub const fn complete_since(&self) -> Option<Instant> {
        self.complete_since
    }

    /// The day on which the provider was first told of the decision.
    #[must_use]
    pub const fn notice_sent(&self) -> Option<NaiveDate> {
        self.notice_sent
    }

    /// The instant from which the notice of the decision is late, by the rules that bind on the decision's day; `None` without a decision
    /// or a rule.
    #[must_use]
    pub fn notice_due(&self, standards: &Standards<'_>, zone: Zone) -> Option<Instant> {
        let notice = |topic: &Topic| if let Topic::DecisionNotice(rule) = topic { Some(rule.limit) } else { None };
        late_from(self.decided_at()?, standards, zone, notice)
    }

    /// The instant from which a decision on the complete application is late; `None` where it is decided, incomplete, or no rule is adopted.
    #[must_use]
    pub fn act_due(&self, standards: &Standards<'_>, zone: Zone) -> Option<Instant> {
        let act = |topic: &Topic| if let Topic::ActOnApplication(rule) = topic { Some(rule.limit) } else { None };
        let complete = self.complete_since.filter(|_| self.is_pending())?;
        late_from(complete, standards, zone, act)
    }

    /// The instant from which an incomplete application may be deemed withdrawn; `None` where it is not incomplete or no rule is adopted.
    #[must_use]
    pub fn completion_due(&self, standards: &Standards<'_>, zone: Zone) -> Option<Instant> {
        let time = |topic: &Topic| if let Topic::Completion(rule) = topic { Some(rule.limit) } else { None };
        late_from(self.incomplete_since?, standards, zone, time)
    }
}

/// The earliest instant from which something is late after an event, by the rules that bind on the event's day.
fn late_from(
    event: Instant,
    standards: &Standards<'_>,
    zone: Zone,
    pick: impl Fn(&Topic) -> Option<Limit>,
) -> Option<Instant> {
    let rules = standards.on(zone.date_at(event), pick);
    rules.iter().filter_map(|rule| rule.value.late_from(event, zone)).min()
}
