//! What each word does.

use cred_core::{exercise::npdb_reports::ReportDuty, id::MeetingId};

use super::{
    Capacity, CorrectiveActionId, CorrectiveStep, CorrectiveWord, Day, FacilityId, Items, KIND, Limits, NoticeContent,
    NpdbReport, OVER, Outcome, Panel, PanelMember, ProviderId, ReviewAction, Stage, Step, Target, Text, Trouble,
    Waiver, find, suspending,
};
use crate::verticals::{grants::Taken, meeting};

/// A step with whom, where and which matter it is about, and who gives it by default.
struct Asked<'w> {
    provider: &'w str,
    action: &'w Option<String>,
    facility: &'w Option<String>,
    by: Capacity,
    step: CorrectiveStep,
}

fn day(day: Option<Day>) -> Option<chrono::NaiveDate> {
    day.map(|day| day.0)
}

fn limits(stage: &Stage, taken: Option<&Taken>) -> Result<Limits, Trouble> {
    taken.map_or_else(|| Ok(Limits::default()), |own| own.limits(stage))
}

fn members(stage: &Stage, panel: &Panel) -> Vec<PanelMember> {
    let member = |own: &super::Panelist| PanelMember {
        name: own.name.clone(),
        provider: stage.known(own.name.as_str()),
        direct_competitor: own.direct_competitor,
        took_part_earlier: own.took_part_earlier,
    };
    panel.0.iter().map(member).collect()
}

/// On what a final action takes effect where the step names no items.
fn target(decision: ReviewAction, items: Option<&Items>) -> Target {
    match (decision, items) {
        (ReviewAction::None | ReviewAction::Letter | ReviewAction::Fppe | ReviewAction::Denial, None) => {
            Target::Nothing
        }
        (ReviewAction::Suspension | ReviewAction::Revocation, None) => Target::Appointment,
        (ReviewAction::Restriction, None) => Target::Privileges(vec![]),
        (_, Some(items)) => Target::Privileges(items.ids().to_vec()),
    }
}

impl Step for CorrectiveWord {
    #[expect(clippy::too_many_lines, reason = "one arm for each word, none of them long")]
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let mut at_meeting = None;
        let asked = match self {
            Self::RaiseConcern { provider, action, facility, concern } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let concern = stage.said("concern", concern.as_ref(), "a pattern of complications")?;
                let by = stage.by(Capacity::Chair, Some(id))?;
                return raise(stage, &by, id, &at, action.as_deref(), &concern).map(|_| Outcome::state("concern"));
            }
            Self::OpenInvestigation { provider, action, facility, cause, reason, told_on } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let matter = open_or_raised(stage, id, &at, action.as_deref())?;
                let reason = stage.said("reason", reason.as_ref(), "a pattern of complications")?;
                let by = stage.by(Capacity::Mec, Some(id))?;
                return give(stage, &by, matter, &CorrectiveStep::OpenInvestigation(*cause, reason, day(*told_on)));
            }
            Self::SummarySuspension { .. } => return suspending::at_once(self, stage),
            Self::Intervene { provider, action, facility, agreed } => {
                let step = CorrectiveStep::Intervene(stage.said("agreed", agreed.as_ref(), "talked over")?);
                Asked { provider, action, facility, by: Capacity::Chair, step }
            }
            Self::RecommendAction { provider, action, facility, decision, reason } => {
                let reason = stage.said("reason", reason.as_ref(), "what the investigation found")?;
                Asked {
                    provider,
                    action,
                    facility,
                    by: Capacity::Mec,
                    step: CorrectiveStep::Recommend(*decision, reason),
                }
            }
            Self::Notify { provider, action, facility, sent_on, delivery, received_on, contents } => {
                let contents =
                    contents.clone().map_or_else(|| stage.made_up("contents", NoticeContent::ALL.to_vec()), Ok)?;
                let step = CorrectiveStep::Notify(day(*sent_on), *delivery, day(*received_on), contents);
                Asked { provider, action, facility, by: Capacity::Msp, step }
            }
            Self::RecordReceipt { provider, action, facility, received_on } => {
                let step = CorrectiveStep::RecordReceipt(day(*received_on));
                Asked { provider, action, facility, by: Capacity::Msp, step }
            }
            Self::RequestHearing { provider, action, facility } => {
                Asked { provider, action, facility, by: Capacity::Provider, step: CorrectiveStep::RequestHearing }
            }
            Self::WaiveHearing { provider, action, facility, how } => {
                let by = if *how == Waiver::Written { Capacity::Provider } else { Capacity::Msp };
                Asked { provider, action, facility, by, step: CorrectiveStep::RecordWaiver(*how) }
            }
            Self::ScheduleHearing { provider, action, facility, notice_on, hearing_at, place, witnesses } => {
                let begins = stage.instant("hearing_at", hearing_at)?;
                let place = stage.said("place", place.as_ref(), "the board room")?;
                let step = CorrectiveStep::ScheduleHearing(day(*notice_on), begins, place, witnesses.clone());
                Asked { provider, action, facility, by: Capacity::Msp, step }
            }
            Self::AppointPanel { provider, action, facility, members: panel } => {
                let step = CorrectiveStep::AppointPanel(members(stage, panel));
                Asked { provider, action, facility, by: Capacity::Mec, step }
            }
            Self::ReportOfHearing { provider, action, facility, meeting: named, decision, report } => {
                at_meeting = meeting::named(stage, named.as_ref())?;
                let report = stage.said("report", report.as_ref(), "what the panel found")?;
                let step = CorrectiveStep::ConcludeHearing(*decision, report);
                Asked { provider, action, facility, by: Capacity::HearingPanel, step }
            }
            Self::Appeal { provider, action, facility, grounds } => {
                let step = CorrectiveStep::Appeal(stage.said("grounds", grounds.as_ref(), "the findings")?);
                Asked { provider, action, facility, by: Capacity::Provider, step }
            }
            Self::FinalAction {
                provider,
                action,
                facility,
                meeting: named,
                decision,
                privileges,
                from,
                until,
                reason,
                limits: taken,
            } => {
                at_meeting = meeting::named(stage, named.as_ref())?;
                let step = CorrectiveStep::TakeFinalAction {
                    action: *decision,
                    from: stage.maybe("from", from.as_ref())?,
                    until: stage.maybe("until", until.as_ref())?,
                    reason: stage.said("reason", reason.as_ref(), "decided by the board")?,
                    limits: limits(stage, taken.as_ref())?,
                    on: target(*decision, privileges.as_ref()),
                };
                Asked { provider, action, facility, by: Capacity::Board, step }
            }
            Self::LinkSuspension { provider, action, facility, privileges } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let target = suspending::suspended(stage, id, &at, privileges.as_ref())?;
                let step = CorrectiveStep::LinkSuspension(target);
                Asked { provider, action, facility, by: Capacity::Msp, step }
            }
            Self::ReviewSuspension { provider, action, facility, outcome, reason, limits: taken } => {
                let note = stage.said("reason", reason.as_ref(), "what the committee found")?;
                let step = CorrectiveStep::ReviewSuspension(*outcome, note, limits(stage, taken.as_ref())?);
                Asked { provider, action, facility, by: Capacity::Mec, step }
            }
            Self::ReportToNpdb { provider, action, facility, kind, action_day, sent_on } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let sent_on = day(*sent_on).map_or_else(|| today(stage, id, &at), Ok)?;
                let action_day = day(*action_day).map_or_else(|| first_owed(stage, id, &at), Ok)?;
                let step = CorrectiveStep::RecordNpdbReport(NpdbReport { kind: *kind, action_day, sent_on });
                Asked { provider, action, facility, by: Capacity::Msp, step }
            }
            Self::WithdrawConcern { provider, action, facility, reason } => {
                let step = CorrectiveStep::Withdraw(stage.said("reason", reason.as_ref(), "nothing in it")?);
                Asked { provider, action, facility, by: Capacity::Chair, step }
            }
            Self::AbandonAction { provider, action, facility, reason } => {
                let step = CorrectiveStep::Abandon(stage.said("reason", reason.as_ref(), "it cannot be pursued")?);
                Asked { provider, action, facility, by: Capacity::Mec, step }
            }
            Self::CloseAction { provider, action, facility, reason } => {
                let step = CorrectiveStep::Close(stage.said("reason", reason.as_ref(), "done")?);
                Asked { provider, action, facility, by: Capacity::Mec, step }
            }
        };
        let Asked { provider, action, facility, by, step } = asked;
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let advice = "begin one with `raise-concern`";
        let matter = find(stage, action.as_deref(), id, &at)?
            .ok_or_else(|| Trouble::nothing("corrective action about the provider", provider, advice))?;
        let by = stage.by(by, Some(id))?;
        give_at(stage, &by, matter, &step, at_meeting)
    }
}

pub(super) fn raise(
    stage: &mut Stage,
    by: &cred_app::use_cases::By,
    provider: ProviderId,
    facility: &FacilityId,
    name: Option<&str>,
    concern: &Text,
) -> Result<CorrectiveActionId, Trouble> {
    let done = stage.act().raise_concern(by, provider, facility, concern)?;
    let id = done.result.ok_or_else(|| Trouble::file("action", "it was raised before"))?;
    if let Some(name) = name {
        stage.remember(KIND, name, id.to_string());
    }
    Ok(id)
}

/// The open matter that a shorthand is about; a new one where none is open, or the name is a new one.
pub(super) fn open_or_raised(
    stage: &mut Stage,
    provider: ProviderId,
    facility: &FacilityId,
    name: Option<&str>,
) -> Result<CorrectiveActionId, Trouble> {
    match find(stage, name, provider, facility) {
        Ok(Some(id)) => {
            let records = stage.records(provider)?;
            let state = records.corrective_action(id).map_or("none", |own| own.state());
            if name.is_some() || !OVER.contains(&state) {
                return Ok(id);
            }
        }
        Ok(None) => {}
        Err(trouble) if !stage.makes_up() => return Err(trouble),
        Err(_) => {}
    }
    let concern = stage.said("concern", None, "a pattern of complications")?;
    let by = stage.acting(Capacity::Chair, Some(provider))?;
    raise(stage, &by, provider, facility, name, &concern)
}

pub(super) fn give(
    stage: &mut Stage,
    by: &cred_app::use_cases::By,
    matter: CorrectiveActionId,
    step: &CorrectiveStep,
) -> Result<Outcome, Trouble> {
    give_at(stage, by, matter, step, None)
}

fn give_at(
    stage: &mut Stage,
    by: &cred_app::use_cases::By,
    matter: CorrectiveActionId,
    step: &CorrectiveStep,
    meeting: Option<MeetingId>,
) -> Result<Outcome, Trouble> {
    let done = stage.act().corrective_step_at(by, matter, step, meeting)?.result;
    let Some(matter) = done else { return Ok(Outcome::nothing()) };
    let told = matter.ask_until.map_or_else(|| "none".to_owned(), |day| day.to_string());
    Ok(Outcome::state(matter.state).word("ask_until", told))
}

fn today(stage: &Stage, provider: ProviderId, facility: &FacilityId) -> Result<chrono::NaiveDate, Trouble> {
    let records = stage.records(provider)?;
    let zone = records.facility(facility).map_or_else(|| stage.zone(), |own| own.zone());
    Ok(zone.date_at(stage.now()))
}

/// The action day of the first duty that is not reported yet.
fn first_owed(stage: &Stage, provider: ProviderId, facility: &FacilityId) -> Result<chrono::NaiveDate, Trouble> {
    let duties = stage.app().report_duties(Some(provider), facility, None)?;
    let open = duties.iter().map(|(_, duty)| duty).filter(|duty| duty.reported_on.is_none());
    let first = open.map(|duty: &ReportDuty| duty.action_day).next();
    let advice = "a report that nobody must make names its day: `action_day`";
    first.ok_or_else(|| Trouble::nothing("report to make about the provider", "action_day", advice))
}
