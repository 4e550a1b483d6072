//! What is read from an appointment: its standing at an instant, its relinquishments, its category, and the guards that rest on them.

use chrono::NaiveDate;

use super::{
    Appointment, EvaluationsConcluded, Leave, Provisional, ReadyToReturn, Relinquishment, Standing, category, leave,
    relinquishment::acts_by_evidence,
};
use crate::{
    credentialing::assessment::line,
    facility::Facility,
    refusal::Reason,
    standard::{
        binding::Standards,
        topic::privileging::{RelinquishedScope, Restoration, Trigger},
    },
    text::Text,
    time::{Instant, period::Period},
    timeline::Timeline,
};

impl Appointment {
    /// The state's name at an instant, by what is recorded for it. A relinquishment that was not cured in time is a resignation.
    #[must_use]
    pub fn state_at(&self, instant: Instant) -> &'static str {
        let standing = self.standing_at(instant);
        if !standing.is_ending() && self.relinquished_for_good().is_some_and(|from| from <= instant) {
            return Standing::Resigned.state();
        }
        let relinquished = |own: &Relinquishment| own.scope == RelinquishedScope::All && own.binds_at(instant);
        if standing == Standing::Good && self.relinquishments.iter().any(relinquished) {
            return "relinquished";
        }
        standing.state()
    }

    /// The state's name: the last recorded standing.
    #[must_use]
    pub fn state(&self) -> &'static str {
        let standing = self.standings.last().map_or(Standing::Good, |(_, standing)| *standing);
        let open = |own: &Relinquishment| own.scope == RelinquishedScope::All && own.restored.is_none();
        if standing == Standing::Good && self.relinquishments.iter().any(open) {
            return "relinquished";
        }
        standing.state()
    }

    /// The standing at an instant, in a term or not. A relinquishment is none: see [`Self::relinquishments`].
    #[must_use]
    pub fn standing_at(&self, instant: Instant) -> Standing {
        *Timeline::from_changes(Standing::Good, self.ordered()).at(instant)
    }

    /// The changes of standing in their order in time. One recorded later wins from its instant on, but takes away nothing that was recorded
    /// against the holder for a time after it: a leave, a suspension, an ending. Only an ending ends those. A suspension that a leave came
    /// over goes on after the return, until it is lifted.
    pub(crate) fn ordered(&self) -> Vec<(Instant, Standing)> {
        let mut kept: Vec<(Instant, Standing)> = Vec::new();
        for (from, standing) in &self.standings {
            kept.retain(|(earlier, held)| {
                earlier < from || (earlier > from && *held != Standing::Good && !standing.is_ending())
            });
            kept.push((*from, *standing));
        }
        kept.sort_by_key(|(from, _)| *from);
        let (mut suspended, mut on_leave) = (false, false);
        for (_, standing) in &mut kept {
            match standing {
                Standing::Suspended => (suspended, on_leave) = (true, false),
                Standing::OnLeave => on_leave = true,
                Standing::Good if on_leave && suspended => (*standing, on_leave) = (Standing::Suspended, false),
                Standing::Good => (suspended, on_leave) = (false, false),
                Standing::Resigned | Standing::Revoked | Standing::Deceased => {}
            }
        }
        kept
    }

    /// From the first term's start to the last one's end, cut where it ended for good: by an ending, by a relinquishment that was not cured
    /// in time, or with a provisional time that nobody concluded.
    #[must_use]
    pub fn whole(&self) -> Option<Period> {
        let granted = self.granted_for()?;
        self.provisional_open().map_or(Some(granted), |end| granted.cut_at(end))
    }

    /// The same, whether or not a provisional time is concluded: what grants may be given for. They end with the appointment all the same.
    #[must_use]
    pub fn granted_for(&self) -> Option<Period> {
        let whole = Period::new(self.terms.first()?.start(), self.end()).ok()?;
        let ending = self.ordered().into_iter().find(|(_, standing)| standing.is_ending()).map(|(from, _)| from);
        let cuts = [ending, self.relinquished_for_good()];
        cuts.into_iter().flatten().min().map_or(Some(whole), |end| whole.cut_at(end))
    }

    /// The leaves, in the order they were recorded.
    #[must_use]
    pub fn leaves(&self) -> &[Leave] {
        &self.leaves
    }

    /// The leave that an instant lies in, as far as the standing says so.
    #[must_use]
    pub fn leave_at(&self, instant: Instant) -> Option<&Leave> {
        let on_leave = self.standing_at(instant) == Standing::OnLeave;
        self.leaves.iter().rfind(|leave| on_leave && leave.from <= instant)
    }

    /// The automatic relinquishments, in the order they were recorded.
    #[must_use]
    pub fn relinquishments(&self) -> &[Relinquishment] {
        &self.relinquishments
    }

    /// The reinstatements after a relinquishment or a lapse, in the order they were recorded.
    #[must_use]
    pub fn reinstatements(&self) -> &[(Instant, Trigger)] {
        &self.reinstatements
    }

    /// From when a relinquishment of everything, or of every new case, is for good. A resignation, and never reportable.
    #[must_use]
    pub fn relinquished_for_good(&self) -> Option<Instant> {
        self.relinquishments.iter().filter(|own| own.stops_everything()).filter_map(Relinquishment::for_good).min()
    }

    /// The provisional time, if it began with one.
    #[must_use]
    pub const fn provisional(&self) -> Option<Provisional> {
        self.provisional
    }

    /// The end of a provisional time that nobody has concluded.
    #[must_use]
    pub fn provisional_open(&self) -> Option<Instant> {
        self.provisional.filter(|own| own.ended.is_none()).map(|own| own.until)
    }

    /// The staff category at the first instant, and from when it is another.
    #[must_use]
    pub fn categories(&self) -> &[(Instant, Text)] {
        &self.categories
    }

    /// The staff category at an instant; before the term the first one.
    #[must_use]
    pub fn category_at(&self, instant: Instant) -> Option<&Text> {
        let then = self.categories.iter().rfind(|(from, _)| *from <= instant);
        then.or(self.categories.first()).map(|(_, category)| category)
    }

    /// The staff category recorded last.
    #[must_use]
    pub fn category(&self) -> &str {
        self.categories.last().map_or("", |(_, category)| category.as_str())
    }

    /// When the last appointment or reappointment was decided, where that is recorded.
    #[must_use]
    pub const fn decided_at(&self) -> Option<Instant> {
        self.decided_at
    }

    /// The first day on which the provider was told after the last decision, as far as known at an instant.
    #[must_use]
    pub fn told_on(&self, facility: &Facility, as_of: Instant) -> Option<NaiveDate> {
        let decided_on = facility.zone().date_at(self.decided_at?);
        let told = self.told.iter().filter(|(recorded, on)| *recorded <= as_of && *on >= decided_on);
        told.map(|(_, on)| *on).min()
    }

    pub(super) fn may_ask(&self, standards: &Standards<'_>, facility: &Facility, at: Instant) -> Result<(), Reason> {
        let Some(leave) = self.leave_at(at) else {
            return Err(Reason::Unknown { what: "leave", name: self.id.to_string(), known: vec![] });
        };
        if leave.asked_at.is_some() {
            return Err(Reason::Duplicate { what: "a request for reinstatement", id: self.id.to_string() });
        }
        let today = facility.zone().date_at(at);
        match leave::ask_by(standards, facility.zone(), leave, today) {
            Some((last, rule)) if today > last => Err(Reason::AgainstRule {
                what: "the request for reinstatement",
                rule,
                because: format!("it is asked for until {last}; it is {today}"),
            }),
            _ => Ok(()),
        }
    }

    pub(super) fn may_return(&self, ready: &ReadyToReturn, at: Instant) -> Result<(), Reason> {
        if ready.appointment != self.id {
            let (given, wanted) = (ready.appointment.to_string(), self.id.to_string());
            return Err(Reason::Mismatch { what: "the check for the return", given, wanted });
        }
        if ready.at != at {
            return Err(Reason::OutOfDate { what: "the check for the return", made_for: ready.at, now: at });
        }
        let mut open: Vec<String> = ready.open().iter().map(line).collect();
        let leave = self.leaves.iter().rfind(|leave| leave.from <= at);
        if leave.is_none_or(|leave| leave.asked_at.is_none()) {
            open.insert(0, "reinstatement asked for by the provider: not on file".to_owned());
        }
        if open.is_empty() && ready.is_met() { Ok(()) } else { Err(Reason::RequirementsOpen { open }) }
    }

    /// A relinquishment of the trigger that is not over at an instant or later.
    fn open(&self, trigger: Trigger) -> Option<&Relinquishment> {
        self.relinquishments.iter().find(|own| own.trigger == trigger && own.restored.is_none())
    }

    pub(super) fn none_open(&self, trigger: Trigger, from: Instant) -> Result<(), Reason> {
        let covers =
            |own: &&Relinquishment| own.trigger == trigger && own.restored.is_none_or(|restored| from < restored);
        match self.relinquishments.iter().find(covers) {
            Some(own) => Err(Reason::Duplicate {
                what: "a relinquishment for the same",
                id: format!("{} since {}", own.trigger.word(), own.from),
            }),
            None => Ok(()),
        }
    }

    pub(super) fn may_cure(&self, trigger: Trigger, from: Instant) -> Result<(), Reason> {
        let Some(own) = self.open(trigger) else {
            let known = self.relinquishments.iter().filter(|own| own.restored.is_none());
            let known = known.map(|own| own.trigger.word().to_owned()).collect();
            return Err(Reason::Unknown { what: "open relinquishment", name: trigger.word().to_owned(), known });
        };
        if own.cured.is_some() {
            return Err(Reason::Duplicate { what: "a cure", id: trigger.word().to_owned() });
        }
        if from < own.from {
            return Err(Reason::BackDated { what: "the cure", start: from, decided: own.from });
        }
        match own.cure_by {
            Some(ended) if ended <= from => Err(Reason::TermEnded { ended }),
            _ => Ok(()),
        }
    }

    pub(super) fn may_reinstate(&self, trigger: Trigger, from: Instant, at: Instant) -> Result<(), Reason> {
        match self.open(trigger) {
            // What is not recorded here but read from the file may not have lapsed yet: nobody is reinstated in advance.
            None if acts_by_evidence(trigger) && at < from => Err(Reason::RequirementsOpen {
                open: vec![format!(
                    "the reinstatement after a lapse ({}): from now on, not in advance",
                    trigger.word()
                )],
            }),
            None if acts_by_evidence(trigger) => Ok(()),
            None => {
                Err(Reason::Unknown { what: "open relinquishment", name: trigger.word().to_owned(), known: vec![] })
            }
            Some(own) => match own.cured {
                Some(cured) if from < cured => {
                    Err(Reason::BackDated { what: "the reinstatement", start: from, decided: cured })
                }
                Some(_) => Ok(()),
                None => Err(Reason::RequirementsOpen {
                    open: vec![format!("the cure of the relinquishment for {}: not recorded", trigger.word())],
                }),
            },
        }
    }

    /// Records a cure; says whether there was something to cure.
    pub(super) fn cure(&mut self, trigger: Trigger, from: Instant) -> bool {
        let open = |own: &&mut Relinquishment| own.trigger == trigger && own.restored.is_none();
        let Some(own) = self.relinquishments.iter_mut().find(open) else { return false };
        own.cured = Some(from);
        if own.restoration == Restoration::ByItself {
            own.restored = Some(from);
        }
        true
    }

    pub(super) fn restore(&mut self, trigger: Trigger, from: Instant) {
        let open = |own: &&mut Relinquishment| own.trigger == trigger && own.restored.is_none();
        if let Some(own) = self.relinquishments.iter_mut().find(open) {
            own.restored = Some(from);
        }
    }

    pub(super) fn may_end_provisional(
        &self,
        evaluations: &EvaluationsConcluded,
        standards: &Standards<'_>,
        facility: &Facility,
        from: Instant,
        at: Instant,
    ) -> Result<(), Reason> {
        if evaluations.provider != self.provider || evaluations.facility != self.facility {
            let given = format!("{} at {}", evaluations.provider, evaluations.facility);
            let wanted = format!("{} at {}", self.provider, self.facility);
            return Err(Reason::Mismatch { what: "the check of the evaluations", given, wanted });
        }
        if evaluations.at != at {
            let made_for = evaluations.at;
            return Err(Reason::OutOfDate { what: "the check of the evaluations", made_for, now: at });
        }
        let (Some(until), Some(first)) = (self.provisional_open(), self.terms.first()) else {
            return Err(Reason::Unknown { what: "open provisional time", name: self.id.to_string(), known: vec![] });
        };
        let zone = facility.zone();
        category::may_end(standards, zone, first.start(), until, from, zone.date_at(at))?;
        if evaluations.open.is_empty() {
            Ok(())
        } else {
            Err(Reason::RequirementsOpen { open: evaluations.open.clone() })
        }
    }

    pub(super) fn may_tell(&self, told: NaiveDate, facility: &Facility, at: Instant) -> Result<(), Reason> {
        let today = facility.zone().date_at(at);
        let decided_on = self.decided_at.map(|decided| facility.zone().date_at(decided));
        if told > today || decided_on.is_some_and(|decided| told < decided) {
            let from = decided_on.map_or_else(|| "the decision".to_owned(), |day| day.to_string());
            let wanted = format!("a day from {from} to {today}");
            return Err(Reason::Mismatch { what: "the day of the notice", given: told.to_string(), wanted });
        }
        Ok(())
    }
}
