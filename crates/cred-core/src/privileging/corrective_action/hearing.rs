//! The rules of notice and hearing: what a notice must say, until when a hearing can be asked for, when it can be held, and who cannot sit
//! on its panel.

use chrono::NaiveDate;

use crate::{
    actor::{Actor, Capacity},
    facility::Facility,
    privileging::hearing_time::longest,
    provider::Provider,
    refusal::Reason,
    standard::{
        binding::Standards,
        topic::{Topic, privileging::NoticeClock},
    },
    text::folded,
    time::Instant,
};

use super::{CorrectiveAction, Delivery, NoticeContent, PanelMember, Waiver};

/// The last day on which a hearing can be asked for, where the time runs already.
pub(super) fn ask_until(
    standards: &Standards<'_>,
    sent_on: NaiveDate,
    received_on: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, Reason> {
    let rules = standards.on(sent_on, |topic| if let Topic::Hearing(rule) = topic { Some(rule.clock) } else { None });
    let by_mailing = !rules.is_empty() && rules.iter().all(|bound| bound.value == NoticeClock::Mailing);
    let runs_from = if by_mailing { Some(sent_on) } else { received_on };
    runs_from.map(|from| longest(standards, from, |rule| rule.ask_within).map(|(day, _)| day)).transpose()
}

/// Days of a notice lie in the past, and not before what it tells of.
pub(super) fn dated(facility: &Facility, given: NaiveDate, after: Instant, at: Instant) -> Result<(), Reason> {
    let today = facility.zone().date_at(at);
    if given > today {
        return Err(Reason::FromTheFuture { given, today });
    }
    if given < facility.zone().date_at(after) {
        let start = facility.zone().start_of_day(given);
        return Err(Reason::BackDated { what: "the notice", start, decided: after });
    }
    Ok(())
}

/// A notice says all that it must.
pub(super) fn says_all(contents: &[NoticeContent]) -> Result<(), Reason> {
    let missing = NoticeContent::ALL.iter().filter(|part| !contents.contains(part));
    let open: Vec<String> = missing.map(|part| format!("the notice: {}", part.words())).collect();
    if open.is_empty() { Ok(()) } else { Err(Reason::RequirementsOpen { open }) }
}

/// A notice handed over is received when it is sent, and none is received before that.
pub(super) fn receipt(
    facility: &Facility,
    sent_on: NaiveDate,
    delivery: Delivery,
    received_on: Option<NaiveDate>,
    at: Instant,
) -> Result<Option<NaiveDate>, Reason> {
    let received_on = if delivery == Delivery::InHand { Some(received_on.unwrap_or(sent_on)) } else { received_on };
    if let Some(day) = received_on {
        dated(facility, day, facility.zone().start_of_day(sent_on), at)?;
    }
    Ok(received_on)
}

/// A hearing is so long after its notice as the longest rule asks.
pub(super) fn far_enough(
    standards: &Standards<'_>,
    facility: &Facility,
    notice_on: NaiveDate,
    hearing_at: Instant,
) -> Result<(), Reason> {
    let (first_good, rule) = longest(standards, notice_on, |rule| rule.notice_at_least)?;
    let day = facility.zone().date_at(hearing_at);
    if day < first_good {
        let because = format!("its notice of {notice_on} allows {first_good} or later, and {day} was given");
        return Err(Reason::AgainstRule { what: "the hearing", rule, because });
    }
    Ok(())
}

fn barred(member: &PanelMember, because: &str) -> Reason {
    Reason::NoValidVote { body: "the hearing panel".to_owned(), because: format!("{} {because}", member.name) }
}

impl CorrectiveAction {
    /// A request for a hearing comes in time.
    pub(super) fn in_time(&self, today: NaiveDate) -> Result<(), Reason> {
        match self.notice.as_ref().and_then(|notice| notice.ask_until) {
            Some(last) if last < today => Err(Reason::AgainstRule {
                what: "the request for a hearing",
                rule: "the time to ask, as the notice told it".to_owned(),
                because: format!("{last} was the last day to ask; silence waived the hearing"),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// The right to a hearing is given up: by silence, in writing, or by staying away.
    pub(super) fn may_waive(
        &self,
        how: Waiver,
        subject: &Provider,
        facility: &Facility,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        let in_person = actor.capacity() == Capacity::Provider;
        let open = |what: &str| Err(Reason::RequirementsOpen { open: vec![what.to_owned()] });
        let mismatch = |wanted: &str| {
            let (given, wanted) = (actor.to_string(), wanted.to_owned());
            Err(Reason::Mismatch { what: "the actor", given, wanted })
        };
        match how {
            Waiver::Written if in_person && subject.is(actor) => Ok(()),
            Waiver::Written => mismatch("the provider in person"),
            Waiver::Silence | Waiver::NoShow if in_person || subject.is(actor) => mismatch("the staff or the panel"),
            Waiver::Silence if self.state != "notified" => open("silence waives only what was not asked for"),
            Waiver::Silence => match self.notice.as_ref().and_then(|notice| notice.ask_until) {
                None => open("the notice is not received yet: the time to ask does not run"),
                Some(last) if facility.zone().date_at(at) <= last => {
                    open(&format!("a hearing can be asked for through {last}"))
                }
                Some(_) => Ok(()),
            },
            Waiver::NoShow => match &self.hearing {
                Some(hearing) if hearing.hearing_at <= at && self.state != "notified" => Ok(()),
                Some(hearing) => open(&format!("the hearing begins at {}", hearing.hearing_at.to_rfc3339())),
                None => open("no hearing is called"),
            },
        }
    }

    /// Nobody sits on a panel who competes with the provider or took part earlier; at least one sits, and each once.
    pub(super) fn may_sit(&self, members: &[PanelMember], subject: &Provider) -> Result<(), Reason> {
        if members.is_empty() {
            let body = "the hearing panel".to_owned();
            return Err(Reason::NoValidVote { body, because: "it has no member".to_owned() });
        }
        for (index, member) in members.iter().enumerate() {
            let names = |name: &str| folded(name) == folded(member.name.as_str());
            let sits = Actor::new(member.name.as_str(), Capacity::HearingPanel).ok();
            let sits = sits.map(|own| member.provider.map_or(own.clone(), |provider| own.being(provider)));
            let Some(sits) = sits else { return Err(barred(member, "has no name that can stand in the record")) };
            if subject.is(&sits) {
                return Err(Reason::OwnFile { actor: member.name.to_string() });
            }
            if member.direct_competitor {
                return Err(barred(member, "is in direct economic competition with the provider"));
            }
            if member.took_part_earlier || self.took_part.iter().any(|actor| same(actor, member)) {
                return Err(barred(member, "took part in an earlier decision of the matter"));
            }
            let earlier = members.iter().take(index);
            let twice = |other: &PanelMember| {
                names(other.name.as_str()) || (member.provider.is_some() && member.provider == other.provider)
            };
            if earlier.into_iter().any(twice) {
                return Err(barred(member, "is named twice"));
            }
        }
        Ok(())
    }
}

/// Whether an actor is that member, by name or by record.
fn same(actor: &Actor, member: &PanelMember) -> bool {
    folded(actor.name()) == folded(member.name.as_str())
        || (member.provider.is_some() && actor.provider() == member.provider)
}
