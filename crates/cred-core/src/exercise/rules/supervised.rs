//! Supervision: who needs it by the adopted rules exercises only while an agreement covers it and somebody of it is there.

use crate::{
    delineation::privilege_set::PrivilegeSet,
    id::{ItemId, ProviderId},
    privileging::supervision::Supervision,
    standard::topic::{Topic, privileging},
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use super::{
    Scene,
    adopted::{binds, screened},
    by_rules,
    carrier::{alive, appointed, credentialed, licensed},
    category, fact,
    grant::granted,
    need, only_within, reinstated, required_by_rules,
};

/// What the rules on supervision ask for an item. Nothing where no rule names the profession, or all states concerned are excepted.
///
/// At every instant an agreement at this facility must cover the item, name enough alternates, and its supervisor or one of its alternates
/// must be of a profession that may supervise, appointed in good standing here, in a category with privileges, licensed, credentialed, not
/// excluded, alive, and where the rule asks it able to exercise the same item. When that one goes, exercise ends at the same instant; when an alternate stands in, it goes on by itself.
pub(super) fn supervised(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId) -> Vec<Evaluation> {
    if scene.supervises {
        return vec![];
    }
    let profession = scene.dossier.provider().provider_type();
    let rules = scene.standards().every(|topic| if let Topic::Supervision(asked) = topic { Some(asked) } else { None });
    let mut parts = Vec::new();
    for bound in rules.into_iter().filter(|bound| bound.value.provider_types.contains(&profession)) {
        let states = [Some(scene.site.jurisdiction), scene.patient_state];
        let excepted = states.into_iter().flatten().all(|state| bound.value.except_states.contains(&state));
        let (false, Some(binds)) = (excepted, binds(scene, &bound)) else { continue };
        let citation = bound.citation();
        parts.push(only_within(binds, by_agreement(scene, set, item, bound.value, &citation), &citation));
    }
    parts
}

fn by_agreement(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    rule: &privileging::Supervision,
    citation: &str,
) -> Evaluation {
    let asks = || need("supervision", format!("{item} under a supervision agreement"), citation, Owes::Provider);
    let agreements = scene
        .records
        .supervisions_of(scene.dossier.provider().id())
        .filter(|agreement| agreement.facility() == scene.facility.id() && agreement.covers(item));
    let ways: Vec<Evaluation> = agreements
        .map(|agreement| {
            let record = fact(
                FactKind::Supervision,
                agreement.id().to_string(),
                format!("{} agreement", agreement.kind().word()),
                agreement.period(),
            );
            let on = |truth, reason| Cause::on(truth, reason, &record);
            let mut changes = vec![(agreement.from(), on(Truth::Met, FindingReason::Supervised))];
            changes.extend(agreement.end().map(|end| (end, on(Truth::Unmet, FindingReason::Expired))));
            let term = Timeline::from_changes(on(Truth::Unmet, FindingReason::NotYetInForce), changes);
            let mut parts = vec![Evaluation::leaf(asks(), term)];
            if rule.alternates > 0 {
                let named = agreement.alternates_named();
                let enough = named.map(|named| {
                    if u64::from(*named) >= u64::from(rule.alternates) {
                        on(Truth::Met, FindingReason::Enough)
                    } else {
                        on(Truth::Unmet, FindingReason::TooFewAlternates)
                    }
                });
                let wanted = format!("at least {} alternates named", rule.alternates);
                parts.push(Evaluation::leaf(need("alternates", wanted, citation, Owes::Provider), enough));
            }
            parts.push(Evaluation::any(people(scene, set, item, rule, agreement, citation)));
            Evaluation::all(parts)
        })
        .collect();
    if ways.is_empty() {
        let none = Cause::bare(Truth::Unmet, FindingReason::NotSupervised);
        return Evaluation::leaf(asks(), Timeline::constant(none));
    }
    Evaluation::any(ways)
}

/// The supervisor and the alternates, each while named.
fn people(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    rule: &privileging::Supervision,
    agreement: &Supervision,
    citation: &str,
) -> Vec<Evaluation> {
    let supervisor = person(scene, set, item, rule, agreement.supervisor(), "supervisor", citation);
    let mut people = vec![supervisor];
    for alternate in agreement.alternates() {
        let Some(period) = alternate.period() else { continue };
        let there = person(scene, set, item, rule, alternate.provider, "alternate", citation);
        let id = alternate.provider.to_string();
        let record = fact(FactKind::Supervision, agreement.id().to_string(), format!("alternate {id}"), Some(period));
        let named = Timeline::within(
            period,
            Cause::on(Truth::Met, FindingReason::Supervised, &record),
            Cause::on(Truth::Unmet, FindingReason::NotSupervised, &record),
        );
        let asks = need("alternate", "named as alternate", citation, Owes::Provider);
        people.push(Evaluation::all(vec![Evaluation::leaf(asks, named), there]));
    }
    people
}

/// Whether one person can answer for another: one leaf, whose cause is the first thing that stands in the way.
fn person(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    rule: &privileging::Supervision,
    id: ProviderId,
    role: &'static str,
    citation: &str,
) -> Evaluation {
    let asks = |name: &str| {
        let scope = if rule.holds_scope { format!(", able to exercise {item}") } else { String::new() };
        need(role, format!("{role} {name} appointed and licensed{scope}"), citation, Owes::Provider)
    };
    let Some(dossier) = scene.records.dossier(id) else {
        let unknown = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
        return Evaluation::leaf(asks(&id.to_string()), Timeline::constant(unknown));
    };
    let asks = asks(&dossier.provider().name().to_string());
    // Two records of one person that were merged since: nobody answers for themselves.
    if scene.dossier.provider().has_id(id) {
        let record = fact(FactKind::Provider, id.to_string(), "the same person".to_owned(), None);
        let never = Cause::on(Truth::Unmet, FindingReason::MayNotSupervise, &record);
        return Evaluation::leaf(asks, Timeline::constant(never));
    }
    if !rule.supervisor_types.contains(&dossier.provider().provider_type()) {
        let label = dossier.provider().provider_type().word().to_owned();
        let record = fact(FactKind::Provider, id.to_string(), label, None);
        let never = Cause::on(Truth::Unmet, FindingReason::MayNotSupervise, &record);
        return Evaluation::leaf(asks, Timeline::constant(never));
    }
    let other = Scene { dossier: &dossier, procedure: None, supervises: true, ..scene };
    let mut parts = vec![appointed(other), licensed(other), credentialed(other)];
    parts.extend(category(other));
    parts.extend(reinstated(other));
    parts.extend(dossier.provider().died().map(|day| alive(other, day)));
    if rule.holds_scope {
        // Able to exercise the item: all that is asked of who exercises it by the board's grant, cover included.
        parts.extend(by_rules(other));
        parts.extend(required_by_rules(other, item));
        parts.push(granted(other, set, item, &mut vec![]));
    } else {
        parts.extend(screened(other, &other.standards()));
    }
    in_one_leaf(&Evaluation::all(parts), asks)
}

/// A tree as one leaf, with the facts that decide it and the first reason of them. Conditions of one person are none of another's.
fn in_one_leaf(tree: &Evaluation, requirement: Requirement) -> Evaluation {
    let mut points: Vec<Instant> =
        tree.leaves().iter().flat_map(|(_, causes)| causes.changes()).map(|(at, _)| *at).collect();
    points.sort_unstable();
    points.dedup();
    let cause = |at: Instant| {
        let deciding = tree.deciding(at);
        let reason = deciding.first().map_or(FindingReason::NotApplicable, |finding| finding.cause.reason);
        let facts = deciding.into_iter().flat_map(|finding| finding.cause.facts).collect();
        Cause { truth: tree.at(at), reason, facts, conditions: vec![] }
    };
    let first = cause(Instant::MIN_UTC);
    Evaluation::leaf(requirement, Timeline::from_changes(first, points.into_iter().map(|at| (at, cause(at))).collect()))
}
