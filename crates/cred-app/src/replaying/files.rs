//! Decisions about credentialing files: every one of their events.

use cred_core::{credentialing::credentialing_file::Event, journal::Stream, text::Text};

use super::{Around, Way};
use crate::use_cases::credentialing::{FileStep, open_on, step_on};

pub(super) fn ways(around: &Around, event: &Event) -> Option<Vec<Way>> {
    let Stream::CredentialingFile(id) = around.stream else { return None };
    if let Event::Opened { provider, organization, .. } = event {
        let (provider, organization) = (*provider, organization.clone());
        return Some(vec![Box::new(move |desk| open_on(desk, provider, &organization).map(|_| ()))]);
    }
    let steps = steps(event)?;
    let by_vote =
        |step: FileStep| around.ways_by_vote(move |desk, meeting| step_on(desk, id, &step, meeting).map(|_| ()));
    Some(steps.into_iter().flat_map(by_vote).collect())
}

fn steps(event: &Event) -> Option<Vec<FileStep>> {
    Some(match event.clone() {
        Event::Submitted { .. } => vec![FileStep::Submit],
        Event::Attested { signed_on, adverse, .. } => vec![FileStep::AttestOn(signed_on, adverse)],
        Event::FoundIncomplete { items, .. } => vec![FileStep::FindIncomplete(items)],
        Event::ItemsSupplied { changed, .. } => vec![FileStep::SupplyItems(changed)],
        Event::AnswerChanged { what, reason, .. } => vec![FileStep::ChangeAnswer(what, reason)],
        Event::Explained { about, words, .. } => vec![FileStep::Explain(about, words)],
        Event::GapExplained { 0: explanation, .. } => vec![FileStep::ExplainGap(*explanation)],
        Event::DeemedWithdrawn { .. } => vec![FileStep::DeemWithdrawn],
        Event::VerificationStarted { .. } => vec![FileStep::StartVerification],
        Event::VerificationCompleted { .. } => vec![FileStep::CompleteVerification],
        Event::FoundClean { .. } => vec![FileStep::Classify],
        Event::Flagged { flags, .. } => {
            // By the rules, or by a person's own flag.
            let own = match flags.as_slice() {
                [flag] => Text::parse(flag).ok().map(FileStep::Flag),
                _ => None,
            };
            std::iter::once(FileStep::Classify).chain(own).collect()
        }
        Event::ReportedToClient { .. } => vec![FileStep::ReportToClient],
        Event::PlacedOnAgenda { .. } => vec![FileStep::PlaceOnAgenda],
        Event::Deferred { question, .. } => vec![FileStep::Defer(question)],
        Event::SentToReVerification { .. } => vec![FileStep::ReVerify],
        Event::ProvisionallyApproved { .. } => vec![FileStep::ApproveProvisionally],
        Event::Approved { .. } => vec![FileStep::Approve],
        Event::Denied { reason, .. } => vec![FileStep::Deny(reason)],
        Event::Withdrawn { .. } => vec![FileStep::Withdraw],
        Event::NoticeRecorded { sent_on, .. } => vec![FileStep::RecordNotice(sent_on)],
        Event::FindingRaised { what, .. } => vec![FileStep::RaiseFinding(what)],
        Event::FindingResolved { number, resolution, .. } => vec![FileStep::ResolveFinding(number, resolution)],
        Event::Extended { cause, from, reason, .. } => vec![FileStep::Extend(cause, from, reason)],
        Event::Returned { from, .. } => {
            // The day at the organisation that begins then.
            let day = from.date_naive();
            [Some(day), day.pred_opt(), day.succ_opt()].into_iter().flatten().map(FileStep::RecordReturn).collect()
        }
        Event::Terminated { from, reason, administrative: false, .. } => vec![FileStep::Terminate(Some(from), reason)],
        Event::Terminated { from, reason, administrative: true, .. } => {
            vec![FileStep::TerminateAdministratively(Some(from), reason)]
        }
        Event::Resigned { from, .. } => vec![FileStep::Resign(Some(from))],
        // An opening is told above, and what a later version of this program knows is not derived by this one.
        _ => return None,
    })
}
