//! What the bylaws ask, each version from its first day on.

use crate::{
    exercise::credential_rules,
    facility::bylaws::Bylaws,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, adopted::Cover, fact, need};

/// What each version of the bylaws asks from its first day on.
pub(super) fn by_bylaws(scene: Scene<'_>) -> Vec<Evaluation> {
    let mut versions: Vec<Evaluation> = Vec::new();
    let all = scene.facility.bylaws();
    let day = |bylaws: &Bylaws| scene.facility.zone().start_of_day(bylaws.effective_from);
    let none = Cause::bare(Truth::Unknown, FindingReason::NoBylaws);
    let adopted = all.first().map_or_else(
        || Timeline::constant(none.clone()),
        |first| {
            let record = fact(FactKind::Bylaws, first.version.to_string(), "bylaws".to_owned(), None);
            Timeline::from_changes(
                none.clone(),
                vec![(day(first), Cause::on(Truth::Met, FindingReason::InForce, &record))],
            )
        },
    );
    versions.push(Evaluation::leaf(
        need("bylaws", "bylaws in force", "the facility's governing body", Owes::Facility),
        adopted,
    ));
    versions
        .extend(cover(scene).iter().map(|cover| only_within(cover.binds, cover.evaluate(scene, &[]), &cover.citation)));
    versions.extend(listed(scene));
    versions
}

/// Each version of the bylaws with the time in which it binds.
fn in_force(scene: Scene<'_>) -> impl Iterator<Item = (Period, &Bylaws)> {
    let all = scene.facility.bylaws();
    let day = move |bylaws: &Bylaws| scene.facility.zone().start_of_day(bylaws.effective_from);
    all.iter()
        .enumerate()
        .filter_map(move |(index, bylaws)| Some((Period::new(day(bylaws), all.get(index + 1).map(day)).ok()?, bylaws)))
}

/// The cover that the bylaws ask for.
pub(super) fn cover(scene: Scene<'_>) -> Vec<Cover> {
    let asked = in_force(scene).filter_map(|(binds, bylaws)| {
        let asked = bylaws.insurance?;
        let citation = format!("bylaws {}", bylaws.version);
        Some(Cover::new(binds, citation, asked.per_claim_cents.div_ceil(100), asked.aggregate_cents.div_ceil(100)))
    });
    asked.collect()
}

/// The exclusion lists that the bylaws name.
pub(super) fn listed(scene: Scene<'_>) -> Vec<Evaluation> {
    let screens = in_force(scene).flat_map(|(binds, bylaws)| {
        let citation = format!("bylaws {}", bylaws.version);
        bylaws.exclusion_lists.iter().map(move |list| {
            let need = need("exclusion", format!("not excluded ({list})"), citation.clone(), Owes::Msp);
            only_within(binds, credential_rules::not_excluded(scene.dossier, list, need), &citation)
        })
    });
    screens.collect()
}

/// Binds a rule to a period; outside of it nothing is asked.
pub(super) fn only_within(binds: Period, rule: Evaluation, citation: &str) -> Evaluation {
    let (met, silent) = (Truth::Met, Truth::Unmet);
    let outside = Timeline::within(binds, silent, met).map(|truth| Cause::bare(*truth, FindingReason::NotApplicable));
    let need = need("not-applicable", "outside of the rule's time", citation, Owes::Nobody);
    Evaluation::any(vec![Evaluation::leaf(need, outside).quiet(), rule])
}
