//! Suspending at once, and what is suspended.

use cred_app::use_cases::{By, appointing::AppointmentStep, privileging::PrivilegeStep};
use cred_core::{actor::Actor, standard::topic::Topic};

use super::{
    Capacity, CorrectiveStep, CorrectiveWord, FacilityId, Items, Outcome, ProviderId, Stage, Target, Trouble,
    doing::{give, open_or_raised},
};

/// Suspends, and links the suspension to the matter.
pub(super) fn at_once(word: &CorrectiveWord, stage: &mut Stage) -> Result<Outcome, Trouble> {
    let CorrectiveWord::SummarySuspension { provider, action, facility, privileges, from, reason, together_with } =
        word
    else {
        return Ok(Outcome::nothing());
    };
    let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
    let from = stage.maybe("from", from.as_ref())?;
    let reason = stage.said("reason", reason.as_ref(), "imminent danger to patients")?;
    let (by, together) = who(stage, id, &at, together_with)?;
    match privileges {
        None => {
            let step = AppointmentStep::SuspendTogether(from, reason, together, None);
            stage.act().appointment_step(&by, id, &at, &step)?;
        }
        Some(items) => {
            let step = PrivilegeStep::SuspendTogether(from, reason, together, None);
            stage.act().privilege_step(&by, id, &at, items.ids(), &step)?;
        }
    }
    let matter = open_or_raised(stage, id, &at, action.as_deref())?;
    let target = suspended(stage, id, &at, privileges.as_ref())?;
    let by = stage.acting(Capacity::Msp, Some(id))?;
    give(stage, &by, matter, &CorrectiveStep::LinkSuspension(target))
}

/// Who suspends together: as the step says, or where it says nobody, as many as a rule asks.
fn who(
    stage: &mut Stage,
    provider: ProviderId,
    facility: &FacilityId,
    together_with: &[String],
) -> Result<(By, Vec<Actor>), Trouble> {
    let together = stage.actors("together_with", together_with)?;
    if stage.is_spoken_for() || !together.is_empty() {
        return Ok((stage.by(Capacity::Chair, Some(provider))?, together));
    }
    let records = stage.records(provider)?;
    let Some(own) = records.governed(facility) else {
        return Ok((stage.by(Capacity::Chair, Some(provider))?, together));
    };
    let on = own.zone().date_at(stage.now());
    let rules = own.standards();
    let rules = rules.on(on, |topic| if let Topic::SummarySuspension(rule) = topic { Some(rule) } else { None });
    let binding = rules.iter().max_by_key(|rule| rule.value.together).map(|rule| rule.value);
    let mut bodies: Vec<Capacity> = binding.map_or_else(Vec::new, |rule| {
        let count = usize::try_from(rule.together).unwrap_or(usize::MAX);
        rule.by.iter().copied().take(count).collect()
    });
    if bodies.is_empty() {
        bodies.push(Capacity::Chair);
    }
    let words: Vec<String> = bodies.iter().skip(1).map(|body| body.word().to_owned()).collect();
    let together = stage.actors("together_with", &words)?;
    let first = bodies.first().copied().unwrap_or(Capacity::Chair);
    Ok((stage.by(first, Some(provider))?, together))
}

/// What is suspended: of the items named; else the appointment where it is, and every grant where it is not.
pub(super) fn suspended(
    stage: &Stage,
    provider: ProviderId,
    facility: &FacilityId,
    items: Option<&Items>,
) -> Result<Target, Trouble> {
    if let Some(items) = items {
        return Ok(Target::Privileges(items.ids().to_vec()));
    }
    let records = stage.records(provider)?;
    let mut held = records.appointments_of(provider).filter(|held| held.facility() == facility);
    let whole = held.any(|held| held.state_at(stage.now()) == "suspended");
    Ok(if whole { Target::Appointment } else { Target::Privileges(vec![]) })
}
