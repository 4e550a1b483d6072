//! What every command about an agreement is held against: who gives it, and from when.

use crate::{
    actor::Actor,
    provider::Provider,
    refusal::Reason,
    time::{Instant, period::Period},
};

pub(super) fn no_party<const N: usize>(people: [&Provider; N], actor: &Actor) -> Result<(), Reason> {
    if people.iter().any(|person| person.is(actor)) {
        return Err(Reason::OwnFile { actor: actor.name().to_owned() });
    }
    Ok(())
}

pub(super) fn represented<const N: usize>(people: [&Provider; N], actor: &Actor) -> Result<(), Reason> {
    if people.iter().any(|person| person.is_represented_by(actor)) {
        return Ok(());
    }
    let wanted = people.map(|person| person.id().to_string()).join(" or ");
    Err(Reason::Mismatch { what: "the actor", given: actor.to_string(), wanted })
}

pub(super) const fn not_back_dated(what: &'static str, start: Instant, at: Instant) -> Result<(), Reason> {
    if start.timestamp_micros() < at.timestamp_micros() {
        return Err(Reason::BackDated { what, start, decided: at });
    }
    Ok(())
}

pub(super) fn period(what: &'static str, start: Instant, end: Option<Instant>, at: Instant) -> Result<Period, Reason> {
    not_back_dated(what, start, at)?;
    match (Period::new(start, end), end) {
        (Ok(period), _) => Ok(period),
        (Err(_), Some(end)) => Err(Reason::EmptyPeriod { what, start, end }),
        (Err(_), None) => Err(Reason::OutsideCalendar { what }),
    }
}
