//! Decisions about corrective actions: every one of their events.

use cred_core::{
    journal::Stream,
    privileging::corrective_action::{Command, Event, NoticeContent},
};

use super::{Around, Way};
use crate::use_cases::corrective::{give, raise_on};

pub(super) fn ways(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Stream::CorrectiveAction(id) = around.stream else { return None };
    let command = match event.clone() {
        Event::ConcernRaised { provider, facility, concern, .. } => {
            return Some(vec![around.way(move |desk| raise_on(desk, provider, &facility, &concern).map(|_| ()))]);
        }
        Event::Intervened { note, .. } => Command::Intervene { note },
        Event::InvestigationOpened { class, reason, told_on, .. } => {
            Command::OpenInvestigation { class, reason, told_on }
        }
        Event::Recommended { action, reason, .. } => Command::Recommend { action, reason },
        // What the notice said is not kept: one that said less than everything was refused.
        Event::Notified { sent_on, delivery, received_on, .. } => {
            Command::Notify { sent_on, delivery, received_on, contents: NoticeContent::ALL.to_vec() }
        }
        Event::Received { received_on, .. } => Command::RecordReceipt { received_on },
        Event::HearingRequested { .. } => Command::RequestHearing,
        Event::HearingScheduled { notice_on, hearing_at, place, witnesses, .. } => {
            Command::ScheduleHearing { notice_on, hearing_at, place, witnesses }
        }
        Event::PanelAppointed { members, .. } => Command::AppointPanel { members },
        Event::HearingConcluded { recommends, report, .. } => Command::ConcludeHearing { recommends, report },
        Event::HearingWaived { how, .. } => Command::RecordWaiver { how },
        Event::Appealed { grounds, .. } => Command::Appeal { grounds },
        Event::FinalActionTaken { action, .. } => Command::TakeFinalAction(action),
        Event::SuspensionLinked { suspended, from, .. } => Command::LinkSuspension { suspended, from },
        Event::SuspensionReviewed { outcome, note, .. } => Command::ReviewSuspension { outcome, note },
        Event::NpdbReported { 0: report, .. } => Command::RecordNpdbReport(report),
        Event::Withdrawn { reason, .. } => Command::Withdraw { reason },
        Event::Abandoned { reason, .. } => Command::Abandon { reason },
        Event::Closed { note, .. } => Command::Close { note },
        _ => return None,
    };
    Some(around.ways_by_vote(move |desk, meeting| give(desk, id, command.clone(), meeting)))
}
