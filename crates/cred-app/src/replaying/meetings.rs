//! What a meeting decides: who keeps out, whether a motion carried; every one of its events.

use cred_core::{credentialing::meeting::Event, journal::Stream};

use super::{Around, Way};
use crate::use_cases::meeting::{MeetingStep, convene_on, step_on};

pub(super) fn ways(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Stream::Meeting(id) = around.stream else { return None };
    let step = match event.clone() {
        Event::Convened { organization, facility, body, on, members, .. } => {
            return Some(vec![Box::new(move |desk| {
                convene_on(desk, &organization, facility.as_ref(), body, Some(on), &members).map(|_| ())
            })]);
        }
        Event::MatterPlaced { matter, about, .. } => MeetingStep::Place(matter, about),
        Event::AttendanceRecorded { present, .. } => MeetingStep::Attend(present),
        Event::MemberRecused { matter, recusal, .. } => MeetingStep::Recuse(recusal.member, matter, recusal.reason),
        Event::Voted { matter, vote, .. } => MeetingStep::Vote(matter, vote.motion, vote.ballots),
        Event::MatterDeferred { matter, question, .. } => MeetingStep::Defer(matter, question),
        Event::Adjourned { .. } => MeetingStep::Adjourn,
        _ => return None,
    };
    Some(vec![Box::new(move |desk| step_on(desk, id, &step).map(|_| ()))])
}
