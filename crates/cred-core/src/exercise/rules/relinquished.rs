//! What an automatic relinquishment leaves beside the appointment itself: prescribing alone, a lapse that waits for a reinstatement, a
//! category without privileges.
//!
//! A licence, a DEA registration, cover and exclusions act by the evidence on file: while the evidence says no, nothing is exercised, and
//! where no rule says otherwise they restore by themselves. Where an adopted rule on the trigger says `by-reinstatement`, a lapse within an
//! appointment stays from its cure on until the recorded reinstatement after it; where it names a time for the cure, a lapse that is longer
//! is for good. The loss of a supervisor restores by itself.

use crate::{
    appointment::{Appointment, category::bars_privileges},
    exercise::credential_rules,
    standard::topic::{
        Topic,
        privileging::{AutomaticRelinquishment, RelinquishedScope, Restoration, Trigger},
    },
    time::{Instant, period::Period},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, fact, licensed, need};

fn appointments(scene: Scene<'_>) -> impl Iterator<Item = &Appointment> {
    let own = scene.records.appointments_of(scene.dossier.provider().id());
    own.filter(move |held| held.facility() == scene.facility.id())
}

/// One lapse: from when until when, if it ended.
type Lapse = (Instant, Option<Instant>);

/// The pieces during which what was met before is unmet.
fn lapses(truth: &Timeline<Truth>) -> Vec<Lapse> {
    let mut found: Vec<Lapse> = Vec::new();
    let mut was_met = *truth.first() == Truth::Met;
    let mut open: Option<Instant> = None;
    for (at, value) in truth.changes() {
        match value {
            Truth::Unmet if was_met && open.is_none() => open = Some(*at),
            Truth::Met => {
                found.extend(open.take().map(|from| (from, Some(*at))));
                was_met = true;
            }
            // What is unknown after a lapse has not cured it.
            Truth::Unmet | Truth::Unknown => {}
        }
    }
    found.extend(open.map(|from| (from, None)));
    found
}

fn of_trigger(topic: &Topic, trigger: Trigger) -> Option<&AutomaticRelinquishment> {
    if let Topic::AutomaticRelinquishment(rule) = topic
        && rule.trigger == trigger
    {
        Some(rule)
    } else {
        None
    }
}

/// What stays of lapses within the appointments where a rule on the trigger asks for a reinstatement or names a time for the cure.
fn after_lapses(scene: Scene<'_>, trigger: Trigger, looked_at: impl FnOnce() -> Evaluation) -> Option<Evaluation> {
    let standards = scene.standards();
    if standards.every(|topic| of_trigger(topic, trigger)).is_empty() {
        return None;
    }
    let looked_at = looked_at();
    let truth = looked_at.truth();
    let zone = scene.facility.zone();
    let mut stays: Vec<Timeline<Cause>> = Vec::new();
    let mut citation = String::new();
    for appointment in appointments(scene) {
        let Some(whole) = appointment.whole() else { continue };
        let record = |label: String| fact(FactKind::Appointment, appointment.id().to_string(), label, Some(whole));
        for (from, to) in lapses(truth) {
            let lapse = Period::new(from, to).ok().filter(|lapse| lapse.overlaps(whole));
            let Some(lapse) = lapse else { continue };
            let rules =
                standards.on(zone.date_at(lapse.start().max(whole.start())), |topic| of_trigger(topic, trigger));
            let Some(first) = rules.first() else { continue };
            citation = first.citation();
            let asked: Vec<&AutomaticRelinquishment> = rules.iter().map(|rule| rule.value).collect();
            let cure_by = asked.iter().filter_map(|rule| rule.cure_within?.late_from(lapse.start(), zone)).min();
            let lost = cure_by.filter(|by| lapse.end().is_none_or(|cured| *by <= cured));
            let reinstatement = asked.iter().any(|rule| rule.restoration == Restoration::ByReinstatement);
            let fine = Cause::bare(Truth::Met, FindingReason::NotApplicable);
            let mut changes = Vec::new();
            if let Some(lost) = lost {
                let label = format!("{}: not cured within the time for it", trigger.word());
                let gone = Cause::on(Truth::Unmet, FindingReason::Relinquished, &record(label));
                changes.push((lost.max(lapse.start()), gone));
                changes.extend(whole.end().map(|end| (end, fine.clone())));
            } else if let Some(cured) = lapse.end().filter(|_| reinstatement) {
                let label = format!("{} lapsed from {}", trigger.word(), lapse.start());
                let waits = Cause::on(Truth::Unmet, FindingReason::AwaitingReinstatement, &record(label));
                changes.push((cured, waits));
                let after = appointment.reinstatements().iter().filter(|(at, of)| *of == trigger && *at >= cured);
                let back = [after.map(|(at, _)| *at).min(), whole.end()].into_iter().flatten().min();
                changes.extend(back.map(|back| (back, fine.clone())));
            }
            stays.push(Timeline::from_changes(fine, changes));
        }
    }
    let mut together: Option<Timeline<Cause>> = None;
    for stay in stays {
        together = Some(match together {
            None => stay,
            Some(own) => {
                own.zip_with(&stay, |own, other| if other.truth < own.truth { other.clone() } else { own.clone() })
            }
        });
    }
    let asks = format!("reinstated after a lapse ({})", trigger.word());
    Some(Evaluation::leaf(need("reinstatement", asks, citation, Owes::Reviewers), together?))
}

/// Reinstatements after a lapse of the licence, the cover, or an exclusion.
pub(super) fn reinstated(scene: Scene<'_>) -> Vec<Evaluation> {
    let standards = scene.standards();
    let unnamed = || need("reinstatement", "", "", Owes::Nobody);
    let mut parts: Vec<Option<Evaluation>> = vec![after_lapses(scene, Trigger::License, || licensed(scene))];
    for cover in standards.every(|topic| if let Topic::Insurance(cover) = topic { Some(cover) } else { None }) {
        let (per_claim, aggregate) =
            (cover.value.per_claim.saturating_mul(100), cover.value.aggregate.saturating_mul(100));
        let insured = || credential_rules::insurance(scene.dossier, per_claim, aggregate, &[], unnamed());
        parts.push(after_lapses(scene, Trigger::Insurance, insured));
    }
    for screen in standards.every(|topic| if let Topic::ExclusionScreen(own) = topic { Some(own) } else { None }) {
        let free = || credential_rules::not_excluded(scene.dossier, screen.value.list.as_str(), unnamed());
        parts.push(after_lapses(scene, Trigger::Exclusion, free));
    }
    parts.into_iter().flatten().collect()
}

/// A DEA criterion with what stays of its lapses, and with the relinquishments of prescribing alone.
pub(super) fn prescribing(scene: Scene<'_>, registered: Evaluation) -> Evaluation {
    let after = after_lapses(scene, Trigger::Dea, || registered.clone());
    let mut stopped: Option<Timeline<Cause>> = None;
    for appointment in appointments(scene) {
        for own in appointment.relinquishments().iter().filter(|own| own.scope == RelinquishedScope::Prescribing) {
            let label = format!("prescribing relinquished: {}, by {}", own.trigger.word(), own.rule);
            let record = fact(FactKind::Appointment, appointment.id().to_string(), label, appointment.whole());
            let binds = Cause::on(Truth::Unmet, FindingReason::RelinquishedAutomatically, &record);
            let fine = Cause::bare(Truth::Met, FindingReason::NotApplicable);
            let mut changes = vec![(own.from, binds)];
            // Past the time for its cure nothing restores it.
            let back = own.restored.filter(|_| own.for_good().is_none());
            let ends = [back, appointment.whole().and_then(|whole| whole.end())].into_iter().flatten().min();
            changes.extend(ends.map(|end| (end, fine.clone())));
            let own = Timeline::from_changes(fine, changes);
            stopped = Some(match stopped {
                None => own,
                Some(held) => {
                    held.zip_with(&own, |held, own| if own.truth < held.truth { own.clone() } else { held.clone() })
                }
            });
        }
    }
    let asks = "prescribing not relinquished";
    let stopped =
        stopped.map(|causes| Evaluation::leaf(need("relinquishment", asks, "bylaws", Owes::Reviewers), causes));
    if after.is_none() && stopped.is_none() {
        return registered;
    }
    Evaluation::all(std::iter::once(registered).chain(after).chain(stopped).collect())
}

/// A category that holds no privileges, while an appointment has it.
pub(super) fn category(scene: Scene<'_>) -> Option<Evaluation> {
    let (standards, zone) = (scene.standards(), scene.facility.zone());
    let rules = standards.every(|topic| if let Topic::StaffCategory(rule) = topic { Some(rule) } else { None });
    let mut borders: Vec<Instant> = rules
        .iter()
        .flat_map(|rule| [Some(rule.from), rule.to.and_then(|to| to.succ_opt())])
        .flatten()
        .map(|day| zone.start_of_day(day))
        .collect();
    let (mut changes, mut barred) = (Vec::new(), false);
    let fine = Cause::bare(Truth::Met, FindingReason::NotApplicable);
    for appointment in appointments(scene) {
        let Some(whole) = appointment.whole() else { continue };
        borders.extend(appointment.categories().iter().map(|(from, _)| *from));
        let mut points: Vec<Instant> = borders.iter().copied().filter(|at| whole.contains(*at)).collect();
        points.push(whole.start());
        for at in points {
            let Some(own) = appointment.category_at(at) else { continue };
            let cause = match bars_privileges(&standards, own, zone.date_at(at)) {
                None => fine.clone(),
                Some(rule) => {
                    barred = true;
                    let label = format!("category {own}: {rule}");
                    let record = fact(FactKind::Appointment, appointment.id().to_string(), label, Some(whole));
                    Cause::on(Truth::Unmet, FindingReason::CategoryWithoutPrivileges, &record)
                }
            };
            changes.push((at, cause));
        }
        changes.extend(whole.end().map(|end| (end, fine.clone())));
    }
    let asks = format!("a staff category of {} with privileges", scene.facility.name());
    let leaf = || {
        Evaluation::leaf(
            need("staff-category", asks, "bylaws", Owes::Reviewers),
            Timeline::from_changes(fine, ordered(changes)),
        )
    };
    barred.then(leaf)
}

/// In order of time; an end at the instant of another beginning comes first.
fn ordered(mut changes: Vec<(Instant, Cause)>) -> Vec<(Instant, Cause)> {
    changes.sort_by_key(|(at, cause)| (*at, cause.truth == Truth::Unmet));
    changes
}
