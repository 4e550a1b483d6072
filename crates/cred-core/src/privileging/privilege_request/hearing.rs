//! The hearing after the executive committee recommended against a request: held, or waived.

use super::PrivilegeRequest;
use crate::{
    actor::{Actor, Capacity},
    facility::Facility,
    privileging::hearing_time::longest,
    refusal::Reason,
    standard::binding::Standards,
    time::Instant,
};

impl PrivilegeRequest {
    /// Whether a hearing can be over: waived in writing by the applicant in person at any time; waived by silence after the last day to ask
    /// for it; held no earlier than its notice allows. Both are counted from the recommendation at the earliest: no notice comes before it.
    pub(super) fn heard_or_waived(
        &self,
        standards: &Standards<'_>,
        facility: &Facility,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        let Some(since) = self.against_since.filter(|_| actor.capacity() != Capacity::Provider) else { return Ok(()) };
        let (since, today) = (facility.zone().date_at(since), facility.zone().date_at(at));
        if actor.capacity() == Capacity::HearingPanel {
            let (first, rule) = longest(standards, since, |rule| rule.notice_at_least)?;
            if today < first {
                let because = format!("a notice of {since} allows {first} or later");
                return Err(Reason::AgainstRule { what: "the hearing", rule, because });
            }
            return Ok(());
        }
        let (last, rule) = longest(standards, since, |rule| rule.ask_within)?;
        if today <= last {
            let because =
                format!("a hearing can be asked for through {last} at the least; silence waives it after that");
            return Err(Reason::AgainstRule { what: "the waiver of the hearing", rule, because });
        }
        Ok(())
    }
}
